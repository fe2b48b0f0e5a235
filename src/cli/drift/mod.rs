//! `cognitui drift DIR`: what changed since a snapshot.

mod print;
mod sarif;

use std::collections::HashMap;
use std::path::PathBuf;

use super::Global;
use super::connect::{block_on, connect};
use super::error::CliError;
use super::output::{Format, say};
use super::snapshot::everything;
use crate::client::compare::{Column, Comparison, Secrets, same};
use crate::client::snapshot::{Kept, Manifest, Place};
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, PoolSummary};
use crate::cognito::Gateway;
use crate::local::snapshot::{SnapshotError, Snapshots};
use crate::tasks::crawl::Wanted;

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
    Changed { columns: Vec<Column>, comparison: Comparison },
}

impl Drifted {
    fn word(&self) -> &'static str {
        match self.what {
            What::Added => "added",
            What::Removed => "removed",
            What::Changed { .. } => "changed",
        }
    }

    /// The client as people call it.
    fn title(&self) -> String {
        harmless(&format!("{}/{}", self.pool_name, self.name)).into_owned()
    }
}

/// Prints what changed; true when anything did.
pub(super) fn run(args: &DriftArgs, global: &Global) -> Result<bool, CliError> {
    global.output.among(FORMATS)?;
    let found = Snapshots::at(&args.directory).read().map_err(|error| unusable(&error))?;
    if let Some((first, rest)) = found.broken.split_first() {
        for other in rest {
            say(&format!("! {}", harmless(&other.to_string())));
        }
        return Err(unusable(first));
    }
    let mut global = global.clone();
    if let ([only], None) = (found.manifest.places.as_slice(), &global.region) {
        // A folder of one region says itself where to look.
        global.region = Some(only.region.clone()).filter(|region| !region.is_empty());
    }
    let (place, live) = block_on(async {
        let gateway = connect(&global, None).await?.gateway;
        let place = place(&gateway, &found.manifest).await?;
        let pools = place.pools.iter().map(|(id, name)| PoolSummary { id: id.clone(), name: name.clone() });
        let wanted = if place.whole { Wanted::All } else { Wanted::Pools(pools.collect()) };
        Ok((place, everything(gateway, wanted).await?))
    })?;
    let covered = |kept: &Kept| place.pools.iter().any(|(id, _)| *id == kept.key.pool);
    let kept: Vec<Kept> = found.clients.into_iter().map(|(_, kept)| kept).filter(covered).collect();
    let count = kept.len();
    let unread = |key: &ClientKey| {
        live.unread.contains_key(key) || live.unlisted.contains_key(&key.pool) && !live.is_gone(&key.pool)
    };
    let drifted = compare(kept, &live.clients, unread, |key| live.pool_name(&key.pool));
    print::print(&drifted, count, &args.directory, global.output)?;
    if global.output == Format::Table {
        say(&print::summary(&drifted, count));
    }
    let complete = live.complete();
    // What was found is found, whatever else could not be read; nothing found is only known when all was.
    if drifted.is_empty() { complete.map(|()| false) } else { Ok(true) }
}

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

/// The place of the folder that this connection leads to.
async fn place(gateway: &Gateway, manifest: &Manifest) -> Result<Place, CliError> {
    let region = gateway.context().region.clone();
    let account = gateway.account().await;
    let place = manifest.places.iter().find(|place| place.is_at(&region, account.as_deref()));
    place.cloned().ok_or_else(|| {
        let name = |place: &Place| match &place.account {
            Some(account) => format!("{} of account {account}", place.region),
            None => place.region.clone(),
        };
        let held: Vec<String> = manifest.places.iter().map(name).collect();
        CliError::NotFound(format!(
            "this snapshot is of {} and not of {region}{}; choose with --profile and --region",
            harmless(&held.join(", ")),
            account.map(|account| format!(" of account {account}")).unwrap_or_default()
        ))
    })
}

/// What is not as it was, by pool and name.
fn compare(
    kept: Vec<Kept>,
    live: &[AppClient],
    unread: impl Fn(&ClientKey) -> bool,
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
            what: What::Added,
        });
    }
    drifted.sort_by(|a, b| (&a.pool_name, &a.name, &a.key).cmp(&(&b.pool_name, &b.name, &b.key)));
    drifted
}
