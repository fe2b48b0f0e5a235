//! What the dashboard can ask for.

use crate::client::{ClientKey, Draft, DraftOf, PoolId};
use crate::cognito::PageToken;

use super::audit::{AgainOrder, AuditOrder, ReportOrder, SuppressOrder};
use super::write::bulk::BulkPlan;
use super::write::{Plan, RotationNote};
use super::{CopyOrder, ExportOrder, FilesOrder, TrialOrder};

/// Which question an answer belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// Raised whenever the context changes; answers of an older one are dropped.
    pub generation: u32,
    /// Unique within the run of the program.
    pub id: u64,
}

/// Where a listing stopped, so that it can go on from there.
#[derive(Clone, Debug)]
pub struct Cursor(pub(super) PageToken);

/// Who waits for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// A person looks at the place where it will appear.
    Watched,
    /// Read ahead, or part of a crawl.
    Ahead,
}

/// The profile and region to talk to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The AWS profile; the SDK's own choice where absent.
    pub profile: Option<String>,
    /// The region; the SDK's own choice where absent.
    pub region: Option<String>,
}

/// One thing to do behind the dashboard.
#[derive(Clone, Debug)]
pub enum Task {
    /// Read the AWS configuration and get ready to talk to a place. Later tasks use it.
    Connect(Place),
    /// Read which profiles there are, and which places were used last. Needs no connection.
    ReadContexts,
    /// Read which clients were opened last, once this one is remembered as the latest. Needs no connection.
    Opened(Option<ClientKey>),
    /// Ask whose credentials these are.
    ReadAccount,
    /// List pools, all pages from the cursor on.
    ListPools {
        /// Where to go on, from the start where absent.
        after: Option<Cursor>,
    },
    /// Describe a pool.
    DescribePool(PoolId),
    /// Read a pool's identity providers and resource servers.
    ReadPoolParts(PoolId),
    /// List a pool's clients, all pages from the cursor on.
    ListClients {
        /// The pool.
        pool: PoolId,
        /// Where to go on, from the start where absent.
        after: Option<Cursor>,
        /// Whether somebody waits for it.
        priority: Priority,
    },
    /// Describe a client.
    DescribeClient {
        /// The client.
        key: ClientKey,
        /// Whether somebody waits for it.
        priority: Priority,
    },
    /// Carry out what a person has decided on. Once it is sent it is not cancelled: asking to cancel it
    /// stops it before, or between two attempts, and it answers in any case.
    Write(Box<Plan>),
    /// Carry out a plan for several clients, one after another. Asking to cancel it stops it between two
    /// clients; it answers after each of them, and at its end in any case.
    WriteMany(Box<BulkPlan>),
    /// Read which plans for several clients came to no end. Needs no connection.
    ReadPlans,
    /// Forget what is left of the plan with this name. Needs no connection.
    ForgetPlan(String),
    /// Read the drafts of edits that are not written yet, for the place connected to.
    ReadDrafts,
    /// Keep a draft in place of an earlier one, or forget it.
    KeepDraft {
        /// What it is for.
        of: DraftOf,
        /// What is typed; none forgets the draft.
        draft: Option<Box<Draft>>,
    },
    /// Copy something. A secret only ever by a key of the person's. Text alone needs no connection.
    Copy(Box<CopyOrder>),
    /// Fetch a client's secret to be shown. Only ever asked for by a key of the person's.
    Reveal(ClientKey),
    /// List the ids and dates of a client's secrets.
    ListSecrets(ClientKey),
    /// Ask the token endpoint for a token with a client's own credentials. Only ever asked for by a key of
    /// the person's.
    TryToken(Box<TrialOrder>),
    /// Read the clients that a file tells of, its path as a person types it. Needs no connection.
    ReadFile(String),
    /// Read the folder of a snapshot, likewise. Needs no connection.
    ReadSnapshot(String),
    /// Take a secret off the clipboard, if it is still there. Needs no connection.
    ClearClipboard,
    /// Put a large export into words. Needs no connection.
    Export(Box<ExportOrder>),
    /// Write files where a person said. Needs no connection, and comes to its end once it began.
    WriteFiles(Box<FilesOrder>),
    /// Read what this program changed. Needs no connection.
    ReadJournal,
    /// Write down a step of a rotation that the service does not know of. Needs no connection, and comes to
    /// its end once it began.
    NoteRotation(Box<RotationNote>),
    /// Find out what became of the writes whose end nobody wrote down.
    ResolveJournal,
    /// Read, judge and tell, a little at a time. Cancelled, it can be gone on with.
    Audit(Box<AuditOrder>),
    /// Read clients of an audit again, or judge everything by the rules as they are now.
    AuditAgain(Box<AgainOrder>),
    /// Write an audit's report to a file. Needs no connection.
    WriteReport(Box<ReportOrder>),
    /// Write down which findings are accepted. Needs no connection.
    Suppress(Box<SuppressOrder>),
    /// Run a read in another place, over a connection of its own that is made when it is first needed. It
    /// answers with [`Outcome::Elsewhere`](super::Outcome::Elsewhere); a copy answers as it does here.
    Elsewhere(Place, Box<Task>),
}

/// What goes down the channel to the background.
#[derive(Clone, Debug)]
pub enum Errand {
    /// Start this.
    Run(Ticket, Task),
    /// Nobody wants the answer any more. A read ends without one; a write stops where it safely can and
    /// answers.
    Cancel(Ticket),
}
