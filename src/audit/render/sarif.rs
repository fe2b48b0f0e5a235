//! A report as SARIF 2.1.0, for code scanning and its viewers.
//!
//! A client is a resource, so each result has a logical location. GitHub shows only results with a file;
//! `cognito/<pool>/<client>` stands in for one.

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::{Each, Pen, TOOL, VERSION, add_site, gap_words, site_json, sites, written};
use crate::audit::report::rank;
use crate::audit::{Finding, Gap, Place, RULES, Report, Rule, Severity, Site};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn render(pen: &mut Pen<'_>, report: &Report) {
    let run = Run {
        tool: json!({"driver": {
            "name": TOOL,
            "version": VERSION,
            "semanticVersion": VERSION,
            "rules": RULES.iter().map(descriptor).collect::<Vec<_>>(),
        }}),
        automation_details: json!({"id": "cognitui-audit/"}),
        column_kind: "unicodeCodePoints",
        invocations: json!([{
            "executionSuccessful": report.is_complete(),
            "endTimeUtc": report.at.to_string(),
            "toolExecutionNotifications": report.gaps.iter().map(notification).collect::<Vec<_>>(),
        }]),
        results: Each(report.findings.iter().chain(&report.suppressed), result),
    };
    written(pen, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] });
}

#[derive(Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Json,
    automation_details: Json,
    column_kind: &'static str,
    invocations: Json,
    results: R,
}

fn descriptor(rule: &Rule) -> Json {
    let sources: Vec<String> =
        rule.sources.iter().map(|source| format!("[{}]({})", source.name, source.url)).collect();
    json!({
        "id": rule.id,
        "name": pascal(rule.name),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": format!("{} {}", rule.advice(), rule.link()),
            "markdown": format!("{}\n\n**What to do:** {}\n\n{}", rule.why, rule.advice(), sources.join(" · ")),
        },
        "helpUri": rule.link(),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {
            "security-severity": score(rule.severity),
            "problem.severity": level(rule.severity),
            "precision": "high",
            "tags": ["security", "cognito"],
        },
    })
}

fn result(finding: &Finding) -> Json {
    let mut text = finding.evidence.clone();
    if let Some(note) = &finding.note {
        put!(text, " ({note})");
    }
    let settings: Vec<String> = finding.fields.iter().map(|field| field.api()).collect();
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": rank(finding.rule),
        "level": level(finding.severity),
        "message": {"text": literal(&format!("{}: {text}", finding.place.told()))},
        "locations": [location(&finding.place)],
        "partialFingerprints": {"cognituiFinding/v1": finding.fingerprint()},
        "properties": {
            "severity": finding.severity.word(),
            "security-severity": score(finding.severity),
            "settings": settings,
            "fix": finding.fix.as_ref().map(|fix| &*fix.title),
        },
    });
    add_site(&mut result["properties"], &finding.place);
    if let (Some(suppressed), Some(members)) = (&finding.suppressed, result.as_object_mut()) {
        let expires = suppressed.expires.map(|day| day.to_string());
        let suppression = json!({
            "kind": "external",
            "status": "accepted",
            "justification": suppressed.reason,
            "properties": {"expires": expires},
        });
        members.insert("suppressions".to_owned(), json!([suppression]));
    }
    result
}

fn location(place: &Place) -> Json {
    if place.is_whole() {
        // Nothing of it is a file's.
        let words = place.told();
        return json!({"logicalLocations": [{"name": words, "fullyQualifiedName": words, "kind": "namespace"}]});
    }
    let name = if place.client.is_some() { &place.client_name } else { &place.pool_name };
    let path: Vec<String> = place.ids().split('/').map(percent).collect();
    json!({
        "logicalLocations": [{
            "name": name,
            "fullyQualifiedName": place.ids(),
            "decoratedName": place.told(),
            "kind": "resource",
        }],
        "physicalLocation": {
            "artifactLocation": {"uri": format!("cognito/{}", path.join("/"))},
            "region": {"startLine": 1},
        },
    })
}

fn notification(gap: &Gap) -> Json {
    let site = |site: &Site| Json::from_iter(site_json(Some(site)));
    let level = if gap.why.is_some() { "error" } else { "note" };
    let places: Vec<Json> = gap.places.iter().take(100).map(|place| location(place)).collect();
    json!({
        "level": level,
        "message": {"text": literal(&gap_words(gap))},
        "locations": places,
        "properties": {
            "call": Some(gap.need.call()).filter(|call| !call.is_empty()),
            "rules": gap.rules.iter().map(|rule| rule.id).collect::<Vec<_>>(),
            "places": gap.places.len(),
            "sites": sites(gap).into_iter().map(site).collect::<Vec<_>>(),
        },
    })
}

/// A message in which brackets make no link and braces no placeholder.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]").replace('{', "{{").replace('}', "}}")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// Numbers from which GitHub makes its own words: above 9 critical, from 7 high, from 4 medium.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "3.0",
        Severity::Info => "0.5",
    }
}

/// `implicit-grant` as SARIF likes names: `ImplicitGrant`.
fn pascal(name: &str) -> String {
    let mut pascal = String::new();
    for word in name.split('-') {
        let mut letters = word.chars();
        pascal.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        pascal.extend(letters);
    }
    pascal
}

/// A piece of a path, with everything else than letters, digits and `-_.` escaped.
fn percent(piece: &str) -> String {
    let byte = |b: u8| match b {
        b'-' | b'_' | b'.' => char::from(b).to_string(),
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    piece.bytes().map(byte).collect()
}
