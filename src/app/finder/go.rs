//! Going where the finder leads.

use crate::client::{ClientKey, Reference};

use super::super::App;
use super::super::open::Search;
use super::Lead;

impl App {
    pub(super) fn finder_enter(&mut self) {
        let Some(finder) = &self.finder else { return };
        match finder.leads.get(finder.selected).cloned() {
            Some(Lead::Go { key, .. }) => self.find_at(&key),
            Some(Lead::Look { reference, .. }) => {
                self.finder = None;
                self.search = Some(Search::new(reference));
            }
            Some(Lead::Elsewhere { reference, region, profile, .. }) => {
                self.switch_to(reference, region, profile);
            }
            None => {
                if let Some(key) = self.finder_selected() {
                    self.find_at(&key);
                }
            }
        }
    }

    fn find_at(&mut self, key: &ClientKey) {
        self.finder = None;
        self.remember_opened(key);
        self.go_to(key);
    }

    /// Connects to another place and looks for the client there.
    fn switch_to(&mut self, reference: Reference, region: Option<String>, profile: Option<String>) {
        self.finder = None;
        if let Some(profile) = profile {
            self.launch.place.profile = Some(profile);
            // Its own region, unless the reference names one.
            self.launch.place.region = None;
        }
        if region.is_some() {
            self.launch.place.region = region;
        }
        self.forget_context();
        self.connect();
        self.search = Some(Search::new(reference));
    }

    /// The index was made anew: what was typed is searched for again.
    pub(super) fn finder_again(&mut self) {
        let Some(finder) = &self.finder else { return };
        let (selected, touched) = (finder.selected, finder.touched);
        self.finder_typed();
        if let Some(finder) = &mut self.finder {
            (finder.selected, finder.touched) = (selected, touched);
        }
    }
}
