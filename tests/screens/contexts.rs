//! Going to another profile and region and back.

use std::collections::BTreeMap;
use std::time::Duration;

use cognitui::app::{App, Command, Event, Keymap, Launch, Now};
use cognitui::tasks::{
    Answer, ContextFacts, Contexts, Errand, Outcome, Place, Profile, ProfileKind, Task, Ticket,
};
use cognitui::ui::{self, Theme};
use crossterm::event::KeyCode;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

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

/// Takes an event in and gives the question of a sort that it led to.
fn asked(app: &mut App, event: Event, is_it: fn(&Task) -> bool) -> Option<Ticket> {
    let now = Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() };
    app.update(event, now).into_iter().find_map(|command| match command {
        Command::Errand(Errand::Run(ticket, task)) if is_it(&task) => Some(ticket),
        _ => None,
    })
}

#[test]
fn profiles_of_like_names_are_told_apart_and_the_one_in_force_keeps_its_kind() {
    let profile = |name: &str, region: &str, kind| Profile {
        name: name.to_owned(),
        region: Some(region.to_owned()),
        kind,
    };
    let place = |profile: Option<&str>, region: &str| Place {
        profile: profile.map(str::to_owned),
        region: Some(region.to_owned()),
    };
    for (width, height) in [(140, 40), (80, 24), (60, 20)] {
        let now = Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() };
        let keymap = Keymap::new(&BTreeMap::default()).unwrap();
        let mut app = App::new(Launch::default(), keymap, (width, height), now);
        let ticket = asked(&mut app, Event::Start, |task| matches!(task, Task::Connect(_))).unwrap();
        let facts = ContextFacts {
            profile: "default".to_owned(),
            region: "eu-west-1".to_owned(),
            ..ContextFacts::default()
        };
        let answer = |ticket, outcome| Event::Answer(Answer { ticket, outcome, last: true });
        asked(&mut app, answer(ticket, Outcome::Connected(facts)), |_| false);
        let opens = Event::Key(KeyCode::Char('p').into());
        let ticket = asked(&mut app, opens, |task| matches!(task, Task::ReadContexts)).unwrap();
        let contexts = Contexts {
            profiles: Ok(vec![
                profile("default", "eu-west-1", ProfileKind::Keys),
                profile("prod", "us-east-1", ProfileKind::Sso),
                profile("with space", "eu-north-1", ProfileKind::WebIdentity),
            ]),
            recent: vec![place(Some("default"), "us-west-2"), place(None, "us-west-2")],
        };
        asked(&mut app, answer(ticket, Outcome::Contexts(Box::new(contexts))), |_| false);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| ui::draw(&app, &Theme::mono(), frame)).unwrap();
        let screen = terminal.backend().to_string();
        assert!(screen.contains("environment · here"), "{screen}");
        insta::assert_snapshot!(format!("contexts-alike-{width}x{height}"), screen);
    }
}
