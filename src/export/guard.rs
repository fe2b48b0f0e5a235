//! Texts of the service that a tool would act on, kept out of what is written, whatever resource has them.

use super::loss::Why;
use super::names::{Kind, Tool};
use super::program::{Dialect, Lost, Members, Node, Resource};
use super::symbol::big;

/// Members of a client without which it is no client of its pool.
const NEEDED: &[&str] = &["UserPoolId", "userPoolId"];

/// Takes out of a resource what its tool would act on, and says what that was. What of a pool or a client
/// has such a text is left out alone; a provider or a resource server is left out as a whole, since the next
/// update would take a part that is missing away from it.
pub(super) fn guard(resource: &mut Resource, dialect: Dialect) -> Lost {
    if resource.omitted || !dialect.is_template() {
        return Lost::new();
    }
    let mut lost = Lost::new();
    let before = resource.members.len();
    let mut needs = false;
    for (name, node) in std::mem::take(&mut resource.members) {
        let called = if dialect.tool == Tool::Cdk { big(&name) } else { name.clone() };
        let (kept, acted_on) = sound(&node, &called, dialect);
        needs |= NEEDED.contains(&name.as_str()) && !acted_on.is_empty();
        lost.extend(acted_on.into_iter().map(|path| (path, Why::Instruction)));
        resource.members.extend(kept.map(|node| (name, node)));
    }
    let is_part_of_all = matches!(resource.kind, Kind::Provider | Kind::Server) && !lost.is_empty();
    resource.omitted = is_part_of_all || needs || (before > 0 && resource.members.is_empty());
    lost.dedup();
    lost
}

/// True for a text that the tool acts on, wherever it stands.
pub(super) fn is_acted_on(text: &str, dialect: Dialect) -> bool {
    dialect.instructions.iter().any(|word| text.contains(word))
}

/// True for a name among data that makes a function of what stands under it.
fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

/// What is left of a value, and the paths of what is not.
fn sound(node: &Node, path: &str, dialect: Dialect) -> (Option<Node>, Vec<String>) {
    let acted_on = || (None, vec![path.to_owned()]);
    match node {
        Node::Text(text) if is_acted_on(text, dialect) => acted_on(),
        Node::List(nodes) => {
            let mut lost = Vec::new();
            let kept = nodes.iter().filter_map(|node| {
                let (kept, more) = sound(node, path, dialect);
                // Half an attribute or a scope is none.
                let whole = more.is_empty() || !matches!(node, Node::Object { .. });
                lost.extend(more);
                kept.filter(|_| whole)
            });
            let kept: Vec<_> = kept.collect();
            ((lost.is_empty() || !kept.is_empty()).then_some(Node::List(kept)), lost)
        }
        Node::Map(members) => {
            let (members, lost) = all(members, path, dialect, true);
            ((lost.is_empty() || !members.is_empty()).then_some(Node::Map(members)), lost)
        }
        Node::Object { of, members } => {
            let (members, lost) = all(members, path, dialect, false);
            let object = Node::Object { of: of.clone(), members };
            (Some(object), lost)
        }
        other => (Some(other.clone()), Vec::new()),
    }
}

fn all(members: &Members, path: &str, dialect: Dialect, are_data: bool) -> (Members, Vec<String>) {
    let (mut kept, mut lost) = (Members::new(), Vec::new());
    for (name, node) in members {
        let called = if are_data || dialect.tool != Tool::Cdk { name.clone() } else { big(name) };
        let path = format!("{path}.{called}");
        if are_data && (is_function(name) || is_acted_on(name, dialect)) {
            lost.push(path);
            continue;
        }
        let (node, more) = sound(node, &path, dialect);
        lost.extend(more);
        kept.extend(node.map(|node| (name.clone(), node)));
    }
    (kept, lost)
}
