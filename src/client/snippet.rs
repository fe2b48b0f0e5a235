//! What a developer pastes to use a client: `.env` lines and commands. None of it holds a secret: where one
//! belongs, a variable of the environment is named.

use url::form_urlencoded::Serializer;

use super::derived::{self, Missing};
use super::field::{self, Value};
use super::kind::grants;
use super::{AppClient, ClientKey, Pool};

/// The variable that holds the secret, in `.env` lines and in commands.
pub const SECRET_VARIABLE: &str = "COGNITO_CLIENT_SECRET";

/// The names and values of `.env` lines, without the secret. What cannot be derived is left out.
pub fn env(key: &ClientKey, client: &AppClient, pool: Option<&Pool>) -> Vec<(&'static str, String)> {
    let region = key.pool.region().or_else(|| pool.and_then(Pool::region));
    let settings = &client.settings;
    let scopes = scopes(client).join(" ");
    let mut lines = vec![
        ("COGNITO_REGION", region.map(str::to_owned)),
        ("COGNITO_USER_POOL_ID", Some(key.pool.to_string())),
        ("COGNITO_CLIENT_ID", Some(key.client.to_string())),
        ("COGNITO_ISSUER", derived::issuer(&key.pool, pool).ok()),
    ];
    if !grants(settings).is_empty() {
        let token = derived::token_url(pool).ok();
        let domain = token.as_deref().and_then(|url| url.strip_suffix("/oauth2/token")).map(str::to_owned);
        lines.push(("COGNITO_DOMAIN", domain));
        lines.push(("COGNITO_TOKEN_URL", token));
        lines.push(("COGNITO_SCOPES", Some(scopes).filter(|scopes| !scopes.is_empty())));
        lines.push(("COGNITO_REDIRECT_URI", derived::callback(settings)));
    }
    lines.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}

/// One `.env` line. A value with anything special in it is quoted, so that it is one value to a shell and
/// to the libraries that read such files.
pub fn env_line(name: &str, value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=~".contains(c);
    if value.chars().all(plain) {
        return format!("{name}={value}");
    }
    let mut quoted = String::with_capacity(value.len() + 2);
    for c in value.chars().filter(|c| !c.is_control()) {
        if matches!(c, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    format!("{name}=\"{quoted}\"")
}

/// The command that asks the token endpoint for a token: with the client's own credentials where that is
/// its grant, else with the code that the sign-in pages gave back.
///
/// # Errors
/// When there is no such endpoint or grant.
pub fn token_command(
    key: &ClientKey,
    client: &AppClient,
    pool: Option<&Pool>,
    verifier: Option<&str>,
) -> Result<String, Missing> {
    let url = derived::token_url(pool)?;
    let grants = grants(&client.settings);
    let has = |grant: &str| grants.iter().any(|one| one == grant);
    let mut data: Vec<String> = Vec::new();
    if has("client_credentials") && verifier.is_none() {
        data.push(quoted("grant_type=client_credentials"));
        let scopes = scopes(client).join(" ");
        if !scopes.is_empty() {
            data.push(quoted(&format!("scope={scopes}")));
        }
    } else if has("code") {
        let callback = derived::callback(&client.settings).ok_or(Missing::Callback)?;
        data.push(quoted("grant_type=authorization_code"));
        data.push(quoted(&format!("client_id={}", key.client)));
        data.push(quoted(&format!("redirect_uri={callback}")));
        data.push("\"code=$CODE\"".to_owned());
        match verifier {
            Some(verifier) => data.push(quoted(&format!("code_verifier={verifier}"))),
            None => data.push("\"code_verifier=$CODE_VERIFIER\"".to_owned()),
        }
    } else if grants.is_empty() {
        return Err(Missing::OAuthOff);
    } else {
        return Err(Missing::NoToken);
    }
    let mut words = vec![format!("curl -sS {}", quoted(&url))];
    if client.secret.is_present() {
        words.push(format!("-u {}:\"${SECRET_VARIABLE}\"", quoted(key.client.as_str())));
    }
    words.extend(data.into_iter().map(|one| format!("--data-urlencode {one}")));
    Ok(words.join(" "))
}

/// The authorize URL with a challenge and a state beside what [`derived::authorize_url`] has (RFC 7636).
///
/// # Errors
/// When there is no such URL, or no code that a challenge could protect.
pub fn authorize_url(
    key: &ClientKey,
    client: &AppClient,
    pool: Option<&Pool>,
    challenge: &str,
    state: &str,
) -> Result<String, Missing> {
    let url = derived::authorize_url(key, pool, Some(&client.settings))?;
    if !grants(&client.settings).iter().any(|grant| grant == "code") {
        return Err(Missing::NoCode);
    }
    let mut query = Serializer::new(String::new());
    query
        .append_pair("state", state)
        .append_pair("code_challenge_method", "S256")
        .append_pair("code_challenge", challenge);
    Ok(format!("{url}&{}", query.finish()))
}

/// The scopes that are asked for with a client's own credentials.
pub fn scopes(client: &AppClient) -> Vec<String> {
    let scopes = client.settings.effective(field::ALLOWED_OAUTH_SCOPES).value;
    scopes.as_ref().map(Value::as_list).unwrap_or_default().to_vec()
}

/// One word for a shell, whatever it holds.
fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::client::{Fingerprint, SecretPresence, Settings};

    fn key() -> ClientKey {
        ClientKey::new("eu-west-1_Ab12Cd34E", "3ho4ek12345678909nh3fmhpko")
    }

    fn client(json: &Json, secret: bool) -> AppClient {
        let settings = Settings::from_wire(json.as_object().unwrap().clone());
        let present = SecretPresence::Present(Fingerprint::new([0; 8]));
        AppClient { key: key(), settings, secret: if secret { present } else { SecretPresence::Absent } }
    }

    fn pool(json: &Json) -> Pool {
        Pool::from_wire(key().pool, json.as_object().unwrap().clone())
    }

    fn web() -> AppClient {
        let json = json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "o'ders/read"], "CallbackURLs": ["https://a.example/$cb"],
        });
        client(&json, false)
    }

    #[test]
    fn env_lines_are_what_a_shell_and_a_library_read_alike() {
        let lines: Vec<String> = env(&key(), &web(), Some(&pool(&json!({"Domain": "acme"}))))
            .iter()
            .map(|(name, value)| env_line(name, value))
            .collect();
        assert_eq!(
            lines,
            [
                "COGNITO_REGION=eu-west-1",
                "COGNITO_USER_POOL_ID=eu-west-1_Ab12Cd34E",
                "COGNITO_CLIENT_ID=3ho4ek12345678909nh3fmhpko",
                "COGNITO_ISSUER=https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab12Cd34E",
                "COGNITO_DOMAIN=https://acme.auth.eu-west-1.amazoncognito.com",
                "COGNITO_TOKEN_URL=https://acme.auth.eu-west-1.amazoncognito.com/oauth2/token",
                "COGNITO_SCOPES=\"openid o'ders/read\"",
                "COGNITO_REDIRECT_URI=\"https://a.example/\\$cb\"",
            ]
        );
        assert_eq!(env(&key(), &client(&json!({}), false), None).len(), 4, "without OAuth no endpoints");
        assert_eq!(env_line("X", "a\n`b` \"c\" \\"), "X=\"a\\`b\\` \\\"c\\\" \\\\\"");
    }

    #[test]
    fn the_token_command_follows_the_grant_and_never_holds_the_secret() {
        let machine = json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["orders/read"],
        });
        let with_domain = pool(&json!({"Domain": "acme"}));
        let command =
            |client: &AppClient, verifier| token_command(&key(), client, Some(&with_domain), verifier);
        assert_eq!(
            command(&client(&machine, true), None).unwrap(),
            "curl -sS 'https://acme.auth.eu-west-1.amazoncognito.com/oauth2/token' \
             -u '3ho4ek12345678909nh3fmhpko':\"$COGNITO_CLIENT_SECRET\" \
             --data-urlencode 'grant_type=client_credentials' --data-urlencode 'scope=orders/read'"
        );
        let code = command(&web(), Some("verifier")).unwrap();
        assert!(code.contains("--data-urlencode 'redirect_uri=https://a.example/$cb'"), "{code}");
        assert!(code.ends_with("\"code=$CODE\" --data-urlencode 'code_verifier=verifier'"), "{code}");
        assert!(!code.contains(" -u "), "a public client has nothing to prove itself with");
        assert_eq!(command(&client(&json!({}), true), None), Err(Missing::OAuthOff));
        assert_eq!(token_command(&key(), &web(), None, None), Err(Missing::Pool));
    }

    #[test]
    fn a_challenge_needs_a_code() {
        let with_domain = pool(&json!({"Domain": "acme"}));
        let url = authorize_url(&key(), &web(), Some(&with_domain), "challenge", "state").unwrap();
        assert!(url.ends_with("&state=state&code_challenge_method=S256&code_challenge=challenge"), "{url}");
        let implicit = json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["implicit"],
            "CallbackURLs": ["https://a.example"],
        });
        let refused = authorize_url(&key(), &client(&implicit, false), Some(&with_domain), "c", "s");
        assert_eq!(refused, Err(Missing::NoCode));
    }

    #[test]
    fn a_hostile_value_stays_one_word() {
        assert_eq!(quoted("a'; rm -rf ~ #\n"), r"'a'\''; rm -rf ~ #'");
    }
}
