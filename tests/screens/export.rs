//! The export: a live preview of what is in view, with everything that is missing said.

use cognitui::app::exporting::Scope;
use cognitui::export::FORMATS;
use cognitui::sandbox::{Fault, FaultKind, Options, World};
use cognitui::ui::Theme;
use ratatui::style::Color;

use crate::session::{Session, Start, secret_of};

fn on(name: &str, size: (u16, u16)) -> Session {
    let mut session = Session::at(size.0, size.1);
    session.keys("l/").keys(name).keys("<Enter>");
    assert_eq!(session.app().selected_client().unwrap().name, name);
    session
}

fn world_of(clients: usize) -> World {
    World::from_json(&format!(
        r#"{{"region": "eu-west-1", "account": "123456789012", "pools": [{{"pool": {{"Name": "big"}},
            "clients": [{{"repeat": {clients}, "ClientName": "client-{{n}}", "AccessTokenValidity": 2}}]}}]}}"#
    ))
    .unwrap()
}

fn shown(session: &Session) -> String {
    session.app().exporting.as_ref().unwrap().sheet().unwrap().text.clone()
}

#[test]
fn the_preview_at_every_size() {
    for size in [(140, 40), (80, 24), (60, 20), (40, 10)] {
        let mut session = on("booking-server", size);
        let name = |what: &str| format!("export-{what}-{}x{}", size.0, size.1);
        session.keys("x").shows("Export booking-server");
        insta::assert_snapshot!(name("client"), session.screen());
        if size.0 == 40 {
            continue;
        }
        session.keys("q").keys("<Esc>h").keys("x6p").shows("Export pool customers");
        insta::assert_snapshot!(name("pool"), session.screen());
        session.keys("F");
        insta::assert_snapshot!(name("left-out"), session.screen());
        session.keys("?").shows("the next format, the one before");
        insta::assert_snapshot!(name("keys"), session.screen());
    }
}

#[test]
fn every_format_is_shown_at_once_and_has_no_secret() {
    let mut session = on("booking-server", (140, 40));
    let secret = secret_of(&session, "booking-server");
    session.keys("x1");
    for format in FORMATS {
        let exporting = session.app().exporting.as_ref().unwrap();
        assert_eq!(exporting.form.format().id, format.id);
        assert!(exporting.is_ready());
        let preview = exporting.preview().unwrap();
        assert!(preview.files.iter().all(|file| !file.text.contains(&secret)), "{}", format.id);
        let first = preview.files[0].line(0).trim_end().to_owned();
        session.shows(&first).keys("<Tab>");
    }
    assert_eq!(session.app().exporting.as_ref().unwrap().form.format, 0, "and round again");
    session.keys("<S-Tab>").shows("\"ClientName\": \"booking-server\"");
}

#[test]
fn an_option_changes_the_text_and_the_choice_is_kept() {
    let mut session = on("booking-server", (140, 40));
    session.keys("x5");
    assert!(!shown(&session).contains("aws_cognito_user_pool\""));
    session.keys("p");
    assert!(shown(&session).contains("resource \"aws_cognito_user_pool\""));
    session.keys("i");
    assert!(shown(&session).contains("aws_cognito_identity_provider"));
    session.keys("s");
    assert!(shown(&session).contains("aws_cognito_resource_server"));
    session.keys("m").shows("versions.tf").keys("f").shows("required_providers");
    session.keys("qx");
    let form = session.app().exporting.as_ref().unwrap().form;
    assert!(form.with.pool && form.with.providers && form.with.servers && form.folder);
    session.keys("9p").shows("only clients are exported");
}

#[test]
fn what_is_exported_is_what_is_in_view() {
    let mut session = on("booking-server", (140, 40));
    session.keys("x").shows("Export booking-server").keys("o").shows("Export pool customers");
    session.keys("o").shows("Export everything here");
    let exporting = session.app().exporting.as_ref().unwrap();
    assert!(exporting.progress.is_over() && exporting.progress.read > 20, "{:?}", exporting.progress);
    session.keys("o").shows("Export booking-server").keys("<Esc>");
    session.keys("<Esc><Space>j<Space>x").shows("Export 2 marked clients");
    assert!(
        matches!(session.app().exporting.as_ref().unwrap().scope, Scope::Marked(ref all, ref elsewhere) if all.len() == 2 && elsewhere.is_empty())
    );
    session.keys("q-hx").shows("Export pool customers");
}

#[test]
fn marks_of_another_context_are_named_with_what_takes_them_along() {
    let mut session = on("kiosk-terminal", (140, 40));
    session.keys("<Esc><Space>p<Tab>us-west-2<Enter>").keys("l");
    session.keys("x").shows("1 marked client of another context is left out: customers/kiosk-terminal");
    session.shows("An export is of one context; c puts all that").shows("and x there takes it along");
    session.keys("q<Space>x").shows("Export 1 marked client").shows("! 1 left out");
    session.shows("! 1 marked client of another context is left out: customers/kiosk-terminal (");
    // What it says is so.
    session.keys("qcx").shows("Export 2 clients side by side").hides("left out");
}

#[test]
fn clients_that_are_not_described_yet_are_read_first() {
    let mut session = Session::start(Start { world: world_of(150), ..Start::default() });
    session.type_ahead("x");
    session.until(|app| app.exporting.as_ref().is_some_and(|exporting| exporting.progress.read > 60));
    session.shows("◌ Reading: ").shows("of 150 clients");
    session.type_ahead("y").until(|_| true).shows("Not everything is here yet");
    assert!(session.copied().is_empty());
    session.settle();
    let exporting = session.app().exporting.as_ref().unwrap();
    assert_eq!((exporting.progress.read, exporting.is_ready()), (150, true));
    assert_eq!(shown(&session).matches("resource \"aws_cognito_user_pool_client\"").count(), 150);
    session.hides("◌ Reading").keys("y").shows("Copied clients.tf");
    assert_eq!(session.copied().last().unwrap(), &shown(&session));
    session.keys("<Tab>");
    assert!(
        session.app().exporting.as_ref().unwrap().is_ready(),
        "another format, written out behind the screen"
    );
}

#[test]
fn what_could_not_be_read_is_said_before_and_after() {
    let options = Options {
        faults: vec![Fault::always_on(FaultKind::AccessDenied, "DescribeUserPoolClient")],
        ..Options::default()
    };
    let mut session = Session::start(Start { world: world_of(3), options, ..Start::default() });
    session.keys("x").shows("! Not in it: client-1 and 2 more that could not be read");
    session.keys("f").shows("Could not be read; r reads again");
    session.keys("fy");
    session.shows("without 3 things that could not be read");
}

#[test]
fn files_are_written_where_they_are_wanted_and_replaced_only_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| format!("{}/{name}", folder.path().display());
    let mut session = on("booking-server", (140, 40));
    session.keys("x5w").shows("Write to: clients.tf").keys("<C-u>").paste(&place("web.tf")).keys("<Enter>");
    session.shows("Written: ");
    assert_eq!(std::fs::read_to_string(place("web.tf")).unwrap(), shown(&session));
    session.keys("1<Tab>w").shows("cognito-pulumi-typescript/");
    session.keys("<C-u>").paste(&place("ts/")).keys("<Enter>").shows("more beside it");
    assert_eq!(std::fs::read_to_string(place("ts/clients.ts")).unwrap(), shown(&session));
    std::fs::write(place("web.tf"), "mine").unwrap();
    session.keys("5w<C-u>").paste(&place("web.tf")).keys("<Enter>").shows("is there already");
    session.keys("<Esc>").shows("Nothing was written");
    assert_eq!(std::fs::read_to_string(place("web.tf")).unwrap(), "mine");
    session.keys("w<C-u>").paste(&place("web.tf")).keys("<Enter>").keys("<Enter>").shows("Written: ");
    assert_eq!(std::fs::read_to_string(place("web.tf")).unwrap(), shown(&session));
    session.keys("w<C-u>").paste(&place("web.tf/x")).keys("<Enter>").shows("could not be written");
    assert!(session.complains());
}

#[test]
fn what_keeps_a_tool_from_taking_a_text_is_said_under_it_and_behind_it() {
    let mut session = Session::start(Start { world: world_of(300), ..Start::default() });
    session.keys("x6p").shows("Export pool big").shows("larger than the 51200 bytes").shows("! to know");
    session.keys("F").shows("What keeps CloudFormation").shows("--template-url");
    session.keys("5").hides("! to know");
}

#[test]
fn a_text_is_looked_for_as_it_is_typed() {
    let mut session = Session::at(80, 24);
    session.keys("x5/CALLBACK").shows("lines");
    let lines = |session: &Session| session.app().exporting.as_ref().unwrap().offset;
    let first = lines(&session);
    assert!(first > 0);
    session.keys("<Enter>n");
    assert!(lines(&session) > first);
    session.keys("N");
    assert_eq!(lines(&session), first);
    session.keys("/nowhere<Enter>").shows("nowhere is not in this file");
}

#[test]
fn the_text_is_coloured_and_reads_without() {
    let mut coloured = on("booking-server", (140, 40));
    coloured.keys("x5");
    let mut plain = Session::start(Start { theme: Theme::mono(), ..Start::default() });
    plain.keys("l/booking-server<Enter>x5");
    assert_eq!(coloured.screen(), plain.screen());
    let green = |session: &Session| session.cells().filter(|cell| cell.fg == Color::Green).count();
    assert!(green(&coloured) > 100);
    assert!(plain.cells().all(|cell| cell.fg == Color::Reset));
}

/// A file's name for several files would make a folder that is called like a file.
#[test]
fn several_files_do_not_go_where_one_is_named() {
    let mut session = on("booking-server", (140, 40));
    session.keys("x6w<C-u>web.yaml<Enter>").shows("These are several files, which go into a folder");
    assert!(session.app().exporting.as_ref().unwrap().asking.is_some());
    session.keys("<Esc>");
}
