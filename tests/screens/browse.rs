//! Moving, filtering, refreshing, opening.

use cognitui::app::Pane;
use cognitui::sandbox::World;

use crate::session::{Session, Start};

/// One pool with so many clients.
fn world_of(clients: usize) -> World {
    World::from_json(&format!(
        r#"{{"region": "eu-west-1", "account": "123456789012", "pools": [{{"pool": {{"Name": "big"}},
            "clients": [{{"repeat": {clients}, "ClientName": "client-{{n}}"}}]}}]}}"#
    ))
    .unwrap()
}

#[test]
fn every_movement_key_moves_in_the_focused_pane() {
    let mut session = Session::start(Start { world: world_of(500), ..Start::default() });
    session.keys("l");
    let position = |session: &Session| session.app().pool_clients().unwrap().view.position();
    let rows = session.app().layout().unwrap().rows(Pane::Clients);
    for (keys, expected) in [
        ("j", 1),
        ("<Down>", 2),
        ("k", 1),
        ("<Up>", 0),
        ("<C-d>", rows / 2),
        ("<C-u>", 0),
        ("<PgDn>", rows),
        ("<PgUp>", 0),
        ("G", 499),
        ("g", 0),
        ("k", 0),
        ("Gj", 499),
    ] {
        session.keys(keys);
        assert_eq!(position(&session), expected, "after {keys}");
    }
}

#[test]
fn the_focus_goes_through_the_panes_and_out_at_the_top() {
    let mut session = Session::at(140, 40);
    for (keys, expected) in [
        ("l", Pane::Clients),
        ("<Enter>", Pane::Detail),
        ("<Right>", Pane::Detail),
        ("h", Pane::Clients),
        ("<Left>", Pane::Pools),
        ("<Left>", Pane::Pools),
        ("<Tab>", Pane::Clients),
        ("<Tab><Tab>", Pane::Pools),
        ("<S-Tab>", Pane::Detail),
        ("q", Pane::Clients),
        ("<Esc>", Pane::Pools),
    ] {
        session.keys(keys);
        assert_eq!(session.app().focus, expected, "after {keys}");
    }
    assert!(!session.is_over());
    session.keys("q");
    assert!(session.is_over());
}

#[test]
fn control_c_leaves_from_everywhere() {
    for keys in ["", "l", "l/web", "?", ":", "ll"] {
        let mut session = Session::at(80, 24);
        session.keys(keys).keys("<C-c>");
        assert!(session.is_over(), "after {keys}");
    }
}

#[test]
fn a_filter_narrows_as_it_is_typed_and_escape_brings_all_back() {
    let mut session = Session::start(Start { world: world_of(500), ..Start::default() });
    session.keys("l/client-123");
    session.shows("/client-123").shows("of 500");
    assert_eq!(session.app().selected_client().unwrap().name, "client-123");
    // Enter keeps the filter and gives the keys back to the list.
    session.keys("<Enter>");
    assert!(!session.app().is_filtering());
    session.keys("<Esc>").hides("/client-123");
    let clients = session.app().pool_clients().unwrap();
    assert_eq!(clients.view.len(clients.listing.rows().len()), 500);
}

#[test]
fn letters_in_a_filter_are_not_keys() {
    let mut session = Session::at(140, 40);
    session.keys("l/qrG?:");
    assert!(!session.is_over() && session.app().picker.is_none());
    session.shows("/qrG?:");
}

#[test]
fn a_paste_goes_into_the_filter_and_nowhere_else() {
    let mut session = Session::at(140, 40);
    session.paste("qqq\nrm -rf\n");
    assert!(!session.is_over());
    session.keys("l/").paste("  web\nsecond line");
    session.shows("/web").hides("second line");
}

/// Two pools with so many clients each; the second is not read before it is looked at.
fn two_pools(clients: usize) -> World {
    World::from_json(&format!(
        r#"{{"region": "eu-west-1", "account": "123456789012", "pools": [
            {{"pool": {{"Name": "a"}}, "clients": [{{"repeat": {clients}, "ClientName": "a-{{n}}"}}]}},
            {{"pool": {{"Name": "b"}}, "clients": [{{"repeat": {clients}, "ClientName": "b-{{n}}"}}]}}]}}"#
    ))
    .unwrap()
}

#[test]
fn clients_appear_page_by_page_and_a_filter_says_what_it_has_not_seen() {
    let mut session = Session::start(Start { world: two_pools(150), ..Start::default() });
    let some = |app: &cognitui::app::App| {
        app.pool_clients()
            .is_some_and(|clients| !clients.listing.rows().is_empty() && !clients.listing.complete)
    };
    session.type_ahead("jl").until(some).shows("Clients 60 so far").shows("b-1 ");
    session.type_ahead("/b-12").until(some).shows("of 60 so far");
    session.settle();
    session.shows("of 150").keys("<Esc>").shows("Clients 150");
}

#[test]
fn a_refresh_shows_the_old_rows_until_the_new_are_complete() {
    let mut session = Session::start(Start { world: world_of(150), ..Start::default() });
    session.keys("l").type_ahead("r");
    let listing = &session.app().pool_clients().unwrap().listing;
    assert!(listing.reading.is_some());
    assert_eq!(listing.rows().len(), 150);
    session.settle();
    session.shows("Clients 150");
}

#[test]
fn a_refresh_shows_what_changed() {
    let mut session = Session::at(140, 40);
    session.keys("l");
    let before = session.sandbox.requests();
    session.keys("r");
    let after = session.sandbox.requests();
    assert!(after["ListUserPoolClients"] > before["ListUserPoolClients"]);
    assert!(after["DescribeUserPoolClient"] > before["DescribeUserPoolClient"]);
}

#[test]
fn reading_all_describes_every_client_once() {
    let mut session = Session::start(Start { world: world_of(300), ..Start::default() });
    session.keys("lR").shows("Every client of this pool was read");
    assert_eq!(session.sandbox.requests()["DescribeUserPoolClient"], 300);
}

#[test]
fn only_what_is_looked_at_is_described() {
    let mut session = Session::start(Start { world: world_of(500), ..Start::default() });
    session.keys("l");
    let rows = session.app().layout().unwrap().rows(Pane::Clients);
    assert_eq!(session.sandbox.requests()["DescribeUserPoolClient"], rows as u64);
}

#[test]
fn help_lists_every_action_and_runs_the_chosen_one() {
    let mut session = Session::at(140, 40);
    session.keys("?").shows("filter the focused pane as you type").shows("Ctrl-d");
    session.keys("last row<Enter>");
    let total = session.app().pools.rows().len();
    assert_eq!(session.app().pools_list.position(), total - 1);
}

#[test]
fn a_name_that_fits_several_clients_offers_them() {
    let mut session = Session::start(Start { open: Some("mobile-beta"), ..Start::default() });
    session.shows("Which client?").shows("customers/mobile-beta").keys("<Down><Enter>");
    assert_eq!(session.app().focus, Pane::Clients);
    assert_eq!(session.app().selected_client().unwrap().name, "mobile-beta");
}

#[test]
fn a_reference_leads_to_its_client() {
    for reference in
        ["customers/kiosk-terminal", "kiosk-terminal", " 'eu-west-1_hRb7Lk2Qe/1h2opibrwmlxee6tjvxaezhsmn' "]
    {
        let session = Session::start(Start { open: Some(reference), ..Start::default() });
        assert_eq!(session.app().selected_client().unwrap().name, "kiosk-terminal", "{reference}");
        assert_eq!(session.app().focus, Pane::Clients, "{reference}");
    }
}

#[test]
fn a_page_that_arrives_after_its_list_was_left_is_not_counted_twice() {
    let mut session = Session::start(Start { world: two_pools(150), ..Start::default() });
    // To and fro, faster than any page: each step leaves a list that is being read and comes back to it.
    session.type_ahead("lrhj").type_ahead("lrh").type_ahead("kjkjkjkj").settle();
    session.keys("k").shows("Clients 150");
    session.keys("j").shows("Clients 150");
    let rows = session.app().pool_clients().unwrap().listing.rows();
    let mut names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    names.dedup();
    assert_eq!(names.len(), 150);
}
