//! A path to type: a file to compare with, or a snapshot's folder.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Overlay, OverlayLine, Prompt};
use crate::app::App;
use crate::app::review::Tone;
use crate::client::text::harmless;
use crate::tasks::file::{FileRead, SnapshotRead};
use crate::tasks::{Failure, Task, Ticket};

/// What a path is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A file whose clients stand beside others.
    Column,
    /// A folder with a snapshot: what is otherwise by now is marked.
    Snapshot,
}

/// A path being typed.
#[derive(Clone, Debug)]
pub struct PathPrompt {
    /// What it is asked for.
    pub purpose: Purpose,
    prompt: Prompt,
    reading: Option<Ticket>,
    failure: Option<Failure>,
}

impl PathPrompt {
    pub(in crate::app) fn new(purpose: Purpose, typed: &str) -> Self {
        let mut prompt = Prompt::default();
        prompt.paste(typed);
        Self { purpose, prompt, reading: None, failure: None }
    }

    pub(super) fn title(&self) -> String {
        match self.purpose {
            Purpose::Column => "Compare with a file, or import from it".to_owned(),
            Purpose::Snapshot => "Compare with a snapshot folder".to_owned(),
        }
    }

    pub(super) fn foot() -> &'static str {
        " Enter read   Esc close "
    }

    pub(super) fn prompt(&self) -> (&'static str, &Prompt) {
        (if self.purpose == Purpose::Column { "File: " } else { "Folder: " }, &self.prompt)
    }

    pub(super) fn prompt_mut(&mut self) -> &mut Prompt {
        &mut self.prompt
    }

    pub(super) fn lines(&self) -> Vec<OverlayLine> {
        let what = match self.purpose {
            Purpose::Column => {
                "A Terraform state, plan or configuration (HCL), a Pulumi stack or program, a CloudFormation or \
                 CDK template, AWS CLI JSON or a script of it, JSON that cognitui wrote, a snapshot's file: its \
                 clients stand beside the live ones, and what is not there can be made from it."
            }
            Purpose::Snapshot => {
                "The folder that `cognitui snapshot -d` has written: what is otherwise by now is \
                 marked ≠ in the list and named in the detail. `snapshot = \"…\"` in the configuration \
                 does this at every start."
            }
        };
        let mut lines = vec![OverlayLine::words(Tone::Quiet, what)];
        if self.reading.is_some() {
            lines.push(OverlayLine::words(Tone::Plain, "Reading …"));
        }
        if let Some(failure) = &self.failure {
            lines.push(OverlayLine::words(Tone::Warning, format!("✗ {}", failure.what)));
        }
        lines
    }
}

impl App {
    pub(super) fn path_key(&mut self, mut path: Box<PathPrompt>, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Esc => {
                if let Some(ticket) = path.reading {
                    self.cancel(ticket);
                }
                return Next::Closes;
            }
            KeyCode::Enter if path.prompt.text().trim().is_empty() || path.reading.is_some() => {}
            KeyCode::Enter => {
                path.failure = None;
                let typed = path.prompt.text().to_owned();
                path.reading = Some(self.ask(match path.purpose {
                    Purpose::Column => Task::ReadFile(typed),
                    Purpose::Snapshot => Task::ReadSnapshot(typed),
                }));
            }
            _ => {
                path.failure = None;
                path.prompt.key(key);
            }
        }
        Next::Stays(Overlay::Path(path))
    }

    /// The clients of a file are here, or why not.
    pub(in crate::app) fn file_read(&mut self, ticket: Ticket, read: Result<FileRead, Failure>) {
        let Some((path, read)) = self.path_answered(ticket, read) else { return };
        self.compare_with(&path, read);
    }

    /// A snapshot is here, or why not: the one that was typed, or the configured one.
    pub(in crate::app) fn snapshot_read(&mut self, ticket: Ticket, read: Result<Box<SnapshotRead>, Failure>) {
        if self.drift.waits_for(ticket) {
            self.configured_snapshot_read(read);
        } else if let Some((folder, snapshot)) = self.path_answered(ticket, read) {
            self.take_snapshot(&folder, *snapshot);
        }
    }

    /// The path that the answer is for; what failed is told where the path can be corrected.
    fn path_answered<T>(&mut self, ticket: Ticket, read: Result<T, Failure>) -> Option<(String, T)> {
        let waits =
            |overlay: &Overlay| matches!(overlay, Overlay::Path(path) if path.reading == Some(ticket));
        let at = self.overlays.iter().position(waits)?;
        match (read, &mut self.overlays[at]) {
            (Ok(read), Overlay::Path(path)) => {
                let typed = harmless(path.prompt.text()).into_owned();
                self.overlays.remove(at);
                Some((typed, read))
            }
            (Err(failure), Overlay::Path(path)) => {
                path.reading = None;
                path.failure = Some(failure);
                None
            }
            _ => None,
        }
    }
}
