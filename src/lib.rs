//! cognitui: a terminal dashboard for Amazon Cognito user pool clients.
//!
//! # The map
//!
//! Each module is a room with one reason to change. `tests/architecture.rs` fails when a room imports
//! what it must not.
//!
//! - [`client`]: what an app client *is*: its settings as the service's own JSON document, the table of
//!   fields that drives every screen and format, names and references. Invariant: pure. No clock, no
//!   I/O, no async, and a plaintext client secret never enters it.
//! - [`cognito`]: how Cognito is talked to: connecting, calls, pacing, errors. Invariant: the only user
//!   of the AWS SDK beside [`sandbox`], and nothing here knows there is a screen.
//! - [`sandbox`]: an embedded Cognito below the SDK's HTTP connector. Invariant: it shares no rule with
//!   [`client`], only the names of members, so that each can catch the other's mistakes.
//! - [`tasks`]: the background layer. It takes a `Task` from a channel, runs it and sends `Outcome`s
//!   back. Invariant: the only way from the dashboard to the network, the disk or the clipboard.
//! - [`app`]: what the dashboard knows and decides. Invariant: `update(state, event)` is a plain
//!   function without I/O, clock or randomness, so a session can be replayed.
//! - [`ui`]: how it looks. Invariant: drawing reads the state and changes nothing.
//! - [`local`]: what is kept on this machine: configuration, and the journal of changes.
//! - [`shell`]: the dashboard's edge: event loop, terminal guard, signals, log.
//! - [`cli`]: the subcommands, one file each.

pub mod app;
pub mod cli;
pub mod client;
pub mod cognito;
pub mod local;
pub mod sandbox;
pub mod shell;
pub mod tasks;
pub mod ui;
