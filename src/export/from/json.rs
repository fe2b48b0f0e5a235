//! The tool's own document, as the `json` format writes it.

use super::aws_cli::document;
use super::source::{Language, Source};
use super::tree::{Node, Tree};
use super::{Imported, ReadError, shown};
use crate::client::PoolId;
use crate::export::to::json::SCHEMA_VERSION;

const FORMAT: &str = "json";

pub(super) fn takes(source: &Source) -> bool {
    source.language == Language::Json
        && source.root.get("schemaVersion").is_some()
        && source.root.get("pools").is_some()
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    if let Some(version) = source.root.get("schemaVersion")
        && version.tree != Tree::Number(SCHEMA_VERSION.to_string())
    {
        let found = shown(&version.words());
        let what = format!("expected schemaVersion {SCHEMA_VERSION}, found {found}; use a newer cognitui");
        return Err(source.error(version.at, what));
    }
    let mut clients = Vec::new();
    for pool in source.root.get("pools").map(Node::list).unwrap_or_default() {
        for row in pool.get("clients").map(Node::list).unwrap_or_default() {
            let node =
                row.get("client").ok_or_else(|| source.error(row.at, "expected a member \"client\""))?;
            let mut imported = document(source, FORMAT, node)?;
            if let Some(Tree::Bool(has)) = row.get("hasSecret").map(|node| &node.tree) {
                imported.secret = Some(*has);
            }
            imported.pool = imported.pool.or_else(|| pool.text_of("id").map(PoolId::new));
            imported.pool_name = pool.text_of("name").map(str::to_owned);
            clients.push(imported);
        }
    }
    Ok(clients)
}
