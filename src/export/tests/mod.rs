//! The room as a whole: what each format says of the same clients.

mod careful;
mod decode;
mod files;
mod formats;
mod hostile;
mod losses;
mod published;
mod tinted;

pub(super) use hostile::hostile as hostile_text;

use serde_json::{Value as Json, json};

use super::*;
use crate::client::{ClientId, Pool, PoolId, ResourceServer, Scope, Settings};

const POOL: &str = "us-west-2_abc123";
const CLIENT: &str = "3ho4ek12345678909nh3fmhpko";

fn settings(json: &Json) -> Settings {
    Settings::from_wire(json.as_object().expect("a document").clone())
}

/// A client as the service describes it, under the usual id.
fn described(json: &Json) -> Client {
    Client { id: Some(ClientId::new(CLIENT)), settings: settings(json), confidential: false }
}

fn bundle(clients: Vec<Client>) -> Bundle {
    let mut bundle = Bundle::default();
    bundle.pool_mut(&PoolId::new(POOL)).clients = clients;
    bundle
}

/// A web application's client with what the service fills in by itself.
fn web() -> Client {
    described(&json!({
        "UserPoolId": POOL, "ClientName": "web", "ClientId": CLIENT,
        "LastModifiedDate": 1_732_264_215.25, "CreationDate": 1_680_429_600,
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email"], "CallbackURLs": ["https://app.example.org/cb"],
        "SupportedIdentityProviders": ["COGNITO"], "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "AccessTokenValidity": 30, "IdTokenValidity": 30, "RefreshTokenValidity": 7,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false, "AuthSessionValidity": 3,
    }))
}

/// The pool with everything around it that can come along.
fn surrounded(clients: Vec<Client>) -> Bundle {
    let mut bundle = bundle(clients);
    let document = json!({
        "Name": "customers", "UserPoolTier": "PLUS", "MfaConfiguration": "OFF",
        "Policies": {"PasswordPolicy": {"MinimumLength": 12}}, "UserPoolTags": {"team": "identity"},
        "SchemaAttributes": [{"Name": "custom:tier", "AttributeDataType": "Number", "Mutable": true}],
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}, "Domain": "acme",
    });
    let facts = Pool::from_wire(PoolId::new(POOL), document.as_object().expect("one").clone());
    let scope = |name: &str| Scope { name: name.to_owned(), description: format!("May {name}") };
    let server = ResourceServer {
        identifier: "https://api.example.org".to_owned(),
        name: "Orders".to_owned(),
        scopes: vec![scope("write"), scope("read")],
    };
    bundle.surround(&facts, &[], &[server], "pool, resource-servers".parse().expect("known words"));
    let google = json!({
        "ProviderName": "Google", "ProviderType": "Google",
        "ProviderDetails": {"client_id": "abc", "client_secret": "TOP-SECRET", "authorize_scopes": "openid"},
        "AttributeMapping": {"email": "email"},
    });
    let saml = json!({
        "ProviderName": "Okta", "ProviderType": "SAML",
        "ProviderDetails": {"MetadataURL": "https://okta.example.org"},
    });
    let providers =
        [google, saml].map(|json| Provider::from_wire(json.as_object().expect("one")).expect("named"));
    bundle.pools[0].providers = providers.into();
    bundle
}

fn text(format: &str, bundle: &Bundle) -> String {
    export(by_id(format).expect(format), bundle, Layout::One).files.remove(0).text
}
