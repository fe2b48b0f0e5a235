use serde_json::json;

use super::*;
use crate::client::field;

fn settings(json: &Json) -> Settings {
    Settings::from_wire(json.as_object().expect("a document").clone())
}

fn changes(before: &Json, after: &Json) -> Vec<Change> {
    diff(&settings(before), &settings(after), Compare::ByEffect)
}

fn only(before: &Json, after: &Json) -> Change {
    let changes = changes(before, after);
    let [change] = changes.as_slice() else { panic!("{changes:?}") };
    change.clone()
}

#[test]
fn the_same_in_other_words_is_no_change() {
    for (before, after) in [
        (
            json!({}),
            json!({"AuthSessionValidity": 3, "EnableTokenRevocation": true, "ExplicitAuthFlows": []}),
        ),
        (
            json!({"AccessTokenValidity": 60, "TokenValidityUnits": {"AccessToken": "minutes"}}),
            json!({"AccessTokenValidity": 1}),
        ),
        (
            json!({"AllowedOAuthScopes": ["openid", "email"]}),
            json!({"AllowedOAuthScopes": ["email", "openid", "email"]}),
        ),
        (json!({"LastModifiedDate": 1}), json!({"LastModifiedDate": 2})),
        (json!({"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0}}), json!({})),
    ] {
        assert_eq!(changes(&before, &after), [], "{before} {after}");
    }
    let by_text = diff(
        &settings(&json!({"AccessTokenValidity": 60, "TokenValidityUnits": {"AccessToken": "minutes"}})),
        &settings(&json!({"AccessTokenValidity": 1, "EnableTokenRevocation": true})),
        Compare::ByText,
    );
    let subjects: Vec<_> = by_text.iter().map(|change| change.subject.label()).collect();
    assert_eq!(subjects, ["Access token", "Token revocation"]);
    assert_eq!(
        (&by_text[0].before, &by_text[0].after),
        (&vec!["60 minutes".to_owned()], &vec!["1 hour".to_owned()])
    );
}

#[test]
fn a_list_tells_its_members() {
    let change = only(
        &json!({}),
        &json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    );
    assert_eq!(change.subject, Subject::Setting(field::EXPLICIT_AUTH_FLOWS));
    assert_eq!(change.before, ["SRP, custom, refresh (default)"]);
    assert_eq!(change.after, ["SRP, refresh, password"]);
    assert_eq!((change.added, change.removed), (vec!["password".to_owned()], vec!["custom".to_owned()]));
    assert_eq!(
        change.meaning.as_deref(),
        Some(
            "Sign-in with user name and password over the API becomes possible. \
             Sign-in with the pool's custom challenges is no longer possible."
        )
    );
}

#[test]
fn a_default_that_is_written_out_reads_alike() {
    let of = |before: &Json, after: &Json| diff(&settings(before), &settings(after), Compare::ByText);
    let written_out = of(&json!({"RefreshTokenValidity": 0}), &json!({"RefreshTokenValidity": 30}));
    assert!(!written_out.is_empty() && written_out.iter().all(Change::reads_alike), "{written_out:?}");
    let other = of(&json!({"RefreshTokenValidity": 0}), &json!({"RefreshTokenValidity": 29}));
    assert!(!other.iter().any(Change::reads_alike), "{other:?}");
    let members = of(&json!({"CallbackURLs": ["https://a"]}), &json!({"CallbackURLs": ["https://b"]}));
    assert!(!members.iter().any(Change::reads_alike), "{members:?}");
}

#[test]
fn what_is_not_known_is_compared_too() {
    let change = only(
        &json!({"Future": {"A": 1}, "TokenValidityUnits": {"ActorToken": "weeks"}}),
        &json!({"Future": {"A": 2}, "TokenValidityUnits": {"ActorToken": "weeks"}}),
    );
    assert_eq!(change.subject, Subject::Unknown(vec!["Future".to_owned()]));
    assert_eq!(change.before.concat(), "{  \"A\": 1}");
    let gone = only(&json!({"TokenValidityUnits": {"\u{1b}[2J": "weeks"}}), &json!({}));
    assert_eq!(
        (gone.subject.label().as_str(), gone.after[0].as_str()),
        ("TokenValidityUnits.\\u{1b}[2J", "—")
    );
}

#[test]
fn an_unknown_unit_is_not_overlooked() {
    let weeks = |unit: &str| json!({"AccessTokenValidity": 3, "TokenValidityUnits": {"AccessToken": unit}});
    let change = only(&weeks("weeks"), &weeks("fortnights"));
    assert_eq!(change.subject, Subject::Setting(field::ACCESS_TOKEN_UNIT));
}

#[test]
fn meanings_are_sentences() {
    for (before, after, meaning) in [
        (
            json!({"CallbackURLs": ["https://a", "https://b"]}),
            json!({"CallbackURLs": ["https://b", "https://c\u{202e}"]}),
            "Users can be sent to https://c\\u{202e} with a code or tokens after signing in. \
             Sign-in that returns to https://a fails with redirect_mismatch.",
        ),
        (
            json!({}),
            json!({"AccessTokenValidity": 30, "TokenValidityUnits": {"AccessToken": "minutes"}}),
            "New access tokens end sooner, after 30 minutes instead of 1 hour; those already issued keep theirs.",
        ),
        (
            json!({}),
            json!({"IdTokenValidity": 2}),
            "New ID tokens end later, after 2 hours instead of 1 hour; those already issued keep theirs.",
        ),
        (
            json!({"PreventUserExistenceErrors": "ENABLED"}),
            json!({}),
            "Answers tell whether somebody has an account.",
        ),
        (
            json!({}),
            json!({"EnableTokenRevocation": false}),
            "Tokens can no longer be revoked: a stolen one works until it ends.",
        ),
        (
            json!({"AllowedOAuthScopes": ["orders/read"]}),
            json!({"AllowedOAuthScopes": ["openid"]}),
            "Applications can ask for an ID token. Requests for orders/read fail with invalid_scope.",
        ),
        (
            json!({"ClientName": "a"}),
            json!({"ClientName": "b"}),
            "People will find the client under another name; applications do not see it.",
        ),
    ] {
        assert_eq!(only(&before, &after).meaning.as_deref(), Some(meaning));
    }
}

/// Each setting changed alone is one change, or none where it only says what applies anyway.
#[test]
fn every_setting_has_its_change() {
    for field in FIELDS.iter().filter(|f| f.is_mutable()) {
        let mut after = Settings::default();
        let value = field.parse(field.examples.valid, None).expect(field.id);
        after.set(field, value).expect(field.id);
        let changes = diff(&Settings::default(), &after, Compare::ByEffect);
        // A unit without a number has no effect.
        let same = Settings::default().same(&after, field) || field.kind == Kind::Unit;
        let subjects: Vec<_> = changes.iter().filter_map(|change| change.subject.field()).collect();
        assert_eq!(subjects, if same { vec![] } else { vec![field] });
        for change in changes {
            assert!(!change.before.is_empty() && !change.after.is_empty() && change.before != change.after);
        }
    }
}

#[test]
fn a_client_that_is_only_made_changes_nothing_for_anybody_yet() {
    let made =
        json!({"ClientName": "web", "AccessTokenValidity": 5, "DefaultRedirectURI": "https://a.example"});
    let changes = changes(&json!({}), &made);
    assert_eq!(changes.len(), 3);
    assert!(changes.iter().all(|change| change.meaning.is_none()), "{changes:?}");
    let renamed = only(&json!({"ClientName": "web"}), &json!({"ClientName": "web2"}));
    assert!(renamed.meaning.is_some());
}

#[test]
fn lines_that_are_one_value_stand_in_one_line() {
    let value = json!({"Deep": {"list": [1, "two  {"]}, "flag": true});
    let lines = json_lines(Some(&value));
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert!(texts.len() > 5);
    assert_eq!(in_one_line(&texts), Some(value.to_string()));
    for other in [&["a", "b"][..], &["1", "2"], &["{}"], &["{", "b"], &[]] {
        assert_eq!(in_one_line(other), None, "{other:?}");
    }
}
