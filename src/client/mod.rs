//! What an app client is: settings, the field table, names and references. Pure.

pub mod ids;
pub mod pool;
pub mod secret;
pub mod settings;

pub use ids::{ClientId, ClientKey, PoolId};
pub use pool::{Pool, PoolSummary};
pub use secret::{Fingerprint, SecretPresence};
pub use settings::Settings;

/// A row of `ListUserPoolClients`: all that the service tells about a client without a describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientSummary {
    /// Where the client lives.
    pub key: ClientKey,
    /// Its name, which is not unique in a pool.
    pub name: String,
}

/// A described app client: every member the service returned, and whether it has a secret.
#[derive(Clone, Debug, PartialEq)]
pub struct AppClient {
    /// Where the client lives.
    pub key: ClientKey,
    /// Every member the service returned, the secret excepted.
    pub settings: Settings,
    /// Whether there is a secret, and which one it is, without the secret itself.
    pub secret: SecretPresence,
}

impl AppClient {
    /// The client's name, or its id where the service returned none.
    pub fn name(&self) -> &str {
        self.settings.text("ClientName").unwrap_or_else(|| self.key.client.as_str())
    }
}
