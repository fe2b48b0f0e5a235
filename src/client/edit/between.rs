//! The edit that leads from one document to another.

use super::{Edit, Step};
use crate::client::Settings;
use crate::client::field::{FIELDS, Field, Kind, Life, Shown, Value, by_id};

/// The edit that turns `before` into `after`, in the table's order: [`Edit::apply`] on `before` gives
/// settings that say the same as `after`, dates and the like aside. Lists are told by their members
/// where that is possible, so that the edit can be made on another client too.
pub fn between(before: &Settings, after: &Settings) -> Edit {
    let mut steps = Vec::new();
    for field in FIELDS.iter().filter(|field| !matches!(field.life, Life::ReadOnly | Life::Secret)) {
        let (old, new) = (before.get(field), after.get(field));
        if old == new && before.unit(field) == after.unit(field) || is_told_elsewhere(after, field) {
            continue;
        }
        match (old, new) {
            (_, None) => steps.push(Step::Unset(field)),
            (Some(Value::List(old)), Some(Value::List(new)))
                if !old.is_empty() && !new.is_empty() && has_members_once(&old) =>
            {
                steps.extend(members(field, &old, &new));
            }
            (None, Some(Value::List(new))) if field.default.is_none() && !new.is_empty() => {
                steps.extend(members(field, &[], &new));
            }
            (_, Some(value)) => steps.push(Step::Set(field, value)),
        }
    }
    let (old, new) = (before.unknown_paths(), after.unknown_paths());
    let there = |path: &Vec<String>| new.iter().any(|(p, _)| p == path);
    // An object that takes the place of something odd, or the other way round, comes after its removal.
    steps.extend(old.iter().filter(|(p, _)| !there(p)).map(|(p, _)| Step::UnsetMember(p.clone())));
    let changed = new.iter().filter(|(path, json)| !old.iter().any(|(p, j)| p == path && j == json));
    steps.extend(changed.map(|(path, json)| Step::SetMember(path.clone(), (*json).clone())));
    Edit { steps }
}

/// True for a unit whose duration says it.
fn is_told_elsewhere(after: &Settings, field: &Field) -> bool {
    match (field.kind, field.shown) {
        (Kind::Unit, Shown::Within(id)) => {
            by_id(id).is_some_and(|of| after.get(of).is_some_and(|value| value.as_span().is_some()))
        }
        _ => false,
    }
}

fn has_members_once(list: &[String]) -> bool {
    list.iter().enumerate().all(|(at, member)| !list[..at].contains(member))
}

fn members(field: &'static Field, old: &[String], new: &[String]) -> Vec<Step> {
    // Additions first, so that a list with a default is never empty in between.
    let added = new.iter().filter(|m| !old.contains(m)).map(|m| Step::Add(field, m.clone()));
    let removed = old.iter().filter(|m| !new.contains(m)).map(|m| Step::Remove(field, m.clone()));
    added.chain(removed).collect()
}
