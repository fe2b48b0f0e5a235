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
        // Until the account is known, a rule about accounts may be about this one.
        let unknown = site.account.is_none();
        let covers = |guard: &&Guard| {
            guard.covers(&site.profile, &site.region, site.account.as_deref())
                || (unknown && names_accounts(&guard.pattern))
        };
        guards.iter().filter(covers).find(|guard| guard.mode == mode)
    }

    pub(super) fn pass(&self, site: &Site) -> Result<Pass, Closed> {
        match self.closed_at(site) {
            None => Ok(Pass(())),
            Some(reason) => Err(Closed { reason }),
        }
    }
}

/// True for a pattern that only an account's number can fit.
fn names_accounts(pattern: &str) -> bool {
    pattern.contains(|c: char| c.is_ascii_digit()) && pattern.chars().all(|c| c.is_ascii_digit() || c == '*')
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nothing is written because {}", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_about_accounts_holds_until_the_account_is_known() {
        let guard = Guard {
            pattern: "1234*".to_owned(),
            mode: GuardMode::ReadOnly,
            reason: "this is production".to_owned(),
        };
        let gate = WriteGate::Guarded(vec![guard]);
        let site = |account: Option<&str>| Site {
            profile: "prod".to_owned(),
            region: "eu-west-1".to_owned(),
            account: account.map(str::to_owned),
            ..Site::default()
        };
        assert!(gate.closed_at(&site(None)).is_some() && gate.pass(&site(None)).is_err());
        assert!(gate.closed_at(&site(Some("123456789012"))).is_some());
        assert!(gate.closed_at(&site(Some("999456789012"))).is_none());
    }
}
