//! Clients back from other tools' files: states, plans, templates, programs as far as they are literal, and
//! documents.
//!
//! Nothing is evaluated and nothing is guessed. What a file leaves to its tool (a reference, a function, a
//! variable) comes back as [`Unresolved`], with its text and its place, and is no setting of the client. A
//! secret in a file is reduced to the fact that there is one.
//!
//! A new kind of file is a file here and a row in [`READERS`].

mod aws_cli;
mod aws_cli_script;
mod beside;
mod client;
mod cloudformation;
mod command;
mod ignored;
mod json;
mod program;
mod pulumi_state;
mod pulumi_yaml;
mod sealed;
mod snapshot;
mod source;
mod syntax;
mod terraform;
mod terraform_plan;
mod terraform_state;
mod tree;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::client::compare::{Column, Medium, SecretSeen, Unsaid};
use crate::client::jsonc::Place;
use crate::client::settings::remove;
use crate::client::text::{harmless, quote};
use crate::client::{ClientId, ClientKey, Field, PoolId, Settings, field};

pub use beside::{Beside, is_identifiers, wanted};

use super::plan::refusal;
use source::Source;

/// Bytes of one file; a longer one is no file of clients.
pub const LONGEST: usize = 32 << 20;

/// A kind of file that clients are read from.
pub struct Reader {
    /// A word for it.
    pub id: &'static str,
    /// What it is, in a few words for a list.
    pub title: &'static str,
    /// What it has no place for; none where it has one for everything.
    medium: Option<&'static Medium>,
    /// Whether a file is one of these, by what is in it.
    takes: fn(&Source) -> bool,
    /// The clients in it.
    read: fn(&Source) -> Result<Vec<Imported>, ReadError>,
    /// What else it says of clients that are not among those, a sentence each, safe to show.
    others: fn(&Source) -> Vec<String>,
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({})", self.id)
    }
}

static TERRAFORM: Medium = Medium {
    name: "Terraform",
    takes: |field, text| refusal(crate::export::to::terraform::DIALECT, field, text).is_none(),
};
static PULUMI: Medium = Medium {
    name: "Pulumi",
    takes: |field, text| refusal(crate::export::to::pulumi_yaml::DIALECT, field, text).is_none(),
};
static AWS_CLI: Medium = Medium { name: "the AWS CLI", takes: |_, _| true };
static CLOUDFORMATION: Medium = Medium {
    name: "CloudFormation",
    takes: |field, text| refusal(crate::export::to::cdk::DIALECT, field, text).is_none(),
};

/// Every kind of file, in the order in which they are tried.
pub static READERS: &[Reader] = &[
    Reader {
        id: "terraform-state",
        title: "Terraform state (terraform.tfstate, `terraform state pull`)",
        medium: Some(&TERRAFORM),
        takes: terraform_state::takes,
        read: terraform_state::read,
        others: nothing,
    },
    Reader {
        id: "terraform-plan",
        title: "Terraform plan or state from `terraform show -json`",
        medium: Some(&TERRAFORM),
        takes: terraform_plan::takes,
        read: terraform_plan::read,
        others: terraform_plan::others,
    },
    Reader {
        id: "pulumi-state",
        title: "Pulumi state (`pulumi stack export`)",
        medium: Some(&PULUMI),
        takes: pulumi_state::takes,
        read: pulumi_state::read,
        others: pulumi_state::others,
    },
    Reader {
        id: "cloudformation",
        title: "CloudFormation template, YAML or JSON (also `cdk synth`)",
        medium: Some(&CLOUDFORMATION),
        takes: cloudformation::takes,
        read: cloudformation::read,
        others: cloudformation::others,
    },
    Reader {
        id: "pulumi-yaml",
        title: "Pulumi program in YAML",
        medium: Some(&PULUMI),
        takes: pulumi_yaml::takes,
        read: pulumi_yaml::read,
        others: nothing,
    },
    Reader {
        id: "json",
        title: "JSON that cognitui exported",
        medium: None,
        takes: json::takes,
        read: json::read,
        others: nothing,
    },
    Reader {
        id: "snapshot",
        title: "client of a snapshot",
        medium: None,
        takes: snapshot::takes,
        read: snapshot::read,
        others: nothing,
    },
    Reader {
        id: "aws-cli",
        title: "AWS CLI document: --cli-input-json, or what describe-user-pool-client prints",
        medium: Some(&AWS_CLI),
        takes: aws_cli::takes,
        read: aws_cli::read,
        others: nothing,
    },
    Reader {
        id: "aws-cli-script",
        title: "script of AWS CLI commands that holds such documents",
        medium: Some(&AWS_CLI),
        takes: aws_cli_script::takes,
        read: aws_cli_script::read,
        others: nothing,
    },
    Reader {
        id: "terraform",
        title: "Terraform configuration (.tf, .tf.json), as far as its values are literal",
        medium: Some(&TERRAFORM),
        takes: terraform::takes,
        read: terraform::read,
        others: terraform::others,
    },
];

/// For a kind of file that says nothing else of clients.
fn nothing(_: &Source) -> Vec<String> {
    Vec::new()
}

/// A client as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// The id of the [`Reader`] that read it.
    pub format: &'static str,
    /// What the file calls it: `aws_cognito_user_pool_client.web`, a logical id, a name.
    pub address: String,
    /// Where it begins in the file.
    pub place: Place,
    /// Its pool, where the file says so literally.
    pub pool: Option<PoolId>,
    /// Its pool's name, where the file says so.
    pub pool_name: Option<String>,
    /// Its id, where the file knows of one.
    pub client: Option<ClientId>,
    /// What the file sets. What it leaves to its tool is not in here.
    pub settings: Settings,
    /// Whether it has a secret, or shall have one; none where the file does not say.
    pub secret: Option<bool>,
    /// Whether the file has everything that is set, so that what is missing is not set; a program leaves
    /// out what it does not care for.
    pub complete: bool,
    /// Settings that such a file does not have at all: whoever wrote it did not know them.
    pub silent: Vec<&'static Field>,
    /// Settings that its tool sets when it makes the client, and leaves alone afterwards.
    pub ignored: Vec<&'static Field>,
    /// Whether another AWS service made the client, so that its name is not the file's to say.
    pub managed: bool,
    /// What could not be evaluated, in the order of the table.
    pub unresolved: Vec<Unresolved>,
}

/// Something that a file says of a client and that is not known from the file alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// The setting that it would be the value of; none for what is about the client as a whole.
    pub field: Option<&'static Field>,
    /// What the file calls it.
    pub name: String,
    /// The text that stands there, as it is written; empty where only the name is known to nobody, or where
    /// it may hold a secret.
    pub source: String,
    /// Where it stands.
    pub place: Place,
    /// Why it has no value.
    pub why: Open,
}

/// Why something in a file has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Only the tool can evaluate it.
    Evaluated,
    /// This version does not know what it is.
    Unknown,
    /// The tool has something that may change what is written here.
    Changed,
    /// The file has something in its place that it cannot be; what that is stands in its name.
    Broken,
}

impl Imported {
    fn new(source: &Source, format: &'static str, address: impl Into<String>, at: usize) -> Self {
        Self {
            format,
            address: address.into(),
            place: source.place(at),
            pool: None,
            pool_name: None,
            client: None,
            settings: Settings::default(),
            secret: None,
            complete: false,
            silent: Vec::new(),
            ignored: Vec::new(),
            managed: false,
            unresolved: Vec::new(),
        }
    }

    /// Where the client lives, where the file knows both ids.
    pub fn key(&self) -> Option<ClientKey> {
        Some(ClientKey { pool: self.pool.clone()?, client: self.client.clone()? })
    }

    /// Its name, where the file says so literally.
    pub fn name(&self) -> Option<&str> {
        self.settings.text(field::CLIENT_NAME.path[0])
    }

    /// What leaves open whether the client is there at all: a count, a loop, a condition, a command. Nothing
    /// is to be written as such a client has it.
    pub fn existence(&self) -> Option<&Unresolved> {
        let is_open = |open: &&Unresolved| matches!(open.why, Open::Evaluated | Open::Broken);
        self.unresolved.iter().find(|open| open.field.is_none() && is_open(open))
    }

    /// Why it could not be read, where it could not.
    pub fn broken(&self) -> Option<&Unresolved> {
        self.unresolved.iter().find(|open| open.why == Open::Broken)
    }

    /// Takes the ids of what exists already. Other ids than its own leave open which client it is.
    fn adopt(&mut self, pool: &str, client: &str) {
        if self.existence().is_some() {
            return;
        }
        let (pool, client) = (PoolId::new(pool), ClientId::new(client));
        let differs = match (&self.pool, &self.client) {
            (Some(own), _) if *own != pool => {
                Some(format!("in pool {own}, and is to be taken over from pool {pool}"))
            }
            (_, Some(own)) if *own != client => Some(format!("client {own}, and client {client} too")),
            _ => None,
        };
        if let Some(what) = differs {
            let (name, source, place) = (format!("it is {what}"), String::new(), self.place);
            self.unresolved.push(Unresolved { field: None, name, source, place, why: Open::Broken });
            return;
        }
        (self.pool, self.client) = (Some(pool), Some(client));
    }

    /// In the place of one that cannot be read, so that it is told beside those that can.
    fn unread(source: &Source, format: &'static str, address: &str, error: &ReadError) -> Self {
        let mut imported = Self::new(source, format, address, 0);
        let place = error.place.unwrap_or(imported.place);
        imported.place = place;
        let name = error.what.clone();
        let source = String::new();
        imported.unresolved.push(Unresolved { field: None, name, source, place, why: Open::Broken });
        imported
    }

    /// What it leaves unsaid of its client. What a program leaves out is not said; with `reset` it is what
    /// applies by itself, but for what its kind of file has no place for.
    pub fn unsaid(&self, reset: bool) -> Unsaid {
        let open = self.unresolved.iter().filter_map(|open| Some((open.field?, open.source.clone())));
        let medium = READERS.iter().find(|reader| reader.id == self.format).and_then(|reader| reader.medium);
        let silent = if reset { &[] } else { self.silent.as_slice() };
        let silent = silent.iter().chain(&self.ignored).copied().collect();
        Unsaid { absent: !self.complete && !reset, silent, open: open.collect(), medium }
    }

    /// What the file says of a client that is there.
    pub fn kept(&self) -> Settings {
        let mut document = self.settings.document().clone();
        for field in &self.ignored {
            remove(&mut document, field.path);
        }
        Settings::from_wire(document)
    }

    /// As a column of a comparison. What a program leaves out is not said; with `reset` it is what applies
    /// by itself.
    pub fn to_column(&self, title: impl Into<String>, reset: bool) -> Column {
        let secret = match self.secret {
            Some(true) => SecretSeen::Set(None),
            Some(false) => SecretSeen::None,
            None => SecretSeen::Unknown,
        };
        let unsaid = self.unsaid(reset);
        Column { unsaid, ..Column::new(title, self.kept(), secret) }
    }
}

impl fmt::Display for Unresolved {
    /// One line, safe to show: `line 7: CallbackURLs = [var.url] is not evaluated`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.place.line, harmless(&self.name))?;
        match self.why {
            Open::Evaluated if self.source.is_empty() => write!(f, " is not evaluated"),
            Open::Evaluated => write!(f, " = {} is not evaluated", harmless(&self.source)),
            Open::Unknown => write!(f, " is not known to this version and left out"),
            Open::Changed => write!(f, " = {} may change it", harmless(&self.source)),
            Open::Broken => Ok(()),
        }
    }
}

/// Why no clients can be read from a file, safe to show.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ReadError {
    /// Where in the file; none where it is about the whole.
    pub place: Option<Place>,
    /// What was expected, and what is there instead.
    pub what: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(place) => {
                write!(f, "line {}, column {}: {}", place.line, place.column, harmless(&self.what))
            }
            None => write!(f, "{}", harmless(&self.what)),
        }
    }
}

impl ReadError {
    fn at(place: Place, what: impl Into<String>) -> Self {
        Self { place: Some(place), what: what.into() }
    }

    fn whole(what: impl Into<String>) -> Self {
        Self { place: None, what: what.into() }
    }
}

/// Reads the clients in a file. The name helps where the text alone leaves a doubt about its language.
///
/// # Errors
/// When the text is no file of a kind that is read, or is broken, or holds a value of a form that its
/// setting cannot have. A file without clients is none.
pub fn read(name: &str, text: &str) -> Result<Vec<Imported>, ReadError> {
    read_with(name, text, &Beside::new()).map(|found| found.clients)
}

/// What a file has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Its clients.
    pub clients: Vec<Imported>,
    /// What else whoever reads it should know, a sentence each, safe to show.
    pub notes: Vec<String>,
}

/// Reads the clients in a file, with what the files beside it say of them; which those are, [`wanted`] tells.
///
/// # Errors
/// As with [`read`].
pub fn read_with(name: &str, text: &str, beside: &Beside) -> Result<Found, ReadError> {
    // Editors of some systems put a mark before everything.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > LONGEST {
        return Err(ReadError::whole(format!("it is longer than {} MiB", LONGEST >> 20)));
    }
    program::refuse(name, text)?;
    if is_identifiers(text) {
        return Err(ReadError::whole(
            "it has the ids of a template's resources and none of their settings; give the template, with this file beside it",
        ));
    }
    let sources = Source::open(name, text, beside)?;
    let mut found = Found::default();
    let mut taken = 0;
    for source in &sources {
        let Some(reader) = READERS.iter().find(|reader| (reader.takes)(source)) else { continue };
        taken += 1;
        let clients = (reader.read)(source)?;
        let left = clients.iter().filter_map(|one| ignored::told(one, reader.medium?.name));
        found.notes.extend(left);
        found.clients.extend(clients);
        found.notes.extend((reader.others)(source));
    }
    if taken == 0 {
        let kinds: Vec<&str> = READERS.iter().map(|reader| reader.title).collect();
        return Err(ReadError::whole(format!(
            "it is none of the files that clients are read from; expected one of: {}",
            kinds.join("; ")
        )));
    }
    if taken < sources.len() {
        found.notes.push(format!(
            "{} of its {} documents hold no clients and were left out.",
            sources.len() - taken,
            sources.len()
        ));
    }
    Ok(found)
}

/// A text from a file as an error shows it.
fn shown(text: &str) -> String {
    const LONG: usize = 60;
    let mut short: String = text.chars().take(LONG).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    quote(&short)
}
