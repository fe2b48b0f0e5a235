//! Sign-in pages: domains, and the style that a client has for managed ones.

use serde_json::json;

use super::Request;
use crate::sandbox::{
    answer::{Answer, ServiceError, body},
    store::{Pool, Store, text},
};

/// A domain that nobody has is described as empty, and is no error.
pub(super) fn describe_domain(store: &Store, request: &Request) -> Answer {
    let domain = request.given("Domain");
    let has = |pool: &Pool, member: &str| text(&pool.document, member) == Some(domain);
    let found = store.pools.iter().find(|pool| has(pool, "Domain") || has(pool, "CustomDomain"));
    body(&match found {
        None => json!({"DomainDescription": {}}),
        Some(pool) => json!({"DomainDescription": {
            "UserPoolId": text(&pool.document, "Id"), "AWSAccountId": store.account, "Domain": domain, "Status": "ACTIVE",
            "ManagedLoginVersion": pool.pages,
        }}),
    })
}

pub(super) fn describe_style(store: &Store, request: &Request) -> Answer {
    let (pool, id) = (request.given("UserPoolId"), request.given("ClientId"));
    let client = store.pool(pool)?.client(id)?;
    if !client.styled {
        return Err(ServiceError::not_found(format!("There is no managed login branding for client {id}.")));
    }
    body(&json!({"ManagedLoginBranding": {
        "ManagedLoginBrandingId": "00000000-0000-4000-8000-000000000000", "UserPoolId": pool,
        "UseCognitoProvidedValues": true,
    }}))
}
