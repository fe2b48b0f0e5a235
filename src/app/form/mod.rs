//! The edit form: every setting a person can choose, driven by the field table, judged as they type.
//!
//! The form holds two documents: the one it began with and the draft. Each entry writes into the draft as
//! soon as what is typed can be read. What cannot stays as text with its error beside it, and the draft has
//! what was there before: nothing typed is lost, and nothing half-typed becomes a value.

mod entry;
mod input;
mod lines;

use tui_textarea::TextArea;

use crate::client::draft::{Draft, DraftOf, Start, Typed};
use crate::client::rules::{self, Finding, Operation, Secret, Surroundings};
use crate::client::{ClientKey, Edit, Field, PoolId, Settings, edit};

pub use entry::{Entry, EntryKind};
pub use lines::{FormLine, LABELS, LineKind};

use entry::Offers;

/// A form being filled in.
#[derive(Clone, Debug)]
pub struct Form {
    /// The client being edited; none while one is being created.
    pub key: Option<ClientKey>,
    /// The pool it is in.
    pub pool: PoolId,
    /// What the draft is for.
    pub of: DraftOf,
    /// What stands above the form.
    pub title: String,
    /// What the form began with: the client as the person saw it, the template, or the copied settings.
    pub base: Settings,
    /// What the settings would be.
    pub draft: Settings,
    /// The settings, in the order of the table.
    pub entries: Vec<Entry>,
    /// True where the draft has values copied from another client: each is meant as a whole.
    pub(super) copied: bool,
    /// What is wrong or doubtful about the draft.
    pub findings: Vec<Finding>,
    /// The focused entry.
    pub focus: usize,
    /// The focused line of that entry.
    pub within: usize,
    /// The first line in the window.
    pub offset: usize,
    /// Whether the focused setting is explained at length.
    pub explained: bool,
    /// True once the draft was asked to be thrown away, until another key says otherwise.
    pub(super) letting_go: bool,
    editor: TextArea<'static>,
    secret: Secret,
}

/// What a key in the form asks of the dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing; the form took the key.
    Nothing,
    /// The draft changed.
    Changed,
    /// To see the review.
    Review,
    /// To leave, the draft kept.
    Leave,
    /// To throw the draft away.
    LetGo,
    /// To say why the key did nothing, or not all.
    Tell(String),
}

/// What became of the wish to have a problem settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fixed {
    /// This was done.
    Done(String),
    /// It would change this setting, whose text cannot be read yet.
    Unreadable(&'static Field),
    /// There is nothing that can be settled without a decision.
    Nothing,
}

/// What is known around the client, for offers and rules.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The pool, its providers and its resource servers.
    pub around: Surroundings<'a>,
}

impl Form {
    /// A form for an existing client.
    pub fn edit(key: ClientKey, name: &str, base: Settings, secret: Secret, known: Known<'_>) -> Self {
        Self::open(DraftOf::Client(key), format!("Edit {name}"), base, secret, known)
    }

    /// A form for a new client that starts from a template's or another client's settings.
    pub fn create(of: DraftOf, start: Start, known: Known<'_>) -> Self {
        Self::open(of, start.title, start.settings, Secret::Absent, known)
    }

    /// The same form with a draft in place of the settings as they are. What cannot be read stays, unless
    /// the draft has something else there.
    #[must_use]
    pub fn with_draft(mut self, draft: Settings, known: Known<'_>) -> Self {
        let mut unread = self.unread();
        unread.retain(|typed| self.draft.same(&draft, typed.field));
        self.take(draft, unread, known);
        self
    }

    /// The same form with a kept draft in it, and how many of its steps do not fit the client any more.
    #[must_use]
    pub fn go_on(mut self, kept: &Draft, known: Known<'_>) -> (Self, usize) {
        let (mut draft, mut misfits) = (self.base.clone(), 0);
        for step in &kept.edit.steps {
            match (Edit { steps: vec![step.clone()] }).apply(&draft) {
                Ok(made) => draft = made,
                Err(_) => misfits += 1,
            }
        }
        self.take(draft, kept.typed.clone(), known);
        (self, misfits)
    }

    /// Goes on from what the client is by now, with what is wanted of it. What cannot be read stays, unless
    /// somebody else changed that.
    pub fn rebase(&mut self, base: Settings, wanted: Settings, known: Known<'_>) {
        let mut unread = self.unread();
        unread.retain(|typed| self.draft.same(&wanted, typed.field));
        self.base = base;
        self.take(wanted, unread, known);
        self.within = self.within.min(self.entry().places().saturating_sub(1));
        self.load_editor();
    }

    fn take(&mut self, draft: Settings, unread: Vec<Typed>, known: Known<'_>) {
        self.draft = draft;
        self.entries = entry::all(self.operation(), &self.draft, &Offers::of(known.around));
        for typed in unread {
            let Some(entry) = self.entries.iter_mut().find(|entry| entry.field == typed.field) else {
                continue;
            };
            if let Some(text) = entry.texts.first_mut() {
                *text = typed.text;
            }
            entry.store(&mut self.draft, &self.base);
        }
        self.load_editor();
        self.judge(known);
    }

    /// What is typed and is no value of its setting.
    fn unread(&self) -> Vec<Typed> {
        let typed = |entry: &Entry| Some(Typed { field: entry.field, text: entry.unread()?.to_owned() });
        self.entries.iter().filter_map(typed).collect()
    }

    /// What is typed, to be kept and gone on with.
    pub fn kept(&self) -> Draft {
        let start = Start { title: self.title.clone(), settings: self.base.clone() };
        Draft {
            edit: edit::between(&self.base, &self.draft),
            typed: self.unread(),
            start: self.key.is_none().then_some(start),
        }
    }

    fn open(of: DraftOf, title: String, base: Settings, secret: Secret, known: Known<'_>) -> Self {
        let key = match &of {
            DraftOf::Client(key) => Some(key.clone()),
            DraftOf::New { .. } => None,
        };
        let operation = if key.is_some() { Operation::Update } else { Operation::Create };
        let entries = entry::all(operation, &base, &Offers::of(known.around));
        let mut form = Self {
            key,
            pool: of.pool().clone(),
            of,
            title,
            draft: base.clone(),
            base,
            entries,
            copied: false,
            findings: Vec::new(),
            focus: 0,
            within: 0,
            offset: 0,
            explained: false,
            letting_go: false,
            editor: TextArea::default(),
            secret,
        };
        form.load_editor();
        form.judge(known);
        form
    }

    /// Which request the form is for.
    pub fn operation(&self) -> Operation {
        if self.key.is_some() { Operation::Update } else { Operation::Create }
    }

    /// The focused entry.
    pub fn entry(&self) -> &Entry {
        &self.entries[self.focus]
    }

    /// The text under the cursor, and the cursor's place in it in characters.
    pub fn typed(&self) -> (&str, usize) {
        (self.editor.lines().first().map_or("", String::as_str), self.editor.cursor().1)
    }

    /// How many settings differ from what the form began with.
    pub fn changes(&self) -> usize {
        self.entries.iter().filter(|entry| entry.differs(&self.base, &self.draft)).count()
    }

    /// How many things the service would refuse, what cannot be read included.
    pub fn problems(&self) -> usize {
        let unreadable = self.entries.iter().filter(|entry| entry.error.is_some()).count();
        unreadable + self.findings.iter().filter(|finding| finding.is_refusal()).count()
    }

    /// Takes in what became known around the client while the form was open. Whoever is in a list stays at
    /// the member they were at, wherever it stands now.
    pub fn learn(&mut self, known: Known<'_>) {
        let at = self.entry().options.get(self.within).cloned();
        let adding = self.within > 0 && self.within == self.entry().options.len();
        let offers = Offers::of(known.around);
        for entry in &mut self.entries {
            entry.offer(&self.draft, &offers);
        }
        if matches!(self.entry().kind, EntryKind::Options { .. }) {
            let options = &self.entry().options;
            let found = at.and_then(|at| options.iter().position(|option| *option == at));
            self.within = if adding { options.len() } else { found.unwrap_or(self.within) };
        }
        self.within = self.within.min(self.entry().places().saturating_sub(1));
        self.judge(known);
    }

    /// Judges the draft anew.
    pub fn judge(&mut self, known: Known<'_>) {
        let mut around = known.around;
        around.operation = self.operation();
        around.secret = self.secret;
        if self.key.is_some() {
            around.stored = Some(&self.base);
        }
        self.findings = rules::check(&self.draft, &around);
    }

    /// Settles the finding that concerns the focused setting, or else the first that can be settled. A
    /// text that cannot be read is never replaced by this.
    pub fn fix(&mut self) -> Fixed {
        let focused = self.entry().field;
        let own = rules::about(&self.findings, focused).find_map(|finding| finding.fix.clone());
        let Some(fix) = own.or_else(|| self.findings.iter().find_map(|finding| finding.fix.clone())) else {
            return Fixed::Nothing;
        };
        let touched = |entry: &&mut Entry| fix.edits.iter().any(|(field, _)| *field == entry.field);
        let unreadable = self.entries.iter_mut().filter(touched).find(|entry| entry.error.is_some());
        if let Some(entry) = unreadable {
            return Fixed::Unreadable(entry.field);
        }
        self.draft = fix.apply(&self.draft);
        for entry in self.entries.iter_mut().filter(touched) {
            entry.load(&self.draft);
        }
        self.within = self.within.min(self.entry().places().saturating_sub(1));
        self.load_editor();
        Fixed::Done(fix.title)
    }

    /// The setting beside which a finding stands: the first it is about that the form has.
    pub(super) fn place_of(&self, finding: &Finding) -> Option<&'static Field> {
        let has = |field: &&&'static Field| self.entries.iter().any(|entry| entry.field == **field);
        finding.fields.iter().find(has).copied()
    }

    /// The settings that would make any update fail already, as the client is now.
    pub(super) fn stale(&self) -> Vec<&'static str> {
        let mut labels = Vec::new();
        for finding in self.findings.iter().filter(|finding| finding.is_refusal() && finding.already_there) {
            let label = self.place_of(finding).or_else(|| finding.fields.first().copied());
            labels.extend(label.map(|field| field.label).filter(|label| !labels.contains(label)));
        }
        labels
    }

    /// Puts the focus on the first setting that cannot be read, or else that would be refused.
    pub(super) fn go_to_problem(&mut self) {
        let unreadable = self.entries.iter().position(|entry| entry.error.is_some());
        // A finding may name several settings; it stands at the one that is to be looked at first.
        let place =
            self.findings.iter().find(|finding| finding.is_refusal()).and_then(|one| self.place_of(one));
        let refused = place.and_then(|field| self.entries.iter().position(|entry| entry.field == field));
        if let Some(at) = unreadable.or(refused)
            && at != self.focus
        {
            self.focus = at;
            self.within = 0;
            self.load_editor();
        }
    }

    /// Moves the window so that the focused line and what is said about it are in it.
    pub(super) fn settle(&mut self, columns: usize, height: usize) {
        let lines = self.lines(columns);
        let focused = lines.iter().position(|line| line.focused).unwrap_or(0);
        let remarks = lines[focused + 1..].iter().take_while(|line| line.is_remark()).count().min(4);
        let lowest = (focused + remarks + 2).saturating_sub(height);
        let highest = focused.saturating_sub(2);
        self.offset = self.offset.clamp(lowest.min(highest), highest).min(lines.len().saturating_sub(height));
    }

    /// Puts the text of the focused place into the editor.
    fn load_editor(&mut self) {
        let text = self.entry().text(self.within).unwrap_or_default().to_owned();
        self.editor = TextArea::from([text]);
        self.editor.move_cursor(tui_textarea::CursorMove::End);
    }
}

#[cfg(test)]
mod tests;
