//! Tokens and flows.

use Severity::{High, Info, Low, Medium};

use super::*;

fn flows(rule: &'static str, flows: &[&str]) -> Vector {
    web_but(rule, json!({"ExplicitAuthFlows": flows, "RefreshTokenRotation": null}))
}

fn units(access: &str, id: &str, refresh: &str) -> Json {
    json!({"AccessToken": access, "IdToken": id, "RefreshToken": refresh})
}

pub(super) fn vectors() -> Vec<Vector> {
    vec![
        web_but("S14", json!({"EnableTokenRevocation": false})).found(&[Medium]),
        web_but("S14", json!({})),
        web_but("S14", json!({"EnableTokenRevocation": null})).odd(),
        web_but("S15", json!({"RefreshTokenValidity": 91})).found(&[Medium]),
        web_but("S15", json!({"RefreshTokenValidity": 366})).found(&[High]),
        web_but("S15", json!({"RefreshTokenValidity": 31, "RefreshTokenRotation": null})).found(&[Medium]),
        server_but("S15", json!({"RefreshTokenValidity": 31})),
        web_but("S15", json!({"RefreshTokenValidity": 90})),
        machine_but("S15", json!({"RefreshTokenValidity": 3650})),
        web_but("S15", json!({"RefreshTokenValidity": 366, "AllowedOAuthFlows": ["implicit"],
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]})),
        web_but("S15", json!({"RefreshTokenValidity": 366, "AllowedOAuthFlows": ["implicit"],
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"]}))
        .found(&[High]),
        web_but("S15", json!({"RefreshTokenValidity": 0})).odd(),
        web_but("S16", json!({"AccessTokenValidity": 61})).found(&[Low]),
        web_but("S16", json!({"AccessTokenValidity": 481})).found(&[Medium]),
        machine_but("S16", json!({"AccessTokenValidity": 24, "TokenValidityUnits": null})).found(&[High]),
        web_but("S16", json!({"AccessTokenValidity": 60})),
        web_but("S16", json!({"TokenValidityUnits": units("weeks", "hours", "days")})).unchecked(Need::Form).odd(),
        web_but("S17", json!({"IdTokenValidity": 61})).found(&[Low]),
        web_but("S17", json!({"IdTokenValidity": 1, "TokenValidityUnits": units("minutes", "days", "days")})).found(&[Medium]),
        web_but("S17", json!({"IdTokenValidity": 60})),
        web_but("S17", json!({"IdTokenValidity": null, "TokenValidityUnits": null, "AccessTokenValidity": null})).odd(),
        flows("S18", &["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]).found(&[Medium]),
        web_but("S18", json!({"ExplicitAuthFlows": null, "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}})).found(&[Medium]),
        server_but("S18", json!({})),
        flows("S18", &["ALLOW_USER_SRP_AUTH"]),
        flows("S18", &["USER_PASSWORD_AUTH"]).found(&[Medium]).odd(),
        web_but("S19", json!({"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}})).found(&[Low]),
        web_but("S19", json!({"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 60}})),
        web_but("S19", json!({"RefreshTokenRotation": {"Feature": "ENABLED"}})).odd(),
        flows("S20", &["ALLOW_USER_PASSWORD_AUTH"]).found(&[High]),
        server_but("S20", json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})).found(&[Medium]),
        flows("S20", &["ALLOW_ADMIN_USER_PASSWORD_AUTH"]),
        flows("S20", &["USER_PASSWORD_AUTH"]).found(&[High]).odd(),
        flows("S21", &["ALLOW_ADMIN_USER_PASSWORD_AUTH"]).found(&[Medium]),
        server_but("S21", json!({"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH"]})),
        flows("S21", &["ADMIN_NO_SRP_AUTH"]).found(&[Medium]).odd(),
        flows("S22", &["USER_PASSWORD_AUTH", "CUSTOM_AUTH_FLOW_ONLY"]).found(&[Low]),
        flows("S22", &["ALLOW_USER_SRP_AUTH"]),
        flows("S22", &["FROM_THE_FUTURE"]).found(&[Low]).odd(),
        web_but("S23", json!({"ExplicitAuthFlows": null})).found(&[Medium]),
        machine_but("S23", json!({"ExplicitAuthFlows": []})).found(&[Medium]),
        web_but("S23", json!({})),
        bare("S23", false).odd(),
        flows("S24", &["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"]).found(&[Low]),
        flows("S24", &["ALLOW_CUSTOM_AUTH"]).pool(triggers()),
        flows("S24", &["ALLOW_CUSTOM_AUTH"]).knowing(|a| a.pool = Known::NotAsked).unchecked(Need::Pool),
        web_but("S24", json!({"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]})),
        flows("S24", &[]),
        flows("S24", &["CUSTOM_AUTH_FLOW_ONLY"]).found(&[Low]).odd(),
        flows("S25", &["ALLOW_USER_AUTH", "ALLOW_USER_SRP_AUTH"]).found(&[Info]),
        flows("S25", &["ALLOW_USER_AUTH"]),
        flows("S25", &["USER_AUTH", "ALLOW_USER_SRP_AUTH"]).odd(),
        flows("S51", &["ALLOW_TOKEN_EXCHANGE_DELEGATION"]).found(&[Medium]),
        flows("S51", &["ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"]).found(&[High, Medium]),
        flows("S51", &["ALLOW_USER_SRP_AUTH"]),
        flows("S51", &["ALLOW_TOKEN_EXCHANGE_OF_TOMORROW"]).odd(),
    ]
}

fn triggers() -> Json {
    let names = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];
    let config: Map<String, Json> = names.iter().map(|name| ((*name).to_owned(), json!("arn"))).collect();
    json!({"LambdaConfig": config})
}
