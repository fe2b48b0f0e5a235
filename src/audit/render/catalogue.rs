//! The table of rules as a text: what `cognitui rules` prints, and the rules' documentation.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::json::{rule as rule_json, unanswerable};
use super::markdown::plain;
use crate::audit::{RULES, Rule, UNANSWERABLE};
use crate::client::text::escape_hidden;

/// A line for each rule.
pub fn table() -> String {
    let widest = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in RULES {
        put!(text, "{:<4} {:<9} {:<widest$}  {}\n", rule.id, rule.severity, rule.name, rule.title);
    }
    for rule in UNANSWERABLE {
        put!(text, "{:<4} {:<9} {:<widest$}  {}\n", rule.id, "-", rule.name, rule.title);
    }
    text
}

/// Everything about each rule, as one JSON document.
pub fn json() -> String {
    let rules: Vec<Json> = RULES.iter().map(whole).collect();
    let unanswerable = unanswerable();
    let document = json!({"format": "cognitui-rules/1", "rules": rules, "unanswerable": unanswerable});
    escape_hidden(&format!("{document:#}")) + "\n"
}

fn whole(rule: &Rule) -> Json {
    let mut json = rule_json(rule);
    let settings: Vec<String> = rule.fields.iter().map(|field| field.api()).collect();
    let limits: BTreeMap<&str, String> =
        rule.limits.iter().map(|limit| (limit.name, limit.default.words())).collect();
    if let Some(members) = json.as_object_mut() {
        members.shift_insert(0, "id".to_owned(), json!(rule.id));
        members.insert("varies".to_owned(), json!(rule.varies));
        members.insert("settings".to_owned(), json!(settings));
        members.insert("limits".to_owned(), json!(limits));
    }
    json
}

/// The rules' documentation.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Rules\n\nWhat an audit looks for. Rules are named by id or by name in `[audit]` of the configuration; numbers are set in `[audit.limits]` by the names given here.\n\n| id | severity | name | finds |\n|---|---|---|---|\n",
    );
    for rule in RULES {
        put!(
            text,
            "| [{0}](#{1}) | {2} | `{3}` | {4} |\n",
            rule.id,
            anchor(rule),
            rule.severity,
            rule.name,
            plain(rule.title)
        );
    }
    for rule in RULES {
        put!(text, "\n## {} {}\n\n", rule.id, rule.name);
        put!(text, "**{}.** Severity: {}", plain(rule.title), rule.severity);
        if !rule.varies.is_empty() {
            put!(text, "; {}", plain(rule.varies));
        }
        put!(text, ".\n\n{}\n\n{}\n\n", plain(rule.why), plain(&rule.advice()));
        if !rule.fields.is_empty() {
            let settings: Vec<String> = rule.fields.iter().map(|field| format!("`{}`", field.id)).collect();
            put!(text, "- Looks at: {}\n", settings.join(", "));
        }
        for limit in rule.limits {
            let unless = limit.default.words();
            put!(text, "- `{}`: {}; {unless} unless set\n", limit.name, plain(limit.help));
        }
        let sources: Vec<String> =
            rule.sources.iter().map(|source| format!("[{}]({})", source.name, source.url)).collect();
        put!(text, "- Source: {}\n", sources.join(" · "));
    }
    text += "\n## What cannot be answered\n\n";
    for rule in UNANSWERABLE {
        put!(text, "- {} `{}`: {}: {}\n", rule.id, rule.name, plain(rule.title), plain(rule.reason));
    }
    text
}

/// Where a heading is found: small letters, blanks as hyphens.
fn anchor(rule: &Rule) -> String {
    format!("{}-{}", rule.id.to_lowercase(), rule.name)
}
