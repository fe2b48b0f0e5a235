//! Several clients changed as one: a conflict, a refusal, a stop in the middle, the rest, and back.

use cognitui::client::change::{Compare, diff};
use cognitui::client::{ClientKey, Edit};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::FailureKind;
use cognitui::tasks::write::bulk::{Aim, BulkEnd, BulkNews, BulkPlan, Unfinished, Verdict, taken_back};
use cognitui::tasks::write::{Around, WriteGate, WriteOutcome, stopper};
use serde_json::{Value as Json, json};

use super::{Bench, Moment, UPDATE, call, document, plain, somebody_sets};

const WORDS: &str = "access_token_validity=45m";

/// So many clients, each a little different.
async fn clients(bench: &Bench, count: usize) -> Vec<ClientKey> {
    let mut keys = Vec::new();
    for at in 0..count {
        let mut settings = plain(&format!("client-{at}"));
        settings["AuthSessionValidity"] = json!(3 + at % 12);
        settings["Tomorrow"] = json!({ "kept": at });
        keys.push(bench.client(&settings).await.key);
    }
    keys
}

/// The plan of what is asked for each; what changes nothing is left out.
async fn plan(bench: &Bench, asked: Vec<(ClientKey, Aim)>) -> BulkPlan {
    let mut items = Vec::new();
    for (key, aim) in asked {
        let proposal = bench.writer.propose(&key, &aim, &Around::default()).await.unwrap();
        items.extend(proposal.item().cloned());
    }
    BulkPlan { title: WORDS.to_owned(), items, ..BulkPlan::default() }
}

fn edits(keys: &[ClientKey]) -> Vec<(ClientKey, Aim)> {
    let aim = || Aim::Edit(Edit::parse([WORDS], None).unwrap());
    keys.iter().map(|key| (key.clone(), aim())).collect()
}

/// Carries a plan out to its end, asking it to stop after so many writes.
async fn run(bench: &Bench, plan: BulkPlan, stop_after: usize) -> (Vec<(usize, WriteOutcome)>, BulkEnd) {
    let (asking, stop) = stopper();
    let mut asking = Some(asking);
    let mut run = bench.writer.run_many(plan, stop);
    let mut outcomes = Vec::new();
    while let Some(news) = run.next().await {
        match news {
            BulkNews::Written(at, outcome) => outcomes.push((at, *outcome)),
            BulkNews::Ended(end) => {
                assert!(run.next().await.is_none(), "the end is the end");
                return (outcomes, end);
            }
            BulkNews::Begun(_) | BulkNews::Writing(_) => {}
        }
        if outcomes.len() >= stop_after {
            drop(asking.take());
        }
    }
    panic!("a run tells its end");
}

async fn rest(bench: &Bench) -> Vec<Unfinished> {
    bench.desk.unfinished().await.unwrap()
}

fn without_date(mut client: Json) -> Json {
    client.as_object_mut().unwrap().shift_remove("LastModifiedDate");
    client
}

fn applied(outcomes: &[(usize, WriteOutcome)]) -> usize {
    outcomes.iter().filter(|(_, outcome)| outcome.applied().is_some()).count()
}

/// The whole way: thirty clients, one in conflict, one refused, a stop, the rest after a restart, and all
/// of it taken back as one.
#[tokio::test(start_paused = true)]
async fn thirty_clients_are_changed_stopped_gone_on_with_and_taken_back() {
    let bench = Bench::new().await;
    let keys = clients(&bench, 30).await;
    let before: Vec<Json> = keys.iter().map(|key| without_date(bench.raw(key))).collect();
    let first = plan(&bench, edits(&keys)).await;
    assert_eq!(first.items.len(), 30);
    // Somebody changes the same setting of one, and deletes another, after the plan was read.
    somebody_sets(&bench.sandbox, &keys[3], "AccessTokenValidity", json!(7));
    let theirs = without_date(bench.raw(&keys[3]));
    let gone = json!({"UserPoolId": keys[5].pool.as_str(), "ClientId": keys[5].client.as_str()});
    call(&bench.sandbox, "DeleteUserPoolClient", &gone);

    let (outcomes, end) = run(&bench, first, 12).await;
    assert_eq!((outcomes.len(), applied(&outcomes), end), (12, 10, BulkEnd::Stopped));
    assert!(matches!(outcomes[3].1, WriteOutcome::Diverged(_)), "kept for choosing: {:?}", outcomes[3].1);
    assert_eq!(without_date(bench.raw(&keys[3])), theirs, "and nothing of theirs is overwritten");
    let WriteOutcome::Refused(refused) = &outcomes[5].1 else { panic!("{:?}", outcomes[5].1) };
    assert_eq!(refused.failure.kind, FailureKind::NotFound);

    // The program starts anew: the journal knows what is left.
    let [open] = rest(&bench).await.try_into().unwrap();
    assert_eq!((open.total, open.rest.len(), open.title.as_str()), (30, 20, WORDS));
    assert_eq!(open.rest[0].name, "client-3");
    let asked = open.rest.into_iter().filter(|asked| asked.key != keys[3] && asked.key != keys[5]);
    let asked: Vec<(ClientKey, Aim)> = asked.map(|asked| (asked.key, asked.aim)).collect();
    let again = BulkPlan { id: Some(open.id.clone()), stays_open: true, ..plan(&bench, asked).await };
    let (outcomes, end) = run(&bench, again, usize::MAX).await;
    assert_eq!((applied(&outcomes), end), (18, BulkEnd::Through));
    let [still] = rest(&bench).await.try_into().unwrap();
    assert_eq!(
        (still.id.as_str(), still.rest.len()),
        (open.id.as_str(), 2),
        "what was left out is still left"
    );

    let history = bench.history().await;
    assert_eq!(history.of_plan(&open.id).filter(|entry| entry.is_applied()).count(), 28);
    let back: Vec<(ClientKey, Aim)> =
        taken_back(&history, &open.id).into_iter().map(|asked| (asked.key, asked.aim)).collect();
    assert_eq!(back.len(), 28);
    let (outcomes, end) = run(&bench, plan(&bench, back).await, usize::MAX).await;
    assert_eq!((applied(&outcomes), end), (28, BulkEnd::Through));
    for (key, before) in keys.iter().zip(&before) {
        if *key != keys[3] && *key != keys[5] {
            // An update writes defaults out; what applies, and what is unknown, is as it was.
            let changes = diff(&document(before), &document(&bench.raw(key)), Compare::ByEffect);
            assert!(changes.is_empty(), "every document is as it was: {changes:?}");
        }
    }
    let history = bench.history().await;
    assert!(taken_back(&history, &open.id).is_empty(), "nothing is taken back twice");
}

#[tokio::test(start_paused = true)]
async fn a_plan_says_what_it_comes_to_for_each_client() {
    let bench = Bench::new().await;
    let keys = clients(&bench, 3).await;
    somebody_sets(&bench.sandbox, &keys[1], "TokenValidityUnits", json!({"AccessToken": "minutes"}));
    somebody_sets(&bench.sandbox, &keys[1], "AccessTokenValidity", json!(45));
    let verdict = async |key: &ClientKey, words: &str| {
        let aim = Aim::Edit(Edit::parse([words], None).unwrap());
        bench.writer.propose(key, &aim, &Around::default()).await.unwrap().verdict
    };
    let Verdict::Change { changes, .. } = verdict(&keys[0], WORDS).await else { panic!() };
    assert_eq!(
        (changes[0].before.as_slice(), changes[0].after.as_slice()),
        (&["1 hour (default)".to_owned()][..], &["45 minutes".to_owned()][..])
    );
    assert!(matches!(verdict(&keys[1], WORDS).await, Verdict::AlreadySo));
    assert!(matches!(verdict(&keys[2], "access_token_validity=48h").await, Verdict::Refused(_)));
    let impossible = verdict(&keys[2], "explicit_auth_flows-=ALLOW_USER_SRP_AUTH").await;
    assert!(matches!(impossible, Verdict::Change { .. } | Verdict::Impossible(_)));
    let missing = ClientKey::new(keys[0].pool.as_str(), "nobody");
    let aim = Aim::Edit(Edit::parse([WORDS], None).unwrap());
    assert!(bench.writer.propose(&missing, &aim, &Around::default()).await.is_err());
}

/// What fails for everybody stops the plan; what fails for one does not.
#[tokio::test(start_paused = true)]
async fn only_what_concerns_all_stops_the_others() {
    for (kind, tried) in [
        (FaultKind::ExpiredCredentials, 1),
        // All of them are in one pool, and the permission is the pool's.
        (FaultKind::AccessDenied, 1),
        (FaultKind::InternalError, 4),
    ] {
        let bench = Bench::new().await;
        let keys = clients(&bench, 4).await;
        let plan = plan(&bench, edits(&keys)).await;
        bench.sandbox.set_faults(vec![Fault::always_on(kind, UPDATE)]);
        let (outcomes, end) = run(&bench, plan, usize::MAX).await;
        assert_eq!(outcomes.len(), tried, "{kind}");
        assert_eq!(matches!(end, BulkEnd::Halted(_)), tried == 1, "{kind}: {end:?}");
        bench.sandbox.set_faults(Vec::new());
        let [open] = rest(&bench).await.try_into().unwrap();
        assert_eq!(open.rest.len(), 4, "{kind}: nothing is lost");
        let asked = open.rest.into_iter().map(|asked| (asked.key, asked.aim)).collect();
        let again = BulkPlan { id: Some(open.id), ..self::plan(&bench, asked).await };
        assert_eq!(applied(&run(&bench, again, usize::MAX).await.0), 4, "{kind}");
        assert!(rest(&bench).await.is_empty(), "{kind}: all of it is done");
    }
}

#[tokio::test(start_paused = true)]
async fn what_somebody_else_changes_meanwhile_stays() {
    let bench = Bench::new().await;
    let keys = clients(&bench, 2).await;
    let plan = plan(&bench, edits(&keys)).await;
    let key = keys[1].clone();
    bench.step(Moment::Before, UPDATE, move |sandbox| {
        somebody_sets(sandbox, &key, "LogoutURLs", json!(["https://theirs.example/out"]));
    });
    let (outcomes, _) = run(&bench, plan, usize::MAX).await;
    assert_eq!(applied(&outcomes), 2);
    let after = bench.raw(&keys[1]);
    assert_eq!(after["LogoutURLs"], json!(["https://theirs.example/out"]));
    assert_eq!(after["AccessTokenValidity"], 45);
}

#[tokio::test(start_paused = true)]
async fn a_closed_gate_sends_and_keeps_nothing() {
    let bench = Bench::with_gate(WriteGate::read_only("of --read-only")).await;
    let keys = clients(&bench, 2).await;
    let plan = plan(&bench, edits(&keys)).await;
    bench.sandbox.reset_requests();
    let (outcomes, end) = run(&bench, plan, usize::MAX).await;
    assert!(outcomes.is_empty() && matches!(end, BulkEnd::Halted(_)));
    assert_eq!(bench.writes(), 0);
    assert!(rest(&bench).await.is_empty());
}

/// A plan that one program is at is neither offered to another nor gone on with by it.
#[tokio::test(start_paused = true)]
async fn a_plan_under_way_belongs_to_its_program() {
    let bench = Bench::new().await;
    let keys = clients(&bench, 3).await;
    let first = plan(&bench, edits(&keys)).await;
    let (_asking, stop) = stopper();
    let mut under_way = bench.writer.run_many(first.clone(), stop);
    let Some(BulkNews::Begun(id)) = under_way.next().await else { panic!() };
    assert!(rest(&bench).await.is_empty(), "it is not offered while somebody is at it");
    let again = BulkPlan { id: Some(id), ..first };
    let (outcomes, end) = run(&bench, again.clone(), usize::MAX).await;
    let BulkEnd::Halted(failure) = end else { panic!("{end:?}") };
    assert!(outcomes.is_empty() && failure.what.contains("another cognitui"), "{failure:?}");
    // The first is left in the middle, as by a crash: then it is offered, and can be gone on with.
    drop(under_way);
    assert_eq!(rest(&bench).await.len(), 1);
    let (outcomes, end) = run(&bench, again, usize::MAX).await;
    assert_eq!((applied(&outcomes), end), (3, BulkEnd::Through));
}
