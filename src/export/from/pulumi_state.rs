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
        let Some(managed) = is_client(resource).filter(|_| !is_going(resource)) else { continue };
        let urn = resource.text_of("urn").unwrap_or_default();
        let name = urn.rsplit("::").next().unwrap_or_default();
        let told = |name| resource.get(name).filter(|node| !node.members().is_empty());
        let Some(members) = told("outputs").or(told("inputs")) else { continue };
        let mut members = members.clone();
        members.change(&hidden);
        let mut imported = client_or_why(source, TELLING, name, &members, managed);
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

/// Clients of the other provider for AWS, whose resources have other names.
pub(super) fn others(source: &Source) -> Vec<String> {
    let resources = resources(source).map(Node::list).unwrap_or_default();
    let native = resources.iter().filter(|one| one.text_of("type") == Some(NATIVE));
    let names =
        native.map(|one| one.text_of("urn").and_then(|urn| urn.rsplit("::").next()).unwrap_or_default());
    let gone = resources.iter().filter(|one| is_going(one) && is_client(one).is_some());
    let gone = gone.filter_map(|one| one.text_of("urn")?.rsplit("::").next());
    let gone =
        gone.map(|name| format!("{} waits to be deleted, so that nothing is compared with it.", shown(name)));
    names
        .map(|name| format!("{} is a client of the provider aws-native, which is not read.", shown(name)))
        .chain(gone)
        .collect()
}

fn is_going(resource: &Node) -> bool {
    matches!(resource.get("delete").map(|node| &node.tree), Some(Tree::Bool(true)))
}

/// Whether it is another service's, for a client's resource.
fn is_client(resource: &Node) -> Option<bool> {
    let kind = resource.text_of("type").unwrap_or_default();
    let managed = kind == Kind::Managed.pulumi_token();
    (managed || kind == Kind::Client.pulumi_token()).then_some(managed)
}

fn hidden(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Map(members) if members.iter().any(|member| member.name == SEAL) => Some(sealed()),
        Tree::Text(text) if text == COMPUTED => Some(Tree::Open("(not known yet)".to_owned())),
        _ => None,
    }
}
