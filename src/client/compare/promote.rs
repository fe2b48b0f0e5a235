//! Settings of one column taken over into another, as an edit.

use super::Settings;
use crate::client::change::Subject;
use crate::client::edit::{Edit, Step, between};
use crate::client::field::{self, Kind, UnitSource};
use crate::client::settings::at;

/// What comes of copying settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Promotion {
    /// What is to be done to the client that takes them over; empty where it has them already.
    pub edit: Edit,
    /// What cannot be copied, each with its reason.
    pub left_out: Vec<(Subject, &'static str)>,
}

/// The edit that gives `to` what `from` has for these subjects. What applies by default in `from` is put
/// back to the default in `to`.
///
/// With several subjects the name stays: whoever copies all differences wants a client set up alike, not
/// called alike.
pub fn promote(from: &Settings, to: &Settings, subjects: &[Subject]) -> Promotion {
    let mut target = to.clone();
    let mut members = Vec::new();
    let mut left_out = Vec::new();
    for subject in subjects {
        let refused = match subject {
            Subject::Setting(field) if **field == *field::CLIENT_NAME && subjects.len() > 1 => {
                Some("its name stays")
            }
            Subject::Setting(field) if field.life == field::Life::Secret => Some("secrets are not copied"),
            Subject::Setting(field) if !field.is_mutable() => Some("it cannot be changed"),
            Subject::Setting(field) if is_unreadable(from, field) => {
                Some("its form is not known to this version")
            }
            Subject::Setting(field) => {
                target.set(field, from.get(field)).err().map(|_| "it does not fit this setting")
            }
            Subject::Unknown(path) => {
                members.push(match super::find(from, path) {
                    Some(json) => Step::SetMember(path.clone(), json.clone()),
                    None => Step::UnsetMember(path.clone()),
                });
                None
            }
        };
        left_out.extend(refused.map(|why| (subject.clone(), why)));
    }
    let mut edit = between(to, &target);
    edit.steps.extend(members);
    Promotion { edit, left_out }
}

/// A number counted in a unit that this version does not know would be copied as another length.
fn is_unreadable(from: &Settings, field: &field::Field) -> bool {
    let counted = match field.kind {
        Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => at(from.document(), path).is_some(),
        _ => false,
    };
    counted && from.get(field).is_some_and(|value| value.is_other())
}
