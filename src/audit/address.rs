//! A callback or logout URL taken apart, as a browser would read it.

use std::borrow::Cow;

use crate::client::text::{harmless, quote};

/// The parts of a URL, borrowed from it.
#[derive(Clone, Debug)]
pub(super) struct Address<'a> {
    /// As it is configured.
    pub(super) raw: &'a str,
    /// Before the colon, in small letters; empty where there is none.
    pub(super) scheme: Cow<'a, str>,
    /// Before an `@`.
    pub(super) user: Option<&'a str>,
    /// In small letters, an IPv6 address in its brackets; empty where there is none.
    pub(super) host: Cow<'a, str>,
    pub(super) port: Option<&'a str>,
    /// From the host's end to the query.
    pub(super) path: &'a str,
    /// After the `?`.
    pub(super) query: &'a str,
}

/// Parameters whose value may be a secret.
const SECRET_PARAMETERS: &[&str] = &[
    "token",
    "access_token",
    "id_token",
    "secret",
    "client_secret",
    "password",
    "pwd",
    "key",
    "apikey",
    "api_key",
    "code",
];

impl<'a> Address<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        let before_fragment = raw.split('#').next().unwrap_or_default();
        let (before, query) = before_fragment.split_once('?').unwrap_or((before_fragment, ""));
        let (scheme, rest) = before.split_once(':').unwrap_or(("", before));
        let scheme = small(scheme);
        // A browser takes a backslash for a slash where the scheme is one of its own.
        let web = matches!(scheme.as_ref(), "http" | "https");
        let slash = |c: char| c == '/' || web && c == '\\';
        let authority = rest.strip_prefix("//").or_else(|| web.then(|| rest.trim_start_matches(slash)));
        let Some(authority) = authority else {
            return Self { raw, scheme, user: None, host: Cow::Borrowed(""), port: None, path: rest, query };
        };
        let (authority, path) = authority.split_at(authority.find(slash).unwrap_or(authority.len()));
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let (host, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, Some(port)),
            _ => (host, None),
        };
        Self { raw, scheme, user, host: small(host.trim_end_matches('.')), port, path, query }
    }

    /// True for a page in a browser.
    pub(super) fn is_web(&self) -> bool {
        matches!(self.scheme.as_ref(), "http" | "https")
    }

    /// True for this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.is_web()
            && (matches!(self.host.as_ref(), "localhost" | "[::1]")
                || self.host.ends_with(".localhost")
                || self.host.starts_with("127.") && self.is_ip())
    }

    /// True for a page that others can reach.
    pub(super) fn is_public(&self) -> bool {
        self.is_web() && !self.is_loopback()
    }

    /// True where the host is a number instead of a name.
    pub(super) fn is_ip(&self) -> bool {
        // A host that ends in a number is read as an IPv4 address in any of its spellings.
        let last = self.host.rsplit('.').next().unwrap_or_default();
        self.host.starts_with('[')
            || last.starts_with("0x")
            || !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit())
    }

    /// True for a host, or a name below it.
    pub(super) fn is_below(&self, suffix: &str) -> bool {
        self.host.strip_suffix(suffix).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }

    /// About what a registrar sells: the last two labels, three below the likes of `co.uk`.
    pub(super) fn domain(&self) -> &str {
        const SECOND: &[&str] = &["co", "com", "net", "org", "gov", "ac", "edu", "or", "ne", "go"];
        let mut labels = self.host.rsplit('.');
        let (last, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
        let count = if last.len() == 2 && SECOND.contains(&second) { 3 } else { 2 };
        let start = self.host.rmatch_indices('.').nth(count - 1).map_or(0, |(at, _)| at + 1);
        &self.host[start..]
    }

    /// The names of the query's parameters, in small letters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = Cow<'a, str>> {
        let pairs = self.query.split(['&', ';']).filter(|pair| !pair.is_empty());
        pairs.map(|pair| small(pair.split('=').next().unwrap_or_default()))
    }

    /// True where the URL itself may carry a secret.
    pub(super) fn has_secret_parameter(&self) -> bool {
        self.parameters().any(|name| SECRET_PARAMETERS.contains(&name.as_ref()))
    }

    /// For a sentence: safe, cut, and without a password or a parameter that may be a secret.
    pub(super) fn shown(&self) -> String {
        if self.user.is_none() && !self.has_secret_parameter() {
            return quote(self.raw);
        }
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let user = self.user.map(|_| "…@").unwrap_or_default();
        let query = if self.query.is_empty() { "" } else { "?…" };
        quote(&format!("{}://{user}{}{port}{}{query}", self.scheme, harmless(&self.host), self.path))
    }
}

fn small(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart_as_browsers_do() {
        for (raw, scheme, host, port, path) in [
            ("https://A.Example:8443/cb?x=1#f", "https", "a.example", Some("8443"), "/cb"),
            ("http://[::1]:8400/cb", "http", "[::1]", Some("8400"), "/cb"),
            ("HTTPS:\\\\evil.example\\@good.example", "https", "evil.example", None, "\\@good.example"),
            ("https://good.example@evil.example/", "https", "evil.example", None, "/"),
            ("com.example.app:/cb", "com.example.app", "", None, "/cb"),
            ("myapp://cb", "myapp", "cb", None, ""),
            ("https://a.example.", "https", "a.example", None, ""),
            ("nothing", "", "", None, "nothing"),
            ("", "", "", None, ""),
        ] {
            let a = Address::new(raw);
            assert_eq!(
                (a.scheme.as_ref(), a.host.as_ref(), a.port, a.path),
                (scheme, host, port, path),
                "{raw}"
            );
        }
    }

    #[test]
    fn loopback_is_this_machine_alone() {
        for raw in [
            "http://localhost:3000",
            "https://127.0.0.1/",
            "http://127.8.8.8",
            "http://[::1]/",
            "http://app.localhost",
        ] {
            assert!(Address::new(raw).is_loopback(), "{raw}");
        }
        for raw in [
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "localhost://x",
            "https://a.example",
        ] {
            assert!(!Address::new(raw).is_loopback(), "{raw}");
        }
    }

    #[test]
    fn a_domain_is_what_a_registrar_sells() {
        for (raw, domain) in [
            ("https://a.b.example.com/", "example.com"),
            ("https://a.b.example.co.uk/", "example.co.uk"),
            ("https://example.com", "example.com"),
            ("https://single", "single"),
        ] {
            assert_eq!(Address::new(raw).domain(), domain);
        }
    }

    #[test]
    fn what_may_be_secret_is_not_shown() {
        for raw in [
            "https://me:hunter2@a.example/",
            "https://a.example/?token=hunter2",
            "https://a.example/?A=1&Password=hunter2",
        ] {
            let shown = Address::new(raw).shown();
            assert!(!shown.contains("hunter2") && shown.contains("a.example"), "{shown}");
        }
        assert_eq!(Address::new("https://a.example/\u{1b}[31m").shown(), "https://a.example/\\u{1b}[31m");
    }
}
