//! What is judged, and what is known around it.

use std::sync::Arc;

use super::{Known, Site};
use crate::client::rules::Mapping;
use crate::client::{AppClient, Pool, PoolId, ProviderSummary, ResourceServer, SecretDescriptor};

/// One client and what is known of it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The described client.
    pub client: &'a AppClient,
    /// Its pool, shared by all its clients.
    pub around: &'a Around,
    /// When its secrets were made. Not asked for, the client's own age stands in.
    pub secrets: Known<Vec<SecretDescriptor>>,
    /// Whether the client has a style for managed sign-in pages.
    pub branded: Known<bool>,
}

impl<'a> Subject<'a> {
    /// A client of which nothing more was asked.
    pub fn new(client: &'a AppClient, around: &'a Around) -> Self {
        Self { client, around, secrets: Known::NotAsked, branded: Known::NotAsked }
    }
}

/// A pool and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// Its id.
    pub id: PoolId,
    /// Its name as the service wrote it.
    pub name: String,
    /// Where it is, where that is known.
    pub site: Option<Arc<Site>>,
    /// Its description.
    pub pool: Known<Pool>,
    /// All of its identity providers.
    pub providers: Known<Vec<ProviderSummary>>,
    /// What its identity providers fill in.
    pub mappings: Known<Vec<Mapping>>,
    /// All of its resource servers.
    pub servers: Known<Vec<ResourceServer>>,
    /// The version of its domain's sign-in pages: 1 classic, 2 managed.
    pub pages: Known<u8>,
}

impl Around {
    /// A pool of which nothing was asked.
    pub fn new(id: PoolId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            site: None,
            pool: Known::NotAsked,
            providers: Known::NotAsked,
            mappings: Known::NotAsked,
            servers: Known::NotAsked,
            pages: Known::NotAsked,
        }
    }
}
