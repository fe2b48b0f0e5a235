use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::client::Settings;
use crate::client::edit;
use crate::client::field::{FIELDS, Life, Unit, Value};
use crate::client::sample::{from, full, settings};

fn text(settings: &Settings) -> String {
    serde_json::to_string(settings.document()).unwrap()
}

fn trouble(written: &str) -> Trouble {
    read(written, &full()).unwrap_err()
}

#[test]
fn every_setting_is_there_with_its_help_and_the_secret_is_not() {
    for settings in [full(), Settings::default()] {
        let written = render(&settings, "web in customers");
        for field in FIELDS.iter().filter(|field| field.is_mutable()) {
            let name = format!("\"{}\":", field.path.last().unwrap());
            assert!(written.contains(&name), "{} is missing", field.id);
            let words =
                written.replace('\n', " ").replace("//", "").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(field.help), "{} is not explained", field.id);
        }
        assert!(!written.contains("\"ClientSecret\""));
        for field in FIELDS.iter().filter(|field| field.life == Life::ReadOnly) {
            assert!(!written.contains(&format!("\"{}\"", field.api())), "{} cannot be chosen", field.id);
        }
    }
    let written = render(&full(), "web in customers");
    assert!(written.contains("3ho4ek12345678909nh3fmhpko") && written.contains("\"FutureSetting\": {"));
}

#[test]
fn what_is_not_set_can_be_uncommented() {
    let nothing = Settings::default();
    let written = render(&nothing, "web");
    for field in FIELDS.iter().filter(|field| field.is_mutable() && field.default.is_some()) {
        let start = format!("// \"{}\":", field.path.last().unwrap());
        let mut within = false;
        // All lines of a list, up to the one that closes it.
        let uncommented: Vec<String> = written
            .lines()
            .map(|line| {
                let begins = line.trim_start().starts_with(&start);
                let opens = begins && line.ends_with('[');
                let take = begins || within;
                within = opens || within && !line.ends_with("],");
                if take { line.replacen("// ", "", 1) } else { line.to_owned() }
            })
            .collect();
        let set =
            read(&uncommented.join("\n"), &nothing).unwrap_or_else(|error| panic!("{}: {error}", field.id));
        assert!(set.raw(field).is_some(), "{} is not set", field.id);
        assert!(set.same(&nothing, field), "{} is not its default", field.id);
    }
}

#[test]
fn taking_a_setting_out_puts_its_default_back() {
    let base = full();
    let wanted = read("{}", &base).unwrap();
    for field in FIELDS {
        let kept = if field.is_mutable() { None } else { base.raw(field) };
        assert_eq!(wanted.raw(field), kept, "{}", field.id);
    }
    assert_eq!(wanted.unknown(), []);
    assert!(edit::between(&base, &wanted).apply(&base).is_ok());
}

#[test]
fn comments_and_commas_are_tolerated() {
    let written = "\u{feff}// a\n{ /* b\n * \" */ \"ClientName\": \"we//b /* no */\", // c\r\n\
                   \"CallbackURLs\": [ \"https://a/cb\", /**/ ], }\n/* end */ // and no newline";
    let wanted = read(written, &full()).unwrap();
    assert_eq!(wanted.text("ClientName"), Some("we//b /* no */"));
    assert_eq!(wanted.document()["CallbackURLs"], json!(["https://a/cb"]));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (written, line, column, words) in [
        ("", 1, 1, "found the end of the text"),
        ("[]", 1, 1, "expected { and the settings in it"),
        ("{\n  \"ClientName\" \"web\"\n}", 2, 16, "expected a colon after the name, found \"web\""),
        (
            "{\n  \"ClientName\": \"web\"\n  \"CallbackURLs\": []\n}",
            2,
            22,
            "expected a comma or }, found \"CallbackURLs\":",
        ),
        ("{\n  \"ClientName\": \"web\n}", 2, 17, "no closing quote in its line"),
        ("{\n  \"ClientName\": \"\\x\"}", 2, 17, "an escape that JSON does not know"),
        ("{\n  \"ClientName\": web }", 2, 17, "a text in double quotes"),
        ("{\n  ClientName: 1 }", 2, 3, "a name in double quotes"),
        ("{ \"CallbackURLs\": [\n", 2, 1, "the [ in line 1 is not closed"),
        ("{\n/* never ends", 2, 1, "end it with */"),
        ("{} {}", 1, 4, "nothing more after the end"),
        ("{\"ClientName\": \"a\",\n \"ClientName\": \"b\"}", 2, 2, "twice, the first time in line 1"),
        ("{\"Ä\": 1, \"New\": {\"a\": 1, \"a\": 2}}", 1, 26, "twice"),
        (
            "{\n \"CallbackURLs\": [\"https://a\",\n 7]}",
            3,
            2,
            "Callback URLs (\"CallbackURLs\") takes a list of texts",
        ),
        (
            "{\n \"EnableTokenRevocation\": \"yes\"}",
            2,
            27,
            "Token revocation (\"EnableTokenRevocation\") takes true or false",
        ),
        ("{\n \"AccessTokenValidity\": 1.5}", 2, 25, "takes a whole number without quotes, and here is 1.5"),
        ("{\n \"RefreshTokenRotation\": true}", 2, 26, "takes an object"),
        ("{\n \"CallbackURL\": []}", 2, 2, "did you mean \"CallbackURLs\"?"),
        ("{\n \"callback_urls\": []}", 2, 2, "did you mean \"CallbackURLs\"?"),
        ("{\"RefreshTokenRotation\": {\n \"Featur\": \"ENABLED\"}}", 2, 2, "did you mean \"Feature\"?"),
        ("{\n \"ClientId\": \"other\"}", 2, 2, "cannot be changed"),
        ("{\n \"ClientSecret\": \"s3cret\"}", 2, 2, "secrets are not settings"),
    ] {
        let trouble = trouble(written);
        assert_eq!(trouble.place, Place { line, column }, "{written}: {trouble}");
        assert!(trouble.what.contains(words), "{written}: {trouble}");
        assert!(!trouble.what.contains("s3cret"));
    }
    let deep = "[".repeat(100_000);
    assert!(trouble(&format!("{{\"New\": {deep}")).what.contains("too many"));
}

#[test]
fn what_cannot_be_chosen_may_stand_there_as_it_is() {
    let described = serde_json::to_string_pretty(full().document()).unwrap();
    assert_eq!(read(&described, &full()).unwrap(), full());
}

#[test]
fn a_setting_newer_than_the_table_can_be_added_and_taken_out() {
    let wanted =
        read("{\"Brand\": {\"New\": [1.50]}, \"TokenValidityUnits\": {\"Other\": null}}", &full()).unwrap();
    let unknown: Vec<String> =
        wanted.unknown().into_iter().map(|(name, json)| format!("{name}={json}")).collect();
    assert_eq!(unknown, ["TokenValidityUnits.Other=null", "Brand={\"New\":[1.50]}"]);
}

/// A newer member is often called after an older one; a misspelt one never goes on behind it.
#[test]
fn a_name_that_goes_on_behind_a_known_one_may_be_newer() {
    for newer in ["AllowedOAuthScopesV2", "RefreshTokenValidityMax", "CallbackURLsByDomain"] {
        let wanted = read(&format!("{{\"{newer}\": 1}}"), &full()).unwrap();
        assert!(wanted.unknown().iter().any(|(name, _)| name == newer), "{newer}");
    }
    for misspelt in ["CallbackURL", "CallbackURLss", "callbackUrls", "AlowedOAuthScopes"] {
        trouble(&format!("{{\"{misspelt}\": []}}"));
    }
}

#[test]
fn hostile_names_are_harmless_in_the_text_and_come_back_as_they_were() {
    let hostile = from(json!({
        "ClientName": "w\u{1b}[2Jeb\u{202e}\n\u{9b}", "CallbackURLs": ["\u{7f}", "é👩\u{200d}💻", "*/ // \\ \""],
        "Fu\u{202e}ture\n": "\u{1b}", "CreationDate": "*/\n\u{1b}",
    }));
    let written = render(&hostile, "w\u{1b}eb\nin \u{202e}customers");
    for line in written.lines() {
        assert_eq!(harmless(line), line);
    }
    assert_eq!(text(&read(&written, &hostile).unwrap()), text(&hostile));
}

#[test]
fn trouble_stands_above_the_text_and_goes_again() {
    let written = "{\n  \"ClientName\" 1\n}\n";
    let (shown, place) = with_trouble(written, &trouble(written));
    assert!(shown.lines().nth(place.line - 1).unwrap().contains("\"ClientName\" 1"), "{shown}");
    assert!(shown.contains(&format!("Line {}, column {}", place.line, place.column)));
    assert_eq!(without_trouble(&shown), written);
    assert_eq!(trouble(&shown).place, place, "the block is a comment");
}

/// JSON that a setting takes, from the table's own examples.
fn example(field: &'static crate::client::Field) -> Json {
    let mut one = Settings::default();
    one.set(field, field.parse(field.examples.valid, None).unwrap()).unwrap();
    one.raw(field).unwrap().clone()
}

proptest! {
    #[test]
    fn a_text_that_nobody_touched_says_what_the_client_has(settings in settings()) {
        let written = render(&settings, "web");
        let again = read(&written, &settings).unwrap_or_else(|error| panic!("{error}:\n{written}"));
        prop_assert_eq!(text(&again), text(&settings));
    }

    /// Whatever well-formed client it is made to be, its text leads there from where it was.
    #[test]
    fn a_text_leads_from_any_settings_to_any_other(before in settings(), after in settings()) {
        prop_assume!(!crate::client::sample::is_odd(&after));
        let mut document = after.into_document();
        for field in FIELDS {
            let json = crate::client::settings::at(&document, field.path).cloned();
            if json.is_some_and(|json| Value::from_wire(&field.kind, &json, Some(Unit::Days)).is_other()) {
                crate::client::settings::remove(&mut document, field.path);
            }
        }
        let after = Settings::from_wire(document);
        let written = render(&after, "web");
        let led = read(&written, &before).unwrap_or_else(|error| panic!("{error}:\n{written}"));
        for field in FIELDS.iter().filter(|field| field.is_mutable()) {
            prop_assert_eq!(led.raw(field), after.raw(field), "{}", field.id);
        }
        let paths = |settings: &Settings| -> Vec<(Vec<String>, Json)> {
            let mut paths: Vec<_> = settings.unknown_paths().into_iter().map(|(p, j)| (p, j.clone())).collect();
            paths.sort_by(|a, b| a.0.cmp(&b.0));
            paths
        };
        prop_assert_eq!(paths(&led), paths(&after));
    }

    #[test]
    fn an_edit_of_one_setting_changes_that_and_nothing_else(before in settings(), row in 0..FIELDS.len()) {
        let field = &FIELDS[row];
        prop_assume!(field.is_mutable() && !crate::client::sample::is_odd(&before));
        let mut document = before.document().clone();
        crate::client::settings::put(&mut document, field.path, example(field));
        let wanted = Settings::from_wire(document);
        let led = read(&render(&wanted, "web"), &before).unwrap();
        prop_assert_eq!(text(&led), text(&wanted));
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place_in_it(written in "[\\[\\]{}:,\"a1/* \\\\\n-]{0,40}") {
        if let Err(trouble) = read(&written, &full()) {
            prop_assert!(trouble.place.line <= written.split('\n').count());
            let line = written.split('\n').nth(trouble.place.line - 1).unwrap();
            prop_assert!(trouble.place.column <= line.chars().count() + 1);
        }
    }
}
