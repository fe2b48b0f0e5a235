//! Changes to several clients that were decided on as one: what is left of them after a stop.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::record::Moment;
use super::snapshot::{SECRETS, remove_secrets_in};
use super::{EntryId, History, Named, Site};
use crate::client::{ClientKey, Edit, Step};

/// A change to several clients, decided on as one. Each of its writes is an entry of its own that names
/// the plan; this says what is still to do when nobody was there to do it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedBulk {
    /// Where its writes go.
    pub site: Site,
    /// What it is about, in a few words.
    pub title: String,
    /// What is to be done, a client each.
    pub items: Vec<PlannedItem>,
}

/// What is to be done to one client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedItem {
    /// The pool.
    pub pool: Named,
    /// The client.
    pub client: Named,
    /// What is to be done; nothing where a write is taken back.
    #[serde(default, skip_serializing_if = "Edit::is_empty")]
    pub edit: Edit,
    /// The write that is to be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<EntryId>,
}

impl PlannedBulk {
    /// As it may be kept: no member that is a secret, wherever an edit has it.
    pub(super) fn without_secrets(mut self) -> Self {
        for steps in self.items.iter_mut().map(|item| &mut item.edit.steps) {
            steps.retain_mut(|step| match step {
                Step::SetMember(path, json) => {
                    remove_secrets_in(json);
                    !path.iter().any(|name| SECRETS.contains(&name.as_str()))
                }
                _ => true,
            });
        }
        self
    }
}

impl PlannedItem {
    /// The client.
    pub fn key(&self) -> ClientKey {
        ClientKey::new(self.pool.id.as_str(), self.client.id.as_str())
    }
}

/// A plan as the journal tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEntry {
    /// Its name, which its writes carry.
    pub id: String,
    /// When it was begun, or gone on with.
    pub at: Timestamp,
    /// The process that was at it.
    pub process: u32,
    /// What was to be done.
    pub planned: PlannedBulk,
    /// True once all of it is done, or the rest is not wanted any more.
    pub ended: bool,
}

/// Written and synced before the first of its writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Begun {
    pub(super) id: String,
    pub(super) at: Moment,
    pub(super) process: u32,
    pub(super) planned: PlannedBulk,
}

/// Written when nothing of it is left to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Over {
    pub(super) id: String,
    pub(super) at: Moment,
}

impl History {
    /// The plan with this id.
    pub fn plan(&self, id: &str) -> Option<&PlanEntry> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// The plans that came to no end, newest first.
    pub fn open_plans(&self) -> impl Iterator<Item = &PlanEntry> {
        self.plans.iter().rev().filter(|plan| !plan.ended)
    }

    /// What of a plan was not carried out, as far as the journal knows.
    pub fn left_of<'a>(&'a self, plan: &'a PlanEntry) -> impl Iterator<Item = &'a PlannedItem> {
        let done: std::collections::HashSet<ClientKey> = self
            .of_plan(&plan.id)
            .filter(|entry| entry.is_applied())
            .filter_map(|entry| entry.planned.key())
            .collect();
        plan.planned.items.iter().filter(move |item| !done.contains(&item.key()))
    }

    /// A plan was begun, or is gone on with: what is said last of a client counts.
    pub(super) fn plan_begun(&mut self, begun: Begun) {
        let Begun { id, at, process, mut planned } = begun;
        if let Some(place) = self.plans.iter().position(|plan| plan.id == id) {
            let mut items = self.plans.remove(place).planned.items;
            items.retain(|earlier| planned.items.iter().all(|item| item.key() != earlier.key()));
            planned.items.extend(items);
        }
        self.plans.push(PlanEntry { id, at: at.0, process, planned, ended: false });
    }

    pub(super) fn plan_over(&mut self, over: &Over) {
        for plan in self.plans.iter_mut().filter(|plan| plan.id == over.id) {
            plan.ended = true;
        }
    }
}
