//! How long a comparison takes in memory: 10,000 clients side by side, and 10,000 with what they were.
//!
//! `cargo bench --bench compare` takes a few seconds and prints the table.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]
#![expect(clippy::print_stdout, reason = "the table is the point")]

#[path = "clock.rs"]
mod clock;

use clock::{fastest, row};

use cognitui::client::compare::{Column, Comparison, Grid, Measures, SecretSeen, Secrets, same};
use cognitui::client::snapshot::Kept;
use cognitui::client::{Fingerprint, Settings};
use serde_json::json;

const CLIENTS: usize = 10_000;

fn main() {
    // `cargo test --all-targets` builds and starts benchmarks too; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let columns: Vec<Column> = (0..CLIENTS).map(column).collect();
    println!("| what | fastest of 9 | at most |");
    println!("|---|---|---|");
    let (time, comparison) = fastest(|| Comparison::of(&columns, 0, Secrets::ByFingerprint));
    row(&format!("{CLIENTS} clients side by side, {}", comparison.summary()), time, "200 ms");
    let measures = Measures::share(136, 4);
    let (time, grid) = fastest(|| Grid::of(&comparison, &[0, 7, 8, 9], measures, |_, _| true));
    row(&format!("the four of them on screen, {} lines", grid.lines.len()), time, "");
    let kept: Vec<Column> = columns
        .iter()
        .map(|column| {
            let text = serde_json::Value::Object(column.settings.document().clone()).to_string();
            Kept::read(&text).unwrap().into_column("snapshot")
        })
        .collect();
    let (time, drifted) =
        fastest(|| columns.iter().zip(&kept).filter(|(live, kept)| !same(kept, live)).count());
    row(&format!("{CLIENTS} clients and a snapshot of them, {drifted} otherwise"), time, "200 ms");
}

/// Each has its own URLs; one in seven another lifetime, one in three a secret of its own.
fn column(number: usize) -> Column {
    let every = |n: usize| number.is_multiple_of(n);
    let document = json!({
        "ClientName": format!("app-{number}"), "ClientId": format!("client{number:020}"),
        "UserPoolId": "eu-west-1_000000001", "CreationDate": 1_680_429_600, "LastModifiedDate": 1_700_000_000,
        "RefreshTokenValidity": 30, "AccessTokenValidity": if every(7) { 90 } else { 60 }, "IdTokenValidity": 60,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "ReadAttributes": ["email", "name"], "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO", "Okta"],
        "CallbackURLs": [format!("https://app-{number}.example.de/cb"), format!("https://app-{number}.example.de/silent")],
        "LogoutURLs": [format!("https://app-{number}.example.de/")], "FutureSetting": {"On": every(2)},
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email", "profile"],
        "AllowedOAuthFlowsUserPoolClient": true, "EnableTokenRevocation": true,
    });
    let print = u64::try_from(number).unwrap().to_le_bytes();
    let secret = if every(3) { SecretSeen::Set(Some(Fingerprint::new(print))) } else { SecretSeen::None };
    let settings = Settings::from_wire(document.as_object().unwrap().clone());
    Column::new(format!("app-{number}"), settings, secret)
}
