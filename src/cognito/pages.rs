//! The managed sign-in pages: which version a domain has, and whether a client has a style for them.

use super::gateway::On;
use super::pacing::Category;
use super::{CognitoError, Gateway, Lane};
use crate::client::{ClientKey, Pool};

impl Gateway {
    /// The version of a pool's sign-in pages: 1 classic, 2 managed, the newest where it has two domains, and
    /// 0 without a domain. [`CognitoError::Garbled`] where the endpoint knows domains and no versions.
    pub async fn sign_in_pages(&self, lane: Lane, pool: &Pool) -> Result<u8, CognitoError> {
        let mut newest = 0;
        for domain in [pool.domain(), pool.custom_domain()].into_iter().flatten() {
            newest = newest.max(self.pages_of(lane, domain).await?);
        }
        Ok(newest)
    }

    async fn pages_of(&self, lane: Lane, domain: &str) -> Result<u8, CognitoError> {
        let call = self.read(lane, "DescribeUserPoolDomain", Category::ResourceRead, On::Account);
        let sent = self
            .sdk()
            .describe_user_pool_domain()
            .domain(domain)
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (output, _) = call.finish(sent)?;
        // A domain that nobody knows has an empty description, and no pages.
        let Some(described) = output.domain_description.filter(|described| described.domain.is_some()) else {
            return Ok(0);
        };
        let version = described.managed_login_version.and_then(|version| u8::try_from(version).ok());
        version.ok_or_else(|| call.garbled("the member ManagedLoginVersion is missing".to_owned()))
    }

    /// Whether a client has a style for managed sign-in pages. [`CognitoError::Unsupported`] on endpoints that
    /// lack the operation.
    pub async fn has_style(&self, lane: Lane, key: &ClientKey) -> Result<bool, CognitoError> {
        let call =
            self.read(lane, "DescribeManagedLoginBrandingByClient", Category::ResourceRead, On::Client(key));
        let sent = self
            .sdk()
            .describe_managed_login_branding_by_client()
            .user_pool_id(key.pool.as_str())
            .client_id(key.client.as_str())
            .customize()
            .config_override(call.config())
            .send()
            .await;
        match call.finish(sent) {
            Ok(_) => Ok(true),
            Err(CognitoError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
