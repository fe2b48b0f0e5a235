//! A comparison as lines of a given width, for a terminal and for plain text alike.

use super::{Cell, Comparison, Line, Mark, Relation};
use crate::client::change::Subject;
use crate::client::effective::Origin;
use crate::client::text::{fit, width, wrap};

/// How wide what is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// Columns of the labels.
    pub label: usize,
    /// Columns of a cell, the sign before its text included.
    pub cell: usize,
    /// Columns between two cells.
    pub gap: usize,
}

impl Measures {
    /// A comfortable cell: below this, reading a URL is work.
    pub const COMFORTABLE: usize = 26;

    /// Shares a width among a label and so many columns; a label takes a fifth of the width at most.
    pub fn share(width: usize, columns: usize) -> Self {
        let gap = 2;
        let label = (width / 5).clamp(10, 26);
        let columns = columns.max(1);
        let rest = width.saturating_sub(label + gap * columns + 1);
        Self { label, cell: (rest / columns).max(8), gap }
    }
}

/// Lines of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// The lines in order.
    pub lines: Vec<GridLine>,
}

/// A line: a heading, or a part of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum GridLine {
    /// The heading of a group.
    Heading(&'static str),
    /// A part of a row.
    Part {
        /// Which row of all the comparison's rows.
        row: usize,
        /// The setting's name on its first line, and nothing below.
        label: String,
        /// What each of the columns has on this line.
        cells: Vec<Part>,
    },
}

/// What a cell has on one line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The sign, where one begins here.
    pub mark: Option<Mark>,
    /// The text, cut to the cell's width.
    pub text: String,
    /// "default", where it belongs behind the text.
    pub note: &'static str,
}

impl Part {
    /// Sign, text and note as one text.
    pub fn text(&self) -> String {
        let glyph = self.mark.map_or("", Mark::glyph);
        let mut text = glyph.to_owned();
        for (word, blank) in [(self.text.as_str(), " "), (self.note, "  ")] {
            if !word.is_empty() {
                if !text.is_empty() {
                    text.push_str(blank);
                }
                text.push_str(word);
            }
        }
        text
    }
}

impl Grid {
    /// Lays out the rows that `wanted` keeps, with these columns in this order.
    pub fn of(
        comparison: &Comparison,
        columns: &[usize],
        measures: Measures,
        mut wanted: impl FnMut(usize, &Subject) -> bool,
    ) -> Self {
        let mut lines = Vec::new();
        let mut number = 0;
        for section in &comparison.sections {
            let mut headed = false;
            for row in &section.rows {
                let at = number;
                number += 1;
                if !wanted(at, &row.subject) {
                    continue;
                }
                if !headed {
                    lines.push(GridLine::Heading(section.title));
                    headed = true;
                }
                let cells: Vec<Vec<Part>> = columns
                    .iter()
                    .filter_map(|&column| row.cells.get(column))
                    .map(|cell| parts(cell, measures.cell))
                    .collect();
                let labels = wrap(&row.label, measures.label.saturating_sub(1).max(1));
                let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(labels.len());
                lines.extend((0..height).map(|line| GridLine::Part {
                    row: at,
                    label: labels.get(line).cloned().unwrap_or_default(),
                    cells: cells.iter().map(|cell| cell.get(line).cloned().unwrap_or_default()).collect(),
                }));
            }
        }
        Self { lines }
    }

    /// As plain text with titles on top.
    pub fn text(&self, titles: &[String], measures: Measures) -> String {
        let mut out = String::new();
        let mut line = |label: &str, cells: &[String]| {
            let mut text = format!(" {}", pad(label, measures.label));
            for cell in cells {
                text.push_str(&pad(cell, measures.cell));
                text.push_str(&" ".repeat(measures.gap));
            }
            out.push_str(text.trim_end());
            out.push('\n');
        };
        let heads: Vec<Vec<String>> = titles.iter().map(|title| wrap(title, measures.cell)).collect();
        for at in 0..heads.iter().map(Vec::len).max().unwrap_or(0) {
            let cells: Vec<String> =
                heads.iter().map(|head| head.get(at).cloned().unwrap_or_default()).collect();
            line("", &cells);
        }
        for part in &self.lines {
            match part {
                GridLine::Heading(title) => line(title, &[]),
                GridLine::Part { label, cells, .. } => {
                    let cells: Vec<String> = cells.iter().map(Part::text).collect();
                    line(&format!(" {label}"), &cells);
                }
            }
        }
        out
    }
}

fn pad(text: &str, columns: usize) -> String {
    let text = fit(text, columns);
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(&text))))
}

/// A cell's lines, wrapped; what continues stands under the text and not under the sign.
fn parts(cell: &Cell, columns: usize) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let same = [Line { mark: Mark::Same, text: String::new() }];
    let lines: &[Line] = if cell.relation == Relation::Same { &same } else { &cell.lines };
    let signed = lines.iter().any(|line| line.mark != Mark::Plain);
    for line in lines {
        let indent = if signed { 2 } else { 0 };
        // JSON has its own indentation, which wrapping would take.
        let texts = if width(&line.text) + indent <= columns {
            vec![line.text.clone()]
        } else {
            wrap(&line.text, columns.saturating_sub(indent).max(1))
        };
        for (at, text) in texts.into_iter().enumerate() {
            let mark = (at == 0 && line.mark != Mark::Plain).then_some(line.mark);
            let text = if mark.is_none() && signed { format!("  {text}") } else { text };
            parts.push(Part { mark, text, note: "" });
        }
    }
    let noted = cell.relation != Relation::Same && is_default(cell.origin);
    if let Some(last) = parts.last_mut().filter(|_| noted) {
        if width(&last.text()) + 2 + width("default") <= columns {
            last.note = "default";
        } else {
            let text = if signed { "  default" } else { "default" };
            parts.push(Part { text: text.to_owned(), ..Part::default() });
        }
    }
    parts
}

fn is_default(origin: Origin) -> bool {
    origin.is_default()
}
