//! One setting in the form.

use crate::client::Settings;
use crate::client::field::{self, Field, Kind, Layout, Life, Shown, Value};
use crate::client::rules::{Operation, Surroundings};

/// How a setting is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// One line of text.
    Line,
    /// A line for each member.
    Lines,
    /// On or off.
    Switch,
    /// One of some values.
    Choice,
    /// Any of some values; where the set is open, a last line takes others.
    Options {
        /// Whether others can be typed.
        open: bool,
    },
}

/// A setting, how it is filled in, and what is typed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The setting.
    pub field: &'static Field,
    /// How it is filled in.
    pub kind: EntryKind,
    /// What is typed: one line, a line for each member and one to add to, or what is being added.
    pub texts: Vec<String>,
    /// What there is to choose from.
    pub options: Vec<String>,
    /// Why what is typed cannot be read.
    pub error: Option<String>,
}

/// What the pool offers for the settings that refer to it.
#[derive(Clone, Debug, Default)]
pub(super) struct Offers {
    providers: Vec<String>,
    scopes: Vec<String>,
    attributes: Vec<String>,
}

impl Offers {
    pub(super) fn of(around: Surroundings<'_>) -> Self {
        let providers = around.providers.unwrap_or_default().iter().map(|provider| provider.name.clone());
        let servers = around.servers.unwrap_or_default();
        let attributes = around.pool.map(|pool| {
            pool.schema().iter().filter(|one| !one.developer_only).map(|one| one.name.to_owned()).collect()
        });
        Self {
            providers: std::iter::once("COGNITO".to_owned()).chain(providers).collect(),
            scopes: servers.iter().flat_map(crate::client::ResourceServer::full_scopes).collect(),
            attributes: attributes.unwrap_or_default(),
        }
    }

    /// What the pool adds to the table's own words for a setting.
    fn for_field(&self, field: &Field) -> &[String] {
        if *field == *field::SUPPORTED_IDENTITY_PROVIDERS {
            &self.providers
        } else if *field == *field::ALLOWED_OAUTH_SCOPES {
            &self.scopes
        } else if *field == *field::READ_ATTRIBUTES || *field == *field::WRITE_ATTRIBUTES {
            &self.attributes
        } else {
            &[]
        }
    }
}

/// Every setting that a request of this kind can choose.
pub(super) fn all(operation: Operation, draft: &Settings, offers: &Offers) -> Vec<Entry> {
    let chosen = |field: &&'static Field| match operation {
        Operation::Update => field.is_mutable(),
        Operation::Create => {
            field.is_mutable() || (field.life == Life::CreateOnly && field.kind == Kind::Switch)
        }
    };
    let placed = |field: &&'static Field| {
        field.kind != Kind::Unit && (field.shown != Shown::Never || !field.is_mutable())
    };
    field::FIELDS.iter().filter(chosen).filter(placed).map(|field| Entry::new(field, draft, offers)).collect()
}

impl Entry {
    fn new(field: &'static Field, draft: &Settings, offers: &Offers) -> Self {
        let kind = match &field.kind {
            Kind::Switch => EntryKind::Switch,
            Kind::Choice(_) => EntryKind::Choice,
            Kind::Choices(_) => EntryKind::Options { open: false },
            Kind::List { layout: Layout::Flow, .. } => EntryKind::Options { open: true },
            Kind::List { .. } => EntryKind::Lines,
            _ => EntryKind::Line,
        };
        let mut entry = Self { field, kind, texts: Vec::new(), options: Vec::new(), error: None };
        entry.offer(draft, offers);
        entry.load(draft);
        entry
    }

    /// Brings what there is to choose from up to date: the table's words, the pool's, and whatever the
    /// client has beside them.
    pub(super) fn offer(&mut self, draft: &Settings, offers: &Offers) {
        let known = self.field.kind.choices().iter().map(|choice| choice.value.to_owned());
        let pool = offers.for_field(self.field);
        // Where the pool says what there is, the table's examples would only mislead.
        let known: Vec<String> = if *self.field == *field::SUPPORTED_IDENTITY_PROVIDERS
            || (!pool.is_empty() && self.is_attribute_list())
        {
            Vec::new()
        } else {
            known.collect()
        };
        let mut options = known;
        for value in pool.iter().chain(self.members(draft).iter()) {
            if !options.contains(value) {
                options.push(value.clone());
            }
        }
        self.options = options;
    }

    fn is_attribute_list(&self) -> bool {
        *self.field == *field::READ_ATTRIBUTES || *self.field == *field::WRITE_ATTRIBUTES
    }

    /// Takes what is shown from the draft. What cannot be read, or is not added yet, stays as it is typed.
    pub(super) fn load(&mut self, draft: &Settings) {
        if self.error.is_some() {
            return;
        }
        self.texts = match self.kind {
            EntryKind::Line => {
                vec![draft.get(self.field).map(|value| self.field.format(&value)).unwrap_or_default()]
            }
            EntryKind::Lines => {
                let mut lines =
                    draft.get(self.field).map(|value| value.as_list().to_vec()).unwrap_or_default();
                lines.push(String::new());
                lines
            }
            EntryKind::Options { open: true } => vec![self.texts.pop().unwrap_or_default()],
            _ => Vec::new(),
        };
        for member in self.members(draft) {
            if !self.options.contains(&member) && !matches!(self.kind, EntryKind::Lines) {
                self.options.push(member);
            }
        }
    }

    /// What is typed as one more member and not added yet.
    pub fn pending(&self) -> Option<&str> {
        let text = self.texts.first().filter(|_| self.kind == EntryKind::Options { open: true })?.trim();
        (!text.is_empty()).then_some(text)
    }

    /// What is typed and is no value: it cannot be read, or is not added yet.
    pub(super) fn unread(&self) -> Option<&str> {
        self.pending().or_else(|| self.error.as_ref().and(self.texts.first()).map(String::as_str))
    }

    /// The members in force, by default or chosen.
    pub fn members(&self, draft: &Settings) -> Vec<String> {
        draft.effective(self.field).value.map(|value| value.as_list().to_vec()).unwrap_or_default()
    }

    /// How many places the entry has for the cursor.
    pub fn places(&self) -> usize {
        match self.kind {
            EntryKind::Line | EntryKind::Switch | EntryKind::Choice => 1,
            EntryKind::Lines => self.texts.len(),
            EntryKind::Options { open } => self.options.len() + usize::from(open),
        }
    }

    /// The text at a place, where the place takes text.
    pub fn text(&self, place: usize) -> Option<&str> {
        match self.kind {
            EntryKind::Line | EntryKind::Lines => self.texts.get(place).map(String::as_str),
            EntryKind::Options { open: true } if place == self.options.len() => {
                self.texts.first().map(String::as_str)
            }
            _ => None,
        }
    }

    /// True when the draft means something else for this setting than the base.
    pub fn differs(&self, base: &Settings, draft: &Settings) -> bool {
        self.error.is_some() || !base.same(draft, self.field)
    }

    /// Reads what is typed into the draft. What cannot be read never becomes a value: its text and its
    /// error stay here, and the setting is what it was in `before`. A bare number is in the unit of then.
    pub(super) fn store(&mut self, draft: &mut Settings, before: &Settings) {
        let read = match self.kind {
            EntryKind::Line => self.field.parse(&self.texts[0], before.unit(self.field)),
            EntryKind::Lines => {
                let lines = self.texts.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
                let members: Vec<String> = lines.map(str::to_owned).collect();
                Ok((!members.is_empty()).then_some(Value::List(members)))
            }
            _ => return,
        };
        self.error = read.and_then(|value| draft.set(self.field, value)).err().map(|error| error.to_string());
        if self.error.is_some() {
            draft.put_back(self.field, before);
        }
    }
}
