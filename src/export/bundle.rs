//! What is exported: clients by pool, and of each pool what shall come along.

use std::str::FromStr;

use serde_json::Value as Json;

pub use crate::client::IdentityProvider as Provider;
use crate::client::{AppClient, ClientId, Pool, PoolId, ResourceServer, Settings, field};

/// Clients with the pools they are in. Pools stand in the order in which they were first added, clients in
/// theirs; two bundles with the same content give the same text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bundle {
    /// The pools, each once.
    pub pools: Vec<PoolPart>,
}

/// A pool with the clients of it that are exported.
#[derive(Clone, Debug, PartialEq)]
pub struct PoolPart {
    /// The pool's id.
    pub id: PoolId,
    /// What is known of the pool; without it, names and addresses are missing from comments.
    pub facts: Option<Pool>,
    /// Whether the pool itself is exported, which takes `facts`.
    pub include: bool,
    /// The identity providers that are exported.
    pub providers: Vec<Provider>,
    /// The resource servers that are exported.
    pub servers: Vec<ResourceServer>,
    /// The names of all clients of the pool, those that are not exported too; none where they are not known.
    pub names: Option<Vec<String>>,
    /// The clients.
    pub clients: Vec<Client>,
}

/// A client in a bundle.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// Its id; none for a client that is not made yet, as from a template.
    pub id: Option<ClientId>,
    /// Its settings as the service describes them.
    pub settings: Settings,
    /// Whether it has a secret, or shall have one.
    pub confidential: bool,
}

/// What comes along with clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct With {
    /// The pool itself.
    pub pool: bool,
    /// Its identity providers.
    pub providers: bool,
    /// Its resource servers.
    pub servers: bool,
}

/// A word that names nothing that could come along.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot come along; choose from pool, idp, resource-servers")]
pub struct UnknownPart(pub String);

impl FromStr for With {
    type Err = UnknownPart;

    /// Reads `pool,idp,resource-servers`, any of them in any order.
    fn from_str(words: &str) -> Result<Self, UnknownPart> {
        let mut with = Self::default();
        for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word {
                "pool" => with.pool = true,
                "idp" => with.providers = true,
                "resource-servers" => with.servers = true,
                other => return Err(UnknownPart(crate::client::text::quote(other))),
            }
        }
        Ok(with)
    }
}

impl Bundle {
    /// Described clients, from any number of pools.
    pub fn new<'a>(clients: impl IntoIterator<Item = &'a AppClient>) -> Self {
        let mut bundle = Self::default();
        for client in clients {
            bundle.pool_mut(&client.key.pool).clients.push(Client::from(client));
        }
        bundle
    }

    /// A client that is not made yet: settings as a template or a form has them.
    pub fn of_new(pool: PoolId, settings: Settings) -> Self {
        let mut part = PoolPart::new(pool);
        part.clients.push(Client::new(settings));
        Self { pools: vec![part] }
    }

    /// The pool with this id, added where it is not there yet.
    pub fn pool_mut(&mut self, id: &PoolId) -> &mut PoolPart {
        let at = self.pools.iter().position(|pool| pool.id == *id).unwrap_or_else(|| {
            self.pools.push(PoolPart::new(id.clone()));
            self.pools.len() - 1
        });
        &mut self.pools[at]
    }

    /// Adds what is known about a pool, and what of its surroundings comes along. A pool with no client in
    /// the bundle is added when anything of it comes along.
    pub fn surround(&mut self, facts: &Pool, providers: &[Provider], servers: &[ResourceServer], with: With) {
        let absent = !self.pools.iter().any(|pool| pool.id == *facts.id());
        if absent && with == With::default() {
            return;
        }
        let part = self.pool_mut(facts.id());
        part.facts = Some(facts.clone());
        part.include = with.pool;
        if with.providers {
            part.providers = providers.to_vec();
        }
        if with.servers {
            part.servers = servers.to_vec();
        }
    }

    /// The regions that the pools are in, each once, where they are known.
    pub fn regions(&self) -> Vec<&str> {
        let mut regions: Vec<&str> = self.pools.iter().filter_map(PoolPart::region).collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// How many clients there are.
    pub fn clients(&self) -> usize {
        self.pools.iter().map(|pool| pool.clients.len()).sum()
    }
}

impl PoolPart {
    /// A pool of which only the id is known.
    pub fn new(id: PoolId) -> Self {
        Self {
            id,
            facts: None,
            include: false,
            providers: vec![],
            servers: vec![],
            names: None,
            clients: vec![],
        }
    }

    /// The pool's name, where it is known.
    pub fn name(&self) -> Option<&str> {
        self.facts.as_ref().and_then(Pool::name)
    }

    /// The pool's region, where it is known.
    pub fn region(&self) -> Option<&str> {
        self.id.region().or_else(|| self.facts.as_ref().and_then(Pool::region))
    }

    /// The pool itself, where it is exported.
    pub fn exported(&self) -> Option<&Pool> {
        self.facts.as_ref().filter(|_| self.include)
    }
}

impl Client {
    /// A client that is not made yet.
    pub fn new(settings: Settings) -> Self {
        let confidential = settings.raw(field::GENERATE_SECRET) == Some(&Json::Bool(true));
        Self { id: None, settings, confidential }
    }

    /// The client's name, or else its id, or else a word.
    pub fn name(&self) -> &str {
        let name = self.settings.raw(field::CLIENT_NAME).and_then(Json::as_str);
        name.or(self.id.as_ref().map(ClientId::as_str)).unwrap_or("client")
    }
}

impl From<&AppClient> for Client {
    fn from(client: &AppClient) -> Self {
        Self {
            id: Some(client.key.client.clone()),
            settings: client.settings.clone(),
            confidential: client.secret.is_present(),
        }
    }
}
