//! The form's keys, and the draft that is kept with every one of them.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::form::{Asked, Fixed, Form};
use super::super::{App, Message};
use super::{Editing, Stage};
use crate::client::draft::{Draft, DraftOf};
use crate::tasks::{Failure, Task};

impl App {
    /// Says whether the change goes on.
    pub(super) fn form_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let Some(form) = &mut editing.form else { return false };
        if key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('f') {
            match form.fix() {
                Fixed::Done(done) => {
                    self.tell(format!("Done: {done}"));
                    self.draft_changed(form);
                }
                Fixed::Unreadable(field) => {
                    self.tell(format!("{} cannot be read yet; correct it first.", field.label));
                }
                Fixed::Nothing => {
                    self.tell("There is nothing here that can be settled without a decision of yours.");
                }
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
            Asked::Tell(text) => {
                self.draft_changed(form);
                self.tell(text);
                true
            }
            Asked::Leave => {
                self.draft_changed(form);
                if self.drafts.contains_key(&form.of) {
                    let key = if form.key.is_some() { "e opens it again" } else { "n goes on with it" };
                    // The sandbox forgets everything, and what was meant for it goes along.
                    let until = if self.context.sandbox { " until you leave the sandbox" } else { "" };
                    self.tell(format!("The draft is kept{until}; {key}."));
                }
                false
            }
            Asked::LetGo => {
                if self.drafts.contains_key(&form.of) {
                    self.forget_draft(&form.of);
                    self.tell("What was typed is thrown away; nothing was written.");
                }
                false
            }
            Asked::Review => {
                if form.take_in() {
                    self.draft_changed(form);
                }
                self.review(editing);
                true
            }
        }
    }

    /// Judges the draft anew and keeps it where a crash cannot take it.
    pub(super) fn draft_changed(&mut self, form: &mut Form) {
        form.judge(self.around(&form.pool.clone()));
        let draft = form.kept();
        let same = match self.drafts.get(&form.of) {
            Some(kept) => *kept == draft,
            None => draft.is_empty(),
        };
        if !same {
            self.keep_draft(form.of.clone(), draft);
        }
    }

    pub(in crate::app) fn review(&mut self, editing: &mut Editing) {
        let Some(form) = &editing.form else { return };
        if let Some(entry) = form.entries.iter().find(|entry| entry.error.is_some()) {
            let text = format!("{} cannot be read; correct it first.", entry.field.label);
            return self.stay_in_form(editing, text);
        }
        let Some(theirs) = self.meet_the_present(editing) else { return };
        let Some(form) = &editing.form else { return };
        if let Some(finding) = form.findings.iter().find(|finding| finding.is_refusal()) {
            let text = format!("Cognito would refuse this: {}", finding.message);
            return self.stay_in_form(editing, text);
        }
        if form.key.is_some() && form.base == form.draft {
            self.tell("Nothing is changed yet.");
            return;
        }
        let plan = self.plan_of(form, form.base.clone(), form.draft.clone());
        let mut review = self.review_of(plan);
        review.theirs = theirs;
        editing.stage = Stage::Review(Box::new(review));
    }

    fn stay_in_form(&mut self, editing: &mut Editing, why: String) {
        self.message = Some(Message { text: why, bad: true });
        if let Some(form) = &mut editing.form {
            form.go_to_problem();
        }
    }

    /// Keeps a draft where a crash cannot take it: one file at a time, the last state wins.
    pub(in crate::app) fn keep_draft(&mut self, of: DraftOf, draft: Draft) {
        if draft.is_empty() {
            self.drafts.remove(&of);
        } else {
            self.drafts.insert(of.clone(), draft);
        }
        if !self.drafts_to_keep.contains(&of) {
            self.drafts_to_keep.push(of);
        }
        self.keep_next_draft();
    }

    fn keep_next_draft(&mut self) {
        if self.keeping_draft || self.drafts_to_keep.is_empty() {
            return;
        }
        let of = self.drafts_to_keep.remove(0);
        self.keeping_draft = true;
        self.ask_to_keep(of);
    }

    /// Sends a draft on its way to the disk.
    pub(in crate::app) fn ask_to_keep(&mut self, of: DraftOf) {
        let draft = self.drafts.get(&of).cloned().map(Box::new);
        self.ask(Task::KeepDraft { of, draft });
    }

    pub(in crate::app) fn draft_kept(&mut self, kept: Result<(), Failure>) {
        self.keeping_draft = false;
        if let Err(failure) = kept {
            self.complain(&failure);
        }
        self.keep_next_draft();
    }

    /// The drafts of this place are here. What was typed since is newer than what is on the disk.
    pub(in crate::app) fn drafts_read(&mut self, drafts: Vec<(DraftOf, Draft)>) {
        for (of, draft) in drafts {
            self.drafts.entry(of).or_insert(draft);
        }
    }

    pub(in crate::app) fn forget_draft(&mut self, of: &DraftOf) {
        if self.drafts.contains_key(of) {
            self.keep_draft(of.clone(), Draft::default());
        }
    }
}
