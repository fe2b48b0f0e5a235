//! `cognitui secret REF`: a client's secret, and nothing else; adding a second one, and retiring one.

mod copy;
mod deliver;
mod rotate;

use secrecy::SecretString;

use super::agree::Consent;
use super::connect::{block_on, connect};
use super::error::CliError;
use super::output::{print, say};
use super::resolve::{self, Nearness};
use super::{Format, Global, reference};
use crate::client::text::harmless;
use crate::client::{ClientKey, Pool};
use crate::cognito::Lane;
use crate::tasks::write::RotationStep;

pub(super) use copy::{STAY_BEHIND, stay_behind};

/// The arguments of `cognitui secret`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option that somebody types")]
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SecretArgs {
    /// The client: an import id `pool/client`, a client id, exact names, a URL or a token.
    #[arg(value_name = "REF")]
    reference: String,
    /// Put it on the clipboard instead, and take it off again after 45 seconds where that can be done.
    #[arg(long, conflicts_with_all = ["env", "exec"])]
    copy: bool,
    /// Print `NAME=…` for an environment file instead of the secret alone.
    #[arg(long, value_name = "NAME", value_parser = deliver::variable, conflicts_with = "exec")]
    env: Option<String>,
    /// Run the command after `--` with the secret in its environment, as `COGNITO_CLIENT_SECRET`, and
    /// `COGNITO_CLIENT_ID`, `COGNITO_ISSUER` and `COGNITO_TOKEN_URL` beside it. Nothing is printed.
    #[arg(long, requires = "command")]
    exec: bool,
    /// List the ids and ages of the client's secrets, and what is next in their rotation. None is told.
    #[arg(long, conflicts_with_all = ["copy", "env", "exec", "rotate", "retire", "yes", "confirm"])]
    list: bool,
    /// Add a second secret and print that one. Both work until one is retired.
    #[arg(long, conflicts_with = "retire")]
    rotate: bool,
    /// Retire the secret with this id, one of two. It stops working at once and cannot be brought back.
    #[arg(long, value_name = "ID", conflicts_with_all = ["copy", "env", "exec"])]
    retire: Option<String>,
    #[command(flatten)]
    consent: Consent,
    /// The command for `--exec`.
    #[arg(value_name = "CMD", last = true, requires = "exec")]
    command: Vec<String>,
}

/// A secret on its way to where it was asked for, and the client that it belongs to.
struct Fetched {
    secret: SecretString,
    key: ClientKey,
    pool: Option<Pool>,
}

/// Prints the secret, or passes it on; or changes which secrets there are.
pub(super) fn run(args: &SecretArgs, global: &Global) -> Result<(), CliError> {
    let reference = reference(&args.reference)?;
    if args.list {
        let text = block_on(async {
            let connected = connect(global, Some(&reference)).await?;
            let found = resolve::client(&connected.gateway, &reference, Nearness::Exact).await?;
            rotate::list(&connected, &found, global).await
        })?;
        return print(&text);
    }
    if global.output != Format::Table {
        return Err(CliError::Usage("secret prints the secret alone and takes no -o".to_owned()));
    }
    deliver::can(args, global)?;
    if let Some(id) = &args.retire {
        rotate::may_ask(args, global)?;
        return block_on(async {
            let connected = connect(global, Some(&reference)).await?;
            let found = resolve::client(&connected.gateway, &reference, Nearness::Exact).await?;
            rotate::retire(id, &args.consent, &connected, &found).await
        });
    }
    if args.rotate {
        rotate::may_ask(args, global)?;
        let added = block_on(async {
            let connected = connect(global, Some(&reference)).await?;
            let found = resolve::client(&connected.gateway, &reference, Nearness::Exact).await?;
            rotate::add(&args.consent, &connected, &found).await
        })?;
        // The service does not tell it a second time.
        if args.exec {
            // The command takes this process's place.
            added.note(RotationStep::Copied);
        }
        match deliver::deliver(args, global, &added.fetched) {
            Ok(()) => added.note(RotationStep::Copied),
            Err(error) => {
                if args.exec {
                    added.note(RotationStep::Lost);
                }
                return Err(added.lost(&error));
            }
        }
        return Ok(());
    }
    let (fetched, which) = block_on(async {
        let connected = connect(global, Some(&reference)).await?;
        let gateway = &connected.gateway;
        let (key, secret) = resolve::secret(gateway, &reference).await?;
        let Some(secret) = secret else {
            return Err(rotate::none_told(gateway, &key).await);
        };
        // Without permission for the pool, the issuer is still known.
        let pool = if args.exec { gateway.pool(Lane::Foreground, &key.pool).await.ok() } else { None };
        // What a command prints is its own.
        let which = if args.exec { None } else { rotate::which(&connected, &key).await };
        Ok((Fetched { secret, key, pool }, which))
    })?;
    deliver::deliver(args, global, &fetched)?;
    if let Some(which) = which {
        say(&which);
    }
    Ok(())
}

/// What a client without any secret is.
fn public(key: &ClientKey) -> CliError {
    CliError::NotFound(format!("{} is a public client: it has no secret", harmless(&key.to_string())))
}
