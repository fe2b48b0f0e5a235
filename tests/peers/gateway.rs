//! The gateway over the wire of servers that others wrote.

use std::collections::BTreeSet;
use std::path::Path;

use cognitui::client::{AppClient, ClientKey, ClientSummary, PoolId, ResourceServer};
use cognitui::cognito::{Budgets, CognitoError, Embedded, ErrorKind, Gateway, Lane, Target, http_client};

use crate::fill::{self, CLIENTS, POOLS, REGION, client_name, pool_name};
use crate::servers::{self, Server};

#[tokio::test(flavor = "multi_thread")]
async fn moto_is_read_through_the_gateway() {
    read("gateway::moto_is_read_through_the_gateway", Server::moto).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ministack_is_read_through_the_gateway() {
    read("gateway::ministack_is_read_through_the_gateway", Server::ministack).await;
}

async fn read(test: &str, start: fn(&Path) -> Server) {
    let Some(peers) = servers::installed(test) else { return };
    let server = start(&peers);
    let filled = fill::fill(server.url()).await;
    let gateway = connect(server.url()).await;

    let pools = every_pool(&gateway).await;
    let names: BTreeSet<String> = pools.iter().map(|(_, name)| name.clone()).collect();
    assert_eq!(names, (0..POOLS).map(pool_name).collect());
    assert_eq!(
        pools.iter().map(|(id, _)| id.as_str()).collect::<BTreeSet<_>>(),
        filled.pools.iter().map(String::as_str).collect()
    );

    let mut total = 0;
    for (at, id) in filled.pools.iter().map(PoolId::new).enumerate() {
        let (clients, pages) = every_client(&gateway, &id).await;
        let found: BTreeSet<String> = clients.iter().map(|client| client.name.clone()).collect();
        assert_eq!(found, (0..CLIENTS).map(|client| client_name(at, client)).collect());
        assert!(pages >= 3, "60 rows a page at most, so 150 clients take three: {pages}");
        total += clients.len();

        described(&gateway, &clients).await;
        around(&gateway, &id, &pool_name(at)).await;
        optional(&gateway, &clients[0]).await;
    }
    assert_eq!(total, POOLS * CLIENTS);
    missing(&gateway, &filled.pools[0]).await;
}

/// Over HTTP with made-up credentials, so that nothing of this machine's AWS configuration is read.
pub(crate) async fn connect(url: &str) -> Gateway {
    let embedded =
        Embedded { http_client: http_client(), region: REGION.to_owned(), account: "peers".to_owned() };
    let target = Target { endpoint: Some(url.to_owned()), embedded: Some(embedded), ..Target::default() };
    Gateway::connect(&target, Budgets::unlimited(8)).await.unwrap()
}

pub(crate) async fn every_pool(gateway: &Gateway) -> Vec<(PoolId, String)> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = gateway.pools_page(Lane::Foreground, after).await.unwrap();
        all.extend(page.items.into_iter().map(|pool| (pool.id, pool.name)));
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

pub(crate) async fn every_client(gateway: &Gateway, pool: &PoolId) -> (Vec<ClientSummary>, usize) {
    let (mut all, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = gateway.clients_page(Lane::Background, pool, after).await.unwrap();
        pages += 1;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return (all, pages);
        }
    }
}

/// A machine's client and one that signs people in, with what was sent for them.
async fn described(gateway: &Gateway, clients: &[ClientSummary]) {
    let machine = describe(gateway, clients, "-000").await;
    assert!(machine.secret.is_present());
    assert_eq!(list(&machine, "AllowedOAuthFlows"), ["client_credentials"]);
    assert_eq!(list(&machine, "AllowedOAuthScopes"), ["orders/read"]);
    let shown = format!("{machine:?}");
    assert!(!shown.contains("ClientSecret"), "the secret stays at the edge: {shown}");

    let person = describe(gateway, clients, "-007").await;
    assert!(!person.secret.is_present());
    assert_eq!(list(&person, "CallbackURLs"), ["https://app-007.example.com/cb"]);
    assert_eq!(list(&person, "ExplicitAuthFlows"), ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    assert_eq!(person.settings.document()["AccessTokenValidity"], 45);
    assert_eq!(person.settings.document()["TokenValidityUnits"]["AccessToken"], "minutes");

    let secret = gateway.secret(Lane::Foreground, &machine.key).await.unwrap();
    assert!(secret.is_some(), "an explicit reveal does answer it");
}

async fn describe(gateway: &Gateway, clients: &[ClientSummary], ending: &str) -> AppClient {
    let row = clients.iter().find(|client| client.name.ends_with(ending)).unwrap();
    gateway.client(Lane::Foreground, &row.key).await.unwrap()
}

fn list<'a>(client: &'a AppClient, member: &str) -> Vec<&'a str> {
    let values = client.settings.document()[member].as_array().unwrap();
    values.iter().map(|value| value.as_str().unwrap()).collect()
}

/// What stands around the clients: the pool, its resource server, its identity provider.
async fn around(gateway: &Gateway, id: &PoolId, name: &str) {
    let pool = gateway.pool(Lane::Foreground, id).await.unwrap();
    assert_eq!(pool.name(), Some(name));
    assert_eq!(pool.region(), Some(REGION));
    assert_eq!(pool.document()["Id"], id.as_str(), "the document is the service's own");

    let servers = gateway.resource_servers(Lane::Foreground, id).await.unwrap();
    assert_eq!(servers.iter().flat_map(ResourceServer::full_scopes).collect::<Vec<_>>(), ["orders/read"]);
    let providers = gateway.identity_providers(Lane::Foreground, id).await.unwrap();
    assert_eq!(
        providers.iter().map(|p| (p.name.as_str(), p.kind.as_str())).collect::<Vec<_>>(),
        [("Okta", "OIDC")]
    );
}

/// moto answers this read with an HTML page and 500, ministack with `InvalidAction`: neither is a failure
/// of the service, and the message says so.
async fn optional(gateway: &Gateway, client: &ClientSummary) {
    let error = gateway.secrets(Lane::Foreground, &client.key).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert!(error.to_string().contains("not available on http://127.0.0.1"), "{error}");
}

async fn missing(gateway: &Gateway, pool: &str) {
    let key = ClientKey::new(pool, "0000000000000000000000000x");
    let error: CognitoError = gateway.client(Lane::Foreground, &key).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(!error.next_step().is_empty());
}
