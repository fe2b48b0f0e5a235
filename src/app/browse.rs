//! Pools and clients: what is selected, moving, filtering, refreshing.

use crate::client::{AppClient, ClientSummary, PoolId, PoolSummary};
use crate::tasks::{FailureKind, Priority, Task};

use super::action::Action;
use super::{App, Known, Link, ListView, Listing, Pane, Sweep};

/// The clients of one pool, and how they are looked at.
#[derive(Clone, Debug, Default)]
pub struct PoolClients {
    /// The rows.
    pub listing: Listing<ClientSummary>,
    /// Selection, window and filter.
    pub view: ListView,
}

/// A described client, its read under way, or why it failed.
pub type ClientKnown = Known<AppClient>;

impl App {
    /// The selected pool's row.
    pub fn selected_pool(&self) -> Option<&PoolSummary> {
        let rows = self.pools.rows();
        rows.get(self.pools_list.selected_row(rows.len())?)
    }

    /// The selected pool.
    pub fn selected_pool_id(&self) -> Option<&PoolId> {
        self.selected_pool().map(|pool| &pool.id)
    }

    /// The clients of the selected pool.
    pub fn pool_clients(&self) -> Option<&PoolClients> {
        self.clients.get(self.selected_pool_id()?)
    }

    /// The selected client's row.
    pub fn selected_client(&self) -> Option<&ClientSummary> {
        let clients = self.pool_clients()?;
        let rows = clients.listing.rows();
        rows.get(clients.view.selected_row(rows.len())?)
    }

    /// The focused pane's list and its number of rows.
    pub(super) fn focused_list(&mut self) -> Option<(&mut ListView, usize)> {
        match self.focus {
            Pane::Pools => Some((&mut self.pools_list, self.pools.rows().len())),
            Pane::Clients => {
                let pool = self.selected_pool_id()?.clone();
                let clients = self.clients.get_mut(&pool)?;
                Some((&mut clients.view, clients.listing.rows().len()))
            }
            Pane::Detail => Some((&mut self.detail.view, self.detail.lines.len())),
        }
    }

    /// Does a movement in the focused pane.
    pub(super) fn move_in_focus(&mut self, action: Action) {
        let Some(layout) = self.layout() else { return };
        let page = isize::try_from(layout.rows(self.focus)).unwrap_or(1).max(1);
        let Some((list, total)) = self.focused_list() else { return };
        match action {
            Action::Down => list.step(1, total),
            Action::Up => list.step(-1, total),
            Action::HalfPageDown => list.step((page / 2).max(1), total),
            Action::HalfPageUp => list.step(-(page / 2).max(1), total),
            Action::PageDown => list.step(page, total),
            Action::PageUp => list.step(-page, total),
            Action::Top => list.go(0, total),
            Action::Bottom => list.go(usize::MAX, total),
            _ => {}
        }
    }

    /// Moves the focus by one pane; stops at the ends, or goes round.
    pub(super) fn move_focus(&mut self, forward: bool, round: bool) {
        self.focus = match (self.focus, forward) {
            (Pane::Pools, true) | (Pane::Detail, false) => Pane::Clients,
            (Pane::Clients, true) => Pane::Detail,
            (Pane::Clients, false) => Pane::Pools,
            (Pane::Detail, true) => {
                if round {
                    Pane::Pools
                } else {
                    Pane::Detail
                }
            }
            (Pane::Pools, false) => {
                if round {
                    Pane::Detail
                } else {
                    Pane::Pools
                }
            }
        };
    }

    /// Matches the focused pane's rows against its filter anew.
    pub(super) fn refilter(&mut self, pane: Pane) {
        match pane {
            Pane::Pools => self.refilter_pools(),
            Pane::Clients => {
                let Some(pool) = self.selected_pool_id().cloned() else { return };
                self.refilter_clients(&pool);
            }
            Pane::Detail => self.detail.refilter(&mut self.matcher),
        }
    }

    /// Reads what the focused pane shows anew; what is loaded stays until the new is there.
    pub(super) fn refresh(&mut self) {
        let stale_credentials = |kind: FailureKind| kind == FailureKind::Credentials;
        let refused = self.pools.failure.as_ref().is_some_and(|failure| stale_credentials(failure.kind))
            || self
                .described
                .values()
                .filter_map(|known| known.failure.as_ref())
                .any(|f| stale_credentials(f.kind));
        if self.link != Link::Up || refused {
            // New credentials may be there now: everything that failed gets another chance.
            self.forget_failures();
            self.connect();
            return;
        }
        self.forget_failures();
        match self.focus {
            Pane::Pools => {
                if self.pools.reading.is_none() {
                    let ticket = self.ask(Task::ListPools { after: None });
                    self.pools.begin(ticket);
                }
                if let Some(pool) = self.selected_pool_id().cloned() {
                    self.expire_pool(&pool);
                }
            }
            Pane::Clients => {
                let Some(pool) = self.selected_pool_id().cloned() else { return };
                self.list_clients_again(&pool);
                self.expire_descriptions(&pool);
            }
            Pane::Detail => {
                let key = self.selected_client().map(|row| row.key.clone());
                if let Some(known) = key.and_then(|key| self.described.get_mut(&key)) {
                    known.stale = true;
                }
                if let Some(pool) = self.selected_pool_id().cloned() {
                    self.expire_pool(&pool);
                }
            }
        }
    }

    fn expire_pool(&mut self, pool: &PoolId) {
        self.described_pools.entry(pool.clone()).or_default().stale = true;
        self.pool_parts.entry(pool.clone()).or_default().stale = true;
    }

    pub(super) fn list_clients_again(&mut self, pool: &PoolId) {
        let resume = match self.clients.get(pool) {
            Some(clients) if clients.listing.reading.is_some() => return,
            Some(clients) if clients.listing.is_stopped() => clients.listing.resume.clone(),
            _ => None,
        };
        let goes_on = resume.is_some();
        let priority = Priority::Watched;
        let ticket = self.ask(Task::ListClients { pool: pool.clone(), after: resume, priority });
        let listing = &mut self.clients.entry(pool.clone()).or_default().listing;
        if goes_on {
            listing.go_on(ticket);
        } else {
            listing.begin(ticket);
        }
    }

    /// What is being read of a pool's list is not wanted any more.
    pub(super) fn leave_list(&mut self, pool: &PoolId) {
        let Some(listing) = self.clients.get_mut(pool).map(|clients| &mut clients.listing) else { return };
        if let Some(ticket) = listing.reading {
            listing.dropped();
            // Where it could go on from lies behind what has changed.
            listing.resume = None;
            self.cancel(ticket);
        }
    }

    /// Lets go of failures, so that what failed is wanted again.
    pub(super) fn forget_failures(&mut self) {
        self.retry_abroad();
        self.pools.failure = None;
        for clients in self.clients.values_mut() {
            clients.listing.failure = None;
        }
        self.described.values_mut().for_each(|known| known.failure = None);
        self.described_pools.values_mut().for_each(|known| known.failure = None);
        self.pool_parts.values_mut().for_each(|known| known.failure = None);
        self.message = None;
    }

    /// Marks a pool's descriptions as old: they stay on screen and are read again when looked at.
    fn expire_descriptions(&mut self, pool: &PoolId) {
        for (_, known) in self.described.iter_mut().filter(|(key, _)| key.pool == *pool) {
            known.stale = true;
        }
    }

    /// Starts to describe every client of the selected pool.
    pub(super) fn read_all(&mut self) {
        let Some(pool) = self.selected_pool_id().cloned() else { return };
        self.sweep = Some(Sweep { pool, next: 0 });
        self.tell("Reading every client of this pool; Esc stops.");
    }

    /// Stops what is being read in the focused pane. Says whether there was anything.
    pub(super) fn stop_reading(&mut self) -> bool {
        if self.sweep.take().is_some() {
            self.tell("Stopped; what was read stays.");
            return true;
        }
        let pool = self.selected_pool_id().cloned();
        let ticket = match self.focus {
            Pane::Pools => {
                let ticket = self.pools.reading;
                self.pools.halt();
                ticket
            }
            Pane::Clients => pool.and_then(|pool| self.clients.get_mut(&pool)).and_then(|clients| {
                let ticket = clients.listing.reading;
                clients.listing.halt();
                ticket
            }),
            Pane::Detail => None,
        };
        if let Some(ticket) = ticket {
            self.cancel(ticket);
            self.tell("Stopped; r reads on.");
        }
        ticket.is_some()
    }
}
