//! Changing clients as a person does, from the key to Cognito and back.

use cognitui::app::editing::{Phase, Stage};
use cognitui::app::{App, Event};
use cognitui::client::Settings;
use cognitui::client::change::{Compare, diff};
use cognitui::local::{Guard, GuardMode};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::WriteGate;
use cognitui::tasks::{Answer, Failure, FailureKind, Outcome};
use serde_json::{Value, json};

use crate::session::{Session, Start, call, described};

/// Writes to a client behind the dashboard's back.
pub(crate) fn somebody_changes(session: &Session, name: &str, change: impl FnOnce(&mut Value)) {
    let mut document = described(session, name);
    for read_only in ["ClientSecret", "CreationDate", "LastModifiedDate", "ClientType"] {
        document.as_object_mut().unwrap().remove(read_only);
    }
    change(&mut document);
    let target = "AWSCognitoIdentityProviderService.UpdateUserPoolClient";
    let bytes = serde_json::to_vec(&document).unwrap();
    let answer = session.sandbox.handle(Some(target), &bytes, std::time::SystemTime::now());
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
}

pub(crate) fn on(name: &str) -> Session {
    let mut session = Session::at(140, 40);
    session.keys("l/").keys(name).keys("<Enter>");
    assert_eq!(session.app().selected_client().unwrap().name, name);
    session
}

/// What acts differently between two descriptions, by the names of the settings; the date that every
/// update moves left out.
pub(crate) fn differences(before: &Value, after: &Value) -> Vec<String> {
    let settings = |document: &Value| Settings::from_wire(document.as_object().unwrap().clone());
    let changes = diff(&settings(before), &settings(after), Compare::ByEffect);
    changes.iter().map(|change| change.subject.label()).filter(|label| label != "Changed").collect()
}

#[test]
fn one_setting_changes_and_everything_else_is_as_it_was() {
    let mut session = on("kiosk-terminal");
    let before = described(&session, "kiosk-terminal");
    session.keys("e-2<C-s>").shows("kiosk-terminal → kiosk-terminal-2");
    session.keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(differences(&before, &described(&session, "kiosk-terminal-2")), ["Name"]);
    assert!(session.app().drafts.is_empty(), "a draft that was written is none any more");
}

#[test]
fn a_setting_this_version_does_not_know_survives_an_edit() {
    let mut session = on("next-gen-gateway");
    let before = described(&session, "next-gen-gateway");
    session.keys("e-2<C-s>").shows("unknown to this version").keys("<Enter>").shows("Done");
    let after = described(&session, "next-gen-gateway-2");
    for (member, value) in before.as_object().unwrap() {
        if member != "ClientName" && member != "LastModifiedDate" {
            assert_eq!(&after[member], value, "{member}");
        }
    }
}

#[test]
fn escape_keeps_the_draft_and_e_brings_it_back() {
    let mut session = on("kiosk-terminal");
    session.keys("e-draft<Esc>").shows("The draft is kept");
    session.keys("e").shows("kiosk-terminal-draft").shows("1 change");
    session.keys("<C-r>").shows("0 changes");
}

#[test]
fn a_refused_or_failed_write_keeps_the_draft_and_the_review() {
    for kind in [FaultKind::AccessDenied, FaultKind::ServerError, FaultKind::ExpiredCredentials] {
        let mut session = on("kiosk-terminal");
        session.keys("e-2<C-s>");
        session.sandbox.set_faults(vec![Fault::always_on(kind, "UpdateUserPoolClient")]);
        session.keys("<Enter>");
        assert!(session.complains(), "{kind}");
        session.shows("Review: Change kiosk-terminal");
        session.keys("<Esc>").shows("kiosk-terminal-2");
        session.sandbox.set_faults(Vec::new());
        session.keys("<C-s>").keys("<Enter>").shows("Done");
        described(&session, "kiosk-terminal-2");
    }
}

#[test]
fn somebody_elses_change_is_shown_and_kept() {
    let mut session = on("kiosk-terminal");
    session.keys("e-2<C-s>");
    somebody_changes(&session, "kiosk-terminal", |document| document["AuthSessionValidity"] = json!(7));
    session.keys("<Enter>").shows("Somebody else changed this client meanwhile").shows("7 minutes");
    assert_eq!(described(&session, "kiosk-terminal")["AuthSessionValidity"], 7, "nothing was written");
    session.keys("<Enter>").shows("Done");
    assert_eq!(described(&session, "kiosk-terminal-2")["AuthSessionValidity"], 7);
}

#[test]
fn what_both_changed_must_be_chosen() {
    for (choice, expected) in [("m", "kiosk-terminal-mine"), ("t", "kiosk-theirs")] {
        let mut session = on("kiosk-terminal");
        session.keys("e-mine<C-s>");
        somebody_changes(&session, "kiosk-terminal", |document| {
            document["ClientName"] = json!("kiosk-theirs");
        });
        session.keys("<Enter>").shows("Somebody else changed the same settings").shows("kiosk-theirs");
        session.keys("<Enter>").shows("Choose m (mine)");
        described(&session, "kiosk-theirs");
        session.keys(choice).keys("<Enter><Enter>");
        described(&session, expected);
    }
}

#[test]
fn undo_takes_the_last_change_back_through_a_review() {
    let mut session = on("kiosk-terminal");
    let before = described(&session, "kiosk-terminal");
    session.keys("e-2<C-s>").keys("<Enter>").shows("Done");
    session.keys("u").shows("kiosk-terminal-2 → kiosk-terminal").keys("<Enter>").shows("Done");
    assert_eq!(differences(&before, &described(&session, "kiosk-terminal")), [""; 0]);
    session.keys("u").shows("no change of yours");
}

#[test]
fn deleting_asks_for_the_name_and_undo_makes_the_client_anew() {
    let mut session = on("kiosk-terminal");
    let before = described(&session, "kiosk-terminal");
    session.keys("d<Enter>").shows("Type the client's name");
    session.keys("kiosk<Enter>").shows("Type the client's name");
    assert_eq!(session.sandbox.requests_for("DeleteUserPoolClient"), 0);
    session.keys("-terminal<Enter>").shows("is deleted");
    assert_eq!(session.sandbox.requests_for("DeleteUserPoolClient"), 1);
    session.keys("u").shows("A new client is made").keys("<Enter>").shows("Done");
    let after = described(&session, "kiosk-terminal");
    assert_eq!(after["CallbackURLs"], before["CallbackURLs"]);
    assert_ne!(after["ClientId"], before["ClientId"]);
}

#[test]
fn a_new_client_comes_from_a_template() {
    let mut session = Session::at(140, 40);
    session.keys("nBasic<Enter>").shows("New client: Basic");
    session.keys("made-here<C-s>").shows("A new client is made").keys("<Enter>").shows("Done");
    assert_eq!(described(&session, "made-here")["RefreshTokenValidity"], 30);
}

#[test]
fn what_the_service_would_refuse_never_leaves_the_form() {
    let mut session = on("kiosk-terminal");
    session.keys("e/<C-s>").shows("✗").shows("Edit kiosk-terminal");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), 0);
}

#[test]
fn read_only_never_asks_for_a_write() {
    let mut session =
        Session::start(Start { gate: WriteGate::read_only("of --read-only"), ..Start::default() });
    for keys in ["le", "n", "d", "u<Enter>"] {
        session.keys(keys);
        assert!(session.app().editing.is_none() && session.app().picker.is_none(), "{keys}");
    }
    session.shows("READ-ONLY");
    let writes = ["UpdateUserPoolClient", "CreateUserPoolClient", "DeleteUserPoolClient"];
    assert!(writes.iter().all(|operation| session.sandbox.requests_for(operation) == 0));
}

#[test]
fn the_journal_has_no_secret() {
    let mut session = on("booking-server");
    let secret = described(&session, "booking-server")["ClientSecret"].as_str().unwrap().to_owned();
    session.keys("e-2<C-s>").keys("<Enter>").shows("Done");
    assert!(session.journal().contains("booking-server-2"));
    assert!(!session.journal().contains(&secret));
    session.keys("H").hides(&secret);
}

#[test]
fn a_duplicate_into_another_pool_names_what_the_pool_lacks() {
    let mut session = on("payments-worker");
    session.keys("Dstaff<Enter>").shows("Duplicate payments-worker").shows("payments-worker-copy");
    // The scopes belong to a resource server of the first pool.
    session.keys("<C-s>").shows("refuse").shows("✗");
    assert_eq!(session.sandbox.requests_for("CreateUserPoolClient"), 0);
}

/// Scopes of another pool's server become those of the same name here, all of them with one key.
#[test]
fn scopes_of_another_pool_are_settled_at_once() {
    let pool = |name: &str, server: &str, scopes: &[&str], clients: &str| {
        let scopes: Vec<Value> =
            scopes.iter().map(|scope| json!({"ScopeName": scope, "ScopeDescription": scope})).collect();
        let servers = json!([{"Identifier": server, "Name": server, "Scopes": scopes}]);
        format!(r#"{{"pool": {{"Name": "{name}"}}, "servers": {servers}, "clients": [{clients}]}}"#)
    };
    let client = json!({
        "ClientName": "worker", "secret": true, "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["old/read", "old/write", "old/burn"],
    });
    let world = format!(
        r#"{{"region": "eu-west-1", "account": "123456789012", "pools": [{}, {}]}}"#,
        pool("a", "old", &["read", "write", "burn"], &client.to_string()),
        pool("b", "https://new.example", &["read", "write"], ""),
    );
    let world = cognitui::sandbox::World::from_json(&world).unwrap();
    let mut session = Session::start(Start { world, ..Start::default() });
    session.keys("lDb<Enter>").shows("Duplicate worker").shows("✗").keys("<C-f>");
    session
        .shows("Done: Write old/read → https://new.example/read")
        .shows("remove old/burn, which nothing here is called");
    session.keys("<C-s>").shows("A new client is made").keys("<Enter>").shows("Done");
    session.keys("hj");
    let scopes = &described(&session, "worker-copy")["AllowedOAuthScopes"];
    assert_eq!(*scopes, json!(["https://new.example/read", "https://new.example/write"]));
}

#[test]
fn a_duplicate_here_is_the_same_but_for_name_id_and_secret() {
    let mut session = on("payments-worker");
    let before = described(&session, "payments-worker");
    session.keys("D<Enter><C-s>").shows("A new client is made").keys("<Enter>").shows("Done");
    let after = described(&session, "payments-worker-copy");
    let differing = differences(&before, &after);
    assert!(
        differing.iter().all(|label| ["Name", "Client ID", "Created"].contains(&label.as_str())),
        "{differing:?}"
    );
    assert_ne!(before["ClientSecret"], after["ClientSecret"]);
    assert!(after["ClientSecret"].is_string());
}

/// A session in which the configuration guards the region.
fn guarded(mode: GuardMode) -> Session {
    let reason = "sign-in of the shop".to_owned();
    let guard = Guard { pattern: "eu-*".to_owned(), mode, reason };
    let mut session = Session::start(Start { gate: WriteGate::Guarded(vec![guard]), ..Start::default() });
    session.keys("l/kiosk-terminal<Enter>");
    session
}

#[test]
fn a_guarded_context_is_read_only_and_says_why() {
    let mut session = guarded(GuardMode::ReadOnly);
    session.shows("READ-ONLY").keys("e").shows("sign-in of the shop");
    assert!(session.app().editing.is_none());
}

#[test]
fn a_guarded_context_asks_for_the_name_before_it_writes() {
    let mut session = guarded(GuardMode::Confirm);
    session.keys("e-2<C-s>").shows("sign-in of the shop").keys("<Enter>").shows("Type the client's name");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), 0);
    session.keys("kiosk-terminal<Enter>").shows("Done");
}

#[test]
fn a_new_secret_is_offered_once_and_never_shown() {
    for (key, copied) in [("<C-y>", true), ("j<C-y>", false)] {
        let mut session = Session::at(140, 40);
        session.keys("nBackend<Enter>made-here<C-s>").keys("<Enter>").shows("Ctrl-y copies its secret");
        let secret = described(&session, "made-here")["ClientSecret"].as_str().unwrap().to_owned();
        session.keys(key).hides(&secret);
        assert_eq!(session.copied(), if copied { vec![secret.clone()] } else { Vec::new() });
        assert!(!session.journal().contains(&secret));
    }
}

/// The person's own change is known from the write itself, so the next one does not meet it as somebody
/// else's, however slow describes are.
#[test]
fn ones_own_write_does_not_come_back_as_somebody_elses() {
    let mut session = on("kiosk-terminal");
    session.sandbox.set_latency(std::time::Duration::from_secs(5));
    // A describe that is asked for before the write and answered after it is older than the write.
    session.type_ahead("re-2<C-s><Enter>");
    session.until(|app| app.message.as_ref().is_some_and(|message| message.text.starts_with("Done")));
    session.type_ahead("e");
    let form = session.app().editing.as_ref().unwrap().form.as_ref().unwrap();
    assert_eq!(form.base.text("ClientName"), Some("kiosk-terminal-2"));
    session.keys("-3<C-s>").keys("<Enter>").shows("Done: 1 setting changed");
    described(&session, "kiosk-terminal-2-3");
    let key = session.app().selected_client().unwrap().key.clone();
    assert_eq!(session.app().described[&key].value.as_ref().unwrap().name(), "kiosk-terminal-2-3");
}

#[test]
fn settings_that_could_not_be_read_are_not_said_to_be_on_their_way() {
    let mut session = Session::start(Start {
        options: cognitui::sandbox::Options {
            faults: vec![Fault::always_on(FaultKind::AccessDenied, "DescribeUserPoolClient")],
            ..cognitui::sandbox::Options::default()
        },
        ..Start::default()
    });
    for key in ["e", "d", "E"] {
        session.keys("l").keys(key).hides("still being read").shows("could not be read");
        assert!(session.complains() && session.app().editing.is_none(), "{key}");
    }
}

/// Esc keeps a write that has not left, and the screen says so; one that has left comes to its end.
#[test]
fn a_throttled_write_is_stopped_and_a_sent_one_is_not() {
    let mut session = on("kiosk-terminal");
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::Throttle, "UpdateUserPoolClient")]);
    session.keys("e-2<C-s>").type_ahead("<Enter>");
    session.until(|app| phase(app) == Some(Phase::Throttled));
    session.shows("asks us to slow down").shows("Esc stop it; nothing is changed yet");
    session.type_ahead("x").keys("<Esc>").shows("nothing is changed").shows("Review: Change kiosk-terminal");
    assert!(!session.complains(), "what a person asked for is no bad news");
    described(&session, "kiosk-terminal");

    session.sandbox.set_faults(Vec::new());
    session.sandbox.set_latency(std::time::Duration::from_secs(5));
    session.type_ahead("<Enter>");
    session.until(|app| phase(app) == Some(Phase::Sent));
    session.shows("Sent. It comes to its end now").hides("Esc stop");
    session.keys("<Esc>").shows("Done: 1 setting changed");
    described(&session, "kiosk-terminal-2");
}

fn phase(app: &App) -> Option<Phase> {
    match &app.editing.as_ref()?.stage {
        Stage::Writing(writing) => Some(writing.phase),
        _ => None,
    }
}

/// A write whose task breaks down gives the keys back.
#[test]
fn nothing_stays_in_the_state_of_writing() {
    for end in [
        Outcome::Cancelled,
        Outcome::Broken(Failure {
            kind: FailureKind::Passing,
            what: "A background task broke down.".to_owned(),
            next: String::new(),
        }),
    ] {
        let mut session = on("kiosk-terminal");
        session.sandbox.set_latency(std::time::Duration::from_secs(5));
        session.keys("e-2<C-s>").type_ahead("<Enter>");
        let Stage::Writing(writing) = &session.app().editing.as_ref().unwrap().stage else { panic!() };
        let answer = Answer { ticket: writing.ticket, outcome: end, last: true };
        session.feed(Event::Answer(answer)).shows("Review: Change kiosk-terminal");
        session.keys("<Esc>").shows("Edit kiosk-terminal");
    }
}

/// The answer of a creation got lost and nobody could look: Enter looks first, and does not make another.
#[test]
fn enter_after_a_lost_creation_makes_no_second_client() {
    let mut session = Session::at(140, 40);
    let lost = || Fault::always_on(FaultKind::ApplyThenDrop, "CreateUserPoolClient");
    session.sandbox.set_faults(vec![lost()]);
    session.sandbox.set_latency(std::time::Duration::from_secs(1));
    session.keys("nBasic<Enter>made-here<C-s>").type_ahead("<Enter>");
    session.until(|app| phase(app) == Some(Phase::Sent));
    session.sandbox.set_faults(vec![lost(), Fault::always_on(FaultKind::Drop, "ListUserPoolClients")]);
    session.settle();
    session.shows("It is not known whether CreateUserPoolClient").shows("Review: Create made-here");
    session.keys("<Enter>").shows("An earlier request to make the same has no known end");
    assert_eq!(session.sandbox.requests_for("CreateUserPoolClient"), 1);
    session.sandbox.set_faults(Vec::new());
    session.keys("<Enter>").shows("The first request had made it").shows("Nothing was sent again");
    assert_eq!(session.sandbox.requests_for("CreateUserPoolClient"), 1);
    described(&session, "made-here");
}

/// Names are not unique in a pool: what is deleted, and what stands in the journal, is told apart by id.
#[test]
fn namesakes_are_told_apart_by_their_ids() {
    let mut session = Session::at(140, 40);
    let pool = session.app().selected_pool_id().unwrap().to_string();
    let made: Vec<String> = (0..2)
        .map(|_| {
            let request = json!({"UserPoolId": pool, "ClientName": "twin"});
            let made = call(&session, "CreateUserPoolClient", &request);
            made["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned()
        })
        .collect();
    session.keys("lr/twin<Enter>");
    let selected = session.app().selected_client().unwrap().key.client.to_string();
    assert!(made.contains(&selected));
    session.keys("d").shows(&format!("Client ID: {selected}"));
    session.keys("twin<Enter>").shows("is deleted").keys("H");
    let short = format!("{}…{}", &selected[..6], &selected[22..]);
    session.shows(&format!("deleted twin ({short}) in customers"));
}

/// What can still be done about a write is on the screen while it waits.
#[test]
fn a_waiting_write_at_every_size() {
    for (width, height) in [(140, 40), (80, 24), (60, 20)] {
        let mut session = Session::at(width, height);
        session.sandbox.set_faults(vec![Fault::always_on(FaultKind::Throttle, "UpdateUserPoolClient")]);
        session.keys("l/kiosk<Enter>e2<C-s>").type_ahead("<Enter>");
        session.until(|app| phase(app) == Some(Phase::Throttled));
        insta::assert_snapshot!(format!("writing-{width}x{height}"), session.screen());
    }
}
