//! A secret replaced without an outage, step by step, also over two runs of the program.

use cognitui::tasks::write::WriteGate;
use serde_json::{Value, json};

use crate::session::{Session, Start, call, described, secret_of};

fn on(name: &str) -> Session {
    let mut session = Session::at(140, 40);
    session.keys("l/").keys(name).keys("<Enter>");
    session
}

/// Ids of the stored secrets of the selected client, the oldest first.
fn stored(session: &Session) -> Vec<String> {
    let key = session.app().selected_client().unwrap().key.clone();
    let ids = json!({"UserPoolId": key.pool.as_str(), "ClientId": key.client.as_str()});
    let listed = call(session, "ListUserPoolClientSecrets", &ids);
    let rows = listed["ClientSecrets"].as_array().unwrap();
    rows.iter().map(|row: &Value| row["ClientSecretId"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_rotation_from_the_first_key_to_the_last() {
    let mut session = on("booking-server");
    let old = secret_of(&session, "booking-server");
    session.keys("s").shows("Secrets of booking-server").shows("added 3 years ago").shows("Add a second");
    session.keys("a").shows("Review: Add a secret to booking-server in customers");
    session.shows("It tells the new one once").keys("<Enter>").shows("Done: the secret is added");
    session.shows("the new one").shows("the old one").shows("with cognitui");
    assert_eq!(stored(&session).len(), 2);

    session.keys("y").shows("Copied the new secret");
    let new = session.copied().pop().unwrap();
    assert_ne!(new, old);
    session.keys("a").shows("Two secrets are all that Cognito keeps");
    session.keys("d").shows("First confirm with c");
    session.keys("c").shows("Confirmed").keys("d").shows("Retire a secret of booking-server");
    let before = stored(&session);
    session.shows(&before[0]).shows("added 3 years ago").shows("cannot get or refresh tokens");
    session.keys("<Enter>").shows("Type the client's name");
    assert_eq!(stored(&session).len(), 2, "nothing without the name");
    session.keys("booking-server<Enter>").shows("Done: the secret is retired");
    assert_eq!(stored(&session), before[1..]);
    assert_eq!(secret_of(&session, "booking-server"), new, "what was copied is what stays");

    session.keys("d").shows("The only secret cannot be retired");
    session.keys("<Esc>").hides("Secrets of booking-server").hides(&old).hides(&new);
    assert!(!session.journal().contains(&old) && !session.journal().contains(&new));
}

#[test]
fn it_goes_on_in_another_run() {
    let mut session = on("booking-server");
    session.keys("s").keys("a").keys("<Enter>").shows("Done: the secret is added");
    let mut session = session.restart();
    session.keys("l/booking-server<Enter>s").shows("the new one").shows("with cognitui").shows("▸");
    session.keys("y").shows("tells an added secret once, and that was not in this session");
    assert!(session.copied().is_empty());
    session.keys("cd").keys("booking-server<Enter>").shows("Done: the secret is retired");
    assert_eq!(stored(&session).len(), 1);
}

#[test]
fn the_new_one_can_be_given_up_too() {
    let mut session = on("booking-server");
    let old = secret_of(&session, "booking-server");
    session.keys("s").keys("a").keys("<Enter>").keys("jd").shows("The newer of two secrets is retired");
    session.keys("booking-server<Enter>").shows("Done: the secret is retired");
    assert_eq!(secret_of(&session, "booking-server"), old);
}

#[test]
fn where_there_is_none_it_says_so() {
    let mut session = on("kiosk-terminal");
    session.keys("s").shows("This is a public client").keys("a").shows("only be added where there is one");
    session.keys("y").shows("no secret to copy");
    assert!(described(&session, "kiosk-terminal").get("ClientSecret").is_none());
}

#[test]
fn a_read_only_session_changes_nothing() {
    let gate = WriteGate::read_only("of --read-only");
    let mut session = Session::start(Start { gate, ..Start::default() });
    session.keys("l/booking-server<Enter>s").keys("a").shows("READ-ONLY");
    assert!(session.app().editing.is_none());
}

#[test]
fn screens() {
    for (width, height) in [(140, 40), (80, 24), (60, 20)] {
        let mut session = Session::at(width, height);
        session.keys("l/booking-server<Enter>s");
        insta::assert_snapshot!(format!("secrets-{width}x{height}"), session.screen());
        session.keys("<Esc>y");
        insta::assert_snapshot!(format!("copy-menu-{width}x{height}"), session.screen());
    }
}
