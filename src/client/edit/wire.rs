//! Steps as they are kept: the setting by its id, the value as JSON that a person can read.

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Step;
use crate::client::field::{Field, Kind, Life, Span, Unit, Value, by_id};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Wire {
    Set { key: String, value: Json },
    Unset { key: String },
    Add { key: String, member: String },
    Remove { key: String, member: String },
    SetMember { path: Vec<String>, value: Json },
    UnsetMember { path: Vec<String> },
}

impl From<Step> for Wire {
    fn from(step: Step) -> Self {
        let key = |field: &Field| field.id.to_owned();
        match step {
            Step::Set(field, value) => Self::Set { key: key(field), value: kept(field, &value) },
            Step::Unset(field) => Self::Unset { key: key(field) },
            Step::Add(field, member) => Self::Add { key: key(field), member },
            Step::Remove(field, member) => Self::Remove { key: key(field), member },
            Step::SetMember(path, value) => Self::SetMember { path, value },
            Step::UnsetMember(path) => Self::UnsetMember { path },
        }
    }
}

impl TryFrom<Wire> for Step {
    type Error = String;

    fn try_from(wire: Wire) -> Result<Self, String> {
        Ok(match wire {
            Wire::Set { key, value } => {
                let field = row(&key)?;
                Self::Set(field, read(field, value))
            }
            Wire::Unset { key } => Self::Unset(row(&key)?),
            Wire::Add { key, member } => Self::Add(row(&key)?, member),
            Wire::Remove { key, member } => Self::Remove(row(&key)?, member),
            Wire::SetMember { path, value } => Self::SetMember(path, value),
            Wire::UnsetMember { path } => Self::UnsetMember(path),
        })
    }
}

fn row(key: &str) -> Result<&'static Field, String> {
    by_id(key).filter(|field| field.life != Life::Secret).ok_or_else(|| {
        format!(
            "there is no setting called '{}'; it was kept by another version",
            crate::client::text::quote(key)
        )
    })
}

/// A span as `{"amount": 45, "unit": "minutes"}`, a value of an unexpected form as `{"as_it_is": …}`,
/// everything else as the API writes it.
fn kept(field: &Field, value: &Value) -> Json {
    match value {
        Value::Span(span) => json!({"amount": span.amount, "unit": span.unit.as_str()}),
        Value::Moment(moment) => Json::from(moment.to_string()),
        Value::Other(json) => json!({ "as_it_is": json }),
        value => {
            debug_assert_ne!(field.life, Life::Secret, "a secret is no value of a setting");
            value.to_wire()
        }
    }
}

fn read(field: &Field, json: Json) -> Value {
    if let Some(inner) = json.get("as_it_is") {
        return Value::Other(inner.clone());
    }
    if let Kind::Duration { .. } = field.kind {
        let amount = json.get("amount").and_then(Json::as_u64);
        let unit = json.get("unit").and_then(Json::as_str).and_then(Unit::from_wire);
        return match (amount, unit) {
            (Some(amount), Some(unit)) => Value::Span(Span::new(amount, unit)),
            _ => Value::Other(json),
        };
    }
    Value::from_wire(&field.kind, &json, None)
}
