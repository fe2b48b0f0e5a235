//! What the service refuses, and what it accepts to nobody's good, judged before a request is sent.
//!
//! [`RULES`] is the table: one row for each rule, in the order in which the service looks, with a small
//! function that judges a client on its *effective* values. The functions stand in files by theme.
//! Settings that this version does not know are never refused.

mod table;

use super::field::{Field, Value};
use super::{Pool, ProviderSummary, ResourceServer, SecretPresence, Settings};

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
    check: fn(&Settings, &Surroundings<'_>) -> Vec<Finding>,
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
    /// What the service would say, where its words are known.
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
    /// The client as the service has it now. What stands there already and is merely unknown to this
    /// version is no refusal; what would make any update fail is one.
    pub stored: Option<&'a Settings>,
    /// Whether the pool is there, where that was asked.
    pub pool_exists: Option<bool>,
    /// Whether the client is there, where that was asked.
    pub client_exists: Option<bool>,
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
pub fn check(settings: &Settings, around: &Surroundings<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| (rule.check)(settings, around)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
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
