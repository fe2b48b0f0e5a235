//! The wire: the real SDK against the embedded Cognito.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod rules;
mod sandbox;
