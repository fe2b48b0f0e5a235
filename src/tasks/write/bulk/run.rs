//! Carrying a plan out: its writes one after another, each told as it ends.

use std::collections::HashSet;

use crate::client::PoolId;
use crate::local::JournalError;
use crate::local::journal::Claim;
use crate::tasks::write::{Meanwhile, Plan, Reason, Stop, WriteOutcome, Writer};
use crate::tasks::{Failure, FailureKind};

use super::{BulkEnd, BulkNews, BulkPlan};

/// How often, and how long apart, a plan that somebody holds is tried for.
const LOOKS: u32 = 20;
const LOOK: std::time::Duration = std::time::Duration::from_millis(25);

/// A plan being carried out. [`BulkRun::next`] does the next piece; between two writes it can be left,
/// and what is left then stands in the journal.
#[derive(Debug)]
pub struct BulkRun {
    writer: Writer,
    plan: BulkPlan,
    stop: Stop,
    id: String,
    /// Tells whoever looks that this program is at the plan.
    claim: Option<Claim>,
    state: State,
    /// The item that comes after those that had their turn.
    next: usize,
    /// Pools in which nothing may be written: their clients are left, the others are not.
    denied: HashSet<PoolId>,
    /// The first refusal that holds for more than its own client.
    failure: Option<Failure>,
    /// True when it holds for all of them.
    for_all: bool,
    /// Clients that are not as they were wanted.
    left: usize,
}

#[derive(Debug)]
enum State {
    /// Not in the journal yet.
    New,
    /// Between two clients.
    Between,
    /// A client's turn was told and is still to be done.
    Turn(usize),
    /// Nothing more is sent.
    Over,
}

impl Writer {
    /// Gets a plan ready to be carried out. Nothing happens until its first [`BulkRun::next`]. What asks
    /// it to stop is kept by the caller; the write under way comes to its end.
    pub fn run_many(&self, plan: BulkPlan, stop: Stop) -> BulkRun {
        BulkRun {
            writer: self.clone(),
            plan,
            stop,
            id: String::new(),
            claim: None,
            state: State::New,
            next: 0,
            denied: HashSet::new(),
            failure: None,
            for_all: false,
            left: 0,
        }
    }
}

impl BulkRun {
    /// Does the next piece and tells of it; nothing after [`BulkNews::Ended`].
    pub async fn next(&mut self) -> Option<BulkNews> {
        match self.state {
            State::Over => None,
            State::New => Some(self.begin().await),
            State::Turn(at) => Some(self.write(at).await),
            State::Between => Some(match self.choose() {
                Some(at) => {
                    self.state = State::Turn(at);
                    BulkNews::Writing(at)
                }
                None => self.end().await,
            }),
        }
    }

    /// The gate, then the journal: a plan that is not written down is not begun.
    async fn begin(&mut self) -> BulkNews {
        let site = self.writer.site(self.plan.account.as_deref());
        if let Err(closed) = self.writer.desk.gate().pass(&site) {
            return self.halt(&WriteOutcome::from(closed));
        }
        let planned = self.plan.planned(site);
        let known = self.plan.id.clone();
        match self.writer.desk.begin_plan(known, planned).await {
            Ok((id, claim)) => {
                self.id.clone_from(&id);
                self.claim = Some(claim);
                self.state = State::Between;
                BulkNews::Begun(id)
            }
            Err(error) => self.halt(&WriteOutcome::from(error)),
        }
    }

    fn halt(&mut self, outcome: &WriteOutcome) -> BulkNews {
        self.state = State::Over;
        let failure = match outcome {
            WriteOutcome::Refused(refused) => refused.failure.clone(),
            _ => Failure::broken(),
        };
        BulkNews::Ended(BulkEnd::Halted(failure))
    }

    /// The next client whose turn it is; the others before it are passed over.
    fn choose(&mut self) -> Option<usize> {
        if self.stop.is_asked() || self.is_hopeless() {
            return None;
        }
        while let Some(item) = self.plan.items.get(self.next) {
            self.next += 1;
            if !self.denied.contains(&item.key().pool) {
                return Some(self.next - 1);
            }
            self.left += 1;
        }
        None
    }

    async fn write(&mut self, at: usize) -> BulkNews {
        self.state = State::Between;
        let item = &self.plan.items[at];
        let mut plan = item.plan.clone();
        plan.around = self.plan.around.get(&plan.key.pool).cloned().unwrap_or_default();
        // What others change meanwhile in other settings stays; in the same ones it is a conflict.
        plan.meanwhile = Meanwhile::Merge;
        plan.note.plan = Some(self.id.clone());
        plan.note.account = plan.note.account.or_else(|| self.plan.account.clone());
        let pool = plan.key.pool.clone();
        let outcome = self.writer.run_until(Plan::Update(plan), self.stop.clone()).await;
        self.take_note(pool, &outcome);
        BulkNews::Written(at, Box::new(outcome))
    }

    fn take_note(&mut self, pool: PoolId, outcome: &WriteOutcome) {
        if matches!(outcome, WriteOutcome::Applied(_) | WriteOutcome::AsWanted(_)) {
            return;
        }
        self.left += 1;
        let (WriteOutcome::Refused(refused) | WriteOutcome::NotApplied(refused)) = outcome else { return };
        let kind = refused.failure.kind;
        if matches!(refused.reason, Reason::ReadOnly | Reason::Journal) || kind == FailureKind::Credentials {
            self.for_all = true;
        } else if kind == FailureKind::Denied {
            // The permission is the pool's: in others it may be there.
            self.denied.insert(pool);
        } else {
            return;
        }
        self.failure = Some(refused.failure.clone());
    }

    /// True when what failed would fail for every other client too.
    fn is_hopeless(&self) -> bool {
        let rest = &self.plan.items[self.next..];
        self.for_all
            || (self.failure.is_some() && rest.iter().all(|item| self.denied.contains(&item.key().pool)))
    }

    async fn end(&mut self) -> BulkNews {
        self.state = State::Over;
        let untried = self.plan.items.len() - self.next;
        if self.left + untried == 0 && !self.plan.stays_open {
            // Where this cannot be written down, the plan is offered again, with nothing left to do.
            if let Err(error) = self.writer.desk.end_plan(self.id.clone()).await {
                tracing::warn!(%error, "not written down");
            }
        }
        self.claim = None;
        BulkNews::Ended(match &self.failure {
            Some(failure) => BulkEnd::Halted(failure.clone()),
            None if untried > 0 => BulkEnd::Stopped,
            None => BulkEnd::Through,
        })
    }
}

impl super::super::Desk {
    /// Forgets the rest of a plan, or says that there is none.
    ///
    /// # Errors
    /// When that cannot be written down.
    pub async fn end_plan(&self, id: String) -> Result<(), JournalError> {
        self.on_disk(move |journal| journal.end_plan(&id)).await
    }

    async fn begin_plan(
        &self,
        id: Option<String>,
        planned: crate::local::journal::PlannedBulk,
    ) -> Result<(String, Claim), JournalError> {
        let mut tries = 0;
        loop {
            let (id, planned) = (id.clone(), planned.clone());
            match self.on_disk(move |journal| journal.begin_plan(id, planned)).await {
                // Whoever only looks whether somebody is at it lets go at once.
                Err(JournalError::UnderWay) if tries < LOOKS => tokio::time::sleep(LOOK).await,
                begun => return begun,
            }
            tries += 1;
        }
    }
}
