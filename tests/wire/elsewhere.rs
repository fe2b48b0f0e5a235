//! Reads in places beside the one the dashboard is at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cognitui::cognito::Embedded;
use cognitui::sandbox::{Options, Sandbox, World};
use cognitui::tasks::{self, Answer, Endpoint, Errand, FailureKind, Handle, Outcome, Place, Task, Ticket};

fn ticket(id: u64) -> Ticket {
    Ticket { generation: 1, id }
}

fn place(region: &str) -> Place {
    Place { region: Some(region.to_owned()), ..Place::default() }
}

fn pools(tasks: &mut Handle, id: u64, region: &str) {
    let task = Task::ListPools { after: None };
    tasks.send(Errand::Run(ticket(id), Task::Elsewhere(place(region), Box::new(task))));
}

async fn last(tasks: &mut Handle, id: u64) -> Vec<Answer> {
    all(tasks, &[id]).await
}

/// The answers to several tasks, in whatever order they come.
async fn all(tasks: &mut Handle, ids: &[u64]) -> Vec<Answer> {
    let (mut answers, mut open) = (Vec::new(), ids.len());
    while open > 0 {
        let answer = tasks.answer().await.unwrap();
        if ids.iter().any(|id| answer.ticket == ticket(*id)) {
            open -= usize::from(answer.last);
            answers.push(answer);
        }
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn another_region_answers_beside_the_current_one_over_one_connection() {
    let sandbox = Sandbox::new(World::default_world(), Options::default());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    let make = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Embedded { http_client: sandbox.http_client(), region: sandbox.region(), account: sandbox.account() }
    };
    let endpoint = Endpoint { embedded: Some(Arc::new(make)), ..Endpoint::default() };
    let mut tasks = tasks::spawn(&tokio::runtime::Handle::current(), endpoint);
    tasks.send(Errand::Run(ticket(1), Task::Connect(Place::default())));
    assert!(matches!(last(&mut tasks, 1).await[0].outcome, Outcome::Connected(_)));

    pools(&mut tasks, 2, "us-west-2");
    pools(&mut tasks, 3, "us-west-2");
    let answers = all(&mut tasks, &[2, 3]).await;
    assert!([2, 3].iter().all(|id| answers.iter().any(|answer| answer.ticket == ticket(*id))));
    for answer in answers {
        let Outcome::Elsewhere(from, outcome) = answer.outcome else { panic!() };
        assert_eq!(from, place("us-west-2"));
        let Outcome::PoolsPage { items, .. } = *outcome else { panic!("{outcome:?}") };
        assert!(items.iter().all(|pool| pool.id.as_str().starts_with("us-west-2_")), "{items:?}");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2, "the current place, and the other one once");

    // Where the dashboard is has not changed by that.
    tasks.send(Errand::Run(ticket(4), Task::ListPools { after: None }));
    let Outcome::PoolsPage { items, .. } = &last(&mut tasks, 4).await[0].outcome else { panic!() };
    assert!(items.iter().all(|pool| pool.id.as_str().starts_with("eu-west-1_")));
}

#[tokio::test(start_paused = true)]
async fn a_place_out_of_reach_says_so_for_itself() {
    let endpoint = Endpoint { url: Some("not a url".to_owned()), ..Endpoint::default() };
    let mut tasks = tasks::spawn(&tokio::runtime::Handle::current(), endpoint);
    pools(&mut tasks, 1, "us-west-2");
    let mut answers = last(&mut tasks, 1).await;
    assert_eq!(answers.len(), 1);
    let Outcome::Elsewhere(from, outcome) = answers.remove(0).outcome else { panic!() };
    let Outcome::ConnectFailed(failure) = *outcome else { panic!("{outcome:?}") };
    assert_eq!(from, place("us-west-2"));
    assert_ne!(failure.kind, FailureKind::NoRegion, "{failure:?}");
}
