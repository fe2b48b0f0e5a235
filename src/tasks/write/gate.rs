//! The one place that every write passes.

use std::fmt;

/// Whether this session may write. [`super::Writer`] asks before it does anything else, so a closed gate
/// means that not one request is sent for a write, not even the describe before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WriteGate {
    /// It may.
    #[default]
    Open,
    /// It may not.
    ReadOnly {
        /// Why, as a person wrote it or as the flag is called; to follow "because".
        reason: String,
    },
}

/// Proof that the gate was passed. Only [`WriteGate::pass`] makes one, and nothing is sent without one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass(());

/// The gate is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    reason: String,
}

impl WriteGate {
    /// A gate that is closed for a reason.
    pub fn read_only(reason: impl Into<String>) -> Self {
        Self::ReadOnly { reason: reason.into() }
    }

    pub(super) fn pass(&self) -> Result<Pass, Closed> {
        match self {
            Self::Open => Ok(Pass(())),
            Self::ReadOnly { reason } => Err(Closed { reason: reason.clone() }),
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nothing is written because {}", self.reason)
    }
}
