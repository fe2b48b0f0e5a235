//! Choosing a profile and a region, and going there without losing where one was.
//!
//! The place that is left is put aside with everything that was loaded. It comes back when the person
//! returns, or when the new place cannot be connected to.

mod choice;
mod regions;

use std::collections::HashMap;

use crossterm::event::KeyEvent;

use super::browse::{ClientKnown, PoolClients};
use super::list::ListView;
use super::listing::{Known, Listing};
use super::{App, Message, Pane};
use crate::client::{ClientKey, Pool, PoolId, PoolSummary};
use crate::tasks::{ContextFacts, Contexts, Failure, FailureKind, Place, PoolParts, Task};

use choice::Asked;
pub use choice::{ContextChoice, ProfileRow, Side};

/// What was loaded of a place that was left.
#[derive(Debug)]
pub(super) struct Left {
    place: Place,
    focus: Pane,
    context: ContextFacts,
    account: Option<String>,
    pools: Listing<PoolSummary>,
    pools_list: ListView,
    described_pools: HashMap<PoolId, Known<Pool>>,
    pool_parts: HashMap<PoolId, Known<PoolParts>>,
    clients: HashMap<PoolId, PoolClients>,
    described: HashMap<ClientKey, ClientKnown>,
}

/// Going from one place to another.
#[derive(Debug, Default)]
pub(super) struct Journey {
    /// The place that was left last, with what was loaded there.
    left: Option<Box<Left>>,
    /// True from the choice of a place until it is connected to or found to be out of reach.
    under_way: bool,
    /// Why places could not be connected to, the last time they were tried.
    failed: HashMap<Place, Failure>,
}

impl App {
    /// Opens the choice of a profile and a region.
    pub(super) fn choose_context(&mut self, title: &'static str, explanation: Option<String>) {
        let called = if self.context.profile.is_empty() { "default" } else { &self.context.profile };
        // A profile of the files may be called the same; the sandbox has none.
        let called =
            if self.launch.sandbox { called.to_owned() } else { format!("{} ({called})", choice::UNNAMED) };
        self.contexts = Some(ContextChoice::new(title, explanation, self.here(), called));
        self.list_contexts();
        // The sandbox is its own account; the configuration files have nothing to say about it.
        if !self.launch.sandbox {
            self.ask(Task::ReadContexts);
        }
    }

    /// The profiles and the places used last are here.
    pub(super) fn contexts_read(&mut self, contexts: Contexts) {
        if let Err(failure) = &contexts.profiles {
            self.complain(failure);
        }
        self.known_contexts = Some(contexts);
        self.list_contexts();
    }

    /// Puts what is known into the open choice.
    fn list_contexts(&mut self) {
        let here = self.here();
        let failed = &self.journey.failed;
        if let Some(choice) = &mut self.contexts {
            let why = |place: &Place| failed.get(place).map(|failure| failure.what.clone());
            choice.list(self.known_contexts.as_ref(), &here, why);
        }
    }

    /// True for the place the dashboard is at. One without a region has the region that is configured for it.
    pub(super) fn is_place_here(&self, place: &Place) -> bool {
        let here = self.here();
        let configured = place.region.is_none() && self.launch.place.region.is_none();
        place.profile == here.profile && (place.region == here.region || configured)
    }

    /// Where the dashboard is connected to, as it was asked for, with the region in force.
    pub(super) fn here(&self) -> Place {
        let region = Some(self.context.region.clone()).filter(|region| !region.is_empty());
        Place {
            profile: self.launch.place.profile.clone(),
            region: region.or_else(|| self.launch.place.region.clone()),
        }
    }

    pub(super) fn contexts_key(&mut self, key: KeyEvent) {
        let height = self.contexts_height();
        let Some(choice) = &mut self.contexts else { return };
        match choice.key(key, height, &mut self.matcher) {
            Asked::Nothing => {}
            Asked::Close => {
                self.contexts = None;
                self.carried = None;
            }
            Asked::Go(place) => {
                self.contexts = None;
                self.switch_to(place);
            }
        }
    }

    pub(super) fn contexts_paste(&mut self, text: &str) {
        if let Some(choice) = &mut self.contexts {
            choice.paste(text, &mut self.matcher);
        }
    }

    /// Rows that the open choice has for each of its lists.
    pub fn contexts_height(&self) -> usize {
        let explanation = self.contexts.as_ref().map_or(0, ContextChoice::explanation_rows);
        usize::from(self.size.1).saturating_sub(7 + usize::from(explanation)).clamp(1, 24)
    }

    /// Connects to another place. What was loaded of this one is put aside; answers that are still on
    /// their way from it are dropped.
    pub(super) fn switch_to(&mut self, place: Place) {
        if place == self.here() && self.link == super::Link::Up {
            self.tell("This is where you are.");
            self.offer_carried();
            return;
        }
        self.void_reads();
        let earlier = self.journey.left.take();
        let left = self.put_aside();
        self.launch.place = place;
        match earlier {
            // Back where one came from: everything is still there.
            Some(earlier) if earlier.place == self.launch.place => self.return_to(*earlier),
            _ => self.forget_context(),
        }
        if !left.context.region.is_empty() {
            self.journey.left = Some(Box::new(left));
        }
        self.journey.under_way = true;
        self.connect();
    }

    fn put_aside(&mut self) -> Left {
        // The finder's index is made again from what is loaded, when somebody looks for something.
        self.finder = None;
        self.index = super::finder::Index::default();
        Left {
            place: self.here(),
            focus: self.focus,
            context: std::mem::take(&mut self.context),
            account: self.account.take(),
            pools: std::mem::take(&mut self.pools),
            pools_list: std::mem::take(&mut self.pools_list),
            described_pools: std::mem::take(&mut self.described_pools),
            pool_parts: std::mem::take(&mut self.pool_parts),
            clients: std::mem::take(&mut self.clients),
            described: std::mem::take(&mut self.described),
        }
    }

    fn return_to(&mut self, left: Left) {
        let Left { place, focus, context, account, pools, pools_list, .. } = left;
        self.launch.place = place;
        self.focus = focus;
        self.context = context;
        self.account = account;
        self.pools = pools;
        self.pools_list = pools_list;
        self.described_pools = left.described_pools;
        self.pool_parts = left.pool_parts;
        self.clients = left.clients;
        self.described = left.described;
        self.edition += 1;
    }

    /// A place was connected to.
    pub(super) fn arrived(&mut self) {
        self.journey.under_way = false;
        let here = self.here();
        self.journey.failed.remove(&here);
        self.ask(Task::ReadAccount);
        self.offer_carried();
    }

    /// A place cannot be connected to: back to where the person was, with the reason beside the place.
    /// Says whether there was a way back.
    pub(super) fn turned_back(&mut self, failure: &Failure) -> bool {
        let Some(left) = self.journey.left.take_if(|_| self.journey.under_way) else { return false };
        self.journey.under_way = false;
        // A place without a region is not a place that failed: the choice is not complete.
        if failure.kind != FailureKind::NoRegion {
            self.journey.failed.insert(self.launch.place.clone(), failure.clone());
        }
        self.forget_context();
        self.return_to(*left);
        // What was looked for is in the place that is out of reach.
        self.search = None;
        self.connect();
        let text = format!("{} {} You are where you were.", failure.what, failure.next);
        // The message goes with the next thing that is told; the choice keeps the reason in sight.
        self.choose_context("Profile and region", Some(text.clone()));
        self.message = Some(Message { text, bad: true });
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::app::{Command, Event, Keymap, Launch, Link, Now};
    use crate::tasks::{Answer, Errand, Outcome, Ticket};

    struct Desk(App);

    impl Desk {
        fn tell(&mut self, event: Event) -> Vec<(Ticket, Task)> {
            let now = Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() };
            let asked = self.0.update(event, now).into_iter().filter_map(|command| match command {
                Command::Errand(Errand::Run(ticket, task)) => Some((ticket, task)),
                _ => None,
            });
            asked.collect()
        }

        fn answer(&mut self, ticket: Ticket, outcome: Outcome) -> Vec<(Ticket, Task)> {
            self.tell(Event::Answer(Answer { ticket, outcome, last: true }))
        }
    }

    fn connect_of(asked: &[(Ticket, Task)]) -> (Ticket, Place) {
        let found = asked.iter().find_map(|(ticket, task)| match task {
            Task::Connect(place) => Some((*ticket, place.clone())),
            _ => None,
        });
        found.unwrap()
    }

    fn facts(region: &str) -> ContextFacts {
        ContextFacts { profile: "prod".to_owned(), region: region.to_owned(), ..ContextFacts::default() }
    }

    fn place(profile: &str, region: &str) -> Place {
        Place { profile: Some(profile.to_owned()), region: Some(region.to_owned()) }
    }

    #[test]
    fn a_place_out_of_reach_leads_back_with_its_reason_and_everything_loaded() {
        let now = Now { monotonic: Duration::ZERO, wall: "2026-11-22T12:00:00Z".parse().unwrap() };
        let keymap = Keymap::new(&std::collections::BTreeMap::default()).unwrap();
        let mut desk = Desk(App::new(Launch::default(), keymap, (120, 30), now));
        let (ticket, _) = connect_of(&desk.tell(Event::Start));
        let asked = desk.answer(ticket, Outcome::Connected(facts("eu-west-1")));
        let list = asked.iter().find(|(_, task)| matches!(task, Task::ListPools { .. })).unwrap().0;
        let pool = PoolSummary { id: PoolId::new("eu-west-1_a"), name: "customers".to_owned() };
        desk.answer(list, Outcome::PoolsPage { items: vec![pool], next: None });

        desk.0.switch_to(place("staging", "us-east-1"));
        let (ticket, there) = connect_of(&desk.tell(Event::Resize(120, 30)));
        assert_eq!((there, desk.0.pools.rows().len()), (place("staging", "us-east-1"), 0));
        let failure = Failure {
            kind: FailureKind::Credentials,
            what: "The session of profile staging ended.".to_owned(),
            next: "Sign in again.".to_owned(),
        };
        let asked = desk.answer(ticket, Outcome::ConnectFailed(failure));
        let (back, here) = connect_of(&asked);
        assert_eq!(here.region.as_deref(), Some("eu-west-1"));
        assert_eq!(desk.0.pools.rows()[0].name, "customers");
        assert!(desk.0.message.as_ref().unwrap().text.contains("You are where you were"));
        assert!(desk.0.contexts.is_some(), "the choice is open again");
        desk.answer(back, Outcome::Connected(facts("eu-west-1")));
        assert_eq!(desk.0.link, Link::Up);

        // An answer from the place that was never reached changes nothing.
        desk.answer(ticket, Outcome::PoolsPage { items: Vec::new(), next: None });
        assert_eq!(desk.0.pools.rows().len(), 1);
    }
}
