//! What is kept on this machine: configuration, drafts, and the journal of changes.

mod config;
mod drafts;
mod guard;
pub mod journal;
mod recent;

pub use config::{Config, ConfigError};
pub use drafts::{DraftError, Drafts};
pub use guard::{Guard, GuardMode};
pub use journal::{Journal, JournalError};
pub use recent::{Recent, RecentPlace};
