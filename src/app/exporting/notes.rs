//! What is not in an export, and how far it is: a few rows under the text, and a page with all of it.

use super::super::review::Tone;
use super::{Asking, Exporting, Scope, left_out};
use crate::client::text::{harmless, wrap};
use crate::export::Loss;

/// A line about an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is.
    pub tone: Tone,
    /// Its text, safe to show.
    pub text: String,
}

impl Note {
    fn new(tone: Tone, text: impl AsRef<str>) -> Self {
        Self { tone, text: harmless(text.as_ref()).into_owned() }
    }
}

impl Exporting {
    /// How many things are left out of the export.
    pub(super) fn left_out(&self) -> usize {
        let losses = self.preview().map_or(0, |preview| preview.losses.len());
        losses + self.progress.failed.len() + self.elsewhere().len()
    }

    fn elsewhere(&self) -> &[String] {
        match &self.scope {
            Scope::Marked(_, elsewhere) => elsewhere,
            _ => &[],
        }
    }

    /// What to know before it goes anywhere, the most important first, a line each.
    pub fn summary(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let progress = &self.progress;
        if !progress.is_over() {
            let more = if progress.listing { " so far" } else { "" };
            let (read, known) = (progress.read + progress.failed_clients, progress.known);
            let text = match (known, progress.missing.is_empty()) {
                (0, _) => "◌ Reading …".to_owned(),
                (_, true) if !progress.listing => "◌ Reading the pool …".to_owned(),
                _ => format!("◌ Reading: {read} of {known} clients{more}."),
            };
            notes.push(Note::new(Tone::Change, text));
        } else if self.partial {
            notes.push(Note::new(Tone::Change, "◌ This is the beginning; the rest is being written out."));
        }
        if let Some((what, why)) = progress.failed.first() {
            let text = match progress.failed.len() {
                1 => format!("! Not in it: {what}. {why}"),
                count => format!("! Not in it: {what} and {} more that could not be read. {why}", count - 1),
            };
            notes.push(Note::new(Tone::Warning, text));
        }
        let elsewhere = left_out(self.elsewhere());
        notes.extend(elsewhere.map(|text| Note::new(Tone::Warning, format!("! {text}"))));
        let hurdles = self.hurdles().iter().map(|text| Note::new(Tone::Warning, format!("! {text}")));
        notes.extend(hurdles);
        let losses = self.preview().map(|preview| preview.losses.as_slice()).unwrap_or_default();
        if let Some(first) = losses.first() {
            let more =
                if losses.len() > 1 { format!("{} not carried. ", losses.len()) } else { String::new() };
            notes.push(Note::new(Tone::Warning, format!("▲ {more}{}.", self.told(first))));
        }
        notes
    }

    /// What keeps the tool from taking a text as it is.
    pub(super) fn hurdles(&self) -> &[String] {
        self.preview().map(|preview| preview.notes.as_slice()).unwrap_or_default()
    }

    /// A loss with the names that people use.
    fn told(&self, loss: &Loss) -> Loss {
        let client = self.names.get(&loss.client).unwrap_or(&loss.client).clone();
        Loss { client, ..loss.clone() }
    }

    /// Rows that are wanted under the text.
    pub(super) fn rows_below(&self) -> usize {
        match &self.asking {
            Some(Asking::Replace(..)) => 2,
            Some(_) => 1,
            None => self.summary().len(),
        }
    }

    /// Breaks the page behind the files to the columns there are.
    pub(super) fn compose_notes(&mut self, columns: usize) {
        let mut all: Vec<(Tone, String)> = Vec::new();
        if self.shows_notes() {
            self.gather(&mut all);
        }
        let broken = all.iter().flat_map(|(tone, text)| {
            let indent = if *tone == Tone::Heading || text.is_empty() { "" } else { "  " };
            let lines = wrap(&harmless(text), columns.saturating_sub(indent.len()).max(1));
            let lines = if lines.is_empty() { vec![String::new()] } else { lines };
            lines.into_iter().map(move |line| Note { tone: *tone, text: format!("{indent}{line}") })
        });
        self.notes = broken.collect();
    }

    fn gather(&self, all: &mut Vec<(Tone, String)>) {
        if !self.progress.failed.is_empty() {
            all.push((Tone::Heading, "Could not be read; r reads again".to_owned()));
            for (what, why) in &self.progress.failed {
                all.push((Tone::Plain, format!("! {what}: {why}")));
            }
            all.push((Tone::Plain, String::new()));
        }
        if !self.elsewhere().is_empty() {
            let heading = "Marked in other contexts; p goes there, c and then x takes all along";
            all.push((Tone::Heading, heading.to_owned()));
            all.extend(self.elsewhere().iter().map(|client| (Tone::Plain, client.clone())));
            all.push((Tone::Plain, String::new()));
        }
        if !self.hurdles().is_empty() {
            all.push((Tone::Heading, format!("What keeps {} from taking it", self.form.format().title)));
            all.extend(self.hurdles().iter().map(|text| (Tone::Plain, format!("! {text}"))));
            all.push((Tone::Plain, String::new()));
        }
        let losses = self.preview().map(|preview| preview.losses.as_slice()).unwrap_or_default();
        if !losses.is_empty() {
            all.push((Tone::Heading, format!("What {} cannot carry", self.form.format().title)));
            all.extend(losses.iter().map(|loss| (Tone::Plain, format!("▲ {}.", self.told(loss)))));
        }
    }
}
