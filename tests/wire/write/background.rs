//! Writes behind the dashboard: never aborted, always answered.

use std::sync::Arc;
use std::time::Duration;

use cognitui::client::AppClient;
use cognitui::cognito::Embedded;
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::{Phase, Plan, Reason, WriteOutcome};
use cognitui::tasks::{self, Endpoint, Errand, Handle, Outcome, Place, Task, Ticket};

use super::{Bench, UPDATE, edit, is_applied, plain};

const WRITE: Ticket = Ticket { generation: 1, id: 2 };

/// The background of a dashboard that is connected, over the bench's service and journal.
async fn background(bench: &Bench) -> Handle {
    let sandbox = bench.sandbox.clone();
    let make = move || Embedded {
        http_client: sandbox.http_client(),
        region: "eu-west-1".to_owned(),
        account: "test".to_owned(),
    };
    let endpoint =
        Endpoint { embedded: Some(Arc::new(make)), desk: Some(bench.desk.clone()), ..Endpoint::default() };
    let mut tasks = tasks::spawn(&tokio::runtime::Handle::current(), endpoint);
    tasks.send(Errand::Run(Ticket { generation: 1, id: 1 }, Task::Connect(Place::default())));
    let answer = tasks.answer().await.unwrap();
    assert!(matches!(answer.outcome, Outcome::Connected(_)));
    tasks
}

fn ask(tasks: &mut Handle, client: &AppClient) {
    let plan = Box::new(Plan::Update(edit(client, &["name=mine"])));
    tasks.send(Errand::Run(WRITE, Task::Write(plan)));
    assert!(tasks.is_writing());
}

async fn written(tasks: &mut Handle) -> WriteOutcome {
    loop {
        let answer = tasks.answer().await.unwrap();
        if let Outcome::Written(written) = answer.outcome {
            assert!(answer.last && answer.ticket == WRITE && !tasks.is_writing());
            assert!(written.plan.key().is_some());
            return written.outcome;
        }
    }
}

async fn until_sent(bench: &Bench, times: u64) {
    while bench.sandbox.requests_for(UPDATE) < times {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_write_outlives_its_context_and_is_answered() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let mut tasks = background(&bench).await;
    bench.sandbox.set_latency(Duration::from_secs(1));
    ask(&mut tasks, &client);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    tasks.send(Errand::Run(Ticket { generation: 2, id: 3 }, Task::Connect(Place::default())));
    tasks.send(Errand::Cancel(WRITE));
    let outcome = written(&mut tasks).await;
    assert!(outcome.applied().is_some(), "{outcome:#?}");
    assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
}

#[tokio::test(start_paused = true)]
async fn a_write_that_waits_is_stopped_and_still_answered() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let mut tasks = background(&bench).await;
    bench.sandbox.set_faults(vec![Fault::always_on(FaultKind::ConcurrentModification, UPDATE)]);
    ask(&mut tasks, &client);
    until_sent(&bench, 2).await;
    tasks.send(Errand::Cancel(WRITE));
    let WriteOutcome::Refused(refused) = written(&mut tasks).await else { panic!() };
    assert_eq!(refused.reason, Reason::Stopped);
}

#[tokio::test(start_paused = true)]
async fn leaving_waits_for_a_write_that_is_on_its_way() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let mut tasks = background(&bench).await;
    ask(&mut tasks, &client);
    until_sent(&bench, 0).await;
    bench.sandbox.set_latency(Duration::from_secs(1));
    while bench.history().await.entries().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    tasks.finish().await;
    assert!(is_applied(&bench.entry().await), "its end is written down before the program ends");
    assert_eq!(bench.raw(&client.key)["ClientName"], "mine");
}

#[tokio::test(start_paused = true)]
async fn the_journal_is_read_without_a_connection() {
    let bench = Bench::new().await;
    let endpoint = Endpoint { desk: Some(bench.desk.clone()), ..Endpoint::default() };
    let mut tasks = tasks::spawn(&tokio::runtime::Handle::current(), endpoint);
    tasks.send(Errand::Run(WRITE, Task::ReadJournal));
    let Outcome::Journal(Ok(history)) = tasks.answer().await.unwrap().outcome else { panic!() };
    assert!(history.entries().is_empty());
}

/// How far it is, as the dashboard hears it. Once it is throttled, that ends.
async fn phases(bench: &Bench, tasks: &mut Handle) -> (Vec<Phase>, WriteOutcome) {
    let mut heard = Vec::new();
    loop {
        let answer = tasks.answer().await.unwrap();
        match answer.outcome {
            Outcome::Writing(phase) => {
                heard.push(phase);
                if phase == Phase::Throttled {
                    bench.sandbox.set_faults(Vec::new());
                }
            }
            Outcome::Written(written) => return (heard, written.outcome),
            _ => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_dashboard_hears_whether_it_has_left() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let mut tasks = background(&bench).await;
    bench.sandbox.set_latency(Duration::from_millis(300));
    bench.sandbox.set_faults(vec![Fault::always_on(FaultKind::Throttle, UPDATE)]);
    ask(&mut tasks, &client);
    let (heard, outcome) = phases(&bench, &mut tasks).await;
    assert!(outcome.applied().is_some(), "{outcome:#?}");
    assert_eq!(heard, [Phase::Sent, Phase::Throttled, Phase::Sent]);
}
