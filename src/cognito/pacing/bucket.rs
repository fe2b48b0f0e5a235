//! One token bucket.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// The span in which the service counts.
const WINDOW: Duration = Duration::from_secs(1);
/// How long after a throttle further ones count as the same event: they answer requests that were
/// already on their way.
const ONE_EVENT: Duration = Duration::from_secs(1);
/// The part of the full rate that is won back in a second without a throttle.
const RECOVERY: f64 = 0.05;
/// The slowest a bucket gets, in requests a second.
const SLOWEST: f64 = 0.5;
/// Rounding of a duration in seconds to nanoseconds must not leave a token forever just short of one.
const SLACK: f64 = 1e-6;

/// Tokens arrive at a steady rate and a few can be saved up, so that the first requests after a pause go
/// out together. A log of the last starts keeps every one-second window at the quota in spite of that.
#[derive(Debug)]
pub(super) struct Bucket {
    quota: u32,
    rate: f64,
    tokens: f64,
    burst: f64,
    filled: Instant,
    throttled: Option<Instant>,
    starts: VecDeque<Instant>,
}

impl Bucket {
    /// A full bucket. `burst` is capped at the quota.
    pub(super) fn new(quota: u32, burst: u32, now: Instant) -> Self {
        let quota = quota.max(1);
        let burst = f64::from(burst.clamp(1, quota));
        Self {
            quota,
            rate: f64::from(quota),
            tokens: burst,
            burst,
            filled: now,
            throttled: None,
            starts: VecDeque::new(),
        }
    }

    /// The same without a token.
    pub(super) fn empty(quota: u32, burst: u32, now: Instant) -> Self {
        Self { tokens: 0.0, ..Self::new(quota, burst, now) }
    }

    /// Brings tokens, rate and log up to `now`.
    pub(super) fn advance(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.filled).as_secs_f64();
        self.filled = self.filled.max(now);
        self.tokens = (self.tokens + seconds * self.rate).min(self.burst);
        if self.is_throttled() {
            let full = f64::from(self.quota);
            self.rate = (self.rate + seconds * full * RECOVERY).min(full);
        }
        while self.starts.front().is_some_and(|start| *start + WINDOW <= now) {
            self.starts.pop_front();
        }
    }

    /// When a request can start, given that the bucket is up to date: `now` or later.
    pub(super) fn ready_at(&self, now: Instant) -> Instant {
        let token = if self.tokens + SLACK >= 1.0 {
            now
        } else {
            now + Duration::from_secs_f64((1.0 - self.tokens) / self.rate)
        };
        match self.starts.len().checked_sub(self.quota as usize) {
            Some(over) => token.max(self.starts[over] + WINDOW),
            None => token,
        }
    }

    /// Takes a token.
    pub(super) fn take(&mut self, now: Instant) {
        self.tokens = (self.tokens - 1.0).max(0.0);
        self.starts.push_back(now);
    }

    /// Puts back the token of a request that was let go at `start` and never sent.
    pub(super) fn give_back(&mut self, start: Instant) {
        if let Some(at) = self.starts.iter().rposition(|logged| *logged == start) {
            self.starts.remove(at);
            self.tokens = (self.tokens + 1.0).min(self.burst);
        }
    }

    /// The service said "slow down".
    pub(super) fn throttle(&mut self, now: Instant) {
        if self.throttled.is_some_and(|last| now < last + ONE_EVENT) {
            return;
        }
        self.throttled = Some(now);
        self.rate = (self.rate / 2.0).max(SLOWEST.min(f64::from(self.quota)));
        self.tokens = 0.0;
    }

    /// True while the rate is below the quota.
    pub(super) fn is_throttled(&self) -> bool {
        self.rate < f64::from(self.quota)
    }

    /// The rate in force, in requests a second.
    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// The full rate, in requests a second.
    pub(super) fn quota(&self) -> u32 {
        self.quota
    }

    /// Requests started within the last second.
    pub(super) fn started(&self) -> u32 {
        self.starts.len() as u32
    }

    /// True when the bucket is as good as new and can be forgotten.
    pub(super) fn is_idle(&self) -> bool {
        !self.is_throttled() && self.starts.is_empty() && self.tokens + SLACK >= self.burst
    }

    /// When the log or the rate changes next by time alone.
    pub(super) fn next_change(&self, now: Instant) -> Option<Instant> {
        let log = self.starts.front().map(|start| *start + WINDOW);
        let recovery = self.is_throttled().then(|| now + WINDOW);
        [log, recovery].into_iter().flatten().min()
    }
}
