//! What a pool has beside its clients, and a client beside its settings.

use jiff::Timestamp;

/// A row of `ListIdentityProviders`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSummary {
    /// Its name, which clients list among their identity providers. Case counts.
    pub name: String,
    /// `SAML`, `OIDC`, `Facebook`, `Google`, `LoginWithAmazon` or `SignInWithApple`; others are kept.
    pub kind: String,
}

/// A row of `ListResourceServers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceServer {
    /// The first part of its scopes, often a URL.
    pub identifier: String,
    /// What people call it.
    pub name: String,
    /// Its scopes, in the service's order.
    pub scopes: Vec<Scope>,
}

impl ResourceServer {
    /// Its scopes as clients write them: `identifier/scope`.
    pub fn full_scopes(&self) -> impl Iterator<Item = String> {
        self.scopes.iter().map(|scope| format!("{}/{}", self.identifier, scope.name))
    }
}

/// A scope of a resource server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its name, without the resource server's identifier.
    pub name: String,
    /// What it allows, in its author's words.
    pub description: String,
}

/// A row of `ListUserPoolClientSecrets`. The service never lists the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretDescriptor {
    /// `<client id>--<seconds since 1970>`, which tells nothing of the value.
    pub id: String,
    /// When it was added, where the service says.
    pub created: Option<Timestamp>,
}
