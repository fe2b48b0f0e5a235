//! Fixes that change several settings at once, because they depend on each other.

use super::oauth::is_user_scope;
use super::{Case, Fix};
use crate::client::Pool;
use crate::client::field::{self, Field, Value};

const REFRESH: &str = "ALLOW_REFRESH_TOKEN_AUTH";
const GRANTS: &Field = field::ALLOWED_OAUTH_FLOWS;

/// A client of client credentials and nothing else: no grants and scopes of users, nowhere to return.
/// `None` where no scope would be left.
pub(super) fn with_machine_grant_alone(case: &Case<'_>) -> Option<Fix> {
    let scopes: Vec<String> =
        case.list(field::ALLOWED_OAUTH_SCOPES).into_iter().filter(|scope| !is_user_scope(scope)).collect();
    if scopes.is_empty() {
        return None;
    }
    let mut edits = Vec::new();
    if case.has_user_grant() {
        edits.push(to(GRANTS, vec!["client_credentials".to_owned()]));
    }
    if scopes != case.list(field::ALLOWED_OAUTH_SCOPES) {
        edits.push(to(field::ALLOWED_OAUTH_SCOPES, scopes));
    }
    let of_users = [
        field::CALLBACK_URLS,
        field::DEFAULT_REDIRECT_URI,
        field::LOGOUT_URLS,
        field::SUPPORTED_IDENTITY_PROVIDERS,
    ];
    edits.extend(of_users.into_iter().filter(|field| case.is_set(field)).map(|field| (field, None)));
    Some(Fix { title: "Make it a machine's client, without user scopes and URLs".to_owned(), edits })
}

/// The grants of users alone.
pub(super) fn sign_in_again(case: &Case<'_>) -> Fix {
    let grants = case.list(GRANTS).into_iter().filter(|grant| grant != "client_credentials").collect();
    Fix { title: "Remove client credentials".to_owned(), edits: vec![to(GRANTS, grants)] }
}

/// The flows without refresh, for rotation. Nothing left would mean the default, refresh included, so
/// one other flow stays: custom challenges where no trigger answers them, SRP otherwise.
pub(super) fn without_refresh(case: &Case<'_>) -> Fix {
    let kept = flows_without(case, REFRESH);
    Fix {
        title: "Rotate, and remove the refresh flow".to_owned(),
        edits: vec![to(field::EXPLICIT_AUTH_FLOWS, kept)],
    }
}

/// The flows without choice-based sign-in.
pub(super) fn without_choice(case: &Case<'_>) -> Fix {
    let kept = flows_without(case, "ALLOW_USER_AUTH");
    Fix { title: "Remove choice-based sign-in".to_owned(), edits: vec![to(field::EXPLICIT_AUTH_FLOWS, kept)] }
}

/// Each legacy name as what has replaced it, and refresh, which they all allowed, unless tokens rotate.
pub(super) fn without_legacy_names(case: &Case<'_>) -> Fix {
    let mut flows: Vec<String> = Vec::new();
    let refresh = (!case.rotates()).then(|| REFRESH.to_owned());
    let renamed = case.list(field::EXPLICIT_AUTH_FLOWS).into_iter().map(|flow| match flow.as_str() {
        "ADMIN_NO_SRP_AUTH" => "ALLOW_ADMIN_USER_PASSWORD_AUTH".to_owned(),
        "USER_PASSWORD_AUTH" => "ALLOW_USER_PASSWORD_AUTH".to_owned(),
        "CUSTOM_AUTH_FLOW_ONLY" => "ALLOW_CUSTOM_AUTH".to_owned(),
        _ => flow,
    });
    for flow in renamed.chain(refresh) {
        if !flows.contains(&flow) {
            flows.push(flow);
        }
    }
    Fix { title: "Use the names with ALLOW_".to_owned(), edits: vec![to(field::EXPLICIT_AUTH_FLOWS, flows)] }
}

fn flows_without(case: &Case<'_>, flow: &str) -> Vec<String> {
    let mut kept = case.list(field::EXPLICIT_AUTH_FLOWS);
    kept.retain(|other| other != flow);
    if kept.is_empty() {
        kept.push(least_harmful_flow(case.around.pool).to_owned());
    }
    kept
}

/// A flow for a client that needs none, as the list cannot be empty: custom challenges lead nowhere in a
/// pool that has no triggers for them.
fn least_harmful_flow(pool: Option<&Pool>) -> &'static str {
    let answers = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];
    match pool {
        Some(pool) if !pool.triggers().iter().any(|trigger| answers.contains(trigger)) => "ALLOW_CUSTOM_AUTH",
        _ => "ALLOW_USER_SRP_AUTH",
    }
}

/// A setting with the edit that gives it these members.
fn to(field: &'static Field, members: Vec<String>) -> (&'static Field, Option<Value>) {
    (field, Some(Value::List(members)))
}
