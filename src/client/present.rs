//! A client in words: the rows of a detail view.

use jiff::Timestamp;

use super::effective::{Effective, Origin};
use super::field::{self, Field, Group, Kind, Life, Shown, UnitSource, Value, date, members_of, relative};
use super::text::harmless;
use super::{SecretPresence, Settings};

/// The line of a setting that has neither value nor default.
pub const NOTHING: &str = "—";

/// A heading and its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Which heading.
    pub group: Group,
    /// Its text.
    pub title: &'static str,
    /// Its rows, in the table's order.
    pub rows: Vec<Row>,
}

/// One setting in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The setting.
    pub field: &'static Field,
    /// Its name on screen.
    pub label: &'static str,
    /// What applies, safe to show; never empty.
    pub lines: Vec<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A setting this version does not know, verbatim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRow {
    /// Its member name, dotted when nested; safe to show.
    pub name: String,
    /// Its value as indented JSON; safe to show.
    pub lines: Vec<String>,
}

/// The rows of a client, by heading. `now` is what "3 days ago" counts from; `secret` is what is known
/// of the secret, `None` before that is known.
pub fn rows(settings: &Settings, secret: Option<SecretPresence>, now: Timestamp) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for field in field::FIELDS.iter().filter(|field| field.shown == Shown::Row) {
        let Effective { value, origin } = settings.effective(field);
        if hidden(settings, field, origin) {
            continue;
        }
        let (lines, origin) = match (&field.life, &value) {
            (Life::Secret, _) => secret_line(secret),
            (_, Some(value)) => (lines(settings, field, value, origin, now), origin),
            (_, None) => (vec![NOTHING.to_owned()], origin),
        };
        let row = Row { field, label: field.label, lines, origin };
        match sections.last_mut().filter(|section| section.group == field.group) {
            Some(section) => section.rows.push(row),
            None => {
                sections.push(Section { group: field.group, title: field.group.title(), rows: vec![row] });
            }
        }
    }
    sections
}

/// The settings that the table does not know, verbatim.
pub fn unknown(settings: &Settings) -> Vec<UnknownRow> {
    settings
        .unknown()
        .into_iter()
        .map(|(name, json)| {
            let pretty = serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string());
            UnknownRow {
                name: harmless(&name).into_owned(),
                lines: pretty.lines().map(|line| harmless(line).into_owned()).collect(),
            }
        })
        .collect()
}

/// An object that is not there is told by its first member alone, so that a client without analytics
/// has one quiet line about it and not five.
fn hidden(settings: &Settings, field: &Field, origin: Origin) -> bool {
    let nothing = matches!(origin, Origin::Default | Origin::Unset);
    let first = field.parent().and_then(|parent| members_of(parent).next());
    nothing && !settings.has_parent_of(field) && first.is_some_and(|first| first != field)
}

fn secret_line(secret: Option<SecretPresence>) -> (Vec<String>, Origin) {
    let (line, origin) = match secret {
        Some(SecretPresence::Present(_)) => ("set".to_owned(), Origin::Configured),
        Some(SecretPresence::Absent) => ("none (public client)".to_owned(), Origin::Unset),
        None => (NOTHING.to_owned(), Origin::Unset),
    };
    (vec![line], origin)
}

fn lines(settings: &Settings, field: &Field, value: &Value, origin: Origin, now: Timestamp) -> Vec<String> {
    if let Value::Moment(moment) = value {
        return vec![format!("{} · {}", relative(*moment, now), date(*moment))];
    }
    let mut lines = match (&field.kind, field.default_words()) {
        (Kind::List { .. }, Some(words)) if origin.is_default() => vec![words],
        (Kind::Duration { unit: UnitSource::Member { path, .. }, .. }, _) if value.is_other() => {
            vec![counted_in_an_unknown_unit(settings, value, path)]
        }
        _ => field.words(value),
    };
    if let Some(last) = lines.last_mut() {
        for detail in details(settings, field) {
            last.push_str(", ");
            last.push_str(&detail);
        }
    }
    if lines.is_empty() { vec![NOTHING.to_owned()] } else { lines }
}

/// A number whose unit this version does not know stays beside its unit.
fn counted_in_an_unknown_unit(settings: &Settings, value: &Value, unit: &[&str]) -> String {
    let unit = field::FIELDS.iter().find(|field| field.path == unit).and_then(|field| settings.raw(field));
    let unit = unit.map(|json| json.as_str().map_or_else(|| json.to_string(), str::to_owned));
    let number = match value {
        Value::Other(json) => json.to_string(),
        _ => String::new(),
    };
    harmless(&format!("{number} {}", unit.unwrap_or_default())).trim().to_owned()
}

/// What settings told within this one add to it: "10 s grace". Units are already in the words of
/// their duration, and a detail that is at its default goes without saying.
fn details(settings: &Settings, field: &Field) -> Vec<String> {
    field::FIELDS
        .iter()
        .filter(|detail| detail.shown == Shown::Within(field.id) && detail.kind != Kind::Unit)
        .filter_map(|detail| {
            let effective = settings.effective(detail);
            let value = effective.value.filter(|_| effective.origin == Origin::Configured)?;
            let words = match value.as_span() {
                Some(span) => format!("{} s", span.seconds()),
                None => detail.words(&value).join(" "),
            };
            let name = detail.label.strip_prefix(field.label).unwrap_or(detail.label).trim();
            Some(format!("{words} {name}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Origin::{Configured, ConfiguredAsDefault, Default, Unset};
    use super::*;
    use crate::client::Fingerprint;

    const NOW: &str = "2024-11-25T08:30:15Z";

    fn shown(json: &serde_json::Value) -> Vec<Section> {
        let settings = Settings::from_wire(json.as_object().expect("a document").clone());
        let secret = SecretPresence::Present(Fingerprint::new([0xa7, 0xf3, 0, 0, 0, 0, 0, 0]));
        rows(&settings, Some(secret), NOW.parse().expect("a moment"))
    }

    fn row(sections: &[Section], field: &Field) -> Row {
        let mut rows = sections.iter().flat_map(|section| &section.rows);
        rows.find(|row| row.field == field).unwrap_or_else(|| panic!("no row for {}", field.id)).clone()
    }

    #[track_caller]
    fn assert_row(sections: &[Section], field: &Field, lines: &[&str], origin: Origin) {
        let row = row(sections, field);
        assert_eq!((row.lines, row.origin), (lines.iter().map(|&l| l.to_owned()).collect(), origin));
    }

    #[test]
    fn a_configured_client_reads_in_words_and_units() {
        let sections = shown(&json!({
            "ClientName": "web-checkout",
            "LastModifiedDate": 1_732_264_215.25,
            "AccessTokenValidity": 45, "IdTokenValidity": 1, "RefreshTokenValidity": 30,
            "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days"},
            "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email", "orders/read"],
            "CallbackURLs": ["https://shop.example.com/cb", "http://localhost:3000/cb"],
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_NEW_THING"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
            "PreventUserExistenceErrors": "ENABLED",
        }));
        let titles: Vec<&str> = sections.iter().map(|section| section.title).collect();
        assert_eq!(titles, ["Identity", "OAuth", "Tokens", "Sign-in", "Attributes", "Analytics"]);
        assert_row(&sections, field::CLIENT_NAME, &["web-checkout"], Configured);
        assert_row(&sections, field::CLIENT_SECRET, &["set"], Configured);
        assert_row(&sections, field::LAST_MODIFIED_DATE, &["3 days ago · 2024-11-22 08:30 UTC"], Configured);
        assert_row(&sections, field::ACCESS_TOKEN_VALIDITY, &["45 minutes"], Configured);
        assert_row(&sections, field::ID_TOKEN_VALIDITY, &["1 hour"], ConfiguredAsDefault);
        assert_row(&sections, field::REFRESH_TOKEN_VALIDITY, &["30 days"], ConfiguredAsDefault);
        assert_row(&sections, field::ALLOWED_OAUTH_FLOWS, &["authorization code"], Configured);
        assert_row(&sections, field::ALLOWED_OAUTH_SCOPES, &["openid  email  orders/read"], Configured);
        assert_row(
            &sections,
            field::CALLBACK_URLS,
            &["https://shop.example.com/cb", "http://localhost:3000/cb"],
            Configured,
        );
        assert_row(&sections, field::EXPLICIT_AUTH_FLOWS, &["password, ALLOW_NEW_THING"], Configured);
        assert_row(&sections, field::REFRESH_TOKEN_ROTATION, &["on, 10 s grace"], Configured);
        assert_row(&sections, field::LOGOUT_URLS, &[NOTHING], Unset);
    }

    #[test]
    fn an_empty_client_shows_its_defaults() {
        let sections = shown(&json!({}));
        assert_row(&sections, field::EXPLICIT_AUTH_FLOWS, &["SRP, custom, refresh"], Default);
        assert_row(&sections, field::PREVENT_USER_EXISTENCE_ERRORS, &["reveals they do not exist"], Default);
        assert_row(&sections, field::ACCESS_TOKEN_VALIDITY, &["1 hour"], Default);
        assert_row(&sections, field::ENABLE_TOKEN_REVOCATION, &["on"], Default);
        assert_row(&sections, field::REFRESH_TOKEN_ROTATION, &["off"], Default);
        assert_row(&sections, field::READ_ATTRIBUTES, &["all standard attributes"], Default);
        assert_row(&sections, field::ANALYTICS_APPLICATION_ARN, &[NOTHING], Unset);
        let analytics = sections.iter().find(|section| section.group == Group::Analytics);
        assert_eq!(analytics.map(|section| section.rows.len()), Some(1), "one quiet line");
    }

    #[test]
    fn a_configured_project_shows_all_of_its_rows() {
        let sections =
            shown(&json!({"AnalyticsConfiguration": {"ApplicationId": "8f", "UserDataShared": true}}));
        assert_row(&sections, field::ANALYTICS_APPLICATION_ID, &["8f"], Configured);
        assert_row(&sections, field::ANALYTICS_USER_DATA_SHARED, &["on"], Configured);
    }

    #[test]
    fn what_is_not_understood_is_shown_as_it_is() {
        let sections = shown(&json!({
            "AccessTokenValidity": 3, "TokenValidityUnits": {"AccessToken": "weeks"},
            "AuthSessionValidity": "five", "PreventUserExistenceErrors": "SOMETIMES",
            "CallbackURLs": ["https://a.example/\u{202e}gpj"],
        }));
        assert_row(&sections, field::ACCESS_TOKEN_VALIDITY, &["3 weeks"], Configured);
        assert_row(&sections, field::AUTH_SESSION_VALIDITY, &["\"five\""], Configured);
        assert_row(&sections, field::PREVENT_USER_EXISTENCE_ERRORS, &["SOMETIMES"], Configured);
        assert_row(&sections, field::CALLBACK_URLS, &["https://a.example/\\u{202e}gpj"], Configured);
    }

    #[test]
    fn unknown_settings_are_json() {
        let json = json!({"Future\u{1b}": {"On": true}, "RefreshTokenRotation": {"Pace": "slow"}});
        let settings = Settings::from_wire(json.as_object().expect("a document").clone());
        let expected = [
            UnknownRow {
                name: "Future\\u{1b}".into(),
                lines: vec!["{".into(), "  \"On\": true".into(), "}".into()],
            },
            UnknownRow { name: "RefreshTokenRotation.Pace".into(), lines: vec!["\"slow\"".into()] },
        ];
        assert_eq!(unknown(&settings), expected);
    }

    #[test]
    fn units_and_the_grace_period_have_no_rows_of_their_own() {
        let sections = shown(&json!({"TokenValidityUnits": {"AccessToken": "minutes"}}));
        let mut rows = sections.iter().flat_map(|section| &section.rows);
        assert!(rows.all(|row| row.field.shown == Shown::Row));
    }
}
