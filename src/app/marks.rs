//! Marked clients: what bulk changes, comparisons, audits and exports are about.
//!
//! A mark is the client's key and the place it was marked at. It goes only when a person takes it away:
//! not with a filter, another pool, a refresh, another context, or anything that fails.

use std::collections::HashMap;

use super::{App, Message, Pane};
use crate::client::{ClientKey, ClientSummary};
use crate::tasks::Place;
use crate::tasks::write::Site;

/// A marked client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The client.
    pub key: ClientKey,
    /// Its name when it was marked.
    pub name: String,
    /// Its pool's name at that time.
    pub pool: String,
    /// The profile, region and account it was marked in.
    pub site: Site,
    /// What was connected to, to get there again.
    pub place: Place,
}

/// Every mark there is.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// One key may be marked at several places, such as two profiles.
    by_key: HashMap<ClientKey, Vec<Mark>>,
    /// Counts what was ever marked, so that the order of marking is known.
    count: u64,
    order: HashMap<ClientKey, u64>,
    /// What was taken away with many others, to come back where that was not meant.
    taken: Vec<Mark>,
}

impl Marks {
    /// True where nothing is marked anywhere.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// True for a client that is marked at that place.
    pub fn has(&self, key: &ClientKey, site: &Site) -> bool {
        self.by_key.get(key).is_some_and(|marks| marks.iter().any(|mark| mark.site.is_same(site)))
    }

    /// Every mark, by pool and name.
    pub fn all(&self) -> Vec<&Mark> {
        let mut all: Vec<&Mark> = self.by_key.values().flatten().collect();
        all.sort_by(|a, b| {
            let order = |mark: &Mark| (mark.key.pool.clone(), super::listing::in_order(&mark.name));
            order(a).cmp(&order(b)).then_with(|| a.key.client.as_str().cmp(b.key.client.as_str()))
        });
        all
    }

    /// Every mark, the earliest first: whoever compares marks first what the others are compared with.
    pub fn in_order(&self) -> Vec<&Mark> {
        let mut all: Vec<&Mark> = self.by_key.values().flatten().collect();
        all.sort_by_key(|mark| self.order.get(&mark.key));
        all
    }

    /// How many marks there are at a place, and elsewhere.
    pub fn count(&self, site: &Site) -> (usize, usize) {
        let here = self.by_key.values().flatten().filter(|mark| mark.site.is_same(site)).count();
        (here, self.by_key.values().map(Vec::len).sum::<usize>() - here)
    }

    fn add(&mut self, mark: Mark) {
        // Whoever marks anew has gone on.
        self.taken.clear();
        self.put(mark);
    }

    fn put(&mut self, mark: Mark) {
        if !self.has(&mark.key, &mark.site) {
            self.count += 1;
            self.order.entry(mark.key.clone()).or_insert(self.count);
            self.by_key.entry(mark.key.clone()).or_default().push(mark);
        }
    }

    fn remove(&mut self, key: &ClientKey, site: &Site) {
        if let Some(marks) = self.by_key.get_mut(key) {
            marks.retain(|mark| !mark.site.is_same(site));
        }
        self.forget_empty();
    }

    fn forget_empty(&mut self) {
        self.by_key.retain(|_, marks| !marks.is_empty());
        self.order.retain(|key, _| self.by_key.contains_key(key));
    }

    /// Brings back what was taken away with many others, in the order in which it was marked. Gives how many.
    fn bring_back(&mut self) -> usize {
        let taken = std::mem::take(&mut self.taken);
        let count = taken.len();
        for mark in taken {
            self.put(mark);
        }
        count
    }

    /// Takes every mark at a place away, or everywhere.
    fn clear(&mut self, site: Option<&Site>) {
        let goes = |mark: &&Mark| site.is_none_or(|site| mark.site.is_same(site));
        let taken: Vec<Mark> = self.in_order().into_iter().filter(goes).cloned().collect();
        self.taken.extend(taken);
        for marks in self.by_key.values_mut() {
            marks.retain(|mark| site.is_some_and(|site| !mark.site.is_same(site)));
        }
        self.forget_empty();
    }
}

impl App {
    /// The marked clients of this profile, region and account, by pool and name.
    pub fn marked_here(&self) -> Vec<&Mark> {
        let site = self.site();
        self.marks.all().into_iter().filter(|mark| mark.site.is_same(&site)).collect()
    }

    /// The marked clients of other contexts.
    pub fn marked_elsewhere(&self) -> Vec<&Mark> {
        let site = self.site();
        self.marks.all().into_iter().filter(|mark| !mark.site.is_same(&site)).collect()
    }

    /// True for a client of this context that is marked.
    pub fn is_marked(&self, key: &ClientKey) -> bool {
        !self.marks.is_empty() && self.marks.has(key, &self.site())
    }

    /// How many are marked, for the title of a pane; nothing where none is.
    pub fn marks_in_words(&self) -> Option<String> {
        match self.marks.count(&self.site()) {
            (0, 0) => None,
            (here, 0) => Some(format!("{here} marked")),
            (0, elsewhere) => Some(format!("{elsewhere} marked elsewhere")),
            (here, elsewhere) => Some(format!("{here} marked, {elsewhere} elsewhere")),
        }
    }

    /// Marks the selected client, or takes its mark away.
    pub(super) fn mark_selected(&mut self) {
        let row = self.selected_client().filter(|_| self.focus != Pane::Pools).cloned();
        let Some(row) = row else {
            self.tell("Marks are for clients: go into a pool and select one.");
            return;
        };
        let mark = self.mark_of(row);
        self.turn_mark(mark);
    }

    /// The mark that a client of this context gets.
    pub(super) fn mark_of(&self, row: ClientSummary) -> Mark {
        let pool = self.pool_name(&row.key.pool).unwrap_or_else(|| row.key.pool.to_string());
        Mark { key: row.key, name: row.name, pool, site: self.site(), place: self.here() }
    }

    /// Marks every client that the filter lets through.
    pub(super) fn mark_all(&mut self) {
        let Some(clients) = self.pool_clients().filter(|_| self.focus != Pane::Pools) else {
            self.tell("Marks are for clients: go into a pool first.");
            return;
        };
        let rows = clients.listing.rows();
        let complete = clients.listing.complete;
        let shown: Vec<Mark> = (0..clients.view.len(rows.len()))
            .filter_map(|position| clients.view.row(position, rows.len()))
            .map(|row| self.mark_of(rows[row].clone()))
            .collect();
        let count = shown.len();
        for mark in shown {
            self.marks.add(mark);
        }
        let rest = if complete { "" } else { " The list is not complete; what comes later is not marked." };
        self.message =
            Some(Message { text: format!("All {count} in view are marked.{rest}"), bad: !complete });
    }

    /// Takes every mark of this context away; where there is none, those of other contexts; and where there
    /// is none at all, brings back what was taken like this.
    pub(super) fn unmark_all(&mut self) {
        let site = self.site();
        let again = self.keymap.key(super::Action::UnmarkAll);
        let again = |does: &str| again.map(|key| format!("; {key} again {does}")).unwrap_or_default();
        match self.marks.count(&site) {
            (0, 0) => match self.marks.bring_back() {
                0 => self.tell("Nothing is marked."),
                back => self.tell(format!("{} back.", marks(back))),
            },
            (0, elsewhere) => {
                self.marks.clear(None);
                let back = again("brings all back");
                self.tell(format!("{} of other contexts taken away{back}.", marks(elsewhere)));
            }
            (here, 0) => {
                self.marks.clear(Some(&site));
                let back = again("brings them back");
                self.tell(format!("{} taken away{back}.", marks(here)));
            }
            (here, elsewhere) => {
                self.marks.clear(Some(&site));
                let next = again(&format!("takes the {elsewhere} of other contexts"));
                self.tell(format!("{} taken away{next}.", marks(here)));
            }
        }
    }

    /// Marks a client, or takes its mark away.
    pub(super) fn turn_mark(&mut self, mark: Mark) {
        if self.marks.has(&mark.key, &mark.site) {
            self.marks.remove(&mark.key, &mark.site);
        } else {
            self.marks.add(mark);
        }
    }
}

/// `1 mark is`, `3 marks are`.
fn marks(count: usize) -> String {
    if count == 1 { "1 mark is".to_owned() } else { format!("{count} marks are") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(profile: &str, account: Option<&str>) -> Site {
        Site { profile: profile.into(), account: account.map(Into::into), ..Site::default() }
    }

    fn mark(id: &str, site: Site) -> Mark {
        let key = ClientKey::new("eu-west-1_a", id);
        Mark { key, name: format!("client-{id}"), pool: "a".into(), site, place: Place::default() }
    }

    #[test]
    fn a_mark_belongs_to_its_context() {
        let mut marks = Marks::default();
        marks.add(mark("1", site("prod", None)));
        marks.add(mark("1", site("staging", None)));
        marks.add(mark("10", site("prod", Some("1234"))));
        marks.add(mark("2", site("prod", None)));
        marks.add(mark("2", site("prod", None)));
        let here = site("prod", Some("1234"));
        assert_eq!(marks.count(&here), (3, 1));
        assert_eq!(marks.count(&site("prod", Some("other"))), (2, 2), "an account that is known counts");
        let names: Vec<&str> = marks.all().iter().map(|mark| mark.name.as_str()).collect();
        assert_eq!(names, ["client-1", "client-1", "client-2", "client-10"]);
        let names: Vec<&str> = marks.in_order().iter().map(|mark| mark.name.as_str()).collect();
        assert_eq!(names, ["client-1", "client-1", "client-10", "client-2"], "as they were marked");
        marks.remove(&ClientKey::new("eu-west-1_a", "1"), &here);
        assert!(marks.has(&ClientKey::new("eu-west-1_a", "1"), &site("staging", None)));
        marks.clear(Some(&here));
        assert_eq!(marks.count(&here), (0, 1));
        marks.clear(None);
        assert_eq!(marks.count(&here), (0, 0));
        assert_eq!(marks.bring_back(), 3);
        assert_eq!(marks.count(&here), (2, 1), "what was taken away in two steps comes back in one");
        marks.clear(Some(&here));
        marks.add(mark("7", site("prod", None)));
        assert_eq!(marks.bring_back(), 0, "whoever marks anew does not want the old ones");
    }
}
