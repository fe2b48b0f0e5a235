//! `cognitui secret REF`: a client's secret, and nothing else.

use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::Command;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::connect::{block_on, connect};
use super::error::CliError;
use super::resolve::{self, Nearness};
use super::{Format, Global, reference};
use crate::client::text::harmless;
use crate::client::{ClientKey, Pool, derived};
use crate::cognito::Lane;

/// The arguments of `cognitui secret`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SecretArgs {
    /// The client: an import id `pool/client`, a client id, exact names, a URL or a token.
    #[arg(value_name = "REF")]
    reference: String,
    /// Print `NAME=…` for an environment file instead of the secret alone.
    #[arg(long, value_name = "NAME", value_parser = variable, conflicts_with = "exec")]
    env: Option<String>,
    /// Run the command after `--` with the secret in its environment, as `COGNITO_CLIENT_SECRET`, and
    /// `COGNITO_CLIENT_ID`, `COGNITO_ISSUER` and `COGNITO_TOKEN_URL` beside it. Nothing is printed.
    #[arg(long, requires = "command")]
    exec: bool,
    /// The command for `--exec`.
    #[arg(value_name = "CMD", last = true, requires = "exec")]
    command: Vec<String>,
}

/// A name that a shell takes for a variable's.
fn variable(text: &str) -> Result<String, String> {
    let first = text.chars().next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_');
    if first && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        Ok(text.to_owned())
    } else {
        Err("a variable's name has letters, digits and _, and no digit first".to_owned())
    }
}

/// Prints the secret, or passes it on.
pub(super) fn run(args: &SecretArgs, global: &Global) -> Result<(), CliError> {
    if global.output != Format::Table {
        return Err(CliError::Usage("secret prints the secret alone and takes no -o".to_owned()));
    }
    let reference = reference(&args.reference)?;
    let fetched = block_on(async {
        let gateway = connect(global, Some(&reference)).await?.gateway;
        let key = resolve::client(&gateway, &reference, Nearness::Exact).await?.key;
        // With the pool and the client given, this describe is the only request.
        let secret = gateway.secret(Lane::Foreground, &key).await?;
        // Without permission for the pool, the issuer is still known.
        let pool = if args.exec { gateway.pool(Lane::Foreground, &key.pool).await.ok() } else { None };
        Ok((secret, key, pool))
    })?;
    let (Some(secret), key, pool) = fetched else {
        return Err(CliError::NotFound(format!(
            "{} is a public client: it has no secret",
            harmless(&fetched.1.to_string())
        )));
    };
    match (&args.env, args.exec) {
        (_, true) => Err(replace_process(&args.command, &secret, &key, pool.as_ref())),
        (Some(name), _) => print(&[name, "=", &quoted(secret.expose_secret()), "\n"]),
        (None, _) => print(&[secret.expose_secret(), "\n"]),
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

/// Writes straight to the descriptor: what standard output buffers is never overwritten.
fn print(parts: &[&str]) -> Result<(), CliError> {
    let text = Zeroizing::new(parts.concat());
    let written = rustix::io::retry_on_intr(|| rustix::io::write(rustix::stdio::stdout(), text.as_bytes()));
    match written {
        Ok(count) if count == text.len() => Ok(()),
        Ok(_) => Err(CliError::Machine("standard output took only a part of it".to_owned())),
        Err(rustix::io::Errno::PIPE) => Ok(()),
        Err(error) => Err(CliError::Machine(format!("standard output cannot be written: {error}"))),
    }
}

/// Becomes the command. Comes back only with why it cannot.
fn replace_process(
    command: &[String],
    secret: &SecretString,
    key: &ClientKey,
    pool: Option<&Pool>,
) -> CliError {
    let Some((program, arguments)) = command.split_first() else {
        return CliError::Usage("--exec needs a command after --".to_owned());
    };
    let _ = io::stdout().flush();
    let mut next = Command::new(program);
    next.args(arguments)
        .env("COGNITO_CLIENT_ID", key.client.as_str())
        .env("COGNITO_CLIENT_SECRET", secret.expose_secret());
    if let Ok(issuer) = derived::issuer(&key.pool, pool) {
        next.env("COGNITO_ISSUER", issuer);
    }
    if let Ok(url) = derived::token_url(pool) {
        next.env("COGNITO_TOKEN_URL", url);
    }
    let error = next.exec();
    CliError::Machine(format!("{} cannot be run: {error}", harmless(program)))
}
