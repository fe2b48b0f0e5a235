//! Clients as text in other tools' languages: programs, templates, documents, with what it takes to adopt
//! what exists already. Pure.
//!
//! - [`Bundle`]: what is exported: clients by pool, and of the pool what the program shall manage too;
//! - [`FORMATS`]: the formats, a row and a file in `to` for each;
//! - [`names`]: what each tool calls a setting or a resource, for writing and for reading back;
//! - [`Loss`]: what a format cannot carry, told in the text as a comment and returned beside it;
//! - [`Preview`]: an export line by line, with the parts that [`highlight`] finds, for the screen.
//!
//! - [`from`]: clients back from such texts, and from the tools' own states and templates.
//!
//! A format is a file in `to` and a row in [`FORMATS`]: the file turns a [`Part`] into texts, most easily by
//! writing the resources that `plan` makes of it in its language, and the row says what it is called and
//! what it can carry. The command line, its help, the preview and the tests of the whole room take it from
//! there. What is read back is the same with a file in `from` and a row in [`from::READERS`].
//!
//! Three rules hold for every format. No secret is ever written. Only what somebody set is written: what
//! the service fills in by itself, it fills in again. Texts from the service are data: they are quoted so
//! that no language takes them for anything else.

mod bundle;
pub mod from;
mod guard;
mod highlight;
mod loss;
pub mod names;
mod part;
mod plan;
mod pool;
mod preview;
mod program;
mod quote;
mod symbol;
mod to;
mod told;

#[cfg(test)]
mod tests;

pub use bundle::{Bundle, Client, PoolPart, Provider, UnknownPart, With};
pub use highlight::{Token, highlight};
pub use loss::{Loss, Why};
pub use part::{Part, is_own};
pub use preview::{Preview, Sheet};

/// A format that clients are exported in.
pub struct Format {
    /// The word on the command line.
    pub id: &'static str,
    /// A few words for a list.
    pub title: &'static str,
    /// The extension of its files, without the dot.
    pub extension: &'static str,
    /// How it is written, for [`highlight`].
    pub syntax: Syntax,
    /// What it can carry.
    pub capabilities: Capabilities,
    /// Writes the files for one part of a bundle, the main one first.
    pub write: fn(&Part) -> Written,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Format({})", self.id)
    }
}

/// The family of languages that a format belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Terraform's.
    Hcl,
    /// Java.
    Java,
    /// TypeScript.
    TypeScript,
    /// Python.
    Python,
    /// YAML.
    Yaml,
    /// A shell script, which may hold JSON.
    Shell,
    /// `NAME=value` lines.
    Env,
    /// JSON.
    Json,
}

/// What a format can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, asked by name")]
pub struct Capabilities {
    /// The pool, its identity providers and its resource servers can come along.
    pub surroundings: bool,
    /// It says how the tool takes over what exists.
    pub adopts: bool,
    /// A client that another AWS service made has a resource of its own kind.
    pub managed: bool,
    /// It carries settings at all, rather than addresses and ids.
    pub settings: bool,
    /// It carries members that this version does not know.
    pub unknown: bool,
    /// One text of it can hold pools of several regions.
    pub regions: bool,
}

/// The files of a part of a bundle, and what did not fit in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The main file first.
    pub files: Vec<File>,
    /// What the format could not carry.
    pub losses: Vec<Loss>,
    /// What keeps a tool from taking a text as it is, a sentence each; the text says it too.
    pub notes: Vec<String>,
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the folder that is written into; made of safe characters only.
    pub path: String,
    /// Its text, ending in a newline.
    pub text: String,
    /// What it is for.
    pub role: Role,
}

/// What a file of an export is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It holds the clients.
    Main,
    /// Another file uses it, or a command that the main one names.
    Support,
    /// It tells the tool what to take over.
    Adoption,
}

/// How an export is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Everything in one text, the first file; files for the adoption may follow.
    One,
    /// A file for each pool, with what belongs to it.
    Folder,
}

/// What the name of the file that tells a tool what to take over has behind the name of the one it belongs to.
pub const ADOPTION: &str = ".import.json";

const PROGRAM: Capabilities = Capabilities {
    surroundings: true,
    adopts: true,
    managed: true,
    settings: true,
    unknown: false,
    regions: true,
};
/// A stack lives in one region.
const TEMPLATE: Capabilities = Capabilities { managed: false, regions: false, ..PROGRAM };
/// What stands for itself, whatever is beside it.
const LINES: Capabilities = Capabilities { surroundings: false, adopts: false, managed: false, ..PROGRAM };

/// Every format, in the order of lists and help.
pub static FORMATS: &[Format] = &[
    Format {
        id: "pulumi-java",
        title: "Pulumi, Java",
        extension: "java",
        syntax: Syntax::Java,
        capabilities: PROGRAM,
        write: to::pulumi_java::write,
    },
    Format {
        id: "pulumi-typescript",
        title: "Pulumi, TypeScript",
        extension: "ts",
        syntax: Syntax::TypeScript,
        capabilities: PROGRAM,
        write: to::pulumi_typescript::write,
    },
    Format {
        id: "pulumi-python",
        title: "Pulumi, Python",
        extension: "py",
        syntax: Syntax::Python,
        capabilities: PROGRAM,
        write: to::pulumi_python::write,
    },
    Format {
        id: "pulumi-yaml",
        title: "Pulumi, YAML",
        extension: "yaml",
        syntax: Syntax::Yaml,
        capabilities: PROGRAM,
        write: to::pulumi_yaml::write,
    },
    Format {
        id: "terraform",
        title: "Terraform",
        extension: "tf",
        syntax: Syntax::Hcl,
        capabilities: PROGRAM,
        write: to::terraform::write,
    },
    Format {
        id: "cloudformation",
        title: "CloudFormation, YAML",
        extension: "yaml",
        syntax: Syntax::Yaml,
        capabilities: TEMPLATE,
        write: to::cloudformation::write,
    },
    Format {
        id: "cdk",
        title: "AWS CDK, TypeScript",
        extension: "ts",
        syntax: Syntax::TypeScript,
        capabilities: TEMPLATE,
        write: to::cdk::write,
    },
    Format {
        id: "aws-cli",
        title: "AWS CLI commands",
        extension: "sh",
        syntax: Syntax::Shell,
        capabilities: LINES,
        write: to::aws_cli::write,
    },
    Format {
        id: "env",
        title: ".env lines for an application",
        extension: "env",
        syntax: Syntax::Env,
        capabilities: Capabilities { settings: false, ..LINES },
        write: to::env::write,
    },
    Format {
        id: "json",
        title: "JSON, complete",
        extension: "json",
        syntax: Syntax::Json,
        capabilities: Capabilities { adopts: false, managed: true, unknown: true, ..PROGRAM },
        write: to::json::write,
    },
];

/// The format with this id.
pub fn by_id(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// The regions that keep a bundle from being one text of a format; none where it can be one.
pub fn parted_by<'a>(format: &Format, bundle: &'a Bundle) -> Vec<&'a str> {
    let regions = bundle.regions();
    if format.capabilities.regions || regions.len() < 2 { Vec::new() } else { regions }
}

/// Writes a bundle in a format. Paths are unique, and the same bundle gives the same files each time. What
/// cannot be one text is a file for each pool, as in a folder.
pub fn export(format: &Format, bundle: &Bundle, layout: Layout) -> Written {
    let several_regions = bundle.regions().len() > 1;
    let parted = !parted_by(format, bundle).is_empty();
    if layout == Layout::One && !parted {
        return one(format, bundle, None);
    }
    let mut taken = symbol::Taken::default();
    let mut written = Written::default();
    for pool in &bundle.pools {
        let region = pool.region().filter(|_| parted);
        let stem = taken.file_stem(pool, region);
        let pools = std::slice::from_ref(pool);
        let mut part = (format.write)(&Part { pools, stem: Some(&stem), file: None, several_regions });
        written.files.append(&mut part.files);
        written.losses.append(&mut part.losses);
        written.notes.append(&mut part.notes);
    }
    // Files that are the same for every pool stand in the folder once.
    let mut seen = std::collections::HashSet::new();
    written.files.retain(|file| seen.insert(file.path.clone()));
    written
}

/// Writes a bundle in one text, for a file of this name. What stands beside that file is named after it, and
/// what the text says of its files are their real names. What keeps a bundle from being one text is to be
/// asked before, of [`parted_by`].
pub fn export_to(format: &Format, bundle: &Bundle, file: &str) -> Written {
    one(format, bundle, Some(file))
}

fn one(format: &Format, bundle: &Bundle, file: Option<&str>) -> Written {
    let several_regions = bundle.regions().len() > 1;
    (format.write)(&Part { pools: &bundle.pools, stem: None, file, several_regions })
}
