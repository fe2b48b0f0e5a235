//! What a comparison needs to know: clients of this place by the dashboard's own describes, those of other
//! places over their own connections.

use super::super::wants::SWEEP;
use super::super::{App, Link};
use super::{Comparing, Head, Origin, State, head};
use crate::client::ClientKey;
use crate::tasks::{Outcome, Priority, Task, Ticket};

impl App {
    /// Asks for what the columns still need, and takes in what is here.
    pub(in crate::app) fn want_for_compare(&mut self) {
        let Some(mut comparing) = self.comparing.take() else { return };
        let site = self.site();
        let news = comparing.seen != self.edition;
        comparing.seen = self.edition;
        let mut missing = Vec::new();
        let mut arrived = 0;
        for head in comparing.heads.iter_mut().filter(|head| head.is_at(&site)) {
            let Some(key) = head.key().cloned() else { continue };
            let Some(known) = self.described.get(&key) else {
                missing.push(key);
                continue;
            };
            if known.is_wanted() {
                missing.push(key);
            }
            // Comparing two documents costs something, so it is done when there may be a new one.
            if !news && matches!(head.state, State::Read(_)) {
                continue;
            }
            match (&known.value, &known.failure) {
                (Some(client), _) => arrived += usize::from(head.take(client)),
                (None, Some(failure)) => {
                    arrived += usize::from(!matches!(head.state, State::Failed(_)));
                    head.state = State::Failed(failure.clone());
                }
                (None, None) => {}
            }
        }
        if self.link == Link::Up {
            for key in missing {
                if self.describing.len() >= SWEEP {
                    break;
                }
                self.describe_client(key, Priority::Watched);
            }
        }
        self.want_elsewhere(&mut comparing);
        comparing.taken_in(arrived);
        self.comparing = Some(comparing);
    }

    /// Asks other places, a few at a time.
    fn want_elsewhere(&mut self, comparing: &mut Comparing) {
        if self.link == Link::Connecting {
            return;
        }
        let site = self.site();
        let under_way = comparing.heads.iter().filter(|head| matches!(head.state, State::Reading(_))).count();
        let wanted = comparing.heads.iter_mut().filter(|head| {
            matches!((&head.state, &head.origin), (State::Wanted, Origin::Live { .. })) && !head.is_at(&site)
        });
        for head in wanted.take(SWEEP.saturating_sub(under_way)) {
            if let Origin::Live { key, place, .. } = &head.origin {
                let task = Task::DescribeClient { key: key.clone(), priority: Priority::Watched };
                head.state = State::Reading(self.ask(Task::Elsewhere(place.clone(), Box::new(task))));
            }
        }
    }

    /// What came of a read in another place, where a column waits for it. Says whether one did.
    pub(in crate::app) fn compared_elsewhere(&mut self, ticket: Ticket, outcome: &Outcome) -> bool {
        let Some(mut comparing) = self.comparing.take() else { return false };
        let waiting = |head: &&mut Head| matches!(head.state, State::Reading(other) if other == ticket);
        let found = comparing.heads.iter_mut().find(waiting);
        let waited = found.is_some();
        if let Some(head) = found {
            match outcome {
                Outcome::Client(client) => drop(head.take(client)),
                Outcome::ClientFailed(_, failure)
                | Outcome::ConnectFailed(failure)
                | Outcome::Broken(failure) => {
                    head.state = State::Failed(failure.clone());
                }
                _ => head.state = State::Wanted,
            }
            comparing.taken_in(1);
        }
        self.comparing = Some(comparing);
        waited
    }

    /// True for a client of this place that the comparison waits for.
    pub(in crate::app) fn compare_waits_for(&self, key: &ClientKey) -> bool {
        let site = self.site();
        self.comparing.as_ref().is_some_and(|comparing| {
            comparing.heads.iter().any(|head| head.is_at(&site) && head.key() == Some(key))
        })
    }

    /// Reads of the place that is left will not be answered any more.
    pub(in crate::app) fn void_compare_reads(&mut self) {
        for head in self.comparing.iter_mut().flat_map(|comparing| &mut comparing.heads) {
            if matches!(head.state, State::Reading(_)) {
                head.state = State::Wanted;
            }
        }
    }

    /// Reads every column anew; what is shown stays until then.
    pub(in crate::app) fn read_columns_again(&mut self) {
        let Some(mut comparing) = self.comparing.take() else { return };
        let site = self.site();
        for head in &mut comparing.heads {
            match &head.origin {
                Origin::Live { key, .. } if head.is_at(&site) => {
                    if let Some(known) = self.described.get_mut(key) {
                        known.stale = true;
                        known.failure = None;
                    }
                    if matches!(head.state, State::Failed(_)) {
                        head.state = State::Wanted;
                    }
                }
                Origin::Live { .. } if !matches!(head.state, State::Reading(_)) => head.state = State::Wanted,
                Origin::Live { .. } | Origin::File { .. } => {}
            }
        }
        comparing.compare();
        self.comparing = Some(comparing);
    }
}

impl Comparing {
    /// Compares anew when enough has come: with every client of two hundred it would be done two hundred
    /// times.
    fn taken_in(&mut self, arrived: usize) {
        self.arrived += arrived;
        let all_here = head::pending(&self.heads) == 0;
        if self.arrived > 0 && (all_here || self.arrived * 8 >= self.heads.len()) {
            self.compare();
        }
    }
}
