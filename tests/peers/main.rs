//! cognitui against Cognito servers that others wrote, and other people's tools against its sandbox and
//! its reports.
//!
//! `tests/run` installs both and sets `COGNITUI_PEERS`; without it each test says that it was skipped.

#![expect(clippy::unwrap_used, reason = "a peer that cannot be started or filled leaves nothing to test")]

mod exports;
mod fill;
mod gateway;
mod program;
mod prowler;
#[expect(dead_code, reason = "the driver serves the terminal tests and the benchmark too")]
#[path = "../terminal/pty.rs"]
mod pty;
mod reports;
mod servers;
mod tools;
