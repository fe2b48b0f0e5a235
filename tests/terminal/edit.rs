//! Changing a client in a real terminal, over a Cognito behind a real socket.

use std::path::Path;

use rustix::process::Signal;

use crate::bad_days::wait_for_words;
use crate::pty::{PATIENCE, Setup, Terminal, key};
use crate::servers::Server;

const CTRL_S: &str = "\x13";

/// The program over a served sandbox, with its state in a folder that outlives it.
fn over(server: &Server, state: &Path) -> Terminal {
    Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIAEDIT")
        .env("AWS_SECRET_ACCESS_KEY", "edit")
        .env("XDG_STATE_HOME", state)
        .start()
}

/// The same at one client's form.
fn at_the_form(server: &Server, state: &Path, client: &str) -> Terminal {
    let terminal = over(server, state);
    terminal.wait_for(client);
    terminal.keys(&format!("l/{client}\r"));
    terminal.wait("the client's settings", |screen| screen.contains(client) && screen.contains("Client ID"));
    terminal.keys("e");
    terminal.wait_for(&format!("Edit {client}"));
    terminal
}

/// Waits until the state folder holds a draft with that text.
fn wait_for_draft(state: &Path, text: &str) {
    let until = std::time::Instant::now() + PATIENCE;
    let kept = |folder: &Path| -> bool {
        let places = std::fs::read_dir(folder.join("cognitui/drafts")).into_iter().flatten().flatten();
        let files = places.filter_map(|place| std::fs::read_dir(place.path()).ok()).flatten().flatten();
        files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).any(|draft| draft.contains(text))
    };
    while !kept(state) {
        assert!(std::time::Instant::now() < until, "no draft was kept");
        std::thread::yield_now();
    }
}

#[test]
fn an_edit_from_the_key_to_cognito_and_back() {
    let (server, state) = (Server::sandbox(&[]), tempfile::tempdir().unwrap());
    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    terminal.keys("-2");
    terminal.wait_for("1 change");
    terminal.keys(CTRL_S);
    terminal.wait_for("kiosk-terminal → kiosk-terminal-2");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    terminal.keys("H");
    terminal.wait("the change with its client", |screen| {
        screen.contains("changed kiosk-terminal (") && screen.contains(") in customers")
    });
    terminal.keys(key::ESC);
    terminal.wait_gone("What cognitui changed");
    terminal.keys("u");
    terminal.wait_for("kiosk-terminal-2 → kiosk-terminal");
    terminal.keys(key::ENTER);
    terminal.wait_gone("Review");
    terminal.wait_for("Done: 1 setting changed");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

#[test]
fn a_draft_survives_a_crash() {
    let (server, state) = (Server::sandbox(&[]), tempfile::tempdir().unwrap());
    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    terminal.keys("-unfinished");
    wait_for_draft(state.path(), "kiosk-terminal-unfinished");
    terminal.signal(Signal::KILL);
    terminal.wait_exit();

    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    terminal.wait_for("kiosk-terminal-unfinished");
    terminal.wait_for("1 change");
}

#[test]
fn a_new_client_and_what_cannot_be_read_survive_a_crash() {
    let (server, state) = (Server::sandbox(&[]), tempfile::tempdir().unwrap());
    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    // Nine settings on, at the ID token.
    terminal.keys(&"\t".repeat(9));
    terminal.wait_for("5 minutes – 1 day");
    terminal.keys("12 bananas");
    wait_for_draft(state.path(), "12 bananas");
    terminal.keys(key::ESC);
    terminal.wait_for("The draft is kept");
    terminal.keys("n");
    terminal.wait_for("Machine to machine");
    terminal.keys("Basic\r");
    terminal.wait_for("New client: Basic");
    terminal.keys("half-made");
    wait_for_draft(state.path(), "half-made");
    terminal.signal(Signal::KILL);
    terminal.wait_exit();

    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    terminal.wait_for("12 bananas");
    terminal.keys(key::ESC);
    terminal.wait_gone("Edit kiosk-terminal");
    terminal.keys("n");
    terminal.wait_for("Go on: New client: Basic (half-made)");
}

#[test]
fn a_draft_survives_a_failed_request_and_a_lost_session() {
    for fault in ["expired-credentials:UpdateUserPoolClient=1", "drop:UpdateUserPoolClient=1"] {
        let (server, state) = (Server::sandbox(&["--fault", fault]), tempfile::tempdir().unwrap());
        let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
        terminal.keys("-2");
        terminal.wait_for("1 change");
        terminal.keys(CTRL_S);
        terminal.wait_for("Review");
        terminal.keys(key::ENTER);
        terminal.wait_for("! ");
        terminal.keys(key::ESC);
        terminal.wait_gone("Review");
        terminal.wait_for("kiosk-terminal-2");
        wait_for_draft(state.path(), "kiosk-terminal-2");
    }
}

/// A write that waits is still the running program's: a second one leaves it alone and says so. Esc stops
/// it, and then there is nothing to tell any more.
#[test]
fn a_second_program_leaves_the_first_ones_write_alone() {
    let server = Server::sandbox(&["--fault", "throttle:UpdateUserPoolClient=1"]);
    let state = tempfile::tempdir().unwrap();
    let first = at_the_form(&server, state.path(), "kiosk-terminal");
    first.keys("-2");
    first.wait_for("1 change");
    first.keys(CTRL_S);
    first.wait_for("Review");
    first.keys(key::ENTER);
    first.wait_for("asks us to slow down");

    let second = over(&server, state.path());
    second.wait_for("Another cognitui is at a write");
    assert!(!second.screen().contains("An earlier run"), "{}", second.screen());
    second.keys(key::CTRL_C);
    second.wait_exit();

    first.keys(key::ESC);
    first.wait_for("stopped before the service took it");
    first.keys(key::CTRL_C);
    assert_eq!(first.wait_exit().code, 0);
    let third = over(&server, state.path());
    third.wait_for("kiosk-terminal");
    assert!(!third.screen().contains("at a write"), "{}", third.screen());
}

/// Each start has a sandbox of its own: what was done in one did not happen in the next.
#[test]
fn a_new_sandbox_knows_nothing_of_the_last() {
    let state = tempfile::tempdir().unwrap();
    let start = || {
        let terminal = Setup::cognitui(&["--sandbox"]).env("XDG_STATE_HOME", state.path()).start();
        terminal.wait_for("kiosk-terminal");
        terminal
    };
    let terminal = start();
    terminal.keys("l/kiosk-terminal\r");
    terminal.wait_for("Client ID");
    terminal.keys("e");
    terminal.wait_for("Edit kiosk-terminal");
    terminal.keys("-2");
    terminal.wait_for("1 change");
    terminal.keys(CTRL_S);
    terminal.wait_for("Review");
    terminal.keys(key::ENTER);
    terminal.wait_for("Done: 1 setting changed");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);

    let terminal = start();
    terminal.keys("u");
    terminal.wait_for("There is no change of yours here");
    terminal.keys("H");
    terminal.wait_for("Nothing was changed with cognitui yet");
}

/// Killed before the answer: the next start looks, says what became of it, and takes it back when asked.
#[test]
fn a_kill_in_the_middle_of_a_write_is_found_at_the_next_start() {
    let server = Server::sandbox(&["--fault", "silence:UpdateUserPoolClient=1"]);
    let state = tempfile::tempdir().unwrap();
    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    terminal.keys("-2");
    terminal.wait_for("1 change");
    terminal.keys(CTRL_S);
    terminal.wait_for("Review");
    terminal.keys(key::ENTER);
    terminal.wait_for("Sent. It comes to its end now");
    terminal.signal(Signal::KILL);
    terminal.wait_exit();
    let terminal = over(&server, state.path());
    wait_for_words(&terminal, "An earlier run ended in the middle of a write");
    wait_for_words(&terminal, "in customers, just now: not carried out");
    terminal.keys("u");
    terminal.wait_for("There is no change of yours here");
}

/// On the command line the same write is agreed to by a person, and only by a yes.
#[test]
fn set_asks_before_it_writes() {
    let (server, state) = (Server::sandbox(&[]), tempfile::tempdir().unwrap());
    for (answer, status, told) in
        [("n", 6, "nothing is written"), ("", 6, "nothing is written"), ("yes", 0, "Done")]
    {
        let change = "access_token_validity=20m";
        let terminal = Setup::cognitui(&["--endpoint-url", server.url(), "set", "customers/web", change])
            .env("AWS_ACCESS_KEY_ID", "AKIAEDIT")
            .env("AWS_SECRET_ACCESS_KEY", "edit")
            .env("AWS_REGION", "eu-west-1")
            .env("XDG_STATE_HOME", state.path())
            .start();
        terminal.wait_for("15 minutes → 20 minutes");
        terminal.wait_for("Write this? [y/N]");
        terminal.keys(&format!("{answer}\r"));
        let left = terminal.wait_exit();
        assert_eq!(left.code, status, "{answer:?}: {}", left.screen);
        assert!(left.screen.contains(told), "{answer:?}: {}", left.screen);
    }
}

/// A change that cannot be written down first is not made, and the screen says what to do about it; the
/// draft is still in the form.
#[test]
fn without_a_journal_nothing_is_sent() {
    let server = Server::sandbox(&[]);
    let state = tempfile::tempdir().unwrap();
    // A file where the folder should be, as for a folder that cannot be written to.
    std::fs::write(state.path().join("cognitui"), "").unwrap();
    let terminal = at_the_form(&server, state.path(), "kiosk-terminal");
    terminal.keys("-2");
    terminal.wait_for("1 change");
    terminal.keys(CTRL_S);
    terminal.wait_for("Review");
    terminal.keys(key::ENTER);
    wait_for_words(&terminal, "Nothing was sent: the journal");
    wait_for_words(&terminal, "XDG_STATE_HOME");
    terminal.keys(key::ESC);
    terminal.wait_gone("Review");
    terminal.wait_for("kiosk-terminal-2");
    terminal.keys(key::CTRL_C);
    assert_eq!(terminal.wait_exit().code, 0);
}

/// The answer of a creation is lost and the program is killed while it looks: the next start finds the
/// one client that was made, and no second one is.
#[test]
fn a_creation_that_is_killed_in_doubt_is_found_and_made_once() {
    let faults = ["--fault", "silence:CreateUserPoolClient=1"];
    let (server, state) = (Server::sandbox(&faults), tempfile::tempdir().unwrap());
    let terminal = over(&server, state.path());
    terminal.wait_for("kiosk-terminal");
    terminal.keys("n");
    terminal.wait_for("New client");
    terminal.keys("Basic\r");
    terminal.wait_for("New client: Basic");
    terminal.keys("made-here");
    terminal.wait_for("made-here");
    terminal.keys(CTRL_S);
    terminal.wait_for("A new client is made");
    terminal.keys(key::ENTER);
    terminal.wait_for("Sent. It comes to its end now");
    terminal.signal(Signal::KILL);
    terminal.wait_exit();
    let terminal = over(&server, state.path());
    wait_for_words(&terminal, "created made-here in customers, just now: not carried out");
    terminal.keys("H");
    terminal.wait_for("What cognitui changed");
    terminal.wait_for("created made-here in customers");
}

/// While the question stands, somebody else writes: to another setting, which stays; to the same, which is
/// a conflict and nothing is overwritten.
#[test]
fn set_meets_somebody_else_between_the_question_and_the_answer() {
    for (theirs, status, told) in [
        ("auth_session_validity=9m", 0, "Somebody else had changed this meanwhile"),
        ("access_token_validity=44m", 6, "somebody else changed the same settings"),
    ] {
        let (server, state) = (Server::sandbox(&[]), tempfile::tempdir().unwrap());
        let set = |change: &str, more: &[&str]| {
            let arguments = ["--endpoint-url", server.url(), "set", "customers/web", change];
            Setup::cognitui(&[&arguments[..], more].concat())
                .env("AWS_ACCESS_KEY_ID", "AKIAEDIT")
                .env("AWS_SECRET_ACCESS_KEY", "edit")
                .env("AWS_REGION", "eu-west-1")
                .env("XDG_STATE_HOME", state.path())
                .size(140, 40)
                .start()
        };
        let mine = set("access_token_validity=20m", &[]);
        mine.wait_for("Write this? [y/N]");
        assert_eq!(set(theirs, &["--yes"]).wait_exit().code, 0);
        mine.keys("y\r");
        let left = mine.wait_exit();
        assert_eq!(left.code, status, "{}", left.screen);
        assert!(left.screen.contains(told), "{}", left.screen);
        let after = set(theirs, &["--yes"]).wait_exit();
        assert!(after.screen.contains("already like this"), "theirs is as they wrote it: {}", after.screen);
    }
}
