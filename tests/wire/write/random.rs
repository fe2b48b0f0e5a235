//! Any client, any edit: what was not edited is as it was.

use std::cell::Cell;

use cognitui::client::AppClient;
use cognitui::client::edit::Edit;
use cognitui::client::field::{FIELDS, Field, Shown};
use cognitui::tasks::write::{UpdatePlan, WriteOutcome};
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::{Bench, UPDATE};

/// What one member of a random client may say. Each fits with all others, so that most clients are ones
/// the service takes.
fn members() -> Vec<(&'static str, Vec<Json>)> {
    let urls = ["https://a.example/1", "https://a.example/2", "myapp://cb", "http://localhost:3000/"];
    vec![
        ("RefreshTokenValidity", vec![json!(1), json!(45), json!(3650)]),
        ("AccessTokenValidity", vec![json!(1), json!(12)]),
        ("IdTokenValidity", vec![json!(1), json!(24)]),
        ("TokenValidityUnits", vec![json!({"RefreshToken": "days"}), json!({"AccessToken": "hours"})]),
        ("ReadAttributes", vec![json!(["email"]), json!(["email", "name", "phone_number"])]),
        (
            "ExplicitAuthFlows",
            vec![json!(["ALLOW_USER_SRP_AUTH"]), json!(["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])],
        ),
        ("SupportedIdentityProviders", vec![json!(["COGNITO"]), json!(["COGNITO", "Google"])]),
        ("CallbackURLs", vec![json!([urls[0]]), json!(urls)]),
        ("LogoutURLs", vec![json!([urls[1]]), json!([urls[2], urls[3]])]),
        ("AllowedOAuthFlows", vec![json!(["code"]), json!(["implicit", "code"])]),
        ("AllowedOAuthScopes", vec![json!(["openid"]), json!(["openid", "email", "fleet/position.read"])]),
        ("PreventUserExistenceErrors", vec![json!("ENABLED"), json!("LEGACY")]),
        ("EnableTokenRevocation", vec![json!(true), json!(false)]),
        ("AuthSessionValidity", vec![json!(3), json!(15)]),
        (
            "AnalyticsConfiguration",
            vec![
                json!({"ApplicationId": "1f", "RoleArn": "arn:aws:iam::123456789012:role/a", "ExternalId": "e"}),
            ],
        ),
        ("GenerateSecret", vec![json!(true), json!(false)]),
    ]
}

/// What may be typed. Not everything fits every client, and what does not is refused.
const WORDS: &[&str] = &[
    "name=renamed",
    "callback_urls+=https://new.example/cb",
    "callback_urls-=https://a.example/1",
    "callback_urls=",
    "logout_urls=https://new.example/out",
    "default_redirect_uri=https://a.example/1",
    "access_token_validity=90 minutes",
    "id_token_validity=300 seconds",
    "refresh_token_validity=12 hours",
    "refresh_token_validity=",
    "explicit_auth_flows+=ALLOW_USER_PASSWORD_AUTH",
    "explicit_auth_flows=",
    "allowed_oauth_flows=implicit",
    "allowed_oauth_flows_user_pool_client=on",
    "allowed_oauth_scopes+=phone",
    "allowed_oauth_scopes-=openid",
    "supported_identity_providers=COGNITO",
    "prevent_user_existence_errors=ENABLED",
    "prevent_user_existence_errors=",
    "enable_token_revocation=off",
    "enable_propagate_additional_user_context_data=on",
    "auth_session_validity=7m",
    "read_attributes=email",
    "read_attributes=",
    "write_attributes=email, name",
    "refresh_token_rotation.feature=ENABLED",
    "analytics_configuration.user_data_shared=on",
    "analytics_configuration.external_id=another",
];

fn a_client() -> impl Strategy<Value = Json> {
    let members = members();
    let choices: Vec<_> = members
        .iter()
        .map(|(_, values)| proptest::option::of(proptest::sample::select(values.clone())))
        .collect();
    let later = proptest::collection::btree_map("Later[A-Z][a-z]{1,6}", later(), 0..3);
    (choices, later).prop_map(move |(chosen, later)| {
        let mut client = Map::new();
        client.insert("ClientName".to_owned(), json!("random"));
        for ((member, _), value) in members.iter().zip(chosen) {
            value.map(|value| client.insert((*member).to_owned(), value));
        }
        client.extend(later);
        Json::Object(client)
    })
}

/// What a member of a service to come may say.
fn later() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        "[ -~äß字]{1,12}".prop_map(Json::from),
        "[a-z]{1,5}".prop_map(|text| json!({ "Deep": [1, {"Deeper": text}], "Off": false })),
    ]
}

fn some_words() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(WORDS, 1..5)
}

fn is_edited(field: &Field, edit: &Edit) -> bool {
    edit.steps.iter().filter_map(|step| step.subject().field()).any(|edited| {
        edited == field || field.shown == Shown::Within(edited.id) || edited.shown == Shown::Within(field.id)
    })
}

async fn one(settings: Json, words: &[&str], sent: &Cell<u32>) {
    let bench = Bench::new().await;
    let client: AppClient = bench.client(&settings).await;
    let before = bench.raw(&client.key);
    // Taking the last member of a list whose absence means a default is no edit at all.
    let Ok(edit) = Edit::parse(words.iter().copied(), Some(&client.settings)) else { return };
    let Ok(plan) = UpdatePlan::edit(&client, &edit) else { return };
    let wanted = plan.wanted.clone();
    let outcome = bench.update(plan).await;
    let after = bench.raw(&client.key);
    match outcome {
        WriteOutcome::Applied(applied) => {
            sent.set(sent.get() + 1);
            assert_eq!(bench.sandbox.requests_for(UPDATE), 1);
            let found = super::document(&after);
            for field in FIELDS.iter().filter(|field| field.is_mutable()) {
                if is_edited(field, &edit) {
                    let normalised =
                        applied.normalised.iter().any(|change| change.subject.field() == Some(field));
                    assert!(normalised || wanted.same(&found, field), "{} of {words:?}", field.id);
                } else {
                    assert!(
                        client.settings.same(&found, field),
                        "{} after {words:?}: {before} {after}",
                        field.id
                    );
                }
            }
            assert_eq!(found.unknown(), client.settings.unknown(), "{words:?}");
            assert_eq!(after["ClientSecret"], before["ClientSecret"]);
        }
        WriteOutcome::AsWanted(_) | WriteOutcome::Invalid(_) | WriteOutcome::Refused(_) => {
            assert_eq!(after, before, "{words:?}");
        }
        other => panic!("{words:?}: {other:#?}"),
    }
}

#[test]
fn what_is_not_edited_is_as_it_was() {
    let cases = 192;
    let sent = Cell::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&(a_client(), some_words()), |(settings, words)| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .unwrap();
            runtime.block_on(one(settings, &words, &sent));
            Ok(())
        })
        .unwrap();
    assert!(
        sent.get() > cases / 4,
        "only {} of {cases} edits were taken: too few to mean anything",
        sent.get()
    );
}
