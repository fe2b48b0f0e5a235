//! Finding any client in any pool: while lists arrive, by what was typed and by what was pasted.

use std::time::Duration;

use cognitui::app::Pane;
use cognitui::sandbox::{Fault, FaultKind, Options, World};

use crate::session::{Session, Start};

const SIZES: [(u16, u16); 3] = [(140, 40), (80, 24), (60, 20)];
const KIOSK: &str = "1h2opibrwmlxee6tjvxaezhsmn";
const CUSTOMERS: &str = "eu-west-1_hRb7Lk2Qe";

fn snapshots(name: &str, keys: &str) {
    for (width, height) in SIZES {
        let mut session = Session::at(width, height);
        session.keys(keys);
        insta::assert_snapshot!(format!("{name}-{width}x{height}"), session.screen());
    }
}

/// So many pools with so many clients each.
fn world_of(pools: usize, clients: usize) -> World {
    let pool = |n: usize| {
        format!(
            r#"{{"pool": {{"Name": "pool-{n:02}"}}, "clients": [{{"repeat": {clients}, "ClientName": "p{n:02}-client-{{n}}"}}]}}"#
        )
    };
    let pools: Vec<String> = (1..=pools).map(pool).collect();
    World::from_json(&format!(
        r#"{{"region": "eu-west-1", "account": "123456789012", "pools": [{}]}}"#,
        pools.join(",")
    ))
    .unwrap()
}

fn start(world: World) -> Session {
    Session::start(Start { world, ..Start::default() })
}

fn selected(session: &Session) -> &str {
    assert!(session.app().finder().is_none(), "the finder is still open:\n{}", session.screen());
    &session.app().selected_client().unwrap().name
}

#[test]
fn the_finder_at_three_sizes() {
    snapshots("finder", "f");
    snapshots("finder-words", "fmob cust");
}

#[test]
fn any_client_in_any_pool_is_found_and_gone_to() {
    for open in ["f", "<C-p>", ":find any<Enter>"] {
        let mut session = start(world_of(12, 70));
        session.keys(open).shows("840 of 840").keys("p11 client-42");
        session.shows("▌ p11-client-42 ").keys("<Enter>");
        assert_eq!(selected(&session), "p11-client-42");
        assert_eq!(session.app().selected_pool().unwrap().name, "pool-11");
        assert_eq!(session.app().focus, Pane::Clients);
    }
}

#[test]
fn keys_are_answered_while_lists_arrive() {
    let options = Options { latency: Duration::from_millis(400), ..Options::default() };
    let mut session = Session::start(Start { world: world_of(20, 130), options, ..Start::default() });
    // Nothing is waited for: what was typed is there, and what is known is found.
    session.type_ahead("fp01 client-7");
    assert_eq!(session.app().finder().unwrap().text(), "p01 client-7");
    assert!(session.app().finder().unwrap().fitting() > 0);
    session.until(|app| app.finder_progress().clients > 500).shows("/20 pools");
    let progress = session.app().finder_progress();
    assert!(!progress.is_over() && progress.complete < 20, "{progress:?}");
    let reading = session.app().clients.values().filter(|clients| clients.listing.reading.is_some()).count();
    assert!(reading <= 4, "{reading} lists at once");
    session.settle();
    assert!(session.app().finder_progress().is_over());
    session.shows("of 2,600").hides("pools are still");
}

#[test]
fn the_selection_stays_with_its_row_while_better_ones_arrive() {
    let mut session = start(world_of(20, 70));
    session.type_ahead("fclient-1").type_ahead("<Down><Down>");
    session.until(|app| app.finder_progress().clients > 140);
    let name = |session: &Session| {
        let finder = session.app().finder().unwrap();
        let lines = session.app().finder_lines();
        let (_, line) = lines.iter().find(|(position, _)| *position == finder.position()).unwrap().clone();
        match line {
            cognitui::app::finder::Line::Client(row) => (row.name.to_owned(), row.id.to_owned()),
            cognitui::app::finder::Line::Lead(lead) => panic!("{lead:?}"),
        }
    };
    let before = name(&session);
    session.settle();
    assert_eq!(name(&session), before);
}

#[test]
fn closing_the_finder_stops_the_reading_and_opening_it_goes_on() {
    let mut session = start(world_of(30, 130));
    session.type_ahead("f").until(|app| app.finder_progress().clients > 600);
    session.type_ahead("<Esc>").settle();
    let stopped = session.app().finder_progress();
    assert!(!stopped.is_over(), "{stopped:?}");
    assert!(session.app().clients.values().all(|clients| clients.listing.reading.is_none()));
    let before = session.sandbox.requests()["ListUserPoolClients"];
    session.keys("f");
    let progress = session.app().finder_progress();
    assert_eq!((progress.complete, progress.clients), (30, 3_900));
    // Three pages a pool; what was read before is not read again, but for pages under way.
    let all = session.sandbox.requests()["ListUserPoolClients"];
    assert!(all - before < 90 && all <= 90 + 8, "{before} and then {all}");
}

#[test]
fn a_list_that_fails_is_counted_and_the_others_are_found() {
    let mut session = start(world_of(5, 3));
    session.sandbox.set_faults(vec![Fault::always_on(FaultKind::AccessDenied, "ListUserPoolClients")]);
    session.keys("f").shows("4 not readable").shows("3 of 3");
    assert!(!session.complains());
    session.sandbox.set_faults(Vec::new());
    session.keys("<Esc>rf").hides("not readable").shows("15 of 15");
}

#[test]
fn what_belongs_to_an_earlier_region_never_appears() {
    let mut session = Session::at(140, 40);
    session.type_ahead("f").until(|app| app.finder_progress().clients > 26);
    assert!(!session.app().finder_progress().is_over());
    // Away in the middle of the crawl, with pages under way.
    session.type_ahead("<Esc>p<Tab>us-west-2<Enter>");
    assert_eq!(session.app().finder_progress().clients, 0);
    session.settle();
    session.keys("f").shows("SANDBOX · us-west-2").shows("pos-terminal").hides("kiosk").hides("eu-west-1");
    assert!(session.app().finder_progress().is_over());
}

#[test]
fn a_client_that_was_opened_lately_comes_first() {
    let mut session = start(world_of(3, 40));
    session.keys("fp02 client-33").keys("<Enter>");
    assert_eq!(selected(&session), "p02-client-33");
    session.keys("h/01<Enter>fclient-33").shows("▌ p02-client-33 ").keys("<Esc>f").shows("▌ p02-client-33 ");
}

#[test]
fn a_described_client_is_found_by_its_urls_scopes_and_flows() {
    let mut session = Session::at(140, 40);
    session.keys("lR").keys("foauth.pstmn").shows("debug-postman").keys("<Enter>");
    assert_eq!(selected(&session), "debug-postman");
}

#[test]
fn a_pasted_reference_leads_to_its_client() {
    for text in [
        format!("{CUSTOMERS}/{KIOSK}"),
        format!("{CUSTOMERS}|{KIOSK}"),
        format!("  \"{KIOSK}\"\n"),
        "customers/kiosk-terminal".to_owned(),
        format!("{CUSTOMERS}/kiosk-terminal"),
        format!(
            "https://eu-west-1.console.aws.amazon.com/cognito/v2/idp/user-pools/{CUSTOMERS}/applications/app-clients/{KIOSK}/overview?region=eu-west-1"
        ),
        format!(
            "https://x.auth.eu-west-1.amazoncognito.com/oauth2/authorize?response_type=code&client_id={KIOSK}"
        ),
    ] {
        let mut session = Session::at(140, 40);
        session.keys("jjf").paste(&text).shows("Go to kiosk-terminal in customers").keys("<Enter>");
        assert_eq!(selected(&session), "kiosk-terminal", "{text}");
    }
}

/// A token of the sandbox's kiosk, with a signature that means nothing.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2NvZ25pdG8taWRwLmV1LXdlc3QtMS5hbWF6b25hd3MuY29tL2V1LXdlc3QtMV9oUmI3TGsyUWUiLCJjbGllbnRfaWQiOiIxaDJvcGlicndtbHhlZTZ0anZ4YWV6aHNtbiJ9.c2ln";

#[test]
fn a_token_is_read_and_never_shown() {
    let mut session = Session::at(140, 40);
    let wrapped = format!("{}\n  {}", &TOKEN[..80], &TOKEN[80..]);
    session.keys("f").paste(&wrapped).shows("Go to kiosk-terminal").hides("eyJ").keys("<Enter>");
    assert_eq!(selected(&session), "kiosk-terminal");
    session
        .keys("f")
        .paste(&format!("authorization: Bearer {TOKEN}"))
        .shows("Go to kiosk-terminal")
        .hides("eyJ");
    session.keys("<Esc>f").paste("eyJhbGciOiJSUzI1NiJ9").shows("first part of a token").hides("eyJ");
    session.keys("k").hides("first part");
}

#[test]
fn a_token_is_found_in_what_it_was_copied_with() {
    for text in [
        format!(r#"{{"access_token":"{TOKEN}","expires_in":3600}}"#),
        format!("access_token={TOKEN}"),
        format!("token: {TOKEN}"),
        format!("curl -H 'authorization: bearer {TOKEN}' https://api.example.com"),
    ] {
        let mut session = Session::at(140, 40);
        session.keys("f").paste(&text).shows("Go to kiosk-terminal").hides("eyJ").hides("c2ln");
        // Without bracketed paste the same arrives letter by letter.
        let mut session = Session::at(140, 40);
        session.keys("f").keys(&text.replace('<', "")).hides("eyJ").hides("c2ln").hides("b3NuY29n");
        session.shows("[token]").shows("Go to kiosk-terminal").keys("<Enter>");
        assert_eq!(selected(&session), "kiosk-terminal");
    }
}

#[test]
fn the_filter_and_other_lines_show_no_token_either() {
    let mut session = Session::at(140, 40);
    session.keys("l/").paste(&format!("token: {TOKEN}")).hides("eyJ").hides("c2ln").shows("[token]");
    session.keys("<Esc>:check a url<Enter>").paste(&format!("https://a.example/cb#id_token={TOKEN}"));
    session.shows("[token]").hides("eyJ").hides("c2ln");
}

#[test]
fn nothing_is_chosen_while_the_text_is_refused() {
    for (text, words) in [
        (&TOKEN[..70], "looks like a token"),
        ("flow:implict", "did you mean implicit"),
        ("secret:maybe", "secret has no maybe"),
        ("age>90", "a length of time"),
        ("kiosk flow:implict", "did you mean implicit"),
    ] {
        let mut session = Session::at(140, 40);
        session.keys("f").paste(text).shows(words).shows("0 of 56").shows("until that is put right");
        assert!(session.app().finder_lines().is_empty());
        session.keys("<Enter>").shows("Nothing is chosen: ");
        assert!(session.app().finder().is_some(), "{text}");
        session.keys("<C-y>").shows("Nothing is chosen: ").hides("Copy ").keys("s");
        assert!(session.copied().is_empty(), "{text}");
        // Put right, it finds again.
        session.keys("<C-u>kiosk").shows("▌ kiosk-terminal");
    }
    let mut session = Session::at(80, 24);
    session.keys("fflow:implict").keys("<Enter>");
    insta::assert_snapshot!("finder-refused", session.screen());
}

#[test]
fn words_say_how_far_settings_are_known() {
    let mut session = Session::at(140, 40);
    session.keys("flo").hides("not read yet").keys("calhost").shows("not read yet; in a pool R reads them");
    insta::assert_snapshot!("finder-words-unread", session.screen());
    // A host and a port are no profile and name.
    let mut session = Session::at(140, 40);
    session.keys("lR").keys("flocalhost:3000").hides("Switch and go to").hides("profile").shows("▌ ");
    assert!(session.app().finder().unwrap().fitting() > 0, "{}", session.screen());
}

#[test]
fn a_profile_that_nobody_knows_is_not_offered() {
    let mut session = Session::at(140, 40);
    session
        .keys("fcustomers-st:web")
        .shows("there is no profile customers-st here")
        .hides("Switch")
        .keys("<Enter>");
    session.shows("Nothing is chosen: there is no profile customers-st");
    session.keys("<C-u>").paste(&format!("zulu:{CUSTOMERS}/{KIOSK}")).hides("Switch").keys("<Enter>");
    session.shows("Nothing is chosen: there is no profile zulu");
}

#[test]
fn with_the_pool_known_nothing_else_is_waited_for() {
    let mut session = start(world_of(30, 130));
    session.keys("f");
    let (pool, id) = {
        let (pool, clients) = session
            .app()
            .clients
            .iter()
            .find(|(_, clients)| clients.listing.rows()[0].name.starts_with("p29"))
            .unwrap();
        (pool.clone(), clients.listing.rows()[100].clone())
    };
    let mut fresh = start(world_of(30, 130));
    fresh.type_ahead("f");
    fresh.until(|_| true);
    assert!(!fresh.app().clients.get(&pool).is_some_and(|clients| clients.listing.complete));
    fresh.type_paste(&id.key.to_string());
    fresh.until(|_| true).shows("Look for").type_ahead("<Enter>").settle();
    assert_eq!(selected(&fresh), id.name);
    let listed = fresh.app().clients.values().filter(|clients| clients.listing.complete).count();
    assert!(listed < 10, "{listed} pools were read to the end");
}

#[test]
fn another_region_is_told_and_offered() {
    let mut session = Session::at(140, 40);
    session.keys("f").paste(&format!("us-west-2_abc123/{KIOSK}")).shows("Switch and go to");
    session.shows("in us-west-2, not here in eu-west-1");
    insta::assert_snapshot!("finder-region", session.screen());
    session.keys("<Enter>");
    assert_eq!(session.app().launch.place.region.as_deref(), Some("us-west-2"));
    assert!(session.app().finder().is_none());
    session.shows("is not in this context");
}

#[test]
fn a_client_in_another_region_is_followed_there() {
    let mut session = Session::at(140, 40);
    session.keys("p<Tab>us-west-2<Enter>").keys("l").shows("pos-terminal");
    let key = session.app().selected_client().unwrap().key.clone();
    let mut fresh = Session::at(140, 40);
    fresh.keys("f").paste(&key.to_string()).shows("Switch and go to").keys("<Enter>");
    assert_eq!(fresh.app().selected_client().unwrap().key, key);
    fresh.shows("SANDBOX · us-west-2");
}

#[test]
fn several_that_are_meant_are_shown_and_none_is_chosen() {
    let mut session = Session::at(140, 40);
    session.keys("f").paste("customers/mobile-beta").shows("2 clients are called mobile-beta; choose one");
    insta::assert_snapshot!("finder-ambiguous", session.screen());
    session.keys("<Down><Enter>");
    assert_eq!(selected(&session), "mobile-beta");
}

#[test]
fn what_is_nearly_a_reference_is_told() {
    for (text, words) in [
        (CUSTOMERS.to_owned(), "is the id of a pool; add the client"),
        (KIOSK[..25].to_owned(), "has 26 letters and digits, this has 25"),
        (format!("{CUSTOMERS}/{}", &KIOSK[1..]), "has 26 letters and digits, this has 25"),
        (format!("{CUSTOMERS} {KIOSK}"), "these look like a pool's id and its client"),
        (KIOSK.to_uppercase(), "small letters only"),
        (format!("eu-west-1_zzzzzzzzz/{KIOSK}"), "there is no pool eu-west-1_zzzzzzzzz in eu-west-1"),
        (format!("{CUSTOMERS}/{}a", &KIOSK[..25]), "the pool customers has no client"),
        ("https://shop.example.com/".to_owned(), "has no client_id"),
        ("us-west-2_abc123/b/c".to_owned(), "too many parts"),
    ] {
        let mut session = Session::at(140, 40);
        session.keys("f").paste(&text);
        assert!(session.screen().contains(words), "{text}: {words}\n{}", session.screen());
    }
    let mut session = Session::at(80, 24);
    session.keys("f").paste(&KIOSK[..25]);
    insta::assert_snapshot!("finder-nearly", session.screen());
}

#[test]
fn capitals_count_only_where_they_find_something() {
    let mut session = Session::at(140, 40);
    session
        .keys("fCUSTOMERS/KIOSK")
        .shows("▌ kiosk-terminal")
        .keys("<Esc>fAmazon")
        .shows("▌ AmazonOpenSearch");
}

#[test]
fn the_highlighted_row_is_copied_without_leaving() {
    let mut session = Session::at(140, 40);
    session.keys("fkiosk").keys("<C-y>").shows("Copy").keys("i");
    session.keys("<C-y>r");
    assert_eq!(session.copied(), [KIOSK.to_owned(), format!("{CUSTOMERS}/{KIOSK}")]);
    session.keys("<C-y>s").shows("no secret");
    assert!(session.app().finder().is_some());
    session.keys("<C-y><Esc>");
    assert_eq!(session.app().finder().unwrap().text(), "kiosk");
    session.keys("<Bs><Bs><Bs><Bs><Bs>loyalty<C-y>s");
    assert_eq!(session.copied().len(), 3);
}

#[test]
fn a_filter_does_not_hide_where_the_finder_leads() {
    let mut session = Session::at(140, 40);
    session.keys("/staff<Enter>l/zzz<Enter>fkiosk-terminal").keys("<Enter>");
    assert_eq!(selected(&session), "kiosk-terminal");
}

#[test]
fn a_pool_is_a_part_of_a_filter() {
    let mut session = Session::at(140, 40);
    session.keys("fpool:st").shows("Tab staff").keys("<Tab> type:m2m").shows("pool:staff type:m2m");
    session.keys("<C-u>-pool:customers");
    session.shows("20 of 56").shows("▌ buoy-gateway");
    session.keys(&format!("<C-u>pool:{CUSTOMERS} kiosk")).shows("2 of 56").shows("▌ kiosk-terminal");
}
