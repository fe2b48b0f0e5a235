//! Reading many clients: every page of every pool, side by side, as fast as the quotas allow.
//!
//! Pools go on at the same time, since the quota of one operation on one pool is a third of the account's:
//! one pool after another would take three times as long. What waits, waits in the pacing layer, behind
//! whatever a person looks at.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;

use crate::client::kind;
use crate::client::rules::Mapping;
use crate::client::{
    AppClient, ClientKey, ClientSummary, IdentityProvider, Pool, PoolId, PoolSummary, ProviderSummary,
    ResourceServer, SecretDescriptor,
};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};

/// Pools that are read at the same time.
const POOLS: usize = 16;
/// Describes of one pool that wait for their turn at a time.
const CLIENTS: usize = 16;
/// Times that a throttled request is made again; each is several attempts of the SDK's, seconds apart.
const PATIENCE: usize = 8;
/// Steps that wait for whoever reads them; a crawl that is faster waits.
const STEPS: usize = 256;

/// What to read.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// Every client of every pool.
    All,
    /// Every client of these pools.
    Pools(Vec<PoolSummary>),
    /// These clients.
    Clients(Vec<ClientKey>),
}

/// What to read beside the clients' settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Each pool with its identity providers and resource servers.
    pub pools: bool,
    /// The dates of confidential clients' secrets: one more request for each.
    pub secrets: bool,
    /// Whether clients of managed sign-in pages have a style for them: one more request for each, in pools
    /// with such pages. Needs `pools`.
    pub styles: bool,
}

/// What an earlier crawl has read already, and this one leaves alone.
#[derive(Clone, Debug, Default)]
pub struct Skip {
    /// The pools, where all of them are known.
    pub pools: Option<Vec<PoolSummary>>,
    /// Pools whose surroundings are known, with whether their sign-in pages are managed.
    pub around: HashMap<PoolId, bool>,
    /// Pools whose clients were all listed.
    pub lists: HashMap<PoolId, Vec<ClientSummary>>,
    /// Clients that were described.
    pub clients: HashSet<ClientKey>,
}

/// One thing that was read, or could not be.
#[derive(Clone, Debug)]
pub enum Step {
    /// The pools that will be read.
    Pools(Vec<PoolSummary>),
    /// What stands around a pool's clients.
    Pool(Box<PoolFacts>),
    /// More clients of a pool are known of, and will be read.
    Listed(PoolId, Vec<ClientSummary>),
    /// All clients of a pool are known of.
    ListEnded(PoolId),
    /// A client.
    Client(Box<Read>),
    /// A client could not be described.
    ClientFailed(ClientKey, CognitoError),
    /// A pool's clients could not be listed, or no further.
    PoolFailed(PoolId, CognitoError),
    /// The pools themselves could not be listed.
    Failed(CognitoError),
}

/// A client with its secrets' dates.
#[derive(Clone, Debug)]
pub struct Read {
    /// The client.
    pub client: AppClient,
    /// Its secrets; none where they were not asked for.
    pub secrets: Option<Result<Vec<SecretDescriptor>, CognitoError>>,
    /// Whether it has a style for managed sign-in pages; none where that was not asked for.
    pub styled: Option<Result<bool, CognitoError>>,
}

/// A pool with what its clients refer to, each as far as it could be read.
#[derive(Clone, Debug)]
pub struct PoolFacts {
    /// The pool.
    pub id: PoolId,
    /// Its description.
    pub pool: Result<Pool, CognitoError>,
    /// Its identity providers.
    pub providers: Result<Vec<ProviderSummary>, CognitoError>,
    /// The same with their details, none of them secret.
    pub described: Result<Vec<IdentityProvider>, CognitoError>,
    /// What they fill in.
    pub mappings: Result<Vec<Mapping>, CognitoError>,
    /// Its resource servers.
    pub servers: Result<Vec<ResourceServer>, CognitoError>,
    /// The version of its sign-in pages, see [`Gateway::sign_in_pages`]; none where that was not asked for.
    pub pages: Option<Result<u8, CognitoError>>,
}

impl PoolFacts {
    /// Why not all of it could be read, where that is so: the first reason. What a server does not offer is
    /// nothing that failed, and sign-in pages need permissions of their own, which not everybody has.
    pub fn first_failure(&self) -> Option<&CognitoError> {
        let pages = self.pages.as_ref().and_then(|pages| pages.as_ref().err());
        let pages = pages.filter(|error| error.kind() != ErrorKind::AccessDenied);
        let (pool, providers) = (self.pool.as_ref().err(), self.providers.as_ref().err());
        let (mappings, servers) = (self.mappings.as_ref().err(), self.servers.as_ref().err());
        let mut failed = [pool, providers, mappings, servers, pages].into_iter().flatten();
        failed.find(|error| error.kind() != ErrorKind::Unsupported)
    }
}

/// From this version of a pool's sign-in pages on, each client needs a style.
pub const MANAGED: u8 = 2;

/// Whether a pool has managed sign-in pages, once that is known.
type Managed = watch::Receiver<Option<bool>>;

/// A crawl under way. Dropping it ends it.
#[derive(Debug)]
pub struct Crawl {
    steps: mpsc::Receiver<Step>,
    _work: JoinSet<()>,
}

impl Crawl {
    /// Starts to read, on the present runtime. Behind a screen it goes in the background lane, which keeps
    /// some places for what a person waits for; a command uses them all.
    pub fn start(gateway: Gateway, lane: Lane, wanted: Wanted, beside: Beside) -> Self {
        Self::go_on(gateway, lane, wanted, beside, Skip::default())
    }

    /// The same without what was read before.
    pub fn go_on(gateway: Gateway, lane: Lane, wanted: Wanted, beside: Beside, skip: Skip) -> Self {
        let (say, steps) = mpsc::channel(STEPS);
        let mut work = JoinSet::new();
        let reader = Reader { gateway, lane, beside, say };
        work.spawn(Crawler { reader, skip }.run(wanted));
        Self { steps, _work: work }
    }

    /// What was read next; none once everything was.
    pub async fn next(&mut self) -> Option<Step> {
        self.steps.recv().await
    }
}

struct Crawler {
    reader: Reader,
    skip: Skip,
}

/// Reads one thing at a time, and says it.
#[derive(Clone)]
struct Reader {
    gateway: Gateway,
    lane: Lane,
    beside: Beside,
    say: mpsc::Sender<Step>,
}

impl Crawler {
    async fn run(self, wanted: Wanted) {
        let pools = match wanted {
            Wanted::All => match &self.skip.pools {
                Some(known) => known.clone(),
                None => match pools(&self.reader.gateway, self.reader.lane).await {
                    Ok(pools) => pools,
                    Err(error) => return self.reader.say(Step::Failed(error)).await,
                },
            },
            Wanted::Pools(pools) => pools,
            Wanted::Clients(keys) => return self.these(keys).await,
        };
        self.reader.say(Step::Pools(pools.clone())).await;
        let turns = Arc::new(Semaphore::new(POOLS));
        let mut reads: FuturesUnordered<_> = pools.iter().map(|pool| self.pool(&pool.id, &turns)).collect();
        while reads.next().await.is_some() {}
    }

    /// Reads single clients, and each of their pools once.
    async fn these(&self, keys: Vec<ClientKey>) {
        let mut pools: Vec<PoolId> = Vec::new();
        for key in &keys {
            if !pools.contains(&key.pool) {
                pools.push(key.pool.clone());
            }
        }
        let told: HashMap<PoolId, (watch::Sender<Option<bool>>, Managed)> =
            pools.iter().map(|pool| (pool.clone(), watch::channel(None))).collect();
        let around = async {
            let reads = futures_util::stream::iter(pools).map(|pool| async {
                let pool = pool;
                self.around(&pool, &told[&pool].0).await;
            });
            let mut reads = std::pin::pin!(reads.buffer_unordered(POOLS));
            while reads.next().await.is_some() {}
        };
        let clients = async {
            let mut reads = JoinSet::new();
            for key in keys.into_iter().filter(|key| !self.skip.clients.contains(key)) {
                if reads.len() == CLIENTS {
                    reads.join_next().await;
                }
                let managed = told[&key.pool].1.clone();
                reads.spawn(self.reader.clone().client(key, managed));
            }
            while reads.join_next().await.is_some() {}
        };
        tokio::join!(around, clients);
    }

    /// Reads a pool: its clients page by page, each described as soon as it is known of.
    async fn pool(&self, id: &PoolId, turns: &Semaphore) {
        let Ok(_turn) = turns.acquire().await else { return };
        let (told, managed) = watch::channel(None);
        let around = self.around(id, &told);
        // The list runs ahead of the describes, bounded, so that neither waits for the other.
        let (found, mut known) = mpsc::channel::<ClientKey>(1024);
        let list = async {
            if let Err(error) = self.list(id, &found).await {
                self.reader.say(Step::PoolFailed(id.clone(), error)).await;
            }
            drop(found);
        };
        let clients = async {
            // Each on its own, so that where there are several threads one answer is not in another's way.
            let mut reads = JoinSet::new();
            while let Some(key) = known.recv().await {
                if reads.len() == CLIENTS {
                    reads.join_next().await;
                }
                reads.spawn(self.reader.clone().client(key, managed.clone()));
            }
            while reads.join_next().await.is_some() {}
        };
        tokio::join!(around, list, clients);
    }

    async fn list(&self, id: &PoolId, found: &mpsc::Sender<ClientKey>) -> Result<(), CognitoError> {
        if let Some(rows) = self.skip.lists.get(id) {
            self.pass_on(rows.iter().map(|row| &row.key), found).await;
            return Ok(());
        }
        let mut after = None;
        loop {
            let Reader { gateway, lane, .. } = &self.reader;
            let page = patiently(|| gateway.clients_page(*lane, id, after.clone())).await?;
            let keys: Vec<ClientKey> = page.items.iter().map(|row| row.key.clone()).collect();
            self.reader.say(Step::Listed(id.clone(), page.items)).await;
            after = page.next;
            if after.is_none() {
                self.reader.say(Step::ListEnded(id.clone())).await;
            }
            self.pass_on(keys.iter(), found).await;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Hands clients on to be described, but for those that were.
    async fn pass_on(&self, keys: impl Iterator<Item = &ClientKey>, found: &mpsc::Sender<ClientKey>) {
        for key in keys.filter(|key| !self.skip.clients.contains(*key)) {
            // The other end is read until this one is dropped.
            let _ = found.send(key.clone()).await;
        }
    }

    /// Reads what stands around a pool's clients, and tells those that wait whether its pages are managed.
    async fn around(&self, id: &PoolId, told: &watch::Sender<Option<bool>>) {
        let mut managed = self.skip.around.get(id).copied().unwrap_or(false);
        let Reader { gateway, lane, beside, .. } = &self.reader;
        if beside.pools && !self.skip.around.contains_key(id) {
            let facts = facts(gateway, *lane, id.clone(), beside.styles).await;
            managed = matches!(facts.pages, Some(Ok(version)) if version >= MANAGED);
            self.reader.say(Step::Pool(Box::new(facts))).await;
        }
        // Clients that wait for it are gone with the crawl.
        let _ = told.send(Some(managed));
    }
}

impl Reader {
    async fn client(self, key: ClientKey, managed: Managed) {
        let step = match patiently(|| self.gateway.client(self.lane, &key)).await {
            Ok(client) => {
                let wanted = self.beside.secrets && client.secret.is_present();
                let secrets = if wanted {
                    Some(patiently(|| self.gateway.secrets(self.lane, &key)).await)
                } else {
                    None
                };
                let styled = self.style(&client, managed).await;
                Step::Client(Box::new(Read { client, secrets, styled }))
            }
            Err(error) => Step::ClientFailed(key, error),
        };
        self.say(step).await;
    }

    /// Whether a client has a style, where it needs one.
    async fn style(&self, client: &AppClient, mut managed: Managed) -> Option<Result<bool, CognitoError>> {
        if !self.beside.styles || !uses_pages(client) {
            return None;
        }
        let managed = managed.wait_for(Option::is_some).await.is_ok_and(|known| *known == Some(true));
        if managed { Some(patiently(|| self.gateway.has_style(self.lane, &client.key)).await) } else { None }
    }

    async fn say(&self, step: Step) {
        // Whoever dropped the other end wants no more.
        let _ = self.say.send(step).await;
    }
}

/// Asks again where the service throttles: the requests behind this one wait longer each time, and a crawl
/// that loses what it was too fast for is none.
async fn patiently<T, F: Future<Output = Result<T, CognitoError>>>(
    mut ask: impl FnMut() -> F,
) -> Result<T, CognitoError> {
    for _ in 0..PATIENCE {
        match ask().await {
            Err(error) if error.kind() == ErrorKind::Throttled => {}
            answer => return answer,
        }
    }
    ask().await
}

/// True for a client whose users come to the sign-in pages.
fn uses_pages(client: &AppClient) -> bool {
    kind::grants(&client.settings).iter().any(|grant| grant != "client_credentials")
}

/// All pools of the context.
///
/// # Errors
/// When a page cannot be read; what was read before is of no use without the rest.
pub async fn pools(gateway: &Gateway, lane: Lane) -> Result<Vec<PoolSummary>, CognitoError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = patiently(|| gateway.pools_page(lane, after.clone())).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// A pool with what its clients refer to; the version of its pages only where somebody wants to know.
pub async fn facts(gateway: &Gateway, lane: Lane, id: PoolId, pages: bool) -> PoolFacts {
    let (pool, providers, servers) = tokio::join!(
        patiently(|| gateway.pool(lane, &id)),
        patiently(|| gateway.identity_providers(lane, &id)),
        patiently(|| gateway.resource_servers(lane, &id)),
    );
    let described = match &providers {
        Ok(providers) => described(gateway, lane, &id, providers).await,
        Err(error) => Err(error.clone()),
    };
    let mappings = mappings(&described);
    let pages = match &pool {
        Ok(pool) if pages => Some(patiently(|| gateway.sign_in_pages(lane, pool)).await),
        _ => None,
    };
    PoolFacts { id, pool, providers, described, mappings, servers, pages }
}

/// What each provider is, one after another: pools have few, and nobody waits for this alone.
///
/// # Errors
/// With the first that cannot be read.
pub(super) async fn described(
    gateway: &Gateway,
    lane: Lane,
    pool: &PoolId,
    providers: &[ProviderSummary],
) -> Result<Vec<IdentityProvider>, CognitoError> {
    let mut all = Vec::new();
    for provider in providers {
        all.push(gateway.identity_provider(lane, pool, &provider.name).await?);
    }
    Ok(all)
}

/// What providers fill in, where they could be read.
pub(super) fn mappings<E: Clone>(described: &Result<Vec<IdentityProvider>, E>) -> Result<Vec<Mapping>, E> {
    let described = described.as_ref().map_err(E::clone)?;
    Ok(described.iter().map(IdentityProvider::fills).collect())
}
