//! The writers, a file for each format, and what they have in common.

pub(super) mod aws_cli;
pub(super) mod cdk;
pub(super) mod cloudformation;
pub(super) mod env;
pub(super) mod json;
pub(super) mod pulumi_java;
pub(super) mod pulumi_python;
pub(super) mod pulumi_typescript;
pub(super) mod pulumi_yaml;
mod script;
pub(super) mod terraform;
mod tree;

use serde_json::{Value as Json, json};

use super::program::Resource;
use super::quote::{comment, json as json_text, shell};
use super::{File, Loss, Part, Role, Written};

/// A text as it is written, line by line.
struct Text {
    out: String,
    /// What begins a comment.
    sign: &'static str,
    depth: usize,
    step: &'static str,
}

impl Text {
    fn new(sign: &'static str, step: &'static str) -> Self {
        Self { out: String::new(), sign, depth: 0, step }
    }

    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            for _ in 0..self.depth {
                self.out.push_str(self.step);
            }
            self.out.push_str(line);
        }
        self.out.push('\n');
    }

    /// A comment of one line, whatever the text has in it.
    fn comment(&mut self, text: &str) {
        let line = format!("{} {}", self.sign, comment(text));
        self.line(&line);
    }

    /// A comment of one line that can be copied into a shell as it is: of our own words, and of others' only
    /// as they are quoted for it, which leaves one line of them.
    fn command(&mut self, line: &str) {
        let line = format!("{} {line}", self.sign);
        self.line(&line);
    }

    /// The first lines: whose clients these are, and how the tool takes them over.
    fn header(&mut self, part: &Part, adoption: &[String]) {
        for line in part.title() {
            self.comment(&line);
        }
        for line in adoption {
            self.command(line);
        }
    }

    /// A blank line and what people call the resource, and what is lost of it.
    fn resource(&mut self, resource: &Resource) {
        if !self.out.ends_with("{\n") && !self.out.ends_with(":\n") {
            self.line("");
        }
        self.comment(&resource.title);
        self.losses(&resource.losses);
        for note in &resource.notes {
            self.comment(note);
        }
    }

    fn losses(&mut self, losses: &[Loss]) {
        for loss in losses {
            let setting = if loss.setting.is_empty() { "this client" } else { &loss.setting };
            self.comment(&format!("Not carried: {setting}: {}.", loss.why));
        }
    }
}

/// What every resource of a plan loses.
fn losses(resources: &[Resource]) -> Vec<Loss> {
    resources.iter().flat_map(|resource| resource.losses.clone()).collect()
}

/// The main file alone.
fn main(path: String, text: Text, losses: Vec<Loss>) -> Written {
    Written { files: vec![File { path, text: text.out, role: Role::Main }], losses, notes: Vec::new() }
}

/// A JSON file that tells a tool what to take over.
fn adoption(path: String, json: &Json) -> File {
    File { path, text: json_text(json) + "\n", role: Role::Adoption }
}

/// The file that tells a tool what of a text to take over: it is called after the whole name of that one, so
/// that two formats in one folder have theirs apart, and so that it is found from there.
fn beside(main: &str) -> String {
    format!("{main}{}", super::ADOPTION)
}

/// Pulumi's import file and the command that reads it; nothing where nothing exists yet.
fn pulumi_import(resources: &[Resource], path: String) -> Option<File> {
    let list: Vec<Json> = resources
        .iter()
        .filter(|resource| !resource.omitted)
        .filter_map(|resource| {
            let id = resource.import_id()?;
            Some(json!({"type": resource.kind.pulumi_token(), "name": resource.symbol, "id": id}))
        })
        .collect();
    (!list.is_empty()).then(|| adoption(path, &json!({"resources": list})))
}

/// A file's name, as a command beside it has it.
fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The lines about adoption for the head of a Pulumi program.
fn pulumi_adoption(import: Option<&File>, resources: &[Resource]) -> Vec<String> {
    let Some(file) = import else { return Vec::new() };
    let mut lines = vec![
        "To take over what exists, before the first update:".to_owned(),
        format!("  pulumi import --generate-code=false -f {}", shell(name_of(&file.path))),
    ];
    if resources.iter().any(|resource| resource.region.is_some()) {
        lines.push(
            "An import asks the provider's region alone, and these are in several: give those of another one the \
             provider of it, by \"nameTable\" and \"provider\" in the import file."
                .to_owned(),
        );
    }
    lines
}

/// The command that takes over one resource, in a comment, and where that must be done.
fn pulumi_command(text: &mut Text, resource: &Resource) {
    let Some(id) = resource.import_id() else { return };
    if let Some(region) = &resource.region {
        text.comment(&format!("It is in {region}: take it over with a provider of that region."));
    }
    let id = shell(&id);
    text.command(&format!("pulumi import {} {} {id}", resource.kind.pulumi_token(), resource.symbol));
}
