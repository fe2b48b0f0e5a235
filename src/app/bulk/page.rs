//! The lines of a plan or of its progress, composed once and scrolled.

use std::collections::{HashMap, HashSet};

use super::super::review::Tone;
use crate::client::ClientKey;
use crate::client::text::{fit, harmless, width, wrap};

/// From so many columns on, a client's name stands beside what is said of it.
const WIDE: usize = 84;
/// Columns of a name that stands beside something.
const NAME: usize = 26;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkLine {
    /// What it is.
    pub tone: Tone,
    /// Its text, safe to show.
    pub text: String,
    /// The client it is about, by its place in the plan.
    pub item: Option<usize>,
}

/// Lines for a width, and where the window on them is.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The lines.
    pub lines: Vec<BulkLine>,
    /// The first line in the window.
    pub offset: usize,
    columns: usize,
    stale: bool,
}

impl Page {
    /// The lines no longer say what is so.
    pub(super) fn expire(&mut self) {
        self.stale = true;
    }

    /// True when they must be composed anew.
    pub(super) fn is_wanted(&self, columns: usize) -> bool {
        self.stale || self.columns != columns
    }

    pub(super) fn compose(&mut self, columns: usize, lines: Vec<BulkLine>) {
        *self = Self { lines, offset: self.offset, columns, stale: false };
    }

    /// Keeps the window where there are lines.
    pub(super) fn settle(&mut self, height: usize) {
        self.offset = self.offset.min(self.lines.len().saturating_sub(height));
    }

    /// Moves the window so that a client's lines are in it.
    pub(super) fn show(&mut self, item: usize, height: usize) {
        let Some(first) = self.lines.iter().position(|line| line.item == Some(item)) else { return };
        let count = self.lines[first..].iter().take_while(|line| line.item == Some(item)).count();
        let last = first + count.clamp(1, height.max(1));
        self.offset = self.offset.max(last.saturating_sub(height)).min(first);
    }

    pub(super) fn scroll(&mut self, by: isize) {
        self.offset = self.offset.saturating_add_signed(by);
    }
}

/// What is said of one client.
pub(super) struct Block<'a> {
    /// Its place in the plan.
    pub(super) item: usize,
    /// A glyph that says the same as the words.
    pub(super) glyph: &'static str,
    /// Its name.
    pub(super) name: &'a str,
    /// What tells it from another of the same name.
    pub(super) apart: Option<&'a str>,
    /// How the first of the texts looks.
    pub(super) tone: Tone,
    /// What is said.
    pub(super) texts: Vec<(Tone, String)>,
}

impl Block<'_> {
    /// As lines: beside the name where there is room, below it otherwise.
    pub(super) fn lines(self, columns: usize, lines: &mut Vec<BulkLine>) {
        let wide = columns >= WIDE;
        let indent = if wide { NAME + 4 } else { 4 };
        let item = Some(self.item);
        let room = columns.saturating_sub(indent).max(10);
        let name = harmless(self.name);
        let mut texts = self
            .texts
            .into_iter()
            .flat_map(|(tone, text)| wrap(&harmless(&text), room).into_iter().map(move |piece| (tone, piece)))
            .peekable();
        let room_for_name = if wide { NAME } else { columns.saturating_sub(3) };
        let name = match self.apart {
            Some(id) => {
                let id = format!(" {}", beginning(id));
                format!("{}{id}", fit(&name, room_for_name.saturating_sub(width(&id))))
            }
            None => fit(&name, room_for_name).into_owned(),
        };
        let head = format!("{} {name}", self.glyph);
        // A short word after a short name needs no line of its own.
        let beside = if wide {
            texts
                .next()
                .map(|(_, text)| format!("{head}{}{text}", blanks(indent.saturating_sub(width(&head)))))
        } else {
            let fits = |text: &str| width(&head) + 2 + width(text) <= columns;
            let alone = texts.peek().is_some_and(|(_, text)| fits(text));
            alone.then(|| texts.next()).flatten().map(|(_, text)| format!("{head}  {text}"))
        };
        lines.push(BulkLine { tone: self.tone, text: beside.unwrap_or(head), item });
        lines.extend(texts.map(|(tone, text)| BulkLine {
            tone,
            text: format!("{}{text}", blanks(indent)),
            item,
        }));
    }
}

/// Enough of an id to tell namesakes apart.
fn beginning(id: &str) -> String {
    match harmless(id).char_indices().nth(6) {
        Some((at, _)) => format!("{}…", &harmless(id)[..at]),
        None => harmless(id).into_owned(),
    }
}

/// The clients that share their name with another under the same heading.
pub(super) fn namesakes<'a>(
    clients: impl Iterator<Item = (&'a str, &'a str, &'a ClientKey)>,
) -> HashSet<&'a ClientKey> {
    let mut named: HashMap<(&str, &str), Vec<&ClientKey>> = HashMap::new();
    for (heading, name, key) in clients {
        named.entry((heading, name)).or_default().push(key);
    }
    named.into_values().filter(|keys| keys.len() > 1).flatten().collect()
}

fn blanks(count: usize) -> String {
    " ".repeat(count)
}

/// A bar of glyphs, readable without colour: how much of `total` is done.
pub(super) fn bar(done: usize, total: usize, columns: usize) -> String {
    let filled = (done * columns).checked_div(total).unwrap_or(columns).min(columns);
    format!("{}{}", "█".repeat(filled), "░".repeat(columns - filled))
}

/// `3 clients`, `1 client`.
pub(super) fn clients(count: usize) -> String {
    if count == 1 { "1 client".to_owned() } else { format!("{count} clients") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        assert_eq!(bar(0, 30, 10), "░░░░░░░░░░");
        assert_eq!(bar(29, 30, 10), "█████████░");
        assert_eq!(bar(30, 30, 10), "██████████");
        assert_eq!(bar(0, 0, 4), "████");
    }

    #[test]
    fn what_is_said_of_a_client_stays_within_the_columns() {
        for columns in [20, 36, 56, 84, 130] {
            let mut lines = Vec::new();
            let text = "Access token: 1 hour (default) → 45 minutes".to_owned();
            let block = Block {
                item: 3,
                glyph: "~",
                name: "a-client-with-a-name-that-is-longer-than-any-column\u{1b}[2J",
                apart: Some("3ho4ek12345678909nh3fmhpko"),
                tone: Tone::Plain,
                texts: vec![(Tone::Change, text.clone()), (Tone::Quiet, text)],
            };
            block.lines(columns, &mut lines);
            assert!(lines.iter().all(|line| width(&line.text) <= columns.max(14)), "{columns}: {lines:?}");
            assert!(lines.iter().all(|line| line.item == Some(3) && !line.text.contains('\u{1b}')));
        }
    }

    #[test]
    fn the_window_goes_to_a_client() {
        let line = |item| BulkLine { tone: Tone::Plain, text: String::new(), item: Some(item) };
        let mut page = Page { lines: (0..40).map(|at| line(at / 2)).collect(), ..Page::default() };
        page.show(10, 8);
        assert_eq!(page.offset, 14);
        page.show(2, 8);
        assert_eq!(page.offset, 4);
    }
}
