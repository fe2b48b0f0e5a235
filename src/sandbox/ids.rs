//! Ids and secrets in the service's alphabet, and the generator behind all chance in the sandbox.

use secrecy::SecretString;
use sha2::{Digest, Sha256};

const BASE36: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const BASE62: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How long the service makes a client id.
const CLIENT_ID: usize = 26;
/// How long the part of a pool id after the region is.
const POOL_SUFFIX: usize = 9;
/// How long a generated secret is.
const SECRET: usize = 51;

/// `SplitMix64`: small, seedable and good enough for ids and chances. Not for anything that must be
/// hard to guess: the sandbox's secrets open nothing.
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number in `0.0..1.0`.
    pub(super) fn fraction(&mut self) -> f64 {
        let bits = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(bits) / (f64::from(u32::MAX) + 1.0)
    }

    fn letters(&mut self, alphabet: &[u8], count: usize) -> String {
        (0..count).map(|_| pick(alphabet, self.next())).collect()
    }

    pub(super) fn client_id(&mut self) -> String {
        self.letters(BASE36, CLIENT_ID)
    }

    pub(super) fn pool_id(&mut self, region: &str) -> String {
        format!("{region}_{}", self.letters(BASE62, POOL_SUFFIX))
    }

    pub(super) fn secret(&mut self) -> SecretString {
        SecretString::from(self.letters(BASE36, SECRET))
    }
}

/// The finalizer of `SplitMix64`: neighbours in, strangers out.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn pick(alphabet: &[u8], number: u64) -> char {
    let index = usize::try_from(number % alphabet.len() as u64).unwrap_or(0);
    char::from(alphabet[index])
}

/// A client id that is the same in every run for the same place in a world.
pub(super) fn derived_client_id(pool: &str, name: &str, number: usize) -> String {
    derived(BASE36, CLIENT_ID, &["client", pool, name, &number.to_string()])
}

/// A pool id that is the same in every run for the same place in a world.
pub(super) fn derived_pool_id(region: &str, name: &str, number: usize) -> String {
    format!("{region}_{}", derived(BASE62, POOL_SUFFIX, &["pool", name, &number.to_string()]))
}

/// A seeded client's secret, by its client and its place among the client's secrets. Worlds are data
/// people share, so no secret is ever written into one.
pub(super) fn derived_secret(client: &str, number: usize) -> SecretString {
    SecretString::from(derived(BASE36, SECRET, &["secret", client, &number.to_string()]))
}

fn derived(alphabet: &[u8], count: usize, from: &[&str]) -> String {
    let digest = Sha256::digest(from.join("\u{0}").as_bytes());
    let mut seed = 0_u64;
    for byte in digest.iter().take(8) {
        seed = seed << 8 | u64::from(*byte);
    }
    Rng::new(seed).letters(alphabet, count)
}

/// A request id as the service writes them.
pub(super) fn request_id(number: u64) -> String {
    let (a, b) = (mix(number ^ 0xA5A5), mix(number.wrapping_add(0x9E37_79B9)));
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        a >> 32,
        a >> 16 & 0xFFFF,
        a & 0xFFF,
        b >> 52,
        b & 0xFFFF_FFFF_FFFF
    )
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{Rng, derived_client_id, derived_pool_id, derived_secret, request_id};

    #[test]
    fn derived_names_are_stable_distinct_and_of_the_services_shape() {
        let id = derived_client_id("eu-west-1_a", "web", 1);
        assert_eq!(id, derived_client_id("eu-west-1_a", "web", 1));
        assert_ne!(id, derived_client_id("eu-west-1_a", "web", 2));
        assert_ne!(id, derived_client_id("eu-west-1_b", "web", 1));
        assert_eq!(id.len(), 26);
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        assert_eq!(derived_pool_id("eu-west-1", "load", 3).len(), "eu-west-1_".len() + 9);
        let secret = derived_secret(&id, 0);
        assert_eq!(secret.expose_secret().len(), 51);
        assert_ne!(secret.expose_secret(), derived_secret(&id, 1).expose_secret());
    }

    #[test]
    fn fractions_stay_below_one_and_follow_the_seed() {
        let (mut a, mut b) = (Rng::new(7), Rng::new(7));
        for _ in 0..1000 {
            let fraction = a.fraction();
            assert!((0.0..1.0).contains(&fraction));
            assert!((fraction - b.fraction()).abs() < f64::EPSILON);
        }
    }

    #[test]
    fn request_ids_look_like_uuids() {
        let id = request_id(1);
        assert_eq!(id.len(), 36);
        assert_ne!(id, request_id(2));
    }
}
