//! The read operations.

use aws_smithy_types::DateTime;
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::gateway::{Call, On};
use super::pacing::Category;
use super::redact::take_secret;
use super::{CognitoError, Gateway, Lane, Page, PageToken};
use crate::client::{
    AppClient, ClientKey, ClientSummary, IdentityProvider, Pool, PoolId, PoolSummary, ProviderSummary,
    ResourceServer, Scope, SecretDescriptor, Settings,
};

/// The most that one page of pools, clients or providers may hold.
const PAGE: i32 = 60;
/// The same for resource servers.
const RESOURCE_SERVERS_PAGE: i32 = 50;

impl Gateway {
    /// One page of the account's pools in this region.
    pub async fn pools_page(
        &self,
        lane: Lane,
        after: Option<PageToken>,
    ) -> Result<Page<PoolSummary>, CognitoError> {
        let call = self.read(lane, "ListUserPools", Category::PoolRead, On::Account);
        let sent = self
            .sdk()
            .list_user_pools()
            .max_results(PAGE)
            .set_next_token(after.as_ref().map(token))
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (output, _) = call.finish(sent)?;
        let next = next_token(&call, after.as_ref(), output.next_token())?;
        let items = output.user_pools.unwrap_or_default().into_iter().map(|pool| {
            let id = member(&call, "Id", pool.id)?;
            Ok(PoolSummary { name: pool.name.unwrap_or_default(), id: PoolId::new(id) })
        });
        Ok(Page { items: items.collect::<Result<_, _>>()?, next })
    }

    /// A pool with everything the service tells about it.
    pub async fn pool(&self, lane: Lane, id: &PoolId) -> Result<Pool, CognitoError> {
        let call = self.read(lane, "DescribeUserPool", Category::PoolRead, On::Pool(id));
        let sent = self
            .sdk()
            .describe_user_pool()
            .user_pool_id(id.as_str())
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (_, reply) = call.finish(sent)?;
        let document = reply.document("UserPool").map_err(|cause| call.garbled(cause))?;
        Ok(Pool::from_wire(id.clone(), document))
    }

    /// One page of a pool's clients.
    pub async fn clients_page(
        &self,
        lane: Lane,
        pool: &PoolId,
        after: Option<PageToken>,
    ) -> Result<Page<ClientSummary>, CognitoError> {
        let call = self.read(lane, "ListUserPoolClients", Category::ClientRead, On::Pool(pool));
        let sent = self
            .sdk()
            .list_user_pool_clients()
            .user_pool_id(pool.as_str())
            .max_results(PAGE)
            .set_next_token(after.as_ref().map(token))
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (output, _) = call.finish(sent)?;
        let next = next_token(&call, after.as_ref(), output.next_token())?;
        let items = output.user_pool_clients.unwrap_or_default().into_iter().map(|client| {
            let id = member(&call, "ClientId", client.client_id)?;
            Ok(ClientSummary {
                key: ClientKey::new(pool.as_str(), id),
                name: client.client_name.unwrap_or_default(),
            })
        });
        Ok(Page { items: items.collect::<Result<_, _>>()?, next })
    }

    /// A client with every member the service returns, its secret reduced to whether there is one.
    pub async fn client(&self, lane: Lane, key: &ClientKey) -> Result<AppClient, CognitoError> {
        let mut document = self.describe(lane, key).await?;
        let secret = self.fingerprints().reduce(&mut document);
        Ok(AppClient { key: key.clone(), settings: Settings::from_wire(document), secret })
    }

    /// The client's secret in clear, for an explicit reveal or copy; none for a public client. While two
    /// secrets are active the service decides which of them a describe returns.
    pub async fn secret(&self, lane: Lane, key: &ClientKey) -> Result<Option<SecretString>, CognitoError> {
        let mut document = self.describe(lane, key).await?;
        Ok(take_secret(&mut document))
    }

    async fn describe(&self, lane: Lane, key: &ClientKey) -> Result<Map<String, Value>, CognitoError> {
        let call = self.read(lane, "DescribeUserPoolClient", Category::ClientRead, On::Client(key));
        let sent = self
            .sdk()
            .describe_user_pool_client()
            .user_pool_id(key.pool.as_str())
            .client_id(key.client.as_str())
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (_, reply) = call.finish(sent)?;
        reply.document("UserPoolClient").map_err(|cause| call.garbled(cause))
    }

    /// All identity providers of a pool.
    pub async fn identity_providers(
        &self,
        lane: Lane,
        pool: &PoolId,
    ) -> Result<Vec<ProviderSummary>, CognitoError> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let call = self.read(lane, "ListIdentityProviders", Category::ResourceRead, On::Pool(pool));
            let sent = self
                .sdk()
                .list_identity_providers()
                .user_pool_id(pool.as_str())
                .max_results(PAGE)
                .set_next_token(after.as_ref().map(token))
                .customize()
                .config_override(call.config())
                .send()
                .await;
            let (output, _) = call.finish(sent)?;
            after = next_token(&call, after.as_ref(), output.next_token())?;
            for provider in output.providers {
                all.push(ProviderSummary {
                    name: member(&call, "ProviderName", provider.provider_name)?,
                    kind: provider.provider_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
                });
            }
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    /// An identity provider. The service answers with its credentials, too, which go no further than here.
    pub async fn identity_provider(
        &self,
        lane: Lane,
        pool: &PoolId,
        provider: &str,
    ) -> Result<IdentityProvider, CognitoError> {
        let call = self.read(lane, "DescribeIdentityProvider", Category::ResourceRead, On::Pool(pool));
        let sent = self
            .sdk()
            .describe_identity_provider()
            .user_pool_id(pool.as_str())
            .provider_name(provider)
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (_, reply) = call.finish(sent)?;
        let document = reply.document("IdentityProvider").map_err(|cause| call.garbled(cause))?;
        IdentityProvider::from_wire(&document)
            .ok_or_else(|| call.garbled("the member ProviderName or ProviderType is missing".to_owned()))
    }

    /// All resource servers of a pool, with their scopes.
    pub async fn resource_servers(
        &self,
        lane: Lane,
        pool: &PoolId,
    ) -> Result<Vec<ResourceServer>, CognitoError> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let call = self.read(lane, "ListResourceServers", Category::ResourceRead, On::Pool(pool));
            let sent = self
                .sdk()
                .list_resource_servers()
                .user_pool_id(pool.as_str())
                .max_results(RESOURCE_SERVERS_PAGE)
                .set_next_token(after.as_ref().map(token))
                .customize()
                .config_override(call.config())
                .send()
                .await;
            let (output, _) = call.finish(sent)?;
            after = next_token(&call, after.as_ref(), output.next_token())?;
            for server in output.resource_servers {
                let scopes = server.scopes.unwrap_or_default().into_iter();
                all.push(ResourceServer {
                    identifier: member(&call, "Identifier", server.identifier)?,
                    name: server.name.unwrap_or_default(),
                    scopes: scopes
                        .map(|scope| Scope { name: scope.scope_name, description: scope.scope_description })
                        .collect(),
                });
            }
            if after.is_none() {
                return Ok(all);
            }
        }
    }

    /// A client's secrets: ids and dates, never values. [`CognitoError::Unsupported`] on endpoints that
    /// lack the operation.
    pub async fn secrets(&self, lane: Lane, key: &ClientKey) -> Result<Vec<SecretDescriptor>, CognitoError> {
        let mut all = Vec::new();
        let mut after: Option<PageToken> = None;
        loop {
            let call = self.read(lane, "ListUserPoolClientSecrets", Category::ClientRead, On::Client(key));
            let sent = self
                .sdk()
                .list_user_pool_client_secrets()
                .user_pool_id(key.pool.as_str())
                .client_id(key.client.as_str())
                .set_next_token(after.as_ref().map(token))
                .customize()
                .config_override(call.config())
                .send()
                .await;
            let (output, _) = call.finish(sent)?;
            after = next_token(&call, after.as_ref(), output.next_token())?;
            for secret in output.client_secrets.unwrap_or_default() {
                all.push(SecretDescriptor {
                    id: member(&call, "ClientSecretId", secret.client_secret_id)?,
                    created: secret.client_secret_create_date.as_ref().and_then(timestamp),
                });
            }
            if after.is_none() {
                return Ok(all);
            }
        }
    }
}

fn token(token: &PageToken) -> String {
    token.as_str().to_owned()
}

fn next_token(
    call: &Call<'_>,
    after: Option<&PageToken>,
    next: Option<&str>,
) -> Result<Option<PageToken>, CognitoError> {
    PageToken::following(after, next).map_err(|circle| call.garbled(circle.to_string()))
}

/// A point in time; none where it lies beyond what can be written down.
pub(super) fn timestamp(date: &DateTime) -> Option<Timestamp> {
    let nanoseconds = i32::try_from(date.subsec_nanos()).ok()?;
    Timestamp::new(date.secs(), nanoseconds).ok()
}

/// A member without which an item has no meaning.
pub(super) fn member<T>(call: &Call<'_>, name: &str, value: Option<T>) -> Result<T, CognitoError> {
    value.ok_or_else(|| call.garbled(format!("the member {name} is missing")))
}
