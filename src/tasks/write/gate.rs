//! The one place that every write passes.

use std::fmt;

use super::Site;
use crate::local::{Guard, GuardMode};

/// Whether this session may write. [`super::Writer`] asks before it does anything else, so a closed gate
/// means that not one request is sent for a write, not even the describe before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WriteGate {
    /// It may.
    #[default]
    Open,
    /// It may where no rule of the configuration forbids it.
    Guarded(Vec<Guard>),
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

    /// Why nothing may be written at a place, to follow "because".
    pub fn closed_at(&self, site: &Site) -> Option<String> {
        match self {
            Self::Open => None,
            Self::Guarded(_) => self.guard_of(site, GuardMode::ReadOnly).map(Guard::because),
            Self::ReadOnly { reason } => Some(reason.clone()),
        }
    }

    /// Why a name must be typed before anything is written at a place, to follow "because".
    pub fn asks_at(&self, site: &Site) -> Option<String> {
        self.guard_of(site, GuardMode::Confirm).map(Guard::because)
    }

    fn guard_of(&self, site: &Site, mode: GuardMode) -> Option<&Guard> {
        let Self::Guarded(guards) = self else { return None };
        let covers = |guard: &&Guard| guard.covers(&site.profile, &site.region, site.account.as_deref());
        guards.iter().filter(covers).find(|guard| guard.mode == mode)
    }

    pub(super) fn pass(&self, site: &Site) -> Result<Pass, Closed> {
        match self.closed_at(site) {
            None => Ok(Pass(())),
            Some(reason) => Err(Closed { reason }),
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nothing is written because {}", self.reason)
    }
}
