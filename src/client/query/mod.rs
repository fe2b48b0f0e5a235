//! The language of filters: plain words, and predicates such as `flow:implicit` or `age>90d`.
//!
//! A predicate names a setting by its id in the table of fields, or by one of the short names of
//! [`OPERATORS`], and says what is wanted of it. Words are left to the caller, who matches them fuzzily.
//! What is not known of a client is judged [`Verdict::Unknown`], never guessed.

mod complete;
mod judge;
mod operator;
mod parse;
mod pattern;

#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::Timestamp;

pub use complete::{Completion, Offer, complete};
pub use operator::{OPERATORS, Operator, Reads};
pub use parse::parse;

use super::AppClient;
use parse::Predicate;

/// What a filter is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum About {
    /// App clients: every operator.
    #[default]
    Clients,
    /// User pools: their names and ids.
    Pools,
}

/// A filter that was read. What could not be read takes no part in it, so that a mistake never empties
/// a list; [`Query::problem`] says what and where.
#[derive(Clone, Debug, Default)]
pub struct Query {
    words: String,
    predicates: Vec<Predicate>,
    problem: Option<Problem>,
}

impl Query {
    /// The plain words, for fuzzy matching: the text as typed where it has nothing else.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The first thing that could not be read.
    pub fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// True when it asks for more than words.
    pub fn has_predicates(&self) -> bool {
        !self.predicates.is_empty()
    }

    /// True when it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.predicates.is_empty()
    }
}

/// What is known of a row: its names and ids always, its settings once it was described.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its id.
    pub id: &'a str,
    /// Its pool's name.
    pub pool: &'a str,
    /// Its pool's id.
    pub pool_id: &'a str,
    /// The described client.
    pub client: Option<&'a AppClient>,
    /// The moment that ages are counted from.
    pub now: Timestamp,
}

/// Whether a row is what a query asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// It depends on settings that were not read yet.
    Unknown,
}

/// A piece of a filter that cannot be read, and what is expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The piece, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong.
    pub trouble: Trouble,
}

impl Problem {
    /// True when more typing may be all that is needed.
    pub fn is_unfinished(&self) -> bool {
        matches!(self.trouble, Trouble::NoValue { .. } | Trouble::OpenQuote)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.trouble.fmt(f)
    }
}

/// What is wrong with a piece of a filter. The texts are harmless to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No operator and no setting is called so.
    #[error("nothing is called {name}:{}", near.as_ref().map_or_else(
        || "; write url: flow: scope: secret: age> or any setting's name".to_owned(),
        |near| format!("; did you mean {near}?"),
    ))]
    UnknownName {
        /// The name that was typed.
        name: String,
        /// The one that is nearest, with its sign.
        near: Option<String>,
    },
    /// An operator with nothing after it.
    #[error("after {name} comes {expected}")]
    NoValue {
        /// The operator with its sign, as typed.
        name: String,
        /// What may follow.
        expected: String,
    },
    /// A quotation mark without its partner.
    #[error("the quotation mark is not closed; type another one at the end")]
    OpenQuote,
    /// A comparison of what has no order.
    #[error("{name} is neither longer nor shorter; write {name}: and {expected}")]
    NoOrder {
        /// The operator.
        name: String,
        /// What may follow.
        expected: String,
    },
    /// A value that the operator cannot have.
    #[error("{name} has no {value}; {}", near.as_ref().map_or_else(
        || format!("expected {expected}"),
        |near| format!("did you mean {near}?"),
    ))]
    BadValue {
        /// The operator.
        name: String,
        /// What was typed.
        value: String,
        /// What may stand there.
        expected: String,
        /// The value that is nearest.
        near: Option<String>,
    },
    /// A setting that the service takes and never returns.
    #[error("the service never tells {name}; secret:yes finds clients that have a secret")]
    NeverTold {
        /// The setting.
        name: String,
    },
    /// An operator of clients in a filter of pools.
    #[error("pools are filtered by words, name: and id:; {name}: is for clients")]
    NotOfPools {
        /// The operator.
        name: String,
    },
}
