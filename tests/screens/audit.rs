//! The audit on screen: while it is read, how it is looked at, what is fixed, accepted and reported.

use std::time::Duration;

use cognitui::app::App;
use cognitui::app::auditing::View;
use cognitui::sandbox::{Fault, FaultKind, Options, World};
use cognitui::ui::Theme;
use serde_json::json;

use crate::session::{Session, Start};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];
const DESCRIBE: &str = "DescribeUserPoolClient";
const UPDATE: &str = "UpdateUserPoolClient";

/// The pool customers, audited.
fn audited() -> Session {
    let mut session = Session::at(140, 40);
    session.keys("la").shows("Audit · customers");
    session
}

fn found(session: &Session, rule: &str) -> usize {
    let tally = &session.app().audits.current.as_ref().unwrap().tally;
    tally.rule(rule).map_or(0, |group| group.counts.total())
}

/// The row of a rule is selected.
fn select(session: &mut Session, rule: &str) {
    session.keys("g");
    for _ in 0..60 {
        if session.app().auditing().unwrap().selected_rule().is_some_and(|one| one.id == rule) {
            return;
        }
        session.keys("j");
    }
    panic!("{rule} is not listed:\n{}", session.screen());
}

#[test]
fn every_view_at_every_size() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        let take = |session: &mut Session, name: &str| {
            insta::assert_snapshot!(format!("audit-{name}-{width}x{height}"), session.screen());
        };
        session.keys("la");
        take(&mut session, "rules");
        session.keys("j<Enter>");
        take(&mut session, "below-a-rule");
        session.keys("<Esc><Tab>");
        take(&mut session, "clients");
        session.keys("<Tab>jl");
        take(&mut session, "map");
        session.keys("<Tab>");
        take(&mut session, "severities");
        session.keys("<S-Tab><S-Tab><S-Tab>s");
        take(&mut session, "accept");
        session.keys("<Esc>x");
        take(&mut session, "report");
        session.keys("<Esc>q");
        take(&mut session, "list");
        session.keys("Gkkl");
        take(&mut session, "detail");
    }
}

#[test]
fn a_filter_goes_through_every_view_and_esc_takes_it_away() {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        let take = |session: &mut Session, name: &str| {
            insta::assert_snapshot!(format!("audit-filter-{name}-{width}x{height}"), session.screen());
        };
        session.keys("la/old-web");
        take(&mut session, "typing");
        session.keys("<Enter>");
        take(&mut session, "rules");
        session.keys("<Tab>");
        take(&mut session, "clients");
        session.keys("<Tab>");
        take(&mut session, "map");
        session.keys("<Tab>");
        take(&mut session, "severities");
        session.keys("<Esc>").hides("/old-web").shows("Audit");
        session
            .keys("<Tab>/zzz")
            .shows("Nothing matches. Esc shows all again.")
            .keys("<Esc>")
            .hides("Nothing");
    }
}

#[test]
fn what_the_filter_lets_through_is_what_is_fixed() {
    let mut session = audited();
    select(&mut session, "S13");
    let all = found(&session, "S13");
    let shown = |session: &Session| session.app().auditing().unwrap().shown().counts().total();
    let everything = shown(&session);
    session.keys("/rule:s13 old-web<Enter>");
    assert!(all > 1 && shown(&session) == 1 && everything > all, "{}", session.screen());
    session.keys("<Enter>").shows("‹ S13").shows("old-web-portal").keys("<Esc>F");
    assert!(session.app().bulk.is_some() || session.app().editing.is_some(), "{}", session.screen());
    session.keys("<Esc>");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
    // It stays over the list below, and goes before the screen does.
    session.keys("<Esc>").hides("/rule:s13").shows("Audit · customers");
    assert_eq!(shown(&session), everything);
    session.keys("<Esc>").hides("Audit · customers");
}

#[test]
fn without_colour_everything_is_still_said() {
    let mut session = Session::start(Start { theme: Theme::mono(), ..Start::default() });
    session.keys("la").shows("high").shows("▇").shows("H S32").shows("[rules]");
    session.keys("<Tab><Tab>").shows("[H");
}

#[test]
fn results_come_while_it_is_read_and_a_stop_is_gone_on_with_without_reading_again() {
    let options = Options { latency: Duration::from_millis(40), ..Options::default() };
    let mut session = Session::start(Start { options, ..Start::default() });
    session.keys("l");
    session.sandbox.reset_requests();
    let running = |app: &App| app.auditing().is_some_and(|audit| audit.tally.counts().total() > 20);
    session.type_ahead("a").until(running).shows("Esc stop").shows("% read").shows("s left");
    session.type_ahead("<Esc>").settle();
    session.shows("stopped; r goes on").shows("Stopped. r goes on");
    let before = session.sandbox.requests_for(DESCRIBE);
    let pools = session.sandbox.requests_for("DescribeUserPool");
    let known = session.app().audits.current.as_ref().unwrap().runs[0].progress.known;
    session.keys("r").hides("r goes on").shows("clients");
    let all = session.sandbox.requests_for(DESCRIBE);
    assert!(all <= known as u64 + 16, "{all} describes for {known} clients, {before} of them before");
    assert_eq!(session.sandbox.requests_for("DescribeUserPool"), pools, "the pool was read already");
    let whole = session.app().audits.current.as_ref().unwrap().tally.counts();
    let fresh = audited();
    assert_eq!(whole, fresh.app().audits.current.as_ref().unwrap().tally.counts());
}

/// What is said of the one that is left is not of the next.
#[test]
fn that_an_audit_was_stopped_is_not_said_of_the_next() {
    let mut session = audited();
    session.keys("qa").keys("all pools<Enter>").shows("Audit · all pools").hides("Stopped.");
    let options = Options { latency: Duration::from_millis(40), ..Options::default() };
    let mut session = Session::start(Start { options, ..Start::default() });
    session.keys("l");
    let running = |app: &App| app.auditing().is_some_and(|audit| audit.tally.counts().total() > 20);
    session.type_ahead("a").until(running).type_ahead("<Esc>").settle();
    session.shows("Stopped. r goes on").keys("<Esc>a").keys("all pools<Enter>");
    session.shows("Audit · all pools").hides("Stopped.");
}

#[test]
fn the_marked_or_the_pool_or_all_is_asked_where_it_is_not_plain() {
    let mut session = Session::at(140, 40);
    session.keys("a").shows("the pool customers").shows("all pools here").keys("<Esc>");
    session.keys("l/kiosk<Enter><Space>a").shows("the marked clients: 1 marked").keys("<Enter>");
    session.shows("Audit · 1 marked client · 1 client");
    session.keys("qa").shows("back to the audit of 1 marked client").keys("all pools<Enter>");
    session.shows("Audit · all pools · 56 clients");
    let runs = &session.app().audits.current.as_ref().unwrap().runs;
    assert_eq!((runs.len(), runs[0].progress.read), (1, 56));
}

#[test]
fn the_keys_of_the_choice_stand_over_it_and_it_comes_back() {
    let mut session = Session::at(140, 40);
    session.keys("a").shows("all pools here");
    session.keys("?").shows("choose what is selected").shows("Esc goes back to it");
    for close in ["<Esc>", "?", "<Enter>"] {
        session.keys(close).shows("all pools here").hides("choose what is selected").keys("?");
    }
    session.keys("<Esc>").keys("<Esc>").hides("all pools here");
    assert!(!session.is_over(), "Esc closed the choice and nothing else");
    session.keys("a?").keys("<Esc>").keys("all pools<Enter>").shows("Audit · all pools");
}

#[test]
fn enter_leads_from_a_rule_to_its_client_and_the_list_tells_how_many() {
    let mut session = audited();
    select(&mut session, "S01");
    session.keys("<Enter>").shows("old-web-portal").keys("<Enter>");
    assert!(session.app().auditing().is_none(), "the audit made room");
    session.shows("▲");
    let key = session.app().selected_client().unwrap().key.clone();
    assert!(session.app().found_of(&key).unwrap().findings().any(|finding| finding.rule.id == "S01"));
    session.keys("l").shows("Findings ▲");
}

#[test]
fn one_fix_is_reviewed_written_and_looked_at_again() {
    let mut session = audited();
    let before = found(&session, "S13");
    select(&mut session, "S13");
    session
        .keys("<Enter>f")
        .shows("Another AWS service manages")
        .keys("jf")
        .shows("Plan: S13 Set it to ENABLED")
        .shows("1 client: 1 changes")
        .shows("→ ");
    assert_eq!(session.sandbox.requests_for(UPDATE), 0, "nothing is written without a review");
    session.keys("<Enter>").shows("All done");
    assert_eq!(session.sandbox.requests_for(UPDATE), 1);
    session.keys("<Esc>");
    assert_eq!(found(&session, "S13"), before - 1);
}

#[test]
fn all_of_a_kind_are_fixed_as_one_and_taken_back_as_one() {
    let mut session = audited();
    let before = found(&session, "S13");
    assert!(before > 2);
    select(&mut session, "S13");
    session.keys("F").shows("Plan: S13 Set it to ENABLED").keys("<Enter>").shows("Result").keys("<Esc>");
    let left = found(&session, "S13");
    assert!(left < before, "{left} of {before} are left");
    session.keys("qu").shows("Take back: S13").keys("<Enter>").shows("Result").keys("<Esc>");
    assert_eq!(found(&session, "S13"), before);
}

#[test]
fn fixes_that_undo_each_other_are_told_and_do_not() {
    let mut session = audited();
    session.keys("a").keys("all pools<Enter>");
    let both = |session: &Session| {
        let tally = &session.app().audits.current.as_ref().unwrap().tally;
        let (one, other) = (tally.rule("S18"), tally.rule("S23"));
        let (Some(one), Some(other)) = (one, other) else { return 0 };
        one.places.intersection(&other.places).count()
    };
    assert!(both(&session) > 0);
    let rotating = found(&session, "S18");
    select(&mut session, "S18");
    session.keys("F").shows("also have S23").keys("<Enter>").shows("Result").keys("<Esc>");
    let left = found(&session, "S18");
    assert!(left < rotating, "{left} of {rotating}");
    if found(&session, "S23") > 0 {
        select(&mut session, "S23");
        session.keys("F<Enter>").keys("<Esc>");
    }
    assert!(found(&session, "S18") <= left, "the second fix has undone the first");
}

#[test]
fn a_filter_does_not_hide_that_fixes_undo_each_other() {
    let mut session = audited();
    session.keys("a").keys("all pools<Enter>");
    session.keys("/rule:s18<Enter>");
    select(&mut session, "S18");
    session.keys("F").shows("also have S23");
}

#[test]
fn the_keys_of_the_audit_are_told_and_can_be_chosen() {
    let mut session = audited();
    session.keys("?").shows("Audit: keys").shows("accept it").hides("find any client");
    session.keys("next view<Enter>").hides("Audit: keys");
    assert_eq!(session.app().auditing().unwrap().view, View::Clients);
    session.keys("?").keys("<Esc>").shows("Audit · customers");
}

#[test]
fn read_only_fixes_nothing() {
    let gate = cognitui::tasks::write::WriteGate::read_only("of --read-only");
    let mut session = Session::start(Start { gate, ..Start::default() });
    session.keys("laF").shows("READ-ONLY");
    assert!(session.app().bulk.is_none());
    assert_eq!(session.sandbox.requests_for(UPDATE), 0);
}

#[test]
fn what_is_accepted_needs_a_reason_is_written_and_counts_no_more() {
    let mut session = audited();
    let before = found(&session, "S13");
    select(&mut session, "S13");
    session.keys("<Enter>s<Enter>").shows("A finding is accepted for a reason");
    session.keys("goes in March<Enter>soon<Enter>").shows("'soon' is no day");
    session.keys("<C-u>90 days<Enter>").shows("Accepted, and kept in").shows("1 accepted");
    assert_eq!(found(&session, "S13"), before - 1);
    let file = session.folder().join("audit-suppressions.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("# S13 ") && text.contains("reason = \"goes in March\""), "{text}");
    assert!(text.contains("expires = 2027-02-20"), "{text}");
    // All that are left, at once; comments of a person's stay.
    std::fs::write(&file, format!("# mine\n{text}")).unwrap();
    session.keys("<Esc>");
    select(&mut session, "S13");
    session.keys("sknown<Enter><Enter>").shows("Accepted");
    assert_eq!(found(&session, "S13"), 0);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("# mine\n"));
    // Another audit, and another run of the program, go by it too.
    session.keys("r");
    assert_eq!(found(&session, "S13"), 0);
}

#[test]
fn a_report_is_written_in_every_format_and_never_over_a_file_unasked() {
    let mut session = audited();
    for (at, format) in ["html", "table", "json", "csv", "markdown", "sarif"].iter().enumerate() {
        let path = session.folder().join(format!("report-{format}"));
        let down = "<Down>".repeat(at);
        session.keys(&format!("x{down}<C-u>")).paste(path.to_str().unwrap()).keys("<Enter>");
        session.shows("The report is in").hides("Write a report");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("S01") && text.len() > 2_000, "{format}: {text}");
    }
    let path = session.folder().join("report-html");
    std::fs::write(&path, "mine").unwrap();
    session.keys("x<C-u>").paste(path.to_str().unwrap()).keys("<Enter>").shows("is there already");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    session.keys("<Enter>").shows("The report is in");
    assert!(std::fs::read_to_string(&path).unwrap().contains("<html"));
}

#[test]
fn what_cannot_be_read_is_one_line_and_is_tried_again() {
    let mut session = Session::at(140, 40);
    session.keys("l");
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::AccessDenied, DESCRIBE)]);
    session.keys("a").shows("not read").shows("is not allowed");
    // The whole list is a key away, each with all of its reason.
    session.keys("w").shows("✗ customers/").shows("Not read: eu-west-1: ").keys("<Tab>");
    session.sandbox.set_faults(Vec::new());
    session.keys("r").hides("not read");
    assert!(found(&session, "S01") > 0);
}

#[test]
fn an_endpoint_without_styles_is_not_checked_and_the_rest_is() {
    let operation = "DescribeManagedLoginBrandingByClient";
    let mut session = audited();
    assert_eq!(found(&session, "S47"), 2, "the two clients without a style");
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::Html, operation)]);
    session.keys("r");
    assert_eq!(found(&session, "S47"), 0);
    assert!(found(&session, "S01") > 0);
    session.keys("<S-Tab>").shows("the sign-in pages' style").shows("DescribeManagedLoginBrandingByClient");
}

#[test]
fn pools_whose_names_begin_alike_are_told_apart_on_the_map() {
    let client = json!({"ClientName": "web", "CallbackURLs": ["https://web.example/cb"]});
    let pool = |name: &str| json!({"pool": {"Name": name}, "clients": [client.clone()]});
    let names = ["prod-eu", "prod-us", "staging-eu", "staging-us"];
    let pools: Vec<_> = names.map(|name| pool(&format!("acme-identity-customers-{name}"))).into();
    let world = json!({"region": "eu-west-1", "account": "123456789012", "pools": pools});
    for (width, height) in [(80, 24), (60, 20)] {
        let world = World::from_json(&world.to_string()).unwrap();
        let mut session = Session::start(Start { size: (width, height), world, ..Start::default() });
        session.keys("a").keys("all pools<Enter><Tab><Tab>").shows("[map]");
        for name in names {
            session.shows(name);
        }
        session.shows("acme-identity-customers-prod-eu · ");
        insta::assert_snapshot!(format!("audit-map-alike-{width}x{height}"), session.screen());
        // A finding of a pool itself is not one of a client.
        session.keys("<Tab>").shows("4 clients");
    }
}

#[test]
fn the_way_of_looking_goes_round() {
    let mut session = audited();
    for view in [View::Clients, View::Map, View::Severities, View::Rules] {
        session.keys("<Tab>");
        assert_eq!(session.app().auditing().unwrap().view, view);
    }
    session.keys("<Tab>l").shows("Esc back").keys("<Esc>").shows("[clients]");
    session.keys("q").hides("Audit ·");
}

#[test]
fn several_places_are_audited_side_by_side() {
    let mut session = Session::start(Start { beside: vec!["us-west-2"], ..Start::default() });
    session.keys("la").shows("all pools of 2 places").keys("all pools of 2<Enter>");
    let runs = &session.app().audits.current.as_ref().unwrap().runs;
    let read: Vec<usize> = runs.iter().map(|run| run.progress.read).collect();
    assert!(runs.len() == 2 && read == [56, 3], "{read:?}");
    session.keys("<Tab><Tab>G").shows("us-west-2:").shows("eu-west-1:");
    session.keys("<Enter>").shows("That rule found nothing in that pool.");
    while session.app().auditing().unwrap().below.is_none() {
        session.keys("l<Enter>");
    }
    session.shows("in us-west-2:customers").keys("F").shows("another place");
    assert!(session.app().bulk.is_none());
    // Enter goes there.
    session.keys("<Enter>").shows("SANDBOX · us-west-2");
    session.keys("a").shows("back to the audit of all pools of 2 places");
    // A report says where everything is.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    session.keys("<Enter>x<Down><Down><C-u>").paste(file.to_str().unwrap()).keys("<Enter>");
    session.shows("The report is in");
    let text = std::fs::read_to_string(&file).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let pools = report["pools"].as_array().unwrap();
    let of = |region: &str| pools.iter().filter(|pool| pool["Region"] == region).count();
    assert_eq!((of("eu-west-1") + of("us-west-2"), of("us-west-2") > 0), (pools.len(), true), "{text}");
    assert!(pools.iter().all(|pool| pool["Account"].is_string()), "{text}");
}
