//! Bad days: each shows what happened and what to do, keeps what was loaded, and never blocks a key.

use cognitui::sandbox::{Fault, FaultKind, Options};

use crate::session::{Session, Start};

fn with(faults: Vec<Fault>) -> Session {
    Session::start(Start { options: Options { faults, ..Options::default() }, ..Start::default() })
}

/// Every kind of failure at the first list says what happened and what to do, and `r` recovers.
#[test]
fn whatever_fails_first_is_told_and_can_be_tried_again() {
    let expected = [
        (FaultKind::Drop, "network"),
        (FaultKind::TimeOut, "network"),
        (FaultKind::Silence, "network"),
        (FaultKind::ServerError, "refresh"),
        (FaultKind::BrokenJson, "endpoint"),
        (FaultKind::Html, "endpoint"),
        (FaultKind::Throttle, "slowed"),
        (FaultKind::ExpiredCredentials, "credentials"),
        (FaultKind::AccessDenied, "ListUserPools"),
        (FaultKind::InternalError, "refresh"),
    ];
    for (kind, word) in expected {
        let mut session = with(vec![Fault::always(kind)]);
        assert!(session.complains(), "{kind}");
        let flat = session.screen().replace(['│', '┃', '\n', '"'], " ");
        assert!(flat.contains(word), "{kind}: {word:?} is not in\n{}", session.screen());
        session.sandbox.set_faults(Vec::new());
        session.keys("r");
        assert!(!session.complains(), "{kind}:\n{}", session.screen());
        assert!(session.app().pools.complete, "{kind}");
    }
}

#[test]
fn what_was_loaded_stays_when_a_refresh_fails() {
    for kind in [FaultKind::Drop, FaultKind::ServerError, FaultKind::ExpiredCredentials, FaultKind::Html] {
        let mut session = Session::at(140, 40);
        session.keys("l");
        let pools = session.app().pools.rows().len();
        let clients = session.app().pool_clients().unwrap().listing.rows().len();
        let selected = session.app().selected_client().cloned();
        session.sandbox.set_faults(vec![Fault::always(kind)]);
        session.keys("rhr");
        assert!(session.complains(), "{kind}");
        assert_eq!(session.app().pools.rows().len(), pools, "{kind}");
        assert_eq!(session.app().pool_clients().unwrap().listing.rows().len(), clients, "{kind}");
        assert_eq!(session.app().selected_client().cloned(), selected, "{kind}");
        session.keys("ll").shows("Grant types");
    }
}

#[test]
fn one_denied_operation_leaves_the_rest_working() {
    let mut session = with(vec![Fault::always_on(FaultKind::AccessDenied, "DescribeUserPoolClient")]);
    session.keys("l").shows("DescribeUserPoolClient").shows("permission");
    assert!(session.app().pool_clients().unwrap().listing.complete);
    // It is not tried for every row of the window: what is refused once is refused for all.
    let tried = session.sandbox.requests().get("DescribeUserPoolClient").copied().unwrap_or(0);
    assert!(tried <= 6, "{tried} describes were tried");
    session.keys("jj").shows("DescribeUserPoolClient");
}

#[test]
fn a_denied_pool_description_is_told_in_its_place() {
    let mut session = with(vec![Fault::always_on(FaultKind::AccessDenied, "DescribeUserPool")]);
    session.shows("DescribeUserPool");
    session.keys("l").shows("Grant types");
}

#[test]
fn what_iam_has_to_allow_is_shown_and_copied() {
    let denied = |operation: &str| Fault::always_on(FaultKind::AccessDenied, operation);
    let mut session = with(vec![denied("DescribeUserPoolClient"), denied("ListResourceServers")]);
    session.keys("l").shows("i  what IAM has to allow for what was denied").keys("i");
    session.shows("\"cognito-idp:DescribeUserPoolClient\"").shows("\"cognito-idp:ListResourceServers\"");
    session.keys("y");
    let policy: serde_json::Value = serde_json::from_str(session.copied().last().unwrap()).unwrap();
    let resource = policy["Statement"][0]["Resource"].as_str().unwrap();
    assert!(
        resource.starts_with("arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_"),
        "{resource}"
    );
    session.keys("<Esc>").hides("2012-10-17");
    let mut fine = Session::at(80, 24);
    fine.keys("i").shows("Nothing in view was denied").keys("L").shows("needs nobody to sign in");
}

#[test]
fn a_refused_list_of_pools_names_its_keys() {
    for (width, height) in [(140, 40), (80, 24), (60, 20), (40, 10)] {
        let faults = vec![Fault::always_on(FaultKind::AccessDenied, "ListUserPools")];
        let options = Options { faults, ..Options::default() };
        let mut session = Session::start(Start { options, size: (width, height), ..Start::default() });
        session.keys("?").keys("<Esc>");
        insta::assert_snapshot!(format!("refused-{width}x{height}"), session.screen());
    }
}

#[test]
fn keys_are_answered_while_nothing_else_is() {
    let mut session = Session::at(140, 40);
    session.sandbox.set_faults(vec![Fault::always(FaultKind::Silence)]);
    // Everything that is asked for now hangs; the keys still move the selection and open the help.
    let before = session.app().pools_list.position();
    session.type_ahead("jj");
    assert_ne!(session.app().pools_list.position(), before);
    session.type_ahead("?");
    assert!(session.app().picker.is_some());
}

#[test]
fn a_list_that_breaks_off_says_so_and_goes_on_where_it_stopped() {
    let world = cognitui::sandbox::World::from_json(
        r#"{"region": "eu-west-1", "account": "123456789012", "pools": [{"pool": {"Name": "big"},
            "clients": [{"repeat": 150, "ClientName": "client-{n}"}]}]}"#,
    )
    .unwrap();
    let mut session = Session::start(Start { world, ..Start::default() });
    assert_eq!(session.app().pool_clients().unwrap().listing.rows().len(), 150);
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::Drop, "ListUserPoolClients")]);
    session.keys("lr");
    assert!(session.complains());
    session.keys("j").shows("broke off");
    assert_eq!(session.app().pool_clients().unwrap().listing.rows().len(), 150);
    session.sandbox.set_faults(Vec::new());
    session.keys("r").hides("broke off");
    assert!(session.app().pool_clients().unwrap().listing.complete);
}
