//! What applies, as opposed to what is written.

use super::Settings;
use super::field::{Field, Value};

/// A setting's value as the service acts on it, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// What applies; `None` only when nothing is set and nothing applies by itself.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where an effective value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// It is configured, and not what would apply anyway.
    Configured,
    /// It is configured, and the same as the default.
    ConfiguredAsDefault,
    /// Nothing is set (or an empty list, or a refresh token of 0), so the default applies.
    Default,
    /// Nothing is set and there is no default.
    Unset,
}

impl Origin {
    /// True when what applies is the default, written or not.
    pub fn is_default(self) -> bool {
        matches!(self, Self::ConfiguredAsDefault | Self::Default)
    }
}

impl Settings {
    /// What applies for a setting.
    pub fn effective(&self, field: &Field) -> Effective {
        let default = field.default.map(|default| default.value());
        match (self.get(field).filter(|value| !value.is_empty_for(&field.kind)), default) {
            (Some(value), Some(default)) if value.same(&default, field.compare) => {
                Effective { value: Some(value), origin: Origin::ConfiguredAsDefault }
            }
            (Some(value), _) => Effective { value: Some(value), origin: Origin::Configured },
            (None, Some(default)) => Effective { value: Some(default), origin: Origin::Default },
            (None, None) => Effective { value: None, origin: Origin::Unset },
        }
    }

    /// True when a setting means the same here and there, written or by default.
    pub fn same(&self, other: &Self, field: &Field) -> bool {
        match (self.effective(field).value, other.effective(field).value) {
            (Some(a), Some(b)) => a.same(&b, field.compare),
            (a, b) => a == b,
        }
    }
}

/// What applies for a setting: [`Settings::effective`] as a function.
pub fn effective(settings: &Settings, field: &Field) -> Effective {
    settings.effective(field)
}
