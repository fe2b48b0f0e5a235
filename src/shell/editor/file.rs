//! The file an editor works on: in a folder of its own that nobody else can look into.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::app::Handout;

/// Bytes that are read back at most; a client is a few thousand.
const LARGEST: u64 = 4 << 20;

/// A text in a file. Dropping it removes the folder and with it whatever the editor put beside the file.
#[derive(Debug)]
pub(super) struct Draft {
    folder: PathBuf,
    path: PathBuf,
    kept: bool,
}

impl Draft {
    /// Writes the text to a new file, below the folder for things that end with the session or, where there
    /// is none, below the state folder.
    pub(super) fn write(handout: &Handout) -> io::Result<Self> {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let runtime = runtime.filter(|folder| folder.is_absolute() && folder.is_dir());
        let parent = runtime.map_or_else(|| state_folder("editor"), Ok)?;
        Self::write_below(&parent, handout)
    }

    fn write_below(parent: &Path, handout: &Handout) -> io::Result<Self> {
        let folder = parent.join(format!("cognitui-{}", random()?));
        DirBuilder::new().mode(0o700).create(&folder)?;
        let path = folder.join(format!("{}.jsonc", file_name(&handout.name)));
        let draft = Self { folder, path, kept: false };
        create(&draft.path, &handout.text)?;
        Ok(draft)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// True when the editor put something beside the file.
    pub(super) fn has_company(&self) -> bool {
        fs::read_dir(&self.folder).is_ok_and(|entries| entries.count() > 1)
    }

    /// The folder, where it stays.
    pub(super) fn kept_folder(&self) -> Option<&Path> {
        self.kept.then_some(self.folder.as_path())
    }

    /// The text as it is now.
    pub(super) fn read(&self) -> io::Result<String> {
        let mut text = String::new();
        let read = File::open(&self.path)?.take(LARGEST + 1).read_to_string(&mut text)?;
        if read as u64 > LARGEST {
            return Err(io::Error::other("it is longer than any client can be"));
        }
        Ok(text)
    }

    /// Leaves the folder where it is.
    pub(super) fn keep(&mut self) {
        self.kept = true;
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept && !std::thread::panicking() {
            // What cannot be removed is still only ours to read.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Keeps a text that is not finished when the program ends, and says where.
pub(in crate::shell) fn keep(name: &str, text: &str) -> io::Result<PathBuf> {
    let path = state_folder("unfinished")?.join(format!("{}-{}.jsonc", file_name(name), random()?));
    create(&path, text)?;
    Ok(path)
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

fn state_folder(name: &str) -> io::Result<PathBuf> {
    let folders = etcetera::choose_base_strategy().map_err(io::Error::other)?;
    let state = folders.state_dir().unwrap_or_else(|| folders.data_dir());
    let folder = state.join("cognitui").join(name);
    DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    Ok(folder)
}

/// A name that nobody can guess or prepare.
fn random() -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:016x}", u64::from_le_bytes(bytes)))
}

/// A client's name as the name of a file, which cannot lead anywhere else.
fn file_name(name: &str) -> String {
    let plain =
        |letter: char| if letter.is_ascii_alphanumeric() || "-_".contains(letter) { letter } else { '_' };
    let name: String = name.chars().take(60).map(plain).collect();
    if name.is_empty() { "client".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_file_is_private_and_goes_with_all_that_is_beside_it() {
        let parent = tempfile::tempdir().unwrap();
        let handout = Handout { name: "../we b".to_owned(), text: "{}\n".to_owned(), at: None };
        let draft = Draft::write_below(parent.path(), &handout).unwrap();
        assert_eq!(draft.path().file_name().unwrap(), "___we_b.jsonc");
        for (path, mode) in [(draft.path(), 0o600), (draft.folder.as_path(), 0o700)] {
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, mode);
        }
        assert_eq!(draft.read().unwrap(), "{}\n");
        assert!(!draft.has_company());
        fs::write(draft.folder.join("backup~"), "{").unwrap();
        assert!(draft.has_company());
        drop(draft);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);

        let mut draft = Draft::write_below(parent.path(), &handout).unwrap();
        draft.keep();
        fs::write(draft.path(), [0xff]).unwrap();
        draft.read().unwrap_err();
        drop(draft);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
    }
}
