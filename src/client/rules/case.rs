//! What a rule looks at: settings by what applies, and what is around them.

use super::{Operation, Secret, Surroundings};
use crate::client::Settings;
use crate::client::field::{self, Field, Span, Value};

/// One client to judge.
pub(super) struct Case<'a> {
    pub(super) settings: &'a Settings,
    pub(super) around: &'a Surroundings<'a>,
}

impl Case<'_> {
    /// The members of a list that apply.
    pub(super) fn list(&self, field: &Field) -> Vec<String> {
        list(self.settings, field)
    }

    /// True when a list that applies has a member.
    pub(super) fn has(&self, field: &Field, member: &str) -> bool {
        self.list(field).iter().any(|m| m == member)
    }

    /// A text that applies.
    pub(super) fn text(&self, field: &Field) -> Option<String> {
        match self.settings.effective(field).value {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A switch that is on.
    pub(super) fn on(&self, field: &Field) -> bool {
        self.settings.effective(field).value == Some(Value::Switch(true))
    }

    /// A length of time that applies.
    pub(super) fn span(&self, field: &Field) -> Option<Span> {
        self.settings.effective(field).value.and_then(|value| value.as_span())
    }

    /// True for something written.
    pub(super) fn is_set(&self, field: &Field) -> bool {
        self.settings.get(field).is_some_and(|value| !value.is_empty_for(&field.kind))
    }

    /// What a list has on the service.
    pub(super) fn stored_list(&self, field: &Field) -> Option<Vec<String>> {
        self.around.stored.map(|stored| list(stored, field))
    }

    /// True when the service has the member in this list already.
    pub(super) fn is_stored(&self, field: &Field, member: &str) -> bool {
        self.stored_list(field).is_some_and(|list| list.iter().any(|m| m == member))
    }

    /// Whether the client has or will have a secret, where that is known.
    pub(super) fn has_secret(&self) -> Option<bool> {
        let creates = self.around.operation == Operation::Create;
        match self.around.secret {
            Secret::Present | Secret::Chosen { .. } => Some(true),
            Secret::Unknown if !creates => None,
            Secret::Absent | Secret::Unknown => Some(creates && self.on(field::GENERATE_SECRET)),
        }
    }

    /// True when refresh tokens rotate.
    pub(super) fn rotates(&self) -> bool {
        self.text(field::REFRESH_TOKEN_ROTATION).as_deref() == Some("ENABLED")
    }

    /// True when a grant is there in which a user signs in on the pool's pages.
    pub(super) fn has_user_grant(&self) -> bool {
        self.has(field::ALLOWED_OAUTH_FLOWS, "code") || self.has(field::ALLOWED_OAUTH_FLOWS, "implicit")
    }

    /// True for client credentials.
    pub(super) fn is_machine(&self) -> bool {
        self.has(field::ALLOWED_OAUTH_FLOWS, "client_credentials")
    }
}

fn list(settings: &Settings, field: &Field) -> Vec<String> {
    settings.effective(field).value.map_or_else(Vec::new, |value| value.as_list().to_vec())
}
