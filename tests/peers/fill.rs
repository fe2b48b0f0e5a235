//! Fills a peer over the SDK, as any other tool would.

use aws_config::Region;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Credentials};
use aws_sdk_cognitoidentityprovider::types::{
    ExplicitAuthFlowsType, IdentityProviderTypeType, OAuthFlowType, ResourceServerScopeType, TimeUnitsType,
    TokenValidityUnitsType,
};
use futures_util::StreamExt;
use futures_util::stream;

/// Pools, and clients in each of them.
pub(crate) const POOLS: usize = 3;
pub(crate) const CLIENTS: usize = 150;
/// The region the peers are asked in.
pub(crate) const REGION: &str = "eu-west-1";

/// What was made, to compare with what is read.
pub(crate) struct Filled {
    /// The pools' ids, in the order of their names.
    pub(crate) pools: Vec<String>,
}

/// The name of a pool.
pub(crate) fn pool_name(pool: usize) -> String {
    format!("{}-pool", ["customers", "staff", "partners"][pool % 3])
}

/// The name of a client: unique in its pool and sorted as it is numbered.
pub(crate) fn client_name(pool: usize, client: usize) -> String {
    format!("{}-app-{client:03}", ["shop", "intranet", "portal"][pool % 3])
}

/// Three pools with 150 clients each, a resource server and an identity provider.
pub(crate) async fn fill(url: &str) -> Filled {
    let sdk = client(url);
    let mut pools = Vec::new();
    for pool in 0..POOLS {
        let made = sdk.create_user_pool().pool_name(pool_name(pool)).send().await.unwrap();
        let id = made.user_pool.unwrap().id.unwrap();
        let scope = ResourceServerScopeType::builder().scope_name("read").scope_description("read orders");
        sdk.create_resource_server()
            .user_pool_id(&id)
            .identifier("orders")
            .name("Orders")
            .scopes(scope.build().unwrap())
            .send()
            .await
            .unwrap();
        sdk.create_identity_provider()
            .user_pool_id(&id)
            .provider_name("Okta")
            .provider_type(IdentityProviderTypeType::Oidc)
            .provider_details("client_id", "abc")
            .provider_details("authorize_scopes", "openid")
            .provider_details("oidc_issuer", "https://issuer.example.com")
            .provider_details("attributes_request_method", "GET")
            .send()
            .await
            .unwrap();
        pools.push(id);
    }
    let each = (0..POOLS).flat_map(|pool| (0..CLIENTS).map(move |client| (pool, client)));
    let sdk = &sdk;
    let ids = &pools;
    stream::iter(each)
        .for_each_concurrent(16, |(pool, client)| async move {
            create(sdk, &ids[pool], pool, client).await;
        })
        .await;
    Filled { pools }
}

/// Every tenth client is a machine's, the others sign people in; all have what is asserted later.
async fn create(sdk: &Client, pool_id: &str, pool: usize, client: usize) {
    let create = sdk.create_user_pool_client().user_pool_id(pool_id).client_name(client_name(pool, client));
    let create = if client.is_multiple_of(10) {
        create
            .generate_secret(true)
            .allowed_o_auth_flows_user_pool_client(true)
            .allowed_o_auth_flows(OAuthFlowType::ClientCredentials)
            .allowed_o_auth_scopes("orders/read")
    } else {
        let minutes = TokenValidityUnitsType::builder().access_token(TimeUnitsType::Minutes);
        create
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth)
            .explicit_auth_flows(ExplicitAuthFlowsType::AllowRefreshTokenAuth)
            .allowed_o_auth_flows_user_pool_client(true)
            .allowed_o_auth_flows(OAuthFlowType::Code)
            .allowed_o_auth_scopes("openid")
            .supported_identity_providers("COGNITO")
            .callback_urls(format!("https://app-{client:03}.example.com/cb"))
            .access_token_validity(45)
            .token_validity_units(minutes.build())
    };
    create.send().await.unwrap();
}

pub(crate) fn client(url: &str) -> Client {
    let config = aws_sdk_cognitoidentityprovider::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(url)
        .credentials_provider(Credentials::new("AKIAPEER", "peer", None, None, "peers"))
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    Client::from_conf(config.build())
}
