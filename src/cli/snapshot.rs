//! `cognitui snapshot [POOL…] -d DIR`: every client's settings as files, never a secret.

use std::collections::HashMap;
use std::path::PathBuf;

use super::connect::block_on_many;
use super::error::CliError;
use super::output::say;
use super::places::{At, Told, Troubles, reach, side_by_side};
use super::{Global, resolve, status};
use crate::client::snapshot::{Kept, Place, dates};
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, PoolId, PoolSummary};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use crate::local::snapshot::{SnapshotError, Snapshots, Taken};
use crate::tasks::crawl::{self, Beside, Crawl, PoolFacts, Step, Wanted};

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

/// Writes the folder. Gives the exit status.
pub(super) fn run(args: &SnapshotArgs, global: &Global) -> Result<u8, CliError> {
    let snapshots = Snapshots::at(&args.directory);
    // Whoever has to choose another place hears it before everything is read.
    snapshots.fits().map_err(|error| unusable(&error))?;
    let mut troubles = Troubles::default();
    let read = block_on_many(async {
        let (places, alone) = reach(global, &mut troubles).await?;
        let wanted = wanted_of_all(&places, &args.pools, alone, &mut troubles).await?;
        let told = Told::new();
        let crawls = places.into_iter().zip(wanted).filter_map(|(at, wanted)| Some((at, wanted?)));
        let crawls = crawls.map(|(at, wanted)| read_one(at, wanted, &told));
        let read = side_by_side(crawls, alone, &mut troubles).await?;
        told.end();
        Ok(read)
    })?;
    if read.is_empty() {
        return Ok(troubles.status());
    }
    let taken: Vec<Taken> = read.iter().map(|(place, read)| taken(place, read)).collect();
    let done = snapshots.write_all(&taken).map_err(|error| unusable(&error))?;
    let places = if read.len() > 1 { format!(" in {} places", read.len()) } else { String::new() };
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    say(&format!(
        "{} of {}{places} in {}: {} written, {} unchanged, {} removed.",
        count(taken.iter().map(|taken| taken.clients.len()).sum(), "client"),
        count(taken.iter().map(|taken| taken.place.pools.len()).sum(), "pool"),
        harmless(&args.directory.to_string_lossy()),
        done.written,
        done.unchanged,
        done.removed
    ));
    // The first reason is the command's; all are told.
    let ended: Vec<Result<(), CliError>> = read.into_iter().map(|(_, read)| read.complete()).collect();
    ended.into_iter().find(Result::is_err).unwrap_or(Ok(()))?;
    Ok(troubles.status())
}

/// Why a folder is of no use.
pub(super) fn unusable(error: &SnapshotError) -> CliError {
    let text = harmless(&error.to_string()).into_owned();
    match error {
        SnapshotError::None(_) => CliError::NotFound(text),
        SnapshotError::Bad { .. } | SnapshotError::Moved { .. } | SnapshotError::NoFolder(_) => {
            CliError::Usage(text)
        }
        SnapshotError::Disk { .. } => CliError::Machine(text),
    }
}

/// Reads one place, and says which it was.
async fn read_one(at: At, wanted: Wanted, told: &Told) -> (String, Result<(Place, Everything), CliError>) {
    let At { name, gateway, account } = at;
    let (region, whole) = (gateway.context().region.clone(), matches!(wanted, Wanted::All));
    let read = everything_told(gateway, wanted, Beside::default(), told).await;
    let read = read
        .map(|read| (Place { region, account, whole, pools: read.pools_there(), ..Place::default() }, read));
    (name, read)
}

fn taken(place: &Place, read: &Everything) -> Taken {
    let kept =
        |client: &AppClient| (Kept::of(client, read.pool_name(&client.key.pool)), dates(&client.settings));
    Taken {
        place: place.clone(),
        clients: read.clients.iter().map(kept).collect(),
        unread: read.unread.keys().cloned().collect(),
        unlisted: read.unlisted.keys().filter(|id| !read.is_gone(id)).cloned().collect(),
    }
}

/// What to read of each place: all, or the pools that the words mean. Of several places each has its own
/// pools, and none for a place is nothing to read there; a word that no place knows is told.
async fn wanted_of_all(
    places: &[At],
    words: &[String],
    alone: bool,
    troubles: &mut Troubles,
) -> Result<Vec<Option<Wanted>>, CliError> {
    if words.is_empty() {
        return Ok(places.iter().map(|_| Some(Wanted::All)).collect());
    }
    let mut chosen: Vec<Vec<PoolSummary>> = places.iter().map(|_| Vec::new()).collect();
    for word in words {
        let mut known = false;
        for (at, chosen) in places.iter().zip(&mut chosen) {
            match pool(&at.gateway, word).await {
                Ok(pool) => {
                    known = true;
                    if !chosen.contains(&pool) {
                        chosen.push(pool);
                    }
                }
                Err(error) if alone => return Err(error),
                Err(CliError::NotFound(_)) => {}
                Err(error) => troubles.add(&at.name, &error),
            }
        }
        if !known {
            let text = format!("none of the {} places has a pool called {word}", places.len());
            troubles.note(status::NOT_FOUND, &text);
        }
    }
    Ok(chosen.into_iter().map(|pools| (!pools.is_empty()).then_some(Wanted::Pools(pools))).collect())
}

/// The pool that a word means in a place, with its name, which its folder has.
async fn pool(gateway: &Gateway, word: &str) -> Result<PoolSummary, CliError> {
    let pool = resolve::pool(gateway, word).await?;
    if !pool.name.is_empty() {
        return Ok(pool);
    }
    let pools = crawl::pools(gateway, Lane::Foreground).await?;
    let named = pools.into_iter().find(|other| other.id == pool.id);
    named.ok_or_else(|| {
        let region = &gateway.context().region;
        CliError::NotFound(format!("there is no pool {} in {region}", harmless(pool.id.as_str())))
    })
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
    /// The names of all clients of a pool, where it was listed to its end.
    pub(super) names: HashMap<PoolId, Vec<String>>,
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

    /// True when all that was asked for was read; a pool that is gone has nothing to read.
    pub(super) fn is_complete(&self) -> bool {
        self.unread.is_empty() && self.unlisted.keys().all(|id| self.is_gone(id))
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

/// Reads every client and what is around it, and says on a terminal how far it is.
pub(super) async fn everything_beside(
    gateway: Gateway,
    wanted: Wanted,
    beside: Beside,
) -> Result<Everything, CliError> {
    let told = Told::new();
    let all = everything_told(gateway, wanted, beside, &told).await;
    told.end();
    all
}

/// The same as one of several that are read side by side.
pub(super) async fn everything_told(
    gateway: Gateway,
    wanted: Wanted,
    beside: Beside,
    told: &Told,
) -> Result<Everything, CliError> {
    let mut crawl = Crawl::start(gateway, Lane::Foreground, wanted, beside);
    let mut all = Everything::default();
    let mut names: HashMap<PoolId, Vec<String>> = HashMap::new();
    while let Some(step) = crawl.next().await {
        match step {
            Step::Pools(pools) => all.pools = pools,
            Step::Listed(id, rows) => {
                told.add(0, rows.len());
                names.entry(id).or_default().extend(rows.into_iter().map(|row| row.name));
            }
            Step::Client(read) => {
                all.clients.push(read.client);
                told.add(1, 0);
            }
            // It went between the list and the describe, so it is not there.
            Step::ClientFailed(_, error) if error.kind() == ErrorKind::NotFound => {}
            Step::ClientFailed(key, error) => drop(all.unread.insert(key, error)),
            Step::PoolFailed(id, error) => drop(all.unlisted.insert(id, error)),
            Step::Failed(error) => return Err(error.into()),
            Step::Pool(facts) => all.facts.push(*facts),
            Step::ListEnded(id) => {
                let listed = names.remove(&id).unwrap_or_default();
                all.names.insert(id, listed);
            }
        }
    }
    all.clients.sort_by(|one, other| one.key.cmp(&other.key));
    all.facts.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(all)
}
