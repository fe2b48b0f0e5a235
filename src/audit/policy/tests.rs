//! Reading a policy, and what is said of a bad one.

use super::*;
use crate::audit::{RULES, find};

#[test]
fn the_example_of_the_documentation_is_a_policy() {
    let policy = Policy::from_toml(
        r#"
        [audit]
        disable = ["S10", "auth-session-long"]
        production = ["customers/*"]
        nonproduction = ["*-playground"]
        sensitive_attributes = ["clearance"]
        shared_hosts = ["*.pages.example"]
        [audit.severity]
        S16 = "medium"
        [audit.limits]
        access_token = "2 hours"
        callbacks = 30
        [[audit.suppress]]
        rule = "S01"
        client = "customers/web-legacy"
        reason = "Goes with the old site in March; IDN-112"
        expires = 2027-03-31
        "#,
    )
    .unwrap();
    assert_eq!(policy.disabled, [find("S10").unwrap(), find("S40").unwrap()]);
    assert_eq!(policy.limits, BTreeMap::from([("access_token", 7_200), ("callbacks", 30)]));
    assert_eq!(policy.suppressions[0].expires.unwrap().to_string(), "2027-03-31");
    assert_eq!(policy.severity(find("S16").unwrap()), Some(Severity::Medium));
}

#[test]
fn nothing_written_is_the_default_policy() {
    assert_eq!(Policy::from_toml("").unwrap(), Policy::default());
    assert_eq!(Policy::from_toml("[keys]\nhelp = ['F1']\n[audit]\n").unwrap(), Policy::default());
}

#[test]
fn every_mistake_is_told_at_once_and_says_what_to_write() {
    let error = Policy::from_toml(
        r#"
        [audit]
        disable = ["S99"]
        severity = { S01 = "bad", nothing = "low" }
        limits = { access_token = 60, callbacks = "many", tokens = 1, refresh_token = "90" }
        [[audit.suppress]]
        rule = "S01"
        expires = "soon"
        [[audit.suppress]]
        rule = "S98"
        client = "*"
        reason = "x"
        "#,
    )
    .unwrap_err();
    let told = error.to_string();
    assert_eq!(error.mistakes.len(), 11, "{told}");
    for words in [
        "audit.disable: there is no rule 'S99'",
        "audit.severity.S01: 'bad' is no severity; write critical",
        "no rule 'nothing'",
        "audit.limits.access_token: '60' is not understood; write a length of time",
        "audit.limits.callbacks: 'many' is not understood; write a number",
        "called 'tokens'",
        "audit.limits.refresh_token: '90'",
        "audit.suppress 1: a suppression needs its reason",
        "audit.suppress 1: name a client or a pool",
        "audit.suppress 1: 'soon' is no day",
        "audit.suppress 2: there is no rule 'S98'",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn what_is_no_policy_at_all_is_told() {
    for text in [
        "[audit",
        "audit = 1",
        "[audit]\ndisabel = []",
        "[audit]\nsuppress = [{client = 'x'}]",
        "[audit]\nproduction = 1",
    ] {
        let error = Policy::from_toml(text).unwrap_err();
        assert!(matches!(error.mistakes.as_slice(), [Mistake::Malformed { .. }]), "{text}: {error}");
    }
}

#[test]
fn a_suppression_written_is_the_same_when_read() {
    for reason in ["because", "a \"quoted\" \\ one", "two\nlines\t\u{1b}[31m \u{202e}\u{e0041}", "日本語"]
    {
        let one = Suppression {
            rule: &RULES[0],
            client: Some(Pattern::new("customers/*")),
            pool: None,
            reason: reason.to_owned(),
            expires: Some(jiff::civil::date(2027, 3, 31)),
        };
        let text = one.to_toml();
        assert!(!text.lines().any(|line| line.chars().any(crate::client::text::is_hidden)), "{text:?}");
        assert_eq!(Policy::from_toml(&text).unwrap().suppressions, [one]);
    }
}
