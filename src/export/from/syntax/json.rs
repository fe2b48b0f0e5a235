//! JSON, with the comments and commas that people leave in it.

use serde_json::Value as Json;

use super::super::ReadError;
use super::super::tree::{Member, Node, Tree};
use crate::client::jsonc::parse::{self, parse};

pub(in crate::export::from) fn read(text: &str) -> Result<Node, ReadError> {
    let root = parse(text).map_err(|trouble| ReadError::at(trouble.place, unquoted(&trouble.what)))?;
    Ok(node(root))
}

/// What is wrong, without what stands there: it may be a part of a secret.
fn unquoted(what: &str) -> String {
    if let Some((_, rest)) = what.split_once("\" is there twice, ").filter(|_| what.starts_with('"')) {
        return format!("a name is there twice, {rest}");
    }
    let Some((expected, found)) = what.split_once(", found ") else { return what.to_owned() };
    // Which bracket is not closed is our own to say.
    let bracket = found.rsplit_once("; the ").map(|(_, rest)| rest).filter(|rest| {
        let line =
            rest.get(1..).and_then(|rest| rest.strip_prefix(" in line ")?.strip_suffix(" is not closed"));
        line.is_some_and(|line| line.bytes().all(|byte| byte.is_ascii_digit()))
    });
    match (bracket, found.starts_with("the end of the text")) {
        (Some(rest), true) => format!("{expected}, found the end of the text; the {rest}"),
        (Some(rest), false) => format!("{expected}; the {rest}"),
        (None, true) => format!("{expected}, found the end of the text"),
        (None, false) => expected.to_owned(),
    }
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
