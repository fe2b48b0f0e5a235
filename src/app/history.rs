//! What this program changed and when, and taking it back.

use jiff::Timestamp;

use super::picker::{Choice, Entry as Line, Picker};
use super::{App, Message};
use crate::client::field::relative;
use crate::tasks::write::{Deed, Ending, Entry, EntryId, History, Resolution, Site, undo};
use crate::tasks::{Failure, Task};

/// Why the journal is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be shown.
    List,
    /// To take the last change back.
    Undo,
}

impl App {
    /// Reads the journal for a purpose.
    pub(super) fn read_journal(&mut self, purpose: Purpose) {
        self.journal_for = Some(purpose);
        self.ask(Task::ReadJournal);
    }

    /// The journal is here.
    pub(super) fn journal_read(&mut self, journal: Result<Box<History>, Failure>) {
        let history = match journal {
            Ok(history) => history,
            Err(failure) => {
                self.complain(&failure);
                return;
            }
        };
        self.secrets_noted(&history);
        match self.journal_for.take() {
            Some(Purpose::List) => self.list_history(&history),
            Some(Purpose::Undo) => self.undo_last(&history),
            None => {}
        }
        self.history = Some(history);
    }

    fn list_history(&mut self, history: &History) {
        if history.entries().is_empty() {
            self.tell("Nothing was changed with cognitui yet.");
            return;
        }
        let now = self.now.wall;
        let line = |entry: &Entry| Line {
            label: words(entry, now),
            note: state(entry, history).to_owned(),
            choice: Choice::Undo(entry.id.clone()),
        };
        let entries = history.entries().iter().map(line).collect();
        let explanation =
            "What cognitui changed, the newest first. Enter takes a change back, through a review.";
        self.picker = Some(Picker::of("Journal", Some(explanation.to_owned()), entries));
    }

    /// Where the dashboard is connected to, as the journal writes it.
    pub(super) fn site(&self) -> Site {
        Site {
            profile: self.context.profile.clone(),
            region: self.context.region.clone(),
            account: self.account.clone(),
            endpoint: self.context.endpoint.clone(),
            sandbox: self.context.sandbox,
            world: self.context.world.clone(),
        }
    }

    fn undo_last(&mut self, history: &History) {
        let last = history.last_undoable(&self.site());
        match last.map(|entry| (entry.id.clone(), entry.planned.plan.clone())) {
            // What was decided on as one is taken back as one; H takes a single write of it back.
            Some((_, Some(plan))) if !self.is_read_only() && self.take_back_plan(&plan, history) => {}
            Some((id, _)) => self.undo(&id, history),
            None => self.tell("There is no change of yours here to take back."),
        }
    }

    /// Opens the review of what takes a change back.
    pub(super) fn undo_chosen(&mut self, id: &EntryId) {
        if let Some(history) = self.history.take() {
            self.undo(id, &history);
            self.history = Some(history);
        }
    }

    fn undo(&mut self, id: &EntryId, history: &History) {
        if let Some(reason) = self.read_only_reason() {
            self.message = Some(Message { text: reason, bad: true });
            return;
        }
        let Some(entry) = history.entry(id) else { return };
        if !entry.planned.site.is_same(&self.site()) {
            let place = format!("{}, {}", entry.planned.site.profile, entry.planned.site.region);
            self.message = Some(Message {
                text: format!("That change was made elsewhere ({place}); go there first."),
                bad: true,
            });
            return;
        }
        match undo(entry) {
            Ok(plan) => self.open_review(plan),
            Err(why) => {
                self.message = Some(Message { text: format!("It cannot be taken back: {why}."), bad: true });
            }
        }
    }

    /// Says what became of writes that an earlier run left without an end.
    pub(super) fn resolved(&mut self, resolved: Result<Vec<Resolution>, Failure>) {
        match resolved {
            Err(failure) => self.complain(&failure),
            Ok(found) if found.is_empty() => {}
            Ok(found) => {
                let told: Vec<String> = found
                    .iter()
                    .map(|one| {
                        let what = words(&one.entry, self.now.wall);
                        let end = match &one.found {
                            Ok(ending) => ending_words(ending),
                            Err(_) => "still not known; H lists it",
                        };
                        format!("{what}: {end}")
                    })
                    .collect();
                let text =
                    format!("An earlier run ended in the middle of a write. Looked: {}.", told.join("; "));
                self.message = Some(Message { text, bad: true });
            }
        }
    }
}

fn words(entry: &Entry, now: Timestamp) -> String {
    let verb = match entry.planned.deed {
        Deed::Update => "changed",
        Deed::Create => "created",
        Deed::Delete => "deleted",
        Deed::AddSecret => "secret added to",
        Deed::DeleteSecret(_) => "secret retired of",
    };
    let client = entry.planned.client.as_ref().map_or_else(
        || {
            let name =
                entry.planned.request.as_ref().and_then(|request| request.settings().text("ClientName"));
            name.unwrap_or("a client").to_owned()
        },
        |client| client.label().to_owned(),
    );
    format!("{:<14} {verb} {client} in {}", relative(entry.at, now), entry.planned.pool.label())
}

fn state(entry: &Entry, history: &History) -> &'static str {
    if history.undone_by(&entry.id).is_some() {
        return "taken back";
    }
    if entry.planned.undoes.is_some() && entry.is_applied() {
        return "took one back";
    }
    entry.ending().map_or("end unknown", ending_words)
}

fn ending_words(ending: &Ending) -> &'static str {
    match ending {
        Ending::Applied { .. } => "carried out",
        Ending::Refused { .. } => "refused",
        Ending::Failed { .. } => "not carried out",
        Ending::Unknown { .. } => "unknown: look at the client",
    }
}
