//! What this program changed and when, and taking it back.

use super::picker::{Choice, Entry as Line, Picker};
use super::{App, Message};
use crate::client::field::relative;
use crate::client::text::harmless;
use crate::tasks::write::{Deed, Ending, Entry, EntryId, History, Left, Resolution, Site, undo};
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
        let (now, here) = (self.now.wall, self.site());
        let line = |entry: &Entry| {
            let site = &entry.planned.site;
            let place = if site.is_same(&here) {
                String::new()
            } else {
                format!(" · {} {}", site.profile, site.region)
            };
            Line {
                label: format!("{:<14} {}{place}", relative(entry.at, now), words(entry)),
                note: state(entry, history).to_owned(),
                choice: Choice::Undo(entry.id.clone()),
            }
        };
        // What an embedded Cognito had is gone with it.
        let there = |entry: &&Entry| !entry.planned.site.is_gone(here.world.as_deref());
        let entries: Vec<Line> = history.entries().iter().filter(there).map(line).collect();
        let unread = unread_words(history);
        if entries.is_empty() {
            self.tell(format!("Nothing was changed with cognitui yet.{unread}"));
            return;
        }
        let explanation = format!(
            "What cognitui changed, the newest first. Enter takes a change back, through a review.{unread}"
        );
        self.picker = Some(Picker::of("Journal", Some(explanation), entries));
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
            Ok(plan) => {
                let mut review = self.review_of(plan);
                if entry.planned.deed == Deed::Delete {
                    review.warn_first(dead_id(entry));
                }
                self.show_review(review);
            }
            Err(why) => {
                self.message = Some(Message { text: format!("It cannot be taken back: {why}."), bad: true });
            }
        }
    }

    /// Says what became of writes that an earlier run left without an end. What a running program is at is
    /// none of them.
    pub(super) fn resolved(&mut self, resolved: Result<Vec<Resolution>, Failure>) {
        let found = match resolved {
            Ok(found) => found,
            Err(failure) => return self.complain(&failure),
        };
        let (busy, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|one| one.found == Err(Left::UnderWay));
        let told: Vec<String> = found
            .iter()
            .map(|one| {
                let what = self.what_and_when(&one.entry);
                let site = &one.entry.planned.site;
                let end = match &one.found {
                    Ok(ending) => ending_words(ending).to_owned(),
                    Err(Left::Elsewhere) => {
                        format!("not known yet; go to {} {} to look", site.profile, site.region)
                    }
                    Err(_) => "still not known, since looking failed; the next start looks again".to_owned(),
                };
                format!("{what}: {end}")
            })
            .map(|text| harmless(&text).into_owned())
            .collect();
        if !told.is_empty() {
            let text = format!("An earlier run ended in the middle of a write. Looked: {}.", told.join("; "));
            self.message = Some(Message { text, bad: true });
        } else if let Some(one) = busy.first() {
            let what = self.what_and_when(&one.entry);
            self.tell(format!("Another cognitui is at a write: {}.", harmless(&what)));
        }
    }

    fn what_and_when(&self, entry: &Entry) -> String {
        format!("{}, {}", words(entry), relative(entry.at, self.now.wall))
    }
}

/// What of the journal could not be read, as a sentence to follow another.
fn unread_words(history: &History) -> String {
    let lines = |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    let mut text = String::new();
    if history.damaged > 0 {
        text = format!(" {} of the journal cannot be read.", lines(history.damaged));
    }
    if history.newer > 0 {
        text = format!("{text} {} were written by a later cognitui.", lines(history.newer));
    }
    text
}

/// What taking a deletion back does not bring back.
fn dead_id(entry: &Entry) -> String {
    let old = entry.client_id().unwrap_or_default();
    let (others, both) = if entry.planned.confidential {
        ("another id and another secret", "both")
    } else {
        ("another id", "it")
    };
    format!(
        "The client ID {old} stays dead: the client comes back with {others}. Whatever used it must be given {both}."
    )
}

fn words(entry: &Entry) -> String {
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
    // Names are not unique in a pool.
    let id = entry.client_id().filter(|id| *id != client).map_or_else(String::new, short);
    format!("{verb} {client}{id} in {}", entry.planned.pool.label())
}

/// Enough of an id to tell two namesakes apart.
fn short(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    match letters.len() {
        0..=12 => format!(" ({id})"),
        count => format!(
            " ({}…{})",
            letters[..6].iter().collect::<String>(),
            letters[count - 4..].iter().collect::<String>()
        ),
    }
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
