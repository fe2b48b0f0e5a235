//! What differs between two documents of a client, in words.

mod meaning;

use serde_json::Value as Json;

use super::Settings;
use super::effective::Origin;
use super::field::{FIELDS, Field, Kind, Life, Shown, Value, by_id};
use super::text::harmless;

/// What a change or a conflict is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A row of the table.
    Setting(&'static Field),
    /// A member that no row describes: its name, and that of the object it is in first where it is
    /// inside a known one.
    Unknown(Vec<String>),
}

impl Subject {
    /// Its name on screen: the row's label, or the member's dotted name made harmless.
    pub fn label(&self) -> String {
        match self {
            Self::Setting(field) => field.label.to_owned(),
            Self::Unknown(path) => harmless(&path.join(".")).into_owned(),
        }
    }

    /// The row, where there is one.
    pub fn field(&self) -> Option<&'static Field> {
        match self {
            Self::Setting(field) => Some(field),
            Self::Unknown(_) => None,
        }
    }
}

/// One thing that is different afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What changed.
    pub subject: Subject,
    /// What applied before, in lines that are safe to show; never empty.
    pub before: Vec<String>,
    /// What applies afterwards, likewise.
    pub after: Vec<String>,
    /// Members of a list that are new, in words; safe to show.
    pub added: Vec<String>,
    /// Members of a list that are gone, in words; safe to show.
    pub removed: Vec<String>,
    /// What it means for people and applications, where that is known.
    pub meaning: Option<String>,
}

/// What stands behind words that apply because nothing was said.
const DEFAULT: &str = " (default)";

impl Change {
    /// True where both sides read the same, but for one of them being the default: what is said of it
    /// would tell a person nothing.
    pub fn reads_alike(&self) -> bool {
        let bare = |lines: &[String]| -> Vec<String> {
            lines.iter().map(|line| line.trim_end_matches(DEFAULT).to_owned()).collect()
        };
        self.added.is_empty() && self.removed.is_empty() && bare(&self.before) == bare(&self.after)
    }
}

/// When two documents differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compare {
    /// When something else applies: a default that is written out is no change, nor are 60 minutes
    /// instead of an hour, nor the order of a list.
    #[default]
    ByEffect,
    /// When something else is written.
    ByText,
}

/// What differs, in the table's order and then what the table does not know. Dates and other things
/// that the service alone says are left out.
pub fn diff(before: &Settings, after: &Settings, compare: Compare) -> Vec<Change> {
    let known = FIELDS
        .iter()
        .filter(|field| !matches!(field.life, Life::ReadOnly | Life::Secret))
        .filter(|field| differs(before, after, field, compare))
        .map(|field| of_setting(before, after, field));
    known.chain(of_unknown(before, after)).collect()
}

/// True when a setting differs between two documents.
pub(super) fn differs(before: &Settings, after: &Settings, field: &'static Field, compare: Compare) -> bool {
    if let (Kind::Unit, Shown::Within(id)) = (field.kind, field.shown) {
        // A unit is told by its duration, where that can be read; alone it has no effect.
        let odd = |settings: &Settings, of| settings.get(of).is_some_and(|value| value.is_other());
        let told = by_id(id).is_some_and(|of| {
            let apart = compare == Compare::ByText && before.get(of) == after.get(of);
            !apart && !odd(before, of) && !odd(after, of)
        });
        if told {
            return false;
        }
    }
    match compare {
        Compare::ByEffect => !before.same(after, field),
        Compare::ByText => before.get(field) != after.get(field),
    }
}

fn of_setting(before: &Settings, after: &Settings, field: &'static Field) -> Change {
    let members = |settings: &Settings| -> Vec<String> {
        settings.effective(field).value.map_or_else(Vec::new, |value| value.as_list().to_vec())
    };
    let (old, new) = (members(before), members(after));
    let missing_in = |those: &[String], these: &[String]| -> Vec<String> {
        those.iter().filter(|member| !these.contains(member)).cloned().collect()
    };
    let (removed, added) = (missing_in(&old, &new), missing_in(&new, &old));
    let meaning = meaning::of(before, after, field, &added, &removed);
    let words = |members: Vec<String>| -> Vec<String> {
        members.into_iter().flat_map(|member| field.words(&Value::List(vec![member]))).collect()
    };
    Change {
        subject: Subject::Setting(field),
        before: lines(before, field),
        after: lines(after, field),
        added: words(added),
        removed: words(removed),
        meaning,
    }
}

/// What applies for a setting, as a person reads it.
pub(super) fn lines(settings: &Settings, field: &Field) -> Vec<String> {
    let effective = settings.effective(field);
    let mut lines = match (&effective.value, effective.origin) {
        (None, _) => Vec::new(),
        (Some(_), Origin::Default) => field.default_words().into_iter().collect(),
        (Some(Value::Span(span)), _) => vec![span.to_string()],
        (Some(value), _) => field.words(value),
    };
    if lines.is_empty() {
        lines.push(super::present::NOTHING.to_owned());
    }
    if let (Origin::Default, Some(last)) = (effective.origin, lines.last_mut()) {
        last.push_str(DEFAULT);
    }
    lines
}

fn of_unknown(before: &Settings, after: &Settings) -> Vec<Change> {
    let (old, new) = (before.unknown_paths(), after.unknown_paths());
    let mut paths: Vec<&Vec<String>> = old.iter().map(|(path, _)| path).collect();
    paths.extend(new.iter().map(|(path, _)| path).filter(|path| !old.iter().any(|(p, _)| p == *path)));
    let find = |list: &[(Vec<String>, &Json)], path: &[String]| -> Option<Json> {
        list.iter().find(|(p, _)| p == path).map(|(_, json)| (*json).clone())
    };
    paths
        .into_iter()
        .map(|path| (path, find(&old, path), find(&new, path)))
        .filter(|(_, before, after)| before != after)
        .map(|(path, before, after)| Change {
            subject: Subject::Unknown(path.clone()),
            before: json_lines(before.as_ref()),
            after: json_lines(after.as_ref()),
            added: Vec::new(),
            removed: Vec::new(),
            meaning: None,
        })
        .collect()
}

/// Lines that are one JSON value together, in one line; none where they are something else.
pub fn in_one_line(lines: &[&str]) -> Option<String> {
    if lines.len() < 2 || !lines[0].starts_with(['{', '[']) {
        return None;
    }
    let text: String = lines.iter().map(|line| line.trim_start()).collect();
    serde_json::from_str::<Json>(&text).ok().map(|json| json.to_string())
}

/// A member's JSON, indented and safe to show.
pub(super) fn json_lines(json: Option<&Json>) -> Vec<String> {
    let Some(json) = json else { return vec![super::present::NOTHING.to_owned()] };
    let pretty = serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string());
    pretty.lines().map(|line| harmless(line).into_owned()).collect()
}

#[cfg(test)]
mod tests;
