//! The background layer: takes [`Task`]s from a channel, runs them, sends [`Outcome`]s back.
//!
//! The dashboard never waits for anything: what takes time is a task, and each task answers on the same
//! bounded channel, a crawl once a page. A [`Ticket`] says which question an answer belongs to and in
//! which context it was asked. Reads can be cancelled; the dashboard does so when nobody looks any more.

mod failure;
mod outcome;
mod read;
mod runner;
mod task;

pub use failure::{Failure, FailureKind};
pub use outcome::{Answer, ContextFacts, Outcome, PoolParts, TrafficFacts};
pub use runner::{Endpoint, Handle, MakeEmbedded, spawn};
pub use task::{Cursor, Errand, Place, Priority, Task, Ticket};
