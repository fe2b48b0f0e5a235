//! What should be read now, given what is looked at: asked for once, cancelled when nobody looks.

use crate::client::{ClientKey, PoolId};
use crate::tasks::{FailureKind, Priority, Task, Ticket};

use super::{App, Layout, Link, Pane};

/// Clients read ahead at a time. Few, so that what is selected next rarely waits behind them.
const AHEAD: usize = 4;
/// Clients read at a time while all of a pool are read; the pacing decides how fast they go.
pub(super) const SWEEP: usize = 16;
/// Reads of rows that the selection has left that may still end; more would delay the selected one.
const LEFT_BEHIND: usize = 2;

/// A describe under way.
#[derive(Clone, Debug)]
pub(super) struct Describing {
    pub(super) key: ClientKey,
    pub(super) ticket: Ticket,
    priority: Priority,
}

impl App {
    pub(super) fn want(&mut self, layout: &Layout) {
        if self.link != Link::Up {
            return;
        }
        if self.pools.is_wanted() {
            let resume = self.pools.resume.clone();
            let ticket = self.ask(Task::ListPools { after: resume.clone() });
            if resume.is_some() { self.pools.go_on(ticket) } else { self.pools.begin(ticket) }
        }
        self.leave_other_pools();
        self.want_selected_pool();
        self.want_target_pool();
        self.want_for_bulk();
        self.want_for_export();
        self.want_clients(layout);
        self.crawl_on();
    }

    /// Cancels the listing of clients in pools that are not looked at.
    fn leave_other_pools(&mut self) {
        // The finder wants them all, and so may an export.
        if self.finder.is_some() || self.export_lists() {
            return;
        }
        self.leave_abroad();
        let selected = self.selected_pool_id().cloned();
        let left: Vec<Ticket> = self
            .clients
            .iter_mut()
            .filter(|(pool, _)| Some(*pool) != selected.as_ref())
            .filter_map(|(_, clients)| {
                let ticket = clients.listing.reading?;
                clients.listing.dropped();
                Some(ticket)
            })
            .collect();
        for ticket in left {
            self.cancel(ticket);
        }
    }

    fn want_selected_pool(&mut self) {
        let Some(pool) = self.selected_pool_id().cloned() else { return };
        self.want_list(&pool, Priority::Watched);
        if self.described_pools.entry(pool.clone()).or_default().is_wanted() {
            let ticket = self.ask(Task::DescribePool(pool.clone()));
            self.described_pools.entry(pool.clone()).or_default().reading = Some(ticket);
        }
        // Only the pool's own page names them.
        if self.focus == Pane::Pools && self.pool_parts.entry(pool.clone()).or_default().is_wanted() {
            let ticket = self.ask(Task::ReadPoolParts(pool.clone()));
            self.pool_parts.entry(pool).or_default().reading = Some(ticket);
        }
    }

    /// Reads on in a pool's list of clients, unless there is no need to. Says whether there was.
    pub(super) fn want_list(&mut self, pool: &PoolId, priority: Priority) -> bool {
        let listing = &self.clients.entry(pool.clone()).or_default().listing;
        if !listing.is_wanted() {
            return false;
        }
        let resume = listing.resume.clone();
        let task = Task::ListClients { pool: pool.clone(), after: resume.clone(), priority };
        let ticket = self.ask(task);
        let listing = &mut self.clients.entry(pool.clone()).or_default().listing;
        if resume.is_some() {
            listing.go_on(ticket);
        } else {
            listing.begin(ticket);
        }
        true
    }

    /// A form for a client in another pool needs to know what that pool has.
    fn want_target_pool(&mut self) {
        let Some(pool) =
            self.editing.as_ref().and_then(|editing| editing.form.as_ref()).map(|form| form.pool.clone())
        else {
            return;
        };
        self.want_pool(&pool);
    }

    /// Whoever changes clients needs to know what their pool has.
    pub(super) fn want_pool(&mut self, pool: &PoolId) {
        if self.described_pools.entry(pool.clone()).or_default().is_wanted() {
            let ticket = self.ask(Task::DescribePool(pool.clone()));
            self.described_pools.entry(pool.clone()).or_default().reading = Some(ticket);
        }
        if self.pool_parts.entry(pool.clone()).or_default().is_wanted() {
            let ticket = self.ask(Task::ReadPoolParts(pool.clone()));
            self.pool_parts.entry(pool.clone()).or_default().reading = Some(ticket);
        }
    }

    fn want_clients(&mut self, layout: &Layout) {
        let selected = self.selected_client().map(|row| row.key.clone());
        let nearby = self.visible_clients(layout);
        self.cancel_unwatched(selected.as_ref(), &nearby);
        if let Some(key) = selected
            && self.described.entry(key.clone()).or_default().is_wanted()
        {
            self.describe_client(key, Priority::Watched);
        }
        if self.reading_ahead_is_pointless() {
            return;
        }
        for key in nearby {
            if self.describing.len() >= AHEAD {
                break;
            }
            if self.described.get(&key).is_none_or(super::Known::is_wanted) {
                self.describe_client(key, Priority::Ahead);
            }
        }
        self.sweep_on();
    }

    /// The clients in the window, those nearest to the selection first.
    fn visible_clients(&self, layout: &Layout) -> Vec<ClientKey> {
        let Some(clients) = self.pool_clients() else { return Vec::new() };
        let rows = clients.listing.rows();
        let height = layout.rows(Pane::Clients);
        let mut positions: Vec<usize> = clients.view.window(rows.len(), height).collect();
        positions.sort_by_key(|position| position.abs_diff(clients.view.position()));
        positions
            .into_iter()
            .filter_map(|position| clients.view.row(position, rows.len()))
            .map(|row| rows[row].key.clone())
            .collect()
    }

    fn cancel_unwatched(&mut self, selected: Option<&ClientKey>, nearby: &[ClientKey]) {
        let sweeping = self.sweep.as_ref().map(|sweep| sweep.pool.clone());
        let mut left_behind = 0;
        let mut dropped = Vec::new();
        // The newest first, so that the oldest are the ones dropped.
        for describing in self.describing.iter().rev() {
            let keep = if Some(&describing.key) == selected
                || sweeping.as_ref() == Some(&describing.key.pool)
                || self.bulk_waits_for(&describing.key)
                || self.compare_waits_for(&describing.key)
                || self.export_waits_for(&describing.key)
            {
                true
            } else if describing.priority == Priority::Watched {
                left_behind += 1;
                left_behind <= LEFT_BEHIND && nearby.contains(&describing.key)
            } else {
                nearby.contains(&describing.key)
            };
            if !keep {
                dropped.push(describing.ticket);
            }
        }
        for ticket in dropped {
            if let Some(at) = self.describing.iter().position(|describing| describing.ticket == ticket) {
                let describing = self.describing.remove(at);
                self.described.entry(describing.key).or_default().reading = None;
                self.cancel(ticket);
            }
        }
    }

    /// Nobody wants a describe any more that was asked for before something else became known.
    pub(super) fn leave_describe(&mut self, key: &ClientKey) {
        if let Some(ticket) = self.described.get_mut(key).and_then(|known| known.reading.take()) {
            self.cancel(ticket);
        }
        self.describing.retain(|describing| describing.key != *key);
    }

    /// When describing is not permitted, or credentials are gone, the next client would fail like the
    /// last: only what is selected is asked for.
    fn reading_ahead_is_pointless(&self) -> bool {
        let Some(pool) = self.selected_pool_id() else { return true };
        self.refused.as_ref().is_some_and(|(refused, kind)| {
            *kind == FailureKind::Credentials || (*kind == FailureKind::Denied && refused == pool)
        })
    }

    fn sweep_on(&mut self) {
        let Some(mut sweep) = self.sweep.take() else { return };
        let Some(clients) = self.clients.get(&sweep.pool) else { return };
        let room = SWEEP.saturating_sub(self.describing.len());
        let mut batch = Vec::new();
        let rows = clients.listing.rows();
        while batch.len() < room && sweep.next < rows.len() {
            let key = &rows[sweep.next].key;
            if self.described.get(key).is_none_or(super::Known::is_wanted) {
                batch.push(key.clone());
            }
            sweep.next += 1;
        }
        let ended = sweep.next >= rows.len() && clients.listing.complete;
        for key in batch {
            self.describe_client(key, Priority::Ahead);
        }
        if ended && self.describing.is_empty() {
            self.tell("Every client of this pool was read.");
        } else {
            self.sweep = Some(sweep);
        }
    }

    pub(super) fn describe_client(&mut self, key: ClientKey, priority: Priority) {
        let ticket = self.ask(Task::DescribeClient { key: key.clone(), priority });
        self.described.entry(key.clone()).or_default().reading = Some(ticket);
        self.describing.push(Describing { key, ticket, priority });
    }
}
