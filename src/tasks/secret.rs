//! Fetching a secret for a key that a person pressed, and saying why there is none.

use std::time::Duration;

use secrecy::SecretString;

use crate::client::ClientKey;
use crate::cognito::{Gateway, Lane};

use super::safe::Safe;
use super::{Failure, FailureKind, Outcome};

/// How long a secret that is here waits for word of whether it is the only one.
const WORD: Duration = Duration::from_millis(250);

/// A secret that a description told.
#[derive(Clone, Debug)]
pub struct ToldSecret {
    /// It.
    pub secret: SecretString,
    /// Which it is.
    pub which: Which,
}

/// Which of a client's secrets it is. Of what a description tells the service does not say, so that it is known only where
/// there is one, or where one was added in this session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The only one, as far as is known.
    Only,
    /// The one with this id, which was added in this session and asked for by it.
    Asked(String),
    /// The one with this id: it turned out to be the one that was added in this session.
    Added(String),
    /// The other one of two: the new one was added in this session.
    NotTheAdded,
    /// One of two.
    OneOfTwo,
}

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

/// The same, with word of which it is.
pub(super) async fn told(gateway: &Gateway, key: &ClientKey, safe: &Safe) -> Result<ToldSecret, Failure> {
    let mut listing = std::pin::pin!(gateway.secrets(Lane::Foreground, key));
    let mut listed = None;
    let secret = {
        let mut fetching = std::pin::pin!(fetch(gateway, key));
        loop {
            tokio::select! {
                biased;
                secret = &mut fetching => break secret?,
                all = &mut listing, if listed.is_none() => listed = Some(all),
            }
        }
    };
    if let Some(id) = safe.id_of(key, &secret) {
        return Ok(ToldSecret { secret, which: Which::Added(id) });
    }
    // The secret is what was asked for; a list that is late, refused or unknown there is not waited for.
    let listed = match listed {
        Some(listed) => listed.ok(),
        None => tokio::time::timeout(WORD, listing).await.ok().and_then(Result::ok),
    };
    let which = match listed.unwrap_or_default() {
        all if all.len() < 2 => Which::Only,
        all if all.iter().any(|one| safe.has(key, &one.id)) => Which::NotTheAdded,
        _ => Which::OneOfTwo,
    };
    Ok(ToldSecret { secret, which })
}

/// Fetches a secret to be shown.
pub(super) async fn reveal(gateway: Gateway, key: ClientKey, safe: Safe) -> Outcome {
    Outcome::Revealed(told(&gateway, &key, &safe).await)
}

pub(super) fn failure(what: &str, next: &str) -> Failure {
    Failure { kind: FailureKind::NotFound, what: what.to_owned(), next: next.to_owned() }
}
