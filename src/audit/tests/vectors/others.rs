//! Secrets, attributes, and how a client is kept.

use Severity::{High, Info, Low, Medium};

use super::*;

fn sensitive_pool() -> Json {
    json!({"SchemaAttributes": [{"Name": "email"}, {"Name": "custom:role"}]})
}

pub(super) fn vectors() -> Vec<Vector> {
    let made = |days: i64| json!({"CreationDate": days_ago(days), "LastModifiedDate": days_ago(days)});
    vec![
        server_but("S30", json!({})).secrets(&[91]).found(&[Low]),
        server_but("S30", json!({})).secrets(&[900, 366]).found(&[Medium]),
        server_but("S30", json!({})).secrets(&[900, 10]),
        web_but("S30", made(900)),
        server_but("S30", made(900)).secrets(&[]).found(&[Medium]),
        server_but("S30", json!({"CreationDate": null})).secrets(&[]).unchecked(Need::Secrets).odd(),
        server_but("S31", json!({})).secrets(&[400, 8]).found(&[Medium]),
        server_but("S31", json!({})).secrets(&[400, 6]),
        web_but("S31", json!({})),
        server_but("S31", json!({})).secrets(&[-5, -5]).odd(),
        web_but("S35", json!({"WriteAttributes": ["email", "custom:role"]})).found(&[High]),
        web_but("S35", json!({"WriteAttributes": ["custom:usertier", "custom:planid", "custom:organizations"]}))
            .found(&[High]),
        web_but("S35", json!({"WriteAttributes": ["custom:frontier", "custom:planet", "custom:organic"]})),
        web_but("S35", json!({"WriteAttributes": ["email", "custom:shoe_size"]})),
        web_but("S35", json!({"WriteAttributes": ["dev:custom:role", "custom:", "custom:is"]})).odd(),
        web_but("S36", json!({})).pool(json!({"UserAttributeUpdateSettings": null})).found(&[Medium]),
        web_but("S36", json!({"WriteAttributes": ["name"]})).pool(json!({"UserAttributeUpdateSettings": null})),
        web_but("S36", json!({})).knowing(|a| a.pool = Known::NotAsked).unchecked(Need::Pool),
        web_but("S36", json!({"WriteAttributes": null})).pool(json!({"AutoVerifiedAttributes": ["phone_number"], "UsernameAttributes": null})).found(&[Medium]).odd(),
        web_but("S37", json!({"WriteAttributes": ["name"]})).found(&[Medium]),
        web_but("S37", json!({"WriteAttributes": ["name"], "SupportedIdentityProviders": ["COGNITO"]})),
        web_but("S37", json!({})).knowing(|a| a.mappings = Known::NotAsked).unchecked(Need::Mappings),
        web_but("S37", json!({"WriteAttributes": null})).odd(),
        web_but("S38", json!({"ReadAttributes": null})).pool(sensitive_pool()).found(&[Low]),
        web_but("S38", json!({})).pool(sensitive_pool()),
        web_but("S38", json!({"ReadAttributes": []})),
        machine_but("S38", json!({"ReadAttributes": []})).pool(sensitive_pool()).odd(),
        web_but("S13", json!({"PreventUserExistenceErrors": "LEGACY"})).found(&[Medium]),
        web_but("S13", json!({})),
        web_but("S13", json!({"PreventUserExistenceErrors": null})).found(&[Medium]).odd(),
        server_but("S39", json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "EnablePropagateAdditionalUserContextData": false})).found(&[Info]),
        server_but("S39", json!({})).pool(json!({"UserPoolTier": "ESSENTIALS"})).found(&[Info]),
        server_but("S39", json!({"EnablePropagateAdditionalUserContextData": false})),
        web_but("S39", json!({})).pool(json!({"UserPoolTier": "ESSENTIALS"})),
        server_but("S39", json!({})).knowing(|a| a.pool = Known::NotAsked).unchecked(Need::Pool),
        server_but("S39", json!({})).pool(json!({"UserPoolTier": null})).odd(),
        web_but("S40", json!({"AuthSessionValidity": 15})).found(&[Low]),
        web_but("S40", json!({"AuthSessionValidity": 10})),
        web_but("S40", json!({"AuthSessionValidity": -1})).unchecked(Need::Form).odd(),
        web_but("S41", json!({"AnalyticsConfiguration": {"UserDataShared": true}})).found(&[Low]),
        web_but("S41", json!({"AnalyticsConfiguration": {"UserDataShared": false}})),
        web_but("S41", json!({"AnalyticsConfiguration": "all"})).unchecked(Need::Form).odd(),
        web_but("S42", json!({"ClientName": "test-web", "CreationDate": days_ago(91), "LastModifiedDate": days_ago(91)})).found(&[Medium]),
        web_but("S42", json!({"ClientName": "test-web", "CreationDate": days_ago(91), "LastModifiedDate": days_ago(90)})),
        web_but("S42", made(91)),
        web_but("S42", json!({"ClientName": "test-web", "CreationDate": days_ago(91), "LastModifiedDate": null})).odd(),
        web_but("S48", json!({"ClientName": "AmazonOpenSearchService-logs-eu-west-1-x"})).found(&[Info]),
        web_but("S48", json!({"ClientName": "my-AmazonOpenSearchService-"})),
        web_but("S48", json!({"ClientName": null})).odd(),
    ]
}
