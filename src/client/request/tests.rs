use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::client::change::{Compare, diff};
use crate::client::{field, sample};

fn update(json: Json) -> Json {
    update_document(&sample::from(json)).into()
}

#[test]
fn an_update_of_next_to_nothing_spells_out_what_applies() {
    assert_eq!(
        update(json!({
            "UserPoolId": "p", "ClientId": "c", "ClientName": "web", "ClientType": "DCR",
            "CreationDate": 1, "LastModifiedDate": 2, "RefreshTokenValidity": 30,
        })),
        json!({
            "UserPoolId": "p", "ClientId": "c", "ClientName": "web", "RefreshTokenValidity": 30,
            "AccessTokenValidity": 1, "IdTokenValidity": 1,
            "TokenValidityUnits": {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"},
            "AllowedOAuthFlowsUserPoolClient": false, "AllowedOAuthFlows": [], "AllowedOAuthScopes": [],
            "CallbackURLs": [], "LogoutURLs": [], "SupportedIdentityProviders": [],
            "EnableTokenRevocation": true, "PreventUserExistenceErrors": "LEGACY", "AuthSessionValidity": 3,
            "EnablePropagateAdditionalUserContextData": false,
            "RefreshTokenRotation": {"Feature": "DISABLED"},
        })
    );
}

#[test]
fn an_update_of_everything_carries_everything() {
    let full = sample::full();
    let sent = update_document(&full);
    for (name, json) in full.document() {
        let kept = !["CreationDate", "LastModifiedDate", "ClientType"].contains(&name.as_str());
        assert_eq!(sent.get(name), kept.then_some(json), "{name}");
    }
    assert_eq!(sent.len(), full.document().len() - 3);
}

#[test]
fn lists_that_mean_a_default_are_left_out() {
    let sent = update(json!({"ExplicitAuthFlows": [], "ReadAttributes": [], "WriteAttributes": null}));
    for name in ["ExplicitAuthFlows", "ReadAttributes", "WriteAttributes"] {
        assert!(sent.get(name).is_none(), "{name}");
    }
}

#[test]
fn a_lifetime_that_is_not_set_is_sent_in_the_unit_that_is() {
    let sent = update(json!({"TokenValidityUnits": {"AccessToken": "minutes", "RefreshToken": "hours"}}));
    assert_eq!((&sent["AccessTokenValidity"], &sent["RefreshTokenValidity"]), (&json!(60), &json!(720)));
    // An hour is no whole number of days, so the unit gives way.
    let sent = update(
        json!({"TokenValidityUnits": {"IdToken": "days", "AccessToken": "days"}, "AccessTokenValidity": 1}),
    );
    assert_eq!(
        (&sent["IdTokenValidity"], &sent["TokenValidityUnits"]["IdToken"]),
        (&json!(1), &json!("hours"))
    );
    assert_eq!(sent["TokenValidityUnits"]["AccessToken"], "days");
}

#[test]
fn the_role_that_the_service_names_is_not_sent_back() {
    let own = "arn:aws:iam::123456789012:role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp";
    let arn = "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/8f0c";
    let analytics = |role: &str| json!({"AnalyticsConfiguration": {"ApplicationArn": arn, "RoleArn": role, "Sampling": 1}});
    assert_eq!(
        update(analytics(own))["AnalyticsConfiguration"],
        json!({"ApplicationArn": arn, "Sampling": 1, "UserDataShared": false})
    );
    let mine = "arn:aws:iam::123456789012:role/mine";
    assert_eq!(update(analytics(mine))["AnalyticsConfiguration"]["RoleArn"], mine);
}

#[test]
fn a_creation_says_what_is_chosen_and_no_more() {
    let pool = PoolId::new("eu-west-1_Ab12Cd34E");
    let create = |json| Json::from(create_document(&sample::from(json), &pool));
    assert_eq!(
        create(
            json!({"ClientName": "web", "GenerateSecret": true, "CallbackURLs": [], "RefreshTokenRotation": {}})
        ),
        json!({"ClientName": "web", "GenerateSecret": true, "UserPoolId": "eu-west-1_Ab12Cd34E"})
    );
    // A copy of another client leaves behind what is that client's alone.
    let copy = Json::from(create_document(&sample::full(), &pool));
    for name in ["ClientId", "ClientType", "CreationDate", "LastModifiedDate"] {
        assert!(copy.get(name).is_none(), "{name}");
    }
    assert_eq!(copy["UserPoolId"], "eu-west-1_Ab12Cd34E");
    assert_eq!(copy["FutureSetting"], sample::full().document()["FutureSetting"]);
    // A unit that is there has the others beside it.
    let units = create(json!({"TokenValidityUnits": {"IdToken": "minutes"}, "IdTokenValidity": 30}));
    assert_eq!(
        units["TokenValidityUnits"],
        json!({"AccessToken": "hours", "IdToken": "minutes", "RefreshToken": "days"})
    );
}

/// What a row has in a request.
fn sent_for<'a>(document: &'a Map<String, Json>, field: &Field) -> Option<&'a Json> {
    at(document, field.path)
}

/// True for rows that are told together.
fn tied(a: &Field, b: &Field) -> bool {
    use Shown::Within;
    a == b || a.shown == Within(b.id) || b.shown == Within(a.id)
}

/// Each setting changed and removed alone on a client that has everything.
#[test]
fn a_change_of_one_setting_leaves_every_other_member() {
    let full = sample::full();
    let before = update_document(&full);
    for field in FIELDS.iter().filter(|field| field.is_mutable()) {
        for value in [field.parse(field.examples.valid, None).expect(field.id), None] {
            let mut edited = full.clone();
            edited.set(field, value.clone()).expect(field.id);
            let after = update_document(&edited);
            for other in FIELDS.iter().filter(|other| !tied(other, field)) {
                assert_eq!(
                    sent_for(&after, other),
                    sent_for(&before, other),
                    "{} touches {}",
                    field.id,
                    other.id
                );
            }
            if let Some(value) = value {
                assert_eq!(Settings::from_wire(after.clone()).get(field), Some(value));
            }
            assert_eq!(Settings::from_wire(after).unknown(), full.unknown());
        }
    }
}

fn a_mutable_setting() -> impl Strategy<Value = &'static Field> {
    prop::sample::select(FIELDS.iter().filter(|field| field.is_mutable()).collect::<Vec<_>>())
}

proptest! {
    /// What is sent means what the client is, whoever reads it and whatever the service's defaults.
    #[test]
    fn what_is_sent_means_the_same(settings in sample::settings()) {
        let sent = Settings::from_wire(update_document(&settings));
        let mut meant = settings.without_service_role();
        meant.set(field::CLIENT_TYPE, None).expect("a row");
        meant.set(field::GENERATE_SECRET, None).expect("a row");
        prop_assert_eq!(diff(&meant, &sent, Compare::ByEffect), []);
        prop_assert_eq!(update_document(&sent), sent.document().clone(), "a second time changes nothing");
        for field in FIELDS.iter().filter(|f| !f.ops.update) {
            prop_assert_eq!(sent.raw(field), None, "{}", field.id);
        }
        let lifetimes = [field::ACCESS_TOKEN_VALIDITY, field::ID_TOKEN_VALIDITY, field::REFRESH_TOKEN_VALIDITY];
        let units = [field::ACCESS_TOKEN_UNIT, field::ID_TOKEN_UNIT, field::REFRESH_TOKEN_UNIT];
        for (lifetime, unit) in lifetimes.into_iter().zip(units) {
            let odd = sample::is_odd(&settings) || settings.unit(lifetime).is_none();
            prop_assert!(odd || sent.raw(lifetime).is_some() && sent.raw(unit).is_some(), "{} is not told", lifetime.id);
        }
    }

    #[test]
    fn a_random_change_touches_its_setting_and_nothing_else(settings in sample::settings(), field in a_mutable_setting()) {
        let value = field.parse(field.examples.valid, None).expect(field.id);
        prop_assume!(!sample::is_odd(&settings));
        let mut edited = settings.clone();
        edited.set(field, value).expect(field.id);
        let (before, after) = (update_document(&settings), update_document(&edited));
        // What an object tells by default it tells once the object is there.
        let newly_there = |other: &Field| other.parent().is_some() && other.parent() == field.parent() && !settings.has_members(other.parent().unwrap_or_default());
        for other in FIELDS.iter().filter(|other| !tied(other, field) && !newly_there(other)) {
            let analytics = other == field::ANALYTICS_ROLE_ARN && field == field::ANALYTICS_APPLICATION_ARN;
            prop_assert!(analytics || sent_for(&after, other) == sent_for(&before, other), "{} touches {}", field.id, other.id);
        }
        let (before, after) = (Settings::from_wire(before), Settings::from_wire(after));
        prop_assert_eq!(after.unknown(), before.unknown());
    }
}

#[test]
fn an_unset_text_told_as_an_empty_one_is_not_sent_back() {
    let told = json!({"ClientName": "web", "DefaultRedirectURI": "", "FutureSetting": ""});
    let settings = Settings::from_wire(told.as_object().unwrap().clone());
    let sent = update_document(&settings);
    assert!(!sent.contains_key("DefaultRedirectURI"));
    assert_eq!(sent["FutureSetting"], "", "what is unknown is sent as it is");
}
