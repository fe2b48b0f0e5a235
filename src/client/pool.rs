//! What is known about the user pool around a client.

use serde_json::{Map, Value};

use super::PoolId;

/// A row of `ListUserPools`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolSummary {
    /// The pool's id.
    pub id: PoolId,
    /// Its name, which is not unique in an account.
    pub name: String,
}

/// A described user pool: the document as the service wrote it, and readings of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    id: PoolId,
    document: Map<String, Value>,
}

impl Pool {
    /// Takes the `UserPool` document of a response.
    pub fn from_wire(id: PoolId, document: Map<String, Value>) -> Self {
        Self { id, document }
    }

    /// The pool's id.
    pub fn id(&self) -> &PoolId {
        &self.id
    }

    /// The document as the service wrote it.
    pub fn document(&self) -> &Map<String, Value> {
        &self.document
    }
}
