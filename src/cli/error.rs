//! Why a command did not do what it was asked for, and the exit status that says so to scripts.

use std::process::ExitCode;

use thiserror::Error;

use super::status;
use crate::client::edit::EditError;
use crate::client::reference::BadReference;
use crate::client::text::harmless;
use crate::cognito::{CognitoError, ErrorKind};
use crate::tasks::write::{Reason, WriteOutcome};
use crate::tasks::{Failure, FailureKind};

/// What a command can end in beside its result.
#[derive(Debug, Error)]
pub(super) enum CliError {
    /// What was typed makes no sense.
    #[error("{0}")]
    Usage(String),
    /// The reference cannot be read.
    #[error(transparent)]
    Reference(#[from] BadReference),
    /// An edit cannot be read, or not be made.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// What was asked for is not there.
    #[error("{0}")]
    NotFound(String),
    /// Several things fit, and none is guessed.
    #[error("{what}; name one of them by its id:\n{}", list(candidates))]
    Ambiguous {
        /// What fits several.
        what: String,
        /// A line for each.
        candidates: Vec<String>,
    },
    /// The service, or the way to it.
    #[error("{source}. {}", .source.next_step())]
    Cognito {
        /// What it says.
        #[from]
        source: CognitoError,
    },
    /// A write that was not carried out.
    #[error("{0}")]
    Refused(String),
    /// A write that the service or this machine kept from being carried out, or whose end is unknown.
    #[error("{} {}", .failure.what, .failure.next)]
    Write {
        /// In words.
        failure: Failure,
        /// True where this session, or somebody else's write, stood against it.
        refused: bool,
    },
    /// A command that was to be run in this one's place.
    #[error("{program} cannot be run: {why}")]
    Command {
        /// The command, harmless to show.
        program: String,
        /// In words.
        why: String,
        /// False where there is none of that name.
        found: bool,
    },
    /// This machine.
    #[error("{0}")]
    Machine(String),
}

fn list(candidates: &[String]) -> String {
    let lines: Vec<String> = candidates.iter().map(|line| format!("  {}", harmless(line))).collect();
    lines.join("\n")
}

impl CliError {
    /// Why a write was not carried out, or may not have been.
    pub(super) fn not_written(outcome: &WriteOutcome) -> Self {
        match outcome {
            WriteOutcome::Invalid(findings) => {
                let lines: Vec<String> =
                    findings.iter().map(|finding| harmless(&finding.message).into_owned()).collect();
                Self::Refused(format!("Cognito would refuse this: {}", lines.join("; ")))
            }
            WriteOutcome::Refused(refused) | WriteOutcome::NotApplied(refused) => Self::Write {
                refused: matches!(refused.reason, Reason::ReadOnly | Reason::Busy),
                failure: refused.failure.clone(),
            },
            WriteOutcome::Unknown(doubt) => Self::Write { failure: doubt.failure.clone(), refused: false },
            WriteOutcome::Diverged(_) => {
                Self::Refused("somebody else changed the client meanwhile; nothing is written".to_owned())
            }
            WriteOutcome::Applied(_) | WriteOutcome::AsWanted(_) => {
                Self::Machine("this is no failure, and a fault of cognitui; please report it".to_owned())
            }
        }
    }

    /// The exit status that stands for it.
    pub(super) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Reference(_) => status::USAGE,
            // What the form of a command allows and the setting does not is refused, not misunderstood.
            Self::Edit(error) => match error {
                EditError::DefaultReturns { .. } | EditError::UnknownForm { .. } => status::REFUSED,
                _ => status::USAGE,
            },
            Self::NotFound(_) | Self::Ambiguous { .. } => status::NOT_FOUND,
            Self::Refused(_) | Self::Write { refused: true, .. } => status::REFUSED,
            Self::Machine(_) => status::FAILED,
            Self::Command { found: true, .. } => status::NOT_RUNNABLE,
            Self::Command { found: false, .. } => status::NO_COMMAND,
            Self::Write { failure, .. } => match failure.kind {
                FailureKind::Credentials | FailureKind::Denied => status::NOT_ALLOWED,
                FailureKind::NotFound => status::NOT_FOUND,
                FailureKind::Refused => status::REFUSED,
                FailureKind::NoRegion => status::USAGE,
                FailureKind::Unsupported | FailureKind::Passing => status::FAILED,
            },
            Self::Cognito { source } => of_kind(source.kind()),
        }
    }

    /// Says what happened on standard error and gives the exit status.
    pub(super) fn tell(&self) -> ExitCode {
        super::fail(self.status(), &self.to_string())
    }
}

fn of_kind(kind: ErrorKind) -> u8 {
    match kind {
        ErrorKind::NoCredentials
        | ErrorKind::CredentialsExpired
        | ErrorKind::UnknownProfile
        | ErrorKind::BrokenConfiguration
        | ErrorKind::AccessDenied
        | ErrorKind::InvalidSignature => status::NOT_ALLOWED,
        // Writes tell otherwise, so what is invalid is a read's id or name that the service does not take.
        ErrorKind::NoRegion | ErrorKind::BadEndpoint | ErrorKind::Invalid => status::USAGE,
        ErrorKind::NotFound => status::NOT_FOUND,
        ErrorKind::LimitExceeded | ErrorKind::Concurrent => status::REFUSED,
        _ => status::FAILED,
    }
}
