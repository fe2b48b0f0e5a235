//! Changing a client in a real terminal, over a Cognito behind a real socket.

use std::path::Path;

use rustix::process::Signal;

use crate::pty::{PATIENCE, Setup, Terminal, key};
use crate::servers::Server;

const CTRL_S: &str = "\x13";

/// The program over a served sandbox, with its state in a folder that outlives it, at one client's form.
fn at_the_form(server: &Server, state: &Path, client: &str) -> Terminal {
    let terminal = Setup::cognitui(&["--endpoint-url", server.url(), "--region", "eu-west-1"])
        .env("AWS_ACCESS_KEY_ID", "AKIAEDIT")
        .env("AWS_SECRET_ACCESS_KEY", "edit")
        .env("XDG_STATE_HOME", state)
        .start();
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
    terminal.wait_for("changed kiosk-terminal in customers");
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
    // The name holds what the pool's list is filtered by, so it stays.
    terminal.keys("\t\t\t\t\t\t\t\t\t\t\t\t");
    terminal.wait_for("5 minutes – 1 day");
    terminal.keys("\x7f\x7f\x7f\x7f\x7f\x7f12 bananas");
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
