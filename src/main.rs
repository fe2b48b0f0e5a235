//! The thin binary: parse, run a command or the dashboard, exit status.

use std::process::ExitCode;

use cognitui::{cli, shell};

fn main() -> ExitCode {
    // Before there is anything to keep.
    shell::harden::no_dumps();
    let command = match cli::Cli::parse() {
        Ok(command) => command,
        Err(status) => return status,
    };
    if let Some(path) = command.log()
        && let Err(error) = shell::log::to_file(path)
    {
        return cli::fail(
            cli::status::USAGE,
            &format!("the log {} cannot be written: {error}", path.display()),
        );
    }
    match command.run() {
        cli::Next::Exit(status) => status,
        cli::Next::Dashboard(start) => {
            let cli::Start { launch, keymap, endpoint, colourless } = *start;
            cli::left(shell::run(launch, keymap, endpoint, colourless))
        }
    }
}
