//! How long the rest of a crawl takes, by what the quotas allow and by how it went so far.

use std::time::Duration;

use crate::cognito::Budgets;
use crate::cognito::pacing::Category;

/// Clients that are left to read in each pool, and what reading them takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Rest {
    /// In each pool.
    pub(super) pools: Vec<usize>,
    /// Requests for each client beside its describe, on average.
    pub(super) beside: f64,
    /// Clients that were read in this run, and in what time.
    pub(super) done: usize,
    /// Since the run began.
    pub(super) took: Duration,
}

/// The time that is left: what the quotas allow at best, or the rate so far where that is slower. None
/// while nothing tells.
pub(super) fn left(rest: &Rest, budgets: &Budgets) -> Option<Duration> {
    let clients: usize = rest.pools.iter().sum();
    if clients == 0 {
        return Some(Duration::ZERO);
    }
    // Numbers of clients are far below what a float counts exactly.
    #[expect(clippy::cast_precision_loss, reason = "there are not so many clients")]
    let float = |number: usize| number as f64;
    let rate = |rate: Option<u32>| rate.map(f64::from);
    let account =
        rate(budgets.category(Category::ClientRead)).map(|rate| float(clients) * (1.0 + rest.beside) / rate);
    let largest = rest.pools.iter().copied().max().unwrap_or(0);
    let pool = rate(budgets.pool()).map(|rate| float(largest) / rate);
    let so_far = (rest.done > 0).then(|| rest.took.as_secs_f64() / float(rest.done) * float(clients));
    let seconds = [account, pool, so_far].into_iter().flatten().max_by(f64::total_cmp)?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(pools: &[usize], beside: f64, done: usize, took: u64) -> Rest {
        Rest { pools: pools.to_vec(), beside, done, took: Duration::from_secs(took) }
    }

    #[test]
    fn the_narrowest_quota_tells() {
        let aws = Budgets::aws();
        let secs = |rest| left(&rest, &aws).unwrap().as_secs_f64().round();
        assert!((secs(rest(&[60, 60, 60], 0.0, 0, 0)) - 12.0).abs() < f64::EPSILON, "15 a second for all");
        assert!((secs(rest(&[180], 0.0, 0, 0)) - 36.0).abs() < f64::EPSILON, "5 a second for one pool");
        assert!((secs(rest(&[60, 60, 60], 1.0, 0, 0)) - 24.0).abs() < f64::EPSILON, "a secret each");
    }

    #[test]
    fn what_goes_slower_than_the_quotas_is_told_as_it_goes() {
        let slow = left(&rest(&[60, 60, 60], 0.0, 20, 20), &Budgets::aws()).unwrap();
        assert_eq!(slow, Duration::from_mins(3));
    }

    #[test]
    fn without_quotas_only_the_way_so_far_tells() {
        let free = Budgets::unlimited(16);
        assert_eq!(left(&rest(&[100], 0.0, 0, 0), &free), None);
        assert_eq!(left(&rest(&[100], 0.0, 50, 2), &free), Some(Duration::from_secs(4)));
        assert_eq!(left(&rest(&[], 0.0, 50, 2), &free), Some(Duration::ZERO));
    }
}
