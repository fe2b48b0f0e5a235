//! The command line. Each subcommand has a file; this one names them and starts what is asked for.

mod dashboard;
mod generate;
mod sandbox;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit statuses, as scripts rely on them.
pub mod status {
    /// Wrong usage, or no terminal for the dashboard.
    pub const USAGE: u8 = 2;
    /// The service or this machine failed.
    pub const FAILED: u8 = 5;
}

/// Terminal dashboard for Amazon Cognito user pool clients.
#[derive(Debug, Parser)]
#[command(name = "cognitui", version, args_conflicts_with_subcommands = true)]
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
}

#[derive(Debug, Subcommand)]
enum Sub {
    /// Serve the embedded Cognito over loopback HTTP, for other tools and tests.
    Sandbox(sandbox::SandboxArgs),
    /// Print the keys of the dashboard.
    Keys,
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// Parses the arguments, runs the command they name and gives its exit status.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are asked for and go to standard output; anything else is wrong usage.
            let _ = error.print();
            return if error.use_stderr() { status::USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    if let Some(path) = &cli.global.log
        && let Err(error) = crate::shell::log::to_file(path)
    {
        return fail(status::USAGE, &format!("the log {} cannot be written: {error}", path.display()));
    }
    match cli.command {
        None => dashboard::run(cli.reference.as_deref(), &cli.global),
        Some(Sub::Sandbox(args)) => sandbox::run(&args),
        Some(Sub::Keys) => generate::keys(&cli.global),
        Some(Sub::Completions { shell }) => generate::completions(shell),
        Some(Sub::Man) => generate::man(),
    }
}

/// Says on standard error what went wrong and gives the exit status.
fn fail(status: u8, why: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "cognitui: {why}");
    status.into()
}

/// The keys in force: the defaults, and what the configuration puts in their place.
fn keymap(global: &Global) -> Result<crate::app::Keymap, String> {
    let config = crate::local::Config::load(global.config.as_deref()).map_err(|error| error.to_string())?;
    crate::app::Keymap::new(&config.keys).map_err(|error| error.to_string())
}
