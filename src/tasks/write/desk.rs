//! What every write of this process shares.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::local::journal::{Claim, Ending, EntryId, History, Planned, RotationNote};
use crate::local::{Journal, JournalError};

use super::WriteGate;
use super::bulk::{Unfinished, unfinished};

/// How long between two looks at a client that another process has claimed.
const CLAIM_PAUSE: Duration = Duration::from_millis(25);

/// How long a write waits for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the service to take a request that it refuses because others change the pool or ask too much.
    pub refused: Duration,
    /// Before the first repetition; the wait doubles up to [`Patience::longest_pause`].
    pub pause: Duration,
    /// Between two repetitions, at the most.
    pub longest_pause: Duration,
    /// For a write without an answer to show, when a first look finds none.
    pub settle: Duration,
    /// For a look to succeed after a write without an answer.
    pub look: Duration,
    /// After a describe, until another is needed before the request is sent; zero for one in any case.
    pub stale: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            refused: Duration::from_mins(2),
            pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
            settle: Duration::from_secs(2),
            look: Duration::from_secs(30),
            stale: Duration::from_millis(500),
        }
    }
}

/// The journal and the gate. Cloning is cheap; clones share all of it.
#[derive(Clone, Debug)]
pub struct Desk {
    journal: Journal,
    gate: WriteGate,
    patience: Patience,
    world: Option<String>,
}

impl Desk {
    /// A desk with this journal and gate.
    pub fn new(journal: Journal, gate: WriteGate) -> Self {
        Self { journal, gate, patience: Patience::default(), world: None }
    }

    /// The same with other waits.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// The same for the one embedded Cognito that has this name: what the journal has of others is of
    /// clients that are gone.
    #[must_use]
    pub fn in_world(self, world: impl Into<String>) -> Self {
        Self { world: Some(world.into()), ..self }
    }

    /// The name of the embedded Cognito that is written to, where it is one.
    pub fn world(&self) -> Option<&str> {
        self.world.as_deref()
    }

    /// The journal.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Everything that is written down.
    ///
    /// # Errors
    /// When the journal is there and cannot be read.
    pub async fn history(&self) -> Result<History, JournalError> {
        self.on_disk(Journal::history).await
    }

    /// Writes down a step of a rotation that the service does not know of.
    ///
    /// # Errors
    /// When it is not on the disk.
    pub async fn note_rotation(&self, note: RotationNote) -> Result<(), JournalError> {
        self.on_disk(move |journal| journal.note_rotation(note)).await
    }

    /// The plans for several clients of which something is left, newest first; without those that a
    /// running program is at, and those over an embedded Cognito that is gone.
    ///
    /// # Errors
    /// When the journal is there and cannot be read.
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, JournalError> {
        let world = self.world.clone();
        self.on_disk(move |journal| {
            let mut plans = unfinished(&journal.history()?);
            plans.retain(|plan| !plan.site.is_gone(world.as_deref()));
            // Where claims cannot be kept, nothing can be gone on with either.
            plans.retain(|plan| matches!(journal.claim_record(&plan.id), Ok(Some(_))));
            Ok(plans)
        })
        .await
    }

    pub(super) fn gate(&self) -> &WriteGate {
        &self.gate
    }

    pub(super) fn patience(&self) -> &Patience {
        &self.patience
    }

    /// Writes an intention down; it counts as under way until the record that is returned is dropped.
    pub(super) async fn begin(&self, planned: Planned) -> Result<Record, JournalError> {
        let (id, claim) = self.on_disk(move |journal| journal.begin(planned)).await?;
        Ok(Record { id, desk: self.clone(), _claim: claim })
    }

    /// Claims a write whose end is not written down; `None` while somebody is at it.
    pub(super) async fn claim_record(&self, id: &EntryId) -> Result<Option<Claim>, JournalError> {
        let id = id.clone();
        self.on_disk(move |journal| journal.claim_record(id.as_str())).await
    }

    /// Writes down what looking has shown.
    pub(super) async fn resolve(&self, id: EntryId, ending: Ending) -> Result<(), JournalError> {
        self.on_disk(move |journal| journal.resolve(&id, ending)).await
    }

    /// Claims a client for as long as the claim lives; `None` when others keep it for too long.
    pub(super) async fn claim(&self, what: String) -> Result<Option<Claim>, JournalError> {
        let until = Instant::now() + self.patience.refused;
        loop {
            let what = what.clone();
            let claim = self.on_disk(move |journal| journal.claim(&what)).await?;
            if claim.is_some() || Instant::now() >= until {
                return Ok(claim);
            }
            sleep(CLAIM_PAUSE).await;
        }
    }

    /// Waiting for the disk is not for the threads that answer.
    pub(super) async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Journal) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let journal = self.journal.clone();
        let path = journal.path().to_owned();
        let done = tokio::task::spawn_blocking(move || work(&journal)).await;
        done.unwrap_or(Err(JournalError::Busy { path }))
    }
}

/// An intention that is on the disk and whose end is still to be written down.
#[derive(Debug)]
pub(super) struct Record {
    id: EntryId,
    desk: Desk,
    /// Tells whoever looks that this program is still at it.
    _claim: Claim,
}

impl Record {
    pub(super) fn id(&self) -> EntryId {
        self.id.clone()
    }

    /// Writes the end down; says why it cannot be.
    pub(super) async fn end(&self, ending: Ending) -> Option<String> {
        let id = self.id.clone();
        let written = self.desk.on_disk(move |journal| journal.end(&id, ending)).await;
        written.err().map(|error| error.to_string())
    }
}
