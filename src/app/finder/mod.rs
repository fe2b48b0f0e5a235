//! Finding any client in any pool: what is typed, what fits it, and where `Enter` leads.

mod abroad;
mod asked;
mod crawl;
mod found;
mod go;
mod index;
mod lead;
mod marking;
mod matching;

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_textarea::{CursorMove, TextArea};

pub(super) use abroad::Abroad;
pub use crawl::Progress;
pub use found::Found;
pub use index::{Extra, Index, Row};
pub use lead::Lead;

use super::line::{self, edit_line};
use super::{Action, App};
use crate::client::field::{self, Value};
use crate::client::query::{Completion, Query};
use crate::client::reference::has_token;
use crate::client::text::is_hidden;
use crate::client::{AppClient, ClientKey, Reference, kind, reference};
use crate::tasks::Task;

/// Rows of the sheet beside the results: its border, the prompt and what is said under it.
const AROUND: u16 = 4;

/// The finder while it is open.
#[derive(Debug)]
pub struct Finder {
    editor: TextArea<'static>,
    found: Found,
    /// What the typed text names as a reference, before what it fits as words.
    leads: Vec<Lead>,
    /// What is said about the typed text, and whether it is a mistake.
    hint: Option<(String, bool)>,
    /// A reference whose text is not shown, since it was read from a token.
    hidden: Option<Reference>,
    /// Why what was pasted is not shown, and leads nowhere.
    refused: Option<String>,
    /// Nothing is searched for: the text cannot be read, or what it names says it all.
    barred: bool,
    /// What was typed, where it is a filter.
    query: Option<Query>,
    /// What could come next.
    completion: Option<Completion>,
    selected: usize,
    offset: usize,
    touched: bool,
}

/// A line of the finder.
#[derive(Clone, Debug)]
pub enum Line<'a> {
    /// A client that fits.
    Client(Row<'a>),
    /// Where the typed reference leads.
    Lead(&'a Lead),
}

impl Finder {
    fn new() -> Self {
        Self {
            editor: TextArea::default(),
            found: Found::default(),
            leads: Vec::new(),
            hint: None,
            hidden: None,
            refused: None,
            barred: false,
            query: None,
            completion: None,
            selected: 0,
            offset: 0,
            touched: false,
        }
    }

    /// What was typed, a token with it. Never for the screen.
    fn typed(&self) -> &str {
        self.editor.lines().first().map_or("", String::as_str)
    }

    /// What was typed, without a token in it.
    pub fn text(&self) -> Cow<'_, str> {
        line::shown(&self.editor).0
    }

    /// The part of the shown text before the cursor.
    pub fn before_cursor(&self) -> String {
        let (text, cursor) = line::shown(&self.editor);
        text.chars().take(cursor).collect()
    }

    /// Why nothing can be chosen, where that is because of what was typed.
    pub fn refusal(&self) -> Option<&str> {
        self.hint.as_ref().filter(|(_, bad)| *bad && self.lines() == 0).map(|(text, _)| text.as_str())
    }

    /// What is said about the typed text, and whether it is a mistake.
    pub fn hint(&self) -> Option<(&str, bool)> {
        self.hint.as_ref().map(|(text, bad)| (text.as_str(), *bad))
    }

    /// Whether what was typed or pasted cannot be read, and is searched for in no way.
    pub fn is_unreadable(&self) -> bool {
        let token = has_token(self.typed()) && self.leads.is_empty();
        self.mistake().is_some() || self.refused.is_some() || token
    }

    /// How many clients fit.
    pub fn fitting(&self) -> usize {
        self.found.len() + self.leads.iter().filter(|lead| matches!(lead, Lead::Go { .. })).count()
    }

    /// The selected line.
    pub fn position(&self) -> usize {
        self.selected
    }
    fn lines(&self) -> usize {
        self.leads.len() + self.found.len()
    }

    fn entry(&self, position: usize) -> Option<u32> {
        self.found.get(position.checked_sub(self.leads.len())?)
    }
}

impl App {
    /// The finder, while it is open.
    pub fn finder(&self) -> Option<&Finder> {
        self.finder.as_ref()
    }

    /// The finder's lines in its window, each with its position.
    pub fn finder_lines(&self) -> Vec<(usize, Line<'_>)> {
        let Some(finder) = &self.finder else { return Vec::new() };
        let until = (finder.offset + self.finder_height()).min(finder.lines());
        let line = |position: usize| match finder.leads.get(position) {
            Some(lead) => Some(Line::Lead(lead)),
            None => finder.entry(position).map(|at| Line::Client(self.index.row(at))),
        };
        (finder.offset..until).filter_map(|position| Some((position, line(position)?))).collect()
    }

    /// Rows that the finder has for its lines.
    pub fn finder_height(&self) -> usize {
        // The header and the footer stay in sight.
        let failure = u16::from(self.finder_failure().is_some());
        usize::from(self.size.1.saturating_sub(2 + AROUND + failure))
    }

    /// Opens the finder, and begins to read every pool's list.
    pub(super) fn open_finder(&mut self) {
        if self.index.is_empty() {
            self.index_all();
            if !self.launch.sandbox {
                self.ask(Task::Opened(None));
            }
        }
        self.index.set_recent(self.recent.iter());
        let mut finder = Finder::new();
        finder.found.search(&self.index, "");
        self.finder = Some(finder);
    }

    /// Takes a key: letters narrow, arrows move, Enter goes, Esc closes.
    pub(super) fn finder_key(&mut self, key: KeyEvent) {
        self.message = None;
        let page = isize::try_from(self.finder_height()).unwrap_or(1);
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let Some(finder) = &mut self.finder else { return };
        match key.code {
            KeyCode::Esc => self.finder = None,
            KeyCode::Enter => self.finder_enter(),
            KeyCode::Char('y') if control => self.copy_from_finder(),
            KeyCode::Char('o') if control => self.toggle_everywhere(),
            KeyCode::Tab => self.complete_in_finder(),
            KeyCode::Down => self.finder_step(1),
            KeyCode::Up => self.finder_step(-1),
            KeyCode::Char('n') if control => self.finder_step(1),
            KeyCode::Char('p') if control => self.finder_step(-1),
            KeyCode::PageDown => self.finder_step(page),
            KeyCode::PageUp => self.finder_step(-page),
            // What types a letter never marks: blanks part words.
            _ if is_no_letter(key) && self.keymap.action(key) == Some(Action::Mark) => self.mark_found(),
            _ => {
                if edit_line(&mut finder.editor, key) {
                    finder.refused = None;
                    self.finder_typed();
                }
            }
        }
    }

    /// Takes pasted text. A token is read and never shown: whoever sees it could use it.
    pub(super) fn finder_paste(&mut self, text: &str) {
        self.message = None;
        let Some(finder) = &mut self.finder else { return };
        if has_token(text) {
            match reference::parse(text) {
                Ok(reference) => {
                    finder.set_text(&reference.to_string());
                    finder.hidden = Some(reference);
                }
                Err(bad) => {
                    finder.set_text("");
                    finder.hidden = None;
                    finder.refused = Some(bad.to_string());
                }
            }
        } else {
            let line: String =
                text.trim().lines().next().unwrap_or_default().chars().filter(|c| !is_hidden(*c)).collect();
            finder.editor.insert_str(line);
        }
        self.finder_typed();
    }

    /// What was typed has changed: it is read as a reference, and matched as words.
    fn finder_typed(&mut self) {
        let Some(mut finder) = self.finder.take() else { return };
        (finder.selected, finder.offset, finder.touched) = (0, 0, false);
        self.search_for(&mut finder);
        let profile =
            reference::parse(finder.typed()).ok().and_then(|read| read.profile().map(str::to_owned));
        self.finder = Some(finder);
        if profile.is_some_and(|profile| !self.knows_profile(&profile)) && self.awaits_profiles() {
            self.ask(Task::ReadContexts);
        }
    }

    /// Brings what is shown in line with what was read since.
    pub(super) fn settle_finder(&mut self) {
        let height = self.finder_height();
        let Some(mut finder) = self.finder.take() else { return };
        let kept = finder.entry(finder.selected).filter(|_| finder.touched);
        let before = finder.leads.len();
        self.search_on_in(&mut finder);
        let total = finder.lines();
        finder.found.sort_to(&self.index, finder.selected + height);
        if let Some(entry) = kept {
            let from = (finder.selected + finder.leads.len()).saturating_sub(before);
            let moved = (finder.leads.len()..total).find(|position| finder.entry(*position) == Some(entry));
            finder.selected = moved.unwrap_or(from);
        }
        finder.selected = finder.selected.min(total.saturating_sub(1));
        let lowest = (finder.selected + 1).saturating_sub(height);
        finder.offset = finder
            .offset
            .clamp(lowest, finder.selected.max(lowest))
            .min(total.saturating_sub(height.min(total)));
        finder.found.sort_to(&self.index, finder.offset + height);
        self.finder = Some(finder);
    }

    fn finder_step(&mut self, by: isize) {
        let height = self.finder_height();
        let Some(finder) = &mut self.finder else { return };
        finder.touched = true;
        let last = finder.lines().saturating_sub(1);
        finder.selected = finder.selected.saturating_add_signed(by).min(last);
        finder.found.sort_to(&self.index, finder.selected + height);
    }

    /// The client of the selected line and its place's number, where it is known.
    fn finder_selected(&self) -> Option<(usize, ClientKey)> {
        let finder = self.finder.as_ref()?;
        if let Some(lead) = finder.leads.get(finder.selected) {
            return Some((lead.place(), lead.key()?.clone()));
        }
        let at = finder.entry(finder.selected)?;
        Some((self.index.row(at).place, self.index.key(at)))
    }

    /// A client was described: it can be found by what it has.
    pub(super) fn index_described(&mut self, key: &ClientKey) {
        if self.index.is_empty() {
            return;
        }
        let Some(client) = self.described.get(key).and_then(|known| known.value.as_ref()) else { return };
        if let Some(at) = self.index.describe(key, extra(client))
            && let Some(mut finder) = self.finder.take()
        {
            self.search_again_at(&mut finder, at);
            self.finder = Some(finder);
        }
    }

    /// Remembers that a client was opened, for the order in which the finder shows them.
    pub(super) fn remember_opened(&mut self, key: &ClientKey) {
        if self.recent.first() == Some(key) {
            return;
        }
        self.recent.retain(|other| other != key);
        self.recent.insert(0, key.clone());
        self.recent.truncate(usize::from(index::MOST_RECENT));
        // What was looked at in the sandbox is nobody's business later.
        if !self.launch.sandbox {
            self.ask(Task::Opened(Some(key.clone())));
        }
    }

    /// What earlier runs opened comes behind what this one has.
    pub(super) fn opened_before(&mut self, keys: Vec<ClientKey>) {
        let known = self.recent.len();
        for key in keys {
            if self.recent.len() < usize::from(index::MOST_RECENT) && !self.recent.contains(&key) {
                self.recent.push(key);
            }
        }
        if self.recent.len() > known && self.finder.is_some() {
            self.index.set_recent(self.recent.iter());
            self.finder_again();
        }
    }
}

impl Finder {
    fn set_text(&mut self, text: &str) {
        self.set_text_at(text, text.chars().count());
    }

    fn set_text_at(&mut self, text: &str, column: usize) {
        self.editor = TextArea::new(vec![text.to_owned()]);
        self.editor.move_cursor(CursorMove::Jump(0, u16::try_from(column).unwrap_or(u16::MAX)));
    }
}

/// True for a key that would type nothing.
fn is_no_letter(key: KeyEvent) -> bool {
    let held = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
    held || !matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace | KeyCode::Delete)
}

/// The host of a web address, or the scheme of an application's own.
fn place(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    match url.scheme() {
        "http" | "https" => url.host_str().map(str::to_owned),
        own => Some(format!("{own}:")),
    }
}

/// What a described client can be found by.
fn extra(client: &AppClient) -> Extra {
    let list = |field| client.settings.get(field).as_ref().map(|value: &Value| value.as_list().to_vec());
    let callbacks = list(field::CALLBACK_URLS).unwrap_or_default();
    let host = callbacks.first().and_then(|url| place(url));
    let mut words = kind::grants(&client.settings);
    words.extend(callbacks);
    for field in [field::LOGOUT_URLS, field::ALLOWED_OAUTH_SCOPES, field::EXPLICIT_AUTH_FLOWS] {
        words.extend(list(field).unwrap_or_default());
    }
    Extra { words, host }
}
