//! What a policy does to findings.

use super::*;

fn with(policy: &str, document: Json) -> Vec<Finding> {
    let policy = Policy::from_toml(policy).unwrap();
    let (client, around) = (client(document, false), around(json!({})));
    check(&subject(&client, &around), &policy, now()).findings
}

fn implicit() -> Json {
    patched(web(), json!({"AllowedOAuthFlows": ["code", "implicit"]}))
}

#[test]
fn rules_are_left_out_and_severities_changed() {
    assert_eq!(with("", implicit())[0].rule.id, "S01");
    assert_eq!(with("[audit]\ndisable = ['Implicit-Grant']", implicit()), []);
    let lowered = with("[audit.severity]\nS01 = 'low'", implicit());
    assert_eq!(lowered[0].severity, Severity::Low);
}

#[test]
fn numbers_are_changed() {
    let long = patched(web(), json!({"AccessTokenValidity": 90}));
    assert_eq!(with("", long.clone())[0].rule.id, "S16");
    assert_eq!(with("[audit.limits]\naccess_token = '2 hours'", long.clone()), []);
    let strict = with("[audit.limits]\naccess_token = '5m'\naccess_token_medium = '30 minutes'", long);
    assert_eq!(strict[0].severity, Severity::Medium);
}

#[test]
fn environments_are_told() {
    let local =
        patched(web(), json!({"CallbackURLs": ["https://www.shop.test.de/cb", "http://localhost:3000/cb"]}));
    let rules = |policy: &str| with(policy, local.clone()).iter().map(|f| f.rule.id).collect::<Vec<_>>();
    assert_eq!(rules(""), ["S03"], "a public address beside it");
    assert_eq!(rules("[audit]\nnonproduction = ['customers/w*']"), [] as [&str; 0]);
    let only = patched(
        web(),
        json!({"CallbackURLs": ["http://localhost:3000/cb"], "DefaultRedirectURI": null, "LogoutURLs": []}),
    );
    let secret = |policy: &str| {
        let policy = Policy::from_toml(policy).unwrap();
        let (client, around) = (client(only.clone(), true), around(json!({})));
        let checked = check(&subject(&client, &around), &policy, now());
        checked.findings.iter().map(|f| f.rule.id).collect::<Vec<_>>()
    };
    assert!(!secret("").contains(&"S03"));
    assert!(secret("[audit]\nproduction = ['*hRb7*']").contains(&"S03"));
}

#[test]
fn what_is_accepted_does_not_count_until_its_day_is_over() {
    let suppress = |expires: &str| {
        format!(
            "[[audit.suppress]]\nrule = 'S01'\nclient = 'customers/web'\nreason = 'old\u{202e} site'\n{expires}"
        )
    };
    for (expires, suppressed) in
        [("", true), ("expires = 2026-06-01", true), ("expires = '2026-05-31'", false)]
    {
        let finding = &with(&suppress(expires), implicit())[0];
        assert_eq!(finding.suppressed.is_some(), suppressed, "{expires}");
        assert_eq!(finding.note.is_some(), !suppressed, "{expires}");
    }
    let ended = &with(&suppress("expires = 2026-05-31"), implicit())[0];
    assert_eq!(ended.note.as_deref(), Some("a suppression ended on 2026-05-31: old\\u{202e} site"));
}

#[test]
fn a_suppression_is_of_one_rule_and_of_what_it_names() {
    let other = "[[audit.suppress]]\nrule = 'S02'\nclient = '*'\nreason = 'x'";
    assert!(with(other, implicit())[0].suppressed.is_none());
    let elsewhere = "[[audit.suppress]]\nrule = 'S01'\nclient = 'web'\npool = 'staff'\nreason = 'x'";
    assert!(with(elsewhere, implicit())[0].suppressed.is_none());
    let whole_pool = "[[audit.suppress]]\nrule = 'P01'\npool = 'customers'\nreason = 'x'";
    let policy = Policy::from_toml(whole_pool).unwrap();
    let checked = check_pool(&around(json!({"MfaConfiguration": "OFF"})), &policy, now());
    assert!(checked.findings[0].suppressed.is_some());
}

#[test]
fn hosts_and_attributes_are_added() {
    let hosted = patched(
        web(),
        json!({"CallbackURLs": ["https://a.pages.corp.de/cb"], "LogoutURLs": [], "DefaultRedirectURI": null}),
    );
    assert_eq!(with("", hosted.clone()), []);
    assert_eq!(with("[audit]\nshared_hosts = ['*.pages.corp.de']", hosted)[0].rule.id, "S06");
    let shoe = patched(web(), json!({"WriteAttributes": ["email", "custom:shoe_size"]}));
    assert_eq!(with("[audit]\nsensitive_attributes = ['Shoe']", shoe)[0].rule.id, "S35");
}
