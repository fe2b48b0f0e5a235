//! How a change to several clients begins: over the marked, with edits of somebody's, with what is left
//! of an earlier plan, or to take one back.

use std::sync::Arc;

use super::super::auditing::Fixing;
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Message};
use super::Bulk;
use super::page::clients;
use super::plan::{Item, PlanSheet, Wanted};
use super::words::{WordsSheet, title_of};
use crate::client::field::relative;
use crate::client::text::harmless;
use crate::client::{ClientKey, Edit};
use crate::tasks::write::History;
use crate::tasks::write::bulk::{Aim, Asked, Unfinished, taken_back};
use crate::tasks::{Failure, Task};

/// What to do where an earlier plan came to no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkChoice {
    /// Go on with this plan.
    GoOn(String),
    /// Forget what is left of it.
    Forget(String),
    /// Change the marked clients.
    Marked,
}

impl App {
    /// Begins: with what an earlier plan has left where there is one, over the marked clients otherwise.
    pub(in crate::app) fn open_bulk(&mut self) {
        if self.is_read_only() {
            return;
        }
        let open: Vec<&Unfinished> = self.unfinished_here().collect();
        if open.is_empty() {
            self.change_marked();
            return;
        }
        let marked = self.marked_here().len();
        let mut entries = Vec::new();
        for plan in &open {
            let left = format!("{} of {} left", plan.rest.len(), plan.total);
            let when = relative(plan.at, self.now.wall);
            entries.push(Entry {
                label: format!("go on: {}", plan.title),
                note: format!("{left}, {when}"),
                choice: Choice::Bulk(BulkChoice::GoOn(plan.id.clone())),
            });
        }
        if marked > 0 {
            entries.push(Entry {
                label: format!("change {} that are marked", clients(marked)),
                note: String::new(),
                choice: Choice::Bulk(BulkChoice::Marked),
            });
        }
        for plan in &open {
            entries.push(Entry {
                label: format!("forget the rest: {}", plan.title),
                note: String::new(),
                choice: Choice::Bulk(BulkChoice::Forget(plan.id.clone())),
            });
        }
        let explanation = "An earlier change of several clients came to no end.".to_owned();
        self.picker = Some(Picker::of("Several clients", Some(explanation), entries));
    }

    pub(in crate::app) fn bulk_choice(&mut self, choice: BulkChoice) {
        match choice {
            BulkChoice::Marked => self.change_marked(),
            BulkChoice::GoOn(id) => self.go_on_with(&id),
            BulkChoice::Forget(id) => {
                self.ask(Task::ForgetPlan(id));
                self.tell("The rest is forgotten; what was carried out stays, and u takes it back.");
            }
        }
    }

    /// Opens the line in which a person says what the marked clients are to become.
    fn change_marked(&mut self) {
        let marked = self.marked_here().len();
        if marked == 0 {
            let key = |name| super::super::Action::named(name).and_then(|action| self.keymap.key(action));
            let keys = (key("mark").unwrap_or_default(), key("mark-all").unwrap_or_default());
            let mut text =
                format!("No client is marked: {} marks the selected one, {} all in view.", keys.0, keys.1);
            if let Some(sentence) = self.elsewhere_in_words() {
                text = format!("{text} {sentence}");
            }
            self.tell(text);
            return;
        }
        let title =
            format!("Change {} that {} marked", clients(marked), if marked == 1 { "is" } else { "are" });
        let typed = self.bulk_typed.clone();
        self.bulk = Some(Bulk::Words(Box::new(WordsSheet::new(title, &typed))));
    }

    /// The marks that are left alone, in a sentence.
    fn elsewhere_in_words(&self) -> Option<String> {
        let marks = self.marked_elsewhere();
        let mut places: Vec<String> =
            marks.iter().map(|mark| format!("{} {}", mark.site.profile, mark.site.region)).collect();
        places.dedup();
        places.sort();
        places.dedup();
        let (subject, verb) =
            if marks.len() == 1 { ("1 mark belongs", "is") } else { ("marks belong", "are") };
        let subject =
            if marks.len() == 1 { subject.to_owned() } else { format!("{} {subject}", marks.len()) };
        (!marks.is_empty())
            .then(|| format!("{subject} to another context ({}) and {verb} left alone.", places.join(", ")))
    }

    /// The plan that the typed words come to.
    pub(super) fn plan_of_words(&mut self, words: Box<WordsSheet>) -> PlanSheet {
        let texts: Arc<[String]> = words.words().into_iter().map(|word| word.text).collect();
        let marked: Vec<(ClientKey, String)> =
            self.marked_here().into_iter().map(|mark| (mark.key.clone(), mark.name.clone())).collect();
        let item = |(key, name): (ClientKey, String)| {
            let pool = self.pool_words(&key);
            Item::new(key, name, pool, Wanted::Words(Arc::clone(&texts)))
        };
        let items = marked.into_iter().map(item).collect();
        let mut plan = self.guarded(PlanSheet::new(title_of(&texts), items));
        plan.elsewhere = self.elsewhere_in_words();
        plan.words = Some(words);
        self.give_another_chance(&plan);
        plan
    }

    /// Opens a plan of edits, one for each client, that are not the same for all: what an audit would fix.
    pub fn plan_edits(&mut self, title: &str, edits: Vec<(ClientKey, Edit)>) {
        if self.is_read_only() {
            return;
        }
        let item = |(key, edit): (ClientKey, Edit)| {
            let described = self.described.get(&key).and_then(|known| known.value.as_ref());
            let name = described.map_or_else(|| key.client.to_string(), |client| client.name().to_owned());
            let pool = self.pool_words(&key);
            Item::new(key, name, pool, Wanted::Aim(Box::new(Aim::Edit(edit))))
        };
        let items = edits.into_iter().map(item).collect();
        let plan = self.guarded(PlanSheet::new(harmless(title).into_owned(), items));
        self.give_another_chance(&plan);
        self.bulk = Some(Bulk::Plan(Box::new(plan)));
    }

    /// Opens a plan of what an audit would fix, with what is to be known before.
    pub(in crate::app) fn plan_fixes(&mut self, title: &str, fixes: Vec<Fixing>, told: Vec<String>) {
        if self.is_read_only() {
            return;
        }
        let item = |Fixing { key, name, pool, edit }| {
            Item::new(key, name, pool, Wanted::Aim(Box::new(Aim::Edit(edit))))
        };
        let mut plan = PlanSheet::new(harmless(title).into_owned(), fixes.into_iter().map(item).collect());
        plan.told = told;
        // What is shown is what is: somebody may have changed them since the audit.
        for item in &plan.items {
            self.expire_client(&item.key);
        }
        let plan = self.guarded(plan);
        self.give_another_chance(&plan);
        self.bulk = Some(Bulk::Plan(Box::new(plan)));
    }

    /// Opens a plan of what is left of an earlier one.
    fn go_on_with(&mut self, id: &str) {
        let Some(open) = self.unfinished_here().find(|plan| plan.id == id).cloned() else { return };
        let mut plan = self.plan_of_asked(harmless(&open.title).into_owned(), open.rest);
        plan.resumes = Some(open.id);
        self.bulk = Some(Bulk::Plan(Box::new(plan)));
    }

    /// Opens a plan that takes back what several writes of one plan did. Says whether there are several.
    pub(in crate::app) fn take_back_plan(&mut self, id: &str, history: &History) -> bool {
        let asked = taken_back(history, id);
        if asked.len() < 2 {
            return false;
        }
        let title = history.plan(id).map_or("", |plan| plan.planned.title.as_str());
        let title = format!("Take back: {}", harmless(title.trim_start_matches("Take back: ")));
        let plan = self.plan_of_asked(title, asked);
        self.bulk = Some(Bulk::Plan(Box::new(plan)));
        true
    }

    fn plan_of_asked(&mut self, title: String, asked: Vec<Asked>) -> PlanSheet {
        let item = |asked: Asked| {
            let pool = asked.pool.unwrap_or_else(|| self.pool_words(&asked.key));
            Item::new(asked.key, asked.name, pool, Wanted::Aim(Box::new(asked.aim)))
        };
        let items: Vec<Item> = asked.into_iter().map(item).collect();
        // They were written to since they were last read here.
        for item in &items {
            self.expire_client(&item.key);
        }
        let plan = self.guarded(PlanSheet::new(title, items));
        self.give_another_chance(&plan);
        plan
    }

    fn guarded(&self, plan: PlanSheet) -> PlanSheet {
        PlanSheet { guard: self.launch.gate.asks_at(&self.site()), ..plan }
    }

    pub(in crate::app) fn pool_words(&self, key: &ClientKey) -> String {
        let row = self.pools.rows().iter().find(|row| row.id == key.pool);
        row.map_or_else(|| key.pool.to_string(), |row| row.name.clone())
    }

    /// The plans of this context that came to no end, newest first.
    fn unfinished_here(&self) -> impl Iterator<Item = &Unfinished> {
        let site = self.site();
        self.unfinished.iter().filter(move |plan| plan.site.is_same(&site))
    }

    /// Which plans came to no end is known.
    pub(in crate::app) fn plans_read(&mut self, plans: Result<Vec<Unfinished>, Failure>) {
        match plans {
            Err(failure) => self.complain(&failure),
            Ok(plans) => {
                self.unfinished = plans;
                // Whoever looks at a run, or has just been told something, sees that first.
                if self.bulk.is_some() || self.message.is_some() {
                    return;
                }
                let Some(open) = self.unfinished_here().next() else { return };
                let (left, total) = (open.rest.len(), open.total);
                let key = self.keymap.key(super::super::Action::Bulk).unwrap_or_else(|| "bulk".to_owned());
                let text = format!(
                    "A change of {total} clients came to no end: {left} are left. {key} goes on with them."
                );
                self.message = Some(Message { text, bad: true });
            }
        }
    }
}
