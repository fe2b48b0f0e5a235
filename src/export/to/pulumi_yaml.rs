//! Pulumi in YAML.

use super::tree::Yaml;
use super::{Text, beside, losses, main, pulumi_adoption, pulumi_command, pulumi_import};
use crate::export::names::{Kind, Tool};
use crate::export::plan::plan;
use crate::export::program::{Dialect, Node};
use crate::export::quote::pulumi_yaml;
use crate::export::symbol::Case;
use crate::export::{Part, Written};

pub(in crate::export) const DIALECT: Dialect =
    Dialect { tool: Tool::Pulumi, case: Case::Camel, instructions: &[] };
const YAML: Yaml = Yaml { quote: pulumi_yaml, output };

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    // Pulumi takes a folder for a program, and the file in it has one name.
    let folder = part.stem.map(|stem| format!("{stem}/")).unwrap_or_default();
    let path = part.main(format!("{folder}Pulumi.yaml"));
    let import = pulumi_import(&resources, beside(&path));
    let mut text = Text::new("#", "  ");
    let mut adoption = pulumi_adoption(import.as_ref(), &resources);
    if let Some(first) = adoption.first_mut() {
        "The import options take over what exists with the next update; see `pulumi preview` first. Or without them:"
            .clone_into(first);
    }
    text.header(part, &adoption);
    text.line(&format!("name: {}", part.stem()));
    text.line("runtime: yaml");
    text.line(if resources.iter().all(|resource| resource.omitted) { "resources: {}" } else { "resources:" });
    text.depth = 1;
    for resource in &resources {
        text.resource(resource);
        if resource.omitted {
            continue;
        }
        pulumi_command(&mut text, resource);
        text.line(&format!("{}:", resource.symbol));
        text.depth += 1;
        text.line(&format!("type: aws:cognito:{}", resource.kind.pulumi()));
        text.line("properties:");
        text.depth += 1;
        let region = resource.region.clone().map(|region| ("region".to_owned(), Node::Text(region)));
        YAML.members(&mut text, region.as_slice());
        YAML.members(&mut text, &resource.members);
        text.depth -= 1;
        let id = resource.import_id();
        if id.is_some() || !resource.ignored.is_empty() || resource.kept {
            text.line("options:");
            if let Some(id) = id {
                text.line(&format!("  import: {}", pulumi_yaml(&id)));
            }
            for (at, (_, name)) in resource.ignored.iter().enumerate() {
                if at == 0 {
                    text.line("  ignoreChanges:");
                }
                text.line(&format!("    - {}", pulumi_yaml(name)));
            }
            if resource.kept {
                text.line("  protect: true");
            }
        }
        text.depth -= 1;
    }
    let mut written = main(path, text, losses(&resources));
    written.files.extend(import);
    written
}

fn output(node: &Node) -> String {
    let Node::Output { symbol, kind, then } = node else { return String::new() };
    let property = match kind {
        Kind::Provider => "providerName",
        Kind::Server => "identifier",
        _ => "id",
    };
    let quoted = pulumi_yaml(&format!("\u{0}{then}"));
    // The quotes are there for the sign that stood for the reference.
    quoted.replacen("\\u0000", &format!("${{{symbol}.{property}}}"), 1)
}
