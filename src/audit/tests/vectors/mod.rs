//! For each rule clients that it minds, one that it does not, and an odd or old one.

mod oauth;
mod others;
mod signing;
mod urls;

use std::collections::BTreeMap;

use super::*;

/// What a rule should say.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// Findings of these severities.
    Found(Vec<Severity>),
    /// It cannot tell for want of this.
    Unchecked(Need),
}

/// A client, and what one rule should say of it.
pub(super) struct Vector {
    rule: &'static str,
    document: Json,
    secret: bool,
    around: Around,
    secrets: Option<Vec<i64>>,
    branded: Known<bool>,
    said: Said,
    odd: bool,
}

impl Vector {
    fn new(rule: &'static str, document: Json, secret: bool) -> Self {
        let said = Said::Found(Vec::new());
        let branded = true.into();
        Self { rule, document, secret, around: around(json!({})), secrets: None, branded, said, odd: false }
    }

    fn found(self, severities: &[Severity]) -> Self {
        Self { said: Said::Found(severities.to_vec()), ..self }
    }

    fn unchecked(self, need: Need) -> Self {
        Self { said: Said::Unchecked(need), ..self }
    }

    /// An old client, or one that nobody expects.
    fn odd(self) -> Self {
        Self { odd: true, ..self }
    }

    fn pool(self, patch: Json) -> Self {
        Self { around: around(patch), ..self }
    }

    fn knowing(mut self, change: impl FnOnce(&mut Around)) -> Self {
        change(&mut self.around);
        self
    }

    /// Secrets so many days old.
    fn secrets(self, days: &[i64]) -> Self {
        Self { secrets: Some(days.to_vec()), ..self }
    }

    fn branded(self, branded: Known<bool>) -> Self {
        Self { branded, ..self }
    }
}

/// The good web client with a patch: by default the rule should be quiet.
fn web_but(rule: &'static str, patch: Json) -> Vector {
    Vector::new(rule, patched(web(), patch), false)
}

fn server_but(rule: &'static str, patch: Json) -> Vector {
    Vector::new(rule, patched(server(), patch), true)
}

fn machine_but(rule: &'static str, patch: Json) -> Vector {
    Vector::new(rule, patched(machine(), patch), true)
}

/// A client that says nothing but its name.
fn bare(rule: &'static str, secret: bool) -> Vector {
    Vector::new(rule, json!({"ClientName": "bare", "ClientId": "bare"}), secret)
}

fn all() -> Vec<Vector> {
    [oauth::vectors(), urls::vectors(), signing::vectors(), others::vectors()].into_iter().flatten().collect()
}

fn secret(days: i64) -> SecretDescriptor {
    SecretDescriptor { id: format!("s{days}"), created: Timestamp::from_second(days_ago(days)).ok() }
}

#[test]
fn every_vector_is_judged_as_it_says() {
    for (at, vector) in all().into_iter().enumerate() {
        let client = client(vector.document, vector.secret);
        let mut subject = subject(&client, &vector.around);
        if let Some(days) = &vector.secrets {
            subject.secrets = Known::Read(days.iter().copied().map(secret).collect());
        }
        subject.branded = vector.branded;
        let checked = check(&subject, &Policy::default(), now());
        let mut found: Vec<&Finding> = checked.findings.iter().filter(|f| f.rule.id == vector.rule).collect();
        found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let severities: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
        let unchecked = checked.unchecked.iter().find(|one| one.rule.id == vector.rule).map(|one| one.need);
        let said = unchecked.map_or(Said::Found(severities), Said::Unchecked);
        assert_eq!(said, vector.said, "{} vector {at}: {:?}\n{found:?}", vector.rule, client.settings);
        for finding in found {
            assert!(!finding.evidence.is_empty() && !finding.evidence.ends_with('.'), "{}", finding.evidence);
            assert_eq!(crate::client::text::harmless(&finding.evidence), finding.evidence);
        }
    }
}

#[test]
fn every_rule_about_a_client_has_all_three_kinds() {
    let mut kinds: BTreeMap<&str, [bool; 3]> = BTreeMap::new();
    for vector in all() {
        let kinds = kinds.entry(vector.rule).or_default();
        let fires = vector.said != Said::Found(Vec::new());
        kinds[if vector.odd { 2 } else { usize::from(!fires) }] = true;
    }
    for rule in RULES.iter().filter(|rule| rule.check.client.is_some()) {
        assert_eq!(kinds.get(rule.id), Some(&[true; 3]), "{}: fires, does not, odd", rule.id);
    }
}

#[test]
fn every_rule_about_a_pool_fires_and_keeps_quiet() {
    use Severity::{High, Info, Medium};
    let open =
        |grants: Json| json!({"DcrConfiguration": {"OpenDcrEnabled": true, "OpenDcrGrantTypes": grants}});
    for (rule, patch, said) in [
        ("P01", json!({"MfaConfiguration": "OFF"}), vec![Medium]),
        ("P01", json!({"MfaConfiguration": null}), vec![]),
        ("P02", json!({"DeletionProtection": "INACTIVE"}), vec![Medium]),
        ("P02", json!({"DeletionProtection": 1}), vec![]),
        ("P03", json!({"UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"}}), vec![Medium]),
        ("P03", json!({"UserPoolAddOns": null}), vec![Medium]),
        ("P03", json!({"UserPoolAddOns": null, "UserPoolTier": "LITE"}), vec![]),
        ("P04", json!({"UserPoolTier": "LITE"}), vec![Info]),
        ("P04", json!({"UserPoolTier": null}), vec![]),
        ("P05", json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false}}), vec![Medium]),
        ("P05", json!({"AdminCreateUserConfig": "odd"}), vec![]),
        ("S49", open(json!(["authorization_code"])), vec![Medium]),
        ("S49", open(json!(["client_credentials"])), vec![High]),
        ("S49", open(Json::Null), vec![Medium]),
        ("S49", json!({"DcrConfiguration": {"OpenDcrEnabled": false}}), vec![]),
    ] {
        let checked = check_pool(&around(patch.clone()), &Policy::default(), now());
        let found: Vec<Severity> =
            checked.findings.iter().filter(|f| f.rule.id == rule).map(|f| f.severity).collect();
        assert_eq!(found, said, "{rule} {patch}");
    }
    let unknown = Around::new(PoolId::new(POOL), "customers");
    let unchecked = check_pool(&unknown, &Policy::default(), now()).unchecked;
    let ids: Vec<&str> = unchecked.iter().map(|one| one.rule.id).collect();
    assert_eq!(ids, ["S49", "P01", "P02", "P03", "P04", "P05"]);
}

#[test]
fn clients_of_a_pool_are_compared() {
    let around = around(json!({}));
    let named =
        |id: &str, patch: Json| client(patched(patched(web(), json!({"ClientId": id})), patch), false);
    let other = json!({"AccessTokenValidity": 20});
    let clients = [
        named("a", json!({})),
        named("b", json!({"AllowedOAuthScopes": ["email", "openid"], "ClientName": "copy"})),
        named("c", other.clone()),
        named("d", json!({"ClientName": "only", "AccessTokenValidity": 21})),
        client(json!({"ClientName": "bare", "ClientId": "e"}), false),
        client(json!({"ClientName": "bare too", "ClientId": "f"}), false),
    ];
    let subjects: Vec<Subject<'_>> = clients.iter().map(|client| subject(client, &around)).collect();
    let found = across(&subjects, &Policy::default(), now());
    let told: Vec<(&str, &str, Severity)> = found
        .iter()
        .map(|f| (f.place.client.as_ref().unwrap().as_str(), f.evidence.as_str(), f.severity))
        .collect();
    assert_eq!(
        told,
        [
            ("a", "c has the same name", Severity::Low),
            ("a", "copy has the same settings", Severity::Info),
            ("b", "web has the same settings", Severity::Info),
            ("c", "a has the same name", Severity::Low),
        ]
    );
    let disabled = Policy::from_toml("[audit]\ndisable = ['S43']").unwrap();
    assert_eq!(across(&subjects, &disabled, now()), []);
}

/// Clients are the same where nothing works otherwise, and where nothing differs that nobody knows.
#[test]
fn what_is_written_otherwise_is_the_same_and_what_nobody_knows_may_differ() {
    let around = around(json!({}));
    let same = |one: Json, other: Json| {
        let named = |id: &str, patch: Json| {
            client(patched(patched(web(), json!({"ClientId": id, "ClientName": id})), patch), false)
        };
        let clients = [named("a", one), named("b", other)];
        let subjects: Vec<Subject<'_>> = clients.iter().map(|client| subject(client, &around)).collect();
        across(&subjects, &Policy::default(), now()).len() == 2
    };
    let hours = json!({"RefreshTokenValidity": 720, "TokenValidityUnits":
        {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"}});
    let days = json!({"RefreshTokenValidity": 30, "TokenValidityUnits":
        {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"}});
    assert!(same(hours.clone(), days.clone()));
    assert!(!same(
        hours,
        json!({"RefreshTokenValidity": 721, "TokenValidityUnits": days["TokenValidityUnits"]})
    ));
    assert!(same(json!({"EnableTokenRevocation": true}), json!({"EnableTokenRevocation": null})));
    assert!(same(json!({"F": {"a": 1}, "G": 2}), json!({"G": 2, "F": {"a": 1}})));
    assert!(!same(json!({"F": {"a": 1}}), json!({"F": {"a": 2}})));
    assert!(!same(json!({"F": {"a": 1}}), json!({})));
}
