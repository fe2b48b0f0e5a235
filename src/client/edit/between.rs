//! The edit that leads from one document to another.

use super::{Edit, Step};
use crate::client::Settings;
use crate::client::field::{FIELDS, Field, Life, Value};

/// The edit that turns `before` into `after`, in the table's order: [`Edit::apply`] on `before` gives
/// settings that say the same as `after`, dates and the like aside. Lists are told by their members
/// where that is possible, so that the edit can be made on another client too.
pub fn between(before: &Settings, after: &Settings) -> Edit {
    let mut made = before.clone();
    let mut steps = Vec::new();
    for field in FIELDS.iter().filter(|field| !matches!(field.life, Life::ReadOnly | Life::Secret)) {
        // A duration brings its unit along, so each setting is compared with what the steps so far made.
        if made.get(field) == after.get(field) && made.unit(field) == after.unit(field) {
            continue;
        }
        // Every step takes a value that a document had at the same place.
        let _ = made.set(field, after.get(field));
        steps.extend(steps_for(field, before.get(field), after.get(field)));
    }
    let (old, new) = (made.unknown_paths(), after.unknown_paths());
    let there = |path: &Vec<String>| new.iter().any(|(p, _)| p == path);
    steps.extend(old.iter().filter(|(p, _)| !there(p)).map(|(p, _)| Step::UnsetMember(p.clone())));
    let changed = new.iter().filter(|(path, json)| !old.iter().any(|(p, j)| p == path && j == json));
    steps.extend(changed.map(|(path, json)| Step::SetMember(path.clone(), (*json).clone())));
    Edit { steps }
}

fn steps_for(field: &'static Field, old: Option<Value>, new: Option<Value>) -> Vec<Step> {
    match (old, new) {
        (_, None) => vec![Step::Unset(field)],
        (Some(Value::List(old)), Some(Value::List(new)))
            if !old.is_empty() && !new.is_empty() && !has_repeats(&old) =>
        {
            members(field, &old, &new)
        }
        (None, Some(Value::List(new))) if field.default.is_none() && !new.is_empty() => {
            members(field, &[], &new)
        }
        (_, Some(value)) => vec![Step::Set(field, value)],
    }
}

fn has_repeats(list: &[String]) -> bool {
    list.iter().enumerate().any(|(at, member)| list[..at].contains(member))
}

fn members(field: &'static Field, old: &[String], new: &[String]) -> Vec<Step> {
    // Additions first, so that a list with a default is never empty in between.
    let added = new.iter().filter(|m| !old.contains(m)).map(|m| Step::Add(field, m.clone()));
    let removed = old.iter().filter(|m| !new.contains(m)).map(|m| Step::Remove(field, m.clone()));
    added.chain(removed).collect()
}
