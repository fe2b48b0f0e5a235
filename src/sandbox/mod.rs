//! An embedded Cognito below the SDK's HTTP connector.
//!
//! [`Sandbox`] holds a [`World`] of user pools in memory and answers the service's own wire format. It is
//! reached in two ways that share everything: [`Sandbox::http_client`] plugs it into the SDK as its HTTP
//! client, so that signing, serialization, paging, retries and error parsing stay the SDK's own, and
//! [`server::serve`] puts it on a loopback address for any other tool.
//!
//! Invariant: what the service enforces is stated here in the sandbox's own code. Nothing is taken from
//! the client room's rules, so that each can catch the other's mistakes.

mod answer;
mod connector;
mod exchange;
mod fault;
mod ids;
mod limits;
mod ops;
mod paging;
mod rules;
mod schema;
pub mod server;
mod settle;
mod shelf;
mod store;
mod token;
mod world;

pub use answer::Response;
pub use exchange::{Exchange, Options, Sandbox};
pub use fault::{Fault, FaultKind, FaultParseError};
pub use world::{World, WorldError};
