//! Other places that the finder looks through: those that were named when the program started. Their lists
//! are read over connections of their own; one that fails leaves the others as they are.

use std::collections::HashMap;

use crate::client::{ClientSummary, PoolId, PoolSummary};
use crate::tasks::write::Site;
use crate::tasks::{Cursor, Failure, FailureKind, Outcome, Place, Priority, Task, Ticket};

use super::super::listing::in_order;
use super::super::{App, Listing};
use super::Progress;

/// Places read at a time: each takes a connection.
const PLACES: usize = 4;
/// Lists of clients read at a time in one of them.
const LISTS: usize = 2;

/// A place that was named beside the first, and what was listed there.
#[derive(Debug, Default)]
pub(in crate::app) struct Abroad {
    place: Place,
    pools: Listing<PoolSummary>,
    clients: HashMap<PoolId, Listing<ClientSummary>>,
    /// Why it cannot be looked through.
    failure: Option<Failure>,
}

impl Abroad {
    fn is_complete(&self) -> bool {
        let listed = |pool: &PoolSummary| {
            self.clients.get(&pool.id).is_some_and(|list| list.complete || list.failure.is_some())
        };
        self.pools.complete && self.pools.rows().iter().all(listed)
    }

    fn reading(&self) -> impl Iterator<Item = Ticket> {
        self.clients.values().filter_map(|list| list.reading).chain(self.pools.reading)
    }

    fn waits_for(&self, ticket: Ticket) -> bool {
        self.reading().any(|reading| reading == ticket)
    }

    /// Nobody waits for what is under way.
    fn dropped(&mut self) {
        self.pools.dropped();
        self.clients.values_mut().for_each(Listing::dropped);
    }
}

impl App {
    /// Makes the list of places, once it is known where the first one is.
    pub(in crate::app) fn know_places(&mut self) {
        if !self.abroad.is_empty() || self.launch.beside.is_empty() {
            return;
        }
        let mut places = vec![self.here()];
        for place in &self.launch.beside {
            if !places.contains(place) {
                places.push(place.clone());
            }
        }
        self.abroad = places.into_iter().map(|place| Abroad { place, ..Abroad::default() }).collect();
        self.everywhere = true;
    }

    /// Whether the finder looks through other places too.
    pub fn finds_everywhere(&self) -> bool {
        self.everywhere && self.has_other_places()
    }

    /// Whether there are other places to look through.
    pub fn has_other_places(&self) -> bool {
        self.abroad.iter().any(|abroad| !self.is_here(abroad))
    }

    /// Whether a profile was named when the program started.
    pub(super) fn is_named_at_start(&self, profile: &str) -> bool {
        self.abroad.iter().any(|abroad| abroad.place.profile.as_deref() == Some(profile))
    }

    /// The site of a place that is not here, for a mark. None where only being there tells it: the endpoint
    /// in force may be that of this profile alone.
    pub(in crate::app) fn site_of(&self, number: usize, pool: &PoolId) -> Option<Site> {
        let place = self.place_of(number)?;
        let here = self.site();
        let profile = place.profile.clone().unwrap_or_else(|| here.profile.clone());
        let same = profile == here.profile;
        if !same && here.endpoint.is_some() && self.launch.endpoint.is_none() {
            return None;
        }
        let region = pool.region().map(str::to_owned).or_else(|| place.region.clone());
        let account = here.account.clone().filter(|_| same);
        Some(Site { profile, region: region.unwrap_or_else(|| here.region.clone()), account, ..here })
    }

    /// The other places, each with its number in the index.
    fn others(&self) -> impl Iterator<Item = (usize, &Abroad)> {
        let numbered = self.abroad.iter().enumerate().map(|(at, abroad)| (at + 1, abroad));
        numbered.filter(|(_, abroad)| self.everywhere && !self.is_here(abroad))
    }

    fn is_here(&self, abroad: &Abroad) -> bool {
        let here = self.here();
        abroad.place.profile == here.profile
            && (abroad.place.region.is_none() || abroad.place.region == here.region)
    }

    /// The place of a row that is not here.
    pub(in crate::app) fn place_of(&self, number: usize) -> Option<&Place> {
        self.abroad.get(number.checked_sub(1)?).map(|abroad| &abroad.place)
    }

    /// What the profile and the region of a row's place are called.
    pub fn place_words(&self, number: usize, pool: &PoolId) -> (String, String) {
        let place = self.place_of(number);
        let profile = place.and_then(|place| place.profile.clone());
        let region = pool.region().or_else(|| place.and_then(|place| place.region.as_deref()));
        // The sandbox has no profiles, and goes by its account.
        let called = if self.context.sandbox { "sandbox" } else { &self.context.profile };
        (profile.unwrap_or_else(|| called.to_owned()), region.unwrap_or(&self.context.region).to_owned())
    }

    /// Looks through the other places too, or no longer.
    pub(super) fn toggle_everywhere(&mut self) {
        if !self.has_other_places() {
            self.tell(
                "No other place is known. Start with several: --profile a,b or --region x,y or --region all.",
            );
            return;
        }
        self.everywhere = !self.everywhere;
        if !self.everywhere {
            self.leave_abroad();
        }
        self.index_all();
        if let Some(finder) = &mut self.finder {
            finder.found.clear();
        }
        self.finder_again();
    }

    /// Stops reading in other places.
    pub(in crate::app) fn leave_abroad(&mut self) {
        let left: Vec<Ticket> = self.abroad.iter().flat_map(Abroad::reading).collect();
        self.abroad.iter_mut().for_each(Abroad::dropped);
        for ticket in left {
            self.cancel(ticket);
        }
    }

    /// What is under way will not be answered any more.
    pub(in crate::app) fn void_abroad(&mut self) {
        self.abroad.iter_mut().for_each(Abroad::dropped);
    }

    /// What failed gets another chance.
    pub(in crate::app) fn retry_abroad(&mut self) {
        for abroad in &mut self.abroad {
            abroad.failure = None;
            abroad.pools.failure = None;
            abroad.clients.values_mut().for_each(|list| list.failure = None);
        }
    }

    /// Asks for more lists of other places.
    pub(super) fn crawl_abroad(&mut self) {
        let unfinished: Vec<usize> = self
            .others()
            .filter(|(_, abroad)| abroad.failure.is_none() && !abroad.is_complete())
            .map(|(number, _)| number - 1)
            .take(PLACES)
            .collect();
        for at in unfinished {
            let abroad = &self.abroad[at];
            if abroad.pools.is_wanted() {
                let after = abroad.pools.resume.clone();
                let ticket = self.ask_abroad(at, Task::ListPools { after: after.clone() });
                start(&mut self.abroad[at].pools, ticket, after.is_some());
                continue;
            }
            let room =
                LISTS.saturating_sub(abroad.clients.values().filter(|list| list.reading.is_some()).count());
            let wanted = |pool: &&PoolSummary| abroad.clients.get(&pool.id).is_none_or(Listing::is_wanted);
            let pools: Vec<PoolId> =
                abroad.pools.rows().iter().filter(wanted).take(room).map(|pool| pool.id.clone()).collect();
            for pool in pools {
                let after = self.abroad[at].clients.get(&pool).and_then(|list| list.resume.clone());
                let goes_on = after.is_some();
                let task = Task::ListClients { pool: pool.clone(), after, priority: Priority::Ahead };
                let ticket = self.ask_abroad(at, task);
                start(self.abroad[at].clients.entry(pool).or_default(), ticket, goes_on);
            }
        }
    }

    fn ask_abroad(&mut self, at: usize, task: Task) -> Ticket {
        let place = self.abroad[at].place.clone();
        self.ask(Task::Elsewhere(place, Box::new(task)))
    }

    /// Takes in what was read in another place, where the finder has asked for it.
    pub(in crate::app) fn read_abroad(&mut self, ticket: Ticket, place: &Place, outcome: Outcome) {
        let asked = |abroad: &Abroad| abroad.place == *place && abroad.waits_for(ticket);
        let Some(at) = self.abroad.iter().position(asked) else { return };
        let abroad = &mut self.abroad[at];
        match outcome {
            Outcome::ConnectFailed(failure) | Outcome::PoolsFailed(failure) => {
                abroad.dropped();
                abroad.failure = Some(failure);
            }
            Outcome::PoolsPage { mut items, next } => {
                // An emulator may show the pools of one region in every other.
                let region = abroad.place.region.as_deref();
                let elsewhere =
                    |id: &PoolId| region.is_some() && id.region().is_some() && id.region() != region;
                items.retain(|pool| !elsewhere(&pool.id));
                abroad.pools.page(items, next, |pool| (in_order(&pool.name), pool.id.clone()));
            }
            Outcome::ClientsPage { pool, items, next } => self.clients_abroad(at, &pool, items, next),
            Outcome::ClientsFailed(pool, failure) => {
                // With credentials that have ended every list would fail like the last.
                if failure.kind == FailureKind::Credentials {
                    abroad.dropped();
                    abroad.failure = Some(failure);
                } else {
                    abroad.clients.entry(pool).or_default().failed(failure);
                }
            }
            _ => {}
        }
    }

    fn clients_abroad(&mut self, at: usize, pool: &PoolId, items: Vec<ClientSummary>, next: Option<Cursor>) {
        let abroad = &mut self.abroad[at];
        if self.everywhere && (self.finder.is_some() || !self.index.is_empty()) {
            let name = name_of(abroad, pool);
            for item in &items {
                self.index.add_at(at + 1, pool, name, &item.key.client, &item.name);
            }
        }
        let list = abroad.clients.entry(pool.clone()).or_default();
        list.page(items, next, |row| (in_order(&row.name), row.key.client.clone()));
    }

    /// Puts what is listed in other places into an index.
    pub(super) fn index_abroad(&self, index: &mut super::Index) {
        for (number, abroad) in self.others() {
            for pool in abroad.pools.rows() {
                let rows = abroad.clients.get(&pool.id).map(Listing::rows).unwrap_or_default();
                for row in rows {
                    index.add_at(number, &pool.id, &pool.name, &row.key.client, &row.name);
                }
            }
        }
    }

    /// Adds the other places to how much was looked through.
    pub(super) fn count_abroad(&self, progress: &mut Progress) {
        progress.places = 1;
        progress.places_read = usize::from(progress.is_over());
        for (_, abroad) in self.others() {
            progress.places += 1;
            progress.places_read += usize::from(abroad.failure.is_none() && abroad.is_complete());
            progress.places_failed += usize::from(abroad.failure.is_some());
            progress.pools += abroad.pools.rows().len();
            progress.all_pools &= abroad.pools.complete || abroad.failure.is_some();
            for pool in abroad.pools.rows() {
                let list = abroad.clients.get(&pool.id);
                progress.complete += usize::from(list.is_some_and(|list| list.complete));
                progress.failed += usize::from(list.is_some_and(|list| list.failure.is_some()));
            }
        }
    }

    /// The first place that cannot be looked through and why, and how many others cannot.
    pub fn finder_failure(&self) -> Option<(String, &Failure, usize)> {
        let mut failed = self.others().filter_map(|(_, abroad)| Some((abroad, abroad.failure.as_ref()?)));
        let (abroad, failure) = failed.next()?;
        let Place { profile, region } = &abroad.place;
        let words: Vec<&str> = [profile, region].into_iter().flatten().map(String::as_str).collect();
        Some((words.join(" · "), failure, failed.count()))
    }
}

fn name_of<'a>(abroad: &'a Abroad, pool: &PoolId) -> &'a str {
    abroad.pools.rows().iter().find(|row| row.id == *pool).map_or("", |row| row.name.as_str())
}

fn start<T>(list: &mut Listing<T>, ticket: Ticket, goes_on: bool) {
    if goes_on {
        list.go_on(ticket);
    } else {
        list.begin(ticket);
    }
}
