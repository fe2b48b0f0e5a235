//! What of a comparison is on screen: the base, some of the other columns, some of the settings.

use super::head::{Head, State};
use super::{App, Comparing};
use crate::app::Layout;
use crate::app::review::Tone;
use crate::client::compare::{Grid, GridLine, Measures, Part, Row};
use crate::client::text::{fit, width};

/// A column that is narrower than this is no use, so fewer stand side by side.
const NARROW: usize = 22;

/// Lines for a width and height, and where the window on them is.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// How wide what is.
    pub measures: Option<Measures>,
    /// The columns that are shown, the base first, by their places among all.
    pub shown: Vec<usize>,
    /// What stands above each of them.
    pub standing: Vec<Standing>,
    /// All lines.
    pub lines: Vec<GridLine>,
    /// The first line in the window.
    pub offset: usize,
    /// The selected row, by its number among all rows.
    pub selected: Option<usize>,
    /// The first of the other columns that is shown.
    first: usize,
    /// Rows for lines.
    height: usize,
    made_for: (usize, usize),
    stale: bool,
}

/// What stands above a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its title.
    pub title: Vec<String>,
    /// How far it is, or how much differs.
    pub words: String,
    /// How that looks.
    pub tone: Tone,
}

impl Page {
    /// The lines no longer say what is so.
    pub(super) fn expire(&mut self) {
        self.stale = true;
    }

    /// Rows of what stands above the columns.
    pub fn head_rows(&self) -> usize {
        let titles = self.standing.iter().map(|standing| standing.title.len()).max().unwrap_or(0);
        if self.standing.is_empty() { 0 } else { titles + 1 }
    }

    /// The lines in the window.
    pub fn window(&self) -> &[GridLine] {
        let from = self.offset.min(self.lines.len());
        &self.lines[from..(from + self.height).min(self.lines.len())]
    }

    /// Lines below the window.
    pub fn below(&self) -> usize {
        self.lines.len().saturating_sub(self.offset + self.height)
    }

    /// The rows that have lines, in order.
    fn rows(&self) -> Vec<usize> {
        let mut rows: Vec<usize> = self.lines.iter().filter_map(row_of).collect();
        rows.dedup();
        rows
    }

    /// The lines of the selected row: from one to before the other. The heading of a group belongs to the
    /// first of its rows.
    fn selected_lines(&self) -> Option<(usize, usize)> {
        let selected = self.selected?;
        let start = self.lines.iter().position(|line| row_of(line) == Some(selected))?;
        let count = self.lines[start..].iter().take_while(|line| row_of(line) == Some(selected)).count();
        let headed = start > 0 && matches!(self.lines[start - 1], GridLine::Heading(_));
        Some((start - usize::from(headed), start + count))
    }

    /// Moves the window so that the selected row is in it, as much of it as there is room for.
    fn settle(&mut self) {
        if let Some((start, end)) = self.selected_lines() {
            let lowest = end.saturating_sub(self.height);
            self.offset = self.offset.clamp(lowest.min(start), lowest.max(start));
        }
        self.offset = self.offset.min(self.lines.len().saturating_sub(self.height));
    }
}

fn row_of(line: &GridLine) -> Option<usize> {
    match line {
        GridLine::Heading(_) => None,
        GridLine::Part { row, .. } => Some(*row),
    }
}

impl Comparing {
    /// One row down or up; a row that is taller than the window is read to its end first.
    pub(super) fn step(&mut self, by: isize) {
        if let Some((start, end)) = self.page.selected_lines() {
            if by > 0 && end > self.page.offset + self.page.height {
                self.page.offset += 1;
                return;
            }
            if by < 0 && start < self.page.offset {
                self.page.offset -= 1;
                return;
            }
        }
        let rows = self.page.rows();
        let at = rows.iter().position(|row| Some(*row) == self.page.selected).unwrap_or(0);
        self.select(at.saturating_add_signed(by));
    }

    /// So much of a page down or up.
    pub(super) fn jump(&mut self, down: bool, part: usize) {
        let Some((start, end)) = self.page.selected_lines() else { return };
        let distance = (self.page.height / part).max(1);
        let line = if down { end.saturating_sub(1) + distance } else { start.saturating_sub(distance) };
        let line = line.min(self.page.lines.len().saturating_sub(1));
        let near = self.page.lines[..=line].iter().rev().find_map(row_of);
        let Some(row) = near.or_else(|| self.page.lines.iter().find_map(row_of)) else { return };
        let rows = self.page.rows();
        self.select(rows.iter().position(|other| *other == row).unwrap_or(0));
    }

    /// Selects a row by its place among those shown, or the last one.
    pub(super) fn select(&mut self, at: usize) {
        let rows = self.page.rows();
        let Some(row) = rows.get(at).or(rows.last()) else { return };
        self.page.selected = Some(*row);
        self.selected = self.comparison.rows().nth(*row).map(|row| row.subject.clone());
        self.page.settle();
    }

    /// The selected setting's row.
    pub(super) fn selected_row(&self) -> Option<&Row> {
        self.comparison.rows().nth(self.page.selected?)
    }

    fn compose(&mut self, columns: usize, height: usize) {
        if !self.page.stale && self.page.made_for == (columns, height) {
            return;
        }
        self.page.made_for = (columns, height);
        self.page.stale = false;
        self.choose_shown(columns);
        let measures = Measures::share(columns, self.page.shown.len());
        self.page.measures = Some(measures);
        self.page.standing = self.page.shown.iter().map(|at| self.standing(*at, measures.cell)).collect();
        self.page.height = height.saturating_sub(self.page.head_rows());
        let compared: Vec<Option<usize>> = self.page.shown.iter().map(|at| self.compared(*at)).collect();
        let read: Vec<usize> = compared.iter().flatten().copied().collect();
        let wanted = self.wanted();
        let mut lines = Grid::of(&self.comparison, &read, measures, |at, _| wanted[at]).lines;
        for line in &mut lines {
            if let GridLine::Part { cells, .. } = line {
                for at in compared.iter().enumerate().filter(|(_, at)| at.is_none()).map(|(at, _)| at) {
                    cells.insert(at.min(cells.len()), Part::default());
                }
            }
        }
        self.page.lines = lines;
        let rows = self.page.rows();
        let wanted = self.selected.as_ref();
        let at = wanted
            .and_then(|subject| self.comparison.rows().position(|row| row.subject == *subject))
            .or(Some(0));
        // Where the selected setting is not shown any more, the next one is selected.
        self.page.selected = at.and_then(|at| rows.iter().find(|row| **row >= at).or(rows.last())).copied();
        self.page.settle();
    }

    /// As many columns as fit, the chosen one among them.
    fn choose_shown(&mut self, columns: usize) {
        let total = self.heads.len();
        let fitting = (2..=total).rev().find(|n| Measures::share(columns, *n).cell >= NARROW).unwrap_or(2);
        let others = fitting.min(total).saturating_sub(1);
        let last = total.saturating_sub(others).max(1);
        let first = self.page.first.clamp(1, last);
        let first =
            first.min(self.target.max(1)).max((self.target + 1).saturating_sub(others)).clamp(1, last);
        self.page.first = first;
        self.page.shown = std::iter::once(0).chain(first..first + others).filter(|at| *at < total).collect();
    }

    fn standing(&self, at: usize, columns: usize) -> Standing {
        let head = &self.heads[at];
        // Two columns go to the sign of the chosen one.
        let room = columns.saturating_sub(2).max(4);
        let title = titled(&head.title, room);
        let (words, tone) = state_words(at, head, self.heads[0].column().is_some());
        Standing { title, words: fit(&words, room).into_owned(), tone }
    }

    /// Which rows are shown, by their number.
    fn wanted(&self) -> Vec<bool> {
        let text = self.search.as_ref().map(|search| search.prompt.text().to_lowercase()).unwrap_or_default();
        let text = text.trim();
        self.comparison
            .rows()
            .map(|row| {
                // A column alone differs from nothing; what it has is then what there is to see.
                let shown = self.all || self.heads.len() < 2 || row.differs() || self.is_open(row);
                shown && (text.is_empty() || mentions(row, text))
            })
            .collect()
    }

    /// True where a file has something that only its own tool evaluates: it may differ, so nobody may take it
    /// for the same.
    fn is_open(&self, row: &Row) -> bool {
        let Some(field) = row.subject.field() else { return false };
        self.heads.iter().filter_map(Head::column).any(|column| column.unsaid.is_open(field))
    }
}

/// A title on one line, or the pool on one and the client on the next.
fn titled(title: &str, room: usize) -> Vec<String> {
    let (pool, client) = title.split_once('/').unwrap_or(("", title));
    if width(title) <= room || pool.is_empty() {
        return vec![fit(title, room).into_owned()];
    }
    vec![fit(&format!("{pool}/"), room).into_owned(), fit(client, room).into_owned()]
}

fn state_words(at: usize, head: &Head, has_base: bool) -> (String, Tone) {
    match &head.state {
        State::Wanted | State::Reading(_) => ("reading …".to_owned(), Tone::Quiet),
        State::Failed(failure) => (format!("! {}", failure.what), Tone::Warning),
        State::Read(_) if at == 0 => ("base".to_owned(), Tone::Quiet),
        State::Read(_) if !has_base => ("read".to_owned(), Tone::Quiet),
        State::Read(_) => {
            let untold = if head.untold > 0 { format!(", {} not known", head.untold) } else { String::new() };
            match head.differing {
                0 => (format!("= the same{untold}"), Tone::Quiet),
                1 => (format!("1 differs{untold}"), Tone::Plain),
                n => (format!("{n} differ{untold}"), Tone::Plain),
            }
        }
    }
}

/// True where a row's name or one of its values has the text in it, whatever the case.
fn mentions(row: &Row, text: &str) -> bool {
    let has = |other: &str| other.to_lowercase().contains(text);
    has(&row.label)
        || row.subject.field().is_some_and(|field| has(field.id))
        || row.cells.iter().flat_map(|cell| &cell.lines).any(|line| has(&line.text))
}

impl App {
    /// Composes the comparison for the screen as it is.
    pub(in crate::app) fn settle_compare(&mut self, layout: &Layout) {
        // Where nobody chose a client of the file, there is nothing to look at.
        if self.picker.is_none() && self.comparing.as_ref().is_some_and(|one| one.heads.is_empty()) {
            self.comparing = None;
        }
        let Some(comparing) = &mut self.comparing else { return };
        let inner = layout.body().inner();
        comparing.compose(usize::from(inner.width), usize::from(inner.height));
    }
}
