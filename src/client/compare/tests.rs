use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::client::change::{Compare, diff};
use crate::client::field;
use crate::client::sample::{from, full, is_odd, settings};

fn column(json: Json) -> Column {
    Column::new("one", from(json), SecretSeen::Unknown)
}

fn compared(columns: &[Column]) -> Comparison {
    Comparison::of(columns, 0, Secrets::InWords)
}

#[track_caller]
fn row(comparison: &Comparison, field: &Field) -> Row {
    let row = comparison.rows().find(|row| row.subject.field() == Some(field)).cloned();
    row.unwrap_or_else(|| panic!("no row for {}", field.id))
}

/// A cell as it reads, sign and all.
fn text(cell: &Cell) -> Vec<String> {
    if cell.relation == Relation::Same {
        return vec!["=".to_owned()];
    }
    let line = |line: &Line| match line.mark {
        Mark::Plain => line.text.clone(),
        mark => format!("{} {}", mark.glyph(), line.text),
    };
    cell.lines.iter().map(line).collect()
}

fn texts(comparison: &Comparison, field: &Field) -> Vec<Vec<String>> {
    row(comparison, field).cells.iter().map(text).collect()
}

#[test]
fn what_applies_counts_and_not_how_it_is_written() {
    let columns = [
        column(json!({"AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "hours"},
            "CallbackURLs": ["https://a", "https://b"], "EnableTokenRevocation": true})),
        column(json!({"AccessTokenValidity": 3600, "TokenValidityUnits": {"AccessToken": "seconds"},
            "CallbackURLs": ["https://b", "https://a"]})),
        column(json!({"CallbackURLs": ["https://b", "https://a", "https://b"]})),
    ];
    let comparison = compared(&columns);
    assert_eq!(comparison.differing(), 0, "{comparison:#?}");
    assert!(same(&columns[0], &columns[1]) && same(&columns[0], &columns[2]));
    assert_eq!(texts(&comparison, field::ACCESS_TOKEN_VALIDITY), [["1 hour"], ["="], ["="]]);
    assert_eq!(row(&comparison, field::ACCESS_TOKEN_VALIDITY).cells[2].origin, Origin::Default);
    assert!(comparison.summary().starts_with("all "));
}

#[test]
fn each_difference_says_in_a_sign_what_it_is() {
    let columns = [
        column(json!({"AllowedOAuthScopes": ["openid", "email"], "CallbackURLs": ["https://a"],
            "AccessTokenValidity": 45, "TokenValidityUnits": {"AccessToken": "minutes"},
            "EnableTokenRevocation": true, "DefaultRedirectURI": "https://a", "ClientName": "web"})),
        column(json!({"AllowedOAuthScopes": ["email", "openid", "profile"], "CallbackURLs": ["https://b"],
            "EnableTokenRevocation": false, "ClientName": "web"})),
        column(json!({"AllowedOAuthScopes": ["openid", "orders/read"], "ClientName": "web",
            "EnableTokenRevocation": true})),
    ];
    let comparison = compared(&columns);
    let read = |field| texts(&comparison, field);
    let plain = |cells: &[&[&str]]| -> Vec<Vec<String>> {
        cells.iter().map(|lines| lines.iter().map(|&l| l.to_owned()).collect()).collect()
    };
    assert_eq!(
        read(field::ALLOWED_OAUTH_SCOPES),
        plain(&[&["openid", "email"], &["+ profile"], &["+ orders/read", "− email"]])
    );
    assert_eq!(read(field::CALLBACK_URLS), plain(&[&["https://a"], &["~ https://b"], &["− https://a"]]));
    assert_eq!(read(field::ACCESS_TOKEN_VALIDITY), plain(&[&["45 minutes"], &["~ 1 hour"], &["~ 1 hour"]]));
    assert_eq!(row(&comparison, field::ACCESS_TOKEN_VALIDITY).cells[1].origin, Origin::Default);
    assert_eq!(read(field::ENABLE_TOKEN_REVOCATION), plain(&[&["on"], &["✗ off"], &["="]]));
    assert_eq!(read(field::DEFAULT_REDIRECT_URI), plain(&[&["https://a"], &["✗ —"], &["✗ —"]]));
    assert_eq!(read(field::CLIENT_NAME), plain(&[&["web"], &["="], &["="]]));
    assert_eq!(comparison.differing(), 5);
    assert!(comparison.summary().starts_with("5 of "), "{}", comparison.summary());
}

#[test]
fn the_base_can_be_any_column() {
    let columns = [
        column(json!({"CallbackURLs": ["https://a"]})),
        column(json!({"CallbackURLs": ["https://a", "https://b"]})),
    ];
    let comparison = Comparison::of(&columns, 1, Secrets::InWords);
    assert_eq!(
        texts(&comparison, field::CALLBACK_URLS),
        [vec!["− https://b"], vec!["https://a", "https://b"]]
    );
    assert_eq!(Comparison::of(&columns, 7, Secrets::InWords).base, 0);
    assert_eq!(Comparison::of::<Column>(&[], 0, Secrets::InWords).total(), 0);
}

#[test]
fn a_default_list_is_told_apart_from_its_members() {
    let columns = [
        column(json!({})),
        column(json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"], "ReadAttributes": ["email"]})),
    ];
    assert_eq!(texts(&compared(&columns), field::EXPLICIT_AUTH_FLOWS)[1], ["+ password"]);
    let turned = Comparison::of(&columns, 1, Secrets::InWords);
    assert_eq!(texts(&turned, field::EXPLICIT_AUTH_FLOWS)[0], ["− password"]);
    assert_eq!(texts(&turned, field::READ_ATTRIBUTES)[0], ["~ all standard attributes"]);
}

#[test]
fn secrets_are_compared_by_their_fingerprints_alone() {
    let with = |secret| Column { secret, ..column(json!({})) };
    let print = |byte| SecretSeen::Set(Some(Fingerprint::new([byte; 8])));
    let columns = [
        with(print(1)),
        with(print(1)),
        with(print(2)),
        with(SecretSeen::None),
        with(SecretSeen::Set(None)),
        with(SecretSeen::Unknown),
    ];
    let read = |words| texts(&Comparison::of(&columns, 0, words), field::CLIENT_SECRET).concat();
    assert_eq!(read(Secrets::InWords), ["set", "=", "~ both set, differ", "✗ none", "set", "not known"]);
    assert_eq!(read(Secrets::ByFingerprint), ["set 0101", "=", "~ set 0202", "✗ none", "set", "not known"]);
    assert!(!same(&columns[0], &columns[2]) && !same(&columns[0], &columns[3]));
    assert!(same(&columns[0], &columns[4]) && same(&columns[0], &columns[5]), "nobody can tell");
}

#[test]
fn what_no_row_describes_is_shown_as_it_is() {
    let columns = [
        column(json!({"Future\u{1b}": {"On": true}})),
        column(json!({"Future\u{1b}": {"On": false}, "RefreshTokenRotation": {"Pace": "slow"}})),
        column(json!({})),
    ];
    let comparison = compared(&columns);
    let section = comparison.sections.last().expect("a section");
    assert_eq!(section.title, UNKNOWN_TITLE);
    let rows: Vec<(&str, Vec<Vec<String>>)> =
        section.rows.iter().map(|row| (row.label.as_str(), row.cells.iter().map(text).collect())).collect();
    let lines = |lines: &[&str]| -> Vec<String> { lines.iter().map(|&l| l.to_owned()).collect() };
    let first =
        [lines(&["{", "  \"On\": true", "}"]), lines(&["~ {", "  \"On\": false", "}"]), lines(&["✗ —"])];
    let second = [lines(&["—"]), lines(&["~ \"slow\""]), lines(&["="])];
    assert_eq!(rows, [("Future\\u{1b}", first.to_vec()), ("RefreshTokenRotation.Pace", second.to_vec())]);
}

#[test]
fn what_a_file_leaves_unsaid_is_no_difference_and_is_not_copied() {
    let open = vec![(field::CALLBACK_URLS, "[var.url]\u{1b}".to_owned())];
    let file = Column {
        unsaid: Unsaid { absent: true, open, ..Unsaid::default() },
        ..column(json!({"ClientName": "web", "AccessTokenValidity": 2}))
    };
    let live = column(json!({"ClientName": "web", "AccessTokenValidity": 1, "IdTokenValidity": 5,
        "CallbackURLs": ["https://a"], "Future": 1}));
    for (base, columns) in [(0, [file.clone(), live.clone()]), (1, [live.clone(), file.clone()])] {
        let told = Comparison::of(&columns, 0, Secrets::InWords);
        let differing: Vec<&str> =
            told.rows().filter(|row| row.differs()).map(|row| row.label.as_str()).collect();
        assert_eq!(differing, ["Access token"], "{base}");
        let urls = texts(&told, field::CALLBACK_URLS);
        assert_eq!(urls[base], ["[var.url]\\u{1b} (not evaluated)"]);
        assert_eq!(urls[1 - base], ["https://a"]);
        assert_eq!(texts(&told, field::ID_TOKEN_VALIDITY)[base], ["not said"]);
        let future = told.rows().find(|row| row.label == "Future").expect("a row").cells[base].clone();
        assert_eq!(text(&future), ["not said"]);
    }
    assert!(
        !same(&file, &live)
            && same(&file, &column(json!({"ClientName": "web", "AccessTokenValidity": 2, "Future": 1})))
    );
    assert_eq!(alone(&file, &Subject::Setting(field::ID_TOKEN_VALIDITY)), ["not said"]);
}

#[test]
fn a_grid_keeps_to_its_width_and_loses_nothing() {
    let long = "https://shop.example.com/a/very/long/way/to/the/callback";
    let columns = [
        column(json!({"CallbackURLs": [long]})),
        column(json!({"CallbackURLs": [long, format!("{long}/2")], "AccessTokenValidity": 2})),
    ];
    let comparison = compared(&columns);
    let measures = Measures { label: 12, cell: 20, gap: 1 };
    let rows: Vec<&Row> = comparison.rows().collect();
    let grid = Grid::of(&comparison, &[0, 1], measures, |at, _| rows[at].differs());
    let mut second = String::new();
    for line in &grid.lines {
        let GridLine::Part { cells, label, .. } = line else { continue };
        assert!(crate::client::text::width(label) < measures.label);
        for cell in cells {
            assert!(crate::client::text::width(&cell.text()) <= measures.cell, "{cell:?}");
        }
        second.push_str(&cells[1].text().replace(' ', ""));
    }
    assert!(second.contains(&format!("+{long}/2")), "{second}");
    let text = grid.text(&["base".into(), "other".into()], measures);
    assert!(text.contains("~ 2 hours") && text.contains("1 hour  default"), "{text}");
}

#[test]
fn a_setting_is_copied_with_its_unit_and_a_default_by_removing() {
    let from = from(json!({"AccessTokenValidity": 45, "TokenValidityUnits": {"AccessToken": "minutes"},
        "ClientName": "prod-web", "Future": [1]}));
    let to = crate::client::sample::from(json!({"ClientName": "dev-web", "CallbackURLs": ["https://dev"],
        "AccessTokenValidity": 2, "Old": 1}));
    let subjects: Vec<Subject> = diff(&from, &to, Compare::ByEffect).into_iter().map(|c| c.subject).collect();
    let all = promote(&from, &to, &subjects);
    let after = all.edit.apply(&to).expect("an edit of its own making");
    assert_eq!(after.text("ClientName"), Some("dev-web"));
    assert_eq!(all.left_out, [(Subject::Setting(field::CLIENT_NAME), "its name stays")]);
    assert_eq!(after.effective(field::ACCESS_TOKEN_VALIDITY), from.effective(field::ACCESS_TOKEN_VALIDITY));
    assert_eq!(after.get(field::CALLBACK_URLS), None);
    assert_eq!((after.document().get("Future"), after.document().get("Old")), (Some(&json!([1])), None));
    let name = promote(&from, &to, &[Subject::Setting(field::CLIENT_NAME)]);
    assert_eq!(name.edit.apply(&to).expect("a name").text("ClientName"), Some("prod-web"));
    let secret = promote(&from, &to, &[Subject::Setting(field::CLIENT_SECRET)]);
    assert!(secret.edit.is_empty() && secret.left_out.len() == 1);
}

#[test]
fn ten_thousand_clients_are_compared_in_one_go() {
    let one = |at: usize| {
        let mut settings = full().into_document();
        if at.is_multiple_of(7) {
            settings.insert("CallbackURLs".into(), json!([format!("https://{at}.example/cb")]));
        }
        Column { settings: Settings::from_wire(settings), ..column(json!({})) }
    };
    let columns: Vec<Column> = (1..=10_000).map(one).collect();
    let comparison = compared(&columns);
    assert_eq!((comparison.columns, comparison.differing()), (10_000, 1));
    assert_eq!(columns.iter().filter(|other| !same(&columns[0], other)).count(), 10_000 / 7);
}

proptest! {
    #[test]
    fn rows_differ_exactly_where_the_difference_says_so(a in settings(), b in settings()) {
        let columns = [
            Column::new("", a.clone(), SecretSeen::None),
            Column::new("", b.clone(), SecretSeen::None),
        ];
        let comparison = compared(&columns);
        let differing: Vec<Subject> =
            comparison.rows().filter(|row| row.differs()).map(|row| row.subject.clone()).collect();
        let mut expected: Vec<Subject> =
            diff(&a, &b, Compare::ByEffect).into_iter().map(|change| change.subject).collect();
        expected.retain(|subject| subject.field().is_none_or(is_compared));
        let sorted = |mut subjects: Vec<Subject>| { subjects.sort_by_key(|s| format!("{s:?}")); subjects };
        prop_assert_eq!(sorted(differing), sorted(expected.clone()));
        prop_assert_eq!(same(&columns[0], &columns[1]), expected.is_empty());
        for row in comparison.rows() {
            for cell in &row.cells {
                prop_assert_eq!(cell.lines.is_empty(), cell.relation == Relation::Same);
                for line in &cell.lines {
                    prop_assert_eq!(harmless(&line.text), line.text.as_str());
                }
            }
        }
    }

    #[test]
    fn what_is_promoted_is_the_same_afterwards(a in settings(), b in settings()) {
        prop_assume!(!is_odd(&a) && !is_odd(&b));
        let subjects: Vec<Subject> = diff(&a, &b, Compare::ByEffect).into_iter().map(|c| c.subject).collect();
        for subject in &subjects {
            let Promotion { edit, left_out } = promote(&a, &b, std::slice::from_ref(subject));
            let Ok(after) = edit.apply(&b) else { continue };
            let still = diff(&a, &after, Compare::ByEffect).into_iter().any(|change| change.subject == *subject);
            prop_assert_eq!(still, !left_out.is_empty(), "{:?} {:?}", subject, edit);
        }
    }
}
