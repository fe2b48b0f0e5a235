//! The places that were connected to last and the clients that were opened last, so that they stand first
//! where they are chosen from.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use crate::client::ClientKey;

/// How many are remembered.
const KEPT: usize = 16;

/// A profile and region that was connected to. Nothing is lost with the file, so it is never complained
/// about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentPlace {
    /// The profile, where one was named.
    pub profile: Option<String>,
    /// The region.
    pub region: String,
}

/// The places that were connected to last.
#[derive(Clone, Debug)]
pub struct Recent {
    path: PathBuf,
}

impl Recent {
    /// In the XDG state folder; none without a home folder.
    pub fn in_state_folder() -> Option<Self> {
        let folders = etcetera::choose_base_strategy().ok()?;
        let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
        Some(Self::in_folder(&state.join("cognitui")))
    }

    /// In that folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join("recent.json") }
    }

    /// The places, the latest first; none where they cannot be read.
    pub fn all(&self) -> Vec<RecentPlace> {
        fs::read(&self.path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    /// Puts a place first.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn note(&self, place: RecentPlace) -> io::Result<()> {
        match put_first(self.all(), place) {
            Some(places) => keep(&self.path, &places),
            None => Ok(()),
        }
    }

    /// The clients that were opened, the latest first; none where they cannot be read.
    pub fn clients(&self) -> Vec<ClientKey> {
        let kept: Vec<(String, String)> = fs::read(self.clients_path())
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default();
        kept.into_iter().map(|(pool, client)| ClientKey::new(pool, client)).collect()
    }

    /// Puts a client first. Its ids alone are kept.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn note_client(&self, key: ClientKey) -> io::Result<()> {
        let Some(clients) = put_first(self.clients(), key) else { return Ok(()) };
        let ids: Vec<_> = clients.iter().map(|key| (key.pool.as_str(), key.client.as_str())).collect();
        keep(&self.clients_path(), &ids)
    }

    fn clients_path(&self) -> PathBuf {
        self.path.with_file_name("recent-clients.json")
    }
}

/// Something put first, once, and the oldest left out; nothing where it was first already.
fn put_first<T: PartialEq>(mut all: Vec<T>, one: T) -> Option<Vec<T>> {
    if all.first() == Some(&one) {
        return None;
    }
    all.retain(|known| *known != one);
    all.insert(0, one);
    all.truncate(KEPT);
    Some(all)
}

/// Writes a file beside the one it replaces, for this person alone.
fn keep(path: &Path, what: &impl Serialize) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(&serde_json::to_vec(what)?)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: &str) -> RecentPlace {
        RecentPlace { profile: Some("prod".to_owned()), region: region.to_owned() }
    }

    #[test]
    fn the_latest_stands_first_and_once_and_a_torn_file_is_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let recent = Recent::in_folder(&folder.path().join("cognitui"));
        for region in ["eu-west-1", "us-east-1", "eu-west-1"] {
            recent.note(place(region)).unwrap();
        }
        assert_eq!(recent.all(), [place("eu-west-1"), place("us-east-1")]);
        for number in 0..40 {
            recent.note(place(&format!("x-{number}"))).unwrap();
        }
        assert_eq!(recent.all().len(), KEPT);
        fs::write(&recent.path, "[{").unwrap();
        assert_eq!(recent.all(), []);
    }

    #[test]
    fn clients_are_kept_beside_them() {
        let folder = tempfile::tempdir().unwrap();
        let recent = Recent::in_folder(folder.path());
        let key = |client: &str| ClientKey::new("eu-west-1_a", client);
        for client in ["web", "app", "web"] {
            recent.note_client(key(client)).unwrap();
        }
        recent.note(place("eu-west-1")).unwrap();
        assert_eq!(recent.clients(), [key("web"), key("app")]);
        assert_eq!(recent.all(), [place("eu-west-1")]);
    }
}
