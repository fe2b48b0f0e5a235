//! Copying: what is asked of the background, and what is said of it.

use crate::client::text::harmless;
use crate::tasks::{Cleared, CopyOrder, CopyReport, CopySource, Failure, Fate, Place, Task, Which};

use super::{App, Command, Message};

impl App {
    /// Copies text that is no secret; `what` says in words what it is.
    pub(super) fn copy_text(&mut self, what: &str, text: String) {
        self.copy(None, what, CopySource::Text(text));
    }

    /// Copies something, of another place where one is named; `what` says in words what it is.
    pub(super) fn copy(&mut self, place: Option<Place>, what: &str, source: CopySource) {
        let copy = Task::Copy(Box::new(CopyOrder { what: what.to_owned(), source }));
        self.ask(match place {
            Some(place) => Task::Elsewhere(place, Box::new(copy)),
            None => copy,
        });
    }

    /// Something was copied, or was not.
    pub(super) fn copied(&mut self, copied: Result<Box<CopyReport>, Failure>) {
        let report = match copied {
            Ok(report) => *report,
            Err(mut failure) => {
                if self.exporting.is_some() {
                    "w writes it to a file instead.".clone_into(&mut failure.next);
                }
                self.complain(&failure);
                return;
            }
        };
        let CopyReport { what, way, escape, fate, which } = report;
        self.commands.extend(escape.map(Command::Tell));
        let later = match fate {
            Fate::Stays => String::new(),
            Fate::Clears(after) => {
                format!(" It is cleared in {} s, or when you leave, if it is still there.", after.as_secs())
            }
            Fate::CannotClear => " It is not cleared later: this clipboard cannot be read.".to_owned(),
        };
        self.clipboard_clears = match fate {
            Fate::Clears(after) => Some(self.now.monotonic + after),
            Fate::Stays | Fate::CannotClear => None,
        };
        let one_of = which.as_ref().map(|(_, which)| self::which(which)).unwrap_or_default();
        self.tell(harmless(&format!("Copied {what} with {way}.{one_of}{later}")).into_owned());
        if let Some((key, which)) = which {
            self.secret_taken(&key, &which);
        }
    }

    /// Takes the secret off the clipboard when its time is over.
    pub(super) fn clear_clipboard_when_due(&mut self) {
        if self.clipboard_clears.is_some_and(|due| due <= self.now.monotonic) {
            self.clipboard_clears = None;
            self.ask(Task::ClearClipboard);
        }
    }

    /// Says what became of a secret on the clipboard, where there is something to say.
    pub(super) fn clipboard_cleared(&mut self, cleared: Cleared) {
        match cleared {
            Cleared::Gone => self.tell("The secret is off the clipboard."),
            Cleared::Replaced | Cleared::Nothing => {}
            Cleared::Failed => {
                let text = "The secret may still be on the clipboard: it could not be read or cleared. Copy something else over it.";
                self.message = Some(Message { text: text.to_owned(), bad: true });
            }
        }
    }
}

/// Which of a client's secrets was told, where there is something to say, as a sentence to follow another.
pub(super) fn which(which: &Which) -> &'static str {
    match which {
        Which::Only | Which::Asked(_) => "",
        Which::Added(_) => " It is the one that was added in this session.",
        Which::NotTheAdded => " It is the old one: the one that was added in this session is another (s).",
        Which::OneOfTwo => {
            " The client has two secrets, and the service tells one of them without saying which (s)."
        }
    }
}
