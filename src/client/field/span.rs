//! Lengths of time as the service counts them: a number and a unit.

use std::fmt;

use super::Choice;

/// A unit of `TokenValidityUnits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unit {
    /// One second.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 60 minutes.
    Hours,
    /// 24 hours.
    Days,
}

impl Unit {
    /// From the longest to the shortest.
    pub const LONGEST_FIRST: [Self; 4] = [Self::Days, Self::Hours, Self::Minutes, Self::Seconds];

    /// The values of a unit setting.
    pub const CHOICES: &'static [Choice] = &[
        Choice::new("seconds", "seconds", "The number counts seconds."),
        Choice::new("minutes", "minutes", "The number counts minutes."),
        Choice::new("hours", "hours", "The number counts hours."),
        Choice::new("days", "days", "The number counts days."),
    ];

    /// As the API writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> u64 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }

    /// The unit that the API writes so.
    pub fn from_wire(text: &str) -> Option<Self> {
        Self::LONGEST_FIRST.into_iter().find(|unit| unit.as_str() == text)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A length of time as the service stores it. Two spans of the same length in different units are not
/// equal; compare [`Span::seconds`] where only the length counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// How many.
    pub amount: u64,
    /// Of what.
    pub unit: Unit,
}

impl Span {
    /// So many of a unit.
    pub const fn new(amount: u64, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// A length in seconds, in the longest unit that divides it.
    pub fn from_seconds(seconds: u64) -> Self {
        Unit::LONGEST_FIRST
            .into_iter()
            .find_map(|unit| Self::new(seconds, Unit::Seconds).in_unit(unit).filter(|_| seconds > 0))
            .unwrap_or(Self::new(seconds, Unit::Seconds))
    }

    /// Its length in seconds; the greatest number where it is too long to count.
    pub const fn seconds(self) -> u64 {
        self.amount.saturating_mul(self.unit.seconds())
    }

    /// The same length in another unit, where that gives a whole number.
    pub fn in_unit(self, unit: Unit) -> Option<Self> {
        let seconds = self.amount.checked_mul(self.unit.seconds())?;
        seconds.is_multiple_of(unit.seconds()).then(|| Self::new(seconds / unit.seconds(), unit))
    }

    /// For reading: in the longest unit that divides it, so 3600 seconds are "1 hour".
    pub fn words(self) -> String {
        if self.amount == 0 || self.seconds() == u64::MAX {
            return self.to_string();
        }
        Self::from_seconds(self.seconds()).to_string()
    }
}

impl fmt::Display for Span {
    /// As stored, "90 minutes" or "1 day"; reading it back gives the same span.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.as_str();
        let unit = if self.amount == 1 { unit.trim_end_matches('s') } else { unit };
        write!(f, "{} {unit}", self.amount)
    }
}
