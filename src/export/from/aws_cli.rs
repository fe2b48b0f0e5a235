//! The AWS CLI's documents: `--cli-input-json` or `--cli-input-yaml`, and what a describe prints. Members
//! have the API's names, and those that no table knows are kept.

use serde_json::Value as Json;

use super::source::{Language, Source};
use super::tree::Node;
use super::{Imported, ReadError};
use crate::client::field::{self, Life};
use crate::client::settings::{SECRET_MEMBER, at, remove};
use crate::client::{ClientId, FIELDS, PoolId, Settings};

const FORMAT: &str = "aws-cli";

/// The member that a describe has around a client.
const AROUND: &str = "UserPoolClient";

/// The member that a list has around its rows.
const ROWS: &str = "UserPoolClients";

pub(super) fn takes(source: &Source) -> bool {
    matches!(source.language, Language::Json | Language::Yaml)
        && match source.root.list() {
            [] => is_one(&source.root) || rows(&source.root).is_some_and(|rows| rows.iter().any(is_row)),
            several => several.iter().all(is_one),
        }
}

/// The rows of a list of clients.
fn rows(node: &Node) -> Option<&[Node]> {
    node.get(ROWS).map(Node::list)
}

/// What only the service knows, and no request has.
const DATES: [&field::Field; 2] = [field::CREATION_DATE, field::LAST_MODIFIED_DATE];

/// True for a client as a list has it: which one it is, and nothing of what it is. Taken for all there is,
/// it would take every setting away.
fn is_row(node: &Node) -> bool {
    let names = [field::USER_POOL_ID, field::CLIENT_ID, field::CLIENT_NAME].map(|field| field.path[0]);
    node.get(field::CLIENT_ID.path[0]).is_some()
        && node.members().iter().all(|member| names.contains(&member.name.as_str()))
}

fn is_one(node: &Node) -> bool {
    let node = node.get(AROUND).unwrap_or(node);
    node.get("ClientName").is_some() || node.get("ClientId").is_some() && node.get("UserPoolId").is_some()
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    if let Some(row) = rows(&source.root).and_then(|rows| rows.first()) {
        return Err(listed(source, row));
    }
    match source.root.list() {
        [] => Ok(vec![one(source, FORMAT, &source.root)?]),
        several => several.iter().map(|node| one(source, FORMAT, node)).collect(),
    }
}

/// Reads one document.
pub(super) fn one(source: &Source, format: &'static str, node: &Node) -> Result<Imported, ReadError> {
    let around = node.get(AROUND);
    let node = around.unwrap_or(node);
    if is_row(node) {
        return Err(listed(source, node));
    }
    let mut imported = document(source, format, node)?;
    if imported.client.is_none() && imported.name().is_none_or(str::is_empty) {
        return Err(source.error(node.at, "this has neither a client's name nor its id"));
    }
    // What the service answers says all there is. A request may leave out what its writer does not care for.
    imported.complete = around.is_some() || DATES.iter().any(|date| node.get(date.path[0]).is_some());
    Ok(imported)
}

fn listed(source: &Source, row: &Node) -> ReadError {
    source.error(row.at, "this is a list of clients without their settings; describe each one")
}

/// Reads a client's document with the API's names.
pub(super) fn document(source: &Source, format: &'static str, node: &Node) -> Result<Imported, ReadError> {
    if node.is_open() {
        return Err(
            source.error(node.at, "expected a document of values; this one has tags that are not YAML's own")
        );
    }
    let Json::Object(mut document) = node.json() else {
        // What is there may be a secret.
        return Err(source.error(node.at, "expected a client's document"));
    };
    let mut imported = Imported::new(source, format, "", node.at);
    imported.complete = true;
    let has = |json: Option<&Json>| json.and_then(Json::as_str).is_some_and(|text| !text.is_empty());
    if has(document.get(SECRET_MEMBER)) || document.get("GenerateSecret") == Some(&Json::Bool(true)) {
        imported.secret = Some(true);
    }
    for field in FIELDS.iter().filter(|field| field.life == Life::CreateOnly) {
        if !field.ops.output {
            remove(&mut document, field.path);
        }
    }
    let text = |field: &field::Field| {
        at(&document, field.path).and_then(Json::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    imported.pool = text(field::USER_POOL_ID).map(PoolId::new);
    imported.client = text(field::CLIENT_ID).map(ClientId::new);
    imported.address =
        text(field::CLIENT_NAME).or(text(field::CLIENT_ID)).unwrap_or_else(|| "a client".to_owned());
    imported.settings = Settings::from_wire(document);
    Ok(imported)
}
