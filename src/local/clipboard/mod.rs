//! Putting text on the clipboard of the machine a person sits at, and taking a secret off it again.
//!
//! [`choose()`] decides the way from the configuration and the surroundings alone: the configured command;
//! over ssh the terminal itself (OSC 52), since a tool would copy on the far machine; else the platform's
//! own tool; else the terminal. [`Clipboard`] does it. Text reaches a tool through its standard input,
//! never its arguments.
//!
//! A secret is taken off again only where the clipboard can be read back and still holds it, compared by
//! a keyed digest. Where the program leaves before that, another process of its own takes this over and is
//! told the digest alone ([`Handover`]). Over OSC 52 it cannot be read, and clearing blindly could wipe what somebody copied since, so
//! it stays, and the result says so.

mod choose;
mod handover;
mod osc52;
mod tmux;
mod tool;
mod turn;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use etcetera::BaseStrategy;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;

pub use handover::Handover;

pub use choose::{Surroundings, Tool, Way, Wrap, choose};

use super::program;
use tmux::Passage;
use turn::{Alone, Turn};

/// Seconds after which a secret is taken off the clipboard, unless the configuration says otherwise.
const CLEAR_AFTER: u64 = 45;

/// The `[clipboard]` table of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClipboardConfig {
    /// A program and its arguments that take the text on standard input, before every other way.
    pub command: Vec<String>,
    /// The program that prints what the clipboard holds. Without one a secret cannot be cleared.
    pub read: Vec<String>,
    /// Seconds after which a secret is taken off again; 0 leaves it.
    pub clear_after: u64,
}

impl Default for ClipboardConfig {
    fn default() -> Self {
        Self { command: Vec::new(), read: Vec::new(), clear_after: CLEAR_AFTER }
    }
}

/// Why nothing was copied.
#[derive(Debug, Error)]
pub enum ClipboardError {
    /// There is no text.
    #[error("there is nothing to copy")]
    Nothing,
    /// More than terminals take.
    #[error("{0} bytes are more than a terminal's clipboard takes; set [clipboard] command to use a program")]
    TooLong(usize),
    /// tmux passes nothing on.
    #[error(
        "tmux passes nothing on to its terminal; tmux set -s set-clipboard external lets it, or set [clipboard] \
         command to use a program"
    )]
    Closed,
    /// The configured program failed.
    #[error("{program} failed: {why}; look at [clipboard] in the configuration")]
    Program {
        /// The program.
        program: String,
        /// What went wrong.
        why: String,
    },
}

/// What became of a copy.
#[derive(Debug)]
pub struct Copied {
    /// The way it took, in words.
    pub way: String,
    /// What has to be written to the terminal for it, where that is the way.
    pub escape: Option<SecretString>,
    /// What becomes of the text later.
    pub fate: Fate,
}

/// What becomes of copied text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays: it is no secret, or the configuration wants it so.
    Stays,
    /// It is a secret, to be cleared after this time if it is still there.
    Clears(Duration),
    /// It is a secret that should be cleared, and this way cannot tell whether it is still there.
    CannotClear,
}

/// What became of clearing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// The secret was there, and is not any more.
    Gone,
    /// Something else was there, and was left alone.
    Replaced,
    /// There was nothing to clear.
    Nothing,
    /// The clipboard could not be read or written.
    Failed,
}

/// The one place that copies. Clones share what is to be cleared.
#[derive(Clone, Default)]
pub struct Clipboard {
    config: ClipboardConfig,
    surroundings: Surroundings,
    /// Where processes that share clipboards leave word of who copied last.
    turns: Option<PathBuf>,
    held: Arc<Mutex<Option<Held>>>,
}

/// A secret that was put on the clipboard, known by its digest alone.
struct Held {
    mark: Mark,
    way: Way,
    /// Its place among copies of other processes, where they can be told of it.
    turn: Option<Turn>,
}

/// What tells whether a text is the one that was copied, and nothing else of it. Without its key, which is
/// drawn for each copy, no guess could be tried on the digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    key: [u8; 32],
    digest: [u8; 32],
}

impl Mark {
    /// The mark of a text; none where the system gives no random numbers.
    fn of(text: &str) -> Option<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).ok()?;
        Some(Self { key, digest: digest(&key, text) })
    }

    fn is_of(&self, text: &str) -> bool {
        digest(&self.key, text) == self.digest
    }
}

impl fmt::Debug for Clipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clipboard")
            .field("way", &choose(&self.config, &self.surroundings))
            .finish_non_exhaustive()
    }
}

impl Clipboard {
    /// A clipboard of this configuration in these surroundings.
    pub fn new(config: ClipboardConfig, surroundings: Surroundings) -> Self {
        Self { config, surroundings, turns: None, held: Arc::default() }
    }

    /// The same beside other processes that put secrets on the same clipboards: word of who copied last is in
    /// this folder.
    #[must_use]
    pub fn shared_in(self, folder: impl Into<PathBuf>) -> Self {
        Self { turns: Some(folder.into()), ..self }
    }

    /// The same with that folder where this program keeps its state, where there is such a place.
    #[must_use]
    pub fn shared(self) -> Self {
        let Ok(folders) = etcetera::choose_base_strategy() else { return self };
        let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        self.shared_in(state.join("cognitui").join("clipboards"))
    }

    /// Whether a copy would arrive, as far as that can be told without one. True where it goes through the
    /// terminal of this process.
    ///
    /// # Errors
    /// When nothing would take it.
    pub fn ready(&self) -> Result<bool, ClipboardError> {
        match choose(&self.config, &self.surroundings) {
            Way::Command { write, .. } => {
                let program = write.first().cloned().unwrap_or_default();
                match program::find_here(&program) {
                    Ok(_) => Ok(false),
                    Err(_) => Err(ClipboardError::Program { program, why: "it cannot be found".to_owned() }),
                }
            }
            Way::Tool(_) => Ok(false),
            Way::Terminal(_) => match self.surroundings.tmux.as_ref().map(|program| tmux::ask(program)) {
                Some(Passage::Closed) => Err(ClipboardError::Closed),
                Some(Passage::Buffers) => Ok(false),
                Some(Passage::Sequences | Passage::Unknown) | None => Ok(true),
            },
        }
    }

    /// Copies text that may stay where it is put. May take as long as a program takes, seconds at most.
    ///
    /// # Errors
    /// When there is no text, or no way took it.
    pub fn copy(&self, text: &str) -> Result<Copied, ClipboardError> {
        let (way, words, escape) = self.put(text, false)?;
        drop(way);
        // What was held has just been overwritten, or cannot be told apart any more.
        *self.held() = None;
        Ok(Copied { way: words, escape, fate: Fate::Stays })
    }

    /// Copies a secret, with a hint to clipboard managers where the way has one.
    ///
    /// # Errors
    /// When there is no text, or no way took it.
    pub fn copy_secret(&self, secret: &SecretString) -> Result<Copied, ClipboardError> {
        let alone = self.alone();
        let (way, words, escape) = self.put(secret.expose_secret(), true)?;
        let clears = self.config.clear_after > 0;
        let mark = Mark::of(secret.expose_secret()).filter(|_| clears && way.reads_back());
        let fate = match (clears, &mark) {
            (false, _) => Fate::Stays,
            (true, Some(_)) => Fate::Clears(Duration::from_secs(self.config.clear_after)),
            (true, None) => Fate::CannotClear,
        };
        // A copy that nobody clears does not keep an earlier one from being cleared.
        let turn = alone.filter(|_| mark.is_some()).and_then(Alone::take);
        *self.held() = mark.map(|mark| Held { mark, way, turn });
        Ok(Copied { way: words, escape, fate })
    }

    /// Takes the last secret off the clipboard if it is still there. May take seconds.
    pub fn clear(&self) -> Cleared {
        let Some(held) = self.held().take() else { return Cleared::Nothing };
        let (last, _alone) = held.turn.as_ref().map_or((true, None), Turn::is_last);
        if !last {
            return Cleared::Replaced;
        }
        match tool::read(&held.way) {
            Some(now) if !held.mark.is_of(&now) => Cleared::Replaced,
            Some(_) if tool::clear(&held.way).is_ok() => Cleared::Gone,
            _ => Cleared::Failed,
        }
    }

    /// True while a secret is on the clipboard that should be taken off.
    pub fn holds_secret(&self) -> bool {
        self.held().is_some()
    }

    /// Keeps other processes from the clipboard; none where there are no others to tell.
    fn alone(&self) -> Option<Alone> {
        let folder = self.turns.as_ref()?;
        let way = choose(&self.config, &self.surroundings);
        way.reads_back().then(|| Alone::at(folder, &format!("{way:?} {}", self.surroundings.display)))?
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts text on the clipboard; gives the way that took it, in words too, and what the terminal is to
    /// be told.
    fn put(&self, text: &str, secret: bool) -> Result<(Way, String, Option<SecretString>), ClipboardError> {
        if text.is_empty() {
            return Err(ClipboardError::Nothing);
        }
        let way = choose(&self.config, &self.surroundings);
        let failed = match (&way, tool::write(&way, text, secret)) {
            (Way::Terminal(_), _) => {
                let (words, escape) = self.terminal(text)?;
                return Ok((way, words, escape));
            }
            (_, Ok(())) => return Ok((way.clone(), way.to_string(), None)),
            // What a person has configured is not replaced by something else without their knowledge.
            (Way::Command { write, .. }, Err(why)) => {
                let program = write.first().cloned().unwrap_or_default();
                return Err(ClipboardError::Program { program, why });
            }
            (Way::Tool(tool), Err(_)) => tool.name,
        };
        // The display that the environment names may be gone, as in an old session of tmux.
        let (words, escape) = self.terminal(text)?;
        let words = format!("{words}, since {failed} failed");
        Ok((Way::Terminal(self.surroundings.wrap()), words, escape))
    }

    /// Gets text to the terminal: in words how, and what it is to be told, where nobody else tells it.
    fn terminal(&self, text: &str) -> Result<(String, Option<SecretString>), ClipboardError> {
        let wrap = self.surroundings.wrap();
        let escape = osc52::escape(text, wrap)?;
        let way = Way::Terminal(wrap).to_string();
        let Some(program) = &self.surroundings.tmux else { return Ok((way, Some(escape))) };
        match tmux::ask(program) {
            Passage::Sequences => Ok(("the terminal (OSC 52 through tmux)".to_owned(), Some(escape))),
            Passage::Buffers if tmux::hand_on(program, text).is_ok() => {
                Ok(("tmux, which hands it to its terminal".to_owned(), None))
            }
            Passage::Closed => Err(ClipboardError::Closed),
            Passage::Buffers | Passage::Unknown => Ok((way, Some(escape))),
        }
    }
}

/// A digest of what a clipboard holds; some tools end what they print with a line break.
fn digest(key: &[u8; 32], text: &str) -> [u8; 32] {
    // HMAC takes keys of any length, so there is no error to meet here.
    let mac = Hmac::<Sha256>::new_from_slice(key).map(|mut mac| {
        mac.update(text.trim_end_matches(['\r', '\n']).as_bytes());
        mac.finalize().into_bytes().into()
    });
    mac.unwrap_or_default()
}

#[cfg(test)]
mod tests;
