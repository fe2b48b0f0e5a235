//! The review: what would change, in words, before anything is written.

use serde_json::{Map, Value as Json};

use crate::client::change::{self, Change, Compare};
use crate::client::request::update_document;
use crate::client::rules::Finding;
use crate::client::text::{harmless, wrap};
use crate::client::{ClientKey, Settings, kind, present};

use super::ContextFacts;

/// What a line of the review is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Ordinary words.
    Plain,
    /// What changes.
    Change,
    /// Beside the point.
    Quiet,
    /// What needs care.
    Warning,
    /// A heading.
    Heading,
}

/// One line of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewLine {
    /// What it is.
    pub tone: Tone,
    /// Its text, safe to show.
    pub text: String,
}

/// The parts that open on a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The request's document.
    Request,
    /// The same with the AWS CLI.
    Command,
    /// What is carried over as it is.
    Unchanged,
}

/// A change to one client, before it is written.
#[derive(Clone, Debug)]
pub struct Review {
    /// What stands above it.
    pub title: String,
    /// The client.
    pub key: ClientKey,
    /// What the person saw.
    pub seen: Settings,
    /// What it would be.
    pub wanted: Settings,
    /// What the person changes.
    pub changes: Vec<Change>,
    /// What somebody else changed since the form opened, and the write takes over.
    pub theirs: Vec<Change>,
    /// What to know before.
    pub warnings: Vec<String>,
    /// The AWS CLI's command that sends the same.
    pub command: String,
    /// The first line in the window.
    pub offset: usize,
    unchanged: Vec<String>,
    unknown: usize,
    request: String,
    open: Vec<Part>,
}

impl Review {
    /// The review of a change from what was seen to what is wanted.
    pub fn new(
        key: ClientKey,
        name: &str,
        pool: &str,
        seen: Settings,
        wanted: Settings,
        findings: &[Finding],
        context: &ContextFacts,
    ) -> Self {
        let changes = change::diff(&seen, &wanted, Compare::ByText);
        let document = update_document(&wanted);
        let place = if context.sandbox { "sandbox".to_owned() } else { context.profile.clone() };
        let title = format!("Review: {name} in {pool} ({place}, {})", context.region);
        let mut warnings: Vec<String> =
            kind::badges(&seen).into_iter().map(|badge| badge.meaning().to_owned()).collect();
        warnings.extend(findings.iter().filter(|finding| !finding.is_refusal()).map(|f| f.message.clone()));
        let unknown = present::unknown(&wanted);
        let unchanged = unchanged(&seen, &changes);
        let request = serde_json::to_string_pretty(&Json::Object(document.clone())).unwrap_or_default();
        Self {
            title,
            command: command(&document, context),
            key,
            changes,
            theirs: Vec::new(),
            warnings,
            offset: 0,
            unknown: unknown.len(),
            unchanged,
            request,
            open: Vec::new(),
            seen,
            wanted,
        }
    }

    /// Opens or closes a part.
    pub fn toggle(&mut self, part: Part) {
        match self.open.iter().position(|open| *open == part) {
            Some(at) => {
                self.open.remove(at);
            }
            None => self.open.push(part),
        }
    }

    /// The lines for so many columns.
    pub fn lines(&self, columns: usize) -> Vec<ReviewLine> {
        let mut lines = Vec::new();
        let mut say = |tone: Tone, indent: usize, text: &str| {
            for piece in wrap(&harmless(text), columns.saturating_sub(indent).max(10)) {
                lines.push(ReviewLine { tone, text: format!("{}{piece}", " ".repeat(indent)) });
            }
        };
        for warning in &self.warnings {
            say(Tone::Warning, 0, &format!("! {warning}"));
        }
        if self.changes.is_empty() {
            say(Tone::Plain, 0, "Nothing would change.");
        }
        for change in &self.changes {
            for text in change_words(change) {
                say(Tone::Change, 2, &text);
            }
            if let Some(meaning) = &change.meaning {
                say(Tone::Quiet, 4, meaning);
            }
        }
        if !self.theirs.is_empty() {
            say(Tone::Heading, 0, "Somebody else changed this meanwhile; it is kept:");
            for text in self.theirs.iter().flat_map(change_words) {
                say(Tone::Plain, 2, &text);
            }
        }
        say(Tone::Plain, 0, "");
        let unknown = match self.unknown {
            0 => String::new(),
            1 => ", 1 of them unknown to this version".to_owned(),
            n => format!(", {n} of them unknown to this version"),
        };
        let carried = self.unchanged.len();
        say(Tone::Plain, 0, &format!("{carried} other settings are sent as they are now{unknown}."));
        for (part, key, title, body) in [
            (Part::Request, "r", "the request", self.request.as_str()),
            (Part::Command, "a", "the aws command (y copies it)", self.command.as_str()),
            (Part::Unchanged, "u", "what is unchanged", ""),
        ] {
            let open = self.open.contains(&part);
            say(Tone::Heading, 0, &format!("{} {key} {title}", if open { "▾" } else { "▸" }));
            if open && part == Part::Unchanged {
                for line in &self.unchanged {
                    say(Tone::Quiet, 2, line);
                }
            } else if open {
                for line in body.lines() {
                    say(Tone::Quiet, 2, line);
                }
            }
        }
        lines
    }
}

/// A change as lines: `Label  before → after`, or a line for each member that comes or goes.
pub(super) fn change_words(change: &Change) -> Vec<String> {
    let label = change.subject.label();
    if change.added.is_empty() && change.removed.is_empty() {
        return vec![format!("{label:<22} {} → {}", change.before.join(", "), change.after.join(", "))];
    }
    let gone = change.removed.iter().map(|member| format!("{label:<22} − {member}"));
    let new = change.added.iter().map(|member| format!("{label:<22} + {member}"));
    gone.chain(new).collect()
}

/// The settings that have a value and are not among the changes.
fn unchanged(seen: &Settings, changes: &[Change]) -> Vec<String> {
    let touched = |label: &str| changes.iter().any(|change| change.subject.label() == label);
    let known = crate::client::FIELDS.iter().filter(|field| field.is_mutable() && seen.raw(field).is_some());
    let known = known.filter(|field| !touched(field.label)).map(|field| {
        let words = seen.get(field).map(|value| field.words(&value).join(", ")).unwrap_or_default();
        format!("{}: {words}", field.label)
    });
    let unknown = present::unknown(seen).into_iter().filter(|row| !touched(&row.name));
    known.chain(unknown.map(|row| format!("{}: {}", row.name, row.lines.join(" ")))).collect()
}

/// The AWS CLI's command with the same document.
fn command(document: &Map<String, Json>, context: &ContextFacts) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let mut words =
        vec!["aws cognito-idp update-user-pool-client --region".to_owned(), context.region.clone()];
    if !context.sandbox && context.profile != "default" {
        words.extend(["--profile".to_owned(), quoted(&context.profile)]);
    }
    if let Some(endpoint) = &context.endpoint {
        words.extend(["--endpoint-url".to_owned(), quoted(endpoint)]);
    }
    words.extend(["--cli-input-json".to_owned(), quoted(&Json::Object(document.clone()).to_string())]);
    words.join(" ")
}
