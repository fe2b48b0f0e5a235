//! What a setting accepts, and the words for what it does not.

use super::{Charset, Field, Kind, Life, Range, Span, Unit, Value};
use crate::client::text::{harmless, quote};

/// A value that a setting does not accept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} ({}): {problem}", .field.label, .field.id)]
pub struct Invalid {
    /// The setting.
    pub field: &'static Field,
    /// What is wrong, and what to do.
    pub problem: Problem,
}

/// Why a value is not accepted. The texts never repeat a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Fewer characters than needed.
    #[error("needs at least {min} character{} and has {length}; make it longer", if *.min == 1 { "" } else { "s" })]
    TooShort {
        /// Characters needed.
        min: u64,
        /// Characters given.
        length: u64,
    },
    /// More characters than allowed.
    #[error("may have at most {max} characters and has {length}; shorten it")]
    TooLong {
        /// Characters allowed.
        max: u64,
        /// Characters given.
        length: u64,
    },
    /// A character or a form that is not allowed.
    #[error("may have only {}; {}", .charset.words(), remedy(*.found))]
    Characters {
        /// What is allowed.
        charset: Charset,
        /// The first character that is not, where one alone is to blame and may be told.
        found: Option<char>,
    },
    /// More members than allowed.
    #[error("may have at most {max} members and has {count}; remove {}", .count - .max)]
    TooMany {
        /// Members allowed.
        max: usize,
        /// Members given.
        count: usize,
    },
    /// Not a documented value.
    #[error("'{text}' is not a known value; {}", suggestion(*.near, .known))]
    UnknownChoice {
        /// What was given, made harmless.
        text: String,
        /// The documented value that is nearest to it.
        near: Option<&'static str>,
        /// All documented values.
        known: Vec<&'static str>,
    },
    /// Neither on nor off.
    #[error("'{text}' is neither on nor off; write on or off")]
    NotASwitch {
        /// What was given, made harmless.
        text: String,
    },
    /// Not a length of time.
    #[error("'{text}' is not a length of time; write a number and a unit, such as 45 min, 12h or 30 days")]
    NotADuration {
        /// What was given, made harmless.
        text: String,
    },
    /// A length of time that the setting's unit cannot say.
    #[error("is counted in whole {unit}; choose a whole number of {unit}")]
    NotWhole {
        /// The setting's unit.
        unit: Unit,
    },
    /// A length of time outside the limits.
    #[error("is {given} long; choose {}", span_words(*.seconds))]
    OutOfRange {
        /// What was given, in words.
        given: String,
        /// Seconds at least and at most.
        seconds: Range,
    },
    /// Not a moment.
    #[error("'{text}' is not a moment; write it as 2024-11-22T08:30:00Z")]
    NotAMoment {
        /// What was given, made harmless.
        text: String,
    },
    /// A value of another form than the setting's.
    #[error("takes {expected}; give a value of that form")]
    WrongKind {
        /// The form in words.
        expected: &'static str,
    },
    /// A secret, which settings never hold.
    #[error("is a secret and not kept among the settings; add or replace it where secrets are managed")]
    Secret,
}

fn remedy(found: Option<char>) -> String {
    found.map_or_else(
        || "write it that way".to_owned(),
        |c| format!("remove {}", harmless(c.encode_utf8(&mut [0; 4]))),
    )
}

fn suggestion(near: Option<&str>, known: &[&'static str]) -> String {
    match near {
        Some(near) => format!("did you mean {near}? Known are {}", known.join(", ")),
        None => format!("choose from {}", known.join(", ")),
    }
}

/// "5 minutes – 1 day", with years where a person would say years.
fn span_words(seconds: Range) -> String {
    let words = |seconds: u64| {
        let days = seconds / 86_400;
        if days >= 730 && seconds.is_multiple_of(365 * 86_400) {
            format!("{} years", days / 365)
        } else {
            Span::from_seconds(seconds).to_string()
        }
    };
    format!("{} – {}", words(seconds.min), words(seconds.max))
}

impl Field {
    /// Whether the service's documented limits allow a value, each by itself. What several settings
    /// must agree on is not looked at here.
    ///
    /// A value of an unexpected form that came from the service is let through as it is.
    pub fn check(&'static self, value: &Value) -> Result<(), Invalid> {
        let problem = match (&self.kind, value) {
            (_, Value::Other(_)) | (Kind::Switch, Value::Switch(_)) | (Kind::Timestamp, Value::Moment(_)) => {
                None
            }
            (Kind::Text { length, charset }, Value::Text(text)) => self.check_text(text, *length, *charset),
            (Kind::List { max, length, charset, .. }, Value::List(members)) => max
                .filter(|max| members.len() > *max)
                .map(|max| Problem::TooMany { max, count: members.len() })
                .or_else(|| members.iter().find_map(|m| self.check_text(m, *length, *charset))),
            (Kind::Choices(_), Value::List(members)) => members.iter().find_map(|m| self.check_choice(m)),
            (Kind::Choice(_) | Kind::Unit, Value::Text(text)) => self.check_choice(text),
            (Kind::Duration { seconds, .. }, Value::Span(span)) => {
                let fits = span.amount.checked_mul(span.unit.seconds()).is_some_and(|s| seconds.contains(s));
                (!fits).then(|| Problem::OutOfRange { given: span.words(), seconds: *seconds })
            }
            _ => Some(Problem::WrongKind { expected: self.form() }),
        };
        problem.map_or(Ok(()), |problem| Err(self.invalid(problem)))
    }

    /// True for an empty text where the service knows none: it can only mean that nothing is set. A name
    /// must be there, so an empty one is a mistake.
    pub fn is_unset_text(&self, value: &Value) -> bool {
        let needs_letters = matches!(self.kind, Kind::Text { length, .. } if length.min > 0);
        needs_letters && *self != *super::CLIENT_NAME && value.as_text() == Some("")
    }

    /// The limits in words, to stand beside a form's input: "5 minutes – 1 day".
    pub fn limits(&self) -> String {
        match &self.kind {
            Kind::Text { length, .. } => format!("{}–{} characters", length.min, length.max),
            Kind::List { max: Some(max), length, .. } => {
                format!("at most {max}, of {} characters", length.max)
            }
            Kind::List { max: None, length, .. } => format!("at most {} characters each", length.max),
            Kind::Choice(choices) => choices.iter().map(|c| c.words).collect::<Vec<_>>().join(" or "),
            Kind::Choices(choices) => choices.iter().map(|c| c.words).collect::<Vec<_>>().join(", "),
            Kind::Switch => "on or off".to_owned(),
            Kind::Duration { seconds, .. } => span_words(*seconds),
            Kind::Unit => "seconds, minutes, hours or days".to_owned(),
            Kind::Timestamp => "a moment".to_owned(),
        }
    }

    /// The form of its values in words.
    pub(crate) fn form(&self) -> &'static str {
        match self.kind {
            Kind::Text { .. } => "a text",
            Kind::List { .. } | Kind::Choices(_) => "a list of texts",
            Kind::Choice(_) => "one of its values",
            Kind::Switch => "on or off",
            Kind::Duration { .. } => "a length of time",
            Kind::Unit => "a unit of time",
            Kind::Timestamp => "a moment",
        }
    }

    pub(crate) fn invalid(&'static self, problem: Problem) -> Invalid {
        Invalid { field: self, problem }
    }

    fn check_text(&self, text: &str, length: Range, charset: Charset) -> Option<Problem> {
        let count = text.chars().count() as u64;
        if count < length.min {
            return Some(Problem::TooShort { min: length.min, length: count });
        }
        if count > length.max {
            return Some(Problem::TooLong { max: length.max, length: count });
        }
        if charset.allows(text) {
            return None;
        }
        let tell = self.life != Life::Secret && charset.is_by_character();
        let found = text.chars().find(|c| !charset.allows(c.encode_utf8(&mut [0; 4])));
        Some(Problem::Characters { charset, found: found.filter(|_| tell) })
    }

    fn check_choice(&self, text: &str) -> Option<Problem> {
        let choices = self.kind.choices();
        if choices.iter().any(|choice| choice.value == text) {
            return None;
        }
        let near = choices
            .iter()
            .map(|choice| {
                (distance(&choice.value.to_ascii_lowercase(), &text.to_ascii_lowercase()), choice.value)
            })
            .filter(|(distance, value)| *distance * 3 < value.chars().count())
            .min()
            .map(|(_, value)| value);
        let known = choices.iter().map(|choice| choice.value).collect();
        Some(Problem::UnknownChoice { text: quote(text), near, known })
    }
}

/// Single-character edits between two texts (Levenshtein), for "did you mean".
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
