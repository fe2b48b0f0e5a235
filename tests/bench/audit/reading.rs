//! Reading 3 pools with 200 clients each from the embedded service, in real time.

use std::time::{Duration, Instant};

use cognitui::audit::Policy;
use cognitui::cognito::{Budgets, Embedded, Gateway, Lane, Target};
use cognitui::sandbox::{Options, Sandbox, World};
use cognitui::tasks::audit::Evidence;
use cognitui::tasks::crawl::{Beside, Crawl, Wanted};

const CLIENTS: u64 = 600;
/// What the service allows a second, for an account, and for one operation on one pool.
const RATE: f64 = 15.0;
const POOL_RATE: f64 = 5.0;
const PLACES: usize = 16;
const LATENCY: Duration = Duration::from_millis(40);

pub(crate) fn measure() {
    let quotas =
        Options { latency: LATENCY, rps: Some(RATE), pool_rps: Some(POOL_RATE), ..Options::default() };
    let (took, sandbox) = audited(quotas, Budgets::aws());
    let of = |operation: &str| sandbox.requests_for(operation);
    let asked = of("DescribeUserPoolClient") + of("ListUserPoolClients");
    // Ten or eleven pages a pool, told by how many there are without quotas.
    let (free, unhindered) =
        audited(Options { latency: LATENCY, ..Options::default() }, Budgets::unlimited(PLACES));
    let needed =
        unhindered.requests_for("DescribeUserPoolClient") + unhindered.requests_for("ListUserPoolClients");
    // A bucket holds a second's worth at the start; the account's is the narrower for three pools.
    let allowed = (float(needed) - RATE) / RATE;
    let throttled = float(asked - needed) / float(asked);
    println!(
        "| 3 × 200 clients within the quotas, {took:.1} s where the buckets allow {allowed:.1} s | {:.3} × | 1.10 × |",
        took / allowed
    );
    println!("| of these requests throttled | {:.2} % | 1 % |", throttled * 100.0);
    let requests: u64 = unhindered.requests().values().sum();
    let ideal = float(requests) * LATENCY.as_secs_f64() / float(PLACES as u64);
    println!(
        "| the same without quotas at 40 ms, {free:.2} s where {PLACES} at once would take {ideal:.2} s | {:.0} % | at least 90 % |",
        ideal / free * 100.0
    );
}

fn float(number: u64) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Reads and judges everything; gives the seconds and the service.
fn audited(options: Options, budgets: Budgets) -> (f64, Sandbox) {
    let pools: Vec<String> = (0..3)
        .map(|pool| {
            format!(
                r#"{{"pool": {{"Name": "pool-{pool}"}}, "clients": [{{"ClientName": "app-{{n}}", "repeat": {}}}]}}"#,
                CLIENTS / 3
            )
        })
        .collect();
    let world =
        format!(r#"{{"account": "123456789012", "region": "eu-west-1", "pools": [{}]}}"#, pools.join(","));
    let sandbox = Sandbox::new(World::from_json(&world).unwrap(), options);
    let embedded = Embedded {
        http_client: sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "bench".to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let took = runtime.block_on(async {
        let target = Target { embedded: Some(embedded), ..Target::default() };
        let gateway = Gateway::connect(&target, budgets).await.unwrap();
        let began = Instant::now();
        let beside = Beside { pools: true, secrets: true, styles: true };
        let mut crawl = Crawl::start(gateway, Lane::Foreground, Wanted::All, beside);
        let mut evidence = Evidence::default();
        while let Some(step) = crawl.next().await {
            evidence.take(step);
        }
        let report = evidence.report(&Policy::default(), jiff::Timestamp::now());
        assert_eq!(report.clients as u64, CLIENTS);
        began.elapsed().as_secs_f64()
    });
    (took, sandbox)
}
