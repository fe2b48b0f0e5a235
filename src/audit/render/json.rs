//! A report for programs. Members are only ever added; a change that breaks readers changes `format`.
//!
//! ```json
//! {
//!   "format": "cognitui-audit/1",
//!   "tool": {"name", "version"},
//!   "at": "2026-11-24T04:00:00Z",
//!   "about": {"Profile": …},
//!   "clients": 46, "pools": [{"id", "name", "Profile", "Region", "Account"}],
//!   "complete": true,
//!   "counts": {"critical": 0, "high": 1, "medium": 2, "low": 3, "info": 4, "suppressed": 5},
//!   "findings": [{
//!     "rule", "name", "title", "severity",
//!     "Profile", "Region", "Account",                       (null where not known)
//!     "UserPoolId", "PoolName", "ClientId", "ClientName",   (the last two null for a finding about a pool)
//!     "settings": ["AllowedOAuthFlows"],                    (the API's names)
//!     "evidence", "note", "fingerprint",
//!     "fix": {"title", "caution", "edit"},                  (null where a decision is needed)
//!     "suppressed": {"reason", "expires"}                   (null among findings)
//!   }],
//!   "suppressed": [the same],
//!   "rules": {"S01": {"name", "title", "severity", "why", "remedy", "sources": [{"name", "url"}]}},
//!   "unchecked": [{"need", "call", "why", "rules", "places": ["pool id/client id"],
//!                 "sites": [{"Profile", "Region", "Account"}]}],
//!   "unanswerable": [{"id", "name", "title", "reason"}]   (rules that this program never checks)
//! }
//! ```
//!
//! `why` is null for what nobody asked for, `call` where what is missing is no call's. Without `places` it is
//! all that is at the sites. Names are as the service wrote them.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::{Each, Pen, TOOL, VERSION, add_site, severities, site_json, sites, written};
use crate::audit::{Finding, Gap, Report, Rule, Site, UNANSWERABLE};

pub(super) fn render(pen: &mut Pen<'_>, report: &Report) {
    let mut counts: Map<String, Json> =
        severities(report).map(|(severity, number)| (severity.word().to_owned(), number.into())).collect();
    counts.insert("suppressed".to_owned(), report.suppressed.len().into());
    let about: Map<String, Json> =
        report.about.iter().map(|(label, text)| (label.clone(), text.as_str().into())).collect();
    let pools = report.pools.iter().map(|pool| {
        let mut json = json!({"id": pool.pool.as_str(), "name": pool.pool_name});
        add_site(&mut json, pool);
        json
    });
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
            pools: pools.collect(),
            complete: report.is_complete(),
            counts,
            findings: Each(report.findings.iter(), finding),
            suppressed: Each(report.suppressed.iter(), finding),
            rules,
            unchecked: report.gaps.iter().map(gap).collect(),
            unanswerable: unanswerable(),
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
    unanswerable: Vec<Json>,
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
    let [profile, region, account] = site_json(place.site.as_deref()).map(|(_, word)| word);
    json!({
        "rule": finding.rule.id,
        "name": finding.rule.name,
        "title": finding.rule.title,
        "severity": finding.severity.word(),
        "Profile": profile,
        "Region": region,
        "Account": account,
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

pub(super) fn unanswerable() -> Vec<Json> {
    UNANSWERABLE
        .iter()
        .map(|rule| json!({"id": rule.id, "name": rule.name, "title": rule.title, "reason": rule.reason}))
        .collect()
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
    let ids = gap.places.iter().filter(|place| !place.is_whole()).map(|place| place.ids());
    let site = |site: &Site| Json::from_iter(site_json(Some(site)));
    json!({
        "need": gap.need.words(),
        "call": Some(gap.need.call()).filter(|call| !call.is_empty()),
        "why": gap.why,
        "rules": gap.rules.iter().map(|rule| rule.id).collect::<Vec<_>>(),
        "places": ids.collect::<Vec<_>>(),
        "sites": sites(gap).into_iter().map(site).collect::<Vec<_>>(),
    })
}
