//! Pulumi in Python.

use super::script::Script;
use super::{Text, beside, losses, main, pulumi_adoption, pulumi_command, pulumi_import};
use crate::export::names::{Kind, Tool};
use crate::export::plan::plan;
use crate::export::program::{Dialect, Resource};
use crate::export::quote::python;
use crate::export::symbol::Case;
use crate::export::{Part, Written};

const DIALECT: Dialect = Dialect { tool: Tool::PulumiPython, case: Case::Snake, instructions: &[] };
const SCRIPT: Script = Script { quote: python, switch: ["True", "False"], quoted_names: true, output };

pub(in crate::export) fn write(part: &Part) -> Written {
    let resources = plan(part, DIALECT);
    // A module's name in Python has no hyphens.
    let path = part.main(format!("{}.py", part.stem().replace('-', "_")));
    let import = pulumi_import(&resources, beside(&path));
    let mut text = Text::new("#", "    ");
    text.header(part, &pulumi_adoption(import.as_ref(), &resources));
    text.line("");
    text.line("import pulumi");
    text.line("import pulumi_aws as aws");
    for resource in &resources {
        text.resource(resource);
        if resource.omitted {
            continue;
        }
        pulumi_command(&mut text, resource);
        one(&mut text, resource);
    }
    let mut written = main(path, text, losses(&resources));
    written.files.extend(import);
    written
}

fn one(text: &mut Text, resource: &Resource) {
    let class = resource.kind.pulumi();
    let symbol = &resource.symbol;
    text.line(&format!("{symbol} = aws.cognito.{class}("));
    text.depth += 1;
    text.line(&format!("{},", python(symbol)));
    if let Some(region) = &resource.region {
        text.line(&format!("region={},", python(region)));
    }
    for (name, node) in &resource.members {
        SCRIPT.value(text, &format!("{name}="), node, ",");
    }
    let mut options = Vec::new();
    if !resource.ignored.is_empty() {
        // Names are the resource model's here, not Python's.
        let names: Vec<String> = resource.ignored.iter().map(|(_, name)| python(name)).collect();
        options.push(format!("ignore_changes=[{}]", names.join(", ")));
    }
    if resource.kept {
        options.push("protect=True".to_owned());
    }
    if !options.is_empty() {
        text.line(&format!("opts=pulumi.ResourceOptions({}),", options.join(", ")));
    }
    text.depth -= 1;
    text.line(")");
}

fn output(symbol: &str, kind: Kind, then: &str) -> String {
    let property = match kind {
        Kind::Provider => "provider_name",
        Kind::Server => "identifier",
        _ => "id",
    };
    if then.is_empty() {
        format!("{symbol}.{property}")
    } else {
        format!("pulumi.Output.concat({symbol}.{property}, {})", python(then))
    }
}
