//! What comes back from the background.

use crate::client::rules::Mapping;
use crate::client::{AppClient, ClientKey, ClientSummary, Draft, DraftOf, Pool, PoolId, PoolSummary};
use crate::client::{IdentityProvider, ProviderSummary, ResourceServer, SecretDescriptor};
use crate::export::Preview;

use super::audit::{AuditNews, ReportWritten};
use super::file::{FileRead, SnapshotRead};
use super::write::bulk::{BulkNews, Unfinished};
use super::write::{History, Phase, Plan, Resolution, WriteOutcome};
use super::{
    Cleared, CopyReport, Cursor, Failure, FilesReport, Place, Profile, Ticket, ToldSecret, TrialReport,
};

/// An outcome and the question it belongs to.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub ticket: Ticket,
    /// What came of it.
    pub outcome: Outcome,
    /// True when nothing more will come for this ticket.
    pub last: bool,
}

/// What a task led to. Every failure names its subject, so that it can be shown at its place.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Ready to talk to this place.
    Connected(ContextFacts),
    /// The place cannot be talked to.
    ConnectFailed(Failure),
    /// What can be connected to.
    Contexts(Box<Contexts>),
    /// The clients that were opened last, the latest first.
    Opened(Vec<ClientKey>),
    /// Whose credentials these are, where that can be told.
    Account(Option<String>),
    /// A page of pools. `next` is absent on the last one.
    PoolsPage {
        /// The rows, possibly none.
        items: Vec<PoolSummary>,
        /// Where the next page starts.
        next: Option<Cursor>,
    },
    /// The list of pools broke off.
    PoolsFailed(Failure),
    /// A pool was described.
    Pool(Box<Pool>),
    /// A pool could not be described.
    PoolFailed(PoolId, Failure),
    /// A pool's identity providers and resource servers, each with its own failure.
    Parts(PoolId, PoolParts),
    /// A page of clients. `next` is absent on the last one.
    ClientsPage {
        /// Their pool.
        pool: PoolId,
        /// The rows, possibly none.
        items: Vec<ClientSummary>,
        /// Where the next page starts.
        next: Option<Cursor>,
    },
    /// The list of a pool's clients broke off.
    ClientsFailed(PoolId, Failure),
    /// A client was described.
    Client(Box<AppClient>),
    /// A client could not be described.
    ClientFailed(ClientKey, Failure),
    /// How far the write under way is.
    Writing(Phase),
    /// A write ended. It answers in whatever context it was asked.
    Written(Box<Written>),
    /// A plan for several clients goes on, or has ended. It answers in whatever context it was asked.
    Bulk(BulkNews),
    /// The plans for several clients that came to no end.
    Plans(Result<Vec<Unfinished>, Failure>),
    /// The drafts of edits that are not written yet.
    Drafts(Vec<(DraftOf, Draft)>),
    /// A draft was kept or forgotten, or could not be.
    DraftKept(Result<(), Failure>),
    /// Something was copied, up to what the terminal has to be told for it, or was not.
    Copied(Result<Box<CopyReport>, Failure>),
    /// A client's secret, to be shown for a while and nowhere kept.
    Revealed(Result<ToldSecret, Failure>),
    /// The ids and dates of a client's secrets.
    Secrets(ClientKey, Result<Vec<SecretDescriptor>, Failure>),
    /// What a token said, or why there is none.
    Tried(ClientKey, Result<Box<TrialReport>, Failure>),
    /// The clients that a file tells of.
    FileRead(Result<FileRead, Failure>),
    /// What a snapshot's folder holds.
    SnapshotRead(Result<Box<SnapshotRead>, Failure>),
    /// What became of a secret on the clipboard.
    ClipboardCleared(Cleared),
    /// What this program changed.
    Journal(Result<Box<History>, Failure>),
    /// A step of a rotation was written down, or could not be.
    RotationNoted(Result<(), Failure>),
    /// What became of the writes whose end nobody wrote down.
    Resolved(Result<Vec<Resolution>, Failure>),
    /// An export, ready to be shown.
    Exported(std::sync::Arc<Preview>),
    /// Files were written, or not.
    Files(Result<Box<FilesReport>, Failure>),
    /// Load and budget changed.
    Traffic(TrafficFacts),
    /// An audit goes on, or has ended.
    Audit(Box<AuditNews>),
    /// A report was written, or could not be.
    ReportWritten(Result<ReportWritten, Failure>),
    /// Findings were accepted in this file, or could not be.
    Suppressed(Result<String, Failure>),
    /// What a read in another place led to. Where that cannot be reached it is
    /// [`ConnectFailed`](Self::ConnectFailed).
    Elsewhere(Place, Box<Outcome>),
    /// The task itself broke down: a fault of this program, which goes on without it.
    Broken(Failure),
    /// The task was cancelled before it had anything to say.
    Cancelled,
}

/// A write and what came of it.
#[derive(Clone, Debug)]
pub struct Written {
    /// What was decided on.
    pub plan: Plan,
    /// What came of it.
    pub outcome: WriteOutcome,
}

/// Where the dashboard is connected to, for the header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextFacts {
    /// The AWS profile in use.
    pub profile: String,
    /// The region in use.
    pub region: String,
    /// An endpoint other than the service's own.
    pub endpoint: Option<String>,
    /// True over the embedded sandbox.
    pub sandbox: bool,
    /// Which one, as the journal names it: each start of the program has its own.
    pub world: Option<String>,
}

/// What can be connected to.
#[derive(Clone, Debug)]
pub struct Contexts {
    /// The profiles of the AWS configuration files, by name.
    pub profiles: Result<Vec<Profile>, Failure>,
    /// The places that were connected to last, the latest first.
    pub recent: Vec<Place>,
}

/// A pool's named parts that clients refer to.
#[derive(Clone, Debug)]
pub struct PoolParts {
    /// Its identity providers.
    pub providers: Result<Vec<ProviderSummary>, Failure>,
    /// Its resource servers with their scopes.
    pub servers: Result<Vec<ResourceServer>, Failure>,
    /// The same with their details, none of them secret.
    pub described: Result<Vec<IdentityProvider>, Failure>,
    /// The attributes that its identity providers fill in.
    pub mappings: Result<Vec<Mapping>, Failure>,
}

/// Load on the service, for the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrafficFacts {
    /// The rate now allowed, a second, while the service asks to slow down.
    pub slowed_to: Option<u32>,
}
