//! How long an export of 1,000 described clients of ten pools takes, and reading it back.
//!
//! `cargo bench --bench export` takes a few seconds and prints the table.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made has nothing to say")]
#![expect(clippy::print_stdout, reason = "the table is the point")]

#[path = "clock.rs"]
mod clock;

use clock::{fastest, row};

use cognitui::client::{AppClient, ClientKey, SecretPresence, Settings};
use cognitui::export::{self, Bundle, FORMATS, Layout, from};
use serde_json::json;

const CLIENTS: usize = 1_000;
const POOLS: usize = 10;

fn main() {
    // `cargo test --all-targets` builds and starts benchmarks too; only `cargo bench` asks for figures.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let clients: Vec<AppClient> = (0..CLIENTS).map(client).collect();
    let bundle = Bundle::new(&clients);
    println!("| what | fastest of 9 | at most |");
    println!("|---|---|---|");
    for format in FORMATS {
        for (layout, word) in [(Layout::One, "one text"), (Layout::Folder, "a file for each pool")] {
            let (time, written) = fastest(|| export::export(format, &bundle, layout));
            let size: usize = written.files.iter().map(|file| file.text.len()).sum();
            row(&format!("{CLIENTS} clients as {}, {word} ({} kB)", format.id, size / 1000), time, "300 ms");
        }
        let written = export::export(format, &bundle, Layout::One);
        let file = &written.files[0];
        if let Ok(read) = from::read(&file.path, &file.text) {
            assert_eq!(read.len(), CLIENTS);
            let (time, _) = fastest(|| from::read(&file.path, &file.text));
            row(&format!("the same from {} again", format.id), time, "");
        }
    }
}

fn client(number: usize) -> AppClient {
    let key = ClientKey::new(format!("eu-west-1_Pool{}", number % POOLS), format!("client{number:020}"));
    let url = |path: &str| format!("https://app{number}.example.org/{path}");
    let document = json!({
        "UserPoolId": key.pool.as_str(), "ClientId": key.client.as_str(), "ClientName": format!("web {}", number / 3),
        "CreationDate": 1_680_429_600, "LastModifiedDate": 1_732_264_215.25,
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email", "profile", "https://api.example.org/orders.read"],
        "CallbackURLs": [url("cb"), url("silent"), "http://localhost:3000/cb"], "LogoutURLs": [url("bye")],
        "DefaultRedirectURI": url("cb"), "SupportedIdentityProviders": ["COGNITO", "Google"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"],
        "ReadAttributes": ["email", "email_verified", "name", "custom:tier"], "WriteAttributes": ["email", "name"],
        "AccessTokenValidity": 30, "IdTokenValidity": 30, "RefreshTokenValidity": 7,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false, "AuthSessionValidity": 3,
    });
    let settings = Settings::from_wire(document.as_object().unwrap().clone());
    AppClient { key, settings, secret: SecretPresence::Absent }
}
