//! The edit form: every setting a person can choose, driven by the field table, judged as they type.
//!
//! The form holds two documents: the one the person saw and the draft. Each entry writes into the draft
//! as soon as what is typed can be read; what cannot stays as text with its error beside it, so that
//! nothing typed is ever lost.

mod entry;
mod input;
mod lines;

use tui_textarea::TextArea;

use crate::client::rules::{self, Finding, Operation, Secret, Surroundings};
use crate::client::template::Template;
use crate::client::{ClientKey, PoolId, Settings};

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
    /// What stands above the form.
    pub title: String,
    /// What the person saw when the form opened.
    pub base: Settings,
    /// What the settings would be.
    pub draft: Settings,
    /// The settings, in the order of the table.
    pub entries: Vec<Entry>,
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
    editor: TextArea<'static>,
    secret: Secret,
}

/// What a key in the form asks of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Nothing; the form took the key.
    Nothing,
    /// The draft changed.
    Changed,
    /// To see the review.
    Review,
    /// To leave, the draft kept.
    Leave,
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
        let title = format!("Edit {name}");
        let pool = key.pool.clone();
        Self::open(Some(key), pool, title, base.clone(), base, secret, known)
    }

    /// A form for a new client that starts from a template.
    pub fn create(pool: PoolId, template: &Template, known: Known<'_>) -> Self {
        let title = format!("New client: {}", template.title);
        let draft = template.settings.clone();
        // Nobody has seen anything: all that the template decides is a change.
        Self::open(None, pool, title, Settings::default(), draft, Secret::Absent, known)
    }

    /// A form for a new client that starts from another's settings.
    pub fn duplicate(pool: PoolId, title: String, draft: Settings, known: Known<'_>) -> Self {
        Self::open(None, pool, title, Settings::default(), draft, Secret::Absent, known)
    }

    /// The same form with a draft in place of the settings as they are.
    #[must_use]
    pub fn with_draft(mut self, draft: Settings, known: Known<'_>) -> Self {
        self.draft = draft;
        self.entries = entry::all(self.operation(), &self.draft, &Offers::of(known.around));
        self.load_editor();
        self.judge(known);
        self
    }

    fn open(
        key: Option<ClientKey>,
        pool: PoolId,
        title: String,
        base: Settings,
        draft: Settings,
        secret: Secret,
        known: Known<'_>,
    ) -> Self {
        let operation = if key.is_some() { Operation::Update } else { Operation::Create };
        let entries = entry::all(operation, &draft, &Offers::of(known.around));
        let mut form = Self {
            key,
            pool,
            title,
            base,
            draft,
            entries,
            findings: Vec::new(),
            focus: 0,
            within: 0,
            offset: 0,
            explained: false,
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

    /// How many settings differ from what the person saw.
    pub fn changes(&self) -> usize {
        self.entries.iter().filter(|entry| entry.differs(&self.base, &self.draft)).count()
    }

    /// How many things the service would refuse, what cannot be read included.
    pub fn problems(&self) -> usize {
        let unreadable = self.entries.iter().filter(|entry| entry.error.is_some()).count();
        unreadable + self.findings.iter().filter(|finding| finding.is_refusal()).count()
    }

    /// Takes in what became known around the client while the form was open.
    pub fn learn(&mut self, known: Known<'_>) {
        let offers = Offers::of(known.around);
        for entry in &mut self.entries {
            entry.offer(&self.draft, &offers);
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

    /// Settles the finding that concerns the focused setting, or else the first that can be settled.
    /// Gives what was done.
    pub fn fix(&mut self) -> Option<String> {
        let focused = self.entry().field;
        let own = rules::about(&self.findings, focused).find_map(|finding| finding.fix.clone());
        let fix = own.or_else(|| self.findings.iter().find_map(|finding| finding.fix.clone()))?;
        self.draft = fix.apply(&self.draft);
        for entry in &mut self.entries {
            entry.load(&self.draft);
        }
        self.within = self.within.min(self.entry().places().saturating_sub(1));
        self.load_editor();
        Some(fix.title)
    }

    /// Puts the focus on the first setting that would be refused.
    pub(super) fn go_to_problem(&mut self) {
        let refused = |entry: &Entry| {
            entry.error.is_some() || rules::about(&self.findings, entry.field).any(Finding::is_refusal)
        };
        if let Some(at) = self.entries.iter().position(refused) {
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
