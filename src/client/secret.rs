//! What may be known about a client secret without knowing it.

use std::fmt;

/// A keyed digest of a secret, comparable within one run of the program and meaningless outside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 8]);

impl Fingerprint {
    /// Wraps the leading bytes of the digest; only the gateway, which holds the key, makes one.
    pub fn new(digest: [u8; 8]) -> Self {
        Self(digest)
    }
}

impl fmt::Display for Fingerprint {
    /// The first four hexadecimal digits: enough to see that two differ on one screen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}{:02x}", self.0[0], self.0[1])
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// Whether a client has a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretPresence {
    /// A public client.
    Absent,
    /// A confidential client; the fingerprint tells two secrets apart.
    Present(Fingerprint),
}

impl SecretPresence {
    /// True for a confidential client.
    pub fn is_present(self) -> bool {
        matches!(self, Self::Present(_))
    }
}
