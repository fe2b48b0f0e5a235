//! Every rule of the service with a request that breaks it, sent to the sandbox itself and through the
//! SDK.

use aws_sdk_cognitoidentityprovider::{config::http::HttpRequest, error::ProvideErrorMetadata};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

use super::{CUSTOMERS, PARTNERS, Refusal, call, create, describe, named, sandbox, sdk};

const INVALID: &str = "InvalidParameterException";
const FLOW: &str = "InvalidOAuthFlowException";
const MISSING: &str = "ResourceNotFoundException";

/// A request for a new client that is refused, and how.
struct Vector {
    rule: &'static str,
    request: Value,
    code: &'static str,
    /// What the text has to contain; all of it where the service's own text is known.
    text: String,
}

/// A client in the production pool, with these settings beside a name.
fn refused(rule: &'static str, settings: &Value, code: &'static str, text: impl Into<String>) -> Vector {
    let mut request = json!({ "UserPoolId": CUSTOMERS, "ClientName": "x" });
    for (member, value) in settings.as_object().unwrap() {
        request[member] = value.clone();
    }
    Vector { rule, request, code, text: text.into() }
}

/// Managed login on, with what it needs, and these settings instead.
fn managed(settings: &Value) -> Value {
    let mut all = json!({
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": ["https://a.example/cb"],
    });
    for (member, value) in settings.as_object().unwrap() {
        all[member] = value.clone();
    }
    all
}

fn machine(settings: &Value) -> Value {
    let mut all = json!({
        "GenerateSecret": true,
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["fleet/position.read"],
    });
    for (member, value) in settings.as_object().unwrap() {
        all[member] = value.clone();
    }
    all
}

const RANGE: &str = "Invalid range for token validity.";
const ORDER: &str =
    "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
const ANALYTICS: &str = "Invalid analytics configuration given, either <application arn> or <application id, \
                         role arn, external id> are valid";
const ARN: &str = "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e";
const ROLE: &str = "arn:aws:iam::123456789012:role/analytics";

#[expect(clippy::too_many_lines, reason = "a table")]
fn vectors() -> Vec<Vector> {
    let long_url = format!("https://a.example/{}", "x".repeat(1025 - 18));
    vec![
        refused(
            "V01 no name",
            &json!({ "ClientName": null }),
            INVALID,
            "1 validation error detected: Value null at 'clientName' failed to satisfy constraint: Member must not be null",
        ),
        refused(
            "V01 name",
            &json!({ "ClientName": "bad/name!" }),
            INVALID,
            r"1 validation error detected: Value 'bad/name!' at 'clientName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w\s+=,.@-]+",
        ),
        refused(
            "V01 empty name",
            &json!({ "ClientName": "" }),
            INVALID,
            "Member must have length greater than or equal to 1",
        ),
        refused(
            "V01 OAuth flow",
            &json!({ "AllowedOAuthFlows": ["token"] }),
            INVALID,
            "1 validation error detected: Value '[token]' at 'allowedOAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [implicit, client_credentials, code]]",
        ),
        refused(
            "V01 several at once",
            &json!({ "AuthSessionValidity": 99, "PreventUserExistenceErrors": "MAYBE" }),
            INVALID,
            "2 validation errors detected: Value 'MAYBE' at 'preventUserExistenceErrors' failed to satisfy constraint: Member must satisfy enum value set: [LEGACY, ENABLED]; Value '99' at 'authSessionValidity' failed to satisfy constraint: Member must have value less than or equal to 15",
        ),
        refused(
            "V01 unknown flow",
            &json!({ "ExplicitAuthFlows": ["ALLOW_MAGIC"] }),
            INVALID,
            "at 'explicitAuthFlows'",
        ),
        refused(
            "V01 provider of 33 letters",
            &json!({ "SupportedIdentityProviders": ["あ".repeat(33)] }),
            INVALID,
            "at 'supportedIdentityProviders'",
        ),
        refused(
            "V01 URL of 1025 letters",
            &json!({ "CallbackURLs": [long_url] }),
            INVALID,
            "at 'callbackURLs'",
        ),
        refused(
            "V01 51 scopes",
            &json!({ "AllowedOAuthScopes": vec!["openid"; 51] }),
            INVALID,
            "at 'allowedOAuthScopes' failed to satisfy constraint: Member must have length less than or equal to 50",
        ),
        refused(
            "V02 empty URL",
            &json!({ "LogoutURLs": [""] }),
            INVALID,
            r"Value '[]' at 'logoutURLs' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+]",
        ),
        refused(
            "V02 blank in a URL",
            &json!({ "CallbackURLs": ["https://a.example/a b"] }),
            INVALID,
            "at 'callbackURLs'",
        ),
        refused(
            "V03",
            &json!({ "CallbackURLs": (0..101).map(|n| format!("https://a.example/{n}")).collect::<Vec<_>>() }),
            INVALID,
            "Member must have length less than or equal to 100",
        ),
        refused("V04 access 25 h", &json!({ "AccessTokenValidity": 25 }), INVALID, RANGE),
        refused(
            "V04 id 4 minutes",
            &json!({ "IdTokenValidity": 4, "TokenValidityUnits": { "IdToken": "minutes" } }),
            INVALID,
            RANGE,
        ),
        refused(
            "V04 refresh 59 minutes",
            &json!({ "RefreshTokenValidity": 59, "TokenValidityUnits": { "RefreshToken": "minutes" } }),
            INVALID,
            RANGE,
        ),
        refused("V04 refresh 3651 days", &json!({ "RefreshTokenValidity": 3651 }), INVALID, RANGE),
        refused(
            "V05 id over refresh",
            &json!({ "IdTokenValidity": 2, "RefreshTokenValidity": 1, "TokenValidityUnits": { "RefreshToken": "hours" } }),
            INVALID,
            ORDER,
        ),
        refused(
            "V06 minutes read as hours",
            &json!({ "AccessTokenValidity": 60, "IdTokenValidity": 60 }),
            INVALID,
            RANGE,
        ),
        refused(
            "V07",
            &json!({ "AuthSessionValidity": 2 }),
            INVALID,
            "at 'authSessionValidity' failed to satisfy constraint: Member must have value greater than or equal to 3",
        ),
        refused(
            "V08 no scopes",
            &managed(&json!({ "AllowedOAuthScopes": [] })),
            INVALID,
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ),
        refused(
            "V09",
            &managed(&json!({ "CallbackURLs": [] })),
            FLOW,
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        refused(
            "V10",
            &machine(&json!({ "AllowedOAuthFlows": ["client_credentials", "code"] })),
            FLOW,
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        refused(
            "V11",
            &machine(&json!({ "GenerateSecret": false })),
            FLOW,
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        refused(
            "V12",
            &machine(&json!({ "AllowedOAuthScopes": ["fleet/position.read", "openid"] })),
            FLOW,
            "openid is not supported with client_credentials flow",
        ),
        refused(
            "V13",
            &managed(&json!({ "AllowedOAuthScopes": ["openid", "fleet/launch"] })),
            "ScopeDoesNotExistException",
            "Invalid scope requested: fleet/launch",
        ),
        refused(
            "V14 callback",
            &managed(&json!({ "CallbackURLs": ["http://a.example/cb"] })),
            INVALID,
            "http://a.example/cb cannot use the HTTP protocol.",
        ),
        refused(
            "V14 logout",
            &managed(&json!({ "LogoutURLs": ["http://a.example/"] })),
            INVALID,
            "http://a.example/ cannot use the HTTP protocol.",
        ),
        refused(
            "V15",
            &managed(&json!({ "CallbackURLs": ["https://a.example/#cb"] })),
            INVALID,
            "https://a.example/#cb cannot use fragment",
        ),
        refused(
            "V16",
            &managed(&json!({ "DefaultRedirectURI": "https://a.example/CB" })),
            INVALID,
            "The default redirect URI https://a.example/CB is not in the callback URIs list.",
        ),
        refused(
            "V17",
            &json!({ "ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] }),
            INVALID,
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ),
        refused(
            "V18",
            &json!({ "ReadAttributes": ["email", "custom:nothing"] }),
            INVALID,
            "Invalid read attributes specified while creating a client",
        ),
        refused(
            "V19 unknown",
            &json!({ "WriteAttributes": ["email", "custom:nothing"] }),
            INVALID,
            "Invalid write attributes specified while creating a client",
        ),
        refused(
            "V19 verified",
            &json!({ "WriteAttributes": ["email", "email_verified"] }),
            INVALID,
            "Invalid write attributes specified while creating a client",
        ),
        refused(
            "V19 required left out",
            &json!({ "WriteAttributes": ["name"] }),
            INVALID,
            "Invalid write attributes specified while creating a client",
        ),
        refused(
            "V20",
            &managed(&json!({ "SupportedIdentityProviders": ["COGNITO", "GOOGLE"] })),
            INVALID,
            format!("The provider GOOGLE does not exist for User Pool {CUSTOMERS}"),
        ),
        refused(
            "V21",
            &json!({ "EnablePropagateAdditionalUserContextData": true }),
            INVALID,
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ),
        refused(
            "V22 ARN and role",
            &json!({ "AnalyticsConfiguration": { "ApplicationArn": ARN, "RoleArn": ROLE } }),
            INVALID,
            ANALYTICS,
        ),
        refused(
            "V22 id alone",
            &json!({ "AnalyticsConfiguration": { "ApplicationId": "1f3e" } }),
            INVALID,
            ANALYTICS,
        ),
        refused(
            "V23",
            &json!({ "AnalyticsConfiguration": { "ApplicationArn": ARN.replace("eu-west-1", "us-east-1") } }),
            INVALID,
            "The integration with Pinpoint is not supported for the requested us-east-1 region.",
        ),
        refused(
            "V24",
            &json!({ "UserPoolId": PARTNERS, "ExplicitAuthFlows": ["ALLOW_USER_AUTH"] }),
            "FeatureUnavailableInTierException",
            "The following feature is not available for the LITE pricing tier configured: ",
        ),
        refused(
            "V26",
            &json!({ "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": { "Feature": "ENABLED" } }),
            INVALID,
            "ALLOW_REFRESH_TOKEN_AUTH",
        ),
        refused(
            "V27",
            &json!({ "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 61 } }),
            INVALID,
            "Value '61' at 'refreshTokenRotation.retryGracePeriodSeconds' failed to satisfy constraint: Member must have value less than or equal to 60",
        ),
        refused(
            "V28",
            &json!({ "UserPoolId": "eu-west-1_nowhere00" }),
            MISSING,
            "User pool eu-west-1_nowhere00 does not exist.",
        ),
        refused(
            "two secrets at once",
            &json!({ "GenerateSecret": true, "ClientSecret": "abcdefghijklmnopqrstuvwxyz" }),
            INVALID,
            "GenerateSecret",
        ),
        refused(
            "a secret of 23 letters, which the text keeps to itself",
            &json!({ "ClientSecret": "abcdefghijklmnopqrstuvw" }),
            INVALID,
            "1 validation error detected: Value at 'clientSecret' failed to satisfy constraint: Member must have length greater than or equal to 24",
        ),
    ]
}

fn assert_refused(vector: &Vector, how: &str, got: Result<Value, Refusal>) {
    let Err((code, text)) = got else { panic!("{} is accepted {how}", vector.rule) };
    assert_eq!(code, vector.code, "{} {how}: {text}", vector.rule);
    assert!(text.contains(&vector.text), "{} {how}: {text}", vector.rule);
}

#[test]
fn every_vector_is_refused_by_the_sandbox_itself() {
    let sandbox = sandbox();
    for vector in vectors() {
        assert_refused(&vector, "directly", call(&sandbox, "CreateUserPoolClient", &vector.request));
    }
}

#[tokio::test]
async fn every_vector_is_refused_through_the_sdk() {
    let sandbox = sandbox();
    let sdk = sdk(&sandbox);
    for vector in vectors() {
        let body = vector.request.to_string();
        let got = sdk
            .create_user_pool_client()
            .user_pool_id(CUSTOMERS)
            .client_name("x")
            .customize()
            .mutate_request(move |request: &mut HttpRequest| {
                let length = body.len().to_string();
                request.headers_mut().insert("content-length", length);
                *request.body_mut() = SdkBody::from(body.clone());
            })
            .send()
            .await
            .map(|_| Value::Null)
            .map_err(|error| (error.code().unwrap().to_owned(), error.message().unwrap().to_owned()));
        assert_refused(&vector, "through the SDK", got);
    }
}

#[test]
fn what_only_just_keeps_the_rules_is_accepted() {
    let sandbox = sandbox();
    for settings in [
        json!({ "AccessTokenValidity": 1, "IdTokenValidity": 1, "RefreshTokenValidity": 1, "TokenValidityUnits": { "AccessToken": "hours", "IdToken": "hours", "RefreshToken": "hours" } }),
        json!({ "RefreshTokenValidity": 3650 }),
        // Rotation with a legacy flow list and no refresh flow, as a public acceptance test has it.
        json!({ "ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"], "RefreshTokenRotation": { "Feature": "ENABLED", "RetryGracePeriodSeconds": 60 } }),
        // No refresh flow among current ones: refused once, long since accepted.
        json!({ "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"] }),
        managed(
            &json!({ "CallbackURLs": ["http://localhost:3000/cb", "http://127.0.0.1/cb", "http://[::1]:1/", "myapp://cb"] }),
        ),
        // URLs without managed login stay, dormant.
        json!({ "CallbackURLs": ["https://a.example/cb"], "DefaultRedirectURI": "https://a.example/cb" }),
        json!({ "CallbackURLs": [format!("https://{}", "あ".repeat(1016))] }),
        machine(&json!({ "AllowedOAuthScopes": ["https://api.harbourline.example/bookings/refund"] })),
        json!({ "WriteAttributes": ["email", "custom:is_staff"] }),
        json!({ "AnalyticsConfiguration": { "ApplicationArn": ARN } }),
        json!({ "AnalyticsConfiguration": { "ApplicationId": "1F3e", "RoleArn": ROLE, "ExternalId": "" } }),
        json!({ "ClientSecret": "abcdefghijklmnopqrstuvwx", "EnablePropagateAdditionalUserContextData": true }),
    ] {
        let mut settings = settings;
        settings["ClientName"] = "fits".into();
        create(&sandbox, CUSTOMERS, settings);
    }
}

#[test]
fn a_missing_client_is_named() {
    let missing = "0123456789abcdefghijklmnop";
    let request = json!({ "UserPoolId": CUSTOMERS, "ClientId": missing });
    for operation in ["DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"] {
        let refusal = call(&sandbox(), operation, &request).unwrap_err();
        assert_eq!(refusal, (MISSING.to_owned(), format!("User pool client {missing} does not exist.")));
    }
}

#[test]
fn a_stale_scope_or_provider_blocks_even_a_rename() {
    let sandbox = sandbox();
    for (name, code, text) in [
        (
            "fleet-tracker",
            "ScopeDoesNotExistException",
            "Invalid scope requested: https://api.harbourline.example/tides/read",
        ),
        ("marketing-campaigns", INVALID, "The provider LoginWithAmazon does not exist"),
    ] {
        let mut renamed = named(&sandbox, CUSTOMERS, name);
        let id = renamed["ClientId"].as_str().unwrap().to_owned();
        renamed["ClientName"] = "renamed".into();
        let refusal = call(&sandbox, "UpdateUserPoolClient", &renamed).unwrap_err();
        assert_eq!(refusal.0, code);
        assert!(refusal.1.contains(text), "{}", refusal.1);
        assert_eq!(describe(&sandbox, CUSTOMERS, &id)["ClientName"], name);
    }
}

#[test]
fn a_member_of_the_wrong_type_is_a_serialization_error() {
    let request = json!({ "UserPoolId": CUSTOMERS, "ClientName": "x", "RefreshTokenValidity": "30" });
    let refusal = call(&sandbox(), "CreateUserPoolClient", &request).unwrap_err();
    assert_eq!(refusal.0, "SerializationException");
}
