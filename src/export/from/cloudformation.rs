//! CloudFormation templates, in YAML and JSON. Functions are the tool's to evaluate, in the long form as in
//! the short one.

use super::beside::{identify, is_identifiers};
use super::client::{Telling, client_or_why, evaluated};
use super::source::{Language, Source};
use super::tree::{Member, Node, Tree};
use super::{Imported, Open, ReadError, shown};
use crate::client::FIELDS;
use crate::export::names::{self, Kind, Tool};

const FORMAT: &str = "cloudformation";
const TELLING: Telling = Telling { format: FORMAT, tool: Tool::CloudFormation, complete: false, beside: &[] };

/// The function that says that there is no value.
const NO_VALUE: &str = "AWS::NoValue";

pub(super) fn takes(source: &Source) -> bool {
    let Some(resources) = source.root.get("Resources") else { return false };
    matches!(source.language, Language::Json | Language::Yaml)
        && (source.root.get("AWSTemplateFormatVersion").is_some()
            || source.root.get("Transform").is_some()
            || resources.members().iter().any(|member| {
                member.name.starts_with("Fn::")
                    || member.value.text_of("Type").is_some_and(|kind| kind.contains("::"))
            })
            || resources.members().is_empty())
}

/// The files beside it that should have had the ids of its clients, and have none.
pub(super) fn others(source: &Source) -> Vec<String> {
    let without = source.beside.iter().filter(|(_, text)| !is_identifiers(text) && !has_nothing(text));
    without
        .map(|(name, _)| format!("{} beside it has no ids of clients that can be read.", shown(name)))
        .collect()
}

fn has_nothing(text: &str) -> bool {
    matches!(serde_json::from_str(text), Ok(serde_json::Value::Array(rows)) if rows.is_empty())
}

/// True for a text that could be a template, by its name and a word in it.
pub(super) fn may_be_one(file: &str, text: &str) -> bool {
    !file.is_empty() && text.contains(Kind::Client.cloudformation()) && text.contains("Resources")
}

#[expect(clippy::unnecessary_wraps, reason = "a row of the table has readers that can fail")]
pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let (mut clients, mut conditions) = (Vec::new(), Vec::new());
    for resource in source.root.get("Resources").map(Node::members).unwrap_or_default() {
        if resource.name.starts_with("Fn::") {
            // A loop makes clients that only CloudFormation can count.
            if resource.value.words().contains(Kind::Client.cloudformation()) {
                let mut imported = Imported::new(source, FORMAT, &resource.name, resource.at);
                let whole = Node::new(resource.at, Tree::Open(resource.value.words()));
                imported.unresolved.push(evaluated(source, None, &resource.name, &whole));
                clients.push(imported);
            }
            continue;
        }
        if resource.value.text_of("Type") != Some(Kind::Client.cloudformation()) {
            continue;
        }
        let properties = properties(resource);
        let mut imported = client_or_why(source, TELLING, &resource.name, &properties, false);
        if let Some(condition) = resource.value.get("Condition") {
            conditions.push((clients.len(), evaluated(source, None, "Condition", condition)));
        }
        if let Some(transform) = macros(&source.root) {
            let mut open = evaluated(source, None, "Transform", transform);
            open.why = Open::Changed;
            imported.unresolved.push(open);
        }
        clients.push(imported);
    }
    identify(&mut clients, source.beside);
    for (at, condition) in conditions {
        clients[at].unresolved.push(condition);
    }
    Ok(clients)
}

/// What the whole template goes through before it is one, where that may change a client: a macro of
/// somebody's own, or what brings another text in. The others of AWS leave clients as they are written.
fn macros(root: &Node) -> Option<&Node> {
    const HARMLESS: [&str; 2] = ["AWS::Serverless", "AWS::LanguageExtensions"];
    let transform = root.get("Transform")?;
    let is_harmless = |node: &Node| {
        node.text().is_some_and(|name| {
            HARMLESS.iter().any(|known| {
                name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
        })
    };
    let all = match &transform.tree {
        Tree::List(nodes) => nodes.iter().all(is_harmless),
        _ => is_harmless(transform),
    };
    (!all).then_some(transform)
}

/// The properties of a resource. Where a function brings some of them, everything that is not said beside it
/// is its to say.
fn properties(resource: &Member) -> Node {
    let nothing = Node::new(resource.at, Tree::Map(Vec::new()));
    let mut properties = resource.value.get("Properties").unwrap_or(&nothing).clone();
    let mut brought = resource.value.members().iter().find(|member| is_function(member)).map(brings);
    match &mut properties.tree {
        Tree::Open(source) => {
            brought = Some(Tree::Open(source.clone()));
            properties.tree = Tree::Map(Vec::new());
        }
        Tree::Map(members) => {
            brought = brought.or(members.iter().find(|member| is_function(member)).map(brings));
            members.retain(|member| !is_function(member));
            for member in members {
                member.value.change(&function);
            }
        }
        _ => {}
    }
    properties.at = resource.at;
    if let Some(brought) = brought {
        for field in FIELDS {
            if let Some(name) = names::of(field, Tool::CloudFormation) {
                fill(&mut properties, &name, &Node::new(resource.at, brought.clone()));
            }
        }
    }
    properties
}

fn is_function(member: &Member) -> bool {
    member.name.starts_with("Fn::")
}

/// What a function says that brings members: its name, since its arguments are as long as they like.
fn brings(function: &Member) -> Tree {
    Tree::Open(format!("what {} brings", function.name))
}

/// Puts this at a dotted name that has nothing.
fn fill(node: &mut Node, name: &str, with: &Node) {
    let Tree::Map(members) = &mut node.tree else { return };
    let (head, rest) = name.split_once('.').map_or((name, None), |(head, rest)| (head, Some(rest)));
    members.retain(|member| member.name != head || member.value.tree != Tree::Null);
    match (members.iter_mut().find(|member| member.name == head), rest) {
        (Some(member), Some(rest)) => fill(&mut member.value, rest, with),
        (Some(_), None) => {}
        (None, _) => members.push(Member { name: head.to_owned(), at: with.at, value: with.clone() }),
    }
}

/// What CloudFormation looks at before it takes a value.
fn function(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Open(source) if source.strip_prefix("!Ref").is_some_and(|name| name.trim() == NO_VALUE) => {
            Some(Tree::Null)
        }
        Tree::Text(text) if text.contains("{{resolve:") => Some(Tree::Open(text.clone())),
        Tree::Map(members) => {
            // Beside a function that brings members nothing is sure.
            let [one] = members.as_slice() else {
                return members.iter().find(|member| is_function(member)).map(brings);
            };
            match one.name.as_str() {
                "Ref" if one.value.text() == Some(NO_VALUE) => Some(Tree::Null),
                "Ref" | "Condition" => Some(Tree::Open(Node::new(0, tree.clone()).words())),
                name if name.starts_with("Fn::") => Some(Tree::Open(Node::new(0, tree.clone()).words())),
                _ => None,
            }
        }
        _ => None,
    }
}
