//! Clients of a file as columns: which file, and which of its clients.

use super::super::overlay::path::{PathPrompt, Purpose};
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Overlay};
use super::{CompareChoice, Comparing, Head};
use crate::client::ClientSummary;
use crate::client::text::harmless;
use crate::tasks::file::{FileClient, FileRead};

impl App {
    /// Asks for the path of a file to compare with.
    pub(in crate::app) fn ask_for_file(&mut self) {
        self.overlays.push(Overlay::Path(Box::new(PathPrompt::new(Purpose::Column, ""))));
    }

    /// The clients of a file are here: one stands beside the others at once, of several a person chooses.
    pub(in crate::app) fn compare_with(&mut self, path: &str, read: FileRead) {
        let FileRead { clients, left_out } = read;
        let notes: Vec<String> = clients.iter().map(note).collect();
        let offered: Vec<Head> = clients.into_iter().map(|client| Head::file(path, client)).collect();
        if self.comparing.is_none() {
            let heads = self.heads_beside(&offered);
            self.compare_heads(heads);
        }
        let Some(comparing) = &mut self.comparing else { return };
        comparing.left_out = left_out;
        comparing.offered = offered;
        if comparing.offered.len() == 1 {
            self.take_columns(None);
            return;
        }
        // The same client comes first, then those of the same name.
        let fits = |comparing: &Comparing, head: &Head| {
            let same = |other: &Head| other.key().is_some() && other.key() == head.key();
            let alike = |other: &Head| other.name() == head.name();
            (!comparing.heads.iter().any(same), !comparing.heads.iter().any(alike))
        };
        let mut order: Vec<usize> = (0..comparing.offered.len()).collect();
        order.sort_by_key(|at| fits(comparing, &comparing.offered[*at]));
        let mut entries: Vec<Entry> = order
            .into_iter()
            .map(|at| Entry {
                label: harmless(comparing.offered[at].name()).into_owned(),
                note: notes[at].clone(),
                choice: Choice::Compare(CompareChoice::Take(at)),
            })
            .collect();
        let why = match comparing.left_out.as_slice() {
            [] => format!("The file has {} clients.", entries.len()),
            // With the choice all of it is told, over as many rows as it takes.
            [one] => format!("{} clients can be read. {one}", entries.len()),
            [one, more @ ..] => {
                format!(
                    "{} clients can be read; more notes with the choice: {}. {one}",
                    entries.len(),
                    more.len()
                )
            }
        };
        entries.push(Entry {
            label: "all of them".to_owned(),
            note: String::new(),
            choice: Choice::Compare(CompareChoice::TakeAll),
        });
        self.picker = Some(Picker::of("Which client of the file?", Some(why), entries));
    }

    /// What a file's clients are compared with: what is marked or selected, unless nobody marked anything and
    /// the file says which other clients of a pool it means, and they are here.
    fn heads_beside(&self, offered: &[Head]) -> Vec<Head> {
        let heads = self.marked_heads();
        let is_meant =
            |file: &Head| heads.iter().any(|head| head.key() == file.key() || head.name() == file.name());
        let is_here = |file: &Head| self.pool_of_file(file).is_some() && self.twin_of(file).is_some();
        let others =
            self.marks.in_order().is_empty() && !offered.iter().any(is_meant) && offered.iter().any(is_here);
        if others { Vec::new() } else { heads }
    }

    /// Takes one of the file's clients as a column, or all.
    pub(super) fn take_columns(&mut self, one: Option<usize>) {
        let Some(comparing) = &mut self.comparing else { return };
        let mut offered = std::mem::take(&mut comparing.offered);
        if let Some(at) = one {
            offered = offered.into_iter().nth(at).into_iter().collect();
        }
        if comparing.heads.is_empty() {
            // Nobody chose what it is compared with: what it stands for, where that is there.
            let twins: Vec<ClientSummary> = offered.iter().filter_map(|head| self.twin_of(head)).collect();
            let twins = twins.into_iter().map(|row| Head::live(self.mark_of(row))).collect();
            let Some(comparing) = &mut self.comparing else { return };
            comparing.heads = twins;
        }
        let Some(mut comparing) = self.comparing.take() else { return };
        let before = comparing.heads.len();
        comparing.heads.extend(offered);
        // What was just added is what a person wants to look at.
        comparing.target = before.max(1).min(comparing.heads.len().saturating_sub(1));
        comparing.compare();
        let left_out = std::mem::take(&mut comparing.left_out);
        let told: Vec<String> = self.missing(&comparing, before).into_iter().chain(left_out).collect();
        if !told.is_empty() {
            self.tell(told.join(" "));
        }
        self.comparing = Some(comparing);
    }
}

/// What tells a client of a file from its namesakes: its ids, or else where it is, what the file calls it, and its pool.
fn note(client: &FileClient) -> String {
    if let Some(key) = &client.key {
        return harmless(&key.to_string()).into_owned();
    }
    let pool = client.pool_id.as_ref().map(ToString::to_string);
    let address =
        Some(client.address.clone()).filter(|address| !address.is_empty() && *address != client.name);
    let line = client.line.map(|line| format!("line {line}"));
    let parts: Vec<String> = [line, address, pool].into_iter().flatten().collect();
    harmless(&parts.join(" · ")).into_owned()
}
