//! Pulumi in Java.

use std::collections::BTreeSet;

use super::{Text, beside, losses, main, pulumi_adoption, pulumi_command, pulumi_import};
use crate::export::names::{Kind, Tool};
use crate::export::plan::plan;
use crate::export::program::{Dialect, Node, Resource};
use crate::export::quote::java;
use crate::export::symbol::{Case, big, is_reserved};
use crate::export::{Part, Written};

const DIALECT: Dialect = Dialect { tool: Tool::Pulumi, case: Case::Camel, instructions: &[] };

/// A method holds 64 KiB of code, and a client with all the URLs and scopes it can have takes two of them.
const CLIENTS_A_METHOD: usize = 20;
/// A literal holds 65,535 bytes.
const LITERAL: usize = 60_000;

const COGNITO: &str = "com.pulumi.aws.cognito";

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    let mut java = Java { text: Text::new("//", "    "), imports: BTreeSet::new() };
    for class in ["com.pulumi.Context", "com.pulumi.Pulumi"] {
        java.imports.insert(class.to_owned());
    }
    java.text.depth = 1;
    let (clients, around): (Vec<&Resource>, Vec<&Resource>) =
        resources.iter().partition(|resource| matches!(resource.kind, Kind::Client | Kind::Managed));
    let split = clients.len() > CLIENTS_A_METHOD;
    if split {
        for resource in &around {
            java.text.line(&format!("private static {} {};", resource.kind.pulumi(), resource.symbol));
        }
        java.text.line("");
    }
    java.text.line("public static void stack(Context ctx) {");
    java.text.depth = 2;
    for resource in &around {
        java.one(resource, !split);
    }
    if split {
        for method in 1..=clients.len().div_ceil(CLIENTS_A_METHOD) {
            java.text.line(&format!("clients{method}();"));
        }
    }
    for (at, clients) in clients.chunks(CLIENTS_A_METHOD).enumerate() {
        if split {
            java.text.depth = 1;
            java.text.line("}");
            java.text.line("");
            java.text.line(&format!("private static void clients{}() {{", at + 1));
            java.text.depth = 2;
        }
        for client in clients {
            java.one(client, true);
        }
    }
    java.text.depth = 1;
    java.text.line("}");

    let class = class(part, &java.imports);
    let path = part.main(format!("{class}.java"));
    let import = pulumi_import(&resources, beside(&path));
    let mut text = Text::new("//", "    ");
    text.header(part, &pulumi_adoption(import.as_ref(), &resources));
    text.line("");
    text.line("package generated_program;");
    text.line("");
    for class in &java.imports {
        text.line(&format!("import {class};"));
    }
    text.line("");
    text.line(&format!("public class {class} {{"));
    text.depth = 1;
    text.line("public static void main(String[] args) {");
    text.line(&format!("    Pulumi.run({class}::stack);"));
    text.line("}");
    text.line("");
    text.out.push_str(&java.text.out);
    text.depth = 0;
    text.line("}");
    let mut written = main(path, text, losses(&resources));
    written.files.extend(import);
    written
}

/// The name of the class, which Java wants to be its file's.
fn class(part: &Part, imports: &BTreeSet<String>) -> String {
    let fits = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
            && !is_reserved(&name.to_ascii_lowercase())
            && imports.iter().all(|class| class.rsplit('.').next() != Some(*name))
    };
    match (part.stem, part.chosen().filter(fits)) {
        (Some(stem), _) => stem.split('-').map(big).collect(),
        (None, Some(chosen)) => chosen.to_owned(),
        (None, None) => "App".to_owned(),
    }
}

struct Java {
    text: Text,
    imports: BTreeSet<String>,
}

impl Java {
    fn one(&mut self, resource: &Resource, local: bool) {
        let class = resource.kind.pulumi();
        let symbol = &resource.symbol;
        if resource.omitted {
            return self.text.resource(resource);
        }
        self.imports.insert(format!("{COGNITO}.{class}"));
        self.imports.insert(format!("{COGNITO}.{class}Args"));
        self.text.resource(resource);
        pulumi_command(&mut self.text, resource);
        let var = if local { "var " } else { "" };
        self.text.line(&format!("{var}{symbol} = new {class}({}, {class}Args.builder()", java(symbol)));
        self.text.depth += 1;
        if let Some(region) = &resource.region {
            self.text.line(&format!(".region({})", java(region)));
        }
        self.members(class, &resource.members);
        let options = self.options(resource);
        self.text.line(&format!(".build(){options});"));
        self.text.depth -= 1;
    }

    fn options(&mut self, resource: &Resource) -> String {
        if resource.ignored.is_empty() && !resource.kept {
            return String::new();
        }
        self.imports.insert("com.pulumi.resources.CustomResourceOptions".to_owned());
        let mut options = ", CustomResourceOptions.builder()".to_owned();
        if !resource.ignored.is_empty() {
            let names: Vec<String> = resource.ignored.iter().map(|(_, name)| java(name)).collect();
            options = format!("{options}.ignoreChanges({})", names.join(", "));
        }
        if resource.kept {
            options.push_str(".protect(true)");
        }
        options + ".build()"
    }

    /// A call of the builder for each value. `class` is what the types inside begin with.
    fn members(&mut self, class: &str, members: &[(String, Node)]) {
        for (name, node) in members {
            match node {
                Node::Object { of, members } => {
                    self.builder(&format!("{class}{of}"), &format!(".{name}("), members, ")");
                }
                Node::List(nodes) if nodes.iter().any(|node| matches!(node, Node::Object { .. })) => {
                    self.text.line(&format!(".{name}("));
                    self.text.depth += 1;
                    for (at, node) in nodes.iter().enumerate() {
                        let end = if at + 1 == nodes.len() { ")" } else { "," };
                        if let Node::Object { of, members } = node {
                            self.builder(&format!("{class}{of}"), "", members, end);
                        }
                    }
                    self.text.depth -= 1;
                }
                Node::List(nodes) => self.list(name, nodes),
                Node::Map(members) => {
                    self.imports.insert("java.util.Map".to_owned());
                    self.text.line(&format!(".{name}(Map.ofEntries("));
                    for (at, (key, node)) in members.iter().enumerate() {
                        let end = if at + 1 == members.len() { "" } else { "," };
                        let value = self.scalar(node);
                        self.text.line(&format!("    Map.entry({}, {value}){end}", java(key)));
                    }
                    self.text.line("))");
                }
                node => {
                    let value = self.scalar(node);
                    self.text.line(&format!(".{name}({value})"));
                }
            }
        }
    }

    fn builder(&mut self, class: &str, before: &str, members: &[(String, Node)], after: &str) {
        self.imports.insert(format!("{COGNITO}.inputs.{class}Args"));
        self.text.line(&format!("{before}{class}Args.builder()"));
        self.text.depth += 1;
        self.members(class, members);
        self.text.line(&format!(".build(){after}"));
        self.text.depth -= 1;
    }

    /// One member stands in the line, several below each other. Where another resource tells one of them,
    /// all are what resources tell.
    fn list(&mut self, name: &str, nodes: &[Node]) {
        let outputs = nodes.iter().any(|node| matches!(node, Node::Output { .. }));
        let mut values: Vec<String> = Vec::new();
        for node in nodes {
            let value = self.scalar(node);
            let is_output = matches!(node, Node::Output { .. });
            values.push(if outputs && !is_output { format!("Output.of({value})") } else { value });
        }
        let (open, close) = if outputs { ("Output.all(", "))") } else { ("", ")") };
        if outputs {
            self.imports.insert("com.pulumi.core.Output".to_owned());
        }
        if let [value] = values.as_slice() {
            self.text.line(&format!(".{name}({open}{value}{close}"));
            return;
        }
        self.text.line(&format!(".{name}({open}"));
        let last = values.len().saturating_sub(1);
        for (at, value) in values.iter().enumerate() {
            let end = if at == last { close } else { "," };
            self.text.line(&format!("    {value}{end}"));
        }
        if values.is_empty() {
            self.text.line(&format!("    {close}"));
        }
    }

    fn scalar(&mut self, node: &Node) -> String {
        match node {
            Node::Text(text) => literal(text),
            Node::Number(number) => number.clone(),
            Node::Switch(on) => on.to_string(),
            Node::Output { symbol, kind, then } => {
                let property = match kind {
                    Kind::Provider => "providerName",
                    Kind::Server => "identifier",
                    _ => "id",
                };
                if then.is_empty() {
                    return format!("{symbol}.{property}()");
                }
                self.imports.insert("com.pulumi.core.Output".to_owned());
                let format = java(&format!("%s{}", then.replace('%', "%%")));
                format!("Output.format({format}, {symbol}.{property}())")
            }
            Node::List(_) | Node::Object { .. } | Node::Map(_) | Node::Parameter(_) => "null".to_owned(),
        }
    }
}

/// A text of any length.
fn literal(text: &str) -> String {
    if text.len() <= LITERAL {
        return java(text);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        // A character has at most four bytes, and the first one's start is a boundary.
        let end =
            (0..=LITERAL.min(rest.len())).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(java(part));
        rest = after;
    }
    format!("String.join(\"\", {})", parts.join(", "))
}
