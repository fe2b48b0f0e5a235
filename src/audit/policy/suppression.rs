//! Findings that somebody has looked at and accepts, for a reason and for a time.

use jiff::civil::Date;

use super::Pattern;
use crate::audit::{Place, Rule};

/// Findings of one rule that do not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppression {
    /// The rule.
    pub rule: &'static Rule,
    /// Which clients: their name or id, alone or after the pool's and a slash. `None` means all of the
    /// pool, and the pool itself.
    pub client: Option<Pattern>,
    /// Which pools, by name or id; `None` means all.
    pub pool: Option<Pattern>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day (UTC) on which it holds; `None` means for ever.
    pub expires: Option<Date>,
}

impl Suppression {
    /// True for a rule and a place that it is about, whatever the day.
    pub fn covers(&self, rule: &Rule, place: &Place) -> bool {
        let pools = [place.pool_name.as_str(), place.pool.as_str()];
        let in_pool = self.pool.as_ref().is_none_or(|pattern| pools.iter().any(|name| pattern.matches(name)));
        let in_client = match (&self.client, &place.client) {
            (None, _) => true,
            (Some(pattern), Some(id)) => pattern.matches_client([&place.client_name, id.as_str()], pools),
            (Some(_), None) => false,
        };
        self.rule == rule && in_pool && in_client
    }

    /// As it stands in a configuration file, to be put at its end.
    pub fn to_toml(&self) -> String {
        let mut text = format!("[[audit.suppress]]\nrule = {}\n", quoted(self.rule.id));
        let patterns = [("client", &self.client), ("pool", &self.pool)];
        for (name, pattern) in patterns {
            if let Some(pattern) = pattern {
                put!(text, "{name} = {}\n", quoted(pattern.as_str()));
            }
        }
        put!(text, "reason = {}\n", quoted(&self.reason));
        if let Some(expires) = self.expires {
            put!(text, "expires = {expires}\n");
        }
        text
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if crate::client::text::is_hidden(c) => put!(quoted, "\\U{:08x}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
