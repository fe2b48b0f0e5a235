//! Text from elsewhere, made safe for a terminal, and measured in its columns.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Joins two characters, or keeps them from joining, in scripts and emoji that need it.
const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
/// The black flag, which invisible tag characters turn into a region's flag.
const BLACK_FLAG: char = '\u{1f3f4}';

/// Returns a text in which nothing moves the cursor, changes colours, hides or reorders what is read:
/// control characters, bidirectional overrides, invisible characters and combining marks without a
/// base are written as `\u{202e}`. Ordinary text in any script is returned as it is.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::new();
    let mut changed = false;
    for cluster in text.graphemes(true) {
        let mut previous = None;
        let mut rest = cluster.chars().peekable();
        while let Some(c) = rest.next() {
            if is_harmless(c, previous, rest.peek().copied(), cluster) {
                safe.push(c);
                previous = Some(c);
            } else {
                changed = true;
                escape(&mut safe, c);
            }
        }
    }
    if changed { Cow::Owned(safe) } else { Cow::Borrowed(text) }
}

/// A text made harmless and cut to a length that suits a sentence, for error texts.
pub fn quote(text: &str) -> String {
    fit(&harmless(text), 60).into_owned()
}

/// The columns that a text takes in a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text to so many columns, ending in `…` where something was left out. Never splits what a
/// person sees as one character.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let mut cut = String::new();
    for cluster in text.graphemes(true) {
        // The width of the whole is measured: it can be less than the sum of its parts.
        cut.push_str(cluster);
        if cut.width() > room {
            cut.truncate(cut.len() - cluster.len());
            break;
        }
    }
    cut.push('…');
    Cow::Owned(cut)
}

/// Breaks a text into lines of at most so many columns: at blanks where there are any, anywhere
/// otherwise. A character wider than a line stands alone on its own.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words_with_blanks(text) {
        if !line.is_empty() && line.width() + word.trim_end().width() > columns {
            lines.push(std::mem::take(&mut line));
        }
        if word.trim_end().width() <= columns {
            line.push_str(word);
            continue;
        }
        for cluster in word.graphemes(true) {
            if !line.is_empty() && line.width() + cluster.width() > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(cluster);
        }
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// Words, each with the blanks after it.
fn words_with_blanks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let word = rest.find(' ').unwrap_or(rest.len());
        let blanks = rest[word..].find(|c| c != ' ').map_or(rest.len(), |blanks| word + blanks);
        let (piece, after) = rest.split_at(blanks);
        rest = after;
        Some(piece)
    })
}

/// True for a character that cannot be seen, or that changes how others are seen: no name or URL has a
/// reason to contain one.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_harmless(c: char, previous: Option<char>, next: Option<char>, cluster: &str) -> bool {
    match c {
        ' '..='~' => true,
        // Needed inside emoji and in several scripts; among ASCII they only hide.
        ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER => {
            let may_join = |c: char| !c.is_ascii() && !is_hidden(c);
            previous.is_some_and(may_join) && next.is_none_or(may_join)
        }
        '\u{e0020}'..='\u{e007f}' => cluster.starts_with(BLACK_FLAG),
        _ if is_hidden(c) => false,
        // A mark, a variation selector or a modifier needs something to stand on.
        _ => previous.is_some() || c.width().unwrap_or(0) > 0,
    }
}

fn escape(safe: &mut String, c: char) {
    match c {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        // Writing to a String cannot fail.
        _ => drop(write!(safe, "\\u{{{:x}}}", c as u32)),
    }
}
