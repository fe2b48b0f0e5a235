//! What is left of plans that came to no end, and what takes one back.

use jiff::Timestamp;

use crate::client::ClientKey;
use crate::local::journal::{Deed, Entry, History, PlanEntry, Site};
use crate::tasks::write::{Plan, undo};

use super::Aim;

/// A plan that came to no end.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// Its name in the journal.
    pub id: String,
    /// Where it goes.
    pub site: Site,
    /// What it is about.
    pub title: String,
    /// When it was begun, or last gone on with.
    pub at: Timestamp,
    /// Clients that it was to change.
    pub total: usize,
    /// What is left to do.
    pub rest: Vec<Asked>,
}

/// What is asked for a client.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The client.
    pub key: ClientKey,
    /// Its name, as far as it is known.
    pub name: String,
    /// The name of its pool, as far as it is known.
    pub pool: Option<String>,
    /// What is to be done.
    pub aim: Aim,
}

/// The plans of which something is left, newest first, as the journal tells of them: also those that a
/// running program is at ([`Desk::unfinished`](crate::tasks::write::Desk::unfinished) knows better).
pub fn unfinished(history: &History) -> Vec<Unfinished> {
    history.open_plans().filter_map(|plan| rest(plan, history)).collect()
}

fn rest(plan: &PlanEntry, history: &History) -> Option<Unfinished> {
    let planned = &plan.planned;
    let rest: Vec<Asked> = history
        .left_of(plan)
        .filter_map(|item| {
            let aim = match &item.undoes {
                // What somebody has taken back on its own meanwhile is done.
                Some(id) if history.undone_by(id).is_some() => return None,
                Some(id) => take_back(history.entry(id)?)?,
                None => Aim::Edit(item.edit.clone()),
            };
            let name = item.client.label().to_owned();
            Some(Asked { key: item.key(), name, pool: item.pool.name.clone(), aim })
        })
        .collect();
    (!rest.is_empty()).then(|| Unfinished {
        id: plan.id.clone(),
        site: planned.site.clone(),
        title: planned.title.clone(),
        at: plan.at,
        total: planned.items.len(),
        rest,
    })
}

/// What takes every write of a plan back that was carried out and is not taken back yet, the last one
/// first.
pub fn taken_back(history: &History, plan: &str) -> Vec<Asked> {
    let mut asked: Vec<Asked> = history
        .of_plan(plan)
        .filter(|entry| entry.is_applied() && history.undone_by(&entry.id).is_none())
        .filter_map(|entry| {
            let client = entry.planned.client.as_ref()?;
            Some(Asked {
                key: entry.planned.key()?,
                name: client.label().to_owned(),
                pool: entry.planned.pool.name.clone(),
                aim: take_back(entry)?,
            })
        })
        .collect();
    asked.reverse();
    asked
}

fn take_back(entry: &Entry) -> Option<Aim> {
    if entry.planned.deed != Deed::Update {
        return None;
    }
    match undo(entry) {
        Ok(Plan::Update(plan)) => Some(Aim::TakeBack(Box::new(plan))),
        _ => None,
    }
}
