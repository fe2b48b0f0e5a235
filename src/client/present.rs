//! A client in words: the rows of a detail view.

use jiff::Timestamp;

use super::effective::{Effective, Origin};
use super::field::{self, Field, Group, Kind, Life, Shown, Value, date, members_of, relative};
use super::text::harmless;
use super::{SecretPresence, Settings};

/// The line of a setting that has neither value nor default.
pub const NOTHING: &str = "—";

/// A heading and its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Which heading.
    pub group: Group,
    /// Its text.
    pub title: &'static str,
    /// Its rows, in the table's order.
    pub rows: Vec<Row>,
}

/// One setting in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The setting.
    pub field: &'static Field,
    /// Its name on screen.
    pub label: &'static str,
    /// What applies, safe to show; never empty.
    pub lines: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A setting this version does not know, verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRow {
    /// Its member name, dotted when nested; safe to show.
    pub name: String,
    /// Its value as indented JSON; safe to show.
    pub lines: Vec<String>,
}

/// The rows of a client, by heading. `now` is what "3 days ago" counts from; `secret` is what is known
/// of the secret, `None` before that is known.
pub fn rows(settings: &Settings, secret: Option<SecretPresence>, now: Timestamp) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for field in field::FIELDS.iter().filter(|field| field.shown == Shown::Row) {
        let Effective { value, origin } = settings.effective(field);
        if hidden(settings, field, origin) {
            continue;
        }
        let (lines, origin) = match (&field.life, &value) {
            (Life::Secret, _) => secret_line(secret),
            (_, Some(value)) => (lines(settings, field, value, origin, now), origin),
            (_, None) => (vec![NOTHING.to_owned()], origin),
        };
        let row = Row { field, label: field.label, lines, origin };
        match sections.last_mut().filter(|section| section.group == field.group) {
            Some(section) => section.rows.push(row),
            None => {
                sections.push(Section { group: field.group, title: field.group.title(), rows: vec![row] })
            }
        }
    }
    sections
}

/// The settings that the table does not know, verbatim.
pub fn unknown(settings: &Settings) -> Vec<UnknownRow> {
    settings
        .unknown()
        .into_iter()
        .map(|(name, json)| {
            let pretty = serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string());
            UnknownRow {
                name: harmless(&name).into_owned(),
                lines: pretty.lines().map(|line| harmless(line).into_owned()).collect(),
            }
        })
        .collect()
}

/// An object that is not there is told by its first member alone, so that a client without analytics
/// has one quiet line about it and not five.
fn hidden(settings: &Settings, field: &Field, origin: Origin) -> bool {
    let nothing = matches!(origin, Origin::Default | Origin::Unset);
    let first = field.parent().and_then(|parent| members_of(parent).next());
    nothing && !settings.has_parent_of(field) && first.is_some_and(|first| first != field)
}

fn secret_line(secret: Option<SecretPresence>) -> (Vec<String>, Origin) {
    let (line, origin) = match secret {
        Some(SecretPresence::Present(fingerprint)) => (format!("set {fingerprint}"), Origin::Configured),
        Some(SecretPresence::Absent) => ("none (public client)".to_owned(), Origin::Unset),
        None => (NOTHING.to_owned(), Origin::Unset),
    };
    (vec![line], origin)
}

fn lines(settings: &Settings, field: &Field, value: &Value, origin: Origin, now: Timestamp) -> Vec<String> {
    if let Value::Moment(moment) = value {
        return vec![format!("{} · {}", relative(*moment, now), date(*moment))];
    }
    let mut lines = match (&field.kind, field.default_words()) {
        (Kind::List { .. }, Some(words)) if origin.is_default() => vec![words],
        _ => field.words(value),
    };
    if let Some(last) = lines.last_mut() {
        for detail in details(settings, field) {
            last.push_str(", ");
            last.push_str(&detail);
        }
    }
    if lines.is_empty() { vec![NOTHING.to_owned()] } else { lines }
}

/// What settings told within this one add to it: "10 s grace". Units are already in the words of
/// their duration, and a detail that is at its default goes without saying.
fn details(settings: &Settings, field: &Field) -> Vec<String> {
    field::FIELDS
        .iter()
        .filter(|detail| detail.shown == Shown::Within(field.id) && detail.kind != Kind::Unit)
        .filter_map(|detail| {
            let effective = settings.effective(detail);
            let value = effective.value.filter(|_| effective.origin == Origin::Configured)?;
            let words = match value.as_span() {
                Some(span) => format!("{} s", span.seconds()),
                None => detail.words(&value).join(" "),
            };
            let name = detail.label.strip_prefix(field.label).unwrap_or(detail.label).trim();
            Some(format!("{words} {name}"))
        })
        .collect()
}
