//! Finding a program as a shell does.

use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Why a program cannot be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoProgram {
    /// There is none of that name.
    NotFound,
    /// There is a file, and it may not be run.
    NotRunnable,
}

/// The file that a command of this name runs: a path as it stands, any other name in the folders of `path`,
/// which is what `PATH` holds.
///
/// # Errors
/// Where nothing can be run by that name.
pub fn find(name: &str, path: &OsStr) -> Result<PathBuf, NoProgram> {
    if name.contains('/') {
        return runnable(Path::new(name)).map(|()| PathBuf::from(name));
    }
    let mut why = NoProgram::NotFound;
    for folder in std::env::split_paths(path).filter(|_| !name.is_empty()) {
        let file = folder.join(name);
        match runnable(&file) {
            Ok(()) => return Ok(file),
            Err(NoProgram::NotRunnable) => why = NoProgram::NotRunnable,
            Err(NoProgram::NotFound) => {}
        }
    }
    Err(why)
}

/// The same in the folders of this process.
///
/// # Errors
/// Where nothing can be run by that name.
pub fn find_here(name: &str) -> Result<PathBuf, NoProgram> {
    find(name, &std::env::var_os("PATH").unwrap_or_default())
}

fn runnable(file: &Path) -> Result<(), NoProgram> {
    match file.metadata() {
        Ok(found) if found.is_file() && found.permissions().mode() & 0o111 != 0 => Ok(()),
        Ok(_) => Err(NoProgram::NotRunnable),
        Err(_) => Err(NoProgram::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_where_it_may_be_run() {
        let folder = tempfile::tempdir().unwrap();
        let (plain, program) = (folder.path().join("plain"), folder.path().join("program"));
        for (file, mode) in [(&plain, 0o644), (&program, 0o755)] {
            std::fs::write(file, "#!/bin/sh\n").unwrap();
            std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let path = folder.path().as_os_str();
        assert_eq!(find("program", path), Ok(program.clone()));
        assert_eq!(find(program.to_str().unwrap(), OsStr::new("")), Ok(program));
        assert_eq!(find("plain", path), Err(NoProgram::NotRunnable));
        assert_eq!(find("another", path), Err(NoProgram::NotFound));
        assert_eq!(find("", path), Err(NoProgram::NotFound));
        assert_eq!(find("/nowhere/at-all", path), Err(NoProgram::NotFound));
    }
}
