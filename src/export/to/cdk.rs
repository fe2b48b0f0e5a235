//! The AWS CDK in TypeScript, with its generated constructs: the others have defaults of their own that
//! would change the clients.

use serde_json::{Map, json};

use super::cloudformation::INSTRUCTIONS;
use super::script::Script;
use super::{Text, adoption, beside, losses, main};
use crate::export::names::{Kind, Tool};
use crate::export::plan::plan;
use crate::export::program::{Dialect, Resource};
use crate::export::quote::{shell, typescript};
use crate::export::symbol::{Case, big};
use crate::export::{Part, Written};

/// What CloudFormation acts on, and the CDK's own marks for values and lists that it fills in later.
const ALL_INSTRUCTIONS: &[&str] = &[INSTRUCTIONS[0], "${Token[", "#{Token["];

/// The stricter of the two dialects for templates.
pub(in crate::export) const DIALECT: Dialect =
    Dialect { tool: Tool::Cdk, case: Case::Camel, instructions: ALL_INSTRUCTIONS };
const SCRIPT: Script = Script { quote: typescript, switch: ["true", "false"], quoted_names: false, output };

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    let mut mapping = Map::new();
    for resource in resources.iter().filter(|resource| !resource.omitted) {
        if let Some(ids) = &resource.ids {
            let ids: Map<_, _> = ids.iter().map(|(name, id)| ((*name).to_owned(), json!(id))).collect();
            mapping.insert(big(&resource.symbol), json!(ids));
        }
    }
    let path = part.main(format!("{}.ts", part.stem()));
    let import = (!mapping.is_empty()).then(|| adoption(beside(&path), &json!(mapping)));
    let mut notes = Vec::new();
    if let Some(import) = &import {
        notes.push("To take over what exists, before the first deployment:".to_owned());
        notes.push(format!("  cdk import --resource-mapping {}", shell(&import.path)));
    }
    if let Some(region) = part.one_region() {
        notes.push(format!(
            "Its stack is one of {region}: give it env: {{ region: {} }}.",
            typescript(region)
        ));
    }
    let parameters: Vec<String> = resources
        .iter()
        .flat_map(|resource| &resource.parameters)
        .map(|name| format!(" --parameters {}=…", big(name)))
        .collect();
    if !parameters.is_empty() {
        notes.push("What is secret is a parameter, to be given with each deployment:".to_owned());
        notes.push(format!("  cdk deploy{}", parameters.concat()));
    }
    let mut text = Text::new("//", "    ");
    text.header(part, &notes);
    text.line("");
    text.line("import * as cdk from \"aws-cdk-lib\";");
    text.line("import * as cognito from \"aws-cdk-lib/aws-cognito\";");
    text.line("import { Construct } from \"constructs\";");
    text.line("");
    let class: String = part.stem().split('-').map(big).collect();
    text.line(&format!("export class {class}Stack extends cdk.Stack {{"));
    text.depth = 1;
    text.line("constructor(scope: Construct, id: string, props?: cdk.StackProps) {");
    text.depth = 2;
    text.line("super(scope, id, props);");
    for resource in &resources {
        text.resource(resource);
        if !resource.omitted {
            one(&mut text, resource);
        }
    }
    text.depth = 1;
    text.line("}");
    text.depth = 0;
    text.line("}");
    let mut written = main(path, text, losses(&resources));
    written.files.extend(import);
    written
}

fn one(text: &mut Text, resource: &Resource) {
    let class = resource.kind.cloudformation().replace("AWS::Cognito::", "Cfn");
    let symbol = &resource.symbol;
    // At the top of a stack the construct's id is the logical id, which the import goes by.
    let id = typescript(&big(symbol));
    for parameter in &resource.parameters {
        let id = typescript(&big(parameter));
        let given = "{ type: \"String\", noEcho: true }";
        text.line(&format!("const {parameter} = new cdk.CfnParameter(this, {id}, {given});"));
    }
    text.line(&format!("const {symbol} = new cognito.{class}(this, {id}, {{"));
    text.depth += 1;
    for (name, node) in &resource.members {
        SCRIPT.value(text, &format!("{name}: "), node, ",");
    }
    text.depth -= 1;
    text.line("});");
    text.line(&format!("{symbol}.applyRemovalPolicy(cdk.RemovalPolicy.RETAIN);"));
    for other in &resource.after {
        text.line(&format!("{symbol}.addDependency({other});"));
    }
}

fn output(symbol: &str, _: Kind, _: &str) -> String {
    format!("{symbol}.ref")
}
