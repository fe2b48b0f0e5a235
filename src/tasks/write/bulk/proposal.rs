//! What a change comes to for one client, before anything is written.

use crate::client::change::{Compare, diff};
use crate::client::edit::EditError;
use crate::client::merge::merge;
use crate::client::rules::{self, Operation};
use crate::client::{AppClient, Change, ClientKey, Edit, Finding, Surroundings, kind};
use crate::tasks::write::update::surroundings;

use super::{Around, BulkItem};
use crate::tasks::write::{Meanwhile, UpdatePlan};

/// What is asked for a client.
#[derive(Clone, Debug)]
pub enum Aim {
    /// This edit.
    Edit(Edit),
    /// That an earlier write is taken back, as [`undo`](crate::tasks::write::undo) plans it.
    TakeBack(Box<UpdatePlan>),
}

/// What it comes to.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The client.
    pub key: ClientKey,
    /// Its name.
    pub name: String,
    /// Whether anything can and need be done.
    pub verdict: Verdict,
    /// What a person should know before saying yes.
    pub warnings: Vec<String>,
}

/// Whether anything can and need be done.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// This is written.
    Change {
        /// The write.
        item: Box<BulkItem>,
        /// What changes, in words.
        changes: Vec<Change>,
        /// What others have changed since, where a write is taken back; it stays.
        kept: Vec<Change>,
    },
    /// The client is already so.
    AlreadySo,
    /// The service would refuse it.
    Refused(Vec<Finding>),
    /// The edit cannot be made to this client.
    Impossible(EditError),
    /// Others have changed the same since; the write can be taken back on its own, by choosing.
    Conflict(Vec<String>),
}

impl Proposal {
    /// Judges what is asked for a client as it was described.
    pub fn of(client: &AppClient, aim: &Aim, around: &Around, region: &str) -> Self {
        let (verdict, warnings) = judge(client, aim, around, region);
        let badges = kind::badges(&client.settings).into_iter().map(|badge| badge.meaning().to_owned());
        let warnings = badges.chain(warnings).collect();
        Self { key: client.key.clone(), name: client.name().to_owned(), verdict, warnings }
    }

    /// The write, where there is one.
    pub fn item(&self) -> Option<&BulkItem> {
        match &self.verdict {
            Verdict::Change { item, .. } => Some(item),
            _ => None,
        }
    }
}

fn judge(client: &AppClient, aim: &Aim, around: &Around, region: &str) -> (Verdict, Vec<String>) {
    let seen = &client.settings;
    let (wanted, kept, edit, note, compare) = match aim {
        Aim::Edit(edit) => match edit.apply(seen) {
            Ok(wanted) => {
                (wanted, Vec::new(), edit.clone(), super::super::Note::default(), Compare::ByEffect)
            }
            Err(error) => return (Verdict::Impossible(error), Vec::new()),
        },
        Aim::TakeBack(plan) => {
            let merge = merge(&plan.seen, &plan.wanted, seen);
            if !merge.is_settled() {
                let labels = merge.conflicts.iter().map(|conflict| conflict.subject.label()).collect();
                return (Verdict::Conflict(labels), Vec::new());
            }
            let kept = merge.taken_from_theirs;
            // Taking back restores what was written, not only what it did.
            (merge.result, kept, Edit::default(), plan.note.clone(), Compare::ByText)
        }
    };
    if diff(seen, &wanted, compare).is_empty() {
        return (Verdict::AlreadySo, Vec::new());
    }
    let known = Surroundings {
        operation: Operation::Update,
        secret: client.secret.into(),
        stored: Some(seen),
        ..surroundings(around, region)
    };
    let (refusals, warnings): (Vec<Finding>, Vec<Finding>) =
        rules::check(&wanted, &known).into_iter().partition(Finding::is_refusal);
    if !refusals.is_empty() && !around.despite_findings {
        return (Verdict::Refused(refusals), Vec::new());
    }
    let mut changes = diff(seen, &wanted, Compare::ByEffect);
    if changes.is_empty() {
        changes = diff(seen, &wanted, Compare::ByText);
    }
    // What the client has already is not this change's doing.
    let fresh = warnings.into_iter().filter(|finding| !finding.already_there);
    let warnings = fresh.map(|finding| finding.message).collect();
    let plan = UpdatePlan {
        meanwhile: Meanwhile::Merge,
        note,
        ..UpdatePlan::new(client.key.clone(), seen.clone(), wanted)
    };
    let item = Box::new(BulkItem { name: client.name().to_owned(), plan, edit });
    (Verdict::Change { item, changes, kept }, warnings)
}
