//! Reducing a plaintext secret to what may be known about it.

use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::client::settings::SECRET_MEMBER;
use crate::client::{Fingerprint, SecretPresence};

/// Takes the secret out of a client's document, in clear. For an explicit reveal, and for the answer to
/// a create.
pub(super) fn take_secret(document: &mut Map<String, Value>) -> Option<SecretString> {
    match document.shift_remove(SECRET_MEMBER) {
        Some(Value::String(secret)) if !secret.is_empty() => Some(SecretString::from(secret)),
        _ => None,
    }
}

/// Overwrites every occurrence of a secret in a message from the service: a refused value is quoted in
/// the refusal.
pub(super) fn without_secret(message: &str, secret: &SecretString) -> String {
    let plain = secret.expose_secret();
    if plain.is_empty() { message.to_owned() } else { message.replace(plain, "***") }
}

/// Makes fingerprints under a key that is drawn once and never leaves the process, so that a
/// fingerprint found in a screenshot or a log says nothing about the secret.
#[derive(Clone)]
pub(super) struct Fingerprinter {
    key: Arc<Zeroizing<[u8; 32]>>,
}

impl Fingerprinter {
    /// The maker of this process, so that secrets of different contexts can be compared.
    pub(super) fn of_process() -> Result<Self, getrandom::Error> {
        static ONE: Mutex<Option<Fingerprinter>> = Mutex::new(None);
        let mut one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        match &*one {
            Some(made) => Ok(made.clone()),
            None => Ok(one.insert(Self::new()?).clone()),
        }
    }

    /// Draws a key from the operating system.
    pub(super) fn new() -> Result<Self, getrandom::Error> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut_slice())?;
        Ok(Self { key: Arc::new(key) })
    }

    /// Takes the secret out of a client's document and reduces it. The text is overwritten.
    pub(super) fn reduce(&self, document: &mut Map<String, Value>) -> SecretPresence {
        self.reduce_and_keep(document).0
    }

    /// The same, with the secret itself beside it, for the one who has just created it.
    pub(super) fn reduce_and_keep(
        &self,
        document: &mut Map<String, Value>,
    ) -> (SecretPresence, Option<SecretString>) {
        let secret = take_secret(document);
        let presence = match &secret {
            Some(secret) => SecretPresence::Present(self.fingerprint(secret.expose_secret())),
            None => SecretPresence::Absent,
        };
        (presence, secret)
    }

    fn fingerprint(&self, secret: &str) -> Fingerprint {
        let mut leading = [0; 8];
        // HMAC takes keys of any length, so there is no error to meet here.
        if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.key.as_slice()) {
            mac.update(secret.as_bytes());
            leading.copy_from_slice(&mac.finalize().into_bytes()[..8]);
        }
        Fingerprint::new(leading)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Fingerprinter;
    use crate::client::SecretPresence;

    fn document(secret: &serde_json::Value) -> serde_json::Map<String, serde_json::Value> {
        json!({ "ClientName": "web", "ClientSecret": secret, "Later": 1 }).as_object().unwrap().clone()
    }

    #[test]
    fn the_secret_leaves_the_document_and_equal_secrets_look_equal() {
        let prints = Fingerprinter::new().unwrap();
        let mut first = document(&json!("abc"));
        let one = prints.reduce(&mut first);
        assert_eq!(first.keys().collect::<Vec<_>>(), ["ClientName", "Later"]);
        assert_eq!(one, prints.reduce(&mut document(&json!("abc"))));
        assert_ne!(one, prints.reduce(&mut document(&json!("abd"))));
        assert_ne!(one, Fingerprinter::new().unwrap().reduce(&mut document(&json!("abc"))), "keyed");
    }

    #[test]
    fn an_absent_or_empty_secret_is_none() {
        let prints = Fingerprinter::new().unwrap();
        for secret in [json!(""), json!(null)] {
            assert_eq!(prints.reduce(&mut document(&secret)), SecretPresence::Absent);
        }
        assert_eq!(prints.reduce(&mut serde_json::Map::new()), SecretPresence::Absent);
    }
}
