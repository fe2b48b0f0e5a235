//! Changing several clients as one: a plan, its writes one after another, and what is left after a stop.
//!
//! Whoever wants several clients changed says what for each of them ([`Aim`]), and gets a [`Proposal`]
//! that says what that comes to. A [`BulkPlan`] is made of those that change something; a [`BulkRun`]
//! carries it out. Each write is one of [`Writer`]'s, so gate, merge, journal and verification are the
//! same as for a single one. The plan itself stands in the journal before its first write, so that what
//! is left of it after a stop, or a crash, can be gone on with ([`unfinished`]).

mod proposal;
mod rest;
mod run;

use std::collections::HashMap;

use crate::client::{ClientKey, Edit, PoolId};
use crate::local::journal::{Named, PlannedBulk, PlannedItem, Site};
use crate::tasks::Failure;

use super::{Around, UpdatePlan, WriteOutcome, Writer};

pub use proposal::{Aim, Proposal, Verdict};
pub use rest::{Asked, Unfinished, taken_back, unfinished};
pub use run::BulkRun;

/// Several clients to change, reviewed as one.
#[derive(Clone, Debug, Default)]
pub struct BulkPlan {
    /// Its name in the journal, where it is gone on with.
    pub id: Option<String>,
    /// What it is about, in a few words.
    pub title: String,
    /// The account, where it is known.
    pub account: Option<String>,
    /// The writes, in the order in which they are sent.
    pub items: Vec<BulkItem>,
    /// True when more of it is left than these; then it stays open after them.
    pub stays_open: bool,
    /// What each pool has, for the check before the request.
    pub around: HashMap<PoolId, Around>,
}

/// One client of a plan.
#[derive(Clone, Debug)]
pub struct BulkItem {
    /// Its name.
    pub name: String,
    /// The write. What its pool has stands in the plan, once for all of its clients.
    pub plan: UpdatePlan,
    /// What was asked for, to be kept with the plan; nothing where a write is taken back.
    pub edit: Edit,
}

impl BulkItem {
    /// The client.
    pub fn key(&self) -> &ClientKey {
        &self.plan.key
    }
}

impl BulkPlan {
    /// The plan as the journal keeps it.
    fn planned(&self, site: Site) -> PlannedBulk {
        let item = |item: &BulkItem| PlannedItem {
            pool: Named::new(item.key().pool.as_str(), item.plan.note.pool_name.as_deref()),
            client: Named::new(item.key().client.as_str(), Some(item.name.as_str())),
            edit: item.edit.clone(),
            undoes: item.plan.note.undoes.clone(),
        };
        PlannedBulk { site, title: self.title.clone(), items: self.items.iter().map(item).collect() }
    }
}

/// What a plan tells while it is carried out. The numbers are places among its items.
#[derive(Clone, Debug)]
pub enum BulkNews {
    /// It stands in the journal under this name.
    Begun(String),
    /// This client's turn has come.
    Writing(usize),
    /// This client's write ended.
    Written(usize, Box<WriteOutcome>),
    /// Nothing more is sent.
    Ended(BulkEnd),
}

/// How a plan ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkEnd {
    /// Every client had its turn.
    Through,
    /// It was asked to stop.
    Stopped,
    /// What failed would have failed for the others too.
    Halted(Failure),
}

impl Writer {
    /// Reads a client and judges what is asked for it.
    ///
    /// # Errors
    /// When the client cannot be read.
    pub async fn propose(&self, key: &ClientKey, aim: &Aim, around: &Around) -> Result<Proposal, Failure> {
        let client =
            self.gateway.client(crate::cognito::Lane::Foreground, key).await.map_err(Failure::from)?;
        Ok(Proposal::of(&client, aim, around, &self.gateway.context().region))
    }
}
