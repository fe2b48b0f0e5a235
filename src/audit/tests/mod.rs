//! Every rule with clients that break it, clients that do not, and odd ones; and what holds for all rules.

mod fixes;
mod policies;
mod renders;
mod reports;
mod table;
mod vectors;

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::*;
use crate::client::rules::Mapping;
use crate::client::{
    AppClient, ClientKey, Fingerprint, Pool, PoolId, ProviderSummary, ResourceServer, Scope,
    SecretDescriptor, SecretPresence, Settings,
};

pub(super) const POOL: &str = "eu-west-1_hRb7Lk2Qe";

/// The day on which these tests look at the world.
pub(super) fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().unwrap()
}

/// Seconds since 1970, so many days before [`now`].
pub(super) fn days_ago(days: i64) -> i64 {
    now().as_second() - days * 86_400
}

/// A client that no rule minds: public, on the pages, with rotation.
pub(super) fn web() -> Json {
    json!({
        "ClientName": "web", "UserPoolId": POOL, "ClientId": "douahdsd5j8lb36spmrwtv7doq",
        "CreationDate": days_ago(30), "LastModifiedDate": days_ago(3),
        "RefreshTokenValidity": 30, "AccessTokenValidity": 15, "IdTokenValidity": 15,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "ReadAttributes": ["email", "name"], "WriteAttributes": ["email", "name"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"], "SupportedIdentityProviders": ["COGNITO", "Google"],
        "CallbackURLs": ["https://www.shop.test.de/cb"], "LogoutURLs": ["https://www.shop.test.de/"],
        "DefaultRedirectURI": "https://www.shop.test.de/cb",
        "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "email"],
        "AllowedOAuthFlowsUserPoolClient": true, "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": true,
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
    })
}

/// A web server's client that no rule minds.
pub(super) fn server() -> Json {
    patched(
        web(),
        json!({
            "ClientName": "booking", "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
            "RefreshTokenRotation": null, "EnablePropagateAdditionalUserContextData": true,
        }),
    )
}

/// A machine's client that no rule minds.
pub(super) fn machine() -> Json {
    json!({
        "ClientName": "worker", "UserPoolId": POOL, "ClientId": "tawsryxx0dh2y7wp03zbep3i06",
        "CreationDate": days_ago(30), "LastModifiedDate": days_ago(3),
        "AccessTokenValidity": 15, "TokenValidityUnits": {"AccessToken": "minutes"},
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        "AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["fleet/position.read"],
        "AllowedOAuthFlowsUserPoolClient": true, "PreventUserExistenceErrors": "ENABLED",
    })
}

/// A document with some members replaced, or with `null` removed. Objects inside are patched too.
pub(super) fn patched(mut document: Json, patch: Json) -> Json {
    let (Json::Object(members), Json::Object(patch)) = (&mut document, patch) else {
        panic!("documents are objects")
    };
    for (name, value) in patch {
        match value {
            Json::Null => drop(members.shift_remove(&name)),
            value => drop(members.insert(name, value)),
        }
    }
    document
}

pub(super) fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(members) => members,
        other => panic!("{other} is no object"),
    }
}

pub(super) fn client(document: Json, secret: bool) -> AppClient {
    let id = document["ClientId"].as_str().unwrap_or("client").to_owned();
    let secret =
        if secret { SecretPresence::Present(Fingerprint::new([7; 8])) } else { SecretPresence::Absent };
    AppClient { key: ClientKey::new(POOL, id), settings: Settings::from_wire(object(document)), secret }
}

/// The pool's document: one that no rule minds.
pub(super) fn pool_document() -> Json {
    let attribute = |name: &str, required: bool| json!({"Name": name, "Required": required, "Mutable": true});
    let names = ["email", "name", "phone_number", "custom:shoe_size", "custom:nick"];
    let mut schema = vec![attribute("sub", true)];
    schema.extend(names.into_iter().map(|name| attribute(name, name == "email")));
    json!({
        "Name": "customers", "UserPoolTier": "PLUS", "MfaConfiguration": "OPTIONAL",
        "DeletionProtection": "ACTIVE", "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}, "UsernameAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "SchemaAttributes": schema,
    })
}

/// A pool of which everything is known.
pub(super) fn around(patch: Json) -> Around {
    let scope = |name: &str| Scope { name: name.to_owned(), description: String::new() };
    let provider = |name: &str, kind: &str| ProviderSummary { name: name.to_owned(), kind: kind.to_owned() };
    let mut around = Around::new(PoolId::new(POOL), "customers");
    let document = object(patched(pool_document(), patch));
    around.pool = Pool::from_wire(around.id.clone(), document).into();
    around.providers = vec![provider("Google", "Google"), provider("Okta", "SAML")].into();
    around.mappings =
        vec![Mapping { provider: "Google".to_owned(), attributes: vec!["email".to_owned()] }].into();
    around.servers = vec![ResourceServer {
        identifier: "fleet".to_owned(),
        name: "Fleet".to_owned(),
        scopes: vec![scope("position.read"), scope("position.write")],
    }]
    .into();
    around.pages = 2.into();
    around
}

/// A subject of which everything is known: a secret of 30 days where there is one.
pub(super) fn subject<'a>(client: &'a AppClient, around: &'a Around) -> Subject<'a> {
    let mut subject = Subject::new(client, around);
    let secret = SecretDescriptor {
        id: "one".to_owned(),
        created: Some(Timestamp::from_second(days_ago(30)).unwrap()),
    };
    subject.secrets = Known::Read(if client.secret.is_present() { vec![secret] } else { Vec::new() });
    subject.branded = true.into();
    subject
}

/// What the default policy says of a client of which everything is known.
pub(super) fn findings(document: Json, secret: bool) -> Vec<Finding> {
    let (client, around) = (client(document, secret), around(json!({})));
    check(&subject(&client, &around), &Policy::default(), now()).findings
}

#[test]
fn a_good_client_has_no_finding_and_everything_is_answered() {
    for (document, secret) in [(web(), false), (server(), true), (machine(), true)] {
        let (client, around) = (client(document, secret), around(json!({})));
        let checked = check(&subject(&client, &around), &Policy::default(), now());
        assert_eq!(checked, Checked::default(), "{}", client.name());
    }
    assert_eq!(check_pool(&around(json!({})), &Policy::default(), now()), Checked::default());
}

#[test]
fn what_is_not_known_is_said_and_never_passed_over() {
    let document = patched(
        web(),
        json!({"AllowedOAuthScopes": ["openid", "fleet/position.read"], "ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH"]}),
    );
    let client = client(document, false);
    let mut unknown = Around::new(PoolId::new(POOL), "customers");
    unknown.servers = Known::Failed("Access denied".to_owned());
    let checked = check(&Subject::new(&client, &unknown), &Policy::default(), now());
    let told: Vec<(&str, Need, Option<&str>)> =
        checked.unchecked.iter().map(|one| (one.rule.id, one.need, one.why.as_deref())).collect();
    assert_eq!(
        told,
        [
            ("S24", Need::Pool, None),
            ("S34", Need::Servers, Some("Access denied")),
            ("S34", Need::Providers, None),
            ("S36", Need::Pool, None),
            ("S37", Need::Mappings, None),
            ("S45", Need::Providers, None),
            ("S47", Need::Pages, None),
        ]
    );
}

#[test]
fn a_setting_in_an_unknown_form_is_not_judged() {
    let odd = json!({"ExplicitAuthFlows": "SRP", "CallbackURLs": [1], "AccessTokenValidity": "long", "RefreshTokenRotation": "ENABLED"});
    let client = client(patched(web(), odd), false);
    let around = around(json!({}));
    let checked = check(&subject(&client, &around), &Policy::default(), now());
    let of_form: Vec<&str> =
        checked.unchecked.iter().filter(|one| one.need == Need::Form).map(|one| one.rule.id).collect();
    for id in ["S03", "S16", "S18", "S19", "S20", "S23"] {
        assert!(of_form.contains(&id), "{id}: {of_form:?}");
    }
    let spoke: Vec<&str> = checked.findings.iter().map(|finding| finding.rule.id).collect();
    assert!(!spoke.iter().any(|id| of_form.contains(id)), "{spoke:?}");
}

#[test]
fn one_attribute_is_one() {
    let open = json!({
        "AllowedOAuthScopes": ["openid", "aws.cognito.signin.user.admin"], "WriteAttributes": ["name"],
    });
    let found = findings(patched(web(), open), false);
    let one = found.iter().find(|finding| finding.rule.id == "S32").unwrap();
    assert!(one.evidence.ends_with("and 1 attribute can be written"), "{}", one.evidence);
}
