//! How a change begins: an edit, a new client, a deletion, an undo.

use crate::client::template::{self, Template};
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, PoolSummary};
use crate::tasks::write::{DeletePlan, Plan};

use super::super::form::Form;
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Link, Message};
use super::{Carried, Editing, Stage};

impl App {
    /// Opens the form for the selected client, with its draft where there is one.
    pub(in crate::app) fn open_form(&mut self) {
        let Some(form) = self.form_of_selected("e") else { return };
        if form.draft != form.base {
            self.tell("Your draft is back; Ctrl-r puts a setting back to what it is.");
        }
        let stale =
            form.findings.iter().filter(|finding| finding.is_refusal() && finding.already_there).count();
        if stale > 0 {
            let text =
                format!("{stale} of this client's settings would make any update fail; they are marked ✗.");
            self.message = Some(Message { text, bad: true });
        }
        if form.key.as_ref().is_some_and(|key| self.unread_texts.contains_key(key)) {
            self.tell("A text of yours for this client is not finished: E goes on with that.");
        }
        self.editing = Some(Editing { form: Some(form), stage: Stage::Form });
    }

    /// The form for the selected client, with its draft where there is one; or says why there is none.
    /// `key` is what to press again.
    pub(super) fn form_of_selected(&mut self, key: &str) -> Option<Form> {
        if self.is_read_only() {
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
        Some(match self.drafts.get(&row.key).map(|draft| draft.apply(&form.base)) {
            Some(Ok(draft)) => form.with_draft(draft, self.around(&pool)),
            _ => form,
        })
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
        let entries = template::all().iter().map(entry).collect();
        self.picker = Some(Picker::of("New client", None, entries));
    }

    /// Opens the form for a new client that starts from a template.
    pub(in crate::app) fn open_new(&mut self, id: &str) {
        let Some(template) = template::by_name(id) else { return };
        let Some(pool) = self.selected_pool_id().cloned() else { return };
        let form = Form::create(pool.clone(), template, self.around(&pool));
        let fill: Vec<String> = template.fill.iter().map(|fill| fill.hint.clone()).collect();
        self.tell(if fill.is_empty() { template.description.clone() } else { fill.join(" ") });
        self.editing = Some(Editing { form: Some(form), stage: Stage::Form });
    }

    /// Offers the pools that the selected client can be copied into, its own first.
    pub(in crate::app) fn offer_pools(&mut self) {
        if self.is_read_only() || self.selected_client().is_none() {
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
        Some(Carried {
            name: client.name().to_owned(),
            settings: client.settings.clone(),
            secret: client.secret.is_present(),
        })
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
        let Some(Carried { name, settings, secret }) = carried.or_else(|| self.copy_of_selected()) else {
            return;
        };
        // In another place the name is free to be the same.
        let new_name = if elsewhere { name.clone() } else { format!("{name}-copy") };
        let draft = template::copy_of(&settings, &new_name, secret);
        let title = format!("Duplicate {name}");
        let form = Form::duplicate(target.clone(), title, draft, self.around(target));
        self.tell("Branding, terms and risk configuration are not settings of a client and stay behind.");
        self.editing = Some(Editing { form: Some(form), stage: Stage::Form });
    }

    /// Opens the review of the selected client's deletion.
    pub(in crate::app) fn ask_to_delete(&mut self) {
        if self.is_read_only() {
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
