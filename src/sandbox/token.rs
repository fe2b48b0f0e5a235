//! The token endpoint that the sandbox's pools have in place of a domain: client credentials only. The
//! tokens it gives are signed by nobody.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::store::{Client, Document, Store, is_on, text, texts};
use super::{Response, Sandbox};

/// The path of the endpoint.
pub(super) const PATH: &str = "/oauth2/token";
/// Seconds for which a token is good, unless the client says otherwise.
const LIFE: u64 = 3_600;

impl Sandbox {
    /// Answers a request to the token endpoint. `authorization` is the header of that name.
    pub fn token(&self, authorization: Option<&str>, body: &[u8], now: SystemTime) -> Response {
        let store = self.read();
        match token(&store, authorization, body, now) {
            Ok(answer) => Response::other(200, "application/json", answer.to_string()),
            Err(code) => Response::other(400, "application/json", json!({"error": code}).to_string()),
        }
    }
}

fn token(
    store: &Store,
    authorization: Option<&str>,
    body: &[u8],
    now: SystemTime,
) -> Result<Value, &'static str> {
    let form: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let basic = authorization.and_then(credentials);
    let (id, secret) = match &basic {
        Some((id, secret)) => (id.as_str(), secret.as_str()),
        None => {
            (field("client_id").ok_or("invalid_request")?, field("client_secret").ok_or("invalid_client")?)
        }
    };
    let (pool, client) = find(store, id).ok_or("invalid_client")?;
    if !client.secrets.iter().any(|one| one.value.expose_secret() == secret) {
        return Err("invalid_client");
    }
    match field("grant_type") {
        Some("client_credentials") => {}
        Some("authorization_code" | "refresh_token") => return Err("invalid_grant"),
        _ => return Err("unsupported_grant_type"),
    }
    let granted = texts(&client.document, "AllowedOAuthFlows").contains(&"client_credentials")
        && is_on(&client.document, "AllowedOAuthFlowsUserPoolClient");
    if !granted {
        return Err("unauthorized_client");
    }
    let allowed = texts(&client.document, "AllowedOAuthScopes");
    let scopes: Vec<&str> = match field("scope") {
        Some(scopes) if !scopes.trim().is_empty() => scopes.split_whitespace().collect(),
        _ => allowed.clone(),
    };
    if scopes.is_empty() || !scopes.iter().all(|scope| allowed.contains(scope)) {
        return Err("invalid_scope");
    }
    let issued = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let life = life(&client.document);
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let token = format!(
        "{}.{}.{}",
        part(json!({"kid": "sandbox", "alg": "RS256"})),
        part(json!({
            "sub": id,
            "token_use": "access",
            "scope": scopes.join(" "),
            "auth_time": issued,
            "iss": format!("https://cognito-idp.{}.amazonaws.com/{pool}", store.region),
            "exp": issued + life,
            "iat": issued,
            "version": 2,
            "client_id": id,
        })),
        URL_SAFE_NO_PAD.encode("signed by nobody"),
    );
    Ok(json!({"access_token": token, "expires_in": life, "token_type": "Bearer"}))
}

/// The client of that id, and its pool's.
fn find<'a>(store: &'a Store, id: &str) -> Option<(&'a str, &'a Client)> {
    store.pools.iter().find_map(|pool| {
        let client = pool.clients.get(id)?;
        Some((text(&pool.document, "Id")?, client))
    })
}

/// Seconds for which an access token of the client is good.
fn life(client: &Document) -> u64 {
    let Some(count) = client.get("AccessTokenValidity").and_then(Value::as_u64).filter(|n| *n > 0) else {
        return LIFE;
    };
    let units = client.get("TokenValidityUnits").and_then(Value::as_object);
    count
        * match units.and_then(|units| text(units, "AccessToken")) {
            Some("seconds") => 1,
            Some("minutes") => 60,
            Some("days") => 86_400,
            _ => 3_600,
        }
}

/// Id and secret of the Basic scheme.
fn credentials(header: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(header.strip_prefix("Basic ")?.trim()).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}
