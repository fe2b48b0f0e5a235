//! Reading which client a JSON web token is for, wherever it stands in a text. Nothing is verified: the token
//! only serves to find its client, and nothing of it is kept but the two ids.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value as Json;

use super::reference::{BadReference, Reference};
use super::text::is_hidden;
use super::{ClientKey, PoolId};

/// What every token begins with: `{"` in base64.
const BEGINNING: &str = "eyJ";
/// Letters behind the beginning that make a token likely, even where no dot follows.
const LIKELY: usize = 12;
/// Letters behind a blank that may still belong to a token which seems to be whole.
const PIECE: usize = 8;
/// What stands for a token in a text.
const INSTEAD: &str = "[token]";

/// Whether a text has something like a token, or the beginning of one, anywhere in it.
pub fn has_token(text: &str) -> bool {
    find(text).is_some()
}

/// A text without the tokens in it. Whoever sees a token can use it, so what a person typed or pasted is
/// never repeated without this.
pub fn redacted(text: &str) -> Cow<'_, str> {
    // Nearly no text has one, and an audit quotes hundreds of thousands.
    if !text.as_bytes().windows(BEGINNING.len()).any(|piece| piece == BEGINNING.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let mut rest = text;
    let mut safe = String::new();
    while let Some(at) = find(rest) {
        safe.push_str(&rest[..at.start]);
        safe.push_str(INSTEAD);
        rest = &rest[at.end..];
    }
    if safe.is_empty() {
        return Cow::Borrowed(text);
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// The client that the tokens in a text are for; none where it has no token.
pub(super) fn read(text: &str) -> Option<Result<Reference, BadReference>> {
    let mut rest = text;
    let (mut found, mut bad) = (None, None);
    while let Some(at) = find(rest) {
        match read_one(&rest[at.clone()]) {
            Ok(reference) if found.as_ref().is_some_and(|other| *other != reference) => {
                return Some(Err(BadReference::SeveralTokens));
            }
            Ok(reference) => found = Some(reference),
            Err(error) => bad = bad.or(Some(error)),
        }
        rest = &rest[at.end..];
    }
    // A refresh token beside the others tells nothing, and they tell enough.
    found.map(Ok).or(bad.map(Err))
}

/// The first token in a text, with everything that may be a part of it: copied from a terminal, a token has
/// line breaks that are not its own.
fn find(text: &str) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(at) = text[from..].find(BEGINNING).map(|at| from + at) {
        let run = at + letters(&text[at..]);
        let seen = run - at - BEGINNING.len();
        let broken = || {
            let rest = &text[run..];
            let next = rest.trim_start_matches(is_blank);
            next.len() < rest.len() && letters(next) >= LIKELY
        };
        if seen >= LIKELY || text[at..run].contains('.') || broken() {
            return Some(at..end(text, at, run));
        }
        from = at + BEGINNING.len();
    }
    None
}

/// Where a token that begins at `at` ends at the latest.
fn end(text: &str, at: usize, run: usize) -> usize {
    let mut end = run;
    loop {
        end += text[end..].find(parts).unwrap_or(text.len() - end);
        let rest = &text[end..];
        let next = rest.trim_start_matches(is_blank);
        let blank = &rest[..rest.len() - next.len()];
        let piece = letters(next);
        let whole = text[at..end].matches('.').count() >= 2;
        if blank.is_empty() || piece == 0 || (whole && piece < PIECE && !blank.contains(['\n', '\r'])) {
            return end;
        }
        end += blank.len() + piece;
    }
}

/// How many of the first letters a token can have, its dots among them.
fn letters(text: &str) -> usize {
    text.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"-_=.".contains(b)).count()
}

/// What a token may be broken by. A shell joins lines by a backslash.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_hidden(c) || c == '\\'
}

/// What a token is parted from its surroundings by.
fn parts(c: char) -> bool {
    is_blank(c) || "\"'`“”‘’&,;|<>(){}[]".contains(c)
}

/// Reads a token with what follows it: as much as makes a token.
fn read_one(text: &str) -> Result<Reference, BadReference> {
    let mut token = String::new();
    let mut bad = BadReference::BrokenToken;
    for piece in text.split(is_blank) {
        let length = letters(piece);
        token.push_str(&piece[..length]);
        match parse(&token) {
            Ok(reference) => return Ok(reference),
            // It was read, so more of it changes nothing.
            Err(error @ (BadReference::TokenWithoutPool | BadReference::TokenWithoutClient)) => {
                return Err(error);
            }
            Err(error) => bad = error,
        }
        if length < piece.len() {
            return Err(BadReference::BrokenToken);
        }
    }
    Err(bad)
}

/// Reads the pool from `iss` and the client from `client_id` (access tokens) or `aud` (ID tokens).
fn parse(token: &str) -> Result<Reference, BadReference> {
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
    fn a_token_is_found_wherever_it_stands() {
        let expected = Ok(Reference::Key { profile: None, key: ClientKey::new("us-west-2_abc123", "abc") });
        let access = token(&serde_json::json!({"iss": ISSUER, "client_id": "abc", "token_use": "access"}));
        let id = token(&serde_json::json!({"iss": ISSUER, "aud": "abc"}));
        let other = token(&serde_json::json!({"iss": ISSUER, "aud": "other"}));
        let (head, tail) = access.split_at(60);
        for text in [
            format!(r#"{{"access_token":"{access}"}}"#),
            format!(
                r#"{{"id_token":"{id}","refresh_token":"eyJjdHkiOiJKV1QifQ.a.b.c.d","expires_in":3600}}"#
            ),
            format!("access_token={access}&token_type=Bearer"),
            format!("access_token%3D{access}%26token_type%3DBearer"),
            format!("token: {access}"),
            format!("GET / HTTP/1.1\nauthorization: bearer {access}\nHost: api.example.com"),
            format!("curl -H 'Authorization: Bearer {access}' https://api.example.com/orders"),
            format!("{head}\n  {tail}"),
            format!("{head} \\\n{tail}"),
            format!("{}\n{}", &access[..4], &access[4..]),
            format!("({access})."),
        ] {
            assert_eq!(parse_reference(&text), expected, "{text}");
        }
        assert_eq!(parse_reference(&format!("{access}\n\"{other}\"")), Err(BadReference::SeveralTokens));
        // An application's own state may look like the beginning of one.
        let url =
            "https://a.auth.eu-west-1.amazoncognito.com/login?client_id=abc&state=eyJyZXR1cm5UbyI6Ii9hIn0";
        assert!(
            matches!(parse_reference(url), Ok(Reference::Client { client, .. }) if client.as_str() == "abc")
        );
        for name in ["eyJoy", "key-eyJ-1", "monkeyJump"] {
            assert!(!has_token(name) && parse_reference(name).is_ok(), "{name}");
        }
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
        /// Whatever a token stands in, and however it is broken, nothing repeats what it says or its signature.
        #[test]
        fn no_message_has_any_of_a_token(
            before in ".{0,20}|[a-z_]{1,9}[:=] ?\"?|Bearer |https://a[.]b/#id_token=|client_id=|eu-west-1_a/",
            after in ".{0,20}|\"}|&state=1|, x|\n|/b:c",
            claims in prop::sample::select(vec![
                r#"{"iss":"https://cognito-idp.us-west-2.amazonaws.com/us-west-2_abc123","client_id":"abc"}"#,
                r#"{"iss":"https://login.example.com","sub":"me"}"#,
                r#"{"sub":"a8a5b8f2-3c5f-4b43-9f4f"}"#,
            ]),
            broken in prop::option::of((1..60_usize, prop::sample::select(vec!["\n", " ", "\r\n  ", " \\\n"]))),
        ) {
            let (payload, signature) = (encode(claims.as_bytes()), "Zq8sVxW3kdP0aTn5LrYb7uGhJ2mC");
            let mut token = format!("{}.{payload}.{signature}", encode(br#"{"alg":"RS256"}"#));
            if let Some((at, with)) = broken {
                token.insert_str(at, with);
            }
            let text = format!("{before}{token}{after}");
            let parsed = parse_reference(&text);
            let told = match &parsed {
                Ok(reference) => format!("{reference} {reference:?}"),
                Err(bad) => format!("{bad} {bad:?}"),
            };
            let near = crate::client::reference::nearly(&text).map(|near| near.to_string()).unwrap_or_default();
            let quoted = crate::client::text::quote(&text);
            for said in [told, near, quoted, redacted(&text).into_owned()] {
                for part in [&payload[20..], signature] {
                    // Any eight letters in a row would be a start.
                    for piece in part.as_bytes().windows(8).step_by(8) {
                        let piece = std::str::from_utf8(piece).unwrap();
                        prop_assert!(!said.contains(piece), "{piece} of {text:?} in {said:?}");
                    }
                }
            }
        }

        #[test]
        fn decoding_undoes_encoding(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(decode_base64url(&encode(&bytes)), Some(bytes));
        }
    }
}
