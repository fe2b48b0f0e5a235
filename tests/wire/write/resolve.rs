//! What a killed process leaves behind, and how the next start finds out about it.

use cognitui::client::{AppClient, Settings, update_document};
use cognitui::local::journal::{Deed, Ending, EntryId, Named, Planned, Site, Snapshot};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::{Left, Plan, Resolution, WriteOutcome, Writer};
use serde_json::json;

use super::{Bench, CREATE, CUSTOMERS, DELETE, UPDATE, call, edit, everything, plain, somebody_sets};

/// The intention of an update, as it is on the disk when the request leaves.
fn update(bench: &Bench, client: &AppClient, wanted: &Settings) -> Planned {
    Planned {
        deed: Deed::Update,
        site: bench.writer.site(None),
        pool: Named::new(CUSTOMERS, None),
        client: Some(Named::new(client.key.client.as_str(), Some(client.name()))),
        before: Some(Snapshot::from(&client.settings)),
        confidential: client.secret.is_present(),
        request: Some(Snapshot::of(update_document(wanted))),
        known: Vec::new(),
        undoes: None,
        plan: None,
    }
}

fn begun(bench: &Bench, planned: Planned) -> EntryId {
    // Whoever was at it is gone, and its claim with it.
    bench.desk.journal().begin(planned).unwrap().0
}

async fn resolved(bench: &Bench) -> Resolution {
    let mut all = bench.writer.resolve().await.unwrap();
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

#[tokio::test(start_paused = true)]
async fn an_update_is_found_to_be_done_or_not_or_neither() {
    let bench = Bench::new().await;
    let client = bench.client(&everything()).await;
    let plan = edit(&client, &["name=mine"]);

    begun(&bench, update(&bench, &client, &plan.wanted));
    let found = resolved(&bench).await.found.unwrap();
    assert!(
        matches!(&found, Ending::Failed { message } if message.contains("nothing is changed")),
        "{found:?}"
    );

    begun(&bench, update(&bench, &client, &plan.wanted));
    somebody_sets(&bench.sandbox, &client.key, "ClientName", json!("mine"));
    let found = resolved(&bench).await.found.unwrap();
    assert!(matches!(found, Ending::Applied { after: Some(_), .. }), "{found:?}");

    begun(&bench, update(&bench, &client, &plan.wanted));
    somebody_sets(&bench.sandbox, &client.key, "ClientName", json!("theirs"));
    let found = resolved(&bench).await.found.unwrap();
    assert!(matches!(found, Ending::Unknown { found: Some(_), .. }), "{found:?}");

    assert!(bench.writer.resolve().await.unwrap().is_empty());
    let history = bench.history().await;
    assert!(history.entries().iter().all(|entry| entry.ended.as_ref().unwrap().looked));
    assert_eq!(bench.sandbox.requests_for(UPDATE), 2, "both are somebody else's: resolving only looks");
}

#[tokio::test(start_paused = true)]
async fn a_creation_is_looked_for() {
    let bench = Bench::new().await;
    let twin = bench.client(&plain("twin")).await;
    let planned = || Planned {
        deed: Deed::Create,
        client: None,
        before: None,
        confidential: false,
        request: Some(Snapshot::of(plain("twin").as_object().unwrap().clone())),
        known: vec![twin.key.client.as_str().to_owned()],
        ..update(&bench, &twin, &twin.settings)
    };
    begun(&bench, planned());
    assert!(matches!(resolved(&bench).await.found, Ok(Ending::Failed { .. })));

    begun(&bench, planned());
    let mut request = plain("twin");
    request["UserPoolId"] = CUSTOMERS.into();
    let made = call(&bench.sandbox, CREATE, &request)["UserPoolClient"]["ClientId"].clone();
    let found = resolved(&bench).await.found.unwrap();
    assert!(matches!(&found, Ending::Applied { made: Some(id), .. } if *id == made), "{found:?}");

    // What one entry has made is not what another has made.
    begun(&bench, planned());
    let second = call(&bench.sandbox, CREATE, &request)["UserPoolClient"]["ClientId"].clone();
    let found = resolved(&bench).await.found.unwrap();
    assert!(matches!(&found, Ending::Applied { made: Some(id), .. } if *id == second), "{found:?}");

    begun(&bench, planned());
    call(&bench.sandbox, CREATE, &request);
    call(&bench.sandbox, CREATE, &request);
    assert!(matches!(resolved(&bench).await.found, Ok(Ending::Unknown { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_deletion_is_seen() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let planned =
        || Planned { deed: Deed::Delete, request: None, ..update(&bench, &client, &client.settings) };
    begun(&bench, planned());
    assert!(matches!(resolved(&bench).await.found, Ok(Ending::Failed { .. })));

    begun(&bench, planned());
    call(&bench.sandbox, DELETE, &json!({ "UserPoolId": CUSTOMERS, "ClientId": client.key.client.as_str() }));
    assert!(matches!(resolved(&bench).await.found, Ok(Ending::Applied { .. })));
}

/// Without the pool nobody can say that the client is gone: it may be another account's.
#[tokio::test(start_paused = true)]
async fn nothing_is_concluded_from_a_pool_that_is_not_there() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let planned = Planned {
        deed: Deed::Delete,
        pool: Named::new("eu-west-1_Elsewhere", None),
        ..update(&bench, &client, &client.settings)
    };
    begun(&bench, planned);
    assert!(matches!(resolved(&bench).await.found, Err(Left::Blind(_))));
    assert_eq!(bench.history().await.unresolved().count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_elsewhere_or_cannot_be_seen_stays_open() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let site = Site { profile: "another".into(), ..bench.writer.site(None) };
    let elsewhere = begun(&bench, Planned { site, ..update(&bench, &client, &client.settings) });
    let found = resolved(&bench).await;
    assert_eq!((found.entry.id, found.found), (elsewhere.clone(), Err(Left::Elsewhere)));
    bench.desk.journal().end(&elsewhere, Ending::Failed { message: "done with".into() }).unwrap();

    begun(&bench, update(&bench, &client, &client.settings));
    bench.sandbox.set_faults(vec![Fault::always(FaultKind::Drop)]);
    assert!(matches!(resolved(&bench).await.found, Err(Left::Blind(_))));
    assert_eq!(bench.history().await.unresolved().count(), 1);
}

/// A second window that starts while the first is at it has no say.
#[tokio::test(start_paused = true)]
async fn a_write_that_is_under_way_is_left_alone() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    bench.sandbox.set_latency(std::time::Duration::from_secs(1));
    let plan = Plan::Update(edit(&client, &["name=mine"]));
    let (outcome, resolved) = tokio::join!(bench.writer.run(plan), async {
        while bench.history().await.unresolved().next().is_none() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        resolved(&bench).await
    });
    assert!(matches!(outcome, WriteOutcome::Applied(_)), "{outcome:#?}");
    assert_eq!(resolved.found, Err(Left::UnderWay));
}

/// What was written to an embedded Cognito that went with its program happened nowhere else.
#[tokio::test(start_paused = true)]
async fn what_another_sandbox_had_is_not_told() {
    let bench = Bench::new().await;
    let client = bench.client(&plain("web")).await;
    let desk = |world: &str| bench.desk.clone().in_world(world);
    let first = Writer::new(bench.gateway.clone(), desk("first"));
    let planned = Planned { site: first.site(None), ..update(&bench, &client, &client.settings) };
    begun(&bench, planned);
    let second = Writer::new(bench.gateway.clone(), desk("second"));
    assert!(second.resolve().await.unwrap().is_empty());
    assert!(bench.writer.resolve().await.unwrap().is_empty(), "and neither does a start over AWS tell it");
    assert_eq!(first.resolve().await.unwrap().len(), 1);

    let mine = first.run(Plan::Update(edit(&client, &["name=mine"]))).await;
    assert!(matches!(mine, WriteOutcome::Applied(_)), "{mine:#?}");
    let history = bench.history().await;
    assert!(history.last_undoable(&first.site(None)).is_some());
    assert!(history.last_undoable(&second.site(None)).is_none(), "what never was is not taken back");
}
