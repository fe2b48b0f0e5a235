//! Changing a client: the form, the review, the write, and back with everything kept when it fails.

mod begin;
mod conflict;
mod external;
mod forming;
mod meeting;
mod outcome;
mod reviewing;
mod writing;

use crossterm::event::KeyEvent;

use super::form::{Form, Known};
use super::review::Review;
use super::{App, Area, Layout, Message};
use crate::client::merge::{Merge, Side};
use crate::client::rules::Surroundings;
use crate::client::{AppClient, PoolId, Settings};
use crate::tasks::Ticket;

// How far a write is shows on screen, so drawing finds it here.
pub use crate::tasks::write::Phase;
pub use external::{External, Unfinished};

/// Columns of a sheet, where the screen has them.
const SHEET: u16 = 112;

/// The sheet over the panes in which a form or a review stands.
pub fn sheet(body: Area) -> Area {
    let width = if body.width < SHEET + 16 { body.width } else { SHEET };
    Area { x: body.x + (body.width - width) / 2, width, ..body }
}

/// A client being changed.
#[derive(Clone, Debug)]
pub struct Editing {
    /// The form, kept through every stage; a deletion or an undo has none.
    pub form: Option<Form>,
    /// How far it is.
    pub stage: Stage,
}

/// A copy of a client on its way into another profile or region, or out of a file.
#[derive(Clone, Debug)]
pub struct Carried {
    name: String,
    settings: Settings,
    secret: bool,
    /// What stands above its form.
    title: String,
    /// What is said when the form opens.
    told: String,
}

impl Carried {
    /// A copy of a client's settings, `secret` where it has one.
    pub(in crate::app) fn new(name: String, settings: Settings, secret: bool) -> Self {
        let title = format!("Duplicate {name}");
        let told = "Branding, terms and risk configuration are not settings of a client and stay behind.";
        Self { name, settings, secret, title, told: told.to_owned() }
    }

    /// The same with other words around its form.
    pub(in crate::app) fn told(self, title: String, told: String) -> Self {
        Self { title, told, ..self }
    }

    /// What the client is called.
    pub(in crate::app) fn name(&self) -> String {
        self.name.clone()
    }
}

/// How far a change is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Being filled in.
    Form,
    /// In the person's own editor, as text.
    External(Box<External>),
    /// Being read before it is written.
    Review(Box<Review>),
    /// On its way, or waiting to be.
    Writing(Box<Writing>),
    /// Somebody else was there; choices are needed.
    Conflict(Box<Conflict>),
}

/// A write that a person has said yes to.
#[derive(Clone, Debug)]
pub struct Writing {
    /// What they said yes to.
    pub review: Box<Review>,
    /// How far it is.
    pub phase: Phase,
    /// True once they asked it to stop.
    pub stopping: bool,
    /// The question that it waits for.
    pub ticket: Ticket,
}

/// Two changes to the same settings.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The client as it is now.
    pub theirs: AppClient,
    /// Both changes.
    pub merge: Merge,
    /// Whose value is chosen, for each conflict.
    pub sides: Vec<Option<Side>>,
    /// The focused conflict.
    pub focus: usize,
    /// The first line in the window.
    pub offset: usize,
    /// The review that the write started from.
    review: Box<Review>,
}

impl App {
    /// Why nothing may be written here, where that is so.
    pub(super) fn read_only_reason(&self) -> Option<String> {
        self.launch
            .gate
            .closed_at(&self.site())
            .map(|why| format!("READ-ONLY: nothing is written because {why}."))
    }

    /// True where nothing may be written.
    pub fn is_closed(&self) -> bool {
        self.read_only_reason().is_some()
    }

    /// Says why nothing may be written here. Gives true where that is so.
    pub(in crate::app) fn is_read_only(&mut self) -> bool {
        let Some(reason) = self.read_only_reason() else { return false };
        self.message = Some(Message { text: reason, bad: true });
        true
    }

    /// The form, where keys go into one.
    pub fn form(&self) -> Option<&Form> {
        let editing = self.editing.as_ref()?;
        editing.form.as_ref().filter(|_| matches!(editing.stage, Stage::Form))
    }

    /// What is known around the clients of a pool.
    pub(super) fn around(&self, pool: &PoolId) -> Known<'_> {
        let described = self.described_pools.get(pool).and_then(|known| known.value.as_ref());
        let parts = self.pool_parts.get(pool).and_then(|known| known.value.as_ref());
        let around = Surroundings {
            pool: described,
            providers: parts.and_then(|parts| parts.providers.as_deref().ok()),
            servers: parts.and_then(|parts| parts.servers.as_deref().ok()),
            mappings: parts.and_then(|parts| parts.mappings.as_deref().ok()),
            region: Some(self.context.region.as_str()).filter(|region| !region.is_empty()),
            ..Surroundings::default()
        };
        Known { around }
    }

    /// Takes a key while a client is being changed.
    pub(super) fn editing_key(&mut self, key: KeyEvent) {
        let Some(mut editing) = self.editing.take() else { return };
        self.message = None;
        let keep = match &editing.stage {
            Stage::Form => self.form_key(&mut editing, key),
            Stage::Review(_) => self.review_key(&mut editing, key),
            Stage::Writing(_) => {
                self.writing_key(&mut editing, key);
                true
            }
            Stage::Conflict(_) => self.conflict_key(&mut editing, key),
            // The keys are the editor's.
            Stage::External(_) => true,
        };
        if keep {
            self.editing = Some(editing);
        }
    }

    /// Takes pasted text while a client is being changed.
    pub(super) fn editing_paste(&mut self, text: &str) {
        let Some(mut editing) = self.editing.take() else { return };
        if let (Stage::Form, Some(form)) = (&editing.stage, &mut editing.form) {
            let asked = form.paste(text);
            self.after_form(&mut editing, asked);
        }
        if let Stage::Review(review) = &mut editing.stage
            && let Some(confirm) = &mut review.confirm
        {
            confirm.paste(text);
        }
        self.editing = Some(editing);
    }

    /// Moves the form's window so that the focused line is in it, and the review's to where there is text.
    pub(super) fn settle_form(&mut self, layout: &Layout) {
        let Some(editing) = &mut self.editing else { return };
        let inner = sheet(layout.body()).inner();
        let (columns, height) = (usize::from(inner.width), usize::from(inner.height));
        match (&mut editing.stage, &mut editing.form) {
            (Stage::Form, Some(form)) => form.settle(columns, height),
            (Stage::Review(review), _) => review.settle(columns.saturating_sub(2), height),
            (Stage::Writing(writing), _) => writing.review.settle(columns.saturating_sub(2), height),
            (Stage::Conflict(conflict), _) => conflict.settle(columns.saturating_sub(2), height),
            _ => {}
        }
    }

    /// The pool became better known while a form is open.
    pub(super) fn form_learns(&mut self) {
        let Some(mut editing) = self.editing.take() else { return };
        if let Some(form) = &mut editing.form {
            let before = form.stale();
            form.learn(self.around(&form.pool.clone()));
            if form.stale() != before && matches!(editing.stage, Stage::Form) {
                self.name_stale(form);
            }
        }
        self.editing = Some(editing);
    }
}
