//! Reading a policy.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::{Table, Value};

use super::{Mistake, Pattern, Policy, PolicyError, Suppression};
use crate::audit::{Amount, Limit, RULES, Rule, Severity, find};
use crate::client::field;

/// A policy as it is written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    disable: Vec<String>,
    severity: BTreeMap<String, String>,
    limits: Table,
    production: Vec<String>,
    nonproduction: Vec<String>,
    sensitive_attributes: Vec<String>,
    shared_hosts: Vec<String>,
    suppress: Vec<RawSuppression>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSuppression {
    rule: String,
    client: Option<String>,
    pool: Option<String>,
    #[serde(default)]
    reason: String,
    expires: Option<Value>,
}

impl Policy {
    /// Reads the `[audit]` table of a configuration; an empty one is the default policy.
    ///
    /// # Errors
    /// With every mistake that is in it.
    pub fn from_table(table: Table) -> Result<Self, PolicyError> {
        let raw = Raw::deserialize(Value::Table(table)).map_err(|error| {
            let why = error.to_string().trim().to_owned();
            PolicyError { mistakes: vec![Mistake::Malformed { why }] }
        })?;
        let mut mistakes = Vec::new();
        let policy = Self {
            disabled: raw.disable.iter().filter_map(|name| rule("disable", name, &mut mistakes)).collect(),
            severities: severities(&raw.severity, &mut mistakes),
            limits: limits(&raw.limits, &mut mistakes),
            production: raw.production.into_iter().map(Pattern::new).collect(),
            nonproduction: raw.nonproduction.into_iter().map(Pattern::new).collect(),
            sensitive_attributes: raw.sensitive_attributes.iter().map(|word| word.to_lowercase()).collect(),
            shared_hosts: raw.shared_hosts.into_iter().map(Pattern::new).collect(),
            suppressions: raw
                .suppress
                .into_iter()
                .enumerate()
                .filter_map(|(at, one)| suppression(at + 1, one, &mut mistakes))
                .collect(),
        };
        if mistakes.is_empty() { Ok(policy) } else { Err(PolicyError { mistakes }) }
    }

    /// Reads the `[audit]` table of a configuration file's text; without one it is the default policy.
    ///
    /// # Errors
    /// When the text is no TOML, or with every mistake in the table.
    pub fn from_toml(text: &str) -> Result<Self, PolicyError> {
        let malformed = |why: String| PolicyError { mistakes: vec![Mistake::Malformed { why }] };
        let mut table: Table =
            toml::from_str(text).map_err(|e| malformed(e.to_string().trim().to_owned()))?;
        match table.remove("audit") {
            None => Ok(Self::default()),
            Some(Value::Table(table)) => Self::from_table(table),
            Some(_) => Err(malformed("it is no table; write [audit]".to_owned())),
        }
    }
}

impl Policy {
    /// Reads a file that holds accepted findings and nothing else: `[[audit.suppress]]` tables.
    ///
    /// # Errors
    /// When the text is no TOML, says something else, or with every mistake in it.
    pub fn accepted_in(text: &str) -> Result<Vec<Suppression>, PolicyError> {
        let other = |why: String| PolicyError { mistakes: vec![Mistake::Malformed { why }] };
        let table: Table = toml::from_str(text).map_err(|e| other(e.to_string().trim().to_owned()))?;
        if let Some(name) = table.keys().find(|name| *name != "audit") {
            return Err(other(format!("'{name}' does not belong into this file")));
        }
        if let Some(Value::Table(audit)) = table.get("audit")
            && let Some(name) = audit.keys().find(|name| *name != "suppress")
        {
            return Err(other(format!("audit.{name} belongs into the configuration file")));
        }
        Ok(Self::from_toml(text)?.suppressions)
    }
}

fn rule(place: &str, name: &str, mistakes: &mut Vec<Mistake>) -> Option<&'static Rule> {
    let rule = find(name);
    if rule.is_none() {
        mistakes.push(Mistake::UnknownRule { place: place.to_owned(), rule: name.to_owned() });
    }
    rule
}

fn severities(
    raw: &BTreeMap<String, String>,
    mistakes: &mut Vec<Mistake>,
) -> BTreeMap<&'static str, Severity> {
    let mut severities = BTreeMap::new();
    for (name, word) in raw {
        let Some(rule) = rule("severity", name, mistakes) else { continue };
        match Severity::read(word) {
            Some(severity) => drop(severities.insert(rule.id, severity)),
            None => {
                mistakes.push(Mistake::UnknownSeverity { rule: rule.id.to_owned(), word: word.clone() });
            }
        }
    }
    severities
}

fn limits(raw: &Table, mistakes: &mut Vec<Mistake>) -> BTreeMap<&'static str, u64> {
    let mut limits = BTreeMap::new();
    for (name, value) in raw {
        let all = RULES.iter().flat_map(|rule| rule.limits);
        let Some(limit) = all.copied().find(|limit| limit.name == name) else {
            mistakes.push(Mistake::UnknownLimit { name: name.clone() });
            continue;
        };
        match amount(limit, value) {
            Ok(number) => drop(limits.insert(limit.name, number)),
            Err(expected) => {
                let value = words(value);
                mistakes.push(Mistake::BadLimit { name: limit.name, value, expected });
            }
        }
    }
    limits
}

fn amount(limit: &Limit, value: &Value) -> Result<u64, &'static str> {
    match limit.default {
        Amount::Count(_) => {
            let number = value.as_integer().and_then(|number| u64::try_from(number).ok());
            number.ok_or("a number, as in 20")
        }
        // Any duration's row reads any length of time; a bare number would leave its unit to guess.
        Amount::Seconds(_) => {
            let text = value.as_str().filter(|text| text.trim().parse::<u64>().is_err());
            let parsed = text.and_then(|text| field::REFRESH_TOKEN_VALIDITY.parse(text, None).ok().flatten());
            let span = parsed.and_then(|value| value.as_span());
            span.map(field::Span::seconds).ok_or("a length of time, as in \"90 days\" or \"1 hour\"")
        }
    }
}

fn suppression(number: usize, raw: RawSuppression, mistakes: &mut Vec<Mistake>) -> Option<Suppression> {
    let before = mistakes.len();
    let rule = rule(&format!("suppress {number}"), &raw.rule, mistakes);
    if raw.reason.trim().is_empty() {
        mistakes.push(Mistake::NoReason { number });
    }
    if raw.client.is_none() && raw.pool.is_none() {
        mistakes.push(Mistake::NoPlace { number });
    }
    let mut expires = None;
    if let Some(value) = raw.expires {
        // A date of TOML's own, or the same in quotes.
        let text = words(&value);
        match text.parse::<Date>() {
            Ok(date) => expires = Some(date),
            Err(_) => mistakes.push(Mistake::BadDay { number, value: text }),
        }
    }
    let rule = rule.filter(|_| mistakes.len() == before)?;
    Some(Suppression {
        rule,
        client: raw.client.map(Pattern::new),
        pool: raw.pool.map(Pattern::new),
        reason: raw.reason.trim().to_owned(),
        expires,
    })
}

/// A value as it was written, more or less.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(on) => on.to_string(),
        Value::Datetime(moment) => moment.to_string(),
        Value::Array(_) | Value::Table(_) => value.type_str().to_owned(),
    }
}
