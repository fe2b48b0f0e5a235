//! The wire: the real SDK against the embedded Cognito, and the gateway against good and bad answers.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod crawl;
mod elsewhere;
mod gateway;
mod gateway_connect;
mod gateway_faults;
mod gateway_loopback;
mod gateway_quiet;
mod gateway_script;
mod gateway_writes;
mod rules;
mod sandbox;
mod write;
