//! A report as one page for a browser: no network, no script, for people who have never seen the program.

use super::{NEVER, Pen, TOOL, VERSION, accepted, count, gap_words, moment, never_words, scope, severities};
use crate::audit::{Cell, Finding, Group, Place, Report, Rule, Severity, UNANSWERABLE};
use crate::client::text::harmless;

const STYLE: &str = include_str!("html.css");
/// Tables that are longer than this are folded.
const FOLD: usize = 25;
/// So many clients are named as those with the most findings.
const MOST: usize = 10;

pub(super) fn render(page: &mut Pen<'_>, report: &Report) {
    *page += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    *page += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n";
    *page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
    *page += "<title>Audit of Cognito app clients</title>\n";
    put!(page, "<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n");
    header(page, report);
    summary(page, report);
    heat(page, report);
    clients(page, report);
    findings(page, report);
    rest(page, report);
    put!(
        page,
        "</main>\n<footer>Made by {TOOL} {VERSION} on {}. Settings were read and nothing was changed; no secret is in this page.</footer>\n</body>\n</html>\n",
        moment(report)
    );
}

fn header(page: &mut Pen<'_>, report: &Report) {
    *page += "<header>\n<h1>Audit of Cognito app clients</h1>\n";
    put!(page, "<p class=\"scope\">{} · {}</p>\n", text(&scope(report)), text(&moment(report)));
    if !report.about.is_empty() {
        *page += "<dl class=\"about\">\n";
        for (label, about) in &report.about {
            put!(page, "<div><dt>{}</dt><dd>{}</dd></div>\n", text(label), text(about));
        }
        *page += "</dl>\n";
    }
    *page += "<p>An app client is how an application signs its users in with Amazon Cognito. This page lists settings of clients that make attacks easier or sign-in break, the worst first. Each rule says why it matters and what to do.</p>\n";
    if !report.is_complete() {
        *page += "<p class=\"warning\" role=\"note\"><strong>Not everything could be read.</strong> What is missing is listed <a href=\"#unchecked\">at the end</a>; the numbers below are of what was read.</p>\n";
    }
    *page += "</header>\n";
}

fn summary(page: &mut Pen<'_>, report: &Report) {
    *page +=
        "<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n<table class=\"bars\">\n";
    let most = severities(report).map(|(_, number)| number).max().unwrap_or(0).max(1);
    for (severity, number) in severities(report) {
        let width = number * 100 / most;
        put!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{number}</td><td class=\"bar\"><span class=\"{severity}\" style=\"width:{width}%\"></span></td><td class=\"meaning\">{}</td></tr>\n",
            badge(severity),
            meaning(severity)
        );
    }
    *page += "</table>\n";
    if report.findings.is_empty() {
        *page += "<p>Nothing was found.</p>\n";
    }
    if !report.suppressed.is_empty() {
        put!(page, "<p>{} not counted: see <a href=\"#accepted\">accepted</a>.</p>\n", are_accepted(report));
    }
    *page += "</section>\n";
}

fn are_accepted(report: &Report) -> String {
    let words = count(report.suppressed.len(), "accepted finding");
    if report.suppressed.len() == 1 { format!("{words} is") } else { format!("{words} are") }
}

fn meaning(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "open now: look today",
        Severity::High => "a way in for somebody who tries: look this week",
        Severity::Medium => "a weakness, or a failure in waiting",
        Severity::Low => "worth tidying",
        Severity::Info => "worth knowing",
    }
}

fn heat(page: &mut Pen<'_>, report: &Report) {
    let heat = report.heat();
    if heat.rules.is_empty() {
        return;
    }
    *page += "<section aria-labelledby=\"map\">\n<h2 id=\"map\">Pools and rules</h2>\n<p>How many findings each rule has in each pool. The letter is the worst severity.</p>\n<div class=\"wide\"><table class=\"heat\">\n<thead><tr><th scope=\"col\">Pool</th>";
    for rule in &heat.rules {
        put!(
            page,
            "<th scope=\"col\"><a href=\"#{}\" title=\"{}\">{}</a></th>",
            rule.id,
            text(rule.title),
            rule.id
        );
    }
    *page += "</tr></thead>\n<tbody>\n";
    for (pool, cells) in &heat.rows {
        put!(page, "<tr><th scope=\"row\">{}{}</th>", text(&pool.prefix()), text(&pool.pool_name));
        for (rule, cell) in heat.rules.iter().zip(cells) {
            *page += &heat_cell(rule, *cell);
        }
        *page += "</tr>\n";
    }
    *page += "</tbody>\n</table></div>\n</section>\n";
}

fn heat_cell(rule: &Rule, cell: Cell) -> String {
    match cell.worst {
        None => "<td></td>".to_owned(),
        Some(worst) => format!(
            "<td class=\"{worst}\" title=\"{} {}: {worst}\"><span>{}</span>&thinsp;{}</td>",
            rule.id,
            text(rule.title),
            worst.letter(),
            cell.count
        ),
    }
}

fn clients(page: &mut Pen<'_>, report: &Report) {
    let mut groups = report.by_client();
    groups.retain(|group| group.what.client.is_some());
    if groups.len() < 2 {
        return;
    }
    *page += "<section aria-labelledby=\"clients\">\n<h2 id=\"clients\">Clients to look at first</h2>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Client</th><th scope=\"col\">Pool</th><th scope=\"col\">Findings</th><th scope=\"col\">Rules</th></tr></thead>\n<tbody>\n";
    for group in groups.iter().take(MOST) {
        let mut rules: Vec<&str> = group.findings.iter().map(|finding| finding.rule.id).collect();
        rules.dedup();
        let links: Vec<String> = rules.iter().map(|id| format!("<a href=\"#{id}\">{id}</a>")).collect();
        let counted = Severity::WORST_FIRST.into_iter().filter(|severity| group.counts.get(*severity) > 0);
        let counted: Vec<String> = counted
            .map(|severity| format!("{}&nbsp;{}", badge(severity), group.counts.get(severity)))
            .collect();
        put!(
            page,
            "<tr><td>{}</td><td>{}{}</td><td>{}</td><td>{}</td></tr>\n",
            text(&group.what.client_name),
            text(&group.what.prefix()),
            text(&group.what.pool_name),
            counted.join(" "),
            links.join(" ")
        );
    }
    *page += "</tbody>\n</table></div>\n</section>\n";
}

fn findings(page: &mut Pen<'_>, report: &Report) {
    let groups = report.by_rule();
    if groups.is_empty() {
        return;
    }
    *page += "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n";
    for group in &groups {
        rule(page, group);
    }
    *page += "</section>\n";
}

fn rule(page: &mut Pen<'_>, group: &Group<'_, &'static Rule>) {
    let row = group.what;
    let worst = group.counts.worst().unwrap_or(row.severity);
    put!(
        page,
        "<article id=\"{}\" class=\"{worst}\">\n<h3>{} {} <span class=\"id\">{}</span></h3>\n",
        row.id,
        badge(worst),
        text(row.title),
        row.id
    );
    put!(page, "<p>{}</p>\n<p><strong>What to do.</strong> {}</p>\n", text(row.why), text(&row.advice()));
    let sources: Vec<String> = row
        .sources
        .iter()
        .map(|source| {
            format!("<a rel=\"noreferrer noopener\" href=\"{}\">{}</a>", text(source.url), text(source.name))
        })
        .collect();
    put!(page, "<p class=\"sources\">Source: {}</p>\n", sources.join(" · "));
    let open = if group.findings.len() <= FOLD { " open" } else { "" };
    put!(
        page,
        "<details{open}><summary>{}</summary>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Client</th><th scope=\"col\">What was found</th><th scope=\"col\">Fix</th></tr></thead>\n<tbody>\n",
        count(group.findings.len(), "finding")
    );
    for finding in &group.findings {
        *page += &finding_row(finding, worst);
    }
    *page += "</tbody>\n</table></div>\n</details>\n</article>\n";
}

fn finding_row(finding: &Finding, worst: Severity) -> String {
    let severity =
        if finding.severity == worst { String::new() } else { format!("{} ", badge(finding.severity)) };
    let note =
        finding.note.as_ref().map(|note| format!("<br><small>{}</small>", text(note))).unwrap_or_default();
    let fix = finding.fix.as_ref().map(|fix| {
        let caution =
            fix.caution.map(|caution| format!("<br><small>{}</small>", text(caution))).unwrap_or_default();
        format!("{}{caution}", text(&fix.title))
    });
    format!(
        "<tr><td>{}</td><td>{severity}{}{note}</td><td>{}</td></tr>\n",
        named(&finding.place),
        text(&finding.evidence),
        fix.unwrap_or_default()
    )
}

fn rest(page: &mut Pen<'_>, report: &Report) {
    if !report.suppressed.is_empty() {
        *page += "<section aria-labelledby=\"accepted\">\n<h2 id=\"accepted\">Accepted</h2>\n<p>Somebody has looked at these and accepts them, for the reason given.</p>\n<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\">Client</th><th scope=\"col\">Reason</th></tr></thead>\n<tbody>\n";
        for finding in &report.suppressed {
            put!(
                page,
                "<tr><td>{} {}</td><td>{}</td><td>{}</td></tr>\n",
                finding.rule.id,
                text(finding.rule.title),
                named(&finding.place),
                text(&accepted(finding))
            );
        }
        *page += "</tbody>\n</table></div>\n</section>\n";
    }
    if !report.gaps.is_empty() {
        *page +=
            "<section aria-labelledby=\"unchecked\">\n<h2 id=\"unchecked\">Could not be checked</h2>\n<ul>\n";
        for gap in &report.gaps {
            put!(page, "<li>{}</li>\n", text(&gap_words(gap)));
        }
        *page += "</ul>\n</section>\n";
    }
    put!(page, "<section aria-labelledby=\"never\">\n<h2 id=\"never\">{}</h2>\n<ul>\n", text(NEVER));
    for rule in UNANSWERABLE {
        put!(page, "<li>{}</li>\n", text(&never_words(rule)));
    }
    *page += "</ul>\n</section>\n";
}

fn named(place: &Place) -> String {
    let prefix = text(&place.prefix());
    let (name, of) = match place.client {
        Some(_) => (text(&place.client_name), format!("{prefix}{} · ", text(&place.pool_name))),
        None => (prefix + &text(&place.pool_name), String::new()),
    };
    format!("<strong>{name}</strong><br><small>{of}<code>{}</code></small>", text(&place.ids()))
}

fn badge(severity: Severity) -> String {
    format!("<span class=\"badge {severity}\">{severity}</span>")
}

/// Text that is only text, in an element as in a quoted attribute.
fn text(text: &str) -> String {
    let text = harmless(text);
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
