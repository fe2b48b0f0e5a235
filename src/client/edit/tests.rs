use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::client::field::{self, FIELDS, Life, Span, Unit};
use crate::client::{Settings, sample};

fn parsed(arguments: &[&str]) -> Edit {
    Edit::parse(arguments.iter().copied(), None).unwrap_or_else(|error| panic!("{error}"))
}

fn error(argument: &str) -> String {
    Edit::parse([argument], None).expect_err(argument).to_string()
}

fn apply(edit: &Edit, settings: &Settings) -> Settings {
    edit.apply(settings).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn steps_are_typed_as_key_and_value() {
    let edit = parsed(&[
        "access_token_validity=90 min",
        "CallbackURLs+=https://b.example/cb?x=1, https://c.example",
        "allowed_oauth_scopes-=openid",
        "Rotation=on",
        "logout_urls=",
    ]);
    assert_eq!(
        edit.steps,
        [
            Step::Set(field::ACCESS_TOKEN_VALIDITY, Value::Span(Span::new(90, Unit::Minutes))),
            Step::Add(field::CALLBACK_URLS, "https://b.example/cb?x=1".to_owned()),
            Step::Add(field::CALLBACK_URLS, "https://c.example".to_owned()),
            Step::Remove(field::ALLOWED_OAUTH_SCOPES, "openid".to_owned()),
            Step::Set(field::REFRESH_TOKEN_ROTATION, Value::Text("ENABLED".to_owned())),
            Step::Unset(field::LOGOUT_URLS),
        ]
    );
}

#[test]
fn a_bare_number_is_in_the_clients_unit() {
    let settings = sample::full();
    let edit = Edit::parse(["access_token_validity=45"], Some(&settings)).expect("a lifetime");
    let changed = apply(&edit, &settings);
    assert_eq!(changed.get(field::ACCESS_TOKEN_VALIDITY), Some(Value::Span(Span::new(45, Unit::Minutes))));
}

#[test]
fn what_cannot_be_read_is_told_with_its_key() {
    for (argument, told) in [
        ("callback_urls", "'callback_urls' says nothing to do; write KEY=VALUE"),
        ("calback_urls=x", "there is no setting called 'calback_urls'; did you mean callback_urls?"),
        ("\u{1b}[2J=x", "there is no setting called '\\u{1b}[2J'; the names are Terraform's"),
        ("name+=x", "Name (name) is no list; write name=VALUE"),
        ("callback_urls+=", "Callback URLs (callback_urls): no member is named"),
        ("client_id=x", "Client ID (client_id) cannot be changed: the service alone says what it is"),
        ("client_secret=hunter2hunter2hunter2hunter2", "cannot be changed: secrets are not settings"),
        ("generate_secret=on", "cannot be changed: it is chosen when the client is created"),
        ("id_token_validity=soon", "ID token (id_token_validity): 'soon' is not a length of time"),
        ("enable_token_revocation=perhaps", "'perhaps' is neither on nor off"),
    ] {
        let error = error(argument);
        assert!(error.contains(told), "{argument}: {error}");
        assert!(!error.contains("hunter2") && !error.contains('\u{1b}'), "{error}");
    }
}

#[test]
fn a_list_that_says_nothing_starts_from_its_default() {
    let flows = |edit: &[&str], start: Json| {
        let changed = parsed(edit).apply(&sample::from(start))?;
        Ok(changed.get(field::EXPLICIT_AUTH_FLOWS).map_or_else(Vec::new, |v| v.as_list().to_vec()))
    };
    let flow = |edit: &str, start: Json| flows(&[edit], start);
    assert_eq!(
        flow("explicit_auth_flows+=password", json!({})),
        Ok([
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_PASSWORD_AUTH"
        ]
        .map(str::to_owned)
        .to_vec())
    );
    assert_eq!(
        flow("explicit_auth_flows-=custom", json!({"ExplicitAuthFlows": []})),
        Ok(["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"].map(str::to_owned).to_vec())
    );
    assert_eq!(flow("explicit_auth_flows+=SRP", json!({})), Ok(vec![]), "it applies already");
    let last: Result<Vec<String>, EditError> =
        flow("explicit_auth_flows-=SRP", json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}));
    let last = last.expect_err("the default would be back").to_string();
    assert!(last.contains("nothing means the default (SRP, custom, refresh)"), "{last}");
    let odd = flow("explicit_auth_flows+=SRP", json!({"ExplicitAuthFlows": "all"}));
    assert_eq!(odd, Err(EditError::UnknownForm { field: field::EXPLICIT_AUTH_FLOWS }));
}

#[test]
fn an_edit_is_kept_as_json_that_a_person_can_read() {
    let edit = Edit {
        steps: vec![
            Step::Set(field::ACCESS_TOKEN_VALIDITY, Value::Span(Span::new(45, Unit::Minutes))),
            Step::Add(field::CALLBACK_URLS, "https://b".to_owned()),
            Step::Unset(field::DEFAULT_REDIRECT_URI),
            Step::SetMember(vec!["Future".to_owned()], json!([1])),
        ],
    };
    let text = serde_json::to_string(&edit).expect("JSON");
    assert_eq!(
        text,
        r#"{"steps":[{"set":{"key":"access_token_validity","value":{"amount":45,"unit":"minutes"}}},{"add":{"key":"callback_urls","member":"https://b"}},{"unset":{"key":"default_redirect_uri"}},{"set_member":{"path":["Future"],"value":[1]}}]}"#
    );
    let newer = r#"{"steps":[{"unset":{"key":"from_the_future"}}]}"#;
    let error = serde_json::from_str::<Edit>(newer).expect_err("an unknown key").to_string();
    assert!(error.contains("from_the_future") && error.contains("another version"), "{error}");
    let secret = r#"{"steps":[{"set":{"key":"client_secret","value":"s3cret"}}]}"#;
    assert!(serde_json::from_str::<Edit>(secret).is_err());
}

#[test]
fn a_place_of_a_setting_is_no_place_for_an_unknown_member() {
    for path in
        [vec!["CallbackURLs"], vec!["ClientSecret"], vec!["A", "B"], vec!["TokenValidityUnits", "IdToken"]]
    {
        let path: Vec<String> = path.into_iter().map(str::to_owned).collect();
        let edit = Edit { steps: vec![Step::SetMember(path.clone(), json!("x"))] };
        assert_eq!(edit.apply(&sample::full()), Err(EditError::NotUnknown { path: path.join(".") }));
    }
}

/// Each setting alone on a client with everything.
#[test]
fn every_setting_can_be_typed_and_nothing_else_changes() {
    let full = sample::full();
    for field in FIELDS.iter().filter(|field| field.life == Life::Mutable) {
        let edit = parsed(&[&format!("{}={}", field.id, field.examples.valid)]);
        let changed = apply(&edit, &full);
        assert_eq!(changed.get(field), field.parse(field.examples.valid, None).expect(field.id));
        assert_eq!(changed.unknown(), full.unknown(), "{}", field.id);
        let back = between(&changed, &full);
        assert_eq!(apply(&back, &changed), full, "{} is undone", field.id);
    }
}

proptest! {
    /// Lists keep their members and not their order, and dates are the service's.
    #[test]
    fn the_edit_between_two_leads_from_one_to_the_other(a in sample::settings(), b in sample::settings()) {
        let edit = between(&a, &b);
        let made = edit.apply(&a);
        prop_assert!(made.is_ok(), "{:?}", made);
        let made = made.unwrap_or_default();
        for field in FIELDS.iter().filter(|f| !matches!(f.life, Life::ReadOnly | Life::Secret)) {
            let (made, wanted) = (made.get(field), b.get(field));
            let same = match (&made, &wanted) {
                (Some(made), Some(wanted)) => made.same(wanted, field.compare),
                (made, wanted) => made == wanted,
            };
            prop_assert!(same, "{}: {:?} {:?} {:?}", field.id, made, wanted, edit);
        }
        prop_assert_eq!(in_any_order(&made), in_any_order(&b));
        prop_assert!(between(&a, &a).is_empty());
    }

    #[test]
    fn what_is_kept_is_read_back(a in sample::settings(), b in sample::settings()) {
        let edit = between(&a, &b);
        let text = serde_json::to_string(&edit).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Edit>(&text).expect(&text), edit);
    }
}

fn in_any_order(settings: &Settings) -> Vec<(Vec<String>, Json)> {
    let mut unknown: Vec<_> =
        settings.unknown_paths().into_iter().map(|(path, json)| (path, json.clone())).collect();
    unknown.sort_by(|a, b| a.0.cmp(&b.0));
    unknown
}
