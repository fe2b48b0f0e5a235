//! Going to another profile and region and back.

use crate::session::Session;

/// Chooses a region in the open choice.
fn go(session: &mut Session, region: &str) {
    session.keys(&format!("p<Tab>{region}<Enter>"));
}

#[test]
fn a_place_that_was_left_is_as_it_was_when_one_comes_back() {
    let mut session = Session::at(140, 40);
    session.keys("lG").shows("▌ wifi-portal");
    go(&mut session, "us-west-2");
    session.shows("SANDBOX · us-west-2").shows("Pools 1").shows("pos-terminal").hides("wifi-portal");
    let before = session.sandbox.requests();
    go(&mut session, "eu-west-1");
    session.shows("SANDBOX · eu-west-1").shows("▌ wifi-portal");
    assert_eq!(session.sandbox.requests(), before, "nothing is read anew");
}

#[test]
fn a_draft_survives_the_journey() {
    let mut session = Session::at(140, 40);
    session.keys("lG").keys("e").keys("-2<Esc>").shows("The draft is kept");
    go(&mut session, "us-west-2");
    go(&mut session, "eu-west-1");
    session.keys("e").shows("wifi-portal-2").shows("1 change");
}

#[test]
fn what_was_asked_before_never_appears_after() {
    let mut session = Session::at(140, 40);
    // Asked for and not waited for.
    session.type_ahead("Rp<Tab>us-west-2<Enter>").settle();
    session.shows("SANDBOX · us-west-2").shows("Pools 1").hides("wifi-portal").hides("settings of");
}

#[test]
fn a_client_is_copied_into_another_region_and_what_the_pool_lacks_is_named() {
    let mut session = Session::at(140, 40);
    session.keys("l/^web$<Enter>").shows("▌ web ");
    session.keys("D").keys("another<Enter>").shows("Where web is copied to");
    session.keys("<Tab>us-west-2<Enter>").shows("web is copied into the pool that you choose");
    session.keys("<Enter>").shows("Duplicate web");
    insta::assert_snapshot!("duplicate_elsewhere", session.screen());
}

#[test]
fn leaving_the_choice_leaves_the_copy_too() {
    let mut session = Session::at(140, 40);
    session.keys("lD").keys("another<Enter>").keys("<Esc>");
    go(&mut session, "us-west-2");
    session.shows("Pools 1").hides("Duplicate into");
}
