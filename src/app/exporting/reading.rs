//! What an export needs to know: lists read to their end, clients and pools described, failures kept.

use std::collections::{HashMap, HashSet};

use super::super::wants::SWEEP;
use super::super::{App, Known};
use super::{Columns, Exporting, Scope};
use crate::client::{AppClient, ClientKey, PoolId};
use crate::export::With;
use crate::tasks::{Failure, FailureKind, Priority, Task};

/// Lists read at a time.
const LISTS: usize = 4;
/// Pools described at a time.
const POOLS: usize = 8;

/// How far reading is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Clients that are known of.
    pub known: usize,
    /// Of these, how many are described.
    pub read: usize,
    /// Clients, lists and pools that could not be read: which, and why.
    pub failed: Vec<(String, String)>,
    /// True while lists go on, so that more clients may turn up.
    pub listing: bool,
    /// True while the pools and what they have are described.
    pub around: bool,
    /// Clients that could not be described.
    pub failed_clients: usize,
    /// What is waited for.
    pub(super) missing: HashSet<ClientKey>,
}

impl Progress {
    /// True when there is nothing left to wait for.
    pub fn is_over(&self) -> bool {
        !self.listing && !self.around && self.missing.is_empty()
    }

    /// What is said of columns, which others read, and of pools that are in another place.
    fn of_columns(&mut self, columns: &Columns, with: With) {
        self.read = columns.given.len();
        self.known = columns.given.len();
        self.failed.extend(columns.left_out.iter().cloned());
        for key in &columns.pending {
            if self.missing.insert(key.clone()) {
                self.known += 1;
            }
        }
        if with == With::default() {
            return;
        }
        for (pool, _) in columns.pools().into_iter().filter(|(_, here)| !here) {
            let why = "It is in another profile or region, from where it can be exported.".to_owned();
            self.failed.push((format!("the pool {pool} and what it has"), why));
        }
    }

    fn fail(&mut self, what: String, failure: &Failure) {
        self.failed.push((what, format!("{} {}", failure.what, failure.next).trim_end().to_owned()));
    }
}

impl App {
    /// Asks for what the export on screen still needs.
    pub(in crate::app) fn want_for_export(&mut self) {
        let Some(mut exporting) = self.exporting.take() else { return };
        if exporting.unsure {
            self.read_on(&mut exporting);
        }
        self.exporting = Some(exporting);
    }

    fn read_on(&mut self, exporting: &mut Exporting) {
        let mut progress = Progress::default();
        let columns = self.given_columns(&exporting.scope);
        let others = exporting.columns != columns;
        exporting.columns = columns;
        let pools = self.export_pools(exporting);
        if matches!(exporting.scope, Scope::Pool(..) | Scope::Everything) {
            self.want_lists(&pools, &exporting.scope, &mut progress);
        }
        let with = exporting.form.along();
        let mut room = POOLS
            .saturating_sub(self.described_pools.values().filter(|known| known.reading.is_some()).count());
        if let Some(columns) = &exporting.columns {
            progress.of_columns(columns, with);
        }
        for pool in &pools {
            if room > 0 && self.want_around(pool, with.providers || with.servers) {
                room -= 1;
            }
            self.pool_progress(pool, with, &mut progress);
        }
        let wanted = self.export_clients(&exporting.scope);
        progress.known += wanted.len();
        let mut ask = Vec::new();
        for (key, name) in wanted {
            let known = self.described.get(&key);
            if current(known).is_some() {
                progress.read += 1;
            } else if let Some(failure) = known.and_then(|known| known.failure.clone()) {
                progress.failed_clients += 1;
                progress.fail(name, &failure);
            } else if let Some(failure) = self.refusal(&key.pool) {
                // Each of them would fail like the last.
                progress.failed_clients += 1;
                progress.fail(name, &failure);
            } else {
                if known.is_none_or(Known::is_wanted) {
                    ask.push(key.clone());
                }
                progress.missing.insert(key);
            }
        }
        for key in ask {
            if self.describing.len() >= SWEEP {
                break;
            }
            self.describe_client(key, Priority::Watched);
        }
        let same = !others
            && exporting.progress.read == progress.read
            && exporting.progress.failed == progress.failed
            && exporting.progress.is_over() == progress.is_over();
        exporting.progress = progress;
        exporting.unsure = !exporting.progress.is_over();
        if !exporting.unsure {
            exporting.names = self.export_names(exporting);
        }
        if !same {
            exporting.outdated();
        }
    }

    /// The pools that an export reads, in the order of the list.
    pub(super) fn export_pools(&self, exporting: &Exporting) -> Vec<PoolId> {
        if let Some(columns) = &exporting.columns {
            return columns.pools().into_iter().filter(|(_, here)| *here).map(|(pool, _)| pool).collect();
        }
        self.pools_of(&exporting.scope)
    }

    fn pools_of(&self, scope: &Scope) -> Vec<PoolId> {
        match scope {
            Scope::Columns(_) | Scope::Column(..) => Vec::new(),
            Scope::Client(key, _) => vec![key.pool.clone()],
            Scope::Pool(pool, _) => vec![pool.clone()],
            Scope::Everything => self.pools.rows().iter().map(|row| row.id.clone()).collect(),
            Scope::Marked(marked, _) => {
                let mut pools: Vec<PoolId> = Vec::new();
                for (key, _) in marked {
                    if !pools.contains(&key.pool) {
                        pools.push(key.pool.clone());
                    }
                }
                pools
            }
        }
    }

    /// The clients that an export is about, as far as they are known, with their names.
    pub(super) fn export_clients(&self, scope: &Scope) -> Vec<(ClientKey, String)> {
        match scope {
            Scope::Client(key, name) => vec![(key.clone(), name.clone())],
            Scope::Marked(marked, _) => marked.clone(),
            Scope::Columns(_) | Scope::Column(..) => Vec::new(),
            Scope::Pool(..) | Scope::Everything => {
                let pools = self.pools_of(scope);
                let rows = pools.iter().filter_map(|pool| self.clients.get(pool));
                rows.flat_map(|clients| clients.listing.rows())
                    .map(|row| (row.key.clone(), row.name.clone()))
                    .collect()
            }
        }
    }

    /// What people call the pools and clients of an export, by their ids.
    fn export_names(&self, exporting: &Exporting) -> HashMap<String, String> {
        let pools =
            self.export_pools(exporting).into_iter().map(|pool| (pool.to_string(), self.called(&pool)));
        let mut names: HashMap<String, String> = pools.collect();
        for given in exporting.columns.iter().flat_map(|columns| &columns.given) {
            if let Some(client) = &given.client.id {
                let key = ClientKey { pool: given.pool.clone(), client: client.clone() };
                names.insert(key.to_string(), given.title.clone());
            }
        }
        for (key, name) in self.export_clients(&exporting.scope) {
            let pool = names.get(key.pool.as_str()).cloned().unwrap_or_else(|| key.pool.to_string());
            names.insert(key.to_string(), format!("{pool}/{name}"));
        }
        names
    }

    fn want_lists(&mut self, pools: &[PoolId], scope: &Scope, progress: &mut Progress) {
        if *scope == Scope::Everything && !self.pools.complete {
            match &self.pools.failure {
                Some(failure) => progress.fail("the list of pools".to_owned(), &failure.clone()),
                None if self.pools.is_stopped() && !self.pools.is_wanted() => {
                    progress.failed.push(("the list of pools".to_owned(), STOPPED.to_owned()));
                }
                None => progress.listing = true,
            }
        }
        let mut reading = self.clients.values().filter(|clients| clients.listing.reading.is_some()).count();
        for pool in pools {
            if reading < LISTS && self.want_list(pool, Priority::Watched) {
                reading += 1;
            }
            let Some(listing) = self.clients.get(pool).map(|clients| &clients.listing) else {
                progress.listing = true;
                continue;
            };
            let name = format!("the list of clients in {}", self.called(pool));
            if listing.complete {
            } else if let Some(failure) = listing.failure.clone() {
                progress.fail(name, &failure);
            } else if listing.reading.is_none() && !listing.is_wanted() {
                progress.failed.push((name, STOPPED.to_owned()));
            } else {
                progress.listing = true;
            }
        }
    }

    /// Asks for a pool's description and, where they come along, its parts. Says whether it had to.
    fn want_around(&mut self, pool: &PoolId, parts: bool) -> bool {
        let facts = self.described_pools.entry(pool.clone()).or_default().is_wanted();
        if facts {
            let ticket = self.ask(Task::DescribePool(pool.clone()));
            self.described_pools.entry(pool.clone()).or_default().reading = Some(ticket);
        }
        let parts = parts && self.pool_parts.entry(pool.clone()).or_default().is_wanted();
        if parts {
            let ticket = self.ask(Task::ReadPoolParts(pool.clone()));
            self.pool_parts.entry(pool.clone()).or_default().reading = Some(ticket);
        }
        facts || parts
    }

    /// A pool and what it has: waited for, and missed where it comes along.
    fn pool_progress(&self, pool: &PoolId, with: With, progress: &mut Progress) {
        let name = self.called(pool);
        let described = self.described_pools.get(pool);
        match described.and_then(|known| known.failure.as_ref()) {
            Some(failure) if with.pool => progress.fail(format!("the pool {name}"), failure),
            Some(failure) => progress.fail(format!("the name and sign-in address of pool {name}"), failure),
            None => progress.around |= described.is_none_or(|known| known.value.is_none() || known.stale),
        }
        if !with.providers && !with.servers {
            return;
        }
        let parts = self.pool_parts.get(pool);
        let Some(parts) = parts.and_then(|known| known.value.as_ref().filter(|_| !known.stale)) else {
            progress.around = true;
            return;
        };
        if let (true, Err(failure)) = (with.providers, &parts.providers) {
            progress.fail(format!("the identity providers of {name}"), failure);
        } else if let (true, Err(failure)) = (with.providers, &parts.described) {
            progress.fail(format!("the details of the identity providers of {name}"), failure);
        }
        if let (true, Err(failure)) = (with.servers, &parts.servers) {
            progress.fail(format!("the resource servers of {name}"), failure);
        }
    }

    fn called(&self, pool: &PoolId) -> String {
        self.pool_name(pool).unwrap_or_else(|| pool.to_string())
    }

    /// Why no client of this pool can be described at all.
    fn refusal(&self, pool: &PoolId) -> Option<Failure> {
        let (refused, kind) = self.refused.as_ref()?;
        if *kind != FailureKind::Credentials && refused != pool {
            return None;
        }
        let failures = self.described.iter().filter(|(key, _)| key.pool == *refused);
        failures.filter_map(|(_, known)| known.failure.clone()).find(|failure| failure.kind == *kind)
    }

    /// True for a client that the export on screen waits for.
    pub(in crate::app) fn export_waits_for(&self, key: &ClientKey) -> bool {
        self.exporting.as_ref().is_some_and(|exporting| exporting.progress.missing.contains(key))
    }

    /// True while lists of pools that are not looked at are read for an export.
    pub(in crate::app) fn export_lists(&self) -> bool {
        let scope = self.exporting.as_ref().map(|exporting| &exporting.scope);
        matches!(scope, Some(Scope::Pool(..) | Scope::Everything))
    }
}

/// Why a list is not complete that nobody refused.
const STOPPED: &str = "Reading it was stopped. r reads on.";

/// A client as it is known now.
pub(super) fn current(known: Option<&Known<AppClient>>) -> Option<&AppClient> {
    known.filter(|known| !known.stale).and_then(|known| known.value.as_ref())
}
