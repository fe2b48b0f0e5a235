//! Pulumi in TypeScript.

use super::script::Script;
use super::{Text, beside, losses, main, pulumi_adoption, pulumi_command, pulumi_import};
use crate::export::names::{Kind, Tool};
use crate::export::plan::plan;
use crate::export::program::{Dialect, Node, Resource};
use crate::export::quote::{typescript, typescript_template};
use crate::export::symbol::Case;
use crate::export::{Part, Written};

const DIALECT: Dialect = Dialect { tool: Tool::Pulumi, case: Case::Camel, instructions: &[] };
const SCRIPT: Script = Script { quote: typescript, switch: ["true", "false"], quoted_names: false, output };

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    let path = part.main(format!("{}.ts", part.stem()));
    let import = pulumi_import(&resources, beside(&path));
    let mut text = Text::new("//", "    ");
    text.header(part, &pulumi_adoption(import.as_ref(), &resources));
    text.line("");
    let mut body = Text::new("//", "    ");
    for resource in &resources {
        body.resource(resource);
        if resource.omitted {
            continue;
        }
        pulumi_command(&mut body, resource);
        one(&mut body, resource);
    }
    text.line("import * as aws from \"@pulumi/aws\";");
    // An unused import is an error under some settings.
    if resources.iter().any(|resource| joins(&resource.members)) {
        text.line("import * as pulumi from \"@pulumi/pulumi\";");
    }
    text.out.push_str(&body.out);
    let mut written = main(path, text, losses(&resources));
    written.files.extend(import);
    written
}

/// True when a text behind what another resource tells is among the values.
fn joins(members: &[(String, Node)]) -> bool {
    let joined = |node: &Node| matches!(node, Node::Output { then, .. } if !then.is_empty());
    members.iter().any(|(_, node)| match node {
        Node::List(nodes) => nodes.iter().any(joined),
        node => joined(node),
    })
}

fn one(text: &mut Text, resource: &Resource) {
    let class = resource.kind.pulumi();
    let symbol = &resource.symbol;
    text.line(&format!("const {symbol} = new aws.cognito.{class}({}, {{", typescript(symbol)));
    text.depth += 1;
    if let Some(region) = &resource.region {
        text.line(&format!("region: {},", typescript(region)));
    }
    for (name, node) in &resource.members {
        SCRIPT.value(text, &format!("{name}: "), node, ",");
    }
    text.depth -= 1;
    let mut options = Vec::new();
    if !resource.ignored.is_empty() {
        let names: Vec<String> = resource.ignored.iter().map(|(_, name)| typescript(name)).collect();
        options.push(format!("ignoreChanges: [{}]", names.join(", ")));
    }
    if resource.kept {
        options.push("protect: true".to_owned());
    }
    text.line(&if options.is_empty() {
        "});".to_owned()
    } else {
        format!("}}, {{ {} }});", options.join(", "))
    });
}

fn output(symbol: &str, kind: Kind, then: &str) -> String {
    let property = match kind {
        Kind::Provider => "providerName",
        Kind::Server => "identifier",
        _ => "id",
    };
    if then.is_empty() {
        format!("{symbol}.{property}")
    } else {
        format!("pulumi.interpolate`${{{symbol}.{property}}}{}`", typescript_template(then))
    }
}
