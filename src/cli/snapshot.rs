//! `cognitui snapshot [POOL…] -d DIR`: every client's settings as files, never a secret.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use super::connect::{block_on, connect};
use super::error::CliError;
use super::output::say;
use super::{Global, drift, resolve};
use crate::client::snapshot::{Kept, Place, dates};
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, PoolId, PoolSummary};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use crate::local::snapshot::{Snapshots, Taken};
use crate::tasks::crawl::{Beside, Crawl, PoolFacts, Step, Wanted};

/// The arguments of `cognitui snapshot`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SnapshotArgs {
    /// The pools: their ids, their names, or enough of their names. All of them without one.
    #[arg(value_name = "POOL")]
    pools: Vec<String>,
    /// The folder to write into.
    #[arg(long, short, value_name = "DIR")]
    directory: PathBuf,
}

/// Writes the folder.
pub(super) fn run(args: &SnapshotArgs, global: &Global) -> Result<(), CliError> {
    let snapshots = Snapshots::at(&args.directory);
    // Whoever has to choose another place hears it before everything is read.
    snapshots.fits().map_err(|error| drift::unusable(&error))?;
    let (place, read) = block_on(async {
        let gateway = connect(global, None).await?.gateway;
        let wanted = wanted(&gateway, &args.pools).await?;
        let account = gateway.account().await;
        let region = gateway.context().region.clone();
        let whole = matches!(wanted, Wanted::All);
        let read = everything(gateway, wanted).await?;
        Ok((Place { region, account, whole, pools: read.pools_there() }, read))
    })?;
    let name = |id: &PoolId| read.pool_name(id);
    let kept = |client: &AppClient| (Kept::of(client, name(&client.key.pool)), dates(&client.settings));
    let taken = Taken {
        place,
        clients: read.clients.iter().map(kept).collect(),
        unread: read.unread.keys().cloned().collect(),
        unlisted: read.unlisted.keys().filter(|id| !read.is_gone(id)).cloned().collect(),
    };
    let done = snapshots.write(&taken).map_err(|error| drift::unusable(&error))?;
    say(&format!(
        "{} clients of {} pools in {}: {} written, {} unchanged, {} removed.",
        taken.clients.len(),
        taken.place.pools.len(),
        harmless(&args.directory.to_string_lossy()),
        done.written,
        done.unchanged,
        done.removed
    ));
    read.complete()
}

/// What to read: all, or the pools that the words mean.
pub(super) async fn wanted(gateway: &Gateway, words: &[String]) -> Result<Wanted, CliError> {
    if words.is_empty() {
        return Ok(Wanted::All);
    }
    let mut pools: Vec<PoolSummary> = Vec::new();
    for word in words {
        let pool = resolve::pool(gateway, word).await?;
        if !pools.contains(&pool) {
            pools.push(pool);
        }
    }
    Ok(Wanted::Pools(pools))
}

/// What a crawl has brought.
#[derive(Debug, Default)]
pub(super) struct Everything {
    pub(super) pools: Vec<PoolSummary>,
    pub(super) clients: Vec<AppClient>,
    pub(super) unread: HashMap<ClientKey, CognitoError>,
    pub(super) unlisted: HashMap<PoolId, CognitoError>,
    /// What is around the clients, where that was asked for.
    pub(super) facts: Vec<PoolFacts>,
}

impl Everything {
    /// The pool's name, or its id where nobody gave it one.
    pub(super) fn pool_name(&self, id: &PoolId) -> String {
        self.pools.iter().find(|pool| pool.id == *id).map_or_else(|| id.to_string(), |pool| pool.name.clone())
    }

    /// True for a pool that was asked for and is no more.
    pub(super) fn is_gone(&self, id: &PoolId) -> bool {
        self.unlisted.get(id).is_some_and(|error| error.kind() == ErrorKind::NotFound)
    }

    fn pools_there(&self) -> Vec<(PoolId, String)> {
        self.pools.iter().map(|pool| (pool.id.clone(), pool.name.clone())).collect()
    }

    /// Says what could not be read; the first reason is the command's.
    pub(super) fn complete(mut self) -> Result<(), CliError> {
        for (key, error) in &self.unread {
            say(&format!("! {key} could not be read: {}", harmless(&error.to_string())));
        }
        let gone: Vec<PoolId> = self.unlisted.keys().filter(|id| self.is_gone(id)).cloned().collect();
        self.unlisted.retain(|id, _| !gone.contains(id));
        for (id, error) in &self.unlisted {
            say(&format!("! The clients of {id} could not be listed: {}", harmless(&error.to_string())));
        }
        let first = self.unlisted.into_values().chain(self.unread.into_values()).next();
        first.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// Reads every client, and says on a terminal how far it is.
pub(super) async fn everything(gateway: Gateway, wanted: Wanted) -> Result<Everything, CliError> {
    everything_beside(gateway, wanted, Beside::default()).await
}

/// The same with what is around the clients.
pub(super) async fn everything_beside(
    gateway: Gateway,
    wanted: Wanted,
    beside: Beside,
) -> Result<Everything, CliError> {
    let progress = io::stderr().is_terminal();
    let mut crawl = Crawl::start(gateway, Lane::Foreground, wanted, beside);
    let mut all = Everything::default();
    let mut known = 0;
    while let Some(step) = crawl.next().await {
        match step {
            Step::Pools(pools) => all.pools = pools,
            Step::Listed(_, rows) => known += rows.len(),
            Step::Client(read) => all.clients.push(read.client),
            // It went between the list and the describe, so it is not there.
            Step::ClientFailed(_, error) if error.kind() == ErrorKind::NotFound => {}
            Step::ClientFailed(key, error) => drop(all.unread.insert(key, error)),
            Step::PoolFailed(id, error) => drop(all.unlisted.insert(id, error)),
            Step::Failed(error) => return Err(error.into()),
            Step::Pool(facts) => all.facts.push(*facts),
            Step::ListEnded(_) => {}
        }
        if progress {
            let _ = write!(io::stderr(), "\r\u{1b}[K{} of {known} clients read", all.clients.len());
        }
    }
    if progress {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
    all.clients.sort_by(|one, other| one.key.cmp(&other.key));
    all.facts.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(all)
}
