use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::app::{Command, Event, Keymap, Launch, Mark, Now};
use crate::client::secret::SecretPresence;
use crate::client::{AppClient, ClientKey, Settings};
use crate::tasks::write::Site;
use crate::tasks::{Answer, ContextFacts, Errand, Failure, FailureKind, Outcome, Place, Task, Ticket};

struct Desk(App);

impl Desk {
    /// Connected to eu-west-1 as `prod`.
    fn connected() -> Self {
        let keymap = Keymap::new(&std::collections::BTreeMap::default()).unwrap();
        let launch = Launch { place: place("prod", "eu-west-1"), ..Launch::default() };
        let mut desk = Self(App::new(launch, keymap, (120, 30), now()));
        let ticket = connect(&desk.tell(Event::Start));
        desk.answer(ticket, Outcome::Connected(facts("prod", "eu-west-1")));
        desk
    }

    fn tell(&mut self, event: Event) -> Vec<(Ticket, Task)> {
        let asked = self.0.update(event, now()).into_iter().filter_map(|command| match command {
            Command::Errand(Errand::Run(ticket, task)) => Some((ticket, task)),
            _ => None,
        });
        asked.collect()
    }

    fn answer(&mut self, ticket: Ticket, outcome: Outcome) -> Vec<(Ticket, Task)> {
        self.tell(Event::Answer(Answer { ticket, outcome, last: true }))
    }

    fn key(&mut self, code: KeyCode) -> Vec<(Ticket, Task)> {
        self.tell(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    /// Opens a comparison of a client here with one of `staging` in us-east-1, and gives what is asked.
    fn compares(&mut self) -> Vec<(Ticket, Task)> {
        let heads =
            [("prod", "eu-west-1", "1"), ("staging", "us-east-1", "2")].map(|(profile, region, id)| {
                let site = Site { profile: profile.into(), region: region.into(), ..Site::default() };
                let key = key(region, id);
                let (name, pool) = (format!("web-{id}"), "customers".to_owned());
                Head::live(Mark { key, name, pool, site, place: place(profile, region) })
            });
        self.0.compare_heads(heads.into());
        self.tell(Event::Resize(120, 30))
    }

    fn state(&self, head: usize) -> &State {
        &self.0.comparing.as_ref().unwrap().heads[head].state
    }
}

fn now() -> Now {
    Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() }
}

fn place(profile: &str, region: &str) -> Place {
    Place { profile: Some(profile.to_owned()), region: Some(region.to_owned()) }
}

fn facts(profile: &str, region: &str) -> ContextFacts {
    ContextFacts { profile: profile.to_owned(), region: region.to_owned(), ..ContextFacts::default() }
}

fn key(region: &str, id: &str) -> ClientKey {
    ClientKey::new(format!("{region}_a").as_str(), id)
}

fn connect(asked: &[(Ticket, Task)]) -> Ticket {
    asked.iter().find(|(_, task)| matches!(task, Task::Connect(_))).unwrap().0
}

/// The describe of a client over another place's connection.
fn elsewhere(asked: &[(Ticket, Task)]) -> Ticket {
    let described = |(_, task): &&(Ticket, Task)| {
        matches!(task, Task::Elsewhere(to, task)
            if *to == place("staging", "us-east-1") && matches!(**task, Task::DescribeClient { .. }))
    };
    asked.iter().find(described).unwrap().0
}

fn client(region: &str, id: &str, hours: u64) -> Box<AppClient> {
    let document = serde_json::json!({"ClientName": format!("web-{id}"), "AccessTokenValidity": hours});
    Box::new(AppClient {
        key: key(region, id),
        settings: Settings::from_wire(document.as_object().unwrap().clone()),
        secret: SecretPresence::Absent,
    })
}

fn read(outcome: Outcome) -> Outcome {
    Outcome::Elsewhere(place("staging", "us-east-1"), Box::new(outcome))
}

fn failure() -> Failure {
    let what = "The session of profile staging ended.".to_owned();
    Failure { kind: FailureKind::Credentials, what, next: "Sign in again.".to_owned() }
}

/// Both columns are here and differ.
fn both_read() -> Desk {
    let mut desk = Desk::connected();
    let asked = desk.compares();
    let here = asked.iter().find(|(_, task)| matches!(task, Task::DescribeClient { .. })).unwrap().0;
    desk.answer(here, Outcome::Client(client("eu-west-1", "1", 2)));
    desk.answer(elsewhere(&asked), read(Outcome::Client(client("us-east-1", "2", 3))));
    assert_eq!(desk.0.comparing.as_ref().unwrap().comparison.columns, 2);
    desk
}

#[test]
fn each_column_is_read_where_it_is_and_one_out_of_reach_says_so() {
    let mut desk = Desk::connected();
    let asked = desk.compares();
    desk.answer(elsewhere(&asked), read(Outcome::ConnectFailed(failure())));
    assert!(matches!(desk.state(1), State::Failed(told) if *told == failure()));
    assert!(!desk.0.described.contains_key(&key("us-east-1", "2")), "this place knows nothing of it");
    // r tries again.
    let asked = desk.key(KeyCode::Char('r'));
    desk.answer(elsewhere(&asked), read(Outcome::Client(client("us-east-1", "2", 3))));
    assert!(matches!(desk.state(1), State::Read(_)));
}

#[test]
fn an_answer_of_an_earlier_context_is_dropped_and_asked_for_anew() {
    let mut desk = Desk::connected();
    let earlier = elsewhere(&desk.compares());
    desk.0.switch_to(place("prod", "us-west-2"));
    let ticket = connect(&desk.tell(Event::Resize(120, 30)));
    desk.answer(earlier, read(Outcome::Client(client("us-east-1", "2", 3))));
    assert!(!matches!(desk.state(1), State::Read(_)));
    let asked = desk.answer(ticket, Outcome::Connected(facts("prod", "us-west-2")));
    // Both are in other places now.
    desk.answer(elsewhere(&asked), read(Outcome::Client(client("us-east-1", "2", 3))));
    assert!(matches!(desk.state(1), State::Read(_)) && !matches!(desk.state(0), State::Read(_)));
}

#[test]
fn what_is_promoted_elsewhere_is_given_up_where_that_cannot_be_reached() {
    let mut desk = both_read();
    desk.0.compare_choice(CompareChoice::Copy(Reach::Everything));
    assert!(desk.0.promoting.is_some() && desk.0.picker.is_some(), "it is asked for first");
    desk.0.picker = None;
    desk.0.compare_choice(CompareChoice::Travel);
    let ticket = connect(&desk.tell(Event::Resize(120, 30)));
    let back = connect(&desk.answer(ticket, Outcome::ConnectFailed(failure())));
    desk.answer(back, Outcome::Connected(facts("prod", "eu-west-1")));
    assert!(desk.0.promoting.is_none() && desk.0.editing.is_none());
}

#[test]
fn what_is_promoted_elsewhere_waits_for_its_place_and_its_pool() {
    let mut desk = both_read();
    desk.0.compare_choice(CompareChoice::Copy(Reach::Everything));
    desk.0.picker = None;
    desk.0.compare_choice(CompareChoice::Travel);
    let ticket = connect(&desk.tell(Event::Resize(120, 30)));
    let asked = desk.answer(ticket, Outcome::Connected(facts("staging", "us-east-1")));
    let find = |asked: &[(Ticket, Task)], wanted: fn(&Task) -> bool| {
        asked.iter().find(|(_, task)| wanted(task)).map(|(ticket, _)| *ticket).unwrap()
    };
    let (pool, parts) = (
        find(&asked, |task| matches!(task, Task::DescribePool(_))),
        find(&asked, |task| matches!(task, Task::ReadPoolParts(_))),
    );
    let described = find(&asked, |task| matches!(task, Task::DescribeClient { .. }));
    desk.answer(described, Outcome::Client(client("us-east-1", "2", 3)));
    let id = crate::client::PoolId::new("us-east-1_a");
    desk.answer(pool, Outcome::PoolFailed(id.clone(), failure()));
    assert!(desk.0.editing.is_none(), "what the pool has is not known yet");
    let nothing = crate::tasks::PoolParts {
        providers: Err(failure()),
        servers: Err(failure()),
        described: Err(failure()),
        mappings: Err(failure()),
    };
    desk.answer(parts, Outcome::Parts(id, nothing));
    assert!(desk.0.editing.is_some() && desk.0.promoting.is_none());
}

#[test]
fn a_row_taller_than_the_window_is_read_to_its_end() {
    let urls: Vec<String> = (0..40).map(|n| format!("https://{n}.example/cb")).collect();
    let with = |urls: &[String]| {
        let document = serde_json::json!({"ClientName": "web", "CallbackURLs": urls, "AuthSessionValidity": urls.len() % 10 + 3});
        let settings = Settings::from_wire(document.as_object().unwrap().clone());
        let client = crate::tasks::file::FileClient {
            key: None,
            name: "web".into(),
            pool: String::new(),
            pool_id: None,
            address: String::new(),
            line: None,
            settings,
            secret: crate::client::compare::SecretSeen::Unknown,
            unsaid: crate::client::compare::Unsaid::default(),
        };
        Head::file("file.json", client)
    };
    let mut desk = Desk::connected();
    desk.0.compare_heads(vec![with(&urls), with(&urls[..3])]);
    desk.tell(Event::Resize(80, 14));
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..60 {
        let page = &desk.0.comparing.as_ref().unwrap().page;
        seen.extend(page.offset..page.offset + page.window().len());
        desk.key(KeyCode::Down);
    }
    let page = &desk.0.comparing.as_ref().unwrap().page;
    assert_eq!(seen.len(), page.lines.len(), "every line was in the window once");
    assert_eq!(page.below(), 0);
}
