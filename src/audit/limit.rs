//! The numbers in rules, which a policy can change.

use crate::client::field::{Span, Unit};

/// A number that a rule compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name in a policy, unique among all rules.
    pub name: &'static str,
    /// What it means, in a few words.
    pub help: &'static str,
    /// What holds unless a policy says otherwise.
    pub default: Amount,
}

/// How much, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A length of time, in seconds.
    Seconds(u64),
    /// A number of things.
    Count(u64),
}

impl Amount {
    /// The bare number.
    pub const fn number(self) -> u64 {
        match self {
            Self::Seconds(number) | Self::Count(number) => number,
        }
    }

    /// For reading: `90 days`, `20`.
    pub fn words(self) -> String {
        match self {
            Self::Seconds(seconds) => Span::from_seconds(seconds).to_string(),
            Self::Count(count) => count.to_string(),
        }
    }
}

impl Limit {
    pub(super) const fn span(name: &'static str, help: &'static str, amount: u64, unit: Unit) -> Self {
        Self { name, help, default: Amount::Seconds(amount * unit.seconds()) }
    }

    pub(super) const fn count(name: &'static str, help: &'static str, count: u64) -> Self {
        Self { name, help, default: Amount::Count(count) }
    }
}
