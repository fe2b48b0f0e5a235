//! The person's own editor: which one it is, the file it works on, and its run in the terminal.

mod choose;
mod file;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use super::input::{Input, stop_here};
use crate::app::{EditorFailure, Handout};
use crate::tasks::{Failure, FailureKind};

pub(super) use file::keep;

use choose::Editor;
use file::Draft;

/// How long an editor may take to end after it was told to.
const LAST_WORDS: Duration = Duration::from_secs(3);

/// What came of an editor.
#[derive(Debug)]
pub struct Edited {
    /// The text as it is now, or what went wrong.
    pub result: Result<String, EditorFailure>,
    /// True when the program was told to leave meanwhile, or the terminal is gone.
    pub leave: bool,
    /// A folder that is left in place, since there is more in it than the text.
    pub kept: Option<PathBuf>,
}

impl Edited {
    fn failed(failure: Failure) -> Self {
        Self { result: Err(EditorFailure { failure, text: None }), leave: false, kept: None }
    }
}

/// An editor about to run on a text.
pub(super) struct Session {
    editor: Editor,
    draft: Draft,
    handout: Handout,
}

/// How a program's run in the terminal ended.
pub(super) enum Ended {
    Left(ExitStatus),
    /// It did not start.
    Not(io::Error),
    /// It was told to end and is still there.
    Never,
}

impl Session {
    /// Chooses the editor and writes the file, before the terminal is given away.
    pub(super) fn prepare(handout: &Handout) -> Result<Self, Edited> {
        let editor = Editor::of_environment().map_err(|what| {
            Edited::failed(failure(what, "Set EDITOR, as in EDITOR=nano, and start cognitui again."))
        })?;
        let draft = Draft::write(handout).map_err(|error| {
            let what = format!("The text for the editor cannot be written: {error}.");
            Edited::failed(failure(what, "Make room, or make the folder writable; e opens the form instead."))
        })?;
        Ok(Self { editor, draft, handout: handout.clone() })
    }

    /// Runs the editor in the terminal and gives the text back.
    pub(super) async fn run(mut self, input: &Input) -> Edited {
        let mut command = Command::new(&self.editor.program);
        command.args(&self.editor.args).args(self.editor.place(self.draft.path(), self.handout.at));
        let mut leave = false;
        let ended = match command.spawn() {
            Ok(child) => wait(child, input, &mut leave).await,
            Err(error) => Ended::Not(error),
        };
        let result = self.take(&ended, leave);
        let kept = self.draft.kept_folder().map(Path::to_owned);
        Edited { result, leave, kept }
    }

    fn take(&mut self, ended: &Ended, leave: bool) -> Result<String, EditorFailure> {
        let name = self.editor.name();
        if let Ended::Not(error) = ended {
            let what = format!("The editor {name} cannot be started: {error}.");
            let next = "Set EDITOR to one that is installed, as in EDITOR=nano, and start cognitui again.";
            return Err(EditorFailure { failure: failure(what, next), text: None });
        }
        let text = match self.draft.read() {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let what = format!("The editor {name} left no file, so nothing was taken over.");
                return Err(EditorFailure { failure: failure(what, "E starts again."), text: None });
            }
            Err(error) => {
                self.draft.keep();
                let path = self.draft.path().display();
                let what = format!("The text cannot be read back from {path}: {error}.");
                return Err(EditorFailure { failure: failure(what, "The file is left there."), text: None });
            }
        };
        match ended {
            Ended::Left(status) if status.success() => Ok(text),
            Ended::Left(status) => {
                // An editor that was killed may have left more beside the file than was saved.
                if status.code().is_none() && self.draft.has_company() {
                    self.draft.keep();
                }
                if leave {
                    return Ok(text);
                }
                let how = match (status.code(), self.draft.kept_folder()) {
                    (Some(code), _) => format!("with status {code}"),
                    (None, Some(folder)) => format!("by a signal (its files are in {})", folder.display()),
                    (None, None) => "by a signal".to_owned(),
                };
                let what = format!("The editor {name} ended {how}, so nothing was taken over.");
                Err(EditorFailure { failure: failure(what, "E tries again."), text: Some(text) })
            }
            Ended::Not(_) | Ended::Never => {
                self.draft.keep();
                Ok(text)
            }
        }
    }
}

/// Waits for the end of a program that has the terminal, and does for the program what its loop would do about signals.
pub(super) async fn wait(mut child: Child, input: &Input, leave: &mut bool) -> Ended {
    loop {
        let last_words = async {
            if *leave { tokio::time::sleep(LAST_WORDS).await } else { std::future::pending().await }
        };
        let signal = tokio::select! {
            status = child.wait() => return status.map_or_else(Ended::Not, Ended::Left),
            signal = input.signal() => signal,
            () = last_words => return Ended::Never,
        };
        match signal {
            // Typed in the terminal, where it went to the editor as well; it is the editor's.
            Signal::INT => {}
            // The whole job stops, or the shell would wait for an editor that sleeps.
            Signal::TSTP => stop_here(),
            other => {
                *leave = true;
                let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
                if let Some(pid) = pid {
                    // It may have ended this moment, and that is what is wanted.
                    let _ = kill_process(pid, other);
                }
            }
        }
    }
}

fn failure(what: impl Into<String>, next: impl Into<String>) -> Failure {
    Failure { kind: FailureKind::Passing, what: what.into(), next: next.into() }
}
