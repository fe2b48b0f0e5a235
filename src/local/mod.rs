//! What is kept on this machine: configuration, drafts, and the journal of changes.

mod config;
mod drafts;
pub mod journal;

pub use config::{Config, ConfigError};
pub use drafts::{DraftError, Drafts};
pub use journal::{Journal, JournalError};
