//! The sandbox itself: one request in, one answer or one bad day out.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use super::{
    answer::{Answer, Response, ServiceError},
    fault::{Fault, FaultKind},
    ids::{Rng, request_id},
    limits::{Meter, Rates},
    ops::{self, Operation, Request, Run},
    store::Store,
    world::World,
};

/// How the sandbox behaves beside what the service does.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How long each answer takes.
    pub latency: Duration,
    /// Requests a second for the account, per category of operations. The service's own is 15 for most.
    pub rps: Option<f64>,
    /// Requests a second for one operation on one pool. The service's own is 5.
    pub pool_rps: Option<f64>,
    /// Requests a second for the account, per category of writes; where absent, `rps` counts for them too.
    pub update_rps: Option<f64>,
    /// What goes wrong, tried in this order; the first that strikes decides.
    pub faults: Vec<Fault>,
    /// The seed of all chance: faults and the ids of what is created.
    pub seed: u64,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// An answer.
    Answered(Response),
    /// The connection ends without an answer.
    Dropped,
    /// The connector gives up waiting.
    TimedOut,
    /// Nothing comes, for as long as the caller waits.
    Silent,
}

/// An in-memory Cognito. Clones share one world.
#[derive(Clone)]
pub struct Sandbox {
    inner: Arc<Inner>,
    /// Which of the stores answers.
    at: usize,
}

struct Inner {
    /// A store for each region, the world's own first.
    stores: Vec<RwLock<Store>>,
    rates: Rates,
    meter: Mutex<Meter>,
    faults: RwLock<Vec<Fault>>,
    chance: Mutex<Rng>,
    latency_micros: AtomicU64,
    /// Requests seen, by the operation's place in [`ops::OPERATIONS`]; the last counts unknown ones.
    seen: Vec<AtomicU64>,
    served: AtomicU64,
    /// The wall clock when the sandbox began, and the runtime's at the same moment.
    began: (SystemTime, tokio::time::Instant),
}

impl fmt::Debug for Sandbox {
    /// Names no content: a world holds secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").finish_non_exhaustive()
    }
}

impl Sandbox {
    /// A sandbox over a world.
    pub fn new(world: World, options: Options) -> Self {
        let Options { latency, rps, pool_rps, update_rps, faults, seed } = options;
        let mut stores = world.into_stores();
        for (store, seed) in stores.iter_mut().zip(seed..) {
            store.rng = Rng::new(seed);
        }
        let inner = Inner {
            stores: stores.into_iter().map(RwLock::new).collect(),
            rates: Rates { account: rps, pool: pool_rps, update: update_rps },
            meter: Mutex::default(),
            faults: RwLock::new(faults),
            chance: Mutex::new(Rng::new(!seed)),
            latency_micros: AtomicU64::new(micros(latency)),
            seen: (0..=ops::OPERATIONS.len()).map(|_| AtomicU64::new(0)).collect(),
            served: AtomicU64::new(0),
            began: (SystemTime::now(), tokio::time::Instant::now()),
        };
        Self { inner: Arc::new(inner), at: 0 }
    }

    /// The same sandbox as it answers a request that is signed for a region, as its `Authorization` header
    /// says. A region that the world does not speak of is answered as the world's own: a tool that is set to
    /// some region finds what it came for.
    #[must_use]
    pub(super) fn signed_for(&self, authorization: Option<&str>) -> Self {
        let scope = authorization.and_then(|header| header.split_once("Credential="));
        let region = scope.and_then(|(_, scope)| scope.split('/').nth(2)).unwrap_or_default();
        let lives_there =
            |store: &RwLock<Store>| store.read().unwrap_or_else(PoisonError::into_inner).region == region;
        let at = self.inner.stores.iter().position(lives_there).unwrap_or(0);
        Self { inner: Arc::clone(&self.inner), at }
    }

    /// Answers one request as the service would: no latency, no faults. `target` is the `X-Amz-Target`
    /// header; requests without one are read as the query protocol of STS.
    pub fn handle(&self, target: Option<&str>, body: &[u8], now: SystemTime) -> Response {
        let operation = ops::find(target, body);
        self.count(operation);
        self.carry_out(operation, body, now)
    }

    /// Answers one request on a good or a bad day: the faults are tried before and instead of the service.
    /// The latency is the carrier's to wait for.
    pub fn exchange(&self, target: Option<&str>, body: &[u8], now: SystemTime) -> Exchange {
        let operation = ops::find(target, body);
        self.count(operation);
        let name = operation.map_or("?", |(_, operation)| operation.name);
        match self.fault_for(name) {
            None => Exchange::Answered(self.carry_out(operation, body, now)),
            Some(FaultKind::Drop) => Exchange::Dropped,
            Some(FaultKind::TimeOut) => Exchange::TimedOut,
            Some(FaultKind::Silence) => Exchange::Silent,
            Some(FaultKind::ApplyThenDrop) => {
                self.carry_out(operation, body, now);
                Exchange::Dropped
            }
            Some(kind) => {
                let response = {
                    let store = self.read();
                    let resource = ops::pool_of(body).map(|pool| store.pool_arn(&pool));
                    kind.response(name, &store.account, resource.as_deref().unwrap_or("*"))
                };
                response.map_or(Exchange::Dropped, |response| Exchange::Answered(self.sign_off(response)))
            }
        }
    }

    /// Replaces what goes wrong from the next request on.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        *self.inner.faults.write().unwrap_or_else(PoisonError::into_inner) = faults;
    }

    /// How long each answer takes.
    pub fn latency(&self) -> Duration {
        Duration::from_micros(self.inner.latency_micros.load(Ordering::Relaxed))
    }

    /// Changes how long each answer takes from the next request on.
    pub fn set_latency(&self, latency: Duration) {
        self.inner.latency_micros.store(micros(latency), Ordering::Relaxed);
    }

    /// How many requests came for each operation, retries and refused ones included. Unknown operations
    /// are counted as `?`.
    pub fn requests(&self) -> BTreeMap<&'static str, u64> {
        let names = ops::OPERATIONS.iter().map(|operation| operation.name).chain(["?"]);
        names
            .zip(&self.inner.seen)
            .map(|(name, seen)| (name, seen.load(Ordering::Relaxed)))
            .filter(|(_, seen)| *seen > 0)
            .collect()
    }

    /// How many requests came for one operation.
    pub fn requests_for(&self, operation: &str) -> u64 {
        self.requests().get(operation).copied().unwrap_or(0)
    }

    /// Starts counting requests anew.
    pub fn reset_requests(&self) {
        for seen in &self.inner.seen {
            seen.store(0, Ordering::Relaxed);
        }
    }

    /// The region the world is in.
    pub fn region(&self) -> String {
        self.read().region.clone()
    }

    /// The account the world is in.
    pub fn account(&self) -> String {
        self.read().account.clone()
    }

    /// The time by the runtime's clock, so that a test that holds or turns it governs quotas too.
    pub(super) fn now(&self) -> SystemTime {
        let (wall, instant) = self.inner.began;
        wall + instant.elapsed()
    }

    fn store(&self) -> &RwLock<Store> {
        &self.inner.stores[self.at]
    }

    pub(super) fn read(&self) -> std::sync::RwLockReadGuard<'_, Store> {
        self.store().read().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, operation: Option<(usize, &Operation)>) {
        let place = operation.map_or(ops::OPERATIONS.len(), |(place, _)| place);
        self.inner.seen[place].fetch_add(1, Ordering::Relaxed);
    }

    fn fault_for(&self, operation: &str) -> Option<FaultKind> {
        let faults = self.inner.faults.read().unwrap_or_else(PoisonError::into_inner);
        if faults.is_empty() {
            return None;
        }
        let mut chance = lock(&self.inner.chance);
        faults.iter().find(|fault| fault.strikes(operation, &mut chance)).map(|fault| fault.kind)
    }

    fn carry_out(
        &self,
        operation: Option<(usize, &'static Operation)>,
        body: &[u8],
        now: SystemTime,
    ) -> Response {
        let response = match operation {
            Some((_, operation)) => match self.run(operation, body, now) {
                Ok(body) => operation.response(body),
                Err(error) => error.into_response(),
            },
            None => ops::unknown_operation().into_response(),
        };
        self.sign_off(response)
    }

    fn run(&self, operation: &'static Operation, body: &[u8], now: SystemTime) -> Answer {
        let request = Request::read(operation, body, now)?;
        if !lock(&self.inner.meter).admits(
            self.inner.rates,
            operation.category,
            operation.name,
            request.pool(),
            now,
        ) {
            return Err(ServiceError::throttled());
        }
        match operation.run {
            Run::Read(run) => {
                let store = self.read();
                request.check(&store)?;
                run(&store, &request)
            }
            Run::Write(run) => {
                let mut store = self.store().write().unwrap_or_else(PoisonError::into_inner);
                request.check(&store)?;
                run(&mut store, &request)
            }
        }
    }

    fn sign_off(&self, response: Response) -> Response {
        response.with_request_id(request_id(self.inner.served.fetch_add(1, Ordering::Relaxed)))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
