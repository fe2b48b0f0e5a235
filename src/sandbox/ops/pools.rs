//! User pools: list, describe, create.

use serde::Serialize;
use serde_json::Value;

use super::Request;
use crate::sandbox::{
    answer::{Answer, ServiceError, body},
    paging,
    schema::complete_pool,
    store::{Document, Pool, Store},
};

/// How many pools an account may have.
const MOST_POOLS: usize = 10_000;
/// The list that page tokens are bound to.
const LIST: &str = "pools";
/// What a list tells of a pool.
const SUMMARY: [&str; 5] = ["Id", "Name", "LambdaConfig", "LastModifiedDate", "CreationDate"];

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Summaries<'a> {
    user_pools: Vec<Summary<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

struct Summary<'a>(&'a Document);

impl Serialize for Summary<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(SUMMARY.iter().filter_map(|member| Some((member, self.0.get(*member)?))))
    }
}

pub(super) fn list(store: &Store, request: &Request) -> Answer {
    let page = store.pools.page(paging::place(LIST, request.text("NextToken"))?, request.page_size(1));
    let user_pools = page.items.iter().map(|pool| Summary(&pool.document)).collect();
    body(&Summaries { user_pools, next_token: page.resume_after.map(|place| paging::token(LIST, place)) })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Described<'a> {
    user_pool: &'a Document,
}

pub(super) fn describe(store: &Store, request: &Request) -> Answer {
    let pool = store.pool(request.given("UserPoolId"))?;
    body(&Described { user_pool: &pool.document })
}

pub(super) fn create(store: &mut Store, request: &Request) -> Answer {
    if store.pools.len() >= MOST_POOLS {
        return Err(ServiceError::limit_exceeded("The limit of user pools for this account is reached."));
    }
    let id = store.rng.pool_id(&store.region);
    let mut document = Document::new();
    document.insert("Id".to_owned(), id.as_str().into());
    document.insert("Name".to_owned(), request.given("PoolName").into());
    for (member, value) in &request.document {
        if member != "PoolName" && member != "Schema" && !value.is_null() {
            document.insert(member.clone(), value.clone());
        }
    }
    document.insert("LastModifiedDate".to_owned(), request.now.into());
    document.insert("CreationDate".to_owned(), request.now.into());
    let schema = request.document.get("Schema").and_then(Value::as_array).cloned().unwrap_or_default();
    complete_pool(&mut document, &schema, &store.pool_arn(&id));
    let answer = body(&Described { user_pool: &document })?;
    store.pools.add(id, Pool { document, ..Pool::default() }).map_err(|_| ServiceError::internal())?;
    Ok(answer)
}
