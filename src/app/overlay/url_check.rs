//! Checking a URL against a client's callbacks while it is typed or pasted.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Overlay, OverlayLine, Prompt};
use crate::app::App;
use crate::app::review::Tone;
use crate::client::redirect::{self, Verdict};
use crate::client::reference::redacted;
use crate::client::text::harmless;
use crate::client::{ClientKey, field};

/// How many of the callbacks that come near are told.
const NEAREST: usize = 3;

/// A URL and the client whose callbacks it is compared with.
#[derive(Clone, Debug)]
pub struct UrlCheck {
    /// The client.
    pub key: ClientKey,
    /// Its name.
    pub name: String,
    prompt: Prompt,
}

impl UrlCheck {
    pub(super) fn title(&self) -> String {
        format!("Is it a callback of {}?", harmless(&self.name))
    }

    pub(super) fn foot() -> &'static str {
        " paste or type any URL   Esc close "
    }

    pub(super) fn prompt(&self) -> (&'static str, &Prompt) {
        ("URL: ", &self.prompt)
    }

    pub(super) fn prompt_mut(&mut self) -> &mut Prompt {
        &mut self.prompt
    }

    pub(super) fn lines(&self, app: &App) -> Vec<OverlayLine> {
        let Some(client) = app.described.get(&self.key).and_then(|known| known.value.as_ref()) else {
            return vec![OverlayLine::words(Tone::Quiet, "The client's settings are still being read.")];
        };
        let list = |field| {
            let value = client.settings.effective(field).value;
            value.map(|value| value.as_list().to_vec()).unwrap_or_default()
        };
        let callbacks = list(field::CALLBACK_URLS);
        let pasted = self.prompt.text();
        if pasted.trim().is_empty() {
            let text = "Paste the redirect URI that an application sends, or the whole authorize URL, or the \
                address bar of the page that says redirect_mismatch.";
            let mut lines = vec![OverlayLine::words(Tone::Quiet, text)];
            lines.extend(callbacks.iter().map(|url| line("callback", url)));
            return lines;
        }
        let (given, from_request) = redirect::extract(pasted);
        let mut lines = Vec::new();
        if from_request {
            lines.push(line("redirect_uri", &given));
        }
        match redirect::check(&given, &callbacks) {
            Verdict::Matches => {
                lines.push(OverlayLine::words(
                    Tone::Change,
                    "✓ It is one of the callbacks, letter by letter.",
                ));
            }
            Verdict::NoCallbacks => {
                lines.push(OverlayLine::words(
                    Tone::Warning,
                    "✗ This client has no callback URL at all. e adds one.",
                ));
            }
            Verdict::Differs(near) => {
                lines.push(OverlayLine::words(
                    Tone::Warning,
                    "✗ It is none of the callbacks: Cognito says redirect_mismatch.",
                ));
                for one in near.iter().take(NEAREST) {
                    lines.push(line("callback", &one.callback));
                    for difference in &one.differences {
                        lines.push(line(" ", &format!("· {difference}")));
                    }
                }
                let more = near.len().saturating_sub(NEAREST);
                if more > 0 {
                    lines.push(OverlayLine::words(
                        Tone::Quiet,
                        format!("{more} more callbacks are further from it."),
                    ));
                }
            }
        }
        if list(field::LOGOUT_URLS).contains(&given) {
            lines.push(OverlayLine::words(
                Tone::Plain,
                "It is a logout URL of this client, which is another list.",
            ));
        }
        lines
    }
}

fn line(label: &str, url: &str) -> OverlayLine {
    OverlayLine {
        label: label.to_owned(),
        value: harmless(&redacted(url)).into_owned(),
        whole: true,
        ..OverlayLine::default()
    }
}

impl App {
    /// Opens the check for the selected client.
    pub(in crate::app) fn check_url(&mut self) {
        match self.selected_client().cloned() {
            Some(row) => self.overlays.push(Overlay::UrlCheck(Box::new(UrlCheck {
                key: row.key,
                name: row.name,
                prompt: Prompt::default(),
            }))),
            None => self.tell("Select a client first."),
        }
    }

    pub(super) fn url_check_key(mut check: Box<UrlCheck>, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Esc => return Next::Closes,
            KeyCode::Enter => {}
            _ => check.prompt.key(key),
        }
        Next::Stays(Overlay::UrlCheck(check))
    }
}
