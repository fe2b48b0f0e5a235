//! A report for a terminal: plain text, 100 columns, no colours.

use super::{accepted, count, gap_words, moment, scope, severities};
use crate::audit::{Report, Severity};
use crate::client::text::{fit, harmless, width, wrap};

const COLUMNS: usize = 100;
/// Bars are at most this long.
const BAR: usize = 30;

pub(super) fn render(report: &Report) -> String {
    let mut lines = vec![format!("Audit · {} · {}", scope(report), moment(report))];
    lines.extend(report.about.iter().map(|(label, text)| format!("{}: {}", harmless(label), harmless(text))));
    lines.push(String::new());
    let most = severities(report).map(|(_, number)| number).max().unwrap_or(0);
    for (severity, number) in severities(report) {
        let bar = if number == 0 { 0 } else { (number * BAR).div_ceil(most.max(1)) };
        lines.push(format!("{severity:<9}{number:>6}  {}", "▇".repeat(bar)).trim_end().to_owned());
    }
    for group in report.by_rule() {
        let worst = group.counts.worst().unwrap_or(Severity::Info);
        let title = format!("{}  {} {}", worst.word().to_uppercase(), group.what.id, group.what.title);
        let number = count(group.findings.len(), "finding");
        let gap = COLUMNS.saturating_sub(width(&title) + width(&number)).max(2);
        lines.extend([String::new(), format!("{title}{}{number}", " ".repeat(gap))]);
        let names: Vec<String> = group.findings.iter().map(|finding| finding.place.names()).collect();
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
            lines.push(
                format!("  {mark} {name}{pad}  {}", text.next().unwrap_or_default()).trim_end().to_owned(),
            );
            lines.extend(text.map(|line| format!("    {}  {line}", " ".repeat(column))));
        }
        lines.extend(labelled("Why", group.what.why));
        lines.extend(labelled("Do", group.what.remedy));
        let sources: Vec<&str> = group.what.sources.iter().map(|source| source.name).collect();
        lines.extend(labelled("See", &sources.join(" · ")));
    }
    if report.findings.is_empty() {
        lines.extend([String::new(), "Nothing found.".to_owned()]);
    }
    section(
        &mut lines,
        "Accepted",
        report
            .suppressed
            .iter()
            .map(|finding| format!("{} {}: {}", finding.rule.id, finding.place.names(), accepted(finding))),
    );
    section(&mut lines, "Could not be checked", report.gaps.iter().map(gap_words));
    lines.join("\n") + "\n"
}

fn labelled(label: &str, text: &str) -> Vec<String> {
    let lines = wrap(text, COLUMNS - 9);
    let label = |at: usize| if at == 0 { label } else { "" };
    lines.iter().enumerate().map(|(at, line)| format!("    {:<5}{line}", label(at))).collect()
}

fn section(lines: &mut Vec<String>, title: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_none() {
        return;
    }
    lines.extend([String::new(), title.to_owned()]);
    for entry in entries {
        let wrapped = wrap(&entry, COLUMNS - 4);
        lines.extend(
            wrapped.iter().enumerate().map(
                |(at, line)| {
                    if at == 0 { format!("  {line}") } else { format!("    {line}") }
                },
            ),
        );
    }
}
