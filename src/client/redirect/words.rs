//! Where two URLs part, in words. What differs is always in sight, however long they are.

use std::fmt;

use super::Difference;
use crate::client::text::{harmless, quote, width};
use crate::client::token::redacted;

/// Columns in which a part is quoted as a whole.
const WHOLE: usize = 60;
/// Characters before the first difference, so that its place can be seen.
const BEFORE: usize = 16;

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme(given, known) if given.is_empty() => {
                write!(f, "it has no scheme, the callback's is {}", quote(known))
            }
            Self::Scheme(given, known) => {
                let known = if known.is_empty() { "none".to_owned() } else { quote(known) };
                write!(f, "the scheme is {}, the callback's is {known}", quote(given))
            }
            Self::SchemeCase => f.write_str("the scheme has other capitals"),
            Self::User => f.write_str("what stands before the @ differs"),
            Self::Host(given, known) => both(f, "host", given, known),
            Self::Loopback(given, known) => write!(
                f,
                "the host is {}, the callback's is {}: two names of one machine, and not the same to Cognito",
                quote(given),
                quote(known)
            ),
            Self::HostCase => f.write_str("the host has other capitals"),
            Self::Port(given, known) => {
                write!(f, "the port is {}, the callback's is {}", port(given.as_ref()), port(known.as_ref()))
            }
            Self::UsualPort(port) => write!(
                f,
                "the port {} is written out in one and left out in the other; it is the usual one, but letters count",
                quote(port)
            ),
            Self::Slash { given: true } => f.write_str("it ends in a slash, the callback does not"),
            Self::Slash { given: false } => f.write_str("the callback ends in a slash, this does not"),
            Self::PathCase => f.write_str("the path has other capitals"),
            Self::PathEscapes => {
                f.write_str("the path is the same, but its letters are escaped in another way")
            }
            Self::Path(given, known) => both(f, "path", or_empty(given), or_empty(known)),
            Self::Answer => f.write_str(
                "its query is what a sign-in adds on the way back (code, state, error); leave it off",
            ),
            Self::Query(given, known) => both(
                f,
                "query",
                part(given.as_ref(), "an empty one (a lone ?)"),
                part(known.as_ref(), "an empty one (a lone ?)"),
            ),
            Self::Fragment(given, known) => both(
                f,
                "fragment",
                part(given.as_ref(), "an empty one (a lone #)"),
                part(known.as_ref(), "an empty one (a lone #)"),
            ),
            Self::Blanks => f.write_str("there are blanks around it"),
        }
    }
}

/// Both values of a part, and what looks like something else in them.
fn both(f: &mut fmt::Formatter<'_>, what: &str, given: &str, known: &str) -> fmt::Result {
    let (one, other) = in_sight(given, known);
    write!(f, "the {what} is {one}, the callback's is {other}")?;
    match foreign(given, known) {
        Some(foreign) => write!(f, "; {foreign}"),
        None => Ok(()),
    }
}

/// A part that may be absent or empty.
fn part<'a>(part: Option<&'a String>, empty: &'a str) -> &'a str {
    match part.map(String::as_str) {
        None => "none",
        Some("") => empty,
        Some(part) => part,
    }
}

fn or_empty(path: &str) -> &str {
    if path.is_empty() { "empty" } else { path }
}

fn port(port: Option<&String>) -> String {
    quote(part(port, "empty"))
}

/// Two texts as they are quoted: from shortly before where they part on, where they are too long.
fn in_sight(one: &str, other: &str) -> (String, String) {
    let (one, other) = (redacted(one), redacted(other));
    let fits = |text: &str| width(&harmless(text)) <= WHOLE;
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let skipped = same.saturating_sub(BEFORE);
    if (fits(&one) && fits(&other)) || skipped == 0 {
        return (quote(&one), quote(&other));
    }
    let shown = |text: &str| format!("…{}", quote(&text.chars().skip(skipped).collect::<String>()));
    (shown(&one), shown(&other))
}

/// The first character that is not of ASCII where the other text has another one: it may look the same.
fn foreign(given: &str, known: &str) -> Option<String> {
    let pairs = given.chars().zip(known.chars().map(Some).chain(std::iter::repeat(None)));
    let (at, (one, other)) = pairs.enumerate().find(|(_, (one, other))| Some(*one) != *other)?;
    let (whose, odd, instead) = match other {
        _ if !one.is_ascii() => ("its", one, other),
        Some(other) if !other.is_ascii() => ("the callback's", other, Some(one)),
        _ => return None,
    };
    let instead = instead.filter(char::is_ascii_graphic).map(|c| format!(", not {c}")).unwrap_or_default();
    let odd_one = harmless(odd.encode_utf8(&mut [0; 4])).into_owned();
    Some(format!("{whose} character {} is {odd_one} (U+{:04X}){instead}", at + 1, u32::from(odd)))
}
