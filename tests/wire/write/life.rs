//! A client's life through the one way, and back.

use cognitui::client::field;
use cognitui::local::journal::{Deed, Ending};
use cognitui::tasks::write::{CreatePlan, NotUndoable, Plan, WriteOutcome, undo};
use secrecy::SecretString;
use serde_json::{Value as Json, json};

use super::{Bench, applied, callbacks, creation, edit, everything, plain, somebody_sets};

/// A client's document without what no new client can have again.
fn without_identity(mut client: Json) -> Json {
    for member in ["ClientId", "ClientSecret", "CreationDate", "LastModifiedDate"] {
        client.as_object_mut().unwrap().shift_remove(member);
    }
    client
}

#[tokio::test(start_paused = true)]
async fn made_changed_deleted_and_everything_undone() {
    let bench = Bench::new().await;
    let made = applied(bench.create(&everything()).await);
    let fresh = made.client.clone().unwrap();
    assert!(fresh.secret.is_present() && made.verified);
    assert!(made.normalised.is_empty(), "{:#?}", made.normalised);
    let original = bench.raw(&made.key);

    let changed =
        applied(bench.update(edit(&fresh, &["name=other", "callback_urls+=https://a.example/3"])).await);
    let history = bench.history().await;
    let last = history.last_undoable(&bench.writer.site(None)).unwrap();
    assert_eq!(last.id, changed.entry);
    let Ok(Plan::Update(back)) = undo(last) else { panic!("{last:#?}") };
    let undone = applied(bench.update(back).await);
    let restored = bench.raw(&made.key);
    assert_eq!(without_identity(restored.clone()), without_identity(original.clone()));
    assert_eq!(restored["ClientSecret"], original["ClientSecret"]);
    let history = bench.history().await;
    assert_eq!(history.undone_by(&changed.entry).unwrap().id, undone.entry);
    assert_eq!(
        history.last_undoable(&bench.writer.site(None)).unwrap().id,
        made.entry,
        "then the one before"
    );

    let client = bench.seen(&made.key).await;
    let deleted = applied(bench.delete(&client).await);
    assert!(deleted.client.is_none() && deleted.verified);
    let history = bench.history().await;
    let entry = history.entry(&deleted.entry).unwrap();
    assert_eq!((&entry.planned.deed, entry.planned.confidential), (&Deed::Delete, true));
    let anew = applied(bench.writer.run(undo(entry).unwrap()).await);
    assert_ne!(anew.key, made.key, "another id");
    let again = bench.raw(&anew.key);
    assert_eq!(without_identity(again.clone()), without_identity(original.clone()));
    assert_ne!(again["ClientSecret"], original["ClientSecret"], "another secret");
    assert!(again["ClientSecret"].is_string());

    let history = bench.history().await;
    let removed = applied(bench.writer.run(undo(history.entry(&anew.entry).unwrap()).unwrap()).await);
    assert!(removed.client.is_none());

    let kept = std::fs::read_to_string(bench.desk.journal().path()).unwrap();
    for secret in [&original["ClientSecret"], &again["ClientSecret"]] {
        assert!(!kept.contains(secret.as_str().unwrap()));
    }
    assert_eq!(kept.lines().count(), 2 * bench.history().await.entries().len());
}

#[tokio::test(start_paused = true)]
async fn an_undo_leaves_what_others_did_since() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let changed = applied(bench.update(edit(&client, &["callback_urls+=https://mine.example/"])).await);
    let theirs = json!(["https://a.example/1", "https://mine.example/", "https://theirs.example/"]);
    somebody_sets(&bench.sandbox, &client.key, "CallbackURLs", theirs);

    let plan = undo(bench.history().await.entry(&changed.entry).unwrap()).unwrap();
    let WriteOutcome::Diverged(shown) = bench.writer.run(plan.clone()).await else { panic!() };
    assert!(shown.merge.is_settled(), "{:#?}", shown.merge.conflicts);
    let Plan::Update(mut plan) = plan else { panic!() };
    plan.wanted = shown.merge.resolve(&[]).unwrap();
    plan.seen = shown.theirs.settings;
    applied(bench.update(plan).await);
    let after = bench.raw(&client.key);
    assert_eq!(callbacks(&after), ["https://a.example/1", "https://theirs.example/"]);
}

#[tokio::test(start_paused = true)]
async fn an_undo_of_a_creation_spares_what_somebody_has_taken_into_use() {
    let bench = Bench::new().await;
    let made = applied(bench.create(&plain("web")).await);
    somebody_sets(&bench.sandbox, &made.key, "LogoutURLs", json!(["https://theirs.example/out"]));
    let plan = undo(&bench.entry().await).unwrap();
    let outcome = bench.writer.run(plan).await;
    assert!(matches!(outcome, WriteOutcome::Diverged(_)), "{outcome:#?}");
    assert_eq!(bench.raw(&made.key)["ClientName"], "web");
}

#[tokio::test(start_paused = true)]
async fn a_secret_of_ones_own_is_nowhere_but_at_the_service() {
    let bench = Bench::new().await;
    let own = "a_secret_of_ones_own_0123456789";
    let plan = CreatePlan { secret: Some(SecretString::from(own)), ..creation(&plain("server")) };
    let made = applied(bench.writer.run(Plan::Create(plan.clone())).await);
    assert_eq!(bench.raw(&made.key)["ClientSecret"], own);
    let kept = std::fs::read_to_string(bench.desk.journal().path()).unwrap();
    assert!(!kept.contains(own));
    assert!(!format!("{plan:?} {made:?}").contains(own));
    assert!(bench.entry().await.planned.confidential);
}

#[tokio::test(start_paused = true)]
async fn the_service_fills_in_and_that_is_told() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let outcome = applied(bench.update(edit(&client, &["refresh_token_validity=0 days", "name=mine"])).await);
    let normalised: Vec<_> = outcome.normalised.iter().filter_map(|change| change.subject.field()).collect();
    assert_eq!(normalised, [field::REFRESH_TOKEN_VALIDITY], "0 days are 30");
    let entry = bench.entry().await;
    let Some(Ending::Applied { normalised, .. }) = entry.ending() else { panic!("{entry:#?}") };
    assert_eq!(normalised, &["refresh_token_validity"]);
}

#[tokio::test(start_paused = true)]
async fn what_did_not_happen_cannot_be_undone() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let outcome = bench.update(edit(&client, &["supported_identity_providers=Nobody"])).await;
    assert!(matches!(outcome, WriteOutcome::Refused(_)), "{outcome:#?}");
    assert_eq!(undo(&bench.entry().await).unwrap_err(), NotUndoable::NotApplied);
    assert!(bench.history().await.last_undoable(&bench.writer.site(None)).is_none());
}
