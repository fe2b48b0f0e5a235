//! Clients for tests: one with everything, and whatever chance brings together.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value as Json, json};

use super::Settings;
use super::field::{FIELDS, Field, Kind, Life};
use super::settings::put;

/// One of everything, and what no table knows.
pub(crate) fn full() -> Settings {
    from(json!({
        "UserPoolId": "us-west-2_abc123", "ClientName": "web", "ClientId": "3ho4ek12345678909nh3fmhpko",
        "LastModifiedDate": 1_732_264_215.25, "CreationDate": 1_680_429_600,
        "RefreshTokenValidity": 45, "AccessTokenValidity": 20, "IdTokenValidity": 2,
        "TokenValidityUnits": {
            "AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days", "ActorToken": "weeks"
        },
        "ReadAttributes": ["email"], "WriteAttributes": ["email", "custom:team"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_FROM_THE_FUTURE"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://a.example/cb"], "LogoutURLs": ["https://a.example/bye"],
        "DefaultRedirectURI": "https://a.example/cb",
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {
            "ApplicationId": "8f", "RoleArn": "arn:aws:iam::123456789012:role/r",
            "ExternalId": "e", "UserDataShared": true, "Sampling": 0.5
        },
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false, "AuthSessionValidity": 5,
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        "ClientType": "REGULAR", "FutureSetting": {"Deep": [1, null, "x"]},
    }))
}

/// Settings of an object.
pub(crate) fn from(json: Json) -> Settings {
    match json {
        Json::Object(document) => Settings::from_wire(document),
        other => panic!("{other} is no document"),
    }
}

/// A client with some of the settings, well-formed mostly, and now and then what nobody expects.
pub(crate) fn settings() -> impl Strategy<Value = Settings> {
    let rows: Vec<&'static Field> = FIELDS.iter().filter(|field| field.life != Life::Secret).collect();
    let members: Vec<_> = rows
        .into_iter()
        .map(|field| prop::option::of(json_of(field)).prop_map(move |json| (field, json)))
        .collect();
    let unknown = prop::collection::vec((select(UNKNOWN), odd()), 0..4);
    let whole =
        prop::option::weighted(0.1, (select(PARENTS), prop_oneof![Just(json!({})), Just(Json::Null), odd()]));
    (members, unknown, whole).prop_map(|(members, unknown, whole)| {
        let mut document = Map::new();
        for (field, json) in members {
            if let Some(json) = json {
                put(&mut document, field.path, json);
            }
        }
        for (path, json) in unknown {
            put(&mut document, path, json);
        }
        if let Some((parent, json)) = whole {
            document.insert(parent.to_owned(), json);
        }
        Settings::from_wire(document)
    })
}

const PARENTS: &[&str] = &["TokenValidityUnits", "AnalyticsConfiguration", "RefreshTokenRotation"];
const UNKNOWN: &[&[&str]] = &[
    &["FutureSetting"],
    &["Another"],
    &["TokenValidityUnits", "ActorToken"],
    &["AnalyticsConfiguration", "Sampling"],
    &["RefreshTokenRotation", "Until"],
];

fn odd() -> impl Strategy<Value = Json> {
    select(vec![
        json!(1),
        json!("x"),
        json!([1, null]),
        json!({"Deep": {"Er": [true]}}),
        json!(0.5),
        json!(true),
    ])
}

fn json_of(field: &'static Field) -> BoxedStrategy<Json> {
    let usual = match field.kind {
        Kind::Text { .. } => select(vec![field.examples.valid, "x", ""]).prop_map(Json::from).boxed(),
        Kind::List { .. } => list(&["a", "b", "https://c", "openid"]),
        Kind::Choices(choices) => {
            let words: Vec<&str> = choices.iter().map(|c| c.value).chain(["FROM_THE_FUTURE"]).collect();
            subsequence(words, 0..3).prop_map(|words| json!(words)).boxed()
        }
        Kind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().map(|c| c.value).chain(["FROM_THE_FUTURE"]).collect();
            select(words).prop_map(Json::from).boxed()
        }
        Kind::Switch => any::<bool>().prop_map(Json::from).boxed(),
        Kind::Duration { .. } => select(vec![0, 1, 5, 24, 60, 3600]).prop_map(Json::from).boxed(),
        Kind::Unit => {
            select(vec!["seconds", "minutes", "hours", "days", "weeks"]).prop_map(Json::from).boxed()
        }
        Kind::Timestamp => (0..3_i64).prop_map(Json::from).boxed(),
    };
    prop_oneof![20 => usual, 1 => odd()].boxed()
}

fn list(members: &'static [&'static str]) -> BoxedStrategy<Json> {
    subsequence(members, 0..=members.len()).prop_shuffle().prop_map(|members| json!(members)).boxed()
}

/// True for a client that has something else where an object with settings belongs; setting one of these
/// replaces it.
pub(crate) fn is_odd(settings: &Settings) -> bool {
    let odd = |json: &Json| !json.is_object() && !json.is_null();
    PARENTS.iter().any(|parent| settings.document().get(*parent).is_some_and(odd))
}
