//! The language of filters in the panes: live, told at its place, completed, honest about what was not read.

use crate::session::{Session, Start};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];

fn snapshots(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys(keys);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), session.screen());
    }
}

/// How many rows are shown, and how many could not be judged.
fn shown(session: &Session) -> (usize, usize) {
    let clients = session.app().pool_clients().unwrap();
    let unread = clients.view.filter().map_or(0, cognitui::app::Filter::unread);
    (clients.view.len(clients.listing.rows().len()), unread)
}

/// What is said under the line that is typed on, without regard to where its lines break.
fn told(session: &Session) -> String {
    let app = session.app();
    let line = app.filter_line(app.layout().unwrap().columns(app.focus)).unwrap();
    line.notes.into_iter().map(|(_, text)| text.trim().to_owned()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_mistake_is_told_under_its_place_and_the_list_stays() {
    snapshots("filter-mistake", "l/web flow:implict");
    let mut session = Session::at(140, 40);
    session.keys("l/web");
    let before = shown(&session);
    session.keys(" flow:implict").shows("^^^^^^^");
    assert_eq!(told(&session), "^^^^^^^ flow has no implict; did you mean implicit? · left out");
    assert_eq!(shown(&session), before);
    // Kept as it is, the mistake is still told.
    session.keys("<Enter>").shows("did you mean");
    session.keys("/<Bs><Bs>").hides("did you mean");
}

#[test]
fn a_completion_is_offered_and_taken_with_tab() {
    snapshots("filter-completion", "l/fl");
    let mut session = Session::at(140, 40);
    session.keys("l/fl").shows("Tab flow:").keys("<Tab>").shows("/flow:").shows("implicit");
    session.keys("imp<Tab>").shows("/flow:implicit");
    // Nothing more is offered, so Tab keeps the filter as it always did.
    session.keys("<Tab>");
    assert!(!session.app().is_filtering());
    assert!(session.app().pool_clients().unwrap().view.filter().unwrap().query().has_predicates());
}

#[test]
fn values_of_the_pool_are_offered() {
    let mut session = Session::at(140, 40);
    session.keys("lR").keys("/scope:op").shows("openid").keys("<Tab>").shows("/scope:openid");
    session.keys("<Enter>");
    assert!(shown(&session).0 > 0);
}

#[test]
fn what_was_not_read_is_counted_and_read_on_request() {
    // Few rows, so that most clients are not described.
    let mut session = Session::at(60, 20);
    session.keys("l/-secret:yes");
    let (_, unread) = shown(&session);
    assert!(unread > 0, "{}", session.screen());
    session.shows(&format!("{unread} not read")).keys("<Enter>").shows(&format!("{unread} not read: R"));
    insta::assert_snapshot!("filter-unread", session.screen());
    session.keys("R").hides("not read");
    assert_eq!(shown(&session).1, 0);
    // The same as asking for it when everything is known.
    let found = shown(&session).0;
    session.keys("<Esc>/secret:no");
    assert_eq!(shown(&session), (found, 0));
    insta::assert_snapshot!("filter-read", session.screen());
}

#[test]
fn rows_take_their_places_as_they_are_read_and_the_selection_stays() {
    let mut session = Session::at(140, 18);
    session.keys("l/secret:yes<Enter>jj");
    let selected = session.app().selected_client().cloned();
    assert!(selected.is_some());
    let before = shown(&session);
    assert!(before.1 > 0, "{before:?}");
    session.shows(&format!("of 26 · {} not read yet", before.1)).shows("not read yet; R reads them");
    session.keys("R");
    assert!(shown(&session).0 > before.0 && shown(&session).1 == 0);
    assert_eq!(session.app().selected_client().cloned(), selected);
    let clients = session.app().pool_clients().unwrap();
    let total = clients.listing.rows().len();
    let rows: Vec<_> = (0..clients.view.len(total)).filter_map(|at| clients.view.row(at, total)).collect();
    assert!(rows.is_sorted(), "{rows:?}");
}

#[test]
fn pools_are_filtered_by_words_name_and_id() {
    let mut session = Session::at(140, 40);
    session.keys("/name:cust").shows("Pools 2 of").keys("<Esc>/flow:code");
    assert!(told(&session).contains("flow: is for clients"), "{}", told(&session));
    let app = session.app();
    assert_eq!(app.pools_list.len(app.pools.rows().len()), app.pools.rows().len(), "no pool is lost");
    snapshots("filter-pools", "/id:eu secret:yes");
}

#[test]
fn a_long_filter_shows_the_place_of_the_cursor() {
    let mut session = Session::start(Start { size: (80, 24), ..Start::default() });
    session.keys("l/url:localhost scope:orders/* secret:yes type:m2m agf>9");
    session.shows("agf>9").shows("^^^");
    assert!(told(&session).contains("did you mean age>?"), "{}", told(&session));
    insta::assert_snapshot!("filter-long", session.screen());
}
