//! Somebody else's change while a form was open: both are brought together before a review, so that no
//! review is ever read against what the client no longer is.

use super::super::App;
use super::super::form::Form;
use super::Editing;
use crate::client::merge::{merge, merge_as_wholes};
use crate::client::{Change, Settings};
use crate::tasks::write::Diverged;

impl App {
    /// Brings a form together with the client as it is known by now. Gives what somebody else changed and
    /// is taken over; nothing where both changed the same: then the choice is on screen.
    pub(super) fn meet_the_present(&mut self, editing: &mut Editing) -> Option<Vec<Change>> {
        let Some(form) = &mut editing.form else { return Some(Vec::new()) };
        let known = form.key.as_ref().and_then(|key| self.described.get(key)?.value.as_ref());
        let Some(theirs) = known.filter(|client| client.settings != form.base).cloned() else {
            return Some(Vec::new());
        };
        let bring = if form.copied { merge_as_wholes } else { merge };
        let merge = bring(&form.base, &form.draft, &theirs.settings);
        if merge.is_settled() {
            self.rebase_form(form, &theirs.settings, &merge.result);
            return Some(merge.taken_from_theirs);
        }
        let plan = self.plan_of(form, form.base.clone(), form.draft.clone());
        let review = Box::new(self.review_of(plan));
        self.diverged(editing, review, Diverged { theirs, merge });
        None
    }

    /// The form goes on from what the client is now, and so does its draft.
    pub(super) fn rebase_form(&mut self, form: &mut Form, theirs: &Settings, wanted: &Settings) {
        let pool = form.pool.clone();
        form.rebase(theirs.clone(), wanted.clone(), self.around(&pool));
        self.draft_changed(form);
    }
}
