//! What comes of a write.

use std::fmt;

use secrecy::SecretString;

use crate::client::{AppClient, Change, ClientKey, Finding, Merge, SecretDescriptor, Settings};
use crate::cognito::CognitoError;
use crate::local::JournalError;
use crate::local::journal::EntryId;
use crate::tasks::{Failure, FailureKind};

use super::gate::Closed;

/// What came of a write. Everything but [`WriteOutcome::Applied`], [`WriteOutcome::Unknown`] and
/// [`Reason::Broken`] means that the service is as it was.
#[derive(Clone, Debug)]
pub enum WriteOutcome {
    /// It was carried out.
    Applied(Box<Applied>),
    /// Nothing had to be sent: the client is already as it was wanted.
    AsWanted(Box<AppClient>),
    /// Somebody else changed the client since the person saw it. Nothing was sent.
    Diverged(Box<Diverged>),
    /// The service would refuse it. Nothing was sent.
    Invalid(Vec<Finding>),
    /// It was refused, here or by the service.
    Refused(Box<Refused>),
    /// It was sent and did not arrive: the client was looked at and is as it was. It can be sent again.
    NotApplied(Box<Refused>),
    /// Nobody can tell what came of it.
    Unknown(Box<Doubt>),
}

/// A write that was carried out.
#[derive(Clone, Debug)]
pub struct Applied {
    /// Where it stands in the journal.
    pub entry: EntryId,
    /// The client that it is about, or that it made.
    pub key: ClientKey,
    /// What changed: from the describe just before to what was sent.
    pub changes: Vec<Change>,
    /// What others had changed since the person saw it, and the write took over.
    pub taken_over: Vec<Change>,
    /// What the service made something else of than was sent.
    pub normalised: Vec<Change>,
    /// What somebody else has changed right after.
    pub changed_since: Vec<Change>,
    /// The client as it is now; none after a delete, and where it could not be described.
    pub client: Option<AppClient>,
    /// A secret that was added.
    pub secret: Option<NewSecret>,
    /// True when it was looked at afterwards. Where it was not, the service's own answer is all there is.
    pub verified: bool,
    /// True when an earlier request had done it, whose answer got lost; nothing was sent now.
    pub earlier: bool,
    /// Why its end is not in the journal, where it is not. The next start finds it by looking.
    pub unrecorded: Option<String>,
}

impl Applied {
    /// What the service made something else of, as far as a person would read something else.
    pub fn made_otherwise(&self) -> impl Iterator<Item = &Change> {
        self.normalised.iter().filter(|change| !change.reads_alike())
    }
}

/// A secret that was added, and its value, which is never told again.
#[derive(Clone)]
pub struct NewSecret {
    /// Its id and date.
    pub descriptor: SecretDescriptor,
    /// Its value, where the service drew it.
    pub value: Option<SecretString>,
    /// True where the background keeps the value, and copies it by its id until the program ends.
    pub held: bool,
}

impl NewSecret {
    /// One whose value was in an answer that got lost.
    pub(super) fn lost(descriptor: SecretDescriptor) -> Self {
        Self { descriptor, value: None, held: false }
    }
}

impl fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSecret").field("descriptor", &self.descriptor).finish_non_exhaustive()
    }
}

/// A client that somebody else changed since the person saw it.
#[derive(Clone, Debug)]
pub struct Diverged {
    /// The client as it is now.
    pub theirs: AppClient,
    /// Both changes brought together; where they conflict, a choice is needed. What the person agrees to
    /// is a new plan with `theirs` as what was seen.
    pub merge: Merge,
}

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Who refused.
    pub reason: Reason,
    /// In words, with what to do.
    pub failure: Failure,
    /// Where it stands in the journal, when it came that far.
    pub entry: Option<EntryId>,
}

/// Who or what kept a write from being carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// This session may not write.
    ReadOnly,
    /// It could not be written down first.
    Journal,
    /// The client could not be looked at first.
    Look,
    /// The service refused it.
    Service,
    /// Others kept changing the pool, or throttling did not end, for as long as there is patience.
    Busy,
    /// It was stopped before the service took it.
    Stopped,
    /// Its answer got lost, and so did the write.
    Lost,
    /// This program is at fault; the next start finds out by looking.
    Broken,
}

/// A write of which nobody can tell what came.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Where it stands in the journal.
    pub entry: EntryId,
    /// The client, where it was there before.
    pub key: Option<ClientKey>,
    /// In words, with what to do.
    pub failure: Failure,
    /// What was sent.
    pub sent: Option<Settings>,
    /// What was found, where one could look: neither what was sent nor what was there before.
    pub found: Option<AppClient>,
    /// The clients that were made in the meantime and may be the one that was to be made.
    pub candidates: Vec<ClientKey>,
    /// True while the journal has no end for it: another look may still tell, and the next start takes one.
    pub open: bool,
}

impl WriteOutcome {
    /// What was carried out, if it was.
    pub fn applied(&self) -> Option<&Applied> {
        match self {
            Self::Applied(applied) => Some(applied),
            _ => None,
        }
    }

    pub(super) fn refused(reason: Reason, failure: Failure, entry: Option<EntryId>) -> Self {
        Self::Refused(Box::new(Refused { reason, failure, entry }))
    }

    /// The client could not be looked at before anything was sent.
    pub(super) fn not_seen(error: CognitoError) -> Self {
        Self::refused(Reason::Look, error.into(), None)
    }

    /// The task broke down after it had begun: a fault of this program, and the journal has the rest.
    pub(super) fn broken() -> Self {
        let failure = Failure {
            next: "It may have been sent or not: look at the client before you do it again. H lists it."
                .to_owned(),
            ..Failure::broken()
        };
        Self::refused(Reason::Broken, failure, None)
    }
}

impl From<Closed> for WriteOutcome {
    fn from(closed: Closed) -> Self {
        let failure = Failure {
            kind: FailureKind::Denied,
            what: format!("{closed}."),
            next: "Start without --read-only, or change the rule in the configuration, to write.".to_owned(),
        };
        Self::refused(Reason::ReadOnly, failure, None)
    }
}

impl From<JournalError> for WriteOutcome {
    fn from(error: JournalError) -> Self {
        Self::refused(Reason::Journal, unwritten(&error), None)
    }
}

/// It was sent, and looking shows that it did not arrive. What is known by now leaves no doubt, so the
/// error's own doubt is left out of the words.
pub(super) fn lost(error: &CognitoError) -> Failure {
    let why = match error {
        CognitoError::Ambiguous { cause, .. } => cause.clone(),
        other => other.to_string(),
    };
    Failure {
        kind: FailureKind::Passing,
        what: format!("No good answer came: {why}. Looking shows that nothing is changed."),
        next: "Send it again.".to_owned(),
    }
}

/// Others changed the client again and again.
pub(super) fn overtaken() -> Failure {
    Failure {
        kind: FailureKind::Passing,
        what: "Somebody else keeps changing this client; nothing of yours was sent.".to_owned(),
        next: "Find out who it is, or send it again later.".to_owned(),
    }
}

/// It was sent, and looking does not tell what came of it, or is not possible at the moment.
pub(super) fn no_answer(error: &CognitoError, blind: Option<&CognitoError>) -> Failure {
    let next = match blind {
        Some(blind) => format!("Looking is not possible now ({blind}); the next start looks again."),
        None => "Compare what is there now with what was sent, and change what is missing.".to_owned(),
    };
    Failure { kind: FailureKind::Passing, what: format!("{error}."), next }
}

/// Another process of this machine writes to the client, and does not come to an end.
pub(super) fn claimed() -> Failure {
    Failure {
        kind: FailureKind::Passing,
        what: "Another cognitui is changing this client.".to_owned(),
        next: "Wait for it to finish, or end it, and send this again.".to_owned(),
    }
}

/// The one who asked left before the service took it.
pub(super) fn stopped() -> Failure {
    Failure {
        kind: FailureKind::Passing,
        what: "It was stopped before the service took it; nothing is changed.".to_owned(),
        next: "Send it again when it is wanted after all.".to_owned(),
    }
}

/// A write that cannot be written down does not happen.
fn unwritten(error: &JournalError) -> Failure {
    let next = match error {
        JournalError::UnderWay => "What it leaves is offered afterwards.",
        _ => "A change that cannot be written down first is not made.",
    };
    Failure { kind: FailureKind::Passing, what: format!("Nothing was sent: {error}."), next: next.to_owned() }
}
