//! Changing clients as a person does, from the key to Cognito and back.

use cognitui::client::Settings;
use cognitui::client::change::{Compare, diff};
use cognitui::local::{Guard, GuardMode};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::WriteGate;
use serde_json::{Value, json};

use crate::session::{Session, Start};

/// The stored client of that name, as a describe over the wire shows it.
pub(crate) fn described(session: &Session, name: &str) -> Value {
    let call = |operation: &str, body: Value| -> Value {
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        let bytes = serde_json::to_vec(&body).unwrap();
        let answer = session.sandbox.handle(Some(&target), &bytes, std::time::SystemTime::now());
        serde_json::from_slice(&answer.body).unwrap()
    };
    let pool = session.app().selected_pool_id().unwrap().to_string();
    let listed = call("ListUserPoolClients", json!({"UserPoolId": pool, "MaxResults": 60}));
    let clients = listed["UserPoolClients"].as_array().unwrap();
    let id = &clients.iter().find(|client| client["ClientName"] == name).unwrap()["ClientId"];
    call("DescribeUserPoolClient", json!({"UserPoolId": pool, "ClientId": id}))["UserPoolClient"].clone()
}

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
        assert_eq!(session.copied_secrets(), if copied { vec![secret.clone()] } else { Vec::new() });
        assert!(!session.journal().contains(&secret));
    }
}
