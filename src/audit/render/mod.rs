//! Reports as texts: one file for each format, and a row for each in [`FORMATS`].
//!
//! Every format gives the same text for the same report. Names and URLs come from the service and are
//! hostile: each format makes them harmless in its own way.

pub mod catalogue;
mod csv;
mod html;
mod json;
mod markdown;
mod pen;
mod sarif;
mod table;

use std::io;

use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use self::pen::Pen;
use super::{Finding, Gap, Report, Severity};
use crate::client::text::harmless;

/// The program's name and version, as reports name them.
const TOOL: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A format of reports.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// A file name's ending.
    pub extension: &'static str,
    /// What it is for, in a few words.
    pub what: &'static str,
    render: fn(&mut Pen<'_>, &Report),
}

impl Format {
    /// Writes the report, piece by piece: a report of a large account would fill the memory as one text. It
    /// ends with a line's end. Gives its length in bytes.
    ///
    /// # Errors
    /// The writer's own, the first of them; nothing is written after it.
    pub fn write(&self, report: &Report, to: &mut dyn io::Write) -> io::Result<usize> {
        let mut pen = Pen::new(to);
        (self.render)(&mut pen, report);
        pen.finish()
    }

    /// The report as one text.
    pub fn render(&self, report: &Report) -> String {
        let mut text = Vec::new();
        // A vector takes everything, and a pen writes nothing but text.
        let _ = self.write(report, &mut text);
        String::from_utf8(text).unwrap_or_default()
    }
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format { name: "table", extension: "txt", what: "a text for a terminal", render: table::render },
    Format { name: "json", extension: "json", what: "everything, for programs", render: json::render },
    Format {
        name: "csv",
        extension: "csv",
        what: "a row for each finding, for spreadsheets",
        render: csv::render,
    },
    Format {
        name: "markdown",
        extension: "md",
        what: "for tickets and pull requests",
        render: markdown::render,
    },
    Format {
        name: "sarif",
        extension: "sarif",
        what: "SARIF 2.1.0, for code scanning",
        render: sarif::render,
    },
    Format {
        name: "html",
        extension: "html",
        what: "one page for a browser, to hand on",
        render: html::render,
    },
];

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name.eq_ignore_ascii_case(name.trim()))
}

/// A number and its word: `1 client`, `2 clients`.
fn count(number: usize, word: &str) -> String {
    let thousands = crate::client::pool::thousands(number as u64);
    if number == 1 { format!("1 {word}") } else { format!("{thousands} {word}s") }
}

/// What was audited, in a line: `3 pools · 46 clients`.
fn scope(report: &Report) -> String {
    format!("{} · {}", count(report.pools.len(), "pool"), count(report.clients, "client"))
}

/// The moment of the report in UTC, to the minute.
fn moment(report: &Report) -> String {
    crate::client::field::date(report.at)
}

/// What a gap means, in a sentence.
fn gap_words(gap: &Gap) -> String {
    let rules: Vec<&str> = gap.rules.iter().map(|rule| rule.id).collect();
    let rules = if rules.is_empty() { "all rules".to_owned() } else { rules.join(", ") };
    let place = match gap.places.as_slice() {
        [one] => one.names(),
        places => {
            let clients = places.iter().filter(|place| place.client.is_some()).count();
            let pools = places.len() - clients;
            let words = [(clients, "client"), (pools, "pool")];
            let words: Vec<String> = words
                .iter()
                .filter(|(number, _)| *number > 0)
                .map(|(number, word)| count(*number, word))
                .collect();
            words.join(" and ")
        }
    };
    match &gap.why {
        Some(why) => {
            format!("{rules}: {} could not be read for {place}: {}", gap.need.words(), harmless(why))
        }
        None => format!("{rules}: {} ({}) was not asked for, for {place}", gap.need.words(), gap.need.call()),
    }
}

/// One line about what a suppressed finding was accepted for.
fn accepted(finding: &Finding) -> String {
    let Some(suppressed) = &finding.suppressed else { return String::new() };
    let until = suppressed.expires.map(|day| format!(" (until {day})")).unwrap_or_default();
    format!("{}{until}", harmless(&suppressed.reason))
}

/// Severities with their numbers, the worst first.
fn severities(report: &Report) -> impl Iterator<Item = (Severity, usize)> {
    let counts = report.counts();
    Severity::WORST_FIRST.into_iter().map(move |severity| (severity, counts.get(severity)))
}

/// Findings as a JSON list, each made when it is written: all of them as a tree would need many times the
/// memory of the text.
struct Each<'a, I>(I, fn(&'a Finding) -> Json);

impl<'a, I: Iterator<Item = &'a Finding> + Clone> Serialize for Each<'a, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone().map(self.1))
    }
}

/// Writes a document as an indented JSON text.
fn written(pen: &mut Pen<'_>, document: &impl Serialize) {
    // Its members are texts, numbers and lists; what else can fail is the writer, and the pen keeps that.
    let _ = serde_json::to_writer_pretty(pen.visible(), document);
    *pen += "\n";
}
