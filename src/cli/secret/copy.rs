//! `secret REF --copy`: onto the clipboard by the dashboard's own ways, and off it again after this command
//! has ended.
//!
//! A process of this program stays behind for that. It is told a keyed digest of the secret through a pipe,
//! so neither its arguments nor its environment nor its memory has the secret.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Read, Write};
use std::process::{Command, ExitCode, Stdio};

use secrecy::{ExposeSecret, SecretString};

use crate::cli::error::CliError;
use crate::cli::output::say;
use crate::cli::{Global, status};
use crate::client::text::harmless;
use crate::local::Clipboard;
use crate::local::clipboard::{ClipboardError, Fate, Handover, Surroundings};

/// What starts the process that stays behind. No client's name begins like this.
pub(in crate::cli) const STAY_BEHIND: &str = "--clear-clipboard-later";

/// Copies the secret, and says on standard error where it went and how long it stays.
pub(super) fn copy(secret: &SecretString, global: &Global) -> Result<(), CliError> {
    let clipboard = clipboard(global)?;
    let copied = clipboard.copy_secret(secret).map_err(|error| nothing(&error))?;
    if let Some(escape) = &copied.escape {
        tell_terminal(escape)?;
    }
    let later = match copied.fate {
        Fate::Stays => " It stays there, as the configuration has it.".to_owned(),
        Fate::CannotClear => {
            " It stays there: this clipboard cannot be read, so it is not cleared.".to_owned()
        }
        Fate::Clears(after) => match clipboard.hand_over().map(|handover| leave_behind(&handover)) {
            Some(Err(why)) => format!(" It stays there: what would clear it could not be started ({why})."),
            _ => format!(" It is cleared in {} s if it is still there.", after.as_secs()),
        },
    };
    say(&harmless(&format!("Copied the secret with {}.{later}", copied.way)));
    Ok(())
}

/// Whether there is a clipboard at all, as far as that can be told beforehand.
pub(super) fn can(global: &Global) -> Result<(), CliError> {
    let through_terminal = clipboard(global)?.ready().map_err(|error| nothing(&error))?;
    let terminal = || OpenOptions::new().write(true).open("/dev/tty").is_ok() || io::stderr().is_terminal();
    if through_terminal && !terminal() {
        return Err(CliError::Machine(NO_TERMINAL.to_owned()));
    }
    Ok(())
}

const NO_TERMINAL: &str = "nothing was copied: there is no terminal that could take it, and no clipboard program; \
     set [clipboard] command in the configuration to use one";

fn clipboard(global: &Global) -> Result<Clipboard, CliError> {
    let config = crate::cli::config(global).map_err(CliError::Usage)?;
    Ok(Clipboard::new(config.clipboard, Surroundings::here()).shared())
}

fn nothing(error: &ClipboardError) -> CliError {
    CliError::Machine(format!("nothing was copied: {error}"))
}

/// Writes an escape sequence to the terminal, wherever standard output goes.
fn tell_terminal(escape: &SecretString) -> Result<(), CliError> {
    let bytes = escape.expose_secret().as_bytes();
    let told = match OpenOptions::new().write(true).open("/dev/tty") {
        Ok(mut terminal) => terminal.write_all(bytes).and_then(|()| terminal.flush()),
        Err(_) if io::stderr().is_terminal() => io::stderr().write_all(bytes),
        Err(_) => {
            return Err(CliError::Machine(NO_TERMINAL.to_owned()));
        }
    };
    told.map_err(|error| CliError::Machine(format!("nothing was copied: the terminal failed: {error}")))
}

/// Starts the process that stays behind, and waits until it no longer depends on this one.
fn leave_behind(handover: &Handover) -> io::Result<()> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(STAY_BEHIND)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    if let Some(input) = child.stdin.take() {
        serde_json::to_writer(input, handover)?;
    }
    let mut ready = [0];
    child.stdout.take().map_or(Ok(()), |mut output| output.read_exact(&mut ready))
}

/// Takes the secret off the clipboard when its time is over, or when the session ends before.
pub(in crate::cli) fn stay_behind() -> ExitCode {
    // A terminal that is closed, or a Ctrl-C in it, is not this process's any more.
    let _ = rustix::process::setsid();
    let Ok(handover) = serde_json::from_reader::<_, Handover>(io::stdin().lock()) else {
        return crate::cli::fail(status::USAGE, "this command is for cognitui itself");
    };
    let after = handover.after();
    let clipboard = Clipboard::take_over(handover, Surroundings::here());
    let _ = io::stdout().write_all(b"\n").and_then(|()| io::stdout().flush());
    let waited = crate::cli::connect::block_on(async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut ended) => {
                tokio::select! {
                    _ = ended.recv() => {}
                    () = tokio::time::sleep(after) => {}
                }
            }
            Err(_) => tokio::time::sleep(after).await,
        }
        Ok(())
    });
    let _ = clipboard.clear();
    if waited.is_ok() { ExitCode::SUCCESS } else { status::FAILED.into() }
}
