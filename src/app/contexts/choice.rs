//! The choice of a profile and a region: two lists side by side, each narrowed by typing.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::line::edit_line;
use super::super::list::{FuzzyMatcher, ListView};
use super::regions::{REGIONS, of_partition};
use crate::tasks::{Contexts, Place};

/// Which of the two lists takes the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The profiles, and the places used last.
    Profiles,
    /// The regions.
    Regions,
}

/// A line of the left list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileRow {
    /// The profile; none leaves it to the environment.
    pub profile: Option<String>,
    /// What it is called.
    pub label: String,
    /// Where its credentials come from, or that it was used lately.
    pub kind: &'static str,
    /// The region it leads to by itself.
    pub region: Option<String>,
    /// True where the dashboard is now.
    pub here: bool,
    /// Why it could not be connected to.
    pub failed: Option<String>,
}

/// What a row is called that names no profile and leaves it to the environment.
pub(super) const UNNAMED: &str = "no profile";

/// What a key asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Nothing,
    Close,
    Go(Place),
}

/// The open choice.
#[derive(Clone, Debug)]
pub struct ContextChoice {
    /// What is being chosen.
    pub title: &'static str,
    /// Why, where it is not plain.
    pub explanation: Option<String>,
    /// Profiles, those used last before the others.
    pub profiles: Vec<ProfileRow>,
    /// The left list.
    pub profile_list: ListView,
    /// The right list.
    pub region_list: ListView,
    /// The list with the keys.
    pub side: Side,
    here: Place,
    /// What the profile in force is called where none was named.
    called: String,
    /// True once a region was chosen by hand: it stays when another profile is looked at.
    region_chosen: bool,
}

impl ContextChoice {
    pub(super) fn new(title: &'static str, explanation: Option<String>, here: Place, called: String) -> Self {
        let (mut profile_list, mut region_list) = (ListView::default(), ListView::default());
        profile_list.open_filter();
        region_list.open_filter();
        // Without a region that is what is missing.
        let side = if here.region.is_some() { Side::Profiles } else { Side::Regions };
        let profiles = Vec::new();
        Self {
            title,
            explanation,
            profiles,
            profile_list,
            region_list,
            side,
            here,
            called,
            region_chosen: false,
        }
    }

    /// The regions to choose from.
    pub fn regions() -> &'static [(&'static str, &'static str)] {
        REGIONS
    }

    /// The regions in which the credentials that hold in this one hold too.
    pub fn regions_beside(region: Option<&str>) -> Vec<String> {
        of_partition(region)
    }

    /// The region that Enter would lead to.
    pub fn region(&self) -> Option<&str> {
        let chosen = self.region_list.selected_row(REGIONS.len()).map(|row| REGIONS[row].0);
        if self.region_chosen || self.side == Side::Regions {
            return chosen;
        }
        self.row().and_then(|row| row.region.as_deref()).or(self.here.region.as_deref()).or(chosen)
    }

    /// The profile that Enter would lead to.
    pub fn row(&self) -> Option<&ProfileRow> {
        self.profile_list.selected_row(self.profiles.len()).map(|row| &self.profiles[row])
    }

    /// Rows for the explanation.
    pub fn explanation_rows(&self) -> u16 {
        if self.explanation.is_some() { 3 } else { 0 }
    }

    /// Fills in the profiles: where one is, the places used last, then all others by name.
    pub(super) fn list(
        &mut self,
        known: Option<&Contexts>,
        here: &Place,
        failed: impl Fn(&Place) -> Option<String>,
    ) {
        let chosen = self.row().cloned();
        let all = known.and_then(|known| known.profiles.as_ref().ok()).map_or(&[][..], Vec::as_slice);
        let kind = |name: &Option<String>| match name {
            Some(name) => all.iter().find(|one| one.name == *name).map_or("—", |one| one.kind.word()),
            None => "environment",
        };
        let line = |place: Place| ProfileRow {
            label: match &place.profile {
                Some(name) => name.clone(),
                // What the environment leads to is known only while one is there.
                None if here.profile.is_none() => self.called.clone(),
                None => UNNAMED.to_owned(),
            },
            kind: kind(&place.profile),
            here: place == *here,
            failed: failed(&place),
            profile: place.profile,
            region: place.region,
        };
        let mut rows = vec![line(here.clone())];
        for place in known.map_or(&[][..], |known| &known.recent) {
            rows.push(line(place.clone()));
        }
        for profile in all {
            let place = Place { profile: Some(profile.name.clone()), region: profile.region.clone() };
            rows.push(line(place));
        }
        rows.push(line(Place { profile: None, region: None }));
        let mut seen = std::collections::HashSet::new();
        // A profile without a region of its own adds nothing to one that was used in some region.
        rows.retain(|row| seen.insert((row.profile.clone(), row.region.clone())));
        let named: Vec<_> =
            rows.iter().filter(|row| row.region.is_some()).map(|row| row.profile.clone()).collect();
        rows.retain(|row| row.region.is_some() || !named.contains(&row.profile));
        self.profiles = rows;
        let again = chosen.and_then(|old| {
            self.profiles.iter().position(|row| (&row.profile, &row.region) == (&old.profile, &old.region))
        });
        if let Some(row) = again {
            self.profile_list.select_row(row, self.profiles.len());
        }
        self.show_region();
    }

    /// Takes a key: letters narrow the list, Tab and the side arrows change it, Enter connects.
    pub(super) fn key(&mut self, key: KeyEvent, height: usize, matcher: &mut FuzzyMatcher) -> Asked {
        let page = isize::try_from(height).unwrap_or(isize::MAX);
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => return Asked::Close,
            KeyCode::Enter => return self.chosen(),
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Left | KeyCode::Right => {
                self.side = if self.side == Side::Profiles { Side::Regions } else { Side::Profiles };
            }
            KeyCode::Down => self.step(1),
            KeyCode::Up => self.step(-1),
            KeyCode::Char('n') if control => self.step(1),
            KeyCode::Char('p') if control => self.step(-1),
            KeyCode::PageDown => self.step(page),
            KeyCode::PageUp => self.step(-page),
            _ => {
                let typed =
                    self.list_mut().0.filter_mut().is_some_and(|filter| edit_line(&mut filter.editor, key));
                if typed {
                    self.narrow(matcher);
                }
            }
        }
        self.settle(height);
        Asked::Nothing
    }

    pub(super) fn paste(&mut self, text: &str, matcher: &mut FuzzyMatcher) {
        if let Some(filter) = self.list_mut().0.filter_mut() {
            filter.editor.insert_str(text.lines().next().unwrap_or_default().trim());
        }
        self.narrow(matcher);
    }

    /// Keeps both selections in their windows.
    pub(super) fn settle(&mut self, height: usize) {
        self.profile_list.settle(self.profiles.len(), height);
        self.region_list.settle(REGIONS.len(), height);
    }

    fn chosen(&self) -> Asked {
        let Some(row) = self.row() else { return Asked::Nothing };
        Asked::Go(Place { profile: row.profile.clone(), region: self.region().map(str::to_owned) })
    }

    fn list_mut(&mut self) -> (&mut ListView, usize) {
        match self.side {
            Side::Profiles => (&mut self.profile_list, self.profiles.len()),
            Side::Regions => (&mut self.region_list, REGIONS.len()),
        }
    }

    fn step(&mut self, by: isize) {
        let (list, total) = self.list_mut();
        list.step(by, total);
        self.moved();
    }

    fn narrow(&mut self, matcher: &mut FuzzyMatcher) {
        match self.side {
            Side::Profiles => {
                let rows = self.profiles.iter();
                let rows = rows.map(|row| [row.label.as_str(), row.region.as_deref().unwrap_or_default()]);
                self.profile_list.refilter(matcher, rows);
                self.profile_list.go(0, self.profiles.len());
            }
            Side::Regions => {
                self.region_list.refilter(matcher, REGIONS.iter().map(|(name, place)| [*name, *place]));
                self.region_list.go(0, REGIONS.len());
            }
        }
        self.moved();
    }

    fn moved(&mut self) {
        match self.side {
            Side::Profiles => self.show_region(),
            Side::Regions => self.region_chosen = true,
        }
    }

    /// Selects the region that the profile leads to, until one was chosen by hand.
    fn show_region(&mut self) {
        if self.region_chosen {
            return;
        }
        let wanted = self.row().and_then(|row| row.region.clone()).or_else(|| self.here.region.clone());
        if let Some(row) = REGIONS.iter().position(|(name, _)| Some(*name) == wanted.as_deref()) {
            self.region_list.select_row(row, REGIONS.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::{Profile, ProfileKind};

    fn place(profile: Option<&str>, region: Option<&str>) -> Place {
        Place { profile: profile.map(str::to_owned), region: region.map(str::to_owned) }
    }

    fn choice() -> ContextChoice {
        let here = place(None, Some("eu-west-1"));
        let mut choice = ContextChoice::new("", None, here.clone(), "no profile (default)".to_owned());
        let profile = |name: &str, region: Option<&str>, kind| Profile {
            name: name.to_owned(),
            region: region.map(str::to_owned),
            kind,
        };
        let known = Contexts {
            profiles: Ok(vec![
                profile("audit", None, ProfileKind::Role),
                profile("prod", Some("us-east-1"), ProfileKind::Sso),
            ]),
            recent: vec![place(Some("prod"), Some("sa-east-1"))],
        };
        choice.list(Some(&known), &here, |_| None);
        choice
    }

    fn press(choice: &mut ContextChoice, code: KeyCode) -> Asked {
        choice.key(KeyEvent::from(code), 10, &mut FuzzyMatcher::default())
    }

    #[test]
    fn where_one_is_stands_first_then_what_was_used_last() {
        let choice = choice();
        let rows: Vec<_> =
            choice.profiles.iter().map(|row| (row.label.as_str(), row.region.as_deref(), row.kind)).collect();
        assert_eq!(
            rows,
            [
                ("no profile (default)", Some("eu-west-1"), "environment"),
                ("prod", Some("sa-east-1"), "SSO"),
                ("audit", None, "role"),
                ("prod", Some("us-east-1"), "SSO"),
            ]
        );
    }

    #[test]
    fn the_row_without_a_profile_is_not_called_by_the_one_in_force() {
        let here = place(Some("prod"), Some("eu-west-1"));
        let mut choice = ContextChoice::new("", None, here.clone(), "prod".to_owned());
        choice.list(None, &here, |_| None);
        let rows: Vec<_> = choice.profiles.iter().map(|row| (row.label.as_str(), row.kind)).collect();
        assert_eq!(rows, [("prod", "—"), ("no profile", "environment")]);
    }

    #[test]
    fn a_profile_brings_its_region_until_one_is_chosen_by_hand() {
        let mut choice = choice();
        press(&mut choice, KeyCode::Down);
        assert_eq!(choice.region(), Some("sa-east-1"));
        press(&mut choice, KeyCode::Down);
        assert_eq!(choice.region(), Some("eu-west-1"), "a profile without a region stays in this one");
        press(&mut choice, KeyCode::Tab);
        for letter in "tokyo".chars() {
            press(&mut choice, KeyCode::Char(letter));
        }
        press(&mut choice, KeyCode::Tab);
        press(&mut choice, KeyCode::Down);
        assert_eq!(
            press(&mut choice, KeyCode::Enter),
            Asked::Go(place(Some("prod"), Some("ap-northeast-1")))
        );
    }

    #[test]
    fn without_a_region_the_regions_have_the_keys() {
        let mut choice = ContextChoice::new("", None, Place::default(), String::new());
        choice.list(None, &Place::default(), |_| None);
        assert_eq!(choice.side, Side::Regions);
        press(&mut choice, KeyCode::Down);
        assert_eq!(press(&mut choice, KeyCode::Enter), Asked::Go(place(None, Some("us-east-2"))));
    }
}
