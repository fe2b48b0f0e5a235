//! The command line. Each subcommand has a file; this one names them and starts what is asked for.

mod agree;
mod audit;
mod columns;
mod connect;
mod dashboard;
mod diff;
mod differences;
mod drift;
mod error;
mod export;
mod generate;
mod import;
mod list;
mod output;
mod places;
mod resolve;
mod rules;
mod sandbox;
mod secret;
mod set;
mod show;
mod snapshot;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::CliError;
pub use output::Format;

use crate::app::{Keymap, Launch};
use crate::audit::Policy;
use crate::client::Reference;
use crate::client::reference::{has_token, redacted};
use crate::client::text::{harmless, quote};
use crate::local::{Config, SuppressionsFile};
use crate::tasks::Endpoint;
use crate::tasks::audit::Standing;

/// Exit statuses, as scripts rely on them.
pub mod status {
    /// A difference or a finding was asked for, and found.
    pub const FOUND: u8 = 1;
    /// Wrong usage, or no terminal for the dashboard.
    pub const USAGE: u8 = 2;
    /// What was asked for is not there, or several things fit it.
    pub const NOT_FOUND: u8 = 3;
    /// Credentials or permission are missing.
    pub const NOT_ALLOWED: u8 = 4;
    /// The service or this machine failed.
    pub const FAILED: u8 = 5;
    /// A write was refused, or somebody else's stood against it.
    pub const REFUSED: u8 = 6;
    /// The command of `--exec` is there and cannot be run, as shells have it.
    pub const NOT_RUNNABLE: u8 = 126;
    /// The command of `--exec` is not to be found, as shells have it.
    pub const NO_COMMAND: u8 = 127;
}

/// Terminal dashboard for Amazon Cognito user pool clients.
#[derive(Debug, Parser)]
#[command(name = "cognitui", version, subcommand_precedence_over_arg = true)]
pub struct Cli {
    /// A client or pool to open: an import id `pool/client`, a client id, names, a URL or a token.
    #[arg(value_name = "REF")]
    reference: Option<String>,
    #[command(subcommand)]
    command: Option<Sub>,
    #[command(flatten)]
    global: Global,
}

/// Options that every command takes.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Global {
    /// AWS profile.
    #[arg(long, global = true, value_name = "P")]
    pub profile: Option<String>,
    /// AWS region.
    #[arg(long, global = true, value_name = "R")]
    pub region: Option<String>,
    /// Another endpoint than the service's own.
    #[arg(long, global = true, value_name = "U")]
    pub endpoint_url: Option<String>,
    /// Use the embedded Cognito: no account, no network.
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// Never change anything.
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Configuration file instead of the one in the XDG configuration folder.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Write a log to this file.
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// How a result is printed.
    #[arg(
        long,
        short,
        global = true,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true
    )]
    pub output: Format,
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// List the pools, or a pool's clients.
    List(list::ListArgs),
    /// Show every setting of a client, never its secret.
    Show(show::ShowArgs),
    /// Print a client's secret, copy it, pass it to a command, or replace it step by step.
    Secret(Box<secret::SecretArgs>),
    /// Find what is wrong with clients.
    Audit(audit::AuditArgs),
    /// Change settings of a client: plan, confirm, write, verify.
    Set(set::SetArgs),
    /// Compare clients side by side; exit 1 when they differ.
    Diff(diff::DiffArgs),
    /// Write clients out for Pulumi, Terraform, CloudFormation, the CDK or the AWS CLI, never a secret.
    Export(export::ExportArgs),
    /// Check clients in other tools' files against what is live, or make it so; exit 1 when they differ.
    Import(import::ImportArgs),
    /// Keep every client's settings as files, never a secret.
    Snapshot(snapshot::SnapshotArgs),
    /// Say what changed since a snapshot; exit 1 when anything did.
    Drift(drift::DriftArgs),
    /// Serve the embedded Cognito over loopback HTTP, for other tools and tests.
    Sandbox(sandbox::SandboxArgs),
    /// Print the keys of the dashboard.
    Keys,
    /// Print the rules of the audit: what each finds, why, and what to do.
    Rules,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// What is left to do after the command line was understood.
#[derive(Debug)]
pub enum Next {
    /// Leave with this status.
    Exit(ExitCode),
    /// Open the dashboard.
    Dashboard(Box<Start>),
}

/// Everything that the dashboard starts with.
#[derive(Debug)]
pub struct Start {
    /// How it was asked for.
    pub launch: Launch,
    /// The keys in force.
    pub keymap: Keymap,
    /// What stands behind every connection.
    pub endpoint: Endpoint,
    /// Modifiers only, no colour.
    pub colourless: bool,
}

impl Cli {
    /// Parses the arguments of this process. Help, version and mistakes are printed, and leave with the
    /// status that is given back.
    ///
    /// # Errors
    /// The status to leave with.
    pub fn parse() -> Result<Self, ExitCode> {
        // Nobody types this one, so that no help, completion or manual page has it.
        if std::env::args_os().nth(1).is_some_and(|word| word == secret::STAY_BEHIND) {
            return Err(secret::stay_behind());
        }
        Self::try_parse().map_err(|error| {
            // Help and version are asked for and go to standard output; anything else is wrong usage.
            let said = error.render().to_string();
            if error.use_stderr() && has_token(&said) {
                let _ = write!(io::stderr(), "{}", redacted(&said));
            } else {
                let _ = error.print();
            }
            if error.use_stderr() { status::USAGE.into() } else { ExitCode::SUCCESS }
        })
    }

    /// Where a log is wanted.
    pub fn log(&self) -> Option<&Path> {
        self.global.log.as_deref()
    }

    /// Runs the subcommand, or gets the dashboard ready.
    pub fn run(self) -> Next {
        if let (Some(reference), Some(_)) = (&self.reference, &self.command) {
            let reference = quote(reference);
            return Next::Exit(fail(
                status::USAGE,
                &format!("'{reference}' stands before the command; put it behind"),
            ));
        }
        Next::Exit(match self.command {
            None => match dashboard::prepare(self.reference.as_deref(), &self.global) {
                Ok(start) => return Next::Dashboard(Box::new(start)),
                Err(why) => fail(status::USAGE, &why),
            },
            Some(Sub::List(args)) => match list::run(&args, &self.global) {
                Ok(status) => status.into(),
                Err(error) => error.tell(),
            },
            Some(Sub::Show(args)) => ended(show::run(&args, &self.global)),
            Some(Sub::Secret(args)) => ended(secret::run(&args, &self.global)),
            Some(Sub::Audit(args)) => match audit::run(&args, &self.global) {
                Ok(status) => status.into(),
                Err(error) => error.tell(),
            },
            Some(Sub::Set(args)) => ended(set::run(&args, &self.global)),
            Some(Sub::Diff(args)) => found(diff::run(&args, &self.global)),
            Some(Sub::Export(args)) => ended(export::run(&args, &self.global)),
            Some(Sub::Import(args)) => match import::run(&args, &self.global) {
                Ok(status) => status.into(),
                Err(error) => error.tell(),
            },
            Some(Sub::Snapshot(args)) => match snapshot::run(&args, &self.global) {
                Ok(status) => status.into(),
                Err(error) => error.tell(),
            },
            Some(Sub::Drift(args)) => match drift::run(&args, &self.global) {
                Ok(status) => status.into(),
                Err(error) => error.tell(),
            },
            Some(Sub::Sandbox(args)) => sandbox::run(&args),
            Some(Sub::Keys) => generate::keys(&self.global),
            Some(Sub::Rules) => ended(rules::run(&self.global)),
            Some(Sub::Completions { shell }) => generate::completions(shell),
            Some(Sub::Man) => generate::man(),
        })
    }
}

/// The exit status of a dashboard that was left.
pub fn left(result: io::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            let why =
                format!("{error}. The dashboard needs one; `cognitui --help` lists commands that do not");
            fail(status::USAGE, &why)
        }
        Err(error) => fail(status::FAILED, &format!("the terminal failed: {error}")),
    }
}

/// Says on standard error what went wrong and gives the exit status.
pub fn fail(status: u8, why: &str) -> ExitCode {
    // The service's words and names of others come along, and what was typed, which may be a token.
    let why = redacted(why);
    let lines: Vec<_> = why.lines().map(harmless).collect();
    let _ = writeln!(io::stderr(), "cognitui: {}", lines.join("\n"));
    status.into()
}

/// The exit status of a command, its error told.
fn ended(result: Result<(), CliError>) -> ExitCode {
    result.map_or_else(|error| error.tell(), |()| ExitCode::SUCCESS)
}

/// The exit status of a command that looks for something, and says with it whether it was there.
fn found(result: Result<bool, CliError>) -> ExitCode {
    match result {
        Ok(true) => status::FOUND.into(),
        Ok(false) => ExitCode::SUCCESS,
        Err(error) => error.tell(),
    }
}

/// The client that a word means.
fn reference(text: &str) -> Result<Reference, CliError> {
    Ok(crate::client::reference::parse(text)?)
}

/// What the person has configured.
fn config(global: &Global) -> Result<Config, String> {
    Config::load(global.config.as_deref()).map_err(|error| error.to_string())
}

/// What an audit goes by: the configuration, and what was accepted beside it.
fn standing(global: &Global, configured: toml::Table) -> Result<Standing, String> {
    let configured = Policy::from_table(configured).map_err(|error| error.to_string())?;
    let folder = Config::folder(global.config.as_deref());
    Ok(Standing { configured, accepted: folder.map(|folder| SuppressionsFile::in_folder(&folder)) })
}

/// The keys in force: the defaults, and what the configuration puts in their place.
fn keymap(config: &Config) -> Result<Keymap, String> {
    Keymap::new(&config.keys).map_err(|error| error.to_string())
}
