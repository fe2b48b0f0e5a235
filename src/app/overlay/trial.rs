//! Trying a client's own credentials: what the token said.

use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;
use serde_json::Value;

use super::{Next, Overlay, OverlayLine};
use crate::app::App;
use crate::app::review::Tone;
use crate::client::ClientKey;
use crate::client::field::{date, relative};
use crate::client::text::harmless;
use crate::tasks::{Failure, Task, TrialOrder, TrialReport};

/// One attempt.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The client.
    pub key: ClientKey,
    /// Its name.
    pub name: String,
    /// The secret to try, where it was added in this session.
    added: Option<String>,
    /// What came of it; none yet while it is under way.
    end: Option<Result<TrialReport, Failure>>,
}

impl Trial {
    pub(super) fn title(&self) -> String {
        format!("A token for {}", harmless(&self.name))
    }

    pub(super) fn foot() -> &'static str {
        " r try again   Esc close "
    }

    pub(super) fn lines(&self, app: &App) -> Vec<OverlayLine> {
        let report = match &self.end {
            None => {
                return vec![OverlayLine::words(Tone::Quiet, "Asking the token endpoint for a token …")];
            }
            Some(Err(failure)) => {
                let words = |tone, text: &str| OverlayLine::words(tone, harmless(text).into_owned());
                return vec![
                    words(Tone::Warning, &format!("! {}", failure.what)),
                    words(Tone::Plain, &failure.next),
                ];
            }
            Some(Ok(report)) => report,
        };
        let mut lines = Vec::new();
        let which =
            if report.added { "the secret added in this session" } else { "the secret a description tells" };
        let good = report.expires_in.map(|seconds| format!(" for {}", span(seconds))).unwrap_or_default();
        lines.push(OverlayLine::words(Tone::Change, format!("It works: a token, good{good}, with {which}.")));
        lines.push(OverlayLine::words(Tone::Quiet, harmless(&format!("from {}", report.url)).into_owned()));
        lines.push(OverlayLine::words(Tone::Heading, "Header"));
        lines.extend(report.header.iter().map(|(name, value)| claim(name, value, app.now.wall)));
        lines.push(OverlayLine::words(Tone::Heading, "Claims"));
        lines.extend(report.claims.iter().map(|(name, value)| claim(name, value, app.now.wall)));
        let note =
            "The token itself was dropped; it is neither shown nor kept, and its signature was not checked.";
        lines.push(OverlayLine::words(Tone::Quiet, note));
        lines
    }
}

/// A claim in words: moments as dates, texts as they are, the rest as JSON.
fn claim(name: &str, value: &Value, now: Timestamp) -> OverlayLine {
    let moment = ["exp", "iat", "nbf", "auth_time"]
        .contains(&name)
        .then(|| value.as_i64().and_then(|seconds| Timestamp::from_second(seconds).ok()))
        .flatten();
    let words = match (moment, value) {
        (Some(moment), _) => format!("{} · {}", relative(moment, now), date(moment)),
        (None, Value::String(text)) => text.clone(),
        (None, other) => other.to_string(),
    };
    OverlayLine {
        label: format!(" {}", harmless(name)),
        value: harmless(&words).into_owned(),
        whole: true,
        ..OverlayLine::default()
    }
}

fn span(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7_200 => format!("{} minutes", seconds / 60),
        _ => format!("{} hours", seconds / 3_600),
    }
}

impl App {
    /// Tries the selected client's credentials.
    pub(in crate::app) fn try_token(&mut self) {
        match self.selected_client().cloned() {
            Some(row) => self.open_trial(row.key, row.name, None),
            None => self.tell("Select a client first."),
        }
    }

    /// Tries a client's credentials, with a secret that was added in this session where one is named.
    pub(super) fn open_trial(&mut self, key: ClientKey, name: String, added: Option<String>) {
        let trial = Trial { key, name, added, end: None };
        self.ask_for_token(&trial);
        self.overlays.push(Overlay::Trial(Box::new(trial)));
    }

    fn ask_for_token(&mut self, trial: &Trial) {
        let client = self.described.get(&trial.key).filter(|known| !known.stale);
        let pool = self.described_pools.get(&trial.key.pool).filter(|known| !known.stale);
        let order = TrialOrder {
            key: trial.key.clone(),
            added: trial.added.clone(),
            client: client.and_then(|known| known.value.clone()),
            pool: pool.and_then(|known| known.value.clone()),
        };
        self.ask(Task::TryToken(Box::new(order)));
    }

    /// What came of it.
    pub(in crate::app) fn tried(&mut self, key: &ClientKey, end: Result<Box<TrialReport>, Failure>) {
        let waiting = self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Trial(trial) if trial.key == *key && trial.end.is_none() => Some(trial),
            _ => None,
        });
        if let Some(trial) = waiting {
            trial.end = Some(end.map(|report| *report));
        }
    }

    pub(super) fn trial_key(&mut self, mut trial: Box<Trial>, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | 'h') => return Next::Closes,
            KeyCode::Char('r') if trial.end.is_some() => {
                trial.end = None;
                self.ask_for_token(&trial);
            }
            _ => {}
        }
        Next::Stays(Overlay::Trial(trial))
    }
}
