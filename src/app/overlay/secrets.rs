//! A client's secrets and how far their rotation is. Where it stands follows from what the service lists
//! and what the journal has, so it can go on after days: add, copy, confirm that it is deployed, retire.

use std::borrow::Cow;
use std::collections::HashMap;

use crossterm::event::{KeyCode, KeyEvent};
use jiff::Timestamp;

use super::{Next, Overlay, OverlayLine};
use crate::app::review::Tone;
use crate::app::{App, Known, Message};
use crate::client::field::{date, relative};
use crate::client::text::harmless;
use crate::client::{ClientKey, SecretDescriptor};
use crate::tasks::write::{AddSecretPlan, DeleteSecretPlan, History, Plan, RotationProgress, RotationStep};
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
    /// How far the journal has the rotation, by the id of the new secret.
    progress: HashMap<String, RotationProgress>,
    selected: usize,
}

impl Secrets {
    pub(super) fn title(&self) -> String {
        format!("Secrets of {}", harmless(&self.name))
    }

    pub(super) fn foot(&self, app: &App) -> &'static str {
        match (self.rows().len(), self.stage(app)) {
            (MOST, Stage::Copy) => " y copy the new   d retire   t try   Esc close ",
            (MOST, Stage::Confirm { held: true }) => " c deployed   y copy   d retire   t try   Esc close ",
            (MOST, Stage::Confirm { held: false }) => " c deployed   d retire   t try   r again   Esc close ",
            (MOST, Stage::Retire) => " d retire the old   c not deployed   t try   Esc close ",
            _ => " a add a second   y copy   t try   r again   Esc close ",
        }
    }

    /// What is next.
    fn stage(&self, app: &App) -> Stage {
        let Some(newest) = self.newest().filter(|_| self.rows().len() == MOST) else { return Stage::Add };
        if app.alone_has_secret(&self.key, &newest.id) {
            Stage::Copy
        } else if self.progress().deployed {
            Stage::Retire
        } else {
            Stage::Confirm { held: app.holds_secret(&self.key, &newest.id) }
        }
    }

    /// How far the rotation to the newest secret is.
    fn progress(&self) -> RotationProgress {
        self.newest().and_then(|newest| self.progress.get(&newest.id)).copied().unwrap_or_default()
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
        self.steps(app, &mut lines);
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
                tells: v and y s may give either. The new one was told once, when it was added.",
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

    fn stepped(&mut self, secret: &str, step: RotationStep) {
        let progress = self.progress.entry(secret.to_owned()).or_default();
        *progress = progress.after(step);
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
            value: harmless(&format!("{} · {age}{by}{on}", self.ending(&secret.id))).into_owned(),
            selected: two && at == self.selected,
            ..OverlayLine::default()
        }
    }

    /// The end of a secret's id, where it begins like the others of its client: that is what tells them apart.
    fn ending<'a>(&self, id: &'a str) -> Cow<'a, str> {
        match id.strip_prefix(self.key.client.as_str()) {
            Some(end) if !end.is_empty() => Cow::Owned(format!("…{end}")),
            _ => Cow::Borrowed(id),
        }
    }

    /// The four steps and where it stands.
    fn steps(&self, app: &App, lines: &mut Vec<OverlayLine>) {
        lines.push(OverlayLine::words(Tone::Heading, "Rotation"));
        let stage = self.stage(app);
        let (now, held) = match stage {
            Stage::Add => (0, false),
            Stage::Copy => (1, true),
            Stage::Confirm { held } => (2, held),
            Stage::Retire => (3, false),
        };
        let copied = self.progress().copied || held;
        let copy = match stage {
            Stage::Copy => "to wherever the client runs; until then only this cognitui has it",
            Stage::Confirm { .. } | Stage::Retire if !copied => {
                "not from here: it was told to whoever added it"
            }
            Stage::Confirm { held: true } => "to wherever the client runs; y copies it again",
            Stage::Add | Stage::Confirm { .. } | Stage::Retire => "to wherever the client runs",
        };
        for (at, (key, what, why)) in [
            ("a", "Add a second", "both work until one is retired"),
            ("y", "Copy the new one", copy),
            ("c", "Confirm", "that everything uses the new one"),
            ("d", "Retire the old one", "it stops working at once"),
        ]
        .into_iter()
        .enumerate()
        {
            let mark = match at {
                1 if now > 1 && !copied => "?",
                _ if at < now => "✓",
                _ if at == now => "▸",
                _ => " ",
            };
            lines.push(OverlayLine {
                tone: if at == now { Tone::Change } else { Tone::Quiet },
                key: key.to_owned(),
                label: what.to_owned(),
                value: format!("{mark} {why}"),
                ..OverlayLine::default()
            });
        }
        if stage == (Stage::Confirm { held: false }) && !copied {
            lines.push(OverlayLine::words(
                Tone::Plain,
                "This run does not have the new secret, and no copy of it is noted here. Where whoever added \
                 it has deployed it, c confirms; where nobody has it, select it, retire it with d, and add another.",
            ));
        }
    }
}

/// What is next in a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// There is one secret.
    Add,
    /// There are two, and nobody but this program has the new one.
    Copy,
    /// Somebody has it, and it is not confirmed that everything uses it.
    Confirm {
        /// This program has it too.
        held: bool,
    },
    /// Everything uses the new one.
    Retire,
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
            progress: HashMap::new(),
            selected: 0,
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
            secrets.progress = history.rotations(&site, &secrets.key);
        }
    }

    /// Reads how far rotations are, where that is on screen.
    pub(in crate::app) fn read_rotations(&mut self) {
        if self.overlays.iter().any(|overlay| matches!(overlay, Overlay::Secrets(_))) {
            self.ask(Task::ReadJournal);
        }
    }

    /// A step was taken that is not in the journal yet.
    pub(in crate::app) fn rotation_stepped(&mut self, key: &ClientKey, secret: &str, step: RotationStep) {
        if let Some(secrets) = self.secrets_on_screen(key) {
            secrets.stepped(secret, step);
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
            [_] => self.copy_of("the secret", &secrets.key, &secrets.name, ClientPart::Secret),
            rows => {
                let id = rows.last().map(|secret| secret.id.clone()).unwrap_or_default();
                self.copy_of("the new secret", &secrets.key, &secrets.name, ClientPart::AddedSecret(id));
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
        let Some(new) = secrets.newest().map(|newest| newest.id.clone()) else { return };
        let deployed = secrets.progress().deployed;
        if !deployed && self.alone_has_secret(&secrets.key, &new) {
            self.refuse("Nothing can use the new secret yet: it was not copied, and only this cognitui has it. y copies it.");
            return;
        }
        let step = if deployed { RotationStep::NotDeployed } else { RotationStep::Deployed };
        secrets.stepped(&new, step);
        secrets.selected = 0;
        let site = self.site();
        self.note_rotation(site, &secrets.key, &secrets.name, &new, step);
        self.tell(if deployed {
            "Taken back: something still uses the old secret."
        } else {
            "Confirmed: everything uses the new secret. d retires the old one; c takes this back."
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
        if !newest && !secrets.progress().deployed {
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
