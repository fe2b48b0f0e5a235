//! Reading which client a JSON web token is for. Nothing is verified: the token only serves to find
//! its client, and nothing of it is kept but the two ids.

use serde_json::Value as Json;

use super::reference::{BadReference, Reference};
use super::{ClientKey, PoolId};

/// Reads the pool from `iss` and the client from `client_id` (access tokens) or `aud` (ID tokens).
pub(super) fn parse(token: &str) -> Result<Reference, BadReference> {
    let parts: Vec<&str> = token.trim_end_matches('.').split('.').collect();
    let payload = match parts.as_slice() {
        [_, "", ..] => return Err(BadReference::TokenWithoutClaims),
        [_, payload] | [_, payload, _] => payload,
        [_] => return Err(BadReference::TokenCut),
        [_, _, _, _, _] => return Err(BadReference::EncryptedToken),
        _ => return Err(BadReference::BrokenToken),
    };
    let claims = decode_base64url(payload).ok_or(BadReference::BrokenToken)?;
    let claims: Json = serde_json::from_slice(&claims).map_err(|_| BadReference::BrokenToken)?;
    if claims.as_object().is_some_and(serde_json::Map::is_empty) {
        return Err(BadReference::TokenWithoutClaims);
    }
    let pool = claims
        .get("iss")
        .and_then(Json::as_str)
        .and_then(|issuer| issuer.trim_end_matches('/').rsplit_once('/'))
        .map(|(_, pool)| PoolId::new(pool))
        .filter(|pool| pool.as_str().contains('_'))
        .ok_or(BadReference::TokenWithoutPool)?;
    let client = text(claims.get("client_id"))
        .or_else(|| text(claims.get("aud")))
        .ok_or(BadReference::TokenWithoutClient)?;
    Ok(Reference::Key { profile: None, key: ClientKey::new(pool.as_str(), client) })
}

/// A claim's text; of several audiences the first.
fn text(claim: Option<&Json>) -> Option<&str> {
    let claim = claim?;
    claim.as_str().or_else(|| claim.get(0)?.as_str()).filter(|text| !text.is_empty())
}

/// RFC 4648, section 5, with or without padding.
fn decode_base64url(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        held = (held << 6) | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    // A lone last character carries no whole byte.
    (bits < 6).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::reference::parse as parse_reference;

    fn encode(bytes: &[u8]) -> String {
        const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut text = String::new();
        for chunk in bytes.chunks(3) {
            let mut block = [0; 4];
            block[1..=chunk.len()].copy_from_slice(chunk);
            let number = u32::from_be_bytes(block);
            for digit in 0..=chunk.len() {
                text.push(char::from(DIGITS[(number >> (18 - 6 * digit)) as usize & 63]));
            }
        }
        text
    }

    fn token(claims: &Json) -> String {
        format!(
            "{}.{}.c2lnbmF0dXJl",
            encode(br#"{"kid":"x","alg":"RS256"}"#),
            encode(claims.to_string().as_bytes())
        )
    }

    const ISSUER: &str = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_abc123";

    #[test]
    fn both_kinds_of_token_name_their_client() {
        let expected = Ok(Reference::Key { profile: None, key: ClientKey::new("us-west-2_abc123", "abc") });
        let access = token(&serde_json::json!({"iss": ISSUER, "client_id": "abc", "token_use": "access"}));
        let id = token(&serde_json::json!({"iss": ISSUER, "aud": "abc", "name": "Zoë 🦀"}));
        assert_eq!(parse_reference(&access), expected);
        assert_eq!(parse_reference(&id), expected);
        assert_eq!(parse_reference(&format!("Bearer {access}")), expected);
        assert_eq!(parse_reference(&format!("https://a.example/cb#state=1&id_token={id}")), expected);
    }

    #[test]
    fn what_is_missing_is_told_and_the_token_is_not() {
        let none = token(&serde_json::json!({"iss": ISSUER, "sub": "personal"}));
        let elsewhere = token(&serde_json::json!({"iss": "https://login.example.com", "aud": "abc"}));
        let encrypted = "eyJjdHkiOiJKV1QifQ.a.b.c.d";
        let broken = "eyJhIjoxfQ.%%%.x";
        for (text, expected) in [
            (none.as_str(), BadReference::TokenWithoutClient),
            (elsewhere.as_str(), BadReference::TokenWithoutPool),
            (encrypted, BadReference::EncryptedToken),
            (broken, BadReference::BrokenToken),
        ] {
            let error = parse_reference(text).expect_err(text);
            assert_eq!(error, expected);
            assert!(!error.to_string().contains("eyJ"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(decode_base64url(&encode(&bytes)), Some(bytes));
        }
    }
}
