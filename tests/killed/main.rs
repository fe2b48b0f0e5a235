//! Processes that are really killed in the middle of a write.
//!
//! The process is this test's own program, started again as [`the_child`], which does one write over a
//! loopback socket. Afterwards the journal and the service are compared, and the next start resolves
//! what is open.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod service;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use cognitui::client::edit::Edit;
use cognitui::client::{ClientKey, PoolId, Settings};
use cognitui::cognito::{Budgets, Embedded, Gateway, Lane, Target, http_client};
use cognitui::local::journal::{Ending, Journal};
use cognitui::sandbox::Sandbox;
use cognitui::tasks::write::{
    Around, CreatePlan, DeletePlan, Desk, Note, Patience, Plan, UpdatePlan, WriteGate, Writer,
};
use serde_json::{Value, json};
use service::{Hold, Service};

const POOL: &str = "eu-west-1_hRb7Lk2Qe";
const DESCRIBE: &str = "DescribeUserPoolClient";
const UPDATE: &str = "UpdateUserPoolClient";
const CREATE: &str = "CreateUserPoolClient";
const DELETE: &str = "DeleteUserPoolClient";
const LIST: &str = "ListUserPoolClients";

/// What a child is told, by the environment.
const CHILD: &str = "COGNITUI_KILLED_CHILD";

/// A service, a client on it, and a folder for a journal.
struct Scene {
    service: Service,
    client: String,
    folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let service = Service::start();
        let request =
            json!({ "UserPoolId": POOL, "ClientName": "web", "GenerateSecret": true, "Later": [1, 2] });
        let made = call(&service.sandbox, CREATE, &request).unwrap();
        let client = made["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
        service.sandbox.reset_requests();
        Self { service, client, folder: tempfile::tempdir().unwrap() }
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.jsonl")
    }

    /// Starts a process that does one write.
    fn child(&self, deed: &str) -> Child {
        let told = [deed, &self.service.url, &self.client, self.journal().to_str().unwrap()].join(" ");
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_child", "--nocapture"])
            .env(CHILD, told)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Starts a write and kills its process when the service has stopped at a point.
    fn kill_at(&self, deed: &str, hold: Hold) {
        self.service.hold(Some(hold));
        let mut child = self.child(deed);
        self.service.wait_until_held();
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success());
        self.service.hold(None);
    }

    /// The client as it is, or none.
    fn web(&self) -> Option<Value> {
        let request = json!({ "UserPoolId": POOL, "ClientId": self.client });
        call(&self.service.sandbox, DESCRIBE, &request).ok().map(|mut answer| answer["UserPoolClient"].take())
    }

    /// The ids of the clients that a creation made.
    fn made(&self) -> Vec<String> {
        let listed =
            call(&self.service.sandbox, LIST, &json!({ "UserPoolId": POOL, "MaxResults": 60 })).unwrap();
        let clients = listed["UserPoolClients"].as_array().unwrap();
        let made = clients.iter().filter(|client| client["ClientName"] == "made");
        made.map(|client| client["ClientId"].as_str().unwrap().to_owned()).collect()
    }

    /// True when the write was carried out, as the service has it.
    fn is_done(&self, deed: &str) -> bool {
        match deed {
            "update" => self.web().unwrap()["ClientName"] == "renamed",
            "create" => !self.made().is_empty(),
            _ => self.web().is_none(),
        }
    }

    /// What the next start finds: how many were open, and how the write ended, if there was one.
    fn next_start(&self) -> (usize, Option<Ending>) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let writer = writer(&self.service.url, &self.journal()).await;
            let resolved = writer.resolve().await.unwrap();
            let open = resolved.len();
            assert!(resolved.iter().all(|resolution| resolution.found.is_ok()), "{resolved:#?}");
            let history = Journal::at(self.journal()).history().unwrap();
            assert_eq!(history.unresolved().count(), 0);
            assert!(history.entries().len() <= 1 && history.damaged <= 1, "{history:#?}");
            (open, history.entries().first().and_then(|entry| entry.ending().cloned()))
        })
    }
}

fn call(sandbox: &Sandbox, operation: &str, request: &Value) -> Result<Value, String> {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let response = sandbox.handle(Some(&target), request.to_string().as_bytes(), SystemTime::now());
    let text = String::from_utf8(response.body).unwrap();
    if response.status == 200 { Ok(serde_json::from_str(&text).unwrap_or_default()) } else { Err(text) }
}

async fn writer(url: &str, journal: &Path) -> Writer {
    let embedded =
        Embedded { http_client: http_client(), region: "eu-west-1".to_owned(), account: "test".to_owned() };
    let target = Target { endpoint: Some(url.to_owned()), embedded: Some(embedded), ..Target::default() };
    let gateway = Gateway::connect(&target, Budgets::unlimited(4)).await.unwrap();
    let patience = Patience { settle: Duration::from_millis(20), ..Patience::default() };
    Writer::new(gateway, Desk::new(Journal::at(journal), WriteGate::Open).with_patience(patience))
}

/// Does the one write that the environment asks for; in an ordinary run there is none.
#[test]
fn the_child() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let told: Vec<&str> = told.splitn(4, ' ').collect();
    let [deed, url, client, journal] = told.as_slice() else { panic!("{told:?}") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async {
        let writer = writer(url, Path::new(journal)).await;
        let key = ClientKey::new(POOL, *client);
        let plan = match *deed {
            "create" => {
                let settings = json!({ "ClientName": "made", "GenerateSecret": true, "Later": true });
                Plan::Create(CreatePlan {
                    pool: PoolId::new(POOL),
                    settings: Settings::from_wire(settings.as_object().unwrap().clone()),
                    secret: None,
                    around: Around::default(),
                    note: Note::default(),
                })
            }
            deed => {
                let target = Target {
                    endpoint: Some((*url).to_owned()),
                    embedded: Some(Embedded {
                        http_client: http_client(),
                        region: "eu-west-1".to_owned(),
                        account: "test".to_owned(),
                    }),
                    ..Target::default()
                };
                let gateway = Gateway::connect(&target, Budgets::unlimited(4)).await.unwrap();
                let seen = gateway.client(Lane::Foreground, &key).await.unwrap();
                if deed == "update" {
                    let edit = Edit::parse(["name=renamed"], Some(&seen.settings)).unwrap();
                    Plan::Update(UpdatePlan::edit(&seen, &edit).unwrap())
                } else {
                    Plan::Delete(DeletePlan { key, seen: seen.settings, note: Note::default() })
                }
            }
        };
        writer.run(plan).await
    });
    assert!(outcome.applied().is_some(), "{outcome:#?}");
}

/// The child describes once to see, and the write describes once more.
#[test]
fn killed_before_the_intention_nothing_has_happened() {
    for (deed, hold) in [
        ("update", Hold::Before(DESCRIBE, 2)),
        ("delete", Hold::Before(DESCRIBE, 2)),
        ("create", Hold::Before(LIST, 1)),
    ] {
        let scene = Scene::new();
        scene.kill_at(deed, hold);
        assert!(!scene.journal().exists(), "{deed}");
        assert!(!scene.is_done(deed), "{deed}");
        assert_eq!(scene.next_start(), (0, None), "{deed}");
    }
}

#[test]
fn killed_before_the_service_took_it_the_next_start_finds_it_undone() {
    for (deed, operation) in [("update", UPDATE), ("delete", DELETE), ("create", CREATE)] {
        let scene = Scene::new();
        scene.kill_at(deed, Hold::Before(operation, 1));
        assert!(!scene.is_done(deed), "{deed}");
        let (open, ending) = scene.next_start();
        assert_eq!(open, 1, "{deed}");
        assert!(matches!(ending, Some(Ending::Failed { .. })), "{deed}: {ending:?}");
    }
}

#[test]
fn killed_before_the_answer_the_next_start_finds_it_done() {
    for (deed, operation) in [("update", UPDATE), ("delete", DELETE), ("create", CREATE)] {
        let scene = Scene::new();
        scene.kill_at(deed, Hold::After(operation, 1));
        assert!(scene.is_done(deed), "{deed}");
        let (open, ending) = scene.next_start();
        assert_eq!(open, 1, "{deed}");
        let Some(Ending::Applied { made, after, .. }) = ending else { panic!("{deed}: {ending:?}") };
        assert_eq!(made, scene.made().pop(), "{deed}");
        assert_eq!(after.is_some(), deed != "delete");
        if deed == "update" {
            assert_eq!(scene.web().unwrap()["Later"], json!([1, 2]));
        }
    }
}

#[test]
fn killed_after_the_answer_the_journal_knows_already() {
    for (deed, describes) in [("update", 3), ("delete", 3), ("create", 1)] {
        let scene = Scene::new();
        scene.kill_at(deed, Hold::Before(DESCRIBE, describes));
        assert!(scene.is_done(deed), "{deed}");
        let (open, ending) = scene.next_start();
        assert_eq!(open, 0, "{deed}");
        assert!(matches!(ending, Some(Ending::Applied { .. })), "{deed}: {ending:?}");
    }
}

/// Whenever it is killed, nothing is changed without a word in the journal, and what the journal says
/// after the next start is so.
#[test]
fn killed_at_any_moment_the_journal_tells_the_truth() {
    let whole = {
        let scene = Scene::new();
        let start = Instant::now();
        assert!(scene.child("update").wait().unwrap().success());
        assert_eq!(scene.next_start().0, 0);
        start.elapsed()
    };
    let (mut done, mut undone) = (0, 0);
    for step in 0..24_u32 {
        let deed = ["update", "create", "delete"][step as usize % 3];
        let scene = Scene::new();
        let mut child = scene.child(deed);
        // Any moment will do; the last of them lives.
        if step < 23 {
            std::thread::sleep(whole * step / 20);
            // It may have come to its end before.
            let _ = child.kill();
        }
        child.wait().unwrap();
        scene.service.settle();
        let (_, ending) = scene.next_start();
        match (scene.is_done(deed), ending) {
            (true, Some(Ending::Applied { .. })) => done += 1,
            (false, None | Some(Ending::Failed { .. })) => undone += 1,
            (is_done, ending) => panic!("{deed} is done: {is_done}, and the journal says {ending:?}"),
        }
    }
    assert!(done > 0 && undone > 0, "{done} done, {undone} undone");
}
