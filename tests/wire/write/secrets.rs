//! Secrets added and retired through the one way.

use cognitui::client::AppClient;
use cognitui::cognito::Lane;
use cognitui::local::journal::{Deed, Ending};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::{
    AddSecretPlan, DeleteSecretPlan, NotUndoable, Note, Plan, Reason, WriteOutcome, undo,
};
use secrecy::ExposeSecret;

use super::{Bench, Moment, applied, everything};

const ADD: &str = "AddUserPoolClientSecret";
const RETIRE: &str = "DeleteUserPoolClientSecret";

async fn ids(bench: &Bench, client: &AppClient) -> Vec<String> {
    let secrets = bench.gateway.secrets(Lane::Foreground, &client.key).await.unwrap();
    secrets.into_iter().map(|secret| secret.id).collect()
}

async fn add(bench: &Bench, client: &AppClient) -> WriteOutcome {
    let plan = AddSecretPlan { key: client.key.clone(), secret: None, note: Note::default() };
    bench.writer.run(Plan::AddSecret(plan)).await
}

async fn retire(bench: &Bench, client: &AppClient, id: &str) -> WriteOutcome {
    let plan = DeleteSecretPlan { key: client.key.clone(), secret: id.to_owned(), note: Note::default() };
    bench.writer.run(Plan::DeleteSecret(plan)).await
}

#[tokio::test(start_paused = true)]
async fn a_secret_is_told_once_and_kept_nowhere() {
    let bench = Bench::new().await;
    let client = bench.client(&everything()).await;
    let old = ids(&bench, &client).await;
    let added = applied(add(&bench, &client).await);
    let new = added.secret.as_ref().unwrap();
    let value = new.value.as_ref().unwrap().expose_secret().to_owned();
    assert!(!format!("{added:?}").contains(&value));
    assert!(!std::fs::read_to_string(bench.desk.journal().path()).unwrap().contains(&value));
    let entry = bench.entry().await;
    assert_eq!(entry.planned.known, old);
    assert!(
        matches!(entry.ending(), Some(Ending::Applied { made: Some(id), .. }) if *id == new.descriptor.id)
    );
    assert_eq!(undo(&entry).unwrap_err(), NotUndoable::Secrets);

    applied(retire(&bench, &client, &old[0]).await);
    assert_eq!(ids(&bench, &client).await, std::slice::from_ref(&new.descriptor.id));
    let WriteOutcome::Refused(refused) = retire(&bench, &client, &new.descriptor.id).await else { panic!() };
    assert_eq!(refused.reason, Reason::Service, "the last one stays");
    let deed = bench.history().await.entries()[0].planned.deed.clone();
    assert_eq!(deed, Deed::DeleteSecret(new.descriptor.id.clone()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_got_lost_is_looked_for() {
    let bench = Bench::new().await;
    let client = bench.client(&everything()).await;
    let old = ids(&bench, &client).await;

    bench.fault(FaultKind::Drop, ADD, 1);
    assert!(matches!(add(&bench, &client).await, WriteOutcome::NotApplied(_)));
    bench.fault(FaultKind::ApplyThenDrop, ADD, 1);
    let added = applied(add(&bench, &client).await);
    let new = added.secret.unwrap();
    assert!(new.value.is_none(), "its value went with the answer");
    assert_eq!(bench.sandbox.requests_for(ADD), 2);

    bench.fault(FaultKind::Drop, RETIRE, 1);
    assert!(matches!(retire(&bench, &client, &old[0]).await, WriteOutcome::NotApplied(_)));
    bench.fault(FaultKind::ApplyThenDrop, RETIRE, 1);
    applied(retire(&bench, &client, &old[0]).await);
    assert_eq!(ids(&bench, &client).await, [new.descriptor.id]);
}

/// Nobody could look for a secret whose answer got lost: another is not added before one has.
#[tokio::test(start_paused = true)]
async fn a_secret_of_unknown_end_is_looked_for_before_another_is_added() {
    let bench = Bench::new().await;
    let client = bench.client(&everything()).await;
    bench.fault(FaultKind::ApplyThenDrop, ADD, 1);
    bench.step(Moment::After, ADD, |sandbox| {
        sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
    });
    assert!(matches!(add(&bench, &client).await, WriteOutcome::Unknown(_)));
    bench.sandbox.set_faults(Vec::new());
    let added = applied(add(&bench, &client).await);
    assert!(added.earlier && added.secret.unwrap().value.is_none());
    assert_eq!(bench.sandbox.requests_for(ADD), 1);
    assert_eq!(bench.history().await.unresolved().count(), 0);
}
