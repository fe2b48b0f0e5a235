//! A CloudFormation template in YAML, with what a resource import needs.

use serde_json::json;

use super::tree::Yaml;
use super::{Text, adoption, beside, losses, main};
use crate::export::guard::is_acted_on;
use crate::export::names::Tool;
use crate::export::plan::plan;
use crate::export::program::{Dialect, Node, Resource};
use crate::export::quote::{comment, shell, yaml};
use crate::export::symbol::Case;
use crate::export::{Part, Written};

/// CloudFormation looks up what stands in such braces, wherever it stands.
pub(super) const INSTRUCTIONS: &[&str] = &["{{resolve:"];

const DIALECT: Dialect =
    Dialect { tool: Tool::CloudFormation, case: Case::Pascal, instructions: INSTRUCTIONS };
const YAML: Yaml = Yaml { quote: yaml, output };

/// More than these CloudFormation does not take in one stack.
const MOST: usize = 500;

/// More bytes than these CloudFormation does not take with a call; those of a bucket can be twenty times as many.
const LARGEST: usize = 51_200;

/// As much of a file's name as a stack is called by; a stack's whole name has at most 128 characters.
const LONGEST_STACK: usize = 100;

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    let path = part.main(format!("{}.yaml", part.stem()));
    let identified: Vec<_> = written(&resources)
        .filter_map(|resource| {
            let ids: serde_json::Map<_, _> =
                resource.ids.as_ref()?.iter().map(|(name, id)| ((*name).to_owned(), json!(id))).collect();
            Some(json!({
                "ResourceType": resource.kind.cloudformation(),
                "LogicalResourceId": resource.symbol,
                "ResourceIdentifier": ids,
            }))
        })
        .collect();
    let import = (!identified.is_empty()).then(|| adoption(beside(&path), &json!(identified)));
    let mut text = Text::new("#", "  ");
    let mut notes = Vec::new();
    if let Some(import) = &import {
        notes.push("To take over what exists, in a stack that has none of it yet:".to_owned());
        notes.push(format!(
            "  aws cloudformation create-change-set --stack-name {}{} --change-set-name import --change-set-type IMPORT",
            stack(part),
            part.one_region().map(|region| format!(" --region {}", shell(region))).unwrap_or_default()
        ));
        let [import, template] = [&import.path, &path].map(|path| shell(&format!("file://{path}")));
        notes.push(format!("  --resources-to-import {import} --template-body {template}"));
    }
    let parameters: Vec<&String> = written(&resources).flat_map(|resource| &resource.parameters).collect();
    if !parameters.is_empty() {
        notes.push("What is secret is a parameter, to be given with the change set:".to_owned());
        notes.extend(
            parameters.iter().map(|name| format!("  --parameters ParameterKey={name},ParameterValue=…")),
        );
    }
    let mut limits = Vec::new();
    if written(&resources).count() > MOST {
        limits.push(format!("A stack takes at most {MOST} resources: export fewer clients at a time."));
    }
    notes.extend(limits.clone());
    text.header(part, &notes);
    text.line("AWSTemplateFormatVersion: \"2010-09-09\"");
    if let Some(first) = part.title().first().filter(|first| !is_acted_on(first, DIALECT)) {
        let description: String = comment(first).chars().filter(char::is_ascii).take(200).collect();
        text.line(&format!("Description: {}", yaml(&description)));
    }
    if !parameters.is_empty() {
        text.line("Parameters:");
    }
    for name in parameters {
        text.line(&format!("  {name}:"));
        text.line("    Type: String");
        text.line("    NoEcho: true");
    }
    text.line(if written(&resources).next().is_none() { "Resources: {}" } else { "Resources:" });
    text.depth = 1;
    for resource in &resources {
        text.resource(resource);
        if !resource.omitted {
            one(&mut text, resource);
        }
    }
    if text.out.len() > LARGEST {
        let limit = format!(
            "The template is larger than the {LARGEST} bytes of --template-body: put it into a bucket and give --template-url."
        );
        text.out.insert_str(0, &format!("# {limit}\n"));
        limits.push(limit);
    }
    let mut out = main(path, text, losses(&resources));
    out.notes = limits;
    out.files.extend(import);
    out
}

/// A name for the stack, of letters, digits and hyphens: another one for each file, since a stack has one
/// template.
fn stack(part: &Part) -> String {
    let name = part.stem.or_else(|| part.chosen()).unwrap_or_default();
    let words: Vec<&str> =
        name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = words.join("-");
    let name: String = words.chars().take(LONGEST_STACK).collect();
    if name.is_empty() { "cognito-clients".to_owned() } else { format!("cognito-{name}") }
}

fn written(resources: &[Resource]) -> impl Iterator<Item = &Resource> {
    resources.iter().filter(|resource| !resource.omitted)
}

fn one(text: &mut Text, resource: &Resource) {
    text.line(&format!("{}:", resource.symbol));
    text.depth += 1;
    text.line(&format!("Type: {}", resource.kind.cloudformation()));
    // An import is refused without the first, and a replacement must not take the client away.
    text.line("DeletionPolicy: Retain");
    text.line("UpdateReplacePolicy: Retain");
    if !resource.after.is_empty() {
        text.line("DependsOn:");
        for other in &resource.after {
            text.line(&format!("  - {other}"));
        }
    }
    text.line("Properties:");
    text.depth += 1;
    YAML.members(text, &resource.members);
    text.depth -= 2;
}

fn output(node: &Node) -> String {
    match node {
        Node::Output { symbol, .. } | Node::Parameter(symbol) => format!("!Ref {symbol}"),
        _ => String::new(),
    }
}
