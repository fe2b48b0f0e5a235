//! The journal's file: appended to by one process at a time, read by any.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::JournalError;

/// How long another process may hold the file. An append takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(3);

/// Appends a line, given without its end, and waits until it is on the disk.
///
/// A torn line that an earlier crash left gets its end first, so that it cannot swallow this one. When
/// the line cannot be written whole, what was written of it is taken back.
pub(super) fn append(path: &Path, line: &[u8]) -> Result<(), JournalError> {
    let unwritable = |source| JournalError::Unwritable { path: path.to_owned(), source };
    let (mut file, made) = open(path).map_err(unwritable)?;
    lock(&file, path)?;
    let end = file.seek(SeekFrom::End(0)).map_err(unwritable)?;
    let mut bytes = Vec::with_capacity(line.len() + 2);
    if end > 0 && last_byte(&mut file, end).map_err(unwritable)? != b'\n' {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(line);
    bytes.push(b'\n');
    let written = file.write_all(&bytes).and_then(|()| file.sync_all());
    if let Err(source) = written {
        // The line is not to be counted on, and the next one needs the room.
        let _ = file.set_len(end);
        return Err(unwritable(source));
    }
    if made {
        sync_folder(path).map_err(unwritable)?;
    }
    Ok(())
    // The lock goes with the file.
}

/// The whole file; nothing where there is none yet.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, JournalError> {
    // A device has no end.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        let source = io::Error::other("it is not a file");
        return Err(JournalError::Unreadable { path: path.to_owned(), source });
    }
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(JournalError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Opens the file for appending, readable by its owner alone; true when it is new.
fn open(path: &Path) -> io::Result<(File, bool)> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let made = !path.exists();
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    keep_private(&file)?;
    Ok((file, made))
}

/// Makes a folder, and those above it, for its owner alone.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes the rights of others away where somebody gave them.
#[cfg(unix)]
fn keep_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let found = file.metadata()?;
    if found.is_file() && found.permissions().mode() & 0o077 != 0 {
        file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_private(_file: &File) -> io::Result<()> {
    Ok(())
}

fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(JournalError::Busy { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => {
                return Err(JournalError::Unwritable { path: path.to_owned(), source });
            }
        }
    }
}

fn last_byte(file: &mut File, end: u64) -> io::Result<u8> {
    file.seek(SeekFrom::Start(end - 1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last[0])
}

/// A new file survives a loss of power only when its folder knows it.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
