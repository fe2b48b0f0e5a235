//! What this program changed, and when: one JSON document a line, only ever appended to.
//!
//! An intention is on the disk before its request leaves, an outcome follows after the answer. Whatever
//! stops the program in between leaves an intention without an outcome, which the next start finds and
//! resolves by looking. A write that cannot be written down does not happen.
//!
//! Whoever is at a write, or at a plan for several clients, holds its record by a lock that ends with the
//! process, however that ends. So a running write is never taken for one that a crash has left.
//!
//! Invariants: documents are [`Snapshot`]s, which hold no secret; a line that cannot be read costs that
//! line and no other.

mod claim;
mod file;
mod history;
mod plans;
mod record;
mod rotation;
mod snapshot;

#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use jiff::Timestamp;
use thiserror::Error;

pub use claim::Claim;
pub use history::{Ended, Entry, History};
pub use plans::{PlanEntry, PlannedBulk, PlannedItem};
pub use record::{Deed, Ending, EntryId, Named, Planned, Site};
pub use rotation::{RotationNote, RotationProgress, RotationStep};
pub use snapshot::Snapshot;

use plans::{Begun, Over};
use record::{Intention, Line, Moment, Outcome};
use rotation::Noted;

/// A journal that cannot be used.
#[derive(Debug, Error)]
pub enum JournalError {
    /// There is no folder to keep it in.
    #[error("there is no home folder to keep the journal of changes in; set XDG_STATE_HOME")]
    NoFolder,
    /// A record cannot be written, so the write it tells of does not happen.
    #[error(
        "the journal {path} cannot be written ({source}); make room or give its folder write permission, or set XDG_STATE_HOME to another folder"
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is there and cannot be read.
    #[error(
        "the journal {path} cannot be read ({source}); give yourself permission to read it, or set XDG_STATE_HOME to another folder"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process holds it for longer than any append takes.
    #[error("another program holds the journal {path}; end it or wait, then try again")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// Another process is at the same plan for several clients.
    #[error("another cognitui is at this change of several clients; let it come to its end first")]
    UnderWay,
    /// No random number for an id.
    #[error("the system gives no random numbers ({0}); try again")]
    NoChance(String),
    /// A record that cannot be written as JSON.
    #[error("a record cannot be written as JSON ({0}); this is a fault of cognitui, please report it")]
    Unserialisable(String),
}

/// The journal. It holds no file open: each record is appended under a lock, so that several processes
/// share one. All of its methods wait for the disk.
#[derive(Clone, Debug)]
pub struct Journal {
    path: PathBuf,
}

impl Journal {
    /// The journal in the XDG state folder, `cognitui/journal.jsonl`. Nothing is opened yet.
    ///
    /// # Errors
    /// When there is no home folder.
    pub fn in_state_folder() -> Result<Self, JournalError> {
        let folders = etcetera::choose_base_strategy().map_err(|_| JournalError::NoFolder)?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        Ok(Self::at(state.join("cognitui").join("journal.jsonl")))
    }

    /// A journal in this file. Nothing is opened yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes down that this is about to be sent, and claims the record until its end is written down:
    /// whoever starts meanwhile sees that somebody is still at it. When it returns, the record is on the
    /// disk.
    ///
    /// # Errors
    /// When it is not; then nothing may be sent.
    pub fn begin(&self, planned: Planned) -> Result<(EntryId, Claim), JournalError> {
        let at = Timestamp::now();
        let id = new_id(at)?;
        // Before the record, so that nobody ever sees one that nobody is at.
        let claim = self.claim_record(id.as_str())?.ok_or_else(|| self.busy())?;
        let intention = Intention {
            id: id.clone(),
            at: Moment(at),
            process: std::process::id(),
            digest: planned.digest(),
            planned,
        };
        self.append(&Line::intention(intention))?;
        Ok((id, claim))
    }

    /// Writes down what is about to be done to several clients, under a new name or, where it is gone on
    /// with, under its own; gives that name, and the claim of whoever is at it. When it returns, the
    /// record is on the disk.
    ///
    /// # Errors
    /// When it is not, or another process is at the same plan; then nothing may be sent.
    pub fn begin_plan(
        &self,
        id: Option<String>,
        planned: PlannedBulk,
    ) -> Result<(String, Claim), JournalError> {
        let at = Timestamp::now();
        let id = match id {
            Some(id) => id,
            None => new_id(at)?.as_str().to_owned(),
        };
        let claim = self.claim_record(&id)?.ok_or(JournalError::UnderWay)?;
        let begun = Begun {
            id: id.clone(),
            at: Moment(at),
            process: std::process::id(),
            planned: planned.without_secrets(),
        };
        self.append(&Line::plan(begun))?;
        Ok((id, claim))
    }

    /// Writes down that nothing of a plan is left to do.
    ///
    /// # Errors
    /// When the record is not on the disk; the rest of the plan is then offered again.
    pub fn end_plan(&self, id: &str) -> Result<(), JournalError> {
        self.append(&Line::plan_over(Over { id: id.to_owned(), at: Moment(Timestamp::now()) }))
    }

    /// Writes down how a write ended, as its writer knows it.
    ///
    /// # Errors
    /// When the record is not on the disk; the next start then finds the end by looking.
    pub fn end(&self, id: &EntryId, ending: Ending) -> Result<(), JournalError> {
        self.close(id, ending, false)
    }

    /// Writes down how a write ended, as it was found by looking later. What its writer tells, before or
    /// after, counts more.
    ///
    /// # Errors
    /// When the record is not on the disk.
    pub fn resolve(&self, id: &EntryId, ending: Ending) -> Result<(), JournalError> {
        self.close(id, ending, true)
    }

    /// Writes down a step of a rotation that the service does not know of.
    ///
    /// # Errors
    /// When the record is not on the disk; the rotation then goes on from the step before.
    pub fn note_rotation(&self, note: RotationNote) -> Result<(), JournalError> {
        self.append(&Line::rotation(Noted { at: Moment(Timestamp::now()), note }))
    }

    /// Everything that is written down.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn history(&self) -> Result<History, JournalError> {
        file::read(&self.path).map(|bytes| History::read(&bytes))
    }

    /// Claims a client, so that no other process that shares this journal writes to it; `None` while
    /// one does. The journal needs no claim, only the time between looking at a client and writing to it.
    ///
    /// # Errors
    /// When claims cannot be kept beside the journal.
    pub fn claim(&self, what: &str) -> Result<Option<Claim>, JournalError> {
        let folder = self.path.with_file_name("claims");
        let path = || self.path.clone();
        claim::claim(&folder, what).map_err(|source| JournalError::Unwritable { path: path(), source })
    }

    /// Claims a write or a plan by its name; `None` while a running program is at it. A process that was
    /// killed holds nothing.
    ///
    /// # Errors
    /// When claims cannot be kept beside the journal.
    pub fn claim_record(&self, id: &str) -> Result<Option<Claim>, JournalError> {
        self.claim(&format!("record {id}"))
    }

    fn busy(&self) -> JournalError {
        JournalError::Busy { path: self.path.clone() }
    }

    fn close(&self, id: &EntryId, ending: Ending, looked: bool) -> Result<(), JournalError> {
        let at = Moment(Timestamp::now());
        self.append(&Line::outcome(Outcome { id: id.clone(), at, ending, looked }))
    }

    fn append(&self, line: &Line) -> Result<(), JournalError> {
        let bytes =
            serde_json::to_vec(line).map_err(|error| JournalError::Unserialisable(error.to_string()))?;
        file::append(&self.path, &bytes)
    }
}

fn new_id(at: Timestamp) -> Result<EntryId, JournalError> {
    let mut chance = [0; 4];
    getrandom::fill(&mut chance).map_err(|error| JournalError::NoChance(error.to_string()))?;
    Ok(EntryId::of(at, chance))
}
