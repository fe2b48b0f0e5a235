//! Every read of the gateway, over the sandbox and over answers made up for the purpose.

use cognitui::client::{ClientKey, ClientSummary, PoolId, SecretPresence};
use cognitui::cognito::{Budgets, ErrorKind, Gateway, Lane};
use cognitui::sandbox::Options;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::gateway_script::{Answer, sandboxed, sandboxed_with, scripted};

const CUSTOMERS: &str = "eu-west-1_hRb7Lk2Qe";

pub(crate) async fn clients(gateway: &Gateway, pool: &str) -> Vec<ClientSummary> {
    let pool = PoolId::new(pool);
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = gateway.clients_page(Lane::Background, &pool, after).await.unwrap();
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

pub(crate) async fn key(gateway: &Gateway, name: &str) -> ClientKey {
    clients(gateway, CUSTOMERS).await.into_iter().find(|client| client.name == name).unwrap().key
}

#[tokio::test]
async fn pools_are_listed_and_described_with_every_member() {
    let (gateway, _sandbox) = sandboxed().await;
    let page = gateway.pools_page(Lane::Foreground, None).await.unwrap();
    let customers = page.items.iter().find(|pool| pool.name == "customers").unwrap();
    assert_eq!((customers.id.as_str(), page.next), (CUSTOMERS, None));
    let pool = gateway.pool(Lane::Foreground, &customers.id).await.unwrap();
    let document = pool.document();
    assert_eq!(document["UserPoolTier"], "PLUS");
    // A member that the SDK of this build does not know.
    assert_eq!(document["DcrConfiguration"]["OpenDcrEnabled"], true);
    assert_eq!(document["Arn"], format!("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{CUSTOMERS}"));
}

#[tokio::test]
async fn clients_are_described_losslessly_and_without_their_secret() {
    let (gateway, _sandbox) = sandboxed().await;
    let summaries = clients(&gateway, CUSTOMERS).await;
    assert!(summaries.len() > 20);
    let mut fingerprints = Vec::new();
    for summary in &summaries {
        let client = gateway.client(Lane::Background, &summary.key).await.unwrap();
        assert_eq!(client.name(), summary.name);
        assert!(!client.settings.document().contains_key("ClientSecret"), "{}", summary.name);
        let secret = gateway.secret(Lane::Foreground, &summary.key).await.unwrap();
        assert_eq!(client.secret.is_present(), secret.is_some());
        if let SecretPresence::Present(print) = client.secret {
            fingerprints.push(print);
        }
        // The same secret read again has the same fingerprint.
        assert_eq!(client, gateway.client(Lane::Background, &summary.key).await.unwrap());
    }
    let count = fingerprints.len();
    fingerprints.sort_by_key(|print| format!("{print:?}"));
    fingerprints.dedup();
    assert!(count > 3 && fingerprints.len() == count, "different secrets have different fingerprints");
}

#[tokio::test]
async fn what_stands_around_a_client_is_read() {
    let (gateway, _sandbox) = sandboxed().await;
    let pool = PoolId::new(CUSTOMERS);
    let providers = gateway.identity_providers(Lane::Foreground, &pool).await.unwrap();
    let google = providers.iter().find(|provider| provider.name == "Google").unwrap();
    assert_eq!(google.kind, "Google");
    let google = gateway.identity_provider(Lane::Foreground, &pool, "Google").await.unwrap();
    assert_eq!(google.fills().attributes, ["email", "name", "username"]);
    assert_eq!(
        (google.kind.as_str(), google.withheld.as_slice()),
        ("Google", &["client_secret".to_owned()][..])
    );
    assert!(google.details.unwrap()["authorize_scopes"].as_str().unwrap().contains("openid"));
    let servers = gateway.resource_servers(Lane::Foreground, &pool).await.unwrap();
    assert!(servers.iter().any(|server| server.name == "Bookings" && !server.scopes.is_empty()));
    let rotating = key(&gateway, "loyalty-sync").await;
    let secrets = gateway.secrets(Lane::Foreground, &rotating).await.unwrap();
    let dates: Vec<String> = secrets.iter().map(|secret| secret.created.unwrap().to_string()).collect();
    assert_eq!(dates.len(), 2);
    assert!(dates[0].starts_with("2024-02-27T13:18:50"), "{dates:?}");
    assert!(secrets[0].id.starts_with(rotating.client.as_str()));
}

#[tokio::test]
async fn a_public_client_has_no_secret_and_a_missing_one_is_not_found() {
    let (gateway, _sandbox) = sandboxed().await;
    let public = key(&gateway, "ios-app").await;
    assert!(gateway.secret(Lane::Foreground, &public).await.unwrap().is_none());
    let gone = ClientKey::new(CUSTOMERS, "0000000000000000000000gone");
    let error = gateway.client(Lane::Foreground, &gone).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = gateway.pool(Lane::Foreground, &PoolId::new("eu-west-1_Nowhere00")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("eu-west-1_Nowhere00"), "{error}");
}

#[tokio::test]
async fn pages_are_followed_by_token_however_short_they_are() {
    // Full, empty with a token, short with a token, empty and last.
    let (gateway, seen) = scripted(|request| {
        let (items, next) = match request.body["NextToken"].as_str() {
            None => (vec!["a", "b"], Some("one")),
            Some("one") => (vec![], Some("two")),
            Some("two") => (vec!["c"], Some("three")),
            _ => (vec![], None),
        };
        let items: Vec<Value> = items.iter().map(|id| json!({ "ClientId": id, "ClientName": id })).collect();
        let mut answer = json!({ "UserPoolClients": items });
        if let Some(next) = next {
            answer["NextToken"] = next.into();
        }
        Answer::Json(200, answer)
    })
    .await;
    let names: Vec<String> = clients(&gateway, "eu-west-1_x").await.into_iter().map(|c| c.name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|request| request.body["MaxResults"] == 60 && request.signed));
}

#[tokio::test]
async fn a_token_that_leads_in_a_circle_ends_in_an_error() {
    let (gateway, seen) = scripted(|request| {
        let next = if request.body["NextToken"] == "one" { "two" } else { "one" };
        Answer::Json(200, json!({ "Providers": [], "NextToken": next }))
    })
    .await;
    let error = gateway.identity_providers(Lane::Foreground, &PoolId::new("eu-west-1_x")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Garbled);
    assert!(error.to_string().contains("leads back"), "{error}");
    assert_eq!(seen.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn members_and_values_nobody_knows_yet_are_kept_in_their_order() {
    let document = json!({
        "UserPoolId": "eu-west-1_x",
        "Aftertomorrow": { "Depth": [1, { "b": 2, "a": null }], "Zeta": 0.1 },
        "ClientName": "später 🚢",
        "ClientSecret": "plain-text-secret",
        "ClientId": "abc",
        "ExplicitAuthFlows": ["ALLOW_MIND_READING"],
        "LastModifiedDate": 1_700_000_000.123,
        "BigNumber": 9_007_199_254_740_993_i64,
        "ClientType": "DCR",
    });
    let answer = json!({ "UserPoolClient": document });
    let (gateway, _seen) = scripted(move |_| Answer::Json(200, answer.clone())).await;
    let key = ClientKey::new("eu-west-1_x", "abc");
    let client = gateway.client(Lane::Foreground, &key).await.unwrap();
    let mut expected = document.as_object().unwrap().clone();
    expected.shift_remove("ClientSecret");
    let kept = Value::Object(client.settings.document().clone());
    assert_eq!(kept.to_string(), Value::Object(expected).to_string(), "member for member, in order");
    assert!(client.secret.is_present());
    let secret = gateway.secret(Lane::Foreground, &key).await.unwrap().unwrap();
    assert_eq!(secret.expose_secret(), "plain-text-secret");
}

#[tokio::test(start_paused = true)]
async fn a_crawl_within_the_services_quotas_is_never_throttled_and_uses_them() {
    let options = Options {
        rps: Some(15.0),
        pool_rps: Some(5.0),
        latency: std::time::Duration::from_millis(30),
        ..Options::default()
    };
    let (gateway, sandbox) = sandboxed_with(options, Budgets::aws()).await;
    let all = clients(&gateway, CUSTOMERS).await;
    sandbox.reset_requests();
    let began = tokio::time::Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        for client in all.clone() {
            let gateway = gateway.clone();
            tasks.spawn(async move { gateway.client(Lane::Background, &client.key).await.unwrap() });
        }
    }
    tasks.join_all().await;
    let wanted = u32::try_from(all.len() * 4).unwrap();
    let sent = sandbox.requests_for("DescribeUserPoolClient");
    assert_eq!(sent, u64::from(wanted), "no request was throttled, so none was repeated");
    let fewest_seconds = (wanted - 5) / 5;
    let took = began.elapsed().as_secs_f64();
    assert!(took >= f64::from(fewest_seconds), "{took} seconds for {wanted}");
    assert!(took <= f64::from(wanted) / 5.0 / 0.97, "{took} seconds for {wanted}");
}
