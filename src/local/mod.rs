//! What is kept on this machine: configuration, and the journal of changes.

mod config;
pub mod journal;

pub use config::{Config, ConfigError};
pub use journal::{Journal, JournalError};
