//! Drafts of edits that are not written yet: a file each in the XDG state folder, so that neither a
//! crash nor a closed terminal takes what was typed.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::client::{ClientKey, Edit};

/// A draft that cannot be kept or found.
#[derive(Debug, Error)]
#[error("the draft cannot be kept in {path}: {source}; what is typed is still here")]
pub struct DraftError {
    path: PathBuf,
    source: io::Error,
}

/// Where the drafts of one place are.
#[derive(Clone, Debug)]
pub struct Drafts {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    pool: String,
    client: String,
    edit: Edit,
}

impl Drafts {
    /// The drafts for a place, in the XDG state folder. Pool ids are unique in AWS; other places, named
    /// by their endpoint, have folders of their own. None without a home folder.
    pub fn in_state_folder(place: &str) -> Option<Self> {
        let folders = etcetera::choose_base_strategy().ok()?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        Some(Self::in_folder(&state.join("cognitui").join("drafts"), place))
    }

    /// The drafts for a place, below that folder.
    pub fn in_folder(folder: &Path, place: &str) -> Self {
        Self { folder: folder.join(digest(place)) }
    }

    /// Keeps a draft in place of an earlier one.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn keep(&self, key: &ClientKey, edit: &Edit) -> Result<(), DraftError> {
        let path = self.path(key);
        self.write(&path, key, edit).map_err(|source| DraftError { path, source })
    }

    /// Forgets a draft, where there is one.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn forget(&self, key: &ClientKey) -> Result<(), DraftError> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(DraftError { path, source }),
            _ => Ok(()),
        }
    }

    /// Every draft that can be read. One that cannot is left alone: another version may know it.
    pub fn all(&self) -> Vec<(ClientKey, Edit)> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let read = |path: PathBuf| -> Option<(ClientKey, Edit)> {
            let kept: Kept = serde_json::from_reader(File::open(path).ok()?).ok()?;
            Some((ClientKey::new(kept.pool, kept.client), kept.edit))
        };
        entries.filter_map(|entry| read(entry.ok()?.path())).collect()
    }

    fn path(&self, key: &ClientKey) -> PathBuf {
        self.folder.join(format!("{}.json", digest(&key.to_string())))
    }

    fn write(&self, path: &Path, key: &ClientKey, edit: &Edit) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let kept = Kept { pool: key.pool.to_string(), client: key.client.to_string(), edit: edit.clone() };
        let beside = path.with_extension("new");
        let mut file =
            OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(&kept)?)?;
        // Renamed into place, so that a crash leaves the old draft or the new one and nothing between.
        fs::rename(&beside, path)
    }
}

/// A name for a file that says nothing and cannot lead out of the folder.
fn digest(text: &str) -> String {
    let digits =
        |byte: &u8| [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0'));
    Sha256::digest(text.as_bytes()).iter().take(12).flat_map(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::FIELDS;

    #[test]
    fn a_draft_comes_back_and_goes_and_a_broken_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path(), "aws");
        let key = ClientKey::new("eu-west-1_a", "client");
        let field = FIELDS.iter().find(|field| field.id == "name").unwrap();
        let value = field.parse("new name", None).unwrap();
        let edit = Edit { steps: vec![crate::client::edit::Step::Set(field, value.unwrap())] };
        drafts.keep(&key, &edit).unwrap();
        fs::write(drafts.folder.join("torn.json"), "{").unwrap();
        assert_eq!(drafts.all(), [(key.clone(), edit)]);
        assert_eq!(Drafts::in_folder(folder.path(), "elsewhere").all(), []);
        drafts.forget(&key).unwrap();
        drafts.forget(&key).unwrap();
        assert_eq!(drafts.all(), []);
    }
}
