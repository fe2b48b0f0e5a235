//! JSON, with the comments and commas that people leave in it.

use serde_json::Value as Json;

use super::super::ReadError;
use super::super::tree::{Member, Node, Tree};
use crate::client::jsonc::parse::{self, parse};

pub(in crate::export::from) fn read(text: &str) -> Result<Node, ReadError> {
    let root = parse(text).map_err(|trouble| ReadError::at(trouble.place, trouble.what))?;
    Ok(node(root))
}

fn node(node: parse::Node) -> Node {
    let tree = match node.tree {
        parse::Tree::Leaf(json) => leaf(json),
        parse::Tree::List(nodes) => Tree::List(nodes.into_iter().map(self::node).collect()),
        parse::Tree::Object(members) => {
            let member = |member: parse::Member| Member {
                name: member.name,
                at: member.offset,
                value: self::node(member.value),
            };
            Tree::Map(members.into_iter().map(member).collect())
        }
    };
    Node::new(node.offset, tree)
}

fn leaf(json: Json) -> Tree {
    match json {
        Json::Bool(on) => Tree::Bool(on),
        Json::Number(number) => Tree::Number(number.to_string()),
        Json::String(text) => Tree::Text(text),
        // A leaf has nothing in it.
        Json::Null | Json::Array(_) | Json::Object(_) => Tree::Null,
    }
}
