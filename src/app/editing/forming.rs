//! The form's keys, and the draft that is kept with every one of them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::form::{Asked, Form};
use super::super::{App, Message};
use super::{Editing, Stage};
use crate::client::{ClientKey, Edit, edit};
use crate::tasks::{Failure, Task};

impl App {
    /// Says whether the change goes on.
    pub(super) fn form_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let Some(form) = &mut editing.form else { return false };
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('f') {
            match form.fix() {
                Some(done) => {
                    self.tell(format!("Done: {done}"));
                    self.draft_changed(form);
                }
                None => self.tell("There is nothing here that can be settled without a decision of yours."),
            }
            return true;
        }
        let asked = form.key(key);
        self.after_form(editing, asked)
    }

    pub(super) fn after_form(&mut self, editing: &mut Editing, asked: Asked) -> bool {
        let Some(form) = &mut editing.form else { return false };
        match asked {
            Asked::Nothing => true,
            Asked::Changed => {
                self.draft_changed(form);
                true
            }
            Asked::Leave => {
                if form.key.is_some() && form.changes() > 0 {
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
            let edit = edit::between(&form.base, &form.draft);
            self.keep_draft(key, edit);
        }
    }

    pub(in crate::app) fn review(&mut self, editing: &mut Editing) {
        let Some(form) = &editing.form else { return };
        let unreadable = form.entries.iter().find_map(|entry| entry.error.clone());
        let refused = form.findings.iter().find(|finding| finding.is_refusal());
        let why = unreadable
            .map(|error| format!("{error} Correct it first."))
            .or_else(|| refused.map(|finding| format!("Cognito would refuse this: {}", finding.message)));
        if let Some(text) = why {
            self.message = Some(Message { text, bad: true });
            return;
        }
        if form.key.is_some() && form.base == form.draft {
            self.tell("Nothing is changed yet.");
            return;
        }
        let plan = self.plan_of(form, form.base.clone(), form.draft.clone());
        let review = self.review_of(plan, &form.findings);
        editing.stage = Stage::Review(Box::new(review));
    }

    /// Keeps a draft where a crash cannot take it: one file at a time, the last state wins.
    pub(in crate::app) fn keep_draft(&mut self, key: ClientKey, edit: Edit) {
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

    pub(in crate::app) fn draft_kept(&mut self, kept: Result<(), Failure>) {
        self.keeping_draft = false;
        if let Err(failure) = kept {
            self.complain(&failure);
        }
        if let Some(key) = self.draft_to_keep.take() {
            let edit = self.drafts.get(&key).cloned().unwrap_or_default();
            self.keep_draft(key, edit);
        }
    }

    pub(super) fn forget_draft(&mut self, key: &ClientKey) {
        if self.drafts.contains_key(key) {
            self.keep_draft(key.clone(), Edit::default());
        }
    }
}
