//! One line being typed.

use crossterm::event::KeyEvent;
use tui_textarea::TextArea;

/// A line being typed.
#[derive(Clone, Debug, Default)]
pub struct Prompt(Box<TextArea<'static>>);

impl Prompt {
    /// What is typed.
    pub fn text(&self) -> &str {
        self.0.lines().first().map_or("", String::as_str)
    }

    /// The cursor's place, in characters.
    pub fn cursor(&self) -> usize {
        self.0.cursor().1
    }

    pub(in crate::app) fn key(&mut self, key: KeyEvent) {
        self.0.input(key);
    }

    pub(in crate::app) fn paste(&mut self, text: &str) {
        self.0.insert_str(text.lines().next().unwrap_or_default().trim());
    }
}
