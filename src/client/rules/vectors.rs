//! Requests that the service refuses, and how: judged here and sent to a Cognito as well.

use serde_json::{Map, Value, json};

/// A client that cannot be created.
pub(crate) struct Vector {
    /// What is wrong with it.
    pub(crate) name: &'static str,
    /// Whether it is meant for a pool of the Lite tier.
    pub(crate) lite: bool,
    /// The request, without the pool's id.
    pub(crate) request: Value,
    /// A secret of the person's own.
    pub(crate) secret: Option<&'static str>,
    /// The rule that finds it.
    pub(crate) rule: &'static str,
    /// What a person must read, in part.
    pub(crate) told: &'static str,
    /// The service's code.
    pub(crate) code: &'static str,
    /// The service's words, where they are known.
    pub(crate) text: Option<String>,
}

pub(crate) const INVALID: &str = "InvalidParameterException";
pub(crate) const FLOW: &str = "InvalidOAuthFlowException";

fn vector(
    (name, rule, told): (&'static str, &'static str, &'static str),
    request: Value,
    code: &'static str,
    text: &str,
) -> Vector {
    let mut named = Map::new();
    named.insert("ClientName".to_owned(), "x".into());
    if let Value::Object(members) = request {
        named.extend(members);
    }
    named.retain(|_, value| !value.is_null());
    let text = (!text.is_empty()).then(|| text.to_owned());
    Vector { name, lite: false, request: named.into(), secret: None, rule, told, code, text }
}

/// Sign-in pages with what they need, and these settings instead.
pub(crate) fn managed(settings: &Value) -> Value {
    with(
        json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"], "CallbackURLs": ["https://a.example/cb"],
            "SupportedIdentityProviders": ["COGNITO"],
        }),
        settings,
    )
}

/// A machine's client, and these settings instead.
pub(crate) fn machine(settings: &Value) -> Value {
    with(
        json!({
            "GenerateSecret": true, "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["fleet/position.read"],
            "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        }),
        settings,
    )
}

fn with(mut all: Value, settings: &Value) -> Value {
    for (member, value) in settings.as_object().into_iter().flatten() {
        all[member] = value.clone();
    }
    all
}

/// All of them.
pub(crate) fn all() -> Vec<Vector> {
    [words(), numbers_and_lengths(), lifetimes(), grants(), urls(), references(), features()]
        .into_iter()
        .flatten()
        .collect()
}

const URL_MEMBERS: &str = r"Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+]";

/// One violation in the service's words.
fn at(value: &str, path: &str, constraint: &str) -> String {
    format!(
        "1 validation error detected: Value{value} at '{path}' failed to satisfy constraint: {constraint}"
    )
}

fn words() -> Vec<Vector> {
    let long_url = format!("https://a.example/{}", "x".repeat(1025 - 18));
    let long_name = "あ".repeat(33);
    vec![
        vector(
            ("no name", "V01", "Name is missing"),
            json!({"ClientName": null}),
            INVALID,
            &at(" null", "clientName", "Member must not be null"),
        ),
        vector(
            ("bad name", "V01", "Name (name): may have only"),
            json!({"ClientName": "bad/name!"}),
            INVALID,
            &at(
                " 'bad/name!'",
                "clientName",
                r"Member must satisfy regular expression pattern: [\w\s+=,.@-]+",
            ),
        ),
        vector(
            ("empty name", "V01", "make it longer"),
            json!({"ClientName": ""}),
            INVALID,
            r"2 validation errors detected: Value '' at 'clientName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '' at 'clientName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w\s+=,.@-]+",
        ),
        vector(
            ("unknown grant", "V01", "'token' is not a known value"),
            json!({"AllowedOAuthFlows": ["token"]}),
            INVALID,
            &at(
                " '[token]'",
                "allowedOAuthFlows",
                "Member must satisfy constraint: [Member must satisfy enum value set: [implicit, client_credentials, code]]",
            ),
        ),
        vector(
            ("unknown flow", "V01", "'ALLOW_MAGIC' is not a known value"),
            json!({"ExplicitAuthFlows": ["ALLOW_MAGIC"]}),
            INVALID,
            &at(
                " '[ALLOW_MAGIC]'",
                "explicitAuthFlows",
                "Member must satisfy constraint: [Member must satisfy enum value set: [ADMIN_NO_SRP_AUTH, ALLOW_ADMIN_USER_PASSWORD_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH, ALLOW_TOKEN_EXCHANGE_DELEGATION, ALLOW_TOKEN_EXCHANGE_IMPERSONATION, ALLOW_USER_AUTH, ALLOW_USER_PASSWORD_AUTH, ALLOW_USER_SRP_AUTH, CUSTOM_AUTH_FLOW_ONLY, USER_PASSWORD_AUTH]]",
            ),
        ),
        vector(
            ("provider of 33 letters", "V01", "shorten it"),
            json!({"SupportedIdentityProviders": [long_name]}),
            INVALID,
            &at(
                &format!(" '[{long_name}]'"),
                "supportedIdentityProviders",
                r"Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+]",
            ),
        ),
        vector(
            ("URL of 1025 letters", "V01", "Callback URLs (callback_urls): may have at most 1024 characters"),
            json!({"CallbackURLs": [long_url]}),
            INVALID,
            &at(&format!(" '[{long_url}]'"), "callbackURLs", URL_MEMBERS),
        ),
        vector(
            ("51 scopes", "V01", "Scopes (allowed_oauth_scopes): may have at most 50 members and has 51"),
            json!({"AllowedOAuthScopes": vec!["openid"; 51]}),
            INVALID,
            &at(
                &format!(" '[{}]'", vec!["openid"; 51].join(", ")),
                "allowedOAuthScopes",
                "Member must have length less than or equal to 50",
            ),
        ),
    ]
}

fn numbers_and_lengths() -> Vec<Vector> {
    let many: Vec<String> = (0..101).map(|n| format!("https://a.example/{n}")).collect();
    let secret = |secret, told, request, text: &str| Vector {
        secret: Some(secret),
        ..vector(("a secret of one's own", "V01", told), request, INVALID, text)
    };
    vec![
        vector(
            ("empty URL", "V02", "Logout URLs (logout_urls): a line is empty; remove it"),
            json!({"LogoutURLs": [""]}),
            INVALID,
            &at(" '[]'", "logoutURLs", URL_MEMBERS),
        ),
        vector(
            ("101 callbacks", "V03", "remove 1"),
            json!({"CallbackURLs": many}),
            INVALID,
            &at(
                &format!(" '[{}]'", many.join(", ")),
                "callbackURLs",
                "Member must have length less than or equal to 100",
            ),
        ),
        vector(
            ("session of 99 minutes", "V07", "Sign-in session (auth_session_validity)"),
            json!({"AuthSessionValidity": 99}),
            INVALID,
            &at(" '99'", "authSessionValidity", "Member must have value less than or equal to 15"),
        ),
        vector(
            ("session of 2 minutes", "V07", "3 minutes – 15 minutes"),
            json!({"AuthSessionValidity": 2}),
            INVALID,
            &at(" '2'", "authSessionValidity", "Member must have value greater than or equal to 3"),
        ),
        vector(
            ("grace of 61 seconds", "V27", "Rotation grace"),
            json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 61}}),
            INVALID,
            &at(
                " '61'",
                "refreshTokenRotation.retryGracePeriodSeconds",
                "Member must have value less than or equal to 60",
            ),
        ),
        secret(
            "abcdefghijklmnopqrstuvw",
            "Secret (client_secret): needs 24–64 characters",
            json!({}),
            &at("", "clientSecret", "Member must have length greater than or equal to 24"),
        ),
        secret("abcdefghijklmnopqrstuvwxyz", "keep one of the two", json!({"GenerateSecret": true}), ""),
    ]
}

fn lifetimes() -> Vec<Vector> {
    let range = "Invalid range for token validity.";
    let order =
        "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
    let units = |of: &str, unit: &str| json!({ of: unit });
    vec![
        vector(
            (
                "access of 25 hours",
                "V04",
                "Access token (access_token_validity): is 25 hours long; choose 5 minutes – 1 day",
            ),
            json!({"AccessTokenValidity": 25}),
            INVALID,
            range,
        ),
        vector(
            ("id of 4 minutes", "V04", "ID token"),
            json!({"IdTokenValidity": 4, "TokenValidityUnits": units("IdToken", "minutes")}),
            INVALID,
            range,
        ),
        vector(
            ("refresh of 59 minutes", "V04", "Refresh token"),
            json!({"RefreshTokenValidity": 59, "TokenValidityUnits": units("RefreshToken", "minutes")}),
            INVALID,
            range,
        ),
        vector(
            ("refresh of 36500 days", "V04", "10 years"),
            json!({"RefreshTokenValidity": 36500}),
            INVALID,
            range,
        ),
        vector(
            ("minutes read as hours", "V04", "60 hours"),
            json!({"AccessTokenValidity": 60}),
            INVALID,
            range,
        ),
        vector(
            (
                "id outlives refresh",
                "V05",
                "ID token cannot outlast the refresh token, which ends after 1 hour",
            ),
            json!({"IdTokenValidity": 2, "RefreshTokenValidity": 1, "TokenValidityUnits": units("RefreshToken", "hours")}),
            INVALID,
            order,
        ),
    ]
}

fn grants() -> Vec<Vector> {
    let needed = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.";
    vec![
        vector(
            ("OAuth without scopes", "V08", "OAuth is on and needs a scope"),
            managed(&json!({"AllowedOAuthScopes": null})),
            INVALID,
            needed,
        ),
        vector(
            ("code without callback", "V09", "Callback URLs are missing"),
            managed(&json!({"CallbackURLs": null})),
            FLOW,
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        vector(
            ("client credentials and code", "V10", "client credentials cannot stand beside"),
            machine(&json!({"AllowedOAuthFlows": ["client_credentials", "code"]})),
            FLOW,
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
        vector(
            ("client credentials without secret", "V11", "client credentials need a secret"),
            machine(&json!({"GenerateSecret": null})),
            FLOW,
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        vector(
            ("client credentials with openid", "V12", "so openid cannot be asked for"),
            machine(&json!({"AllowedOAuthScopes": ["fleet/position.read", "openid"]})),
            FLOW,
            "openid is not supported with client_credentials flow",
        ),
    ]
}

fn urls() -> Vec<Vector> {
    vec![
        vector(
            ("http callback", "V14", "Callback URLs: http://a.example/cb uses http"),
            managed(&json!({"CallbackURLs": ["http://a.example/cb"]})),
            INVALID,
            "http://a.example/cb cannot use the HTTP protocol.",
        ),
        vector(
            ("http logout", "V14", "Logout URLs: http://a.example/ uses http"),
            managed(&json!({"LogoutURLs": ["http://a.example/"]})),
            INVALID,
            "http://a.example/ cannot use the HTTP protocol.",
        ),
        vector(
            ("fragment", "V15", "has a fragment"),
            managed(&json!({"CallbackURLs": ["https://a.example/#cb"]})),
            INVALID,
            "https://a.example/#cb cannot use fragment",
        ),
        vector(
            (
                "default elsewhere",
                "V16",
                "Default redirect: https://a.example/CB is not among the callback URLs",
            ),
            managed(&json!({"DefaultRedirectURI": "https://a.example/CB"})),
            INVALID,
            "The default redirect URI https://a.example/CB is not in the callback URIs list.",
        ),
    ]
}

fn references() -> Vec<Vector> {
    let write = "Invalid write attributes specified while creating a client";
    vec![
        vector(
            ("unknown scope", "V13", "no resource server of the pool offers fleet/launch"),
            managed(&json!({"AllowedOAuthScopes": ["openid", "fleet/launch"]})),
            "ScopeDoesNotExistException",
            "Invalid scope requested: fleet/launch",
        ),
        vector(
            ("unknown attribute", "V18", "the pool has no attribute custom:nothing"),
            json!({"ReadAttributes": ["email", "custom:nothing"]}),
            INVALID,
            "Invalid read attributes specified while creating a client",
        ),
        vector(
            ("unknown writable", "V19", "the pool has no attribute custom:nothing"),
            json!({"WriteAttributes": ["email", "custom:nothing"]}),
            INVALID,
            write,
        ),
        vector(
            ("verified is written", "V19", "email_verified can only be written by Cognito"),
            json!({"WriteAttributes": ["email", "email_verified"]}),
            INVALID,
            write,
        ),
        vector(
            ("required is left out", "V19", "the pool asks every user for email"),
            json!({"WriteAttributes": ["name"]}),
            INVALID,
            write,
        ),
        vector(
            ("provider in capitals", "V20", "GOOGLE is not in the pool, but Google is; case counts"),
            managed(&json!({"SupportedIdentityProviders": ["COGNITO", "GOOGLE"]})),
            INVALID,
            "The provider GOOGLE does not exist for User Pool eu-west-1_hRb7Lk2Qe",
        ),
        vector(
            ("unknown provider", "V20", "Okta is not in the pool"),
            managed(&json!({"SupportedIdentityProviders": ["Okta"]})),
            INVALID,
            "The provider Okta does not exist for User Pool eu-west-1_hRb7Lk2Qe",
        ),
    ]
}

fn features() -> Vec<Vector> {
    let analytics = "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid";
    let arn = "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1f3e";
    let role = "arn:aws:iam::123456789012:role/analytics";
    vec![
        vector(
            ("legacy and current names", "V17", "ADMIN_NO_SRP_AUTH is a legacy name"),
            json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}),
            INVALID,
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ),
        vector(
            ("user context without secret", "V21", "needs a client with a secret"),
            json!({"EnablePropagateAdditionalUserContextData": true}),
            INVALID,
            "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
        ),
        vector(
            ("ARN and role", "V22", "Pinpoint project stands alone; clear Analytics role"),
            json!({"AnalyticsConfiguration": {"ApplicationArn": arn, "RoleArn": role}}),
            INVALID,
            analytics,
        ),
        vector(
            ("id alone", "V22", "Analytics need Analytics role, Analytics external ID as well"),
            json!({"AnalyticsConfiguration": {"ApplicationId": "1f3e"}}),
            INVALID,
            analytics,
        ),
        vector(
            ("ARN elsewhere", "V23", "the project is in us-east-1"),
            json!({"AnalyticsConfiguration": {"ApplicationArn": arn.replace("eu-west-1", "us-east-1")}}),
            INVALID,
            "The integration with Pinpoint is not supported for the requested us-east-1 region.",
        ),
        Vector {
            lite: true,
            ..vector(
                ("choice on Lite", "V24", "needs the Essentials tier"),
                json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
                "FeatureUnavailableInTierException",
                "The following feature is not available for the LITE pricing tier configured: ALLOW_USER_AUTH",
            )
        },
        vector(
            ("rotation and refresh", "V26", "remove ALLOW_REFRESH_TOKEN_AUTH"),
            json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}}),
            INVALID,
            "",
        ),
    ]
}

/// A text whose sets of words are in order: in which the service writes them is known for one only.
pub(crate) fn with_sorted_words(text: &str) -> String {
    let Some((before, rest)) = text.split_once("enum value set: [") else { return text.to_owned() };
    let Some((words, after)) = rest.split_once(']') else { return text.to_owned() };
    let mut words: Vec<&str> = words.split(", ").collect();
    words.sort_unstable();
    format!("{before}enum value set: [{}]{}", words.join(", "), with_sorted_words(after))
}
