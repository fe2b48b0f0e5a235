//! What is typed is kept, what is half-typed is no value, and what is written is what was meant.

use std::time::Duration;

use cognitui::app::{App, Keymap, Launch, Link, Now};
use cognitui::sandbox::{Fault, FaultKind, World};
use cognitui::tasks::{Failure, FailureKind};
use cognitui::ui::Theme;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use serde_json::{Value, json};

use crate::edit::{on, somebody_changes};
use crate::session::{Session, Start, described};

/// At the ID token's lifetime in the form.
fn at_the_id_token(session: &mut Session) -> &mut Session {
    session.keys("e");
    while session.app().form().unwrap().entry().field.label != "ID token" {
        session.keys("<Tab>");
    }
    while !session.app().form().unwrap().typed().0.is_empty() {
        session.keys("<Bs>");
    }
    session
}

#[test]
fn a_half_typed_lifetime_becomes_no_other_lifetime() {
    let mut session = on("kiosk-terminal");
    at_the_id_token(&mut session).keys("12 bananas<Tab><Space><C-f>").shows("12 bananas").shows("✗");
    session.keys("<C-s>").shows("is not a length of time").shows("ID token cannot be read; correct it first");
    session.shows("Edit kiosk-terminal").hides("Review");
    session.keys("<Esc>").shows("The draft is kept");
    session.keys("e").shows("12 bananas").shows("is not a length of time");
    at_the_id_token(&mut session);
    session.keys("90 minx<Esc>e").shows("90 minx").hides("90 minutes");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), 0);
}

#[test]
fn an_undo_leaves_the_draft_alone() {
    let mut session = on("kiosk-terminal");
    session.keys("e-2<C-s>").keys("<Enter>").shows("Done");
    session.keys("e-unsent<Esc>").keys("u").shows("Review").keys("<Enter>").shows("Done");
    described(&session, "kiosk-terminal");
    session.keys("e").shows("kiosk-terminal-2-unsent").shows("1 change");
}

#[test]
fn a_draft_of_a_new_client_is_kept_and_gone_on_with() {
    let mut session = Session::at(140, 40);
    session.keys("nBasic<Enter>first<Esc>").shows("n goes on with it");
    session.keys("nBasic<Down><Enter>second<Esc>");
    // Each is a draft of its own.
    session.keys("n").shows("(first)").shows("(second)");
    session.keys("first<Enter>").shows("New client: Basic").shows("first");
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::ExpiredCredentials, "CreateUserPoolClient")]);
    session.keys("-made<C-s>").keys("<Enter>");
    assert!(session.complains());
    session.sandbox.set_faults(Vec::new());
    session.keys("<Esc><Esc>").keys("n").shows("(first-made)").keys("first<Enter>");
    session.keys("<C-s>").keys("<Enter>").shows("Done");
    described(&session, "first-made");
    session.keys("n").hides("(first").shows("(second)");
    session.keys("second<Enter><C-x>").shows("Ctrl-x again").keys("<C-x>").keys("n").hides("(second)");
}

#[test]
fn a_copy_is_kept_and_gone_on_with() {
    let mut session = on("payments-worker");
    session.keys("Dstaff<Enter>-mine<Esc>").shows("The draft is kept");
    session.keys("D").shows("Go on: Duplicate payments-worker (payments-worker-copy-mine)").shows("staff");
    session.keys("mine<Enter>").shows("payments-worker-copy-mine").shows("Duplicate payments-worker");
}

#[test]
fn a_member_that_was_only_typed_is_added_before_the_review() {
    let mut session = on("kiosk-terminal");
    session.keys("e");
    while session.app().form().unwrap().entry().field.label != "Identity providers" {
        session.keys("<Tab>");
    }
    session.keys("<Up><Down>");
    while session.app().form().unwrap().entry().text(session.app().form().unwrap().within).is_none() {
        session.keys("<Down>");
    }
    session.keys("Nowhere<C-s>").shows("Nowhere is not in the pool").shows("Edit kiosk-terminal");
    assert_eq!(session.sandbox.requests_for("UpdateUserPoolClient"), 0);
}

#[test]
fn the_forms_help_is_not_under_a_letter() {
    let mut session = on("kiosk-terminal");
    session.keys("e").shows("F1 what is this").hides("? help");
    session.keys("?").shows("kiosk-terminal?");
    session.keys("<Esc>").shows("? help");
}

fn with_client(name: &str) -> Session {
    with_clients(&json!([{ "ClientName": name }]))
}

/// A pool with these clients, the first of them selected.
fn with_clients(clients: &Value) -> Session {
    let world = json!({"region": "eu-west-1", "account": "123456789012", "pools": [
        {"pool": {"Name": "odd"}, "clients": clients},
    ]});
    let world = World::from_json(&world.to_string()).unwrap();
    let mut session = Session::start(Start { world, ..Start::default() });
    session.keys("l");
    session
}

#[test]
fn a_name_with_what_cannot_be_seen_can_be_confirmed() {
    let mut session = with_client("web\tapp ");
    session.keys("d").shows(r"What must be typed below: web\tapp");
    session.keys("web app<Enter>");
    assert_eq!(session.sandbox.requests_for("DeleteUserPoolClient"), 0);
    session.keys("<Bs><Bs><Bs><Bs>\\tapp<Enter>").shows("is deleted");

    for pasted in ["web\tapp ", "web\tapp", "web\\tapp\n"] {
        let mut session = with_client("web\tapp ");
        session.keys("d").paste(pasted).keys("<Enter>").shows("is deleted");
    }
    let mut session = with_client("  ");
    session.keys("d<Enter>");
    assert_eq!(session.sandbox.requests_for("DeleteUserPoolClient"), 0, "nothing is no name");
    let id = session.app().selected_client().unwrap().key.client.to_string();
    session.keys(&id).keys("<Enter>").shows("is deleted");
}

#[test]
fn a_client_is_only_changed_where_one_is_looked_at() {
    let mut session = Session::at(140, 40);
    for key in ["e", "E", "d", "D"] {
        session.keys(key).shows("Enter goes to the clients");
        assert!(session.app().editing.is_none() && session.app().picker.is_none(), "{key}");
    }
    assert!(session.handouts().is_empty());
}

#[test]
fn a_conflict_while_deleting_says_that_nothing_is_deleted() {
    let mut session = on("kiosk-terminal");
    session.keys("dkiosk-terminal");
    somebody_changes(&session, "kiosk-terminal", |document| document["AuthSessionValidity"] = json!(7));
    session.keys("<Enter>").shows("so it is not deleted").shows("it goes with the rest").shows("7 minutes");
    assert_eq!(session.sandbox.requests_for("DeleteUserPoolClient"), 0);
    session.keys("kiosk-terminal<Enter>").shows("is deleted");
}

#[test]
fn warnings_survive_a_conflict() {
    let mut session = on("kiosk-terminal");
    session.keys("e-mine");
    while session.app().form().unwrap().entry().field.label != "OAuth" {
        session.keys("<Tab>");
    }
    session.keys("<Space><C-s>").shows("do nothing until somebody turns it on");
    somebody_changes(&session, "kiosk-terminal", |document| document["ClientName"] = json!("theirs"));
    session.keys("<Enter>").shows("same settings").keys("m<Enter>");
    session.shows("Review").shows("do nothing until somebody turns it on");
}

#[test]
fn both_changes_are_seen_while_choosing() {
    // On a wider screen the times beside the sheet are the machine's.
    for (width, height) in [(80, 24), (60, 20)] {
        let mut session = on("kiosk-terminal");
        session.resize(width, height);
        session.keys("e-mine<C-s>");
        somebody_changes(&session, "kiosk-terminal", |document| {
            document["ClientName"] = json!("kiosk-theirs");
            document["AuthSessionValidity"] = json!(7);
        });
        session.keys("<Enter>");
        insta::assert_snapshot!(format!("conflict-{width}x{height}"), session.screen());
        session.keys("m");
        insta::assert_snapshot!(format!("conflict-chosen-{width}x{height}"), session.screen());
    }
}

#[test]
fn a_long_review_says_that_there_is_more_and_all_of_it_can_be_reached() {
    let mut session = on("kiosk-terminal");
    session.resize(60, 20).keys("e-2<C-s>ru").shows("more ─╯").shows("↓");
    for _ in 0..20 {
        session.keys("<PgDn>");
    }
    session.hides("↓");
    session.keys("<Esc><Esc>").keys("d");
    for _ in 0..5 {
        session.keys("<PgDn>");
    }
    session.hides("↓").shows("another id.").hides("secret");
}

#[test]
fn the_most_useful_keys_fit_on_small_screens() {
    for (width, height) in [(60, 20), (80, 24)] {
        let mut session = on("kiosk-terminal");
        session.resize(width, height);
        session.keys("e").shows("Ctrl-s review").shows("Esc leave, kept for now").shows("F1 what is this");
    }
}

#[test]
fn what_blocks_every_update_is_named_at_once() {
    let mut session = with_clients(&json!([{
        "ClientName": "stale", "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "CallbackURLs": ["https://a.example/cb"], "AllowedOAuthScopes": ["openid", "gone/read"],
        "SupportedIdentityProviders": ["COGNITO", "Gone"],
    }]));
    session.keys("e").shows("would fail until this is settled").shows("Scopes, Identity providers.");
    session.shows("gone/read is no longer offered").shows("2 problems");
    session.keys("<C-s>").shows("refuse").hides("Review");
    session.keys("<C-f><C-f>").keys("<C-s>").keys("<Enter>").shows("Done");
    assert_eq!(described(&session, "stale")["AllowedOAuthScopes"], json!(["openid"]));
}

#[test]
fn a_lost_connection_is_said_in_the_header() {
    let now = Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() };
    let keymap = Keymap::new(&std::collections::BTreeMap::default()).unwrap();
    let mut app = App::new(Launch::default(), keymap, (100, 24), now);
    app.context.profile = "prod".to_owned();
    app.context.region = "eu-west-1".to_owned();
    let failure = Failure {
        kind: FailureKind::Credentials,
        what: "The session ended.".to_owned(),
        next: "Sign in again.".to_owned(),
    };
    for (link, said) in [(Link::Up, false), (Link::Down(failure), true), (Link::Connecting, false)] {
        app.link = link;
        let mut terminal = Terminal::new(TestBackend::new(100, 24)).unwrap();
        terminal.draw(|frame| cognitui::ui::draw(&app, &Theme::mono(), frame)).unwrap();
        let header = terminal.backend().to_string().lines().next().unwrap().to_owned();
        assert!(header.contains("eu-west-1"), "{header}");
        assert_eq!(header.contains("NOT CONNECTED"), said, "{header}");
    }
}

#[test]
fn a_pools_name_opens_the_pool() {
    let mut session = Session::start(Start { open: Some("scratch"), ..Start::default() });
    assert_eq!(session.app().focus, cognitui::app::Pane::Clients);
    session.hides("is not in this context");
    let mut session = Session::start(Start { open: Some("no-such-thing"), ..Start::default() });
    session.shows("no-such-thing is not in this context");
    let first = session.app().pools.rows()[0].id.clone();
    assert_eq!(session.app().selected_pool_id(), Some(&first));
}

#[test]
fn ctrl_u_clears_the_name_to_type_and_a_line_of_the_form() {
    let mut session = on("kiosk-terminal");
    session.keys("dwrong<C-u>kiosk-terminal<Enter>").shows("is deleted");
    let mut session = on("kiosk-terminal");
    session.keys("e<C-u>");
    assert_eq!(session.app().form().unwrap().typed().0, "");
}

/// A problem may concern several settings; the focus goes to the one that is to be filled in, since Enter on
/// another would change it.
#[test]
fn the_focus_goes_to_what_a_problem_is_about() {
    let mut session = Session::at(140, 40);
    session.keys("nSingle<Enter>shop<C-s>");
    let screen = session.screen();
    let focused = screen.lines().find(|line| line.contains('▌') && line.contains("Callback URLs"));
    assert!(focused.is_some(), "{screen}");
}
