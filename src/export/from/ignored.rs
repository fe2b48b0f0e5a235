//! Settings that a tool is told to leave alone once a client is there.

use super::tree::{Node, Tree};
use super::{Imported, shown};
use crate::client::{FIELDS, Field};
use crate::export::names::{self, Tool};

/// The settings that a list names by the tool's names, or all for one of the words for it. What is chosen once
/// is none of them. A lifetime goes with its unit: nobody knows what its number is counted in.
pub(super) fn fields(list: Option<&Node>, tool: Tool) -> Vec<&'static Field> {
    let words: Vec<String> = match list.map(|node| (node, &node.tree)) {
        Some((_, Tree::List(nodes))) => nodes.iter().map(Node::reference).collect(),
        Some((node, _)) => vec![node.reference()],
        None => return Vec::new(),
    };
    let head = |name: &str| name.split(['.', '[']).next().unwrap_or_default().trim().to_owned();
    let is_named = |field: &Field| {
        let own = names::of(field, tool).map(|name| head(&name));
        own.is_some_and(|own| words.iter().any(|word| word == "all" || word == "*" || head(word) == own))
    };
    FIELDS
        .iter()
        .filter(|field| field.is_mutable() && (is_named(field) || field.leader().is_some_and(&is_named)))
        .collect()
}

/// That a tool leaves settings of a client alone.
pub(super) fn told(imported: &Imported, tool: &str) -> Option<String> {
    let labels: Vec<&str> = imported.ignored.iter().map(|field| field.label).collect();
    if labels.is_empty() {
        return None;
    }
    let is_all = labels.len() == FIELDS.iter().filter(|field| field.is_mutable()).count();
    let what = if is_all { "everything".to_owned() } else { labels.join(", ") };
    Some(format!("{}: {tool} leaves alone, so that it is not compared: {what}.", shown(&imported.address)))
}
