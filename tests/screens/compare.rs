//! Clients side by side, from the mark to the change that makes them alike.

use cognitui::app::comparing::State;
use cognitui::sandbox::{Fault, FaultKind, World};
use cognitui::tasks::write::WriteGate;
use cognitui::ui::Theme;
use serde_json::json;

use crate::session::{Session, Start, call, described};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];
const UPDATE: &str = "UpdateUserPoolClient";
const DESCRIBE: &str = "DescribeUserPoolClient";

/// Fingerprints are another in every run.
fn masked(screen: &str) -> String {
    let mut text = String::new();
    let mut rest = screen;
    while let Some(at) = rest.find(" set ") {
        let (before, after) = rest.split_at(at + 5);
        text.push_str(before);
        let print = after.chars().take(4).all(|c| c.is_ascii_hexdigit()) && after.chars().nth(4) == Some(' ');
        text.push_str(if print { "####" } else { "" });
        rest = if print { &after[4..] } else { after };
    }
    text + rest
}

/// `customers/web` and `customers-staging/web` are marked, and stand side by side.
fn two_webs(width: u16, height: u16) -> Session {
    let mut session = Session::at(width, height);
    session.keys("l/^web$<Enter><Space><Esc>h/staging<Enter>");
    session.keys("l").keys("/^web$<Enter><Space><Esc>c");
    session
}

#[test]
fn every_size_and_both_ways_of_looking() {
    for (width, height) in SIZES {
        let mut session = two_webs(width, height);
        let take = |session: &mut Session, name: &str| {
            insta::assert_snapshot!(format!("compare-{name}-{width}x{height}"), masked(&session.screen()));
        };
        take(&mut session, "two");
        session.keys("<Tab>/flow");
        take(&mut session, "search");
        session.keys("<Esc><Tab>jj>");
        take(&mut session, "promote");
        session.keys("<Esc>?");
        take(&mut session, "keys");
    }
}

#[test]
fn many_columns_scroll_sideways_and_the_base_stays() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys("l/mobile<Enter>*<Esc>/payments<Enter><Space><Esc>/kiosk<Enter><Space><Esc>c");
        session.keys("lll");
        insta::assert_snapshot!(format!("compare-many-{width}x{height}"), masked(&session.screen()));
    }
}

#[test]
fn the_base_can_be_another_column() {
    let mut session = two_webs(140, 40);
    session.shows("customers/web").shows("Compare 2 clients");
    let first = |session: &Session| session.app().comparing.as_ref().unwrap().heads[0].title.clone();
    assert_eq!(first(&session), "customers/web");
    session.keys("b");
    assert_eq!(first(&session), "customers-staging/web");
    session.keys("b");
    assert_eq!(first(&session), "customers/web");
}

#[test]
fn too_few_say_what_to_do() {
    let mut session = Session::at(140, 40);
    session.keys("c").shows("There is no client to compare");
    session.keys("lc").shows("nothing to compare with");
    session.keys("<Space>jc").shows("Compare 2 clients");
    session.keys("<Esc>").hides("Compare 2 clients").shows("1 marked");
}

#[test]
fn nothing_on_it_depends_on_colour() {
    let mut plain = Session::start(Start { theme: Theme::mono(), ..Start::default() });
    let mut coloured = Session::at(140, 40);
    for keys in ["l<Space>j<Space>j<Space>c", "l", "<Tab>", "/url"] {
        assert_eq!(masked(&plain.keys(keys).screen()), masked(&coloured.keys(keys).screen()));
    }
}

#[test]
fn a_column_that_cannot_be_read_says_so_and_leaves_the_others() {
    let mut session = Session::at(140, 40);
    session.keys("l<Space>jj<Space>jj<Space>");
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::AccessDenied, DESCRIBE)]);
    session.keys("GGc");
    let failed = |session: &Session| {
        let heads = &session.app().comparing.as_ref().unwrap().heads;
        heads.iter().filter(|head| matches!(head.state, State::Failed(_))).count()
    };
    // What was looked at while marking is known.
    assert_eq!(failed(&session), 0);
    session.keys("r").shows("settings differ");
    session.keys("<Esc>/wifi<Enter><Space><Esc>c");
    session.sandbox.set_faults(Vec::new());
    session.keys("r");
    assert_eq!(failed(&session), 0);
    session.shows("settings differ").hides("being read");
}

#[test]
fn a_setting_is_promoted_through_a_review_and_taken_back() {
    let mut session = two_webs(140, 40);
    let before = described(&session, "web");
    session.keys("/logout<Enter>>").shows("Logout URLs").shows("this setting").keys("<Enter>");
    session.shows("Review: Change web in customers-staging").shows("Copied from customers/web");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0, "nothing is written without a review");
    session.keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(session.sandbox.requests_for(UPDATE), 1);
    let comparing = session.app().comparing.as_ref().unwrap();
    assert!(comparing.page.lines.is_empty(), "the setting does not differ any more");
    let after = described(&session, "web");
    assert_ne!(before["LogoutURLs"], after["LogoutURLs"]);
    session.keys("<Esc><Esc>u").shows("Review").keys("<Enter>");
    assert_eq!(described(&session, "web")["LogoutURLs"], before["LogoutURLs"]);
}

#[test]
fn who_has_not_chosen_a_setting_is_not_offered_the_name_first() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>/wifi<Enter><Space><Esc>c>");
    let labels: Vec<String> =
        session.app().picker.as_ref().unwrap().entries.iter().map(|entry| entry.label.clone()).collect();
    assert!(labels[0].starts_with("all that can be copied: "), "{labels:?}");
    assert!(labels.contains(&"Name".to_owned()), "{labels:?}");
    // The name stays, and the review says so.
    session.keys("<Enter>").shows("Left out: Name (its name stays)");
}

#[test]
fn what_the_pool_lacks_is_named_before_anything_is_sent() {
    let mut session = two_webs(140, 40);
    session.keys("/providers<Enter>>").keys("<Enter>");
    session
        .shows("customers-staging lacks what this needs")
        .shows("Edit web")
        .shows("✗")
        .shows("SignInWithApple");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
}

#[test]
fn a_change_in_the_meantime_is_a_conflict_and_not_overwritten() {
    let mut session = two_webs(140, 40);
    session.keys("/refresh token<Enter>>").keys("<Enter>").shows("Review");
    let mut client = described(&session, "web");
    let fields = client.as_object_mut().unwrap();
    for gone in ["ClientSecret", "CreationDate", "LastModifiedDate", "ClientRegistrationType"] {
        fields.remove(gone);
    }
    fields.insert("RefreshTokenValidity".into(), json!(3));
    call(&session, UPDATE, &client);
    session.keys("<Enter>").shows("Somebody else changed the same settings");
    let now = described(&session, "web");
    assert_eq!(now["RefreshTokenValidity"], 3, "theirs stays until somebody chooses");
    session.keys("m<Enter>").shows("Review").keys("<Enter>").shows("Done: 1 setting changed");
    assert_ne!(described(&session, "web")["RefreshTokenValidity"], 3);
}

/// Changes a client behind the dashboard's back.
fn change(
    session: &Session,
    name: &str,
    change: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>),
) {
    let mut client = described(session, name);
    let fields = client.as_object_mut().unwrap();
    for gone in ["ClientSecret", "CreationDate", "LastModifiedDate", "ClientRegistrationType"] {
        fields.remove(gone);
    }
    change(fields);
    call(session, UPDATE, &client);
}

#[test]
fn a_list_that_others_changed_too_is_asked_for_and_not_mixed() {
    let mut session = two_webs(140, 40);
    session.keys("/logout<Enter>>").keys("<Enter>").shows("Review");
    change(&session, "web", |client| {
        client["LogoutURLs"].as_array_mut().unwrap().push(json!("https://theirs.example.com/out"));
    });
    session.keys("<Enter>").shows("Choose for each setting").shows("m mine").shows("t theirs");
    session.keys("m<Enter>").shows("Review").keys("<Enter>").shows("Done: 1 setting changed");
    let now = described(&session, "web")["LogoutURLs"].to_string();
    assert!(!now.contains("theirs.example.com"), "{now}");
}

#[test]
fn what_the_column_no_longer_shows_is_asked_for_before_the_review() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>");
    go(&mut session, "us-west-2");
    session.keys("l<Space>c").shows("settings differ");
    session.keys("<Esc>p<Tab>eu-west-1<Enter>");
    change(&session, "kiosk-terminal", |client| drop(client.insert("ClientName".into(), json!("kiosk-3"))));
    session.keys("p<Tab>us-west-2<Enter>c<Enter>");
    session.keys("b>name").keys("<Enter>").keys("<Enter>").shows("SANDBOX · eu-west-1");
    session.shows("Choose for each setting").shows("kiosk-3").hides("Review: ");
    session.keys("t<Enter>").shows("Nothing would change");
    assert_eq!(session.sandbox.requests_for(UPDATE), 1, "only theirs");
}

#[test]
fn the_last_change_is_taken_back_from_the_comparison() {
    let mut session = two_webs(140, 40);
    session.keys("u").shows("There is no change of yours here to take back");
    let before = described(&session, "web")["LogoutURLs"].clone();
    session.keys("/logout<Enter>>").keys("<Enter>").keys("<Enter>").shows("Done: 1 setting changed");
    session.keys("<Esc>u").shows("Review: Change web").keys("<Enter>").shows("Done: 1 setting changed");
    assert_eq!(described(&session, "web")["LogoutURLs"], before);
    session.shows("Compare 2 clients").shows("Logout URLs");
}

#[test]
fn a_draft_goes_with_what_is_promoted() {
    let mut session = two_webs(140, 40);
    session.keys("<Esc>e-draft<Esc>").shows("The draft is kept");
    session.keys("c/logout<Enter>>").keys("<Enter>").shows("Your draft for this client is in it too");
    session.shows("web → web-draft").shows("Logout URLs");
}

#[test]
fn one_setting_goes_into_all_other_columns_in_one_plan() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>/mobile<Enter>*<Esc>c");
    session.keys("/refresh token<Enter>");
    session.keys(">").shows("into all").keys("into all<Enter>").shows("Plan:").shows("as customers/kiosk");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
    session.keys("<Enter>").shows("Result").keys("<Esc>").shows("Compare ");
    assert!(session.sandbox.requests_for(UPDATE) > 0);
}

#[test]
fn read_only_copies_nothing() {
    let mut session =
        Session::start(Start { gate: WriteGate::read_only("of --read-only"), ..Start::default() });
    session.keys("l<Space>j<Space>c>").shows("READ-ONLY");
    assert!(session.app().picker.is_none());
}

/// Chooses a region in the open choice.
fn go(session: &mut Session, region: &str) {
    session.keys(&format!("p<Tab>{region}<Enter>"));
}

#[test]
fn clients_of_two_regions_stand_side_by_side() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>");
    go(&mut session, "us-west-2");
    session.keys("l").shows("1 marked elsewhere").keys("<Space>c").shows("Compare 2 clients");
    session.shows("eu-west-1").shows("us-west-2").shows("settings differ");
    insta::assert_snapshot!("compare-regions", masked(&session.screen()));
    // A change to the one elsewhere is made where it is.
    session.keys("b>").keys("<Enter>").shows("is changed from where it is").shows("eu-west-1");
    session.keys("<Esc>").shows("SANDBOX · us-west-2").hides("Review");
    session.keys(">name").keys("<Enter>").keys("<Enter>");
    session
        .shows("SANDBOX · eu-west-1")
        .shows("Review: Change kiosk-terminal in customers (sandbox, eu-west-1)");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
    session.keys("<Enter>").shows("Done:").shows("Compare 2 clients");
    assert_eq!(session.sandbox.requests_for(UPDATE), 1);
}

#[test]
fn a_result_of_the_old_context_never_appears_in_the_new_one() {
    let mut session = Session::at(140, 40);
    session.keys("l<Space>G<Space>");
    // Asked for and not waited for, then away.
    session.type_ahead("cr<Esc>p<Tab>us-west-2<Enter>").settle();
    session.shows("SANDBOX · us-west-2").hides("wifi-portal").hides("Compare");
    assert_eq!((session.app().marked_here().len(), session.app().marked_elsewhere().len()), (0, 2));
    assert!(session.app().described.keys().all(|key| key.pool.as_str().starts_with("us-west-2")));
    // The columns are read where the clients are, and this place is as it was.
    session.keys("c").shows("Compare 2 clients").shows("settings differ");
    assert!(session.app().described.keys().all(|key| key.pool.as_str().starts_with("us-west-2")));
    session.keys("<Esc>");
    go(&mut session, "eu-west-1");
    session.keys("c").shows("Compare 2 clients");
    assert_eq!(session.app().marked_here().len(), 2);
}

#[test]
fn columns_under_way_are_asked_for_anew_after_a_switch() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>/wifi<Enter><Space><Esc>");
    go(&mut session, "us-west-2");
    // The promotion travels while both columns are still being read elsewhere.
    session.type_ahead("c").until(|app| app.comparing.is_some());
    session.settle();
    session.shows("settings differ").hides("being read");
}

#[test]
fn two_hundred_columns_open_at_once_and_only_the_window_is_laid_out() {
    let client = |n: usize| json!({"ClientName": format!("client-{n:03}"), "CallbackURLs": [format!("https://{n}.example/cb")]});
    let clients: Vec<_> = (0..260).map(client).collect();
    let pools = json!([{"pool": {"Name": "many"}, "clients": clients}]);
    let world = json!({"region": "eu-west-1", "account": "123456789012", "pools": pools});
    let world = World::from_json(&world.to_string()).unwrap();
    let mut session = Session::start(Start { world, ..Start::default() });
    session.keys("l*").shows("260 marked").keys("c").shows("Compare 260 clients").shows("of 260 ▸");
    let comparing = session.app().comparing.as_ref().unwrap();
    assert_eq!(comparing.comparison.columns, 260);
    assert!(comparing.page.shown.len() <= 5);
    for _ in 0..20 {
        session.type_ahead("lj");
    }
    session.settle();
}

#[test]
fn hostile_names_reach_no_terminal() {
    let mut session = Session::start(Start { world: crate::hostile::world(), ..Start::default() });
    session.keys("l*c<Tab>");
    let screen = session.screen();
    assert!(screen.contains("Compare"), "{screen}");
    let bad = screen.chars().find(|c| *c != '\n' && cognitui::client::text::is_hidden(*c));
    assert_eq!(bad, None, "{screen:?}");
}

#[test]
fn x_exports_the_columns_and_comes_back() {
    for (width, height) in SIZES {
        let mut session = two_webs(width, height);
        session.keys("x5").shows("Export 2 clients side by side");
        let text = session.app().exporting.as_ref().unwrap().sheet().unwrap().text.clone();
        assert_eq!(text.matches("resource \"aws_cognito_user_pool_client\"").count(), 2, "{text}");
        insta::assert_snapshot!(format!("compare-export-{width}x{height}"), session.screen());
        session.keys("o").shows("Export customers-staging/web");
        session.keys("o").shows("Export customers/web");
        session.keys("r").shows("Export customers/web").hides("Reading");
        assert!(session.app().exporting.as_ref().unwrap().is_ready());
        session.keys("q").shows("Compare 2 clients").hides("Export");
    }
}

#[test]
fn columns_of_another_region_are_exported_as_they_stand() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>");
    go(&mut session, "us-west-2");
    session.keys("l<Space>c").shows("Compare 2 clients").keys("x5").shows("Export 2 clients side by side");
    let exporting = |session: &Session| session.app().exporting.as_ref().unwrap().clone();
    let text = exporting(&session).sheet().unwrap().text.clone();
    assert!(text.contains("kiosk-terminal") && text.contains("us-west-2_"), "{text}");
    assert!(exporting(&session).is_ready() && exporting(&session).progress.failed.is_empty());
    // What is around a client of another place cannot be read from here, and that is said.
    session.keys("p").shows("! Not in it: the pool eu-west-1_");
    assert!(exporting(&session).sheet().unwrap().text.contains("resource \"aws_cognito_user_pool\""));
    // Read anew, wherever each of them is.
    session.keys("pr").hides("Not in it");
    assert!(exporting(&session).is_ready());
}

#[test]
fn an_export_of_columns_waits_for_those_that_are_still_read() {
    let mut session = Session::at(140, 40);
    session.keys("l/kiosk<Enter><Space><Esc>/wifi<Enter><Space><Esc>");
    go(&mut session, "us-west-2");
    session.type_ahead("cx").until(|app| app.exporting.is_some());
    assert!(!session.app().exporting.as_ref().unwrap().is_ready());
    session.settle();
    let exporting = session.app().exporting.as_ref().unwrap();
    assert!(exporting.is_ready());
    assert_eq!((exporting.progress.read, exporting.progress.known), (2, 2));
}
