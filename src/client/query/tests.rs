//! The language as a whole: what each piece means, and what is said of pieces that mean nothing.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::client::field::{self, FIELDS, Kind, Life};
use crate::client::{AppClient, ClientKey, Field, Fingerprint, SecretPresence, Settings};

const NOW: &str = "2026-11-22T12:00:00Z";

fn client(name: &str, settings: &Json, secret: bool) -> AppClient {
    let mut document = settings.as_object().expect("a document").clone();
    document.insert("ClientName".into(), name.into());
    let fingerprint = Fingerprint::new([0; 8]);
    AppClient {
        key: ClientKey::new("eu-west-1_abc", "3ho4ek12345678909nh3fmhpko"),
        settings: Settings::from_wire(document),
        secret: if secret { SecretPresence::Present(fingerprint) } else { SecretPresence::Absent },
    }
}

fn web() -> AppClient {
    client(
        "web checkout",
        &json!({
            "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ["openid", "orders/read"],
            "CallbackURLs": ["https://shop.example.com/cb", "http://localhost:3000/cb"],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "AccessTokenValidity": 90, "TokenValidityUnits": {"AccessToken": "minutes"},
            "CreationDate": 1_680_429_600, "LastModifiedDate": 1_795_000_000,
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        }),
        true,
    )
}

fn judge_as(text: &str, client: Option<&AppClient>, about: About) -> Verdict {
    let query = parse(text, about);
    assert_eq!(query.problem(), None, "{text}");
    let now = NOW.parse().expect("a moment");
    query.judge(&Subject {
        name: "web checkout",
        id: "3ho4ek12345678909nh3fmhpko",
        pool: "customers",
        pool_id: "us-west-2_abc123",
        client,
        now,
    })
}

#[track_caller]
fn assert_fits(text: &str, fits: bool) {
    let expected = if fits { Verdict::Yes } else { Verdict::No };
    assert_eq!(judge_as(text, Some(&web()), About::Clients), expected, "{text}");
}

#[test]
fn every_operator_finds_what_it_says() {
    for text in [
        "name:check",
        "name:\"web checkout\"",
        "name=\"Web Checkout\"",
        "name:'web c'",
        "-name:test",
        "id:9nh3",
        "flow:implicit",
        "flow:code",
        "flow:srp",
        "-flow:client_credentials",
        "-flow:password",
        "url:localhost",
        "url:https://*/cb",
        "-url:https://*/cbx",
        "scope:orders/*",
        "scope:openid",
        "scope:*",
        "secret:yes",
        "secret:on",
        "-secret:no",
        "type:server",
        "-type:m2m",
        "age>90d",
        "age>=3y",
        "age<10y",
        "age:>90d",
        "changed<8d",
        "rotation:on",
        "-rotation:off",
        "rotation:yes",
        "revocation:yes",
        "access>1h",
        "access>=90m",
        "access=90m",
        "access:1.5h",
        "refresh<=30d",
        "-idp:*",
        "access_token_validity>1h",
        "callback_urls:localhost",
        "CallbackURLs:localhost",
        "creation_date<2024-01-01",
        "creation_date:2023-04",
        "client_secret:yes",
        "refresh_token_rotation.feature:on",
        "refresh_token_rotation.retry_grace_period_seconds>=10",
        "prevent_user_existence_errors:legacy",
        "secret:yes flow:implicit -name:test",
    ] {
        assert_fits(text, true);
    }
    for text in [
        "name:kiosk",
        "name=web",
        "id:zzz",
        "flow:client_credentials",
        "scope=orders",
        "secret:no",
        "type:spa",
        "age<90d",
        "changed>1y",
        "rotation:off",
        "access<=1h",
        "access_token_validity>90m",
        "secret:yes flow:client_credentials",
        "url:\"https://*/cb\"",
    ] {
        assert_fits(text, false);
    }
    // A piece is enough without a wildcard.
    assert_fits("scope:orders", true);
}

#[test]
fn a_grant_that_is_closed_is_not_open() {
    let closed = client("web checkout", &json!({"AllowedOAuthFlows": ["implicit"]}), false);
    assert_eq!(judge_as("flow:implicit", Some(&closed), About::Clients), Verdict::No);
    assert_eq!(judge_as("allowed_oauth_flows:implicit", Some(&closed), About::Clients), Verdict::Yes);
    assert_eq!(
        judge_as("flow:srp rotation:off access=1h", Some(&closed), About::Clients),
        Verdict::Yes,
        "defaults"
    );
}

#[test]
fn what_was_not_read_is_unknown_unless_something_else_decides() {
    for (text, verdict) in [
        ("flow:implicit", Verdict::Unknown),
        ("-flow:implicit", Verdict::Unknown),
        ("name:web", Verdict::Yes),
        ("name:web secret:yes", Verdict::Unknown),
        ("name:kiosk secret:yes", Verdict::No),
        ("client_id:3ho4", Verdict::Yes),
        ("plain words", Verdict::Yes),
    ] {
        assert_eq!(judge_as(text, None, About::Clients), verdict, "{text}");
    }
}

#[test]
fn words_are_left_to_the_caller() {
    for (text, words) in [
        ("  web  check ", "  web  check "),
        ("web -old", "web -old"),
        ("web flow:code chk", "web chk"),
        ("flow:code", ""),
        ("qrG?:", "qrG?:"),
        ("3:x", "3:x"),
    ] {
        assert_eq!(parse(text, About::Clients).words(), words, "{text}");
    }
    assert!(parse(" ", About::Clients).is_empty());
}

/// The piece that is complained of, and the complaint.
fn problem(text: &str, about: About) -> (String, String) {
    let query = parse(text, about);
    let problem = query.problem().unwrap_or_else(|| panic!("{text} is accepted"));
    (text[problem.at.clone()].to_owned(), problem.to_string())
}

#[test]
fn a_mistake_is_told_at_its_place_with_what_is_expected() {
    for (text, place, words) in [
        ("web fow:code", "fow", "did you mean flow:?"),
        ("scpoe:x", "scpoe", "did you mean scope:?"),
        ("acces_token_validity>1h", "acces_token_validity", "did you mean access_token_validity>?"),
        ("zzzzzz:x", "zzzzzz", "any setting's name"),
        ("http://localhost", "http", "url:http://localhost"),
        ("flow:implict", "implict", "did you mean implicit?"),
        ("type:m3m", "m3m", "did you mean m2m?"),
        ("secret:maybe", "maybe", "yes or no"),
        ("secret>yes", "yes", "write secret: and yes or no"),
        ("age>x", "x", ">90d"),
        ("age:90d", "90d", ">90d"),
        ("access>60", "60", ">1h"),
        ("creation_date>yesterday", "yesterday", "2024-11-22"),
        ("generate_secret:yes", "generate_secret", "secret:yes"),
        ("a -flow:", "flow:", "after flow: comes"),
        ("age>", "age>", "after age> comes"),
        ("name:\"web", "\"", "not closed"),
        ("scope>3", "3", "neither longer nor shorter"),
    ] {
        let (found, told) = problem(text, About::Clients);
        assert_eq!(found, place, "{text}: {told}");
        assert!(told.contains(words), "{text}: {told}");
    }
    assert!(problem("flow:code", About::Pools).1.contains("name: and id:"));
    assert_eq!(judge_as("name:web", None, About::Pools), Verdict::Yes);
}

#[test]
fn a_mistake_takes_no_part() {
    let query = parse("web fow:x secret:yes", About::Clients);
    assert_eq!((query.words(), query.has_predicates()), ("web", true));
    assert!(parse("flow:", About::Clients).is_empty());
}

fn offers(text: &str, seen: &[&str]) -> Vec<String> {
    let seen = |field: &Field| {
        let known: &[&str] = if *field == *field::ALLOWED_OAUTH_SCOPES { seen } else { &[] };
        known.iter().map(|&scope| scope.to_owned()).collect()
    };
    let found = complete(text, text.len(), About::Clients, &seen);
    found.map(|found| found.offers.into_iter().map(|offer| offer.insert).collect()).unwrap_or_default()
}

#[test]
fn names_and_values_are_offered() {
    assert_eq!(offers("fl", &[]), ["flow:"]);
    assert_eq!(offers("web -na", &[]), ["name:"]);
    assert_eq!(offers("acce", &[]), ["access>", "access_token_validity>"]);
    assert_eq!(offers("secret:", &[]), ["yes", "no"]);
    assert_eq!(offers("flow:imp", &[]), ["implicit", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]);
    assert_eq!(offers("type:m", &[]), ["m2m", "admin"]);
    assert_eq!(offers("rotation:", &[]), ["on", "off"]);
    assert_eq!(offers("scope:or", &["orders/read", "two items", "\u{202e}orders"]), ["orders/read"]);
    assert_eq!(offers("scope:two", &["two words"]), ["\"two words\""]);
    assert_eq!(offers("flow:implicit", &[]), [""; 0]);
    assert_eq!(offers("", &[]), [""; 0]);
    assert_eq!(offers("qq", &[]), [""; 0]);
    let done = complete("flow:imp x", 8, About::Clients, &|_| Vec::new()).expect("offers");
    assert_eq!(done.at, 5..8);
    assert_eq!(complete("fl", 2, About::Pools, &|_| Vec::new()), None);
}

#[test]
fn every_setting_has_its_operator_and_every_offer_is_accepted() {
    for field in FIELDS.iter().filter(|field| field.ops.output) {
        let value = match field.kind {
            _ if field.life == Life::Secret => "yes",
            Kind::Switch => "on",
            Kind::Duration { .. } => "10s",
            Kind::Choice(choices) | Kind::Choices(choices) => choices[0].value,
            Kind::Unit => "days",
            _ => "x",
        };
        let text = format!("{}:{value}", field.id);
        assert_eq!(parse(&text, About::Clients).problem(), None, "{text}");
    }
    for operator in OPERATORS {
        let text = format!("{}{}", operator.name, operator.reads.sign());
        for offer in offers(&text, &["orders/read"]) {
            assert_eq!(parse(&format!("{text}{offer}"), About::Clients).problem(), None, "{text}{offer}");
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>(), cursor in 0..40_usize) {
        let query = parse(&text, About::Clients);
        if let Some(problem) = query.problem() {
            prop_assert!(text.get(problem.at.clone()).is_some());
            let words = problem.to_string();
            prop_assert_eq!(crate::client::text::harmless(&words).into_owned(), words);
        }
        let _ = complete(&text, cursor, About::Clients, &|_| Vec::new());
    }

    #[test]
    fn terms_are_told_from_words(
        name in prop::sample::select(vec!["flow", "-url", "age", "zz"]),
        sign in prop::sample::select(vec![":", ">", "<=", "="]),
        value in "[ -~é]{0,8}",
    ) {
        let text = format!("a {name}{sign}{value} b");
        let query = parse(&text, About::Clients);
        prop_assert!(query.words().starts_with('a'));
        let now = NOW.parse().expect("a moment");
        query.judge(&Subject {
            name: "web",
            id: "x",
            pool: "customers",
            pool_id: "us-west-2_abc123",
            client: Some(&web()),
            now,
        });
    }
}
