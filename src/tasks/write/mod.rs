//! The one way to the service for everything that changes it.
//!
//! `UpdateUserPoolClient` replaces a whole client and checks no version, so a careless write loses what
//! others did and what it does not know. Every write here goes the same way:
//!
//! 1. the gate: a read-only session ends here, before any request ([`WriteGate`]);
//! 2. the claim: two of this program on one machine never write to the same client at once;
//! 3. describe again, and compare with what the person saw. Somebody else's change is merged, or shown;
//! 4. judge the result by the local rules, and make the full document of it.
//!    Before something is made, earlier requests for the same that have no end are looked for: there is no
//!    key that would make a second one harmless;
//! 5. the journal: the intention is on the disk before the request leaves ([`crate::local::journal`]);
//! 6. send. Sent again is only what the service itself refused to begin with: throttling and
//!    `ConcurrentModificationException`, and only while a new describe shows that nobody wrote. Where
//!    the answer is missing, looking decides; a write that turns out not to have arrived is reported and
//!    not repeated, since one that is merely late could still arrive between two of somebody else's;
//! 7. the journal again: how it ended, and what the service normalised;
//! 8. describe once more: what somebody changed right after.
//!
//! From step 5 on the work goes on when nobody waits for it any more; between two attempts it can be
//! stopped, and so it can be while a request waits for its turn and has not left ([`Phase`]). Before,
//! dropping the future stops it.
//!
//! What remains: between the describe of step 3 and the moment the service takes the request, somebody
//! with another tool, or from another machine, can write, and that write is replaced. The service has no
//! condition to send along, and nothing it answers tells of it. The time is kept short (one trip, and a
//! short wait for a turn): when the disk or the turn takes longer than [`Patience::stale`], and before
//! every further attempt, the client is described again.

pub mod bulk;
mod create;
mod delete;
mod desk;
mod earlier;
mod gate;
mod look;
mod outcome;
mod plan;
mod resolve;
mod secrets;
mod send;
mod stop;
mod undo;
mod update;

pub use crate::local::journal::{Deed, Ending, Entry, EntryId, History, Named, Site};
pub use crate::local::journal::{RotationNote, RotationProgress, RotationStep};
pub use desk::{Desk, Patience};
pub use gate::WriteGate;
pub use outcome::{Applied, Diverged, Doubt, NewSecret, Reason, Refused, WriteOutcome};
pub use plan::{
    AddSecretPlan, Around, CreatePlan, DeletePlan, DeleteSecretPlan, Meanwhile, Note, Plan, UpdatePlan,
};
pub use resolve::{Left, Resolution};
pub use stop::{Phase, Stop, Stopper, stopper};
pub use undo::{NotUndoable, undo};

use std::sync::Arc;

use crate::client::{Change, ClientKey, Subject};
use crate::cognito::Gateway;
use crate::local::journal::Claim;

/// Writes to one account and region. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Writer {
    gateway: Gateway,
    desk: Desk,
}

impl Writer {
    /// A writer over this connection, with this machine's journal and gate.
    pub fn new(gateway: Gateway, desk: Desk) -> Self {
        Self { gateway, desk }
    }

    /// Carries out what a person has decided on. Dropping the future before the request is on its way
    /// stops it; after that the write goes on to its end, which the journal has.
    pub async fn run(&self, plan: Plan) -> WriteOutcome {
        let (stopper, stop) = stopper();
        let outcome = self.run_until(plan, stop).await;
        drop(stopper);
        outcome
    }

    /// The same for one who wants to be told how it ended even after asking it to stop.
    pub async fn run_until(&self, plan: Plan, stop: Stop) -> WriteOutcome {
        let pass = match self.desk.gate().pass(&self.site(plan.note().account.as_deref())) {
            Ok(pass) => pass,
            Err(closed) => return closed.into(),
        };
        match plan {
            Plan::Update(plan) => Box::pin(self.update(pass, plan, stop)).await,
            Plan::Create(plan) => Box::pin(self.create(pass, plan, stop)).await,
            Plan::Delete(plan) => Box::pin(self.delete(pass, plan, stop)).await,
            Plan::AddSecret(plan) => Box::pin(self.add_secret(pass, plan, stop)).await,
            Plan::DeleteSecret(plan) => Box::pin(self.delete_secret(pass, plan, stop)).await,
        }
    }

    /// Keeps other processes of this machine from writing to a client.
    async fn claim(&self, key: &ClientKey, mut stop: Stop) -> Result<Arc<Claim>, WriteOutcome> {
        let context = self.gateway.context();
        let what = format!("{} {} {key}", context.region, context.endpoint.as_deref().unwrap_or_default());
        let claimed = tokio::select! {
            claimed = self.desk.claim(what) => claimed,
            () = stop.asked() => return Err(WriteOutcome::refused(Reason::Stopped, outcome::stopped(), None)),
        };
        match claimed {
            Ok(Some(claim)) => Ok(Arc::new(claim)),
            Ok(None) => Err(WriteOutcome::refused(Reason::Busy, outcome::claimed(), None)),
            Err(error) => Err(error.into()),
        }
    }

    /// Where its writes go, as the journal names it.
    pub fn site(&self, account: Option<&str>) -> Site {
        let context = self.gateway.context();
        Site {
            profile: context.profile.clone(),
            region: context.region.clone(),
            account: account.map(str::to_owned),
            endpoint: context.endpoint.clone(),
            sandbox: context.sandbox,
            world: self.desk.world().filter(|_| context.sandbox).map(str::to_owned),
        }
    }
}

/// The pool as the journal names it.
fn pool_named(pool: &crate::client::PoolId, note: &Note) -> Named {
    Named::new(pool.as_str(), note.pool_name.as_deref())
}

/// The client as the journal names it.
fn client_named(key: &ClientKey, name: &str) -> Named {
    Named::new(key.client.as_str(), Some(name).filter(|name| *name != key.client.as_str()))
}

/// What changes are about, as the journal names it: ids of settings and dotted paths.
fn names(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|change| match &change.subject {
            Subject::Setting(field) => field.id.to_owned(),
            Subject::Unknown(path) => path.join("."),
        })
        .collect()
}
