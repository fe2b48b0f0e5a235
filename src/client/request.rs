//! The documents that are sent. `UpdateUserPoolClient` replaces a whole client: what a request leaves
//! out, the service resets. So an update carries everything that is known, and spells out what applies
//! by itself.

use serde_json::{Map, Value as Json};

use super::field::{DefaultValue, FIELDS, Field, Kind, Life, Shown, Value, members_of};
use super::settings::{at, remove};
use super::{PoolId, Settings};

/// The `UpdateUserPoolClient` request for a client as `fresh` says it should be, made from a fresh
/// describe with a change applied.
///
/// - What only ever comes back (dates, type) is left out, and there is no secret in settings.
/// - Everything else is carried, members and values that no table knows included.
/// - What applies by itself is written out, so that no default of the service's can step in: switches,
///   choices, the sign-in session, rotation that is off, and each token's lifetime with its unit.
/// - Lists are sent even when they are empty, except where an empty one means a default that is not:
///   those are left out, which means the same.
/// - What the service adds to a describe and refuses in a request is left out
///   (see [`Settings::without_service_role`]).
pub fn update_document(fresh: &Settings) -> Map<String, Json> {
    let mut sent = fresh.without_service_role();
    for field in FIELDS.iter().filter(|field| field.life == Life::Mutable) {
        spell_out(&mut sent, field);
    }
    let mut document = sent.into_document();
    for field in FIELDS {
        let is_unset = fresh.get(field).is_some_and(|value| field.is_unset_text(&value));
        if !field.ops.update || is_unset {
            remove(&mut document, field.path);
        }
    }
    without_empty_objects(document)
}

/// The `CreateUserPoolClient` request for a new client with these settings in `pool`. Nothing is spelled
/// out: a new client has nothing to lose, and what is not set takes the service's default for new ones.
pub fn create_document(settings: &Settings, pool: &PoolId) -> Map<String, Json> {
    let mut sent = settings.without_service_role();
    for field in
        FIELDS.iter().filter(|field| field.parent().is_some_and(|parent| settings.has_members(parent)))
    {
        spell_out(&mut sent, field);
    }
    let mut document = sent.into_document();
    for field in FIELDS {
        let says_nothing = field.kind.is_list() && is_empty_list(at(&document, field.path));
        if !field.ops.create || field.life == Life::Secret || says_nothing {
            remove(&mut document, field.path);
        }
    }
    document.insert("UserPoolId".to_owned(), Json::from(pool.as_str()));
    without_empty_objects(document)
}

/// A known object with nothing in it says nothing, and where one of its members is required it is refused.
fn without_empty_objects(mut document: Map<String, Json>) -> Map<String, Json> {
    let is_empty = |json: &Json| json.is_null() || json.as_object().is_some_and(Map::is_empty);
    document.retain(|name, json| members_of(name).next().is_none() || !is_empty(json));
    document
}

/// Writes what applies for a setting that says nothing itself.
fn spell_out(sent: &mut Settings, field: &'static Field) {
    let written = sent.raw(field);
    let value = match (field.default, field.kind.is_list()) {
        (Some(_), true) if is_empty_list(written) => None,
        (None, true) if written.is_none() => Some(Value::List(Vec::new())),
        (Some(default), false) if written.is_none() && is_told(sent, field) => {
            let Some(value) = in_the_unit_there_is(sent, field, default) else { return };
            Some(value)
        }
        _ => return,
    };
    // The table's own defaults have the form of their rows.
    let _ = sent.set(field, value);
}

/// A default, a duration's in the unit that the client has for it where that gives a whole number.
/// `None` for a unit that this version does not know: that stays alone, as it came.
fn in_the_unit_there_is(sent: &Settings, field: &Field, default: DefaultValue) -> Option<Value> {
    let value = default.value();
    let Some(span) = value.as_span() else { return Some(value) };
    sent.unit(field).map(|unit| Value::Span(span.in_unit(unit).unwrap_or(span)))
}

/// True for a default that a request tells: not one inside an object that is not there at all, nor a
/// detail of something that is off.
fn is_told(settings: &Settings, field: &Field) -> bool {
    if let Some(parent) = field.parent() {
        let odd = settings.document().get(parent).is_some_and(|json| !json.is_object() && !json.is_null());
        let always_there = members_of(parent).next().is_some_and(|first| first.default.is_some());
        if odd || !always_there && !settings.has_members(parent) {
            return false;
        }
    }
    match field.shown {
        Shown::Within(id) if field.kind != Kind::Unit => {
            super::field::by_id(id).is_none_or(|whole| !settings.effective(whole).origin.is_default())
        }
        _ => true,
    }
}

fn is_empty_list(json: Option<&Json>) -> bool {
    match json {
        None => true,
        Some(json) => json.as_array().is_some_and(Vec::is_empty),
    }
}

impl Settings {
    /// The settings without the role that the service names by itself: analytics that know their project
    /// by its ARN are sent with Cognito's service-linked role, a describe shows that role, and a request
    /// that repeats it beside the ARN is refused.
    #[must_use]
    pub fn without_service_role(&self) -> Self {
        use super::field::{ANALYTICS_APPLICATION_ARN, ANALYTICS_ROLE_ARN};
        let role = self.raw(ANALYTICS_ROLE_ARN).and_then(Json::as_str).unwrap_or_default();
        if self.raw(ANALYTICS_APPLICATION_ARN).is_none() || !role.contains(":role/aws-service-role/") {
            return self.clone();
        }
        let mut document = self.document().clone();
        remove(&mut document, ANALYTICS_ROLE_ARN.path);
        Self::from_wire(document)
    }

    /// True when the object that holds nested settings is there and not empty.
    fn has_members(&self, parent: &str) -> bool {
        self.document().get(parent).and_then(Json::as_object).is_some_and(|members| !members.is_empty())
    }
}

#[cfg(test)]
mod tests;
