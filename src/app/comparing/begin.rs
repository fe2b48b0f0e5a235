//! How a comparison begins: with the marked clients, with the selected one beside them, or with a file.

use super::super::{App, Pane};
use super::{Comparing, Head};

impl App {
    /// Opens the comparison: of the marked where there are two or more, else of the marked and the selected
    /// one, else of the selected one and the snapshot.
    pub(in crate::app) fn open_comparison(&mut self) {
        let mut heads = self.marked_heads();
        if heads.len() == 1
            && let Some(before) = self.before_selected()
        {
            heads.insert(0, before);
        }
        if heads.len() < 2 {
            let key = self.keymap.key(super::Action::Mark).unwrap_or_default();
            self.tell(match heads.len() {
                0 => format!("There is no client to compare. {key} marks the selected one, in any pool, profile and region."),
                _ => format!("One client has nothing to compare with: {key} marks it, then select another one, in any pool, profile or region."),
            });
            return;
        }
        self.compare_heads(heads);
    }

    /// Puts columns on screen.
    pub(super) fn compare_heads(&mut self, heads: Vec<Head>) {
        // What could not be read earlier may be readable now.
        for key in heads.iter().filter_map(Head::key) {
            if let Some(known) = self.described.get_mut(key) {
                known.failure = None;
            }
        }
        self.comparing = Some(Box::new(Comparing::new(heads)));
    }

    /// The marked clients of every context, the first one marked first; where they are fewer than two, the
    /// selected one after them.
    pub(super) fn marked_heads(&self) -> Vec<Head> {
        let mut heads: Vec<Head> = self.marks.in_order().into_iter().cloned().map(Head::live).collect();
        if heads.len() < 2
            && let Some(row) = self.selected_client().filter(|_| self.focus != Pane::Pools)
            && !self.is_marked(&row.key)
        {
            heads.push(Head::live(self.mark_of(row.clone())));
        }
        heads
    }

    /// The selected client as the snapshot has it.
    fn before_selected(&self) -> Option<Head> {
        let row = self.selected_client().filter(|_| self.focus != Pane::Pools)?;
        let (folder, client) = self.drift.kept(&row.key)?;
        Some(Head::file(folder, client.clone()))
    }
}
