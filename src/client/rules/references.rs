//! What a client names and somebody else has: scopes, identity providers, its pool, its secrets.

use super::oauth::is_user_scope;
use super::{Case, Finding, Fix, RuleId, service};
use crate::client::ResourceServer;
use crate::client::field::{self, Field, Value};
use crate::client::text::quote;

/// The scope that lets its holder register clients; every pool knows it.
const REGISTRATION_SCOPE: &str = "aws.cognito/dcr/register";
/// The pool's own users, as an identity provider.
const OWN_USERS: &str = "COGNITO";
/// A client has no more secrets than this.
const MOST_SECRETS: usize = 2;

/// V13 and W12: every scope is a standard one or offered by a resource server. One that the client has
/// already was offered once; now it makes any update fail.
pub(super) fn scopes(case: &Case<'_>) -> Vec<Finding> {
    let field = field::ALLOWED_OAUTH_SCOPES;
    let Some(servers) = case.around.servers else { return Vec::new() };
    let offered: Vec<String> = servers.iter().flat_map(ResourceServer::full_scopes).collect();
    let known = |scope: &str| {
        is_user_scope(scope) || scope == REGISTRATION_SCOPE || offered.iter().any(|o| o == scope)
    };
    let scopes = case.list(field);
    let unknown: Vec<&String> = scopes.iter().filter(|scope| !known(scope)).collect();
    // One change settles all of them, and is offered once.
    let mut fix = Some(settled(case, &unknown, &offered));
    unknown
        .into_iter()
        .map(|scope| {
            let stale = case.is_stored(field, scope);
            let rule = if stale { RuleId::W12 } else { RuleId::V13 };
            let message = if stale {
                format!(
                    "{}: {} is no longer offered by any resource server, and while it is here every update fails; remove it",
                    field.label,
                    quote(scope)
                )
            } else {
                format!(
                    "{}: no resource server of the pool offers {}; choose another or add it to a resource server first",
                    field.label,
                    quote(scope)
                )
            };
            let text = format!("Invalid scope requested: {scope}");
            Finding::refused(rule, &[field], message)
                .says(service::SCOPE, text)
                .with_fix(fix.take())
        })
        .collect()
}

/// Settles every scope that is not offered, at once: each becomes the one offered scope of the same name
/// behind its server, or goes. One that the client has already only goes: nobody asked for another server's.
fn settled(case: &Case<'_>, unknown: &[&String], offered: &[String]) -> Fix {
    let field = field::ALLOWED_OAUTH_SCOPES;
    let mut kept: Vec<String> = Vec::new();
    let (mut renamed, mut gone) = (Vec::new(), Vec::new());
    for scope in case.list(field) {
        let mut becomes = scope.clone();
        if unknown.contains(&&scope) {
            let same = namesake(&scope, offered).filter(|_| !case.is_stored(field, &scope));
            let Some(same) = same else {
                gone.push(quote(&scope));
                continue;
            };
            renamed.push(format!("{} → {}", quote(&scope), quote(same)));
            same.clone_into(&mut becomes);
        }
        if !kept.contains(&becomes) {
            kept.push(becomes);
        }
    }
    let title = match (renamed.is_empty(), gone.is_empty()) {
        (true, _) => format!("Remove {}", gone.join(", ")),
        (false, true) => format!("Write {}", renamed.join(", ")),
        (false, false) => {
            format!("Write {}; remove {}, which nothing here is called", renamed.join(", "), gone.join(", "))
        }
    };
    Fix { title, edits: vec![(field, Some(Value::List(kept)))] }
}

/// The one scope that is called the same behind its server: `new/read` for `old/read`.
fn namesake<'a>(scope: &str, offered: &'a [String]) -> Option<&'a str> {
    let (_, name) = scope.rsplit_once('/')?;
    let is_same = |other: &&String| other.rsplit_once('/').is_some_and(|(_, own)| own == name);
    let mut same = offered.iter().filter(is_same);
    same.next().filter(|_| same.next().is_none()).map(String::as_str)
}

/// V20 and W13: every identity provider is in the pool, to the letter.
pub(super) fn providers(case: &Case<'_>) -> Vec<Finding> {
    let field = field::SUPPORTED_IDENTITY_PROVIDERS;
    let Some(providers) = case.around.providers else { return Vec::new() };
    let names = case.list(field);
    let unknown = names
        .iter()
        .filter(|name| *name != OWN_USERS && !providers.iter().any(|provider| provider.name == **name));
    unknown
        .map(|name| {
            let known = providers.iter().map(|provider| provider.name.as_str()).chain([OWN_USERS]);
            let near = known.into_iter().find(|known| known.eq_ignore_ascii_case(name));
            let stale = case.is_stored(field, name);
            let rule = if stale { RuleId::W13 } else { RuleId::V20 };
            let what = match (near, stale) {
                (Some(near), _) => format!("is not in the pool, but {} is; case counts", quote(near)),
                (None, true) => {
                    "is no longer in the pool, and while it is here every update fails; remove it".to_owned()
                }
                (None, false) => "is not in the pool; choose another or add it to the pool first".to_owned(),
            };
            let fix = match near {
                Some(near) => Fix {
                    title: format!("Write {}", quote(near)),
                    edits: vec![(field, Some(Value::List(replaced(&names, name, near))))],
                },
                None => without(case, field, name),
            };
            let pool = case.around.pool.map(|pool| pool.id().to_string());
            let pool = pool.or_else(|| case.text(field::USER_POOL_ID));
            let finding =
                Finding::refused(rule, &[field], format!("{}: {} {what}", field.label, quote(name)));
            let finding = match pool {
                Some(pool) => finding.says(
                    service::INVALID,
                    format!("The provider {name} does not exist for User Pool {pool}"),
                ),
                None => finding,
            };
            finding.with_fix(fix)
        })
        .collect()
}

/// V28: the pool is there.
pub(super) fn pool(case: &Case<'_>) -> Vec<Finding> {
    let Some(pool) = case.around.missing_pool else { return Vec::new() };
    let message = format!("The user pool {} does not exist (any more); choose another", quote(pool.as_str()));
    let text = format!("User pool {pool} does not exist.");
    vec![Finding::refused(RuleId::V28, &[field::USER_POOL_ID], message).says(service::MISSING, text)]
}

/// V29: so is the client.
pub(super) fn client(case: &Case<'_>) -> Vec<Finding> {
    let Some(client) = case.around.missing_client else { return Vec::new() };
    let message = format!("The client {} does not exist (any more); create it anew", quote(client.as_str()));
    let text = format!("User pool client {client} does not exist.");
    vec![Finding::refused(RuleId::V29, &[field::CLIENT_ID], message).says(service::MISSING, text)]
}

/// V30: whether a client with so many secrets can get another.
pub fn one_more_secret(present: usize) -> Option<Finding> {
    let message = match present {
        0 => "A client without a secret can never get one; create another client with a secret",
        n if n < MOST_SECRETS => return None,
        _ => "A client has at most two secrets; delete one that is no longer used first",
    };
    let exception = if present == 0 { service::INVALID } else { service::LIMIT };
    let finding = Finding::refused(RuleId::V30, &[field::CLIENT_SECRET], message);
    Some(Finding { exception, ..finding })
}

/// V30: whether a client with so many secrets can lose one.
pub fn delete_secret(present: usize) -> Option<Finding> {
    let message = "The last secret cannot be deleted; add another first and let applications use it";
    (present <= 1).then(|| Finding::refused(RuleId::V30, &[field::CLIENT_SECRET], message))
}

fn without(case: &Case<'_>, field: &'static Field, member: &str) -> Fix {
    let kept = case.list(field).into_iter().filter(|other| other != member).collect();
    Fix { title: format!("Remove {}", quote(member)), edits: vec![(field, Some(Value::List(kept)))] }
}

fn replaced(names: &[String], name: &str, near: &str) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for other in names.iter().map(|other| if other == name { near } else { other }) {
        if !once.iter().any(|o| o == other) {
            once.push(other.to_owned());
        }
    }
    once
}
