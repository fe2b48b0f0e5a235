use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::client::field::{self, FIELDS, Field, Life, Value};
use crate::client::sample;

fn settings(json: &Json) -> Settings {
    Settings::from_wire(json.as_object().expect("a document").clone())
}

fn merged(base: &Json, mine: &Json, theirs: &Json) -> Merge {
    merge(&settings(base), &settings(mine), &settings(theirs))
}

fn list(settings: &Settings, field: &Field) -> Vec<String> {
    settings.get(field).map_or_else(Vec::new, |value| value.as_list().to_vec())
}

#[test]
fn two_people_can_each_add_a_callback() {
    let urls = |urls: &[&str]| json!({"CallbackURLs": urls});
    let merge = merged(
        &urls(&["https://a", "https://b"]),
        &urls(&["https://a", "https://b", "https://mine"]),
        &urls(&["https://b", "https://theirs"]),
    );
    assert!(merge.is_settled(), "{:?}", merge.conflicts);
    assert_eq!(list(&merge.result, field::CALLBACK_URLS), ["https://b", "https://theirs", "https://mine"]);
    assert_eq!(merge.mine[0].added, ["https://mine"]);
    assert_eq!(merge.taken_from_theirs[0].removed, ["https://a"]);
}

#[test]
fn what_is_meant_as_a_whole_is_not_mixed_with_what_others_made_of_it() {
    let urls = |urls: &[&str]| settings(&json!({"CallbackURLs": urls, "ClientName": "web"}));
    let (base, mine) = (urls(&["https://a"]), urls(&["https://a", "https://mine"]));
    let merge = merge_as_wholes(&base, &mine, &urls(&["https://a", "https://theirs"]));
    assert_eq!(merge.conflicts.len(), 1);
    let mine_is_it = merge.resolve(&[Side::Mine]).expect("a side for each");
    assert_eq!(list(&mine_is_it, field::CALLBACK_URLS), ["https://a", "https://mine"]);
    assert!(merge_as_wholes(&base, &mine, &mine).is_settled(), "both did the same");
    assert_eq!(merge_as_wholes(&base, &mine, &base).result, mine);
}

#[test]
fn the_same_setting_changed_twice_is_a_conflict_with_a_choice() {
    let lifetime = |amount: u64, unit: &str| json!({"AccessTokenValidity": amount, "TokenValidityUnits": {"AccessToken": unit}, "Seen": amount});
    let merge = merged(&lifetime(1, "hours"), &lifetime(30, "minutes"), &lifetime(2, "hours"));
    let labels: Vec<String> = merge.conflicts.iter().map(|c| c.subject.label()).collect();
    assert_eq!(labels, ["Access token", "Seen"]);
    let lifetimes = &merge.conflicts[0];
    assert_eq!(
        (lifetimes.base.concat(), lifetimes.mine.concat(), lifetimes.theirs.concat()),
        ("1 hour".to_owned(), "30 minutes".to_owned(), "2 hours".to_owned())
    );
    assert_eq!(merge.resolve(&[]), Err(Undecided { chosen: 0, conflicts: 2 }));
    let choose = |sides: &[Side]| merge.resolve(sides).expect("a side for each");
    // A unit is never parted from its number.
    assert_eq!(choose(&[Side::Mine, Side::Mine]), settings(&lifetime(30, "minutes")));
    assert_eq!(choose(&[Side::Theirs, Side::Theirs]), settings(&lifetime(2, "hours")));
    assert_eq!(choose(&[Side::Base, Side::Base]), settings(&lifetime(1, "hours")));
    assert!(merge.taken_from_theirs.is_empty() && merge.mine.is_empty());
}

#[test]
fn a_default_that_nobody_wrote_is_not_taken_apart() {
    let merge = merged(
        &json!({}),
        &json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
        &json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]}),
    );
    assert_eq!(merge.conflicts.len(), 1);
    // Nor does a list become empty, which would mean the default.
    let flows = |flows: &[&str]| json!({"ExplicitAuthFlows": flows});
    let merge = merged(&flows(&["A", "B"]), &flows(&["A"]), &flows(&["B"]));
    assert_eq!(merge.conflicts.len(), 1);
    // A list without a default may well become empty.
    let urls = |urls: &[&str]| json!({"LogoutURLs": urls});
    let merge = merged(&urls(&["https://a", "https://b"]), &urls(&["https://a"]), &urls(&["https://b"]));
    assert!(merge.is_settled() && list(&merge.result, field::LOGOUT_URLS).is_empty());
}

#[test]
fn other_words_for_the_same_are_no_conflict() {
    let merge = merged(
        &json!({"AccessTokenValidity": 1, "AllowedOAuthScopes": ["openid", "email"]}),
        &json!({"AccessTokenValidity": 60, "TokenValidityUnits": {"AccessToken": "minutes"}, "AllowedOAuthScopes": ["email", "openid"]}),
        &json!({"AccessTokenValidity": 2, "AllowedOAuthScopes": ["openid"]}),
    );
    assert!(merge.is_settled());
    assert_eq!(merge.result, settings(&json!({"AccessTokenValidity": 2, "AllowedOAuthScopes": ["openid"]})));
}

#[test]
fn dates_are_theirs() {
    let at = |time: f64, name: &str| json!({"LastModifiedDate": time, "ClientName": name});
    let merge = merged(&at(1.0, "a"), &at(1.5, "b"), &at(2.0, "a"));
    assert!(merge.is_settled());
    assert_eq!(merge.result, settings(&at(2.0, "b")));
}

#[test]
fn an_object_that_is_something_else_somewhere_is_decided_as_a_whole() {
    let merge = merged(
        &json!({"TokenValidityUnits": {"AccessToken": "hours", "ActorToken": "weeks"}}),
        &json!({"TokenValidityUnits": {"AccessToken": "minutes", "ActorToken": "weeks"}}),
        &json!({"TokenValidityUnits": "none"}),
    );
    assert_eq!(merge.conflicts.len(), 1);
    assert_eq!(merge.result, settings(&json!({"TokenValidityUnits": "none"})));
    let mine = merge.resolve(&[Side::Mine]).expect("a side for each");
    assert_eq!(
        mine,
        settings(&json!({"TokenValidityUnits": {"AccessToken": "minutes", "ActorToken": "weeks"}}))
    );
}

#[test]
fn unknown_members_are_merged_too() {
    let merge = merged(
        &json!({"Future": 1, "Other": 1, "AnalyticsConfiguration": {"Sampling": 1}}),
        &json!({"Future": 2, "Other": 1, "AnalyticsConfiguration": {"Sampling": 1, "More": true}}),
        &json!({"Future": 1, "Newest": [1], "AnalyticsConfiguration": {"Sampling": 2}}),
    );
    assert!(merge.is_settled());
    assert_eq!(
        merge.result,
        settings(
            &json!({"Future": 2, "Newest": [1], "AnalyticsConfiguration": {"Sampling": 2, "More": true}})
        )
    );
    assert_eq!(merge.taken_from_theirs.len(), 3);
}

/// Changes one setting in a document.
fn edited(settings: &Settings, field: &'static Field, to: Option<Value>) -> Settings {
    let mut edited = settings.clone();
    edited.set(field, to).expect(field.id);
    edited
}

/// A mutable setting and a value for it, or its removal.
fn an_edit() -> impl Strategy<Value = (&'static Field, Option<Value>)> {
    let mutable: Vec<&'static Field> = FIELDS.iter().filter(|f| f.life == Life::Mutable).collect();
    (prop::sample::select(mutable), any::<bool>()).prop_map(|(field, removed)| {
        let value = field.parse(field.examples.valid, None).expect(field.id);
        (field, value.filter(|_| !removed))
    })
}

/// True for settings that share a place: a duration and its unit.
fn share(a: &Field, b: &Field) -> bool {
    use field::Shown::Within;
    a == b || a.shown == Within(b.id) || b.shown == Within(a.id)
}

proptest! {
    #[test]
    fn without_mine_it_is_theirs(base in sample::settings(), theirs in sample::settings()) {
        let merge = merge(&base, &base, &theirs);
        prop_assert_eq!(merge.result, theirs);
        prop_assert!(merge.conflicts.is_empty() && merge.mine.is_empty());
    }

    #[test]
    fn without_theirs_it_is_mine(base in sample::settings(), mine in sample::settings()) {
        let merge = merge(&base, &mine, &base);
        prop_assert_eq!(merge.result, mine);
        prop_assert!(merge.conflicts.is_empty() && merge.taken_from_theirs.is_empty());
    }

    #[test]
    fn what_both_did_is_done_once(base in sample::settings(), both in sample::settings()) {
        let merge = merge(&base, &both, &both);
        prop_assert_eq!(merge.result, both);
        prop_assert!(merge.conflicts.is_empty() && merge.taken_from_theirs.is_empty());
    }

    #[test]
    fn edits_of_different_settings_commute(base in sample::settings(), a in an_edit(), b in an_edit()) {
        prop_assume!(!share(a.0, b.0) && !sample::is_odd(&base));
        let (one, other) = (edited(&base, a.0, a.1.clone()), edited(&base, b.0, b.1.clone()));
        let merge_one = merge(&base, &one, &other);
        prop_assert!(merge_one.is_settled(), "{:?}", merge_one.conflicts);
        prop_assert_eq!(&merge_one.result, &merge(&base, &other, &one).result);
        prop_assert_eq!(&merge_one.result, &edited(&one, b.0, b.1.clone()));
        // Nothing outside the two edits changes, and nothing unknown is lost.
        for field in FIELDS.iter().filter(|f| !share(f, a.0) && !share(f, b.0)) {
            prop_assert_eq!(merge_one.result.raw(field), base.raw(field), "{}", field.id);
        }
        prop_assert_eq!(merge_one.result.unknown(), base.unknown());
    }

    #[test]
    fn every_choice_is_a_sides_own(base in sample::settings(), mine in sample::settings(), theirs in sample::settings()) {
        let merge = merge(&base, &mine, &theirs);
        for side in [Side::Mine, Side::Theirs, Side::Base] {
            let resolved = merge.resolve(&vec![side; merge.conflicts.len()]).expect("a side for each");
            let whose = match side { Side::Mine => &mine, Side::Theirs => &theirs, Side::Base => &base };
            for field in merge.conflicts.iter().filter_map(|c| c.subject.field()) {
                prop_assert_eq!(resolved.get(field), whose.get(field), "{}", field.id);
            }
        }
        // Every unknown member of the result is somebody's.
        for (path, json) in merge.result.unknown_paths() {
            let somebodys = [&mine, &theirs].iter().any(|s| s.unknown_paths().iter().any(|(p, j)| *p == path && *j == json));
            prop_assert!(somebodys, "{:?}", path);
        }
    }
}
