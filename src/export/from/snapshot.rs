//! A client's file of a snapshot.

use super::aws_cli::document;
use super::source::{Language, Source};
use super::{Imported, ReadError};
use crate::client::snapshot::{POOL_NAME, SECRET, SETTINGS};

const FORMAT: &str = "snapshot";

pub(super) fn takes(source: &Source) -> bool {
    source.language == Language::Json
        && source.root.get(SETTINGS).is_some_and(|node| !node.members().is_empty())
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let root = &source.root;
    let Some(node) = root.get(SETTINGS) else { return Ok(Vec::new()) };
    let mut imported = document(source, FORMAT, node)?;
    imported.pool_name = root.text_of(POOL_NAME).map(str::to_owned);
    imported.secret = match root.text_of(SECRET) {
        Some("set") => Some(true),
        Some("none") => Some(false),
        _ => imported.secret,
    };
    Ok(vec![imported])
}
