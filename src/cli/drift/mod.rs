//! `cognitui drift DIR`: what changed since a snapshot.

mod print;
mod sarif;

use std::collections::HashMap;
use std::path::PathBuf;

use super::connect::block_on_many;
use super::error::CliError;
use super::output::{Format, say};
use super::places::{At, Told, Troubles, reach, side_by_side};
use super::snapshot::{Everything, everything_told, unusable};
use super::{Global, status};
use crate::client::compare::{Column, Comparison, Secrets, same};
use crate::client::snapshot::{Kept, Manifest, Place};
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, PoolSummary};
use crate::cognito::CognitoError;
use crate::local::snapshot::{SnapshotError, Snapshots};
use crate::tasks::crawl::{Beside, Wanted};

/// The arguments of `cognitui drift`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct DriftArgs {
    /// The folder that `cognitui snapshot` wrote.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
}

/// The formats that this prints.
const FORMATS: &[Format] = &[Format::Table, Format::Json, Format::Csv, Format::Markdown, Format::Sarif];

/// One client that is not as it was.
pub(super) struct Drifted {
    key: ClientKey,
    pool_name: String,
    name: String,
    /// Its file in the folder; that of a new client is not there yet.
    path: String,
    what: What,
}

/// What became of it.
enum What {
    Added,
    Removed,
    Changed {
        columns: Vec<Column>,
        comparison: Comparison,
    },
    /// It is there, and what it was is not known; in a few words why. That is no difference.
    NotKept(&'static str),
}

impl Drifted {
    fn word(&self) -> &'static str {
        match self.what {
            What::Added => "added",
            What::Removed => "removed",
            What::Changed { .. } => "changed",
            What::NotKept(_) => "unknown",
        }
    }

    fn is_difference(&self) -> bool {
        !matches!(self.what, What::NotKept(_))
    }

    /// The client as people call it.
    fn title(&self) -> String {
        harmless(&format!("{}/{}", self.pool_name, self.name)).into_owned()
    }
}

/// A client of which nobody knows whether it is as it was.
struct NotRead {
    key: ClientKey,
    pool_name: String,
    name: String,
    /// Its file in the folder; none for one that is not in it.
    path: Option<String>,
    /// In words, safe to show.
    why: String,
}

impl NotRead {
    /// The client as people call it.
    fn title(&self) -> String {
        let name = if self.name.is_empty() { self.key.client.as_str() } else { &self.name };
        harmless(&format!("{}/{name}", self.pool_name)).into_owned()
    }
}

/// Those of the snapshot that could not be read, and those that only the list names.
fn not_read(kept: &[Kept], live: &Everything) -> Vec<NotRead> {
    let words = |error: &CognitoError| harmless(&format!("{error}. {}", error.next_step())).into_owned();
    let unlisted = |key: &ClientKey| live.unlisted.get(&key.pool).filter(|_| !live.is_gone(&key.pool));
    let of_kept = kept.iter().filter_map(|kept| {
        let error = live.unread.get(&kept.key).or_else(|| unlisted(&kept.key))?;
        Some(NotRead {
            key: kept.key.clone(),
            pool_name: kept.pool_name.clone(),
            name: kept.name().to_owned(),
            path: Some(kept.path()),
            why: words(error),
        })
    });
    let others = live.unread.iter().filter(|(key, _)| kept.iter().all(|kept| kept.key != **key));
    let others = others.map(|(key, error)| NotRead {
        key: key.clone(),
        pool_name: live.pool_name(&key.pool),
        name: String::new(),
        path: None,
        why: words(error),
    });
    of_kept.chain(others).collect()
}

/// Prints what changed. Gives the exit status.
pub(super) fn run(args: &DriftArgs, global: &Global) -> Result<u8, CliError> {
    global.output.among(FORMATS)?;
    let found = Snapshots::at(&args.directory).read().map_err(|error| unusable(&error))?;
    let named = global.region.as_deref().is_some_and(|region| region != "all");
    let mut global = global.clone();
    if !named {
        // A folder says itself which regions it is of.
        global.region = regions(&found.manifest).or(global.region);
    }
    let mut troubles = Troubles::default();
    let read = block_on_many(async {
        let (places, alone) = reach(&global, &mut troubles).await?;
        let pairs = pairs(places, &found.manifest, named && !alone, &mut troubles)?;
        let told = Told::new();
        let crawls = pairs.into_iter().map(|(at, place)| read_one(at, place, &told));
        let read = side_by_side(crawls, alone, &mut troubles).await?;
        told.end();
        Ok(read)
    })?;
    // One file that is of no use leaves the others to be compared.
    for error in &found.broken {
        troubles.note(unusable(error).status(), &error.to_string());
    }
    if read.is_empty() {
        return Ok(troubles.status());
    }
    let (mut drifted, mut unread_clients, mut seen) = (Vec::new(), Vec::new(), Seen::default());
    for (place, live) in &read {
        let covered = |kept: &&Kept| place.pools.iter().any(|(id, _)| *id == kept.key.pool);
        let kept: Vec<Kept> = found.clients.iter().map(|(_, kept)| kept).filter(covered).cloned().collect();
        let unread = |key: &ClientKey| {
            live.unread.contains_key(key) || live.unlisted.contains_key(&key.pool) && !live.is_gone(&key.pool)
        };
        let away = kept.iter().filter(|kept| unread(&kept.key)).count();
        unread_clients.extend(not_read(&kept, live));
        seen.unread += away;
        seen.compared += kept.len() - away;
        let not_kept = |key: &ClientKey| {
            let broken = found.broken.iter().any(|error| error.is_of(key));
            let missed = place.missed(key).then_some("could not be read then");
            broken.then_some("its file cannot be used").or(missed)
        };
        drifted.extend(compare(kept, &live.clients, unread, not_kept, |key| live.pool_name(&key.pool)));
    }
    let missed = drifted.iter().filter(|one| !one.is_difference()).count();
    seen.whole = missed == 0 && troubles.status() == 0 && read.iter().all(|(_, live)| live.is_complete());
    drifted.sort_by(|a, b| (&a.pool_name, &a.name, &a.key).cmp(&(&b.pool_name, &b.name, &b.key)));
    unread_clients.sort_by(|a, b| a.key.cmp(&b.key));
    let missing = Missing { unread: &unread_clients, broken: &found.broken };
    print::print(&drifted, seen, missing, &args.directory, global.output)?;
    if global.output == Format::Table {
        say(&print::summary(&drifted, seen));
    }
    let compared: Vec<&Place> = read.iter().map(|(place, _)| place).collect();
    let others: Vec<&Place> =
        found.manifest.places.iter().filter(|place| !compared.contains(place)).collect();
    if !others.is_empty() {
        say(&format!("Not compared: {}; --profile and --region lead there.", names(&others)));
    }
    // What was found is found, whatever else could not be read; nothing found is only known when all was.
    let complete: Vec<Result<(), CliError>> = read.into_iter().map(|(_, live)| live.complete()).collect();
    if drifted.iter().any(Drifted::is_difference) {
        return Ok(status::FOUND);
    }
    complete.into_iter().find(Result::is_err).unwrap_or(Ok(()))?;
    Ok(match troubles.status() {
        0 if missed > 0 => status::NOT_FOUND,
        status => status,
    })
}

/// How many clients of the snapshot there was something to compare with.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    compared: usize,
    /// Those that could not be read, so that nobody knows.
    unread: usize,
    /// True when all that there was to compare is compared.
    whole: bool,
}

/// What there was nothing to compare with, one by one.
#[derive(Clone, Copy)]
struct Missing<'a> {
    /// Clients that could not be read.
    unread: &'a [NotRead],
    /// Files that are of no use.
    broken: &'a [SnapshotError],
}

/// The regions that a snapshot is of, as the option takes them.
fn regions(manifest: &Manifest) -> Option<String> {
    let regions = manifest.places.iter().map(|place| place.region.as_str());
    let mut regions: Vec<&str> = regions.filter(|region| !region.is_empty()).collect();
    regions.sort_unstable();
    regions.dedup();
    Some(regions.join(",")).filter(|regions| !regions.is_empty())
}

/// Reads what is live of a place of the snapshot.
async fn read_one(at: At, place: Place, told: &Told) -> (String, Result<(Place, Everything), CliError>) {
    let pools = place.pools.iter().map(|(id, name)| PoolSummary { id: id.clone(), name: name.clone() });
    let wanted = if place.whole { Wanted::All } else { Wanted::Pools(pools.collect()) };
    let live = everything_told(at.gateway, wanted, Beside::default(), told).await;
    (at.name, live.map(|live| (place, live)))
}

/// Each connection with the place of the folder that it leads to. One that leads to none is told where a
/// person has named it.
fn pairs(
    places: Vec<At>,
    manifest: &Manifest,
    named: bool,
    troubles: &mut Troubles,
) -> Result<Vec<(At, Place)>, CliError> {
    let held = names(&manifest.places.iter().collect::<Vec<_>>());
    let (mut pairs, mut strange) = (Vec::<(At, Place)>::new(), None);
    for at in places {
        let fits = |place: &&Place| place.is_at(at.region(), at.account.as_deref());
        let free = |place: &&Place| pairs.iter().all(|(_, taken)| taken != *place);
        if let Some(place) = manifest.places.iter().find(|place| fits(place) && free(place)).cloned() {
            pairs.push((at, place));
            continue;
        }
        let account = at.account.as_ref().map(|account| format!(" of account {account}"));
        let what = format!("{}{}", at.region(), account.unwrap_or_default());
        if named {
            let line = format!("{}: this snapshot is of {held} and not of {what}", at.name);
            troubles.note(status::NOT_FOUND, &line);
        }
        strange = Some(what);
    }
    match strange {
        Some(what) if pairs.is_empty() && troubles.status() == 0 => Err(CliError::NotFound(format!(
            "this snapshot is of {held} and not of {}; choose with --profile and --region",
            harmless(&what)
        ))),
        _ => Ok(pairs),
    }
}

/// Places in words, safe to show.
fn names(places: &[&Place]) -> String {
    let name = |place: &&Place| match &place.account {
        Some(account) => format!("{} of account {account}", place.region),
        None => place.region.clone(),
    };
    harmless(&places.iter().map(name).collect::<Vec<_>>().join(", ")).into_owned()
}

/// What is not as it was, in any order.
fn compare(
    kept: Vec<Kept>,
    live: &[AppClient],
    unread: impl Fn(&ClientKey) -> bool,
    not_kept: impl Fn(&ClientKey) -> Option<&'static str>,
    pool_name: impl Fn(&ClientKey) -> String,
) -> Vec<Drifted> {
    let mut now: HashMap<&ClientKey, &AppClient> = live.iter().map(|client| (&client.key, client)).collect();
    let mut drifted = Vec::new();
    for old in kept {
        let (key, name, path) = (old.key.clone(), old.name().to_owned(), old.path());
        let named = old.pool_name.clone();
        let what = match now.remove(&key) {
            Some(client) => {
                let columns = vec![old.into_column("snapshot"), Column::of_client("live", client.clone())];
                if same(&columns[0], &columns[1]) {
                    continue;
                }
                let comparison = Comparison::of(&columns, 0, Secrets::InWords);
                What::Changed { columns, comparison }
            }
            None if unread(&key) => continue,
            None => What::Removed,
        };
        drifted.push(Drifted { key, pool_name: named, name, path, what });
    }
    for client in now.into_values() {
        let kept = Kept::of(client, pool_name(&client.key));
        drifted.push(Drifted {
            key: client.key.clone(),
            name: client.name().to_owned(),
            path: kept.path(),
            pool_name: kept.pool_name,
            what: not_kept(&client.key).map_or(What::Added, What::NotKept),
        });
    }
    drifted
}
