//! Two changes to the same settings as lines: what each says, what is chosen, and what comes of it.

use super::super::review::{Page, ReviewLine, Tone};
use super::Conflict;
use crate::client::Change;
use crate::client::merge::Side;
use crate::client::text::wrap;

/// Columns before a value: the mark, the key and whose it is.
const BESIDE: usize = 18;

impl Conflict {
    /// The lines for so many columns, and which of them the focused setting has.
    pub fn lines(&self, columns: usize) -> (Vec<ReviewLine>, std::ops::Range<usize>) {
        let mut page = Page { lines: Vec::new(), columns };
        page.say(
            Tone::Plain,
            0,
            "You and somebody else changed these settings. Nothing is written yet. Choose for each whose value it gets.",
        );
        let mut focused = 0..0;
        for (at, one) in self.merge.conflicts.iter().enumerate() {
            page.say(Tone::Plain, 0, "");
            let start = page.lines.len();
            let chosen = self.sides[at];
            let (mark, tone) = if at == self.focus { ("▌", Tone::Change) } else { (" ", Tone::Plain) };
            let open = if chosen.is_none() { " · to be chosen" } else { "" };
            page.say(tone, 0, &format!("{mark} {}{open}", one.subject.label()));
            for (side, name, values) in [
                (Side::Mine, "m mine", &one.mine),
                (Side::Theirs, "t theirs", &one.theirs),
                (Side::Base, "b as before", &one.base),
            ] {
                let is_chosen = chosen == Some(side);
                let (mark, tone) = if is_chosen { ("(•)", Tone::Change) } else { ("( )", Tone::Plain) };
                beside(&mut page, tone, &format!("  {mark} {name}"), values);
            }
            if at == self.focus {
                focused = start..page.lines.len();
            }
        }
        alone(&mut page, "You alone changed this; it is kept:", &self.merge.mine);
        alone(&mut page, "They alone changed this; it is kept:", &self.merge.taken_from_theirs);
        (page.lines, focused)
    }

    /// How many are not chosen yet.
    pub fn open(&self) -> usize {
        self.sides.iter().filter(|side| side.is_none()).count()
    }

    /// Moves the window so that all of the focused setting is in it.
    pub(super) fn settle(&mut self, columns: usize, height: usize) {
        let (lines, focused) = self.lines(columns);
        let most = lines.len().saturating_sub(height);
        let lowest = focused.end.saturating_sub(height).min(focused.start);
        // Beside the first one stands why it is asked.
        let highest = if self.focus == 0 { lowest } else { focused.start };
        self.offset = self.offset.clamp(lowest, highest.max(lowest)).min(most);
    }
}

/// What one of them changed alone.
fn alone(page: &mut Page, title: &str, changes: &[Change]) {
    if changes.is_empty() {
        return;
    }
    page.say(Tone::Plain, 0, "");
    page.say(Tone::Heading, 0, title);
    for change in changes {
        page.tell(change, Tone::Plain);
    }
}

/// Values beside a name, broken to the columns that are left.
fn beside(page: &mut Page, tone: Tone, name: &str, values: &[String]) {
    let room = page.columns.saturating_sub(BESIDE).max(10);
    for (at, piece) in values.iter().flat_map(|value| wrap(value, room)).enumerate() {
        let name = if at == 0 { name } else { "" };
        page.lines.push(ReviewLine { tone, text: format!("{name:<BESIDE$}{piece}") });
    }
}
