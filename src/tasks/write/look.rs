//! Deciding by looking what became of a write whose answer is missing.

use serde_json::{Map, Value as Json};

use crate::client::change::{Compare, diff};
use crate::client::field::{self, Field, Life};
use crate::client::{Change, FIELDS, Settings};

/// What a describe says about a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    /// The client is as it was sent.
    AsSent,
    /// The client is as it was before.
    AsBefore,
    /// The client is neither.
    Other,
}

/// Compares what is found with what was there before and what was sent.
///
/// The service may write its own defaults and roles beside what was sent, so only what was sent is
/// compared, and what was there before and was left out. It also sets the date of the last change: where
/// that is as it was before, so is the client.
pub(super) fn judge(before: &Settings, sent: &Settings, found: &Settings) -> Sight {
    if before == found {
        return Sight::AsBefore;
    }
    let as_sent = FIELDS
        .iter()
        .filter(|field| field.life == Life::Mutable)
        .filter(|field| sent.raw(field).is_some() || before.raw(field).is_some())
        .all(|field| carried(before, sent, found, field))
        && sent.unknown() == found.unknown();
    if as_sent { Sight::AsSent } else { Sight::Other }
}

/// A member that was left out on purpose may be filled in by the service as it was before.
fn carried(before: &Settings, sent: &Settings, found: &Settings, field: &Field) -> bool {
    sent.same(found, field) || (sent.raw(field).is_none() && before.same(found, field))
}

/// True when a client that was found may be the one that was to be made: everything that was asked for
/// is so.
pub(super) fn is_made_of(asked: &Settings, found: &Settings) -> bool {
    FIELDS
        .iter()
        .filter(|field| field.life == Life::Mutable && asked.raw(field).is_some())
        .all(|field| asked.same(found, field))
        && asked.unknown().iter().all(|member| found.unknown().contains(member))
}

/// True when somebody wrote to a client between two describes.
pub(super) fn is_touched(earlier: &Settings, later: &Settings) -> bool {
    earlier.raw(field::LAST_MODIFIED_DATE) != later.raw(field::LAST_MODIFIED_DATE)
        || settings_only(earlier) != settings_only(later)
}

/// What the service made something else of than was sent: what has another effect, and what is written
/// otherwise although it was said. What it leaves out because it says nothing is not among it.
pub(super) fn normalised(sent: &Settings, answer: &Settings) -> Vec<Change> {
    let rewritten = |field: &Field| {
        sent.get(field).zip(answer.get(field)).is_some_and(|(said, made)| !said.same(&made, field.compare))
    };
    let mut changes = diff(sent, answer, Compare::ByText);
    changes.retain(|change| {
        change.subject.field().is_none_or(|field| !sent.same(answer, field) || rewritten(field))
    });
    changes
}

/// A client's document without what only the service says.
fn settings_only(settings: &Settings) -> Map<String, Json> {
    let mut document = settings.document().clone();
    for field in FIELDS.iter().filter(|field| field.life == Life::ReadOnly && field.parent().is_none()) {
        document.shift_remove(field.path[0]);
    }
    document
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(json: &Json) -> Settings {
        Settings::from_wire(json.as_object().unwrap().clone())
    }

    fn before() -> Settings {
        settings(&json!({
            "ClientName": "web", "LastModifiedDate": 1, "CallbackURLs": ["https://a"], "Later": 1,
            "AnalyticsConfiguration": {"ApplicationArn": "arn", "RoleArn": "arn:aws:iam::1:role/aws-service-role/x"},
        }))
    }

    fn sent() -> Settings {
        settings(&json!({
            "ClientName": "web", "CallbackURLs": ["https://b", "https://a"], "Later": 1,
            "AnalyticsConfiguration": {"ApplicationArn": "arn"},
        }))
    }

    #[test]
    fn what_is_found_is_what_was_sent_with_the_services_additions() {
        let found = settings(&json!({
            "ClientName": "web", "LastModifiedDate": 2, "CallbackURLs": ["https://a", "https://b"], "Later": 1,
            "AnalyticsConfiguration": {"ApplicationArn": "arn", "RoleArn": "arn:aws:iam::1:role/aws-service-role/x"},
            "AuthSessionValidity": 3, "EnableTokenRevocation": true,
        }));
        assert_eq!(judge(&before(), &sent(), &found), Sight::AsSent);
    }

    #[test]
    fn what_is_found_is_what_was_there() {
        assert_eq!(judge(&before(), &sent(), &before()), Sight::AsBefore);
    }

    #[test]
    fn anything_else_is_somebody_elses() {
        for (member, value) in [
            ("ClientName", json!("theirs")),
            ("Later", json!(2)),
            ("CallbackURLs", json!(["https://a"])),
            ("LogoutURLs", json!(["https://theirs"])),
        ] {
            let mut found = sent().into_document();
            found.insert("LastModifiedDate".into(), json!(3));
            found.insert(member.into(), value);
            let sight = judge(&before(), &sent(), &Settings::from_wire(found));
            // What neither side had may be the service's own addition, so it does not count against.
            let expected = if member == "LogoutURLs" { Sight::AsSent } else { Sight::Other };
            assert_eq!(sight, expected, "{member}");
        }
        let mut touched = before().into_document();
        touched.insert("LastModifiedDate".into(), json!(9));
        assert_eq!(judge(&before(), &sent(), &Settings::from_wire(touched)), Sight::Other);
    }

    #[test]
    fn a_new_client_has_what_was_asked_for() {
        let asked = settings(
            &json!({"ClientName": "web", "GenerateSecret": true, "AccessTokenValidity": 1, "Later": 1}),
        );
        let found = |name: &str| {
            settings(
                &json!({"ClientName": name, "ClientId": "x", "AccessTokenValidity": 1, "Later": 1, "RefreshTokenValidity": 30}),
            )
        };
        assert!(is_made_of(&asked, &found("web")));
        assert!(!is_made_of(&asked, &found("other")));
    }

    #[test]
    fn a_date_alone_tells_of_a_write() {
        let mut later = before().into_document();
        assert!(!is_touched(&before(), &Settings::from_wire(later.clone())));
        later.insert("LastModifiedDate".into(), json!(2));
        assert!(is_touched(&before(), &Settings::from_wire(later.clone())));
    }
}
