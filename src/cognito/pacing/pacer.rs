//! Waiting for a turn.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, oneshot, watch};
use tokio::time::Instant;

use super::state::{Charge, Seat, State, Ticket};
use super::{Budgets, Lane, Traffic};

/// Hands out permits within the budgets. Clones share one state.
#[derive(Clone)]
pub(in crate::cognito) struct Pacer {
    shared: Arc<Shared>,
}

/// Whose quota requests count against.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cognito) struct Quota {
    /// The account where it is known, else the access key.
    pub(in crate::cognito) owner: String,
    /// The region.
    pub(in crate::cognito) region: String,
    /// The endpoint, where it is not the region's own.
    pub(in crate::cognito) endpoint: Option<String>,
}

struct Shared {
    state: Mutex<Inner>,
    /// Wakes the driver when the next thing to do may be earlier than it thinks.
    changed: Notify,
    traffic: watch::Sender<Traffic>,
}

struct Inner {
    state: State<oneshot::Sender<Permit>>,
    /// A task that waits for tokens is running. It ends when nothing is left to wait for, so an idle
    /// program has no timer.
    driving: bool,
}

impl Seat for oneshot::Sender<Permit> {
    fn is_empty(&self) -> bool {
        self.is_closed()
    }
}

impl fmt::Debug for Pacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pacer").field("traffic", &*self.shared.traffic.borrow()).finish()
    }
}

impl Pacer {
    /// A pacer with full buckets.
    pub(in crate::cognito) fn new(budgets: Budgets) -> Self {
        let state = State::new(budgets);
        let traffic = watch::Sender::new(state.traffic());
        let state = Mutex::new(Inner { state, driving: false });
        Self { shared: Arc::new(Shared { state, changed: Notify::new(), traffic }) }
    }

    /// The pacer of whoever owns this quota: connecting to the same account and region again, or in two
    /// profiles at once, must not double what is asked of the service.
    pub(in crate::cognito) fn of(quota: Quota, budgets: Budgets) -> Self {
        static PACERS: Mutex<Vec<(Quota, Budgets, Pacer)>> = Mutex::new(Vec::new());
        let mut pacers = PACERS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pacers.iter().find(|(owner, rates, _)| *owner == quota && *rates == budgets);
        if let Some((_, _, pacer)) = known {
            return pacer.clone();
        }
        let pacer = Self::new(budgets.clone());
        pacers.push((quota, budgets, pacer.clone()));
        pacer
    }

    /// Watches the state of the requests.
    pub(in crate::cognito) fn traffic(&self) -> watch::Receiver<Traffic> {
        self.shared.traffic.subscribe()
    }

    /// Waits until the request may start. Dropping the future gives up the place in the queue.
    pub(in crate::cognito) async fn acquire(&self, lane: Lane, charge: &Charge) -> Permit {
        loop {
            // Declared before the receiver, so dropped after it: by then the seat is seen to be empty.
            let mut leaving = Leaving { shared: &self.shared, served: false };
            let (seat, granted) = oneshot::channel();
            self.shared.lock().state.queue(charge, lane, seat, Instant::now());
            self.shared.serve(Role::Passer);
            if let Ok(permit) = granted.await {
                leaving.served = true;
                return permit;
            }
        }
    }
}

/// Lets the queue close up behind a waiter that goes away.
struct Leaving<'a> {
    shared: &'a Arc<Shared>,
    served: bool,
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if !self.served {
            self.shared.serve(Role::Passer);
        }
    }
}

/// Who looks at the queues: the driver, or somebody whose coming or going changed them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Driver,
    Passer,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets go whoever may go, tells the watchers, and sees to it that somebody looks again in time.
    /// Returns when that is; a driver that gets no time has ended its drive.
    fn serve(self: &Arc<Self>, role: Role) -> Option<Instant> {
        let mut inner = self.lock();
        let now = Instant::now();
        let turn = inner.state.turn(now);
        let traffic = inner.state.traffic();
        self.traffic.send_if_modified(|shown| {
            let changed = *shown != traffic;
            *shown = traffic;
            changed
        });
        let watched = self.traffic.receiver_count() > 0;
        let change = if watched { inner.state.next_change(now) } else { None };
        let next = [turn.look_again, change].into_iter().flatten().min();
        let mut runtime = None;
        match role {
            Role::Driver => inner.driving = next.is_some(),
            Role::Passer if next.is_none() => {}
            Role::Passer if inner.driving => self.changed.notify_one(),
            // Without a runtime nobody can be waiting: this is a permit dropped during shutdown.
            Role::Passer => runtime = tokio::runtime::Handle::try_current().ok(),
        }
        inner.driving |= runtime.is_some();
        drop(inner);
        if let Some(runtime) = runtime {
            // A runtime that is shutting down drops the driver at once, which takes the lock.
            runtime.spawn(drive(Driver { shared: Arc::clone(self), ended: false }));
        }
        for (seat, ticket) in turn.granted {
            // A waiter that left in this instant hands the permit back by dropping it.
            drop(seat.send(Permit { shared: Arc::clone(self), ticket, sent: false }));
        }
        next
    }
}

/// Serves the queues whenever a token arrives, until nothing is left to wait for.
async fn drive(mut driver: Driver) {
    while let Some(next) = driver.shared.serve(Role::Driver) {
        tokio::select! {
            () = tokio::time::sleep_until(next) => {}
            () = driver.shared.changed.notified() => {}
        }
    }
    driver.ended = true;
}

/// Remembers that nobody drives any more when the runtime is shut down under the driver. A drive that
/// ended by itself has said so already, and another may have begun since.
struct Driver {
    shared: Arc<Shared>,
    ended: bool,
}

impl Drop for Driver {
    fn drop(&mut self) {
        if !self.ended {
            self.shared.lock().driving = false;
        }
    }
}

/// Leave to start one request. Dropping it ends the request; if it was never sent, its tokens go back.
pub(in crate::cognito) struct Permit {
    shared: Arc<Shared>,
    ticket: Ticket,
    sent: bool,
}

impl Permit {
    /// The request leaves now.
    pub(in crate::cognito) fn sent(&mut self) {
        self.sent = true;
    }

    /// True when another request waits for its turn.
    pub(in crate::cognito) fn is_waited_for(&self) -> bool {
        self.shared.lock().state.waiting() > 0
    }

    /// The service answered that it is throttling.
    pub(in crate::cognito) fn throttled(&mut self) {
        self.shared.lock().state.throttle(&mut self.ticket, Instant::now());
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.shared.lock().state.finish(&self.ticket, self.sent);
        self.shared.serve(Role::Passer);
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
