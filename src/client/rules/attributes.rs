//! What a client may read and write of its users.

use super::{Case, Finding, Fix, RuleId, service};
use crate::client::field::{self, Field, Value};
use crate::client::text::quote;

/// Attributes that the service alone writes.
const OWN: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];

/// V18: every readable attribute is in the pool's schema.
pub(super) fn readable(case: &Case<'_>) -> Vec<Finding> {
    let Some(schema) = schema(case) else { return Vec::new() };
    let field = field::READ_ATTRIBUTES;
    let written = written(case, field);
    let unknown: Vec<&String> = written.iter().filter(|name| !schema.knows(name)).collect();
    if unknown.is_empty() {
        return Vec::new();
    }
    let message = format!(
        "{}: the pool has no attribute {}; remove it or correct its name",
        field.label,
        told(&unknown)
    );
    let kept: Vec<String> = written.iter().filter(|name| schema.knows(name)).cloned().collect();
    vec![
        Finding::refused(RuleId::V18, &[field], message)
            .says(service::INVALID, "Invalid read attributes specified while creating a client")
            .with_fix(replacement(field, format!("Remove {}", told(&unknown)), kept)),
    ]
}

/// V19: every writable attribute is in the schema and none of the service's own, and what the pool asks
/// of every user is among them.
pub(super) fn writable(case: &Case<'_>) -> Vec<Finding> {
    let Some(schema) = schema(case) else { return Vec::new() };
    let field = field::WRITE_ATTRIBUTES;
    let written = written(case, field);
    if written.is_empty() {
        return Vec::new();
    }
    let own: Vec<&String> = written.iter().filter(|name| OWN.contains(&name.as_str())).collect();
    let unknown: Vec<&String> = written.iter().filter(|name| !schema.knows(name)).collect();
    let missing: Vec<&String> = schema.required.iter().filter(|name| !written.contains(name)).collect();
    let mut problems = Vec::new();
    if !unknown.is_empty() {
        problems.push(format!("the pool has no attribute {}; remove it or correct its name", told(&unknown)));
    }
    if !own.is_empty() {
        problems.push(format!("{} can only be written by Cognito; remove it", told(&own)));
    }
    if !missing.is_empty() {
        problems.push(format!("the pool asks every user for {}; add it", told(&missing)));
    }
    if problems.is_empty() {
        return Vec::new();
    }
    let good = |name: &&String| schema.knows(name) && !OWN.contains(&name.as_str());
    let kept = written.iter().filter(good).chain(missing).cloned().collect();
    vec![
        Finding::refused(RuleId::V19, &[field], format!("{}: {}", field.label, problems.join("; ")))
            .says(service::INVALID, "Invalid write attributes specified while creating a client")
            .with_fix(replacement(field, "Keep what can be written".to_owned(), kept)),
    ]
}

/// W05: what an identity provider fills in can be written.
pub(super) fn mapped(case: &Case<'_>) -> Vec<Finding> {
    let field = field::WRITE_ATTRIBUTES;
    let writable = case.list(field);
    let providers = case.list(field::SUPPORTED_IDENTITY_PROVIDERS);
    let mappings = case.around.mappings.unwrap_or_default();
    let mut found = Vec::new();
    for mapping in mappings.iter().filter(|mapping| providers.contains(&mapping.provider)) {
        let blocked: Vec<&String> = mapping
            .attributes
            .iter()
            .filter(|name| !writable.contains(name) && !OWN.contains(&name.as_str()) && *name != "username")
            .collect();
        if blocked.is_empty() {
            continue;
        }
        let message = format!(
            "{}: {} fills in {}, which cannot be written, so signing in with it fails; add it",
            field.label,
            quote(&mapping.provider),
            told(&blocked)
        );
        let all = writable.iter().chain(blocked).cloned().collect();
        let fix = replacement(field, "Add what is filled in".to_owned(), all);
        let fields = [field, field::SUPPORTED_IDENTITY_PROVIDERS];
        found.push(Finding::warning(RuleId::W05, &fields, message).with_fix(fix));
    }
    found
}

/// What the pool says of its attributes.
struct Schema {
    names: Vec<String>,
    /// What every user must have, the service's own aside.
    required: Vec<String>,
}

impl Schema {
    fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}

fn schema(case: &Case<'_>) -> Option<Schema> {
    let attributes = case.around.pool?.schema();
    if attributes.is_empty() {
        return None;
    }
    let required = attributes.iter().filter(|a| a.required && !OWN.contains(&a.name));
    Some(Schema {
        required: required.map(|a| a.name.to_owned()).collect(),
        names: attributes.iter().map(|a| a.name.to_owned()).collect(),
    })
}

/// A list as it is written; what applies by default the service knows to be right.
fn written(case: &Case<'_>, field: &Field) -> Vec<String> {
    case.settings.get(field).map_or_else(Vec::new, |value| value.as_list().to_vec())
}

/// A list with these members. None at all would mean the default, which is no fix.
fn replacement(field: &'static Field, title: String, members: Vec<String>) -> Option<Fix> {
    (!members.is_empty()).then(|| Fix { title, edits: vec![(field, Some(Value::List(members)))] })
}

fn told(names: &[&String]) -> String {
    names.iter().take(5).map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}
