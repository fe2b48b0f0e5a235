//! Values of settings, typed.

use jiff::Timestamp;
use serde_json::Value as Json;

use super::{Compare, Kind, Span, Unit};

/// A setting's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text, an enumerated value or a unit, as the API writes it.
    Text(String),
    /// A list's members in the service's order.
    List(Vec<String>),
    /// On or off.
    Switch(bool),
    /// A length of time.
    Span(Span),
    /// A moment.
    Moment(Timestamp),
    /// What the service returned in a form that the row does not expect, kept as it is.
    Other(Json),
}

impl Value {
    /// The text of a text or an enumerated value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The members of a list; none for anything else.
    pub fn as_list(&self) -> &[String] {
        match self {
            Self::List(members) => members,
            _ => &[],
        }
    }

    /// The position of a switch.
    pub fn as_switch(&self) -> Option<bool> {
        match self {
            Self::Switch(on) => Some(*on),
            _ => None,
        }
    }

    /// The length of time.
    pub fn as_span(&self) -> Option<Span> {
        match self {
            Self::Span(span) => Some(*span),
            _ => None,
        }
    }

    /// The moment.
    pub fn as_moment(&self) -> Option<Timestamp> {
        match self {
            Self::Moment(moment) => Some(*moment),
            _ => None,
        }
    }

    /// True for what came in a form that the row does not expect.
    pub fn is_other(&self) -> bool {
        matches!(self, Self::Other(_))
    }

    /// True for what the service treats as nothing set: an empty list, an empty text, and zero
    /// where that is not a length the setting can have (a refresh token of 0 becomes one of 30 days).
    pub fn is_empty_for(&self, kind: &Kind) -> bool {
        match (self, kind) {
            (Self::Text(text), _) => text.is_empty(),
            (Self::List(members), _) => members.is_empty(),
            (Self::Span(span), Kind::Duration { seconds, .. }) => span.amount == 0 && seconds.min > 0,
            _ => false,
        }
    }

    /// True when both mean the same under a setting's way of comparing.
    pub fn same(&self, other: &Self, compare: Compare) -> bool {
        match (compare, self, other) {
            (Compare::Seconds, Self::Span(a), Self::Span(b)) => a.seconds() == b.seconds(),
            (Compare::Set, Self::List(a), Self::List(b)) => {
                let mut a: Vec<&String> = a.iter().collect();
                let mut b: Vec<&String> = b.iter().collect();
                a.sort_unstable();
                a.dedup();
                b.sort_unstable();
                b.dedup();
                a == b
            }
            _ => self == other,
        }
    }

    /// Reads a member of the service's document. `unit` is the one that a duration's number is in.
    pub(crate) fn from_wire(kind: &Kind, json: &Json, unit: Option<Unit>) -> Self {
        let read = match (kind, json) {
            (Kind::Text { .. } | Kind::Choice(_) | Kind::Unit, Json::String(text)) => {
                Some(Self::Text(text.clone()))
            }
            (Kind::List { .. } | Kind::Choices(_), Json::Array(members)) => members
                .iter()
                .map(|member| member.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
                .map(Self::List),
            (Kind::Switch, Json::Bool(on)) => Some(Self::Switch(*on)),
            (Kind::Duration { .. }, Json::Number(number)) => {
                number.as_u64().zip(unit).map(|(amount, unit)| Self::Span(Span::new(amount, unit)))
            }
            (Kind::Timestamp, Json::Number(number)) => number.as_f64().and_then(moment).map(Self::Moment),
            (Kind::Timestamp, Json::String(text)) => text.parse().ok().map(Self::Moment),
            _ => None,
        };
        read.unwrap_or_else(|| Self::Other(json.clone()))
    }

    /// Writes it as a member of the service's document; a span's unit is another member.
    pub(crate) fn to_wire(&self) -> Json {
        match self {
            Self::Text(text) => Json::from(text.as_str()),
            Self::List(members) => Json::from(members.clone()),
            Self::Switch(on) => Json::from(*on),
            Self::Span(span) => Json::from(span.amount),
            Self::Moment(moment) => epoch(*moment),
            Self::Other(json) => json.clone(),
        }
    }
}

/// Seconds since 1970, which a double holds to the microsecond for the centuries in question.
fn moment(seconds: f64) -> Option<Timestamp> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float cast saturates, and jiff refuses what is out of range"
    )]
    let micros = (seconds * 1e6).round() as i64;
    Timestamp::from_microsecond(micros).ok()
}

fn epoch(moment: Timestamp) -> Json {
    if moment.subsec_nanosecond() == 0 {
        return Json::from(moment.as_second());
    }
    #[expect(clippy::cast_precision_loss, reason = "microseconds since 1970 stay below 2^53 until 2255")]
    let micros = moment.as_microsecond() as f64;
    Json::from(micros / 1e6)
}

/// What applies when nothing is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultValue {
    /// A text or an enumerated value.
    Text(&'static str),
    /// A list's members.
    List(&'static [&'static str]),
    /// On or off.
    Switch(bool),
    /// A length of time.
    Span(Span),
}

impl DefaultValue {
    /// As a value.
    pub fn value(self) -> Value {
        match self {
            Self::Text(text) => Value::Text(text.to_owned()),
            Self::List(members) => Value::List(members.iter().map(|&m| m.to_owned()).collect()),
            Self::Switch(on) => Value::Switch(on),
            Self::Span(span) => Value::Span(span),
        }
    }
}
