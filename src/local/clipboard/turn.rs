//! Whose turn it is to clear. Several processes may have put the same secret on the same clipboard, and each
//! finds it there when its own time is over: only the one that copied last takes it off. Each copy therefore
//! leaves a word of its own, drawn for it, in a file of that clipboard.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long another process may be at the same clipboard. A program that copies has two seconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(3);

/// A copy's place in the order of copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Turn {
    path: PathBuf,
    word: String,
}

/// A clipboard that no other process of this program is at.
#[derive(Debug)]
pub(super) struct Alone {
    file: File,
    path: PathBuf,
}

impl Alone {
    /// Waits for the clipboard of this name; none where the folder cannot be used or somebody is at it for
    /// longer than any copy takes.
    pub(super) fn at(folder: &Path, clipboard: &str) -> Option<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).ok()?;
        let mut name = [0; 16];
        name.copy_from_slice(&Sha256::digest(clipboard)[..16]);
        Self::open(folder.join(format!("{:032x}", u128::from_be_bytes(name))))
    }

    fn open(path: PathBuf) -> Option<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&path).ok()?;
        let until = Instant::now() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return Some(Self { file, path }),
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(PAUSE),
                Err(_) => return None,
            }
        }
    }

    /// Makes this copy the last one.
    pub(super) fn take(mut self) -> Option<Turn> {
        let mut chance = [0; 16];
        getrandom::fill(&mut chance).ok()?;
        let word = format!("{:032x}", u128::from_be_bytes(chance));
        self.write(&word).ok()?;
        Some(Turn { path: self.path, word })
    }

    fn write(&mut self, word: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(word.as_bytes())
    }
}

impl Turn {
    /// Keeps others from the clipboard while this one clears it. False where a later copy was made; where
    /// nobody can tell, it counts as the last one.
    pub(super) fn is_last(&self) -> (bool, Option<Alone>) {
        let Some(mut alone) = Alone::open(self.path.clone()) else { return (true, None) };
        let mut word = String::new();
        let read = alone.file.read_to_string(&mut word);
        (read.is_err() || word.is_empty() || word == self.word, Some(alone))
    }
}
