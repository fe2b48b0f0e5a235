//! What clients refer to in their pool: identity providers and resource servers.

use serde::Serialize;

use super::Request;
use crate::sandbox::{
    answer::{Answer, ServiceError, body},
    paging,
    store::{Document, Store},
};

/// How many providers a page has when nothing is said, and how many servers.
const PROVIDERS: usize = 60;
const SERVERS: usize = 50;
/// What a list tells of a provider; its details hold its own secrets.
const SUMMARY: [&str; 4] = ["ProviderName", "ProviderType", "LastModifiedDate", "CreationDate"];

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Providers<'a> {
    providers: Vec<Summary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

struct Summary<'a>(&'a Document);

impl Serialize for Summary<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(SUMMARY.iter().filter_map(|member| Some((member, self.0.get(*member)?))))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Servers<'a> {
    resource_servers: Vec<&'a Document>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

pub(super) fn list_providers(store: &Store, request: &Request) -> Answer {
    let pool_id = request.given("UserPoolId");
    let list = format!("providers of {pool_id}");
    let place = paging::place(&list, request.text("NextToken"))?;
    let page = store.pool(pool_id)?.providers.page(place, request.page_size(PROVIDERS));
    body(&Providers {
        providers: page.items.iter().map(|provider| Summary(provider)).collect(),
        next_token: page.resume_after.map(|place| paging::token(&list, place)),
    })
}

pub(super) fn list_servers(store: &Store, request: &Request) -> Answer {
    let pool_id = request.given("UserPoolId");
    let list = format!("resource servers of {pool_id}");
    let place = paging::place(&list, request.text("NextToken"))?;
    let page = store.pool(pool_id)?.servers.page(place, request.page_size(SERVERS));
    body(&Servers {
        next_token: page.resume_after.map(|place| paging::token(&list, place)),
        resource_servers: page.items,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DescribedProvider<'a> {
    identity_provider: &'a Document,
}

pub(super) fn describe_provider(store: &Store, request: &Request) -> Answer {
    let name = request.given("ProviderName");
    let identity_provider = store
        .pool(request.given("UserPoolId"))?
        .providers
        .get(name)
        .ok_or_else(|| ServiceError::not_found(format!("Identity provider {name} does not exist.")))?;
    body(&DescribedProvider { identity_provider })
}

pub(super) fn create_provider(store: &mut Store, request: &Request) -> Answer {
    let name = request.given("ProviderName");
    let mut document = given(request);
    document.insert("LastModifiedDate".to_owned(), request.now.into());
    document.insert("CreationDate".to_owned(), request.now.into());
    let answer = body(&DescribedProvider { identity_provider: &document })?;
    let pool = store.pool_mut(request.given("UserPoolId"))?;
    pool.providers.add(name.to_owned(), document).map_err(|_| {
        ServiceError::new("DuplicateProviderException", format!("A provider {name} already exists."))
    })?;
    Ok(answer)
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CreatedServer<'a> {
    resource_server: &'a Document,
}

pub(super) fn create_server(store: &mut Store, request: &Request) -> Answer {
    let identifier = request.given("Identifier");
    let document = given(request);
    let answer = body(&CreatedServer { resource_server: &document })?;
    let pool = store.pool_mut(request.given("UserPoolId"))?;
    pool.servers.add(identifier.to_owned(), document).map_err(|_| {
        ServiceError::invalid_parameter(format!("{identifier} already exists in the user pool."))
    })?;
    Ok(answer)
}

/// The request's own members.
fn given(request: &Request) -> Document {
    request
        .document
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(member, value)| (member.clone(), value.clone()))
        .collect()
}
