//! How an audit begins, stops and goes on.

use crossterm::event::KeyCode;

use super::super::action::Action;
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Link, Pane};
use super::{Auditing, Audits, Run, View};
use crate::client::ClientKey;
use crate::client::text::harmless;
use crate::tasks::audit::{AgainOrder, AuditOrder, Held, Progress};
use crate::tasks::crawl::Wanted;
use crate::tasks::{Place, Task, Ticket};

/// What to audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditChoice {
    /// Back to the last one.
    Last,
    /// The marked clients.
    Marked,
    /// The selected pool.
    Pool,
    /// Every pool here.
    All,
    /// Every pool here and in the other places that were named.
    Everywhere,
    /// Press this key of the audit's screen.
    Key(KeyCode),
}

impl App {
    /// Audits what is in view where that is plain, and asks otherwise.
    pub(in crate::app) fn open_audit(&mut self) {
        let plain = self.focus != Pane::Pools
            && self.selected_pool().is_some()
            && self.marks.all().is_empty()
            && self.launch.beside.is_empty()
            && self.audits.current.is_none();
        if plain { self.audit_choice(&AuditChoice::Pool) } else { self.offer_audits() }
    }

    /// Offers what there is to audit.
    pub(super) fn offer_audits(&mut self) {
        let entry =
            |label: String, note: String, choice| Entry { label, note, choice: Choice::Audit(choice) };
        let mut entries = Vec::new();
        if let Some(audit) = self.audits.current.as_deref().filter(|_| !self.audits.open) {
            let label = format!("back to the audit of {}", audit.title);
            entries.push(entry(label, audit.state_in_words(), AuditChoice::Last));
        }
        if let Some(words) = self.marks_in_words() {
            entries.push(entry(format!("the marked clients: {words}"), String::new(), AuditChoice::Marked));
        }
        let pool = self.selected_pool().map(|pool| harmless(&pool.name).into_owned());
        if let Some(name) = pool {
            entries.push(entry(format!("the pool {name}"), String::new(), AuditChoice::Pool));
        }
        let place = place_words(&self.here());
        entries.push(entry("all pools here".to_owned(), place, AuditChoice::All));
        let others = self.other_places();
        if !others.is_empty() {
            let names: Vec<String> = others.iter().take(4).map(place_words).collect();
            let more = others.len().saturating_sub(4);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let note = format!("and {}{more}", names.join(", "));
            let label = format!("all pools of {} places", others.len() + 1);
            entries.push(entry(label, note, AuditChoice::Everywhere));
        }
        self.picker = Some(Picker::of("Audit", None, entries));
    }

    /// Other places that were named, without this one.
    fn other_places(&self) -> Vec<Place> {
        self.launch.beside.iter().filter(|place| !self.is_place_here(place)).cloned().collect()
    }

    pub(in crate::app) fn audit_choice(&mut self, choice: &AuditChoice) {
        if let AuditChoice::Key(code) = choice {
            return self.audit_presses(*code);
        }
        if *choice == AuditChoice::Last {
            self.audits.open = self.audits.current.is_some();
            return;
        }
        if self.link != Link::Up {
            self.tell("There is no connection yet; a in a moment.");
            return;
        }
        let here = self.here();
        let (title, wanted) = match choice {
            AuditChoice::Pool => {
                let Some(pool) = self.selected_pool().cloned() else { return };
                (harmless(&pool.name).into_owned(), vec![(here, Wanted::Pools(vec![pool]))])
            }
            AuditChoice::Marked => {
                let marked = self.marked_by_place();
                let count: usize = marked.iter().map(|(_, keys)| keys.len()).sum();
                let words = if count == 1 { "marked client" } else { "marked clients" };
                let wanted = marked.into_iter().map(|(place, keys)| (place, Wanted::Clients(keys)));
                (format!("{count} {words}"), wanted.collect())
            }
            AuditChoice::Everywhere => {
                let others = self.other_places();
                let title = format!("all pools of {} places", others.len() + 1);
                let all = std::iter::once(here).chain(others);
                (title, all.map(|place| (place, Wanted::All)).collect())
            }
            AuditChoice::All | AuditChoice::Last | AuditChoice::Key(_) => {
                ("all pools".to_owned(), vec![(here, Wanted::All)])
            }
        };
        if wanted.is_empty() {
            self.tell("Nothing is marked.");
            return;
        }
        self.begin_audit(title, wanted);
    }

    /// The marked clients, each with the place to read it in.
    fn marked_by_place(&self) -> Vec<(Place, Vec<ClientKey>)> {
        let here = self.here();
        let mut places: Vec<(Place, Vec<ClientKey>)> = Vec::new();
        let site = self.site();
        for mark in self.marks.all() {
            let place = if mark.site.is_same(&site) {
                here.clone()
            } else {
                let word = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
                Place { profile: word(&mark.site.profile), region: word(&mark.site.region) }
            };
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, keys)) => keys.push(mark.key.clone()),
                None => places.push((place, vec![mark.key.clone()])),
            }
        }
        places
    }

    fn begin_audit(&mut self, title: String, wanted: Vec<(Place, Wanted)>) {
        if let Some(mut earlier) = self.audits.current.take() {
            self.end_reading(&mut earlier);
        }
        // What was said of the earlier one is not of this.
        self.message = None;
        let run = |(place, wanted): (Place, Wanted)| Run {
            name: place_words(&place),
            place,
            progress: Progress::default(),
            left: None,
            unread: Vec::new(),
            failed: None,
            over: false,
            wanted,
            held: Held::default(),
            ticket: None,
            again: Vec::new(),
            outdated: false,
        };
        let mut audit = Auditing {
            title,
            runs: wanted.into_iter().map(run).collect(),
            tally: super::Tally::default(),
            filter: None,
            view: View::default(),
            below: None,
            dialog: None,
            rows: super::Rows::default(),
            came_from: 0,
        };
        self.run_audit(&mut audit);
        self.audits = Audits { open: true, current: Some(Box::new(audit)), changed: Vec::new() };
        self.edition += 1;
    }

    /// Asks for whatever is left to read.
    fn run_audit(&mut self, audit: &mut Auditing) {
        for run in &mut audit.runs {
            if run.ticket.is_some() || run.over && run.unread.is_empty() {
                continue;
            }
            (run.failed, run.over, run.outdated) = (None, false, false);
            let order = AuditOrder {
                wanted: run.wanted.clone(),
                held: run.held.clone(),
                standing: self.launch.audit.clone(),
                now: self.now.wall,
            };
            run.ticket = Some(self.ask_in(&run.place, Task::Audit(Box::new(order))));
        }
    }

    /// Asks for a read in a place.
    fn ask_in(&mut self, place: &Place, task: Task) -> Ticket {
        if self.is_place_here(place) {
            self.ask(task)
        } else {
            self.ask(Task::Elsewhere(place.clone(), Box::new(task)))
        }
    }

    /// Goes on with what is left; where nothing is, audits the same anew.
    pub(super) fn audit_again_or_on(&mut self, audit: &mut Auditing) {
        if audit.is_running() {
            self.tell("It is being read; Esc stops.");
            return;
        }
        if self.link != Link::Up {
            self.tell("There is no connection; r in a moment.");
            return;
        }
        if !audit.can_go_on() {
            for run in &mut audit.runs {
                (run.held, run.over, run.progress) = (Held::default(), false, Progress::default());
            }
            audit.tally = super::Tally::default();
            audit.below = None;
        }
        self.run_audit(audit);
    }

    /// Stops reading. What was read is kept.
    pub(super) fn stop_audit(&mut self, audit: &mut Auditing) {
        self.end_reading(audit);
        let key = self.keymap.key(Action::Audit).unwrap_or_default();
        self.tell(format!("Stopped. r goes on without reading again; {key} chooses something else."));
    }

    fn end_reading(&mut self, audit: &mut Auditing) {
        for run in &mut audit.runs {
            if let Some(ticket) = run.ticket.take() {
                self.cancel(ticket);
                self.unanswered = self.unanswered.saturating_sub(1);
            }
        }
    }

    /// The answers of the context that is left do not come any more.
    pub(in crate::app) fn audit_loses_answers(&mut self) {
        for run in self.audits.current.iter_mut().flat_map(|audit| &mut audit.runs) {
            run.ticket = None;
            run.again.clear();
        }
    }

    /// A client was written to: what was found of it is looked at again.
    pub(in crate::app) fn audit_notes(&mut self, key: &ClientKey) {
        if self.found_of(key).is_some() && !self.audits.changed.contains(key) {
            self.audits.changed.push(key.clone());
        }
    }

    /// Looks again at the clients that were written to, once the writing is over.
    pub(super) fn look_at_changed(&mut self) {
        if self.audits.changed.is_empty() || self.bulk_ticket().is_some() || self.link != Link::Up {
            return;
        }
        let keys = std::mem::take(&mut self.audits.changed);
        let mut runs = self.audits.current.iter().flat_map(|audit| &audit.runs);
        if let Some(here) = runs.position(|run| self.is_place_here(&run.place)) {
            self.look_again(Some(here), &keys);
        }
    }

    /// Reads clients of one place again; without any, everything is judged by the rules as they are now.
    pub(super) fn look_again(&mut self, only: Option<usize>, keys: &[ClientKey]) {
        let Some(mut audit) = self.audits.current.take() else { return };
        for (at, run) in audit.runs.iter_mut().enumerate() {
            if only.is_some_and(|only| only != at) {
                continue;
            }
            if run.ticket.is_some() && keys.is_empty() {
                // It goes by the old rules to its end, and is judged anew then.
                run.outdated = true;
                continue;
            }
            let order = AgainOrder {
                keys: keys.to_vec(),
                held: run.held.clone(),
                standing: self.launch.audit.clone(),
                now: self.now.wall,
            };
            let ticket = self.ask_in(&run.place, Task::AuditAgain(Box::new(order)));
            run.again.push(ticket);
        }
        self.audits.current = Some(audit);
    }
}

/// A place in words.
fn place_words(place: &Place) -> String {
    let words = [place.profile.as_deref(), place.region.as_deref()];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    harmless(&words.join(" · ")).into_owned()
}
