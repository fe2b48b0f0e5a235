//! A secret on screen: whole, in its place, and gone with whatever can mean that nobody, or somebody else,
//! looks at it.

use std::time::Duration;

use cognitui::app::{Event, Subject};
use serde_json::json;

use crate::session::{Session, call, secret_of};

const FAKE: &str = "onlyafakesecretandnotrealatallbutaslongasrealonesare";

/// Replaces a client's secret with one that is easy to see in a snapshot.
fn give_fake_secret(session: &Session) {
    let key = session.app().selected_client().unwrap().key.clone();
    let ids = || json!({"UserPoolId": key.pool.as_str(), "ClientId": key.client.as_str()});
    let mut request = ids();
    request["ClientSecret"] = FAKE.into();
    call(session, "AddUserPoolClientSecret", &request);
    let listed = call(session, "ListUserPoolClientSecrets", &ids());
    request = ids();
    request["ClientSecretId"] = listed["ClientSecrets"][0]["ClientSecretId"].clone();
    call(session, "DeleteUserPoolClientSecret", &request);
}

fn revealed(width: u16, height: u16) -> (Session, String) {
    let mut session = Session::at(width, height);
    session.keys("l/booking-server<Enter>");
    give_fake_secret(&session);
    let secret = secret_of(&session, "booking-server");
    assert!(!leaks(&session.screen(), &secret));
    session.keys("v");
    (session, secret)
}

/// Whether any piece of the secret is in the text.
fn leaks(text: &str, secret: &str) -> bool {
    let letters: Vec<char> = secret.chars().collect();
    letters.windows(8).any(|piece| text.contains(&piece.iter().collect::<String>()))
}

/// The secret as the screen shows it, its lines put together.
fn read_off(screen: &str) -> String {
    let lines = screen.lines().skip_while(|line| !line.contains(" Secret  "));
    let pieces = lines.map(|line| {
        let mut words = line.split(|c: char| !c.is_alphanumeric());
        words.find(|word| word.len() >= 8 && FAKE.contains(word)).unwrap_or_default()
    });
    pieces.take(4).collect()
}

#[test]
fn it_is_shown_whole_in_its_place() {
    for (width, height) in [(140, 40), (80, 24), (60, 20), (50, 20)] {
        let (session, secret) = revealed(width, height);
        assert_eq!(read_off(&session.screen()), secret, "{}", session.screen());
        assert!(matches!(session.app().detail.subject, Some(Subject::Client(_))));
        insta::assert_snapshot!(format!("revealed-{width}x{height}"), session.screen());
    }
}

/// Something that a person, a terminal or the time does.
type Happening = dyn Fn(&mut Session) -> &mut Session;

#[test]
fn it_is_hidden_by_everything_that_can_mean_nobody_looks() {
    let events: [(&str, &Happening); 20] = [
        ("v", &|session| session.keys("v")),
        ("its time", &|session| session.pass(Duration::from_secs(30))),
        ("the next client", &|session| session.keys("<Esc>j")),
        ("another pane's subject", &|session| session.keys("<Esc>h")),
        ("the focus", &|session| session.feed(Event::FocusLost)),
        ("suspending", &|session| session.keys("<C-z>")),
        ("a stop from outside", &|session| session.feed(Event::Suspend)),
        ("an end from outside", &|session| session.feed(Event::Leave)),
        ("leaving", &|session| session.keys("<C-c>")),
        ("the palette", &|session| session.keys(":")),
        ("the copy menu", &|session| session.keys("y")),
        ("the form", &|session| session.keys("e")),
        ("the finder", &|session| session.keys("f")),
        ("the context choice", &|session| session.keys("p")),
        ("an audit", &|session| session.keys("a<Enter>")),
        ("an export", &|session| session.keys("x")),
        ("a comparison", &|session| session.keys("<Esc><Esc>l<Space>j<Space>c")),
        ("a change of several", &|session| session.keys("<Space>b")),
        ("the journal", &|session| session.keys("H:")),
        ("another region", &|session| session.keys(":region<Enter>eu-west-2<Enter>")),
    ];
    for (what, happens) in events {
        // Beside a box in the middle of a wide screen the panes can still be read.
        for width in [140, 220] {
            let (mut session, secret) = revealed(width, 40);
            assert!(leaks(&session.screen(), &secret));
            happens(&mut session);
            assert!(!leaks(&session.screen(), &secret), "{what}:\n{}", session.screen());
            assert!(!leaks(&format!("{:?}", session.app()), &secret), "{what}");
            // Nor does it stand there again.
            if !session.is_over() {
                session.keys("<Esc>");
                assert!(!leaks(&session.screen(), &secret), "{what}:\n{}", session.screen());
            }
        }
    }
}

#[test]
fn the_state_shows_nothing_of_it_even_while_it_is_on_screen() {
    let (session, secret) = revealed(140, 40);
    assert!(!leaks(&format!("{:?}", session.app()), &secret));
    assert!(!leaks(&session.journal(), &secret));
}

#[test]
fn one_that_comes_too_late_is_dropped() {
    let (mut session, secret) = revealed(140, 40);
    session.keys("v").type_ahead("v<Esc>j");
    session.settle();
    assert!(!leaks(&session.screen(), &secret));
    session.keys("k").type_ahead("v");
    session.feed(Event::FocusLost);
    assert!(!leaks(&session.screen(), &secret));
}

#[test]
fn a_public_client_says_that_it_has_none() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk-terminal<Enter>v").shows("This is a public client: it has no secret");
}
