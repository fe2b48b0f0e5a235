//! What is otherwise than a snapshot has it: a sign in the list, the settings in the detail.

use std::collections::{HashMap, HashSet};

use super::overlay::path::{PathPrompt, Purpose};
use super::{App, Link, Message, Overlay};
use crate::client::compare::{Cell, Column, Comparison, Row, Secrets, same};
use crate::client::snapshot::Place;
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, PoolId};
use crate::tasks::file::{FileClient, SnapshotRead};
use crate::tasks::{Failure, Task, Ticket};

/// How a client stands to the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drifted<'a> {
    /// The snapshot has its pool, and not this client.
    New,
    /// It may have been there: it could not be read when the snapshot was taken.
    NotKept,
    /// It is as it was.
    AsItWas,
    /// These settings are otherwise.
    Changed(&'a [Otherwise]),
    /// It is in the snapshot, and its settings were not read yet.
    Unread,
}

/// A setting that is otherwise than the snapshot has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Otherwise {
    /// Its name.
    pub label: String,
    /// What was and what is, or a line for each member that came or went.
    pub lines: Vec<String>,
}

impl Drifted<'_> {
    /// The sign in the list, one column wide.
    pub fn sign(self) -> &'static str {
        match self {
            Self::New => "+",
            Self::Changed(_) => "≠",
            Self::AsItWas | Self::Unread | Self::NotKept => " ",
        }
    }
}

/// The snapshot that live clients are compared with.
#[derive(Debug, Default)]
pub struct Drift {
    folder: String,
    /// True until the configured folder was read.
    wanted: bool,
    reading: Option<Ticket>,
    kept: HashMap<ClientKey, FileClient>,
    pools: HashSet<PoolId>,
    /// The places of the snapshot, which say what could not be read when it was taken.
    places: Vec<Place>,
    /// What was compared: the settings that are otherwise, none where it is as it was.
    found: HashMap<ClientKey, Vec<Otherwise>>,
    gone: Gone,
}

/// The clients of a pool that the snapshot has and nobody has any more.
#[derive(Debug, Default)]
struct Gone {
    names: Vec<String>,
    /// The pool, how many clients it was told to have, and whether they were being read.
    made_from: Option<(PoolId, usize, bool)>,
}

impl Drift {
    /// The snapshot that the configuration names, to be read.
    pub(super) fn configured(folder: Option<String>) -> Self {
        Self { wanted: folder.is_some(), folder: folder.unwrap_or_default(), ..Self::default() }
    }

    /// True once there is a snapshot to compare with.
    pub fn is_known(&self) -> bool {
        !self.pools.is_empty()
    }

    /// How a client stands to the snapshot; nothing where that has nothing on its pool.
    pub fn of(&self, key: &ClientKey) -> Option<Drifted<'_>> {
        if !self.pools.contains(&key.pool) {
            return None;
        }
        Some(match (self.kept.contains_key(key), self.found.get(key)) {
            (false, _) if self.places.iter().any(|place| place.missed(key)) => Drifted::NotKept,
            (false, _) => Drifted::New,
            (true, None) => Drifted::Unread,
            (true, Some(settings)) if settings.is_empty() => Drifted::AsItWas,
            (true, Some(settings)) => Drifted::Changed(settings),
        })
    }

    /// The names of the selected pool's clients that are gone since the snapshot, as they came. None while
    /// not all of the pool's clients are known.
    pub fn gone(&self) -> &[String] {
        &self.gone.names
    }

    /// A client as the snapshot has it, and the folder.
    pub(super) fn kept(&self, key: &ClientKey) -> Option<(&str, &FileClient)> {
        self.kept.get(key).map(|client| (self.folder.as_str(), client))
    }

    pub(super) fn waits_for(&self, ticket: Ticket) -> bool {
        self.reading == Some(ticket)
    }

    /// Reads of the place that is left will not be answered any more.
    pub(super) fn dropped(&mut self) {
        self.reading = None;
    }

    fn compare(&mut self, client: &AppClient) {
        let Some(kept) = self.kept.get(&client.key) else { return };
        let columns =
            [kept.clone().into_column(String::new()), Column::of_client(String::new(), client.clone())];
        let settings = if same(&columns[0], &columns[1]) {
            Vec::new()
        } else {
            let comparison = Comparison::of(&columns, 0, Secrets::InWords);
            comparison.rows().filter(|row| row.differs()).map(otherwise).collect()
        };
        self.found.insert(client.key.clone(), settings);
    }
}

/// "Access token: 1 hour → 45 minutes", a sign before what came or went.
fn otherwise(row: &Row) -> Otherwise {
    let cell = |at: usize| row.cells.get(at);
    let text = |at: usize| -> String {
        let lines = cell(at).map(|cell| cell.lines.as_slice()).unwrap_or_default();
        let told: Vec<&str> = lines.iter().map(|line| line.text.trim_start()).collect();
        told.join(", ")
    };
    let members = |cell: &Cell| -> Vec<String> {
        let came = cell.added.iter().map(|member| format!("{}: + {member}", row.label));
        came.chain(cell.removed.iter().map(|member| format!("{}: − {member}", row.label))).collect()
    };
    let mut lines = cell(1).map(members).unwrap_or_default();
    if lines.is_empty() {
        lines.push(format!("{}: {} → {}", row.label, text(0), text(1)));
    }
    Otherwise { label: row.label.clone(), lines }
}

impl App {
    /// Looks anew for clients that are gone, where the list of the selected pool is another.
    pub(super) fn settle_gone(&mut self) {
        let pool = self.selected_pool_id().filter(|pool| self.drift.pools.contains(pool)).cloned();
        let listing = pool.as_ref().and_then(|pool| self.clients.get(pool)).map(|clients| &clients.listing);
        let (Some(pool), Some(listing)) = (pool, listing.filter(|listing| listing.complete)) else {
            self.edition += u64::from(!self.drift.gone.names.is_empty());
            self.drift.gone = Gone::default();
            return;
        };
        let made_from = Some((pool.clone(), listing.rows().len(), listing.reading.is_some()));
        if self.drift.gone.made_from == made_from {
            return;
        }
        let there: HashSet<&ClientKey> = listing.rows().iter().map(|row| &row.key).collect();
        let gone = self.drift.kept.iter().filter(|(key, _)| key.pool == pool && !there.contains(key));
        let mut names: Vec<String> = gone.map(|(_, client)| client.name.clone()).collect();
        names.sort_by_cached_key(|name| super::listing::in_order(name));
        self.edition += u64::from(names != self.drift.gone.names);
        self.drift.gone = Gone { names, made_from };
    }

    /// Asks for the folder of a snapshot.
    pub(super) fn ask_for_snapshot(&mut self) {
        let prompt = PathPrompt::new(Purpose::Snapshot, &self.drift.folder);
        self.overlays.push(Overlay::Path(Box::new(prompt)));
    }

    /// Reads the configured snapshot, once: behind the connection, whose news would hide what is said of it.
    pub(super) fn want_snapshot(&mut self) {
        if self.drift.wanted && self.drift.reading.is_none() && self.link == Link::Up {
            let ticket = self.ask(Task::ReadSnapshot(self.drift.folder.clone()));
            self.drift.reading = Some(ticket);
        }
    }

    pub(super) fn configured_snapshot_read(&mut self, read: Result<Box<SnapshotRead>, Failure>) {
        (self.drift.wanted, self.drift.reading) = (false, None);
        match read {
            Ok(snapshot) => {
                let folder = self.drift.folder.clone();
                self.take_snapshot(&folder, *snapshot);
                // What was asked for long ago is no news.
                self.message.take_if(|message| !message.bad);
            }
            Err(failure) => self.complain(&failure),
        }
    }

    /// Compares everything that was described with a snapshot, and what is described from now on.
    pub(super) fn take_snapshot(&mut self, folder: &str, snapshot: SnapshotRead) {
        let SnapshotRead { clients, manifest, broken } = snapshot;
        let (count, pools) =
            (clients.len(), manifest.places.iter().map(|place| place.pools.len()).sum::<usize>());
        self.drift = Drift {
            folder: folder.to_owned(),
            kept: clients.into_iter().map(|kept| (kept.key.clone(), kept.into())).collect(),
            pools: manifest.places.iter().flat_map(|place| &place.pools).map(|(id, _)| id.clone()).collect(),
            places: manifest.places,
            ..Drift::default()
        };
        for client in self.described.values().filter_map(|known| known.value.as_ref()) {
            self.drift.compare(client);
        }
        self.edition += 1;
        let bad = broken > 0;
        let rest = if bad {
            format!(" {broken} of its files cannot be used; cognitui drift says why.")
        } else {
            String::new()
        };
        let text = format!(
            "{} has {count} clients of {pools} pools; ≠ marks what is otherwise by now, + what is new.{rest}",
            harmless(folder)
        );
        self.message = Some(Message { text, bad });
    }

    /// A client was described.
    pub(super) fn drift_described(&mut self, key: &ClientKey) {
        if let Some(client) = self.described.get(key).and_then(|known| known.value.as_ref()) {
            self.drift.compare(client);
        }
    }

    /// How a client stands to the snapshot, in lines; nothing where there is no snapshot of it.
    pub(super) fn drift_lines(&self, key: &ClientKey) -> Option<Vec<String>> {
        Some(match self.drift.of(key)? {
            Drifted::New => vec!["+ not in the snapshot".to_owned()],
            Drifted::NotKept => vec!["not in the snapshot: could not be read then".to_owned()],
            Drifted::AsItWas => vec!["as it was".to_owned()],
            Drifted::Unread => vec!["not compared yet".to_owned()],
            Drifted::Changed(settings) => {
                let labels: Vec<&str> = settings.iter().map(|one| one.label.as_str()).collect();
                let lines = settings.iter().flat_map(|one| one.lines.iter().cloned());
                std::iter::once(format!("≠ {}", labels.join(", "))).chain(lines).collect()
            }
        })
    }
}
