//! Why a URL is or is not one of a client's callbacks. The service compares them letter by letter and says
//! no more than `redirect_mismatch`; this says where they part.

mod pasted;
mod words;

pub use pasted::{Pasted, read};

/// What became of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is one of them.
    Matches,
    /// It is none of them. The nearest come first.
    Differs(Vec<Near>),
    /// The client has no callbacks.
    NoCallbacks,
}

/// A callback and where the URL parts from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The callback.
    pub callback: String,
    /// The differences, at least one.
    pub differences: Vec<Difference>,
}

/// One way in which two URLs are not the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Another scheme.
    Scheme(String, String),
    /// The same but for capitals.
    SchemeCase,
    /// Something before an `@`.
    User,
    /// Another host.
    Host(String, String),
    /// Two names of this machine.
    Loopback(String, String),
    /// The same but for capitals.
    HostCase,
    /// Another port; none where the URL has none.
    Port(Option<String>, Option<String>),
    /// The usual port of the scheme is written in one of them.
    UsualPort(String),
    /// A slash at the end, in the URL or in the callback.
    Slash {
        /// True where the URL has it and the callback has not.
        given: bool,
    },
    /// The same but for capitals.
    PathCase,
    /// The same but for how letters are escaped.
    PathEscapes,
    /// Another path.
    Path(String, String),
    /// The URL has a query that the callback has not, and it is what comes back from a sign-in.
    Answer,
    /// Another query; none where there is none.
    Query(Option<String>, Option<String>),
    /// Another fragment; none where there is none.
    Fragment(Option<String>, Option<String>),
    /// Blanks around it.
    Blanks,
}

impl Difference {
    /// How far it takes them apart, for telling the nearest first.
    fn weight(&self) -> usize {
        match self {
            Self::Host(..) => 16,
            Self::Path(..) => 8,
            Self::Scheme(..) | Self::User => 4,
            Self::Port(..) | Self::Query(..) | Self::Fragment(..) | Self::Loopback(..) => 3,
            Self::SchemeCase
            | Self::HostCase
            | Self::UsualPort(_)
            | Self::Slash { .. }
            | Self::PathCase
            | Self::PathEscapes
            | Self::Answer
            | Self::Blanks => 1,
        }
    }
}

/// Compares a URL with a client's callbacks.
pub fn check(given: &str, callbacks: &[String]) -> Verdict {
    if callbacks.is_empty() {
        return Verdict::NoCallbacks;
    }
    if callbacks.iter().any(|callback| callback == given) {
        return Verdict::Matches;
    }
    let mut near: Vec<Near> = callbacks
        .iter()
        .map(|callback| Near { callback: callback.clone(), differences: differences(given, callback) })
        .collect();
    near.sort_by_key(|one| one.differences.iter().map(Difference::weight).sum::<usize>());
    Verdict::Differs(near)
}

/// Where two URLs part; nothing exactly when they are the same letter by letter.
fn differences(given: &str, known: &str) -> Vec<Difference> {
    let mut all = Vec::new();
    if given.trim() != given || known.trim() != known {
        if given.trim() == known.trim() {
            return if given == known { all } else { vec![Difference::Blanks] };
        }
        all.push(Difference::Blanks);
    }
    let (one, other) = (Parts::of(given.trim()), Parts::of(known.trim()));
    if one.scheme != other.scheme {
        all.push(if one.scheme.eq_ignore_ascii_case(other.scheme) {
            Difference::SchemeCase
        } else {
            Difference::Scheme(one.scheme.to_owned(), other.scheme.to_owned())
        });
    }
    if one.user != other.user {
        all.push(Difference::User);
    }
    host(&one, &other, &mut all);
    port(&one, &other, &mut all);
    path(&one, &other, &mut all);
    if one.query != other.query {
        let answer = other.query.is_none() && one.query.is_some_and(is_answer);
        let owned = |query: Option<&str>| query.map(str::to_owned);
        all.push(if answer {
            Difference::Answer
        } else {
            Difference::Query(owned(one.query), owned(other.query))
        });
    }
    if one.fragment != other.fragment {
        let owned = |fragment: Option<&str>| fragment.map(str::to_owned);
        all.push(Difference::Fragment(owned(one.fragment), owned(other.fragment)));
    }
    all
}

fn host(one: &Parts<'_>, other: &Parts<'_>, all: &mut Vec<Difference>) {
    if one.host == other.host {
        return;
    }
    let loopback = |host: &str| ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    let words = |parts: &Parts<'_>| parts.host.unwrap_or("none").to_owned();
    all.push(match (one.host, other.host) {
        (Some(given), Some(known)) if given.eq_ignore_ascii_case(known) => Difference::HostCase,
        (Some(given), Some(known)) if loopback(given) && loopback(known) => {
            Difference::Loopback(given.to_owned(), known.to_owned())
        }
        _ => Difference::Host(words(one), words(other)),
    });
}

fn port(one: &Parts<'_>, other: &Parts<'_>, all: &mut Vec<Difference>) {
    if one.port == other.port {
        return;
    }
    let usual = match one.scheme.to_ascii_lowercase().as_str() {
        "https" => Some("443"),
        "http" => Some("80"),
        _ => None,
    };
    all.push(match (one.port, other.port) {
        (Some(port), None) | (None, Some(port)) if usual == Some(port) => {
            Difference::UsualPort(port.to_owned())
        }
        (given, known) => Difference::Port(given.map(str::to_owned), known.map(str::to_owned)),
    });
}

fn path(one: &Parts<'_>, other: &Parts<'_>, all: &mut Vec<Difference>) {
    let (given, known) = (one.path, other.path);
    if given == known {
        return;
    }
    all.push(if given.strip_suffix('/') == Some(known) {
        Difference::Slash { given: true }
    } else if known.strip_suffix('/') == Some(given) {
        Difference::Slash { given: false }
    } else if given.eq_ignore_ascii_case(known) {
        Difference::PathCase
    } else if unescaped(given) == unescaped(known) {
        Difference::PathEscapes
    } else {
        Difference::Path(given.to_owned(), known.to_owned())
    });
}

/// What a sign-in adds to the callback on its way back.
fn is_answer(query: &str) -> bool {
    const ADDED: [&str; 4] = ["code", "state", "error", "error_description"];
    let mut names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
    query.split('&').any(|pair| pair.starts_with("code=") || pair.starts_with("error="))
        && names.all(|name| ADDED.contains(&name))
}

/// The bytes of a text with its `%xx` read.
pub(super) fn unescaped(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| bytes.get(at + 1..at + 3)).flatten();
        let byte = escaped
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        read.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    read
}

/// A URL's parts as they are written: together they are the whole of it, so that two URLs with the same
/// parts are the same.
#[derive(Debug, Default, PartialEq, Eq)]
struct Parts<'a> {
    scheme: &'a str,
    user: Option<&'a str>,
    /// None where there is no `//`.
    host: Option<&'a str>,
    port: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Self {
        let (url, fragment) = split(url, '#');
        let (url, query) = split(url, '?');
        let (scheme, rest) = match url.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
            _ => return Self { path: url, query, fragment, ..Self::default() },
        };
        let Some(rest) = rest.strip_prefix("//") else {
            return Self { scheme, path: rest, query, fragment, ..Self::default() };
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user, place) = match authority.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority),
        };
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
            _ => (place, None),
        };
        Self { scheme, user, host: Some(host), port, path, query, fragment }
    }
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

#[cfg(test)]
mod tests;
