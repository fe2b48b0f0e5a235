//! What applies, as opposed to what is written.

use super::Settings;
use super::field::{DefaultValue, Field, Value};

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
        let default = field.default.map(DefaultValue::value);
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::field::{self, Span, Unit};

    fn settings(json: &serde_json::Value) -> Settings {
        Settings::from_wire(json.as_object().expect("a document").clone())
    }

    fn list(members: &[&str]) -> Value {
        Value::List(members.iter().map(|&m| m.to_owned()).collect())
    }

    #[test]
    fn nothing_set_means_what_the_service_does_then() {
        let none = Settings::default();
        let flows = list(&["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
        let hour = Some(Value::Span(Span::new(1, Unit::Hours)));
        for (field, value) in [
            (field::EXPLICIT_AUTH_FLOWS, Some(flows)),
            (field::PREVENT_USER_EXISTENCE_ERRORS, Some(Value::Text("LEGACY".into()))),
            (field::ACCESS_TOKEN_VALIDITY, hour.clone()),
            (field::ID_TOKEN_VALIDITY, hour),
            (field::REFRESH_TOKEN_VALIDITY, Some(Value::Span(Span::new(30, Unit::Days)))),
            (field::ACCESS_TOKEN_UNIT, Some(Value::Text("hours".into()))),
            (field::REFRESH_TOKEN_UNIT, Some(Value::Text("days".into()))),
            (field::ENABLE_TOKEN_REVOCATION, Some(Value::Switch(true))),
            (field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT, Some(Value::Switch(false))),
            (field::AUTH_SESSION_VALIDITY, Some(Value::Span(Span::new(3, Unit::Minutes)))),
            (field::REFRESH_TOKEN_ROTATION, Some(Value::Text("DISABLED".into()))),
            (field::CLIENT_TYPE, Some(Value::Text("REGULAR".into()))),
        ] {
            assert_eq!(none.effective(field), Effective { value, origin: Origin::Default }, "{}", field.id);
        }
        assert_eq!(none.effective(field::CALLBACK_URLS), Effective { value: None, origin: Origin::Unset });
    }

    #[test]
    fn an_empty_list_of_flows_is_the_default_and_not_none() {
        let empty = settings(&json!({"ExplicitAuthFlows": []}));
        let effective = empty.effective(field::EXPLICIT_AUTH_FLOWS);
        assert_eq!(effective.origin, Origin::Default);
        assert_eq!(effective.value.expect("three flows").as_list().len(), 3);
    }

    #[test]
    fn a_refresh_token_of_zero_is_one_of_thirty_days() {
        let zero =
            settings(&json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {"RefreshToken": "hours"}}));
        let effective = zero.effective(field::REFRESH_TOKEN_VALIDITY);
        assert_eq!(effective.value, Some(Value::Span(Span::new(30, Unit::Days))));
        assert_eq!(effective.origin, Origin::Default);
    }

    #[test]
    fn the_default_written_out_is_told_from_the_default_unsaid() {
        let written = settings(&json!({
            "AccessTokenValidity": 60, "TokenValidityUnits": {"AccessToken": "minutes"},
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"],
            "PreventUserExistenceErrors": "LEGACY",
            "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0},
        }));
        for field in [
            field::ACCESS_TOKEN_VALIDITY,
            field::EXPLICIT_AUTH_FLOWS,
            field::PREVENT_USER_EXISTENCE_ERRORS,
            field::REFRESH_TOKEN_ROTATION,
            field::ROTATION_GRACE_PERIOD,
        ] {
            assert_eq!(written.effective(field).origin, Origin::ConfiguredAsDefault, "{}", field.id);
            assert!(written.same(&Settings::default(), field), "{}", field.id);
        }
        assert_eq!(written.effective(field::ACCESS_TOKEN_UNIT).origin, Origin::Configured);
    }

    #[test]
    fn what_differs_is_configured() {
        let other = settings(&json!({"AccessTokenValidity": 60, "EnableTokenRevocation": false}));
        assert_eq!(other.effective(field::ACCESS_TOKEN_VALIDITY).origin, Origin::Configured, "60 hours");
        assert_eq!(other.effective(field::ENABLE_TOKEN_REVOCATION).origin, Origin::Configured);
        assert!(!other.same(&Settings::default(), field::ENABLE_TOKEN_REVOCATION));
    }

    #[test]
    fn lists_are_compared_as_sets() {
        let one = settings(&json!({"CallbackURLs": ["https://a", "https://b"]}));
        let other = settings(&json!({"CallbackURLs": ["https://b", "https://a", "https://b"]}));
        assert!(one.same(&other, field::CALLBACK_URLS));
        assert!(!one.same(&Settings::default(), field::CALLBACK_URLS));
    }
}
