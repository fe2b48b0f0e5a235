//! Which of a client's settings a program tells: those that somebody set.
//!
//! What a describe returns for a client that nobody configured (a refresh token of 30 days, revocation on,
//! …) is left out, since the service fills it in again. An explicit choice stays, even where it is the
//! default's.

use serde_json::Value as Json;

use super::bundle::Client;
use super::loss::Why;
use super::program::Lost;
use crate::client::field::{self, Compare, DefaultValue, FIELDS, Field, Kind, Life, Span, UnitSource, Value};
use crate::client::{Origin, Settings};

/// A setting with its value, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) field: &'static Field,
    pub(super) value: Json,
}

/// What is told of a client, in the order of the table, and what cannot be: unknown members and values of
/// an unexpected form. The pool's id and the secret are not settings of the client and not among them.
pub(super) fn told(client: &Client) -> (Vec<Told>, Lost) {
    let settings = client.settings.without_service_role();
    let spelled = lifetimes_are_spelled_out(&settings);
    let mut told = Vec::new();
    let mut lost = service_role(client);
    for field in FIELDS {
        if field == field::USER_POOL_ID || !field.ops.create || field.life == Life::Secret {
            continue;
        }
        if field == field::GENERATE_SECRET {
            if client.confidential {
                told.push(Told { field, value: Json::Bool(true) });
            }
            continue;
        }
        match value(&settings, field, spelled) {
            // A number in a unit that this version does not know is a number all the same.
            Some(Value::Other(json)) if !(json.is_u64() && unit_path(field).is_some()) => {
                lost.push((field.api(), Why::Odd));
            }
            Some(value) => told.push(Told { field, value: sorted(field, value).to_wire() }),
            None => {}
        }
    }
    lost.extend(
        settings
            .unknown()
            .into_iter()
            .filter(|(_, json)| !json.is_null())
            .map(|(name, _)| (name, Why::Unknown)),
    );
    (told, lost)
}

/// The role that the service names by itself, where the client has it.
pub(super) fn service_role(client: &Client) -> Lost {
    let role = field::ANALYTICS_ROLE_ARN;
    let left = client.settings.without_service_role();
    let is_left_out = client.settings.raw(role).is_some() && left.raw(role).is_none();
    is_left_out.then(|| (role.api(), Why::ServiceRole)).into_iter().collect()
}

/// The value to tell, `None` where there is nothing to.
fn value(settings: &Settings, field: &'static Field, spelled: bool) -> Option<Value> {
    if is_lifetime(field) && spelled {
        return spelled_out(settings, field);
    }
    if field.kind == Kind::Unit {
        // Units that are not told with numbers are the default ones.
        return None;
    }
    let rotation = [field::REFRESH_TOKEN_ROTATION, field::ROTATION_GRACE_PERIOD].contains(&field);
    let effective = settings.effective(field);
    if rotation {
        // Off is what it is without saying; the number goes with what is on.
        let off = settings.effective(field::REFRESH_TOKEN_ROTATION).origin.is_default();
        return effective.value.filter(|_| !off);
    }
    let fills_in = matches!(field.kind, Kind::Switch | Kind::Duration { .. }) && !is_silent(field);
    match effective.origin {
        Origin::Configured => effective.value,
        Origin::ConfiguredAsDefault if !fills_in => effective.value,
        _ => None,
    }
}

/// True for the three lifetimes of tokens and their units.
fn is_lifetime(field: &Field) -> bool {
    field.kind == Kind::Unit || unit_path(field).is_some()
}

fn unit_path(field: &Field) -> Option<&'static [&'static str]> {
    match field.kind {
        Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => Some(path),
        _ => None,
    }
}

/// True for a lifetime that a describe leaves out until somebody has chosen it; the others are always there.
fn is_silent(field: &'static Field) -> bool {
    [field::ACCESS_TOKEN_VALIDITY, field::ID_TOKEN_VALIDITY].contains(&field)
}

/// Units are told together with all three numbers, so that no number is ever read in another unit; and only
/// where the client has units and somebody has chosen one of the lifetimes.
fn lifetimes_are_spelled_out(settings: &Settings) -> bool {
    let lifetimes = || FIELDS.iter().filter(|field| is_lifetime(field));
    let has_units = lifetimes().any(|field| field.kind == Kind::Unit && settings.raw(field).is_some());
    let is_chosen = |field: &'static Field| match settings.effective(field).origin {
        Origin::Configured => true,
        Origin::ConfiguredAsDefault => is_silent(field),
        Origin::Default | Origin::Unset => false,
    };
    has_units && lifetimes().any(is_chosen)
}

/// What applies, a number in the unit that the client has for it, or both in the default's where that one
/// cannot say the default.
fn spelled_out(settings: &Settings, field: &'static Field) -> Option<Value> {
    if field.kind == Kind::Unit {
        let counted = FIELDS.iter().find(|other| unit_path(other) == Some(field.path));
        let otherwise = counted.and_then(|counted| default_of(settings, counted));
        return otherwise
            .map(|span| Value::Text(span.unit.as_str().to_owned()))
            .or_else(|| settings.effective(field).value);
    }
    if let Some(span) = default_of(settings, field) {
        return Some(Value::Span(span));
    }
    // A unit that this version does not know has no number for the default.
    let effective = settings.effective(field);
    effective.value.filter(|_| effective.origin != Origin::Default)
}

/// The length that applies by itself, in the client's unit where that gives a whole number; `None` for one
/// that is configured, or that stands in a unit that this version does not know.
fn default_of(settings: &Settings, field: &'static Field) -> Option<Span> {
    let (Origin::Default, Some(DefaultValue::Span(span))) = (settings.effective(field).origin, field.default)
    else {
        return None;
    };
    Some(span.in_unit(settings.unit(field)?).unwrap_or(span))
}

/// Sets have no order; a sorted one is the same text each time.
fn sorted(field: &Field, value: Value) -> Value {
    match (field.compare, value) {
        (Compare::Set, Value::List(mut members)) => {
            members.sort();
            members.dedup();
            Value::List(members)
        }
        (_, value) => value,
    }
}
