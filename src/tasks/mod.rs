//! The background layer: takes [`Task`]s from a channel, runs them, sends [`Outcome`]s back.
//!
//! The dashboard never waits for anything: what takes time is a task, and each task answers on the same
//! bounded channel, a crawl once a page. A [`Ticket`] says which question an answer belongs to and in
//! which context it was asked. Reads can be cancelled; the dashboard does so when nobody looks any more.
//! Writes go through [`write`](mod@write), which is their only way, and end in their own time.

pub mod audit;
mod change;
mod contexts;
mod copy;
pub mod crawl;
mod drafts;
mod elsewhere;
mod endpoint;
mod export;
mod failure;
pub mod file;
mod outcome;
mod read;
mod runner;
mod safe;
mod secret;
mod task;
mod trial;
pub mod write;

pub use crate::cognito::{Profile, ProfileKind};
pub use crate::local::clipboard::{Cleared, Fate};
pub use crate::local::output::Output;
pub use copy::{ClientCopy, ClientPart, CopyOrder, CopyReport, CopySource};
pub use endpoint::{Endpoint, MakeEmbedded};
pub use export::{ExportOrder, FilesOrder, FilesReport};
pub use failure::{Failure, FailureKind};
pub use outcome::{Answer, ContextFacts, Contexts, Outcome, PoolParts, TrafficFacts, Written};
pub use runner::{Handle, spawn};
pub use secret::{ToldSecret, Which};
pub use task::{Cursor, Errand, Place, Priority, Task, Ticket};
pub use trial::{TrialOrder, TrialReport};
