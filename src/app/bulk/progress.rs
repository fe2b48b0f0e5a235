//! A plan being carried out, and what came of it.

use super::super::review::Tone;
use super::page::{Block, BulkLine, Page, bar, clients, namesakes};
use crate::client::change::Change;
use crate::client::text::{harmless, wrap};
use crate::tasks::Ticket;
use crate::tasks::write::bulk::{BulkEnd, BulkPlan};
use crate::tasks::write::{Applied, Diverged, Reason, WriteOutcome};

/// How far a client is.
#[derive(Clone, Debug)]
pub enum Progress {
    /// Its turn has not come.
    Waiting,
    /// On its way.
    Writing,
    /// Carried out, with what is worth knowing beside.
    Done(Vec<String>),
    /// Nothing had to be sent.
    AlreadySo,
    /// Somebody else changed the same; a choice is needed.
    Conflict(Box<Diverged>),
    /// The service would refuse it, or has.
    Refused(String),
    /// It was not carried out, and can be tried again.
    Failed(String),
    /// Nobody can tell what came of it.
    Unknown(String),
}

/// The run on screen.
#[derive(Clone, Debug)]
pub struct RunSheet {
    /// What it is about.
    pub title: String,
    /// The writes.
    pub(super) plan: BulkPlan,
    /// How far each of them is.
    pub(super) states: Vec<Progress>,
    /// Those that are sent now, by their places; fewer than all where a run goes on.
    pub(super) sent: Vec<usize>,
    /// The question it answers.
    pub(super) ticket: Ticket,
    /// True once a person asked it to stop.
    pub stopping: bool,
    /// How it ended, once it has.
    pub ended: Option<BulkEnd>,
    /// The selected client.
    pub selected: usize,
    /// True once a person has moved; until then the selection goes along.
    pub(super) touched: bool,
    /// The lines.
    pub page: Page,
}

impl RunSheet {
    pub(super) fn new(plan: BulkPlan, ticket: Ticket) -> Self {
        let count = plan.items.len();
        Self {
            title: plan.title.clone(),
            plan,
            states: vec![Progress::Waiting; count],
            sent: (0..count).collect(),
            ticket,
            stopping: false,
            ended: None,
            selected: 0,
            touched: false,
            page: Page::default(),
        }
    }

    /// The places of the writes that can be sent again.
    pub(super) fn rest(&self) -> Vec<usize> {
        let again = |at: &usize| matches!(self.states[*at], Progress::Waiting | Progress::Failed(_));
        (0..self.states.len()).filter(again).collect()
    }

    /// True when there is something to choose or to send again.
    pub fn can_go_on(&self) -> bool {
        !self.rest().is_empty() || self.count(|state| matches!(state, Progress::Conflict(_))) > 0
    }

    /// True when every client is as it was wanted.
    pub(super) fn is_whole(&self) -> bool {
        self.states.iter().all(|state| matches!(state, Progress::Done(_) | Progress::AlreadySo))
    }

    fn count(&self, is: impl Fn(&Progress) -> bool) -> usize {
        self.states.iter().filter(|state| is(state)).count()
    }

    /// The rows that stay above the list.
    pub fn head(&self, columns: usize) -> Vec<(Tone, String)> {
        let total = self.states.len();
        let ended = total - self.count(|state| matches!(state, Progress::Waiting | Progress::Writing));
        let bar = bar(ended, total, (columns / 3).min(40));
        let mut head = vec![(Tone::Change, format!("{bar} {ended} of {total}"))];
        let told: Vec<String> = [
            (self.count(|state| matches!(state, Progress::Done(_))), "done"),
            (self.count(|state| matches!(state, Progress::AlreadySo)), "already so"),
            (self.count(|state| matches!(state, Progress::Conflict(_))), "to choose"),
            (self.count(|state| matches!(state, Progress::Refused(_))), "refused"),
            (self.count(|state| matches!(state, Progress::Failed(_))), "failed"),
            (self.count(|state| matches!(state, Progress::Unknown(_))), "unknown"),
            (self.count(|state| matches!(state, Progress::Waiting)), "left"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
        head.push((Tone::Plain, told.join(" · ")));
        let (tone, end) = self.end_words();
        head.push((tone, end));
        let width = columns.max(10);
        let wrapped = head.into_iter().flat_map(|(tone, text)| {
            wrap(&harmless(&text), width).into_iter().map(move |piece| (tone, piece))
        });
        wrapped.chain([(Tone::Plain, String::new())]).collect()
    }

    fn end_words(&self) -> (Tone, String) {
        let rest = self.rest().len();
        let go_on = match rest {
            0 => String::new(),
            n => format!(" Enter goes on with {}.", clients(n)),
        };
        match &self.ended {
            None if self.stopping => {
                (Tone::Warning, "Stopping after the client that is on its way …".to_owned())
            }
            None => (Tone::Quiet, "One after another; Esc stops between two clients.".to_owned()),
            Some(BulkEnd::Halted(failure)) => {
                (Tone::Warning, format!("! Stopped: {} {}{go_on}", failure.what, failure.next))
            }
            Some(BulkEnd::Stopped) => {
                (Tone::Warning, format!("Stopped; nothing was cut in the middle.{go_on}"))
            }
            Some(BulkEnd::Through) if self.is_whole() => {
                (Tone::Plain, "All done. u takes all of it back, through a review.".to_owned())
            }
            Some(BulkEnd::Through) => (Tone::Warning, format!("Not all is as it was wanted.{go_on}")),
        }
    }

    /// A block for each client.
    pub(super) fn lines(&self, columns: usize) -> Vec<BulkLine> {
        let mut lines = Vec::new();
        let namesakes = namesakes(self.plan.items.iter().map(|item| ("", item.name.as_str(), item.key())));
        for (at, (item, state)) in self.plan.items.iter().zip(&self.states).enumerate() {
            let (glyph, tone, texts) = said(state, self.ended.is_some());
            let texts = texts.into_iter().map(|text| (tone, text)).collect();
            let apart = namesakes.contains(item.key()).then(|| item.key().client.as_str());
            Block { item: at, glyph, name: &item.name, apart, tone, texts }.lines(columns, &mut lines);
        }
        lines
    }
}

fn said(state: &Progress, over: bool) -> (&'static str, Tone, Vec<String>) {
    let one = |text: &str| vec![text.to_owned()];
    match state {
        Progress::Waiting if over => ("·", Tone::Plain, one("not sent")),
        Progress::Waiting => ("·", Tone::Quiet, one("waiting")),
        Progress::Writing => ("▸", Tone::Change, one("on its way …")),
        Progress::Done(notes) if notes.is_empty() => ("✓", Tone::Plain, one("done")),
        Progress::Done(notes) => ("✓", Tone::Plain, vec![format!("done; {}", notes.join("; "))]),
        Progress::AlreadySo => ("=", Tone::Quiet, one("already so; nothing was sent")),
        Progress::Conflict(diverged) => {
            let labels: Vec<String> =
                diverged.merge.conflicts.iter().map(|conflict| conflict.subject.label()).collect();
            let labels = labels.join(", ");
            ("≠", Tone::Warning, vec![format!("somebody else changed the same: {labels}. Enter chooses.")])
        }
        Progress::Refused(why) => ("✗", Tone::Warning, vec![format!("refused: {why}")]),
        Progress::Failed(why) => ("✗", Tone::Warning, vec![format!("not carried out: {why}")]),
        Progress::Unknown(why) => ("?", Tone::Warning, vec![format!("nobody can tell: {why}")]),
    }
}

impl From<&WriteOutcome> for Progress {
    fn from(outcome: &WriteOutcome) -> Self {
        match outcome {
            WriteOutcome::Applied(applied) => Self::Done(notes(applied)),
            WriteOutcome::AsWanted(_) => Self::AlreadySo,
            WriteOutcome::Diverged(diverged) => Self::Conflict(diverged.clone()),
            WriteOutcome::Invalid(findings) => {
                let why = findings.iter().map(|f| format!("{}: {}", f.rule.as_str(), f.message));
                Self::Refused(why.collect::<Vec<_>>().join(" "))
            }
            // Asked to stop before anything was sent: its turn is still to come.
            WriteOutcome::Refused(refused) if refused.reason == Reason::Stopped => Self::Waiting,
            WriteOutcome::Refused(refused) => {
                let why = format!("{} {}", refused.failure.what, refused.failure.next);
                // What the service itself says no to stays so until somebody changes something.
                let settled = refused.reason == Reason::Service
                    && refused.failure.kind == crate::tasks::FailureKind::Passing;
                let gone = refused.failure.kind == crate::tasks::FailureKind::NotFound;
                if settled || gone { Self::Refused(why) } else { Self::Failed(why) }
            }
            WriteOutcome::NotApplied(refused) => {
                Self::Failed(format!("{} {}", refused.failure.what, refused.failure.next))
            }
            WriteOutcome::Unknown(doubt) => {
                Self::Unknown(format!("{} {}", doubt.failure.what, doubt.failure.next))
            }
        }
    }
}

fn notes(applied: &Applied) -> Vec<String> {
    let labels = |changes: &[Change]| {
        changes.iter().map(|change| change.subject.label()).collect::<Vec<_>>().join(", ")
    };
    let mut notes = Vec::new();
    let otherwise: Vec<Change> = applied.made_otherwise().cloned().collect();
    if !otherwise.is_empty() {
        notes.push(format!("Cognito made something else of {}", labels(&otherwise)));
    }
    if !applied.taken_over.is_empty() {
        notes.push(format!("kept what somebody else has changed: {}", labels(&applied.taken_over)));
    }
    if !applied.changed_since.is_empty() {
        notes.push(format!("somebody else has changed right after: {}", labels(&applied.changed_since)));
    }
    if !applied.verified {
        notes.push("it could not be looked at afterwards".to_owned());
    }
    notes.extend(applied.unrecorded.clone().map(|why| format!("its end is not in the journal: {why}")));
    notes
}
