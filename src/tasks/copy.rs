//! Copying: what was asked for is fetched or composed here and goes to the clipboard from here, so that
//! no secret passes through the dashboard. Only what the terminal must be told for it does, unread.

use secrecy::SecretString;

use crate::client::ClientKey;
use crate::cognito::{Gateway, Lane};
use crate::local::Clipboard;
use crate::local::clipboard::{Cleared, ClipboardError, Copied, Fate};

use super::{Failure, FailureKind, Outcome};

/// Something to copy.
#[derive(Clone, Debug)]
pub struct CopyOrder {
    /// What it is, in words: `the client ID`.
    pub what: String,
    /// Where its text comes from.
    pub source: CopySource,
}

/// Where the text of a copy comes from.
#[derive(Clone, Debug)]
pub enum CopySource {
    /// This is the text, and no secret.
    Text(String),
    /// A client's secret, as a describe returns it.
    Secret(ClientKey),
}

/// What was copied, and how.
#[derive(Clone, Debug)]
pub struct CopyReport {
    /// What it is, in words.
    pub what: String,
    /// The way it took, in words.
    pub way: String,
    /// What has to be written to the terminal for it, where that is the way.
    pub escape: Option<SecretString>,
    /// What becomes of it later.
    pub fate: Fate,
}

/// The text of a copy, as secret as it is.
enum Text {
    Open(String),
    Secret(SecretString),
}

/// Copies what was ordered.
pub(super) async fn run(order: CopyOrder, gateway: Option<Gateway>, clipboard: Clipboard) -> Outcome {
    let CopyOrder { what, source } = order;
    let text = match (source, gateway) {
        (CopySource::Text(text), _) => Ok(Text::Open(text)),
        (_, None) => return Outcome::Cancelled,
        (CopySource::Secret(key), Some(gateway)) => secret(&gateway, &key).await,
    };
    let text = match text {
        Ok(text) => text,
        Err(failure) => return Outcome::Copied(Err(failure)),
    };
    let copied = tokio::task::spawn_blocking(move || match text {
        Text::Open(text) => clipboard.copy(&text),
        Text::Secret(secret) => clipboard.copy_secret(&secret),
    });
    Outcome::Copied(match copied.await {
        Ok(Ok(Copied { way, escape, fate })) => Ok(Box::new(CopyReport { what, way, escape, fate })),
        Ok(Err(error)) => Err(not_copied(&error)),
        Err(_) => Err(Failure::broken()),
    })
}

/// Takes a secret off the clipboard that is still there.
pub(super) async fn clear(clipboard: Clipboard) -> Outcome {
    let cleared = tokio::task::spawn_blocking(move || clipboard.clear()).await;
    Outcome::ClipboardCleared(cleared.unwrap_or(Cleared::Failed))
}

async fn secret(gateway: &Gateway, key: &ClientKey) -> Result<Text, Failure> {
    match gateway.secret(Lane::Foreground, key).await? {
        Some(secret) => Ok(Text::Secret(secret)),
        None => Err(Failure {
            kind: FailureKind::NotFound,
            what: "This client has no secret; nothing was copied.".to_owned(),
            next: "A secret is drawn when a client is created; duplicate it as one with a secret.".to_owned(),
        }),
    }
}

fn not_copied(error: &ClipboardError) -> Failure {
    Failure { kind: FailureKind::Passing, what: format!("Nothing was copied: {error}."), next: String::new() }
}
