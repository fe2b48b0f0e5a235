//! Trying a client's own credentials: a token is asked for, its claims are told, and it is dropped.

use serde_json::{Map, Value};

use crate::client::derived;
use crate::client::kind::grants;
use crate::client::snippet;
use crate::client::{AppClient, ClientKey, Pool};
use crate::cognito::{Gateway, Lane, TokenClaims, TokenError};

use super::safe::{Kept, Safe};
use super::secret::{self, failure};
use super::{Failure, FailureKind, Outcome};

/// A client whose credentials are tried.
#[derive(Clone, Debug)]
pub struct TrialOrder {
    /// The client.
    pub key: ClientKey,
    /// The id of the secret to try, where it was added in this session; else what a describe tells.
    pub added: Option<String>,
    /// The client, where it is known already.
    pub client: Option<AppClient>,
    /// Its pool, where it is known already.
    pub pool: Option<Pool>,
}

/// What a token said. The token itself is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialReport {
    /// The endpoint that was asked.
    pub url: String,
    /// The scopes that were asked for.
    pub scopes: Vec<String>,
    /// True when it was the secret added in this session.
    pub added: bool,
    /// The token's header.
    pub header: Map<String, Value>,
    /// Its payload.
    pub claims: Map<String, Value>,
    /// Seconds for which it is good.
    pub expires_in: Option<u64>,
}

/// Asks for a token.
pub(super) async fn run(order: TrialOrder, gateway: &Gateway, safe: &Safe) -> Outcome {
    let key = order.key.clone();
    Outcome::Tried(key, attempt(order, gateway, safe).await.map(Box::new))
}

async fn attempt(order: TrialOrder, gateway: &Gateway, safe: &Safe) -> Result<TrialReport, Failure> {
    let TrialOrder { key, added, client, pool } = order;
    let client = match client {
        Some(client) => client,
        None => gateway.client(Lane::Foreground, &key).await?,
    };
    let grants = grants(&client.settings);
    if !grants.iter().any(|grant| grant == "client_credentials") {
        return Err(failure(
            "This client has no client_credentials grant, so it gets no token of its own.",
            "A token of its code grant takes a person: y a copies the URL to begin with, y k the command that ends it.",
        ));
    }
    let pool = match pool {
        Some(pool) => pool,
        None => gateway.pool(Lane::Foreground, &key.pool).await?,
    };
    let url = endpoint(gateway, &pool)?;
    let kept = added.and_then(|id| safe.take_out(&key, Kept::Secret(id)));
    let added = kept.is_some();
    let secret = match kept {
        Some(secret) => secret,
        None => secret::fetch(gateway, &key).await?,
    };
    let scopes = snippet::scopes(&client);
    let TokenClaims { header, claims, expires_in } = gateway
        .client_token(&url, &key.client, &secret, &scopes)
        .await
        .map_err(|error| explained(&error, &url, &scopes))?;
    Ok(TrialReport { url, scopes, added, header, claims, expires_in })
}

/// The token endpoint: the pool's own, or that of a service on this machine, which has none elsewhere.
fn endpoint(gateway: &Gateway, pool: &Pool) -> Result<String, Failure> {
    let here = gateway.context().endpoint.as_deref().and_then(|url| url::Url::parse(url).ok());
    let here = here.filter(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")));
    if let Some(mut url) = here {
        url.set_path("/oauth2/token");
        url.set_query(None);
        return Ok(url.to_string());
    }
    derived::token_url(Some(pool)).map_err(|why| failure(&format!("There is no token endpoint: {why}."), ""))
}

/// What an error means, and what to do.
fn explained(error: &TokenError, url: &str, scopes: &[String]) -> Failure {
    let scopes = if scopes.is_empty() { "none".to_owned() } else { scopes.join(" ") };
    let (what, next) = match error {
        TokenError::Refused { code, description } => {
            let said = description.as_ref().map(|text| format!(", {text}")).unwrap_or_default();
            let (meaning, next) = match code.as_str() {
                "invalid_client" => (
                    "the id and the secret do not belong together any more, or the client is gone",
                    "Look at its secrets: s. Where one was just added or retired, wait a moment and try again.".to_owned(),
                ),
                "invalid_scope" => (
                    "a scope that was asked for is not to be had",
                    format!("Asked for: {scopes}. Each must be a resource server's and allowed to the client; openid and the like are none."),
                ),
                "unauthorized_client" => (
                    "the client may not use the client_credentials grant",
                    "Allow it in the form: e. It must be the only grant.".to_owned(),
                ),
                "invalid_request" => ("a part of the request is missing or there twice", format!("Asked for: {scopes}.")),
                "invalid_grant" | "unsupported_grant_type" => {
                    ("this endpoint does not serve client credentials", "Look at the pool's domain.".to_owned())
                }
                _ => ("no token", "Look at the client's grants and scopes.".to_owned()),
            };
            (format!("{code}{said}: {meaning}."), next)
        }
        TokenError::NotAnEndpoint { .. } => (
            format!("{url}: {error}."),
            "Look at the pool's domain; it may be new, or point elsewhere.".to_owned(),
        ),
        TokenError::Unreadable => (format!("{url}: {error}."), String::new()),
        TokenError::Unreachable(_) => (
            format!("{url} cannot be reached: {error}."),
            "Look at the pool's domain and at the network.".to_owned(),
        ),
    };
    Failure { kind: FailureKind::Passing, what, next }
}
