//! One line being typed.

use std::borrow::Cow;

use crossterm::event::KeyEvent;
use tui_textarea::TextArea;

use crate::app::line::{self, edit_line};

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

    /// What is typed as it is shown, without a token in it, and the cursor's place in that.
    pub fn shown(&self) -> (Cow<'_, str>, usize) {
        line::shown(&self.0)
    }

    pub(in crate::app) fn key(&mut self, key: KeyEvent) {
        edit_line(&mut self.0, key);
    }

    pub(in crate::app) fn paste(&mut self, text: &str) {
        self.0.insert_str(text.lines().next().unwrap_or_default().trim());
    }
}
