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

use crate::client::draft::{Draft, DraftOf, Start, Typed};
use crate::client::{ClientKey, Edit, PoolId};

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

/// A client that is there has its id here; one that is not made yet, when it was begun.
#[derive(Serialize, Deserialize)]
struct Kept {
    pool: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun: Option<i64>,
    edit: Edit,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    typed: Vec<Typed>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<Start>,
}

impl Kept {
    fn new(of: &DraftOf, draft: &Draft) -> Self {
        let (client, begun) = match of {
            DraftOf::Client(key) => (Some(key.client.to_string()), None),
            DraftOf::New { begun, .. } => (None, Some(*begun)),
        };
        let Draft { edit, typed, start } = draft.clone();
        Self { pool: of.pool().to_string(), client, begun, edit, typed, start }
    }

    fn into_parts(self) -> Option<(DraftOf, Draft)> {
        let of = match (self.client, self.begun) {
            (Some(client), _) => DraftOf::Client(ClientKey::new(self.pool, client)),
            (None, Some(begun)) => DraftOf::New { pool: PoolId::new(self.pool), begun },
            (None, None) => return None,
        };
        Some((of, Draft { edit: self.edit, typed: self.typed, start: self.start }))
    }
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
    pub fn keep(&self, of: &DraftOf, draft: &Draft) -> Result<(), DraftError> {
        let path = self.path(of);
        self.write(&path, of, draft).map_err(|source| DraftError { path, source })
    }

    /// Forgets a draft, where there is one.
    ///
    /// # Errors
    /// When it is there and cannot be removed.
    pub fn forget(&self, of: &DraftOf) -> Result<(), DraftError> {
        let path = self.path(of);
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(DraftError { path, source }),
            _ => Ok(()),
        }
    }

    /// Every draft that can be read. One that cannot is left alone: another version may know it.
    pub fn all(&self) -> Vec<(DraftOf, Draft)> {
        let Ok(entries) = fs::read_dir(&self.folder) else { return Vec::new() };
        let read = |path: PathBuf| -> Option<(DraftOf, Draft)> {
            let kept: Kept = serde_json::from_reader(File::open(path).ok()?).ok()?;
            kept.into_parts()
        };
        entries.filter_map(|entry| read(entry.ok()?.path())).collect()
    }

    fn path(&self, of: &DraftOf) -> PathBuf {
        let name = match of {
            DraftOf::Client(key) => key.to_string(),
            DraftOf::New { pool, begun } => format!("{pool} new {begun}"),
        };
        self.folder.join(format!("{}.json", digest(&name)))
    }

    fn write(&self, path: &Path, of: &DraftOf, draft: &Draft) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        let beside = path.with_extension("new");
        let mut file =
            OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(&Kept::new(of, draft))?)?;
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
    use crate::client::{Settings, field};

    fn named(name: &str) -> Draft {
        let value = field::CLIENT_NAME.parse(name, None).unwrap();
        let edit = Edit { steps: vec![crate::client::edit::Step::Set(field::CLIENT_NAME, value.unwrap())] };
        Draft { edit, ..Draft::default() }
    }

    #[test]
    fn a_draft_comes_back_and_goes_and_a_broken_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path(), "aws");
        let of = DraftOf::Client(ClientKey::new("eu-west-1_a", "client"));
        let draft = named("new name");
        drafts.keep(&of, &draft).unwrap();
        fs::write(drafts.folder.join("torn.json"), "{").unwrap();
        assert_eq!(drafts.all(), [(of.clone(), draft)]);
        assert_eq!(Drafts::in_folder(folder.path(), "elsewhere").all(), []);
        drafts.forget(&of).unwrap();
        drafts.forget(&of).unwrap();
        assert_eq!(drafts.all(), []);
    }

    #[test]
    fn drafts_of_new_clients_stand_beside_each_other_with_what_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path(), "aws");
        let of = |begun| DraftOf::New { pool: PoolId::new("eu-west-1_a"), begun };
        let mut draft = named("new");
        draft.typed = vec![Typed { field: field::ID_TOKEN_VALIDITY, text: "12 bananas".to_owned() }];
        draft.start = Some(Start { title: "New client: Basic".to_owned(), settings: Settings::default() });
        drafts.keep(&of(1), &draft).unwrap();
        drafts.keep(&of(2), &named("other")).unwrap();
        drafts.forget(&of(2)).unwrap();
        assert_eq!(drafts.all(), [(of(1), draft)]);
    }

    #[test]
    fn a_draft_of_an_earlier_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(folder.path(), "aws");
        fs::create_dir_all(&drafts.folder).unwrap();
        let old = r#"{"pool":"eu-west-1_a","client":"c","edit":{"steps":[{"set":{"key":"name","value":"new name"}}]}}"#;
        fs::write(drafts.folder.join("old.json"), old).unwrap();
        let of = DraftOf::Client(ClientKey::new("eu-west-1_a", "c"));
        assert_eq!(drafts.all(), [(of, named("new name"))]);
    }
}
