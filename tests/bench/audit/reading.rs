//! Reading 3 pools with 200 clients each, in real time: within the service's quotas, and as fast as it goes.

use std::process::Stdio;
use std::time::{Duration, Instant};

use cognitui::audit::Policy;
use cognitui::cognito::{Budgets, Embedded, Gateway, Lane, Target};
use cognitui::sandbox::{Options, Sandbox, World, server};
use cognitui::tasks::audit::Evidence;
use cognitui::tasks::crawl::{Beside, Crawl, Wanted};
use tokio::runtime::{Builder, Runtime};

use crate::alone::alone;
use crate::peak_of;

const POOLS: u64 = 3;
const CLIENTS: u64 = 600;
/// What the service allows a second, for an account, and for one operation on one pool.
const RATE: f64 = 15.0;
const POOL_RATE: f64 = 5.0;
/// Requests at once to a server on this machine.
const PLACES: u64 = 16;
const LATENCY: Duration = Duration::from_millis(40);

pub(crate) fn measure() {
    println!(
        "| memory of `cognitui audit` over 10,000 clients with nine findings each | {:.0} MiB | 120 MiB |",
        whole()
    );
    let (free, requests) = unhindered();
    let within = quotas();
    // Ten or eleven pages a pool, told by how many there are without quotas.
    let of = |sandbox: &Sandbox, operation: &str| sandbox.requests_for(operation);
    let both = |sandbox: &Sandbox| of(sandbox, "DescribeUserPoolClient") + of(sandbox, "ListUserPoolClients");
    let (needed, asked) = (both(&requests), both(&within.1));
    // A bucket holds a second's worth at the start; the account's is the narrower for three pools.
    let (took, allowed) = (within.0, (float(needed) - RATE) / RATE);
    let throttled = float(asked - needed) / float(asked);
    println!(
        "| 3 × 200 clients within the quotas, {took:.1} s where the buckets allow {allowed:.1} s | {:.3} × | 1.10 × |",
        took / allowed
    );
    println!("| of these requests throttled | {:.2} % | 1 % |", throttled * 100.0);
    let requests: u64 = requests.requests().values().sum();
    let ideal = float(requests) * LATENCY.as_secs_f64() / float(PLACES);
    println!(
        "| the same by `cognitui audit` without quotas at 40 ms, {free:.2} s where {PLACES} at once would take {ideal:.2} s | {:.0} % | at least 90 % |",
        ideal / free * 100.0
    );
}

fn float(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

fn sandbox(options: Options) -> Sandbox {
    let clients = CLIENTS / POOLS;
    let pool = |pool: u64| {
        format!(
            r#"{{"pool": {{"Name": "pool-{pool}"}}, "clients": [{{"ClientName": "app-{{n}}", "repeat": {clients}}}]}}"#
        )
    };
    let pools: Vec<String> = (0..POOLS).map(pool).collect();
    let world =
        format!(r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{}]}}"#, pools.join(","));
    Sandbox::new(World::from_json(&world).unwrap(), options)
}

/// Reads and judges everything within the service's quotas; gives the seconds and the service.
fn quotas() -> (f64, Sandbox) {
    let options =
        Options { latency: LATENCY, rps: Some(RATE), pool_rps: Some(POOL_RATE), ..Options::default() };
    let sandbox = sandbox(options);
    let embedded = Embedded {
        http_client: sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "bench".to_owned(),
    };
    let took = Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let target = Target { embedded: Some(embedded), ..Target::default() };
        let gateway = Gateway::connect(&target, Budgets::aws()).await.unwrap();
        let began = Instant::now();
        let beside = Beside { pools: true, secrets: true, styles: true };
        let mut crawl = Crawl::start(gateway, Lane::Foreground, Wanted::All, beside);
        let mut evidence = Evidence::default();
        while let Some(step) = crawl.next().await {
            evidence.take(step);
        }
        let report = evidence.into_report(&Policy::default(), jiff::Timestamp::now());
        assert_eq!(report.clients as u64, CLIENTS);
        began.elapsed().as_secs_f64()
    });
    (took, sandbox)
}

/// The command as a process of its own, over a server without quotas; the fastest of three runs, its start
/// included.
fn unhindered() -> (f64, Sandbox) {
    let runtime = Runtime::new().unwrap();
    let home = tempfile::tempdir().unwrap();
    let run = || {
        let sandbox = sandbox(Options { latency: LATENCY, ..Options::default() });
        let listener = runtime.block_on(server::bind(([127, 0, 0, 1], 0).into())).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serving = runtime.spawn(server::serve(listener, sandbox.clone(), std::future::pending()));
        let began = Instant::now();
        let mut audit = alone(env!("CARGO_BIN_EXE_cognitui").as_ref(), home.path());
        let output = audit.args(["audit", "--endpoint-url", &url, "-o", "csv"]).output().unwrap();
        let took = began.elapsed().as_secs_f64();
        serving.abort();
        assert!(output.status.code().is_some_and(|code| code <= 1), "{}", text(&output.stderr));
        assert_eq!(sandbox.requests_for("DescribeUserPoolClient"), CLIENTS);
        (took, sandbox)
    };
    let runs = [run(), run(), run()];
    runs.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap()
}

/// The command as a process of its own over many clients, each of them with much to say of; the most memory
/// that it had, looked at every millisecond.
fn whole() -> f64 {
    let client = r#"{"ClientName": "app-{n}", "repeat": 1000,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"],
        "AllowedOAuthFlows": ["code", "implicit"], "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthScopes": ["openid", "email", "profile"], "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://app-{n}.example.de/cb", "https://app-{n}.example.de/silent", "http://localhost:3000/cb"],
        "LogoutURLs": ["https://app-{n}.example.de/"]}"#;
    let pools: Vec<String> = (0..10)
        .map(|pool| format!(r#"{{"pool": {{"Name": "pool-{pool}"}}, "clients": [{client}]}}"#))
        .collect();
    let world =
        format!(r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{}]}}"#, pools.join(","));
    let sandbox = Sandbox::new(World::from_json(&world).unwrap(), Options::default());
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(server::bind(([127, 0, 0, 1], 0).into())).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(server::serve(listener, sandbox.clone(), std::future::pending()));
    let home = tempfile::tempdir().unwrap();
    let mut audit = alone(env!("CARGO_BIN_EXE_cognitui").as_ref(), home.path());
    let mut audit =
        audit.args(["audit", "--endpoint-url", &url, "-o", "csv"]).stdout(Stdio::null()).spawn().unwrap();
    let process = audit.id().to_string();
    let mut most = 0_f64;
    let ended = loop {
        most = most.max(peak_of(&process).unwrap_or_default());
        if let Some(ended) = audit.try_wait().unwrap() {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert!(ended.code().is_some_and(|code| code <= 1));
    assert_eq!(sandbox.requests_for("DescribeUserPoolClient"), 10_000);
    most
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
