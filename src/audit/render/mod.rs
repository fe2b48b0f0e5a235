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

use std::collections::BTreeSet;
use std::io::{Result, Write};

use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use self::pen::Pen;
use super::{Finding, Gap, Need, Place, Report, Severity, Site, Unanswerable};
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
    pub fn write(&self, report: &Report, to: &mut dyn Write) -> Result<usize> {
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

/// The heading of what no audit of this program answers.
const NEVER: &str = "Not checked by this program";

/// Why a rule is never checked: `S52 sso-reuse-long: …`.
fn never_words(rule: &Unanswerable) -> String {
    format!("{} {}: {}", rule.id, rule.name, rule.reason)
}

/// What a gap means, in a sentence; safe to show.
pub fn gap_words(gap: &Gap) -> String {
    let rules: Vec<&str> = gap.rules.iter().map(|rule| rule.id).collect();
    let rules = if rules.is_empty() { "all rules".to_owned() } else { rules.join(", ") };
    let place = gap_places(gap);
    match &gap.why {
        Some(why) if gap.need == Need::Connection => {
            format!("{rules}: there is no connection to {place}: {}", harmless(why))
        }
        Some(why) if gap.need == Need::Rest => format!("{rules}: {place}: {}", harmless(why)),
        Some(why) => {
            format!("{rules}: {} could not be read for {place}: {}", gap.need.words(), harmless(why))
        }
        None => format!("{rules}: {} ({}) was not asked for, for {place}", gap.need.words(), gap.need.call()),
    }
}

/// What a gap is about: by its name, or how many there are of what and where.
fn gap_places(gap: &Gap) -> String {
    if let [one] = gap.places.as_slice() {
        return one.told();
    }
    let whole: Vec<String> =
        gap.places.iter().filter(|place| place.is_whole()).map(|place| place.told()).collect();
    if whole.len() == gap.places.len() {
        return few(&whole, "place");
    }
    let clients = gap.places.iter().filter(|place| place.client.is_some()).count();
    let pools = gap.places.len() - clients - whole.len();
    let words = [(clients, "client"), (pools, "pool"), (whole.len(), "place")];
    let words = words.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word));
    let words = words.collect::<Vec<_>>().join(" and ");
    let names = sites(gap).into_iter().map(|site| harmless(&site.name).into_owned());
    let names: Vec<String> = names.filter(|name| !name.is_empty()).collect();
    if names.is_empty() { words } else { format!("{words} in {}", few(&names, "place")) }
}

/// Each by its name where they are few, how many otherwise.
fn few(names: &[String], word: &str) -> String {
    if names.len() <= FEW { names.join(", ") } else { count(names.len(), word) }
}

/// So many are named one by one.
const FEW: usize = 4;

/// The sites that a gap is about, each once.
fn sites(gap: &Gap) -> BTreeSet<&Site> {
    gap.places.iter().filter_map(|place| place.site.as_deref()).collect()
}

/// Where a place is, as members of a document, each null where it is not known.
fn site_json(site: Option<&Site>) -> [(&'static str, Json); 3] {
    let word =
        |of: fn(&Site) -> Option<&String>| site.and_then(of).map_or(Json::Null, |word| word.as_str().into());
    [
        ("Profile", word(|site| site.profile.as_ref())),
        ("Region", word(|site| site.region.as_ref())),
        ("Account", word(|site| site.account.as_ref())),
    ]
}

/// Adds where a place is to an object.
fn add_site(json: &mut Json, place: &Place) {
    for (name, value) in site_json(place.site.as_deref()) {
        json[name] = value;
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
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.clone().map(self.1))
    }
}

/// Writes a document as an indented JSON text.
fn written(pen: &mut Pen<'_>, document: &impl Serialize) {
    // Its members are texts, numbers and lists; what else can fail is the writer, and the pen keeps that.
    let _ = serde_json::to_writer_pretty(pen.visible(), document);
    *pen += "\n";
}
