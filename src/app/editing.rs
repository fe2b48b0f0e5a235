//! From the form through the review to the write, and back with everything kept when it fails.

use crossterm::event::{KeyCode, KeyEvent};

use crate::client::merge::{Merge, Side};
use crate::client::rules::Surroundings;
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, Edit, PoolId, Settings};
use crate::tasks::write::{Around, Plan, UpdatePlan, WriteOutcome};
use crate::tasks::{Failure, Task, Ticket};

use super::form::{Asked, Form, Known};
use super::review::{Part, Review};
use super::{App, Area, Command, Layout, Message};

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
    /// The form, kept through every stage.
    pub form: Form,
    /// How far it is.
    pub stage: Stage,
}

/// How far an edit is.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Being filled in.
    Form,
    /// Being read before it is written.
    Review(Box<Review>),
    /// On its way.
    Writing(Box<Review>, Ticket),
    /// Somebody else was there; choices are needed.
    Conflict(Box<Conflict>),
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
}

impl App {
    /// Opens the form for the selected client, with its draft where there is one.
    pub(super) fn open_form(&mut self) {
        if let Some(reason) = self.read_only_reason() {
            self.message = Some(Message { text: reason, bad: true });
            return;
        }
        let Some(row) = self.selected_client().cloned() else { return };
        let Some(client) = self.described.get(&row.key).and_then(|known| known.value.clone()) else {
            self.tell("The settings are still being read; e again in a moment.");
            return;
        };
        let known = self.around(&row.key.pool);
        let (name, secret) = (client.name().to_owned(), client.secret.into());
        let mut form = Form::edit(row.key.clone(), &name, client.settings, secret, known);
        if let Some(draft) = self.drafts.get(&row.key) {
            form = match draft.apply(&form.base) {
                Ok(draft) => form.with_draft(draft, self.around(&row.key.pool)),
                Err(_) => form,
            };
            self.tell("Your draft is back; Ctrl-r puts a setting back to what it is.");
        }
        let stale =
            form.findings.iter().filter(|finding| finding.is_refusal() && finding.already_there).count();
        if stale > 0 {
            let text =
                format!("{stale} of this client's settings would make any update fail; they are marked ✗.");
            self.message = Some(Message { text, bad: true });
        }
        self.editing = Some(Editing { form, stage: Stage::Form });
    }

    /// Why nothing may be written here, where that is so.
    pub(super) fn read_only_reason(&self) -> Option<String> {
        self.launch.read_only.then(|| "READ-ONLY: this session was started with --read-only.".to_owned())
    }

    /// What is known around the clients of a pool.
    pub(super) fn around(&self, pool: &PoolId) -> Known<'_> {
        let described = self.described_pools.get(pool).and_then(|known| known.value.as_ref());
        let parts = self.pool_parts.get(pool).and_then(|known| known.value.as_ref());
        let around = Surroundings {
            pool: described,
            providers: parts.and_then(|parts| parts.providers.as_deref().ok()),
            servers: parts.and_then(|parts| parts.servers.as_deref().ok()),
            region: Some(self.context.region.as_str()).filter(|region| !region.is_empty()),
            ..Surroundings::default()
        };
        Known { around }
    }

    /// Takes a key while a client is being changed.
    pub(super) fn editing_key(&mut self, key: KeyEvent) {
        let Some(mut editing) = self.editing.take() else { return };
        self.message = None;
        let keep = match &mut editing.stage {
            Stage::Form => self.form_key(&mut editing, key),
            Stage::Review(_) => self.review_key(&mut editing, key),
            Stage::Writing(..) => {
                self.tell("It is on its way; what was sent is never taken back half-way.");
                true
            }
            Stage::Conflict(_) => self.conflict_key(&mut editing, key),
        };
        if keep {
            self.editing = Some(editing);
        }
    }

    fn form_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(crossterm::event::KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('f') {
            match editing.form.fix() {
                Some(done) => {
                    self.tell(format!("Done: {done}"));
                    self.draft_changed(&mut editing.form);
                }
                None => self.tell("There is nothing here that can be settled without a decision of yours."),
            }
            return true;
        }
        let asked = editing.form.key(key);
        self.after_form(editing, asked)
    }

    /// Takes pasted text while a client is being changed.
    pub(super) fn editing_paste(&mut self, text: &str) {
        let Some(mut editing) = self.editing.take() else { return };
        if matches!(editing.stage, Stage::Form) {
            let asked = editing.form.paste(text);
            self.after_form(&mut editing, asked);
        }
        self.editing = Some(editing);
    }

    fn after_form(&mut self, editing: &mut Editing, asked: Asked) -> bool {
        match asked {
            Asked::Nothing => true,
            Asked::Changed => {
                self.draft_changed(&mut editing.form);
                true
            }
            Asked::Leave => {
                if editing.form.changes() > 0 {
                    self.tell("The draft is kept; e opens it again.");
                }
                false
            }
            Asked::Review => {
                self.review(editing);
                true
            }
        }
    }

    /// Judges the draft anew and keeps it where a crash cannot take it.
    fn draft_changed(&mut self, form: &mut Form) {
        form.judge(self.around(&form.pool.clone()));
        if let Some(key) = form.key.clone() {
            let edit = crate::client::edit::between(&form.base, &form.draft);
            self.keep_draft(key, edit);
        }
    }

    fn review(&mut self, editing: &mut Editing) {
        let form = &editing.form;
        if let Some(entry) = form.entries.iter().find(|entry| entry.error.is_some()) {
            let why = entry.error.clone().unwrap_or_default();
            self.message = Some(Message { text: format!("{why} Correct it first."), bad: true });
            return;
        }
        if let Some(finding) = form.findings.iter().find(|finding| finding.is_refusal()) {
            let text = format!("Cognito would refuse this: {}", finding.message);
            self.message = Some(Message { text, bad: true });
            return;
        }
        if form.changes() == 0 && form.base == form.draft {
            self.tell("Nothing is changed yet.");
            return;
        }
        let (seen, wanted) = (form.base.clone(), form.draft.clone());
        if let Some(review) = self.review_of(form, seen, wanted) {
            editing.stage = Stage::Review(Box::new(review));
        }
    }

    fn review_of(&self, form: &Form, seen: Settings, wanted: Settings) -> Option<Review> {
        let key = form.key.clone()?;
        let name = form.title.trim_start_matches("Edit ").to_owned();
        let pool = self.pools.rows().iter().find(|pool| pool.id == key.pool);
        let pool = pool.map_or_else(|| key.pool.to_string(), |pool| pool.name.clone());
        Some(Review::new(
            key,
            &harmless(&name),
            &harmless(&pool),
            seen,
            wanted,
            &form.findings,
            &self.context,
        ))
    }

    fn review_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let Stage::Review(review) = &mut editing.stage else { return true };
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => editing.stage = Stage::Form,
            KeyCode::Char('r') => review.toggle(Part::Request),
            KeyCode::Char('a') => review.toggle(Part::Command),
            KeyCode::Char('u') => review.toggle(Part::Unchanged),
            KeyCode::Char('j') | KeyCode::Down => review.offset += 1,
            KeyCode::Char('k') | KeyCode::Up => review.offset = review.offset.saturating_sub(1),
            KeyCode::PageDown => review.offset += 10,
            KeyCode::PageUp => review.offset = review.offset.saturating_sub(10),
            KeyCode::Char('y') => {
                let command = review.command.clone();
                self.commands.push(Command::Copy(command));
                self.tell("The aws command was sent to the terminal's clipboard (OSC 52).");
            }
            KeyCode::Enter => {
                if let Some(reason) = self.read_only_reason() {
                    self.message = Some(Message { text: reason, bad: true });
                    return true;
                }
                let review = review.clone();
                let mut plan =
                    UpdatePlan::new(review.key.clone(), review.seen.clone(), review.wanted.clone());
                plan.around = self.owned_around(&review.key.pool);
                let ticket = self.ask(Task::Write(Box::new(Plan::Update(plan))));
                self.tell("Writing …");
                editing.stage = Stage::Writing(review, ticket);
            }
            _ => {}
        }
        true
    }

    /// What came of a write. The form and its draft stay unless it was carried out.
    pub(super) fn written(&mut self, outcome: WriteOutcome) {
        let Some(mut editing) = self.editing.take() else {
            self.written_unseen(&outcome);
            return;
        };
        let Stage::Writing(review, _) = editing.stage.clone() else {
            self.editing = Some(editing);
            return;
        };
        match outcome {
            WriteOutcome::Applied(applied) => {
                self.forget_draft(&review.key);
                self.expire_client(&review.key);
                let mut text = format!("Done: {} settings changed.", applied.changes.len());
                if !applied.normalised.is_empty() {
                    let names: Vec<String> = applied.normalised.iter().map(|c| c.subject.label()).collect();
                    text = format!("{text} Cognito made something else of: {}.", names.join(", "));
                }
                if !applied.changed_since.is_empty() {
                    text.push_str(" Somebody else has changed the client right after.");
                }
                self.tell(text);
            }
            WriteOutcome::AsWanted(_) => {
                self.forget_draft(&review.key);
                self.expire_client(&review.key);
                self.tell("Nothing had to be written: the client is already like this.");
            }
            WriteOutcome::Diverged(diverged) => {
                let theirs = diverged.theirs;
                if diverged.merge.is_settled() {
                    let merged = diverged.merge.result.clone();
                    if let Some(mut again) = self.review_of(&editing.form, theirs.settings.clone(), merged) {
                        again.theirs.clone_from(&diverged.merge.taken_from_theirs);
                        editing.stage = Stage::Review(Box::new(again));
                    }
                    self.message = Some(Message {
                        text: "Somebody else changed this client meanwhile. Nothing was written; read again."
                            .to_owned(),
                        bad: true,
                    });
                } else {
                    let sides = vec![None; diverged.merge.conflicts.len()];
                    let conflict = Conflict { theirs, merge: diverged.merge, sides, focus: 0 };
                    editing.stage = Stage::Conflict(Box::new(conflict));
                    self.message = Some(Message {
                        text: "Somebody else changed the same settings. Choose for each of them.".to_owned(),
                        bad: true,
                    });
                }
                self.editing = Some(editing);
            }
            WriteOutcome::Invalid(findings) => {
                let text = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
                self.message =
                    Some(Message { text: format!("Cognito would refuse this: {text}"), bad: true });
                editing.form.findings = findings;
                editing.stage = Stage::Form;
                self.editing = Some(editing);
            }
            WriteOutcome::Refused(refused) | WriteOutcome::NotApplied(refused) => {
                self.complain(&refused.failure);
                editing.stage = Stage::Review(review);
                self.editing = Some(editing);
            }
            WriteOutcome::Unknown(doubt) => {
                self.complain(&doubt.failure);
                self.expire_client(&review.key);
                editing.stage = Stage::Review(review);
                self.editing = Some(editing);
            }
        }
    }

    /// A write whose place on screen is gone is still told.
    pub(super) fn written_unseen(&mut self, outcome: &WriteOutcome) {
        match outcome {
            WriteOutcome::Applied(applied) => {
                self.expire_client(&applied.key);
                self.tell("The write was carried out.");
            }
            WriteOutcome::Refused(refused) | WriteOutcome::NotApplied(refused) => {
                self.complain(&refused.failure);
            }
            _ => {}
        }
    }

    fn conflict_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let Stage::Conflict(conflict) = &mut editing.stage else { return true };
        let last = conflict.sides.len().saturating_sub(1);
        let side = match key.code {
            KeyCode::Esc => {
                editing.stage = Stage::Form;
                return true;
            }
            KeyCode::Down | KeyCode::Char('j') => {
                conflict.focus = (conflict.focus + 1).min(last);
                return true;
            }
            KeyCode::Up | KeyCode::Char('k') => {
                conflict.focus = conflict.focus.saturating_sub(1);
                return true;
            }
            KeyCode::Char('m') => Side::Mine,
            KeyCode::Char('t') => Side::Theirs,
            KeyCode::Char('b') => Side::Base,
            KeyCode::Enter => {
                self.settle_conflict(editing);
                return true;
            }
            _ => return true,
        };
        conflict.sides[conflict.focus] = Some(side);
        conflict.focus = (conflict.focus + 1).min(last);
        true
    }

    /// With every conflict chosen, what comes of it is a new review against the client as it is now.
    fn settle_conflict(&mut self, editing: &mut Editing) {
        let Stage::Conflict(conflict) = &editing.stage else { return };
        let sides: Option<Vec<Side>> = conflict.sides.iter().copied().collect();
        let resolved = sides.and_then(|sides| conflict.merge.resolve(&sides).ok());
        let Some(wanted) = resolved else {
            self.tell("Choose m (mine), t (theirs) or b (as before) for each of them.");
            return;
        };
        let theirs = conflict.theirs.settings.clone();
        let taken = conflict.merge.taken_from_theirs.clone();
        if let Some(mut review) = self.review_of(&editing.form, theirs, wanted) {
            review.theirs = taken;
            editing.stage = Stage::Review(Box::new(review));
        }
    }

    /// Moves the form's window so that the focused line is in it, and the review's to where there is text.
    pub(super) fn settle_form(&mut self, layout: &Layout) {
        let Some(editing) = &mut self.editing else { return };
        let inner = sheet(layout.body()).inner();
        let (columns, height) = (usize::from(inner.width), usize::from(inner.height));
        match &mut editing.stage {
            Stage::Form => editing.form.settle(columns, height),
            Stage::Review(review) | Stage::Writing(review, _) => {
                let lines = review.lines(columns.saturating_sub(2)).len();
                review.offset = review.offset.min(lines.saturating_sub(height));
            }
            Stage::Conflict(_) => {}
        }
    }

    /// The pool became better known while a form is open.
    pub(super) fn form_learns(&mut self) {
        let Some(mut editing) = self.editing.take() else { return };
        editing.form.learn(self.around(&editing.form.pool.clone()));
        self.editing = Some(editing);
    }

    /// Keeps a draft where a crash cannot take it: one file at a time, the last state wins.
    fn keep_draft(&mut self, key: ClientKey, edit: Edit) {
        if edit.steps.is_empty() {
            self.drafts.remove(&key);
        } else {
            self.drafts.insert(key.clone(), edit);
        }
        if self.keeping_draft {
            self.draft_to_keep = Some(key);
            return;
        }
        self.keeping_draft = true;
        let edit = self.drafts.get(&key).cloned();
        self.ask(Task::KeepDraft { key, edit });
    }

    pub(super) fn draft_kept(&mut self, kept: Result<(), Failure>) {
        self.keeping_draft = false;
        if let Err(failure) = kept {
            self.complain(&failure);
        }
        if let Some(key) = self.draft_to_keep.take() {
            let edit = self.drafts.get(&key).cloned().unwrap_or_default();
            self.keep_draft(key, edit);
        }
    }

    fn forget_draft(&mut self, key: &ClientKey) {
        self.keep_draft(key.clone(), Edit::default());
    }

    /// What the pool has, for the last check before the request.
    fn owned_around(&self, pool: &PoolId) -> Around {
        let described = self.described_pools.get(pool).and_then(|known| known.value.clone());
        let parts = self.pool_parts.get(pool).and_then(|known| known.value.as_ref());
        Around {
            pool: described,
            providers: parts.and_then(|parts| parts.providers.clone().ok()),
            servers: parts.and_then(|parts| parts.servers.clone().ok()),
            ..Around::default()
        }
    }

    /// Reads a client anew that was, or may have been, changed.
    fn expire_client(&mut self, key: &ClientKey) {
        if let Some(known) = self.described.get_mut(key) {
            known.stale = true;
        }
    }
}
