//! A list on screen: which row is selected, which rows are in the window, which pass the filter.

use std::ops::Range;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use tui_textarea::TextArea;

use crate::client::query::{self, About, Completion, Query, Verdict};

/// Rows kept visible above and below the selection while moving.
const MARGIN: usize = 2;

/// The state of one list. The rows themselves live elsewhere; a list of a million costs nothing here
/// until it is filtered.
#[derive(Clone, Debug, Default)]
pub struct ListView {
    selected: usize,
    offset: usize,
    touched: bool,
    filter: Option<Filter>,
}

/// A filter being typed or applied.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The line being edited.
    pub editor: TextArea<'static>,
    /// True while keys go into it.
    pub editing: bool,
    /// What could come next.
    pub(super) completion: Option<Completion>,
    query: Query,
    passing: Vec<Rank>,
    /// Rows whose words fit and whose settings were not read yet.
    unread: Vec<Rank>,
}

/// How well a row matches, and which one it is.
type Rank = (u32, u32);

/// Best first, rows that match alike in their own order.
fn order((score, row): Rank) -> (std::cmp::Reverse<u32>, u32) {
    (std::cmp::Reverse(score), row)
}

impl Filter {
    /// What was typed.
    pub fn text(&self) -> &str {
        self.editor.lines().first().map_or("", String::as_str)
    }

    /// What it asks for, beside words.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// How many rows could not be judged, since their settings were not read yet.
    pub fn unread(&self) -> usize {
        self.unread.len()
    }

    /// The cursor, in bytes of the text.
    pub fn cursor(&self) -> usize {
        let text = self.text();
        let column = self.editor.cursor().1;
        text.char_indices().nth(column).map_or(text.len(), |(at, _)| at)
    }
}

impl ListView {
    /// How many rows are shown of `total`.
    pub fn len(&self, total: usize) -> usize {
        self.filter
            .as_ref()
            .filter(|filter| !filter.text().is_empty())
            .map_or(total, |filter| filter.passing.len())
    }

    /// The row at a shown position.
    pub fn row(&self, position: usize, total: usize) -> Option<usize> {
        match self.filter.as_ref().filter(|filter| !filter.text().is_empty()) {
            Some(filter) => filter.passing.get(position).map(|(_, row)| *row as usize),
            None => (position < total).then_some(position),
        }
    }

    /// The selected row.
    pub fn selected_row(&self, total: usize) -> Option<usize> {
        self.row(self.selected, total)
    }

    /// The selected position among those shown.
    pub fn position(&self) -> usize {
        self.selected
    }

    /// True once a person has chosen a row; until then the selection stays on the first.
    pub fn touched(&self) -> bool {
        self.touched
    }

    /// From now on the selection stays with its row, as if a person had chosen it.
    pub fn touch(&mut self) {
        self.touched = true;
    }

    /// The shown positions inside a window of `height` rows.
    pub fn window(&self, total: usize, height: usize) -> Range<usize> {
        let shown = self.len(total);
        let start = self.offset.min(shown.saturating_sub(1));
        start..(start + height).min(shown)
    }

    /// Moves by so many rows, stopping at the ends.
    pub fn step(&mut self, by: isize, total: usize) {
        self.touched = true;
        self.selected = self.selected.saturating_add_signed(by).min(self.len(total).saturating_sub(1));
    }

    /// Rests on the first row shown, whichever that becomes as rows arrive, until a person moves.
    pub fn rest_on_first(&mut self) {
        self.touched = false;
        self.selected = 0;
    }

    /// Goes to a shown position, or to the last one.
    pub fn go(&mut self, position: usize, total: usize) {
        self.touched = true;
        self.selected = position.min(self.len(total).saturating_sub(1));
    }

    /// Selects a row by its index, where the filter lets it through.
    pub fn select_row(&mut self, row: usize, total: usize) {
        let position = match self.filter.as_ref().filter(|filter| !filter.text().is_empty()) {
            Some(filter) => filter.passing.iter().position(|(_, passing)| *passing as usize == row),
            None => (row < total).then_some(row),
        };
        if let Some(position) = position {
            self.selected = position;
        }
    }

    /// Moves the window so that the selection is in it, with a margin where there is room.
    pub fn settle(&mut self, total: usize, height: usize) {
        let shown = self.len(total);
        self.selected = self.selected.min(shown.saturating_sub(1));
        let margin = MARGIN.min(height.saturating_sub(1) / 2);
        let highest = self.selected.saturating_sub(margin);
        let lowest = (self.selected + margin + 1).saturating_sub(height);
        self.offset = self.offset.clamp(lowest.min(highest), highest).min(shown.saturating_sub(height));
    }

    /// The filter, where there is one.
    pub fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// The filter for editing.
    pub fn filter_mut(&mut self) -> Option<&mut Filter> {
        self.filter.as_mut()
    }

    /// Opens the filter for typing, with what was typed before.
    pub fn open_filter(&mut self) {
        let filter = self.filter.get_or_insert_with(|| Filter {
            editor: TextArea::default(),
            editing: true,
            completion: None,
            query: Query::default(),
            passing: Vec::new(),
            unread: Vec::new(),
        });
        filter.editing = true;
    }

    /// Takes the filter away. Says whether there was one.
    pub fn clear_filter(&mut self) -> bool {
        self.filter.take().is_some()
    }

    /// Matches every row anew, best first, rows that match alike in their own order.
    pub fn refilter<'a>(&mut self, matcher: &mut FuzzyMatcher, rows: impl Iterator<Item = [&'a str; 2]>) {
        if let Some(filter) = &mut self.filter {
            filter.passing = matcher.ranked(filter.editor.lines().first().map_or("", String::as_str), rows);
        }
    }

    /// The same by the language of filters: `judge` says whether a row is what it asks for beside words.
    pub fn refilter_by<'a>(
        &mut self,
        matcher: &mut FuzzyMatcher,
        about: About,
        rows: impl Iterator<Item = [&'a str; 2]>,
        judge: impl Fn(&Query, usize) -> Verdict,
    ) {
        let Some(filter) = &mut self.filter else { return };
        filter.query = query::parse(filter.text(), about);
        filter.passing = matcher.ranked(filter.query.words(), rows);
        filter.unread.clear();
        if filter.query.has_predicates() {
            let (query, unread) = (&filter.query, &mut filter.unread);
            filter.passing.retain(|rank| match judge(query, rank.1 as usize) {
                Verdict::Yes => true,
                Verdict::No => false,
                Verdict::Unknown => {
                    unread.push(*rank);
                    false
                }
            });
        }
    }

    /// A row that could not be judged now can: it takes its place, and the selection stays with its row.
    pub fn judge_again(&mut self, row: usize, judge: impl Fn(&Query) -> Verdict) {
        let Some(filter) = &mut self.filter else { return };
        let Some(at) = filter.unread.iter().position(|(_, unread)| *unread as usize == row) else { return };
        match judge(&filter.query) {
            Verdict::Unknown => {}
            Verdict::No => drop(filter.unread.remove(at)),
            Verdict::Yes => {
                let rank = filter.unread.remove(at);
                let place = filter.passing.partition_point(|other| order(*other) < order(rank));
                filter.passing.insert(place, rank);
                if self.touched && place <= self.selected && filter.passing.len() > 1 {
                    self.selected += 1;
                }
            }
        }
    }
}

/// Fuzzy matching with its scratch memory, made when first needed.
#[derive(Default)]
pub struct FuzzyMatcher {
    matcher: Option<Matcher>,
    letters: Vec<char>,
}

impl std::fmt::Debug for FuzzyMatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FuzzyMatcher")
    }
}

impl FuzzyMatcher {
    /// The rows that match, best first. Each row is a name, matched letter by letter, and a second text,
    /// matched as a whole.
    pub fn matches<'a>(&mut self, query: &str, rows: impl Iterator<Item = [&'a str; 2]>) -> Vec<u32> {
        self.ranked(query, rows).into_iter().map(|(_, row)| row).collect()
    }

    /// The same with how well each matches.
    fn ranked<'a>(&mut self, query: &str, rows: impl Iterator<Item = [&'a str; 2]>) -> Vec<Rank> {
        let pattern = Pattern::parse(query, CaseMatching::Smart, Normalization::Smart);
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let whole = query.trim().to_lowercase();
        let mut scored: Vec<Rank> = Vec::new();
        for (at, [name, other]) in rows.enumerate() {
            let score = pattern.score(Utf32Str::new(name, &mut self.letters), matcher);
            // Letters scattered over an id mean nothing; a piece of it does.
            let score = score.or_else(|| other.to_lowercase().contains(&whole).then_some(0));
            if let Some(score) = score {
                scored.push((score, u32::try_from(at).unwrap_or(u32::MAX)));
            }
        }
        scored.sort_by_key(|rank| order(*rank));
        scored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_follows_the_selection_and_never_leaves_a_hole() {
        let mut list = ListView::default();
        for _ in 0..30 {
            list.step(1, 100);
            list.settle(100, 10);
            assert!(list.window(100, 10).contains(&list.position()));
        }
        assert_eq!(list.window(100, 10), 23..33);
        list.go(usize::MAX, 100);
        list.settle(100, 10);
        assert_eq!(list.window(100, 10), 90..100);
        // The list shrinks: the window shows as much as there is.
        list.settle(5, 10);
        assert_eq!((list.window(5, 10), list.position()), (0..5, 4));
        list.settle(0, 10);
        assert_eq!((list.window(0, 10), list.selected_row(0)), (0..0, None));
    }

    #[test]
    fn a_filter_shows_the_best_first_and_keeps_ties_in_order() {
        let names = ["kiosk", "web-checkout", "web", "my-web-app"];
        let mut list = ListView::default();
        list.open_filter();
        list.filter_mut().unwrap().editor.insert_str("web");
        list.refilter(&mut FuzzyMatcher::default(), names.iter().map(|name| [*name, ""]));
        assert_eq!(list.len(names.len()), 3);
        assert_eq!(list.row(2, names.len()), Some(3));
        assert!(list.clear_filter());
        assert_eq!(list.len(names.len()), 4);
    }
}
