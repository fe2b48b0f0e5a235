//! The secrets of confidential clients: add, list, delete.

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::Request;
use crate::sandbox::{
    answer::{Answer, ServiceError, body},
    store::{Client, Secret, Store, text},
};

/// How many secrets a client may have at a time.
const MOST_SECRETS: usize = 2;

#[derive(Serialize)]
struct Descriptor<'a> {
    #[serde(rename = "ClientSecretId")]
    id: &'a str,
    /// Only for a secret that the service has just made.
    #[serde(rename = "ClientSecretValue", skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(rename = "ClientSecretCreateDate")]
    created: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Added<'a> {
    client_secret_descriptor: Descriptor<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    client_secrets: Vec<Descriptor<'a>>,
}

pub(super) fn add(store: &mut Store, request: &Request) -> Answer {
    let (pool_id, id) = (request.given("UserPoolId"), request.given("ClientId"));
    let client = store.pool(pool_id)?.client(id)?;
    refuse_registered(client)?;
    if client.secrets.is_empty() {
        return Err(ServiceError::invalid_parameter(
            "Client secrets can be added to confidential app clients only.",
        ));
    }
    if client.secrets.len() >= MOST_SECRETS {
        return Err(ServiceError::limit_exceeded(format!(
            "Client secrets cannot exceed limit of {MOST_SECRETS} secrets."
        )));
    }
    let custom = request.text("ClientSecret").map(SecretString::from);
    let generated = custom.is_none();
    let value = custom.unwrap_or_else(|| store.rng.secret());
    let client = store.pool_mut(pool_id)?.client_mut(id)?;
    let secret = Secret::new(id, value, request.now, &client.secrets);
    let answer = body(&Added {
        client_secret_descriptor: Descriptor {
            id: &secret.id,
            value: generated.then(|| secret.value.expose_secret()),
            created: secret.created,
        },
    })?;
    client.secrets.push(secret);
    Ok(answer)
}

pub(super) fn list(store: &Store, request: &Request) -> Answer {
    let client = store.pool(request.given("UserPoolId"))?.client(request.given("ClientId"))?;
    refuse_registered(client)?;
    if request.text("NextToken").is_some() {
        return Err(ServiceError::invalid_parameter("Invalid pagination token."));
    }
    let client_secrets = client
        .secrets
        .iter()
        .map(|secret| Descriptor { id: &secret.id, value: None, created: secret.created })
        .collect();
    body(&Listed { client_secrets })
}

pub(super) fn delete(store: &mut Store, request: &Request) -> Answer {
    let wanted = request.given("ClientSecretId");
    let client = store.pool_mut(request.given("UserPoolId"))?.client_mut(request.given("ClientId"))?;
    refuse_registered(client)?;
    let Some(place) = client.secrets.iter().position(|secret| secret.id == wanted) else {
        return Err(ServiceError::not_found(format!("Client secret {wanted} does not exist.")));
    };
    if client.secrets.len() == 1 {
        return Err(ServiceError::invalid_parameter("Cannot delete the only client secret."));
    }
    client.secrets.remove(place);
    Ok(b"{}".to_vec())
}

/// Clients that registered themselves do not have these operations.
fn refuse_registered(client: &Client) -> Result<(), ServiceError> {
    if text(&client.document, "ClientType") == Some("DCR") {
        return Err(ServiceError::invalid_parameter(
            "Client secret operations are not supported for dynamically registered clients.",
        ));
    }
    Ok(())
}
