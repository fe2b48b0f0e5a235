//! Reading a filter: into words and predicates, and what cannot be read with its place.

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::operator::{self, Reads};
use super::pattern::Pattern;
use super::{About, Problem, Query, Trouble};
use crate::client::ClientKind;
use crate::client::field::{self, Kind, Unit, UnitSource};
use crate::client::text::quote;

/// A setting and what is wanted of it.
#[derive(Clone, Debug)]
pub(super) struct Predicate {
    pub(super) negated: bool,
    pub(super) reads: Reads,
    pub(super) wanted: Wanted,
}

/// What is wanted.
#[derive(Clone, Debug)]
pub(super) enum Wanted {
    /// A value that looks so, or a documented one whose words do.
    Text(Pattern),
    /// The position of a switch, or whether there is something.
    On(bool),
    /// A length of so many seconds.
    Seconds(Sign, u64),
    /// A moment.
    Moment(Sign, Timestamp),
    /// One of these sorts of application.
    Kinds(Vec<ClientKind>),
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// `:`, a piece of it.
    Has,
    /// `=`, all of it.
    Is,
    Less,
    More,
    AtMost,
    AtLeast,
}

impl Sign {
    const WRITTEN: [(&'static str, Self); 6] = [
        (">=", Self::AtLeast),
        ("<=", Self::AtMost),
        (">", Self::More),
        ("<", Self::Less),
        (":", Self::Has),
        ("=", Self::Is),
    ];

    /// The sign that a text begins with, and its length.
    fn at_start(text: &str) -> Option<(Self, usize)> {
        let found = Self::WRITTEN.iter().find(|(written, _)| text.starts_with(written));
        found.map(|(written, sign)| (*sign, written.len()))
    }

    fn is_order(self) -> bool {
        !matches!(self, Self::Has | Self::Is)
    }

    /// Whether a value stands so to the one that was typed.
    pub(super) fn holds<T: Ord>(self, value: &T, typed: &T) -> bool {
        match self {
            Self::Has | Self::Is => value == typed,
            Self::Less => value < typed,
            Self::More => value > typed,
            Self::AtMost => value <= typed,
            Self::AtLeast => value >= typed,
        }
    }
}

/// A piece of a filter between blanks.
#[derive(Clone, Debug)]
pub(super) enum Token {
    /// A plain word.
    Word(Range<usize>),
    /// A name, a sign and what follows.
    Term(Term),
}

/// The places of a term's parts, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) all: Range<usize>,
    pub(super) name: Range<usize>,
    /// After the sign, quotation marks included.
    pub(super) value: Range<usize>,
    sign: Sign,
    quoted: Option<char>,
}

/// Reads a filter. It always gives one: what cannot be read is left out and told.
pub fn parse(text: &str, about: About) -> Query {
    let mut query = Query::default();
    let mut words: Vec<&str> = Vec::new();
    let mut only_words = true;
    for token in tokens(text) {
        match token {
            Token::Word(at) => words.push(&text[at]),
            Token::Term(term) => {
                only_words = false;
                match predicate(text, &term, about) {
                    Ok(predicate) => query.predicates.push(predicate),
                    Err(problem) => query.problem = query.problem.or(Some(problem)),
                }
            }
        }
    }
    query.words = if only_words { text.to_owned() } else { words.join(" ") };
    query
}

/// The pieces of a filter.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| !c.is_whitespace()).map(|skip| at + skip) {
        let token = term(text, start).map_or_else(|| Token::Word(start..word_end(text, start)), Token::Term);
        at = match &token {
            Token::Word(range) => range.end,
            Token::Term(term) => term.all.end,
        };
        found.push(token);
    }
    found
}

fn word_end(text: &str, start: usize) -> usize {
    text[start..].find(char::is_whitespace).map_or(text.len(), |len| start + len)
}

/// A term that starts here, where a name and a sign do.
fn term(text: &str, start: usize) -> Option<Term> {
    let from = if text[start..].starts_with('-') { start + 1 } else { start };
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let end = text[from..].find(|c| !letters(c)).map_or(text.len(), |len| from + len);
    if end == from || !text[from..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (mut sign, len) = Sign::at_start(&text[end..])?;
    let mut value = end + len;
    // `age:>90d` means what `age>90d` does.
    if sign == Sign::Has
        && let Some((order, len)) = Sign::at_start(&text[value..]).filter(|(order, _)| *order != Sign::Has)
    {
        (sign, value) = (order, value + len);
    }
    let quoted = text[value..].chars().next().filter(|c| matches!(c, '"' | '\''));
    let stop = match quoted {
        Some(mark) => text[value + 1..].find(mark).map_or(text.len(), |len| value + 1 + len + 1),
        None => word_end(text, value),
    };
    Some(Term { all: start..stop, name: from..end, value: value..stop, sign, quoted })
}

fn predicate(text: &str, term: &Term, about: About) -> Result<Predicate, Problem> {
    let (name, raw) = (&text[term.name.clone()], &text[term.value.clone()]);
    let problem = |at: &Range<usize>, trouble| Problem { at: at.clone(), trouble };
    let reads = operator::find(name).ok_or_else(|| {
        problem(&term.name, Trouble::UnknownName { name: quote(name), near: near(name, raw) })
    })?;
    if about == About::Pools && !reads.is_listed() {
        return Err(problem(&term.name, Trouble::NotOfPools { name: quote(name) }));
    }
    if let Reads::One(field) = reads
        && !field.ops.output
    {
        return Err(problem(&term.name, Trouble::NeverTold { name: quote(name) }));
    }
    let value = match term.quoted {
        Some(mark) => raw[1..]
            .strip_suffix(mark)
            .ok_or_else(|| problem(&(term.value.start..term.value.start + 1), Trouble::OpenQuote))?,
        None => raw,
    };
    if value.is_empty() {
        let name = quote(&text[term.name.start..term.value.start]);
        let at = term.name.start..term.value.end;
        return Err(problem(&at, Trouble::NoValue { name, expected: reads.expected() }));
    }
    let asked = Asked { name, value, sign: term.sign, literal: term.quoted.is_some() };
    let wanted = wanted(reads, &asked).map_err(|trouble| problem(&term.value, trouble))?;
    Ok(Predicate { negated: text[term.all.clone()].starts_with('-'), reads, wanted })
}

/// What may have been meant by a name that stands for nothing.
fn near(name: &str, value: &str) -> Option<String> {
    if value.starts_with("//") {
        return Some(format!("url:{}:{}", quote(name), quote(value)));
    }
    operator::nearest(name)
}

/// What was typed of a term.
struct Asked<'a> {
    name: &'a str,
    value: &'a str,
    sign: Sign,
    literal: bool,
}

impl Asked<'_> {
    fn bad(&self, reads: Reads, near: Option<String>) -> Trouble {
        let (name, value) = (quote(self.name), quote(self.value));
        Trouble::BadValue { name, value, expected: reads.expected(), near }
    }

    fn no_order(&self, reads: Reads) -> Result<(), Trouble> {
        if self.sign.is_order() {
            return Err(Trouble::NoOrder { name: quote(self.name), expected: reads.expected() });
        }
        Ok(())
    }

    fn pattern(&self) -> Pattern {
        Pattern::new(self.value, self.literal, self.sign == Sign::Is)
    }
}

fn wanted(reads: Reads, asked: &Asked<'_>) -> Result<Wanted, Trouble> {
    match reads {
        Reads::Age(_) => {
            let seconds = seconds(asked.value, None).ok_or_else(|| asked.bad(reads, None))?;
            // "90 days old" to the second is never meant.
            if asked.sign.is_order() {
                Ok(Wanted::Seconds(asked.sign, seconds))
            } else {
                Err(asked.bad(reads, None))
            }
        }
        Reads::Secret => switch(reads, asked),
        Reads::Kind => {
            asked.no_order(reads)?;
            let kinds = operator::kinds(asked.value);
            if kinds.is_empty() {
                let names = crate::client::kind::Short::ALL.map(|short| short.name);
                return Err(asked.bad(reads, nearest(asked.value, names.into_iter())));
            }
            Ok(Wanted::Kinds(kinds))
        }
        Reads::Any(_) | Reads::One(_) | Reads::Flows => match reads.fields().first().map(|field| &field.kind)
        {
            Some(Kind::Switch) => switch(reads, asked),
            Some(Kind::Duration { unit, .. }) => {
                let bare = match unit {
                    UnitSource::Fixed(unit) => Some(*unit),
                    UnitSource::Member { .. } => None,
                };
                let seconds = seconds(asked.value, bare).ok_or_else(|| asked.bad(reads, None))?;
                Ok(Wanted::Seconds(asked.sign, seconds))
            }
            Some(Kind::Timestamp) if asked.sign.is_order() => {
                let moment = moment(asked.value).ok_or_else(|| asked.bad(reads, None))?;
                Ok(Wanted::Moment(asked.sign, moment))
            }
            _ => {
                asked.no_order(reads)?;
                choice(reads, asked)
            }
        },
    }
}

/// A text; where only documented values make sense, one that some of them fit.
fn choice(reads: Reads, asked: &Asked<'_>) -> Result<Wanted, Trouble> {
    let pattern = asked.pattern();
    if !reads.is_closed() || asked.literal || matches!(pattern, Pattern::Pieces(_)) {
        return Ok(Wanted::Text(pattern));
    }
    let choices = reads.choices();
    // A whole word or value means itself alone: `code`, and nothing else that has it as a piece.
    let whole = as_switched(asked.value, &choices).unwrap_or(asked.value);
    if let Some(meant) = choices.iter().find(|choice| choice.is_meant_by(whole)) {
        return Ok(Wanted::Text(Pattern::new(meant.value, true, true)));
    }
    if choices.iter().any(|choice| pattern.fits(choice.value) || pattern.fits(choice.words)) {
        return Ok(Wanted::Text(pattern));
    }
    let names = choices.iter().flat_map(|choice| [choice.words, choice.value]);
    Err(asked.bad(reads, nearest(asked.value, names)))
}

/// `yes` where the words are `on` and `off`.
fn as_switched(text: &str, choices: &[&field::Choice]) -> Option<&'static str> {
    let word = if on_or_off(text)? { "on" } else { "off" };
    choices.iter().any(|choice| choice.words == word).then_some(word)
}

fn switch(reads: Reads, asked: &Asked<'_>) -> Result<Wanted, Trouble> {
    asked.no_order(reads)?;
    on_or_off(asked.value).map(Wanted::On).ok_or_else(|| asked.bad(reads, None))
}

fn on_or_off(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "on" | "true" => Some(true),
        "n" | "no" | "off" | "false" => Some(false),
        _ => None,
    }
}

/// A typed length in seconds. A bare number needs a unit that is always the same.
fn seconds(text: &str, bare: Option<Unit>) -> Option<u64> {
    if bare.is_none() && text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    field::typed_span(text, bare.unwrap_or(Unit::Seconds)).map(field::Span::seconds)
}

/// A day from its start in UTC, or a moment in full.
fn moment(text: &str) -> Option<Timestamp> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(day)
}

/// How long ago a moment was, in seconds; nothing for one that is still to come.
pub(super) fn age(moment: Timestamp, now: Timestamp) -> u64 {
    let since: SignedDuration = now.duration_since(moment);
    u64::try_from(since.as_secs()).unwrap_or(0)
}

fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let typed = typed.to_lowercase();
    let enough = 1 + typed.chars().count() / 4;
    known
        .map(|name| (field::distance(&name.to_lowercase(), &typed), name))
        .filter(|(distance, _)| *distance <= enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_owned())
}
