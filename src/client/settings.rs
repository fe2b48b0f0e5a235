//! A client's settings, lossless.

use serde_json::{Map, Value as Json};

use super::field::{self, Field, Invalid, Kind, Life, Problem, Unit, UnitSource, Value};

/// The member that a describe returns in clear and that never enters [`Settings`].
pub const SECRET_MEMBER: &str = "ClientSecret";

/// Every member the service returned for one client, in its order, unknown ones included: the JSON
/// document itself. The field table knows where each setting stands in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    document: Map<String, Json>,
}

impl Settings {
    /// Takes the `UserPoolClient` document of a response. A secret in it is dropped here as a last
    /// guard; the gateway has already taken it out.
    pub fn from_wire(mut document: Map<String, Json>) -> Self {
        document.shift_remove(SECRET_MEMBER);
        Self { document }
    }

    /// The document as the service wrote it.
    pub fn document(&self) -> &Map<String, Json> {
        &self.document
    }

    /// The document as the service wrote it, by value.
    pub fn into_document(self) -> Map<String, Json> {
        self.document
    }

    /// A top-level text member.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.document.get(member).and_then(Json::as_str)
    }

    /// What stands at a setting's place, untyped. A `null` is nothing.
    pub fn raw(&self, field: &Field) -> Option<&Json> {
        at(&self.document, field.path)
    }

    /// A setting's value as it is configured; `None` when nothing is. What then applies is in
    /// [`Settings::effective`].
    pub fn get(&self, field: &Field) -> Option<Value> {
        self.raw(field).map(|json| Value::from_wire(&field.kind, json, self.unit(field)))
    }

    /// Configures a setting, or with `None` removes it, so that the service's default applies.
    ///
    /// A duration takes its unit along: setting one writes the unit where it differs from the present
    /// one, and removing one removes its unit. Objects that hold nested settings appear with their
    /// first member and go with their last. Refused are a value of another form than the setting's,
    /// and any secret.
    pub fn set(&mut self, field: &'static Field, value: Option<Value>) -> Result<(), Invalid> {
        if field.life == Life::Secret {
            return Err(field.invalid(Problem::Secret));
        }
        let Some(value) = value else {
            remove(&mut self.document, field.path);
            if let Kind::Duration { unit: UnitSource::Member { path, .. }, .. } = field.kind {
                remove(&mut self.document, path);
            }
            return Ok(());
        };
        let json = value.to_wire();
        let kept = match (&value, &field.kind) {
            (Value::Other(_), _) => true,
            (Value::Span(span), Kind::Duration { unit: UnitSource::Fixed(unit), .. }) => span.unit == *unit,
            (Value::Span(span), Kind::Duration { unit: UnitSource::Member { path, .. }, .. }) => {
                if self.unit(field) != Some(span.unit) {
                    put(&mut self.document, path, Json::from(span.unit.as_str()));
                }
                true
            }
            (_, kind) => Value::from_wire(kind, &json, None) == value,
        };
        if !kept {
            return Err(field.invalid(Problem::WrongKind { expected: field.form() }));
        }
        put(&mut self.document, field.path, json);
        Ok(())
    }

    /// The unit that a duration's number is in; `None` for other settings, and for a unit that this
    /// version does not know.
    pub fn unit(&self, field: &Field) -> Option<Unit> {
        let Kind::Duration { unit, .. } = field.kind else { return None };
        match unit {
            UnitSource::Fixed(unit) => Some(unit),
            UnitSource::Member { path, absent } => {
                at(&self.document, path).map_or(Some(absent), |json| json.as_str().and_then(Unit::from_wire))
            }
        }
    }

    /// True when the document has the object that holds nested settings.
    pub fn has_parent_of(&self, field: &Field) -> bool {
        field.parent().is_none_or(|parent| self.document.get(parent).is_some_and(|json| !json.is_null()))
    }

    /// The members that no row of the table describes, at the top and inside known objects, each with
    /// its dotted name, in the document's order.
    pub fn unknown(&self) -> Vec<(String, &Json)> {
        let mut unknown = Vec::new();
        for (name, json) in &self.document {
            let top = field::FIELDS.iter().any(|f| f.path == [name.as_str()]);
            let mut nested = field::members_of(name).peekable();
            match json {
                _ if top => {}
                Json::Object(members) if nested.peek().is_some() => {
                    let known: Vec<&str> = nested.map(|f| f.path[1]).collect();
                    let rest = members.iter().filter(|(member, _)| !known.contains(&member.as_str()));
                    unknown.extend(rest.map(|(member, json)| (format!("{name}.{member}"), json)));
                }
                Json::Null if nested.peek().is_some() => {}
                _ => unknown.push((name.clone(), json)),
            }
        }
        unknown
    }
}

fn at<'a>(document: &'a Map<String, Json>, path: &[&str]) -> Option<&'a Json> {
    let (last, parents) = path.split_last()?;
    let mut object = document;
    for parent in parents {
        object = object.get(*parent)?.as_object()?;
    }
    object.get(*last).filter(|json| !json.is_null())
}

/// Puts a member at its place. A parent that is not an object, which the service never sends, is
/// replaced by one.
fn put(document: &mut Map<String, Json>, path: &[&str], json: Json) {
    match path {
        [] => {}
        [last] => {
            document.insert((*last).to_owned(), json);
        }
        [parent, rest @ ..] => {
            let parent = document.entry((*parent).to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if !parent.is_object() {
                *parent = Json::Object(Map::new());
            }
            if let Json::Object(parent) = parent {
                put(parent, rest, json);
            }
        }
    }
}

/// Removes a member, and the objects around it that it leaves empty.
fn remove(document: &mut Map<String, Json>, path: &[&str]) {
    match path {
        [] => {}
        [last] => {
            document.shift_remove(*last);
        }
        [parent, rest @ ..] => {
            if let Some(Json::Object(object)) = document.get_mut(*parent) {
                let had_members = !object.is_empty();
                remove(object, rest);
                if had_members && object.is_empty() {
                    document.shift_remove(*parent);
                }
            }
        }
    }
}
