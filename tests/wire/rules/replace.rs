//! An update replaces a client, so each setting is changed alone on a client that has them all, members
//! that nobody knows included: everything else stays.

use cognitui::client::change::{Compare, diff};
use cognitui::client::edit::between;
use cognitui::client::{Edit, FIELDS};

use super::*;

/// A client with every setting, valid in the production pool.
fn full() -> Settings {
    settings(&json!({
        "ClientName": "full", "GenerateSecret": true,
        "RefreshTokenValidity": 45, "AccessTokenValidity": 20, "IdTokenValidity": 2,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days", "ActorToken": "weeks"},
        "ReadAttributes": ["email", "name"], "WriteAttributes": ["email"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_CLIENT_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO", "Google"],
        "CallbackURLs": ["https://a.example/cb", "https://b.example/cb"],
        "LogoutURLs": ["https://a.example/bye"], "DefaultRedirectURI": "https://a.example/cb",
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "fleet/position.read"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {
            "ApplicationId": "8f", "RoleArn": "arn:aws:iam::123456789012:role/r", "ExternalId": "e",
            "UserDataShared": true, "Sampling": 0.5
        },
        "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true, "AuthSessionValidity": 5,
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10, "Until": "2030"},
        "FutureSetting": {"Deep": [1, null, "x"]},
    }))
}

/// What is changed, as a person types it. Where the service asks for more than one, the last is the
/// setting that is meant.
const CHANGES: &[&[&str]] = &[
    &["name=renamed"],
    &["allowed_oauth_flows_user_pool_client=off"],
    &["allowed_oauth_flows+=implicit"],
    &["allowed_oauth_scopes-=openid"],
    &["callback_urls+=https://c.example/cb"],
    &["default_redirect_uri=https://b.example/cb"],
    &["logout_urls="],
    &["supported_identity_providers-=Google"],
    &["access_token_validity=30 min"],
    &["id_token_validity=90m"],
    &["refresh_token_validity=12h"],
    &["token_validity_units.access_token=hours"],
    &["id_token_validity=1 day", "token_validity_units.id_token=days"],
    &["token_validity_units.refresh_token=hours"],
    &["refresh_token_rotation.feature=off"],
    &["refresh_token_rotation.retry_grace_period_seconds=30"],
    &["enable_token_revocation=on"],
    &["explicit_auth_flows+=custom"],
    &["auth_session_validity=15"],
    &["prevent_user_existence_errors=LEGACY"],
    &["enable_propagate_additional_user_context_data=off"],
    &["read_attributes="],
    &["write_attributes=email, name"],
    &["analytics_configuration.application_id=9a"],
    &["analytics_configuration.role_arn=arn:aws:iam::123456789012:role/other"],
    &["analytics_configuration.external_id=other"],
    &["analytics_configuration.user_data_shared=off"],
    &[
        "analytics_configuration.application_id=",
        "analytics_configuration.role_arn=",
        "analytics_configuration.external_id=",
        "analytics_configuration.application_arn=arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e",
    ],
];

#[test]
fn every_setting_has_its_change() {
    for field in FIELDS.iter().filter(|field| field.is_mutable()) {
        let meant = |change: &&[&str]| {
            change
                .last()
                .and_then(|c| c.split_once('='))
                .is_some_and(|(key, _)| key.trim_end_matches(['+', '-']) == field.id)
        };
        assert!(CHANGES.iter().any(meant), "{} is never changed", field.id);
    }
}

#[tokio::test]
async fn a_change_leaves_everything_else() {
    let gateway = gateway().await;
    let around = Around::read(&gateway, CUSTOMERS).await;
    let pool = PoolId::new(CUSTOMERS);
    for change in CHANGES {
        let (client, secret) = gateway.create_document(&pool, create_document(&full(), &pool)).await.unwrap();
        let before = client.settings.clone();
        let edit = Edit::parse(change.iter().copied(), Some(&before)).unwrap();
        let wanted = edit.apply(&before).unwrap();
        let surroundings = Surroundings {
            operation: Operation::Update,
            secret: client.secret.into(),
            stored: Some(&before),
            ..around.surroundings()
        };
        let findings = check(&wanted, &surroundings);
        assert!(rules::passes(&findings), "{change:?}: {findings:?}");

        gateway.update_document(&client.key, update_document(&wanted)).await.unwrap();
        let after = gateway.client(Lane::Foreground, &client.key).await.unwrap();
        assert_eq!(diff(&wanted, &after.settings, Compare::ByEffect), expected(change), "{change:?}");
        assert_eq!(after.settings.unknown(), before.unknown(), "{change:?}");
        assert_eq!(after.secret, client.secret, "{change:?}");
        assert!(secret.is_some());

        // And back again.
        let undone = between(&after.settings, &before).apply(&after.settings).unwrap();
        gateway.update_document(&client.key, update_document(&undone)).await.unwrap();
        let restored = gateway.client(Lane::Foreground, &client.key).await.unwrap();
        assert_eq!(diff(&before, &restored.settings, Compare::ByEffect), [], "{change:?}");
        assert_eq!(restored.settings.unknown(), before.unknown(), "{change:?}");
    }
}

/// What the service makes of a change by itself.
fn expected(change: &[&str]) -> Vec<cognitui::client::Change> {
    let with = |json: Value| Settings::from_wire(json.as_object().unwrap().clone());
    match change.last() {
        // Rotation that is off has no grace period.
        Some(&"refresh_token_rotation.feature=off") => {
            let rotation = |grace: u64| {
                with(
                    json!({"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": grace}}),
                )
            };
            diff(&rotation(10), &rotation(0), Compare::ByEffect)
        }
        // Analytics that know their project by its ARN get a role of Cognito's own.
        Some(last) if last.starts_with("analytics_configuration.application_arn") => {
            let role = "arn:aws:iam::123456789012:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp";
            diff(
                &with(json!({})),
                &with(json!({"AnalyticsConfiguration": {"RoleArn": role}})),
                Compare::ByEffect,
            )
        }
        _ => Vec::new(),
    }
}
