//! Copying: one letter each, and no secret on the way.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cognitui::local::clipboard::Surroundings;
use cognitui::local::{Clipboard, ClipboardConfig};
use sha2::{Digest, Sha256};

use crate::session::{Session, Start, secret_of};

fn on(name: &str) -> Session {
    let mut session = Session::at(140, 40);
    session.keys("l/").keys(name).keys("<Enter>");
    assert_eq!(session.app().selected_client().unwrap().name, name);
    session
}

/// What one letter after `y` puts on the clipboard.
fn copied(name: &str, letters: &str) -> String {
    let mut session = on(name);
    session.keys("y").shows("Copy from").keys(letters).hides("Copy from").shows("Copied");
    let all = session.copied();
    assert_eq!(all.len(), 1, "{letters}: {all:?}");
    all[0].clone()
}

#[test]
fn each_letter_copies_one_thing() {
    let session = on("booking-server");
    let key = session.app().selected_client().unwrap().key.clone();
    let secret = secret_of(&session, "booking-server");
    for (letter, expected) in [
        ("i", key.client.to_string()),
        ("n", "booking-server".to_owned()),
        ("r", key.to_string()),
        ("s", secret.clone()),
    ] {
        assert_eq!(copied("booking-server", letter), expected, "{letter}");
    }
    let login = copied("booking-server", "u");
    assert!(login.contains("/login?client_id=") && login.contains(key.client.as_str()), "{login}");
    let env = copied("booking-server", "e");
    assert!(env.contains(&format!("COGNITO_CLIENT_ID={}\n", key.client)), "{env}");
    assert!(env.contains(&format!("COGNITO_CLIENT_SECRET={secret}\n")), "{env}");
    let curl = copied("booking-server", "c");
    assert!(curl.contains("/oauth2/token") && curl.contains("$COGNITO_CLIENT_SECRET"), "{curl}");
    assert!(!curl.contains(&secret));
    assert!(copied("booking-server", "o").ends_with(key.pool.as_str()));
    assert!(copied("booking-server", "d").ends_with("/.well-known/openid-configuration"));
}

#[test]
fn the_authorize_url_is_redeemed_with_its_own_verifier() {
    let mut session = on("booking-server");
    session.keys("yk").shows("no authorize URL").keys("ya").keys("yk");
    let copied = session.copied();
    let [url, command] = copied.as_slice() else { panic!("{copied:?}") };
    let parameter = |name: &str| {
        let query = url.split_once('?').unwrap().1;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(known, _)| *known == name).unwrap().1.to_owned()
    };
    assert_eq!(parameter("code_challenge_method"), "S256");
    assert!(parameter("state").len() >= 32);
    let verifier = command.split("code_verifier=").nth(1).unwrap().trim_end_matches('\'');
    assert_eq!(parameter("code_challenge"), URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())));
    session.hides(verifier);
}

#[test]
fn a_secret_hash_is_made_for_a_name_that_is_typed_or_pasted() {
    let mut session = on("booking-server");
    session.keys("yh").shows("User name").keys("<Enter>").shows("Type the user name first").paste("ada");
    session.keys("<Enter>").shows("Copied a user's SECRET_HASH");
    assert_eq!(session.copied().len(), 1);
    assert_eq!(session.copied()[0].len(), 44, "32 bytes in base64");
    session.keys("yh<Esc>").shows("Copy from").keys("<Esc>").hides("Copy from");
}

#[test]
fn what_cannot_be_copied_says_why_and_leaves_the_clipboard() {
    let mut session = on("kiosk-terminal");
    session
        .keys("y")
        .shows("a public client has none")
        .keys("s")
        .shows("This is a public client: it has no secret");
    assert!(session.copied().is_empty());
    session.keys("yz").shows("Nothing is copied with z").shows("Copy from");
}

#[test]
fn what_is_not_known_yet_is_not_claimed() {
    let mut session = Session::at(140, 40);
    session.keys("fledger").keys("<C-y>").shows("Copy from").hides("the client's own credentials");
    session.shows("if it has one; not shown here").shows("with the secret if it has one");
}

#[test]
fn whose_it_is_stands_in_the_title_and_the_message() {
    let mut session = on("booking-server");
    session.keys("y").shows("Copy from booking-server in customers ").keys("s");
    session.shows("Copied the secret of booking-server in customers with");
    session.keys("yi").shows("Copied the client ID of booking-server in customers with");
    let start = Start { beside: vec!["eu-west-2"], ..Start::default() };
    let mut session = Session::start(start);
    session.keys("l/booking-server<Enter>y");
    session.shows("Copy from booking-server in customers (sandbox, eu-west-1)").keys("s");
    session.shows("Copied the secret of booking-server in customers (sandbox, eu-west-1) with");
}

#[test]
fn everything_is_in_the_palette_too() {
    let mut session = on("booking-server");
    session.keys(":copy the client ID<Enter>").shows("Copied the client ID");
    session.keys(":SECRET_HASH<Enter>").shows("User name");
}

#[test]
fn a_secret_leaves_a_clipboard_that_can_be_read_and_is_never_on_screen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("held");
    let shell = |script: String| vec!["sh".to_owned(), "-c".to_owned(), script];
    let config = ClipboardConfig {
        command: shell(format!("cat > '{}'", file.display())),
        read: shell(format!("cat '{}'", file.display())),
        ..ClipboardConfig::default()
    };
    let clipboard = Clipboard::new(config, Surroundings::default());
    let mut session = Session::start(Start { clipboard, ..Start::default() });
    session.keys("l/booking-server<Enter>");
    let secret = secret_of(&session, "booking-server");
    session.keys("ys").shows("with sh. It is cleared in 45 s").hides(&secret);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), secret);
    session.pass(Duration::from_secs(44));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), secret, "not before its time");
    session.pass(Duration::from_secs(1)).shows("off the clipboard");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "");
    assert_eq!(session.app().deadline(), None, "nothing is left to wake for");

    session.keys("ys");
    std::fs::write(&file, "somebody's own").unwrap();
    session.pass(Duration::from_secs(45)).hides("off the clipboard");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "somebody's own");
}

#[test]
fn over_the_terminal_it_stays_and_the_message_says_so() {
    let mut session = on("booking-server");
    session.keys("ys").shows("the terminal (OSC 52)").shows("not cleared");
    assert_eq!(session.app().deadline(), None);
}
