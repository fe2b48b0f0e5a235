//! Making an edit.

use serde_json::{Map, Value as Json};

use super::{Edit, EditError, Step};
use crate::client::Settings;
use crate::client::field::{FIELDS, Field, Value, members_of};
use crate::client::settings::{put, remove};

impl Edit {
    /// The settings with the edit made; everything else stays as it is.
    pub fn apply(&self, settings: &Settings) -> Result<Settings, EditError> {
        let mut edited = settings.clone();
        for step in &self.steps {
            step.apply(&mut edited)?;
        }
        Ok(edited)
    }

    /// True when there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

impl Step {
    fn apply(&self, settings: &mut Settings) -> Result<(), EditError> {
        match self {
            Self::Set(field, value) => Ok(settings.set(field, Some(value.clone()))?),
            Self::Unset(field) => Ok(settings.set(field, None)?),
            Self::Add(field, member) => {
                let mut members = members(settings, field)?;
                if !members.contains(member) {
                    members.push(member.clone());
                    settings.set(field, Some(Value::List(members)))?;
                }
                Ok(())
            }
            Self::Remove(field, member) => {
                let mut members = members(settings, field)?;
                if members.contains(member) {
                    members.retain(|other| other != member);
                    if members.is_empty() && field.default.is_some() {
                        return Err(EditError::DefaultReturns { field });
                    }
                    settings.set(field, Some(Value::List(members)))?;
                }
                Ok(())
            }
            Self::SetMember(path, json) => {
                change_unknown(settings, path, |document, path| put(document, path, json.clone()))
            }
            Self::UnsetMember(path) => change_unknown(settings, path, remove),
        }
    }
}

/// The members that apply, from which a list is changed.
fn members(settings: &Settings, field: &'static Field) -> Result<Vec<String>, EditError> {
    if !field.kind.is_list() {
        return Err(EditError::NotAList { field });
    }
    match settings.effective(field).value {
        Some(Value::List(members)) => Ok(members),
        None => Ok(Vec::new()),
        Some(_) => Err(EditError::UnknownForm { field }),
    }
}

fn change_unknown(
    settings: &mut Settings,
    path: &[String],
    change: impl FnOnce(&mut Map<String, Json>, &[&str]),
) -> Result<(), EditError> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    if !is_unknown(&names) {
        return Err(EditError::NotUnknown { path: path.join(".") });
    }
    let mut document = std::mem::take(settings).into_document();
    change(&mut document, &names);
    *settings = Settings::from_wire(document);
    Ok(())
}

/// True for the places that [`Settings::unknown_paths`] lists: a top-level member without a row, or one
/// inside an object whose other members have rows.
fn is_unknown(path: &[&str]) -> bool {
    let has_row = FIELDS.iter().any(|field| field.path == path);
    match path {
        [_] => !has_row,
        [parent, _] => !has_row && members_of(parent).next().is_some(),
        _ => false,
    }
}
