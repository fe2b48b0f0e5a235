//! App clients: list, describe, create, update, delete.

use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::Request;
use crate::sandbox::{
    answer::{Answer, ServiceError, body},
    paging,
    rules::Proposal,
    settle::{self, Identity},
    store::{Client, Secret, Store, is_on, no_such_client, text},
};

/// The hard limit of clients in a pool.
const MOST_CLIENTS: usize = 10_000;
/// How many clients a page has when nothing is said.
const PAGE: usize = 60;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Summaries<'a> {
    user_pool_clients: Vec<Summary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Summary<'a> {
    client_id: Option<&'a str>,
    user_pool_id: &'a str,
    client_name: Option<&'a str>,
}

pub(super) fn list(store: &Store, request: &Request) -> Answer {
    let pool_id = request.given("UserPoolId");
    let pool = store.pool(pool_id)?;
    let client_type = request.text("ClientType");
    let list = format!("clients of {pool_id}, {}", client_type.unwrap_or("all"));
    let page = pool.clients.page(paging::place(&list, request.text("NextToken"))?, request.page_size(PAGE));
    // The filter works on a page that was already cut, so a page may be short or empty and yet not the last.
    let user_pool_clients = page
        .items
        .iter()
        .filter(|client| {
            client_type.is_none_or(|wanted| text(&client.document, "ClientType") == Some(wanted))
        })
        .map(|client| Summary {
            client_id: text(&client.document, "ClientId"),
            user_pool_id: pool_id,
            client_name: text(&client.document, "ClientName"),
        })
        .collect();
    let next_token = page.resume_after.map(|place| paging::token(&list, place));
    body(&Summaries { user_pool_clients, next_token })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Described<'a> {
    user_pool_client: WithSecret<'a>,
}

/// A client's document with its secret in clear, as the service writes it.
struct WithSecret<'a>(&'a Client);

impl Serialize for WithSecret<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(client) = self;
        let mut map = serializer.serialize_map(None)?;
        for (member, value) in &client.document {
            map.serialize_entry(member, value)?;
            if member == "ClientId"
                // Which of two secrets is written is not documented; here it stays the older one until
                // that is deleted.
                && let Some(secret) = client.secrets.first()
            {
                map.serialize_entry("ClientSecret", secret.value.expose_secret())?;
            }
        }
        map.end()
    }
}

pub(super) fn describe(store: &Store, request: &Request) -> Answer {
    let client = store.pool(request.given("UserPoolId"))?.client(request.given("ClientId"))?;
    body(&Described { user_pool_client: WithSecret(client) })
}

pub(super) fn create(store: &mut Store, request: &Request) -> Answer {
    let pool_id = request.given("UserPoolId");
    let generate = is_on(&request.document, "GenerateSecret");
    let custom = request.text("ClientSecret");
    if generate && custom.is_some() {
        return Err(ServiceError::invalid_parameter(
            "A client secret cannot be both given in ClientSecret and asked for with GenerateSecret.",
        ));
    }
    if store.pool(pool_id)?.clients.len() >= MOST_CLIENTS {
        return Err(ServiceError::limit_exceeded("The limit of app clients for this user pool is reached."));
    }
    let settings = settle::requested(&request.document);
    Proposal::new(store, pool_id, &settings, generate || custom.is_some())?.check()?;

    let id = store.rng.client_id();
    let identity = Identity {
        pool: pool_id,
        client: &id,
        account: &store.account,
        client_type: "REGULAR",
        created: request.now,
        modified: request.now,
    };
    let document = settle::document(settings, &identity);
    let value = custom.map(SecretString::from).or_else(|| generate.then(|| store.rng.secret()));
    let secrets = value.into_iter().map(|value| Secret::new(&id, value, request.now, &[])).collect();
    let pool = store.pool_mut(pool_id)?;
    let client = Client { document, secrets, styled: false };
    let answer = body(&Described { user_pool_client: WithSecret(&client) })?;
    pool.clients.add(id, client).map_err(|_| ServiceError::internal())?;
    Ok(answer)
}

/// Replaces all settings: what the request leaves out goes back to its default.
pub(super) fn update(store: &mut Store, request: &Request) -> Answer {
    let (pool_id, id) = (request.given("UserPoolId"), request.given("ClientId"));
    let client = store.pool(pool_id)?.client(id)?;
    let mut settings = settle::requested(&request.document);
    settle::keep(&mut settings, &client.document);
    Proposal::new(store, pool_id, &settings, !client.secrets.is_empty())?.check()?;

    let before = &client.document;
    let seconds = |member: &str| before.get(member).and_then(serde_json::Value::as_f64).unwrap_or_default();
    let identity = Identity {
        pool: pool_id,
        client: id,
        account: &store.account,
        client_type: text(before, "ClientType").unwrap_or("REGULAR"),
        created: seconds("CreationDate"),
        // Two updates within a millisecond still leave two dates.
        modified: request.now.max(seconds("LastModifiedDate") + 0.001),
    };
    let document = settle::document(settings, &identity);
    let client = store.pool_mut(pool_id)?.client_mut(id)?;
    client.document = document;
    body(&Described { user_pool_client: WithSecret(client) })
}

pub(super) fn delete(store: &mut Store, request: &Request) -> Answer {
    let id = request.given("ClientId");
    let pool = store.pool_mut(request.given("UserPoolId"))?;
    pool.clients.remove(id).ok_or_else(|| no_such_client(id))?;
    Ok(Vec::new())
}
