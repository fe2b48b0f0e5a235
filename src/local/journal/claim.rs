//! Claims: one writer at a time for one client, across the processes of this machine.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::record::hexadecimal;

/// The right to write to one client, until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
    /// The lock goes with it.
    _file: File,
}

impl Drop for Claim {
    /// The file goes while it is still locked, so that nobody can hold a lock on it and think that it is
    /// the one others see.
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Claims `what`; `None` while somebody else has it.
pub(super) fn claim(folder: &Path, what: &str) -> io::Result<Option<Claim>> {
    super::file::make_folder(folder)?;
    // An id may have any characters; a digest has none that a file name must not have.
    let path = folder.join(hexadecimal(&Sha256::digest(what)[..16]));
    loop {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => return Ok(Some(Claim { path, _file: file })),
            // Its last owner has just removed it: what is locked here nobody else sees.
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// True when the open file is the one that stands at the path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(there)) => open.ino() == there.ino() && open.dev() == there.dev(),
        _ => false,
    }
}

/// Elsewhere an open file cannot be removed, so the one at the path is the open one.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_claim_keeps_others_out_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let first = claim(folder.path(), "pool/one").unwrap().unwrap();
        assert!(claim(folder.path(), "pool/one").unwrap().is_none());
        let other = claim(folder.path(), "pool/../../two").unwrap().unwrap();
        drop((first, other));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(claim(folder.path(), "pool/one").unwrap().is_some());
    }

    #[test]
    fn two_never_have_it_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while turns.load(Ordering::SeqCst) < 200 {
                        if let Some(_claim) = claim(folder.path(), "pool/one").unwrap() {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two at once");
                            turns.fetch_add(1, Ordering::SeqCst);
                            inside.fetch_sub(1, Ordering::SeqCst);
                        }
                    }
                });
            }
        });
    }
}
