//! Files that a person asks for, written where they say.
//!
//! Each file is whole or not there: it is written beside its place and moved into it. What is there already
//! is replaced only when that was asked for; between the look and the move nothing can slip in, since the
//! move itself refuses.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
#[cfg(unix)]
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its place below a folder, which is not used where a file is named.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// Everything was written, here.
    Written(Vec<PathBuf>),
    /// Nothing was written: these are there already.
    Exists(Vec<PathBuf>),
}

/// A file could not be written; those before it were.
#[derive(Debug, thiserror::Error)]
#[error("{} could not be written: {error}", path.display())]
pub struct OutputError {
    /// The file or folder.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

/// Writes files to the place that a person typed: several into a folder, one into a folder where the place
/// is one or ends in `/`, and under that very name otherwise. Folders that are missing are made; a `~` at the
/// beginning is the home folder.
///
/// # Errors
/// With the first file that cannot be written.
pub fn put(typed: &str, files: &[Output], replace: bool) -> Result<Put, OutputError> {
    let target = absolute(typed);
    let folder = files.len() > 1 || typed.ends_with('/') || target.is_dir();
    let place = |file: &Output| if folder { target.join(&file.path) } else { target.clone() };
    let all: Vec<(PathBuf, &Output)> = files.iter().map(|file| (place(file), file)).collect();
    if !replace {
        // A link that leads nowhere is something, too.
        let there = all.iter().map(|(path, _)| path).filter(|path| path.symlink_metadata().is_ok());
        let there: Vec<PathBuf> = there.cloned().collect();
        if !there.is_empty() {
            return Ok(Put::Exists(there));
        }
    }
    let mut written = Vec::with_capacity(all.len());
    for (path, file) in all {
        match one(&path, file, replace) {
            Ok(()) => written.push(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && written.is_empty() && !replace => {
                return Ok(Put::Exists(vec![path]));
            }
            Err(error) => return Err(OutputError { path, error }),
        }
    }
    Ok(Put::Written(written))
}

/// Writes one file.
fn one(path: &Path, file: &Output, replace: bool) -> io::Result<()> {
    // A link stays, and what it leads to is replaced.
    let path =
        &if replace { fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()) } else { path.to_owned() };
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if replace && fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        // A device or a pipe is written into; a file in its place would not reach who reads it.
        return OpenOptions::new().write(true).open(path)?.write_all(file.text.as_bytes());
    }
    let parent = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            io::Error::new(io::ErrorKind::NotADirectory, "a file stands where its folder should be")
        }
        _ => error,
    })?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = parent.join(format!(".{name}.{}.part", std::process::id()));
    let moved = write(&beside, &name, &file.text).and_then(|()| {
        keep_mode(path, &beside)?;
        if replace {
            return fs::rename(&beside, path);
        }
        match fs::hard_link(&beside, path) {
            Ok(()) => fs::remove_file(&beside),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // Not every file system has links.
            Err(_) if path.symlink_metadata().is_err() => fs::rename(&beside, path),
            Err(error) => Err(error),
        }
    });
    if moved.is_err() {
        let _ = fs::remove_file(&beside);
    }
    moved
}

fn write(path: &Path, name: &str, text: &str) -> io::Result<()> {
    // What an earlier run of the same number left behind is in the way.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    options.mode(mode(name));
    let mut file: File = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Who may do what with a file, before the person's own mask: a script can be run, and where a secret is
/// going to be filled in nobody else reads.
#[cfg(unix)]
fn mode(name: &str) -> u32 {
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("sh") => 0o777,
        Some("env") => 0o600,
        _ if name == ".env" => 0o600,
        _ => 0o666,
    }
}

/// What replaces a file is as open as that was.
#[cfg(unix)]
fn keep_mode(path: &Path, beside: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) => {
            fs::set_permissions(beside, fs::Permissions::from_mode(found.permissions().mode() & 0o777))
        }
        Err(_) => Ok(()),
    }
}

#[cfg(not(unix))]
fn keep_mode(_path: &Path, _beside: &Path) -> io::Result<()> {
    Ok(())
}

fn absolute(typed: &str) -> PathBuf {
    let home = || etcetera::home_dir().ok();
    let path = match typed.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            home().map_or_else(|| PathBuf::from(typed), |home| home.join(rest.trim_start_matches('/')))
        }
        _ => PathBuf::from(typed),
    };
    std::path::absolute(&path).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Output {
        Output { path: path.to_owned(), text: text.to_owned() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn one_file_goes_under_its_name_or_into_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| format!("{}/{name}", folder.path().display());
        for (typed, path) in [("web.tf", "web.tf"), ("new/", "new/clients.tf"), ("new", "new/clients.tf")] {
            let replace = folder.path().join(path).exists();
            let put = put(&place(typed), &[file("clients.tf", typed)], replace).unwrap();
            assert_eq!(put, Put::Written(vec![folder.path().join(path)]));
            assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), typed);
        }
        let several = [file("a/one.tf", "1"), file("two.tf", "2")];
        put(&place("all"), &several, false).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("all/a/one.tf")).unwrap(), "1");
        assert_eq!(names(folder.path()), ["all", "new", "web.tf"], "nothing is left beside them");
    }

    #[test]
    fn what_is_there_stays_until_it_may_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let typed = format!("{}/", folder.path().display());
        fs::write(folder.path().join("two"), "mine").unwrap();
        let several = [file("one", "1"), file("two", "2")];
        assert_eq!(put(&typed, &several, false).unwrap(), Put::Exists(vec![folder.path().join("two")]));
        assert_eq!(names(folder.path()), ["two"], "nothing at all was written");
        assert_eq!(fs::read_to_string(folder.path().join("two")).unwrap(), "mine");
        assert!(matches!(put(&typed, &several, true).unwrap(), Put::Written(all) if all.len() == 2));
        assert_eq!(fs::read_to_string(folder.path().join("two")).unwrap(), "2");
    }

    #[test]
    fn a_folder_in_the_way_and_a_file_for_a_folder_are_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("web.tf")).unwrap();
        let typed = format!("{}/", folder.path().display());
        let error = put(&typed, &[file("web.tf", "")], true).unwrap_err().to_string();
        assert!(error.contains("web.tf could not be written: it is a folder"), "{error}");
        fs::write(folder.path().join("plain"), "mine").unwrap();
        let error = put(&format!("{typed}plain/"), &[file("a", "")], false).unwrap_err();
        assert_eq!(error.path, folder.path().join("plain/a"));
        assert_eq!(fs::read_to_string(folder.path().join("plain")).unwrap(), "mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_into_and_stays() {
        use std::os::unix::fs::FileTypeExt as _;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let typed = pipe.to_string_lossy().into_owned();
        assert!(matches!(put(&typed, &[file("x", "text")], false).unwrap(), Put::Exists(_)));
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        put(&typed, &[file("x", "text")], true).unwrap();
        assert_eq!(reader.join().unwrap(), "text");
        assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(names(folder.path()), ["pipe"]);
    }

    #[cfg(unix)]
    #[test]
    fn scripts_run_env_files_are_private_links_and_modes_stay() {
        let folder = tempfile::tempdir().unwrap();
        let typed = format!("{}/", folder.path().display());
        let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
        let all = [file("a.sh", ""), file("b.env", ""), file("c.tf", "")];
        put(&typed, &all, false).unwrap();
        assert_eq!(mode("a.sh") & 0o100, 0o100);
        assert_eq!(mode("b.env"), 0o600);
        assert_eq!(mode("c.tf") & 0o111, 0);
        fs::set_permissions(folder.path().join("c.tf"), fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("c.tf", folder.path().join("link")).unwrap();
        put(&format!("{typed}link"), &[file("x", "new")], true).unwrap();
        assert!(folder.path().join("link").is_symlink());
        assert_eq!(fs::read_to_string(folder.path().join("c.tf")).unwrap(), "new");
        assert_eq!(mode("c.tf"), 0o640);
    }
}
