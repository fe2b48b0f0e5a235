//! A secret replaced without an outage, step by step, also over two runs of the program.

use cognitui::app::Event;
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

    session.keys("c").shows("it was not copied, and only this cognitui has it").hides("Confirmed");
    session.keys("y").shows("Copied the new secret of booking-server in customers");
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
    session.hides("y copy the new").shows("This run does not have the new secret");
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
fn a_new_secret_that_nobody_has_does_not_go_with_a_key() {
    let added = || {
        let mut session = on("booking-server");
        session.keys("s").keys("a").keys("<Enter>").shows("Done: the secret is added");
        session
    };
    for keys in ["qqqqqq", "<Esc><Esc><Esc><Esc><Esc><Esc>"] {
        let mut session = added();
        for key in keys.split_inclusive(if keys.starts_with('q') { 'q' } else { '>' }) {
            session.keys(key);
        }
        assert!(!session.is_over(), "{keys}");
    }
    let mut session = added();
    session.keys("qqqq").shows("Leave cognitui?").shows("The new secret of booking-server was not copied");
    // The first choice loses nothing, and then there is nothing to ask.
    session.keys("<Enter>").shows("Copied the new secret of booking-server in customers");
    assert_eq!(session.copied().len(), 1);
    session.keys("q");
    assert!(session.is_over());

    // Ctrl-c says it once, from everywhere.
    for before in ["", "<Esc>", "<Esc>e", "<Esc>f", "<Esc>p", "<Esc>:"] {
        let mut session = added();
        session.keys(before).keys("<C-c>").shows("nobody else has").shows("Ctrl-c again leaves");
        assert!(!session.is_over(), "{before}");
        session.keys("<C-c>");
        assert!(session.is_over(), "{before}");
    }
    let mut session = added();
    session.keys("<C-c><Esc>").keys("<C-c>");
    assert!(!session.is_over(), "another key between starts anew");
    session.keys("let it go<Enter>");
    assert!(session.is_over());

    // On a screen too small for the question it is said as well.
    let mut session = added();
    session.resize(39, 9).shows("nobody else").keys("<C-c>");
    assert!(!session.is_over());
    session.keys("<C-c>");
    assert!(session.is_over());

    // Seen is had, and what is retired is nobody's loss.
    let mut session = added();
    session.keys("jd").keys("booking-server<Enter>").shows("Done: the secret is retired").keys("<C-c>");
    assert!(session.is_over());
    let mut session = added();
    session.feed(Event::Leave);
    assert!(session.is_over(), "an end from outside is not argued with");
}

#[test]
fn what_was_done_is_known_after_closing_and_in_another_run() {
    let mut session = on("booking-server");
    session
        .keys("s")
        .keys("a")
        .keys("<Enter>")
        .shows("▸ to wherever the client runs")
        .shows("y copy the new");
    session.keys("y").shows("✓ to wherever the client runs").shows("▸ that everything uses");
    let mut session = session.restart();
    session.keys("l/booking-server<Enter>s").shows("✓ to wherever the client runs").hides("y copy the new");
    session.keys("c").shows("▸ it stops working at once").keys("<Esc>s").shows("▸ it stops working at once");
    session.keys("c").shows("Taken back").keys("<Esc>s").keys("d").shows("First confirm with c").keys("c");
    let mut session = session.restart();
    session.keys("l/booking-server<Enter>s").shows("▸ it stops working at once").shows("d retire the old");
    session.keys("d").keys("booking-server<Enter>").shows("Done: the secret is retired");
    session.shows("▸ both work until one is retired");
}

#[test]
fn of_two_it_is_said_which_one_was_told_as_far_as_that_is_known() {
    let mut session = on("booking-server");
    session
        .keys("s")
        .keys("a")
        .keys("<Enter>")
        .keys("<Esc>ys")
        .shows("It is the old one")
        .hides("without saying");
    session.keys("v").shows("It is the old one");
    // The service here tells the older one, so the new one is still had by nobody.
    session.keys("<C-c>").shows("nobody else has").keys("<Esc>");
    let mut session = session.restart();
    session.keys("l/booking-server<Enter>ys").shows("two secrets, and the service tells one of them");
    session.keys("v").shows("two secrets, and the service tells one of them");
}

/// Their ids begin alike, and on a screen of any width it shows where they do not.
#[test]
fn two_secrets_are_told_apart_on_every_screen() {
    for (width, height) in [(140, 40), (100, 30), (80, 24), (60, 20)] {
        let mut session = Session::at(width, height);
        session.keys("l/booking-server<Enter>s").keys("a").keys("<Enter>").keys("y");
        for id in stored(&session) {
            session.shows(&format!("…--{}", id.rsplit_once("--").unwrap().1));
        }
        session.keys("<Esc>");
        session.keys("s");
        // What is on the screen beside has the moment at which the second one was added.
        let sheet = session.app().overlays.last().unwrap();
        let steps = sheet.lines(session.app()).into_iter().filter(|line| !line.key.is_empty());
        let steps = steps.map(|line| format!("{}  {:<18} {}", line.key, line.label, line.value));
        insta::assert_snapshot!("two-secrets-steps", steps.collect::<Vec<_>>().join("\n"));
        session.shows("c deployed").shows("Esc close");
    }
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
