//! How a client is named, wherever the program asks for one.

mod nearly;

use std::fmt;
use std::str::FromStr;

use url::Url;

pub use nearly::{Nearly, nearly};

pub use super::token::{has_token, redacted};

use super::text::quote;
use super::token;
use super::{ClientId, ClientKey, PoolId};

/// What a person typed or pasted to name a client. What it leads to is for the caller to look up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Both ids: an import id, a Cloud Control id, a console URL or a token.
    Key {
        /// The profile to look in, where one was named.
        profile: Option<String>,
        /// The two ids.
        key: ClientKey,
    },
    /// A pool's id and what is most likely a client's name.
    InPool {
        /// The profile to look in, where one was named.
        profile: Option<String>,
        /// The pool.
        pool: PoolId,
        /// The client's name (or an id that does not look like Cognito's).
        client: String,
    },
    /// A client's id alone: every pool is searched.
    Client {
        /// The profile to look in, where one was named.
        profile: Option<String>,
        /// The client.
        client: ClientId,
        /// The host of the URL it was read from, which is its pool's domain.
        host: Option<String>,
    },
    /// Names of a pool and of a client, or ids of an emulator that do not look like Cognito's.
    Names {
        /// The profile to look in, where one was named.
        profile: Option<String>,
        /// The pool's name.
        pool: String,
        /// The client's name.
        client: String,
    },
    /// A client's name alone (or an id that does not look like Cognito's).
    Name {
        /// The profile to look in, where one was named.
        profile: Option<String>,
        /// The client's name.
        client: String,
    },
}

impl Reference {
    /// The region that the reference itself tells.
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Key { key, .. } => key.pool.region(),
            Self::InPool { pool, .. } => pool.region(),
            Self::Client { host: Some(host), .. } => region_of_host(host),
            Self::Client { .. } | Self::Names { .. } | Self::Name { .. } => None,
        }
    }

    /// The profile that was named.
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::Key { profile, .. }
            | Self::InPool { profile, .. }
            | Self::Client { profile, .. }
            | Self::Names { profile, .. }
            | Self::Name { profile, .. } => profile.as_deref(),
        }
    }
}

/// A text that names no client. Tokens are never repeated in these texts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReference {
    /// Nothing at all.
    #[error("no client is named; give pool/client, a client id, a name, a URL or a token")]
    Empty,
    /// A separator with nothing before it.
    #[error("'{0}' has no pool before the separator; write pool/client")]
    NoPool(String),
    /// A separator with nothing after it.
    #[error("'{0}' has no client after the separator; write pool/client")]
    NoClient(String),
    /// A pool's id alone.
    #[error("'{0}' is the id of a pool; add the client, as in {0}/client")]
    PoolOnly(String),
    /// More separators than a reference has.
    #[error("'{0}' has too many parts; write pool/client, with a profile as in profile:pool/client")]
    TooManyParts(String),
    /// A colon with nothing before it.
    #[error("'{0}' has no profile before the colon; write profile:pool/client, or leave the colon out")]
    NoProfile(String),
    /// A URL that cannot be read.
    #[error("'{0}' looks like a URL and cannot be read as one; copy it again, whole")]
    BrokenUrl(String),
    /// A console URL that stops at the pool.
    #[error("this console URL names the pool {0} and no client; open the app client's page and copy its URL")]
    ConsolePool(String),
    /// Some other console URL.
    #[error("this console URL names no user pool; open the app client's page and copy its URL")]
    ConsoleElsewhere,
    /// A URL without a client in it.
    #[error("this URL has no client_id; paste an authorize or login URL, or the client's console URL")]
    UrlWithoutClient,
    /// Tokens of several clients.
    #[error("these are tokens of several clients; paste one of them")]
    SeveralTokens,
    /// Nearly something else.
    #[error(transparent)]
    Nearly(#[from] Nearly),
    /// Something with a token's beginning that cannot be decoded.
    #[error("this looks like a token and cannot be decoded; paste all of it, three parts with dots between")]
    BrokenToken,
    /// The beginning of a token.
    #[error("this is the first part of a token only; paste all of it, three parts with dots between")]
    TokenCut,
    /// A token whose middle part has nothing in it.
    #[error("this token has no claims; paste the access token or the ID token")]
    TokenWithoutClaims,
    /// An encrypted token.
    #[error("this token is encrypted, as refresh tokens are; paste the access token or the ID token")]
    EncryptedToken,
    /// A token that does not say which pool issued it.
    #[error("this token has no issuer with a user pool in it; paste a token that a Cognito user pool issued")]
    TokenWithoutPool,
    /// A token that does not say which client it is for.
    #[error("this token has neither client_id nor aud; paste the access token or the ID token")]
    TokenWithoutClient,
}

/// The shortest way to write it.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(profile) = self.profile() {
            write!(f, "{profile}:")?;
        }
        match self {
            Self::Key { key, .. } => write!(f, "{key}"),
            Self::InPool { pool, client, .. } => write!(f, "{pool}/{client}"),
            Self::Client { client, .. } => write!(f, "{client}"),
            Self::Names { pool, client, .. } => write!(f, "{pool}/{client}"),
            Self::Name { client, .. } => f.write_str(client),
        }
    }
}

impl FromStr for Reference {
    type Err = BadReference;

    fn from_str(text: &str) -> Result<Self, BadReference> {
        parse(text)
    }
}

/// Reads a reference; blanks, quotation marks and the comma of a list around it mean nothing.
pub fn parse(text: &str) -> Result<Reference, BadReference> {
    let text = bare(text);
    if text.is_empty() {
        return Err(BadReference::Empty);
    }
    match token::read(text) {
        None => without_token(text),
        Some(Ok(reference)) => Ok(reference),
        // An application's own state in a URL may look like the beginning of a token. Anything else beside
        // one could be a part of it, and would be repeated.
        Some(Err(bad)) => match without_token(text) {
            Ok(reference @ Reference::Client { host: Some(_), .. }) if !has_token(&reference.to_string()) => {
                Ok(reference)
            }
            _ => Err(bad),
        },
    }
}

fn without_token(text: &str) -> Result<Reference, BadReference> {
    if let Some(url) = escaped_url(text) {
        return from_url(&url);
    }
    if text.contains("://") {
        return from_url(text);
    }
    if let Some((before, after)) = text.split_once("client_id=") {
        let url = before.contains('?').then(|| from_url(&format!("https://{text}")).ok()).flatten();
        return url.or_else(|| alone(id_at_start(after))).ok_or(BadReference::UrlWithoutClient);
    }
    if let Some((arn, resource)) = text.split_once(":userpool/")
        && arn.starts_with("arn:")
    {
        return from_arn(resource);
    }
    labelled(text).map_or_else(|| plain(text), Ok)
}

/// A URL that was escaped to stand in another one.
fn escaped_url(text: &str) -> Option<String> {
    let escaped = ["https%3a%2f%2f", "http%3a%2f%2f"]
        .iter()
        .any(|start| text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start)));
    escaped.then(|| String::from_utf8(super::redirect::unescaped(text)).ok()).flatten()
}

/// `"ClientId": "…",` out of a document, or `COGNITO_CLIENT_ID=…` out of an environment.
fn labelled(text: &str) -> Option<Reference> {
    let (label, value) = text.split_once([':', '='])?;
    let label: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let value = bare(value);
    let is_one = label.to_ascii_lowercase().ends_with("clientid") && id_at_start(value) == value;
    if is_one { alone(value) } else { None }
}

fn alone(client: &str) -> Option<Reference> {
    let client = (!client.is_empty()).then(|| ClientId::new(client))?;
    Some(Reference::Client { profile: None, client, host: None })
}

/// As much of a text as can be a client's id.
fn id_at_start(text: &str) -> &str {
    let end = text.find(|c: char| !is_id_letter(c)).unwrap_or(text.len());
    &text[..end]
}

/// Whether the service takes a text for a client's id.
pub fn may_be_client_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.chars().all(is_id_letter)
}

fn is_id_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '+'
}

/// What follows `userpool/`. Cognito has no ARNs of clients, but some tools make their own.
fn from_arn(resource: &str) -> Result<Reference, BadReference> {
    match resource.split('/').collect::<Vec<_>>().as_slice() {
        [pool, "client", client] if !client.is_empty() => {
            Ok(Reference::Key { profile: None, key: ClientKey::new(*pool, *client) })
        }
        [pool, ..] => Err(BadReference::PoolOnly(quote(pool))),
        [] => Err(BadReference::Empty),
    }
}

/// The text without blanks and paired or lone quotation marks around it, and without the comma or semicolon
/// that followed it where it was copied.
fn bare(text: &str) -> &str {
    let trim = |text: &'_ str| -> usize { text.trim_end_matches(is_around).len() };
    let mut text = text.trim_start_matches(is_around);
    text = &text[..trim(text)];
    let rest = text.trim_end_matches([',', ';']);
    // A name may end so; ids and what is in quotation marks do not.
    let last = rest.rsplit(['/', '|', ':']).next().unwrap_or_default();
    if rest.len() < text.len() && (trim(rest) < rest.len() || looks_like_client_id(last)) {
        text = &rest[..trim(rest)];
    }
    text
}

fn is_around(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '<' | '>')
        || super::text::is_hidden(c)
}

fn plain(text: &str) -> Result<Reference, BadReference> {
    if let Some(apart) = nearly::apart(text) {
        return Err(apart.into());
    }
    let (profile, rest) = match text.rsplit_once(':') {
        Some(("", _)) => return Err(BadReference::NoProfile(quote(text))),
        Some((profile, rest)) => (Some(profile.trim().to_owned()), rest.trim()),
        None => (None, text),
    };
    let parts: Vec<&str> = rest.split(['/', '|']).map(str::trim).collect();
    match parts.as_slice() {
        [""] => Err(BadReference::NoClient(quote(text))),
        [only] if PoolId::new(*only).region().is_some() => Err(BadReference::PoolOnly(quote(only))),
        [only] if looks_like_client_id(only) => {
            Ok(Reference::Client { profile, client: ClientId::new(*only), host: None })
        }
        [only] => Ok(Reference::Name { profile, client: (*only).to_owned() }),
        ["", _] => Err(BadReference::NoPool(quote(text))),
        [_, ""] => Err(BadReference::NoClient(quote(text))),
        [pool, client] => pair(profile, pool, client),
        [pool, ..] if pool.is_empty() || PoolId::new(*pool).region().is_some() => {
            Err(BadReference::TooManyParts(quote(text)))
        }
        // The name of a client may have a slash itself.
        _ => match rest.split_once(['/', '|']) {
            Some((pool, client)) if !client.trim().is_empty() => pair(profile, pool.trim(), client.trim()),
            _ => Err(BadReference::TooManyParts(quote(text))),
        },
    }
}

fn pair(profile: Option<String>, pool: &str, client: &str) -> Result<Reference, BadReference> {
    let real_pool = PoolId::new(pool).region().is_some();
    // One id in some thousands has no digit. Alone it reads like a name; behind a pool's id it is an id.
    let real_client =
        looks_like_client_id(client) || (real_pool && has_id_letters(client) && client.len() == 26);
    // Emulators have pool ids without a region; beside a client's id such a word can be nothing else.
    if real_client && (real_pool || pool.contains('_')) {
        if nearly::is_nearly_pool(pool) {
            return Err(Nearly::PoolId.into());
        }
        return Ok(Reference::Key { profile, key: ClientKey::new(pool, client) });
    }
    if real_pool {
        return Ok(Reference::InPool { profile, pool: PoolId::new(pool), client: client.to_owned() });
    }
    Ok(Reference::Names { profile, pool: pool.to_owned(), client: client.to_owned() })
}

/// Cognito's ids are 26 lower-case letters and digits; emulators vary in the number.
fn looks_like_client_id(text: &str) -> bool {
    (20..=32).contains(&text.len()) && has_id_letters(text) && text.bytes().any(|b| b.is_ascii_digit())
}

fn has_id_letters(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

fn from_url(text: &str) -> Result<Reference, BadReference> {
    let url = Url::parse(text).map_err(|_| BadReference::BrokenUrl(quote(text)))?;
    let client = url.query_pairs().find(|(name, _)| name == "client_id").map(|(_, value)| value);
    if let Some(client) = client.as_deref().map(id_at_start).filter(|client| !client.is_empty()) {
        return Ok(Reference::Client {
            profile: None,
            client: ClientId::new(client),
            host: url.host_str().map(str::to_owned),
        });
    }
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    let after = |word: &str| {
        let at = segments.iter().position(|segment| *segment == word)?;
        segments.get(at + 1).copied().filter(|segment| !segment.is_empty())
    };
    // The console has moved clients before.
    match (after("user-pools"), after("app-clients").or_else(|| after("clients"))) {
        (Some(pool), Some(client)) => Ok(Reference::Key { profile: None, key: ClientKey::new(pool, client) }),
        (Some(pool), None) => Err(BadReference::ConsolePool(quote(pool))),
        _ if segments.contains(&"cognito") => Err(BadReference::ConsoleElsewhere),
        _ => Err(BadReference::UrlWithoutClient),
    }
}

/// The region in `<domain>.auth.<region>.amazoncognito.com`.
fn region_of_host(host: &str) -> Option<&str> {
    let mut labels = host.strip_suffix(".amazoncognito.com")?.rsplit('.');
    let region = labels.next()?;
    matches!(labels.next()?, "auth" | "auth-fips").then_some(region)
}

#[cfg(test)]
mod tests;
