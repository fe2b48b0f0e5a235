//! Takes in what the background answers.

use crate::client::{AppClient, ClientKey, PoolId};
use crate::tasks::{Answer, ContextFacts, Failure, FailureKind, Outcome, Task, Ticket};

use super::listing::in_order;
use super::{App, Link, Pane};

impl App {
    pub(super) fn answer(&mut self, answer: Answer) {
        if self.bulk_ticket() == Some(answer.ticket) {
            self.bulk_answer(answer);
            return;
        }
        if self.writing_ticket() == Some(answer.ticket) {
            self.writing_answer(answer);
            return;
        }
        // The one place where answers of an earlier context end.
        if answer.ticket.generation != self.generation {
            self.answer_of_earlier(answer.outcome);
            return;
        }
        if answer.last {
            self.unanswered = self.unanswered.saturating_sub(1);
        }
        if self.is_left(&answer) {
            return;
        }
        let Some(answer) = self.audit_answer(answer) else { return };
        match answer.outcome {
            Outcome::Connected(facts) => self.connected(facts),
            Outcome::ConnectFailed(failure) => self.connect_failed(failure),
            Outcome::Contexts(contexts) => self.contexts_read(*contexts),
            Outcome::Opened(keys) => self.opened_before(keys),
            Outcome::Account(account) => {
                if account.is_some() {
                    self.account = account;
                }
            }
            Outcome::PoolsPage { items, next } => {
                let selected = self.selected_pool_id().cloned();
                self.pools.page(items, next, |pool| (in_order(&pool.name), pool.id.clone()));
                self.refilter(Pane::Pools);
                if let Some(pool) = selected.filter(|_| self.pools_list.touched()) {
                    self.select_pool(&pool);
                }
            }
            Outcome::PoolsFailed(failure) => {
                self.complain(&failure);
                self.pools.failed(failure);
            }
            Outcome::Pool(pool) => {
                let id = pool.id().clone();
                if let Some(account) = pool.account() {
                    self.account = Some(account.to_owned());
                }
                self.described_pools.entry(id).or_default().arrived(*pool);
                self.edition += 1;
                self.form_learns();
            }
            Outcome::PoolFailed(pool, failure) => {
                self.described_pools.entry(pool).or_default().failed(failure);
                self.edition += 1;
            }
            Outcome::Parts(pool, parts) => {
                self.pool_parts.entry(pool).or_default().arrived(parts);
                self.edition += 1;
                self.form_learns();
            }
            Outcome::ClientsPage { pool, items, next } => self.clients_page(&pool, items, next),
            Outcome::ClientsFailed(pool, failure) => {
                // Of the lists that are read for the finder it says itself how many failed.
                if self.finder.is_none() || failure.kind == FailureKind::Credentials {
                    self.complain(&failure);
                }
                self.clients.entry(pool).or_default().listing.failed(failure);
            }
            Outcome::Client(client) => self.client_described(answer.ticket, *client),
            Outcome::ClientFailed(key, failure) => {
                self.client_failed(&key, failure);
                self.described_ended(&key);
            }
            Outcome::Written(written) => self.written_unseen(written.outcome),
            Outcome::Drafts(drafts) => self.drafts_read(drafts),
            Outcome::DraftKept(kept) => self.draft_kept(kept),
            Outcome::Revealed(secret) => self.revealed(answer.ticket, secret),
            Outcome::Tried(key, end) => self.tried(&key, end),
            Outcome::Secrets(key, listed) => self.secrets_listed(&key, listed),
            Outcome::Copied(copied) => self.copied(copied),
            Outcome::Exported(preview) => self.exported(answer.ticket, preview),
            Outcome::Files(written) => self.files_written(written),
            Outcome::ClipboardCleared(cleared) => self.clipboard_cleared(cleared),
            Outcome::Journal(journal) => self.journal_read(journal),
            Outcome::RotationNoted(noted) => self.rotation_noted(noted),
            Outcome::Resolved(resolved) => self.resolved(resolved),
            Outcome::Plans(plans) => self.plans_read(plans),
            Outcome::ReportWritten(written) => self.report_written(written),
            Outcome::Suppressed(written) => self.accepted(written),
            outcome @ (Outcome::FileRead(_) | Outcome::SnapshotRead(_) | Outcome::Elsewhere(..)) => {
                self.read_beside(answer.ticket, outcome);
            }
            Outcome::Audit(_) | Outcome::Cancelled | Outcome::Bulk(_) | Outcome::Writing(_) => {}
            Outcome::Traffic(traffic) => self.traffic = traffic,
            Outcome::Broken(failure) => self.broke_down(answer.ticket, failure),
        }
    }

    /// Takes in what came of something that was asked for in a context that was left.
    fn answer_of_earlier(&mut self, outcome: Outcome) {
        // A write is told wherever the person is by now, and so is a copy.
        match outcome {
            Outcome::Written(written) => {
                self.secret_added(&written.outcome, None);
                self.written_elsewhere(&written.outcome);
            }
            Outcome::ReportWritten(written) => self.report_written(written),
            Outcome::Suppressed(written) => self.accepted(written),
            Outcome::Copied(copied) => self.copied(copied),
            Outcome::Files(written) => self.files_written(written),
            Outcome::RotationNoted(noted) => self.rotation_noted(noted),
            Outcome::ClipboardCleared(cleared) => self.clipboard_cleared(cleared),
            _ => {}
        }
    }

    /// What was read beside the place connected to: a file, a folder, another place.
    fn read_beside(&mut self, ticket: Ticket, outcome: Outcome) {
        match outcome {
            Outcome::FileRead(read) => self.file_read(ticket, read),
            Outcome::SnapshotRead(read) => self.snapshot_read(ticket, read),
            Outcome::Elsewhere(place, outcome) => {
                let waited = self.compared_elsewhere(ticket, &outcome);
                if waited {
                    return;
                }
                self.read_abroad(ticket, &place, *outcome);
            }
            _ => {}
        }
    }

    fn broke_down(&mut self, ticket: Ticket, failure: Failure) {
        self.complain(&failure);
        self.compared_elsewhere(ticket, &Outcome::Broken(failure));
    }

    /// True for a page of a list that is not being read any more, or is being read anew: taken in, its
    /// rows would stand there twice.
    fn is_left(&self, answer: &Answer) -> bool {
        let reading = match &answer.outcome {
            Outcome::PoolsPage { .. } | Outcome::PoolsFailed(_) => self.pools.reading,
            Outcome::ClientsPage { pool, .. } | Outcome::ClientsFailed(pool, _) => {
                self.clients.get(pool).and_then(|clients| clients.listing.reading)
            }
            _ => return false,
        };
        reading != Some(answer.ticket)
    }

    fn connected(&mut self, facts: ContextFacts) {
        self.link = Link::Up;
        self.ask(Task::ReadDrafts);
        if self.read_only_reason().is_none() {
            self.ask(Task::ResolveJournal);
            self.ask(Task::ReadPlans);
        }
        self.context = facts;
        self.know_places();
        self.message = None;
        self.arrived();
    }

    fn connect_failed(&mut self, failure: Failure) {
        if self.turned_back(&failure) {
            return;
        }
        if failure.kind == FailureKind::NoRegion {
            let explanation = format!("{} {}", failure.what, failure.next);
            self.choose_context("Choose a region", Some(explanation));
        }
        self.complain(&failure);
        self.link = Link::Down(failure);
    }

    fn clients_page(
        &mut self,
        pool: &PoolId,
        mut items: Vec<crate::client::ClientSummary>,
        next: Option<crate::tasks::Cursor>,
    ) {
        items.retain(|row| !self.deleted.contains(&row.key));
        let clients = self.clients.entry(pool.clone()).or_default();
        let rows = clients.listing.rows();
        let selected = clients
            .view
            .selected_row(rows.len())
            .filter(|_| clients.view.touched())
            .map(|row| rows[row].key.clone());
        let replaced = clients.listing.is_refreshing();
        let over = next.is_none();
        let page = if replaced || (self.finder.is_none() && self.index.is_empty()) {
            Vec::new()
        } else {
            items.clone()
        };
        clients.listing.page(items, next, |row| (in_order(&row.name), row.key.client.clone()));
        self.index_page(pool, &page, replaced && over);
        self.refilter_clients(pool);
        if let Some(key) = selected {
            self.select_client(&key);
        }
    }

    fn client_described(&mut self, ticket: Ticket, client: AppClient) {
        let key = client.key.clone();
        let known = self.described.entry(key.clone()).or_default();
        // Asked for before a write, and so older than what the write has shown.
        if known.value.is_some() && known.reading != Some(ticket) {
            return;
        }
        self.refused = None;
        let again = known.value.is_some();
        known.arrived(client);
        self.described_ended(&key);
        self.refilter_client(&key, again);
        self.index_described(&key);
        self.drift_described(&key);
    }

    fn client_failed(&mut self, key: &ClientKey, failure: Failure) {
        if matches!(failure.kind, FailureKind::Denied | FailureKind::Credentials) {
            // Said once, not for every row of the window.
            if self.refused.is_none() {
                self.complain(&failure);
            }
            self.refused = Some((key.pool.clone(), failure.kind));
            self.sweep = None;
        } else if failure.kind == FailureKind::NotFound
            && (self.deleted.contains(key)
                || self.clients.get(&key.pool).is_some_and(|clients| clients.listing.is_refreshing()))
        {
            // It was deleted here, or its list is being read anew and tells by itself that it is gone.
        } else if self.selected_client().is_some_and(|row| row.key == *key) {
            self.complain(&failure);
        }
        self.described.entry(key.clone()).or_default().failed(failure);
    }

    fn described_ended(&mut self, key: &ClientKey) {
        self.describing.retain(|describing| describing.key != *key);
        self.edition += 1;
    }

    /// Selects a pool, where it is listed.
    pub(super) fn select_pool(&mut self, pool: &PoolId) -> bool {
        let rows = self.pools.rows();
        let row = rows.iter().position(|row| row.id == *pool);
        if let Some(row) = row {
            self.pools_list.select_row(row, rows.len());
        }
        row.is_some()
    }

    /// Selects a client in its pool, where it is listed.
    pub(super) fn select_client(&mut self, key: &ClientKey) -> bool {
        let Some(clients) = self.clients.get_mut(&key.pool) else { return false };
        let rows = clients.listing.rows();
        let row = rows.iter().position(|row| row.key == *key);
        if let Some(row) = row {
            clients.view.select_row(row, rows.len());
        }
        row.is_some()
    }
}
