//! The file of accepted findings: `audit-suppressions.toml` beside the configuration file.
//!
//! It is apart from the configuration, which may be kept by somebody's own tools or be read-only. This
//! program only ever adds to its end, so that comments and order stay as a person has them.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The file's name.
const NAME: &str = "audit-suppressions.toml";
/// What a new file begins with.
const HEAD: &str = "\
# Findings of the audit that are accepted. cognitui adds to the end of this file and changes nothing in it;
# an entry is taken back by deleting it here.
";

/// The file of accepted findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionsFile {
    path: PathBuf,
}

impl SuppressionsFile {
    /// The file in that folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { path: folder.join(NAME) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text; empty where there is no such file.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read(&self) -> io::Result<String> {
        match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            read => read,
        }
    }

    /// Puts a text at its end, all of it or nothing. Of two programs that add at once each waits for the other.
    ///
    /// # Errors
    /// When the folder or the file cannot be written to.
    pub fn add(&self, text: &str) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        // A link, as tools that keep dotfiles make them, stays one: what it leads to is replaced.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let beside = |ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(beside(".lock"))?;
        lock.lock()?;
        let mut whole = self.read()?;
        if whole.is_empty() {
            HEAD.clone_into(&mut whole);
        } else if !whole.ends_with('\n') {
            whole.push('\n');
        }
        whole.push('\n');
        whole.push_str(text);
        let new = beside(".new");
        let mut file: File =
            OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(whole.as_bytes())?;
        file.sync_all()?;
        if let Ok(old) = fs::metadata(&path) {
            fs::set_permissions(&new, old.permissions())?;
        }
        fs::rename(&new, &path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_what_was_there_stay() {
        let folder = tempfile::tempdir().unwrap();
        let file = SuppressionsFile::in_folder(&folder.path().join("cognitui"));
        assert_eq!(file.read().unwrap(), "");
        file.add("a = 1\n").unwrap();
        assert_eq!(file.read().unwrap(), format!("{HEAD}\na = 1\n"));
        fs::write(file.path(), "# mine\nb = 2 # why").unwrap();
        file.add("c = 3\n").unwrap();
        assert_eq!(file.read().unwrap(), "# mine\nb = 2 # why\n\nc = 3\n");
    }

    #[test]
    fn a_link_stays_a_link_and_what_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("kept.toml");
        fs::write(&kept, "# kept\n").unwrap();
        let file = SuppressionsFile::in_folder(folder.path());
        std::os::unix::fs::symlink(&kept, file.path()).unwrap();
        file.add("a = 1\n").unwrap();
        assert!(fs::symlink_metadata(file.path()).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&kept).unwrap(), "# kept\n\na = 1\n");
        let nowhere = SuppressionsFile::in_folder(&kept.join("below"));
        assert!(nowhere.add("a = 1\n").is_err());
    }

    #[test]
    fn several_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = SuppressionsFile::in_folder(folder.path());
        std::thread::scope(|scope| {
            for number in 0..8 {
                let file = file.clone();
                scope.spawn(move || file.add(&format!("n{number} = 1\n")).unwrap());
            }
        });
        assert_eq!(file.read().unwrap().matches(" = 1\n").count(), 8);
    }
}
