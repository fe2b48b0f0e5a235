//! The log: a file when one is asked for, nothing otherwise.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use tracing_subscriber::EnvFilter;

/// Writes what the program does to a file, appended to, readable by its owner only. Bodies of requests
/// and responses are never logged, whatever the level: they carry secrets.
///
/// # Errors
/// When the file cannot be opened.
pub fn to_file(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    let filter = EnvFilter::new(crate::cognito::log_filter("debug"));
    let written = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(file);
    written.try_init().map_err(io::Error::other)
}
