use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::client::around::{ResourceServer, Scope};
use crate::client::field::{self, FIELDS, Kind};
use crate::client::sample;

fn fresh_form(base: Settings) -> Form {
    Form::edit(ClientKey::new("eu-west-1_a", "c"), "web", base, Secret::Absent, Known::default())
}

fn press(form: &mut Form, code: KeyCode) -> Asked {
    form.key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn control(form: &mut Form, letter: char) -> Asked {
    form.key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

fn type_text(form: &mut Form, text: &str) {
    for letter in text.chars() {
        press(form, KeyCode::Char(letter));
    }
}

fn go_to(form: &mut Form, field: &Field) {
    while form.entry().field != field {
        press(form, KeyCode::Tab);
    }
}

fn clear(form: &mut Form) {
    while !form.typed().0.is_empty() {
        press(form, KeyCode::Backspace);
    }
}

fn client(document: serde_json::Value) -> Form {
    fresh_form(sample::from(document))
}

#[test]
fn what_cannot_be_read_keeps_its_text_and_the_setting_as_it_was() {
    let mut form = fresh_form(sample::full());
    go_to(&mut form, field::ID_TOKEN_VALIDITY);
    clear(&mut form);
    type_text(&mut form, "12 bananas");
    assert_eq!(form.draft, form.base, "12 was never meant");
    press(&mut form, KeyCode::Tab);
    press(&mut form, KeyCode::Char(' '));
    let entry = form.entries.iter().find(|entry| entry.field == field::ID_TOKEN_VALIDITY).unwrap();
    assert_eq!((entry.texts[0].as_str(), entry.error.is_some()), ("12 bananas", true));
    assert!(form.problems() > 0);
    let kept = form.kept();
    assert!(kept.edit.is_empty());
    assert_eq!(kept.typed[0].text, "12 bananas");
}

#[test]
fn a_fix_leaves_unreadable_texts_alone() {
    let rotating = json!({
        "ClientName": "web", "RefreshTokenRotation": {"Feature": "ENABLED"},
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    let mut form = client(rotating);
    go_to(&mut form, field::ID_TOKEN_VALIDITY);
    type_text(&mut form, "90 minx");
    form.judge(Known::default());
    assert!(matches!(form.fix(), Fixed::Done(_)));
    assert_eq!(form.draft.get(field::ID_TOKEN_VALIDITY), None);
    go_to(&mut form, field::ID_TOKEN_VALIDITY);
    assert_eq!(form.typed().0, "90 minx");
    assert!(form.entry().error.is_some());
}

#[test]
fn a_draft_brings_unreadable_texts_and_unadded_members_back() {
    let mut form = fresh_form(sample::full());
    go_to(&mut form, field::ID_TOKEN_VALIDITY);
    clear(&mut form);
    type_text(&mut form, "90 minx");
    go_to(&mut form, field::ALLOWED_OAUTH_SCOPES);
    press(&mut form, KeyCode::Up);
    press(&mut form, KeyCode::Down);
    while form.entry().text(form.within).is_none() {
        press(&mut form, KeyCode::Down);
    }
    type_text(&mut form, "orders/re");
    let kept = form.kept();
    assert!(kept.edit.is_empty(), "nothing of it is a value yet: {:?}", kept.edit);

    let fresh = fresh_form(form.base.clone());
    let (back, misfits) = fresh.go_on(&kept, Known::default());
    assert_eq!(misfits, 0);
    assert_eq!(back.kept(), kept);
    assert_eq!(back.draft, back.base);
    let shown: String = back.lines(100).iter().map(|line| line.value.as_str()).collect();
    assert!(shown.contains("90 minx") && shown.contains("'orders/re' is typed and not added yet"), "{shown}");
}

#[test]
fn a_typed_member_counts_for_whoever_goes_on() {
    for (going_on, index) in [(KeyCode::Tab, 0), (KeyCode::Up, 1)] {
        let mut form = fresh_form(sample::full());
        go_to(&mut form, field::ALLOWED_OAUTH_SCOPES);
        while form.entry().text(form.within).is_none() {
            press(&mut form, KeyCode::Down);
        }
        type_text(&mut form, "orders/read orders/write");
        assert_eq!(press(&mut form, going_on), Asked::Changed, "{index}");
        let scopes = form.draft.get(field::ALLOWED_OAUTH_SCOPES).unwrap();
        assert_eq!(scopes.as_list(), ["openid", "orders/read", "orders/write"]);
    }
}

#[test]
fn who_is_in_a_list_stays_at_their_member_when_the_pool_arrives() {
    let server = ResourceServer {
        identifier: "orders".to_owned(),
        name: "Orders".to_owned(),
        scopes: ["read", "write"]
            .map(|name| Scope { name: name.to_owned(), description: String::new() })
            .to_vec(),
    };
    let servers = [server];
    let known = Known { around: Surroundings { servers: Some(&servers), ..Surroundings::default() } };
    let base = json!({"ClientName": "web", "AllowedOAuthScopes": ["openid", "own/scope"]});

    let mut form = client(base.clone());
    go_to(&mut form, field::ALLOWED_OAUTH_SCOPES);
    while form.entry().options.get(form.within).is_none_or(|option| option != "own/scope") {
        press(&mut form, KeyCode::Down);
    }
    form.learn(known);
    assert_eq!(form.entry().options[form.within], "own/scope");

    let mut form = client(base);
    go_to(&mut form, field::ALLOWED_OAUTH_SCOPES);
    while form.entry().text(form.within).is_none() {
        press(&mut form, KeyCode::Down);
    }
    type_text(&mut form, "ord");
    form.learn(known);
    assert_eq!(form.entry().text(form.within), Some("ord"), "still at the line being typed");
    type_text(&mut form, "ers/read");
    press(&mut form, KeyCode::Enter);
    assert_eq!(form.draft.get(field::ALLOWED_OAUTH_SCOPES).unwrap().as_list().last().unwrap(), "orders/read");
}

#[test]
fn there_and_back_again_leaves_nothing_behind() {
    let mut form = client(json!({"ClientName": "web"}));
    for field in [field::ENABLE_TOKEN_REVOCATION, field::REFRESH_TOKEN_ROTATION] {
        go_to(&mut form, field);
        press(&mut form, KeyCode::Char(' '));
        assert_eq!(form.changes(), 1, "{}", field.id);
        press(&mut form, KeyCode::Char(' '));
        assert_eq!(form.draft, form.base, "{}", field.id);
    }
    go_to(&mut form, field::ALLOWED_OAUTH_SCOPES);
    press(&mut form, KeyCode::Char(' '));
    press(&mut form, KeyCode::Char(' '));
    assert_eq!(form.draft, form.base);
}

#[test]
fn the_last_of_a_list_with_a_default_is_not_taken_away_by_surprise() {
    let mut form = client(json!({"ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}));
    go_to(&mut form, field::EXPLICIT_AUTH_FLOWS);
    while form.entry().options[form.within] != "ALLOW_USER_SRP_AUTH" {
        press(&mut form, KeyCode::Down);
    }
    assert!(matches!(press(&mut form, KeyCode::Char(' ')), Asked::Tell(text) if text.contains("default")));
    assert_eq!(form.draft, form.base);
}

#[test]
fn a_bare_number_is_in_the_unit_that_the_client_has() {
    let mut form = fresh_form(sample::full());
    go_to(&mut form, field::ACCESS_TOKEN_VALIDITY);
    clear(&mut form);
    type_text(&mut form, "45");
    let value = form.draft.get(field::ACCESS_TOKEN_VALIDITY).unwrap();
    assert_eq!(field::ACCESS_TOKEN_VALIDITY.format(&value), "45 minutes");
    let line = form.lines(100).into_iter().find(|line| line.focused).unwrap();
    assert!(line.note.starts_with("= 45 minutes"), "{}", line.note);
    press(&mut form, KeyCode::Tab);
    assert!(form.lines(100).iter().any(|line| line.value == "45 minutes"), "shown as it is sent");
}

#[test]
fn several_pasted_lines_are_as_many_members() {
    let mut form = fresh_form(sample::full());
    go_to(&mut form, field::CALLBACK_URLS);
    form.paste("https://b.example\nhttps://c.example\n");
    let urls = form.draft.get(field::CALLBACK_URLS).unwrap();
    assert_eq!(urls.as_list(), ["https://a.example/cb", "https://b.example", "https://c.example"]);
    go_to(&mut form, field::ALLOWED_OAUTH_SCOPES);
    form.paste("email profile\norders/read");
    let scopes = form.draft.get(field::ALLOWED_OAUTH_SCOPES).unwrap();
    assert_eq!(scopes.as_list(), ["openid", "email", "profile", "orders/read"]);
}

#[test]
fn throwing_a_draft_away_is_asked_twice() {
    let mut form = fresh_form(sample::full());
    type_text(&mut form, "x");
    assert!(matches!(control(&mut form, 'x'), Asked::Tell(_)));
    press(&mut form, KeyCode::Tab);
    assert!(matches!(control(&mut form, 'x'), Asked::Tell(_)), "another key is another thought");
    assert_eq!(control(&mut form, 'x'), Asked::LetGo);
}

#[test]
fn every_setting_that_can_be_changed_is_in_the_form() {
    let form = fresh_form(sample::full());
    // A unit is typed with its length of time.
    for field in FIELDS.iter().filter(|field| field.is_mutable() && field.kind != Kind::Unit) {
        assert!(form.entries.iter().any(|entry| entry.field == field), "{}", field.id);
    }
}

#[test]
fn every_problem_stands_somewhere() {
    let form = client(json!({"ClientName": "we!b", "AllowedOAuthFlowsUserPoolClient": true}));
    let problems = form.lines(100).iter().filter(|line| line.kind == LineKind::Problem).count();
    assert!(form.problems() > 0 && problems >= form.problems());
}

#[test]
fn a_problem_elsewhere_is_told_where_it_was_caused_with_its_way_out() {
    let flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let mut form = client(json!({"ClientName": "web", "ExplicitAuthFlows": flows}));
    go_to(&mut form, field::REFRESH_TOKEN_ROTATION);
    press(&mut form, KeyCode::Char(' '));
    form.judge(Known::default());
    let lines = form.lines(100);
    let at = lines.iter().position(|line| line.focused).unwrap();
    assert_eq!(lines[at + 1].kind, LineKind::Problem);
    let below = lines[at..].iter().take_while(|line| line.focused || line.is_remark());
    assert!(below.clone().any(|line| line.value.contains("Ctrl-f: Rotate")), "{lines:?}");
}

proptest! {
    /// Whatever is typed into whichever line: the draft has what the text says, or else what was there.
    #[test]
    fn a_line_says_what_the_draft_has(
        base in sample::settings(),
        typed in prop::collection::vec((0..40_usize, "[0-9]{1,3} ?(min|minx|h|d|days|bananas|m|x)?"), 1..5),
    ) {
        let mut form = fresh_form(base);
        for (at, text) in typed {
            form.focus = at % form.entries.len();
            form.within = 0;
            form.load_editor();
            if form.entry().kind != EntryKind::Line {
                continue;
            }
            clear(&mut form);
            type_text(&mut form, &text);
            let entry = form.entry();
            let said = entry.field.parse(&text, form.base.unit(entry.field));
            if let Ok(value) = said {
                prop_assert_eq!(form.draft.get(entry.field), value);
            } else {
                prop_assert_eq!(form.draft.raw(entry.field), form.base.raw(entry.field));
                prop_assert_eq!(form.draft.unit(entry.field), form.base.unit(entry.field));
                prop_assert!(entry.error.is_some());
            }
        }
        let (back, _) = fresh_form(form.base.clone()).go_on(&form.kept(), Known::default());
        for (a, b) in back.entries.iter().zip(&form.entries) {
            prop_assert_eq!(a.unread(), b.unread());
            prop_assert_eq!(back.draft.get(a.field), form.draft.get(a.field), "{}", a.field.id);
        }
    }
}
