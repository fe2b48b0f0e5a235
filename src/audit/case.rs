//! One client as rules see it: what is in effect, read once, and borrowed from the service's document.

use std::cell::OnceCell;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::address::Address;
use super::{Around, Environment, Fix, Known, Limit, Need, Place, Policy, Severity, Subject};
use crate::client::field::{self, DefaultValue, FIELDS, Field, Kind, Span};
use crate::client::{AppClient, ClientKind, Pool, Settings};

pub(super) const REFRESH: &str = "ALLOW_REFRESH_TOKEN_AUTH";
pub(super) const SRP: &str = "ALLOW_USER_SRP_AUTH";
pub(super) const CUSTOM: &str = "ALLOW_CUSTOM_AUTH";
pub(super) const PASSWORD: &str = "ALLOW_USER_PASSWORD_AUTH";
pub(super) const ADMIN: &str = "ALLOW_ADMIN_USER_PASSWORD_AUTH";
pub(super) const CHOICE: &str = "ALLOW_USER_AUTH";

/// What the three triggers of the custom flow are called.
const CHALLENGE_TRIGGERS: [&str; 3] =
    ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];

/// What a rule found, before it is known whose rule it was.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) severity: Option<Severity>,
    pub(super) fields: Option<&'static [&'static Field]>,
    pub(super) aspect: &'static str,
    pub(super) evidence: String,
    pub(super) fix: Option<Box<Fix>>,
}

impl Found {
    /// What is there, in a sentence; everything from the service in it has been made harmless.
    pub(super) fn new(evidence: impl Into<String>) -> Self {
        Self { severity: None, fields: None, aspect: "", evidence: evidence.into(), fix: None }
    }

    /// Another severity than the rule's own.
    pub(super) fn severity(self, severity: Severity) -> Self {
        Self { severity: Some(severity), ..self }
    }

    /// Other settings than all of the rule's.
    pub(super) fn fields(self, fields: &'static [&'static Field]) -> Self {
        Self { fields: Some(fields), ..self }
    }

    /// Which of several findings of the rule it is.
    pub(super) fn aspect(self, aspect: &'static str) -> Self {
        Self { aspect, ..self }
    }

    pub(super) fn fix(self, fix: impl Into<Option<Fix>>) -> Self {
        Self { fix: fix.into().map(Box::new), ..self }
    }
}

/// Where a rule puts what it found, and what it would have needed to know.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) found: Vec<Found>,
    pub(super) unread: Vec<(Need, Option<String>)>,
}

impl Sink {
    pub(super) fn push(&mut self, found: Found) {
        self.found.push(found);
    }

    /// Something that may have been read; the rule is not answered where it was not.
    pub(super) fn need<'a, T>(&mut self, need: Need, known: &'a Known<T>) -> Option<&'a T> {
        match known.get() {
            Ok(value) => Some(value),
            Err(why) => {
                self.unread.push((need, why.map(str::to_owned)));
                None
            }
        }
    }
}

/// A pool to judge.
pub(super) struct PoolCase<'a> {
    pub(super) around: &'a Around,
}

/// What of a client is compared with others of its pool.
pub(super) struct Profile<'a> {
    pub(super) client: &'a AppClient,
    pub(super) place: Arc<Place>,
    /// The same for the same settings; `None` for a client that says nothing of itself.
    pub(super) digest: Option<u64>,
}

/// A client to judge.
pub(super) struct Case<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) client: &'a AppClient,
    pub(super) around: &'a Around,
    pub(super) policy: &'a Policy,
    pub(super) now: Timestamp,
    pub(super) settings: &'a Settings,
    /// What stands at the place of each row of the table, looked up once for all that go through them.
    pub(super) raw: Vec<Option<&'a Json>>,
    pub(super) environment: Environment,
    pub(super) kind: ClientKind,
    /// True when the client may use the OAuth endpoints.
    pub(super) oauth: bool,
    /// The grants that are open: none where OAuth is off.
    pub(super) grants: Vec<&'a str>,
    pub(super) scopes: Vec<&'a str>,
    pub(super) callbacks: Vec<Address<'a>>,
    pub(super) logouts: Vec<Address<'a>>,
    pub(super) providers: Vec<&'a str>,
    /// The flows in effect.
    pub(super) flows: Vec<&'a str>,
    /// True when nobody chose them.
    pub(super) flows_by_default: bool,
    pub(super) writable: OnceCell<Vec<&'a str>>,
    /// Settings in a form that this version does not know.
    pub(super) odd: Vec<&'static Field>,
}

impl<'a> Case<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, policy: &'a Policy, now: Timestamp) -> Self {
        let (client, around) = (subject.client, subject.around);
        let settings = &client.settings;
        let oauth = switch(settings, field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT);
        let raw: Vec<Option<&Json>> = FIELDS.iter().map(|field| settings.raw(field)).collect();
        let odd = FIELDS.iter().zip(&raw).filter(|(field, json)| is_odd(settings, field, **json));
        let odd = odd.map(|(field, _)| field).collect();
        let addresses = |field| list(settings, field).into_iter().map(Address::new).collect();
        Self {
            subject,
            client,
            around,
            policy,
            now,
            settings,
            environment: Environment::of(client, around, policy),
            kind: client.kind(),
            oauth,
            grants: if oauth { list(settings, field::ALLOWED_OAUTH_FLOWS) } else { Vec::new() },
            scopes: list(settings, field::ALLOWED_OAUTH_SCOPES),
            callbacks: addresses(field::CALLBACK_URLS),
            logouts: addresses(field::LOGOUT_URLS),
            providers: list(settings, field::SUPPORTED_IDENTITY_PROVIDERS),
            flows: list(settings, field::EXPLICIT_AUTH_FLOWS),
            flows_by_default: written(settings, field::EXPLICIT_AUTH_FLOWS).is_none_or(<[_]>::is_empty),
            writable: OnceCell::new(),
            raw,
            odd,
        }
    }

    pub(super) fn text(&self, field: &Field) -> Option<&'a str> {
        let written = self.settings.raw(field).and_then(Json::as_str).filter(|text| !text.is_empty());
        written.or(match field.default {
            Some(DefaultValue::Text(text)) => Some(text),
            _ => None,
        })
    }

    pub(super) fn on(&self, field: &Field) -> bool {
        switch(self.settings, field)
    }

    pub(super) fn span(&self, field: &Field) -> Option<Span> {
        self.settings.effective(field).value.and_then(|value| value.as_span())
    }

    pub(super) fn moment(&self, field: &Field) -> Option<Timestamp> {
        self.settings.get(field).and_then(|value| value.as_moment())
    }

    /// A list as it is written, without what applies by default.
    pub(super) fn written(&self, field: &Field) -> Option<Vec<&'a str>> {
        let written = written(self.settings, field)?;
        Some(written.iter().filter_map(Json::as_str).collect())
    }

    pub(super) fn limit(&self, limit: &Limit) -> u64 {
        self.policy.limit(limit)
    }

    pub(super) fn is_public(&self) -> bool {
        !self.client.secret.is_present()
    }

    pub(super) fn is_machine(&self) -> bool {
        self.has_grant("client_credentials")
    }

    pub(super) fn has_grant(&self, grant: &str) -> bool {
        self.grants.contains(&grant)
    }

    /// True when users sign in on the pool's pages for this client.
    pub(super) fn has_user_grant(&self) -> bool {
        self.has_grant("code") || self.has_grant("implicit")
    }

    pub(super) fn has_flow(&self, flow: &str) -> bool {
        self.flows.contains(&flow)
    }

    /// The flows with which a user signs in over the API.
    pub(super) fn user_flows(&self) -> impl Iterator<Item = &'a str> {
        self.flows.iter().copied().filter(|flow| {
            *flow != REFRESH && !flow.contains("TOKEN_EXCHANGE") && *flow != "ALLOW_CLIENT_TOKEN_AUTH"
        })
    }

    /// True where names from before the `ALLOW_` ones stand.
    pub(super) fn has_legacy_flows(&self) -> bool {
        self.flows.iter().any(|flow| !flow.starts_with("ALLOW_"))
    }

    pub(super) fn rotates(&self) -> bool {
        self.text(field::REFRESH_TOKEN_ROTATION) == Some("ENABLED")
    }

    /// What users may write about themselves with this client.
    pub(super) fn writable(&self) -> &[&'a str] {
        self.writable.get_or_init(|| list(self.settings, field::WRITE_ATTRIBUTES))
    }

    /// The flows of a client that should sign nobody in over the API, and how a person would say it.
    ///
    /// An empty list means the default, and the refresh flow excludes rotation. A client that rotates
    /// therefore carries another flow: the custom one does nothing in a pool without its triggers; SRP
    /// is the mildest where they are there, or where nobody knows.
    pub(super) fn no_sign_in(&self, rotates: bool) -> &'static str {
        match self.around.pool.get() {
            _ if !rotates => REFRESH,
            Ok(pool) if missing_triggers(pool).len() == CHALLENGE_TRIGGERS.len() => CUSTOM,
            _ => SRP,
        }
    }
}

/// What a fix with [`Case::no_sign_in`] does.
pub(super) fn alone(flow: &str) -> String {
    if flow == REFRESH { "Allow the refresh flow alone".to_owned() } else { format!("Allow {flow} alone") }
}

/// The triggers that the custom flow needs and a pool does not have.
pub(super) fn missing_triggers(pool: &Pool) -> Vec<&'static str> {
    let triggers = pool.triggers();
    CHALLENGE_TRIGGERS.into_iter().filter(|trigger| !triggers.contains(trigger)).collect()
}

/// The members that apply.
fn list<'a>(settings: &'a Settings, field: &Field) -> Vec<&'a str> {
    match (written(settings, field).filter(|members| !members.is_empty()), field.default) {
        (Some(members), _) => members.iter().filter_map(Json::as_str).collect(),
        (None, Some(DefaultValue::List(default))) => default.to_vec(),
        (None, _) => Vec::new(),
    }
}

fn written<'a>(settings: &'a Settings, field: &Field) -> Option<&'a [Json]> {
    settings.raw(field).and_then(Json::as_array).map(Vec::as_slice)
}

fn switch(settings: &Settings, field: &Field) -> bool {
    let written = settings.raw(field).and_then(Json::as_bool);
    written.unwrap_or(matches!(field.default, Some(DefaultValue::Switch(true))))
}

/// The same question that [`field::Value::is_other`] answers, without a copy of the value.
fn is_odd(settings: &Settings, field: &Field, json: Option<&Json>) -> bool {
    let Some(json) = json else {
        // What holds it may itself be of another form.
        let holder = field.parent().and_then(|parent| settings.document().get(parent));
        return holder.is_some_and(|json| !json.is_object() && !json.is_null());
    };
    match field.kind {
        Kind::Text { .. } | Kind::Choice(_) | Kind::Unit => !json.is_string(),
        Kind::List { .. } | Kind::Choices(_) => {
            !json.as_array().is_some_and(|members| members.iter().all(Json::is_string))
        }
        Kind::Switch => !json.is_boolean(),
        Kind::Duration { .. } => json.as_u64().is_none() || settings.unit(field).is_none(),
        Kind::Timestamp => settings.get(field).is_none_or(|value| value.is_other()),
    }
}
