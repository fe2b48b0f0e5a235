//! Every format: complete, the same each time, and harmless whatever clients are called.

use super::reports::{ACCEPTED, report};
use super::*;
use crate::audit::render::{FORMATS, catalogue, format};
use crate::client::text::is_hidden;

fn rendered(name: &str) -> String {
    format(name).unwrap().render(&report(ACCEPTED))
}

#[test]
fn every_format_is_the_same_each_time_and_nothing_in_it_is_hidden() {
    for format in FORMATS {
        let text = format.render(&report(ACCEPTED));
        assert_eq!(text, format.render(&report(ACCEPTED)), "{}", format.name);
        assert!(text.ends_with('\n'));
        let hidden = |c: char| c != '\n' && !(c == '\r' && format.name == "csv") && is_hidden(c);
        assert!(!text.chars().any(hidden), "{}", format.name);
        for id in ["S01", "S26", "P01", "S05"] {
            assert!(text.contains(id), "{} leaves out {id}", format.name);
        }
        if format.name != "csv" {
            assert!(text.contains("it took too long"), "{} leaves out what was not read", format.name);
        }
        let empty = format.render(&run(&[], &Policy::default(), now()));
        assert!(!empty.is_empty(), "{}", format.name);
    }
    assert!(format("HTML").is_some() && format("pdf").is_none());
}

#[test]
fn the_table_fits_a_terminal() {
    let text = rendered("table");
    for line in text.lines() {
        assert!(crate::client::text::width(line) <= 100, "{line}");
    }
    assert!(text.contains("fix: Remove implicit") && text.contains("Accepted"), "{text}");
}

#[test]
fn json_has_what_its_documentation_says() {
    let json: Json = serde_json::from_str(&rendered("json")).unwrap();
    assert_eq!(json["format"], "cognitui-audit/1");
    assert_eq!((&json["clients"], &json["complete"]), (&json!(3), &json!(false)));
    let finding = json["findings"].as_array().unwrap().iter().find(|one| one["rule"] == "S01").unwrap();
    let members: Vec<&str> = finding.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        members,
        [
            "rule",
            "name",
            "title",
            "severity",
            "Profile",
            "Region",
            "Account",
            "UserPoolId",
            "PoolName",
            "ClientId",
            "ClientName",
            "settings",
            "evidence",
            "note",
            "fingerprint",
            "fix",
            "suppressed"
        ]
    );
    assert_eq!(finding["settings"], json!(["AllowedOAuthFlows", "AllowedOAuthFlowsUserPoolClient"]));
    // The edit is one that the rest of the program reads.
    let edit: crate::client::Edit = serde_json::from_value(finding["fix"]["edit"].clone()).unwrap();
    assert_eq!(edit.steps.len(), 1);
    assert_eq!(
        json["suppressed"][0]["suppressed"],
        json!({"reason": "known <b> \u{202e}", "expires": "2027-01-01"})
    );
    let counts = json["counts"].as_object().unwrap();
    let sum: u64 =
        counts.iter().filter(|(name, _)| *name != "suppressed").filter_map(|(_, n)| n.as_u64()).sum();
    assert_eq!(sum as usize, json["findings"].as_array().unwrap().len());
    assert!(json["rules"]["S01"]["why"].is_string());
    assert_eq!(json["unchecked"][0]["places"], json!([format!("{POOL}/unread")]));
}

/// Two accounts with pools of the same name, and one of the pools with the same id.
fn of_two_places() -> Report {
    let site = |profile: &str| Site {
        name: profile.to_owned(),
        profile: Some(profile.to_owned()),
        region: Some("eu-west-1".to_owned()),
        account: None,
        endpoint: None,
    };
    let policy = Policy::default();
    let mut audit = Audit::new(&policy, now());
    let document = patched(web(), json!({"AllowedOAuthFlows": ["code", "implicit"]}));
    let client = client(document, false);
    for profile in ["prod", "dev"] {
        let mut around = around(json!({}));
        around.site = Some(std::sync::Arc::new(site(profile)));
        audit.clients(&[subject(&client, &around)]);
        audit.pool(&around);
    }
    for profile in ["away", "gone"] {
        let mut place = Place::whole("the list of pools");
        place.site = Some(std::sync::Arc::new(site(profile)));
        audit.could_not_read(Need::Pools, place, "it is refused");
    }
    audit.finish()
}

#[test]
fn what_is_in_one_of_several_places_names_it() {
    let report = of_two_places();
    let heat = report.heat();
    let rows: Vec<String> = heat.rows.iter().map(|(pool, _)| pool.told()).collect();
    assert_eq!(rows, ["dev:customers", "prod:customers"]);
    assert!(heat.rows.iter().all(|(_, cells)| cells.iter().all(|cell| cell.count == 1)));
    let clients: Vec<String> = report.by_client().iter().map(|group| group.what.told()).collect();
    assert_eq!(clients, ["dev:customers/web", "prod:customers/web"]);
    for (name, told) in [
        ("table", "  dev:customers/web  "),
        ("csv", ",prod,eu-west-1,\r\n"),
        ("markdown", "| prod&#58;customers/web<br>"),
        ("html", "<small>prod:customers · "),
        ("html", "<th scope=\"row\">dev:customers</th>"),
        ("sarif", "\"decoratedName\": \"dev:customers/web\""),
    ] {
        let text = format(name).unwrap().render(&report);
        assert!(text.contains(told), "{name}: {told}: {text}");
    }
    let words = "the list of pools could not be read for away · eu-west-1, gone · eu-west-1: it is refused";
    assert_eq!(render::gap_words(&report.gaps[0]), format!("all rules: {words}"));
    let json: Json = serde_json::from_str(&format("json").unwrap().render(&report)).unwrap();
    let gap = &json["unchecked"][0];
    assert_eq!((&gap["call"], &gap["places"]), (&json!("ListUserPools"), &json!([])));
    assert_eq!(gap["sites"][1], json!({"Profile": "gone", "Region": "eu-west-1", "Account": null}));
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let text = rendered("csv");
    let mut rows = text.split_terminator("\r\n");
    let columns = rows.next().unwrap().split(',').count();
    for row in rows {
        let cells = cells(row);
        assert_eq!(cells.len(), columns, "{row}");
        for cell in cells {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
    assert!(text.contains("\"'=cmd|' /C calc'!A0 <script>alert(\"\"x\"\")"), "{text}");
}

/// A row's cells as RFC 4180 reads them.
fn cells(row: &str) -> Vec<String> {
    let (mut cells, mut cell, mut inside) = (Vec::new(), String::new(), false);
    let mut letters = row.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' if inside && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => inside = !inside,
            ',' if !inside => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[test]
fn markdown_and_html_show_hostile_names_as_text() {
    let markdown = rendered("markdown");
    for active in ["<script>", "[link](", "@me", "javascript:", "www.x"] {
        assert!(!markdown.contains(active), "{active}");
    }
    for line in markdown.lines().filter(|line| line.starts_with('|') && line.contains("script")) {
        let ends = line.replace("\\|", "").matches('|').count();
        assert_eq!(ends, 5, "{line}");
    }
    let html = rendered("html");
    for active in ["<script", "<b>", "onerror=", "href=\"http:", "href=\"javascript", "<img", "src="] {
        assert!(!html.replace("style-src=", "").contains(active), "{active}");
    }
    assert!(html.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"));
    assert!(html.contains("default-src 'none'"));
    // What is opened is closed, and every inner link has somewhere to go.
    for tag in ["table", "tr", "td", "th", "section", "article", "details", "ul", "main"] {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    for piece in html.split("href=\"#").skip(1) {
        let id = piece.split('"').next().unwrap();
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[test]
fn sarif_has_results_rules_suppressions_and_notifications() {
    let sarif: Json = serde_json::from_str(&rendered("sarif")).unwrap();
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    let results = run["results"].as_array().unwrap();
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_eq!(result["partialFingerprints"]["cognituiFinding/v1"].as_str().unwrap().len(), 32);
    }
    let suppressed: Vec<&Json> = results.iter().filter(|result| result["suppressions"].is_array()).collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["suppressions"][0]["justification"], "known <b> \u{202e}");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notes = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["level"] == "error"
        && note["message"]["text"].as_str().unwrap().contains("it took too long")));
    let hostile =
        results.iter().find(|result| result["message"]["text"].as_str().unwrap().contains("script")).unwrap();
    let text = hostile["message"]["text"].as_str().unwrap();
    assert!(text.contains("{{0}}") && text.contains("\\[link\\]"), "{text}");
}

#[test]
fn the_catalogue_has_every_rule() {
    let (table, markdown) = (catalogue::table(), catalogue::markdown());
    let json: Json = serde_json::from_str(&catalogue::json()).unwrap();
    assert_eq!(json["rules"].as_array().unwrap().len(), RULES.len());
    for rule in RULES {
        assert!(
            table.lines().any(|line| line.starts_with(rule.id) && line.ends_with(rule.title)),
            "{}",
            rule.id
        );
        assert!(markdown.contains(&format!("\n## {} {}\n", rule.id, rule.name)), "{}", rule.id);
        assert!(markdown.contains(&format!("(#{}-{})", rule.id.to_lowercase(), rule.name)));
        assert!(rule.sources.iter().all(|source| markdown.contains(source.url)));
        assert!(rule.limits.iter().all(|limit| markdown.contains(limit.name)));
    }
    for rule in UNANSWERABLE {
        assert!(table.contains(rule.id) && markdown.contains(rule.id));
    }
}
