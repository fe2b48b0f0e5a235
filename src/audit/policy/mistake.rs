//! What is wrong with a policy, and what to write instead.

use crate::client::text::quote;

/// A policy that cannot be used: every mistake in it at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", told(.mistakes))]
pub struct PolicyError {
    /// The mistakes, in the file's order.
    pub mistakes: Vec<Mistake>,
}

/// One mistake in a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// It does not have the form of a policy.
    #[error("[audit] is not understood: {why}")]
    Malformed {
        /// Where and why, in the parser's words.
        why: String,
    },
    /// No rule is called that.
    #[error("audit.{place}: there is no rule '{}'; `cognitui rules` lists them", quote(.rule))]
    UnknownRule {
        /// Where it is named.
        place: String,
        /// What was written.
        rule: String,
    },
    /// No severity is called that.
    #[error("audit.severity.{rule}: '{}' is no severity; write critical, high, medium, low or info", quote(.word))]
    UnknownSeverity {
        /// The rule.
        rule: String,
        /// What was written.
        word: String,
    },
    /// No number is called that.
    #[error("audit.limits: no rule has a number called '{}'; `cognitui rules` lists them", quote(.name))]
    UnknownLimit {
        /// What was written.
        name: String,
    },
    /// A number that is none, or of the wrong kind.
    #[error("audit.limits.{name}: '{}' is not understood; write {expected}", quote(.value))]
    BadLimit {
        /// The number's name.
        name: &'static str,
        /// What was written.
        value: String,
        /// What it should look like.
        expected: &'static str,
    },
    /// A suppression that says nothing about why.
    #[error("audit.suppress {number}: a suppression needs its reason; write reason = \"…\"")]
    NoReason {
        /// Which one, from 1.
        number: usize,
    },
    /// A suppression that could be of everything by accident.
    #[error("audit.suppress {number}: name a client or a pool; client = \"*\" means every client")]
    NoPlace {
        /// Which one, from 1.
        number: usize,
    },
    /// A day that is none.
    #[error("audit.suppress {number}: '{}' is no day; write expires = 2027-03-31", quote(.value))]
    BadDay {
        /// Which one, from 1.
        number: usize,
        /// What was written.
        value: String,
    },
}

fn told(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
