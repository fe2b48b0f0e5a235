//! The write operations. None of them is ever sent twice: Cognito has no idempotency tokens, so an
//! answer that is missing is reported as [`CognitoError::Ambiguous`] and settled by looking.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::gateway::On;
use super::reads::{member, timestamp};
use super::redact::without_secret;
use super::{CognitoError, Gateway};
use crate::client::settings::SECRET_MEMBER;
use crate::client::{AppClient, ClientKey, PoolId, SecretDescriptor, Settings};

impl Gateway {
    /// Replaces a client's settings with `document`: what is not in it, the service resets. The document
    /// is sent member for member, known to the SDK or not; only the two ids are put in from `key`, and a
    /// secret is never part of an update. Returns what the service made of it.
    pub async fn update_document(
        &self,
        key: &ClientKey,
        mut document: Map<String, Value>,
    ) -> Result<AppClient, CognitoError> {
        document.shift_remove(SECRET_MEMBER);
        document.insert("UserPoolId".to_owned(), key.pool.as_str().into());
        document.insert("ClientId".to_owned(), key.client.as_str().into());
        let call = self.write("UpdateUserPoolClient", On::Client(key));
        let body = body(document)?;
        let sent = self
            .sdk()
            .update_user_pool_client()
            .user_pool_id(key.pool.as_str())
            .client_id(key.client.as_str())
            .customize()
            .config_override(call.config())
            .mutate_request(move |request| replace_body(request, &body))
            .send()
            .await;
        let (_, reply) = call.finish(sent)?;
        let mut document = reply.document("UserPoolClient").map_err(|cause| call.garbled(cause))?;
        let secret = self.fingerprints().reduce(&mut document);
        Ok(AppClient { key: key.clone(), settings: Settings::from_wire(document), secret })
    }

    /// Creates a client from `document` (`GenerateSecret` is a member of it), sent member for member.
    /// Returns the client and, where it has one, its secret in clear, to be offered once.
    pub async fn create_document(
        &self,
        pool: &PoolId,
        mut document: Map<String, Value>,
    ) -> Result<(AppClient, Option<SecretString>), CognitoError> {
        document.insert("UserPoolId".to_owned(), pool.as_str().into());
        let chosen = document.get(SECRET_MEMBER).and_then(Value::as_str).map(SecretString::from);
        let call = self.write("CreateUserPoolClient", On::Pool(pool));
        let body = body(document)?;
        let sent = self
            .sdk()
            .create_user_pool_client()
            .user_pool_id(pool.as_str())
            .customize()
            .config_override(call.config())
            .mutate_request(move |request| replace_body(request, &body))
            .send()
            .await;
        let (_, reply) = call.finish(sent).map_err(|error| unquote(error, chosen.as_ref()))?;
        let mut document = reply.document("UserPoolClient").map_err(|cause| call.garbled(cause))?;
        let id = document.get("ClientId").and_then(Value::as_str).map(str::to_owned);
        let key = ClientKey::new(pool.as_str(), member(&call, "ClientId", id)?);
        let (secret, plain) = self.fingerprints().reduce_and_keep(&mut document);
        Ok((AppClient { key, settings: Settings::from_wire(document), secret }, plain))
    }

    /// Deletes a client.
    pub async fn delete(&self, key: &ClientKey) -> Result<(), CognitoError> {
        let call = self.write("DeleteUserPoolClient", On::Client(key));
        let sent = self
            .sdk()
            .delete_user_pool_client()
            .user_pool_id(key.pool.as_str())
            .client_id(key.client.as_str())
            .customize()
            .config_override(call.config())
            .send()
            .await;
        call.finish_empty(sent)
    }

    /// Adds a second secret to a confidential client: `chosen`, or one that the service draws. Returns
    /// its descriptor and, where the service drew it, its value, which is never told again.
    pub async fn add_secret(
        &self,
        key: &ClientKey,
        chosen: Option<SecretString>,
    ) -> Result<(SecretDescriptor, Option<SecretString>), CognitoError> {
        let call = self.write("AddUserPoolClientSecret", On::Client(key));
        let sent = self
            .sdk()
            .add_user_pool_client_secret()
            .user_pool_id(key.pool.as_str())
            .client_id(key.client.as_str())
            .set_client_secret(chosen.as_ref().map(|secret| secret.expose_secret().to_owned()))
            .customize()
            .config_override(call.config())
            .send()
            .await;
        let (output, _) = call.finish(sent).map_err(|error| unquote(error, chosen.as_ref()))?;
        let secret = member(&call, "ClientSecretDescriptor", output.client_secret_descriptor)?;
        let descriptor = SecretDescriptor {
            id: member(&call, "ClientSecretId", secret.client_secret_id)?,
            created: secret.client_secret_create_date.as_ref().and_then(timestamp),
        };
        Ok((descriptor, secret.client_secret_value.map(SecretString::from)))
    }

    /// Retires one of a client's secrets; the service refuses to retire the last.
    pub async fn delete_secret(&self, key: &ClientKey, secret: &str) -> Result<(), CognitoError> {
        let call = self.write("DeleteUserPoolClientSecret", On::Client(key));
        let sent = self
            .sdk()
            .delete_user_pool_client_secret()
            .user_pool_id(key.pool.as_str())
            .client_id(key.client.as_str())
            .client_secret_id(secret)
            .customize()
            .config_override(call.config())
            .send()
            .await;
        call.finish_empty(sent)
    }
}

fn body(document: Map<String, Value>) -> Result<Vec<u8>, CognitoError> {
    serde_json::to_vec(&Value::Object(document)).map_err(|error| CognitoError::Other {
        operation: "Writing the request".to_owned(),
        message: error.to_string(),
    })
}

/// Puts our document in the place of the SDK's, before the request is signed.
fn replace_body(request: &mut HttpRequest, body: &[u8]) {
    request.headers_mut().insert("content-length", body.len().to_string());
    *request.body_mut() = SdkBody::from(body);
}

/// Takes a chosen secret out of the service's refusal of it.
fn unquote(error: CognitoError, chosen: Option<&SecretString>) -> CognitoError {
    match (error, chosen) {
        (CognitoError::Invalid { operation, code, message }, Some(secret)) => {
            CognitoError::Invalid { operation, code, message: without_secret(&message, secret) }
        }
        (error, _) => error,
    }
}
