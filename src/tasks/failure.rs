//! A failure as a person reads it.

use crate::cognito::{CognitoError, ErrorKind};
use crate::local::JournalError;

/// What kind of thing went wrong, where the dashboard reacts with more than words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// No region is configured: a choice is offered.
    NoRegion,
    /// Credentials are missing, expired or refused.
    Credentials,
    /// One operation is not permitted; others may be.
    Denied,
    /// The thing asked for is not there any more.
    NotFound,
    /// The service does not take what was sent.
    Refused,
    /// The endpoint does not offer the operation.
    Unsupported,
    /// Anything else that may pass.
    Passing,
}

/// A failure in words: what happened, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of thing went wrong.
    pub kind: FailureKind,
    /// What happened, as a sentence.
    pub what: String,
    /// What to do about it, as a sentence.
    pub next: String,
}

impl Failure {
    /// A task broke down: a fault of this program.
    pub(super) fn broken() -> Self {
        Self {
            kind: FailureKind::Passing,
            what: "A background task broke down; that is a fault of cognitui.".to_owned(),
            next: "r tries again; --log FILE keeps what happened.".to_owned(),
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        let next = "Until then nothing can be changed, and what was changed cannot be listed.".to_owned();
        Self { kind: FailureKind::Passing, what: format!("{error}."), next }
    }
}

impl From<CognitoError> for Failure {
    fn from(error: CognitoError) -> Self {
        let kind = match error.kind() {
            ErrorKind::NoRegion => FailureKind::NoRegion,
            ErrorKind::NoCredentials
            | ErrorKind::CredentialsExpired
            | ErrorKind::UnknownProfile
            | ErrorKind::BrokenConfiguration
            | ErrorKind::InvalidSignature => FailureKind::Credentials,
            ErrorKind::AccessDenied => FailureKind::Denied,
            ErrorKind::NotFound => FailureKind::NotFound,
            ErrorKind::Unsupported => FailureKind::Unsupported,
            ErrorKind::Invalid | ErrorKind::LimitExceeded | ErrorKind::Concurrent => FailureKind::Refused,
            _ => FailureKind::Passing,
        };
        // Some of the sources quoted in an error end their own sentence.
        let what = error.to_string();
        Self { kind, what: format!("{}.", what.trim_end_matches('.')), next: error.next_step() }
    }
}
