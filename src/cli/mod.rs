//! The command line.

pub mod sandbox;

use clap::Parser;

/// Terminal dashboard for Amazon Cognito user pool clients.
#[derive(Parser)]
#[command(name = "cognitui")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// The embedded Cognito over loopback HTTP, for other tools and tests.
    Sandbox(sandbox::SandboxArgs),
}

/// Parses the arguments, runs the command they name and gives its exit status.
pub fn run() -> std::process::ExitCode {
    match Cli::parse().command {
        Command::Sandbox(args) => sandbox::run(&args),
    }
}
