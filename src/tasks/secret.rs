//! Fetching a secret for a key that a person pressed, and saying why there is none.

use secrecy::SecretString;

use crate::client::ClientKey;
use crate::cognito::{Gateway, Lane};

use super::{Failure, FailureKind};

/// The secret that a describe returns.
pub(super) async fn fetch(gateway: &Gateway, key: &ClientKey) -> Result<SecretString, Failure> {
    if let Some(secret) = gateway.secret(Lane::Foreground, key).await? {
        return Ok(secret);
    }
    // A client can have secrets and none in its description.
    let listed = gateway.secrets(Lane::Foreground, key).await.unwrap_or_default();
    Err(if listed.is_empty() {
        failure(
            "This is a public client: it has no secret.",
            "Whether a client has one is decided when it is made; D copies it into one that has.",
        )
    } else {
        failure(
            "This client has secrets, but its description tells none of them.",
            "A secret is told when it is added: s adds one, or retires an old one.",
        )
    })
}

pub(super) fn failure(what: &str, next: &str) -> Failure {
    Failure { kind: FailureKind::NotFound, what: what.to_owned(), next: next.to_owned() }
}
