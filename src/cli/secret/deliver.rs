//! Where a secret goes: standard output, a line of an environment file, the clipboard, or a command.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::Command;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::{Fetched, SecretArgs, copy};
use crate::cli::Global;
use crate::cli::error::CliError;
use crate::client::derived;
use crate::client::text::harmless;
use crate::local::program::{self, NoProgram};

/// Passes the secret on to where the arguments want it.
pub(super) fn deliver(args: &SecretArgs, global: &Global, fetched: &Fetched) -> Result<(), CliError> {
    let secret = &fetched.secret;
    if args.exec {
        return Err(replace_process(&args.command, fetched));
    }
    if args.copy {
        return copy::copy(secret, global);
    }
    match &args.env {
        Some(name) => print(&[name, "=", &quoted(secret.expose_secret()), "\n"], args.rotate),
        None => print(&[secret.expose_secret(), "\n"], args.rotate),
    }
}

/// A name that a shell takes for a variable's.
pub(super) fn variable(text: &str) -> Result<String, String> {
    let first = text.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_');
    if first && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        Ok(text.to_owned())
    } else {
        Err("a variable's name has letters, digits and _, and no digit first".to_owned())
    }
}

/// The value as a shell and an environment file read it.
fn quoted(value: &str) -> Zeroizing<String> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./+=:@".contains(letter);
    Zeroizing::new(if value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    })
}

/// Writes straight to the descriptor: what standard output buffers is never overwritten. A reader that has
/// gone away is a failure only where the text is `told_once`.
fn print(parts: &[&str], told_once: bool) -> Result<(), CliError> {
    let text = Zeroizing::new(parts.concat());
    let written = rustix::io::retry_on_intr(|| rustix::io::write(rustix::stdio::stdout(), text.as_bytes()));
    match written {
        Ok(count) if count == text.len() => Ok(()),
        Ok(_) => Err(CliError::Machine("standard output took only a part of it".to_owned())),
        Err(rustix::io::Errno::PIPE) if !told_once => Ok(()),
        Err(error) => Err(CliError::Machine(format!("standard output cannot be written: {error}"))),
    }
}

/// Becomes the command. Comes back only with why it cannot.
fn replace_process(command: &[String], fetched: &Fetched) -> CliError {
    let Some((program, arguments)) = command.split_first() else {
        return CliError::Usage("--exec needs a command after --".to_owned());
    };
    let Fetched { secret, key, pool } = fetched;
    let _ = io::stdout().flush();
    let mut next = Command::new(program);
    next.args(arguments)
        .env("COGNITO_CLIENT_ID", key.client.as_str())
        .env("COGNITO_CLIENT_SECRET", secret.expose_secret());
    if let Ok(issuer) = derived::issuer(&key.pool, pool.as_ref()) {
        next.env("COGNITO_ISSUER", issuer);
    }
    if let Ok(url) = derived::token_url(pool.as_ref()) {
        next.env("COGNITO_TOKEN_URL", url);
    }
    let error = next.exec();
    let found = error.kind() != io::ErrorKind::NotFound;
    CliError::Command { program: harmless(program).into_owned(), why: error.to_string(), found }
}

/// Whether there is somewhere for the secret to go, as far as that can be told beforehand: nothing is asked of
/// the service for a command that is not there, and above all nothing is written.
pub(super) fn can(args: &SecretArgs, global: &Global) -> Result<(), CliError> {
    if args.copy && args.rotate {
        copy::can(global)?;
    }
    let Some(name) = args.command.first().filter(|_| args.exec) else { return Ok(()) };
    program::find_here(name).map(|_| ()).map_err(|why| {
        let (why, found) = match why {
            NoProgram::NotFound => ("there is no such program", false),
            NoProgram::NotRunnable => ("it is no program, or may not be run", true),
        };
        CliError::Command { program: harmless(name).into_owned(), why: why.to_owned(), found }
    })
}
