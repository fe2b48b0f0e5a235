//! Texts made from the tables of the program: keys, completions, the manual page.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;

use super::{Cli, Global, fail, status};

/// Prints every action with its keys.
pub(super) fn keys(global: &Global) -> ExitCode {
    let keymap = match super::config(global).and_then(|config| super::keymap(&config)) {
        Ok(keymap) => keymap,
        Err(why) => return fail(status::USAGE, &why),
    };
    let mut out = String::new();
    for (info, keys) in keymap.table() {
        let keys = if keys.is_empty() { "(palette)".to_owned() } else { keys.join("  ") };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{:<18}{keys:<24}{}", info.name, info.title);
    }
    print(out.as_bytes())
}

/// Prints a completion script.
pub(super) fn completions(shell: clap_complete::Shell) -> ExitCode {
    let mut out = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "cognitui", &mut out);
    print(&out)
}

/// Prints the manual page.
pub(super) fn man() -> ExitCode {
    let mut out = Vec::new();
    match clap_mangen::Man::new(Cli::command()).render(&mut out) {
        Ok(()) => print(&out),
        Err(error) => fail(status::FAILED, &format!("the manual page cannot be made: {error}")),
    }
}

/// Writes to standard output. A reader that has gone away is no failure.
fn print(bytes: &[u8]) -> ExitCode {
    match io::stdout().write_all(bytes) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            fail(status::FAILED, &format!("standard output cannot be written: {error}"))
        }
        _ => ExitCode::SUCCESS,
    }
}
