//! The review: what would change, in words, before anything is written.

use serde_json::{Map, Value as Json};
use tui_textarea::TextArea;

use crate::client::change::{self, Change, Compare, Subject};
use crate::client::field::Kind;
use crate::client::request::{create_document, update_document};
use crate::client::rules::Finding;
use crate::client::text::{harmless, width, wrap};
use crate::client::{ClientKey, Settings, kind, present};

use crate::tasks::ContextFacts;
use crate::tasks::write::Plan;

/// What a line of the review is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary words.
    #[default]
    Plain,
    /// What changes.
    Change,
    /// Beside the point.
    Quiet,
    /// What needs care.
    Warning,
    /// A heading.
    Heading,
}

/// One line of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewLine {
    /// What it is.
    pub tone: Tone,
    /// Its text, safe to show.
    pub text: String,
}

/// The parts that open on a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The request's document.
    Request,
    /// The same with the AWS CLI.
    Command,
    /// What is carried over as it is.
    Unchanged,
}

/// The parts, in the order in which they stand.
const PARTS: [Part; 3] = [Part::Request, Part::Command, Part::Unchanged];
/// How the heading of an open part begins.
const OPEN: &str = "▾";

/// A write to one client, before it is carried out.
#[derive(Clone, Debug)]
pub struct Review {
    /// What stands above it.
    pub title: String,
    /// What Enter would carry out.
    pub plan: Plan,
    /// What somebody else changed since the form opened, and the write takes over.
    pub theirs: Vec<Change>,
    /// The AWS CLI's command that does the same.
    pub command: String,
    /// The first line in the window.
    pub offset: usize,
    /// What must be typed before Enter counts, and what is typed.
    pub confirm: Option<Confirm>,
    /// What the plan does, beside the settings it changes.
    pub(super) lead: Vec<String>,
    changes: Vec<Change>,
    warnings: Vec<String>,
    unchanged: Vec<String>,
    unknown: usize,
    request: String,
    open: Vec<Part>,
    /// The part that was just opened and is to be seen.
    opened: Option<Part>,
}

/// A name to type, so that nobody deletes by habit.
#[derive(Clone, Debug)]
pub struct Confirm {
    /// What must be typed.
    pub expected: String,
    /// What is typed.
    pub editor: TextArea<'static>,
}

impl Confirm {
    /// A name to type.
    pub(super) fn new(expected: &str) -> Self {
        Self { expected: expected.to_owned(), editor: TextArea::default() }
    }

    /// What must be typed, as it is shown: what cannot be seen is typed as it is written there.
    pub fn shown(&self) -> String {
        harmless(&self.expected).trim().to_owned()
    }

    /// True once the name is typed whole.
    pub fn is_given(&self) -> bool {
        self.typed() == self.expected || harmless(self.typed()).trim() == self.shown()
    }

    /// What is typed.
    pub fn typed(&self) -> &str {
        self.editor.lines().first().map_or("", String::as_str)
    }

    /// Takes pasted text as it would be shown.
    pub(super) fn paste(&mut self, text: &str) {
        self.editor.insert_str(harmless(text.trim_end_matches('\n')));
    }
}

/// Where a write goes, in the words of the review's title.
#[derive(Clone, Debug)]
pub struct Whereabouts {
    /// The client's name.
    pub client: String,
    /// The pool's name.
    pub pool: String,
    /// Whether the client has a secret, as far as it is known.
    pub confidential: bool,
    /// The place connected to.
    pub context: ContextFacts,
}

impl Review {
    /// The review of a plan.
    pub fn new(plan: Plan, findings: &[Finding], at: &Whereabouts) -> Self {
        let (seen, wanted, operation) = match &plan {
            Plan::Update(plan) => (plan.seen.clone(), plan.wanted.clone(), "update-user-pool-client"),
            Plan::Create(plan) => (Settings::default(), plan.settings.clone(), "create-user-pool-client"),
            Plan::Delete(plan) => (plan.seen.clone(), Settings::default(), "delete-user-pool-client"),
            Plan::AddSecret(_) => (Settings::default(), Settings::default(), "add-user-pool-client-secret"),
            Plan::DeleteSecret(_) => {
                (Settings::default(), Settings::default(), "delete-user-pool-client-secret")
            }
        };
        let document = match &plan {
            Plan::Update(_) => update_document(&wanted),
            Plan::Create(plan) => create_document(&wanted, &plan.pool),
            Plan::Delete(plan) => ids(&plan.key),
            Plan::AddSecret(plan) => ids(&plan.key),
            Plan::DeleteSecret(plan) => {
                let mut document = ids(&plan.key);
                document.insert("ClientSecretId".to_owned(), Json::String(plan.secret.clone()));
                document
            }
        };
        let changes = match &plan {
            Plan::Delete(_) => Vec::new(),
            _ => changes(&seen, &wanted),
        };
        let mut warnings: Vec<String> =
            kind::badges(&seen).into_iter().map(|badge| badge.meaning().to_owned()).collect();
        warnings.extend(findings.iter().map(|finding| {
            let why = if finding.is_refusal() { "Cognito would refuse this: " } else { "" };
            format!("{why}{}", finding.message)
        }));
        let is_update = matches!(plan, Plan::Update(_));
        let confirm = matches!(plan, Plan::Delete(_)).then(|| Confirm::new(&at.client));
        Self {
            title: title(&plan, at),
            lead: lead(&plan, at.confidential),
            command: command(operation, &document, &at.context),
            request: serde_json::to_string_pretty(&Json::Object(document)).unwrap_or_default(),
            unknown: if is_update { unknown(&seen, &changes) } else { 0 },
            unchanged: if is_update { unchanged(&seen, &changes) } else { Vec::new() },
            theirs: Vec::new(),
            open: Vec::new(),
            opened: None,
            offset: 0,
            confirm,
            changes,
            warnings,
            plan,
        }
    }

    /// Makes Enter count only after the client's name was typed.
    pub fn ask_for_name(&mut self, name: &str, why: &str) {
        self.warnings.insert(0, format!("The client's name must be typed because {why}."));
        self.confirm = Some(Confirm::new(name));
    }

    /// Says something before all else.
    pub(super) fn warn_first(&mut self, warning: String) {
        self.warnings.insert(0, warning);
    }

    /// Rows for the lines, of so many: the name to type needs some.
    pub fn window(&self, height: usize) -> usize {
        if self.confirm.is_some() { height.saturating_sub(2) } else { height }
    }

    /// True when there is something to carry out.
    pub fn does_anything(&self) -> bool {
        !self.changes.is_empty() || !matches!(self.plan, Plan::Update(_))
    }

    /// Opens or closes a part.
    pub fn toggle(&mut self, part: Part) {
        if let Some(at) = self.open.iter().position(|open| *open == part) {
            self.open.remove(at);
        } else {
            self.open.push(part);
            self.opened = Some(part);
        }
    }

    /// Keeps the window where there is text, with what was just opened in it.
    pub(super) fn settle(&mut self, columns: usize, height: usize) {
        let lines = self.lines(columns);
        let height = self.window(height);
        if let Some(part) = self.opened.take() {
            let before = PARTS.iter().take_while(|other| **other != part);
            let nth = before.filter(|other| self.open.contains(other)).count();
            let mut open = (0..lines.len()).filter(|at| lines[*at].text.starts_with(OPEN));
            if let Some(at) = open.nth(nth) {
                let next = lines[at + 1..].iter().position(|line| line.tone == Tone::Heading);
                let end = next.map_or(lines.len(), |next| at + 1 + next);
                self.offset = self.offset.max(end.saturating_sub(height)).min(at);
            }
        }
        self.offset = self.offset.min(lines.len().saturating_sub(height));
    }

    /// The lines for so many columns.
    pub fn lines(&self, columns: usize) -> Vec<ReviewLine> {
        let mut page = Page { lines: Vec::new(), columns };
        // Where it goes must be read whole, also where the border has no room for it.
        if width(&harmless(&self.title)) + 4 > columns {
            page.say(Tone::Plain, 0, &self.title);
            page.say(Tone::Plain, 0, "");
        }
        for warning in &self.warnings {
            page.say(Tone::Warning, 0, &format!("! {warning}"));
        }
        for line in &self.lead {
            page.say(Tone::Plain, 0, line);
        }
        if let Some(confirm) = &self.confirm {
            page.say(Tone::Plain, 0, &format!("What must be typed below: {}", confirm.shown()));
        }
        if !self.does_anything() {
            page.say(Tone::Plain, 0, "Nothing would change.");
        }
        for change in &self.changes {
            page.tell(change, Tone::Change);
            if let Some(meaning) = &change.meaning {
                page.say(Tone::Quiet, 4, meaning);
            }
        }
        if !self.theirs.is_empty() {
            let heading = match self.plan {
                Plan::Delete(_) => "Somebody else changed this meanwhile; it goes with the rest:",
                _ => "Somebody else changed this meanwhile; it is kept:",
            };
            page.say(Tone::Heading, 0, heading);
            for change in &self.theirs {
                page.tell(change, Tone::Plain);
            }
        }
        page.say(Tone::Plain, 0, "");
        if matches!(self.plan, Plan::Update(_)) {
            let unknown = match self.unknown {
                0 => String::new(),
                1 => ", 1 of them unknown to this version".to_owned(),
                n => format!(", {n} of them unknown to this version"),
            };
            let carried = self.unchanged.len();
            page.say(Tone::Plain, 0, &format!("{carried} other settings are sent as they are now{unknown}."));
        }
        self.parts(&mut page);
        page.lines
    }

    /// True where parts open: always, but where a name is typed for something else than a change or a new
    /// client.
    pub fn has_parts(&self) -> bool {
        self.confirm.is_none() || matches!(self.plan, Plan::Update(_) | Plan::Create(_))
    }

    /// What opens on a key. While a name is being typed letters are text, and function keys open them.
    fn parts(&self, page: &mut Page) {
        if !self.has_parts() {
            return;
        }
        let (keys, command) = match self.confirm {
            Some(_) => (["F2", "F3", "F4"], "the aws command (Ctrl-y copies it)"),
            None => (["r", "a", "u"], "the aws command (y copies it)"),
        };
        let parts = [
            (Part::Request, "the request", self.request.as_str()),
            (Part::Command, command, self.command.as_str()),
            (Part::Unchanged, "what is unchanged", ""),
        ];
        for ((part, title, body), key) in parts.into_iter().zip(keys) {
            let open = self.open.contains(&part);
            page.say(Tone::Heading, 0, &format!("{} {key} {title}", if open { OPEN } else { "▸" }));
            if open && part == Part::Unchanged {
                for line in &self.unchanged {
                    page.say(Tone::Quiet, 2, line);
                }
            } else if open {
                for line in body.lines() {
                    page.say(Tone::Quiet, 2, line);
                }
            }
        }
    }
}

/// Lines put together for so many columns.
pub(super) struct Page {
    /// What is there so far.
    pub(super) lines: Vec<ReviewLine>,
    /// The columns.
    pub(super) columns: usize,
}

impl Page {
    /// Text, broken to the columns there are.
    pub(super) fn say(&mut self, tone: Tone, indent: usize, text: &str) {
        for piece in wrap(&harmless(text), self.columns.saturating_sub(indent).max(10)) {
            self.lines.push(ReviewLine { tone, text: format!("{}{piece}", " ".repeat(indent)) });
        }
    }

    /// A change: beside its name where there is room, under it otherwise.
    pub(super) fn tell(&mut self, change: &Change, tone: Tone) {
        let label = change.subject.label();
        let gone = change.removed.iter().map(|member| format!("− {member}"));
        let mut parts: Vec<String> =
            gone.chain(change.added.iter().map(|member| format!("+ {member}"))).collect();
        let whole = parts.is_empty();
        if whole {
            parts.push(format!("{} → {}", joined(change, &change.before), joined(change, &change.after)));
        }
        let beside = width(&label).max(22) + 3;
        if parts.iter().all(|part| width(part) + beside <= self.columns) {
            for (at, part) in parts.iter().enumerate() {
                let label = if at == 0 { label.as_str() } else { "" };
                self.lines.push(ReviewLine { tone, text: format!("  {label:<22} {part}") });
            }
            return;
        }
        if whole {
            let (before, after) = (joined(change, &change.before), joined(change, &change.after));
            parts = vec![before, format!("→ {after}")];
        }
        self.say(tone, 2, &label);
        for part in &parts {
            self.say(tone, 4, part);
        }
    }
}

/// What changes for people and applications; where nothing does, what is written differently. A unit goes
/// without saying, its duration tells it.
fn changes(seen: &Settings, wanted: &Settings) -> Vec<Change> {
    let mut changes = change::diff(seen, wanted, Compare::ByEffect);
    if changes.is_empty() {
        changes = change::diff(seen, wanted, Compare::ByText);
    }
    changes.retain(|change| change.subject.field().is_none_or(|field| field.kind != Kind::Unit));
    changes
}

/// The document of a request that names a client and nothing else.
fn ids(key: &ClientKey) -> Map<String, Json> {
    let text = |id: &str| Json::String(id.to_owned());
    [("UserPoolId", text(key.pool.as_str())), ("ClientId", text(key.client.as_str()))]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

fn title(plan: &Plan, at: &Whereabouts) -> String {
    let verb = match plan {
        Plan::Update(_) => "Change",
        Plan::Create(_) => "Create",
        Plan::Delete(_) => "Delete",
        Plan::AddSecret(_) => "Add a secret to",
        Plan::DeleteSecret(_) => "Retire a secret of",
    };
    let place = if at.context.sandbox { "sandbox" } else { &at.context.profile };
    format!("Review: {verb} {} in {} ({place}, {})", at.client, at.pool, at.context.region)
}

/// What a deletion means first of all.
const GONE: &str =
    "Whoever signs in through this client cannot do so any more, at once. Cognito does not tell who that is.";

/// What a plan does that its settings do not tell.
fn lead(plan: &Plan, confidential: bool) -> Vec<String> {
    let lines: &[&str] = match plan {
        Plan::Delete(_) if !confidential => &[
            GONE,
            "Its branding, terms and risk configuration go with it.",
            "The settings stay in the journal: u makes the client anew from there, with another id.",
        ],
        Plan::Delete(_) => &[
            GONE,
            "Its secrets, branding, terms and risk configuration go with it.",
            "The settings stay in the journal: u makes the client anew from there, with another id and another secret.",
        ],
        Plan::Create(_) => {
            &["A new client is made. Cognito chooses its id, and its secret where it has one."]
        }
        _ => &[],
    };
    // Names are not unique in a pool: what is taken away, or back, is named by its id too.
    let named = matches!(plan, Plan::Delete(_)) || plan.note().undoes.is_some();
    let id = plan.key().filter(|_| named).map(|key| format!("Client ID: {}", key.client));
    id.into_iter().chain(lines.iter().map(|line| (*line).to_owned())).collect()
}

/// A value's lines in one: members of a list by commas, the JSON of what no row describes as it is.
fn joined(change: &Change, lines: &[String]) -> String {
    match change.subject {
        Subject::Setting(_) => lines.join(", "),
        Subject::Unknown(_) => lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
    }
}

/// A change as lines: `Label  before → after`, or a line for each member that comes or goes.
pub fn change_words(change: &Change) -> Vec<String> {
    let label = change.subject.label();
    if change.added.is_empty() && change.removed.is_empty() {
        let (before, after) = (joined(change, &change.before), joined(change, &change.after));
        return vec![format!("{label:<22} {before} → {after}")];
    }
    let gone = change.removed.iter().map(|member| format!("{label:<22} − {member}"));
    let new = change.added.iter().map(|member| format!("{label:<22} + {member}"));
    gone.chain(new).collect()
}

/// The settings that have a value and are not among the changes.
fn unchanged(seen: &Settings, changes: &[Change]) -> Vec<String> {
    let touched = |label: &str| changes.iter().any(|change| change.subject.label() == label);
    let known = crate::client::FIELDS.iter().filter(|field| field.is_mutable() && seen.raw(field).is_some());
    let known = known.filter(|field| !touched(field.label)).map(|field| {
        let words = seen.get(field).map(|value| field.words(&value).join(", ")).unwrap_or_default();
        format!("{}: {words}", field.label)
    });
    let unknown = present::unknown(seen).into_iter().filter(|row| !touched(&row.name));
    known.chain(unknown.map(|row| format!("{}: {}", row.name, row.lines.join(" ")))).collect()
}

/// How many settings are carried over that this version does not know.
fn unknown(seen: &Settings, changes: &[Change]) -> usize {
    let touched = |label: &str| changes.iter().any(|change| change.subject.label() == label);
    present::unknown(seen).into_iter().filter(|row| !touched(&row.name)).count()
}

/// The AWS CLI's command with the same document.
fn command(operation: &str, document: &Map<String, Json>, context: &ContextFacts) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut words = vec![format!("aws cognito-idp {operation} --region"), context.region.clone()];
    if !context.sandbox && context.profile != "default" {
        words.extend(["--profile".to_owned(), quoted(&context.profile)]);
    }
    if let Some(endpoint) = &context.endpoint {
        words.extend(["--endpoint-url".to_owned(), quoted(endpoint)]);
    }
    words.extend(["--cli-input-json".to_owned(), quoted(&Json::Object(document.clone()).to_string())]);
    words.join(" ")
}
