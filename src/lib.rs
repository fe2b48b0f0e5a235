//! cognitui: a terminal dashboard for Amazon Cognito user pool clients.
//!
//! # The map
//!
//! Each module is a room with one reason to change. `tests/architecture.rs` fails when a room imports
//! what it must not.
//!
//! - [`client`]: what an app client *is*: its settings as the service's own JSON document, the table of
//!   fields that drives every screen and format, rules, differences, merges, edits, templates, names
//!   and references. Invariant: pure. No clock, no I/O, no async, and a plaintext client secret never
//!   enters it.
//! - [`audit`]: what is wrong with a client: a table of rules, findings with their fixes, policies and
//!   reports. Invariant: pure, and what is not known is said to be unchecked, never fine.
//! - [`export`]: clients as text in other tools' languages, with what it takes to adopt what exists.
//!   Invariant: pure, no secret is ever in a text, and what a format cannot carry is told.
//! - [`cognito`]: how Cognito is talked to: connecting, calls, pacing, errors. Invariant: the only user
//!   of the AWS SDK beside [`sandbox`], and nothing here knows there is a screen.
//! - [`sandbox`]: an embedded Cognito below the SDK's HTTP connector. Invariant: it shares no rule with
//!   [`client`], only the names of members, so that each can catch the other's mistakes.
//! - [`tasks`]: the background layer. It takes a `Task` from a channel, runs it and sends `Outcome`s
//!   back. Invariant: the only way from the dashboard to the network and the disk; every write, whoever
//!   asks for it, goes through [`tasks::write`].
//! - [`app`]: what the dashboard knows and decides. Invariant: `update(state, event)` is a plain
//!   function without I/O, clock or randomness, so a session can be replayed.
//! - [`ui`]: how it looks. Invariant: drawing reads the state and changes nothing.
//! - [`local`]: what is kept or put on this machine: configuration and its guards, drafts, the journal of
//!   changes, the clipboard. Invariant: no secret is ever in what is kept.
//! - [`shell`]: the dashboard's edge: event loop, terminal guard, signals, log.
//! - [`cli`]: the subcommands, one file each. Invariant: it and [`shell`] do not know each other; the
//!   binary chooses between them.
//!
//! # Decisions
//!
//! - Bodies are kept by a connector set for each call, not by an interceptor: retries are then paced one
//!   by one, and it reads the same way below every kind of connection.
//! - Layout is computed in [`app`], since scrolling needs it before anything is drawn. The mouse is left
//!   to the terminal, so that text can still be selected over ssh; drawing therefore returns nothing.
//! - Beside a list each setting has one line at a fixed place; the focused detail pane shows all. A step
//!   in the list then changes little on screen, for the eye and for the wire.
//! - Frames are written by [`shell::Pen`] instead of ratatui's own backend: half the bytes.
//! - A secret goes from a task to the clipboard, or through one event to the terminal that keeps it. The
//!   dashboard's state has it only while it is on screen, in one slot. The value of a secret that was added,
//!   which the service tells once, stays with the tasks.
//! - The dashboard has no clock: the loop gives it the time with each event, and wakes it at its one deadline.

pub mod app;
pub mod audit;
pub mod cli;
pub mod client;
pub mod cognito;
pub mod export;
pub mod local;
pub mod sandbox;
pub mod shell;
pub mod tasks;
pub mod ui;
