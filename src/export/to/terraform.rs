//! Terraform: `aws_cognito_user_pool_client` and what is around it, with import blocks.

use super::{Text, losses, main};
use crate::export::names::{Kind, Tool};
use crate::export::plan::plan;
use crate::export::program::{Dialect, Node, Resource};
use crate::export::quote::hcl;
use crate::export::symbol::Case;
use crate::export::{File, Part, Role, Written};

pub(in crate::export) const DIALECT: Dialect =
    Dialect { tool: Tool::Terraform, case: Case::Snake, instructions: &[] };

/// A list longer than this stands in several lines.
const WIDTH: usize = 80;

/// The provider that knows everything that is written here.
const VERSIONS: &str = "\
terraform {
  required_version = \">= 1.5\"

  required_providers {
    aws = {
      source  = \"hashicorp/aws\"
      version = \">= 6.0\"
    }
  }
}
";

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    let mut text = Text::new("#", "  ");
    let exists = resources.iter().any(|resource| !resource.omitted && resource.ids.is_some());
    let adoption = exists.then(|| {
        "The import blocks take over what exists with the next apply; see `terraform plan` first.".to_owned()
    });
    text.header(part, adoption.as_slice());
    for resource in &resources {
        text.resource(resource);
        if resource.omitted {
            continue;
        }
        block(&mut text, resource);
        if let Some(id) = resource.import_id() {
            let id = match &resource.region {
                Some(region) => format!("{id}@{region}"),
                None => id,
            };
            text.line("");
            text.line("import {");
            text.line(&format!("  to = {}", address(resource.kind, &resource.symbol)));
            text.line(&format!("  id = {}", hcl(&id)));
            text.line("}");
        }
    }
    let mut written = main(part.main(format!("{}.tf", part.stem())), text, losses(&resources));
    if part.stem.is_some() {
        let (path, text) = ("versions.tf".to_owned(), VERSIONS.to_owned());
        written.files.push(File { path, text, role: Role::Support });
    }
    written
}

fn address(kind: Kind, symbol: &str) -> String {
    format!("{}.{symbol}", kind.terraform())
}

fn block(text: &mut Text, resource: &Resource) {
    text.line(&format!("resource \"{}\" \"{}\" {{", resource.kind.terraform(), resource.symbol));
    text.depth += 1;
    let region = resource.region.as_ref().map(|region| ("region".to_owned(), Node::Text(region.clone())));
    let all: Vec<(String, Node)> = region.into_iter().chain(resource.members.iter().cloned()).collect();
    members(text, &all);
    if !resource.ignored.is_empty() || resource.kept {
        text.line("");
        text.line("lifecycle {");
        let ignored: Vec<&str> = resource.ignored.iter().map(|(name, _)| *name).collect();
        let ignored = if ignored == ["*"] { "all".to_owned() } else { format!("[{}]", ignored.join(", ")) };
        if resource.kept {
            text.line("  prevent_destroy = true");
            text.line(&format!("  ignore_changes  = {ignored}"));
        } else {
            text.line(&format!("  ignore_changes = {ignored}"));
        }
        text.line("}");
    }
    text.depth -= 1;
    text.line("}");
}

/// Attributes, those in neighbouring single lines with their signs below each other as `terraform fmt` has
/// them, and blocks, with a blank line before and after each.
fn members(text: &mut Text, members: &[(String, Node)]) {
    let mut row: Vec<(&str, String)> = Vec::new();
    for (name, node) in members {
        if let Some(value) = inline(node) {
            part(text, row.is_empty());
            row.push((name, value));
            continue;
        }
        aligned(text, &mut row);
        match node {
            Node::Object { members: inner, .. } => nested(text, name, inner),
            Node::List(blocks) if matches!(blocks.first(), Some(Node::Object { .. })) => {
                for block in blocks {
                    if let Node::Object { members: inner, .. } = block {
                        nested(text, name, inner);
                    }
                }
            }
            Node::List(members) => {
                part(text, true);
                text.line(&format!("{name} = ["));
                for member in members {
                    text.line(&format!("  {},", inline(member).unwrap_or_default()));
                }
                text.line("]");
            }
            Node::Map(members) => {
                part(text, true);
                text.line(&format!("{name} = {{"));
                text.depth += 1;
                let mut row: Vec<(String, String)> = members
                    .iter()
                    .map(|(name, node)| (hcl(name), inline(node).unwrap_or_default()))
                    .collect();
                aligned(text, &mut row);
                text.depth -= 1;
                text.line("}");
            }
            _ => {}
        }
    }
    aligned(text, &mut row);
}

/// A blank line where something new begins behind a block.
fn part(text: &mut Text, begins: bool) {
    let block = format!("\n{}}}\n", text.step.repeat(text.depth));
    if begins && text.out.ends_with(&block) {
        text.line("");
    }
}

fn nested(text: &mut Text, name: &str, inner: &[(String, Node)]) {
    if !text.out.ends_with("{\n") {
        text.line("");
    }
    text.line(&format!("{name} {{"));
    text.depth += 1;
    members(text, inner);
    text.depth -= 1;
    text.line("}");
}

fn aligned(text: &mut Text, row: &mut Vec<(impl AsRef<str>, String)>) {
    let columns = |name: &str| crate::client::text::width(name);
    let widest = row.iter().map(|(name, _)| columns(name.as_ref())).max().unwrap_or(0);
    for (name, value) in row.drain(..) {
        let gap = " ".repeat(widest - columns(name.as_ref()));
        text.line(&format!("{}{gap} = {value}", name.as_ref()));
    }
}

/// A value that stands in one line; `None` for what takes several.
fn inline(node: &Node) -> Option<String> {
    Some(match node {
        Node::Text(text) => hcl(text),
        Node::Number(number) => number.clone(),
        Node::Switch(on) => on.to_string(),
        Node::Output { symbol, kind, then } => {
            let attribute = match kind {
                Kind::Provider => "provider_name",
                Kind::Server => "identifier",
                _ => "id",
            };
            let path = format!("{}.{attribute}", address(*kind, symbol));
            let quoted = hcl(then);
            if then.is_empty() { path } else { format!("\"${{{path}}}{}", &quoted[1..]) }
        }
        Node::List(members) => {
            let values: Vec<String> = members.iter().map(inline).collect::<Option<_>>()?;
            let line = format!("[{}]", values.join(", "));
            return (line.len() <= WIDTH || members.len() == 1).then_some(line);
        }
        Node::Map(members) if members.is_empty() => "{}".to_owned(),
        Node::Map(_) | Node::Object { .. } | Node::Parameter(_) => return None,
    })
}
