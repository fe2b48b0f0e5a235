//! Reviews against what the client is by now, and what a review says before anything else.

use cognitui::local::{Guard, GuardMode};
use cognitui::sandbox::World;
use cognitui::tasks::write::WriteGate;
use serde_json::json;

use crate::edit::{on, somebody_changes};
use crate::session::{Session, Start, described};

const KIOSK: &str = "kiosk-terminal";
const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];

/// The person has typed another name, and so has somebody else.
fn in_conflict() -> Session {
    let mut session = on(KIOSK);
    session.keys("e-mine<C-s>");
    somebody_changes(&session, KIOSK, |document| {
        document["ClientName"] = json!("kiosk-theirs");
        document["AuthSessionValidity"] = json!(7);
    });
    session.keys("<Enter>").shows("Somebody else changed the same settings");
    session
}

#[test]
fn a_conflict_that_was_left_is_asked_again_and_nothing_is_sent() {
    let mut session = in_conflict();
    let sent = session.sandbox.requests_for("UpdateUserPoolClient");
    session.keys("<Esc>").shows("the next review asks again").shows("kiosk-terminal-mine");
    // The old state is not what the next review is about, whatever is typed meanwhile.
    session.keys("<C-s>").shows("Somebody else changed the same settings").hides("Review:");
    session.keys("<Esc>").keys("2<C-s>").shows("kiosk-terminal-mine2").shows("kiosk-theirs");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), sent);
    session.keys("m<Enter>").shows("Review: Change").shows("kiosk-theirs → kiosk-terminal-mine2");
    session.keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(described(&session, "kiosk-terminal-mine2")["AuthSessionValidity"], 7);
}

#[test]
fn what_was_chosen_stays_chosen_in_the_form() {
    let mut session = in_conflict();
    session.keys("m<Enter>").shows("kiosk-theirs → kiosk-terminal-mine").keys("<Esc>");
    session.shows("kiosk-terminal-mine").shows("was kiosk-theirs").shows("1 change");
    session.keys("<C-s>").shows("Review: Change").keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(described(&session, "kiosk-terminal-mine")["AuthSessionValidity"], 7);

    let mut session = in_conflict();
    session.keys("t<Enter>").shows("Nothing would change").keys("<Esc>").shows("kiosk-theirs");
    session.keys("<C-s>").shows("Nothing is changed yet");
    assert!(session.app().drafts.is_empty(), "a draft that says what the client is says nothing");
}

#[test]
fn somebody_elses_other_change_is_in_the_form_once_it_is_known() {
    let mut session = on(KIOSK);
    session.keys("e-2<C-s>");
    somebody_changes(&session, KIOSK, |document| document["AuthSessionValidity"] = json!(7));
    session.keys("<Enter>").shows("Somebody else changed this client meanwhile").keys("<Esc>");
    let form = session.app().editing.as_ref().unwrap().form.as_ref().unwrap();
    assert_eq!(form.base.document()["AuthSessionValidity"], 7);
    assert_eq!((form.draft.document()["AuthSessionValidity"].as_u64(), form.changes()), (Some(7), 1));
    session.keys("<C-s>").shows("Review: Change").hides("meanwhile").keys("<Enter>").shows("Done");
    assert_eq!(described(&session, "kiosk-terminal-2")["AuthSessionValidity"], 7);
}

#[test]
fn a_review_counts_in_what_is_known_by_then() {
    let mut session = on(KIOSK);
    // The form is open while the client is read again.
    session.sandbox.set_latency(std::time::Duration::from_secs(5));
    somebody_changes(&session, KIOSK, |document| document["AuthSessionValidity"] = json!(7));
    let sent = session.sandbox.requests_for("UpdateUserPoolClient");
    session.type_ahead("re-2").settle();
    session.keys("<C-s>").shows("Somebody else changed this meanwhile; it is kept").shows("7 minutes");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), sent);
    session.keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(described(&session, "kiosk-terminal-2")["AuthSessionValidity"], 7);
}

#[test]
fn a_deletion_taken_back_says_first_that_the_old_id_is_dead() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys("l/payments-worker<Enter>");
        let old = session.app().selected_client().unwrap().key.client.to_string();
        session.keys("dpayments-worker<Enter>").shows("is deleted").keys("u");
        let review = session.screen();
        let at = |text: &str| review.find(text).unwrap_or_else(|| panic!("{text:?} is missing:\n{review}"));
        assert!(at(&old) < at("A new client is made"), "{review}");
        insta::assert_snapshot!(
            format!("undo-of-a-deletion-{width}x{height}"),
            review.replace(&old, &"0".repeat(26))
        );
    }
    let mut session = on(KIOSK);
    session
        .keys("dkiosk-terminal<Enter>")
        .keys("u")
        .shows("the client comes back with another id. Whatever used");
}

/// A session in which the configuration asks for the client's name before every write.
fn guarded(width: u16, height: u16) -> Session {
    let guard =
        Guard { pattern: "*".to_owned(), mode: GuardMode::Confirm, reason: "it is the shop".to_owned() };
    let gate = WriteGate::Guarded(vec![guard]);
    let mut session = Session::start(Start { size: (width, height), gate, ..Start::default() });
    session.keys("l/kiosk-terminal<Enter>");
    session
}

#[test]
fn the_parts_of_a_guarded_review_open_beside_what_is_typed() {
    for (width, height) in SIZES {
        let mut session = guarded(width, height);
        session.keys("e-2<C-s>").keys("kiosk<F4>");
        insta::assert_snapshot!(format!("guarded-review-{width}x{height}"), session.screen());
    }
    let mut session = guarded(140, 40);
    session.keys("e-2<C-s>").shows("▸ F2 the request").shows("▸ F3 the aws command").shows("▸ F4 what is");
    session.keys("<F2>").shows("\"ClientName\": \"kiosk-terminal-2\"").keys("<F2>").hides("\"ClientName\"");
    session
        .keys("<F3>")
        .shows("aws cognito-idp update-user-pool-client")
        .keys("<F3>")
        .hides("aws cognito-idp");
    // Letters are the name, not keys.
    session.keys("rau").shows("▸ F2 the request").shows("go on: rau");
    session.keys("<C-u>kiosk-terminal<F4>").shows("▾ F4 what is unchanged").keys("<Enter>").shows("Done");
}

#[test]
fn the_parts_of_a_guarded_review_of_a_text_open_too() {
    let mut session = guarded(140, 40);
    session.keys("E");
    let text = session.in_editor().text.replacen("\"kiosk-terminal\"", "\"kiosk-2\"", 1);
    session.editor_left(Ok(text)).shows("▸ F2 the request").keys("<F2>").shows("\"ClientName\": \"kiosk-2\"");
    session.keys("<F2><F3>").shows("\"ClientName\":\"kiosk-2\"").keys("<C-y>");
    assert!(session.copied()[0].contains("update-user-pool-client"));
    session.keys("<F3><F4>").shows("▾ F4 what is unchanged").keys("kiosk-terminal<Enter>").shows("Done");
}

/// Deleting while the list is read for the first time: nothing talks over what was done, and the client is
/// not there any more once the list is.
#[test]
fn a_deletion_while_the_list_is_read_is_told_and_stays_told() {
    let world = World::from_json(
        r#"{"region": "eu-west-1", "account": "123456789012", "pools": [
            {"pool": {"Name": "a"}, "clients": [{"ClientName": "alone"}]},
            {"pool": {"Name": "b"}, "clients": [{"repeat": 300, "ClientName": "c-{n}"}]}]}"#,
    )
    .unwrap();
    let mut session = Session::start(Start { world, ..Start::default() });
    session.sandbox.set_latency(std::time::Duration::from_secs(1));
    session.type_ahead("jl");
    session.until(|app| {
        let known = app.selected_client().and_then(|row| app.described.get(&row.key));
        known.is_some_and(|known| known.value.is_some())
    });
    assert!(!session.app().pool_clients().unwrap().listing.complete, "the list is still being read");
    let (key, name) = {
        let row = session.app().selected_client().unwrap();
        (row.key.clone(), row.name.clone())
    };
    session.type_ahead("d").type_ahead(&name).type_ahead("<Enter>");
    session.until(|app| app.message.as_ref().is_some_and(|message| message.text.starts_with("Done")));
    session.settle();
    session.shows("Done: the client is deleted");
    let clients = session.app().pool_clients().unwrap();
    assert!(clients.listing.complete && clients.listing.rows().iter().all(|row| row.key != key));
    assert_eq!(clients.listing.rows().len(), 299);
}
