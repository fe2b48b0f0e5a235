//! The table tests itself.

use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::Hash;

use proptest::prelude::*;

use super::*;
use crate::client::Settings;

fn assert_unique<T: Eq + Hash + Debug>(what: &str, names: impl Iterator<Item = T>) {
    let mut seen = HashSet::new();
    for name in names {
        let name_text = format!("{name:?}");
        assert!(seen.insert(name), "{what} {name_text} is there twice");
    }
}

#[test]
fn names_are_unique_in_every_tool() {
    assert_unique("id", FIELDS.iter().map(|f| f.id));
    assert_unique("label", FIELDS.iter().map(|f| f.label));
    assert_unique("path", FIELDS.iter().map(|f| f.path));
    assert_unique("Terraform name", FIELDS.iter().filter_map(|f| f.names.terraform));
    assert_unique("Pulumi name", FIELDS.iter().filter_map(|f| f.names.pulumi));
    assert_unique("CloudFormation name", FIELDS.iter().filter_map(|f| f.names.cloudformation));
    assert_unique("CDK name", FIELDS.iter().filter_map(|f| f.names.cdk));
    assert_unique("CLI flag", FIELDS.iter().filter_map(|f| f.names.cli));
}

#[test]
fn the_order_is_that_of_the_groups_and_the_name_comes_first() {
    assert!(FIELDS.is_sorted_by_key(|field| field.group));
    assert_eq!(FIELDS[0], *CLIENT_NAME);
}

#[test]
fn ids_are_what_terraform_calls_them() {
    for field in FIELDS {
        assert!(
            field.id.chars().all(|c| c.is_ascii_lowercase() || "_.".contains(c)),
            "{} is not in snake case",
            field.id
        );
        if let Some(terraform) = field.names.terraform.filter(|name| *name != "id") {
            assert_eq!(field.id, terraform);
        }
        assert_eq!(
            field.id.split('.').count(),
            field.path.len(),
            "{} and its path differ in depth",
            field.id
        );
    }
}

/// Dropping case and separators leaves the same letters in the API's name and in each tool's.
#[test]
fn names_in_tools_follow_the_apis() {
    let letters = |name: &str| name.replace(['_', '.', '-', ' '], "").to_ascii_lowercase();
    for field in FIELDS.iter().filter(|field| field.path != ["ClientName"] && field.path != ["ClientId"]) {
        let api = letters(&field.api());
        let tools = [field.names.terraform, field.names.pulumi, field.names.cloudformation, field.names.cli];
        for name in tools.into_iter().flatten() {
            assert_eq!(letters(name), api, "{name} is not {}", field.api());
        }
    }
}

#[test]
fn texts_are_written_for_people() {
    for field in FIELDS {
        assert!(field.help.ends_with('.') && field.help.chars().count() <= 100, "help of {}", field.id);
        assert!(field.label.chars().count() <= 22, "the label of {} is too wide for its column", field.id);
        assert!(!field.limits().is_empty());
        for choice in field.kind.choices() {
            assert!(
                !choice.words.is_empty() && choice.help.ends_with('.'),
                "{} of {}",
                choice.value,
                field.id
            );
        }
        assert_unique("choice", field.kind.choices().iter().map(|c| c.value));
        assert_unique("choice in words", field.kind.choices().iter().map(|c| c.words));
    }
}

#[test]
fn life_and_operations_agree() {
    for field in FIELDS {
        let expected = match field.life {
            Life::Mutable => Ops::ALL,
            Life::ReadOnly if field == CLIENT_ID => Ops::UPDATE_OUTPUT,
            Life::ReadOnly => Ops::OUTPUT,
            Life::CreateOnly if field == USER_POOL_ID => Ops::ALL,
            Life::CreateOnly => Ops::CREATE,
            Life::Secret => Ops::CREATE_OUTPUT,
        };
        assert_eq!(field.ops, expected, "{}", field.id);
    }
}

#[test]
fn what_is_shown_within_another_row_names_one_that_is_shown() {
    for field in FIELDS {
        if let Shown::Within(id) = field.shown {
            assert_eq!(by_id(id).map(|outer| outer.shown), Some(Shown::Row), "{}", field.id);
        }
    }
}

#[test]
fn a_unit_named_by_a_duration_is_a_row() {
    for field in FIELDS {
        if let Kind::Duration { unit: UnitSource::Member { path, absent }, .. } = field.kind {
            let unit = FIELDS.iter().find(|f| f.path == path).expect("the unit has a row");
            assert_eq!(unit.kind, Kind::Unit);
            assert_eq!(unit.default, Some(DefaultValue::Text(absent.as_str())));
            assert_eq!(unit.shown, Shown::Within(field.id));
        }
    }
}

#[test]
fn defaults_are_within_the_limits() {
    for field in FIELDS {
        if let Some(default) = field.default {
            assert_eq!(field.check(&default.value()), Ok(()), "the default of {}", field.id);
        }
    }
}

#[test]
fn examples_hold() {
    for field in FIELDS {
        let read = field.read(field.examples.valid, None);
        let value = read.unwrap_or_else(|error| panic!("the valid example of {}: {error}", field.id));
        assert!(value.is_some(), "the valid example of {} is empty", field.id);
        let error = field.read(field.examples.invalid, None).expect_err(field.id);
        assert_eq!(error.field, field);
        let text = error.to_string();
        assert!(text.contains(field.label) && text.contains(field.id), "{text} names no setting");
    }
}

#[test]
fn get_after_set_returns_what_was_set() {
    for field in FIELDS.iter().filter(|field| field.life != Life::Secret) {
        let value = field.parse(field.examples.valid, None).expect(field.id);
        let mut settings = Settings::default();
        settings.set(field, value.clone()).expect(field.id);
        assert_eq!(settings.get(field), value, "{}", field.id);
        settings.set(field, None).expect(field.id);
        assert_eq!(settings, Settings::default(), "{} leaves something behind", field.id);
    }
}

#[test]
fn a_secret_is_refused_and_never_repeated() {
    let secret = Value::Text("s3cret".to_owned());
    let refused = Settings::default().set(CLIENT_SECRET, Some(secret.clone())).expect_err("a secret");
    assert_eq!(refused.problem, Problem::Secret);
    for text in ["s3cret", "s3cret-s3cret-s3cret-s3cret", "s3cret\u{202e}s3crets3crets3crets3cret"] {
        let error = CLIENT_SECRET.read(text, None).expect_err("not a custom secret");
        assert!(!error.to_string().contains("s3cret") && !format!("{error:?}").contains("s3cret"));
        assert!(!error.to_string().contains("202e"));
    }
}

#[test]
fn a_value_of_another_form_is_refused() {
    let mut settings = Settings::default();
    for field in FIELDS.iter().filter(|field| field.life != Life::Secret) {
        let wrong = if field.kind == Kind::Switch { Value::Text("on".into()) } else { Value::Switch(true) };
        assert!(settings.set(field, Some(wrong.clone())).is_err(), "{}", field.id);
        assert!(field.check(&wrong).is_err(), "{}", field.id);
    }
    let hours = Some(Value::Span(Span::new(1, Unit::Hours)));
    assert!(settings.set(AUTH_SESSION_VALIDITY, hours).is_err(), "its number counts minutes");
    assert_eq!(settings, Settings::default());
}

#[test]
fn limits_are_those_of_the_service() {
    let refused = |field: &'static Field, text: &str| field.read(text, None).is_err();
    let accepted = |field: &'static Field, text: &str| field.read(text, None).is_ok();
    assert!(refused(ACCESS_TOKEN_VALIDITY, "299 s") && accepted(ACCESS_TOKEN_VALIDITY, "300 s"));
    assert!(accepted(ID_TOKEN_VALIDITY, "1 day") && refused(ID_TOKEN_VALIDITY, "1441 minutes"));
    assert!(accepted(ACCESS_TOKEN_VALIDITY, "1440 min") && refused(ACCESS_TOKEN_VALIDITY, "86401 s"));
    assert!(refused(REFRESH_TOKEN_VALIDITY, "59 min") && accepted(REFRESH_TOKEN_VALIDITY, "60 min"));
    assert!(accepted(REFRESH_TOKEN_VALIDITY, "10 years"));
    assert!(refused(REFRESH_TOKEN_VALIDITY, "3651 days"));
    assert!(refused(AUTH_SESSION_VALIDITY, "2") && accepted(AUTH_SESSION_VALIDITY, "3"));
    assert!(accepted(AUTH_SESSION_VALIDITY, "15") && refused(AUTH_SESSION_VALIDITY, "16"));
    assert!(accepted(ROTATION_GRACE_PERIOD, "0") && accepted(ROTATION_GRACE_PERIOD, "1 minute"));
    let urls = |count: usize| vec!["https://a.example"; count].join(",");
    assert!(accepted(CALLBACK_URLS, &urls(100)) && refused(CALLBACK_URLS, &urls(101)));
    let wide = |count: usize| "あ".repeat(count);
    assert!(accepted(CALLBACK_URLS, &wide(1024)) && refused(CALLBACK_URLS, &wide(1025)));
    assert!(
        accepted(SUPPORTED_IDENTITY_PROVIDERS, &wide(32)) && refused(SUPPORTED_IDENTITY_PROVIDERS, &wide(33))
    );
    let scopes = |count: usize| vec!["orders/read"; count].join(",");
    assert!(accepted(ALLOWED_OAUTH_SCOPES, &scopes(50)) && refused(ALLOWED_OAUTH_SCOPES, &scopes(51)));
    assert!(accepted(CLIENT_NAME, "a b_c+=,.@-1") && refused(CLIENT_NAME, "café"));
    assert!(refused(CLIENT_NAME, &"n".repeat(129)));
}

#[test]
fn durations_are_read_as_people_write_them() {
    let read = |text: &str, unit| ACCESS_TOKEN_VALIDITY.parse(text, unit).ok().flatten();
    let span = |amount, unit| Some(Value::Span(Span::new(amount, unit)));
    assert_eq!(read("45m", None), span(45, Unit::Minutes));
    assert_eq!(read(" 90 min ", None), span(90, Unit::Minutes));
    assert_eq!(read("12H", None), span(12, Unit::Hours));
    assert_eq!(read("30 days", None), span(30, Unit::Days));
    assert_eq!(read("2 weeks", None), span(14, Unit::Days));
    assert_eq!(read("1h 30m", None), span(90, Unit::Minutes));
    assert_eq!(read("1.5 hours", None), span(90, Unit::Minutes));
    assert_eq!(read("5", None), span(5, Unit::Hours), "hours when the client says nothing");
    assert_eq!(read("5", Some(Unit::Minutes)), span(5, Unit::Minutes), "the unit the client has now");
    assert_eq!(AUTH_SESSION_VALIDITY.parse("300 s", None), Ok(span(5, Unit::Minutes)));
    assert!(AUTH_SESSION_VALIDITY.parse("301 s", None).is_err());
    assert_eq!(read("1 week 2 days", None), span(9, Unit::Days));
    // Typed behind what stood there, a length is no longer one.
    for sum in ["15 minutes45m", "1h 1h", "30m 1h", "2 days 1 week"] {
        assert_eq!(read(sum, None), None, "{sum}");
    }
    for nonsense in ["soon", "5 fortnights", "-5 min", "1.2.3 h", "h", "99999999999999999999", "3 ∞"] {
        assert_eq!(read(nonsense, None), None, "{nonsense}");
    }
}

#[test]
fn lengths_are_told_in_the_longest_whole_unit() {
    assert_eq!(Span::new(60, Unit::Minutes).words(), "1 hour");
    assert_eq!(Span::new(90, Unit::Minutes).words(), "90 minutes");
    assert_eq!(Span::new(2_592_000, Unit::Seconds).words(), "30 days");
    assert_eq!(Span::new(0, Unit::Seconds).words(), "0 seconds");
    assert_eq!(Span::new(u64::MAX, Unit::Days).words(), format!("{} days", u64::MAX));
}

#[test]
fn a_choice_can_be_typed_in_words_and_a_typo_is_explained() {
    let read = EXPLICIT_AUTH_FLOWS.read("srp, allow_custom_auth", None);
    assert_eq!(read, Ok(Some(Value::List(vec!["ALLOW_USER_SRP_AUTH".into(), "ALLOW_CUSTOM_AUTH".into()]))));
    let typo = EXPLICIT_AUTH_FLOWS.read("ALOW_USER_SRP_AUTH", None).expect_err("a typo").to_string();
    assert!(typo.contains("did you mean ALLOW_USER_SRP_AUTH?"), "{typo}");
    let opposite =
        PREVENT_USER_EXISTENCE_ERRORS.read("DISABLED", None).expect_err("no such value").to_string();
    assert!(!opposite.contains("did you mean"), "{opposite}");
}

#[test]
fn what_a_newer_service_says_is_read_and_written_unchanged() {
    let flows = EXPLICIT_AUTH_FLOWS.parse("ALLOW_CLIENT_TOKEN_AUTH", None);
    assert_eq!(flows, Ok(Some(Value::List(vec!["ALLOW_CLIENT_TOKEN_AUTH".into()]))));
}

#[test]
fn a_row_is_found_by_any_of_its_names() {
    for name in ["callback_urls", "CallbackURLs", "callbackUrls", "Callback URLs", " CALLBACK_URLS "] {
        assert_eq!(find(name), Some(CALLBACK_URLS), "{name}");
    }
    assert_eq!(find("RefreshTokenRotation.Feature"), Some(REFRESH_TOKEN_ROTATION));
    assert_eq!(find("calback_urls"), None);
    assert_eq!(nearest("calback_urls"), Some(CALLBACK_URLS));
    assert_eq!(nearest("favourite_colour"), None);
    for field in FIELDS {
        for name in [Some(field.id), field.names.terraform, field.names.pulumi, Some(field.label)] {
            assert_eq!(name.and_then(find).unwrap_or(field), field, "{name:?} finds another row");
        }
    }
}

fn unit() -> impl Strategy<Value = Unit> {
    prop::sample::select(&Unit::LONGEST_FIRST[..])
}

proptest! {
    #[test]
    fn a_written_duration_reads_back(amount in any::<u64>(), unit in unit()) {
        let value = Value::Span(Span::new(amount, unit));
        let text = REFRESH_TOKEN_VALIDITY.format(&value);
        prop_assert_eq!(REFRESH_TOKEN_VALIDITY.parse(&text, None), Ok(Some(value)));
    }

    #[test]
    fn changing_the_unit_keeps_the_length(amount in 0..u64::from(u32::MAX), from in unit(), to in unit()) {
        let span = Span::new(amount, from);
        if let Some(other) = span.in_unit(to) {
            prop_assert_eq!(other.seconds(), span.seconds());
        }
        prop_assert_eq!(Span::from_seconds(span.seconds()).seconds(), span.seconds());
    }

    #[test]
    fn a_written_list_reads_back(members in prop::collection::vec("[!-~あ-ん]( ?[!-~あ-ん])*", 1..6)) {
        let value = Value::List(members);
        let text = CALLBACK_URLS.format(&value);
        prop_assert_eq!(CALLBACK_URLS.parse(&text, None), Ok(Some(value)));
    }

    #[test]
    fn any_text_is_read_or_refused_without_harm(text in any::<String>()) {
        for field in FIELDS {
            if let Err(error) = field.read(&text, None) {
                let words = error.to_string();
                prop_assert_eq!(crate::client::text::harmless(&words).into_owned(), words);
            }
        }
    }
}
