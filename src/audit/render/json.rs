//! A report for programs. Members are only ever added; a change that breaks readers changes `format`.
//!
//! ```json
//! {
//!   "format": "cognitui-audit/1",
//!   "tool": {"name", "version"},
//!   "at": "2026-11-24T04:00:00Z",
//!   "about": {"Profile": …},
//!   "clients": 46, "pools": [{"id", "name"}],
//!   "complete": true,
//!   "counts": {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4, "suppressed": 5},
//!   "findings": [{
//!     "rule", "name", "title", "severity",
//!     "UserPoolId", "PoolName", "ClientId", "ClientName",   (the last two null for a finding about a pool)
//!     "settings": ["AllowedOAuthFlows"],                    (the API's names)
//!     "evidence", "note", "fingerprint",
//!     "fix": {"title", "caution", "edit"},                  (null where a decision is needed)
//!     "suppressed": {"reason", "expires"}                   (null among findings)
//!   }],
//!   "suppressed": [the same],
//!   "rules": {"S01": {"name", "title", "severity", "why", "remedy", "sources": [{"name", "url"}]}},
//!   "unchecked": [{"need", "call", "why", "rules", "places": ["pool id/client id"]}]
//! }
//! ```
//!
//! `why` is null for what nobody asked for. Names are as the service wrote them.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::{Each, Pen, TOOL, VERSION, severities, written};
use crate::audit::{Finding, Gap, Report, Rule};

pub(super) fn render(pen: &mut Pen<'_>, report: &Report) {
    let mut counts: Map<String, Json> =
        severities(report).map(|(severity, number)| (severity.word().to_owned(), number.into())).collect();
    counts.insert("suppressed".to_owned(), report.suppressed.len().into());
    let about: Map<String, Json> =
        report.about.iter().map(|(label, text)| (label.clone(), text.as_str().into())).collect();
    let pools: Vec<Json> =
        report.pools.iter().map(|pool| json!({"id": pool.pool.as_str(), "name": pool.pool_name})).collect();
    let mut named: Vec<&'static Rule> =
        report.findings.iter().chain(&report.suppressed).map(|finding| finding.rule).collect();
    named.sort_by_key(|rule| crate::audit::report::rank(rule));
    named.dedup();
    let rules: Map<String, Json> = named.into_iter().map(|row| (row.id.to_owned(), rule(row))).collect();
    written(
        pen,
        &Document {
            format: "cognitui-audit/1",
            tool: json!({"name": TOOL, "version": VERSION}),
            at: report.at.to_string(),
            about,
            clients: report.clients,
            pools,
            complete: report.is_complete(),
            counts,
            findings: Each(report.findings.iter(), finding),
            suppressed: Each(report.suppressed.iter(), finding),
            rules,
            unchecked: report.gaps.iter().map(gap).collect(),
        },
    );
}

#[derive(Serialize)]
struct Document<F, S> {
    format: &'static str,
    tool: Json,
    at: String,
    about: Map<String, Json>,
    clients: usize,
    pools: Vec<Json>,
    complete: bool,
    counts: Map<String, Json>,
    findings: F,
    suppressed: S,
    rules: Map<String, Json>,
    unchecked: Vec<Json>,
}

fn finding(finding: &Finding) -> Json {
    let settings: Vec<String> = finding.fields.iter().map(|field| field.api()).collect();
    let fix = finding.fix.as_ref().map(|fix| {
        // Every edit of a fix is made of values that can be written.
        let edit = serde_json::to_value(&fix.edit).unwrap_or_default();
        json!({"title": fix.title, "caution": fix.caution, "edit": edit})
    });
    let suppressed = finding.suppressed.as_ref().map(|suppressed| {
        json!({"reason": suppressed.reason, "expires": suppressed.expires.map(|day| day.to_string())})
    });
    let place = &finding.place;
    json!({
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "title": finding.rule.title,
        "severity": finding.severity.word(),
        "UserPoolId": place.pool.as_str(),
        "PoolName": place.pool_name,
        "ClientId": place.client.as_ref().map(crate::client::ClientId::as_str),
        "ClientName": place.client.as_ref().map(|_| place.client_name.as_str()),
        "settings": settings,
        "evidence": finding.evidence,
        "note": finding.note,
        "fingerprint": finding.fingerprint(),
        "fix": fix,
        "suppressed": suppressed,
    })
}

pub(super) fn rule(rule: &Rule) -> Json {
    let sources: Vec<Json> =
        rule.sources.iter().map(|source| json!({"name": source.name, "url": source.url})).collect();
    json!({
        "name": rule.name,
        "title": rule.title,
        "severity": rule.severity.word(),
        "why": rule.why,
        "remedy": rule.remedy,
        "conflicts_with": rule.conflicts_with,
        "sources": sources,
    })
}

fn gap(gap: &Gap) -> Json {
    json!({
        "need": gap.need.words(),
        "call": gap.need.call(),
        "why": gap.why,
        "rules": gap.rules.iter().map(|rule| rule.id).collect::<Vec<_>>(),
        "places": gap.places.iter().map(|place| place.ids()).collect::<Vec<_>>(),
    })
}
