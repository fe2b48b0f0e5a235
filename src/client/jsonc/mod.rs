//! A client's settings as JSON with comments, to be changed in an editor and read back.
//!
//! [`render`] writes every setting a person can choose, [`read`] takes the text back to settings. What the
//! text leaves alone stays as it was, to the digit and in its place.

pub(crate) mod parse;
mod read;
mod render;

#[cfg(test)]
mod tests;

pub use read::read;
pub use render::render;

use super::text::harmless;

/// A place in a text, as editors count: lines and columns (in characters) from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl Place {
    /// The place of a byte in a text.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Self { line, column: before[line_start..].chars().count() + 1 }
    }
}

/// Why a text cannot be read as settings, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Line {}, column {}: {what}", .place.line, .place.column)]
pub struct Trouble {
    /// Where it begins.
    pub place: Place,
    /// What was expected and what is there instead, safe to show.
    pub what: String,
}

/// How a line of the block begins that [`with_trouble`] puts above a text.
const MARK: &str = "// ! ";
/// The lines of that block.
const BLOCK: usize = 2;

/// The text with what is wrong in it told in comments above it, and the place to go to. The lines that
/// are told are those of the text as it is returned.
pub fn with_trouble(text: &str, trouble: &Trouble) -> (String, Place) {
    let place = Place { line: trouble.place.line + BLOCK, ..trouble.place };
    let told = Trouble { place, what: trouble.what.clone() }.to_string();
    let block = format!(
        "{MARK}{}\n{MARK}Correct it, save and leave. Left as it is, this text is kept for later.\n",
        harmless(&told)
    );
    (block + text, place)
}

/// The text without the block that [`with_trouble`] put above it.
pub fn without_trouble(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with(MARK) {
        rest = rest.split_once('\n').map_or("", |(_, after)| after);
    }
    rest
}
