//! The sandbox's memory: pools and what is in them, as the documents that a describe returns.

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::{answer::ServiceError, ids::Rng, shelf::Shelf};

/// A JSON object, in the order it was written.
pub(super) type Document = Map<String, Value>;

/// An account's pools in one region.
#[derive(Clone, Debug)]
pub(super) struct Store {
    pub(super) account: String,
    pub(super) region: String,
    /// Authentication flows that the service knows beside those of its published model.
    pub(super) later_flows: Vec<String>,
    pub(super) pools: Shelf<Pool>,
    pub(super) rng: Rng,
}

/// A user pool.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    pub(super) document: Document,
    pub(super) clients: Shelf<Client>,
    pub(super) providers: Shelf<Document>,
    pub(super) servers: Shelf<Document>,
    /// The version of its domains' sign-in pages: 1 classic, 2 managed.
    pub(super) pages: u8,
}

/// An app client. Its secrets are kept beside its document, never in it.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) document: Document,
    pub(super) secrets: Vec<Secret>,
    /// True for a client with a style for managed sign-in pages.
    pub(super) styled: bool,
}

/// One of a client's secrets.
#[derive(Clone, Debug)]
pub(super) struct Secret {
    pub(super) id: String,
    pub(super) value: SecretString,
    /// Epoch seconds.
    pub(super) created: f64,
}

impl Secret {
    /// A secret with the id that the service would give it, `<client-id>--<epoch seconds>`, counted up
    /// where a sibling of the same second has it.
    pub(super) fn new(client: &str, value: SecretString, created: f64, siblings: &[Self]) -> Self {
        let mut second = created.floor();
        let mut id = format!("{client}--{second:.0}");
        while siblings.iter().any(|sibling| sibling.id == id) {
            second += 1.0;
            id = format!("{client}--{second:.0}");
        }
        Self { id, value, created }
    }
}

impl Store {
    pub(super) fn pool(&self, id: &str) -> Result<&Pool, ServiceError> {
        self.pools.get(id).ok_or_else(|| no_such_pool(id))
    }

    pub(super) fn pool_mut(&mut self, id: &str) -> Result<&mut Pool, ServiceError> {
        self.pools.get_mut(id).ok_or_else(|| no_such_pool(id))
    }

    /// The ARN of a pool, which is also what IAM guards its clients by.
    pub(super) fn pool_arn(&self, id: &str) -> String {
        format!("arn:aws:cognito-idp:{}:{}:userpool/{id}", self.region, self.account)
    }
}

fn no_such_pool(id: &str) -> ServiceError {
    ServiceError::not_found(format!("User pool {id} does not exist."))
}

impl Pool {
    pub(super) fn client(&self, id: &str) -> Result<&Client, ServiceError> {
        self.clients.get(id).ok_or_else(|| no_such_client(id))
    }

    pub(super) fn client_mut(&mut self, id: &str) -> Result<&mut Client, ServiceError> {
        self.clients.get_mut(id).ok_or_else(|| no_such_client(id))
    }

    /// The pool's feature tier.
    pub(super) fn tier(&self) -> &str {
        text(&self.document, "UserPoolTier").unwrap_or("ESSENTIALS")
    }
}

pub(super) fn no_such_client(id: &str) -> ServiceError {
    ServiceError::not_found(format!("User pool client {id} does not exist."))
}

/// A text member of a document or a request.
pub(super) fn text<'a>(document: &'a Document, member: &str) -> Option<&'a str> {
    document.get(member).and_then(Value::as_str)
}

/// The texts of a list member; empty where there is none.
pub(super) fn texts<'a>(document: &'a Document, member: &str) -> Vec<&'a str> {
    document.get(member).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A switch member that is on.
pub(super) fn is_on(document: &Document, member: &str) -> bool {
    document.get(member).and_then(Value::as_bool).unwrap_or(false)
}
