//! The secrets of a client: at most two, never none.

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use serde_json::json;

use super::{CUSTOMERS, call, create, named, sandbox, sdk};

#[tokio::test]
async fn a_secret_is_rotated_through_the_sdk() {
    let sandbox = sandbox();
    let sdk = sdk(&sandbox);
    let client = create(&sandbox, CUSTOMERS, json!({ "ClientName": "rotated", "GenerateSecret": true }));
    let id = client["ClientId"].as_str().unwrap();
    let first = client["ClientSecret"].as_str().unwrap();

    let added = sdk.add_user_pool_client_secret().user_pool_id(CUSTOMERS).client_id(id).send().await.unwrap();
    let added = added.client_secret_descriptor().unwrap();
    let second = added.client_secret_value().unwrap();
    assert_eq!(second.len(), 51);
    assert_ne!(second, first);

    let error =
        sdk.add_user_pool_client_secret().user_pool_id(CUSTOMERS).client_id(id).send().await.unwrap_err();
    assert_eq!(error.code(), Some("LimitExceededException"));

    let listed =
        sdk.list_user_pool_client_secrets().user_pool_id(CUSTOMERS).client_id(id).send().await.unwrap();
    let listed = listed.client_secrets();
    assert_eq!(listed.len(), 2);
    assert!(listed.iter().all(|secret| secret.client_secret_value().is_none()));
    let old = listed[0].client_secret_id().unwrap();
    let (owner, made) = old.split_once("--").unwrap();
    assert_eq!(owner, id);
    assert!(made.parse::<u64>().is_ok());
    assert_ne!(listed[1].client_secret_id(), Some(old));

    let delete = |secret: String| {
        sdk.delete_user_pool_client_secret().user_pool_id(CUSTOMERS).client_id(id).client_secret_id(secret)
    };
    delete(old.to_owned()).send().await.unwrap();
    let last = delete(added.client_secret_id().unwrap().to_owned()).send().await.unwrap_err();
    assert_eq!(last.code(), Some("InvalidParameterException"));
    let described =
        sdk.describe_user_pool_client().user_pool_id(CUSTOMERS).client_id(id).send().await.unwrap();
    assert_eq!(described.user_pool_client().unwrap().client_secret(), Some(second));
}

#[test]
fn a_secret_of_ones_own_is_never_repeated() {
    let sandbox = sandbox();
    let client = create(&sandbox, CUSTOMERS, json!({ "ClientName": "own", "GenerateSecret": true }));
    let request = json!({
        "UserPoolId": CUSTOMERS, "ClientId": client["ClientId"], "ClientSecret": "abcdefghijklmnopqrstuvwxyz",
    });
    let added = call(&sandbox, "AddUserPoolClientSecret", &request).unwrap();
    assert!(added["ClientSecretDescriptor"].get("ClientSecretValue").is_none());
    let mut short = request.clone();
    short["ClientSecret"] = "short-and-secret".into();
    let (_, text) = call(&sandbox, "AddUserPoolClientSecret", &short).unwrap_err();
    assert!(!text.contains("short-and-secret"), "{text}");
}

#[test]
fn public_and_registered_clients_have_no_secrets_to_manage() {
    let sandbox = sandbox();
    for name in ["web", "Travel planner agent"] {
        let client = named(&sandbox, CUSTOMERS, name);
        let request = json!({ "UserPoolId": CUSTOMERS, "ClientId": client["ClientId"] });
        let (code, _) = call(&sandbox, "AddUserPoolClientSecret", &request).unwrap_err();
        assert_eq!(code, "InvalidParameterException");
    }
}

#[test]
fn the_world_has_a_client_with_a_stale_second_secret() {
    let sandbox = sandbox();
    let client = named(&sandbox, CUSTOMERS, "loyalty-sync");
    let request = json!({ "UserPoolId": CUSTOMERS, "ClientId": client["ClientId"] });
    let listed = call(&sandbox, "ListUserPoolClientSecrets", &request).unwrap();
    let dates: Vec<f64> = listed["ClientSecrets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|secret| secret["ClientSecretCreateDate"].as_f64().unwrap())
        .collect();
    assert_eq!(dates.len(), 2);
    assert!(dates[1] - dates[0] > 365.0 * 86_400.0);
}
