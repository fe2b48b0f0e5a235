//! Values in words, for reading.

use jiff::{Timestamp, tz::TimeZone};

use super::{Choice, Field, Kind, Layout, Value};
use crate::client::text::harmless;

impl Field {
    /// A value as a person reads it, in lines that are safe to show: words where there are words,
    /// anything unknown as it is. An empty list has no lines.
    pub fn words(&self, value: &Value) -> Vec<String> {
        let line = match (value, &self.kind) {
            (Value::List(members), Kind::List { layout: Layout::Lines, .. }) => {
                return members.iter().map(|m| harmless(m).into_owned()).collect();
            }
            (Value::List(members), _) if members.is_empty() => return Vec::new(),
            (Value::List(members), Kind::Choices(choices)) => {
                members.iter().map(|m| choice_words(choices, m)).collect::<Vec<_>>().join(", ")
            }
            (Value::List(members), _) => {
                members.iter().map(|m| harmless(m).into_owned()).collect::<Vec<_>>().join("  ")
            }
            (Value::Text(text), Kind::Choice(choices)) => choice_words(choices, text),
            (Value::Text(text), _) => harmless(text).into_owned(),
            (Value::Switch(on), _) => (if *on { "on" } else { "off" }).to_owned(),
            (Value::Span(span), _) => span.words(),
            (Value::Moment(moment), _) => date(*moment),
            (Value::Other(json), _) => harmless(&json.to_string()).into_owned(),
        };
        vec![line]
    }

    /// The default in one line of words.
    pub fn default_words(&self) -> Option<String> {
        let value = self.default?.value();
        Some(match (&value, &self.kind) {
            (Value::List(_), Kind::List { .. }) => "all standard attributes".to_owned(),
            _ => self.words(&value).join("  "),
        })
    }
}

fn choice_words(choices: &[Choice], value: &str) -> String {
    let known = choices.iter().find(|choice| choice.value == value);
    known.map_or_else(|| harmless(value).into_owned(), |choice| choice.words.to_owned())
}

/// A moment to the minute, in UTC: `2023-04-02 10:00 UTC`.
pub fn date(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// How long ago a moment was, or in how long it will be: "3 days ago", "just now", "in 2 hours".
pub fn relative(moment: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - moment.as_second();
    let past = seconds >= 0;
    let seconds = seconds.unsigned_abs();
    let (amount, unit) = match seconds {
        0..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..5_184_000 => (seconds / 86_400, "day"),
        5_184_000..63_072_000 => (seconds / 2_629_800, "month"),
        _ => (seconds / 31_557_600, "year"),
    };
    let plural = if amount == 1 { "" } else { "s" };
    if past { format!("{amount} {unit}{plural} ago") } else { format!("in {amount} {unit}{plural}") }
}
