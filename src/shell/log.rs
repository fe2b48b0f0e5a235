//! The log: a file when one is asked for, nothing otherwise.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// Writes what the program does to a file, appended to, readable by its owner only. Bodies of requests
/// and responses are never logged, whatever the level: they carry secrets.
///
/// # Errors
/// When the file cannot be opened.
pub fn to_file(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    // Targets and not an `EnvFilter`: nothing here needs regular expressions, which are a megabyte.
    let filter: Targets = crate::cognito::log_filter("debug").parse().map_err(io::Error::other)?;
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(file);
    let written = tracing_subscriber::registry().with(lines.with_filter(filter));
    written.try_init().map_err(io::Error::other)
}
