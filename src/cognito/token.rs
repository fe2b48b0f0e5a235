//! The token endpoint of a pool's domain: a client's own credentials for a token.
//!
//! The request goes through the same HTTP client as every other. Of the token its claims are kept and
//! nothing else: it is a key to somebody's resources.

use std::time::Duration;

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use thiserror::Error;
use url::Url;
use url::form_urlencoded::Serializer;
use zeroize::Zeroizing;

use super::Gateway;
use crate::client::ClientId;

/// How long the endpoint may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a token says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TokenClaims {
    /// Its header: the key and the algorithm it is signed with.
    pub header: Map<String, Value>,
    /// Its payload.
    pub claims: Map<String, Value>,
    /// Seconds for which it is good.
    pub expires_in: Option<u64>,
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// The endpoint refused, in the words of RFC 6749.
    #[error("{code}")]
    Refused {
        /// The error code, `invalid_client` and the like.
        code: String,
        /// What it says beside it.
        description: Option<String>,
    },
    /// Something else than a token endpoint answered.
    #[error("it answered with status {status}, and not as a token endpoint does")]
    NotAnEndpoint {
        /// The HTTP status.
        status: u16,
    },
    /// A token that is not three parts of JSON.
    #[error("it gave a token that cannot be read")]
    Unreadable,
    /// Nobody answered.
    #[error("{0}")]
    Unreachable(String),
}

/// The status and the body of an answer, overwritten when it is dropped.
struct Answer {
    status: u16,
    body: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer").field("status", &self.status).finish_non_exhaustive()
    }
}

/// What the serializer takes. It has no text in its `Debug`.
struct Asked {
    path: String,
    credentials: SecretString,
    body: String,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Asked")
    }
}

impl Gateway {
    /// Asks the token endpoint at `url` for a token with a client's own credentials, and reads its claims.
    ///
    /// # Errors
    /// When the endpoint refuses, is none, or does not answer in time.
    pub async fn client_token(
        &self,
        url: &str,
        client: &ClientId,
        secret: &SecretString,
        scopes: &[String],
    ) -> Result<TokenClaims, TokenError> {
        let url = Url::parse(url).map_err(|error| TokenError::Unreachable(error.to_string()))?;
        let place = url.origin().ascii_serialization();
        let pair = Zeroizing::new(format!("{client}:{}", secret.expose_secret()));
        let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
        let credentials = SecretString::from(format!("Basic {}", encoded.as_str()));
        let operation = Operation::builder()
            .service_name("token endpoint")
            .operation_name("client credentials")
            .behavior_version(BehaviorVersion::latest())
            .http_client(self.http().clone())
            .endpoint_url(&place)
            .no_auth()
            .no_retry()
            .serializer(|asked: Asked| {
                let mut request = HttpRequest::new(SdkBody::from(asked.body));
                request.set_method("POST")?;
                request.set_uri(asked.path)?;
                let headers = request.headers_mut();
                headers.insert("content-type", "application/x-www-form-urlencoded");
                headers.insert("accept", "application/json");
                headers.insert("authorization", asked.credentials.expose_secret().to_owned());
                Ok(request)
            })
            .deserializer(|response: &HttpResponse| {
                let body = response.body().bytes().unwrap_or_default().to_vec();
                let status = response.status().as_u16();
                Ok::<_, OrchestratorError<TokenError>>(Answer { status, body: Zeroizing::new(body) })
            })
            .build();
        let asked = Asked { path: url.path().to_owned(), credentials, body: form(scopes) };
        match tokio::time::timeout(PATIENCE, operation.invoke(asked)).await {
            Ok(Ok(answer)) => read(&answer),
            Ok(Err(error)) => Err(TokenError::Unreachable(deepest(&error))),
            Err(_) => {
                Err(TokenError::Unreachable(format!("no answer within {} seconds", PATIENCE.as_secs())))
            }
        }
    }
}

fn form(scopes: &[String]) -> String {
    let mut form = Serializer::new(String::new());
    form.append_pair("grant_type", "client_credentials");
    if !scopes.is_empty() {
        form.append_pair("scope", &scopes.join(" "));
    }
    form.finish()
}

/// The last cause tells most: that a name is unknown, or a connection refused.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

fn read(answer: &Answer) -> Result<TokenClaims, TokenError> {
    let not_an_endpoint = TokenError::NotAnEndpoint { status: answer.status };
    let Ok(Value::Object(mut document)) = serde_json::from_slice(&answer.body) else {
        return Err(not_an_endpoint);
    };
    if let Some(Value::String(code)) = document.remove("error") {
        let description = document.get("error_description").and_then(Value::as_str).map(str::to_owned);
        return Err(TokenError::Refused { code, description });
    }
    let Some(Value::String(token)) = document.remove("access_token") else { return Err(not_an_endpoint) };
    let token = Zeroizing::new(token);
    let mut parts = token.split('.').map(part);
    let (Some(Some(header)), Some(Some(claims)), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(TokenError::Unreadable);
    };
    Ok(TokenClaims { header, claims, expires_in: document.get("expires_in").and_then(Value::as_u64) })
}

/// A part of a token, as JSON.
fn part(encoded: &str) -> Option<Map<String, Value>> {
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(encoded).ok()?);
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answer(status: u16, body: &str) -> Result<TokenClaims, TokenError> {
        read(&Answer { status, body: Zeroizing::new(body.as_bytes().to_vec()) })
    }

    #[test]
    fn claims_are_read_and_the_signature_is_not() {
        let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let token = format!("{}.{}.sig", part(json!({"alg": "RS256"})), part(json!({"scope": "a/b"})));
        let read = answer(200, &json!({"access_token": token, "expires_in": 3600}).to_string()).unwrap();
        assert_eq!((read.header["alg"].as_str(), read.expires_in), (Some("RS256"), Some(3600)));
        assert_eq!(read.claims["scope"], "a/b");
        assert!(!format!("{read:?}").contains("sig"));
    }

    #[test]
    fn what_is_no_token_is_told() {
        let refused = answer(400, r#"{"error":"invalid_client","error_description":"no"}"#);
        assert_eq!(
            refused,
            Err(TokenError::Refused { code: "invalid_client".into(), description: Some("no".into()) })
        );
        for (body, expected) in [
            ("<html>", TokenError::NotAnEndpoint { status: 404 }),
            ("{}", TokenError::NotAnEndpoint { status: 404 }),
            (r#"{"access_token":"opaque"}"#, TokenError::Unreadable),
            (r#"{"access_token":"e30.e30"}"#, TokenError::Unreadable),
            (r#"{"access_token":"e30.!.x"}"#, TokenError::Unreadable),
        ] {
            assert_eq!(answer(404, body), Err(expected), "{body}");
        }
    }
}
