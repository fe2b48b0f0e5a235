//! Who waits, who may go, and when to look again. No async here: time comes in as an argument.

use std::collections::{HashMap, HashSet, VecDeque};

use tokio::time::Instant;

use super::bucket::Bucket;
use super::guess::Guess;
use super::{Budgets, Category, Lane, Traffic};
use crate::client::PoolId;

/// Requests on one operation of one pool that may start together after a pause.
const POOL_BURST: u32 = 2;
/// The same for a whole category.
const CATEGORY_BURST: u32 = 3;

/// What a request is counted against.
#[derive(Clone, Debug)]
pub(in crate::cognito) struct Charge {
    /// The quota category.
    pub(in crate::cognito) category: Category,
    /// The API operation's name.
    pub(in crate::cognito) operation: &'static str,
    /// The pool, for operations that have one.
    pub(in crate::cognito) pool: Option<PoolId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Category(Category),
    Pool(&'static str, PoolId),
}

/// A request that may start: which buckets paid for it, from which lane, and when.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) keys: Vec<Key>,
    pub(super) lane: Lane,
    pub(super) start: Instant,
    /// How far it is beyond quotas that nobody is sure of, in tokens; none where they are sure.
    beyond: Option<f64>,
    throttled: bool,
}

#[derive(Debug)]
struct Waiter<S> {
    keys: Vec<Key>,
    lane: Lane,
    seat: S,
}

/// Where a waiter is told that it may go; it may have left meanwhile.
pub(super) trait Seat {
    /// True when nobody listens any more.
    fn is_empty(&self) -> bool;
}

/// The tickets granted by one look at the queues, and when looking again is worth while.
pub(super) struct Turn<S> {
    pub(super) granted: Vec<(S, Ticket)>,
    pub(super) look_again: Option<Instant>,
}

#[derive(Debug)]
pub(super) struct State<S> {
    budgets: Budgets,
    buckets: HashMap<Key, Bucket>,
    /// What is counted while nobody knows whether there are quotas.
    guess: Guess,
    /// Whether quotas may still turn up where there seemed to be none.
    guessed: bool,
    foreground: VecDeque<Waiter<S>>,
    background: VecDeque<Waiter<S>>,
    in_flight: usize,
    background_in_flight: usize,
}

impl<S: Seat> State<S> {
    pub(super) fn new(budgets: Budgets) -> Self {
        Self {
            guessed: budgets.is_unproven(),
            budgets,
            buckets: HashMap::new(),
            guess: Guess::default(),
            foreground: VecDeque::new(),
            background: VecDeque::new(),
            in_flight: 0,
            background_in_flight: 0,
        }
    }

    /// Puts a request at the end of its lane.
    pub(super) fn queue(&mut self, charge: &Charge, lane: Lane, seat: S, now: Instant) {
        let keys = self.keys(charge, now);
        let waiter = Waiter { keys, lane, seat };
        match lane {
            Lane::Foreground => self.foreground.push_back(waiter),
            Lane::Background => self.background.push_back(waiter),
        }
    }

    fn keys(&mut self, charge: &Charge, now: Instant) -> Vec<Key> {
        let unproven = self.budgets.is_unproven();
        // Where quotas may turn up, requests know theirs beforehand.
        let known = if self.guessed { self.budgets.proven_limited() } else { self.budgets.clone() };
        let counted = !self.guessed || self.budgets == known;
        let category = (known.category(charge.category), Key::Category(charge.category), CATEGORY_BURST);
        let pool = charge.pool.as_ref().map(|pool| Key::Pool(charge.operation, pool.clone()));
        let pool = pool.map(|key| (known.pool(), key, POOL_BURST));
        let mut keys = Vec::with_capacity(2);
        for (quota, key, burst) in std::iter::once(category).chain(pool) {
            let Some(quota) = quota else { continue };
            if unproven {
                self.guess.know(&key, quota, now);
            } else if counted {
                self.buckets.entry(key.clone()).or_insert_with(|| Bucket::new(quota, burst, now));
            }
            keys.push(key);
        }
        keys
    }

    /// Lets go whoever may go. A waiter that has to wait for a bucket reserves it: nobody behind it takes
    /// that bucket's next token. It does not reserve buckets that already have one for it, so one busy
    /// pool never holds up the others.
    pub(super) fn turn(&mut self, now: Instant) -> Turn<S> {
        for bucket in self.buckets.values_mut() {
            bucket.advance(now);
        }
        let mut granted = Vec::new();
        let mut reserved: HashSet<Key> = HashSet::new();
        let mut look_again: Option<Instant> = None;
        for lane in [Lane::Foreground, Lane::Background] {
            let queue = match lane {
                Lane::Foreground => std::mem::take(&mut self.foreground),
                Lane::Background => std::mem::take(&mut self.background),
            };
            let mut kept = VecDeque::with_capacity(queue.len());
            for waiter in queue {
                if waiter.seat.is_empty() {
                    continue;
                }
                if !self.has_place(lane) || waiter.keys.iter().any(|key| reserved.contains(key)) {
                    kept.push_back(waiter);
                    continue;
                }
                if self.budgets.is_unproven() {
                    match self.guess.take(&waiter.keys, now) {
                        Some(beyond) => granted.push(self.grant(waiter, now, Some(beyond))),
                        // Whatever the requests under way tell lets somebody look again.
                        None => kept.push_back(waiter),
                    }
                    continue;
                }
                let mut free = true;
                for key in &waiter.keys {
                    let ready = self.buckets.get(key).map_or(now, |bucket| bucket.ready_at(now));
                    if ready > now {
                        free = false;
                        reserved.insert(key.clone());
                        look_again = Some(look_again.map_or(ready, |other| other.min(ready)));
                    }
                }
                if free {
                    granted.push(self.grant(waiter, now, None));
                } else {
                    kept.push_back(waiter);
                }
            }
            match lane {
                Lane::Foreground => self.foreground = kept,
                Lane::Background => self.background = kept,
            }
        }
        if self.waiting() == 0 {
            self.buckets.retain(|_, bucket| !bucket.is_idle());
        }
        Turn { granted, look_again }
    }

    fn has_place(&self, lane: Lane) -> bool {
        self.in_flight < self.budgets.concurrency()
            && (lane == Lane::Foreground || self.background_in_flight < self.budgets.background_concurrency())
    }

    fn grant(&mut self, waiter: Waiter<S>, now: Instant, beyond: Option<f64>) -> (S, Ticket) {
        for key in &waiter.keys {
            if let Some(bucket) = self.buckets.get_mut(key) {
                bucket.take(now);
            }
        }
        self.in_flight += 1;
        if waiter.lane == Lane::Background {
            self.background_in_flight += 1;
        }
        let Waiter { keys, lane, seat } = waiter;
        (seat, Ticket { keys, lane, start: now, beyond, throttled: false })
    }

    /// Ends a request. One that was never sent gives its tokens back.
    pub(super) fn finish(&mut self, ticket: &Ticket, sent: bool) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if ticket.lane == Lane::Background {
            self.background_in_flight = self.background_in_flight.saturating_sub(1);
        }
        if let Some(beyond) = ticket.beyond {
            if self.budgets.is_unproven() && self.guess.ended(&ticket.keys, beyond, sent && !ticket.throttled)
            {
                self.budgets = self.budgets.proven_unlimited();
            }
        } else if !sent {
            for key in &ticket.keys {
                if let Some(bucket) = self.buckets.get_mut(key) {
                    bucket.give_back(ticket.start);
                }
            }
        }
    }

    /// The service throttled a request. It does not say at which level, so both slow down.
    pub(super) fn throttle(&mut self, ticket: &mut Ticket, now: Instant) {
        ticket.throttled = true;
        if ticket.beyond.is_some() || self.guessed && self.budgets.category(Category::ClientRead).is_none() {
            // It was a question, and this is the answer: there are quotas. Nobody has gone too far yet.
            if self.budgets != self.budgets.proven_limited() {
                self.budgets = self.budgets.proven_limited();
                self.hold(now);
            }
            return;
        }
        for key in &ticket.keys {
            if let Some(bucket) = self.buckets.get_mut(key) {
                bucket.advance(now);
                bucket.throttle(now);
            }
        }
    }

    /// Begins to count with empty buckets: what came before has used them up.
    fn hold(&mut self, now: Instant) {
        let waiting = self.foreground.iter().chain(&self.background);
        for key in waiting.flat_map(|waiter| &waiter.keys) {
            let (quota, burst) = match key {
                Key::Category(category) => (self.budgets.category(*category), CATEGORY_BURST),
                Key::Pool(..) => (self.budgets.pool(), POOL_BURST),
            };
            if let Some(quota) = quota {
                self.buckets.entry(key.clone()).or_insert_with(|| Bucket::empty(quota, burst, now));
            }
        }
    }

    /// How many requests wait for their turn.
    pub(super) fn waiting(&self) -> usize {
        self.foreground.len() + self.background.len()
    }

    /// When [`State::traffic`] changes next by time alone.
    pub(super) fn next_change(&self, now: Instant) -> Option<Instant> {
        self.buckets.values().filter_map(|bucket| bucket.next_change(now)).min()
    }

    /// What the header shows, as of the last turn.
    pub(super) fn traffic(&self) -> Traffic {
        let busiest = Category::ALL
            .iter()
            .filter_map(|category| self.buckets.get(&Key::Category(*category)))
            .max_by_key(|bucket| (bucket.started() * 1000 / bucket.quota(), bucket.quota()));
        let slowest = self
            .buckets
            .values()
            .filter(|bucket| bucket.is_throttled())
            .map(Bucket::rate)
            .min_by(f64::total_cmp);
        Traffic {
            in_flight: self.in_flight,
            waiting: self.waiting(),
            started: busiest.map_or(0, Bucket::started),
            budget: busiest.map(Bucket::quota).or(self.budgets.category(Category::ClientRead)),
            throttled: slowest.is_some(),
            rate: slowest,
        }
    }
}
