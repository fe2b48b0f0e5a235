//! What a program says, before it is said in a language: resources with named values and references.

use serde_json::Value as Json;

use super::loss::{Loss, Why};
use super::names::{Kind, Tool};
use super::symbol::{Case, big};

/// Named values, in the order in which they are written.
pub(super) type Members = Vec<(String, Node)>;

/// What is not told, by the API's name, and why.
pub(super) type Lost = Vec<(String, Why)>;

/// How a tool's programs differ from others', beside their language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    pub(super) tool: Tool,
    /// How its names are written.
    pub(super) case: Case,
    /// Texts that the tool would act on, wherever they stand.
    pub(super) instructions: &'static [&'static str],
}

impl Dialect {
    /// True for CloudFormation and what is made on top of it: a resource tells nothing but its own id there,
    /// and nothing can be left out of what it manages.
    pub(super) fn is_template(self) -> bool {
        matches!(self.tool, Tool::CloudFormation | Tool::Cdk)
    }
}

/// A value in a program.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    /// As it is written, with all its digits.
    Number(String),
    Switch(bool),
    List(Vec<Node>),
    /// Named values; `of` is what Pulumi's Java calls the type of it inside its parent.
    Object {
        of: String,
        members: Members,
    },
    /// Values by names that are data.
    Map(Members),
    /// What whoever runs the program gives it, since it is secret.
    Parameter(String),
    /// What another resource of the program tells about itself, and a text behind it.
    Output {
        symbol: String,
        kind: Kind,
        then: String,
    },
}

/// A resource in a program.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    /// Its name in the program.
    pub(super) symbol: String,
    /// What people call it, as it came.
    pub(super) title: String,
    pub(super) members: Members,
    /// What the tool shall not manage though it is written, by Terraform's name and Pulumi's; `*` is all.
    pub(super) ignored: Vec<(&'static str, &'static str)>,
    /// The names of what whoever runs the program has to give for it.
    pub(super) parameters: Vec<String>,
    /// Whether the program must not be able to delete it.
    pub(super) kept: bool,
    /// The resources that must be there before, where no value says so.
    pub(super) after: Vec<String>,
    /// What identifies it to CloudFormation, and joined as each tool does, to the others; none for what does
    /// not exist yet.
    pub(super) ids: Option<Vec<(&'static str, String)>>,
    pub(super) region: Option<String>,
    pub(super) losses: Vec<Loss>,
    /// What else whoever reads the program should know of it.
    pub(super) notes: Vec<&'static str>,
    /// Whether it is only told in a comment, for its losses.
    pub(super) omitted: bool,
}

impl Resource {
    pub(super) fn new(kind: Kind, symbol: String, title: &str, ids: Vec<(&'static str, String)>) -> Self {
        Self {
            kind,
            symbol,
            title: title.to_owned(),
            members: Vec::new(),
            ignored: Vec::new(),
            parameters: Vec::new(),
            kept: false,
            after: Vec::new(),
            ids: Some(ids),
            region: None,
            losses: Vec::new(),
            notes: Vec::new(),
            omitted: false,
        }
    }

    /// What Terraform and Pulumi import it by.
    pub(super) fn import_id(&self) -> Option<String> {
        let sign = match self.kind {
            Kind::Provider => ":",
            Kind::Server => "|",
            _ => "/",
        };
        let ids: Vec<&str> = self.ids.as_ref()?.iter().map(|(_, id)| id.as_str()).collect();
        Some(ids.join(sign))
    }
}

/// A scalar of JSON; anything deeper as its text.
pub(super) fn scalar(json: &Json) -> Node {
    match json {
        Json::String(text) => Node::Text(text.clone()),
        Json::Number(number) => Node::Number(number.to_string()),
        Json::Bool(on) => Node::Switch(*on),
        other => Node::Text(other.to_string()),
    }
}

/// Puts a value at a dotted name, into objects that appear as they are needed.
pub(super) fn put(members: &mut Members, name: &str, node: Node) {
    let Some((head, rest)) = name.split_once('.') else {
        members.push((name.to_owned(), node));
        return;
    };
    let at = members.iter().position(|(name, node)| name == head && matches!(node, Node::Object { .. }));
    let at = at.unwrap_or_else(|| {
        let of = head.split('_').map(big).collect();
        members.push((head.to_owned(), Node::Object { of, members: Vec::new() }));
        members.len() - 1
    });
    if let Node::Object { members, .. } = &mut members[at].1 {
        put(members, rest, node);
    }
}
