//! How a change begins: an edit, a new client, a deletion, an undo.

use crate::client::draft::{Draft, DraftOf, Start};
use crate::client::template::{self, Template};
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, PoolSummary};
use crate::tasks::write::{DeletePlan, Plan};

use super::super::form::Form;
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Link, Message, Pane};
use super::{Carried, Editing, Stage};

impl App {
    /// Opens the form for the selected client, with its draft where there is one.
    pub(in crate::app) fn open_form(&mut self) {
        let Some(form) = self.form_of_selected("e") else { return };
        if self.message.is_none() && self.drafts.contains_key(&form.of) {
            self.tell("Your draft is back; Ctrl-r puts a setting back to what it is, Ctrl-x all of them.");
        }
        self.name_stale(&form);
        if form.key.as_ref().is_some_and(|key| self.unread_texts.contains_key(key)) {
            self.tell("A text of yours for this client is not finished: E goes on with that.");
        }
        self.editing = Some(Editing { form: Some(form), stage: Stage::Form });
    }

    /// Names the settings that would make any update fail, before the person starts.
    pub(super) fn name_stale(&mut self, form: &Form) {
        let stale = form.stale();
        if !stale.is_empty() {
            let text = format!(
                "Any update of this client would fail until this is settled, marked ✗ here: {}.",
                stale.join(", ")
            );
            self.message = Some(Message { text, bad: true });
        }
    }

    /// Says that a client must be chosen first, where none is.
    fn is_among_pools(&mut self) -> bool {
        let among = self.focus == Pane::Pools;
        if among {
            self.tell("That is done to a client; l or Enter goes to the clients of this pool.");
        }
        among
    }

    /// The form for the selected client, with its draft where there is one; or says why there is none.
    /// `key` is what to press again.
    pub(super) fn form_of_selected(&mut self, key: &str) -> Option<Form> {
        if self.is_read_only() || self.is_among_pools() {
            return None;
        }
        let row = self.selected_client().cloned()?;
        let Some(client) = self.described.get(&row.key).and_then(|known| known.value.clone()) else {
            self.not_read(&row.key, &format!("The settings are still being read; {key} again in a moment."));
            return None;
        };
        let pool = row.key.pool.clone();
        let (name, secret) = (client.name().to_owned(), client.secret.into());
        let form = Form::edit(row.key.clone(), &name, client.settings, secret, self.around(&pool));
        Some(match self.drafts.get(&form.of).cloned() {
            Some(draft) => self.with_kept(form, &draft),
            None => form,
        })
    }

    fn with_kept(&mut self, form: Form, draft: &Draft) -> Form {
        let pool = form.pool.clone();
        let (form, misfits) = form.go_on(draft, self.around(&pool));
        if misfits > 0 {
            let text = format!("{misfits} of the changes in your draft do not fit the client as it is now.");
            self.message = Some(Message { text, bad: true });
        }
        form
    }

    /// A new client's form, kept as a draft of its own.
    fn open_creation(&mut self, pool: &PoolId, start: Start) {
        let mut begun = self.now.wall.as_millisecond();
        let of = |begun| DraftOf::New { pool: pool.clone(), begun };
        while self.drafts.contains_key(&of(begun)) {
            begun += 1;
        }
        let form = Form::create(of(begun), start, self.around(pool));
        self.editing = Some(Editing { form: Some(form), stage: Stage::Form });
    }

    /// The drafts of new clients that can be gone on with, the latest first: in this pool, or all of them.
    fn begun_clients(&self, pool: Option<&PoolId>) -> Vec<Entry> {
        let mut begun: Vec<(i64, Entry)> = Vec::new();
        for (of, draft) in &self.drafts {
            let DraftOf::New { pool: own, begun: at } = of else { continue };
            let (Some(start), Some(pool_name)) = (&draft.start, self.pool_name(own)) else { continue };
            if pool.is_some_and(|pool| pool != own) {
                continue;
            }
            let settings = draft.edit.apply(&start.settings).unwrap_or_else(|_| start.settings.clone());
            let name = settings.text("ClientName").unwrap_or("without a name").to_owned();
            let label = format!("Go on: {} ({name})", start.title);
            let entry = Entry { label, note: pool_name, choice: Choice::GoOn(of.clone()) };
            begun.push((*at, entry));
        }
        begun.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        begun.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Opens the form for a new client with what was typed already.
    pub(in crate::app) fn go_on_creating(&mut self, of: &DraftOf) {
        let Some(draft) = self.drafts.get(of).cloned() else { return };
        let Some(start) = draft.start.clone() else { return };
        let form = Form::create(of.clone(), start, self.around(of.pool()));
        self.tell("Your draft is back; Ctrl-x throws it away.");
        let form = self.with_kept(form, &draft);
        self.editing = Some(Editing { form: Some(form), stage: Stage::Form });
    }

    /// Says why a client's settings are not here: they are on their way, or could not be read.
    fn not_read(&mut self, key: &ClientKey, waiting: &str) {
        let failure = self.described.get(key).and_then(|known| known.failure.clone());
        match failure {
            Some(failure) => {
                let text = format!(
                    "The settings of this client could not be read, so it cannot be changed. {} {}",
                    failure.what, failure.next
                );
                self.message = Some(Message { text, bad: true });
            }
            None => self.tell(waiting),
        }
    }

    /// Offers the templates for a new client in the selected pool.
    pub(in crate::app) fn offer_templates(&mut self) {
        if self.is_read_only() || self.selected_pool().is_none() {
            return;
        }
        let entry = |template: &'static Template| Entry {
            label: template.title.clone(),
            note: String::new(),
            choice: Choice::Template(template.id.as_str()),
        };
        let mut entries = self.begun_clients(self.selected_pool_id());
        entries.extend(template::all().iter().map(entry));
        self.picker = Some(Picker::of("New client", None, entries));
    }

    /// Opens the form for a new client that starts from a template.
    pub(in crate::app) fn open_new(&mut self, id: &str) {
        let Some(template) = template::by_name(id) else { return };
        let Some(pool) = self.selected_pool_id().cloned() else { return };
        let title = format!("New client: {}", template.title);
        let fill: Vec<String> = template.fill.iter().map(|fill| fill.hint.clone()).collect();
        self.tell(if fill.is_empty() { template.description.clone() } else { fill.join(" ") });
        self.open_creation(&pool, Start { title, settings: template.settings.clone() });
    }

    /// Offers the pools that the selected client can be copied into, its own first.
    pub(in crate::app) fn offer_pools(&mut self) {
        if self.is_read_only() || self.is_among_pools() || self.selected_client().is_none() {
            return;
        }
        let Some(own) = self.selected_pool_id().cloned() else { return };
        let (mut here, others): (Vec<_>, Vec<_>) = self.pools.rows().iter().partition(|pool| pool.id == own);
        here.extend(others);
        let entry = |pool: &PoolSummary| Entry {
            label: pool.name.clone(),
            note: if pool.id == own { "this pool".to_owned() } else { pool.id.to_string() },
            choice: Choice::DuplicateInto(pool.id.clone()),
        };
        let mut entries: Vec<Entry> = here.into_iter().map(entry).collect();
        let copies = |begun: &Entry| begun.label.starts_with("Go on: Duplicate ");
        entries.extend(self.begun_clients(None).into_iter().filter(copies));
        entries.push(Entry {
            label: "another profile or region …".to_owned(),
            note: String::new(),
            choice: Choice::Elsewhere,
        });
        self.picker = Some(Picker::of("Duplicate into", None, entries));
    }

    /// Takes a copy of the selected client along into another profile or region.
    pub(in crate::app) fn duplicate_elsewhere(&mut self) {
        let Some(carried) = self.copy_of_selected() else { return };
        let why = format!("Where {} is copied to. Then you choose the pool.", harmless(&carried.name));
        self.carried = Some(Box::new(carried));
        self.choose_context("Duplicate into", Some(why));
    }

    fn copy_of_selected(&mut self) -> Option<Carried> {
        let row = self.selected_client().cloned()?;
        let Some(client) = self.described.get(&row.key).and_then(|known| known.value.as_ref()) else {
            self.not_read(&row.key, "The settings are still being read; D again in a moment.");
            return None;
        };
        let (name, secret) = (client.name().to_owned(), client.secret.is_present());
        Some(Carried::new(name, client.settings.clone(), secret))
    }

    /// Once the pools of another place are known: which of them a carried copy goes into.
    pub(in crate::app) fn offer_carried(&mut self) {
        let busy = self.picker.is_some() || self.editing.is_some() || self.contexts.is_some();
        let there = self.link == Link::Up && self.pools.complete;
        let Some(carried) = self.carried.as_ref().filter(|_| there && !busy) else { return };
        let title = format!("{} is copied into the pool that you choose.", harmless(&carried.name));
        if self.is_read_only() || self.pools.rows().is_empty() {
            self.carried = None;
            if self.message.is_none() {
                self.tell("There is no pool here to copy the client into.");
            }
            return;
        }
        let entry = |pool: &PoolSummary| Entry {
            label: pool.name.clone(),
            note: pool.id.to_string(),
            choice: Choice::DuplicateInto(pool.id.clone()),
        };
        let entries = self.pools.rows().iter().map(entry).collect();
        self.picker = Some(Picker::of("Duplicate into", Some(title), entries));
    }

    /// Opens the form for a copy of the selected client. What the target pool lacks, its providers, scopes
    /// and attributes, is found by the rules and stands beside its setting.
    pub(in crate::app) fn open_duplicate(&mut self, target: &PoolId) {
        let carried = self.carried.take().map(|carried| *carried);
        let elsewhere = carried.is_some();
        let Some(Carried { name, settings, secret, title, told }) =
            carried.or_else(|| self.copy_of_selected())
        else {
            return;
        };
        // In another place the name is free to be the same.
        let new_name = if elsewhere { name.clone() } else { format!("{name}-copy") };
        let draft = template::copy_of(&settings, &new_name, secret);
        self.tell(told);
        self.open_creation(target, Start { title, settings: draft });
    }

    /// Opens the review of the selected client's deletion.
    pub(in crate::app) fn ask_to_delete(&mut self) {
        if self.is_read_only() || self.is_among_pools() {
            return;
        }
        let Some(row) = self.selected_client().cloned() else { return };
        let Some(client) = self.described.get(&row.key).and_then(|known| known.value.clone()) else {
            let text = "The settings are still being read, and the journal keeps them; d again in a moment.";
            self.not_read(&row.key, text);
            return;
        };
        let note = self.note_for(&row.key.pool);
        self.open_review(Plan::Delete(DeletePlan { key: row.key, seen: client.settings, note }));
    }
}
