//! Marking what the finder has found, without going there.

use super::super::{App, Mark};
use super::index::HERE;
use super::{Lead, Row};

impl App {
    /// Marks the client of the selected line, or takes its mark away.
    pub(super) fn mark_found(&mut self) {
        let Some(finder) = &self.finder else { return };
        let why = match finder.leads.get(finder.selected) {
            Some(Lead::Elsewhere { .. }) => Some("It is in a place that was not looked through"),
            Some(Lead::Look { .. }) => Some("It is not listed yet"),
            Some(Lead::Go { .. }) | None => None,
        };
        if let Some(why) = why {
            self.tell(format!("{why}: Enter goes there, and then it can be marked."));
            return;
        }
        let Some((place, key)) = self.finder_selected() else {
            self.tell("There is no client here to mark.");
            return;
        };
        let site = if place == HERE { Some(self.site()) } else { self.site_of(place, &key.pool) };
        let Some(site) = site else {
            self.tell(
                "Its profile may have an endpoint of its own: Enter goes there, and then it can be marked.",
            );
            return;
        };
        let at = if place == HERE { self.index.find(&key) } else { self.index.find_at(place, &key) };
        let Some(row) = at.map(|at| self.index.row(at)) else { return };
        let (name, pool) = (row.name.to_owned(), row.pool.to_owned());
        let mut there = self.place_of(place).cloned().unwrap_or_else(|| self.here());
        if there.region.is_none() {
            there.region = Some(site.region.clone());
        }
        self.turn_mark(Mark { key, name, pool, site, place: there });
    }

    /// True for a row of the finder whose client is marked.
    pub fn is_found_marked(&self, row: &Row<'_>) -> bool {
        let key = || crate::client::ClientKey::new(row.pool_id.as_str(), row.id);
        if self.marks.is_empty() {
            return false;
        }
        if row.place == HERE {
            return self.is_marked(&key());
        }
        self.site_of(row.place, row.pool_id).is_some_and(|site| self.marks.has(&key(), &site))
    }
}
