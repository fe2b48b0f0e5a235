//! Colours and modifiers by meaning. Colour only repeats what a glyph or a word already says.

use ratatui::style::{Color, Modifier, Style};

/// How each meaning looks. Backgrounds are the terminal's own, so that light and dark both work.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Ordinary text.
    pub plain: Style,
    /// What is default, unknown or beside the point.
    pub quiet: Style,
    /// What is selected or differs from the default.
    pub strong: Style,
    /// The focused pane and its selection.
    pub accent: Style,
    /// What needs care.
    pub warn: Style,
    /// What went wrong.
    pub bad: Style,
    /// The border of a pane without the focus.
    pub border: Style,
    /// A text in quotes, in a preview.
    pub quoted: Style,
    /// A number or a switch, in a preview.
    pub literal: Style,
}

impl Theme {
    /// The sixteen colours that every terminal has, as its owner set them.
    pub fn colours() -> Self {
        let plain = Style::new();
        Self {
            plain,
            quiet: plain.fg(Color::DarkGray),
            strong: plain.add_modifier(Modifier::BOLD),
            accent: plain.fg(Color::Cyan),
            warn: plain.fg(Color::Yellow),
            bad: plain.fg(Color::Red),
            border: plain.fg(Color::DarkGray),
            quoted: plain.fg(Color::Green),
            literal: plain.fg(Color::Magenta),
        }
    }

    /// Without colour: the terminal's own foreground, and modifiers only.
    pub fn mono() -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        Self {
            plain,
            quiet: plain.add_modifier(Modifier::DIM),
            strong: bold,
            accent: bold,
            warn: bold,
            bad: bold,
            border: plain.add_modifier(Modifier::DIM),
            quoted: plain,
            literal: plain,
        }
    }
}
