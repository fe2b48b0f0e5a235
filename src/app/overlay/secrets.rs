//! A client's secrets and how far their rotation is. Where it stands follows from what the service lists
//! and what the journal has, so it can go on after days: add, copy, confirm that it is deployed, retire.

use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;

use super::{Next, Overlay, OverlayLine};
use crate::app::review::Tone;
use crate::app::{App, Known, Message};
use crate::client::field::{date, relative};
use crate::client::text::harmless;
use crate::client::{ClientKey, SecretDescriptor};
use crate::tasks::write::{AddSecretPlan, DeleteSecretPlan, History, Plan};
use crate::tasks::{ClientPart, Failure, FailureKind, Task};

/// Secrets that the service keeps of a client at a time.
const MOST: usize = 2;

/// The secrets of one client.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// The client.
    pub key: ClientKey,
    /// Its name.
    pub name: String,
    /// Ids and dates, the oldest first.
    listed: Known<Vec<SecretDescriptor>>,
    /// The ids of those that this program added, by the journal; none where the end of the addition is
    /// not known.
    noted: Vec<Option<String>>,
    selected: usize,
    /// A person said that everybody uses the newer one by now.
    deployed: bool,
}

impl Secrets {
    pub(super) fn title(&self) -> String {
        format!("Secrets of {}", harmless(&self.name))
    }

    pub(super) fn foot(&self) -> &'static str {
        match self.rows().len() {
            MOST => " y copy the new   c deployed   d retire   t try   r again   Esc close ",
            _ => " a add a second   y copy   t try   r again   Esc close ",
        }
    }

    fn rows(&self) -> &[SecretDescriptor] {
        self.listed.value.as_deref().unwrap_or_default()
    }

    fn newest(&self) -> Option<&SecretDescriptor> {
        self.rows().last()
    }

    fn is_newest(&self, secret: &SecretDescriptor) -> bool {
        self.newest().is_some_and(|newest| newest.id == secret.id)
    }

    pub(super) fn lines(&self, app: &App) -> Vec<OverlayLine> {
        let mut lines = Vec::new();
        let mut say = |tone: Tone, text: &str| lines.push(OverlayLine::words(tone, text));
        if let Some(failure) = &self.listed.failure {
            let unsupported = failure.kind == FailureKind::Unsupported;
            say(
                Tone::Warning,
                &format!("! {} {}", failure.what, if unsupported { "" } else { &failure.next }),
            );
            if unsupported {
                say(Tone::Quiet, "Without it secrets can be copied and shown here, and rotated nowhere.");
            }
            return lines;
        }
        let Some(rows) = &self.listed.value else {
            say(Tone::Quiet, "Reading …");
            return lines;
        };
        let told = app.described.get(&self.key).and_then(|known| known.value.as_ref());
        let told = told.map(|client| client.secret.is_present());
        if rows.is_empty() {
            say(
                Tone::Plain,
                if told == Some(true) {
                    "The service lists no secret of this client, though its description has one. This endpoint may not keep a list."
                } else {
                    "This is a public client: it has no secret, and none can be added later. D copies it into one that has."
                },
            );
            return lines;
        }
        lines.extend(rows.iter().enumerate().map(|(at, secret)| self.row(at, secret, app.now.wall)));
        lines.push(OverlayLine::words(Tone::Plain, ""));
        self.steps(rows.len(), &mut lines);
        let mut say = |tone: Tone, text: &str| lines.push(OverlayLine::words(tone, text));
        say(Tone::Plain, "");
        if told == Some(false) {
            say(
                Tone::Warning,
                "! The description of this client tells no secret although it has some. The service does not \
                say which it tells while there are two; each was told once, when it was added.",
            );
        } else if rows.len() == MOST {
            say(
                Tone::Quiet,
                "While there are two, both work, and the service does not say which of them a description \
                tells: v and y s may give either. The new one was told once, when it was added; y has it \
                for as long as cognitui runs.",
            );
        } else {
            say(
                Tone::Quiet,
                "Two secrets can be there at a time, so that one replaces the other without an outage. \
                It can take days: cognitui knows where it stands.",
            );
        }
        if rows.len() == 1 && self.noted.contains(&None) {
            say(
                Tone::Warning,
                "! An addition was begun here whose end nobody wrote down; what is listed is what counts.",
            );
        }
        lines
    }

    fn row(&self, at: usize, secret: &SecretDescriptor, now: Timestamp) -> OverlayLine {
        let two = self.rows().len() == MOST;
        let place = match (two, self.is_newest(secret)) {
            (true, true) => "the new one",
            (true, false) => "the old one",
            (false, _) => "the secret",
        };
        let age = secret
            .created
            .map_or_else(|| "age not told".to_owned(), |created| format!("added {}", relative(created, now)));
        let on = secret.created.map(|created| format!(" · {}", date(created))).unwrap_or_default();
        let here = self.noted.iter().flatten().any(|id| *id == secret.id);
        let by = if here { " with cognitui" } else { "" };
        OverlayLine {
            tone: Tone::Plain,
            key: String::new(),
            label: place.to_owned(),
            value: harmless(&format!("{age}{by}{on} · {}", secret.id)).into_owned(),
            selected: two && at == self.selected,
            ..OverlayLine::default()
        }
    }

    /// The four steps and where it stands.
    fn steps(&self, count: usize, lines: &mut Vec<OverlayLine>) {
        lines.push(OverlayLine::words(Tone::Heading, "Rotation"));
        let stage = match (count, self.deployed) {
            (1, _) => 0,
            (_, false) => 1,
            (_, true) => 3,
        };
        for (at, (key, what, why)) in [
            ("a", "Add a second", "both work until one is retired"),
            ("y", "Copy the new one", "to wherever the client runs"),
            ("c", "Confirm", "that everything uses the new one"),
            ("d", "Retire the old one", "it stops working at once"),
        ]
        .into_iter()
        .enumerate()
        {
            let now = at == stage || (stage == 1 && at == 2);
            let mark = if at < stage {
                "✓"
            } else if now {
                "▸"
            } else {
                " "
            };
            lines.push(OverlayLine {
                tone: if now { Tone::Change } else { Tone::Quiet },
                key: key.to_owned(),
                label: what.to_owned(),
                value: format!("{mark} {why}"),
                ..OverlayLine::default()
            });
        }
    }
}

impl App {
    /// Opens the selected client's secrets.
    pub(in crate::app) fn open_secrets(&mut self) {
        let Some(row) = self.selected_client().cloned() else {
            self.tell("Select a client first.");
            return;
        };
        let reading = Some(self.ask(Task::ListSecrets(row.key.clone())));
        let listed = Known { reading, ..Known::default() };
        self.ask(Task::ReadJournal);
        self.overlays.push(Overlay::Secrets(Box::new(Secrets {
            key: row.key,
            name: row.name,
            listed,
            noted: Vec::new(),
            selected: 0,
            deployed: false,
        })));
    }

    /// Reads the secrets on screen anew, where they are this client's.
    pub(in crate::app) fn secrets_changed(&mut self, key: &ClientKey) {
        if self.secrets_on_screen(key).is_some() {
            let ticket = self.ask(Task::ListSecrets(key.clone()));
            self.ask(Task::ReadJournal);
            if let Some(secrets) = self.secrets_on_screen(key) {
                secrets.listed.reading = Some(ticket);
            }
        }
    }

    fn secrets_on_screen(&mut self, key: &ClientKey) -> Option<&mut Secrets> {
        self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Secrets(secrets) if secrets.key == *key => Some(secrets.as_mut()),
            _ => None,
        })
    }

    /// The list is here.
    pub(in crate::app) fn secrets_listed(
        &mut self,
        key: &ClientKey,
        listed: Result<Vec<SecretDescriptor>, Failure>,
    ) {
        let Some(secrets) = self.secrets_on_screen(key) else { return };
        match listed {
            Ok(mut rows) => {
                rows.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
                if rows.len() < MOST {
                    secrets.deployed = false;
                }
                secrets.selected = secrets.selected.min(rows.len().saturating_sub(1));
                secrets.listed.arrived(rows);
            }
            Err(failure) => secrets.listed.failed(failure),
        }
    }

    /// The journal is here: it has what this program added.
    pub(in crate::app) fn secrets_noted(&mut self, history: &History) {
        let site = self.site();
        for overlay in &mut self.overlays {
            let Overlay::Secrets(secrets) = overlay else { continue };
            secrets.noted = history.secrets_added(&site, &secrets.key);
        }
    }

    pub(super) fn secrets_key(&mut self, mut secrets: Box<Secrets>, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'h') => return Next::Closes,
            KeyCode::Down | KeyCode::Char('j') => {
                secrets.selected = (secrets.selected + 1).min(secrets.rows().len().saturating_sub(1));
            }
            KeyCode::Up | KeyCode::Char('k') => secrets.selected = secrets.selected.saturating_sub(1),
            KeyCode::Char('a') => self.add_secret(&secrets),
            KeyCode::Char('y') => self.copy_newest(&secrets),
            KeyCode::Char('c') => self.confirm_deployed(&mut secrets),
            KeyCode::Char('d') => self.retire_secret(&secrets),
            KeyCode::Char('t') => {
                let two = secrets.rows().len() == MOST;
                let selected = secrets.rows().get(secrets.selected).filter(|_| two);
                let added = selected.filter(|one| secrets.is_newest(one)).map(|one| one.id.clone());
                self.open_trial(secrets.key.clone(), secrets.name.clone(), added);
            }
            KeyCode::Char('r') => {
                secrets.listed.failure = None;
                secrets.listed.reading = Some(self.ask(Task::ListSecrets(secrets.key.clone())));
                self.ask(Task::ReadJournal);
            }
            _ => {}
        }
        Next::Stays(Overlay::Secrets(secrets))
    }

    /// Says that the list is not here yet. Gives true where that is so.
    fn is_reading_secrets(&mut self, secrets: &Secrets) -> bool {
        let reading = secrets.listed.value.is_none();
        if reading {
            self.tell("The list of secrets is not here yet; again in a moment, or r.");
        }
        reading
    }

    fn refuse(&mut self, why: &str) {
        self.message = Some(Message { text: why.to_owned(), bad: true });
    }

    fn add_secret(&mut self, secrets: &Secrets) {
        if self.is_read_only() || self.is_reading_secrets(secrets) {
            return;
        }
        match secrets.rows().len() {
            0 => self.refuse("A secret can only be added where there is one already."),
            1 => {
                let note = self.note_for(&secrets.key.pool);
                let plan = AddSecretPlan { key: secrets.key.clone(), secret: None, note };
                let lead = [
                    "The service draws a second secret. Both work until one is retired.",
                    "It tells the new one once, in its answer. cognitui does not show it; y copies it afterwards, for as long as cognitui runs.",
                ];
                self.review_secret(Plan::AddSecret(plan), lead.map(str::to_owned).to_vec(), None);
            }
            _ => self.refuse("Two secrets are all that Cognito keeps of a client. Retire one first: d."),
        }
    }

    fn copy_newest(&mut self, secrets: &Secrets) {
        if self.is_reading_secrets(secrets) {
            return;
        }
        match secrets.rows() {
            [] => self.refuse("There is no secret to copy."),
            [_] => self.copy_of("the secret", &secrets.key, ClientPart::Secret),
            rows => {
                let id = rows.last().map(|secret| secret.id.clone()).unwrap_or_default();
                self.copy_of("the new secret", &secrets.key, ClientPart::AddedSecret(id));
            }
        }
    }

    fn confirm_deployed(&mut self, secrets: &mut Secrets) {
        if self.is_reading_secrets(secrets) {
            return;
        }
        if secrets.rows().len() < MOST {
            self.refuse("There is one secret, so nothing is to be confirmed. a adds a second.");
            return;
        }
        secrets.deployed = !secrets.deployed;
        secrets.selected = 0;
        self.tell(if secrets.deployed {
            "Confirmed: everything uses the new secret. d retires the old one; c takes this back."
        } else {
            "Taken back: something still uses the old secret."
        });
    }

    fn retire_secret(&mut self, secrets: &Secrets) {
        if self.is_read_only() || self.is_reading_secrets(secrets) {
            return;
        }
        if secrets.rows().len() < MOST {
            self.refuse(
                "The only secret cannot be retired: the client could not prove itself any more. a adds another first.",
            );
            return;
        }
        let Some(secret) = secrets.rows().get(secrets.selected) else { return };
        let newest = secrets.is_newest(secret);
        if !newest && !secrets.deployed {
            self.refuse("First confirm with c that everything uses the new secret: whoever uses the old one is locked out at once.");
            return;
        }
        let (which, warning) = if newest {
            ("newer", "The older one stays. Whatever was given the newer one already stops working at once.")
        } else {
            ("older", "Whatever still uses it cannot get or refresh tokens from that moment on.")
        };
        let age = secret.created.map_or_else(
            || "of unknown age".to_owned(),
            |created| format!("added {} ({})", relative(created, self.now.wall), date(created)),
        );
        let lead = vec![
            format!("The {which} of two secrets is retired, {age}:"),
            format!("  {}", secret.id),
            warning.to_owned(),
            "It cannot be brought back: nobody has its value but those who use it.".to_owned(),
        ];
        let note = self.note_for(&secrets.key.pool);
        let plan = DeleteSecretPlan { key: secrets.key.clone(), secret: secret.id.clone(), note };
        self.review_secret(Plan::DeleteSecret(plan), lead, Some("a retired secret cannot be brought back"));
    }
}
