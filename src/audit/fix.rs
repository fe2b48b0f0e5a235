//! Changes that settle a finding without a decision of the person's.

use std::borrow::Cow;

use crate::client::field::{self, Field, Value};
use crate::client::{Edit, Step};

/// A change that settles a finding. It brings no refusal and no warning of `client::rules` with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as a command: "Remove implicit".
    pub title: Cow<'static, str>,
    /// The change.
    pub edit: Edit,
    /// What must be known before it is made; without one it is safe to make for many clients at once.
    pub caution: Option<&'static str>,
}

impl Fix {
    pub(super) fn new(title: impl Into<Cow<'static, str>>, steps: Vec<Step>) -> Self {
        Self { title: title.into(), edit: Edit { steps }, caution: None }
    }

    pub(super) fn caution(self, caution: &'static str) -> Self {
        Self { caution: Some(caution), ..self }
    }

    /// One setting gets a value.
    pub(super) fn set(title: impl Into<Cow<'static, str>>, field: &'static Field, value: Value) -> Self {
        Self::new(title, vec![Step::Set(field, value)])
    }

    /// The flows become these.
    pub(super) fn flows(title: impl Into<Cow<'static, str>>, flows: &[&str]) -> Self {
        Self::set(title, field::EXPLICIT_AUTH_FLOWS, list(flows))
    }
}

/// A list's value.
pub(super) fn list(members: &[&str]) -> Value {
    Value::List(members.iter().map(|&member| member.to_owned()).collect())
}
