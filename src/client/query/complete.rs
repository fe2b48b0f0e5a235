//! What could come next while a filter is typed.

use std::ops::Range;

use super::About;
use super::operator::{self, OPERATORS, Reads, typed};
use super::parse::{Term, Token, tokens};
use crate::client::field::{FIELDS, Field, Kind};
use crate::client::kind::Short;
use crate::client::text::is_hidden;

/// Offers at most; nobody reads more under a line.
const OFFERS: usize = 8;
/// Letters after which the settings' own names are offered too.
const LETTERS: usize = 3;

/// What could stand in place of what is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What an offer replaces, in bytes of the text.
    pub at: Range<usize>,
    /// The offers, the likeliest first; never none.
    pub offers: Vec<Offer>,
}

/// One thing that could come next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is put in.
    pub insert: String,
    /// What it is, in a few words; empty where there is nothing to say.
    pub help: &'static str,
}

/// What could come next at a cursor, given in bytes. `seen` gives the values that are known of a setting,
/// beside the documented ones.
pub fn complete(
    text: &str,
    cursor: usize,
    about: About,
    seen: &dyn Fn(&Field) -> Vec<String>,
) -> Option<Completion> {
    let token = tokens(text).into_iter().find(|token| match token {
        Token::Word(at) => at.end == cursor,
        Token::Term(term) => term.all.end == cursor,
    })?;
    let (at, offers) = match &token {
        Token::Word(at) => {
            let start = at.start + usize::from(text[at.clone()].starts_with('-'));
            (start..at.end, names(&text[start..at.end], about))
        }
        Token::Term(term) => (term.value.clone(), values(text, term, about, seen)?),
    };
    let before = &text[at.clone()];
    let offers: Vec<Offer> = offers.into_iter().filter(|offer| offer.insert != before).take(OFFERS).collect();
    (!offers.is_empty()).then_some(Completion { at, offers })
}

/// Names that begin with what was typed: the short ones, and after some letters the settings' own.
fn names(typed: &str, about: About) -> Vec<Offer> {
    let typed = typed.to_ascii_lowercase();
    if typed.is_empty() {
        return Vec::new();
    }
    let short = OPERATORS
        .iter()
        .filter(|operator| about == About::Clients || operator.reads.is_listed())
        .filter(|operator| operator.name.starts_with(&typed))
        .map(|operator| Offer {
            insert: format!("{}{}", operator.name, operator.reads.sign()),
            help: operator.help,
        });
    let long = FIELDS
        .iter()
        .filter(|field| about == About::Clients && typed.chars().count() >= LETTERS && field.ops.output)
        .filter(|field| {
            field.id.starts_with(&typed) && OPERATORS.iter().all(|operator| operator.name != field.id)
        })
        .map(|field| Offer {
            insert: format!("{}{}", field.id, Reads::One(field).sign()),
            help: field.label,
        });
    short.chain(long).collect()
}

/// Values that begin with what was typed, then those that have it as a piece.
fn values(text: &str, term: &Term, about: About, seen: &dyn Fn(&Field) -> Vec<String>) -> Option<Vec<Offer>> {
    let reads = operator::find(&text[term.name.clone()])?;
    if about == About::Pools {
        return None;
    }
    let before = text[term.value.clone()].trim_start_matches(['"', '\'']).to_lowercase();
    let mut known: Vec<Offer> = Vec::new();
    let plain = |insert: &str, help: &'static str| Offer { insert: quoted(insert), help };
    match reads {
        Reads::Secret => known.extend([plain("yes", "has a secret"), plain("no", "a public client")]),
        Reads::Kind => known.extend(Short::ALL.iter().map(|short| plain(short.name, short.kind.words()))),
        Reads::Age(_) => {}
        Reads::Any(_) | Reads::One(_) | Reads::Flows => {
            for field in reads.fields() {
                if field.kind == Kind::Switch {
                    known.extend([plain("yes", ""), plain("no", "")]);
                }
                known.extend(field.kind.choices().iter().map(|choice| plain(typed(choice), choice.words)));
                let values = seen(field).into_iter().filter(|value| !value.contains(is_hidden));
                known.extend(values.map(|value| plain(&value, "")));
            }
        }
    }
    let mut offers: Vec<Offer> = Vec::new();
    let begins = |offer: &&Offer| offer.insert.to_lowercase().starts_with(&before);
    let contains = |offer: &&Offer| offer.insert.to_lowercase().contains(&before);
    // A value that was typed to its end needs no other that happens to have it as a piece.
    let whole = known.iter().any(|offer| offer.insert.to_lowercase() == before);
    for offer in known.iter().filter(begins).chain(known.iter().filter(contains)) {
        if !whole && offers.iter().all(|other| other.insert != offer.insert) {
            offers.push(offer.clone());
        }
    }
    Some(offers)
}

/// A value as it can be typed: in quotation marks where it has blanks.
fn quoted(value: &str) -> String {
    let mark = if value.contains('"') { '\'' } else { '"' };
    let needs = value.contains(char::is_whitespace) || value.starts_with(['"', '\'']);
    if needs { format!("{mark}{value}{mark}") } else { value.to_owned() }
}
