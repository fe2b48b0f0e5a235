//! A report for a terminal: plain text, 100 columns, no colours.

use super::{NEVER, Pen, accepted, count, gap_words, moment, never_words, scope, severities};
use crate::audit::{Report, Severity, UNANSWERABLE};
use crate::client::text::{fit, harmless, width, wrap};

const COLUMNS: usize = 100;
/// Bars are at most this long.
const BAR: usize = 30;

pub(super) fn render(pen: &mut Pen<'_>, report: &Report) {
    pen.line(&format!("Audit · {} · {}", scope(report), moment(report)));
    for (label, text) in &report.about {
        pen.line(&format!("{}: {}", harmless(label), harmless(text)));
    }
    pen.line("");
    let most = severities(report).map(|(_, number)| number).max().unwrap_or(0);
    for (severity, number) in severities(report) {
        let bar = if number == 0 { 0 } else { (number * BAR).div_ceil(most.max(1)) };
        pen.line(format!("{severity:<9}{number:>6}  {}", "▇".repeat(bar)).trim_end());
    }
    for group in report.by_rule() {
        let worst = group.counts.worst().unwrap_or(Severity::Info);
        let title = format!("{}  {} {}", worst.word().to_uppercase(), group.what.id, group.what.title);
        let number = count(group.findings.len(), "finding");
        let gap = COLUMNS.saturating_sub(width(&title) + width(&number)).max(2);
        put!(pen, "\n{title}{}{number}\n", " ".repeat(gap));
        let names: Vec<String> = group.findings.iter().map(|finding| finding.place.told()).collect();
        let column = names.iter().map(|name| width(name)).max().unwrap_or(0).min(36);
        for (finding, name) in group.findings.iter().zip(&names) {
            let name = fit(name, column);
            let pad = " ".repeat(column.saturating_sub(width(&name)));
            let mark = if finding.severity == worst { ' ' } else { finding.severity.letter() };
            // The name stands on the first line alone.
            let mut text = wrap(&finding.evidence, COLUMNS - column - 6);
            if let Some(fix) = &finding.fix {
                text.extend(wrap(&format!("fix: {}", harmless(&fix.title)), COLUMNS - column - 6));
            }
            text.extend(finding.note.iter().flat_map(|note| wrap(note, COLUMNS - column - 6)));
            let mut text = text.into_iter();
            pen.line(format!("  {mark} {name}{pad}  {}", text.next().unwrap_or_default()).trim_end());
            text.for_each(|line| put!(pen, "    {}  {line}\n", " ".repeat(column)));
        }
        labelled(pen, "Why", group.what.why);
        labelled(pen, "Do", &group.what.advice());
        let sources: Vec<&str> = group.what.sources.iter().map(|source| source.name).collect();
        labelled(pen, "See", &sources.join(" · "));
    }
    if report.findings.is_empty() {
        *pen += "\nNothing found.\n";
    }
    section(
        pen,
        "Accepted",
        report
            .suppressed
            .iter()
            .map(|finding| format!("{} {}: {}", finding.rule.id, finding.place.told(), accepted(finding))),
    );
    section(pen, "Could not be checked", report.gaps.iter().map(gap_words));
    section(pen, NEVER, UNANSWERABLE.iter().map(never_words));
}

fn labelled(pen: &mut Pen<'_>, label: &str, text: &str) {
    for (at, line) in wrap(text, COLUMNS - 9).iter().enumerate() {
        put!(pen, "    {:<5}{line}\n", if at == 0 { label } else { "" });
    }
}

fn section(pen: &mut Pen<'_>, title: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    put!(pen, "\n{title}\n");
    for entry in entries {
        for (at, line) in wrap(&entry, COLUMNS - 4).iter().enumerate() {
            put!(pen, "{}{line}\n", if at == 0 { "  " } else { "    " });
        }
    }
}
