//! Managed login: grants, scopes, URLs and identity providers.

use super::Proposal;
use crate::sandbox::{
    answer::ServiceError,
    store::{Pool, is_on, text, texts},
};

/// Scopes that are about a user, so that a machine cannot have them.
const USER_SCOPES: [&str; 5] = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];
/// The scope that lets its holder register clients; every pool knows it.
const REGISTRATION_SCOPE: &str = "aws.cognito/dcr/register";
/// The pool's own users, as a provider.
const OWN_USERS: &str = "COGNITO";

pub(super) fn check(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    grants(proposal)?;
    scopes(proposal)?;
    urls(proposal)?;
    providers(proposal)
}

fn grants(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    let settings = proposal.settings;
    let flows = texts(settings, "AllowedOAuthFlows");
    let scopes = texts(settings, "AllowedOAuthScopes");
    let for_users = flows.iter().any(|flow| matches!(*flow, "code" | "implicit"));
    let for_machines = flows.contains(&"client_credentials");
    let switched_on = is_on(settings, "AllowedOAuthFlowsUserPoolClient");

    if switched_on && (flows.is_empty() || scopes.is_empty()) {
        return Err(ServiceError::invalid_parameter(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ));
    }
    if for_machines && for_users {
        return Err(ServiceError::invalid_oauth_flow(
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ));
    }
    if for_machines && !proposal.has_secret {
        return Err(ServiceError::invalid_oauth_flow(
            "client_credentials flow can not be selected if client does not have a client secret.",
        ));
    }
    if let Some(scope) = scopes.iter().find(|scope| for_machines && USER_SCOPES.contains(scope)) {
        return Err(ServiceError::invalid_oauth_flow(format!(
            "{scope} is not supported with client_credentials flow"
        )));
    }
    if switched_on && for_users && texts(settings, "CallbackURLs").is_empty() {
        return Err(ServiceError::invalid_oauth_flow(
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ));
    }
    Ok(())
}

fn scopes(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    for scope in texts(proposal.settings, "AllowedOAuthScopes") {
        let known =
            USER_SCOPES.contains(&scope) || scope == REGISTRATION_SCOPE || is_offered(proposal.pool, scope);
        if !known {
            return Err(ServiceError::new(
                "ScopeDoesNotExistException",
                format!("Invalid scope requested: {scope}"),
            ));
        }
    }
    Ok(())
}

/// A custom scope is `<resource server>/<scope name>`; a server's own name may hold slashes, a scope's
/// may not.
fn is_offered(pool: &Pool, scope: &str) -> bool {
    let Some((server, name)) = scope.rsplit_once('/') else { return false };
    let Some(server) = pool.servers.get(server) else { return false };
    let scopes = server.get("Scopes").and_then(|scopes| scopes.as_array());
    scopes
        .into_iter()
        .flatten()
        .filter_map(|scope| scope.as_object())
        .any(|scope| text(scope, "ScopeName") == Some(name))
}

fn urls(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    let callbacks = texts(proposal.settings, "CallbackURLs");
    let logouts = texts(proposal.settings, "LogoutURLs");
    if let Some(url) = callbacks.iter().chain(&logouts).find(|url| is_open_http(url)) {
        return Err(ServiceError::invalid_parameter(format!("{url} cannot use the HTTP protocol.")));
    }
    if let Some(url) = callbacks.iter().find(|url| url.contains('#')) {
        return Err(ServiceError::invalid_parameter(format!("{url} cannot use fragment")));
    }
    match text(proposal.settings, "DefaultRedirectURI") {
        Some(default) if !callbacks.contains(&default) => Err(ServiceError::invalid_parameter(format!(
            "The default redirect URI {default} is not in the callback URIs list."
        ))),
        _ => Ok(()),
    }
}

/// True for `http` to anything but this machine. Only the three spellings of it count, with any port.
fn is_open_http(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    if !scheme.eq_ignore_ascii_case("http") {
        return false;
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let is_loopback = ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
        authority.strip_prefix(host).is_some_and(|port| {
            port.is_empty()
                || port
                    .strip_prefix(':')
                    .is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()))
        })
    });
    !is_loopback
}

fn providers(proposal: &Proposal<'_>) -> Result<(), ServiceError> {
    let missing = texts(proposal.settings, "SupportedIdentityProviders")
        .into_iter()
        .find(|name| *name != OWN_USERS && !proposal.pool.providers.contains(name));
    match missing {
        Some(name) => Err(ServiceError::invalid_parameter(format!(
            "The provider {name} does not exist for User Pool {}",
            proposal.pool_id
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::is_open_http;

    #[test]
    fn http_is_for_this_machine_only() {
        for fine in [
            "http://localhost",
            "http://localhost:3000/cb",
            "http://127.0.0.1:8400",
            "http://[::1]:9/",
            "https://a.example",
            "myapp://cb",
        ] {
            assert!(!is_open_http(fine), "{fine}");
        }
        for open in [
            "http://a.example",
            "HTTP://a.example",
            "http://localhost.a.example",
            "http://localhost:x/",
            "http://127.0.0.2/",
        ] {
            assert!(is_open_http(open), "{open}");
        }
    }
}
