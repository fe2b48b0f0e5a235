//! Terraform's state: `terraform.tfstate`, and what `terraform state pull` prints.

use super::client::{Telling, client_or_why};
use super::sealed::seal_at;
use super::source::{Language, Source};
use super::terraform::BESIDE;
use super::terraform_plan::is_client;
use super::tree::{Node, Tree};
use super::{Imported, ReadError};
use crate::export::names::{Kind, Tool};

const TELLING: Telling =
    Telling { format: "terraform-state", tool: Tool::Terraform, complete: true, beside: BESIDE };

/// The form that every Terraform since 0.12 writes.
const VERSION: &str = "4";

pub(super) fn takes(source: &Source) -> bool {
    let root = &source.root;
    source.language == Language::Json
        && root.get("version").is_some()
        && (root.get("terraform_version").is_some() || root.get("lineage").is_some())
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let version = source.root.get("version");
    if let Some(node) = version.filter(|node| !matches!(&node.tree, Tree::Number(n) if n == VERSION)) {
        let what = format!(
            "expected a state of version {VERSION}, found {}; bring it up to date with terraform, or give \
             what `terraform show -json` prints",
            super::shown(&node.words())
        );
        return Err(source.error(node.at, what));
    }
    let mut clients = Vec::new();
    for resource in source.root.get("resources").map(Node::list).unwrap_or_default() {
        let Some(kind) = is_client(resource) else { continue };
        let module = resource.text_of("module").map(|module| format!("{module}.")).unwrap_or_default();
        let name = resource.text_of("name").unwrap_or_default();
        for instance in resource.get("instances").map(Node::list).unwrap_or_default() {
            // One that waits to be destroyed stands beside the one that took its place.
            if instance.get("deposed").is_some() {
                continue;
            }
            let index = instance.get("index_key").map(|key| format!("[{}]", key.words())).unwrap_or_default();
            let address = format!("{module}{}.{name}{index}", kind.terraform());
            let Some(attributes) = instance.get("attributes") else { continue };
            let mut attributes = attributes.clone();
            for steps in instance.get("sensitive_attributes").map(Node::list).unwrap_or_default() {
                seal_at(&mut attributes, steps.list());
            }
            clients.push(client_or_why(source, TELLING, &address, &attributes, kind == Kind::Managed));
        }
    }
    Ok(clients)
}
