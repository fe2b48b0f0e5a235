//! What the service refuses, and what it accepts to nobody's good, judged before a request is sent.
//!
//! [`RULES`] is the table: one row for each rule, in the order in which the service looks, with a small
//! function that judges a client on its *effective* values. The functions stand in files by theme.
//! Settings that this version does not know are never refused.

mod analytics;
mod attributes;
mod case;
mod fix;
mod flows;
mod oauth;
mod references;
mod service;
mod shape;
mod table;
mod tokens;
mod unknown;
mod urls;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;

use super::field::{Field, Value};
use super::{ClientId, Pool, PoolId, ProviderSummary, ResourceServer, SecretPresence, Settings};

use case::Case;
pub use references::{delete_secret, one_more_secret};
pub use table::{RULES, RuleId};

/// One rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// A few words for a list.
    pub title: &'static str,
    /// What it asks for, in a sentence.
    pub what: &'static str,
    /// Where another row's function finds it too, or settings alone cannot break it, there is none.
    check: Option<fn(&Case<'_>) -> Vec<Finding>>,
}

/// Something about a client's settings that a person should know before they are sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// Whether the service would refuse.
    pub severity: Severity,
    /// The settings it is about; the first is the one to look at.
    pub fields: Vec<&'static Field>,
    /// What is wrong and what to do, naming the setting; safe to show.
    pub message: String,
    /// What the service would say, where its words are known. It repeats what it was sent, so
    /// [`harmless`](super::text::harmless) comes before a screen.
    pub service_message: Option<String>,
    /// The service's error code; empty for a warning.
    pub exception: &'static str,
    /// A change that settles it, where one does without a decision of the person's.
    pub fix: Option<Fix>,
    /// True when the client on the service has it already.
    pub already_there: bool,
}

impl Finding {
    /// True when the service would refuse.
    pub fn is_refusal(&self) -> bool {
        self.severity == Severity::Refused
    }

    fn is_like(&self, other: &Self) -> bool {
        self.rule == other.rule && self.message == other.message
    }

    fn refused(rule: RuleId, fields: &[&'static Field], message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Refused,
            fields: fields.to_vec(),
            message: message.into(),
            service_message: None,
            exception: service::INVALID,
            fix: None,
            already_there: false,
        }
    }

    fn warning(rule: RuleId, fields: &[&'static Field], message: impl Into<String>) -> Self {
        let refused = Self::refused(rule, fields, message);
        Self { severity: Severity::Warning, exception: "", ..refused }
    }

    fn says(self, exception: &'static str, text: impl Into<String>) -> Self {
        Self { exception, service_message: Some(text.into()), ..self }
    }

    fn with_fix(self, fix: impl Into<Option<Fix>>) -> Self {
        Self { fix: fix.into(), ..self }
    }
}

/// What comes of a finding when the settings are sent as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The service refuses the request.
    Refused,
    /// The service accepts it, and somebody will be surprised.
    Warning,
}

/// A change that settles a finding, whole: settings that depend on each other change together.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, as a command: "Turn rotation off".
    pub title: String,
    /// The settings to set, or with `None` to remove.
    pub edits: Vec<(&'static Field, Option<Value>)>,
}

impl Fix {
    /// The settings with the fix made.
    pub fn apply(&self, settings: &Settings) -> Settings {
        let mut fixed = settings.clone();
        for (field, value) in &self.edits {
            // A fix is made of the table's own values, which every row takes.
            let _ = fixed.set(field, value.clone());
        }
        fixed
    }
}

/// Which request the settings are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `CreateUserPoolClient`.
    #[default]
    Create,
    /// `UpdateUserPoolClient`.
    Update,
}

/// What is known about a client's secret. Whether a creation draws one is a setting
/// (`generate_secret`), not this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secret {
    /// Nothing is known; no rule about secrets speaks.
    #[default]
    Unknown,
    /// There is none, and none was chosen.
    Absent,
    /// There is one.
    Present,
    /// One of the person's own goes with the creation. Only its form is told here, never its text.
    Chosen {
        /// How many characters it has.
        characters: usize,
        /// Whether all of them are letters a–z, digits, `_` or `+`.
        allowed: bool,
    },
}

impl From<SecretPresence> for Secret {
    fn from(presence: SecretPresence) -> Self {
        if presence.is_present() { Self::Present } else { Self::Absent }
    }
}

/// What is known around a client. Whatever is `None` is not judged by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// The request that is meant.
    pub operation: Operation,
    /// The region the request goes to.
    pub region: Option<&'a str>,
    /// The pool, for its schema, tier and triggers.
    pub pool: Option<&'a Pool>,
    /// All of the pool's identity providers.
    pub providers: Option<&'a [ProviderSummary]>,
    /// All of the pool's resource servers.
    pub servers: Option<&'a [ResourceServer]>,
    /// Attributes that the client's identity providers fill in.
    pub mappings: Option<&'a [Mapping]>,
    /// What is known of the secret.
    pub secret: Secret,
    /// The client as the service has it now, or the one that a new one is made after. What stands there
    /// already and is merely unknown to this version is no refusal; what would make any update fail is.
    pub stored: Option<&'a Settings>,
    /// The pool that is meant, where it is known not to be there.
    pub missing_pool: Option<&'a PoolId>,
    /// The client that is meant, where it is known not to be there.
    pub missing_client: Option<&'a ClientId>,
}

/// The attributes that an identity provider fills in at every sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The provider's name.
    pub provider: String,
    /// The pool's attributes that it writes.
    pub attributes: Vec<String>,
}

/// Judges settings: refusals first in the order in which the service looks, then warnings.
///
/// A fix that is offered settles its finding and brings no refusal of its own.
pub fn check(settings: &Settings, around: &Surroundings<'_>) -> Vec<Finding> {
    let mut findings = judge(settings, around);
    let before = around.stored.map(|stored| judge(stored, around)).unwrap_or_default();
    let judged = findings.clone();
    for finding in &mut findings {
        finding.already_there = before.iter().any(|old| old.is_like(finding));
        if let Some(fix) = &finding.fix {
            let after = judge(&fix.apply(settings), around);
            let settled = !after.iter().any(|new| new.is_like(finding));
            let harmless = after.iter().all(|new| !new.is_refusal() || judged.iter().any(|f| f.is_like(new)));
            if !settled || !harmless {
                finding.fix = None;
            }
        }
    }
    findings.sort_by_key(|finding| finding.severity);
    findings
}

fn judge(settings: &Settings, around: &Surroundings<'_>) -> Vec<Finding> {
    let case = Case { settings, around };
    RULES.iter().filter_map(|rule| rule.check).flat_map(|check| check(&case)).collect()
}

/// True when nothing is refused.
pub fn passes(findings: &[Finding]) -> bool {
    !findings.iter().any(Finding::is_refusal)
}

/// The findings that are about a setting, its own first.
pub fn about<'a>(findings: &'a [Finding], field: &'a Field) -> impl Iterator<Item = &'a Finding> {
    let own = findings.iter().filter(move |f| f.fields.first() == Some(&field));
    own.chain(findings.iter().filter(move |f| f.fields.iter().skip(1).any(|other| *other == field)))
}
