//! The places that were connected to last, so that they stand first in a choice.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

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
        let mut places = self.all();
        if places.first() == Some(&place) {
            return Ok(());
        }
        places.retain(|known| *known != place);
        places.insert(0, place);
        places.truncate(KEPT);
        if let Some(folder) = self.path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let beside = self.path.with_extension("new");
        let mut file =
            OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
        file.write_all(&serde_json::to_vec(&places)?)?;
        fs::rename(&beside, &self.path)
    }
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
}
