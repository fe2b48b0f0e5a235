//! What came of a write: told, and everything kept unless it was carried out.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::review::Review;
use super::super::{App, Message};
use super::{Conflict, Editing, Stage};
use crate::client::merge::{Side, merge_as_wholes};
use crate::client::{ClientKey, Settings};
use crate::tasks::write::{Applied, Diverged, Meanwhile, Plan, Reason, WriteOutcome};

impl App {
    /// What came of the write that the person is looking at.
    pub(in crate::app) fn written(&mut self, outcome: WriteOutcome) {
        if let WriteOutcome::Applied(applied) = &outcome {
            self.audit_notes(&applied.key);
        }
        let Some(mut editing) = self.editing.take() else {
            self.written_unseen(outcome);
            return;
        };
        let Stage::Writing(writing) = &editing.stage else {
            self.editing = Some(editing);
            self.written_unseen(outcome);
            return;
        };
        let review = writing.review.clone();
        match outcome {
            WriteOutcome::Applied(applied) => {
                let mut text = done(&review.plan, &applied);
                let made = applied.client.as_ref().filter(|_| matches!(review.plan, Plan::Create(_)));
                if made.is_some_and(|client| client.secret.is_present()) {
                    self.offered = Some(applied.key.clone());
                    text.push_str(" Ctrl-y copies its secret without showing it.");
                }
                self.took_place(&review.plan, &applied.key);
                self.draft_is_written(&editing);
                self.learn_of_write(WriteOutcome::Applied(applied));
                self.tell(text);
                return;
            }
            WriteOutcome::AsWanted(client) => {
                self.took_place(&review.plan, &client.key);
                self.draft_is_written(&editing);
                self.learn_of_write(WriteOutcome::AsWanted(client));
                self.tell("Nothing had to be written: the client is already like this.");
                return;
            }
            WriteOutcome::Diverged(diverged) => {
                self.learn_of_write(WriteOutcome::Diverged(diverged.clone()));
                self.diverged(&mut editing, review, *diverged);
            }
            WriteOutcome::Invalid(findings) => {
                let text = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
                self.message =
                    Some(Message { text: format!("Cognito would refuse this: {text}"), bad: true });
                editing.stage = Stage::Review(review);
                if let Some(form) = &mut editing.form {
                    form.findings = findings;
                    editing.stage = Stage::Form;
                }
            }
            WriteOutcome::Refused(refused) | WriteOutcome::NotApplied(refused) => {
                let text = format!("{} {}", refused.failure.what, refused.failure.next);
                // What a person asked for is no bad news.
                self.message = Some(Message { text, bad: refused.reason != Reason::Stopped });
                if let Some(key) = review.plan.key().filter(|_| refused.reason == Reason::Broken) {
                    self.expire_client(key);
                }
                editing.stage = Stage::Review(review);
            }
            WriteOutcome::Unknown(doubt) => {
                self.complain(&doubt.failure);
                self.history = None;
                // Where looking has just failed, another look would only talk over this.
                if !doubt.open {
                    self.list_clients_again(&review.plan.pool().clone());
                }
                if let Some(key) = review.plan.key() {
                    self.expire_client(key);
                }
                let lost_sight = matches!(review.plan, Plan::Create(_)) && !doubt.open;
                editing.stage = Stage::Review(review);
                // Where looking again would tell no more, Enter is not to make another without a thought.
                if lost_sight {
                    if editing.form.is_none() {
                        return;
                    }
                    editing.stage = Stage::Form;
                }
            }
        }
        self.editing = Some(editing);
    }

    /// A write whose place on screen is gone is still told.
    pub(in crate::app) fn written_unseen(&mut self, outcome: WriteOutcome) {
        self.written_elsewhere(&outcome);
        self.learn_of_write(outcome);
    }

    /// The same for a write in a context that was left: nothing on screen is about it.
    pub(in crate::app) fn written_elsewhere(&mut self, outcome: &WriteOutcome) {
        self.history = None;
        match outcome {
            WriteOutcome::Applied(_) => self.tell("The write was carried out."),
            WriteOutcome::Refused(refused) | WriteOutcome::NotApplied(refused) => {
                self.complain(&refused.failure);
            }
            WriteOutcome::Unknown(doubt) => self.complain(&doubt.failure),
            WriteOutcome::AsWanted(_) | WriteOutcome::Diverged(_) | WriteOutcome::Invalid(_) => {}
        }
    }

    /// What a write shows of its client is taken over at once: a person who goes on with the next change
    /// before another describe has come must not meet their own as somebody else's.
    pub(in crate::app) fn learn_of_write(&mut self, outcome: WriteOutcome) {
        self.secret_added(&outcome, Some(self.site()));
        if let WriteOutcome::Applied(applied) = &outcome {
            self.audit_notes(&applied.key);
        }
        let client = match outcome {
            WriteOutcome::Applied(applied) => match applied.client {
                Some(client) => client,
                None => return self.expire_client(&applied.key),
            },
            WriteOutcome::AsWanted(client) => *client,
            WriteOutcome::Diverged(diverged) => diverged.theirs,
            WriteOutcome::Unknown(doubt) => {
                if let Some(key) = &doubt.key {
                    self.expire_client(key);
                }
                return;
            }
            _ => return,
        };
        let key = client.key.clone();
        self.leave_describe(&key);
        let known = self.described.entry(key.clone()).or_default();
        let again = known.value.is_some();
        known.arrived(client);
        self.edition += 1;
        self.refilter_client(&key, again);
        self.index_described(&key);
        self.drift_described(&key);
    }

    /// Brings the panes in line with what was written.
    fn took_place(&mut self, plan: &Plan, key: &ClientKey) {
        self.expire_client(key);
        self.bulk_chosen(key);
        self.history = None;
        self.secret_gone(plan);
        self.secrets_changed(key);
        if !matches!(plan, Plan::Update(_)) {
            self.described.remove(key);
        }
        if matches!(plan, Plan::Delete(_)) {
            self.deleted.insert(key.clone());
        }
        // A name may have changed, and a client may have come or gone; a list that was being read meanwhile
        // may have been read before that.
        if changes_the_list(plan) {
            self.leave_list(&key.pool);
        }
        self.list_clients_again(&key.pool.clone());
    }

    /// A draft ends with its own write. Any other write to the client, an undo for one, leaves it alone.
    fn draft_is_written(&mut self, editing: &Editing) {
        if let Some(form) = &editing.form {
            self.forget_draft(&form.of);
        }
    }

    pub(in crate::app) fn diverged(
        &mut self,
        editing: &mut Editing,
        review: Box<Review>,
        diverged: Diverged,
    ) {
        let Diverged { theirs, mut merge } = diverged;
        let copied = editing.form.as_ref().is_some_and(|form| form.copied);
        if let Plan::Update(plan) = &review.plan
            && copied
        {
            merge = merge_as_wholes(&plan.seen, &plan.wanted, &theirs.settings);
        }
        let text = if merge.is_settled() {
            if let Some(plan) = rebased(&review.plan, &theirs.settings, merge.result.clone()) {
                let mut again = self.review_of(plan);
                again.theirs = merge.taken_from_theirs;
                if let Some(form) = &mut editing.form {
                    self.rebase_form(form, &theirs.settings, &merge.result);
                }
                editing.stage = Stage::Review(Box::new(again));
            }
            match review.plan {
                Plan::Delete(_) => {
                    "Somebody else changed this client meanwhile, so it is not deleted. Look at what they did first."
                }
                _ => "Somebody else changed this client meanwhile. Nothing was written; read again.",
            }
        } else {
            let sides = vec![None; merge.conflicts.len()];
            let conflict = Conflict { theirs, merge, sides, focus: 0, offset: 0, review };
            editing.stage = Stage::Conflict(Box::new(conflict));
            "Nothing was written. Choose for each setting."
        };
        self.message = Some(Message { text: text.to_owned(), bad: true });
    }

    /// Says whether the change goes on.
    pub(super) fn conflict_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let Stage::Conflict(conflict) = &mut editing.stage else { return true };
        let last = conflict.sides.len().saturating_sub(1);
        let side = match key.code {
            KeyCode::Esc => {
                editing.stage = Stage::Form;
                self.tell("Nothing is chosen and nothing is written; the next review asks again.");
                return editing.form.is_some();
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
        let theirs = &conflict.theirs.settings;
        let plan = resolved.clone().and_then(|wanted| rebased(&conflict.review.plan, theirs, wanted));
        let (Some(plan), Some(wanted)) = (plan, resolved) else {
            self.tell("Choose m (mine), t (theirs) or b (as before) for each of them.");
            return;
        };
        let mut review = self.review_of(plan);
        review.theirs.clone_from(&conflict.merge.taken_from_theirs);
        if let Some(form) = &mut editing.form {
            self.rebase_form(form, theirs, &wanted);
        }
        editing.stage = Stage::Review(Box::new(review));
    }

    /// Reads a client anew that was, or may have been, changed.
    pub(in crate::app) fn expire_client(&mut self, key: &ClientKey) {
        self.leave_describe(key);
        if let Some(known) = self.described.get_mut(key) {
            known.stale = true;
        }
    }
}

/// Whether a list of clients says something else after this.
fn changes_the_list(plan: &Plan) -> bool {
    match plan {
        Plan::Update(plan) => plan.seen.text("ClientName") != plan.wanted.text("ClientName"),
        Plan::Create(_) | Plan::Delete(_) => true,
        Plan::AddSecret(_) | Plan::DeleteSecret(_) => false,
    }
}

/// The same plan against the client as it is now.
fn rebased(plan: &Plan, theirs: &Settings, wanted: Settings) -> Option<Plan> {
    match plan {
        Plan::Update(plan) => {
            let mut plan = plan.clone();
            plan.seen = theirs.clone();
            plan.wanted = wanted;
            plan.meanwhile = Meanwhile::Ask;
            Some(Plan::Update(plan))
        }
        Plan::Delete(plan) => {
            let mut plan = plan.clone();
            plan.seen = theirs.clone();
            Some(Plan::Delete(plan))
        }
        Plan::Create(_) | Plan::AddSecret(_) | Plan::DeleteSecret(_) => None,
    }
}

/// What was done, in a sentence or two.
fn done(plan: &Plan, applied: &Applied) -> String {
    let mut text = match plan {
        Plan::Create(_) if applied.earlier => {
            format!(
                "The first request had made it: the client is {}. Nothing was sent again.",
                applied.key.client
            )
        }
        Plan::AddSecret(_) if applied.earlier => {
            "The first request had added a secret, and its value got lost with the answer: retire it and add \
             another. Nothing was sent again."
                .to_owned()
        }
        Plan::Update(_) => match applied.changes.len() {
            1 => "Done: 1 setting changed.".to_owned(),
            n => format!("Done: {n} settings changed."),
        },
        Plan::Create(_) => format!("Done: the client is {}.", applied.key.client),
        Plan::Delete(_) => "Done: the client is deleted; u makes it anew from the journal.".to_owned(),
        Plan::AddSecret(_) => {
            "Done: the secret is added. y copies it; the service does not tell it again.".to_owned()
        }
        Plan::DeleteSecret(_) => "Done: the secret is retired.".to_owned(),
    };
    let names: Vec<String> = applied.made_otherwise().map(|change| change.subject.label()).collect();
    if !names.is_empty() && !matches!(plan, Plan::Delete(_)) {
        text = format!("{text} Cognito made something else of: {}.", names.join(", "));
    }
    if !applied.changed_since.is_empty() {
        text.push_str(" Somebody else has changed the client right after.");
    }
    if !applied.verified && !matches!(plan, Plan::Delete(_)) {
        text.push_str(" It could not be looked at afterwards; what Cognito answered is all there is.");
    }
    if let Some(why) = &applied.unrecorded {
        text = format!("{text} Its end is not in the journal: {why}.");
    }
    text
}
