//! The audit's screen over the findings of 10,000 clients: taking them in, and a key with its frame.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use cognitui::app::{App, Command, Event, Keymap, Launch, Now};
use cognitui::audit::{Place, Policy, Subject, check};
use cognitui::client::PoolSummary;
use cognitui::tasks::audit::{AuditNews, Judged};
use cognitui::tasks::{Answer, ContextFacts, Errand, Outcome, Task, Ticket};
use cognitui::ui::{self, Theme};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

const KEYS: [(&str, KeyCode, usize); 5] = [
    ("down in the rules", KeyCode::Char('j'), 20),
    ("into a rule's findings", KeyCode::Enter, 1),
    ("down in the findings", KeyCode::Char('j'), 40),
    ("back", KeyCode::Esc, 1),
    ("the next view", KeyCode::Tab, 3),
];

struct Screen {
    app: App,
    terminal: Terminal<TestBackend>,
    now: Now,
}

impl Screen {
    /// Feeds an event and draws the frame; gives what was asked for.
    fn feed(&mut self, event: Event) -> Vec<(Ticket, Task)> {
        let asked = self.app.update(event, self.now).into_iter().filter_map(|command| match command {
            Command::Errand(Errand::Run(ticket, task)) => Some((ticket, task)),
            _ => None,
        });
        let asked = asked.collect();
        let app = &self.app;
        self.terminal.draw(|frame| ui::draw(app, &Theme::colours(), frame)).unwrap();
        asked
    }

    fn answer(&mut self, ticket: Ticket, outcome: Outcome, last: bool) -> Vec<(Ticket, Task)> {
        self.feed(Event::Answer(Answer { ticket, outcome, last }))
    }

    fn key(&mut self, code: KeyCode) -> Vec<(Ticket, Task)> {
        self.feed(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }
}

pub(crate) fn measure(subjects: &[Subject<'_>], policy: &Policy, now: jiff::Timestamp) {
    let moment = Now { monotonic: Duration::ZERO, wall: now };
    let keymap = Keymap::new(&BTreeMap::default()).unwrap();
    let mut screen = Screen {
        app: App::new(Launch::default(), keymap, (140, 40), moment),
        terminal: Terminal::new(TestBackend::new(140, 40)).unwrap(),
        now: moment,
    };
    let asked = screen.feed(Event::Start);
    let facts = ContextFacts { region: "eu-west-1".to_owned(), ..ContextFacts::default() };
    let asked = screen.answer(asked[0].0, Outcome::Connected(facts), true);
    let list = asked.iter().find(|(_, task)| matches!(task, Task::ListPools { .. })).unwrap().0;
    let pool = PoolSummary { id: subjects[0].around.id.clone(), name: "pool".to_owned() };
    screen.answer(list, Outcome::PoolsPage { items: vec![pool], next: None }, true);
    screen.key(KeyCode::Char('l'));
    let asked = screen.key(KeyCode::Char('a'));
    let audit = asked.iter().find(|(_, task)| matches!(task, Task::Audit(_))).unwrap().0;

    let judged = |subject: &Subject<'_>| Judged {
        place: Place {
            pool: subject.around.id.clone(),
            pool_name: subject.around.name.clone(),
            client: Some(subject.client.key.client.clone()),
            client_name: subject.client.name().to_owned(),
            site: None,
        },
        checked: check(subject, policy, now),
    };
    let batches: Vec<AuditNews> = subjects
        .chunks(256)
        .map(|some| AuditNews { judged: some.iter().map(judged).collect(), ..AuditNews::default() })
        .collect();
    let mut slowest = Duration::ZERO;
    let mut all = Duration::ZERO;
    for news in batches {
        let began = Instant::now();
        screen.answer(audit, Outcome::Audit(Box::new(news)), false);
        slowest = slowest.max(began.elapsed());
        all += began.elapsed();
    }
    println!("| all taken in by the screen, 256 clients at a time with a frame each | {:.1} ms | |", ms(all));
    println!("| the slowest of these | {:.1} ms | 33 ms |", ms(slowest));
    for (what, code, times) in KEYS {
        let mut slowest = Duration::ZERO;
        for _ in 0..times {
            let began = Instant::now();
            screen.key(code);
            slowest = slowest.max(began.elapsed());
        }
        println!("| slowest key with its frame, {what} | {:.1} ms | 33 ms |", ms(slowest));
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
