//! Clients side by side: settings as rows, clients as columns, each told by what it has otherwise than the
//! first.
//!
//! What counts is what applies: a default that is written out, an hour in seconds and another order of a
//! list are no difference. Secrets are told apart by their fingerprints and in no other way.

mod cells;
mod layout;
mod promote;
mod unsaid;

use std::borrow::Borrow;
use std::collections::HashSet;

use serde_json::Value as Json;

use super::change::Subject;
use super::effective::Origin;
use super::field::{self, FIELDS, Field, Group, Kind, Life, Shown};
use super::secret::{Fingerprint, SecretPresence};
use super::text::harmless;
use super::{AppClient, Settings};

use cells::Reference;

pub use layout::{Grid, GridLine, Measures, Part};
pub use promote::{Promotion, promote};
pub use unsaid::{Medium, Unsaid};

/// What stands for a setting that a file does not mention.
const NOT_SAID: &str = "not said";
/// A heading for what no row of the table describes.
pub const UNKNOWN_TITLE: &str = "Unknown to this version";

/// What is compared: a client, or what a file says about one.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What it is called at the head of its column, as it came; shown harmless.
    pub title: String,
    /// Its settings.
    pub settings: Settings,
    /// What is known of its secret.
    pub secret: SecretSeen,
    /// What it does not say.
    pub unsaid: Unsaid,
}

impl Column {
    /// A column of a client that was described.
    pub fn of_client(title: impl Into<String>, client: AppClient) -> Self {
        Self::new(title, client.settings, client.secret.into())
    }

    /// A column of settings that are all there is to say.
    pub fn new(title: impl Into<String>, settings: Settings, secret: SecretSeen) -> Self {
        Self { title: title.into(), settings, secret, unsaid: Unsaid::default() }
    }

    /// What is to be shown of a setting that it leaves unsaid, safe to show.
    pub fn unsaid(&self, field: &Field) -> Option<String> {
        if field.life == Life::Secret {
            return None;
        }
        if let Some((_, text)) = self.unsaid.open.iter().find(|(open, _)| **open == *field) {
            return Some(format!("{} (not evaluated)", harmless(text)));
        }
        (self.settings.raw(field).is_none() && self.unsaid.may_be_anything(field))
            .then(|| NOT_SAID.to_owned())
    }
}

/// What is known of a secret in a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecretSeen {
    /// Nothing: a file does not say, or nobody has looked yet.
    #[default]
    Unknown,
    /// There is none.
    None,
    /// There is one; without a fingerprint it cannot be told from another.
    Set(Option<Fingerprint>),
}

impl From<SecretPresence> for SecretSeen {
    fn from(presence: SecretPresence) -> Self {
        match presence {
            SecretPresence::Absent => Self::None,
            SecretPresence::Present(fingerprint) => Self::Set(Some(fingerprint)),
        }
    }
}

/// How secrets that are set are told apart in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// "both set, differ": the words are the same in every run of the program.
    #[default]
    InWords,
    /// "set a7f3": on a screen that one person looks at.
    ByFingerprint,
}

/// Columns compared with one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The column that the others are compared with.
    pub base: usize,
    /// Columns.
    pub columns: usize,
    /// All rows under their headings, in the table's order, and what the table does not know at the end.
    pub sections: Vec<Section>,
}

/// A heading and its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The heading's text.
    pub title: &'static str,
    /// Its rows; never empty.
    pub rows: Vec<Row>,
}

/// A setting in every column.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is about.
    pub subject: Subject,
    /// Its name, safe to show.
    pub label: String,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

impl Row {
    /// True when a column differs from the base.
    pub fn differs(&self) -> bool {
        self.cells.iter().any(|cell| cell.relation == Relation::Differs)
    }
}

/// A setting in one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// How it stands to the base.
    pub relation: Relation,
    /// What is shown, safe; empty for [`Relation::Same`], where a sign says it all.
    pub lines: Vec<Line>,
    /// Where the value comes from.
    pub origin: Origin,
    /// Members of a list that the base lacks, in words.
    pub added: Vec<String>,
    /// Members of a list that only the base has, in words.
    pub removed: Vec<String>,
}

/// How a cell stands to the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is the base.
    Base,
    /// The same applies.
    Same,
    /// Something else applies.
    Differs,
    /// It cannot be told: two secrets of which one has no fingerprint, or what a file leaves unsaid.
    Untold,
}

/// A line of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is to be said about it.
    pub mark: Mark,
    /// Its text, safe to show.
    pub text: String,
}

/// What a sign before a line says, so that no colour is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: the base.
    Plain,
    /// The same as the base.
    Same,
    /// Something else than in the base.
    Changed,
    /// The base lacks this member.
    Added,
    /// Only the base has this member.
    Removed,
    /// What the base has is off or absent.
    Gone,
}

impl Mark {
    /// The sign, one column wide; empty for the base.
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Same => "=",
            Self::Changed => "~",
            Self::Added => "+",
            Self::Removed => "−",
            Self::Gone => "✗",
        }
    }
}

impl Comparison {
    /// Compares columns with one of them; a base that is not there is the first.
    pub fn of<C: Borrow<Column>>(columns: &[C], base: usize, secrets: Secrets) -> Self {
        let columns: Vec<&Column> = columns.iter().map(Borrow::borrow).collect();
        let base = if base < columns.len() { base } else { 0 };
        let mut sections: Vec<Section> = Vec::new();
        let Some(first) = columns.get(base).copied() else { return Self { base, columns: 0, sections } };
        for field in FIELDS.iter().filter(|field| is_compared(field)) {
            let cells: Vec<Cell> = if field.life == Life::Secret {
                columns
                    .iter()
                    .enumerate()
                    .map(|(at, one)| cells::secret(first, one, at == base, secrets))
                    .collect()
            } else {
                let reference = Reference::of(&first.settings, field);
                let unsaid = first.unsaid(field);
                let cell = |(at, one): (usize, &&Column)| match (&unsaid, one.unsaid(field)) {
                    (Some(text), _) if at == base => cells::unsaid(text.clone(), true),
                    (_, Some(text)) => cells::unsaid(text, false),
                    (Some(_), None) => cells::beside_unsaid(one, field),
                    (None, None) if at == base => cells::base(&reference),
                    (None, None) if first.has_gaps() || one.has_gaps() => between(first, one, field),
                    (None, None) => cells::setting(&reference, &one.settings),
                };
                columns.iter().enumerate().map(cell).collect()
            };
            let row = Row { subject: Subject::Setting(field), label: field.label.to_owned(), cells };
            // A unit is told with its duration, unless that cannot be read.
            if field.kind == Kind::Unit && !row.differs() {
                continue;
            }
            push(&mut sections, field.group, row);
        }
        let unknown = unknown_rows(&columns, base);
        if !unknown.is_empty() {
            sections.push(Section { title: UNKNOWN_TITLE, rows: unknown });
        }
        Self { base, columns: columns.len(), sections }
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    /// How many settings there are.
    pub fn total(&self) -> usize {
        self.sections.iter().map(|section| section.rows.len()).sum()
    }

    /// How many of them differ.
    pub fn differing(&self) -> usize {
        self.rows().filter(|row| row.differs()).count()
    }

    /// Of how many of them nobody can tell, secrets aside.
    fn untold(&self) -> usize {
        let is_setting = |row: &&Row| row.subject.field().is_none_or(|field| field.life != Life::Secret);
        let is_untold = |row: &&Row| row.cells.iter().any(|cell| cell.relation == Relation::Untold);
        self.rows().filter(is_setting).filter(|row| !row.differs()).filter(is_untold).count()
    }

    /// "6 of 24 settings differ", or that none does; and how many cannot be compared.
    pub fn summary(&self) -> String {
        match (self.differing(), self.total(), self.untold()) {
            (0, total, 0) => format!("all {total} settings are the same"),
            (0, total, untold) if total == untold => "nothing can be compared".to_owned(),
            (0, total, untold) => {
                format!("{} of {total} settings are the same and {untold} cannot be compared", total - untold)
            }
            (some, total, untold) => {
                let verb = if some == 1 { "differs" } else { "differ" };
                let rest = if untold > 0 { format!(", {untold} cannot be compared") } else { String::new() };
                format!("{some} of {total} settings {verb}{rest}")
            }
        }
    }
}

/// A setting of a column beside the base's, where a kind of file has no place for everything that the other
/// one has.
fn between(base: &Column, one: &Column, field: &'static Field) -> Cell {
    let (theirs, own) = (base.beside(one), one.beside(base));
    let cell = cells::setting(&Reference::of(&theirs, field), &own);
    let lacking = || one.same_but_for(base, field).or_else(|| base.same_but_for(one, field));
    match (cell.relation, lacking()) {
        (Relation::Same, Some(text)) => cells::unsaid(text, false),
        _ => cell,
    }
}

/// True when the same applies to both, secrets included as far as they can be told apart. Says nothing in
/// words, so thousands can be asked.
pub fn same(one: &Column, other: &Column) -> bool {
    let (mine, theirs) = (one.beside(other), other.beside(one));
    let apart = |field: &'static Field| {
        if field.life == Life::Secret {
            cells::secrets_differ(one.secret, other.secret)
        } else {
            cells::apart(&mine, &theirs, field)
                && one.unsaid(field).is_none()
                && other.unsaid(field).is_none()
        }
    };
    if FIELDS.iter().filter(|field| is_compared(field)).any(apart) {
        return false;
    }
    let unknown = one.settings.unknown_paths();
    let partial = one.unsaid.hides_unknown() || other.unsaid.hides_unknown();
    (partial || unknown.len() == other.settings.unknown_paths().len())
        && unknown.iter().all(|(path, json)| {
            find(&other.settings, path).map_or(other.unsaid.hides_unknown(), |theirs| theirs == *json)
        })
}

/// What a column has for a subject in words, whatever the others have.
pub fn alone(column: &Column, subject: &Subject) -> Vec<String> {
    cells::alone(column, subject)
}

/// Ids and dates are what makes a client this one, not how it is set up.
fn is_compared(field: &Field) -> bool {
    field.life != Life::ReadOnly && field.shown != Shown::Never && *field != *field::USER_POOL_ID
}

fn push(sections: &mut Vec<Section>, group: Group, row: Row) {
    match sections.last_mut().filter(|section| section.title == group.title()) {
        Some(section) => section.rows.push(row),
        None => sections.push(Section { title: group.title(), rows: vec![row] }),
    }
}

fn unknown_rows(columns: &[&Column], base: usize) -> Vec<Row> {
    let mut seen = HashSet::new();
    let mut paths = Vec::new();
    let order = std::iter::once(&columns[base]).chain(columns);
    for (path, _) in order.flat_map(|column| column.settings.unknown_paths()) {
        if seen.insert(path.clone()) {
            paths.push(path);
        }
    }
    let row = |path: Vec<String>| {
        let reference = find(&columns[base].settings, &path);
        let cell = |(at, column): (usize, &&Column)| {
            let json = find(&column.settings, &path);
            let untold =
                |column: &Column, json: Option<&Json>| column.unsaid.hides_unknown() && json.is_none();
            match json {
                None if column.unsaid.hides_unknown() => cells::unsaid(NOT_SAID.to_owned(), at == base),
                _ if untold(columns[base], reference) => {
                    Cell { relation: Relation::Untold, ..cells::member(None, json, true) }
                }
                _ => cells::member(reference, json, at == base),
            }
        };
        let cells = columns.iter().enumerate().map(cell).collect();
        let subject = Subject::Unknown(path);
        Row { label: subject.label(), cells, subject }
    };
    paths.into_iter().map(row).collect()
}

/// A member that no row describes, `null` included.
fn find<'a>(settings: &'a Settings, path: &[String]) -> Option<&'a Json> {
    let (first, rest) = path.split_first()?;
    let mut json = settings.document().get(first)?;
    for name in rest {
        json = json.as_object()?.get(name)?;
    }
    Some(json)
}

#[cfg(test)]
mod tests;
