//! What the dashboard must not hold and a person still needs in this session: the value of a secret that
//! was added, which the service tells once, and the verifier of a sign-in that was begun.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use crate::client::ClientKey;

/// What is kept for a client.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kept {
    /// The secret of this id.
    Secret(String),
    /// The verifier of the last authorize URL.
    Verifier,
}

/// Keeps until the program ends. Clones share the content.
#[derive(Clone, Default)]
pub(super) struct Safe(Arc<Mutex<HashMap<(ClientKey, Kept), SecretString>>>);

impl Safe {
    pub(super) fn keep(&self, key: &ClientKey, kept: Kept, secret: SecretString) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((key.clone(), kept), secret);
    }

    /// The id of the secret of a client that has this value, where it was added in this session.
    pub(super) fn id_of(&self, key: &ClientKey, value: &SecretString) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |secret: &SecretString| secret.expose_secret() == value.expose_secret();
        all.iter().find_map(|((of, kept), secret)| match kept {
            Kept::Secret(id) if of == key && is_it(secret) => Some(id.clone()),
            Kept::Secret(_) | Kept::Verifier => None,
        })
    }

    /// True where this secret was added in this session.
    pub(super) fn has(&self, key: &ClientKey, id: &str) -> bool {
        let kept = Kept::Secret(id.to_owned());
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&(key.clone(), kept))
    }

    pub(super) fn take_out(&self, key: &ClientKey, kept: Kept) -> Option<SecretString> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(key.clone(), kept)).cloned()
    }
}

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Safe")
    }
}
