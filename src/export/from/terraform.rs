//! Terraform's configuration, in its own syntax and in JSON, as far as values are literal.

use super::client::{Telling, client, evaluated};
use super::source::{Language, Source};
use super::tree::{Node, Tree};
use super::{Imported, ReadError, shown};
use crate::client::{ClientId, PoolId};
use crate::export::names::{Kind, Tool};

const FORMAT: &str = "terraform";
const TELLING: Telling = Telling { format: FORMAT, tool: Tool::Terraform, complete: false, beside: BESIDE };

/// What a resource has beside settings.
pub(super) const BESIDE: &[&str] = &[
    "region",
    "name_pattern",
    "name_prefix",
    "lifecycle",
    "provider",
    "depends_on",
    "timeouts",
    "connection",
    "provisioner",
    "dynamic",
    "count",
    "for_each",
];

/// What makes several clients, or none, of one resource.
const REPEATS: [&str; 2] = ["count", "for_each"];

pub(super) fn takes(source: &Source) -> bool {
    match source.language {
        Language::Hcl => true,
        Language::Json => ["resource", "import", "terraform", "provider", "module", "variable", "locals"]
            .iter()
            .any(|name| {
                matches!(source.root.get(name).map(|node| &node.tree), Some(Tree::Map(_) | Tree::List(_)))
            }),
        _ => false,
    }
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let mut root = source.root.clone();
    if source.language == Language::Json {
        root.change(&template);
    }
    let imports = blocks(root.get("import"));
    let mut clients = Vec::new();
    for resources in blocks(root.get("resource")) {
        for kind in [Kind::Client, Kind::Managed] {
            for named in blocks(resources.get(kind.terraform())).iter().flat_map(|node| node.members()) {
                for block in blocks(Some(&named.value)) {
                    let address = format!("{}.{}", kind.terraform(), named.name);
                    let mut imported = client(source, TELLING, &address, block, kind == Kind::Managed)?;
                    repeats(source, block, &mut imported);
                    adopt(&imports, &address, &mut imported);
                    clients.push(imported);
                }
            }
        }
    }
    Ok(clients)
}

/// What is in a module of the configuration stands in another folder, which is not looked into.
pub(super) fn modules(source: &Source) -> Option<String> {
    if !takes(source) {
        return None;
    }
    let modules = blocks(source.root.get("module"));
    let names = modules.iter().flat_map(|node| node.members()).map(|module| shown(&module.name));
    let names: Vec<String> = names.collect();
    let (one, its) = if names.len() == 1 { ("module", "its") } else { ("modules", "their") };
    (!names.is_empty()).then(|| {
        format!(
            "The {one} {} {} not looked into; give {its} files, or the state, which has all.",
            names.join(", "),
            if names.len() == 1 { "was" } else { "were" }
        )
    })
}

/// A block that is there once, or several times.
fn blocks(node: Option<&Node>) -> Vec<&Node> {
    match node.map(|node| &node.tree) {
        Some(Tree::List(nodes)) => nodes.iter().collect(),
        Some(Tree::Map(_)) => node.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// In JSON a template is a text as every other.
fn template(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Text(text) if text.replace("$${", "").replace("%%{", "").contains(['$', '%']) => {
            let begins = |sign: &str| text.replace(&format!("{}{sign}", &sign[..1]), "").contains(sign);
            (begins("${") || begins("%{")).then(|| Tree::Open(text.clone()))
        }
        Tree::Text(text) if text.contains("$${") || text.contains("%%{") => {
            Some(Tree::Text(text.replace("$${", "${").replace("%%{", "%{")))
        }
        _ => None,
    }
}

/// What the block says about how often it is there, and which of its blocks Terraform makes.
fn repeats(source: &Source, block: &Node, imported: &mut Imported) {
    for name in REPEATS {
        if let Some(node) = block.get(name) {
            imported.unresolved.push(evaluated(source, None, name, node));
        }
    }
    for member in block.get("dynamic").map(Node::members).unwrap_or_default() {
        let parts = crate::client::FIELDS.iter().filter(|field| {
            field.names.terraform.is_some_and(|name| {
                name.strip_prefix(member.name.as_str()).is_some_and(|rest| rest.starts_with('.'))
            })
        });
        for field in parts {
            let node = Node::new(member.at, Tree::Open(format!("dynamic \"{}\"", member.name)));
            imported.unresolved.push(evaluated(source, Some(field), &member.name, &node));
        }
    }
}

/// Takes the ids from the import block for the resource.
fn adopt(imports: &[&Node], address: &str, imported: &mut Imported) {
    let block = imports.iter().find(|block| {
        block.get("to").is_some_and(|to| match &to.tree {
            Tree::Open(text) | Tree::Text(text) => text.trim() == address,
            _ => false,
        })
    });
    let Some(id) = block.and_then(|block| block.text_of("id")) else { return };
    // A region can stand behind it.
    let id = id.split_once('@').map_or(id, |(id, _)| id);
    let Some((pool, client)) = id.split_once('/') else { return };
    if imported.existence().is_none() {
        imported.pool.get_or_insert_with(|| PoolId::new(pool));
        imported.client.get_or_insert_with(|| ClientId::new(client));
    }
}
