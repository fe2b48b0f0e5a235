//! Addresses and identifiers that follow from a client and its pool.

use url::form_urlencoded::Serializer;

use super::field::{self, Value};
use super::kind::grants;
use super::{ClientKey, Pool, PoolId, Settings};

/// Why something cannot be derived, and what would change that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// The pool's id names no region, as with some emulators.
    #[error("the pool's id names no region; use the address of the endpoint itself")]
    Region,
    /// Nothing is known of the pool yet.
    #[error("the pool has not been described; open the pool first")]
    Pool,
    /// The pool has no domain.
    #[error("the pool has no domain, so no sign-in pages; add a domain to the pool")]
    Domain,
    /// Nothing is known of the client's settings yet.
    #[error("the client has not been described; open the client first")]
    Client,
    /// OAuth is off for the client.
    #[error("OAuth is off for this client; turn OAuth on")]
    OAuthOff,
    /// No grant that a user takes part in.
    #[error("no grant of this client has a user; only the token URL applies")]
    NoUser,
    /// No grant that the token endpoint serves.
    #[error("this client's only grant gives tokens without the token endpoint; add the code grant")]
    NoToken,
    /// No code that a challenge could protect.
    #[error("PKCE protects the code grant, which this client does not have; add the code grant")]
    NoCode,
    /// No callback to return to.
    #[error("the client has no callback URL; add one")]
    Callback,
}

/// A derived fact: its label, and its text or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name on screen.
    pub label: &'static str,
    /// The address or identifier.
    pub value: Result<String, Missing>,
}

/// Everything that can be derived, in the order of the screen.
pub fn facts(key: &ClientKey, pool: Option<&Pool>, settings: Option<&Settings>) -> Vec<Fact> {
    vec![
        Fact { label: "Issuer", value: issuer(&key.pool, pool) },
        Fact { label: "Discovery", value: discovery_url(&key.pool, pool) },
        Fact { label: "Login URL", value: login_url(key, pool, settings) },
        Fact { label: "Authorize URL", value: authorize_url(key, pool, settings) },
        Fact { label: "Token URL", value: token_url(pool) },
        Fact { label: "Import ID", value: Ok(import_id(key)) },
        Fact { label: "Cloud Control ID", value: Ok(cloud_control_id(key)) },
        Fact { label: "Console", value: console_url(key) },
    ]
}

/// What tokens name as their issuer. A pool that is not described is taken for one of the original kind.
pub fn issuer(id: &PoolId, pool: Option<&Pool>) -> Result<String, Missing> {
    let region = id.region().or_else(|| pool.and_then(Pool::region)).ok_or(Missing::Region)?;
    let host = match pool.and_then(Pool::issuer_type) {
        Some("UPDATED") => "issuer-cognito-idp",
        _ => "cognito-idp",
    };
    Ok(format!("https://{host}.{region}.{}/{id}", service_suffix(region)))
}

/// The issuer's OpenID Connect discovery document.
pub fn discovery_url(id: &PoolId, pool: Option<&Pool>) -> Result<String, Missing> {
    issuer(id, pool).map(|issuer| format!("{issuer}/.well-known/openid-configuration"))
}

/// The sign-in page with this client's first grant, scopes and callback.
pub fn login_url(
    key: &ClientKey,
    pool: Option<&Pool>,
    settings: Option<&Settings>,
) -> Result<String, Missing> {
    sign_in_url("login", key, pool, settings)
}

/// The authorization endpoint with this client's first grant, scopes and callback.
pub fn authorize_url(
    key: &ClientKey,
    pool: Option<&Pool>,
    settings: Option<&Settings>,
) -> Result<String, Missing> {
    sign_in_url("oauth2/authorize", key, pool, settings)
}

/// The token endpoint.
pub fn token_url(pool: Option<&Pool>) -> Result<String, Missing> {
    Ok(format!("https://{}/oauth2/token", host(pool)?))
}

/// `pool/client`, which Terraform and Pulumi import by.
pub fn import_id(key: &ClientKey) -> String {
    key.to_string()
}

/// `pool|client`, which Cloud Control and CloudFormation identify by.
pub fn cloud_control_id(key: &ClientKey) -> String {
    format!("{}|{}", key.pool, key.client)
}

/// The client's page in the AWS console.
pub fn console_url(key: &ClientKey) -> Result<String, Missing> {
    let region = key.pool.region().ok_or(Missing::Region)?;
    let host = match region {
        gov if gov.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        cn if cn.starts_with("cn-") => "console.amazonaws.cn",
        _ => "console.aws.amazon.com",
    };
    Ok(format!(
        "https://{region}.{host}/cognito/v2/idp/user-pools/{}/applications/app-clients/{}?region={region}",
        key.pool, key.client
    ))
}

fn service_suffix(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

fn host(pool: Option<&Pool>) -> Result<String, Missing> {
    let pool = pool.ok_or(Missing::Pool)?;
    if pool.domain().is_none() && pool.custom_domain().is_none() {
        return Err(Missing::Domain);
    }
    pool.host().ok_or(Missing::Region)
}

fn sign_in_url(
    page: &str,
    key: &ClientKey,
    pool: Option<&Pool>,
    settings: Option<&Settings>,
) -> Result<String, Missing> {
    let host = host(pool)?;
    let settings = settings.ok_or(Missing::Client)?;
    if settings.effective(field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT).value != Some(Value::Switch(true)) {
        return Err(Missing::OAuthOff);
    }
    let grants = grants(settings);
    let has = |grant: &str| grants.iter().any(|g| g == grant);
    let response_type = match (has("code"), has("implicit")) {
        (true, _) => "code",
        (false, true) => "token",
        (false, false) => return Err(Missing::NoUser),
    };
    let callback = callback(settings).ok_or(Missing::Callback)?;
    let mut query = Serializer::new(String::new());
    query.append_pair("client_id", key.client.as_str()).append_pair("response_type", response_type);
    if let Some(Value::List(scopes)) = settings.effective(field::ALLOWED_OAUTH_SCOPES).value {
        query.append_pair("scope", &scopes.join(" "));
    }
    query.append_pair("redirect_uri", &callback);
    Ok(format!("https://{host}/{page}?{}", query.finish()))
}

/// The default redirect, or else the first callback.
pub(super) fn callback(settings: &Settings) -> Option<String> {
    match settings.effective(field::DEFAULT_REDIRECT_URI).value {
        Some(Value::Text(uri)) => Some(uri),
        _ => settings.effective(field::CALLBACK_URLS).value?.as_list().first().cloned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn key() -> ClientKey {
        ClientKey::new("eu-west-1_Ab12Cd34E", "3ho4ek12345678909nh3fmhpko")
    }

    fn pool(json: &serde_json::Value) -> Pool {
        Pool::from_wire(key().pool, json.as_object().expect("a document").clone())
    }

    fn client(json: &serde_json::Value) -> Settings {
        Settings::from_wire(json.as_object().expect("a document").clone())
    }

    #[test]
    fn ids_and_addresses_follow_from_client_and_pool() {
        let pool = pool(&json!({"Domain": "acme"}));
        let settings = client(&json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["implicit", "code"],
            "AllowedOAuthScopes": ["openid", "orders/read"],
            "CallbackURLs": ["https://a.example/cb?x=1&y=2"],
        }));
        let told: Vec<String> = facts(&key(), Some(&pool), Some(&settings))
            .into_iter()
            .map(|f| f.value.expect(f.label))
            .collect();
        let query = "client_id=3ho4ek12345678909nh3fmhpko&response_type=code&scope=openid+orders%2Fread\
            &redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fx%3D1%26y%3D2";
        assert_eq!(
            told,
            [
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E",
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E/.well-known/openid-configuration",
                &format!("https://acme.auth.eu-west-1.amazoncognito.com/login?{query}"),
                &format!("https://acme.auth.eu-west-1.amazoncognito.com/oauth2/authorize?{query}"),
                "https://acme.auth.eu-west-1.amazoncognito.com/oauth2/token",
                "eu-west-1_Ab12Cd34E/3ho4ek12345678909nh3fmhpko",
                "eu-west-1_Ab12Cd34E|3ho4ek12345678909nh3fmhpko",
                "https://eu-west-1.console.aws.amazon.com/cognito/v2/idp/user-pools/eu-west-1_Ab12Cd34E/\
                 applications/app-clients/3ho4ek12345678909nh3fmhpko?region=eu-west-1",
            ]
        );
    }

    #[test]
    fn the_default_redirect_and_the_custom_domain_come_first() {
        let pool = pool(&json!({"Domain": "acme", "CustomDomain": "auth.example.com"}));
        let settings = client(&json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["implicit"],
            "CallbackURLs": ["https://a", "https://b"], "DefaultRedirectURI": "https://b",
        }));
        assert_eq!(
            login_url(&key(), Some(&pool), Some(&settings)).as_deref(),
            Ok(
                "https://auth.example.com/login?client_id=3ho4ek12345678909nh3fmhpko&response_type=token&redirect_uri=https%3A%2F%2Fb"
            )
        );
    }

    #[test]
    fn what_cannot_be_derived_says_why() {
        let (none, with_domain) = (pool(&json!({})), pool(&json!({"Domain": "acme"})));
        let login = |pool, json: Option<serde_json::Value>| {
            login_url(&key(), pool, json.as_ref().map(client).as_ref()).expect_err("nothing to derive")
        };
        let on =
            |grants: &[&str]| json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": grants});
        assert_eq!(login(None, None), Missing::Pool);
        assert_eq!(login(Some(&none), None), Missing::Domain);
        assert_eq!(login(Some(&with_domain), None), Missing::Client);
        assert_eq!(
            login(Some(&with_domain), Some(json!({"AllowedOAuthFlows": ["code"]}))),
            Missing::OAuthOff
        );
        assert_eq!(login(Some(&with_domain), Some(on(&["client_credentials"]))), Missing::NoUser);
        assert_eq!(login(Some(&with_domain), Some(on(&["code"]))), Missing::Callback);
        let local = ClientKey::new("local_3xYz", "abc");
        assert_eq!(issuer(&local.pool, None), Err(Missing::Region));
        assert_eq!(console_url(&local), Err(Missing::Region));
    }

    #[test]
    fn newer_pools_have_another_issuer_and_other_partitions_other_hosts() {
        let updated = pool(&json!({"IssuerConfiguration": {"Type": "UPDATED"}}));
        assert_eq!(
            issuer(&key().pool, Some(&updated)).as_deref(),
            Ok("https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E")
        );
        let gov = ClientKey::new("us-gov-west-1_Ab12Cd34E", "abc");
        assert!(
            console_url(&gov).is_ok_and(|url| url.contains("us-gov-west-1.console.amazonaws-us-gov.com"))
        );
        let gov_pool = Pool::from_wire(gov.pool, json!({"Domain": "acme"}).as_object().expect("one").clone());
        assert!(token_url(Some(&gov_pool)).is_ok_and(|url| url.contains("acme.auth-fips.us-gov-west-1.")));
    }
}
