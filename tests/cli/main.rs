//! The commands of the built program, as a script meets them: standard output, standard error, status.

#![expect(clippy::unwrap_used, reason = "a test that cannot run its program has nothing to say")]

mod adopt;
mod audit;
mod diff;
mod export;
mod import;
mod program;
mod providers;
mod reading;
mod rotate;
mod secret;
mod set;
mod snapshot;
