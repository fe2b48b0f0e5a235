//! Leaving the program: what would be lost with it is asked for first.

use super::picker::{Choice, Entry, Picker};
use super::rotation::Added;
use super::{Action, App};

impl App {
    /// True where leaving would lose what a person has made: a secret that nobody else has, marks, and in the
    /// sandbox drafts.
    pub fn has_something_to_lose(&self) -> bool {
        !self.marks.is_empty() || self.loses_drafts() || self.secrets_at_stake().is_some()
    }

    fn loses_drafts(&self) -> bool {
        self.context.sandbox && !self.drafts.is_empty()
    }

    /// Asks before a key that may have been pressed once too often ends everything. It stands before whatever
    /// else is chosen from.
    pub(super) fn ask_to_leave(&mut self) {
        self.contexts = None;
        self.carried = None;
        self.promoting = None;
        self.asked_to_leave = true;
        let mut lost: Vec<String> = self.secrets_at_stake().into_iter().collect();
        match self.marks.all().len() {
            0 => {}
            1 => lost.push("1 client is marked".to_owned()),
            n => lost.push(format!("{n} clients are marked")),
        }
        match self.drafts.len() {
            1 if self.loses_drafts() => lost.push("1 draft is not written".to_owned()),
            n if self.loses_drafts() => lost.push(format!("{n} drafts are not written")),
            _ => {}
        }
        let place = if self.loses_drafts() { "the sandbox" } else { "cognitui" };
        let mut why = format!("{}; that ends with {place}.", lost.join(" and "));
        if let Some(key) = self.keymap.key(Action::Quit).filter(|_| self.secrets_at_stake().is_some()) {
            why = format!("{why} {key} again leaves.");
        }
        let entry = |label: String, choice| Entry { label, note: String::new(), choice };
        // First what loses nothing.
        let copy = |one: &Added| {
            let label = format!("Copy the new secret of {}, and stay", one.name);
            entry(label, Choice::CopyAdded(one.key.clone(), one.id.clone()))
        };
        let mut entries: Vec<Entry> = self.untaken().map(copy).collect();
        entries.push(entry("Stay".to_owned(), Choice::Stay));
        entries.push(entry("Quit, and let it go".to_owned(), Choice::Quit));
        self.picker = Some(Picker::of("Leave cognitui?", Some(upper(&why)), entries));
    }
}

/// The text with a capital first.
fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
