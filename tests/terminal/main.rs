//! The built program in a real terminal: what a person types, and the screen they see.

#![expect(clippy::unwrap_used, reason = "a test that cannot drive a terminal has nothing to say")]

mod bad_days;
mod browse;
mod compare;
mod driver;
mod edit;
mod export;
mod external;
mod faults;
mod given_back;
#[expect(dead_code, reason = "the driver serves the peers and the benchmark too")]
mod pty;
mod secrets;
#[expect(dead_code, reason = "only the served sandbox is needed here, the other servers are for the peers")]
#[path = "../peers/servers.rs"]
mod servers;
