//! The field table against the SDK's own types: a member that Cognito has and the table has not is a
//! setting that a person would not see and an update might lose.
//!
//! The members are read from the `Debug` text of empty values, which lists them all.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by where it stopped")]

use std::collections::BTreeSet;
use std::fmt::Debug;

use aws_sdk_cognitoidentityprovider::operation::create_user_pool_client::CreateUserPoolClientInput;
use aws_sdk_cognitoidentityprovider::operation::update_user_pool_client::UpdateUserPoolClientInput;
use aws_sdk_cognitoidentityprovider::types::{
    AnalyticsConfigurationType, ExplicitAuthFlowsType, FeatureType, OAuthFlowType,
    PreventUserExistenceErrorTypes, RefreshTokenRotationType, TimeUnitsType, TokenValidityUnitsType,
    UserPoolClientType,
};
use cognitui::client::field::{self, FIELDS, Field, Life, Ops};
use cognitui::client::{PoolId, Settings, create_document, update_document};

/// Members that the service has and this version of the SDK has not.
const NEWER_THAN_THE_SDK: &[(&str, &str)] =
    &[("ClientType", "told by the service since dynamic client registration; only ever returned")];

/// The member names in `Name { first: None, second: None }`, as bare lower-case letters.
fn members(value: &impl Debug) -> BTreeSet<String> {
    let text = format!("{value:?}");
    let inside = text.split_once('{').unwrap().1.rsplit_once('}').unwrap().0;
    let names = inside.split(", ").filter_map(|member| member.split_once(':'));
    names.map(|(name, _)| letters(name)).collect()
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The top members that the table has for an operation.
fn in_table(has: impl Fn(Ops) -> bool) -> BTreeSet<String> {
    let newer = |field: &&Field| NEWER_THAN_THE_SDK.iter().any(|(member, _)| *member == field.path[0]);
    FIELDS.iter().filter(|f| has(f.ops) && !newer(f)).map(|f| letters(f.path[0])).collect()
}

fn nested(parent: &str) -> BTreeSet<String> {
    field::members_of(parent).map(|field| letters(field.path[1])).collect()
}

#[test]
fn every_member_of_a_described_client_has_a_row() {
    let described = members(&UserPoolClientType::builder().build());
    assert!(described.len() >= 26, "too few members were read: {described:?}");
    assert_eq!(in_table(|ops| ops.output), described);
}

#[test]
fn every_member_of_a_creation_has_a_row() {
    let input = CreateUserPoolClientInput::builder().build().unwrap();
    assert_eq!(in_table(|ops| ops.create), members(&input));
}

#[test]
fn every_member_of_an_update_has_a_row() {
    let input = UpdateUserPoolClientInput::builder().build().unwrap();
    assert_eq!(in_table(|ops| ops.update), members(&input));
}

#[test]
fn every_nested_member_has_a_row() {
    assert_eq!(nested("TokenValidityUnits"), members(&TokenValidityUnitsType::builder().build()));
    assert_eq!(nested("AnalyticsConfiguration"), members(&AnalyticsConfigurationType::builder().build()));
    let rotation = RefreshTokenRotationType::builder().feature(FeatureType::Disabled).build().unwrap();
    assert_eq!(nested("RefreshTokenRotation"), members(&rotation));
}

#[test]
fn every_enumerated_value_of_the_sdk_is_a_choice() {
    let assert_choices = |field: &Field, values: &[&str]| {
        for value in values {
            let known = field.kind.choices().iter().any(|choice| choice.value == *value);
            assert!(known, "{value} is no choice of {}", field.id);
        }
    };
    assert_choices(field::EXPLICIT_AUTH_FLOWS, ExplicitAuthFlowsType::values());
    assert_choices(field::ALLOWED_OAUTH_FLOWS, OAuthFlowType::values());
    assert_choices(field::PREVENT_USER_EXISTENCE_ERRORS, PreventUserExistenceErrorTypes::values());
    assert_choices(field::REFRESH_TOKEN_ROTATION, FeatureType::values());
    assert_choices(field::ACCESS_TOKEN_UNIT, TimeUnitsType::values());
}

#[test]
fn what_is_called_newer_is_in_the_table_and_really_is() {
    let described = members(&UserPoolClientType::builder().build());
    for (member, reason) in NEWER_THAN_THE_SDK {
        assert!(FIELDS.iter().any(|field| field.path == [*member]), "{member} has no row: {reason}");
        assert!(!described.contains(&letters(member)), "the SDK has {member} now; it needs no exemption");
    }
}

/// A client with a value for every row, to see what of it is sent.
fn with_every_setting() -> Settings {
    let mut settings = Settings::default();
    for field in FIELDS.iter().filter(|field| field.life != Life::Secret) {
        settings.set(field, field.parse(field.examples.valid, None).unwrap()).unwrap();
    }
    settings
}

fn sent<'a>(names: impl Iterator<Item = &'a String>) -> BTreeSet<String> {
    names.map(|name| letters(name)).collect()
}

#[test]
fn an_update_sends_every_member_of_its_shape_and_no_other() {
    let input = UpdateUserPoolClientInput::builder().build().unwrap();
    assert_eq!(sent(update_document(&with_every_setting()).keys()), members(&input));
}

#[test]
fn a_creation_sends_every_member_of_its_shape_but_the_secret() {
    let input = CreateUserPoolClientInput::builder().build().unwrap();
    let mut expected = members(&input);
    assert!(expected.remove(&letters("ClientSecret")), "a secret is no setting");
    assert_eq!(sent(create_document(&with_every_setting(), &PoolId::new("p")).keys()), expected);
}
