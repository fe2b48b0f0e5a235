//! How old secrets are. Their text is never known here.

use jiff::Timestamp;

use super::{api, page};
use crate::audit::case::{Case, Found, Sink};
use crate::audit::rule::Check;
use crate::audit::{Known, Limit, Need, Rule, Severity};
use crate::client::field::{self, Unit};

const AGE: Limit = Limit::span("secret_age", "a secret's age, at most", 90, Unit::Days);
const AGE_MEDIUM: Limit = Limit::span("secret_age_medium", "above this it is medium", 365, Unit::Days);
const BOTH: Limit = Limit::span("two_secrets", "how long two secrets may work, at most", 7, Unit::Days);

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "S30",
        name: "secret-age",
        title: "The secret is old",
        severity: Severity::Low,
        varies: "medium above a year",
        fields: &[field::CLIENT_SECRET],
        why: "The longer a secret is in use, the more people, files and logs have seen it, and nobody can tell which.",
        remedy: "Add a second secret, let applications take it, then delete the old one. Nothing stops working in between.",
        sources: &[
            page!(
                "OWASP, secrets management cheat sheet",
                "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html"
            ),
            api!("AddUserPoolClientSecret"),
        ],
        conflicts_with: &[],
        limits: &[&AGE, &AGE_MEDIUM],
        check: Check::client(old),
    },
    Rule {
        id: "S31",
        name: "two-secrets-stale",
        title: "A rotation of secrets was never finished",
        severity: Severity::Medium,
        varies: "",
        fields: &[field::CLIENT_SECRET],
        why: "Two secrets are for the days of a change. While the old one works, whatever the change was for is not done, and a third cannot be added in an emergency.",
        remedy: "Delete the older secret once nothing uses it.",
        sources: &[api!("DeleteUserPoolClientSecret")],
        conflicts_with: &[],
        limits: &[&BOTH],
        check: Check::client(two),
    },
];

fn old(case: &Case<'_>, sink: &mut Sink) {
    if case.is_public() {
        return;
    }
    let (born, words) = match &case.subject.secrets {
        Known::Read(secrets) if !secrets.is_empty() => {
            let Some(newest) = secrets.iter().filter_map(|secret| secret.created).max() else {
                sink.unread.push((Need::Secrets, Some("the service names no date".to_owned())));
                return;
            };
            (newest, "the newest secret is")
        }
        Known::Failed(why) => {
            sink.unread.push((Need::Secrets, Some(why.clone())));
            return;
        }
        // Older than the client no secret can be.
        _ => {
            let Some(created) = case.moment(field::CREATION_DATE) else {
                sink.unread.push((Need::Secrets, None));
                return;
            };
            (created, "unless it was changed since the client was made, the secret is")
        }
    };
    let age = seconds_since(born, case.now);
    if age > case.limit(&AGE) {
        let severity = if age > case.limit(&AGE_MEDIUM) { Severity::Medium } else { Severity::Low };
        sink.push(Found::new(format!("{words} {} days old", age / Unit::Days.seconds())).severity(severity));
    }
}

fn two(case: &Case<'_>, sink: &mut Sink) {
    if case.is_public() {
        return;
    }
    let Some(secrets) = sink.need(Need::Secrets, &case.subject.secrets) else { return };
    let newest = secrets.iter().filter_map(|secret| secret.created).max();
    let Some(newest) = newest.filter(|_| secrets.len() > 1) else { return };
    let both = seconds_since(newest, case.now);
    if both > case.limit(&BOTH) {
        let evidence =
            format!("{} secrets work, the newest since {} days", secrets.len(), both / Unit::Days.seconds());
        sink.push(Found::new(evidence));
    }
}

/// A moment in the future counts as now.
pub(super) fn seconds_since(moment: Timestamp, now: Timestamp) -> u64 {
    u64::try_from(now.as_second().saturating_sub(moment.as_second())).unwrap_or(0)
}
