//! Going where the finder leads.

use crate::client::{ClientKey, Reference};
use crate::tasks::Place;

use super::super::App;
use super::super::open::Search;
use super::Lead;
use super::index::HERE;

impl App {
    pub(super) fn finder_enter(&mut self) {
        let Some(finder) = &self.finder else { return };
        match finder.leads.get(finder.selected).cloned() {
            Some(Lead::Go { place, key, .. }) => self.go_at(place, key),
            Some(Lead::Look { reference, .. }) => {
                self.finder = None;
                self.search = Some(Search::new(reference));
            }
            Some(Lead::Elsewhere { reference, region, profile, .. }) => {
                self.follow(reference, region, profile);
            }
            None => {
                if let Some((place, key)) = self.finder_selected() {
                    self.go_at(place, key);
                } else {
                    self.say_refusal();
                }
            }
        }
    }

    /// Goes to a client that is listed, in another place where it is there.
    fn go_at(&mut self, place: usize, key: ClientKey) {
        let Some(place) = self.place_of(place).cloned() else {
            self.find_at(&key);
            return;
        };
        self.finder = None;
        self.remember_opened(&key);
        let region = key.pool.region().map(str::to_owned).or(place.region);
        self.search = Some(Search::new(Reference::Key { profile: None, key }));
        self.switch_to(Place { profile: place.profile, region });
    }

    fn find_at(&mut self, key: &ClientKey) {
        self.finder = None;
        self.remember_opened(key);
        self.go_to(key);
    }

    /// Goes to another place and looks for the client there.
    fn follow(&mut self, reference: Reference, region: Option<String>, profile: Option<String>) {
        self.finder = None;
        let place = self.place_meant(region, profile);
        self.search = Some(Search::new(reference));
        self.switch_to(place);
    }

    /// The place that a reference leads to.
    fn place_meant(&self, region: Option<String>, profile: Option<String>) -> Place {
        // Another profile has its own region, unless the reference names one.
        let kept = || self.context.region.clone();
        let region = region.or_else(|| profile.is_none().then(kept));
        let profile = profile.or_else(|| self.launch.place.profile.clone());
        Place { profile, region }
    }

    /// Opens the copy menu on the highlighted line. With both ids known nothing has to be listed for it.
    pub(super) fn copy_from_finder(&mut self) {
        let Some(finder) = &self.finder else { return };
        let lead = finder.leads.get(finder.selected).cloned();
        if let Some(Lead::Elsewhere { reference: Reference::Key { key, .. }, region, profile, .. }) = lead {
            let place = self.place_meant(region, profile);
            self.open_copy_menu_at(Some(place), key, String::new());
        } else if let Some((place, key)) = self.finder_selected() {
            let at =
                if place == HERE { self.index.find(&key) } else { self.index.find_elsewhere(&key).pop() };
            let name = at.map(|at| self.index.row(at).name.to_owned());
            let place = self.place_of(place).cloned();
            self.open_copy_menu_at(place, key, name.unwrap_or_default());
        } else if lead.is_some() {
            self.tell("Its id is not known yet. Enter looks for it; then it can be copied.");
        } else {
            self.say_refusal();
        }
    }

    /// Nothing is selected, since what was typed cannot be read: says why.
    fn say_refusal(&mut self) {
        let why = self.finder.as_ref().and_then(super::Finder::refusal);
        if let Some(why) = why.map(str::to_owned) {
            let end = if why.ends_with('?') { "" } else { "." };
            self.tell(format!("Nothing is chosen: {why}{end}"));
        }
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
