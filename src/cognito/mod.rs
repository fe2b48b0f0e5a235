//! How Cognito is talked to: connecting, calls, pacing, errors.
//!
//! One way through: [`Gateway::connect`] reads the AWS configuration once; every call then takes a
//! ticket from the [`pacing`] layer, goes through the official SDK (which signs, retries reads and
//! parses errors) and comes back either as a value of [`crate::client`] or as a [`CognitoError`] that
//! can be shown to a person.
//!
//! Two things happen at this edge and nowhere else:
//!
//! - **Lossless documents.** The typed SDK drops members it does not know. The connector in `wire`
//!   keeps the bytes of the answer, and clients and pools are read from those.
//! - **Secrets are reduced.** A describe answers with the client secret in clear. It is taken out of
//!   the document before anyone else sees it and becomes a [`crate::client::SecretPresence`].
//!   [`Gateway::secret`] is the only way to the plaintext.
//!
//! A secret that leaves this edge is overwritten when it is dropped, and so are the bytes it was read from.
//! What cannot be is not this program's: the buffers of TLS and of HTTP, and the text in the SDK's own parsed
//! answer, are given back to the allocator as they are. The process therefore asks not to be dumped.
//!
//! Invariant: nothing here knows there is a screen, and the sandbox is met only as an HTTP client that
//! somebody plugs in.
//!
//! # Logs
//!
//! This module's own events name operations, pools, status codes and durations, never a body. The
//! SDK's do not promise that: at `trace` (and in places at `debug`) its HTTP layer writes whole bodies,
//! secrets included. Every subscriber must therefore be filtered with [`log_filter`].

mod account;
mod classify;
mod connect;
mod departure;
mod endpoint;
mod error;
mod gateway;
mod logging;
pub mod pacing;
mod page;
mod pages;
mod profiles;
mod quoted;
mod reads;
mod redact;
mod target;
mod token;
mod wire;
mod writes;

pub use departure::Departure;
pub use endpoint::{check_endpoint, http_client};
pub use error::{CognitoError, ErrorKind};
pub use gateway::Gateway;
pub use logging::log_filter;
pub use pacing::{Budgets, Lane, Traffic};
pub use page::{Page, PageToken};
pub use profiles::{Profile, ProfileKind, configured_region, profiles};
pub use target::{Context, Embedded, Target};
pub use token::{TokenClaims, TokenError};
