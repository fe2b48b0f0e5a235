//! Lists and their pages.

use std::collections::BTreeSet;

use aws_sdk_cognitoidentityprovider::error::ProvideErrorMetadata;
use cognitui::sandbox::{Options, Sandbox, World};
use serde_json::{Value, json};

use super::{CUSTOMERS, call, sandbox, sdk};

/// 25 pools, the first with 150 clients, of which every tenth registered itself.
fn big() -> Sandbox {
    let mut clients = Vec::new();
    for n in 0..15 {
        clients.push(json!({ "ClientName": format!("regular-{n}-{{n}}"), "repeat": 9 }));
        clients.push(json!({ "ClientName": format!("registered-{n}"), "ClientType": "DCR" }));
    }
    let world = json!({
        "account": "111122223333", "region": "eu-west-1",
        "pools": [
            { "pool": { "Name": "big", "Id": "eu-west-1_big000001" }, "clients": clients },
            { "repeat": 24, "pool": { "Name": "small-{n}" } },
        ],
    });
    Sandbox::new(World::from_json(&world.to_string()).unwrap(), Options::default())
}

#[tokio::test]
async fn the_sdks_paginators_see_every_pool_and_client_once() {
    let sandbox = big();
    let sdk = sdk(&sandbox);
    let pools = sdk
        .list_user_pools()
        .max_results(10)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    let ids: BTreeSet<_> = pools.iter().map(|pool| pool.id().unwrap().to_owned()).collect();
    assert_eq!((pools.len(), ids.len()), (25, 25));
    let clients = sdk
        .list_user_pool_clients()
        .user_pool_id("eu-west-1_big000001")
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    let ids: BTreeSet<_> = clients.iter().map(|client| client.client_id().unwrap().to_owned()).collect();
    assert_eq!((clients.len(), ids.len()), (150, 150));
    assert_eq!(sandbox.requests_for("ListUserPools"), 3);
    assert_eq!(sandbox.requests_for("ListUserPoolClients"), 3);
}

#[test]
fn a_filtered_page_may_be_empty_and_still_not_be_the_last() {
    let sandbox = big();
    let mut token = Value::Null;
    let mut sizes = Vec::new();
    loop {
        let request = json!({
            "UserPoolId": "eu-west-1_big000001", "ClientType": "DCR", "MaxResults": 4, "NextToken": token,
        });
        let page = call(&sandbox, "ListUserPoolClients", &request).unwrap();
        sizes.push(page["UserPoolClients"].as_array().unwrap().len());
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(sizes.iter().sum::<usize>(), 15);
    assert!(sizes[..sizes.len() - 1].contains(&0), "{sizes:?}");
}

#[test]
fn a_page_that_is_exactly_full_is_the_last() {
    let sandbox = big();
    let request = json!({ "UserPoolId": "eu-west-1_big000001", "MaxResults": 50 });
    let first = call(&sandbox, "ListUserPoolClients", &request).unwrap();
    let next = |page: &Value| {
        let mut request = request.clone();
        request["NextToken"] = page["NextToken"].clone();
        call(&sandbox, "ListUserPoolClients", &request).unwrap()
    };
    let last = next(&next(&first));
    assert_eq!(last["UserPoolClients"].as_array().unwrap().len(), 50);
    assert!(last.get("NextToken").is_none());
}

#[test]
fn page_sizes_and_tokens_are_checked() {
    let sandbox = sandbox();
    let refused = |operation: &str, request: Value| {
        let (code, text) = call(&sandbox, operation, &request).unwrap_err();
        assert_eq!(code, "InvalidParameterException", "{operation}");
        text
    };
    assert!(refused("ListUserPools", json!({})).contains("Value null at 'maxResults'"));
    assert!(refused("ListUserPools", json!({ "MaxResults": 61 })).contains("less than or equal to 60"));
    assert!(
        refused("ListUserPoolClients", json!({ "UserPoolId": CUSTOMERS, "MaxResults": 0 }))
            .contains("greater than or equal to 1")
    );
    assert!(
        refused("ListResourceServers", json!({ "UserPoolId": CUSTOMERS, "MaxResults": 51 })).contains("50")
    );
    refused("ListUserPools", json!({ "MaxResults": 5, "NextToken": "garbage" }));
    // A token of another list.
    let page = call(&sandbox, "ListUserPools", &json!({ "MaxResults": 1 })).unwrap();
    refused("ListUserPoolClients", json!({ "UserPoolId": CUSTOMERS, "NextToken": page["NextToken"] }));
}

#[tokio::test]
async fn providers_and_servers_are_listed() {
    let sandbox = sandbox();
    let sdk = sdk(&sandbox);
    let providers = sdk
        .list_identity_providers()
        .user_pool_id(CUSTOMERS)
        .max_results(2)
        .into_paginator()
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    let names: Vec<_> = providers.iter().map(|provider| provider.provider_name().unwrap()).collect();
    assert_eq!(names, ["Google", "SignInWithApple", "Facebook"]);
    let servers = sdk.list_resource_servers().user_pool_id(CUSTOMERS).max_results(50).send().await.unwrap();
    let fleet =
        servers.resource_servers().iter().find(|server| server.identifier() == Some("fleet")).unwrap();
    assert_eq!(fleet.scopes()[0].scope_name(), "position.read");
    let error = sdk
        .describe_identity_provider()
        .user_pool_id(CUSTOMERS)
        .provider_name("Nobody")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
}

#[tokio::test]
async fn what_refers_to_a_new_provider_and_server_is_accepted() {
    use aws_sdk_cognitoidentityprovider::types::{IdentityProviderTypeType, ResourceServerScopeType};

    let sandbox = sandbox();
    let sdk = sdk(&sandbox);
    let pool = sdk.create_user_pool().pool_name("new").send().await.unwrap();
    let pool = pool.user_pool().unwrap().id().unwrap();
    sdk.create_identity_provider()
        .user_pool_id(pool)
        .provider_name("Okta")
        .provider_type(IdentityProviderTypeType::Oidc)
        .provider_details("client_id", "1")
        .send()
        .await
        .unwrap();
    let scope = ResourceServerScopeType::builder().scope_name("read").scope_description("r").build().unwrap();
    sdk.create_resource_server()
        .user_pool_id(pool)
        .identifier("https://api/x")
        .name("x")
        .scopes(scope)
        .send()
        .await
        .unwrap();
    sdk.create_user_pool_client()
        .user_pool_id(pool)
        .client_name("c")
        .supported_identity_providers("Okta")
        .allowed_o_auth_scopes("https://api/x/read")
        .send()
        .await
        .unwrap();
    let described = sdk.describe_user_pool().user_pool_id(pool).send().await.unwrap();
    assert_eq!(described.user_pool().unwrap().schema_attributes().len(), 21);
}
