//! Copying: what was asked for is fetched or composed here and goes to the clipboard from here, so that
//! no secret passes through the dashboard. Only what the terminal must be told for it does, unread.

mod compose;

use secrecy::SecretString;

use crate::client::{AppClient, ClientKey, Pool};
use crate::cognito::Gateway;
use crate::local::Clipboard;
use crate::local::clipboard::{Cleared, ClipboardError, Copied, Fate};

use super::safe::Safe;
use super::{Failure, FailureKind, Outcome, Which};

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
    /// It is composed for a client.
    Client(Box<ClientCopy>),
}

/// A copy that is composed for a client.
#[derive(Clone, Debug)]
pub struct ClientCopy {
    /// The client.
    pub key: ClientKey,
    /// What of it.
    pub part: ClientPart,
    /// The client, where it is known already.
    pub client: Option<AppClient>,
    /// Its pool, where it is known already.
    pub pool: Option<Pool>,
}

/// What of a client is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientPart {
    /// The secret that a describe returns.
    Secret,
    /// The secret of this id, which was added in this session.
    AddedSecret(String),
    /// The sign-in page's address.
    LoginUrl,
    /// `.env` lines, the secret among them where there is one.
    Env,
    /// The command that asks for a token; it names the secret's variable.
    TokenCommand,
    /// The authorize URL with a challenge drawn for it.
    AuthorizeUrl,
    /// The command that redeems the code of the last authorize URL.
    RedeemCommand,
    /// The `SECRET_HASH` of this user name.
    SecretHash(String),
    /// What tokens name as their issuer.
    Issuer,
    /// The address of the issuer's discovery document.
    Discovery,
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
    /// Which of its client's secrets it is, or has in it, where that is worth a word.
    pub which: Option<(ClientKey, Which)>,
}

/// The text of a copy, as secret as it is.
enum Text {
    Open(String),
    Secret(SecretString),
    /// A client's own secret, or what has it as it is.
    Own(SecretString, Which),
}

/// Copies what was ordered.
pub(super) async fn run(
    order: CopyOrder,
    gateway: Option<Gateway>,
    safe: Safe,
    clipboard: Clipboard,
) -> Outcome {
    let CopyOrder { what, source } = order;
    let key = match &source {
        CopySource::Client(copy) => Some(copy.key.clone()),
        CopySource::Text(_) => None,
    };
    let text = match (source, gateway) {
        (CopySource::Text(text), _) => Ok(Text::Open(text)),
        // What was added in this session is here, wherever the dashboard is.
        (CopySource::Client(copy), _) if matches!(copy.part, ClientPart::AddedSecret(_)) => {
            compose::added(&copy, &safe)
        }
        (CopySource::Client(_), None) => return Outcome::Cancelled,
        (CopySource::Client(copy), Some(gateway)) => compose::text(*copy, &gateway, &safe).await,
    };
    let text = match text {
        Ok(text) => text,
        Err(failure) => return Outcome::Copied(Err(failure)),
    };
    let which = match &text {
        Text::Own(_, which) => key.zip(Some(which.clone())),
        Text::Open(_) | Text::Secret(_) => None,
    };
    let copied = tokio::task::spawn_blocking(move || match text {
        Text::Open(text) => clipboard.copy(&text),
        Text::Secret(secret) | Text::Own(secret, _) => clipboard.copy_secret(&secret),
    });
    Outcome::Copied(match copied.await {
        Ok(Ok(Copied { way, escape, fate })) => Ok(Box::new(CopyReport { what, way, escape, fate, which })),
        Ok(Err(error)) => Err(not_copied(&error)),
        Err(_) => Err(Failure::broken()),
    })
}

/// Takes a secret off the clipboard that is still there.
pub(super) async fn clear(clipboard: Clipboard) -> Outcome {
    let cleared = tokio::task::spawn_blocking(move || clipboard.clear()).await;
    Outcome::ClipboardCleared(cleared.unwrap_or(Cleared::Failed))
}

fn not_copied(error: &ClipboardError) -> Failure {
    Failure { kind: FailureKind::Passing, what: format!("Nothing was copied: {error}."), next: String::new() }
}
