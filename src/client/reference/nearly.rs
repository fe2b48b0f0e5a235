//! What a text that was read as a name may have been meant to be.

use super::{bare, looks_like_client_id};
use crate::client::PoolId;
use crate::client::text::quote;

/// The length of Cognito's client ids.
const CLIENT_ID: usize = 26;

/// A text that is read as a name, or as an id, and is nearly something else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Nearly {
    /// A client's id with letters missing or too many.
    #[error("a client's id has 26 letters and digits, this has {0}; copy it again, whole")]
    IdOfLength(usize),
    /// A client's id in capitals.
    #[error("a client's id has small letters only; write it so")]
    IdInCapitals,
    /// A pool's id and its client with another sign between.
    #[error("these look like a pool's id and its client; write {0}/{1}")]
    Apart(String, String),
    /// A pool's id that is written in another way.
    #[error("a pool's id has the form region_suffix, as in eu-west-1_Ab12Cd34E; copy it again")]
    PoolId,
}

/// What a text may have been meant to be. Emulators have ids of their own, so none of this is refused; it
/// is worth saying when nothing was found.
pub fn nearly(text: &str) -> Option<Nearly> {
    let text = bare(text);
    if let Some(apart) = apart(text) {
        return Some(apart);
    }
    let client = text.rsplit(['/', '|', ':']).next().unwrap_or_default();
    let pool = text.rsplit_once(['/', '|']).map(|(pool, _)| pool.rsplit(':').next().unwrap_or_default());
    if pool.is_some_and(is_nearly_pool) {
        return Some(Nearly::PoolId);
    }
    let length = client.chars().count();
    if length == CLIENT_ID
        && !looks_like_client_id(client)
        && looks_like_client_id(&client.to_ascii_lowercase())
    {
        return Some(Nearly::IdInCapitals);
    }
    (length != CLIENT_ID && looks_like_client_id(client)).then_some(Nearly::IdOfLength(length))
}

/// A pool's id with its client behind another sign than those that join them. No profile is called so.
pub(super) fn apart(text: &str) -> Option<Nearly> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '\\' | ':');
    let (text, pool, client) =
        [Some(text), text.split_once(':').map(|(_, rest)| rest)].into_iter().flatten().find_map(|text| {
            let (pool, client) = text.split_at(text.find(is_between)?);
            PoolId::new(pool).region().is_some().then_some((text, pool, client))
        })?;
    let client = client.trim_start_matches(is_between);
    let joined = client.is_empty() || client.starts_with(['/', '|']) || text.contains("://");
    (!joined).then(|| Nearly::Apart(quote(pool), quote(client.trim())))
}

/// A region with something after it, joined by another sign than the service's.
pub(super) fn is_nearly_pool(text: &str) -> bool {
    let joined = text.replacen('_', "-", 1);
    let mut parts = joined.rsplitn(2, '-');
    let (suffix, region) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    !suffix.is_empty()
        && PoolId::new(text).region().is_none()
        && PoolId::new(format!("{}_{suffix}", region.to_ascii_lowercase())).region().is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POOL: &str = "us-west-2_abc123";
    const CLIENT: &str = "3ho4ek12345678909nh3fmhpko";

    #[test]
    fn what_is_nearly_a_reference_is_said() {
        for (text, expected) in [
            ("3ho4ek12345678909nh3fmhpk", Some(Nearly::IdOfLength(25))),
            ("us-west-2_abc123/3ho4ek12345678909nh3fmhpkoo", Some(Nearly::IdOfLength(27))),
            ("3HO4EK12345678909NH3FMHPKO", Some(Nearly::IdInCapitals)),
            (
                " 'us-west-2_abc123 3ho4ek12345678909nh3fmhpko'",
                Some(Nearly::Apart(POOL.into(), CLIENT.into())),
            ),
            ("us-west-2-abc123/3ho4ek12345678909nh3fmhpko", Some(Nearly::PoolId)),
            ("US-WEST-2_abc123/web", Some(Nearly::PoolId)),
            (CLIENT, None),
            ("us-west-2_abc123/3ho4ek12345678909nh3fmhpko", None),
            ("customers/web", None),
            ("web", None),
            ("", None),
        ] {
            assert_eq!(nearly(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            if let Some(near) = nearly(&text) {
                let words = near.to_string();
                prop_assert_eq!(crate::client::text::harmless(&words).into_owned(), words);
            }
        }
    }
}
