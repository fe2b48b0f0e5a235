//! The form as lines for a width: headings, settings, and beside each what is wrong with it.

use crate::client::Origin;
use crate::client::field::{Group, Value};
use crate::client::rules::{self, Finding, Severity};
use crate::client::text::{harmless, quote, width, wrap};

use super::{Entry, EntryKind, Form};

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// A group's heading.
    Heading,
    /// A place that can have the focus.
    Place,
    /// More of the place above.
    More,
    /// What is wrong with the setting above.
    Problem,
    /// What is doubtful about it.
    Warning,
    /// What it is for.
    Help,
}

/// One line of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLine {
    /// What it is.
    pub kind: LineKind,
    /// The setting's name, on its first line only.
    pub label: String,
    /// What is typed or chosen, or the message.
    pub value: String,
    /// A word at the right edge.
    pub note: String,
    /// True when the line has the focus.
    pub focused: bool,
    /// True when the cursor stands in the value.
    pub typed: bool,
    /// True when the draft differs from what the person saw.
    pub differs: bool,
}

impl FormLine {
    /// True for what is said about the setting above.
    pub(super) fn is_remark(&self) -> bool {
        matches!(self.kind, LineKind::Problem | LineKind::Warning | LineKind::Help)
    }
}

/// Columns before a value.
pub const LABELS: usize = 24;

impl Form {
    /// The lines for so many columns.
    pub fn lines(&self, columns: usize) -> Vec<FormLine> {
        let mut lines = Vec::new();
        // What is about no setting that can be chosen here stands above them all.
        for finding in self.findings.iter().filter(|finding| self.place_of(finding).is_none()) {
            finding_remarks(finding, columns, &mut lines);
        }
        let mut group: Option<Group> = None;
        for (at, entry) in self.entries.iter().enumerate() {
            if group != Some(entry.field.group) {
                group = Some(entry.field.group);
                lines.push(plain(LineKind::Heading, entry.field.group.title()));
            }
            self.entry_lines(at, entry, columns, &mut lines);
            self.remarks(at, entry, columns, &mut lines);
        }
        lines
    }

    fn entry_lines(&self, at: usize, entry: &Entry, columns: usize, lines: &mut Vec<FormLine>) {
        let focused = at == self.focus;
        let differs = entry.differs(&self.base, &self.draft);
        let place = |place: usize, value: String, note: String| FormLine {
            kind: LineKind::Place,
            label: if place == 0 { entry.field.label.to_owned() } else { String::new() },
            value,
            note,
            focused: focused && place == self.within,
            typed: focused && place == self.within && entry.text(place).is_some(),
            differs,
        };
        let was = if differs { self.was(entry) } else { String::new() };
        match entry.kind {
            EntryKind::Line => {
                // An empty line tells what applies instead, until somebody is about to type there.
                let empty = entry.texts[0].is_empty() && !focused;
                let text = if empty { self.words(entry) } else { entry.texts[0].clone() };
                lines.push(place(0, text, self.beside(entry, focused, was, columns)));
            }
            EntryKind::Switch | EntryKind::Choice => {
                lines.push(place(0, self.words(entry), self.beside(entry, focused, was, columns)));
            }
            EntryKind::Lines => {
                // The free last line is only of interest to who is about to type into it.
                let shown = if focused { entry.texts.len() } else { (entry.texts.len() - 1).max(1) };
                for (number, text) in entry.texts.iter().take(shown).enumerate() {
                    let note = if number == 0 { was.clone() } else { String::new() };
                    lines.push(place(number, harmless(text).into_owned(), note));
                }
            }
            EntryKind::Options { open } if focused => {
                let members = entry.members(&self.draft);
                for (number, option) in entry.options.iter().enumerate() {
                    let mark = if members.contains(option) { "[x]" } else { "[ ]" };
                    let note = if number == 0 { was.clone() } else { String::new() };
                    lines.push(place(number, format!("{mark} {}", option_words(entry, option)), note));
                }
                if open {
                    lines.push(place(entry.options.len(), entry.texts[0].clone(), "Enter adds".to_owned()));
                }
            }
            EntryKind::Options { .. } => {
                lines.push(place(0, self.words(entry), self.beside(entry, false, was, columns)));
            }
        }
    }

    /// What stands at the right edge: how a length of time is read and what is allowed while it is typed,
    /// what it was, or that it is the default.
    fn beside(&self, entry: &Entry, focused: bool, was: String, columns: usize) -> String {
        if focused && entry.kind == EntryKind::Line {
            let parts = [self.reading(entry), was, entry.field.limits()];
            // The last are the first to give way.
            let mut note = String::new();
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                let longer = if note.is_empty() { part } else { format!("{note}   {part}") };
                if note.is_empty() || width(&longer) <= columns.saturating_sub(LABELS) / 2 {
                    note = longer;
                }
            }
            return note;
        }
        if !was.is_empty() {
            return was;
        }
        match self.draft.effective(entry.field).origin {
            Origin::Default | Origin::ConfiguredAsDefault if entry.error.is_none() => "default".to_owned(),
            _ => String::new(),
        }
    }

    /// The length of time that is sent, where it is written in another way than it is typed.
    fn reading(&self, entry: &Entry) -> String {
        match self.draft.get(entry.field) {
            Some(value @ Value::Span(_)) if entry.error.is_none() => {
                let read = entry.field.format(&value);
                if read == entry.texts[0].trim() { String::new() } else { format!("= {read}") }
            }
            _ => String::new(),
        }
    }

    fn was(&self, entry: &Entry) -> String {
        let was = self.base.effective(entry.field).value;
        if entry.kind == EntryKind::Lines {
            let (old, new) =
                (was.as_ref().map(Value::as_list).unwrap_or_default(), entry.members(&self.draft));
            let added = new.iter().filter(|member| !old.contains(member)).count();
            let removed = old.iter().filter(|member| !new.contains(member)).count();
            let parts = [(added, "new"), (removed, "gone")].into_iter().filter(|(count, _)| *count > 0);
            return parts.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ");
        }
        let words = was.map(|value| entry.field.words(&value).join(" ")).unwrap_or_default();
        if words.is_empty() { "was not set".to_owned() } else { format!("was {words}") }
    }

    fn words(&self, entry: &Entry) -> String {
        let value = self.draft.effective(entry.field).value;
        let words = value.map(|value: Value| entry.field.words(&value).join("  ")).unwrap_or_default();
        if words.is_empty() { "—".to_owned() } else { words }
    }

    /// What is wrong or doubtful about a setting, and its help while it is asked for.
    fn remarks(&self, at: usize, entry: &Entry, columns: usize, lines: &mut Vec<FormLine>) {
        if let Some(error) = &entry.error {
            remark(LineKind::Problem, "✗", error, columns, lines);
        }
        let adding = at == self.focus && self.within == entry.options.len();
        if let Some(pending) = entry.pending().filter(|_| !adding) {
            let text = format!("'{}' is typed and not added yet; Ctrl-s adds it", quote(pending));
            remark(LineKind::Warning, "!", &text, columns, lines);
        }
        for finding in rules::about(&self.findings, entry.field) {
            // Whoever has just caused a problem elsewhere should see it, and its way out, where they are.
            let caused_here = at == self.focus && finding.is_refusal();
            if caused_here || self.place_of(finding) == Some(entry.field) {
                finding_remarks(finding, columns, lines);
            }
        }
        if at == self.focus && self.explained {
            remark(LineKind::Help, "?", entry.field.help, columns, lines);
            if entry.kind != EntryKind::Switch && entry.field.kind.choices().is_empty() {
                let limits = format!("Takes {}.", entry.field.limits());
                remark(LineKind::Help, " ", &limits, columns, lines);
            }
            for choice in entry.field.kind.choices() {
                let text = format!("{}: {}", choice.words, choice.help);
                remark(LineKind::Help, " ", &text, columns, lines);
            }
        }
    }
}

fn finding_remarks(finding: &Finding, columns: usize, lines: &mut Vec<FormLine>) {
    let (kind, mark) = match finding.severity {
        Severity::Refused => (LineKind::Problem, "✗"),
        Severity::Warning => (LineKind::Warning, "!"),
    };
    remark(kind, mark, &finding.message, columns, lines);
    if let Some(fix) = &finding.fix {
        remark(LineKind::Help, " ", &format!("Ctrl-f: {}", fix.title), columns, lines);
    }
}

fn remark(kind: LineKind, mark: &str, text: &str, columns: usize, lines: &mut Vec<FormLine>) {
    let room = columns.saturating_sub(LABELS + 6).max(12);
    for (number, piece) in wrap(text, room).into_iter().enumerate() {
        let mark = if number == 0 { mark } else { " " };
        lines.push(plain(kind, &format!("{mark} {piece}")));
    }
}

fn option_words(entry: &Entry, option: &str) -> String {
    let choice = entry.field.kind.choices().iter().find(|choice| choice.value == option);
    choice.map_or_else(|| harmless(option).into_owned(), |choice| choice.words.to_owned())
}

fn plain(kind: LineKind, value: &str) -> FormLine {
    FormLine {
        kind,
        label: String::new(),
        value: value.to_owned(),
        note: String::new(),
        focused: false,
        typed: false,
        differs: false,
    }
}
