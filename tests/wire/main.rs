//! The wire: the real SDK against the embedded Cognito.

mod sandbox;
