//! Opaque page tokens, bound to the list that gave them.

use sha2::{Digest, Sha256};

use super::answer::ServiceError;

/// Writes the token that continues `list` after a place. `list` names the operation and all that the
/// list depends on, so that a token cannot be used for another one.
pub(super) fn token(list: &str, place: u64) -> String {
    format!("{place:016x}{}", seal(list, place))
}

/// Reads a token back.
pub(super) fn place(list: &str, token: Option<&str>) -> Result<u64, ServiceError> {
    let Some(token) = token else { return Ok(0) };
    token
        .split_at_checked(16)
        .and_then(|(place, sealed)| {
            let place = u64::from_str_radix(place, 16).ok()?;
            (seal(list, place) == sealed).then_some(place)
        })
        .ok_or_else(|| ServiceError::invalid_parameter("Invalid pagination token."))
}

fn seal(list: &str, place: u64) -> String {
    use std::fmt::Write as _;

    let digest = Sha256::digest(format!("page of {list} after {place}").as_bytes());
    digest.iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{place, token};

    #[test]
    fn a_token_opens_its_own_list_only() {
        let given = token("ListUserPoolClients a", 60);
        assert_eq!(place("ListUserPoolClients a", Some(&given)), Ok(60));
        assert!(place("ListUserPoolClients b", Some(&given)).is_err());
        assert!(place("ListUserPoolClients a", Some("60")).is_err());
        assert!(place("ListUserPoolClients a", Some("ééééééééé")).is_err());
        assert_eq!(place("ListUserPoolClients a", None), Ok(0));
    }
}
