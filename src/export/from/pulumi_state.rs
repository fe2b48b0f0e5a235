//! Pulumi's state: what `pulumi stack export` prints, and a checkpoint file.

use super::client::{Telling, client_or_why};
use super::sealed::sealed;
use super::source::{Language, Source};
use super::tree::{Node, Tree};
use super::{Imported, ReadError, shown};
use crate::client::ClientId;
use crate::export::names::{Kind, Tool};

const TELLING: Telling =
    Telling { format: "pulumi-state", tool: Tool::Pulumi, complete: true, beside: BESIDE };

/// What a resource has beside settings.
pub(super) const BESIDE: &[&str] = &["region", "namePattern", "namePrefix", "__defaults", "__meta"];

/// What the provider aws-native calls a client.
const NATIVE: &str = "aws-native:cognito:UserPoolClient";

/// The member that marks what Pulumi has sealed, whether or not its text is beside it.
const SEAL: &str = "4dabf18193072939515e22adb298388d";
/// What stands for a value that is not known yet.
const COMPUTED: &str = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

fn resources<'a>(source: &'a Source) -> Option<&'a Node> {
    let root = &source.root;
    let deployment = root.get("deployment").or_else(|| root.get("checkpoint")?.get("latest"))?;
    deployment.get("resources").or(Some(deployment))
}

pub(super) fn takes(source: &Source) -> bool {
    source.language == Language::Json && resources(source).is_some()
}

#[expect(clippy::unnecessary_wraps, reason = "a row of the table has readers that can fail")]
pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let mut clients = Vec::new();
    for resource in resources(source).map(Node::list).unwrap_or_default() {
        let Some(kind) = is_client(resource).filter(|_| !is_going(resource)) else { continue };
        let name = name_of(resource);
        let told = |name| resource.get(name).filter(|node| !node.members().is_empty());
        let Some(members) = told("outputs").or(told("inputs")) else { continue };
        let mut members = members.clone();
        members.change(&hidden);
        let mut imported = client_or_why(source, TELLING, name, &members, kind == Kind::Managed);
        if let Some(inputs) = resource.get("inputs")
            && matches!(inputs.get("generateSecret").map(|node| &node.tree), Some(Tree::Bool(true)))
        {
            imported.secret = Some(true);
        }
        match (resource.text_of("id"), imported.pool.clone()) {
            (Some(id), Some(pool)) => imported.adopt(pool.as_str(), id),
            (Some(id), None) => imported.client = Some(ClientId::new(id)),
            (None, _) => {}
        }
        clients.push(imported);
    }
    Ok(clients)
}

/// Clients of the other provider for AWS, whose resources have other names, and those that are about to go.
pub(super) fn others(source: &Source) -> Vec<String> {
    let resources = resources(source).map(Node::list).unwrap_or_default();
    let told = resources.iter().filter_map(|resource| {
        let what = if resource.text_of("type") == Some(NATIVE) {
            "is a client of the provider aws-native, which is not read"
        } else if is_going(resource) && is_client(resource).is_some() {
            "waits to be deleted, so that nothing is compared with it"
        } else {
            return None;
        };
        Some(format!("{} {what}.", shown(name_of(resource))))
    });
    told.collect()
}

/// True for one that waits to be deleted beside the one that took its place.
fn is_going(resource: &Node) -> bool {
    matches!(resource.get("delete").map(|node| &node.tree), Some(Tree::Bool(true)))
}

/// The kind of a client's resource; none for another one.
fn is_client(resource: &Node) -> Option<Kind> {
    let told = resource.text_of("type")?;
    Kind::of_client(|kind| kind.pulumi_token() == told)
}

/// The name that a program gave a resource: the end of its URN.
fn name_of(resource: &Node) -> &str {
    resource.text_of("urn").and_then(|urn| urn.rsplit("::").next()).unwrap_or_default()
}

fn hidden(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Map(members) if members.iter().any(|member| member.name == SEAL) => Some(sealed()),
        Tree::Text(text) if text == COMPUTED => Some(Tree::Open("(not known yet)".to_owned())),
        _ => None,
    }
}
