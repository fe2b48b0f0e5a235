//! The table of rules itself.

use std::collections::BTreeSet;

use super::*;
use crate::client::field;

#[test]
fn every_id_is_a_rule_or_has_a_reason_not_to_be() {
    let ids: Vec<String> =
        (1..=53).map(|n| format!("S{n:02}")).chain((1..=6).map(|n| format!("P{n:02}"))).collect();
    let mut listed: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    listed.extend(UNANSWERABLE.iter().map(|rule| rule.id));
    listed.sort_by_key(|id| (std::cmp::Reverse(id.as_bytes()[0]), *id));
    assert_eq!(listed, ids, "each once");
}

#[test]
fn the_table_is_in_order_and_rules_are_found_by_id_and_name() {
    let order: Vec<(bool, &str)> = RULES.iter().map(|rule| (rule.id.starts_with('P'), rule.id)).collect();
    assert!(order.is_sorted());
    let mut names = BTreeSet::new();
    for rule in RULES {
        assert!(names.insert(rule.name), "{}", rule.name);
        assert_eq!(find(&rule.id.to_lowercase()), Some(rule));
        assert_eq!(find(rule.name), Some(rule));
    }
    assert_eq!(find("S99"), None);
}

#[test]
fn every_row_says_why_what_to_do_and_who_says_so() {
    for rule in RULES {
        for text in [rule.title, rule.why, rule.remedy] {
            assert!(
                text.len() > 15
                    && text.starts_with(|c: char| c.is_uppercase()
                        || c.is_numeric()
                        || text.starts_with("example")),
                "{}: {text}",
                rule.id
            );
        }
        assert!(!rule.title.ends_with('.'), "{}", rule.id);
        assert!(rule.why.ends_with('.') && rule.remedy.ends_with('.'), "{}", rule.id);
        assert!(rule.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
        assert!(!rule.sources.is_empty(), "{}", rule.id);
        for source in rule.sources {
            assert!(
                source.url.starts_with("https://") && url::Url::parse(source.url).is_ok(),
                "{}",
                source.url
            );
        }
        assert!(rule.check.client.is_some() || rule.check.pool.is_some() || rule.check.among.is_some());
        assert!(rule.fields.iter().all(|one| field::by_id(one.id).is_some()));
        assert_eq!(rule.fields.is_empty(), rule.is_about_pools(), "{}", rule.id);
    }
}

#[test]
fn limits_have_names_of_their_own() {
    let mut names = BTreeSet::new();
    for limit in RULES.iter().flat_map(|rule| rule.limits) {
        assert!(names.insert(limit.name), "{}", limit.name);
        assert!(limit.default.number() > 0 && !limit.help.is_empty());
    }
}

#[test]
fn conflicts_are_told_on_both_sides_where_both_have_a_fix() {
    for rule in RULES {
        for other in rule.conflicts_with {
            let other = find(other).unwrap();
            assert!(other.conflicts_with.contains(&rule.id) || rule.id == "S18", "{} {}", rule.id, other.id);
        }
    }
    assert!(find("S18").unwrap().conflicts_with.contains(&"S23"));
    assert!(find("S23").unwrap().conflicts_with.contains(&"S18"));
}
