//! A client's settings, lossless.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value as Json};

use super::field::{self, Field, Invalid, Kind, Life, Problem, Unit, UnitSource, Value};

/// The member that a describe returns in clear and that never enters [`Settings`].
pub const SECRET_MEMBER: &str = field::CLIENT_SECRET.path[0];

/// Every member the service returned for one client, in its order, unknown ones included: the JSON
/// document itself. The field table knows where each setting stands in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    document: Map<String, Json>,
}

impl Settings {
    /// Takes the `UserPoolClient` document of a response. A secret in it is dropped here as a last
    /// guard; the gateway has already taken it out.
    pub fn from_wire(mut document: Map<String, Json>) -> Self {
        document.shift_remove(SECRET_MEMBER);
        // Reading leaves room for members that do not come, which thousands of clients would keep.
        let document = document.into_iter().collect();
        Self { document }
    }

    /// The document as the service wrote it.
    pub fn document(&self) -> &Map<String, Json> {
        &self.document
    }

    /// The document as the service wrote it, by value.
    pub fn into_document(self) -> Map<String, Json> {
        self.document
    }

    /// A top-level text member.
    pub fn text(&self, member: &str) -> Option<&str> {
        self.document.get(member).and_then(Json::as_str)
    }

    /// What stands at a setting's place, untyped. A `null` is nothing.
    pub fn raw(&self, field: &Field) -> Option<&Json> {
        at(&self.document, field.path)
    }

    /// A setting's value as it is configured; `None` when nothing is. What then applies is in
    /// [`Settings::effective`].
    pub fn get(&self, field: &Field) -> Option<Value> {
        self.raw(field).map(|json| Value::from_wire(&field.kind, json, self.unit(field)))
    }

    /// Configures a setting, or with `None` removes it, so that the service's default applies.
    ///
    /// A duration takes its unit along: setting one writes the unit where it differs from the present
    /// one, and removing one removes its unit. Objects that hold nested settings appear with their
    /// first member and go with their last. Refused are a value of another form than the setting's,
    /// and any secret.
    pub fn set(&mut self, field: &'static Field, value: Option<Value>) -> Result<(), Invalid> {
        if field.life == Life::Secret {
            return Err(field.invalid(Problem::Secret));
        }
        let Some(value) = value else {
            remove(&mut self.document, field.path);
            if let Kind::Duration { unit: UnitSource::Member { path, .. }, .. } = field.kind {
                remove(&mut self.document, path);
            }
            return Ok(());
        };
        let json = value.to_wire();
        let kept = match (&value, &field.kind) {
            (Value::Other(_), _) => true,
            (Value::Span(span), Kind::Duration { unit: UnitSource::Fixed(unit), .. }) => span.unit == *unit,
            (Value::Span(span), Kind::Duration { unit: UnitSource::Member { path, .. }, .. }) => {
                if self.unit(field) != Some(span.unit) {
                    put(&mut self.document, path, Json::from(span.unit.as_str()));
                }
                true
            }
            (_, kind) => Value::from_wire(kind, &json, None) == value,
        };
        if !kept {
            return Err(field.invalid(Problem::WrongKind { expected: field.form() }));
        }
        put(&mut self.document, field.path, json);
        Ok(())
    }

    /// Puts a setting back to what it is in other settings, to the letter, whatever form it has there. A
    /// duration takes its unit along.
    pub fn put_back(&mut self, field: &Field, from: &Self) {
        if field.life == Life::Secret {
            return;
        }
        let unit = match field.kind {
            Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => Some(path),
            _ => None,
        };
        for path in [Some(field.path), unit].into_iter().flatten() {
            match at(&from.document, path) {
                Some(json) => put(&mut self.document, path, json.clone()),
                None => remove(&mut self.document, path),
            }
        }
    }

    /// The unit that a duration's number is in; `None` for other settings, and for a unit that this
    /// version does not know.
    pub fn unit(&self, field: &Field) -> Option<Unit> {
        let Kind::Duration { unit, .. } = field.kind else { return None };
        match unit {
            UnitSource::Fixed(unit) => Some(unit),
            UnitSource::Member { path, absent } => {
                at(&self.document, path).map_or(Some(absent), |json| json.as_str().and_then(Unit::from_wire))
            }
        }
    }

    /// True when the document has anything in the object that holds a nested setting.
    pub fn has_parent_of(&self, field: &Field) -> bool {
        field.parent().is_none_or(|parent| match self.document.get(parent) {
            Some(Json::Object(members)) => !members.is_empty(),
            _ => false,
        })
    }

    /// The members that no row of the table describes, at the top and inside known objects, each with
    /// its dotted name, in the document's order.
    pub fn unknown(&self) -> Vec<(String, &Json)> {
        self.unknown_paths().into_iter().map(|(path, json)| (path.join("."), json)).collect()
    }

    /// The same, each with the names on the way to it.
    pub fn unknown_paths(&self) -> Vec<(Vec<String>, &Json)> {
        let mut unknown = Vec::new();
        for (name, json) in &self.document {
            match (KNOWN.get(name.as_str()), json) {
                (Some(Member::Setting), _) | (Some(Member::Parent(_)), Json::Null) => {}
                (Some(Member::Parent(known)), Json::Object(members)) => {
                    let rest = members.iter().filter(|(member, _)| !known.contains(&member.as_str()));
                    unknown.extend(rest.map(|(member, json)| (vec![name.clone(), member.clone()], json)));
                }
                (Some(Member::Parent(_)) | None, _) => unknown.push((vec![name.clone()], json)),
            }
        }
        unknown
    }
}

/// What the table knows of a member of the document.
enum Member {
    /// It is a row.
    Setting,
    /// Rows are in it, under these names.
    Parent(Vec<&'static str>),
}

/// The members that rows describe, by name: every document of ten thousand is held against them.
static KNOWN: LazyLock<HashMap<&'static str, Member>> = LazyLock::new(|| {
    let parents = field::FIELDS.iter().filter_map(Field::parent);
    let nested = |parent| field::members_of(parent).map(|field| field.path[1]).collect();
    let mut known: HashMap<_, _> = parents.map(|parent| (parent, Member::Parent(nested(parent)))).collect();
    let rows = field::FIELDS.iter().filter(|field| field.path.len() == 1);
    known.extend(rows.map(|field| (field.path[0], Member::Setting)));
    known
});

/// A member that is not `null`.
pub(crate) fn at<'a>(document: &'a Map<String, Json>, path: &[&str]) -> Option<&'a Json> {
    let (last, parents) = path.split_last()?;
    let mut object = document;
    for parent in parents {
        object = object.get(*parent)?.as_object()?;
    }
    object.get(*last).filter(|json| !json.is_null())
}

/// Puts a member at its place. A parent that is not an object, which the service never sends, is
/// replaced by one.
pub(crate) fn put(document: &mut Map<String, Json>, path: &[&str], json: Json) {
    match path {
        [] => {}
        [last] => {
            document.insert((*last).to_owned(), json);
        }
        [parent, rest @ ..] => {
            let parent = document.entry((*parent).to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if !parent.is_object() {
                *parent = Json::Object(Map::new());
            }
            if let Json::Object(parent) = parent {
                put(parent, rest, json);
            }
        }
    }
}

/// Removes a member, and the objects around it that it leaves empty.
pub(crate) fn remove(document: &mut Map<String, Json>, path: &[&str]) {
    match path {
        [] => {}
        [last] => {
            document.shift_remove(*last);
        }
        [parent, rest @ ..] => {
            if let Some(Json::Object(object)) = document.get_mut(*parent) {
                let had_members = !object.is_empty();
                remove(object, rest);
                if had_members && object.is_empty() {
                    document.shift_remove(*parent);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::field::{FIELDS, Shown, Span};
    use super::*;

    fn settings(json: Json) -> Settings {
        match json {
            Json::Object(document) => Settings::from_wire(document),
            other => panic!("{other} is no document"),
        }
    }

    /// One of everything, and what no table knows.
    fn full() -> Settings {
        settings(json!({
            "UserPoolId": "us-west-2_abc123",
            "ClientName": "web",
            "ClientId": "3ho4ek12345678909nh3fmhpko",
            "LastModifiedDate": 1_732_264_215.25,
            "CreationDate": 1_680_429_600,
            "RefreshTokenValidity": 45,
            "AccessTokenValidity": 20,
            "IdTokenValidity": 2,
            "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "days", "ActorToken": "weeks"},
            "ReadAttributes": ["email"],
            "WriteAttributes": ["email", "custom:team"],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_FROM_THE_FUTURE"],
            "SupportedIdentityProviders": ["COGNITO"],
            "CallbackURLs": ["https://a.example/cb"],
            "LogoutURLs": ["https://a.example/bye"],
            "DefaultRedirectURI": "https://a.example/cb",
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "AllowedOAuthFlowsUserPoolClient": true,
            "AnalyticsConfiguration": {
                "ApplicationArn": "arn:aws:mobiletargeting:us-west-2:123456789012:apps/8f",
                "ApplicationId": "8f", "RoleArn": "arn:aws:iam::123456789012:role/r",
                "ExternalId": "e", "UserDataShared": true, "Sampling": 0.5
            },
            "PreventUserExistenceErrors": "ENABLED",
            "EnableTokenRevocation": true,
            "EnablePropagateAdditionalUserContextData": false,
            "AuthSessionValidity": 5,
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
            "ClientType": "REGULAR",
            "FutureSetting": {"Deep": [1, null, "x"]},
        }))
    }

    fn text(settings: &Settings) -> String {
        serde_json::to_string(settings.document()).expect("a document is JSON")
    }

    #[test]
    fn a_secret_does_not_get_in() {
        let settings = settings(json!({"ClientName": "web", "ClientSecret": "s3cret"}));
        assert!(!format!("{settings:?}").contains("s3cret"));
        assert_eq!(settings.get(field::CLIENT_SECRET), None);
    }

    #[test]
    fn unknown_members_are_listed_with_their_place() {
        let full = full();
        let names: Vec<String> = full.unknown().into_iter().map(|(name, _)| name).collect();
        assert_eq!(
            names,
            ["TokenValidityUnits.ActorToken", "AnalyticsConfiguration.Sampling", "FutureSetting"]
        );
        let odd = settings(json!({"RefreshTokenRotation": "ENABLED", "TokenValidityUnits": null}));
        assert_eq!(odd.unknown(), [("RefreshTokenRotation".to_owned(), &json!("ENABLED"))]);
    }

    #[test]
    fn every_row_reads_the_full_client() {
        let full = full();
        for field in FIELDS.iter().filter(|f| f.life != Life::Secret && f.shown != Shown::Never) {
            let value = full.get(field);
            assert!(value.as_ref().is_some_and(|value| !value.is_other()), "{}: {value:?}", field.id);
        }
    }

    #[test]
    fn setting_what_is_there_changes_nothing() {
        let mut same = full();
        for field in FIELDS.iter().filter(|f| f.life != Life::Secret) {
            if let Some(value) = same.get(field) {
                same.set(field, Some(value)).expect(field.id);
            }
        }
        assert_eq!(text(&same), text(&full()));
    }

    /// Each setting changed alone, and each removed alone.
    #[test]
    fn a_change_touches_its_setting_and_nothing_else() {
        let full = full();
        for field in FIELDS.iter().filter(|f| f.life != Life::Secret) {
            let new = field.parse(field.examples.valid, None).expect(field.id);
            for value in [new, None] {
                let mut changed = full.clone();
                changed.set(field, value.clone()).expect(field.id);
                assert_eq!(changed.get(field), value, "{}", field.id);
                assert_eq!(changed.unknown(), full.unknown(), "{} touches what is unknown", field.id);
                let tied = |other: &Field| {
                    other == field
                        || other.shown == Shown::Within(field.id)
                        || field.shown == Shown::Within(other.id)
                };
                for other in FIELDS.iter().filter(|other| !tied(other)) {
                    assert_eq!(changed.raw(other), full.raw(other), "{} touches {}", field.id, other.id);
                }
            }
        }
    }

    #[test]
    fn a_duration_takes_its_unit_along() {
        let mut settings = Settings::default();
        let access = field::ACCESS_TOKEN_VALIDITY;
        settings.set(access, Some(Value::Span(Span::new(2, Unit::Hours)))).expect("a span");
        assert_eq!(text(&settings), r#"{"AccessTokenValidity":2}"#, "hours need no saying");
        settings.set(access, Some(Value::Span(Span::new(45, Unit::Minutes)))).expect("a span");
        assert_eq!(
            text(&settings),
            r#"{"AccessTokenValidity":45,"TokenValidityUnits":{"AccessToken":"minutes"}}"#
        );
        settings.set(access, None).expect("nothing");
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn what_is_put_back_is_as_it_was_to_the_letter() {
        let odd = settings(json!({
            "AccessTokenValidity": 3, "TokenValidityUnits": {"AccessToken": "weeks", "ActorToken": "weeks"},
        }));
        for before in [full(), odd, Settings::default()] {
            for field in FIELDS.iter().filter(|f| f.life != Life::Secret) {
                let mut changed = before.clone();
                let value = field.parse(field.examples.valid, None).expect(field.id);
                changed.set(field, value).expect(field.id);
                changed.put_back(field, &before);
                assert_eq!(changed, before, "{}", field.id);
            }
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        let sent =
            r#"{"Future":123456789012345678901234567890,"Share":1.50,"CreationDate":1.68042960025e+9}"#;
        let settings = settings(serde_json::from_str(sent).expect("JSON"));
        assert_eq!(text(&settings), sent);
        let created = settings.get(field::CREATION_DATE).and_then(|value| value.as_moment());
        assert_eq!(created.map(jiff::Timestamp::as_millisecond), Some(1_680_429_600_250));
    }

    #[test]
    fn an_unknown_unit_is_not_guessed_at() {
        let odd = settings(json!({"AccessTokenValidity": 3, "TokenValidityUnits": {"AccessToken": "weeks"}}));
        assert_eq!(odd.unit(field::ACCESS_TOKEN_VALIDITY), None);
        assert_eq!(odd.get(field::ACCESS_TOKEN_VALIDITY), Some(Value::Other(json!(3))));
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            "-?(0|[1-9][0-9]{0,30})([.][0-9]{1,20})?([eE][+-]?[0-9]{1,3})?"
                .prop_map(|literal| number(&literal)),
            any::<String>().prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            let member = prop_oneof![any::<String>(), prop::sample::select(member_names())];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
                prop::collection::vec((member, inner), 0..4)
                    .prop_map(|m| Json::Object(m.into_iter().collect())),
            ]
        })
    }

    /// A number as it is written, which may be more than a double or an integer can hold.
    fn number(literal: &str) -> Json {
        serde_json::from_str(literal).unwrap_or_else(|error| panic!("{literal}: {error}"))
    }

    fn member_names() -> Vec<String> {
        FIELDS.iter().flat_map(|f| f.path).map(|&name| name.to_owned()).collect()
    }

    fn any_document() -> impl Strategy<Value = Map<String, Json>> {
        let member = prop_oneof![prop::sample::select(member_names()), any::<String>()];
        prop::collection::vec((member, any_json()), 0..12).prop_map(|members| members.into_iter().collect())
    }

    proptest! {
        #[test]
        fn what_came_goes_back_byte_for_byte(mut document in any_document()) {
            let settings = Settings::from_wire(document.clone());
            document.shift_remove(SECRET_MEMBER);
            let sent = serde_json::to_string(&document).expect("JSON");
            prop_assert_eq!(&text(&settings), &sent);
            let again: Map<String, Json> = serde_json::from_str(&text(&settings)).expect("JSON");
            prop_assert_eq!(text(&Settings::from_wire(again)), sent);
        }

        #[test]
        fn get_after_set_holds_on_any_document(document in any_document(), row in 0..FIELDS.len()) {
            let field = &FIELDS[row];
            let mut settings = Settings::from_wire(document);
            if field.life != Life::Secret {
                let value = field.parse(field.examples.valid, settings.unit(field)).expect("a valid example");
                settings.set(field, value.clone()).expect("a valid example");
                prop_assert_eq!(settings.get(field), value);
                settings.set(field, None).expect("nothing");
                prop_assert_eq!(settings.get(field), None);
            }
        }

        #[test]
        fn any_document_can_be_shown(document in any_document()) {
            let settings = Settings::from_wire(document);
            let now = jiff::Timestamp::UNIX_EPOCH;
            for section in crate::client::present::rows(&settings, None, now) {
                for row in section.rows {
                    prop_assert!(!row.lines.is_empty());
                    for line in row.lines {
                        prop_assert_eq!(crate::client::text::harmless(&line), line.as_str());
                    }
                }
            }
            for row in crate::client::present::unknown(&settings) {
                for line in row.lines.iter().chain([&row.name]) {
                    prop_assert_eq!(crate::client::text::harmless(line), line.as_str());
                }
            }
        }
    }
}
