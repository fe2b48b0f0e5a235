//! Changing several clients at once: what they are to become, one plan, its progress, and the rest of it.
//!
//! Whoever has edits for clients, the same for all or one each, opens a plan with [`App::plan_edits`];
//! reading, judging, review, confirmation and progress are then the same as for the marked clients.

mod begin;
mod page;
mod plan;
mod progress;
mod reading;
mod words;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::editing::{Editing, Stage, sheet};
use super::line::edit_line;
use super::{App, Layout};
use crate::client::ClientKey;
use crate::client::field;
use crate::tasks::write::Plan;
use crate::tasks::write::bulk::{BulkEnd, BulkNews, BulkPlan};
use crate::tasks::{Answer, Failure, FailureKind, Outcome, Task, Ticket};

pub(super) use begin::BulkChoice;
pub use page::{BulkLine, Page};
pub use plan::{Counts, PlanSheet};
pub use progress::{Progress, RunSheet};
pub use words::{Suggestion, Word, WordsSheet};

/// A change to several clients on screen.
#[derive(Clone, Debug)]
pub enum Bulk {
    /// What they are to become is being typed.
    Words(Box<WordsSheet>),
    /// The plan is read and reviewed.
    Plan(Box<PlanSheet>),
    /// It is carried out, or was.
    Run(Box<RunSheet>),
}

impl Bulk {
    /// Rows that the list has of so many, between what stands above and below it.
    pub fn list_height(&self, columns: usize, height: usize) -> usize {
        let taken = match self {
            Self::Words(_) => height,
            Self::Plan(plan) => plan.head(columns).len() + if plan.confirm.is_some() { 2 } else { 0 },
            Self::Run(run) => run.head(columns).len(),
        };
        height.saturating_sub(taken)
    }
}

impl App {
    /// Takes a key while several clients are being changed.
    pub(super) fn bulk_key(&mut self, key: KeyEvent) {
        let Some(bulk) = self.bulk.take() else { return };
        self.message = None;
        self.bulk = match bulk {
            Bulk::Words(words) => self.words_key(words, key),
            Bulk::Plan(plan) => self.plan_key(plan, key),
            Bulk::Run(run) => self.run_key(run, key),
        };
    }

    /// Takes pasted text while several clients are being changed.
    pub(super) fn bulk_paste(&mut self, text: &str) {
        match &mut self.bulk {
            Some(Bulk::Words(words)) => words.paste(text),
            Some(Bulk::Plan(plan)) => {
                if let Some(confirm) = &mut plan.confirm {
                    confirm.editor.insert_str(text.lines().next().unwrap_or_default().trim());
                }
            }
            _ => {}
        }
    }

    fn words_key(&mut self, mut words: Box<WordsSheet>, key: KeyEvent) -> Option<Bulk> {
        match key.code {
            KeyCode::Esc => {
                words.text().clone_into(&mut self.bulk_typed);
                return None;
            }
            KeyCode::Enter if words.words().is_empty() => {
                self.tell("Say what to change, such as access_token_validity=45m; Tab completes names.");
            }
            KeyCode::Enter if words.judge(true) => {
                words.text().clone_into(&mut self.bulk_typed);
                return Some(Bulk::Plan(Box::new(self.plan_of_words(words))));
            }
            KeyCode::Enter => {}
            _ => words.key(key),
        }
        Some(Bulk::Words(words))
    }

    fn plan_key(&mut self, mut plan: Box<PlanSheet>, key: KeyEvent) -> Option<Bulk> {
        match key.code {
            KeyCode::Esc => return plan.words.map(Bulk::Words),
            KeyCode::Enter => return Some(self.say_yes_to_all(plan)),
            KeyCode::Down => plan.page.scroll(1),
            KeyCode::Up => plan.page.scroll(-1),
            KeyCode::PageDown => plan.page.scroll(10),
            KeyCode::PageUp => plan.page.scroll(-10),
            _ => match &mut plan.confirm {
                Some(confirm) => {
                    edit_line(&mut confirm.editor, key);
                }
                None if key.modifiers.contains(KeyModifiers::CONTROL) => {}
                None => match key.code {
                    KeyCode::Char('j') => plan.page.scroll(1),
                    KeyCode::Char('k') => plan.page.scroll(-1),
                    KeyCode::Char('r') => self.read_plan_again(&mut plan),
                    _ => {}
                },
            },
        }
        Some(Bulk::Plan(plan))
    }

    /// The one place in which the dashboard asks for writes to several clients.
    fn say_yes_to_all(&mut self, plan: Box<PlanSheet>) -> Bulk {
        let counts = plan.counts();
        if self.is_read_only() {
        } else if counts.reading > 0 {
            self.tell("Not all of them are read yet; Enter in a moment.");
        } else if counts.change == 0 {
            self.tell("There is nothing to write.");
        } else if plan.confirm.as_ref().is_some_and(|confirm| !confirm.is_given()) {
            self.tell(format!("Type the number of clients, {}, and then Enter.", counts.change));
        } else {
            let mut writes = plan.plan(self.account.clone());
            // What an earlier run has left and this one cannot do stays with the plan.
            writes.stays_open = plan.resumes.is_some() && counts.cannot > 0;
            let ticket = self.ask(Task::WriteMany(Box::new(writes.clone())));
            return Bulk::Run(Box::new(RunSheet::new(writes, ticket)));
        }
        Bulk::Plan(plan)
    }

    fn run_key(&mut self, mut run: Box<RunSheet>, key: KeyEvent) -> Option<Bulk> {
        let last = run.states.len().saturating_sub(1);
        let step = |run: &mut RunSheet, by: isize| {
            run.touched = true;
            run.selected = run.selected.saturating_add_signed(by).min(last);
        };
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => step(&mut run, 1),
            KeyCode::Up | KeyCode::Char('k') => step(&mut run, -1),
            KeyCode::PageDown => step(&mut run, 10),
            KeyCode::PageUp => step(&mut run, -10),
            KeyCode::Home | KeyCode::Char('g') => step(&mut run, isize::MIN),
            KeyCode::End | KeyCode::Char('G') => step(&mut run, isize::MAX),
            KeyCode::Esc | KeyCode::Char('q') if run.ended.is_some() => return None,
            KeyCode::Esc => {
                run.stopping = true;
                self.cancel(run.ticket);
            }
            KeyCode::Enter | KeyCode::Char('b') if run.ended.is_some() => {
                let chosen = matches!(run.states[run.selected], Progress::Conflict(_));
                if chosen && key.code == KeyCode::Enter {
                    self.choose(&run);
                } else {
                    self.go_on(&mut run);
                }
            }
            _ => {}
        }
        Some(Bulk::Run(run))
    }

    /// Opens the choice between two changes to the selected client.
    fn choose(&mut self, run: &RunSheet) {
        let (Progress::Conflict(diverged), Some(item)) =
            (&run.states[run.selected], run.plan.items.get(run.selected))
        else {
            return;
        };
        if self.is_read_only() {
            return;
        }
        let mut plan = item.plan.clone();
        plan.around = run.plan.around.get(&plan.key.pool).cloned().unwrap_or_default();
        plan.note.plan.clone_from(&run.plan.id);
        let review = Box::new(self.review_of(Plan::Update(plan)));
        let mut editing = Editing { form: None, stage: Stage::Review(review.clone()) };
        self.diverged(&mut editing, review, diverged.as_ref().clone());
        self.editing = Some(editing);
    }

    /// Sends what is left of a run, as it was reviewed.
    fn go_on(&mut self, run: &mut RunSheet) {
        let rest = run.rest();
        if rest.is_empty() {
            self.tell("Nothing is left that could be sent again. Esc closes.");
            return;
        }
        if self.is_read_only() {
            return;
        }
        let items = rest.iter().map(|at| run.plan.items[*at].clone()).collect();
        let others = (0..run.states.len()).filter(|at| !rest.contains(at));
        let settled = |at: usize| matches!(run.states[at], Progress::Done(_) | Progress::AlreadySo);
        let stays_open = run.plan.stays_open || !others.into_iter().all(settled);
        let writes = BulkPlan { items, stays_open, ..run.plan.clone() };
        for at in &rest {
            run.states[*at] = Progress::Waiting;
        }
        run.ticket = self.ask(Task::WriteMany(Box::new(writes)));
        (run.sent, run.ended, run.stopping, run.touched) = (rest, None, false, false);
        run.page.expire();
    }

    /// A conflict of the run on screen was settled by a write of its own, which named the plan.
    pub(super) fn bulk_chosen(&mut self, key: &ClientKey) {
        let Some(Bulk::Run(run)) = &mut self.bulk else { return };
        let Some(at) = run.plan.items.iter().position(|item| item.key() == key) else { return };
        run.states[at] = Progress::Done(vec!["as you chose".to_owned()]);
        run.page.expire();
        if let Some(id) = run.plan.id.clone().filter(|_| run.is_whole() && !run.plan.stays_open) {
            self.ask(Task::ForgetPlan(id));
        }
    }

    /// The question that the run on screen waits for.
    pub(super) fn bulk_ticket(&self) -> Option<Ticket> {
        match &self.bulk {
            Some(Bulk::Run(run)) if run.ended.is_none() => Some(run.ticket),
            _ => None,
        }
    }

    /// What is told of the run on screen, in whatever context it was asked for.
    pub(super) fn bulk_answer(&mut self, answer: Answer) {
        if answer.last && answer.ticket.generation == self.generation {
            self.unanswered = self.unanswered.saturating_sub(1);
        }
        let news = match answer.outcome {
            Outcome::Bulk(news) => news,
            Outcome::Broken(failure) => BulkNews::Ended(BulkEnd::Halted(failure)),
            _ => BulkNews::Ended(BulkEnd::Halted(Failure {
                kind: FailureKind::Passing,
                what: "There is no connection.".to_owned(),
                next: "Nothing was sent.".to_owned(),
            })),
        };
        let mut run = match self.bulk.take() {
            Some(Bulk::Run(run)) => run,
            other => {
                self.bulk = other;
                return;
            }
        };
        run.page.expire();
        match news {
            BulkNews::Begun(id) => run.plan.id = Some(id),
            BulkNews::Writing(at) => {
                if let Some(at) = run.sent.get(at).copied() {
                    run.states[at] = Progress::Writing;
                    if !run.touched {
                        run.selected = at;
                    }
                }
            }
            BulkNews::Written(at, outcome) => {
                if let Some(at) = run.sent.get(at).copied() {
                    run.states[at] = Progress::from(&*outcome);
                    self.learn_of_write(*outcome);
                }
            }
            BulkNews::Ended(end) => self.run_ended(&mut run, end),
        }
        self.bulk = Some(Bulk::Run(run));
    }

    fn run_ended(&mut self, run: &mut RunSheet, end: BulkEnd) {
        // What was announced and has no end was not sent.
        for state in run.states.iter_mut().filter(|state| matches!(state, Progress::Writing)) {
            *state = Progress::Waiting;
        }
        run.ended = Some(end);
        // The first that needs something is worth looking at.
        let needs =
            |state: &Progress| !matches!(state, Progress::Done(_) | Progress::AlreadySo | Progress::Waiting);
        if let Some(at) = run.states.iter().position(needs).filter(|_| !run.touched) {
            run.selected = at;
        }
        self.history = None;
        self.ask(Task::ReadPlans);
        let renamed = run.plan.items.iter().filter(|item| {
            item.plan.seen.raw(field::CLIENT_NAME) != item.plan.wanted.raw(field::CLIENT_NAME)
        });
        let pools: std::collections::HashSet<_> = renamed.map(|item| item.key().pool.clone()).collect();
        for pool in pools {
            if self.clients.contains_key(&pool) {
                self.list_clients_again(&pool);
            }
        }
    }

    /// Composes the lines on screen and keeps the window on them.
    pub(super) fn settle_bulk(&mut self, layout: &Layout) {
        let Some(bulk) = &mut self.bulk else { return };
        if let Bulk::Plan(plan) = bulk {
            plan.guard();
        }
        let inner = sheet(layout.body()).inner();
        let (columns, height) = (usize::from(inner.width).saturating_sub(2), usize::from(inner.height));
        let height = bulk.list_height(columns, height);
        match bulk {
            Bulk::Words(_) => {}
            Bulk::Plan(plan) => {
                if plan.page.is_wanted(columns) {
                    let lines = plan.lines(columns);
                    plan.page.compose(columns, lines);
                }
                plan.page.settle(height);
            }
            Bulk::Run(run) => {
                if run.page.is_wanted(columns) {
                    let lines = run.lines(columns);
                    run.page.compose(columns, lines);
                }
                run.page.show(run.selected, height);
                run.page.settle(height);
            }
        }
    }
}
