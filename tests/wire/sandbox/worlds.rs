//! Worlds as data.

use std::collections::BTreeSet;

use cognitui::sandbox::{Options, Sandbox, World};
use serde_json::{Value, json};

use super::{CUSTOMERS, PARTNERS, call, describe, named, sandbox};

/// Every client of the built-in world, described.
fn everyone() -> Vec<Value> {
    let sandbox = sandbox();
    let pools = call(&sandbox, "ListUserPools", &json!({ "MaxResults": 60 })).unwrap();
    let mut all = Vec::new();
    for pool in pools["UserPools"].as_array().unwrap() {
        let id = pool["Id"].as_str().unwrap();
        let listed = call(&sandbox, "ListUserPoolClients", &json!({ "UserPoolId": id })).unwrap();
        for client in listed["UserPoolClients"].as_array().unwrap() {
            all.push(describe(&sandbox, id, client["ClientId"].as_str().unwrap()));
        }
    }
    all
}

#[test]
fn the_built_in_world_has_clients_of_every_kind() {
    let all = everyone();
    assert!(all.len() >= 40);
    let has = |what: &str, test: &dyn Fn(&Value) -> bool| assert!(all.iter().any(test), "{what}");
    let lists = |client: &Value, member: &str, wanted: &str| {
        client[member].as_array().is_some_and(|items| items.iter().any(|item| item == wanted))
    };
    has("single-page", &|c| lists(c, "AllowedOAuthFlows", "code") && c.get("ClientSecret").is_none());
    has("server", &|c| lists(c, "AllowedOAuthFlows", "code") && c.get("ClientSecret").is_some());
    has("machine", &|c| lists(c, "AllowedOAuthFlows", "client_credentials"));
    has("native scheme", &|c| lists(c, "CallbackURLs", "harbourline://callback"));
    has("loopback", &|c| lists(c, "CallbackURLs", "http://127.0.0.1:8400/callback"));
    has("admin", &|c| lists(c, "ExplicitAuthFlows", "ALLOW_ADMIN_USER_PASSWORD_AUTH"));
    has("passwordless", &|c| lists(c, "ExplicitAuthFlows", "ALLOW_USER_AUTH"));
    has("legacy flow", &|c| lists(c, "ExplicitAuthFlows", "ADMIN_NO_SRP_AUTH"));
    has("service-managed", &|c| c["ClientName"].as_str().unwrap().starts_with("AmazonOpenSearchService-"));
    has("registered", &|c| c["ClientType"] == "DCR");
    has("analytics", &|c| c.get("AnalyticsConfiguration").is_some());
    has("rotation", &|c| c["RefreshTokenRotation"]["Feature"] == "ENABLED");
    has("future member", &|c| c.get("DevicePosture").is_some());
}

#[test]
fn only_the_clients_that_are_meant_to_be_broken_refuse_their_own_settings() {
    let sandbox = sandbox();
    let refused: Vec<String> = everyone()
        .into_iter()
        .filter(|client| call(&sandbox, "UpdateUserPoolClient", client).is_err())
        .map(|client| client["ClientName"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(refused, ["fleet-tracker", "marketing-campaigns", "old-web-portal", "Gäste/Bücher (alt)"]);
}

#[test]
fn ids_look_like_the_services_and_secrets_do_not_stand_in_the_file() {
    let file = include_str!("../../../assets/sandbox/world.json");
    let all = everyone();
    let ids: BTreeSet<_> = all.iter().map(|client| client["ClientId"].to_string()).collect();
    assert_eq!(ids.len(), all.len());
    for client in &all {
        let id = client["ClientId"].as_str().unwrap();
        assert_eq!(id.len(), 26);
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if let Some(secret) = client.get("ClientSecret") {
            assert!(!file.contains(secret.as_str().unwrap()));
        }
        assert!(client["CreationDate"].as_f64() <= client["LastModifiedDate"].as_f64());
    }
}

#[test]
fn the_same_world_has_the_same_secrets_in_every_run() {
    let secret = |sandbox: &Sandbox| named(sandbox, CUSTOMERS, "booking-server")["ClientSecret"].clone();
    assert_eq!(secret(&sandbox()), secret(&sandbox()));
    assert!(!format!("{:?}", World::default_world()).contains(secret(&sandbox()).as_str().unwrap()));
    assert!(!format!("{:?}", sandbox()).contains(secret(&sandbox()).as_str().unwrap()));
}

#[test]
fn a_template_makes_ten_thousand() {
    let world = json!({
        "account": "111122223333", "region": "eu-west-1",
        "pools": [{
            "pool": { "Name": "big", "Id": PARTNERS },
            "clients": [{ "ClientName": "app-{n}", "repeat": 10_000, "CallbackURLs": ["https://{n}.example/cb"], "secret": true }],
        }],
    });
    let sandbox = Sandbox::new(World::from_json(&world.to_string()).unwrap(), Options::default());
    let page = call(&sandbox, "ListUserPoolClients", &json!({ "UserPoolId": PARTNERS })).unwrap();
    let client = describe(&sandbox, PARTNERS, page["UserPoolClients"][41]["ClientId"].as_str().unwrap());
    assert_eq!(client["ClientName"], "app-42");
    assert_eq!(client["CallbackURLs"], json!(["https://42.example/cb"]));
    let refusal =
        call(&sandbox, "CreateUserPoolClient", &json!({ "UserPoolId": PARTNERS, "ClientName": "one more" }));
    assert_eq!(refusal.unwrap_err().0, "LimitExceededException");
}

#[test]
fn a_world_that_cannot_be_read_says_where() {
    let line = |text: &str| {
        let error = World::from_json(text).unwrap_err();
        (error.line, error.to_string())
    };
    assert_eq!(line("{\n  \"account\": 1\n}").0, 2);
    let (at, text) = line(
        "{\"account\": \"1\", \"region\": \"r\", \"pools\": [\n{\"pool\": {\"Name\": \"a\"}, \"clients\": [\n{\"ClientName\": \"c\",\n\"CreationDate\": \"yesterday\"}\n]}]}",
    );
    assert!((4..=5).contains(&at), "{text}");
    assert!(text.contains("yesterday"), "{text}");
    let (at, text) = line(
        "{\"account\": \"1\", \"region\": \"r\", \"pools\": [\n{\"pool\": {\"Id\": \"r_twice\"}},\n{\"pool\": {\"Id\": \"r_twice\"}}\n]}",
    );
    assert_eq!(at, 3, "{text}");
    let (_, text) = line(
        "{\"account\": \"1\", \"region\": \"r\", \"pools\": [{\"pool\": {}, \"clients\": [{\"ClientName\": \"c\", \"ClientSecret\": \"hush\"}]}]}",
    );
    assert!(text.contains("holds no secrets") && !text.contains("hush"), "{text}");
}
