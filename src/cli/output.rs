//! Results on standard output, in the form that was asked for.

use std::io::{self, Write};

use serde_json::Value as Json;

use super::error::CliError;
use crate::client::reference::redacted;
use crate::client::text::{escape_hidden, harmless, width};

/// How a result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Columns for people.
    #[default]
    Table,
    /// One JSON document with the API's own member names.
    Json,
    /// Comma-separated values, RFC 4180.
    Csv,
    /// A Markdown table.
    Markdown,
    /// SARIF 2.1.0, for `audit` and `drift`.
    Sarif,
    /// One HTML page, for `audit`.
    Html,
}

impl Format {
    /// The format's name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Sarif => "sarif",
            Self::Html => "html",
        }
    }

    /// Refuses a format that is not among those that a command prints.
    pub(super) fn among(self, printed: &[Self]) -> Result<(), CliError> {
        if printed.contains(&self) {
            return Ok(());
        }
        Err(self.unsupported(printed.iter().map(|format| format.name())))
    }

    /// What a command says that does not print this format, with those that it prints.
    pub(super) fn unsupported(self, printed: impl IntoIterator<Item = &'static str>) -> CliError {
        let mut names: Vec<&str> = printed.into_iter().collect();
        let last = names.pop().unwrap_or_default();
        let all = if names.is_empty() { last.to_owned() } else { format!("{} or {last}", names.join(", ")) };
        CliError::Usage(format!("this command does not print {}; -o {all}", self.name()))
    }
}

/// The formats of a table.
pub(super) const PLAIN: &[Format] = &[Format::Table, Format::Json, Format::Csv, Format::Markdown];

/// Rows under headings.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table in a format, or its JSON.
    pub(super) fn render(&self, format: Format, json: impl FnOnce() -> Json) -> Result<String, CliError> {
        match format {
            Format::Table => Ok(self.aligned()),
            Format::Json => Ok(pretty(&json())),
            Format::Csv => Ok(self.csv()),
            Format::Markdown => Ok(self.markdown()),
            Format::Sarif | Format::Html => {
                Err(format.unsupported(PLAIN.iter().map(|printed| printed.name())))
            }
        }
    }

    /// Columns as wide as their widest cell. Names come from others, so they are made harmless.
    fn aligned(&self) -> String {
        let lines: Vec<Vec<String>> =
            std::iter::once(self.columns.iter().map(|name| name.to_uppercase()).collect())
                .chain(
                    self.rows.iter().map(|row| row.iter().map(|cell| harmless(cell).into_owned()).collect()),
                )
                .collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| lines.iter().filter_map(|line| line.get(at)).map(|cell| width(cell)).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for line in &lines {
            let mut text = String::new();
            for (cell, wide) in line.iter().zip(&widths) {
                text.push_str(cell);
                text.push_str(&" ".repeat(wide - width(cell) + 2));
            }
            out.push_str(text.trim_end());
            out.push('\n');
        }
        out
    }

    /// Cells are verbatim: a spreadsheet shows them in cells, and a program wants them as they are. A
    /// control character is still made visible, and what a spreadsheet would run as a formula is quoted.
    fn csv(&self) -> String {
        let mut out = String::new();
        for line in std::iter::once(&self.columns).chain(&self.rows) {
            let cells: Vec<String> = line.iter().map(|cell| csv_cell(cell)).collect();
            out.push_str(&cells.join(","));
            out.push_str("\r\n");
        }
        out
    }

    fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| markdown_cell(cell)).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut out = line(&self.columns);
        out.push_str(&"|---".repeat(self.columns.len()));
        out.push_str("|\n");
        out.extend(self.rows.iter().map(|row| line(row)));
        out
    }
}

fn csv_cell(cell: &str) -> String {
    let mut text = harmless(cell).into_owned();
    if text.starts_with(['=', '+', '-', '@']) {
        text.insert(0, '\'');
    }
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn markdown_cell(cell: &str) -> String {
    let mut out = String::new();
    for letter in harmless(cell).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => out.extend(['\\', letter]),
            other => out.push(other),
        }
    }
    out
}

/// A JSON document as it is printed: what cannot be seen is escaped, which means the same.
pub(super) fn pretty(json: &Json) -> String {
    let text = serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string());
    let mut visible = escape_hidden(&text);
    visible.push('\n');
    visible
}

/// Writes a result to standard output. A reader that has gone away is no failure.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    print_with(|out| out.write_all(text.as_bytes()))
}

/// The same for a result that is written piece by piece.
pub(super) fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CliError::Machine(format!("standard output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something beside the result, on standard error.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", redacted(text));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["name", "id"]);
        table.row(["Gäste|\"x\"".to_owned(), "a".to_owned()]);
        table.row(["=1+1, or\u{1b}[31m".to_owned(), "<b>".to_owned()]);
        table
    }

    #[test]
    fn columns_stand_below_each_other_and_nothing_reaches_the_terminal() {
        let text = table().render(Format::Table, || Json::Null).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let before = |line: &str, what: &str| width(line.split_once(what).unwrap().0);
        assert_eq!(before(lines[0], "ID"), before(lines[2], "<b>"));
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }

    proptest! {
        /// Whatever a name is made of, no format lets it reach a terminal as more than text.
        #[test]
        fn no_name_is_more_than_text(
            names in prop::collection::vec("[ -~\\x00-\\x1f\\x7f-\\u{9f}é日\\u{301}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2066}-\\u{2069}\\u{feff}]{0,12}", 1..4),
        ) {
            let mut table = Table::new(&["name"]);
            for name in &names {
                table.row([name.clone()]);
            }
            let json = || Json::from(names.clone());
            for format in [Format::Table, Format::Json, Format::Csv, Format::Markdown] {
                let text = table.render(format, json).unwrap();
                // A joiner between letters of its script is a part of a word, and stays.
                let line = |line: &str| harmless(line.trim_end_matches('\r')) == line.trim_end_matches('\r');
                prop_assert!(text.split('\n').all(line), "{format:?}: {text:?}");
                if format == Format::Table || format == Format::Markdown {
                    let head = if format == Format::Table { 1 } else { 2 };
                    prop_assert_eq!(text.lines().count(), head + names.len(), "a name stays on its line");
                }
            }
            // A machine gets the name as it is.
            let back: Vec<String> = serde_json::from_str(&table.render(Format::Json, json).unwrap()).unwrap();
            prop_assert_eq!(back, names);
        }
    }

    #[test]
    fn a_spreadsheet_and_a_page_take_cells_as_text() {
        let csv = table().render(Format::Csv, || Json::Null).unwrap();
        assert!(csv.contains("\"Gäste|\"\"x\"\"\",a\r\n"), "{csv}");
        assert!(csv.contains("\"'=1+1, or"), "{csv}");
        let markdown = table().render(Format::Markdown, || Json::Null).unwrap();
        assert!(markdown.contains("&lt;b&gt;") && markdown.contains("Gäste\\|"), "{markdown}");
        assert!(table().render(Format::Html, || Json::Null).is_err());
    }
}
