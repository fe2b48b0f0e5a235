//! The service's words and codes, as reports of real refusals have them.

use serde_json::Value as Json;

use crate::client::field::{self, Charset, Field, Kind};

/// Nearly every refusal.
pub(super) const INVALID: &str = "InvalidParameterException";
/// Grants that do not go together.
pub(super) const FLOW: &str = "InvalidOAuthFlowException";
/// A scope that nobody offers.
pub(super) const SCOPE: &str = "ScopeDoesNotExistException";
/// A feature of a higher tier.
pub(super) const TIER: &str = "FeatureUnavailableInTierException";
/// A pool or a client that is not there.
pub(super) const MISSING: &str = "ResourceNotFoundException";
/// A quota that no waiting lifts.
pub(super) const LIMIT: &str = "LimitExceededException";
/// A member of the wrong JSON type.
pub(super) const SERIALIZATION: &str = "SerializationException";

/// The refusal of a value for the constraints that it breaks, which are told one by one.
pub(super) fn violations(field: &Field, value: Option<&Json>, constraints: &[String]) -> String {
    let shown = value.map_or_else(|| " null".to_owned(), |json| format!(" '{}'", printed(json)));
    violations_of(field, &shown, constraints)
}

/// The same for a value that the service does not repeat.
pub(super) fn violations_unseen(field: &Field, constraints: &[String]) -> String {
    violations_of(field, "", constraints)
}

fn violations_of(field: &Field, shown: &str, constraints: &[String]) -> String {
    let path: Vec<String> = field.path.iter().map(|name| lower_camel(name)).collect();
    let path = path.join(".");
    let told: Vec<String> = constraints
        .iter()
        .map(|constraint| format!("Value{shown} at '{path}' failed to satisfy constraint: {constraint}"))
        .collect();
    let errors = if told.len() == 1 { "error" } else { "errors" };
    format!("{} validation {errors} detected: {}", told.len(), told.join("; "))
}

pub(super) fn longer_than(max: u64) -> String {
    format!("Member must have length less than or equal to {max}")
}

pub(super) fn shorter_than(min: u64) -> String {
    format!("Member must have length greater than or equal to {min}")
}

pub(super) fn more_than(max: u64) -> String {
    format!("Member must have value less than or equal to {max}")
}

pub(super) fn less_than(min: u64) -> String {
    format!("Member must have value greater than or equal to {min}")
}

pub(super) fn not_null() -> String {
    "Member must not be null".to_owned()
}

pub(super) fn pattern_of(pattern: &str) -> String {
    format!("Member must satisfy regular expression pattern: {pattern}")
}

/// All that is asked of each member of a list, which is told whichever of it a member breaks.
pub(super) fn of_members(constraints: &[String]) -> String {
    format!("Member must satisfy constraint: [{}]", constraints.join(", "))
}

/// The values that an enumerated setting has for the service.
pub(super) fn value_set(field: &Field) -> String {
    let mut values: Vec<&str> = field.kind.choices().iter().map(|choice| choice.value).collect();
    if *field == *field::ALLOWED_OAUTH_FLOWS {
        // The one set whose order a real refusal has shown; it is no order that could be guessed.
        values = vec!["implicit", "client_credentials", "code"];
    }
    format!("Member must satisfy enum value set: [{}]", values.join(", "))
}

/// The pattern in the service's model that a text must match, where it has one.
pub(super) fn pattern(field: &Field) -> Option<&'static str> {
    let (Kind::Text { charset, .. } | Kind::List { charset, .. }) = field.kind else { return None };
    match charset {
        Charset::Name => Some(r"[\w\s+=,.@-]+"),
        Charset::Word => Some(r"[\w+]+"),
        Charset::PoolId => Some(r"[\w-]+_[0-9a-zA-Z]+"),
        Charset::Graphic => Some(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"),
        Charset::Scope => Some(r"[\x21\x23-\x5B\x5D-\x7E]+"),
        Charset::Hex => Some("^[0-9a-fA-F]+$"),
        Charset::Arn => Some(
            r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
        ),
        // The service asks this of providers only; other texts with blanks may be anything.
        Charset::Printable if *field == *field::SUPPORTED_IDENTITY_PROVIDERS => {
            Some(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+")
        }
        Charset::Printable | Charset::Any => None,
    }
}

/// `CallbackURLs` as refusals write it, `callbackURLs`.
fn lower_camel(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

/// A value as refusals write it: lists without quotes, so that a list with an empty text reads `[]`.
fn printed(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Array(members) => format!("[{}]", members.iter().map(printed).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
