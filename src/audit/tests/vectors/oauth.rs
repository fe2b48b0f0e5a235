//! Grants and scopes.

use Severity::{High, Info, Low, Medium};

use super::*;

const ALL_SCOPES: [&str; 5] = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

pub(super) fn vectors() -> Vec<Vector> {
    let many: Vec<String> = (0..11).map(|n| format!("fleet/s{n}")).collect();
    vec![
        web_but("S01", json!({"AllowedOAuthFlows": ["code", "implicit"]})).found(&[High]),
        web_but("S01", json!({"AllowedOAuthFlows": ["implicit"]})).found(&[High]),
        web_but("S01", json!({"AllowedOAuthFlows": ["implicit"], "AllowedOAuthFlowsUserPoolClient": false})),
        web_but("S01", json!({"AllowedOAuthFlows": [1]})).unchecked(Need::Form).odd(),
        web_but("S12", json!({"AllowedOAuthFlows": ["implicit", "code"], "AllowedOAuthScopes": ALL_SCOPES, "CallbackURLs": ["https://example.com"]})).found(&[High]),
        web_but("S12", json!({"AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ALL_SCOPES})),
        web_but("S12", json!({"AllowedOAuthFlows": ["implicit", "code"], "AllowedOAuthScopes": ["openid"]})),
        bare("S12", false).odd(),
        machine_but("S26", json!({"ExplicitAuthFlows": null})).found(&[Medium]),
        machine_but("S26", json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]})).found(&[Medium]),
        machine_but("S26", json!({})),
        machine_but("S26", json!({"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]})),
        machine_but("S26", json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]})).found(&[Medium]).odd(),
        machine_but("S27", json!({"AllowedOAuthScopes": many})).found(&[Medium]),
        machine_but("S27", json!({"AllowedOAuthScopes": ["https://a.test/b/admin", "fleet/position.write"]})).found(&[Medium]),
        machine_but("S27", json!({"AllowedOAuthScopes": ["fleet/position.write", "fleet/schedule.write"]})),
        web_but("S27", json!({"AllowedOAuthScopes": many})),
        machine_but("S27", json!({"AllowedOAuthScopes": ["/admin", "x/*"]})).found(&[Medium]).odd(),
        web_but("S28", json!({"CallbackURLs": ["https://www.shop.test.de/signin-oidc"]})).found(&[Low]),
        web_but("S28", json!({"CallbackURLs": ["https://www.shop.test.de/api/auth/callback/cognito"]})).found(&[Info]),
        web_but("S28", json!({})),
        server_but("S28", json!({"CallbackURLs": ["https://www.shop.test.de/signin-oidc"]})),
        web_but("S28", json!({"CallbackURLs": ["signin-oidc", "app:/signin-oidc"]})).odd(),
        server_but("S29", json!({"CallbackURLs": ["shop://cb"]})).found(&[Medium]),
        server_but("S29", json!({"CallbackURLs": ["http://localhost:3000/"]})).found(&[Medium]),
        server_but("S29", json!({"CallbackURLs": ["http://localhost:3000/"], "ClientName": "booking-dev"})),
        server_but("S29", json!({"AllowedOAuthFlows": ["implicit"]})).found(&[Medium]),
        server_but("S29", json!({})),
        server_but("S29", json!({"CallbackURLs": []})).odd(),
        Vector::new("S44", json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}), true).found(&[Info]),
        web_but("S44", json!({"AllowedOAuthFlowsUserPoolClient": false})),
        bare("S44", false).odd(),
        web_but("S32", json!({"AllowedOAuthScopes": ALL_SCOPES})).found(&[High]),
        server_but("S32", json!({"AllowedOAuthScopes": ALL_SCOPES})).found(&[Medium]),
        server_but("S32", json!({"AllowedOAuthScopes": ALL_SCOPES, "AllowedOAuthFlows": ["implicit"]})).found(&[High]),
        web_but("S32", json!({"AllowedOAuthScopes": ALL_SCOPES, "AllowedOAuthFlowsUserPoolClient": false})),
        machine_but("S32", json!({"AllowedOAuthScopes": ALL_SCOPES})).odd(),
        web_but("S33", json!({"AllowedOAuthScopes": ["email", "profile"]})).found(&[Low]),
        web_but("S33", json!({"AllowedOAuthScopes": ["fleet/position.read"]})),
        machine_but("S33", json!({"AllowedOAuthScopes": ["email"]})).odd(),
        web_but("S34", json!({"AllowedOAuthScopes": ["openid", "fleet/gone", "old/read"]})).found(&[Medium]),
        web_but("S34", json!({"SupportedIdentityProviders": ["COGNITO", "GOOGLE"]})).found(&[Medium]),
        web_but("S34", json!({"SupportedIdentityProviders": ["Gone"], "AllowedOAuthScopes": ["fleet"]})).found(&[Medium, Medium]),
        web_but("S34", json!({"AllowedOAuthScopes": ["openid", "fleet/position.read", "aws.cognito/dcr/register"]})),
        web_but("S34", json!({"AllowedOAuthScopes": ["fleet/gone"]})).knowing(|a| a.servers = Known::NotAsked).unchecked(Need::Servers),
        web_but("S34", json!({"AllowedOAuthScopes": ["https://fleet.test//x"]})).found(&[Medium]).odd(),
        web_but("S50", json!({"AllowedOAuthScopes": ["openid", "aws.cognito/dcr/register"]})).found(&[Medium]),
        web_but("S50", json!({"AllowedOAuthScopes": ["aws.cognito/dcr/register"], "AllowedOAuthFlowsUserPoolClient": false})),
        bare("S50", true).odd(),
        web_but("S45", json!({"SupportedIdentityProviders": []})).found(&[Medium]),
        web_but("S45", json!({"SupportedIdentityProviders": ["A", "B", "C"]})).knowing(tenants).found(&[Medium]),
        web_but("S45", json!({"SupportedIdentityProviders": ["A", "B"]})).knowing(tenants),
        machine_but("S45", json!({})),
        web_but("S45", json!({})).knowing(|a| a.providers = Known::Failed("denied".into())).unchecked(Need::Providers),
        web_but("S45", json!({"SupportedIdentityProviders": null, "AllowedOAuthFlowsUserPoolClient": false})).odd(),
        web_but("S46", json!({"SupportedIdentityProviders": ["Okta"]})).found(&[Medium]),
        server_but("S46", json!({"SupportedIdentityProviders": ["Okta"], "ExplicitAuthFlows": null})).found(&[Medium]),
        server_but("S46", json!({"SupportedIdentityProviders": ["Okta"]})),
        web_but("S46", json!({})),
        server_but("S46", json!({"SupportedIdentityProviders": ["Okta"], "ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]})).found(&[Medium]).odd(),
        web_but("S47", json!({})).branded(false.into()).found(&[Info]),
        web_but("S47", json!({"ClientName": "web-prod"})).branded(false.into()).found(&[Medium]),
        web_but("S47", json!({})).branded(false.into()).knowing(|a| a.pages = 1.into()),
        web_but("S47", json!({})).branded(Known::NotAsked).unchecked(Need::Pages),
        machine_but("S47", json!({})).branded(false.into()).odd(),
        web_but("S49", json!({"ClientType": "DCR"})).found(&[Medium]),
        web_but("S49", json!({"ClientType": "DCR"}))
            .pool(json!({"DcrConfiguration": {"OpenDcrEnabled": true, "OpenDcrGrantTypes": ["client_credentials"]}}))
            .found(&[High]),
        web_but("S49", json!({"ClientType": "REGULAR"})),
        web_but("S49", json!({"ClientType": "BORROWED"})).odd(),
    ]
}

fn tenants(around: &mut Around) {
    let provider = |name: &str, kind: &str| ProviderSummary { name: name.to_owned(), kind: kind.to_owned() };
    around.providers = vec![
        provider("A", "SAML"),
        provider("B", "OIDC"),
        provider("C", "SAML"),
        provider("Google", "Google"),
    ]
    .into();
}
