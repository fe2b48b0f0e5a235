//! Audits behind the dashboard: a crawl that is judged while it runs, can be stopped and gone on with, and
//! is reported and accepted in parts afterwards.
//!
//! What was read stays with the background, behind a [`Held`] that the dashboard passes back; only what
//! the rules say of it goes to the screen.

mod estimate;
mod evidence;
mod policy;
mod report;
mod run;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::Failure;
use super::crawl::Wanted;
use crate::audit::{Finding, Policy, Site, Suppression};
use crate::client::ClientKey;
use crate::cognito::Context;

pub use evidence::{Evidence, Judged, Missed, Progress};
pub(super) use policy::suppress;
pub use policy::{Standing, StandingError};
pub(super) use report::write as write_report;
pub(super) use run::{again, run};

/// What an audit has read, kept by the background for as long as somebody holds this.
#[derive(Clone, Debug, Default)]
pub struct Held(Arc<Mutex<Evidence>>);

impl Held {
    fn lock(&self) -> MutexGuard<'_, Evidence> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An audit to run.
#[derive(Clone, Debug)]
pub struct AuditOrder {
    /// What to read.
    pub wanted: Wanted,
    /// What was read before is not read again, and what is read is put there.
    pub held: Held,
    /// Which rules hold.
    pub standing: Standing,
    /// The moment at which everything is judged.
    pub now: Timestamp,
}

/// Clients of an audit to read again, after they were changed.
#[derive(Clone, Debug)]
pub struct AgainOrder {
    /// The clients; none judges everything that was read by the rules as they are now.
    pub keys: Vec<ClientKey>,
    /// The rest is as [`AuditOrder`] has it.
    pub held: Held,
    /// Which rules hold.
    pub standing: Standing,
    /// The moment at which everything is judged.
    pub now: Timestamp,
}

/// A report to write.
#[derive(Clone, Debug)]
pub struct ReportOrder {
    /// What was read, place by place, each with where it is.
    pub held: Vec<(Site, Held)>,
    /// What was audited, as label and text.
    pub about: Vec<(String, String)>,
    /// What is missing that the places do not tell themselves, each with the number of its place.
    pub missing: Vec<(usize, Missed)>,
    /// Which rules hold.
    pub standing: Standing,
    /// The moment at which everything is judged.
    pub now: Timestamp,
    /// The format's name.
    pub format: &'static str,
    /// The file, as a person typed it; `~/` stands for the home folder.
    pub path: String,
    /// True where an existing file may be replaced.
    pub replace: bool,
}

/// Findings to accept.
#[derive(Clone, Debug)]
pub struct SuppressOrder {
    /// What is accepted, and the words that tell a reader what that is.
    pub items: Vec<(Suppression, String)>,
    /// Where it is kept.
    pub standing: Standing,
}

/// What an audit tells while it runs.
#[derive(Clone, Debug, Default)]
pub struct AuditNews {
    /// What was judged since the last news; in place of what was told of the same before.
    pub judged: Vec<Judged>,
    /// What comparing clients with each other found, in place of all that was told before.
    pub compared: Option<Vec<Finding>>,
    /// Clients that are not there any more.
    pub gone: Vec<ClientKey>,
    /// How far the reading is; absent where nothing was read.
    pub progress: Option<Progress>,
    /// How long the rest takes, where that can be told.
    pub left: Option<Duration>,
    /// What could not be read so far, and why; in place of what was told before.
    pub unread: Option<Vec<Missed>>,
    /// Why the audit cannot go on.
    pub failed: Option<Failure>,
    /// True at the end of an audit that has read everything it could.
    pub complete: bool,
}

/// The report was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportWritten {
    /// To this file, in so many bytes.
    Done {
        /// The file.
        path: String,
        /// How large it is.
        bytes: usize,
    },
    /// The file is there already, and was left alone.
    Exists(String),
}

/// Where a connection leads to.
pub fn site_of(context: &Context) -> Site {
    Site {
        name: String::new(),
        profile: Some(context.profile.clone()),
        region: Some(context.region.clone()),
        account: None,
        endpoint: context.endpoint.clone(),
    }
}

/// The policy of an audit, or a sentence about what is wrong with it.
async fn policy_of(standing: &Standing) -> Result<Policy, Failure> {
    let standing = standing.clone();
    match tokio::task::spawn_blocking(move || standing.policy()).await {
        Ok(policy) => policy.map_err(Failure::from),
        Err(_) => Err(Failure::broken()),
    }
}
