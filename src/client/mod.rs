//! What an app client is: settings, the field table, names and references. Pure.
//!
//! - [`field`]: the table of settings, which everything else is driven by;
//! - [`settings`] and [`effective`]: what is configured, lossless, and what applies;
//! - [`present`], [`kind`], [`pool`], [`derived`]: a client and its pool in words, and what follows
//!   from them;
//! - [`rules`]: what the service refuses and what it accepts to nobody's good, judged before a request;
//! - [`edit`], [`change`], [`merge`], [`request`]: a change as data, two documents compared, two
//!   people's changes brought together, and the document that is sent;
//! - [`draft`]: what is typed and not written yet;
//! - [`compare`] and [`snapshot`]: any number of clients side by side, and clients as files;
//! - [`jsonc`]: settings as text for an editor, and back;
//! - [`snippet`]: what a developer pastes to use a client;
//! - [`template`]: what a new client can start from;
//! - [`mod@reference`]: how a client is named;
//! - [`redirect`]: why a URL is or is not one of its callbacks;
//! - [`query`]: the language of filters;
//! - [`text`]: text from elsewhere made safe for a terminal;
//! - `shares`: work on many clients at once, for every pure room.

pub mod around;
pub mod change;
pub mod compare;
pub mod derived;
pub mod draft;
pub mod edit;
pub mod effective;
pub mod field;
pub mod ids;
pub mod jsonc;
pub mod kind;
pub mod merge;
pub mod pool;
pub mod present;
mod provider;
pub mod query;
pub mod redirect;
pub mod reference;
pub mod request;
pub mod rules;
#[cfg(test)]
pub(crate) mod sample;
pub mod secret;
pub mod settings;
pub(crate) mod shares;
pub mod snapshot;
pub mod snippet;
pub mod template;
pub mod text;
mod token;

pub use around::{ProviderSummary, ResourceServer, Scope, SecretDescriptor};
pub use change::{Change, Subject};
pub use draft::{Draft, DraftOf};
pub use edit::{Edit, Step};
pub use effective::{Effective, Origin};
pub use field::{FIELDS, Field};
pub use ids::{ClientId, ClientKey, PoolId};
pub use kind::{Badge, ClientKind};
pub use merge::{Conflict, Merge, Side};
pub use pool::{Pool, PoolSummary, SchemaAttribute};
pub use provider::IdentityProvider;
pub use reference::Reference;
pub use request::{create_document, update_document};
pub use rules::{Finding, Surroundings};
pub use secret::{Fingerprint, SecretPresence};
pub use settings::Settings;
pub use template::Template;

use serde_json::Value as Json;

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
        self.settings
            .raw(field::CLIENT_NAME)
            .and_then(Json::as_str)
            .unwrap_or_else(|| self.key.client.as_str())
    }

    /// What sort of application it is for.
    pub fn kind(&self) -> ClientKind {
        ClientKind::of(&self.settings, self.secret)
    }
}
