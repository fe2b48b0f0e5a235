//! A rule as a row: what it finds, why that matters, who says so, what to do.

use std::borrow::Cow;
use std::fmt;

use super::case::{Case, Found, PoolCase, Profile, Sink};
use super::{Limit, find};
use crate::client::Field;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Worth tidying.
    Low,
    /// A weakness, or a failure in waiting.
    Medium,
    /// A way in, for somebody who tries.
    High,
    /// Open now.
    Critical,
}

impl Severity {
    /// From the worst to the mildest.
    pub const WORST_FIRST: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// As it is written everywhere: `high`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// One letter for a narrow column: `H`.
    pub const fn letter(self) -> char {
        match self {
            Self::Info => 'I',
            Self::Low => 'L',
            Self::Medium => 'M',
            Self::High => 'H',
            Self::Critical => 'C',
        }
    }

    /// Reads a word, whatever its case.
    pub fn read(word: &str) -> Option<Self> {
        Self::WORST_FIRST.into_iter().find(|severity| severity.word().eq_ignore_ascii_case(word.trim()))
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name and the place in it: `RFC 9700 §2.1.2`.
    pub name: &'static str,
    /// Where it is read.
    pub url: &'static str,
}

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its id: `S01`; `P01` for what is about a pool and shown as context.
    pub id: &'static str,
    /// Its name for a policy and for reports: `implicit-grant`.
    pub name: &'static str,
    /// What it finds, as a statement.
    pub title: &'static str,
    /// How bad that is where nothing makes it better or worse.
    pub severity: Severity,
    /// What makes it better or worse; empty where nothing does.
    pub varies: &'static str,
    /// The settings it looks at, the one to look at first.
    pub fields: &'static [&'static Field],
    /// Why it matters, for somebody who has never heard of it.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Who says so.
    pub sources: &'static [Source],
    /// Rules whose remedy undoes this one's unless both are thought of together.
    pub conflicts_with: &'static [&'static str],
    /// The numbers it compares with.
    pub limits: &'static [&'static Limit],
    pub(super) check: Check,
}

/// Compares clients; each finding comes with the place of the client it is about.
pub(super) type Among = fn(&[Profile<'_>]) -> Vec<(usize, Found)>;

/// How a rule judges.
#[derive(Clone, Copy, Default)]
pub(super) struct Check {
    /// One client.
    pub(super) client: Option<fn(&Case<'_>, &mut Sink)>,
    /// A pool itself.
    pub(super) pool: Option<fn(&PoolCase<'_>, &mut Sink)>,
    /// The clients of a pool beside each other: each finding with the client it is about.
    pub(super) among: Option<Among>,
}

impl Check {
    pub(super) const fn client(check: fn(&Case<'_>, &mut Sink)) -> Self {
        Self { client: Some(check), pool: None, among: None }
    }

    pub(super) const fn pool(check: fn(&PoolCase<'_>, &mut Sink)) -> Self {
        Self { client: None, pool: Some(check), among: None }
    }
}

impl Rule {
    /// True for a rule about pools rather than clients.
    pub fn is_about_pools(&self) -> bool {
        self.check.client.is_none() && self.check.among.is_none()
    }

    /// What to do about it, and which rules' remedies are to be weighed against it.
    pub fn advice(&self) -> Cow<'static, str> {
        let others: Vec<String> = self
            .conflicts_with
            .iter()
            .filter_map(|id| find(id))
            .map(|other| format!("{} ({})", other.id, other.title))
            .collect();
        if others.is_empty() {
            return Cow::Borrowed(self.remedy);
        }
        let them = others.join(" and ");
        Cow::Owned(format!("{} Weigh it against {them}: settling one can undo the other.", self.remedy))
    }

    /// Where the rule's first source is read.
    pub fn link(&self) -> &'static str {
        self.sources.first().map_or("", |source| source.url)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.id)
    }
}

/// A rule that is known and cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unanswerable {
    /// The id it would have.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it would find.
    pub title: &'static str,
    /// Why nothing can be said, and where to look instead.
    pub reason: &'static str,
}
