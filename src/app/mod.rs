//! What the dashboard knows and decides.
//!
//! [`App::update`] takes an [`Event`] and gives back what to ask of the surroundings. It is a plain
//! function: no I/O, no clock, no randomness. Everything it decides can be replayed from its events.

mod action;
mod answers;
pub mod auditing;
mod browse;
pub mod bulk;
pub mod comparing;
mod compose;
pub mod contexts;
mod copying;
mod detail;
mod drift;
pub mod editing;
mod event;
pub mod exporting;
mod filter;
pub mod finder;
pub mod form;
mod front;
mod history;
mod keymap;
mod keys;
mod layout;
mod leaving;
mod line;
mod list;
mod listing;
mod marks;
mod open;
pub mod overlay;
mod picker;
mod reveal;
pub mod review;
mod rotation;
mod sign_in;
mod wants;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

pub use action::{ACTIONS, Action, ActionInfo};
pub use browse::{ClientKnown, PoolClients};
pub use compose::pool_summary;
pub use detail::{Detail, DetailLine, Subject};
pub use drift::{Drift, Drifted, Otherwise};
pub use event::{Command, EditorFailure, Event, Handout, Now};
pub use filter::{FilterLine, Note};
pub use front::Front;
pub use keymap::{KeyError, Keymap};
pub use keys::FILTER_KEYS;
pub use layout::{Area, Layout, SMALLEST};
pub use list::{Filter, FuzzyMatcher, ListView};
pub use listing::{Known, Listing};
pub use marks::{Mark, Marks};
pub use overlay::{Overlay, OverlayLine, Prompt};
pub use picker::{Choice, Entry, Picker};

// What is shown of a failure is part of the state, so drawing finds it here.
use crate::tasks::audit::Standing;
use crate::tasks::write::bulk::Unfinished;
use crate::tasks::write::{History, WriteGate};
pub use crate::tasks::{Failure, FailureKind};

use crate::client::{ClientKey, Draft, DraftOf, Pool, PoolId, PoolSummary, Reference};
use crate::tasks::{ContextFacts, Errand, Place, PoolParts, Task, Ticket, TrafficFacts};

/// The panes, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The user pools.
    Pools,
    /// The clients of the selected pool.
    Clients,
    /// The selected pool or client in full.
    Detail,
}

/// How the dashboard was started.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// The profile and region to begin with.
    pub place: Place,
    /// Other places that were named: what looks across places looks there too.
    pub beside: Vec<Place>,
    /// Over the embedded sandbox.
    pub sandbox: bool,
    /// Another endpoint than the service's own.
    pub endpoint: Option<String>,
    /// Whether, and where, writes may be asked for.
    pub gate: WriteGate,
    /// What audits go by.
    pub audit: Standing,
    /// The folder of a snapshot to compare with.
    pub snapshot: Option<String>,
    /// A client or pool to open at once.
    pub open: Option<Reference>,
}

/// The connection to a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// The configuration is being read.
    Connecting,
    /// Ready.
    Up,
    /// It cannot be talked to.
    Down(Failure),
}

/// The last thing worth telling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The text, harmless to show.
    pub text: String,
    /// True when something went wrong.
    pub bad: bool,
}

/// Everything the dashboard knows.
#[derive(Debug)]
pub struct App {
    /// The screen's size in columns and rows.
    pub size: (u16, u16),
    /// The keys in force.
    pub keymap: Keymap,
    /// How it was started; the place changes with the region.
    pub launch: Launch,
    /// The connection.
    pub link: Link,
    /// Where it is connected to, once known.
    pub context: ContextFacts,
    /// Load on the service.
    pub traffic: TrafficFacts,
    /// The focused pane.
    pub focus: Pane,
    /// The pools.
    pub pools: Listing<PoolSummary>,
    /// The pools on screen.
    pub pools_list: ListView,
    /// Pools that were described.
    pub described_pools: HashMap<PoolId, Known<Pool>>,
    /// Their identity providers and resource servers.
    pub pool_parts: HashMap<PoolId, Known<PoolParts>>,
    /// The clients, by pool.
    pub clients: HashMap<PoolId, PoolClients>,
    /// Clients that were described.
    pub described: HashMap<ClientKey, ClientKnown>,
    /// The right-hand pane.
    pub detail: Detail,
    /// A client being changed, over the panes.
    pub editing: Option<editing::Editing>,
    /// Several clients being changed, over the panes.
    pub bulk: Option<bulk::Bulk>,
    /// Clients side by side, over the panes.
    pub comparing: Option<Box<comparing::Comparing>>,
    /// Settings that are copied from one client to another, on their way to a review.
    promoting: Option<Box<comparing::Promoting>>,
    /// What is otherwise than a snapshot has it.
    pub drift: Drift,
    /// An export on screen, over the panes.
    pub exporting: Option<Box<exporting::Exporting>>,
    /// The form of the last export.
    export_form: exporting::Form,
    /// What was last typed for several clients.
    bulk_typed: String,
    /// Changes of several clients that came to no end, in whichever context.
    unfinished: Vec<Unfinished>,
    /// The marked clients of every context.
    pub marks: Marks,
    /// Edits that are not written yet.
    pub drafts: HashMap<DraftOf, Draft>,
    /// Texts from the person's editor that could not be read yet.
    unread_texts: HashMap<ClientKey, editing::Unfinished>,
    /// The confidential client that was just made: its secret is offered for one key press.
    offered: Option<ClientKey>,
    /// The journal as it was last read.
    history: Option<Box<History>>,
    /// What the journal is being read for.
    journal_for: Option<history::Purpose>,
    /// The finder, while it is open.
    finder: Option<finder::Finder>,
    /// Every client that was listed, once the finder was opened.
    index: finder::Index,
    /// The places that were named at the start, where there are several.
    abroad: Vec<finder::Abroad>,
    /// Whether the finder looks through all of them.
    everywhere: bool,
    /// Clients that were opened, the latest first.
    recent: Vec<ClientKey>,
    /// The choice of a profile and region, over the screen.
    pub contexts: Option<contexts::ContextChoice>,
    /// The profiles, once they were read.
    known_contexts: Option<crate::tasks::Contexts>,
    /// Going from one place to another.
    journey: contexts::Journey,
    /// A client on its way into another place.
    carried: Option<Box<editing::Carried>>,
    /// The last audit.
    pub audits: auditing::Audits,
    /// A list over the screen.
    pub picker: Option<Picker>,
    /// What stands over the panes, the topmost last.
    pub overlays: Vec<Overlay>,
    /// The secret on screen.
    reveal: reveal::Reveal,
    /// Secrets that were added in this session.
    added: Vec<rotation::Added>,
    /// The last key was answered with the question whether to leave.
    asked_to_leave: bool,
    /// When a secret is taken off the clipboard, since the start.
    clipboard_clears: Option<Duration>,
    /// The last thing worth telling.
    pub message: Option<Message>,
    /// The moment of the event being handled.
    pub now: Now,
    /// The way to the client named at the start.
    search: Option<open::Search>,
    /// Questions without an answer yet.
    unanswered: usize,
    account: Option<String>,
    /// The drafts that changed while an earlier one is being kept.
    drafts_to_keep: Vec<DraftOf>,
    keeping_draft: bool,
    /// Every client of this pool is being described.
    sweep: Option<Sweep>,
    /// Clients that were deleted here: a list or a describe under way may still name them.
    deleted: HashSet<ClientKey>,
    /// Describes under way, the oldest first.
    describing: Vec<wants::Describing>,
    /// Where describing was refused, and why: reading ahead rests there.
    refused: Option<(PoolId, FailureKind)>,
    /// Counts the values that the detail pane may show; see [`Detail`].
    edition: u64,
    matcher: FuzzyMatcher,
    generation: u32,
    last_id: u64,
    commands: Vec<Command>,
}

/// A pool whose every client is described, and how far that is.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The pool.
    pub pool: PoolId,
    /// The next row to ask for.
    next: usize,
}

impl App {
    /// A dashboard that knows nothing yet, for a screen of that size.
    pub fn new(launch: Launch, keymap: Keymap, size: (u16, u16), now: Now) -> Self {
        Self {
            size,
            keymap,
            search: launch.open.clone().map(open::Search::new),
            unanswered: 0,
            account: None,
            drift: Drift::configured(launch.snapshot.clone()),
            launch,
            link: Link::Connecting,
            context: ContextFacts::default(),
            traffic: TrafficFacts::default(),
            focus: Pane::Pools,
            pools: Listing::default(),
            pools_list: ListView::default(),
            described_pools: HashMap::new(),
            pool_parts: HashMap::new(),
            clients: HashMap::new(),
            described: HashMap::new(),
            detail: Detail::default(),
            editing: None,
            bulk: None,
            comparing: None,
            promoting: None,
            exporting: None,
            export_form: exporting::Form::default(),
            bulk_typed: String::new(),
            unfinished: Vec::new(),
            marks: Marks::default(),
            drafts: HashMap::new(),
            unread_texts: HashMap::new(),
            offered: None,
            history: None,
            journal_for: None,
            drafts_to_keep: Vec::new(),
            keeping_draft: false,
            finder: None,
            index: finder::Index::default(),
            abroad: Vec::new(),
            everywhere: false,
            recent: Vec::new(),
            contexts: None,
            known_contexts: None,
            journey: contexts::Journey::default(),
            carried: None,
            audits: auditing::Audits::default(),
            picker: None,
            overlays: Vec::new(),
            reveal: reveal::Reveal::default(),
            added: Vec::new(),
            asked_to_leave: false,
            clipboard_clears: None,
            message: None,
            now,
            sweep: None,
            deleted: HashSet::new(),
            describing: Vec::new(),
            refused: None,
            edition: 0,
            matcher: FuzzyMatcher::default(),
            generation: 0,
            last_id: 0,
            commands: Vec::new(),
        }
    }

    /// Takes an event in and gives back what to do about it.
    pub fn update(&mut self, event: Event, now: Now) -> Vec<Command> {
        self.now = now;
        match event {
            Event::Start => self.connect(),
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Resize(width, height) => self.size = (width, height),
            Event::Answer(answer) => self.answer(answer),
            Event::Edited(edited) => self.edited(edited),
            Event::Tick => self.tick(),
            Event::SignedIn(signed_in) => self.signed_in(signed_in),
            Event::FocusLost => self.hide_secret(),
            Event::Leave => self.commands.push(Command::Quit),
            Event::Suspend => self.commands.push(Command::Suspend),
        }
        self.settle();
        std::mem::take(&mut self.commands)
    }

    /// The next moment, since the start, at which something is due without a key; [`Event::Tick`] is
    /// expected then.
    pub fn deadline(&self) -> Option<Duration> {
        [self.clipboard_clears, self.reveal.ends()].into_iter().flatten().min()
    }

    fn tick(&mut self) {
        self.clear_clipboard_when_due();
    }

    /// The places of the panes, or nothing when the screen is too small.
    pub fn layout(&self) -> Option<Layout> {
        let mut layout = Layout::new(self.size, self.focus)?;
        let line = self.filter_line(layout.columns(self.focus));
        layout.filter = line.map(|line| (self.focus, line.rows()));
        Some(layout)
    }

    /// Why there is nothing at all to show, where that is so.
    pub fn blocking_failure(&self) -> Option<&Failure> {
        match &self.link {
            Link::Down(failure) => Some(failure),
            _ => self.pools.failure.as_ref(),
        }
        .filter(|_| self.pools.rows().is_empty())
    }

    /// Questions under way, for the header.
    pub fn unanswered(&self) -> usize {
        self.unanswered
    }

    /// How many clients of the pool were described, while all of them are being read.
    pub fn sweep(&self) -> Option<(&PoolId, usize)> {
        let sweep = self.sweep.as_ref()?;
        Some((&sweep.pool, sweep.next))
    }

    /// Brings selections, windows, reads under way and the detail pane in line with what is known.
    fn settle(&mut self) {
        self.search_on();
        self.offer_carried();
        self.hide_secret_when_left();
        self.want_snapshot();
        self.settle_gone();
        self.promote_on();
        let Some(layout) = self.layout() else { return };
        self.pools_list.settle(self.pools.rows().len(), layout.rows(Pane::Pools));
        if let Some(clients) = self.selected_pool_id().cloned().and_then(|pool| self.clients.get_mut(&pool)) {
            clients.view.settle(clients.listing.rows().len(), layout.rows(Pane::Clients));
        }
        self.want(&layout);
        self.want_for_compare();
        if self.link == Link::Up {
            // Columns that have just come go into an export of them at once.
            self.want_for_export();
        }
        self.settle_finder();
        self.remember_what_is_open();
        self.settle_form(&layout);
        self.settle_bulk(&layout);
        self.settle_audit(&layout);
        self.settle_compare(&layout);
        self.settle_export(&layout);
        self.compose_detail(&layout);
    }

    /// A client counts as opened once somebody looks at all of it, or changes it.
    fn remember_what_is_open(&mut self) {
        if (self.focus == Pane::Detail || self.editing.is_some())
            && let Some(key) = self.selected_client().map(|row| row.key.clone())
        {
            self.remember_opened(&key);
        }
    }

    fn connect(&mut self) {
        // What is on its way to the disk goes there first.
        for of in std::mem::take(&mut self.drafts_to_keep) {
            self.ask_to_keep(of);
        }
        self.keeping_draft = false;
        self.generation += 1;
        self.audit_loses_answers();
        self.void_reads();
        self.hide_secret();
        self.link = Link::Connecting;
        self.traffic = TrafficFacts::default();
        let place = self.launch.place.clone();
        self.ask(Task::Connect(place));
    }

    /// Reads of the context that is left will not be answered any more.
    fn void_reads(&mut self) {
        self.void_abroad();
        self.pools.dropped();
        self.clients.values_mut().for_each(|clients| clients.listing.dropped());
        self.described.values_mut().for_each(|known| known.reading = None);
        self.described_pools.values_mut().for_each(|known| known.reading = None);
        self.pool_parts.values_mut().for_each(|known| known.reading = None);
        self.describing.clear();
        self.void_compare_reads();
        self.drift.dropped();
        self.unanswered = 0;
        self.refused = None;
        self.sweep = None;
    }

    /// Lets go of everything that belongs to one context.
    fn forget_context(&mut self) {
        self.pools = Listing::default();
        self.pools_list = ListView::default();
        self.clients.clear();
        self.described.clear();
        self.exporting = None;
        self.finder = None;
        self.index = finder::Index::default();
        self.described_pools.clear();
        self.pool_parts.clear();
        self.context = ContextFacts::default();
        self.account = None;
        self.message = None;
        self.overlays.clear();
        self.focus = Pane::Pools;
        self.edition += 1;
    }

    fn ask(&mut self, task: Task) -> Ticket {
        self.last_id += 1;
        let ticket = Ticket { generation: self.generation, id: self.last_id };
        self.unanswered += 1;
        self.commands.push(Command::Errand(Errand::Run(ticket, task)));
        ticket
    }

    fn cancel(&mut self, ticket: Ticket) {
        self.commands.push(Command::Errand(Errand::Cancel(ticket)));
    }

    fn tell(&mut self, text: impl Into<String>) {
        self.message = Some(Message { text: text.into(), bad: false });
    }

    fn complain(&mut self, failure: &Failure) {
        self.message = Some(Message { text: format!("{} {}", failure.what, failure.next), bad: true });
    }
}
