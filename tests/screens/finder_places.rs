//! Finding in several regions at once, and by the language of filters.

use cognitui::sandbox::{Fault, FaultKind};

use crate::session::{Session, Start};

fn two_regions(width: u16, height: u16) -> Session {
    Session::start(Start {
        size: (width, height),
        beside: vec!["eu-west-1", "us-west-2"],
        ..Start::default()
    })
}

#[test]
fn every_row_says_its_place_at_three_sizes() {
    for (width, height) in [(140, 40), (80, 24), (60, 20)] {
        let mut session = two_regions(width, height);
        session.keys("fpos");
        insta::assert_snapshot!(format!("finder-places-{width}x{height}"), session.screen());
    }
}

#[test]
fn a_client_of_another_place_is_gone_to_there() {
    let mut session = two_regions(140, 40);
    session
        .keys("f")
        .shows("2 places")
        .keys("pos-term")
        .shows("▌ pos-terminal")
        .shows("us-west-2")
        .keys("<Enter>");
    session.shows("SANDBOX · us-west-2");
    assert_eq!(session.app().selected_client().unwrap().name, "pos-terminal");
    // From there the first place is the other one.
    session
        .keys("fkiosk-term")
        .shows("▌ kiosk-terminal")
        .shows("eu-west-1")
        .shows("2 places")
        .keys("<Enter>");
    session.shows("SANDBOX · eu-west-1");
    assert_eq!(session.app().selected_client().unwrap().name, "kiosk-terminal");
}

#[test]
fn what_is_there_is_copied_from_here_and_never_seen() {
    let mut session = two_regions(140, 40);
    session
        .keys("fpartner-sync")
        .keys("<C-y>")
        .shows("Copy from partner-sync")
        .shows("read when it is copied");
    session.keys("s");
    session.shows("Copied the secret");
    let secret = session.copied().pop().unwrap();
    assert!(secret.len() > 40 && !session.screen().contains(&secret));
    assert!(!format!("{:?}", session.app()).contains(&secret));
    assert!(session.app().finder().is_some());
    assert_eq!(session.app().context.region, "eu-west-1");
    session.keys("<C-y>r");
    assert!(session.copied().pop().unwrap().starts_with("us-west-2_"));
}

#[test]
fn a_reference_to_another_place_that_is_known_leads_to_its_client() {
    let mut session = two_regions(140, 40);
    session.keys("fpos-term").keys("<C-y>r");
    let reference = session.copied().pop().unwrap();
    session.keys("<C-u>").paste(&reference).shows("Switch and go to pos-terminal in");
    session.keys("<C-y>n");
    assert_eq!(session.copied().pop().unwrap(), "pos-terminal");
    let id = reference.split_once('/').unwrap().1.to_owned();
    session.keys("<Esc>f").paste(&id).shows("Switch and go to pos-terminal in").keys("<Enter>");
    session.shows("SANDBOX · us-west-2");
}

#[test]
fn both_ids_are_enough_to_copy_from_a_place_that_nobody_named() {
    let mut session = two_regions(140, 40);
    session.keys("fpartner-sync").keys("<C-y>r").keys("<C-y>s");
    let [reference, secret] = &session.copied()[..] else { panic!() };
    let mut alone = Session::at(140, 40);
    alone.keys("f").paste(reference).shows("Switch and go to").keys("<C-y>").shows("Copy from ").keys("s");
    alone.shows("Copied the secret");
    assert_eq!(alone.copied(), std::slice::from_ref(secret));
    assert_eq!(alone.app().context.region, "eu-west-1");
}

#[test]
fn a_key_leaves_the_other_places_out_and_takes_them_in_again() {
    let mut session = two_regions(140, 40);
    session.keys("fpos-term").shows("Ctrl-o only here").shows("1 of ");
    session.keys("<C-o>").shows("Ctrl-o all places").hides("us-west-2").hides("2 places");
    session.keys("<C-o>").shows("▌ pos-terminal");
    let mut alone = Session::at(140, 40);
    alone.keys("f").hides("Ctrl-o").keys("<C-o>").shows("No other place is known");
}

#[test]
fn a_place_that_cannot_be_read_is_one_line_and_the_others_work() {
    let mut session = Session::start(Start { beside: vec!["us-west-2", "eu-north-1"], ..Start::default() });
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::AccessDenied, "ListUserPools")]);
    session.keys("fkiosk-term").shows("▌ kiosk-terminal").shows("1 of 3 places");
    insta::assert_snapshot!("finder-places-failed", session.screen());
    assert!(!session.complains());
    session.sandbox.set_faults(Vec::new());
    session.keys("<Esc>rfpos-term").shows("▌ pos-terminal").hides("cannot be read");
}

#[test]
fn a_region_of_its_own_pools_alone() {
    // The sandbox shows the pools of its first region in every region that it has no pools for.
    let mut session = Session::start(Start { beside: vec!["eu-north-1", "us-west-2"], ..Start::default() });
    session.keys("f").shows("59 of 59 · 3 places");
}

#[test]
fn closing_the_finder_stops_reading_everywhere() {
    let mut session = two_regions(140, 40);
    session.type_ahead("f").until(|app| app.finder_progress().places == 2).type_ahead("<Esc>").settle();
    session.keys("f").shows("2 places");
    assert!(session.app().finder_progress().is_over());
}

#[test]
fn the_language_of_filters_holds_in_every_pool() {
    let mut session = Session::at(140, 40);
    session.keys("lR").keys("ftype:machine secret:yes").shows("payments-worker").hides("▌ kiosk");
    session.shows("not read yet, so not judged");
    session.keys("<C-u>name:kiosk -name:terminal").hides("▌ kiosk-terminal");
    let fitting = session.app().finder().unwrap().fitting();
    assert!(fitting > 0 || session.screen().contains("nothing fits"), "{}", session.screen());
    session.keys("<C-u>flwo:implicit").shows("nothing is called flwo:; did you mean flow:?");
    session.keys("<C-u>type:toaster").shows("type has no toaster");
    session.keys("<C-u>typ").shows("Tab type:").keys("<Tab>m2").shows("Tab m2m").keys("<Tab>");
    assert_eq!(session.app().finder().unwrap().text(), "type:m2m");
    session.shows("payments-worker").keys("<Enter>");
    assert!(session.app().finder().is_none());
}

#[test]
fn a_mistake_in_a_filter_is_marked_where_it_is() {
    let mut session = Session::at(80, 24);
    session.keys("lRfpay type:toaster");
    insta::assert_snapshot!("finder-filter-mistake", session.screen());
}
