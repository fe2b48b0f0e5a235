//! Terraform's configuration, in its own syntax and in JSON, as far as values are literal.

use super::client::{Telling, client_or_why, evaluated, without_units};
use super::sealed::expression;
use super::source::{Language, Source};
use super::tree::{Node, Tree};
use super::{Imported, ReadError, ignored, shown};
use crate::client::FIELDS;
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

#[expect(clippy::unnecessary_wraps, reason = "a row of the table has readers that can fail")]
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
                    let mut imported = client_or_why(source, TELLING, &address, block, kind == Kind::Managed);
                    repeats(source, block, &mut imported);
                    let lifecycle = blocks(block.get("lifecycle"));
                    let list = lifecycle.iter().find_map(|node| node.get("ignore_changes"));
                    imported.ignored = ignored::fields(list, Tool::Terraform);
                    adopt(&imports, &address, &mut imported);
                    clients.push(imported);
                }
            }
        }
    }
    Ok(clients)
}

/// What is said of clients that stand elsewhere, or nowhere: in modules, which are in other folders and not
/// looked into, and in blocks without a resource.
pub(super) fn others(source: &Source) -> Vec<String> {
    let root = &source.root;
    let modules = blocks(root.get("module"));
    let names: Vec<String> =
        modules.iter().flat_map(|node| node.members()).map(|module| shown(&module.name)).collect();
    let told = match names.as_slice() {
        [] => None,
        [one] => Some(format!(
            "The module {one} was not looked into; give its files, or the state, which has all."
        )),
        several => Some(format!(
            "The modules {} were not looked into; give their files, or the state, which has all.",
            several.join(", ")
        )),
    };
    let resources = blocks(root.get("resource"));
    let is_here = |address: &str| {
        address.split_once('.').is_some_and(|(kind, name)| {
            let name = name.split('[').next().unwrap_or_default();
            resources.iter().any(|node| node.get(kind).is_some_and(|kind| kind.get(name).is_some()))
        })
    };
    let addresses = |block: &str, member: &str| -> Vec<String> {
        let nodes = blocks(root.get(block)).into_iter().filter_map(|node| node.get(member));
        nodes.map(Node::reference).filter(|address| is_client(address)).collect()
    };
    let adopted = addresses("import", "to").into_iter().filter(|address| !is_here(address));
    let adopted = adopted.map(|address| {
        format!("An import block takes {} over, and its resource is not here.", shown(&address))
    });
    let removed = addresses("removed", "from").into_iter();
    let removed = removed.map(|address| {
        format!("A removed block lets {} go, so that nothing is compared with it.", shown(&address))
    });
    told.into_iter().chain(adopted).chain(removed).collect()
}

/// True for an address of a client, in whatever module.
fn is_client(address: &str) -> bool {
    Kind::of_client(|kind| address.split('.').any(|part| part == kind.terraform())).is_some()
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
            (begins("${") || begins("%{")).then(|| expression(text.clone()))
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
        let parts = FIELDS.iter().filter(|field| {
            field.names.terraform.is_some_and(|name| {
                name.strip_prefix(member.name.as_str()).is_some_and(|rest| rest.starts_with('.'))
            })
        });
        for field in parts {
            let node = Node::new(member.at, Tree::Open(format!("dynamic \"{}\"", member.name)));
            imported.unresolved.push(evaluated(source, Some(field), &member.name, &node));
        }
    }
    without_units(source, Tool::Terraform, block, imported);
}

/// Takes the ids from the import blocks for the resource.
fn adopt(imports: &[&Node], address: &str, imported: &mut Imported) {
    let named = imports.iter().filter(|block| block.get("to").is_some_and(|to| to.reference() == address));
    for id in named.filter_map(|block| block.text_of("id")) {
        // A region can stand behind it.
        let id = id.split_once('@').map_or(id, |(id, _)| id);
        if let Some((pool, client)) = id.split_once('/') {
            imported.adopt(pool, client);
        }
    }
}
