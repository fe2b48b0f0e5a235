//! A report for spreadsheets (RFC 4180): a row for each finding, accepted ones last.

use super::Pen;
use crate::audit::{Finding, Place, Report};
use crate::client::text::harmless;

const HEADER: [&str; 16] = [
    "severity",
    "rule",
    "name",
    "title",
    "pool",
    "pool_id",
    "client",
    "client_id",
    "settings",
    "evidence",
    "fix",
    "accepted",
    "fingerprint",
    "profile",
    "region",
    "account",
];

pub(super) fn render(pen: &mut Pen<'_>, report: &Report) {
    *pen += &HEADER.join(",");
    *pen += "\r\n";
    for finding in report.findings.iter().chain(&report.suppressed) {
        let row = row(finding);
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        *pen += &cells.join(",");
        *pen += "\r\n";
    }
}

fn row(finding: &Finding) -> [String; HEADER.len()] {
    let place = &finding.place;
    let [profile, region, account] = where_it_is(place);
    let settings: Vec<String> = finding.fields.iter().map(|field| field.api()).collect();
    let evidence = match &finding.note {
        Some(note) => format!("{} ({note})", finding.evidence),
        None => finding.evidence.clone(),
    };
    [
        finding.severity.word().to_owned(),
        finding.rule.id.to_owned(),
        finding.rule.name.to_owned(),
        finding.rule.title.to_owned(),
        place.pool_name.clone(),
        place.pool.to_string(),
        place.client_name.clone(),
        place.client.as_ref().map(ToString::to_string).unwrap_or_default(),
        settings.join(" "),
        evidence,
        finding.fix.as_ref().map(|fix| fix.title.to_string()).unwrap_or_default(),
        super::accepted(finding),
        finding.fingerprint(),
        profile,
        region,
        account,
    ]
}

/// The profile, the region and the account, each empty where it is not known.
fn where_it_is(place: &Place) -> [String; 3] {
    let Some(site) = place.site.as_deref() else { return Default::default() };
    [&site.profile, &site.region, &site.account].map(|word| word.clone().unwrap_or_default())
}

/// A cell that a spreadsheet does not run: what would begin a formula gets an apostrophe before it.
fn quoted(cell: &str) -> String {
    let cell = harmless(cell);
    let formula = cell.starts_with(['=', '+', '-', '@', '|', '%']);
    let cell = if formula { format!("'{cell}") } else { cell.into_owned() };
    if cell.contains([',', '"', ';', '\'']) || cell.starts_with(' ') || cell.ends_with(' ') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}
