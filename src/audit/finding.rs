//! What a rule found, and where.

use std::sync::Arc;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{Fix, Need, Rule, Severity, Site};
use crate::client::text::harmless;
use crate::client::{ClientId, ClientKey, Field, PoolId};

/// What a finding is about: a client, or a pool. What could not be read can be all that is at a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The pool; an empty id where everything at the site is meant.
    pub pool: PoolId,
    /// The pool's name as the service wrote it.
    pub pool_name: String,
    /// The client in it; `None` where the pool itself is meant.
    pub client: Option<ClientId>,
    /// The client's name as the service wrote it; empty for a pool.
    pub client_name: String,
    /// Where the pool is, where that is known.
    pub site: Option<Arc<Site>>,
}

impl Place {
    /// The pool itself.
    pub fn pool(id: PoolId, name: impl Into<String>) -> Self {
        Self { pool: id, pool_name: name.into(), client: None, client_name: String::new(), site: None }
    }

    /// Everything at a site, told by these words where nothing else is known of it.
    pub fn whole(words: impl Into<String>) -> Self {
        Self::pool(PoolId::new(""), words)
    }

    /// True where everything at the site is meant.
    pub fn is_whole(&self) -> bool {
        self.client.is_none() && self.pool.as_str().is_empty()
    }

    /// `pool/client` in names, or the pool's name alone; safe to show.
    pub fn names(&self) -> String {
        match self.client {
            Some(_) => format!("{}/{}", harmless(&self.pool_name), harmless(&self.client_name)),
            None => harmless(&self.pool_name).into_owned(),
        }
    }

    /// What tells its site from others of the report, before a name there: `prod:`. Empty where there is one
    /// alone; safe to show.
    pub fn prefix(&self) -> String {
        match self.site.as_deref() {
            Some(site) if !site.name.is_empty() => format!("{}:", harmless(&site.name)),
            _ => String::new(),
        }
    }

    /// The names after what tells the site from others: `prod:pool/client`. For a whole site its profile and
    /// region. Safe to show.
    pub fn told(&self) -> String {
        let site = self.site.as_deref().filter(|_| self.is_whole()).map(Site::words);
        let site = site.filter(|words| !words.is_empty());
        site.unwrap_or_else(|| self.prefix() + &self.names())
    }

    /// `pool/client` in ids, or the pool's id alone, as the service writes them.
    pub fn ids(&self) -> String {
        match &self.client {
            Some(client) => format!("{}/{client}", self.pool),
            None => self.pool.to_string(),
        }
    }

    /// The client's key.
    pub fn key(&self) -> Option<ClientKey> {
        let client = self.client.clone()?;
        Some(ClientKey { pool: self.pool.clone(), client })
    }

    /// By names, then by ids: the order of reports. The same ids at two sites are two servers' own.
    pub(super) fn order(&self) -> (&str, &PoolId, &str, Option<&ClientId>, Option<&Site>) {
        (&self.pool_name, &self.pool, &self.client_name, self.client.as_ref(), self.site.as_deref())
    }
}

/// One thing that is wrong with a client or a pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub severity: Severity,
    /// What it is about.
    pub place: Arc<Place>,
    /// The settings it is about, the one to look at first.
    pub fields: &'static [&'static Field],
    /// What was found, in a sentence without a full stop; safe to show.
    pub evidence: String,
    /// What settles it, where something does without a decision.
    pub fix: Option<Box<Fix>>,
    /// Something to know about the finding itself, as that its suppression has ended; safe to show.
    pub note: Option<String>,
    /// Why it does not count.
    pub suppressed: Option<Box<Suppressed>>,
    /// Which of several findings that a rule can have for one client.
    pub(super) aspect: &'static str,
}

impl Finding {
    /// The same for the same thing in every run: rule, pool, client and aspect, digested.
    pub fn fingerprint(&self) -> String {
        let digest =
            Sha256::new().chain_update([self.rule.id, &self.place.ids(), self.aspect].join("\n")).finalize();
        let mut text = String::with_capacity(32);
        digest.iter().take(16).for_each(|byte| put!(text, "{byte:02x}"));
        text
    }
}

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppressed {
    /// What the person wrote.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Option<Date>,
}

/// A rule that could not be answered for a client or a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unchecked {
    /// The rule.
    pub rule: &'static Rule,
    /// What it is about.
    pub place: Arc<Place>,
    /// What was missing.
    pub need: Need,
    /// Why, safe to show; `None` where it was not asked for.
    pub why: Option<String>,
}
