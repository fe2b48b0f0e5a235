//! Marking clients and changing many at once, from the key to Cognito and back.

use cognitui::app::bulk::Bulk;
use cognitui::client::Settings;
use cognitui::client::change::{Compare, diff};
use cognitui::local::{Guard, GuardMode};
use cognitui::sandbox::{Fault, FaultKind};
use cognitui::tasks::write::WriteGate;

use crate::session::{Session, Start};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];
const UPDATE: &str = "UpdateUserPoolClient";

fn marked() -> Session {
    let mut session = Session::at(140, 40);
    session.keys("l*b");
    session
}

fn described(session: &Session) -> Vec<Settings> {
    session
        .app()
        .marked_here()
        .iter()
        .map(|mark| {
            let body = format!(r#"{{"UserPoolId":"{}","ClientId":"{}"}}"#, mark.key.pool, mark.key.client);
            let target = "AWSCognitoIdentityProviderService.DescribeUserPoolClient";
            let answer = session.sandbox.handle(Some(target), body.as_bytes(), std::time::SystemTime::now());
            let mut json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            Settings::from_wire(json["UserPoolClient"].take().as_object().unwrap().clone())
        })
        .collect()
}

/// How many of the clients act differently; defaults that an update writes out are no difference.
fn differing(before: &[Settings], after: &[Settings]) -> usize {
    assert_eq!(before.len(), after.len());
    before
        .iter()
        .zip(after)
        .filter(|(before, after)| !diff(before, after, Compare::ByEffect).is_empty())
        .count()
}

#[test]
fn every_stage_at_every_size() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        let take = |session: &mut Session, name: &str| {
            insta::assert_snapshot!(format!("bulk-{name}-{width}x{height}"), session.screen());
        };
        session.keys("l*");
        take(&mut session, "marked");
        session.keys("baccess_token_validity=45m acess=1 call");
        take(&mut session, "words");
        session
            .keys("<Esc>b<C-u>")
            .keys("access_token_validity=45m callback_urls+=https://a.example/cb<Enter>");
        take(&mut session, "plan");
        session.sandbox.set_faults(vec![Fault::always_on(FaultKind::InternalError, UPDATE)]);
        session.type_ahead("<Enter>").until(|app| {
            let Some(Bulk::Run(run)) = &app.bulk else { return false };
            run.selected >= 2
        });
        take(&mut session, "progress");
        session.sandbox.set_faults(Vec::new());
        session.settle();
        take(&mut session, "result");
    }
}

#[test]
fn marks_survive_filter_pool_refresh_and_failures() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space>").shows("1 marked");
    session.keys("<Esc>r").shows("1 marked").shows("✓kiosk");
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::ServerError, "ListUserPoolClients")]);
    session.keys("r").shows("1 marked");
    session.keys("hjl").shows("1 marked");
    assert_eq!(session.app().marked_here().len(), 1);
    session.keys("p<Tab>us-west-2<Enter>");
    assert_eq!((session.app().marked_here().len(), session.app().marked_elsewhere().len()), (0, 1));
    session.keys("lb").shows("another context").shows("left alone");
}

#[test]
fn nothing_marked_says_how_to_mark() {
    Session::at(140, 40).keys("lb").shows("No client is marked: Space marks");
}

#[test]
fn one_edit_reaches_every_marked_client_and_u_takes_all_of_it_back() {
    let mut session = marked();
    let before = described(&session);
    session.keys("access_token_validity=45m<Enter>").shows("45 minutes");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0, "nothing is written without a review");
    session.keys("<Enter>").shows("Result: access_token_validity=45m").shows("done");
    let sent = session.sandbox.requests_for(UPDATE);
    assert!(sent > 5, "{sent}");
    assert_eq!(differing(&before, &described(&session)) as u64, sent);
    session.keys("<Esc>u").shows("Take back: access_token_validity=45m").keys("<Enter>").shows("Result");
    assert_eq!(session.sandbox.requests_for(UPDATE), 2 * sent);
    assert_eq!(differing(&before, &described(&session)), 0, "every document is as it was");
    assert_eq!(session.app().marked_here().len(), before.len(), "marks stay");
}

#[test]
fn a_stop_leaves_the_rest_and_both_enter_and_b_go_on() {
    for reopened in [false, true] {
        let mut session = marked();
        session.keys("auth_session_validity=9m<Enter>").type_ahead("<Enter>");
        session.until(|app| matches!(&app.bulk, Some(Bulk::Run(run)) if run.selected >= 2));
        session.keys("<Esc>").shows("nothing was cut").shows("Enter goes on with");
        let sent = session.sandbox.requests_for(UPDATE);
        if reopened {
            session.keys("<Esc>b").shows("go on: auth_session_validity=9m").keys("<Enter>").shows("Plan:");
        }
        session.keys("<Enter>").shows("All done");
        assert!(session.sandbox.requests_for(UPDATE) > sent);
        session.keys("<Esc>b").hides("go on:").shows("Change ");
    }
}

#[test]
fn read_only_never_asks_for_a_write() {
    let mut session =
        Session::start(Start { gate: WriteGate::read_only("of --read-only"), ..Start::default() });
    session.keys("l*baccess_token_validity=45m<Enter><Enter>").shows("READ-ONLY");
    assert!(session.app().bulk.is_none());
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
}

#[test]
fn a_guarded_context_asks_for_the_number() {
    let guard = Guard { pattern: "eu-*".to_owned(), mode: GuardMode::Confirm, reason: "the shop".to_owned() };
    let mut session = Session::start(Start { gate: WriteGate::Guarded(vec![guard]), ..Start::default() });
    session.keys("l/kiosk<Enter><Space>bname=kiosk-2<Enter>").shows("the shop").keys("<Enter>");
    session.shows("Type the number of clients, 1");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
    session.keys("1<Enter>").shows("All done");
    assert_eq!(session.sandbox.requests_for(UPDATE), 1);
}

#[test]
fn what_is_typed_survives_leaving_and_errors_stay_in_the_line() {
    let mut session = marked();
    session.keys("acess=1<Enter>").shows("^^^^^^^").shows("no setting called");
    session.keys("<Esc>b").shows("acess=1");
}

#[test]
fn a_conflict_is_kept_and_chosen_from_the_result() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>/android<Enter><Space><Esc>b");
    session.keys("auth_session_validity=9m<Enter>").shows("9 minutes");
    let kiosk =
        session.app().marked_here().iter().find(|mark| mark.name == "kiosk-terminal").unwrap().key.clone();
    let body = serde_json::json!({
        "UserPoolId": kiosk.pool.as_str(), "ClientId": kiosk.client.as_str(),
        "ClientName": "kiosk-terminal", "AuthSessionValidity": 5,
    });
    let target = "AWSCognitoIdentityProviderService.UpdateUserPoolClient";
    let bytes = serde_json::to_vec(&body).unwrap();
    assert_eq!(session.sandbox.handle(Some(target), &bytes, std::time::SystemTime::now()).status, 200);
    session.keys("<Enter>").shows("somebody else changed the same").shows("1 done").shows("1 to choose");
    session.keys("<Enter>").shows("theirs").shows("5 minutes");
    session.keys("m").keys("<Enter><Enter>").shows("as you chose").shows("All done");
    session.keys("<Esc>b").hides("go on:");
}

#[test]
fn a_restart_offers_what_is_left() {
    let mut session = marked();
    session.keys("auth_session_validity=9m<Enter>").type_ahead("<Enter>");
    session.until(|app| matches!(&app.bulk, Some(Bulk::Run(run)) if run.selected >= 2));
    session.keys("<Esc>").restart();
    session.shows("came to no end").shows("b goes on with them");
    session.keys("b<Enter>").shows("Plan: auth_session_validity=9m").keys("<Enter>").shows("All done");
}
