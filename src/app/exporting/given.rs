//! Clients that are exported as they stand side by side, wherever each of them comes from.

use crate::client::{ClientKey, PoolId};
use crate::export::Client;

/// What there is of the columns that are exported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The clients that are at hand.
    pub given: Vec<Given>,
    /// What is not in the export, and why.
    pub left_out: Vec<(String, String)>,
    /// Columns that are still being read.
    pub pending: Vec<ClientKey>,
}

/// A client that is at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its pool.
    pub pool: PoolId,
    /// What stands above its column.
    pub title: String,
    /// The client.
    pub client: Client,
    /// True where its pool can be read over the connection of the dashboard.
    pub here: bool,
}

impl Columns {
    /// The pools of the clients, each once, with whether they can be read here.
    pub(super) fn pools(&self) -> Vec<(PoolId, bool)> {
        let mut pools: Vec<(PoolId, bool)> = Vec::new();
        for given in &self.given {
            match pools.iter_mut().find(|(pool, _)| *pool == given.pool) {
                Some((_, here)) => *here |= given.here,
                None => pools.push((given.pool.clone(), given.here)),
            }
        }
        pools
    }
}
