//! A client's life: what the service fills in, what an update resets, what it keeps.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_cognitoidentityprovider::types::{
    ExplicitAuthFlowsType, FeatureType, RefreshTokenRotationType, TimeUnitsType, TokenValidityUnitsType,
};
use serde_json::{Value, json};

use super::{CUSTOMERS, call, create, describe, named, sandbox, sdk};

/// The members that say who a client is.
const IDENTITY: [&str; 7] = [
    "UserPoolId",
    "ClientId",
    "ClientName",
    "ClientSecret",
    "CreationDate",
    "LastModifiedDate",
    "ClientType",
];

/// The settings of a client of which nothing was said.
fn bare() -> Value {
    json!({
        "RefreshTokenValidity": 30,
        "AllowedOAuthFlowsUserPoolClient": false,
        "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false,
        "AuthSessionValidity": 3,
    })
}

/// Every setting there is, each different from its default, and two members of a service to come.
fn everything() -> Value {
    json!({
        "ClientName": "everything",
        "GenerateSecret": true,
        "RefreshTokenValidity": 90,
        "AccessTokenValidity": 20,
        "IdTokenValidity": 25,
        "TokenValidityUnits": { "AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days" },
        "ReadAttributes": ["email"],
        "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
        "SupportedIdentityProviders": ["COGNITO", "Google"],
        "CallbackURLs": ["https://a.example/1", "https://a.example/2"],
        "LogoutURLs": ["https://a.example/out"],
        "DefaultRedirectURI": "https://a.example/2",
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "fleet/position.read"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {
            "ApplicationId": "1f3e", "RoleArn": "arn:aws:iam::123456789012:role/analytics",
            "ExternalId": "some", "UserDataShared": true
        },
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true,
        "AuthSessionValidity": 9,
        "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 20 },
        "QuantumGuard": { "Level": 3, "Modes": ["a", "b"] },
        "Tomorrow": "yes",
    })
}

fn without_identity(mut client: Value) -> Value {
    for member in IDENTITY {
        client.as_object_mut().unwrap().shift_remove(member);
    }
    client
}

fn update(sandbox: &cognitui::sandbox::Sandbox, client: &Value, settings: Value) -> Value {
    let mut request = settings;
    request["UserPoolId"] = CUSTOMERS.into();
    request["ClientId"] = client["ClientId"].clone();
    call(sandbox, "UpdateUserPoolClient", &request).unwrap();
    describe(sandbox, CUSTOMERS, client["ClientId"].as_str().unwrap())
}

#[test]
fn a_bare_client_shows_five_defaults_and_nothing_else() {
    let sandbox = sandbox();
    let client = create(&sandbox, CUSTOMERS, json!({ "ClientName": "bare", "ExplicitAuthFlows": [] }));
    assert_eq!(client["ClientType"], "REGULAR");
    assert!(client.get("ClientSecret").is_none());
    assert_eq!(without_identity(client), bare());
}

#[test]
fn everything_comes_back_as_it_was_sent() {
    let sandbox = sandbox();
    let client = create(&sandbox, CUSTOMERS, everything());
    assert_eq!(client["ClientSecret"].as_str().unwrap().len(), 51);
    let mut sent = without_identity(everything());
    sent.as_object_mut().unwrap().shift_remove("GenerateSecret");
    assert_eq!(without_identity(client), sent);
}

#[test]
fn an_update_resets_all_that_it_leaves_out_but_the_name_the_secret_and_rotation() {
    let sandbox = sandbox();
    let before = create(&sandbox, CUSTOMERS, everything());
    let after = update(&sandbox, &before, json!({}));
    for kept in ["ClientName", "ClientSecret", "CreationDate", "ClientType"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    let mut expected = bare();
    expected["RefreshTokenRotation"] = json!({ "Feature": "ENABLED", "RetryGracePeriodSeconds": 20 });
    assert_eq!(without_identity(after), expected);
}

#[test]
fn an_update_with_the_whole_document_changes_nothing_but_the_date() {
    let sandbox = sandbox();
    let before = create(&sandbox, CUSTOMERS, everything());
    let after = update(&sandbox, &before, before.clone());
    assert!(after["LastModifiedDate"].as_f64() > before["LastModifiedDate"].as_f64());
    assert_eq!(without_identity(after), without_identity(before));
}

#[test]
fn rotation_sticks_until_it_is_switched_off_in_so_many_words() {
    let sandbox = sandbox();
    let client = create(
        &sandbox,
        CUSTOMERS,
        json!({ "ClientName": "rotating", "RefreshTokenRotation": { "Feature": "ENABLED" } }),
    );
    assert_eq!(client["RefreshTokenRotation"], json!({ "Feature": "ENABLED", "RetryGracePeriodSeconds": 0 }));
    let request = json!({
        "UserPoolId": CUSTOMERS, "ClientId": client["ClientId"], "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
    });
    call(&sandbox, "UpdateUserPoolClient", &request).unwrap_err();
    let after = update(
        &sandbox,
        &client,
        json!({ "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": { "Feature": "DISABLED" } }),
    );
    assert_eq!(after["RefreshTokenRotation"], json!({ "Feature": "DISABLED", "RetryGracePeriodSeconds": 0 }));
}

#[test]
fn what_is_half_said_is_completed() {
    let sandbox = sandbox();
    let client = create(
        &sandbox,
        CUSTOMERS,
        json!({
            "ClientName": "half", "RefreshTokenValidity": 0, "TokenValidityUnits": { "AccessToken": "days" },
            "AnalyticsConfiguration": { "ApplicationArn": "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f" },
        }),
    );
    assert_eq!(client["RefreshTokenValidity"], 30);
    assert_eq!(
        client["TokenValidityUnits"],
        json!({ "AccessToken": "days", "IdToken": "hours", "RefreshToken": "days" })
    );
    let role = client["AnalyticsConfiguration"]["RoleArn"].as_str().unwrap();
    assert!(role.ends_with("AWSServiceRoleForAmazonCognitoIdp"), "{role}");
    assert_eq!(client["AnalyticsConfiguration"]["UserDataShared"], false);
}

#[test]
fn dates_are_the_callers_and_always_move_on() {
    let sandbox = sandbox();
    let now = UNIX_EPOCH + Duration::from_millis(1_900_000_000_123);
    let at = |operation: &str, request: Value, now: SystemTime| -> Value {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let response = sandbox.handle(Some(&target), request.to_string().as_bytes(), now);
        assert_eq!(response.status, 200);
        serde_json::from_slice::<Value>(&response.body).unwrap()["UserPoolClient"].take()
    };
    let made = at("CreateUserPoolClient", json!({ "UserPoolId": CUSTOMERS, "ClientName": "dated" }), now);
    assert_eq!(made["CreationDate"], 1_900_000_000.123);
    let request = json!({ "UserPoolId": CUSTOMERS, "ClientId": made["ClientId"] });
    let after = at("UpdateUserPoolClient", request, now);
    assert_eq!(after["CreationDate"], 1_900_000_000.123);
    assert!(after["LastModifiedDate"].as_f64() > Some(1_900_000_000.123));
}

#[test]
fn clients_made_before_a_rule_stay_until_they_are_touched() {
    let sandbox = sandbox();
    let old = named(&sandbox, CUSTOMERS, "old-web-portal");
    assert!(old["CallbackURLs"][0].as_str().unwrap().starts_with("http://portal."));
    let refusal = call(&sandbox, "UpdateUserPoolClient", &old).unwrap_err();
    assert!(refusal.1.ends_with("cannot use the HTTP protocol."), "{}", refusal.1);
    let misnamed = named(&sandbox, CUSTOMERS, "Gäste/Bücher (alt)");
    call(&sandbox, "UpdateUserPoolClient", &misnamed).unwrap_err();
    // A name that is not sent is not looked at.
    let mut unnamed = misnamed.clone();
    unnamed.as_object_mut().unwrap().shift_remove("ClientName");
    call(&sandbox, "UpdateUserPoolClient", &unnamed).unwrap();
}

#[test]
fn what_a_later_service_added_survives_a_whole_update() {
    let sandbox = sandbox();
    let before = named(&sandbox, CUSTOMERS, "next-gen-gateway");
    assert_eq!(before["ExplicitAuthFlows"], json!(["ALLOW_CLIENT_TOKEN_AUTH"]));
    let after = update(&sandbox, &before, before.clone());
    assert_eq!(after["DevicePosture"], before["DevicePosture"]);
    let reset = update(&sandbox, &before, json!({}));
    assert!(reset.get("DevicePosture").is_none());
}

#[tokio::test]
async fn a_whole_life_through_the_sdk() {
    let sandbox = sandbox();
    let sdk = sdk(&sandbox);
    let created = sdk
        .create_user_pool_client()
        .user_pool_id(CUSTOMERS)
        .client_name("sdk")
        .access_token_validity(30)
        .token_validity_units(TokenValidityUnitsType::builder().access_token(TimeUnitsType::Minutes).build())
        .explicit_auth_flows(ExplicitAuthFlowsType::AllowUserSrpAuth)
        .refresh_token_rotation(
            RefreshTokenRotationType::builder().feature(FeatureType::Enabled).build().unwrap(),
        )
        .send()
        .await
        .unwrap();
    let client = created.user_pool_client().unwrap();
    let id = client.client_id().unwrap();
    assert_eq!(client.access_token_validity(), Some(30));
    assert_eq!(client.token_validity_units().unwrap().id_token(), Some(&TimeUnitsType::Hours));
    assert_eq!(client.refresh_token_rotation().unwrap().retry_grace_period_seconds(), Some(0));

    let updated = sdk
        .update_user_pool_client()
        .user_pool_id(CUSTOMERS)
        .client_id(id)
        .client_name("renamed")
        .send()
        .await
        .unwrap();
    let client = updated.user_pool_client().unwrap();
    assert_eq!(client.client_name(), Some("renamed"));
    assert_eq!(client.access_token_validity(), None);
    assert!(client.explicit_auth_flows().is_empty());
    assert_eq!(client.refresh_token_rotation().unwrap().feature(), &FeatureType::Enabled);

    sdk.delete_user_pool_client().user_pool_id(CUSTOMERS).client_id(id).send().await.unwrap();
    let error = sdk.delete_user_pool_client().user_pool_id(CUSTOMERS).client_id(id).send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}
