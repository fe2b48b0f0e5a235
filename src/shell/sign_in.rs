//! Signing in again: the AWS CLI's own way, in the terminal.

use tokio::process::Command;

use super::editor::{Ended, wait};
use super::input::Input;
use crate::tasks::{Failure, FailureKind};

/// What came of signing in.
#[derive(Debug)]
pub struct SignedIn {
    /// Whether it succeeded, or what to do instead.
    pub result: Result<(), Failure>,
    /// True when the program was told to leave meanwhile, or the terminal is gone.
    pub leave: bool,
}

/// Runs `aws sso login` in the terminal.
pub(super) async fn run(profile: Option<&str>, input: &Input) -> SignedIn {
    let mut command = Command::new("aws");
    command.args(["sso", "login"]);
    let mut said = "aws sso login".to_owned();
    if let Some(profile) = profile {
        // One word, so that no name is taken for an option.
        command.arg(format!("--profile={profile}"));
        said = format!("{said} --profile {profile}");
    }
    let mut leave = false;
    let ended = match command.spawn() {
        Ok(child) => wait(child, input, &mut leave).await,
        Err(error) => Ended::Not(error),
    };
    let what = match ended {
        Ended::Left(status) if status.success() => return SignedIn { result: Ok(()), leave },
        Ended::Left(status) => match status.code() {
            Some(code) => format!("`{said}` ended with status {code}."),
            None => format!("`{said}` was ended by a signal."),
        },
        Ended::Not(error) => format!("`{said}` cannot be started: {error}."),
        Ended::Never => format!("`{said}` did not end."),
    };
    let next = "Run it in another terminal to see why; r reads again afterwards.".to_owned();
    SignedIn { result: Err(Failure { kind: FailureKind::Credentials, what, next }), leave }
}
