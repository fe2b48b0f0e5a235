//! A write on its way: how far it is, and stopping it while nothing has left.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::{App, Message};
use super::{Editing, Stage, Writing};
use crate::tasks::write::{Phase, Plan};
use crate::tasks::{Answer, Failure, FailureKind, Outcome, Task, Ticket};

impl App {
    /// True while a secret is being added whose value nobody has yet.
    pub(in crate::app) fn is_adding_secret(&self) -> bool {
        let stage = self.editing.as_ref().map(|editing| &editing.stage);
        matches!(stage, Some(Stage::Writing(writing)) if matches!(writing.review.plan, Plan::AddSecret(_)))
    }

    /// Asks for what was said yes to.
    pub(super) fn begin_writing(&mut self, editing: &mut Editing) {
        let Stage::Review(review) = &editing.stage else { return };
        let review = review.clone();
        let ticket = self.ask(Task::Write(Box::new(review.plan.clone())));
        let writing = Writing { review, phase: Phase::default(), stopping: false, ticket };
        self.tell(words(&writing));
        editing.stage = Stage::Writing(Box::new(writing));
    }

    /// Esc keeps a write that has not left; one that has comes to its end.
    pub(super) fn writing_key(&mut self, editing: &mut Editing, key: KeyEvent) {
        let Stage::Writing(writing) = &mut editing.stage else { return };
        if key.code == KeyCode::Esc && writing.phase != Phase::Sent {
            writing.stopping = true;
            let ticket = writing.ticket;
            self.cancel(ticket);
        }
        self.tell(words(writing));
    }

    /// The question that the write on screen waits for.
    pub(in crate::app) fn writing_ticket(&self) -> Option<Ticket> {
        match &self.editing.as_ref()?.stage {
            Stage::Writing(writing) => Some(writing.ticket),
            _ => None,
        }
    }

    /// What is told of the write on screen. Whatever it ends in, the person gets the keys back.
    pub(in crate::app) fn writing_answer(&mut self, answer: Answer) {
        if answer.last && answer.ticket.generation == self.generation {
            self.unanswered = self.unanswered.saturating_sub(1);
        }
        match answer.outcome {
            Outcome::Writing(phase) => {
                let Some(Stage::Writing(writing)) = self.editing.as_mut().map(|editing| &mut editing.stage)
                else {
                    return;
                };
                writing.phase = phase;
                let text = words(writing);
                self.tell(text);
            }
            Outcome::Written(written) => self.written(written.outcome),
            Outcome::Broken(failure) => self.back_to_review(&Failure {
                next: "It may have been sent or not: look at the client before you do it again.".to_owned(),
                ..failure
            }),
            _ => self.back_to_review(&Failure {
                kind: FailureKind::Passing,
                what: "There is no connection at the moment, and nothing was sent.".to_owned(),
                next: "Enter again once there is.".to_owned(),
            }),
        }
    }

    fn back_to_review(&mut self, failure: &Failure) {
        if let Some(editing) = &mut self.editing
            && let Stage::Writing(writing) = &editing.stage
        {
            let review = writing.review.clone();
            if let Some(key) = review.plan.key() {
                let key = key.clone();
                editing.stage = Stage::Review(review);
                self.expire_client(&key);
            } else {
                editing.stage = Stage::Review(review);
            }
        }
        self.message = Some(Message { text: format!("{} {}", failure.what, failure.next), bad: true });
    }
}

/// How far it is, and what Esc does about it.
fn words(writing: &Writing) -> &'static str {
    match (writing.phase, writing.stopping) {
        (Phase::Sent, _) => "Sent. It comes to its end now: what has left is never taken back half-way.",
        (_, true) => "Stopping; nothing has left.",
        (Phase::Before, _) => "Writing … Nothing has left yet.",
        (Phase::Throttled, _) => {
            "Cognito asks us to slow down. Nothing is changed; it is sent again in a moment. Esc stops it."
        }
        (Phase::Concurrent, _) => {
            "Somebody else is changing this pool. Nothing of yours is changed; it is sent again in a moment. \
             Esc stops it."
        }
    }
}
