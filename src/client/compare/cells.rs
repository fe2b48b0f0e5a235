//! One setting of one column in words, beside the base's.

use serde_json::Value as Json;

use super::{Cell, Column, Line, Mark, Relation, SecretSeen, Secrets, Settings};
use crate::client::change::{Compare, Subject, differs, json_lines};
use crate::client::effective::{Effective, Origin};
use crate::client::field::{Field, Kind, Life, UnitSource, Value};
use crate::client::present::NOTHING;
use crate::client::settings::at;

/// A setting of the table in the base: read once, however many columns are compared with it.
pub(super) struct Reference<'a> {
    base: &'a Settings,
    field: &'static Field,
    written: Written<'a>,
    effective: Effective,
}

/// A setting as it stands in a document: its value and the unit beside it.
type Written<'a> = (Option<&'a Json>, Option<&'a Json>);

/// What is written alike means the same, which most settings of most clients are.
fn written<'a>(settings: &'a Settings, field: &Field) -> Written<'a> {
    let unit = match field.kind {
        Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => at(settings.document(), path),
        _ => None,
    };
    (settings.raw(field), unit)
}

impl<'a> Reference<'a> {
    pub(super) fn of(base: &'a Settings, field: &'static Field) -> Self {
        Self { base, field, written: written(base, field), effective: base.effective(field) }
    }

    /// What another document has.
    fn other(&self, other: &Settings) -> Other {
        if self.written == written(other, self.field) {
            return Other::Alike;
        }
        let effective = other.effective(self.field);
        let differs = match (self.field.kind, &self.effective.value, &effective.value) {
            // A unit is told by its duration, which takes both.
            (Kind::Unit, ..) => differs(self.base, other, self.field, Compare::ByEffect),
            (_, Some(one), Some(two)) => !one.same(two, self.field.compare),
            (_, one, two) => one != two,
        };
        if differs { Other::Otherwise(effective) } else { Other::Equal(effective.origin) }
    }
}

/// What another document has for a setting.
enum Other {
    /// The same is written, so that all else is the same too.
    Alike,
    /// Something else is written and the same applies.
    Equal(Origin),
    /// This applies instead.
    Otherwise(Effective),
}

/// True where something else applies in two documents.
pub(super) fn apart(one: &Settings, other: &Settings, field: &'static Field) -> bool {
    written(one, field) != written(other, field)
        && matches!(Reference::of(one, field).other(other), Other::Otherwise(_))
}

/// A setting of the base.
pub(super) fn base(reference: &Reference<'_>) -> Cell {
    let Effective { value, origin } = &reference.effective;
    let texts = words(reference.field, value.as_ref(), *origin);
    Cell { origin: *origin, ..told(Relation::Base, marked(texts, Mark::Plain)) }
}

/// The same setting of another column.
pub(super) fn setting(reference: &Reference<'_>, settings: &Settings) -> Cell {
    let field = reference.field;
    // Where a value comes from is of interest to whoever prints equal rows.
    let same = |origin| Cell { origin, ..told(Relation::Same, Vec::new()) };
    let Effective { value, origin } = match reference.other(settings) {
        Other::Alike => return same(reference.effective.origin),
        Other::Equal(origin) => return same(origin),
        Other::Otherwise(effective) => effective,
    };
    if let Some((added, removed)) = members(field, &reference.effective, value.as_ref()) {
        let lines = list_lines(field, value.as_ref(), origin, &added, &removed);
        return Cell { origin, added, removed, ..told(Relation::Differs, lines) };
    }
    let texts = words(field, value.as_ref(), origin);
    let gone = matches!(
        (&reference.effective.value, &value),
        (Some(Value::Switch(true)), Some(Value::Switch(false))) | (Some(_), None)
    );
    let mark = if gone { Mark::Gone } else { Mark::Changed };
    Cell { origin, ..told(Relation::Differs, marked(texts, mark)) }
}

/// What a file leaves unsaid.
pub(super) fn unsaid(text: String, is_base: bool) -> Cell {
    let relation = if is_base { Relation::Base } else { Relation::Untold };
    Cell { origin: Origin::Unset, ..told(relation, marked(vec![text], Mark::Plain)) }
}

/// A column's own value where the base leaves it unsaid.
pub(super) fn beside_unsaid(column: &Column, field: &'static Field) -> Cell {
    Cell { relation: Relation::Untold, ..base(&Reference::of(&column.settings, field)) }
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

pub(super) fn member_words(field: &Field, list: &[String]) -> Vec<String> {
    list.iter().flat_map(|member| field.words(&Value::List(vec![member.clone()]))).collect()
}

/// What a list has more and less than the base's. `None` where one of them is no list, or a default that
/// is told in a word and not by its members.
fn members(field: &Field, base: &Effective, value: Option<&Value>) -> Option<(Vec<String>, Vec<String>)> {
    if !field.kind.is_list() {
        return None;
    }
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
    Some((without(new, old), without(old, new)))
}

/// The members of a list, none where there is no value; nothing for what is no list.
fn list(value: Option<&Value>) -> Option<&[String]> {
    match value {
        None => Some(&[]),
        Some(Value::List(members)) => Some(members),
        Some(_) => None,
    }
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
        Subject::Setting(field) => match column.unsaid(field) {
            Some(text) => unsaid(text, true),
            None => base(&Reference::of(&column.settings, field)),
        },
        Subject::Unknown(path) => {
            let json = super::find(&column.settings, path);
            member(json, json, true)
        }
    };
    cell.lines.into_iter().map(|line| line.text).collect()
}
