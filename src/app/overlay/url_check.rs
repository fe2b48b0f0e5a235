//! Checking a URL against a client's callbacks while it is typed or pasted.

use crossterm::event::{KeyCode, KeyEvent};

use super::{Next, Overlay, OverlayLine, Prompt};
use crate::app::App;
use crate::app::review::Tone;
use crate::client::redirect::{self, Pasted, Verdict};
use crate::client::reference::redacted;
use crate::client::text::{harmless, quote};
use crate::client::{ClientKey, field};

/// How many of the callbacks that come near are told.
const NEAREST: usize = 3;

/// Nothing can be compared without it.
const NO_REDIRECT: &str = "✗ This URL asks for a sign-in and has no redirect_uri. Copy it again, whole, or paste the \
    redirect URI that the application sends.";
/// The page tells the mistake alone.
const ERROR_PAGE: &str = "This is the address of Cognito's error page, which does not tell the redirect URI that was \
    sent. Go back one page and paste the authorize URL, or the redirect URI from the application's configuration.";

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

    /// Says whose a URL is that asks for another client: that its redirect URI fits this one proves nothing.
    fn of_another(&self, app: &App, client: Option<String>) -> Option<OverlayLine> {
        let client = client.filter(|client| client != self.key.client.as_str())?;
        let name = app.name_of_id(&client).map(|name| format!(", {},", quote(&name))).unwrap_or_default();
        let text = format!(
            "✗ This URL is of the client {}{name} and not of this one: only that client's callbacks count for it.",
            quote(&client)
        );
        Some(OverlayLine::words(Tone::Warning, text))
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
            let text = "Paste the redirect URI that an application sends, or the whole authorize URL that it \
                opens.";
            let mut lines = vec![OverlayLine::words(Tone::Quiet, text)];
            lines.extend(callbacks.iter().map(|url| line("callback", url)));
            return lines;
        }
        let mut lines = Vec::new();
        let given = match redirect::read(pasted) {
            Pasted::Url(url) => url,
            Pasted::Request { redirect, client } => {
                lines.extend(self.of_another(app, client));
                let Some(redirect) = redirect else {
                    lines.push(OverlayLine::words(Tone::Warning, NO_REDIRECT));
                    return lines;
                };
                lines.push(line("redirect_uri", &redirect));
                redirect
            }
            Pasted::ErrorPage { error, client } => {
                lines.extend(self.of_another(app, client));
                lines.push(line("error", &error));
                lines.push(OverlayLine::words(Tone::Warning, ERROR_PAGE));
                return lines;
            }
        };
        lines.extend(compared(&given, &callbacks));
        if list(field::LOGOUT_URLS).contains(&given) {
            lines.push(OverlayLine::words(
                Tone::Plain,
                "It is a logout URL of this client, which is another list.",
            ));
        }
        lines
    }
}

/// What became of the comparison, in lines.
fn compared(given: &str, callbacks: &[String]) -> Vec<OverlayLine> {
    let mut lines = Vec::new();
    match redirect::check(given, callbacks) {
        Verdict::Matches => {
            lines.push(OverlayLine::words(Tone::Change, "✓ It is one of the callbacks, letter by letter."));
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
    lines
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
    /// The name of the client with this id, where it was listed.
    fn name_of_id(&self, id: &str) -> Option<String> {
        let mut rows = self.clients.values().flat_map(|clients| clients.listing.rows());
        rows.find(|row| row.key.client.as_str() == id).map(|row| row.name.clone())
    }

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
