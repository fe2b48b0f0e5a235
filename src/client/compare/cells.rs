//! One setting of one column in words, beside the base's.

use serde_json::Value as Json;

use super::{Cell, Column, Line, Mark, Relation, SecretSeen, Secrets, settings_differ};
use crate::client::change::{Subject, json_lines};
use crate::client::effective::{Effective, Origin};
use crate::client::field::{Field, Kind, Life, Value};
use crate::client::present::NOTHING;
use crate::client::text::harmless;

/// A setting of the table.
pub(super) fn setting(base: &Column, column: &Column, is_base: bool, field: &'static Field) -> Cell {
    if let Some(text) = column.unresolved(field) {
        let relation = if is_base { Relation::Base } else { Relation::Untold };
        return told(
            relation,
            vec![Line { mark: Mark::Plain, text: format!("unresolved: {}", harmless(text)) }],
        );
    }
    if !is_base && base.unresolved(field).is_some() {
        let Effective { value, origin } = column.settings.effective(field);
        let lines = marked(words(field, value.as_ref(), origin), Mark::Plain);
        return Cell { origin, ..told(Relation::Untold, lines) };
    }
    if !is_base && !settings_differ(&base.settings, &column.settings, field) {
        // Where it comes from is of interest to whoever prints equal rows, and costs little.
        return Cell { origin: origin(column, field), ..told(Relation::Same, Vec::new()) };
    }
    let Effective { value, origin } = column.settings.effective(field);
    let texts = words(field, value.as_ref(), origin);
    if is_base {
        return Cell { origin, ..told(Relation::Base, marked(texts, Mark::Plain)) };
    }
    let reference = base.settings.effective(field);
    if let Some((added, removed)) = members(field, &reference, value.as_ref()) {
        let lines = list_lines(field, value.as_ref(), origin, &added, &removed);
        return Cell { origin, added, removed, ..told(Relation::Differs, lines) };
    }
    let gone = matches!(
        (&reference.value, &value),
        (Some(Value::Switch(true)), Some(Value::Switch(false))) | (Some(_), None)
    );
    let mark = if gone { Mark::Gone } else { Mark::Changed };
    Cell { origin, ..told(Relation::Differs, marked(texts, mark)) }
}

/// Only what decides between "default" and not, without the value.
fn origin(column: &Column, field: &Field) -> Origin {
    match (column.settings.raw(field), field.default) {
        (None, Some(_)) => Origin::Default,
        (None, None) => Origin::Unset,
        (Some(_), _) => column.settings.effective(field).origin,
    }
}

fn told(relation: Relation, lines: Vec<Line>) -> Cell {
    Cell { relation, lines, origin: Origin::Configured, added: Vec::new(), removed: Vec::new() }
}

fn marked(texts: Vec<String>, mark: Mark) -> Vec<Line> {
    texts.into_iter().map(|text| Line { mark, text }).collect()
}

/// A value in lines: a member of a list on each.
fn words(field: &Field, value: Option<&Value>, origin: Origin) -> Vec<String> {
    let lines = match value {
        None => Vec::new(),
        Some(Value::List(_)) if origin == Origin::Default && matches!(field.kind, Kind::List { .. }) => {
            field.default_words().into_iter().collect()
        }
        Some(Value::List(list)) => member_words(field, list),
        Some(value) => field.words(value),
    };
    if lines.is_empty() { vec![NOTHING.to_owned()] } else { lines }
}

fn member_words(field: &Field, list: &[String]) -> Vec<String> {
    list.iter().flat_map(|member| field.words(&Value::List(vec![member.clone()]))).collect()
}

/// What a list has more and less than the base's. `None` where one of them is no list, or a default that
/// is told in a word and not by its members.
fn members(field: &Field, base: &Effective, value: Option<&Value>) -> Option<(Vec<String>, Vec<String>)> {
    if !field.kind.is_list() {
        return None;
    }
    let list = |value: Option<&Value>| match value {
        None => Some(Vec::new()),
        Some(Value::List(members)) => Some(members.clone()),
        Some(_) => None,
    };
    let (old, new) = (list(base.value.as_ref())?, list(value)?);
    let without = |these: &[String], those: &[String]| -> Vec<String> {
        let mut rest: Vec<String> = Vec::new();
        for member in these.iter().filter(|member| !those.contains(member)) {
            if !rest.contains(member) {
                rest.push(member.clone());
            }
        }
        member_words(field, &rest)
    };
    Some((without(&new, &old), without(&old, &new)))
}

fn list_lines(
    field: &Field,
    value: Option<&Value>,
    origin: Origin,
    added: &[String],
    removed: &[String],
) -> Vec<Line> {
    let count = value.map_or(0, |value| value.as_list().len());
    let all_new = count > 0 && added.len() >= count;
    let in_a_word = origin == Origin::Default && matches!(field.kind, Kind::List { .. });
    if in_a_word || all_new && !removed.is_empty() {
        // Nothing in common: the other list is the answer, and the base's is beside it.
        return marked(words(field, value, origin), Mark::Changed);
    }
    let line = |mark| move |text: &String| Line { mark, text: text.clone() };
    added.iter().map(line(Mark::Added)).chain(removed.iter().map(line(Mark::Removed))).collect()
}

/// A member that no row describes, as JSON.
pub(super) fn member(base: Option<&Json>, json: Option<&Json>, is_base: bool) -> Cell {
    let origin = if json.is_some() { Origin::Configured } else { Origin::Unset };
    if !is_base && base == json {
        return Cell { origin, ..told(Relation::Same, Vec::new()) };
    }
    let texts = json_lines(json);
    let (relation, mark) = match (is_base, json) {
        (true, _) => (Relation::Base, Mark::Plain),
        (false, None) => (Relation::Differs, Mark::Gone),
        (false, Some(_)) => (Relation::Differs, Mark::Changed),
    };
    let mut lines = marked(texts, mark);
    // A sign before each line of one value would read as several values.
    for line in lines.iter_mut().skip(1) {
        line.mark = Mark::Plain;
    }
    Cell { origin, ..told(relation, lines) }
}

/// The secret: whether there is one, and whether it is the base's.
pub(super) fn secret(base: &Column, column: &Column, is_base: bool, words: Secrets) -> Cell {
    let origin = match column.secret {
        SecretSeen::Set(_) => Origin::Configured,
        _ => Origin::Unset,
    };
    let fingerprinted = |secret: SecretSeen| match (secret, words) {
        (SecretSeen::Unknown, _) => "not known".to_owned(),
        (SecretSeen::None, _) => "none".to_owned(),
        (SecretSeen::Set(Some(print)), Secrets::ByFingerprint) => format!("set {print}"),
        (SecretSeen::Set(_), _) => "set".to_owned(),
    };
    let text = fingerprinted(column.secret);
    let one = |mark, text| vec![Line { mark, text }];
    let (relation, lines) = match (base.secret, column.secret) {
        _ if is_base => (Relation::Base, one(Mark::Plain, text)),
        (SecretSeen::Set(Some(a)), SecretSeen::Set(Some(b))) if a == b => (Relation::Same, Vec::new()),
        (SecretSeen::Set(Some(_)), SecretSeen::Set(Some(_))) => {
            let text = if words == Secrets::InWords { "both set, differ".to_owned() } else { text };
            (Relation::Differs, one(Mark::Changed, text))
        }
        (SecretSeen::None, SecretSeen::None) => (Relation::Same, Vec::new()),
        (SecretSeen::Set(_), SecretSeen::None) => (Relation::Differs, one(Mark::Gone, text)),
        (SecretSeen::None, SecretSeen::Set(_)) => (Relation::Differs, one(Mark::Changed, text)),
        _ => (Relation::Untold, one(Mark::Plain, text)),
    };
    Cell { origin, ..told(relation, lines) }
}

/// True where two secrets are known not to be one.
pub(super) fn secrets_differ(one: SecretSeen, other: SecretSeen) -> bool {
    match (one, other) {
        (SecretSeen::Set(Some(a)), SecretSeen::Set(Some(b))) => a != b,
        (SecretSeen::Set(_), SecretSeen::None) | (SecretSeen::None, SecretSeen::Set(_)) => true,
        _ => false,
    }
}

/// A column's own value in lines, whatever the base has: for formats whose cells stand alone.
pub(super) fn alone(column: &Column, subject: &Subject) -> Vec<String> {
    let cell = match subject {
        Subject::Setting(field) if field.life == Life::Secret => {
            secret(column, column, true, Secrets::InWords)
        }
        Subject::Setting(field) => setting(column, column, true, field),
        Subject::Unknown(path) => {
            let json = super::find(&column.settings, path);
            member(json, json, true)
        }
    };
    cell.lines.into_iter().map(|line| line.text).collect()
}
