//! Reading what a person types, and writing values so that they can be typed again.

use super::{Field, Invalid, Kind, Problem, Span, Unit, UnitSource, Value};
use crate::client::text::quote;

impl Field {
    /// Reads a typed value: `45m`, `12h`, `30 days`, or a bare number in `unit`, the one the client has
    /// now; `on` or `true`; a list with commas or a line for each member; an enumerated value as the
    /// API writes it or in words. Nothing but blanks gives `None`: the default again.
    ///
    /// This looks at the form alone, so an enumerated value that is not documented is read as it is;
    /// [`Field::check`] knows the limits and [`Field::read`] does both.
    pub fn parse(&'static self, text: &str, unit: Option<Unit>) -> Result<Option<Value>, Invalid> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Ok(None);
        }
        let value = match &self.kind {
            Kind::Text { .. } => Ok(Value::Text(trimmed.to_owned())),
            Kind::List { .. } => Ok(Value::List(members(text).map(str::to_owned).collect())),
            Kind::Choices(_) => Ok(Value::List(members(text).map(|m| self.choice(m)).collect())),
            Kind::Choice(_) => Ok(Value::Text(self.choice(trimmed))),
            Kind::Switch => switch(trimmed).map(Value::Switch),
            Kind::Duration { unit: source, .. } => span(trimmed, *source, unit).map(Value::Span),
            Kind::Unit => Ok(Value::Text(
                unit_of(trimmed).map_or_else(|| trimmed.to_owned(), |u| u.as_str().to_owned()),
            )),
            Kind::Timestamp => {
                trimmed.parse().map(Value::Moment).map_err(|_| Problem::NotAMoment { text: quote(trimmed) })
            }
        };
        value.map(Some).map_err(|problem| self.invalid(problem))
    }

    /// Reads a typed value and checks its limits.
    pub fn read(&'static self, text: &str, unit: Option<Unit>) -> Result<Option<Value>, Invalid> {
        let value = self.parse(text, unit)?;
        if let Some(value) = &value {
            self.check(value)?;
        }
        Ok(value)
    }

    /// Writes a value as a person would type it; [`Field::parse`] gives the same value back.
    pub fn format(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            // A line for each where a member has a comma; the last line's end says that lines are meant.
            Value::List(members) if members.iter().any(|m| m.contains(',')) => members.join("\n") + "\n",
            Value::List(members) => members.join(", "),
            Value::Switch(on) => (if *on { "on" } else { "off" }).to_owned(),
            Value::Span(span) => span.to_string(),
            Value::Moment(moment) => moment.to_string(),
            Value::Other(json) => json.to_string(),
        }
    }

    fn choice(&self, text: &str) -> String {
        let known = self.kind.choices().iter().find(|choice| choice.is_meant_by(text));
        known.map_or_else(|| text.to_owned(), |choice| choice.value.to_owned())
    }
}

/// A member on each line where there are several lines, between commas otherwise.
fn members(text: &str) -> impl Iterator<Item = &str> {
    let separator = if text.contains('\n') { '\n' } else { ',' };
    text.split(separator).map(str::trim).filter(|member| !member.is_empty())
}

fn switch(text: &str) -> Result<bool, Problem> {
    match text.to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" => Ok(false),
        _ => Err(Problem::NotASwitch { text: quote(text) }),
    }
}

fn span(text: &str, source: UnitSource, now: Option<Unit>) -> Result<Span, Problem> {
    let bare = match source {
        UnitSource::Fixed(unit) => unit,
        UnitSource::Member { absent, .. } => now.unwrap_or(absent),
    };
    let span = typed_span(text, bare).ok_or_else(|| Problem::NotADuration { text: quote(text) })?;
    match source {
        UnitSource::Fixed(unit) => span.in_unit(unit).ok_or(Problem::NotWhole { unit }),
        UnitSource::Member { .. } => Ok(span),
    }
}

/// Reads a typed length: `45`, `45m`, `1h 30m`, `1.5 hours`. Several parts go from the longest unit to the
/// shortest, each once: what is typed behind an earlier value is no sum of the two. They, or a fraction, end
/// up in the shortest unit that was named or the longest that is whole; `bare` is the unit of a number alone.
pub fn typed_span(text: &str, bare: Unit) -> Option<Span> {
    if let Ok(amount) = text.parse::<u64>() {
        return Some(Span::new(amount, bare));
    }
    let mut rest = text;
    let mut parts = Vec::new();
    let mut above = u64::MAX;
    while !rest.is_empty() {
        let (number, after) = split_where(rest, |c| !c.is_ascii_digit() && c != '.');
        let (word, after) = split_where(after.trim_start(), |c| !c.is_alphabetic());
        let (unit, factor) = named_unit(word)?;
        let size = unit.seconds() * factor;
        if size >= above {
            return None;
        }
        above = size;
        parts.push(part(number, unit, factor)?);
        rest = after.trim_start();
    }
    match parts.as_slice() {
        [one] => Some(*one),
        [first, more @ ..] => {
            let unit = more.iter().map(|p| p.unit).fold(first.unit, Unit::min);
            let seconds = parts
                .iter()
                .try_fold(0_u64, |sum, p| sum.checked_add(p.amount.checked_mul(p.unit.seconds())?))?;
            Span::new(seconds, Unit::Seconds).in_unit(unit)
        }
        [] => None,
    }
}

/// The service's unit behind a word, and how many of it one is.
fn named_unit(word: &str) -> Option<(Unit, u64)> {
    match word.to_lowercase().as_str() {
        "w" | "week" | "weeks" => Some((Unit::Days, 7)),
        "y" | "year" | "years" => Some((Unit::Days, 365)),
        other => Some((unit_of(other)?, 1)),
    }
}

fn part(number: &str, unit: Unit, factor: u64) -> Option<Span> {
    let Some((whole, fraction)) = number.split_once('.') else {
        return Some(Span::new(number.parse::<u64>().ok()?.checked_mul(factor)?, unit));
    };
    if fraction.is_empty() || fraction.len() > 6 {
        return None;
    }
    let scale = 10_u64.pow(u32::try_from(fraction.len()).ok()?);
    let scaled = whole.parse::<u64>().ok()?.checked_mul(scale)?.checked_add(fraction.parse().ok()?)?;
    let seconds = scaled.checked_mul(unit.seconds())?.checked_mul(factor)?;
    seconds.is_multiple_of(scale).then(|| Span::from_seconds(seconds / scale))
}

fn unit_of(word: &str) -> Option<Unit> {
    match word.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(Unit::Seconds),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(Unit::Minutes),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(Unit::Hours),
        "d" | "day" | "days" => Some(Unit::Days),
        _ => None,
    }
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).unwrap_or(text.len()))
}
