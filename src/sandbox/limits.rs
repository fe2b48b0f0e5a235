//! Request quotas: token buckets per category and per operation and pool.

use std::{collections::HashMap, time::SystemTime};

/// The service's groups of operations that share a request rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Category {
    PoolRead,
    PoolUpdate,
    ResourceRead,
    ResourceUpdate,
    ClientRead,
    ClientUpdate,
    /// Not part of the service; never limited.
    Elsewhere,
}

impl Category {
    fn is_update(self) -> bool {
        matches!(self, Self::PoolUpdate | Self::ResourceUpdate | Self::ClientUpdate)
    }

    /// Pools themselves are limited for the account only.
    fn has_pool_limit(self) -> bool {
        !matches!(self, Self::PoolRead | Self::PoolUpdate | Self::Elsewhere)
    }
}

/// Requests a second; none is unlimited.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rates {
    /// For the account, per category of reads (and of writes, where those have no rate of their own).
    pub(super) account: Option<f64>,
    /// For one operation on one pool.
    pub(super) pool: Option<f64>,
    /// For the account, per category of writes.
    pub(super) update: Option<f64>,
}

/// A bucket that holds one second's worth.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: f64,
    filled: SystemTime,
}

impl Bucket {
    fn full(rate: f64, now: SystemTime) -> Self {
        Self { tokens: rate.max(1.0), filled: now }
    }

    fn refill(&mut self, rate: f64, now: SystemTime) {
        let passed = now.duration_since(self.filled).unwrap_or_default();
        self.tokens = passed.as_secs_f64().mul_add(rate, self.tokens).min(rate.max(1.0));
        self.filled = now;
    }
}

/// What has been used of each quota.
#[derive(Debug, Default)]
pub(super) struct Meter {
    account: HashMap<Category, Bucket>,
    pools: HashMap<(&'static str, String), Bucket>,
}

impl Meter {
    /// Takes one request from each bucket it counts against, or from none where one is empty.
    pub(super) fn admits(
        &mut self,
        rates: Rates,
        category: Category,
        operation: &'static str,
        pool: Option<&str>,
        now: SystemTime,
    ) -> bool {
        if category == Category::Elsewhere {
            return true;
        }
        let account_rate = if category.is_update() { rates.update.or(rates.account) } else { rates.account };
        let account = account_rate.map(|rate| {
            let bucket = self.account.entry(category).or_insert_with(|| Bucket::full(rate, now));
            bucket.refill(rate, now);
            bucket
        });
        let pool = rates.pool.zip(pool).filter(|_| category.has_pool_limit()).map(|(rate, pool)| {
            let bucket =
                self.pools.entry((operation, pool.to_owned())).or_insert_with(|| Bucket::full(rate, now));
            bucket.refill(rate, now);
            bucket
        });
        let mut buckets: Vec<&mut Bucket> = account.into_iter().chain(pool).collect();
        let admitted = buckets.iter().all(|bucket| bucket.tokens >= 1.0);
        if admitted {
            for bucket in &mut buckets {
                bucket.tokens -= 1.0;
            }
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Category, Meter, Rates};

    const OPERATION: &str = "DescribeUserPoolClient";

    fn admitted(meter: &mut Meter, rates: Rates, pool: &str, now: SystemTime) -> usize {
        (0..100).take_while(|_| meter.admits(rates, Category::ClientRead, OPERATION, Some(pool), now)).count()
    }

    #[test]
    fn a_pool_is_limited_before_the_account() {
        let rates = Rates { account: Some(15.0), pool: Some(5.0), update: None };
        let (mut meter, now) = (Meter::default(), SystemTime::UNIX_EPOCH);
        let given: Vec<usize> =
            ["a", "b", "c", "d"].iter().map(|pool| admitted(&mut meter, rates, pool, now)).collect();
        assert_eq!(given, [5, 5, 5, 0]);
        assert_eq!(admitted(&mut meter, rates, "a", now + Duration::from_millis(400)), 2);
    }

    #[test]
    fn writes_have_a_rate_of_their_own() {
        let rates = Rates { account: Some(100.0), pool: None, update: Some(1.0) };
        let (mut meter, now) = (Meter::default(), SystemTime::UNIX_EPOCH);
        let mut write =
            || meter.admits(rates, Category::ClientUpdate, "UpdateUserPoolClient", Some("a"), now);
        assert!(write());
        assert!(!write());
    }

    #[test]
    fn without_rates_everything_passes() {
        let mut meter = Meter::default();
        assert_eq!(admitted(&mut meter, Rates::default(), "a", SystemTime::UNIX_EPOCH), 100);
    }
}
