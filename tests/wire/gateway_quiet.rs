//! Plaintext secrets stay out of everything that is printed.

use std::io::Write;
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognitui::client::ClientKey;
use cognitui::cognito::{Gateway, Lane, log_filter};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

use crate::gateway::key;
use crate::gateway_script::{Answer, loopback, sandboxed};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs a test in a process of its own. What tracing remembers about each event's listeners is shared by
/// all threads, so that tests beside this one would make it miss events.
fn alone(name: &str, test: impl FnOnce()) {
    const ALONE: &str = "WIRE_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return test();
    }
    let name = format!("gateway_quiet::{name}");
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.env(ALONE, "1").args(["--exact", &name]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Runs a session under a filter and returns what was logged.
fn logged<F: Future>(filter: &str, session: F) -> String {
    let log = Log::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
    let filter: Targets = filter.parse().unwrap();
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(filter));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tracing::subscriber::with_default(subscriber, || runtime.block_on(session));
    log.text()
}

const PLAIN: &str = "0plain1text2secret3of4this5test";

/// `{}` and `{"client_id":"abc"}`.
const TOKEN: &str = "e30.eyJjbGllbnRfaWQiOiJhYmMifQ.c2ln";

/// Every way a secret comes in or goes out.
async fn session() {
    let (gateway, _, _) = loopback(|request| match request.operation.as_str() {
        "AddUserPoolClientSecret" => Answer::Json(
            200,
            json!({ "ClientSecretDescriptor": { "ClientSecretId": "abc--1", "ClientSecretValue": PLAIN } }),
        ),
        // The token endpoint, to which no operation is named.
        "" => Answer::Json(200, json!({ "access_token": TOKEN })),
        "DeleteUserPoolClient" => Answer::error("InvalidParameterException", "no"),
        _ => Answer::Json(200, json!({ "UserPoolClient": { "ClientId": "abc", "ClientSecret": PLAIN } })),
    })
    .await;
    everything(&gateway).await;
}

async fn everything(gateway: &Gateway) {
    let key = ClientKey::new("eu-west-1_x", "abc");
    let document = json!({ "ClientName": "x", "ClientSecret": PLAIN }).as_object().unwrap().clone();
    gateway.client(Lane::Foreground, &key).await.unwrap();
    gateway.secret(Lane::Foreground, &key).await.unwrap().unwrap();
    gateway.update_document(&key, document.clone()).await.unwrap();
    gateway.create_document(&key.pool, document).await.unwrap();
    gateway.add_secret(&key, Some(SecretString::from(PLAIN))).await.unwrap();
    gateway.delete(&key).await.unwrap_err();
    let url = format!("{}/oauth2/token", gateway.context().endpoint.as_deref().unwrap());
    let claims = gateway.client_token(&url, &key.client, &SecretString::from(PLAIN), &[]).await.unwrap();
    assert_eq!(claims.claims["client_id"], "abc");
}

#[test]
fn our_own_log_at_its_most_talkative_holds_no_secret() {
    alone("our_own_log_at_its_most_talkative_holds_no_secret", || {
        let log = logged(&log_filter("trace"), session());
        assert!(
            log.contains("DescribeUserPoolClient") && log.contains("answered"),
            "it does say something:\n{log}"
        );
        assert!(!log.contains(PLAIN) && !log.contains(TOKEN), "{log}");
        let basic = STANDARD.encode(format!("abc:{PLAIN}"));
        assert!(!log.contains(&basic), "{log}");
        assert!(!log.contains("ClientId"), "no bodies at all:\n{log}");
    });
}

#[test]
fn the_filter_is_what_keeps_the_sdk_quiet() {
    alone("the_filter_is_what_keeps_the_sdk_quiet", || {
        let log = logged("trace", session());
        assert!(log.contains(PLAIN), "the SDK has become quiet by itself");
    });
}

#[tokio::test]
async fn what_the_gateway_returns_prints_without_secrets() {
    let (gateway, _sandbox) = sandboxed().await;
    let server = key(&gateway, "booking-server").await;
    let secret = gateway.secret(Lane::Foreground, &server).await.unwrap().unwrap();
    let client = gateway.client(Lane::Foreground, &server).await.unwrap();
    let added = gateway.add_secret(&server, None).await.unwrap();
    let page = gateway.clients_page(Lane::Foreground, &server.pool, None).await.unwrap();
    let printed = format!("{gateway:?} {:?} {client:?} {secret:?} {added:?} {page:?}", gateway.context());
    assert!(!printed.contains(secret.expose_secret()));
    assert!(!printed.contains(added.1.unwrap().expose_secret()));
    assert!(printed.contains("Fingerprint"));
}
