//! Writes that are refused: by the gate, by the disk, by the rules, by the service, for a while or for good.

use std::sync::Arc;
use std::time::Duration;

use cognitui::client::{AppClient, update_document};
use cognitui::cognito::{Budgets, Embedded, Gateway, Target};
use cognitui::local::journal::{Ending, Journal};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::{
    AddSecretPlan, DeleteSecretPlan, Desk, Meanwhile, Note, Patience, Phase, Plan, Reason, Refused,
    UpdatePlan, WriteGate, WriteOutcome, Writer, stopper,
};
use serde_json::json;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::{
    Bench, CREATE, DELETE, DESCRIBE, Moment, UPDATE, applied, creation, deletion, edit, is_applied, plain,
    somebody_sets,
};

fn refused(outcome: WriteOutcome) -> Refused {
    match outcome {
        WriteOutcome::Refused(refused) => *refused,
        other => panic!("{other:#?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_gate_sends_nothing_at_all() {
    let bench = Bench::with_gate(WriteGate::read_only("the context prod is read-only")).await;
    let client = bench.client(&plain("web")).await;
    let note = Note::default;
    let key = || client.key.clone();
    for plan in [
        Plan::Update(edit(&client, &["name=mine"])),
        Plan::Create(creation(&plain("new"))),
        Plan::Delete(deletion(&client)),
        Plan::AddSecret(AddSecretPlan { key: key(), secret: None, note: note() }),
        Plan::DeleteSecret(DeleteSecretPlan { key: key(), secret: "x--1".into(), note: note() }),
    ] {
        let refused = refused(bench.writer.run(plan).await);
        assert_eq!(refused.reason, Reason::ReadOnly);
        assert!(refused.failure.what.contains("the context prod is read-only"), "{refused:?}");
    }
    assert!(bench.sandbox.requests().is_empty(), "{:?}", bench.sandbox.requests());
    assert!(!bench.desk.journal().path().exists());
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_written_down_is_not_sent() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let full = bench.desk.journal().path().with_file_name("full.jsonl");
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let below_a_file = bench.desk.journal().path().with_file_name("file");
    std::fs::write(&below_a_file, "").unwrap();
    for path in [full, below_a_file.join("journal.jsonl")] {
        let desk = Desk::new(Journal::at(path), WriteGate::Open);
        let writer = Writer::new(bench.gateway.clone(), desk);
        for plan in [
            Plan::Update(edit(&client, &["name=mine"])),
            Plan::Create(creation(&plain("new"))),
            Plan::Delete(deletion(&client)),
        ] {
            let refused = refused(writer.run(plan).await);
            assert_eq!(refused.reason, Reason::Journal);
            assert!(refused.failure.what.contains("XDG_STATE_HOME"), "{refused:?}");
        }
    }
    assert_eq!(bench.writes(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_end_that_cannot_be_written_down_is_told() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let path = bench.desk.journal().path().to_owned();
    bench.step(Moment::After, UPDATE, move |_| {
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
    });
    let outcome = applied(bench.update(edit(&client, &["name=mine"])).await);
    assert!(outcome.unrecorded.unwrap().contains("XDG_STATE_HOME"));
    assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_throttling_and_a_concurrent_change_are_outlasted() {
    for kind in [FaultKind::Throttle, FaultKind::ConcurrentModification] {
        let bench = Bench::new().await;
        let client = bench.client(&plain("web")).await;
        bench.fault(kind, UPDATE, 5);
        let start = Instant::now();
        applied(bench.update(edit(&client, &["name=mine"])).await);
        let counted = bench.sandbox.requests();
        assert_eq!(counted[UPDATE], 6, "{kind}");
        assert_eq!(counted[DESCRIBE], 1 + 5 + 1, "{kind}: before each try, and to verify");
        assert!(start.elapsed() > Duration::from_secs(10), "{kind}: with growing pauses");
        assert!(is_applied(&bench.entry().await), "{kind}: one write, one entry");

        bench.fault(kind, DELETE, 2);
        let client = bench.seen(&client.key).await;
        applied(bench.delete(&client).await);
        bench.fault(kind, CREATE, 2);
        applied(bench.create(&plain("new")).await);
    }
}

#[tokio::test(start_paused = true)]
async fn patience_ends_after_two_minutes() {
    for kind in [FaultKind::Throttle, FaultKind::ConcurrentModification] {
        let bench = Bench::new().await;
        let client = bench.client(&plain("web")).await;
        let before = bench.raw(&client.key);
        bench.sandbox.set_faults(vec![Fault::always_on(kind, UPDATE)]);
        let start = Instant::now();
        let refused = refused(bench.update(edit(&client, &["name=mine"])).await);
        assert_eq!(refused.reason, Reason::Busy, "{kind}");
        let waited = start.elapsed();
        assert!((100..=121).contains(&waited.as_secs()), "{kind}: {waited:?}");
        assert_eq!(bench.raw(&client.key), before);
        assert!(matches!(bench.entry().await.ending(), Some(Ending::Failed { .. })));
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_service_refuses_for_good_is_sent_once() {
    for kind in [FaultKind::AccessDenied, FaultKind::ExpiredCredentials] {
        let bench = Bench::new().await;
        let client = bench.client(&plain("web")).await;
        bench.sandbox.set_faults(vec![Fault::always_on(kind, UPDATE)]);
        let refused = refused(bench.update(edit(&client, &["name=mine"])).await);
        assert_eq!(refused.reason, Reason::Service, "{kind}");
        assert_eq!(bench.sandbox.requests_for(UPDATE), 1, "{kind}");
        let entry = bench.entry().await;
        assert_eq!(refused.entry.as_ref(), Some(&entry.id));
        assert!(matches!(entry.ending(), Some(Ending::Refused { .. })), "{kind}: {entry:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_services_own_words_reach_the_person_and_the_journal() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let outcome = bench.update(edit(&client, &["supported_identity_providers=Nobody"])).await;
    let refused = refused(outcome);
    let words = "The provider Nobody does not exist for User Pool";
    assert!(refused.failure.what.contains(words), "{refused:?}");
    let entry = bench.entry().await;
    let Some(Ending::Refused { message }) = entry.ending() else { panic!("{entry:#?}") };
    assert!(message.contains(words));
}

#[tokio::test(start_paused = true)]
async fn what_the_rules_refuse_is_not_sent() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let mut plan = edit(&client, &["auth_session_validity=99m"]);
    let outcome = bench.update(plan.clone()).await;
    let WriteOutcome::Invalid(findings) = outcome else { panic!("{outcome:#?}") };
    assert!(!findings.is_empty());
    assert_eq!(bench.writes(), 0);
    let outcome = bench.create(&json!({ "ClientName": "bad/name!" })).await;
    assert!(matches!(outcome, WriteOutcome::Invalid(_)), "{outcome:#?}");
    assert_eq!(bench.writes(), 0);

    plan.around.despite_findings = true;
    assert_eq!(refused(bench.update(plan).await).reason, Reason::Service);
}

/// The one who asked leaves while the request is on its way: it is carried out and written down.
#[tokio::test(start_paused = true)]
async fn a_write_that_was_sent_goes_on_without_its_caller() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let sent = Arc::new(Notify::new());
    let signal = Arc::clone(&sent);
    bench.step(Moment::Before, UPDATE, move |_| signal.notify_one());
    bench.sandbox.set_latency(Duration::from_secs(1));
    let (writer, plan) = (bench.writer.clone(), Plan::Update(edit(&client, &["name=mine"])));
    let caller = tokio::spawn(async move { writer.run(plan).await });
    sent.notified().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    while bench.history().await.unresolved().next().is_some() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(is_applied(&bench.entry().await));
    assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
}

#[tokio::test(start_paused = true)]
async fn a_write_that_was_not_sent_ends_with_its_caller() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let described = Arc::new(Notify::new());
    let signal = Arc::clone(&described);
    bench.step(Moment::Before, DESCRIBE, move |_| signal.notify_one());
    bench.sandbox.set_latency(Duration::from_secs(1));
    let (writer, plan) = (bench.writer.clone(), Plan::Update(edit(&client, &["name=mine"])));
    let caller = tokio::spawn(async move { writer.run(plan).await });
    described.notified().await;
    caller.abort();
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(bench.writes(), 0);
    assert!(!bench.desk.journal().path().exists());
}

#[tokio::test(start_paused = true)]
async fn a_write_that_waits_for_another_try_can_be_stopped() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.sandbox.set_faults(vec![Fault::always_on(FaultKind::ConcurrentModification, UPDATE)]);
    let (asking, stop) = stopper();
    bench.step(Moment::After, UPDATE, |_| {});
    bench.step(Moment::After, UPDATE, move |_| asking.stop());
    let outcome = bench.writer.run_until(Plan::Update(edit(&client, &["name=mine"])), stop).await;
    assert_eq!(refused(outcome).reason, Reason::Stopped);
    assert_eq!(bench.sandbox.requests_for(UPDATE), 2);
    assert!(matches!(bench.entry().await.ending(), Some(Ending::Failed { .. })));
}

/// So many other writes that wait for their turn before the next one.
fn keep_busy(gateway: &Gateway, other: &AppClient, count: usize) {
    for _ in 0..count {
        let (gateway, key) = (gateway.clone(), other.key.clone());
        let document = update_document(&other.settings);
        tokio::spawn(async move { gateway.update_document(&key, document).await });
    }
}

/// A connection that lets one request a second pass.
async fn slow(bench: &Bench) -> Gateway {
    let embedded = Embedded {
        http_client: bench.sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "test".to_owned(),
    };
    let target = Target { embedded: Some(embedded), ..Target::default() };
    Gateway::connect(&target, Budgets::custom(1, 1, 16)).await.unwrap()
}

/// What is seen before a long wait for a turn is old when the turn comes: it is looked at again, and
/// nothing of somebody else's is replaced.
#[tokio::test(start_paused = true)]
async fn somebody_who_writes_while_a_write_waits_for_its_turn_loses_nothing() {
    for (theirs, conflict) in [("ClientName", true), ("AuthSessionValidity", false)] {
        let bench = Bench::new().await;
        let (client, other) = (bench.client(&plain("web")).await, bench.client(&plain("other")).await);
        let gateway = slow(&bench).await;
        keep_busy(&gateway, &other, 9);
        let writer = Writer::new(gateway, bench.desk.clone());
        let plan = UpdatePlan { meanwhile: Meanwhile::Merge, ..edit(&client, &["name=mine"]) };
        let write = tokio::spawn(async move { writer.run(Plan::Update(plan)).await });
        while bench.history().await.entries().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let value = if conflict { json!("theirs") } else { json!(9) };
        somebody_sets(&bench.sandbox, &client.key, theirs, value.clone());
        let outcome = write.await.unwrap();
        assert_eq!(bench.raw(&client.key)[theirs], value, "theirs is still there");
        if conflict {
            assert!(matches!(outcome, WriteOutcome::Diverged(_)), "{outcome:#?}");
        } else {
            assert_eq!(applied(outcome).taken_over.len(), 1);
            assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
        }
        assert_eq!(bench.history().await.unresolved().count(), 0);
    }
}

/// Our own pacing holds it back: it has not left, so it stops at once and never does.
#[tokio::test(start_paused = true)]
async fn a_write_that_waits_for_its_turn_is_kept() {
    let bench = Bench::new().await;
    let (client, other) = (bench.client(&plain("web")).await, bench.client(&plain("other")).await);
    let gateway = slow(&bench).await;
    keep_busy(&gateway, &other, 9);
    let writer = Writer::new(gateway, bench.desk.clone());
    let (asking, stop) = stopper();
    let phase = asking.phase();
    let plan = Plan::Update(edit(&client, &["name=mine"]));
    let write = tokio::spawn(async move { writer.run_until(plan, stop).await });
    while bench.history().await.entries().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let start = Instant::now();
    assert_eq!(*phase.borrow(), Phase::Before);
    asking.stop();
    assert_eq!(refused(write.await.unwrap()).reason, Reason::Stopped);
    assert!(start.elapsed() < Duration::from_secs(1));
    assert!(matches!(bench.entry().await.ending(), Some(Ending::Failed { .. })));
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(bench.raw(&client.key)["ClientName"], "web");
}

/// What has left comes to its end, whoever asks it to stop.
#[tokio::test(start_paused = true)]
async fn a_write_that_has_left_does_not_stop() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.sandbox.set_latency(Duration::from_secs(1));
    let (asking, stop) = stopper();
    let mut phase = asking.phase();
    let (writer, plan) = (bench.writer.clone(), Plan::Update(edit(&client, &["name=mine"])));
    let write = tokio::spawn(async move { writer.run_until(plan, stop).await });
    phase.wait_for(|phase| *phase == Phase::Sent).await.unwrap();
    asking.stop();
    applied(write.await.unwrap());
    assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
}

/// Before anything is written down it stops without a trace.
#[tokio::test(start_paused = true)]
async fn a_write_that_is_still_looking_stops_at_once() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.sandbox.set_faults(vec![Fault::always(FaultKind::Silence)]);
    let note = Note::default;
    for plan in [
        Plan::Update(edit(&client, &["name=mine"])),
        Plan::Create(creation(&plain("new"))),
        Plan::Delete(deletion(&client)),
        Plan::AddSecret(AddSecretPlan { key: client.key.clone(), secret: None, note: note() }),
    ] {
        let (asking, stop) = stopper();
        let writer = bench.writer.clone();
        let start = Instant::now();
        let write = tokio::spawn(async move { writer.run_until(plan, stop).await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        asking.stop();
        assert_eq!(refused(write.await.unwrap()).reason, Reason::Stopped);
        assert!(start.elapsed() < Duration::from_secs(1));
    }
    assert_eq!(bench.writes(), 0);
    assert!(!bench.desk.journal().path().exists());
}

/// Somebody who writes again and again, and merging with each of them, has an end too.
#[tokio::test(start_paused = true)]
async fn an_endless_stream_of_somebody_elses_writes_has_an_end() {
    let bench = Bench::new().await;
    let patience = Patience { stale: Duration::ZERO, refused: Duration::from_secs(5), ..Patience::default() };
    let writer = Writer::new(bench.gateway.clone(), bench.desk.clone().with_patience(patience));
    let client = bench.client(&plain("web")).await;
    bench.sandbox.set_latency(Duration::from_secs(1));
    // After each describe, the client is another.
    for turn in 0..40 {
        let key = client.key.clone();
        bench.step(Moment::After, DESCRIBE, move |sandbox| {
            somebody_sets(sandbox, &key, "AuthSessionValidity", json!(3 + turn % 12));
        });
    }
    let plan = UpdatePlan { meanwhile: Meanwhile::Merge, ..edit(&client, &["name=mine"]) };
    assert_eq!(refused(writer.run(Plan::Update(plan)).await).reason, Reason::Busy);
    assert_eq!(bench.history().await.unresolved().count(), 0);
    assert_eq!(bench.raw(&client.key)["ClientName"], "web");
}
