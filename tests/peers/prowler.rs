//! The two checks that prowler has for app clients, and the rules that ask the same.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use aws_sdk_cognitoidentityprovider::types::PreventUserExistenceErrorTypes::{Enabled, Legacy};
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::Value;

use crate::fill::{self, REGION};
use crate::servers::{self, Server};

/// More than a page, which is all that prowler reads of a pool.
const CLIENTS: usize = 130;
const PAGE: usize = 60;

/// What is said of each client, by `pool/client`: true where something is found.
type Answers = BTreeMap<String, bool>;

#[tokio::test(flavor = "multi_thread")]
async fn prowler_says_the_same_of_every_client() {
    let test = "prowler::prowler_says_the_same_of_every_client";
    let Some(python) = servers::installed_part(test, "prowler/bin/python") else { return };
    let Some(peers) = servers::installed(test) else { return };
    let server = Server::moto(&peers);
    let pool = made(server.url()).await;

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/prowler_check.py");
    let told = Command::new(python).arg(script).args([server.url(), REGION]).output().unwrap();
    let told: Value = serde_json::from_slice(&succeeded(&told).stdout).unwrap();
    let ours = audited(server.url());
    for rule in ["S13", "S14"] {
        let theirs = |how: &str| -> Answers {
            let clients = told[how][rule].as_object().unwrap().iter();
            clients.map(|(client, status)| (client.clone(), status == "FAIL")).collect()
        };
        let (alone, every, ours) = (theirs("alone"), theirs("every"), &ours[rule]);
        assert_eq!((alone.len(), every.len()), (PAGE, CLIENTS), "{rule} of {pool}");
        let found = |answers: &Answers| -> Vec<String> {
            answers.iter().filter(|(_, found)| **found).map(|(client, _)| client.clone()).collect()
        };
        assert_eq!(found(&every), found(ours), "{rule}");
        assert!(found(ours).len() > found(&alone).len() && found(ours).len() < CLIENTS, "{rule}");
    }
}

/// A pool with clients of every sort that the two rules tell apart.
async fn made(url: &str) -> String {
    let sdk = fill::client(url);
    let pool = sdk.create_user_pool().pool_name("prowled").send().await.unwrap();
    let pool = pool.user_pool.unwrap().id.unwrap();
    let clients = stream::iter(0..CLIENTS).map(|number| {
        let existence = [None, Some(Legacy), Some(Enabled)][number % 3].clone();
        let revocation = [None, Some(false), Some(true), Some(true)][number % 4];
        sdk.create_user_pool_client()
            .user_pool_id(&pool)
            .client_name(format!("app-{number}"))
            .set_prevent_user_existence_errors(existence)
            .set_enable_token_revocation(revocation)
            .send()
    });
    let made: Vec<_> = clients.buffer_unordered(8).collect().await;
    assert!(made.iter().all(Result::is_ok));
    pool
}

/// What the built program finds by the two rules.
fn audited(url: &str) -> BTreeMap<&'static str, Answers> {
    let home = tempfile::tempdir().unwrap();
    let audited = Command::new(env!("CARGO_BIN_EXE_cognitui"))
        .args(["audit", "--endpoint-url", url, "--region", REGION, "-o", "json"])
        .env("HOME", home.path())
        .env("AWS_ACCESS_KEY_ID", "AKIAPEER")
        .env("AWS_SECRET_ACCESS_KEY", "peer")
        .env_remove("AWS_PROFILE")
        .env_remove("XDG_CONFIG_HOME")
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&succeeded(&audited).stdout).unwrap();
    assert_eq!(report["clients"], CLIENTS);
    let of = |rule: &str| -> Answers {
        let findings =
            report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let key = |one: &Value| format!("{}/{}", text(&one["UserPoolId"]), text(&one["ClientId"]));
        findings.map(|one| (key(one), true)).collect()
    };
    ["S13", "S14"].into_iter().map(|rule| (rule, of(rule))).collect()
}

fn succeeded(output: &Output) -> &Output {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}
