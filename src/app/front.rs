//! What stands in front. Keys go there, and whatever is not the panes covers them: one order for everybody
//! who has to know, so that a screen that is added is known to all of them.

use super::App;

/// What takes the keys, the foremost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    /// The choice of a profile and region.
    Contexts,
    /// A list to choose from.
    Picker,
    /// The form, its review, or the write that came of it.
    Editing,
    /// A change of several clients.
    Bulk,
    /// An export.
    Export,
    /// What is about one thing.
    Overlay,
    /// The finder.
    Finder,
    /// A comparison.
    Compare,
    /// An audit.
    Audit,
    /// Nothing stands over the panes.
    Panes,
}

impl App {
    /// What stands in front.
    pub fn front(&self) -> Front {
        if self.contexts.is_some() {
            Front::Contexts
        } else if self.picker.is_some() {
            Front::Picker
        } else if self.editing.is_some() {
            Front::Editing
        } else if self.bulk.is_some() {
            Front::Bulk
        } else if self.exporting.is_some() {
            Front::Export
        } else if !self.overlays.is_empty() {
            Front::Overlay
        } else if self.finder.is_some() {
            Front::Finder
        } else if self.comparing.is_some() {
            Front::Compare
        } else if self.audits.open {
            Front::Audit
        } else {
            Front::Panes
        }
    }
}
