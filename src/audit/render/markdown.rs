//! A report for tickets and pull requests.

use super::{NEVER, Pen, accepted, count, gap_words, moment, never_words, scope, severities};
use crate::audit::{Report, Severity, UNANSWERABLE};
use crate::client::text::harmless;

pub(super) fn render(pen: &mut Pen<'_>, report: &Report) {
    put!(pen, "# Audit of Cognito app clients\n\n{} · {}\n", scope(report), moment(report));
    for (label, about) in &report.about {
        put!(pen, "\n- {}: {}", plain(label), plain(about));
    }
    *pen += "\n| severity | findings |\n|---|---:|\n";
    for (severity, number) in severities(report) {
        put!(pen, "| {severity} | {number} |\n");
    }
    put!(pen, "| accepted | {} |\n", report.suppressed.len());
    for group in report.by_rule() {
        let worst = group.counts.worst().unwrap_or(Severity::Info);
        put!(
            pen,
            "\n## {} {} ({worst}, {})\n\n",
            group.what.id,
            group.what.title,
            count(group.findings.len(), "finding")
        );
        put!(pen, "{}\n\n**What to do:** {}\n\n", group.what.why, group.what.advice());
        let sources: Vec<String> =
            group.what.sources.iter().map(|source| format!("[{}]({})", source.name, source.url)).collect();
        put!(pen, "{}\n\n| severity | client | evidence | fix |\n|---|---|---|---|\n", sources.join(" · "));
        for finding in &group.findings {
            let note = finding.note.as_ref().map(|note| format!(" ({})", plain(note))).unwrap_or_default();
            let fix = finding.fix.as_ref().map(|fix| plain(&fix.title)).unwrap_or_default();
            put!(
                pen,
                "| {} | {}<br>{} | {}{note} | {fix} |\n",
                finding.severity,
                plain(&finding.place.told()),
                plain(&finding.place.ids()),
                plain(&finding.evidence),
            );
        }
    }
    if !report.suppressed.is_empty() {
        *pen += "\n## Accepted\n\n| rule | client | reason |\n|---|---|---|\n";
        for finding in &report.suppressed {
            let reason = plain(&accepted(finding));
            put!(pen, "| {} | {} | {reason} |\n", finding.rule.id, plain(&finding.place.told()));
        }
    }
    if !report.gaps.is_empty() {
        *pen += "\n## Could not be checked\n\n";
        for gap in &report.gaps {
            put!(pen, "- {}\n", plain(&gap_words(gap)));
        }
    }
    put!(pen, "\n## {NEVER}\n\n");
    for rule in UNANSWERABLE {
        put!(pen, "- {}\n", plain(&never_words(rule)));
    }
}

/// Text that is shown as it is: nothing in it is a link, a tag, a mention or a cell's end.
pub(super) fn plain(text: &str) -> String {
    let text = harmless(text);
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            // An address that is not followed: the colon keeps it from becoming a link, the others from
            // naming people and issues.
            ':' => plain.push_str("&#58;"),
            '@' => plain.push_str("&#64;"),
            '#' => plain.push_str("&#35;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '(' | ')' | '!' | '~' | '$' => plain.extend(['\\', c]),
            c => plain.push(c),
        }
    }
    // `www.` becomes a link without any of these.
    plain.replace("www.", "www&#46;")
}
