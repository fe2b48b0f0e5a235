//! Grants and scopes that go together.

use super::fix::{sign_in_again, with_machine_grant_alone};
use super::{Case, Finding, Fix, RuleId, service};
use crate::client::field::{self, Field, Value};
use crate::client::text::quote;

const FLAG: &Field = field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT;
const GRANTS: &Field = field::ALLOWED_OAUTH_FLOWS;
const SCOPES: &Field = field::ALLOWED_OAUTH_SCOPES;
const CALLBACKS: &Field = field::CALLBACK_URLS;

/// True for a scope that is about a user, so that a machine cannot have it.
pub(super) fn is_user_scope(scope: &str) -> bool {
    SCOPES.kind.choices().iter().any(|choice| choice.value == scope)
}

/// V08: OAuth needs a grant and a scope.
pub(super) fn needs_grant_and_scope(case: &Case<'_>) -> Vec<Finding> {
    let (grants, scopes) = (case.list(GRANTS), case.list(SCOPES));
    if !case.on(FLAG) || !grants.is_empty() && !scopes.is_empty() {
        return Vec::new();
    }
    let missing = if grants.is_empty() { GRANTS } else { SCOPES };
    let what = match (grants.is_empty(), scopes.is_empty()) {
        (true, true) => "a grant type and a scope",
        (true, false) => "a grant type",
        _ => "a scope",
    };
    let one = |text: &str| Some(Value::List(vec![text.to_owned()]));
    let fix = match (grants.is_empty(), scopes.is_empty()) {
        (false, true) if case.has_user_grant() && !case.is_machine() => {
            Fix { title: "Add the scope openid".to_owned(), edits: vec![(SCOPES, one("openid"))] }
        }
        (true, false) if !case.list(CALLBACKS).is_empty() => {
            Fix { title: "Add the authorization code grant".to_owned(), edits: vec![(GRANTS, one("code"))] }
        }
        _ => Fix { title: "Turn OAuth off".to_owned(), edits: vec![(FLAG, Some(Value::Switch(false)))] },
    };
    let text = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.";
    let message = format!("{} is on and needs {what}; choose one or turn OAuth off", FLAG.label);
    let other = if missing == GRANTS { SCOPES } else { GRANTS };
    vec![
        Finding::refused(RuleId::V08, &[missing, FLAG, other], message)
            .says(service::INVALID, text)
            .with_fix(fix),
    ]
}

/// V10: client credentials stand alone.
pub(super) fn machine_alone(case: &Case<'_>) -> Vec<Finding> {
    if !case.is_machine() || !case.has_user_grant() {
        return Vec::new();
    }
    let message = format!(
        "{}: client credentials cannot stand beside grants in which a user signs in; keep one or the other",
        GRANTS.label
    );
    let text = "client_credentials flow can not be selected along with code flow or implicit flow.";
    let stored = case.stored_list(GRANTS);
    let was_machine = stored.as_ref().map(|grants| grants.iter().any(|g| g == "client_credentials"));
    // Whatever the person has just added is what they want.
    let wants_machine = match (was_machine, &stored) {
        (Some(was), Some(grants)) if !grants.is_empty() => !was,
        _ => case.list(CALLBACKS).is_empty() && !case.list(SCOPES).iter().any(|scope| is_user_scope(scope)),
    };
    let machine = if wants_machine { with_machine_grant_alone(case) } else { None };
    let fix = machine.unwrap_or_else(|| sign_in_again(case));
    vec![Finding::refused(RuleId::V10, &[GRANTS], message).says(service::FLOW, text).with_fix(fix)]
}

/// V11: client credentials need a secret.
pub(super) fn machine_with_secret(case: &Case<'_>) -> Vec<Finding> {
    if !case.is_machine() || case.has_secret() != Some(false) {
        return Vec::new();
    }
    let text = "client_credentials flow can not be selected if client does not have a client secret.";
    let creates = case.around.operation == super::Operation::Create;
    let message = if creates {
        format!(
            "{}: client credentials need a secret; turn on '{}'",
            GRANTS.label,
            field::GENERATE_SECRET.label
        )
    } else {
        format!(
            "{}: client credentials need a secret, and this client has none and can never get one; create another client with a secret",
            GRANTS.label
        )
    };
    let fix = creates.then(|| Fix {
        title: "Generate a secret".to_owned(),
        edits: vec![(field::GENERATE_SECRET, Some(Value::Switch(true)))],
    });
    let fields: &[&'static Field] = if creates { &[GRANTS, field::GENERATE_SECRET] } else { &[GRANTS] };
    vec![Finding::refused(RuleId::V11, fields, message).says(service::FLOW, text).with_fix(fix)]
}

/// V12: a machine has no scopes that are about a user.
pub(super) fn machine_scopes(case: &Case<'_>) -> Vec<Finding> {
    if !case.is_machine() {
        return Vec::new();
    }
    let scopes = case.list(SCOPES);
    let users: Vec<&str> = scopes.iter().map(String::as_str).filter(|scope| is_user_scope(scope)).collect();
    let Some(first) = users.first() else { return Vec::new() };
    let message = format!(
        "{}: client credentials have no user, so {} cannot be asked for; choose scopes of a resource server only",
        SCOPES.label,
        users.join(", ")
    );
    let text = format!("{first} is not supported with client_credentials flow");
    vec![
        Finding::refused(RuleId::V12, &[SCOPES, GRANTS], message)
            .says(service::FLOW, text)
            .with_fix(with_machine_grant_alone(case)),
    ]
}

/// V09: a sign-in page returns somewhere.
pub(super) fn needs_callback(case: &Case<'_>) -> Vec<Finding> {
    if !case.on(FLAG) || !case.has_user_grant() || !case.list(CALLBACKS).is_empty() {
        return Vec::new();
    }
    let message =
        format!("{} are missing: users must return somewhere after signing in; add one", CALLBACKS.label);
    let text = "CallbackUrls can not be empty when code flow or implicit flow is selected";
    vec![Finding::refused(RuleId::V09, &[CALLBACKS, GRANTS], message).says(service::FLOW, text)]
}

/// W01: the scopes of OpenID Connect need `openid`.
pub(super) fn needs_openid(case: &Case<'_>) -> Vec<Finding> {
    let scopes = case.list(SCOPES);
    let dependent: Vec<&str> =
        ["email", "phone", "profile"].into_iter().filter(|scope| scopes.iter().any(|s| s == scope)).collect();
    if dependent.is_empty() || case.has(SCOPES, "openid") || case.is_machine() {
        return Vec::new();
    }
    let message =
        format!("{}: {} can be asked for only with openid; add openid", SCOPES.label, dependent.join(", "));
    let with = scopes.into_iter().chain(["openid".to_owned()]).collect();
    let fix = Fix { title: "Add openid".to_owned(), edits: vec![(SCOPES, Some(Value::List(with)))] };
    vec![Finding::warning(RuleId::W01, &[SCOPES], message).with_fix(fix)]
}

/// W02: what only OAuth uses sleeps while OAuth is off.
pub(super) fn dormant(case: &Case<'_>) -> Vec<Finding> {
    let uses =
        [CALLBACKS, field::DEFAULT_REDIRECT_URI, field::LOGOUT_URLS, field::SUPPORTED_IDENTITY_PROVIDERS];
    let set: Vec<&'static Field> = uses.into_iter().filter(|field| case.is_set(field)).collect();
    if case.on(FLAG) || set.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = set.iter().map(|field| field.label).collect();
    let message = format!(
        "{} is off, so {} do nothing until somebody turns it on; turn it on or clear them",
        FLAG.label,
        names.join(", ")
    );
    let fields: Vec<&'static Field> = [FLAG].into_iter().chain(set).collect();
    vec![Finding::warning(RuleId::W02, &fields, message)]
}

/// W06: a sign-in page admits somebody.
pub(super) fn nobody_admitted(case: &Case<'_>) -> Vec<Finding> {
    let providers = field::SUPPORTED_IDENTITY_PROVIDERS;
    if !case.on(FLAG) || !case.has_user_grant() || !case.list(providers).is_empty() {
        return Vec::new();
    }
    let message = format!(
        "{} are missing: the sign-in page offers nobody a way in; add COGNITO or a provider",
        providers.label
    );
    let own_users = Value::List(vec!["COGNITO".to_owned()]);
    let fix = Fix { title: "Add COGNITO".to_owned(), edits: vec![(providers, Some(own_users))] };
    vec![Finding::warning(RuleId::W06, &[providers], message).with_fix(fix)]
}

/// W10: a machine has no use for callbacks and providers.
pub(super) fn idle_for_a_machine(case: &Case<'_>) -> Vec<Finding> {
    let idle: Vec<&'static Field> = [CALLBACKS, field::SUPPORTED_IDENTITY_PROVIDERS]
        .into_iter()
        .filter(|field| case.is_set(field))
        .collect();
    if !case.is_machine() || case.has_user_grant() || idle.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = idle.iter().map(|field| field.label).collect();
    let message = format!("{} are of no use to client credentials; clear them", quote(&names.join(", ")));
    let mut edits: Vec<(&'static Field, Option<Value>)> = idle.iter().map(|field| (*field, None)).collect();
    if case.is_set(field::DEFAULT_REDIRECT_URI) {
        edits.push((field::DEFAULT_REDIRECT_URI, None));
    }
    let fix = Fix { title: "Clear them".to_owned(), edits };
    vec![Finding::warning(RuleId::W10, &idle, message).with_fix(fix)]
}
