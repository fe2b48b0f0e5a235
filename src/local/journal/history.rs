//! The journal as it is read.

use std::collections::HashMap;

use jiff::Timestamp;

use super::plans::PlanEntry;
use super::record::{Intention, Line, Outcome};
use super::{Deed, Ending, EntryId, Planned, RotationNote, Site};
use crate::client::ClientKey;

/// A write: what was meant, and how it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// When it was about to be sent.
    pub at: Timestamp,
    /// The process that was to send it.
    pub process: u32,
    /// SHA-256 of the document to be sent, in hexadecimal.
    pub digest: Option<String>,
    /// What was meant.
    pub planned: Planned,
    /// How it ended; absent when nobody was there to write it down.
    pub ended: Option<Ended>,
}

/// How and when a write ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// When it was written down.
    pub at: Timestamp,
    /// How.
    pub ending: Ending,
    /// True when it was found out by looking later.
    pub looked: bool,
}

impl Entry {
    /// How it ended, where that is known.
    pub fn ending(&self) -> Option<&Ending> {
        self.ended.as_ref().map(|ended| &ended.ending)
    }

    /// True when it was carried out.
    pub fn is_applied(&self) -> bool {
        matches!(self.ending(), Some(Ending::Applied { .. }))
    }

    /// The id of what it made, a client or a secret, where it was carried out.
    pub fn made(&self) -> Option<&str> {
        match self.ending() {
            Some(Ending::Applied { made, .. }) => made.as_deref(),
            _ => None,
        }
    }

    /// The id of the client that it is about, also of one that it made.
    pub fn client_id(&self) -> Option<&str> {
        match (&self.planned.client, &self.planned.deed) {
            (Some(client), _) => Some(&client.id),
            (None, Deed::Create) => self.made(),
            (None, _) => None,
        }
    }
}

/// Everything that the journal tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// The writes, newest first.
    entries: Vec<Entry>,
    /// The plans for several clients, in the order in which they were begun.
    pub(super) plans: Vec<PlanEntry>,
    /// The steps of rotations, in the order in which they were taken.
    pub(super) rotations: Vec<RotationNote>,
    /// Lines that are no record: torn by a crash, or changed by hand.
    pub damaged: usize,
    /// Records of a later version of this program.
    pub newer: usize,
}

impl History {
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut history = Self::default();
        let mut places: HashMap<EntryId, usize> = HashMap::new();
        for line in bytes.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
            match Line::read(line) {
                Ok(Line { intention: Some(intention), .. }) => {
                    places.insert(intention.id.clone(), history.entries.len());
                    history.entries.push(entry(intention));
                }
                Ok(Line { outcome: Some(outcome), .. }) => match places.get(&outcome.id) {
                    Some(&place) => close(&mut history.entries[place], outcome),
                    None => history.damaged += 1,
                },
                Ok(Line { plan: Some(begun), .. }) => history.plan_begun(begun),
                Ok(Line { plan_over: Some(over), .. }) => history.plan_over(&over),
                Ok(Line { rotation: Some(noted), .. }) => history.rotations.push(noted.note),
                Ok(_) | Err(true) => history.newer += 1,
                Err(false) => history.damaged += 1,
            }
        }
        history.entries.reverse();
        history
    }

    /// The writes, newest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The write with this id.
    pub fn entry(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// The writes whose end nobody wrote down, newest first.
    pub fn unresolved(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.ended.is_none())
    }

    /// What other writes than this one have made, clients and secrets, by their ids.
    pub fn made_by_others(&self, id: &EntryId) -> Vec<&str> {
        self.entries.iter().filter(|entry| entry.id != *id).filter_map(Entry::made).collect()
    }

    /// The writes of a plan for several clients, in the order in which they were sent.
    pub fn of_plan(&self, plan: &str) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev().filter(move |entry| entry.planned.plan.as_deref() == Some(plan))
    }

    /// The write that took this one back.
    pub fn undone_by(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.planned.undoes.as_ref() == Some(id) && entry.is_applied())
    }

    /// The ids of the secrets that this program added to a client at a place, newest first; none where the
    /// end of an addition is not known.
    pub fn secrets_added(&self, site: &Site, key: &ClientKey) -> Vec<Option<String>> {
        let of_this = self.entries.iter().filter(|entry| {
            entry.planned.deed == Deed::AddSecret
                && entry.planned.key().as_ref() == Some(key)
                && entry.planned.site.is_same(site)
        });
        let made = |entry: &Entry| match entry.ending() {
            Some(Ending::Applied { made, .. }) => made.clone().map(Some),
            Some(Ending::Unknown { .. }) | None => Some(None),
            Some(_) => None,
        };
        of_this.filter_map(made).collect()
    }

    /// The secret that this program added to a client at a place, and when, while no secret of that client
    /// was retired since: a rotation that is under way.
    pub fn rotation(&self, site: &Site, key: &ClientKey) -> Option<(&str, Timestamp)> {
        let of_this = |entry: &&Entry| {
            matches!(entry.planned.deed, Deed::AddSecret | Deed::DeleteSecret(_))
                && entry.is_applied()
                && entry.planned.key().as_ref() == Some(key)
                && entry.planned.site.is_same(site)
        };
        let last = self.entries.iter().find(of_this)?;
        let added = last.planned.deed == Deed::AddSecret;
        last.made().filter(|_| added).map(|id| (id, last.at))
    }

    /// The newest write at a place that can be taken back: carried out, itself no undo, not yet undone,
    /// and not about secrets, which nobody can bring back.
    pub fn last_undoable(&self, site: &Site) -> Option<&Entry> {
        self.entries.iter().find(|entry| {
            entry.is_applied()
                && entry.planned.undoes.is_none()
                && matches!(entry.planned.deed, Deed::Update | Deed::Create | Deed::Delete)
                && entry.planned.site.is_same(site)
                && self.undone_by(&entry.id).is_none()
        })
    }
}

fn entry(intention: Intention) -> Entry {
    Entry {
        id: intention.id,
        at: intention.at.0,
        process: intention.process,
        digest: intention.digest,
        planned: intention.planned,
        ended: None,
    }
}

/// What the writer itself tells counts more than what somebody saw who looked.
fn close(entry: &mut Entry, outcome: Outcome) {
    let told = entry.ended.as_ref().is_some_and(|ended| !ended.looked);
    if !(told && outcome.looked) {
        entry.ended = Some(Ended { at: outcome.at.0, ending: outcome.ending, looked: outcome.looked });
    }
}
