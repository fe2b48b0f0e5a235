//! Composing what is copied for a client: what is not known is read first, what is random is drawn here.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::client::derived::{self, Missing};
use crate::client::snippet::{self, SECRET_VARIABLE};
use crate::client::{AppClient, ClientKey, Pool};
use crate::cognito::{Gateway, Lane};
use crate::tasks::safe::{Kept, Safe};
use crate::tasks::secret::{failure, fetch as secret, told};
use crate::tasks::{Failure, FailureKind, ToldSecret, Which};

use super::{ClientCopy, ClientPart, Text};

/// Bytes of a verifier and of a state, drawn by the system. 32 give the 43 letters of RFC 7636.
const DRAWN: usize = 32;

/// The text of a copy.
pub(super) async fn text(copy: ClientCopy, gateway: &Gateway, safe: &Safe) -> Result<Text, Failure> {
    let ClientCopy { key, part, client, pool } = copy;
    let around = Around { gateway, key: &key, client, pool };
    match part {
        ClientPart::Secret => {
            let ToldSecret { secret, which } = told(gateway, &key, safe).await?;
            Ok(Text::Own(secret, which))
        }
        ClientPart::AddedSecret(id) => kept(&key, id, safe),
        ClientPart::SecretHash(user) => {
            let secret = secret(gateway, &key).await?;
            Ok(Text::Secret(secret_hash(&secret, &user, &key)))
        }
        ClientPart::Env => env(around, safe).await,
        ClientPart::Issuer => {
            Ok(Text::Open(derived::issuer(&key.pool, Some(&around.pool().await?)).map_err(missing)?))
        }
        ClientPart::Discovery => {
            Ok(Text::Open(derived::discovery_url(&key.pool, Some(&around.pool().await?)).map_err(missing)?))
        }
        ClientPart::LoginUrl => {
            let (client, pool) = around.both().await?;
            let url = derived::login_url(&key, Some(&pool), Some(&client.settings));
            Ok(Text::Open(url.map_err(missing)?))
        }
        ClientPart::TokenCommand => {
            let (client, pool) = around.both().await?;
            Ok(Text::Open(snippet::token_command(&key, &client, Some(&pool), None).map_err(missing)?))
        }
        ClientPart::AuthorizeUrl => {
            let (client, pool) = around.both().await?;
            let verifier = drawn()?;
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose_secret().as_bytes()));
            let state = drawn()?;
            let url = snippet::authorize_url(&key, &client, Some(&pool), &challenge, state.expose_secret());
            let url = url.map_err(missing)?;
            safe.keep(&key, Kept::Verifier, verifier);
            Ok(Text::Open(url))
        }
        ClientPart::RedeemCommand => {
            let verifier = safe.take_out(&key, Kept::Verifier).ok_or_else(no_verifier)?;
            let (client, pool) = around.both().await?;
            let command = snippet::token_command(&key, &client, Some(&pool), Some(verifier.expose_secret()));
            Ok(Text::Secret(SecretString::from(command.map_err(missing)?)))
        }
    }
}

/// The text of a copy of a secret that was added in this session.
pub(super) fn added(copy: &ClientCopy, safe: &Safe) -> Result<Text, Failure> {
    match &copy.part {
        ClientPart::AddedSecret(id) => kept(&copy.key, id.clone(), safe),
        _ => Err(told_once()),
    }
}

fn kept(key: &ClientKey, id: String, safe: &Safe) -> Result<Text, Failure> {
    let secret = safe.take_out(key, Kept::Secret(id.clone())).ok_or_else(told_once)?;
    Ok(Text::Own(secret, Which::Asked(id)))
}

/// A client and its pool, read where they are not known.
struct Around<'a> {
    gateway: &'a Gateway,
    key: &'a ClientKey,
    client: Option<AppClient>,
    pool: Option<Pool>,
}

impl Around<'_> {
    async fn pool(self) -> Result<Pool, Failure> {
        match self.pool {
            Some(pool) => Ok(pool),
            None => Ok(self.gateway.pool(Lane::Foreground, &self.key.pool).await?),
        }
    }

    async fn both(mut self) -> Result<(AppClient, Pool), Failure> {
        let client = match self.client.take() {
            Some(client) => client,
            None => self.gateway.client(Lane::Foreground, self.key).await?,
        };
        Ok((client, self.pool().await?))
    }
}

async fn env(around: Around<'_>, safe: &Safe) -> Result<Text, Failure> {
    let (gateway, key) = (around.gateway, around.key.clone());
    let (client, pool) = around.both().await?;
    let lines: Vec<(&str, String)> = snippet::env(&key, &client, Some(&pool));
    let mut text = Zeroizing::new(String::new());
    let mut of = None;
    for (name, value) in &lines {
        text.push_str(&snippet::env_line(name, value));
        text.push('\n');
        if *name == "COGNITO_CLIENT_ID" && client.secret.is_present() {
            let ToldSecret { secret, which } = told(gateway, &key, safe).await?;
            of = Some(which);
            let line = Zeroizing::new(snippet::env_line(SECRET_VARIABLE, secret.expose_secret()));
            text.push_str(&line);
            text.push('\n');
        }
    }
    Ok(match of {
        Some(which) => Text::Own(SecretString::from(text.as_str()), which),
        None => Text::Open(text.to_string()),
    })
}

/// RFC 4648 base64 of the HMAC of user name and client id under the secret, as the service checks it.
fn secret_hash(secret: &SecretString, user: &str, key: &ClientKey) -> SecretString {
    // HMAC takes keys of any length, so there is no error to meet here.
    let hash = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).map(|mut mac| {
        mac.update(user.as_bytes());
        mac.update(key.client.as_str().as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    });
    SecretString::from(hash.unwrap_or_default())
}

fn drawn() -> Result<SecretString, Failure> {
    let mut bytes = Zeroizing::new([0; DRAWN]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|error| Failure {
        kind: FailureKind::Passing,
        what: format!("The system gave no random bytes: {error}."),
        next: "Try again.".to_owned(),
    })?;
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

fn missing(why: Missing) -> Failure {
    failure(&format!("Nothing was copied: {why}."), "")
}

fn told_once() -> Failure {
    failure(
        "The service tells an added secret once, and that was not in this session.",
        "Whoever was told has it; where nobody has, retire it and add another: s.",
    )
}

fn no_verifier() -> Failure {
    failure(
        "Nothing was copied: no authorize URL of this client was copied in this session.",
        "y a copies one; open it in a browser, and copy this then.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_the_service_documents() {
        // HMAC-SHA256 of "userclient" under "secret", computed with OpenSSL.
        let hash = secret_hash(&SecretString::from("secret"), "user", &ClientKey::new("p", "client"));
        assert_eq!(hash.expose_secret(), "wvW87lzZoI+qQCVGmWVBJLlucdJ65huAVP1z+0MgA6E=");
    }

    #[test]
    fn what_is_drawn_is_a_verifier_and_never_the_same() {
        let (one, other) = (drawn().unwrap(), drawn().unwrap());
        assert_eq!(one.expose_secret().len(), 43);
        assert!(one.expose_secret().chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c)));
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
