//! From settings to a text that explains itself.

use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::client::Settings;
use crate::client::field::{DefaultValue, FIELDS, Field, Group, Kind, Life, Shown, UnitSource, members_of};
use crate::client::text::{harmless, wrap};

/// Columns of a comment's text.
const WIDTH: usize = 96;

/// A client's settings as JSON with comments: every setting a person can choose, in the table's order, with
/// what it is for, its limits and its default. One that is not set is there as a comment. What the table
/// does not know comes last. `title` says in words which client this is.
pub fn render(settings: &Settings, title: &str) -> String {
    let mut text = Text::default();
    heading(&mut text, settings, title);
    text.line("{");
    text.indent = 2;
    let mut group: Option<Group> = None;
    let mut parents: Vec<&str> = Vec::new();
    for field in FIELDS.iter().filter(|field| field.is_mutable()) {
        let parent = field.parent();
        if parent.is_some_and(|parent| parents.contains(&parent)) {
            continue;
        }
        if group != Some(field.group) {
            group = Some(field.group);
            text.blank();
            text.comment(&format!("—— {} ——", field.group.title()));
        }
        text.blank();
        match parent {
            None => setting(&mut text, settings, field, &field.api()),
            Some(parent) => {
                parents.push(parent);
                nested(&mut text, settings, parent);
            }
        }
    }
    unknown(&mut text, settings);
    text.indent = 0;
    text.line("}");
    text.lines.join("\n") + "\n"
}

fn heading(text: &mut Text, settings: &Settings, title: &str) {
    text.comment(title);
    let facts = FIELDS.iter().filter(|field| matches!(field.life, Life::ReadOnly | Life::CreateOnly));
    for field in facts.filter(|field| field.shown == Shown::Row) {
        if let Some(value) = settings.get(field) {
            text.comment(&format!("{}: {}", field.label, field.words(&value).join(" ")));
        }
    }
    text.comment("");
    text.comment(
        "Change what should be different, save and leave: a review comes next, and nothing is written",
    );
    text.comment(
        "before it. A setting that is taken out, or made a comment, has its default again; take the //",
    );
    text.comment("away to set it. Comments and a comma after the last member are fine.");
}

/// An object that holds settings.
fn nested(text: &mut Text, settings: &Settings, parent: &str) {
    let written = settings.document().get(parent);
    if written.is_some_and(|json| !json.is_object() && !json.is_null()) {
        text.comment(&format!("\"{parent}\" has a form that this version does not know; it is at the end."));
        return;
    }
    text.line(&format!("{}: {{", literal(parent)));
    text.indent += 2;
    for field in members_of(parent).filter(|field| field.is_mutable()) {
        setting(text, settings, field, field.path.last().copied().unwrap_or_default());
    }
    for (path, json) in settings.unknown_paths() {
        if let [within, name] = path.as_slice()
            && within == parent
        {
            text.comment("Unknown to this version; sent back as it is.");
            text.member(name, json, false);
        }
    }
    text.indent -= 2;
    text.line("},");
}

fn unknown(text: &mut Text, settings: &Settings) {
    let paths = settings.unknown_paths();
    let mut top = paths.iter().filter(|(path, _)| path.len() == 1).peekable();
    if top.peek().is_none() {
        return;
    }
    text.blank();
    text.comment("—— Unknown to this version of cognitui; sent back as it is ——");
    for (path, json) in top {
        text.blank();
        text.member(&path[0], json, false);
    }
}

fn setting(text: &mut Text, settings: &Settings, field: &'static Field, name: &str) {
    text.comment(field.help);
    text.comment(&about(settings, field));
    match settings.raw(field) {
        Some(json) => text.member(name, json, false),
        None => text.member(name, &stand_in(settings, field), true),
    }
}

/// What it takes and what applies when it is not there.
fn about(settings: &Settings, field: &'static Field) -> String {
    let takes = match field.kind {
        Kind::Switch => "true or false".to_owned(),
        Kind::Choice(choices) | Kind::Choices(choices) => {
            let word =
                |choice: &crate::client::field::Choice| format!("\"{}\" ({})", choice.value, choice.words);
            let words: Vec<String> = choices.iter().map(word).collect();
            words.join(if field.kind.is_list() { ", " } else { " or " })
        }
        Kind::Duration { unit: UnitSource::Fixed(unit), .. } => format!("{}, in {unit}", field.limits()),
        Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => {
            format!("{}, in the unit of {}", field.limits(), path.join("."))
        }
        _ => field.limits(),
    };
    let default = match (field.default, wire_default(settings, field)) {
        (Some(DefaultValue::List(_)), Some(_)) => {
            field.default_words().map(|words| format!("Default: {words}."))
        }
        (Some(DefaultValue::Span(span)), Some(_)) => Some(format!("Default: {}.", span.words())),
        (Some(_), Some(json)) => Some(format!("Default: {json}.")),
        _ => None,
    };
    let example = || {
        let example = field.parse(field.examples.valid, None).ok().flatten().map(|value| value.to_wire());
        example.map(|json| format!("No default; for example {json}."))
    };
    format!("{}: {takes}. {}", field.label, default.or_else(example).unwrap_or_default())
}

/// The default as JSON; a length of time in the unit that the client has for it, where that is whole.
fn wire_default(settings: &Settings, field: &Field) -> Option<Json> {
    let value = match field.default? {
        DefaultValue::Span(span) => {
            let there = settings.unit(field).and_then(|unit| span.in_unit(unit));
            DefaultValue::Span(there.unwrap_or(span))
        }
        other => other,
    };
    Some(value.value().to_wire())
}

/// What stands in the comment of a setting that is not set.
fn stand_in(settings: &Settings, field: &Field) -> Json {
    wire_default(settings, field).unwrap_or_else(|| match field.kind {
        Kind::List { .. } | Kind::Choices(_) => Json::Array(Vec::new()),
        Kind::Switch => Json::Bool(false),
        _ => Json::from(""),
    })
}

#[derive(Default)]
struct Text {
    lines: Vec<String>,
    indent: usize,
}

impl Text {
    fn line(&mut self, line: &str) {
        self.lines.push(format!("{}{line}", " ".repeat(self.indent)));
    }

    fn blank(&mut self) {
        self.lines.push(String::new());
    }

    fn comment(&mut self, words: &str) {
        for line in wrap(&harmless(words), WIDTH) {
            self.line(format!("// {line}").trim_end());
        }
    }

    /// A member, or with `absent` what it would look like.
    fn member(&mut self, name: &str, json: &Json, absent: bool) {
        let mut lines = Vec::new();
        written(json, 0, &mut lines);
        if let Some(first) = lines.first_mut() {
            *first = format!("{}: {first}", literal(name));
        }
        if let Some(last) = lines.last_mut() {
            last.push(',');
        }
        for line in lines {
            self.line(&if absent { format!("// {line}") } else { line });
        }
    }
}

/// JSON in lines: a member of a list or an object on each.
fn written(json: &Json, indent: usize, lines: &mut Vec<String>) {
    let inside = " ".repeat(indent + 2);
    let inner = |head: String, json: &Json, lines: &mut Vec<String>| {
        let from = lines.len();
        written(json, indent + 2, lines);
        lines[from] = format!("{inside}{head}{}", lines[from]);
        if let Some(last) = lines.last_mut() {
            last.push(',');
        }
    };
    match json {
        Json::Array(members) if !members.is_empty() => {
            lines.push("[".to_owned());
            for member in members {
                inner(String::new(), member, lines);
            }
            lines.push(format!("{}]", " ".repeat(indent)));
        }
        Json::Object(members) if !members.is_empty() => {
            lines.push("{".to_owned());
            for (name, member) in members {
                inner(format!("{}: ", literal(name)), member, lines);
            }
            lines.push(format!("{}}}", " ".repeat(indent)));
        }
        Json::String(text) => lines.push(literal(text)),
        other => lines.push(other.to_string()),
    }
}

/// A text as JSON. Where it would move the cursor, or hide or reorder what is read, all that is not ASCII
/// is escaped; it reads back as the same text.
fn literal(text: &str) -> String {
    let json = Json::from(text).to_string();
    let harmful = harmless(text) != text;
    let mut safe = String::new();
    for c in json.chars() {
        if c == '\u{7f}' || harmful && !c.is_ascii() {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a text cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}
