//! A pool's own settings, as far as they are told.

use serde_json::{Map, Value as Json};

use super::loss::Why;
use super::names::{POOL, Tool};
use super::program::{Lost, Members, Node, put, scalar};
use crate::client::Pool;

/// What a describe tells that nobody sets.
const READ_ONLY: &[&str] = &[
    "Arn",
    "CreationDate",
    "EstimatedNumberOfUsers",
    "Id",
    "LastModifiedDate",
    "ReplicaRegions",
    "SchemaAttributes",
    "Status",
];

/// Members that are resources of their own everywhere.
const OWN_RESOURCES: &[&str] = &["CustomDomain", "Domain"];

/// The members of the pool's resource, and those of the document that it does not tell.
pub(super) fn members(pool: &Pool, tool: Tool) -> (Members, Lost) {
    let mut members = Vec::new();
    let mut rest = pool.document().clone();
    for row in POOL {
        if let Some(node) = take(&mut rest, row.api).as_ref().and_then(node) {
            put(&mut members, &row.of(tool), node);
        }
    }
    let mut lost = Vec::new();
    schema(pool, tool, &mut members, &mut lost);
    lost.extend(
        rest.iter().filter(|(name, json)| !READ_ONLY.contains(&name.as_str()) && !is_empty(json)).map(
            |(name, _)| {
                let why =
                    if OWN_RESOURCES.contains(&name.as_str()) { Why::OwnResource } else { Why::NoPlace };
                (name.clone(), why)
            },
        ),
    );
    (members, lost)
}

/// Takes a member out of a document.
fn take(document: &mut Map<String, Json>, path: &[&str]) -> Option<Json> {
    match path {
        [] => None,
        [last] => document.shift_remove(*last),
        [head, rest @ ..] => take(document.get_mut(*head)?.as_object_mut()?, rest),
    }
}

fn is_empty(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::Array(members) => members.is_empty(),
        Json::Object(members) => members.values().all(is_empty),
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}

/// A list of texts, texts by names, or a scalar; `None` for what is empty.
fn node(json: &Json) -> Option<Node> {
    if is_empty(json) {
        return None;
    }
    Some(match json {
        Json::Array(members) => {
            let mut texts: Vec<&str> = members.iter().filter_map(Json::as_str).collect();
            texts.sort_unstable();
            Node::List(texts.into_iter().map(|text| Node::Text(text.to_owned())).collect())
        }
        Json::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, json)| (name.clone(), scalar(json))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Node::Map(members)
        }
        other => scalar(other),
    })
}

/// The attributes that the pool was made with: its own, and standard ones that it requires.
fn schema(pool: &Pool, tool: Tool, members: &mut Members, lost: &mut Lost) {
    let name_of_all = match tool {
        Tool::Terraform | Tool::Cdk => "schema",
        Tool::CloudFormation => "Schema",
        Tool::Pulumi | Tool::PulumiPython => "schemas",
    };
    let column = |api: &str| match tool {
        Tool::Terraform | Tool::PulumiPython => super::names::snake(api),
        Tool::CloudFormation => api.to_owned(),
        Tool::Pulumi | Tool::Cdk => super::names::cdk(api),
    };
    let mut nodes = Vec::new();
    for attribute in pool.schema() {
        let own = attribute.name.strip_prefix("dev:").unwrap_or(attribute.name);
        let Some(name) =
            own.strip_prefix("custom:").or(Some(own).filter(|_| attribute.required && own != "sub"))
        else {
            continue;
        };
        let mut object = vec![
            (column("Name"), Node::Text(name.to_owned())),
            (column("AttributeDataType"), Node::Text(attribute.data_type.to_owned())),
            (column("Mutable"), Node::Switch(attribute.mutable)),
            (column("Required"), Node::Switch(attribute.required)),
        ];
        if attribute.developer_only {
            object.push((column("DeveloperOnlyAttribute"), Node::Switch(true)));
        }
        nodes.push(Node::Object { of: "Schema".to_owned(), members: object });
    }
    if nodes.is_empty() {
        return;
    }
    members.push((name_of_all.to_owned(), Node::List(nodes)));
    let attributes = pool.document().get("SchemaAttributes").and_then(Json::as_array);
    let constrained = |json: &Json| {
        let custom = json.get("Name").and_then(Json::as_str).is_some_and(|name| name.contains("custom:"));
        custom
            && ["StringAttributeConstraints", "NumberAttributeConstraints"]
                .iter()
                .any(|name| json.get(name).is_some_and(|limits| !is_empty(limits)))
    };
    if attributes.into_iter().flatten().any(constrained) {
        lost.push(("SchemaAttributes constraints".to_owned(), Why::NoPlace));
    }
}
