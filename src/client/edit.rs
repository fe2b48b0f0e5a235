//! A change as data: what a person wants done to a client's settings, apart from any client. It can be
//! kept as a draft, written in a journal, typed as `KEY=VALUE` and applied to many clients.

mod apply;
mod between;
mod parse;
mod wire;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::change::Subject;
use super::field::{Field, Invalid, Value};
use super::text::quote;

pub use between::between;

/// Steps, taken in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// What is done.
    pub steps: Vec<Step>,
}

/// One step of an edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "wire::Wire", into = "wire::Wire")]
pub enum Step {
    /// The setting gets this value.
    Set(&'static Field, Value),
    /// The setting is removed, so that its default applies.
    Unset(&'static Field),
    /// The list gets this member, unless it has it. A list that says nothing starts from its default.
    Add(&'static Field, String),
    /// The list loses this member, if it has it. A list that says nothing starts from its default.
    Remove(&'static Field, String),
    /// A member that no row of the table describes gets this JSON. The names on the way to it come first.
    SetMember(Vec<String>, Json),
    /// A member that no row of the table describes is removed.
    UnsetMember(Vec<String>),
}

impl Step {
    /// What it changes.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Set(field, _) | Self::Unset(field) | Self::Add(field, _) | Self::Remove(field, _) => {
                Subject::Setting(field)
            }
            Self::SetMember(path, _) | Self::UnsetMember(path) => Subject::Unknown(path.clone()),
        }
    }
}

/// Why an edit cannot be read or made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EditError {
    /// No operator.
    #[error("'{}' says nothing to do; write KEY=VALUE, KEY+=VALUE or KEY-=VALUE", quote(.text))]
    NoOperator {
        /// What was given.
        text: String,
    },
    /// No setting is called that.
    #[error("there is no setting called '{}'; {}", quote(.key), suggestion(*.near))]
    UnknownKey {
        /// What was given.
        key: String,
        /// The setting whose name is nearest.
        near: Option<&'static Field>,
    },
    /// The service alone says it, or it was chosen once and for all.
    #[error("{} ({}) cannot be changed: {}; leave it out", .field.label, .field.id, reason(.field))]
    NotChangeable {
        /// The setting.
        field: &'static Field,
    },
    /// `+=` or `-=` on what has no members.
    #[error("{} ({}) is no list; write {}=VALUE", .field.label, .field.id, .field.id)]
    NotAList {
        /// The setting.
        field: &'static Field,
    },
    /// `+=` or `-=` without a member.
    #[error("{} ({}): no member is named; write it after the operator", .field.label, .field.id)]
    NoMember {
        /// The setting.
        field: &'static Field,
    },
    /// `KEY=` for what every client has: an update that leaves it out keeps it.
    #[error("{} ({}) has no default to go back to, and every client has one; write {}=VALUE", .field.label, .field.id, .field.id)]
    NoDefault {
        /// The setting.
        field: &'static Field,
    },
    /// The value does not have the setting's form.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A list would be empty, and empty means something else than nothing.
    #[error(
        "{} ({}): nothing would be left, and nothing means the default ({}); keep a member or write {}= for the default",
        .field.label, .field.id, .field.default_words().unwrap_or_default(), .field.id
    )]
    DefaultReturns {
        /// The setting.
        field: &'static Field,
    },
    /// The setting's present value is not the list that a step takes it for.
    #[error("{} ({}) has a form that this version does not know; write {}=VALUE to replace it", .field.label, .field.id, .field.id)]
    UnknownForm {
        /// The setting.
        field: &'static Field,
    },
    /// A step names no place where an unknown member can be.
    #[error("'{}' is no place for a member that the table does not know; use the setting's own name", quote(.path))]
    NotUnknown {
        /// The dotted path.
        path: String,
    },
}

fn suggestion(near: Option<&Field>) -> String {
    near.map_or_else(
        || "the names are Terraform's, such as callback_urls".to_owned(),
        |field| format!("did you mean {}?", field.id),
    )
}

fn reason(field: &Field) -> &'static str {
    use super::field::Life;
    match field.life {
        Life::Secret => "secrets are not settings",
        Life::CreateOnly => "it is chosen when the client is created",
        _ => "the service alone says what it is",
    }
}

#[cfg(test)]
mod tests;
