//! Drives the dashboard as a person would and reads the screen.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cognitui::app::{App, Command, EditorFailure, Event, Handout, Keymap, Launch, Now};
use cognitui::client::reference;
use cognitui::cognito::Embedded;
use cognitui::local::{Clipboard, Journal, SuppressionsFile};
use cognitui::sandbox::{Options, Sandbox, World};
use cognitui::shell::{Clock, Dashboard};
use cognitui::tasks::audit::Standing;
use cognitui::tasks::write::{Desk, WriteGate};
use cognitui::tasks::{self, Endpoint, Handle, Place};
use cognitui::ui::Theme;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A dashboard, the background behind it and the service behind that.
pub(crate) struct Session {
    dashboard: Dashboard<TestBackend>,
    tasks: Handle,
    runtime: tokio::runtime::Runtime,
    pub(crate) sandbox: Sandbox,
    state: TempDir,
}

/// A region with whatever profile is in force.
pub(crate) fn region_of(region: &str) -> Place {
    Place { profile: None, region: Some(region.to_owned()) }
}

/// How a session starts.
pub(crate) struct Start {
    pub(crate) size: (u16, u16),
    pub(crate) world: World,
    pub(crate) options: Options,
    pub(crate) open: Option<&'static str>,
    pub(crate) gate: WriteGate,
    pub(crate) theme: Theme,
    pub(crate) clipboard: Clipboard,
    pub(crate) snapshot: Option<String>,
    /// Regions that are named beside the first.
    pub(crate) beside: Vec<&'static str>,
}

impl Default for Start {
    fn default() -> Self {
        Self {
            size: (140, 40),
            world: World::default_world(),
            options: Options::default(),
            open: None,
            gate: WriteGate::Open,
            theme: Theme::colours(),
            clipboard: Clipboard::default(),
            snapshot: None,
            beside: Vec::new(),
        }
    }
}

impl Session {
    /// The default world at a screen size, everything asked for at the start answered.
    pub(crate) fn at(width: u16, height: u16) -> Self {
        Self::start(Start { size: (width, height), ..Start::default() })
    }

    pub(crate) fn start(start: Start) -> Self {
        let sandbox = Sandbox::new(start.world.clone(), start.options.clone());
        Self::over(sandbox, tempfile::tempdir().unwrap(), start)
    }

    /// The program left and started again: the service and the state folder are as they were.
    pub(crate) fn restart(self) -> Self {
        Self::over(self.sandbox, self.state, Start::default())
    }

    fn over(sandbox: Sandbox, state: TempDir, start: Start) -> Self {
        let plugged = sandbox.clone();
        let endpoint = Endpoint {
            embedded: Some(Arc::new(move || Embedded {
                http_client: plugged.http_client(),
                region: "eu-west-1".to_owned(),
                account: "sandbox".to_owned(),
            })),
            desk: Some(Desk::new(Journal::at(state.path().join("journal.jsonl")), start.gate.clone())),
            clipboard: start.clipboard,
            ..Endpoint::default()
        };
        // One thread with its own clock that jumps when nothing else is left to do: time-outs and pauses
        // cost nothing, and a run is the same as the next.
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let launch = Launch {
            sandbox: true,
            gate: start.gate.clone(),
            audit: Standing {
                accepted: Some(SuppressionsFile::in_folder(state.path())),
                ..Standing::default()
            },
            snapshot: start.snapshot.clone(),
            open: start.open.map(|text| reference::parse(text).unwrap()),
            beside: start.beside.iter().map(|region| region_of(region)).collect(),
            ..Launch::default()
        };
        let now = Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() };
        let keymap = Keymap::new(&std::collections::BTreeMap::default()).unwrap();
        let app = App::new(launch, keymap, start.size, now);
        let terminal = Terminal::new(TestBackend::new(start.size.0, start.size.1)).unwrap();
        let mut dashboard = Dashboard::new(app, start.theme, terminal, Clock::Fixed(now));
        let mut tasks = tasks::spawn(runtime.handle(), endpoint);
        dashboard.feed(Event::Start, &mut tasks);
        let mut session = Self { dashboard, tasks, runtime, sandbox, state };
        session.settle();
        session
    }

    /// Waits until everything asked for is answered.
    pub(crate) fn settle(&mut self) {
        self.runtime.block_on(self.dashboard.until_idle(&mut self.tasks)).unwrap();
    }

    /// Takes in answers one by one until something is so, and draws that moment.
    pub(crate) fn until(&mut self, is_so: impl Fn(&App) -> bool) -> &mut Self {
        while !is_so(self.dashboard.app()) {
            let answer = self.runtime.block_on(self.tasks.answer()).unwrap();
            self.dashboard.feed(Event::Answer(answer), &mut self.tasks);
        }
        let (width, height) = self.app().size;
        self.dashboard.feed(Event::Resize(width, height), &mut self.tasks);
        self.dashboard.draw().unwrap();
        self
    }

    /// Presses keys one after another: letters stand for themselves, `<Esc>`, `<C-d>` and the like for
    /// the others.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        self.type_ahead(keys);
        self.settle();
        self
    }

    /// Presses keys without waiting for anything they asked for.
    pub(crate) fn type_ahead(&mut self, keys: &str) -> &mut Self {
        for key in parse(keys) {
            self.dashboard.feed(Event::Key(key), &mut self.tasks);
        }
        self
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.dashboard.terminal_mut().backend_mut().resize(width, height);
        self.dashboard.feed(Event::Resize(width, height), &mut self.tasks);
        self.settle();
        self
    }

    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.dashboard.feed(Event::Paste(text.to_owned()), &mut self.tasks);
        self.settle();
        self
    }

    /// Pastes without waiting for anything it asked for.
    pub(crate) fn type_paste(&mut self, text: &str) -> &mut Self {
        self.dashboard.feed(Event::Paste(text.to_owned()), &mut self.tasks);
        self
    }

    pub(crate) fn app(&self) -> &App {
        self.dashboard.app()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.dashboard.is_over()
    }

    /// What the terminal was asked to put on its clipboard (OSC 52).
    pub(crate) fn copied(&self) -> Vec<String> {
        let copied = self.dashboard.wants().iter().filter_map(|command| {
            let Command::Tell(escape) = command else { return None };
            let encoded = escape.expose_secret().strip_prefix("\x1b]52;c;")?.strip_suffix("\x1b\\")?;
            Some(String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap())
        });
        copied.collect()
    }

    /// The texts that were handed to the person's editor so far.
    pub(crate) fn handouts(&self) -> Vec<Handout> {
        let handed = self.dashboard.wants().iter().filter_map(|command| match command {
            Command::Editor(handout) => Some(handout.as_ref().clone()),
            _ => None,
        });
        handed.collect()
    }

    /// The text that the editor has now.
    pub(crate) fn in_editor(&self) -> Handout {
        self.handouts().pop().unwrap()
    }

    /// The editor is left.
    pub(crate) fn editor_left(&mut self, left: Result<String, EditorFailure>) -> &mut Self {
        self.dashboard.feed(Event::Edited(left), &mut self.tasks);
        self.settle();
        self
    }

    /// Something happens beside keys.
    pub(crate) fn feed(&mut self, event: Event) -> &mut Self {
        self.dashboard.feed(event, &mut self.tasks);
        self.settle();
        self
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, time: Duration) -> &mut Self {
        self.dashboard.pass(time, &mut self.tasks);
        self.settle();
        self
    }

    /// What the journal has, as text.
    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.state.path().join("journal.jsonl")).unwrap_or_default()
    }

    /// The folder in which the session keeps what it keeps.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.state.path()
    }

    /// Whether the last message is bad news.
    pub(crate) fn complains(&self) -> bool {
        self.app().message.as_ref().is_some_and(|message| message.bad)
    }

    /// The screen's cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.dashboard.terminal().backend().buffer().content().iter()
    }

    /// The screen as text.
    pub(crate) fn screen(&self) -> String {
        self.dashboard.terminal().backend().to_string()
    }

    /// Fails with the screen when the text is not on it.
    #[track_caller]
    pub(crate) fn shows(&mut self, text: &str) -> &mut Self {
        assert!(self.screen().contains(text), "{text:?} is not on the screen:\n{}", self.screen());
        self
    }

    /// Fails with the screen when the text is on it.
    #[track_caller]
    pub(crate) fn hides(&mut self, text: &str) -> &mut Self {
        assert!(!self.screen().contains(text), "{text:?} is on the screen:\n{}", self.screen());
        self
    }
}

/// The secret that a describe of the client of that name returns, read behind the dashboard's back.
pub(crate) fn secret_of(session: &Session, name: &str) -> String {
    let described = described(session, name);
    described["ClientSecret"].as_str().unwrap().to_owned()
}

/// Calls the service behind the dashboard's back.
pub(crate) fn call(session: &Session, operation: &str, body: &Value) -> Value {
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    let bytes = serde_json::to_vec(body).unwrap();
    let answer = session.sandbox.handle(Some(&target), &bytes, std::time::SystemTime::now());
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    serde_json::from_slice(&answer.body).unwrap()
}

/// The stored client of that name, as a describe over the wire shows it.
pub(crate) fn described(session: &Session, name: &str) -> Value {
    let pool = session.app().selected_pool_id().unwrap().to_string();
    let listed = call(session, "ListUserPoolClients", &json!({"UserPoolId": pool, "MaxResults": 60}));
    let clients = listed["UserPoolClients"].as_array().unwrap();
    let id = &clients.iter().find(|client| client["ClientName"] == name).unwrap()["ClientId"];
    call(session, "DescribeUserPoolClient", &json!({"UserPoolId": pool, "ClientId": id}))["UserPoolClient"]
        .clone()
}

fn parse(keys: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = keys;
    while let Some(letter) = rest.chars().next() {
        if let Some((name, tail)) = rest.strip_prefix('<').and_then(|tail| tail.split_once('>')) {
            let key = |code| KeyEvent::new(code, KeyModifiers::NONE);
            events.push(match name {
                "Esc" => key(KeyCode::Esc),
                "Enter" => key(KeyCode::Enter),
                "Tab" => key(KeyCode::Tab),
                "S-Tab" => key(KeyCode::BackTab),
                "Down" => key(KeyCode::Down),
                "Up" => key(KeyCode::Up),
                "Left" => key(KeyCode::Left),
                "Right" => key(KeyCode::Right),
                "PgDn" => key(KeyCode::PageDown),
                "PgUp" => key(KeyCode::PageUp),
                "Bs" => key(KeyCode::Backspace),
                "Del" => key(KeyCode::Delete),
                "F1" => key(KeyCode::F(1)),
                "F2" => key(KeyCode::F(2)),
                "F3" => key(KeyCode::F(3)),
                "F4" => key(KeyCode::F(4)),
                "C-Space" => KeyEvent::new(KeyCode::Char(' '), KeyModifiers::CONTROL),
                "Space" => key(KeyCode::Char(' ')),
                control => match control.strip_prefix("C-").and_then(|name| name.chars().next()) {
                    Some(letter) => KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL),
                    None => panic!("no key is called {name}"),
                },
            });
            rest = tail;
        } else {
            events.push(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE));
            rest = &rest[letter.len_utf8()..];
        }
    }
    events
}
