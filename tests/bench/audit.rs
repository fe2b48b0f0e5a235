//! How long an audit takes: 10,000 clients of ten pools in memory, reports of what was found, its screen, and
//! 3 pools with 200 clients each read within the service's quotas.
//!
//! `cargo bench --bench audit` takes a minute, most of it waiting for the quotas, and prints the table.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]
#![expect(clippy::print_stdout, reason = "the table is the point")]

#[path = "alone.rs"]
mod alone;
#[path = "audit/reading.rs"]
mod reading;
#[path = "audit/screen.rs"]
mod screen;

#[path = "clock.rs"]
mod clock;

use clock::{fastest, row};
use std::hint::black_box;

use cognitui::audit::{self, Around, Policy, Report, Subject};
use cognitui::client::{
    AppClient, ClientKey, Fingerprint, Pool, PoolId, ProviderSummary, SecretPresence, Settings,
};
use serde_json::{Value as Json, json};

const CLIENTS: usize = 10_000;
const POOLS: usize = 10;

fn main() {
    // `cargo test --all-targets` builds and starts benchmarks too; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let pools: Vec<Around> = (0..POOLS).map(pool).collect();
    let clients: Vec<AppClient> = (0..CLIENTS).map(|n| client(n, &pools[n % POOLS])).collect();
    let subjects: Vec<Subject<'_>> =
        clients.iter().enumerate().map(|(n, client)| Subject::new(client, &pools[n % POOLS])).collect();
    let policy = Policy::default();
    let now = "2026-06-01T12:00:00Z".parse().unwrap();

    println!("| what | fastest of 9 | at most |");
    println!("|---|---|---|");
    let (time, report) = fastest(|| audit::run(&subjects, &policy, now));
    let found = report.findings.len();
    row(&format!("{CLIENTS} clients judged and reported, {found} findings"), time, "200 ms");
    let (time, ()) = fastest(|| {
        for subject in &subjects {
            black_box(audit::check(subject, &policy, now));
        }
    });
    row("the same, one by one", time, "");
    println!("| memory at the most so far, the clients themselves included | {:.0} MiB | 120 MiB |", peak());
    let report = Report { findings: report.findings.into_iter().take(10_000).collect(), ..report };
    for format in audit::render::FORMATS {
        let (time, bytes) = fastest(|| format.write(&report, &mut std::io::sink()).unwrap());
        row(&format!("10,000 findings as {} ({} kB)", format.name, bytes / 1000), time, "1 s");
    }
    println!("| memory at the most so far | {:.0} MiB | 120 MiB |", peak());
    drop(report);
    screen::measure(&subjects, &policy, now);
    reading::measure();
}

/// The most memory that this process had, in MiB.
fn peak() -> f64 {
    peak_of("self").unwrap_or(f64::NAN)
}

/// The most memory that a process had so far, in MiB; none once it has ended.
fn peak_of(process: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes / 1024.0)
}

fn pool(number: usize) -> Around {
    let attributes =
        ["sub", "email", "name", "phone_number", "address", "birthdate", "custom:role", "custom:plan"];
    let schema: Vec<Json> =
        attributes.iter().map(|name| json!({"Name": name, "Required": *name == "email"})).collect();
    let document = json!({
        "UserPoolTier": "PLUS", "MfaConfiguration": "OFF", "UsernameAttributes": ["email"],
        "SchemaAttributes": schema, "UserPoolTags": {"env": if number.is_multiple_of(2) { "prod" } else { "dev" }},
    });
    let id = PoolId::new(format!("eu-west-1_{number:09}"));
    let mut around = Around::new(id.clone(), format!("pool {number}"));
    around.pool = Pool::from_wire(id, document.as_object().unwrap().clone()).into();
    let provider = |name: &str| ProviderSummary { name: name.to_owned(), kind: "SAML".to_owned() };
    around.providers = vec![provider("Okta"), provider("Entra")].into();
    around.servers = Vec::new().into();
    around.mappings = Vec::new().into();
    around
}

/// One in three has a secret, one in five the implicit grant, one in seven a local callback.
fn client(number: usize, pool: &Around) -> AppClient {
    let every = |n: usize| number.is_multiple_of(n);
    let grants = if every(5) { json!(["code", "implicit"]) } else { json!(["code"]) };
    let mut callbacks = vec![
        format!("https://app-{number}.example.de/cb"),
        format!("https://app-{number}.example.de/silent"),
    ];
    if every(7) {
        callbacks.push("http://localhost:3000/cb".to_owned());
    }
    let document = json!({
        "ClientName": format!("app-{number}"), "ClientId": format!("client{number:020}"),
        "UserPoolId": pool.id.as_str(), "CreationDate": 1_680_429_600, "LastModifiedDate": 1_700_000_000,
        "RefreshTokenValidity": 30, "AccessTokenValidity": 60, "IdTokenValidity": 60,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "ReadAttributes": ["email", "name"], "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO", "Okta"], "CallbackURLs": callbacks,
        "LogoutURLs": [format!("https://app-{number}.example.de/")],
        "AllowedOAuthFlows": grants, "AllowedOAuthScopes": ["openid", "email", "profile"],
        "AllowedOAuthFlowsUserPoolClient": true, "EnableTokenRevocation": true,
    });
    let secret =
        if every(3) { SecretPresence::Present(Fingerprint::new([1; 8])) } else { SecretPresence::Absent };
    let key = ClientKey::new(pool.id.as_str(), format!("client{number:020}"));
    AppClient { key, settings: Settings::from_wire(document.as_object().unwrap().clone()), secret }
}
