//! What can be done with a comparison, each by a key and by its name in the list of keys.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Copy settings of the base into the chosen column.
    Promote,
    /// Make the chosen column the base.
    Base,
    /// Show all settings, or only those that differ.
    All,
    /// Search in what is shown.
    Search,
    /// Write the columns out for other tools.
    Export,
    /// Put clients of a file beside the others.
    Add,
    /// Leave the chosen column out.
    Drop,
    /// Read every column anew.
    Again,
    /// Make the client that the chosen column's file has.
    Make,
    /// Take the last change back.
    Undo,
    /// The keys.
    Help,
    /// Back to the panes.
    Close,
}

/// Its key and words.
#[derive(Debug)]
pub struct DoingInfo {
    /// What is done.
    pub doing: Doing,
    /// Its key, as it is written on screen.
    pub key: &'static str,
    /// What it does, for the list of keys.
    pub title: &'static str,
    /// A word or two for the foot.
    pub short: &'static str,
    code: KeyCode,
}

const fn row(
    doing: Doing,
    key: &'static str,
    code: KeyCode,
    title: &'static str,
    short: &'static str,
) -> DoingInfo {
    DoingInfo { doing, key, title, short, code }
}

/// All of them, the most useful first: the foot shows as many as fit.
pub const DOINGS: &[DoingInfo] = &[
    row(
        Doing::Promote,
        ">",
        KeyCode::Char('>'),
        "promote: copy what the first column has into the chosen one",
        "promote",
    ),
    row(Doing::All, "Tab", KeyCode::Tab, "show all settings, or only those that differ", "all settings"),
    row(
        Doing::Base,
        "b",
        KeyCode::Char('b'),
        "compare all with the chosen column; it becomes the first",
        "base",
    ),
    row(Doing::Search, "/", KeyCode::Char('/'), "search in what is shown", "search"),
    row(Doing::Close, "Esc", KeyCode::Esc, "back to the panes; marks stay", "back"),
    row(Doing::Export, "x", KeyCode::Char('x'), "export the columns, with a live preview", "export"),
    row(Doing::Help, "?", KeyCode::Char('?'), "the keys of this screen", "keys"),
    row(Doing::Add, "+", KeyCode::Char('+'), "put a file beside the others", "add a file"),
    row(Doing::Drop, "-", KeyCode::Char('-'), "leave the chosen column out; its mark stays", "leave out"),
    row(
        Doing::Make,
        "n",
        KeyCode::Char('n'),
        "new client as the chosen file has it, through the form",
        "new of a file",
    ),
    row(Doing::Undo, "u", KeyCode::Char('u'), "take the last change back", "undo"),
    row(Doing::Again, "r", KeyCode::Char('r'), "read every column anew", "read anew"),
];

impl Doing {
    /// What a key does here; movements are not among it.
    pub(super) fn of(key: KeyEvent) -> Option<Self> {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return None;
        }
        match key.code {
            KeyCode::Char('q') => Some(Self::Close),
            KeyCode::Char(':') => Some(Self::Help),
            code => DOINGS.iter().find(|info| info.code == code).map(|info| info.doing),
        }
    }
}
