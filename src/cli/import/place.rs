//! Which live client a client of a file stands for: by its ids, else by the exact names of pool and client.
//! Nothing is guessed.

use super::super::connect;
use super::super::error::CliError;
use super::super::resolve::{self, Nearness};
use super::Global;
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, ClientSummary, PoolId, PoolSummary, Reference, field};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use crate::export::from::Imported;
use crate::tasks::write::{Desk, WriteGate};
use crate::tasks::{Endpoint, Place, crawl};

/// What was found.
pub(super) enum Placed {
    Live(Box<AppClient>),
    Missing { pool: PoolId, was: Option<ClientKey> },
    Unclear { why: String, candidates: Vec<String> },
}

/// Where clients are looked for; each region is connected to once, each list read once.
pub(super) struct Places {
    endpoint: Endpoint,
    pub(super) gate: WriteGate,
    pub(super) desk: Option<Desk>,
    /// Where to look when a file does not say.
    base: Place,
    gateways: Vec<(Place, Gateway)>,
    pools: Vec<(Place, Vec<PoolSummary>)>,
    clients: Vec<(PoolId, Vec<ClientSummary>)>,
    /// The pool for files that have a reference in its place.
    chosen: Option<PoolSummary>,
}

impl Places {
    pub(super) async fn new(global: &Global, pool: Option<&str>) -> Result<Self, CliError> {
        let (endpoint, gate) = connect::endpoint(global)?;
        let mut places = Self {
            desk: endpoint.desk.clone(),
            endpoint,
            gate,
            base: connect::place(global, None)?,
            gateways: Vec::new(),
            pools: Vec::new(),
            clients: Vec::new(),
            chosen: None,
        };
        if let Some(word) = pool {
            places.chosen = Some(places.pool(word).await?);
        }
        Ok(places)
    }

    /// The connection that reaches a pool; a pool's id says its region.
    pub(super) async fn gateway(&mut self, pool: Option<&PoolId>) -> Result<Gateway, CognitoError> {
        let place = self.place(pool);
        if let Some((_, gateway)) = self.gateways.iter().find(|(there, _)| *there == place) {
            return Ok(gateway.clone());
        }
        let gateway = self.endpoint.connect(place.clone()).await?;
        self.gateways.push((place, gateway.clone()));
        Ok(gateway)
    }

    /// The connection that was made to reach a pool.
    pub(super) fn reached(&self, pool: &PoolId) -> Option<&Gateway> {
        let place = self.place(Some(pool));
        self.gateways.iter().find(|(there, _)| *there == place).map(|(_, gateway)| gateway)
    }

    fn place(&self, pool: Option<&PoolId>) -> Place {
        let region = pool.and_then(PoolId::region).map(str::to_owned);
        Place { region: region.or_else(|| self.base.region.clone()), ..self.base.clone() }
    }

    /// The pool with this id or exactly this name.
    async fn pool(&mut self, word: &str) -> Result<PoolSummary, CliError> {
        let id = PoolId::new(word);
        let near = id.region().is_some().then_some(id);
        let pools = self.pools(near.as_ref()).await?;
        let fitting: Vec<PoolSummary> =
            pools.into_iter().filter(|pool| pool.id.as_str() == word || pool.name == word).collect();
        match fitting.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(CliError::NotFound(format!("there is no pool called {} here", harmless(word)))),
            several => Err(CliError::Ambiguous {
                what: format!("several pools are called {}", harmless(word)),
                candidates: several.iter().map(|pool| format!("{}  {}", pool.id, pool.name)).collect(),
            }),
        }
    }

    /// All pools of the region of one.
    async fn pools(&mut self, near: Option<&PoolId>) -> Result<Vec<PoolSummary>, CliError> {
        let place = self.place(near);
        if let Some((_, pools)) = self.pools.iter().find(|(there, _)| *there == place) {
            return Ok(pools.clone());
        }
        let gateway = self.gateway(near).await?;
        let pools = crawl::pools(&gateway, Lane::Foreground).await?;
        self.pools.push((place, pools.clone()));
        Ok(pools)
    }

    /// The clients of a pool that have exactly this name.
    async fn called(&mut self, pool: &PoolId, name: &str) -> Result<Vec<ClientSummary>, CognitoError> {
        if !self.clients.iter().any(|(there, _)| there == pool) {
            let gateway = self.gateway(Some(pool)).await?;
            let rows = resolve::clients(&gateway, pool).await?;
            self.clients.push((pool.clone(), rows));
        }
        let rows = self.clients.iter().find(|(there, _)| there == pool).map(|(_, rows)| rows);
        Ok(rows.into_iter().flatten().filter(|row| row.name == name).cloned().collect())
    }

    /// What is live of a client of a file, and its pool's name where that is known.
    pub(super) async fn find(&mut self, imported: &Imported) -> Result<(Placed, Option<String>), CliError> {
        if let Some(broken) = imported.broken() {
            return Ok((Placed::Unclear { why: broken.to_string(), candidates: Vec::new() }, None));
        }
        let (pool, pool_name) = match self.pool_of(imported).await? {
            Ok(Some(pool)) => (Some(pool.id.clone()), Some(pool.name).filter(|name| !name.is_empty())),
            Ok(None) => (None, None),
            Err(unclear) => return Ok((unclear, None)),
        };
        let placed = match (&pool, &imported.client) {
            (Some(pool), Some(client)) => {
                self.described(ClientKey { pool: pool.clone(), client: client.clone() }).await?
            }
            (None, Some(client)) => {
                let gateway = self.gateway(None).await?;
                let reference = Reference::Client { profile: None, client: client.clone(), host: None };
                match resolve::client(&gateway, &reference, Nearness::Exact).await {
                    Ok(found) => self.described(found.key).await?,
                    Err(CliError::NotFound(why)) => Placed::Unclear { why, candidates: Vec::new() },
                    Err(error) => return Err(error),
                }
            }
            (Some(pool), None) => self.named(pool, imported).await?,
            (None, None) => Placed::Unclear { why: no_pool(imported), candidates: Vec::new() },
        };
        Ok((placed, pool_name))
    }

    /// The pool that the file says, or that was chosen for it.
    async fn pool_of(
        &mut self,
        imported: &Imported,
    ) -> Result<Result<Option<PoolSummary>, Placed>, CliError> {
        if let Some(id) = &imported.pool {
            // Its name is only for people; a list that may not be read leaves it out.
            let pools = self.pools(Some(id)).await.unwrap_or_default();
            let named = pools.into_iter().find(|pool| pool.id == *id);
            return Ok(Ok(Some(named.unwrap_or(PoolSummary { id: id.clone(), name: String::new() }))));
        }
        if let Some(chosen) = &self.chosen {
            return Ok(Ok(Some(chosen.clone())));
        }
        let Some(name) = imported.pool_name.clone() else { return Ok(Ok(None)) };
        match self.pool(&name).await {
            Ok(pool) => Ok(Ok(Some(pool))),
            Err(CliError::Ambiguous { what, candidates }) => {
                Ok(Err(Placed::Unclear { why: format!("{what}; --pool POOL says which"), candidates }))
            }
            Err(CliError::NotFound(why)) => Ok(Err(Placed::Unclear { why, candidates: Vec::new() })),
            Err(error) => Err(error),
        }
    }

    async fn described(&mut self, key: ClientKey) -> Result<Placed, CliError> {
        let gateway = self.gateway(Some(&key.pool)).await?;
        match gateway.client(Lane::Foreground, &key).await {
            Ok(client) => Ok(Placed::Live(Box::new(client))),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                Ok(Placed::Missing { pool: key.pool.clone(), was: Some(key) })
            }
            // No client can have such an id, which is no reason to leave the others alone.
            Err(error) if error.kind() == ErrorKind::Invalid => {
                let why = format!("{}: {error}", harmless(&key.to_string()));
                Ok(Placed::Unclear { why, candidates: Vec::new() })
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn named(&mut self, pool: &PoolId, imported: &Imported) -> Result<Placed, CliError> {
        let unclear = |why: String| Placed::Unclear { why, candidates: Vec::new() };
        let Some(name) = imported.name() else {
            return Ok(unclear(
                match imported.unresolved.iter().find(|open| open.field == Some(field::CLIENT_NAME)) {
                    Some(open) => format!("its name is {}", harmless(&open.source)),
                    None if imported.managed => {
                        "another AWS service chooses its name, and its id is not here".to_owned()
                    }
                    None => "neither its id nor its name is here".to_owned(),
                },
            ));
        };
        let rows = match self.called(pool, name).await {
            Ok(rows) => rows,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(unclear(format!("there is no pool {}", harmless(pool.as_str()))));
            }
            Err(error) => return Err(error.into()),
        };
        match rows.as_slice() {
            [] => Ok(Placed::Missing { pool: pool.clone(), was: None }),
            [one] => self.described(one.key.clone()).await,
            several => Ok(Placed::Unclear {
                why: format!("{} clients of the pool are called {}", several.len(), harmless(name)),
                candidates: several.iter().map(|row| row.key.to_string()).collect(),
            }),
        }
    }
}

/// What a file has in the place of a pool.
fn no_pool(imported: &Imported) -> String {
    let open = imported.unresolved.iter().find(|open| open.field == Some(field::USER_POOL_ID));
    let what =
        open.map_or_else(|| "its pool is not here".to_owned(), |open| format!("its pool is {}", open.source));
    format!("{}; --pool POOL says which one that is", harmless(&what))
}
