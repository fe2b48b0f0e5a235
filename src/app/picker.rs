//! A list over the screen to choose from: the keys, the palette, templates, pools.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{ACTIONS, Action};
use super::auditing::AuditChoice;
use super::bulk::BulkChoice;
use super::comparing::CompareChoice;
use super::keymap::Keymap;
use super::line::edit_line;
use super::list::{FuzzyMatcher, ListView};
use crate::client::{ClientKey, DraftOf, PoolId};
use crate::tasks::write::EntryId;

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Do this.
    Act(Action),
    /// Start a client from this template.
    Template(&'static str),
    /// Go on with this draft of a new client.
    GoOn(DraftOf),
    /// Copy the selected client into this pool.
    DuplicateInto(PoolId),
    /// Look at this client.
    Go(ClientKey),
    /// Take this change back.
    Undo(EntryId),
    /// Copy the selected client into another profile or region.
    Elsewhere,
    /// Go on with, or leave, a change of several clients.
    Bulk(BulkChoice),
    /// Audit this.
    Audit(AuditChoice),
    /// Go on with a comparison.
    Compare(CompareChoice),
    /// Change nothing.
    Stay,
    /// Leave the program, whatever is lost.
    Quit,
    /// Copy the secret with this id, which was added to this client in this session.
    CopyAdded(ClientKey, String),
}

/// One line to choose.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub label: String,
    /// The keys for it, or what else is worth knowing.
    pub note: String,
    /// What it does.
    pub choice: Choice,
}

/// The list, its prompt and where the person is in it.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is being chosen.
    pub title: &'static str,
    /// Why, where it is not plain.
    pub explanation: Option<String>,
    /// The lines.
    pub entries: Vec<Entry>,
    /// The selection and the filter.
    pub list: ListView,
    /// True for a list of keys, which the key that opened it closes again.
    is_help: bool,
    /// The list that this one tells the keys of; it comes back.
    behind: Option<Box<Picker>>,
}

/// What keys do in a list to choose from.
const KEYS: &[(&str, &str)] = &[
    ("letters", "narrow the list to what fits them"),
    ("↓ ↑  PgDn PgUp", "move"),
    ("Enter", "choose what is selected"),
    ("Esc", "close, and change nothing"),
];

/// What a key led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// Nothing yet.
    Open,
    /// Closed without a choice.
    Closed,
    /// To be told the keys.
    Help,
    /// This one.
    Chosen(Choice),
}

impl Picker {
    /// Every action, the keys of this screen first.
    pub fn actions(title: &'static str, keymap: &Keymap) -> Self {
        let entry = |action: Action, note: String| Entry {
            label: action.info().title.to_owned(),
            note,
            choice: Choice::Act(action),
        };
        let entries =
            ACTIONS.iter().map(|info| entry(info.action, keymap.keys(info.action).join("  "))).collect();
        Self::of(title, None, entries).into_help()
    }

    /// The same as a list of keys.
    #[must_use]
    pub(super) fn into_help(self) -> Self {
        Self { is_help: true, ..self }
    }

    /// The keys of this list, over it.
    pub(super) fn with_keys(self) -> Self {
        let entry = |(key, title): &(&str, &str)| Entry {
            label: (*title).to_owned(),
            note: (*key).to_owned(),
            choice: Choice::Stay,
        };
        let why = format!("The keys of the list \"{}\". Esc goes back to it.", self.title);
        let keys = Self::of("Keys of this list", Some(why), KEYS.iter().map(entry).collect());
        Self { behind: Some(Box::new(self)), ..keys.into_help() }
    }

    /// The list that comes back when this one is closed.
    pub fn behind(&self) -> Option<&Self> {
        self.behind.as_deref()
    }

    /// Lets go of the list that comes back.
    pub(super) fn take_behind(&mut self) -> Option<Self> {
        self.behind.take().map(|behind| *behind)
    }

    /// A list to choose from.
    pub fn of(title: &'static str, explanation: Option<String>, entries: Vec<Entry>) -> Self {
        let mut list = ListView::default();
        list.open_filter();
        Self { title, explanation, entries, list, is_help: false, behind: None }
    }

    /// Takes a key: letters narrow the list, arrows move, Enter chooses, Esc closes.
    pub fn key(&mut self, key: KeyEvent, height: usize, matcher: &mut FuzzyMatcher) -> Picked {
        let total = self.entries.len();
        let page = isize::try_from(height).unwrap_or(isize::MAX);
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Picked::Closed,
            KeyCode::Char('?') if self.is_blank() => {
                return if self.is_help { Picked::Closed } else { Picked::Help };
            }
            KeyCode::Enter => {
                let row = self.list.selected_row(total);
                return row.map_or(Picked::Open, |row| Picked::Chosen(self.entries[row].choice.clone()));
            }
            KeyCode::Down => self.list.step(1, total),
            KeyCode::Up => self.list.step(-1, total),
            KeyCode::Char('n') if control => self.list.step(1, total),
            KeyCode::Char('p') if control => self.list.step(-1, total),
            KeyCode::PageDown => self.list.step(page, total),
            KeyCode::PageUp => self.list.step(-page, total),
            _ => {
                if let Some(filter) = self.list.filter_mut()
                    && edit_line(&mut filter.editor, key)
                {
                    self.narrow(matcher);
                }
            }
        }
        self.list.settle(total, height);
        Picked::Open
    }

    /// Takes pasted text into the prompt.
    pub fn paste(&mut self, text: &str, matcher: &mut FuzzyMatcher) {
        if let Some(filter) = self.list.filter_mut() {
            filter.editor.insert_str(text.lines().next().unwrap_or_default().trim());
            self.narrow(matcher);
        }
    }

    /// True while nothing was typed.
    fn is_blank(&self) -> bool {
        self.list.filter().is_none_or(|filter| filter.text().is_empty())
    }

    fn narrow(&mut self, matcher: &mut FuzzyMatcher) {
        let rows = self.entries.iter().map(|entry| [entry.label.as_str(), entry.note.as_str()]);
        self.list.refilter(matcher, rows);
        self.list.go(0, self.entries.len());
    }
}
