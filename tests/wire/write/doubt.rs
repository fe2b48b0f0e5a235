//! Answers that get lost: looking decides, and nothing is sent twice.

use cognitui::client::ClientKey;
use cognitui::local::journal::Ending;
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::{Doubt, Reason, Refused, WriteOutcome};
use serde_json::json;

use super::{
    Bench, CREATE, CUSTOMERS, DELETE, DESCRIBE, Moment, UPDATE, applied, call, edit, is_applied, plain,
    somebody_sets,
};

fn lost(outcome: WriteOutcome) -> Refused {
    match outcome {
        WriteOutcome::NotApplied(refused) => *refused,
        other => panic!("{other:#?}"),
    }
}

fn unknown(outcome: WriteOutcome) -> Doubt {
    match outcome {
        WriteOutcome::Unknown(doubt) => *doubt,
        other => panic!("{other:#?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_whose_answer_got_lost_is_found_to_be_done() {
    let bench = Bench::new().await;
    let client = bench.client(&super::everything()).await;
    bench.fault(FaultKind::ApplyThenDrop, UPDATE, 1);
    let outcome = applied(bench.update(edit(&client, &["name=mine"])).await);
    assert_eq!(bench.sandbox.requests_for(UPDATE), 1);
    assert!(outcome.verified);
    assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
    assert!(is_applied(&bench.entry().await));
}

#[tokio::test(start_paused = true)]
async fn an_update_that_got_lost_is_found_to_be_lost_and_not_sent_again() {
    for kind in [
        FaultKind::Drop,
        FaultKind::TimeOut,
        FaultKind::Silence,
        FaultKind::ServerError,
        FaultKind::InternalError,
        FaultKind::BrokenJson,
        FaultKind::Html,
    ] {
        let bench = Bench::new().await;
        let client = bench.client(&plain("web")).await;
        let before = bench.raw(&client.key);
        bench.sandbox.set_faults(vec![Fault::always_on(kind, UPDATE)]);
        let refused = lost(bench.update(edit(&client, &["name=mine"])).await);
        assert_eq!(refused.reason, Reason::Lost);
        assert!(refused.failure.what.contains("nothing is changed"), "{refused:?}");
        assert_eq!(bench.sandbox.requests_for(UPDATE), 1, "{kind}");
        assert_eq!(bench.raw(&client.key), before, "{kind}");
        let entry = bench.entry().await;
        assert!(matches!(entry.ending(), Some(Ending::Failed { .. })), "{kind}: {entry:#?}");

        bench.sandbox.set_faults(Vec::new());
        applied(bench.update(edit(&client, &["name=mine"])).await);
    }
}

#[tokio::test(start_paused = true)]
async fn an_update_that_arrives_late_is_found_by_the_second_look() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.fault(FaultKind::Drop, UPDATE, 1);
    let key = client.key.clone();
    // The describe before the update, and the first look after it.
    bench.step(Moment::After, DESCRIBE, |_| {});
    bench.step(Moment::After, DESCRIBE, move |sandbox| {
        somebody_sets(sandbox, &key, "ClientName", json!("mine"));
    });
    applied(bench.update(edit(&client, &["name=mine"])).await);
    assert_eq!(bench.sandbox.requests_for(UPDATE), 2, "ours and the late one");
}

#[tokio::test(start_paused = true)]
async fn what_is_neither_is_for_a_person_to_judge() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.fault(FaultKind::ApplyThenDrop, UPDATE, 1);
    let key = client.key.clone();
    bench.step(Moment::After, UPDATE, move |sandbox| {
        somebody_sets(sandbox, &key, "ClientName", json!("theirs"));
    });
    let doubt = unknown(bench.update(edit(&client, &["callback_urls+=https://a.example/2"])).await);
    assert_eq!(super::name_of(doubt.sent.as_ref().unwrap()), "web");
    assert_eq!(doubt.found.unwrap().name(), "theirs");
    assert_eq!(bench.raw(&client.key)["ClientName"], "theirs", "nothing is repaired unasked");
    let entry = bench.entry().await;
    assert!(matches!(entry.ending(), Some(Ending::Unknown { found: Some(_), .. })), "{entry:#?}");
}

#[tokio::test(start_paused = true)]
async fn without_a_look_it_stays_open_until_one_is_possible() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.fault(FaultKind::ApplyThenDrop, UPDATE, 1);
    bench.step(Moment::After, UPDATE, |sandbox| {
        sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
    });
    let doubt = unknown(bench.update(edit(&client, &["name=mine"])).await);
    assert!(doubt.found.is_none() && doubt.failure.next.contains("looks again"), "{doubt:#?}");
    assert_eq!(bench.history().await.unresolved().count(), 1);

    bench.sandbox.set_faults(Vec::new());
    let resolved = bench.writer.resolve().await.unwrap();
    assert!(matches!(resolved[0].found, Ok(Ending::Applied { .. })), "{resolved:#?}");
    assert!(is_applied(&bench.entry().await));
    assert!(bench.writer.resolve().await.unwrap().is_empty());
}

fn twins(bench: &Bench, name: &str) -> Vec<String> {
    let listed = call(&bench.sandbox, super::LIST, &json!({ "UserPoolId": CUSTOMERS, "MaxResults": 60 }));
    let clients = listed["UserPoolClients"].as_array().unwrap().clone();
    let named = clients.iter().filter(|client| client["ClientName"] == name);
    named.map(|client| client["ClientId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_creation_whose_answer_got_lost_is_found_among_its_namesakes() {
    let bench = Bench::new().await;
    let earlier = bench.client(&plain("twin")).await;
    bench.fault(FaultKind::ApplyThenDrop, CREATE, 1);
    let made = applied(bench.create(&plain("twin")).await);
    assert_ne!(made.key, earlier.key);
    assert_eq!(bench.sandbox.requests_for(CREATE), 1, "a second creation would be a second client");
    assert_eq!(twins(&bench, "twin").len(), 2);
    let entry = bench.entry().await;
    assert_eq!(entry.client_id(), Some(made.key.client.as_str()));
    assert_eq!(entry.planned.known, [earlier.key.client.as_str()]);
}

#[tokio::test(start_paused = true)]
async fn a_creation_that_got_lost_is_not_repeated() {
    let bench = Bench::new().await;
    bench.client(&plain("twin")).await;
    bench.fault(FaultKind::Drop, CREATE, 1);
    lost(bench.create(&plain("twin")).await);
    assert_eq!(bench.sandbox.requests_for(CREATE), 1);
    assert_eq!(twins(&bench, "twin").len(), 1);
    assert!(matches!(bench.entry().await.ending(), Some(Ending::Failed { .. })));
}

#[tokio::test(start_paused = true)]
async fn two_creations_that_look_alike_are_not_guessed_at() {
    let bench = Bench::new().await;
    bench.fault(FaultKind::ApplyThenDrop, CREATE, 1);
    bench.step(Moment::After, CREATE, |sandbox| {
        let mut request = plain("twin");
        request["UserPoolId"] = CUSTOMERS.into();
        call(sandbox, CREATE, &request);
        // Made with other settings, so it is nobody's twin.
        request["LogoutURLs"] = json!(["https://a.example/out"]);
        request["CallbackURLs"] = json!(["https://b.example/"]);
        call(sandbox, CREATE, &request);
    });
    let doubt = unknown(bench.create(&plain("twin")).await);
    assert_eq!(doubt.candidates.len(), 2);
    let all = twins(&bench, "twin");
    assert_eq!(all.len(), 3);
    assert!(doubt.candidates.iter().all(|key| all.contains(&key.client.as_str().to_owned())));
}

#[tokio::test(start_paused = true)]
async fn a_deletion_without_an_answer_is_looked_at() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.fault(FaultKind::Drop, DELETE, 1);
    lost(bench.delete(&client).await);
    assert_eq!(bench.raw(&client.key)["ClientName"], "web");

    bench.fault(FaultKind::ApplyThenDrop, DELETE, 1);
    let gone = applied(bench.delete(&client).await);
    assert!(gone.client.is_none() && gone.verified);
    assert_eq!(bench.sandbox.requests_for(DELETE), 2);
    let key: &ClientKey = &client.key;
    assert!(bench.gateway.client(cognitui::cognito::Lane::Foreground, key).await.is_err());
}

/// A creation whose answer got lost and that nobody could look for: sending it again first finds out.
#[tokio::test(start_paused = true)]
async fn a_creation_of_unknown_end_is_looked_for_before_it_is_sent_again() {
    for arrives in [true, false] {
        let bench = Bench::new().await;
        let kind = if arrives { FaultKind::ApplyThenDrop } else { FaultKind::Drop };
        bench.fault(kind, CREATE, 1);
        bench.step(Moment::After, CREATE, |sandbox| {
            sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
        });
        let doubt = unknown(bench.create(&plain("twin")).await);
        assert!(doubt.open && doubt.candidates.is_empty(), "{doubt:#?}");
        // Still nobody can look: nothing leaves.
        let WriteOutcome::Refused(refused) = bench.create(&plain("twin")).await else { panic!() };
        assert_eq!(refused.reason, Reason::Look);
        assert!(refused.failure.what.contains("earlier request"), "{refused:?}");
        assert_eq!(bench.sandbox.requests_for(CREATE), 1);

        bench.sandbox.set_faults(Vec::new());
        let made = applied(bench.create(&plain("twin")).await);
        assert_eq!(made.earlier, arrives);
        assert_eq!(bench.sandbox.requests_for(CREATE), if arrives { 1 } else { 2 });
        assert_eq!(twins(&bench, "twin"), [made.key.client.as_str()], "one, whatever happened");
        let history = bench.history().await;
        assert_eq!((history.unresolved().count(), history.entries().len()), (0, if arrives { 1 } else { 2 }));

        // Made and known: the next one is meant.
        applied(bench.create(&plain("twin")).await);
        assert_eq!(twins(&bench, "twin").len(), 2);
    }
}

/// Another creation of that name is none of the lost one's business, but its end is settled first, so that
/// the two cannot be taken for each other later.
#[tokio::test(start_paused = true)]
async fn a_namesake_with_other_settings_is_made_after_the_lost_one_is_settled() {
    let bench = Bench::new().await;
    bench.fault(FaultKind::ApplyThenDrop, CREATE, 1);
    bench.step(Moment::After, CREATE, |sandbox| {
        sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
    });
    unknown(bench.create(&plain("twin")).await);
    bench.sandbox.set_faults(Vec::new());
    let mut other = plain("twin");
    other["LogoutURLs"] = json!(["https://a.example/out"]);
    let made = applied(bench.create(&other).await);
    assert!(!made.earlier);
    assert_eq!(twins(&bench, "twin").len(), 2);
    let history = bench.history().await;
    assert_eq!(history.unresolved().count(), 0);
    assert!(history.entries().iter().all(is_applied));
}

/// While one program makes a client, another that was asked for the same does not make a second.
#[tokio::test(start_paused = true)]
async fn two_programs_do_not_make_the_same_at_once() {
    let bench = Bench::new().await;
    bench.sandbox.set_latency(std::time::Duration::from_secs(1));
    let twin = plain("twin");
    let (first, second) = tokio::join!(bench.create(&twin), async {
        while bench.history().await.unresolved().next().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        bench.create(&twin).await
    });
    applied(first);
    let WriteOutcome::Refused(refused) = second else { panic!("{second:#?}") };
    assert_eq!(refused.reason, Reason::Busy);
    assert_eq!(twins(&bench, "twin").len(), 1);
}

/// What is known by looking is not told beside a doubt that it has settled.
#[tokio::test(start_paused = true)]
async fn a_lost_write_is_told_without_a_contradiction() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.fault(FaultKind::Drop, UPDATE, 1);
    let refused = lost(bench.update(edit(&client, &["name=mine"])).await);
    let words = &refused.failure.what;
    assert!(words.contains("No good answer") && words.contains("nothing is changed"), "{words}");
    assert!(!words.contains("not known"), "{words}");
    let entry = bench.entry().await;
    let Some(Ending::Failed { message }) = entry.ending() else { panic!("{entry:#?}") };
    assert!(!message.contains("not known"), "{message}");
}

/// The write is done and nobody can look afterwards: it is done, and that is told.
#[tokio::test(start_paused = true)]
async fn a_describe_that_fails_after_the_update_leaves_it_done() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.step(Moment::After, UPDATE, |sandbox| {
        sandbox.set_faults(vec![Fault::always_on(FaultKind::AccessDenied, DESCRIBE)]);
    });
    let outcome = applied(bench.update(edit(&client, &["name=mine"])).await);
    assert!(!outcome.verified && outcome.client.is_some());
    assert!(is_applied(&bench.entry().await));
}
