//! What is kept or put on this machine: configuration, drafts, the journal of changes, the clipboard.
//! What is kept on this machine: configuration, drafts, snapshots, and the journal
//! of changes.

mod beside;
pub mod clipboard;
mod config;
mod drafts;
mod guard;
pub mod journal;
pub mod output;
pub mod program;
mod recent;
pub mod snapshot;
mod suppressions;

pub use beside::beside;
pub use clipboard::{Clipboard, ClipboardConfig};
pub use config::{Config, ConfigError};
pub use drafts::{DraftError, Drafts};
pub use guard::{Guard, GuardMode};
pub use journal::{Journal, JournalError};
pub use recent::{Recent, RecentPlace};
pub use suppressions::SuppressionsFile;
