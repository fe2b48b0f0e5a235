//! What a person has configured: `[audit]` in the configuration file.

mod mistake;
mod parse;
mod pattern;
mod suppression;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Limit, Place, Rule, Severity, Suppressed};

pub use mistake::{Mistake, PolicyError};
pub use pattern::Pattern;
pub use suppression::Suppression;

/// Which rules hold, how severe they are, and what is known and accepted.
///
/// ```toml
/// [audit]
/// disable = ["S10", "auth-session-long"]          # rules by id or name
/// production = ["customers/*"]                    # names or ids; before any guess from names
/// nonproduction = ["*-playground"]
/// sensitive_attributes = ["clearance"]            # beside role, admin, tenant, …
/// shared_hosts = ["*.pages.example"]              # beside vercel.app, github.io, …
///
/// [audit.severity]
/// S16 = "medium"
///
/// [audit.limits]
/// access_token = "2 hours"
/// callbacks = 30
///
/// [[audit.suppress]]
/// rule = "S01"
/// client = "customers/web-legacy"                 # pool/client or client, names or ids, * and ?
/// reason = "Goes with the old site in March; IDN-112"
/// expires = 2027-03-31                            # the last day; without one it holds for ever
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Policy {
    /// Rules that are left out.
    pub disabled: Vec<&'static Rule>,
    /// Severities in place of the rules' own.
    pub severities: BTreeMap<&'static str, Severity>,
    /// Numbers in place of the rules' own, by name.
    pub limits: BTreeMap<&'static str, u64>,
    /// Clients and pools with real users.
    pub production: Vec<Pattern>,
    /// Clients and pools without.
    pub nonproduction: Vec<Pattern>,
    /// Custom attributes that users must not write, as parts of their names.
    pub sensitive_attributes: Vec<String>,
    /// Hosts where strangers can get a neighbouring name.
    pub shared_hosts: Vec<Pattern>,
    /// Findings that do not count.
    pub suppressions: Vec<Suppression>,
}

impl Policy {
    /// True for a rule that is left out.
    pub fn is_disabled(&self, rule: &Rule) -> bool {
        !self.disabled.is_empty() && self.disabled.contains(&rule)
    }

    /// The severity that a rule always has.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.severities.get(rule.id).copied()
    }

    /// The number that a rule compares with.
    pub fn limit(&self, limit: &Limit) -> u64 {
        self.limits.get(limit.name).copied().unwrap_or(limit.default.number())
    }

    /// Why a finding does not count; or a note that a suppression has ended.
    pub(super) fn suppressed(
        &self,
        rule: &Rule,
        place: &Place,
        now: Timestamp,
    ) -> (Option<Box<Suppressed>>, Option<String>) {
        let mut ended = None;
        for one in self.suppressions.iter().filter(|one| one.covers(rule, place)) {
            match one.expires {
                Some(expires) if TimeZone::UTC.to_datetime(now).date() > expires => {
                    let reason = crate::client::text::quote(&one.reason);
                    ended = Some(format!("a suppression ended on {expires}: {reason}"));
                }
                _ => {
                    let suppressed = Suppressed { reason: one.reason.clone(), expires: one.expires };
                    return (Some(Box::new(suppressed)), None);
                }
            }
        }
        (None, ended)
    }
}
