//! Somebody else writes: before, between and after the steps of a write.

use cognitui::client::merge::Side;
use cognitui::client::{AppClient, field};
use cognitui::local::journal::{Ending, Journal};
use cognitui::sandbox::FaultKind;
use cognitui::tasks::write::{
    Desk, Diverged, Meanwhile, Patience, Plan, UpdatePlan, WriteGate, WriteOutcome, Writer,
};
use serde_json::json;

use super::{
    Bench, DELETE, DESCRIBE, Moment, UPDATE, applied, callbacks, edit, is_applied, name_of, plain,
    somebody_sets,
};

fn diverged(outcome: WriteOutcome) -> Diverged {
    match outcome {
        WriteOutcome::Diverged(diverged) => *diverged,
        other => panic!("{other:#?}"),
    }
}

fn merging(plan: UpdatePlan) -> UpdatePlan {
    UpdatePlan { meanwhile: Meanwhile::Merge, ..plan }
}

/// What the person does who was shown both changes: agrees to a result, having seen theirs.
fn agreed(client: &AppClient, diverged: &Diverged, sides: &[Side]) -> UpdatePlan {
    let wanted = diverged.merge.resolve(sides).unwrap();
    UpdatePlan::new(client.key.clone(), diverged.theirs.settings.clone(), wanted)
}

#[tokio::test(start_paused = true)]
async fn the_same_setting_changed_by_both_is_shown_and_chosen() {
    for (side, name) in [(Side::Mine, "mine"), (Side::Theirs, "theirs"), (Side::Base, "web")] {
        let bench = Bench::new().await;
        let client = bench.client(&plain("web")).await;
        somebody_sets(&bench.sandbox, &client.key, "ClientName", json!("theirs"));
        bench.sandbox.reset_requests();
        let shown = diverged(bench.update(merging(edit(&client, &["name=mine"]))).await);
        assert_eq!(shown.merge.conflicts.len(), 1);
        assert_eq!(name_of(&shown.theirs.settings), "theirs");
        assert_eq!(bench.writes(), 0);
        assert_eq!(bench.raw(&client.key)["ClientName"], "theirs", "nothing is overwritten");
        assert!(bench.history().await.entries().is_empty(), "what is not sent is not written down");

        let outcome = bench.update(agreed(&client, &shown, &[side])).await;
        match side {
            Side::Theirs => assert!(matches!(outcome, WriteOutcome::AsWanted(_)), "{outcome:#?}"),
            _ => drop(applied(outcome)),
        }
        assert_eq!(bench.raw(&client.key)["ClientName"], name);
    }
}

#[tokio::test(start_paused = true)]
async fn another_setting_changed_by_somebody_is_shown_or_taken_over() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    somebody_sets(&bench.sandbox, &client.key, "LogoutURLs", json!(["https://a.example/out"]));
    bench.sandbox.reset_requests();

    let shown = diverged(bench.update(edit(&client, &["name=mine"])).await);
    assert!(shown.merge.is_settled());
    assert_eq!(shown.merge.taken_from_theirs.len(), 1);
    assert_eq!(bench.writes(), 0, "asked first");

    let outcome = applied(bench.update(merging(edit(&client, &["name=mine"]))).await);
    assert_eq!(outcome.taken_over.len(), 1);
    let after = bench.raw(&client.key);
    assert_eq!(
        (&after["ClientName"], &after["LogoutURLs"]),
        (&json!("mine"), &json!(["https://a.example/out"]))
    );

    let again = bench.update(agreed(&client, &shown, &[])).await;
    assert!(matches!(again, WriteOutcome::AsWanted(_)), "what was shown is so already: {again:#?}");
}

#[tokio::test(start_paused = true)]
async fn two_people_each_add_a_callback() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let theirs = json!(["https://a.example/1", "https://theirs.example/cb"]);
    somebody_sets(&bench.sandbox, &client.key, "CallbackURLs", theirs);
    applied(bench.update(merging(edit(&client, &["callback_urls+=https://mine.example/cb"]))).await);
    let after = bench.raw(&client.key);
    let mut urls = callbacks(&after);
    urls.sort_unstable();
    assert_eq!(urls, ["https://a.example/1", "https://mine.example/cb", "https://theirs.example/cb"]);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_has_already_done_is_not_done_again() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    somebody_sets(&bench.sandbox, &client.key, "ClientName", json!("mine"));
    bench.sandbox.reset_requests();
    let outcome = bench.update(edit(&client, &["name=mine"])).await;
    assert!(matches!(outcome, WriteOutcome::AsWanted(_)), "{outcome:#?}");
    assert_eq!(bench.writes(), 0);
}

/// The service notices two writes at the same time: then the ground is looked at again before another try.
#[tokio::test(start_paused = true)]
async fn a_write_between_describe_and_update_is_seen_where_the_service_refuses() {
    for (meanwhile, tries) in [(Meanwhile::Ask, 1), (Meanwhile::Merge, 2)] {
        let bench = Bench::new().await;
        let client = bench.client(&plain("web")).await;
        bench.fault(FaultKind::ConcurrentModification, UPDATE, 1);
        let key = client.key.clone();
        bench.step(Moment::Before, UPDATE, move |sandbox| {
            somebody_sets(sandbox, &key, "LogoutURLs", json!(["https://a.example/out"]));
        });
        let plan = UpdatePlan { meanwhile, ..edit(&client, &["name=mine"]) };
        let outcome = bench.update(plan).await;
        let after = bench.raw(&client.key);
        assert_eq!(after["LogoutURLs"], json!(["https://a.example/out"]), "theirs is still there");
        if meanwhile == Meanwhile::Ask {
            diverged(outcome);
            assert_eq!(after["ClientName"], "web");
        } else {
            assert_eq!(applied(outcome).taken_over.len(), 1);
            assert_eq!(after["ClientName"], "mine");
        }
        let history = bench.history().await;
        assert_eq!(history.entries().len(), tries);
        let first = history.entries().last().unwrap();
        assert!(matches!(first.ending(), Some(Ending::Failed { .. })), "{first:#?}");
        assert_eq!(history.unresolved().count(), 0);
    }
}

/// Where the time between the describe and the request is not short, there is another describe.
#[tokio::test(start_paused = true)]
async fn a_write_after_the_describe_is_seen_by_the_look_right_before_the_request() {
    let bench = Bench::new().await;
    let patience = Patience { stale: std::time::Duration::ZERO, ..Patience::default() };
    let writer = Writer::new(bench.gateway.clone(), bench.desk.clone().with_patience(patience));
    let client = bench.client(&plain("web")).await;
    let key = client.key.clone();
    bench.step(Moment::After, DESCRIBE, move |sandbox| {
        somebody_sets(sandbox, &key, "ClientName", json!("theirs"));
    });
    let outcome = writer.run(Plan::Update(edit(&client, &["name=mine"]))).await;
    assert_eq!(diverged(outcome).merge.conflicts.len(), 1);
    assert_eq!(bench.raw(&client.key)["ClientName"], "theirs");
    assert!(matches!(bench.entry().await.ending(), Some(Ending::Failed { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_write_right_after_is_told_and_left_alone() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let key = client.key.clone();
    bench.step(Moment::After, UPDATE, move |sandbox| {
        somebody_sets(sandbox, &key, "LogoutURLs", json!(["https://theirs.example/out"]));
    });
    let outcome = applied(bench.update(edit(&client, &["name=mine"])).await);
    let [since] = outcome.changed_since.as_slice() else { panic!("{outcome:#?}") };
    assert_eq!(since.subject.field(), Some(field::LOGOUT_URLS));
    assert!(outcome.normalised.is_empty(), "theirs is not taken for the service's: {outcome:#?}");
    assert_eq!(bench.raw(&client.key)["LogoutURLs"], json!(["https://theirs.example/out"]));
    let entry = bench.entry().await;
    let Some(Ending::Applied { after: Some(after), .. }) = entry.ending() else { panic!("{entry:#?}") };
    assert!(after.settings().raw(field::LOGOUT_URLS).is_none(), "the journal has what this write made of it");
}

/// Two programs on one machine that decide at the same moment: neither loses the other's change.
#[tokio::test(start_paused = true)]
async fn two_of_this_program_take_turns() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.sandbox.set_latency(std::time::Duration::from_millis(100));
    let other_desk = Desk::new(Journal::at(bench.desk.journal().path()), WriteGate::Open);
    let other = Writer::new(bench.gateway.clone(), other_desk);
    let mine = Plan::Update(merging(edit(&client, &["name=mine"])));
    let theirs = Plan::Update(merging(edit(&client, &["callback_urls+=https://theirs.example/cb"])));
    let (mine, theirs) = tokio::join!(bench.writer.run(mine), other.run(theirs));
    drop((applied(mine), applied(theirs)));
    let after = bench.raw(&client.key);
    assert_eq!(after["ClientName"], "mine");
    assert_eq!(callbacks(&after), ["https://a.example/1", "https://theirs.example/cb"]);
    assert_eq!(bench.history().await.entries().iter().filter(|entry| is_applied(entry)).count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_somebody_changed_is_not_deleted_unseen() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    somebody_sets(&bench.sandbox, &client.key, "ClientName", json!("in use now"));
    bench.sandbox.reset_requests();
    assert_eq!(name_of(&diverged(bench.delete(&client).await).theirs.settings), "in use now");
    assert_eq!(bench.writes(), 0);

    let client = bench.seen(&client.key).await;
    bench.fault(FaultKind::ConcurrentModification, DELETE, 1);
    let key = client.key.clone();
    bench.step(Moment::Before, DELETE, move |sandbox| {
        somebody_sets(sandbox, &key, "ClientName", json!("again"));
    });
    assert_eq!(name_of(&diverged(bench.delete(&client).await).theirs.settings), "again");
    assert_eq!(bench.raw(&client.key)["ClientName"], "again");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_gone_is_told() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    applied(bench.delete(&client).await);
    for outcome in [bench.update(edit(&client, &["name=mine"])).await, bench.delete(&client).await] {
        let WriteOutcome::Refused(refused) = outcome else { panic!("{outcome:#?}") };
        assert_eq!(refused.failure.kind, cognitui::tasks::FailureKind::NotFound);
    }
}
