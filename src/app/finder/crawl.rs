//! Reading every pool's list while the finder is open, behind whatever a person looks at.

use crate::client::{ClientSummary, PoolId};
use crate::tasks::{FailureKind, Priority};

use super::super::App;
use super::Index;

/// Lists read at a time. Few, so that what is looked at next finds room.
const CRAWL: usize = 4;

/// How much of the context the finder has seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Clients listed.
    pub clients: usize,
    /// Pools whose list is complete.
    pub complete: usize,
    /// Pools whose list could not be read.
    pub failed: usize,
    /// Pools known.
    pub pools: usize,
    /// True when that is every pool.
    pub all_pools: bool,
    /// Places that are looked through, this one among them.
    pub places: usize,
    /// Those that were looked through.
    pub places_read: usize,
    /// Those that cannot be.
    pub places_failed: usize,
}

impl Progress {
    /// True when there is nothing left to wait for.
    pub fn is_over(&self) -> bool {
        self.all_pools && self.complete + self.failed >= self.pools
    }
}

impl App {
    /// How much of the context the finder has seen.
    pub fn finder_progress(&self) -> Progress {
        let mut progress = Progress {
            clients: self.index.len(),
            pools: self.pools.rows().len(),
            all_pools: self.pools.complete,
            ..Progress::default()
        };
        for pool in self.pools.rows() {
            if let Some(clients) = self.clients.get(&pool.id) {
                progress.complete += usize::from(clients.listing.complete);
                progress.failed +=
                    usize::from(!clients.listing.complete && clients.listing.failure.is_some());
            }
        }
        self.count_abroad(&mut progress);
        progress
    }

    /// Asks for more lists while somebody wants to find something in them.
    pub(in crate::app) fn crawl_on(&mut self) {
        if self.finder.is_none() {
            return;
        }
        self.crawl_abroad();
        if self.credentials_are_gone() {
            return;
        }
        let mut reading = self.clients.values().filter(|clients| clients.listing.reading.is_some()).count();
        let wanted = self.finder.as_ref().and_then(super::Finder::wanted_pool);
        let wanted = wanted.filter(|pool| self.pools.rows().iter().any(|row| row.id == **pool)).cloned();
        let pools: Vec<PoolId> = self
            .pools
            .rows()
            .iter()
            .map(|pool| &pool.id)
            .filter(|pool| self.clients.get(*pool).is_none_or(|clients| clients.listing.is_wanted()))
            .take(CRAWL.saturating_sub(reading))
            .cloned()
            .collect();
        // The pool that a typed reference names comes first, whatever else is under way.
        if let Some(pool) = wanted {
            reading += usize::from(self.want_list(&pool, Priority::Watched));
        }
        for pool in pools {
            if reading < CRAWL {
                reading += usize::from(self.want_list(&pool, Priority::Ahead));
            }
        }
    }

    /// With credentials that have ended every list would fail like the last.
    fn credentials_are_gone(&self) -> bool {
        let gone = |listing: &super::super::Listing<ClientSummary>| {
            listing.failure.as_ref().is_some_and(|failure| failure.kind == FailureKind::Credentials)
        };
        self.clients.values().any(|clients| gone(&clients.listing))
    }

    /// Puts everything that is listed into the index, from the beginning.
    pub(in crate::app) fn index_all(&mut self) {
        let mut index = Index::default();
        for pool in self.pools.rows() {
            for row in self.clients.get(&pool.id).map(|clients| clients.listing.rows()).unwrap_or_default() {
                index.add(&pool.id, &pool.name, &row.key.client, &row.name);
            }
        }
        for (key, known) in &self.described {
            if let Some(client) = &known.value {
                index.describe(key, super::extra(client));
            }
        }
        self.index_abroad(&mut index);
        index.set_recent(self.recent.iter());
        self.index = index;
    }

    /// A page of a pool's list arrived. `replaced` says that rows may have gone or changed.
    pub(in crate::app) fn index_page(&mut self, pool: &PoolId, items: &[ClientSummary], replaced: bool) {
        if self.finder.is_none() && self.index.is_empty() {
            return;
        }
        if replaced {
            self.index_all();
            if let Some(finder) = &mut self.finder {
                finder.found.clear();
            }
            self.finder_again();
            return;
        }
        let name = self.pools.rows().iter().find(|row| row.id == *pool).map_or("", |row| row.name.as_str());
        for item in items {
            self.index.add(pool, name, &item.key.client, &item.name);
        }
        // What was opened in an earlier run is listed only now.
        self.index.set_recent(self.recent.iter());
    }
}
