//! What `terraform show -json` prints: a plan, or a state.

use super::client::{Telling, client_or_why};
use super::sealed::seal;
use super::source::{Language, Source};
use super::terraform::BESIDE;
use super::tree::{Member, Node, Tree};
use super::{Imported, ReadError, shown};
use crate::export::names::{Kind, Tool};

const TELLING: Telling =
    Telling { format: "terraform-plan", tool: Tool::Terraform, complete: true, beside: BESIDE };

/// Modules in each other.
const DEEPEST: usize = 50;

pub(super) fn takes(source: &Source) -> bool {
    let root = &source.root;
    source.language == Language::Json
        && root.get("format_version").is_some()
        && ["values", "planned_values", "resource_changes", "terraform_version"]
            .iter()
            .any(|name| root.get(name).is_some())
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let mut clients = Vec::new();
    if let Some(changes) = source.root.get("resource_changes") {
        for change in changes.list() {
            let values = change.get("change").and_then(after);
            one(source, change, values, &mut clients);
        }
        return Ok(clients);
    }
    let values = source.root.get("planned_values").or(source.root.get("values"));
    if let Some(module) = values.and_then(|values| values.get("root_module")) {
        walk(source, module, 0, &mut clients)?;
    }
    Ok(clients)
}

fn walk(source: &Source, module: &Node, depth: usize, out: &mut Vec<Imported>) -> Result<(), ReadError> {
    if depth > DEEPEST {
        return Err(source.error(module.at, "too many modules in each other"));
    }
    for resource in module.get("resources").map(Node::list).unwrap_or_default() {
        let values = resource.get("values").cloned().map(|mut values| {
            if let Some(marks) = resource.get("sensitive_values") {
                seal(&mut values, marks);
            }
            values
        });
        one(source, resource, values, out);
    }
    for child in module.get("child_modules").map(Node::list).unwrap_or_default() {
        walk(source, child, depth + 1, out)?;
    }
    Ok(())
}

fn one(source: &Source, resource: &Node, values: Option<Node>, out: &mut Vec<Imported>) {
    let Some(kind) = is_client(resource) else { return };
    let address = resource.text_of("address").or(resource.text_of("name")).unwrap_or_default();
    if let Some(values) = values {
        out.push(client_or_why(source, TELLING, address, &values, kind == Kind::Managed));
    }
}

/// The clients that a plan takes away, or lets go of.
pub(super) fn others(source: &Source) -> Vec<String> {
    let changes = source.root.get("resource_changes").map(Node::list).unwrap_or_default();
    let of =
        |resource: &'_ Node, name: &str| resource.get("change").and_then(|change| change.get(name)).cloned();
    let gone = changes.iter().filter(|change| is_client(change).is_some() && of(change, "after").is_none());
    gone.map(|change| {
        let address = change.text_of("address").unwrap_or_default();
        let does = match of(change, "actions").map(|actions| actions.words()) {
            Some(actions) if actions.contains("forget") => "lets go of",
            _ => "deletes",
        };
        format!("The plan {does} {}, so that nothing is compared with it.", shown(address))
    })
    .collect()
}

/// The kind of a client's resource, here and in a state; none for another one, and for what is only looked up.
pub(super) fn is_client(resource: &Node) -> Option<Kind> {
    let told = resource.text_of("type").filter(|_| resource.text_of("mode") != Some("data"))?;
    Kind::of_client(|kind| kind.terraform() == told)
}

/// What a resource will be, with a mark on what is not known before it is; none for one that goes.
fn after(change: &Node) -> Option<Node> {
    let mut after = change.get("after")?.clone();
    if let Some(marks) = change.get("after_sensitive") {
        seal(&mut after, marks);
    }
    if let Some(unknown) = change.get("after_unknown") {
        mark(&mut after, unknown);
    }
    Some(after)
}

fn mark(after: &mut Node, unknown: &Node) {
    match &unknown.tree {
        Tree::Bool(true) => after.tree = Tree::Open("(known after apply)".to_owned()),
        Tree::Map(unknown) => {
            let Tree::Map(members) = &mut after.tree else { return };
            for one in unknown {
                if let Some(member) = members.iter_mut().find(|member| member.name == one.name) {
                    mark(&mut member.value, &one.value);
                    continue;
                }
                let mut value = Node::new(after.at, Tree::Null);
                mark(&mut value, &one.value);
                if value.tree != Tree::Null {
                    members.push(Member { name: one.name.clone(), at: after.at, value });
                }
            }
        }
        Tree::List(unknown) => {
            if let Tree::List(nodes) = &mut after.tree {
                nodes.iter_mut().zip(unknown).for_each(|(node, unknown)| mark(node, unknown));
            }
        }
        _ => {}
    }
}
