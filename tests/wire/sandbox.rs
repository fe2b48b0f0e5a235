//! The sandbox as the SDK sees it: requests are signed, serialized, paged, retried and parsed by the SDK.

use aws_sdk_cognitoidentityprovider::{
    Client,
    config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
};
use cognitui::sandbox::{Options, Sandbox, World};

fn sandbox() -> Sandbox {
    Sandbox::new(World::default_world(), Options::default())
}

fn sdk(sandbox: &Sandbox) -> Client {
    let config = aws_sdk_cognitoidentityprovider::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIASANDBOX", "sandbox", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .http_client(sandbox.http_client())
        .build();
    Client::from_conf(config)
}

#[tokio::test]
async fn the_sdk_pages_through_a_pool_and_describes_a_client() {
    let sandbox = sandbox();
    let sdk = sdk(&sandbox);
    let pools = sdk.list_user_pools().max_results(60).send().await.unwrap();
    let pool = pools.user_pools()[0].id().unwrap();
    let clients = sdk
        .list_user_pool_clients()
        .user_pool_id(pool)
        .into_paginator()
        .page_size(7)
        .items()
        .send()
        .collect::<Result<Vec<_>, _>>()
        .await
        .unwrap();
    assert!(clients.len() > 7);
    let first = clients[0].client_id().unwrap();
    let described = sdk.describe_user_pool_client().user_pool_id(pool).client_id(first).send().await.unwrap();
    assert_eq!(described.user_pool_client().unwrap().client_id(), Some(first));
    assert_eq!(sandbox.requests_for("DescribeUserPoolClient"), 1);
}
