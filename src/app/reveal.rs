//! The one place in the dashboard that ever holds a secret: the one on screen, for a short while.
//!
//! It is fetched for an explicit key only, and gone with the first thing that can mean that somebody looks
//! elsewhere, or that somebody else looks: time, another subject, anything over the panes, the terminal
//! losing its focus, and leaving it, for a while or for good.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{Action, App, Command, Front, Pane, Subject};
use crate::client::{ClientKey, field};
use crate::tasks::{Failure, Task, Ticket, ToldSecret};

/// How long a secret is shown.
const SHOWN: Duration = Duration::from_secs(30);

/// What is shown, or on its way.
#[derive(Default)]
pub(super) enum Reveal {
    /// Nothing.
    #[default]
    Hidden,
    /// It was asked for.
    Asked(ClientKey, Ticket),
    /// It is on screen until this moment since the start.
    Shown(ClientKey, SecretString, Duration),
}

impl fmt::Debug for Reveal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hidden => "Hidden",
            Self::Asked(..) => "Asked",
            Self::Shown(..) => "Shown",
        })
    }
}

impl Reveal {
    /// When it ends by itself.
    pub(super) fn ends(&self) -> Option<Duration> {
        match self {
            Self::Shown(_, _, until) => Some(*until),
            Self::Hidden | Self::Asked(..) => None,
        }
    }

    fn key(&self) -> Option<&ClientKey> {
        match self {
            Self::Hidden => None,
            Self::Asked(key, _) | Self::Shown(key, ..) => Some(key),
        }
    }
}

impl App {
    /// Shows the selected client's secret, or hides it.
    pub(super) fn reveal(&mut self) {
        if self.reveal.key().is_some() {
            self.hide_secret();
            self.tell("The secret is hidden again.");
            return;
        }
        if self.front() != Front::Panes {
            self.tell("A secret is shown among its client's settings: go back to the panes first.");
            return;
        }
        let Some(key) = self.selected_client().map(|row| row.key.clone()) else {
            self.tell("Select a client first.");
            return;
        };
        // It is shown among the client's settings, which have to be on screen for that.
        if self.focus == Pane::Pools {
            self.focus = Pane::Clients;
        }
        if self.layout().is_some_and(|layout| layout.detail.is_none()) {
            self.focus = Pane::Detail;
        }
        let ticket = self.ask(Task::Reveal(key.clone()));
        self.reveal = Reveal::Asked(key, ticket);
    }

    /// The secret is here. It is dropped unless it is still wanted.
    pub(super) fn revealed(&mut self, ticket: Ticket, secret: Result<ToldSecret, Failure>) {
        let Reveal::Asked(key, asked) = &self.reveal else { return };
        if *asked != ticket {
            return;
        }
        let key = key.clone();
        self.hide_secret();
        match secret {
            Ok(ToldSecret { secret, which }) => {
                self.secret_taken(&key, &which);
                self.reveal = Reveal::Shown(key, secret, self.now.monotonic + SHOWN);
                self.edition += 1;
                self.detail.show_label(field::CLIENT_SECRET.label);
                let hide = self.keymap.key(Action::Reveal).map(|key| format!("; {key} hides it"));
                let hide = hide.unwrap_or_default();
                self.tell(format!(
                    "Shown for {} s, or until you move away{hide}.{}",
                    SHOWN.as_secs(),
                    super::copying::which(&which)
                ));
            }
            Err(failure) => self.complain(&failure),
        }
    }

    /// Hides the secret, and forgets one on its way.
    pub(super) fn hide_secret(&mut self) {
        if self.reveal.key().is_some() {
            self.reveal = Reveal::Hidden;
            self.edition += 1;
        }
    }

    /// Hides the secret when something else is looked at or its time is over.
    pub(super) fn hide_secret_when_left(&mut self) {
        let Some(key) = self.reveal.key() else { return };
        let subject = self.detail_subject();
        let covered = self.front() != Front::Panes;
        let over = self.reveal.ends().is_some_and(|until| until <= self.now.monotonic);
        // Whatever takes the terminal away from the dashboard takes the secret off it first.
        let stays =
            |command: &Command| matches!(command, Command::Errand(_) | Command::Tell(_) | Command::Repaint);
        let leaving = !self.commands.iter().all(stays);
        let elsewhere = !matches!(&subject, Some(Subject::Client(shown)) if shown == key);
        if elsewhere || covered || over || leaving {
            self.hide_secret();
            if over {
                self.tell("The secret is hidden again.");
            }
        }
    }

    /// The secret that is on screen for this client, for the drawing alone.
    pub fn shown_secret(&self, key: &ClientKey) -> Option<&str> {
        match &self.reveal {
            Reveal::Shown(shown, secret, _) if shown == key => Some(secret.expose_secret()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_output_shows_nothing_of_it() {
        let shown = Reveal::Shown(ClientKey::new("p", "c"), SecretString::from("fake-secret"), SHOWN);
        assert_eq!(format!("{shown:?}"), "Shown");
    }
}
