//! CloudFormation templates, in YAML and JSON. Functions are the tool's to evaluate, in the long form as in
//! the short one.

use super::client::{Telling, client, evaluated};
use super::source::{Language, Source};
use super::tree::{Node, Tree};
use super::{Imported, ReadError};
use crate::export::names::{Kind, Tool};

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

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let mut clients = Vec::new();
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
        let nothing = Node::new(resource.at, Tree::Map(Vec::new()));
        let mut properties = resource.value.get("Properties").unwrap_or(&nothing).clone();
        properties.change(&function);
        properties.at = resource.at;
        let mut imported = client(source, TELLING, &resource.name, &properties, false)?;
        if let Some(condition) = resource.value.get("Condition") {
            imported.unresolved.push(evaluated(source, None, "Condition", condition));
        }
        clients.push(imported);
    }
    Ok(clients)
}

/// What CloudFormation looks at before it takes a value.
fn function(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Open(source) if source.strip_prefix("!Ref").is_some_and(|name| name.trim() == NO_VALUE) => {
            Some(Tree::Null)
        }
        Tree::Text(text) if text.contains("{{resolve:") => Some(Tree::Open(text.clone())),
        Tree::Map(members) => {
            let [one] = members.as_slice() else { return None };
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
