//! Marking in the finder, and what else its keys do and do not.

use crate::session::{Session, Start, region_of};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];

fn two_regions(width: u16, height: u16) -> Session {
    Session::start(Start {
        size: (width, height),
        beside: vec!["eu-west-1", "us-west-2"],
        ..Start::default()
    })
}

fn marked(session: &Session) -> Vec<String> {
    session.app().marks.in_order().iter().map(|mark| mark.name.clone()).collect()
}

#[test]
fn marked_rows_at_three_sizes() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys("fweb<C-Space><Down><Down><C-Space>");
        insta::assert_snapshot!(format!("finder-marks-{width}x{height}"), session.screen());
        let mut session = two_regions(width, height);
        session.keys("fpos<C-Space>");
        insta::assert_snapshot!(format!("finder-marks-places-{width}x{height}"), session.screen());
    }
}

#[test]
fn a_blank_parts_words_and_a_held_one_marks() {
    let mut session = Session::at(140, 40);
    session.keys("fmob cust");
    assert_eq!(session.app().finder().unwrap().text(), "mob cust");
    assert!(marked(&session).is_empty());
    for keys in ["<C-Space>", "<C-t>"] {
        session.keys(keys).shows(" 1 marked ").shows("▌✓");
        assert_eq!(marked(&session).len(), 1);
        assert_eq!(session.app().finder().unwrap().text(), "mob cust", "the finder stays as it was");
        session.keys(keys).hides("marked").hides("✓");
    }
    // What is marked here is marked in its pane, and the other way round.
    session.keys("<C-Space><Enter>").shows("1 marked");
    let name = session.app().selected_client().unwrap().name.clone();
    assert_eq!(marked(&session), [name]);
    session.keys("fkiosk-terminal<C-Space><Esc>c").shows("Compare 2 clients");
}

#[test]
fn a_client_of_another_place_is_marked_from_here() {
    let mut session = two_regions(140, 40);
    session.keys("fpos-term").shows("▌ pos-terminal").keys("<C-Space>").shows("▌✓pos-terminal");
    session
        .shows("1 marked elsewhere")
        .keys("<C-u>kiosk-term")
        .shows("▌ kiosk-terminal")
        .keys("<C-Space><Esc>");
    let places: Vec<_> = session.app().marks.in_order().iter().map(|mark| mark.place.clone()).collect();
    assert_eq!(places, [region_of("us-west-2"), region_of("eu-west-1")]);
    // It stands beside the other, and over there it is the marked one.
    session.keys("c").shows("Compare 2 clients").shows("pos-terminal").keys("<Esc>");
    session.keys("fpos-term<Enter>").shows("SANDBOX · us-west-2");
    let key = session.app().selected_client().unwrap().key.clone();
    assert!(session.app().is_marked(&key));
    session.keys("fpos-term").shows("▌✓pos-terminal").keys("<C-Space>").hides("✓pos-terminal");
    assert_eq!(marked(&session), ["kiosk-terminal"]);
}

#[test]
fn what_cannot_be_marked_says_why() {
    let mut session = Session::at(140, 40);
    session.keys("fno-such-client-at-all<C-Space>").shows("There is no client here to mark");
    session.keys("<C-u>us-west-2_abc123/3ho4ek12345678909nh3fmhpko<C-Space>");
    session.shows("a place that was not looked through: Enter goes there");
    assert!(marked(&session).is_empty());
}

/// A misspelt filter reads like a profile that nobody has: Enter goes nowhere.
#[test]
fn a_misspelt_filter_leads_to_no_other_profile() {
    let mut session = Session::at(140, 40);
    session.keys("fflwo:implicit").shows("nothing is called flwo:; did you mean flow:?");
    session.hides("Switch and go to").keys("<Enter>");
    let app = session.app();
    assert!(app.finder().is_some() && app.contexts.is_none(), "{}", session.screen());
    session.shows("SANDBOX · eu-west-1").shows("did you mean flow:?");
    // What is no misspelt filter is still read as a profile.
    session.keys("<C-u>staging:customers/web").shows("there is no profile staging").hides("Switch and go to");
}
