//! Clients of a pool beside each other.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value as Json;

use super::api;
use crate::audit::case::{Case, Found, Profile};
use crate::audit::rule::Check;
use crate::audit::{Rule, Severity};
use crate::client::AppClient;
use crate::client::field::{self, Compare, DefaultValue, FIELDS, Field, Kind, Value};
use crate::client::text::quote;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "S43",
    name: "duplicate-clients",
    title: "Clients cannot be told apart",
    severity: Severity::Low,
    varies: "info where only the settings are the same",
    fields: &[field::CLIENT_NAME],
    why: "Names are not unique in a pool. Sooner or later somebody edits, or deletes, the wrong one of two that look the same.",
    remedy: "Rename one, or delete the one that nothing uses.",
    sources: &[api!("CreateUserPoolClient")],
    conflicts_with: &[],
    limits: &[],
    check: Check { client: None, pool: None, among: Some(alike) },
}];

fn alike(clients: &[Profile<'_>]) -> Vec<(usize, Found)> {
    let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut settings: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, one) in clients.iter().enumerate() {
        names.entry(one.client.name()).or_default().push(at);
        if let Some(digest) = one.digest {
            settings.entry(digest).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for same in names.values().filter(|same| same.len() > 1) {
        for &at in same {
            let others = told(clients, same, at, |client| client.key.client.as_str());
            found.push((at, Found::new(format!("{others} {} the same name", has(same))).aspect("name")));
        }
    }
    for same in settings.values().filter(|same| same.len() > 1) {
        for &at in same {
            let others = told(clients, same, at, |client| client.name());
            let alike = Found::new(format!("{others} {} the same settings", has(same)));
            found.push((at, alike.severity(Severity::Info).aspect("settings")));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// The verb of [`told`]: of two that are the same there is one other.
fn has(same: &[usize]) -> &'static str {
    if same.len() > 2 { "have" } else { "has" }
}

/// One of the others, and how many more.
fn told<'a>(
    clients: &'a [Profile<'_>],
    same: &[usize],
    but: usize,
    name: impl Fn(&'a AppClient) -> &'a str,
) -> String {
    let other = same.iter().copied().find(|&at| at != but).map_or("", |at| name(clients[at].client));
    match same.len() {
        0..=2 => quote(other),
        more => format!("{} (and {} more)", quote(other), more - 2),
    }
}

/// What a client is but for its name: with the same digest they have the same settings. Lists are sets.
pub(in crate::audit) fn digest(case: &Case<'_>) -> Option<u64> {
    // A client that says nothing of itself is like every other such client.
    if !case.oauth && case.flows_by_default {
        return None;
    }
    let settings = &case.client.settings;
    let mut hasher = DefaultHasher::new();
    for (field, json) in FIELDS.iter().zip(&case.raw) {
        // A unit is no more than how a lifetime is written.
        if !field.is_mutable() || *field == *field::CLIENT_NAME || field.kind == Kind::Unit {
            continue;
        }
        let Some(json) = json else { continue };
        // What applies by itself is the same written out.
        if let (Some(members), Compare::Set) = (json.as_array(), field.compare) {
            if members.is_empty() || is_default(field, members) {
                continue;
            }
            let mut members: Vec<Option<&str>> = members.iter().map(Json::as_str).collect();
            members.sort_unstable();
            members.dedup();
            (field.id, members).hash(&mut hasher);
            continue;
        }
        let effective = settings.effective(field);
        match effective.value.filter(|_| !effective.origin.is_default()) {
            Some(Value::Span(span)) => (field.id, span.seconds()).hash(&mut hasher),
            Some(value) => (field.id, value.to_wire()).hash(&mut hasher),
            None => {}
        }
    }
    let mut unknown = settings.unknown();
    unknown.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    unknown.hash(&mut hasher);
    case.is_public().hash(&mut hasher);
    Some(hasher.finish())
}

/// Whether a list has what applies where it has nothing.
fn is_default(field: &Field, members: &[Json]) -> bool {
    match field.default {
        Some(DefaultValue::List(default)) => {
            members.len() == default.len()
                && members.iter().all(|one| one.as_str().is_some_and(|one| default.contains(&one)))
        }
        _ => false,
    }
}
