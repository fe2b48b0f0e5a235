//! Pulumi's programs in YAML, as far as their values are literal.

use super::client::{Telling, client_or_why, evaluated};
use super::pulumi_state::BESIDE;
use super::sealed::sealed;
use super::source::{Language, Source};
use super::tree::{Node, Tree};
use super::{Imported, ReadError, ignored};
use crate::export::names::{Kind, Tool};

const TELLING: Telling =
    Telling { format: "pulumi-yaml", tool: Tool::Pulumi, complete: false, beside: BESIDE };

pub(super) fn takes(source: &Source) -> bool {
    let root = &source.root;
    matches!(source.language, Language::Yaml | Language::Json)
        && root.get("resources").is_some_and(|node| matches!(node.tree, Tree::Map(_)))
        && (root.get("runtime").is_some() || resources(root).any(|(_, kind, _)| is_client(kind).is_some()))
}

/// Every resource with its name and its type.
fn resources(root: &Node) -> impl Iterator<Item = (&str, &str, &Node)> {
    let members = root.get("resources").map(Node::members).unwrap_or_default();
    members.iter().filter_map(|one| Some((one.name.as_str(), one.value.text_of("type")?, &one.value)))
}

/// The kind that a type means, in its long form or its short one.
fn is_client(kind: &str) -> Option<Kind> {
    Kind::of_client(|one| {
        kind == one.pulumi_token() || kind.strip_prefix("aws:cognito:") == Some(one.pulumi())
    })
}

#[expect(clippy::unnecessary_wraps, reason = "a row of the table has readers that can fail")]
pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let mut clients = Vec::new();
    for (name, kind, resource) in resources(&source.root) {
        let Some(kind) = is_client(kind) else { continue };
        let mut properties =
            resource.get("properties").cloned().unwrap_or(Node::new(resource.at, Tree::Map(Vec::new())));
        properties.change(&evaluates);
        properties.at = resource.at;
        if let Tree::Open(_) = properties.tree {
            let mut imported = Imported::new(source, TELLING.format, name, resource.at);
            imported.unresolved.push(evaluated(source, None, "properties", &properties));
            clients.push(imported);
            continue;
        }
        let mut imported = client_or_why(source, TELLING, name, &properties, kind == Kind::Managed);
        let options = resource.get("options");
        let list = options.and_then(|options| options.get("ignoreChanges"));
        imported.ignored = ignored::fields(list, Tool::Pulumi);
        // A client that is taken over says which one.
        let id = options.and_then(|options| options.text_of("import"));
        if let Some((pool, client)) = id.and_then(|id| id.split_once('/')) {
            imported.adopt(pool, client);
        }
        clients.push(imported);
    }
    Ok(clients)
}

/// References and functions; a dollar sign that is only that is written twice.
fn evaluates(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Text(text) if text.contains('$') => {
            let mut out = String::with_capacity(text.len());
            let mut letters = text.chars().peekable();
            while let Some(letter) = letters.next() {
                match (letter, letters.peek()) {
                    ('$', Some('$')) => {
                        letters.next();
                        out.push('$');
                    }
                    ('$', Some('{')) => return Some(Tree::Open(text.clone())),
                    _ => out.push(letter),
                }
            }
            Some(Tree::Text(out))
        }
        Tree::Map(members) if members.iter().any(|member| member.name.eq_ignore_ascii_case("fn::secret")) => {
            Some(sealed())
        }
        Tree::Map(members) if members.iter().any(|member| member.name.to_lowercase().starts_with("fn::")) => {
            Some(Tree::Open(Node::new(0, tree.clone()).words()))
        }
        _ => None,
    }
}
