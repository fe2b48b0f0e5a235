//! An identity provider of a pool, without what it keeps secret.

use serde_json::{Map, Value as Json};
use url::Url;

use super::ProviderSummary;
use super::rules::Mapping;

/// An identity provider. What its details keep secret is never in it.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentityProvider {
    /// Its name, which clients list. Case counts.
    pub name: String,
    /// `SAML`, `OIDC`, `Google`, ….
    pub kind: String,
    /// Its details without the secret ones; `None` when it was listed and not described.
    pub details: Option<Map<String, Json>>,
    /// The names of the details that are left out: they are secret, or nobody knows that they are not.
    pub withheld: Vec<String>,
    /// Which of its attributes fill which of the pool's.
    pub mapping: Map<String, Json>,
    /// Other identifiers it is found by.
    pub identifiers: Vec<String>,
}

/// The details that are known to be no secret. Any other may be one: providers hand out client secrets and
/// private keys under names of their own.
const PUBLIC_DETAILS: &[&str] = &[
    "ActiveEncryptionCertificate",
    "EncryptedResponses",
    "IDPInit",
    "IDPSignout",
    "MetadataFile",
    "MetadataURL",
    "RequestSigningAlgorithm",
    "SLORedirectBindingURI",
    "SSORedirectBindingURI",
    "api_version",
    "attributes_request_method",
    "attributes_url",
    "attributes_url_add_attributes",
    "authorize_scopes",
    "authorize_url",
    "client_id",
    "jwks_uri",
    "key_id",
    "oidc_issuer",
    "team_id",
    "token_request_method",
    "token_url",
];

impl IdentityProvider {
    /// Takes the `IdentityProvider` document of a describe; secret details are dropped here.
    pub fn from_wire(document: &Map<String, Json>) -> Option<Self> {
        let text = |name: &str| document.get(name).and_then(Json::as_str).map(str::to_owned);
        let object = |name: &str| document.get(name).and_then(Json::as_object).cloned();
        let mut withheld = Vec::new();
        let details = object("ProviderDetails").map(|mut details| {
            details.retain(|name, json| {
                let is_public = PUBLIC_DETAILS.contains(&name.as_str()) && !has_password(json);
                if !is_public && !json.is_null() {
                    withheld.push(name.clone());
                }
                is_public
            });
            details
        });
        withheld.sort_unstable();
        let identifiers = document.get("IdpIdentifiers").and_then(Json::as_array);
        let identifiers = identifiers.into_iter().flatten().filter_map(Json::as_str).map(str::to_owned);
        Some(Self {
            name: text("ProviderName")?,
            kind: text("ProviderType")?,
            details,
            withheld,
            mapping: object("AttributeMapping").unwrap_or_default(),
            identifiers: identifiers.collect(),
        })
    }

    /// The attributes of the pool that it fills in at every sign-in.
    pub fn fills(&self) -> Mapping {
        let mut attributes: Vec<String> = self.mapping.keys().cloned().collect();
        attributes.sort_unstable();
        Mapping { provider: self.name.clone(), attributes }
    }
}

impl From<&ProviderSummary> for IdentityProvider {
    fn from(summary: &ProviderSummary) -> Self {
        Self {
            name: summary.name.clone(),
            kind: summary.kind.clone(),
            details: None,
            withheld: Vec::new(),
            mapping: Map::new(),
            identifiers: Vec::new(),
        }
    }
}

/// True for an address with a password in it.
fn has_password(json: &Json) -> bool {
    let url = json.as_str().and_then(|text| Url::parse(text.trim()).ok());
    url.is_some_and(|url| url.password().is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_known_to_be_no_secret_is_kept() {
        let document = json!({
            "ProviderName": "Okta", "ProviderType": "OIDC", "UserPoolId": "eu-west-1_a",
            "ProviderDetails": {
                "client_id": "a", "client_secret": "S3CRET", "private_key": "S3CRET", "new_token": "S3CRET",
                "authorize_scopes": "openid", "MetadataURL": "https://me:S3CRET@okta.example/metadata",
                "oidc_issuer": "https://okta.example", "ClientSecret": "S3CRET", "nothing": null,
            },
            "AttributeMapping": {"username": "sub", "email": "email"},
            "IdpIdentifiers": ["okta", "sso"],
        });
        let provider = IdentityProvider::from_wire(document.as_object().unwrap()).unwrap();
        assert!(!format!("{provider:?}").contains("S3CRET"));
        assert_eq!(
            provider.withheld,
            ["ClientSecret", "MetadataURL", "client_secret", "new_token", "private_key"]
        );
        let details = provider.details.as_ref().unwrap();
        assert_eq!(details.keys().collect::<Vec<_>>(), ["client_id", "authorize_scopes", "oidc_issuer"]);
        assert_eq!(provider.fills().attributes, ["email", "username"]);
        assert_eq!(provider.identifiers, ["okta", "sso"]);
        assert_eq!(IdentityProvider::from_wire(&Map::new()), None);
    }
}
