//! What sort of application a client is for, in a word that fits a list.

use super::field::{self, Field, Value};
use super::{SecretPresence, Settings};

/// The sort of application that a client's settings are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientKind {
    /// A public client of the sign-in pages with web callbacks: a single-page application.
    SinglePage,
    /// A public client of the sign-in pages that returns into an application: a custom scheme, or
    /// loopback addresses only (RFC 8252).
    Native,
    /// A confidential client of the sign-in pages: a web server.
    Server,
    /// Client credentials: no user at all.
    MachineToMachine,
    /// A server that signs users in with AWS credentials and without sign-in pages.
    Admin,
    /// A public client that signs users in over the API alone.
    PublicApi,
    /// A confidential client that signs users in over the API alone.
    ConfidentialApi,
}

impl ClientKind {
    /// Judges by what is in effect.
    pub fn of(settings: &Settings, secret: SecretPresence) -> Self {
        let grants = grants(settings);
        let has_grant = |grant: &str| grants.iter().any(|g| g == grant);
        if has_grant("client_credentials") {
            return Self::MachineToMachine;
        }
        if has_grant("code") || has_grant("implicit") {
            return match secret {
                SecretPresence::Present(_) => Self::Server,
                SecretPresence::Absent if returns_into_an_application(settings) => Self::Native,
                SecretPresence::Absent => Self::SinglePage,
            };
        }
        let flows = list(settings, field::EXPLICIT_AUTH_FLOWS);
        if flows.iter().any(|f| f == "ALLOW_ADMIN_USER_PASSWORD_AUTH" || f == "ADMIN_NO_SRP_AUTH") {
            return Self::Admin;
        }
        if secret.is_present() { Self::ConfidentialApi } else { Self::PublicApi }
    }

    /// A word or two for a list.
    pub fn words(self) -> &'static str {
        match self {
            Self::SinglePage => "single-page",
            Self::Native => "native",
            Self::Server => "server",
            Self::MachineToMachine => "machine",
            Self::Admin => "admin",
            Self::PublicApi => "API, public",
            Self::ConfidentialApi => "API, secret",
        }
    }
}

/// A sort of application and the one word that is typed for it.
#[derive(Clone, Copy, Debug)]
pub struct Short {
    /// The sort.
    pub kind: ClientKind,
    /// The word.
    pub name: &'static str,
}

impl Short {
    /// Every sort of application.
    pub const ALL: [Self; 7] = [
        Self { kind: ClientKind::SinglePage, name: "spa" },
        Self { kind: ClientKind::Native, name: "native" },
        Self { kind: ClientKind::Server, name: "server" },
        Self { kind: ClientKind::MachineToMachine, name: "m2m" },
        Self { kind: ClientKind::Admin, name: "admin" },
        Self { kind: ClientKind::PublicApi, name: "api-public" },
        Self { kind: ClientKind::ConfidentialApi, name: "api-secret" },
    ];
}

/// The grants that are open: none where OAuth is off, whatever is configured for it.
pub fn grants(settings: &Settings) -> Vec<String> {
    let on = settings.effective(field::ALLOWED_OAUTH_FLOWS_USER_POOL_CLIENT).value;
    if on == Some(Value::Switch(true)) { list(settings, field::ALLOWED_OAUTH_FLOWS) } else { Vec::new() }
}

/// The open grants in a list's column: `code`, `impl !`, `machine`, `code+impl !`, or `—`. The mark says
/// that the implicit grant is among them.
pub fn grants_short(settings: &Settings) -> String {
    let grants = grants(settings);
    let words: Vec<String> = grants
        .iter()
        .map(|grant| match grant.as_str() {
            "implicit" => "impl".to_owned(),
            "client_credentials" => "machine".to_owned(),
            other => super::text::harmless(other).into_owned(),
        })
        .collect();
    let mark = if grants.iter().any(|g| g == "implicit") { " !" } else { "" };
    if words.is_empty() { "—".to_owned() } else { words.join("+") + mark }
}

/// Something about a client that a person should know before changing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Badge {
    /// Another AWS service made the client and expects to find it as it left it.
    ServiceManaged(&'static str),
    /// The client registered itself (RFC 7591).
    Registered,
}

impl Badge {
    /// A word for a list.
    pub fn words(self) -> &'static str {
        match self {
            Self::ServiceManaged(service) => service,
            Self::Registered => "DCR",
        }
    }

    /// What it means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::ServiceManaged(_) => {
                "Made and managed by an OpenSearch domain; a change here can lock people out of its dashboards."
            }
            Self::Registered => "The client registered itself; its owner is whoever holds its registration.",
        }
    }
}

/// What a client's name alone tells, before it is described.
pub fn badge_of_name(name: &str) -> Option<Badge> {
    ["AmazonOpenSearchService-", "AWSElasticsearch-"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        .then_some(Badge::ServiceManaged("OpenSearch"))
}

/// What a described client tells.
pub fn badges(settings: &Settings) -> Vec<Badge> {
    let name = settings.get(field::CLIENT_NAME);
    let of_name = name.as_ref().and_then(Value::as_text).and_then(badge_of_name);
    let registered = settings.get(field::CLIENT_TYPE) == Some(Value::Text("DCR".to_owned()));
    of_name.into_iter().chain(registered.then_some(Badge::Registered)).collect()
}

fn list(settings: &Settings, field: &Field) -> Vec<String> {
    settings.effective(field).value.map_or_else(Vec::new, |value| value.as_list().to_vec())
}

/// True for callbacks that no web server can be behind: a scheme of its own among them, or loopback
/// addresses with nothing else.
fn returns_into_an_application(settings: &Settings) -> bool {
    let callbacks = list(settings, field::CALLBACK_URLS);
    let scheme = |url: &String| url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let own_scheme = callbacks.iter().filter_map(scheme).any(|s| s != "http" && s != "https");
    let loopback = |url: &String| {
        ["http://localhost", "http://127.0.0.1", "http://[::1]"].iter().any(|host| url.starts_with(host))
    };
    own_scheme || (!callbacks.is_empty() && callbacks.iter().all(loopback))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::Fingerprint;

    fn settings(json: &serde_json::Value) -> Settings {
        Settings::from_wire(json.as_object().expect("a document").clone())
    }

    #[test]
    fn a_client_is_judged_by_what_is_in_effect() {
        let secret = SecretPresence::Present(Fingerprint::new([0; 8]));
        let public = SecretPresence::Absent;
        let web = |callback: &str| json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "CallbackURLs": [callback]});
        for (json, presence, kind) in [
            (web("https://a.example/cb"), public, ClientKind::SinglePage),
            (web("https://a.example/cb"), secret, ClientKind::Server),
            (web("myapp://cb"), public, ClientKind::Native),
            (web("http://127.0.0.1:8080/"), public, ClientKind::Native),
            (
                json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["client_credentials"]}),
                secret,
                ClientKind::MachineToMachine,
            ),
            (json!({"AllowedOAuthFlows": ["code"]}), public, ClientKind::PublicApi),
            (json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH"]}), secret, ClientKind::Admin),
            (json!({}), secret, ClientKind::ConfidentialApi),
        ] {
            assert_eq!(ClientKind::of(&settings(&json), presence), kind, "{json}");
        }
    }

    #[test]
    fn the_grants_column_shows_only_what_is_open() {
        let on = |grants: &[&str]| {
            settings(&json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": grants}))
        };
        assert_eq!(grants_short(&on(&["code"])), "code");
        assert_eq!(grants_short(&on(&["code", "implicit"])), "code+impl !");
        assert_eq!(grants_short(&on(&["device\u{1b}"])), "device\\u{1b}");
        assert_eq!(grants_short(&settings(&json!({"AllowedOAuthFlows": ["code"]}))), "—");
    }

    #[test]
    fn clients_that_belong_to_others_are_badged() {
        let managed = json!({"ClientName": "AmazonOpenSearchService-logs-eu-west-1-x", "ClientType": "DCR"});
        assert_eq!(badges(&settings(&managed)), [Badge::ServiceManaged("OpenSearch"), Badge::Registered]);
        assert!(badge_of_name("AWSElasticsearch-logs").is_some());
        assert_eq!(badge_of_name("my-AWSElasticsearch-logs"), None);
        assert_eq!(badges(&settings(&json!({"ClientType": "REGULAR"}))), []);
    }
}
