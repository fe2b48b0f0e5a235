//! Every row of the table, changed alone.

use cognitui::client::field::{FIELDS, Field, Kind, Shown, UnitSource};
use cognitui::client::{Edit, Settings, Step};
use cognitui::tasks::write::{UpdatePlan, WriteOutcome};
use serde_json::{Value as Json, json};

use super::{Bench, DESCRIBE, UPDATE, applied, edit, everything, is_applied};

/// A value for every setting that can be changed, other than the one it has and fitting the rest.
const CHANGES: &[(&str, &str)] = &[
    ("name", "renamed"),
    ("allowed_oauth_flows_user_pool_client", "off"),
    ("allowed_oauth_flows", "implicit"),
    ("allowed_oauth_scopes", "openid, email"),
    ("callback_urls", "https://a.example/2, https://a.example/3"),
    ("default_redirect_uri", "https://a.example/1"),
    ("logout_urls", "https://a.example/out, myapp://out"),
    ("supported_identity_providers", "COGNITO"),
    ("access_token_validity", "40 minutes"),
    ("token_validity_units.access_token", "hours"),
    ("id_token_validity", "50 minutes"),
    ("token_validity_units.id_token", "hours"),
    ("refresh_token_validity", "60 days"),
    ("token_validity_units.refresh_token", "hours"),
    ("enable_token_revocation", "on"),
    ("refresh_token_rotation.feature", "DISABLED"),
    ("refresh_token_rotation.retry_grace_period_seconds", "30 seconds"),
    ("explicit_auth_flows", "ALLOW_USER_SRP_AUTH, ALLOW_CUSTOM_AUTH"),
    ("prevent_user_existence_errors", "LEGACY"),
    ("enable_propagate_additional_user_context_data", "off"),
    ("auth_session_validity", "5 minutes"),
    ("read_attributes", "email, name"),
    ("write_attributes", "email"),
    ("analytics_configuration.application_arn", "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/2b"),
    ("analytics_configuration.application_id", "2b"),
    ("analytics_configuration.role_arn", "arn:aws:iam::123456789012:role/other"),
    ("analytics_configuration.external_id", "another"),
    ("analytics_configuration.user_data_shared", "off"),
];

/// The client that has everything; its analytics are named by the one or the other way, never both.
fn full(field: &Field) -> Json {
    let mut full = everything();
    if field.id == "analytics_configuration.application_arn" {
        full["AnalyticsConfiguration"] = json!({
            "ApplicationArn": "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1a", "UserDataShared": true
        });
    }
    full
}

fn at<'a>(document: &'a Json, path: &[&str]) -> &'a Json {
    path.iter().fold(document, |json, member| &json[*member])
}

/// Takes out what a change of `field` may touch, and what every write touches.
fn rest(mut document: Json, field: &Field) -> Json {
    let tied = |other: &&Field| {
        *other == field || other.shown == Shown::Within(field.id) && field.parent().is_some()
    };
    for path in FIELDS.iter().filter(tied).map(|other| other.path).chain([&["LastModifiedDate"][..]]) {
        match path {
            [parent, member] => {
                document[*parent].as_object_mut().map(|parent| parent.shift_remove(*member));
            }
            [member] => {
                document.as_object_mut().unwrap().shift_remove(*member);
            }
            _ => panic!("{path:?}"),
        }
    }
    document
}

#[tokio::test(start_paused = true)]
async fn a_change_of_one_setting_leaves_every_other_as_it_was() {
    let mutable: Vec<&Field> = FIELDS.iter().filter(|field| field.is_mutable()).collect();
    assert_eq!(mutable.len(), CHANGES.len(), "every setting that can be changed has its change here");
    for field in mutable {
        let bench = Bench::new().await;
        let client = bench.client(&full(field)).await;
        let before = bench.raw(&client.key);
        let words =
            CHANGES.iter().find(|(id, _)| *id == field.id).unwrap_or_else(|| panic!("{}", field.id)).1;
        let plan = edit(&client, &[&format!("{}={words}", field.id)]);
        let wanted = plan.wanted.clone();
        bench.sandbox.reset_requests();

        let outcome = applied(bench.update(plan).await);

        let counted = bench.sandbox.requests();
        assert_eq!(counted.into_iter().collect::<Vec<_>>(), [(DESCRIBE, 2), (UPDATE, 1)], "{}", field.id);
        let after = bench.raw(&client.key);
        assert_ne!(at(&after, field.path), at(&before, field.path), "{} is changed", field.id);
        assert!(wanted.same(&super::document(&after), field), "{}: {}", field.id, at(&after, field.path));
        assert_eq!(rest(after.clone(), field), rest(before.clone(), field), "{} alone", field.id);
        assert_eq!(after["ClientSecret"], before["ClientSecret"]);
        assert!(after["LastModifiedDate"].as_f64() > before["LastModifiedDate"].as_f64());
        assert_eq!(outcome.changes.len(), 1, "{}: {:#?}", field.id, outcome.changes);
        assert!(outcome.verified && outcome.unrecorded.is_none(), "{}", field.id);
        assert!(outcome.changed_since.is_empty() && outcome.taken_over.is_empty(), "{}", field.id);

        let entry = bench.entry().await;
        assert!(is_applied(&entry));
        assert_eq!(entry.planned.before.as_ref().unwrap().settings(), &client.settings);
        let kept = std::fs::read_to_string(bench.desk.journal().path()).unwrap();
        assert!(!kept.contains(before["ClientSecret"].as_str().unwrap()), "{}", field.id);
    }
}

/// Going back to a default is a change like any other, where the rest allows it.
#[tokio::test(start_paused = true)]
async fn a_setting_that_is_taken_away_takes_nothing_along() {
    let mut taken = 0;
    for field in FIELDS.iter().filter(|field| field.is_mutable()) {
        let bench = Bench::new().await;
        let client = bench.client(&full(field)).await;
        let before = bench.raw(&client.key);
        let taken_away = Edit { steps: vec![Step::Unset(field)] };
        match bench.update(UpdatePlan::edit(&client, &taken_away).unwrap()).await {
            WriteOutcome::Applied(applied) => {
                let after = bench.raw(&client.key);
                if field.id == "name" {
                    // The service keeps the name of a client that is sent none, and that is told.
                    assert_eq!(after["ClientName"], before["ClientName"]);
                    assert!(applied.normalised.iter().any(|change| change.subject.field() == Some(field)));
                    continue;
                }
                taken += 1;
                assert!(super::document(&after).same(&Settings::default(), field), "{}: {after}", field.id);
                let tied = without_unit(&before, field);
                assert_eq!(rest(without_unit(&after, field), field), rest(tied, field), "{} alone", field.id);
            }
            WriteOutcome::Invalid(_) | WriteOutcome::Refused(_) | WriteOutcome::AsWanted(_) => {
                assert_eq!(bench.raw(&client.key), before, "{}", field.id);
            }
            other => panic!("{}: {other:#?}", field.id),
        }
    }
    assert!(taken >= 15, "only {taken} were taken away");
}

/// A lifetime goes with its unit.
fn without_unit(document: &Json, field: &Field) -> Json {
    let mut document = document.clone();
    if let Kind::Duration { unit: UnitSource::Member { path: [parent, member], .. }, .. } = field.kind {
        document[*parent].as_object_mut().unwrap().shift_remove(*member);
    }
    document
}
