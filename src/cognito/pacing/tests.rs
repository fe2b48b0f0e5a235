//! The pacer on a paused clock: seconds pass in no time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use tokio::task::JoinSet;
use tokio::time::{Instant, advance, sleep, timeout};

use super::{Budgets, Category, Charge, Lane, Pacer, Quota};
use crate::client::PoolId;

const SECOND: Duration = Duration::from_secs(1);

fn describe(pool: &str) -> Charge {
    Charge {
        category: Category::ClientRead,
        operation: "DescribeUserPoolClient",
        pool: Some(PoolId::new(pool)),
    }
}

fn paused<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(test)
}

/// Sends a request that is answered after `latency` and notes when it started.
async fn request(
    pacer: Pacer,
    lane: Lane,
    charge: Charge,
    latency: Duration,
    starts: Arc<Mutex<Vec<Instant>>>,
) {
    let mut permit = pacer.acquire(lane, &charge).await;
    permit.sent();
    starts.lock().unwrap().push(Instant::now());
    sleep(latency).await;
}

fn most_in_a_second(starts: &[Instant]) -> usize {
    (0..starts.len())
        .map(|first| starts[first..].iter().take_while(|start| **start < starts[first] + SECOND).count())
        .max()
        .unwrap_or(0)
}

/// Starts of `count` requests a pool, all wanted at once.
async fn flood(pacer: &Pacer, pools: &[&str], count: usize, latency: Duration) -> Vec<Vec<Instant>> {
    let all: Vec<Arc<Mutex<Vec<Instant>>>> = pools.iter().map(|_| Arc::default()).collect();
    let mut tasks = JoinSet::new();
    for _ in 0..count {
        for (pool, starts) in pools.iter().zip(&all) {
            let starts = Arc::clone(starts);
            tasks.spawn(request(pacer.clone(), Lane::Background, describe(pool), latency, starts));
        }
    }
    tasks.join_all().await;
    all.into_iter().map(|starts| Arc::into_inner(starts).unwrap().into_inner().unwrap()).collect()
}

#[test]
fn one_pool_gets_its_five_a_second_and_no_more() {
    paused(async {
        let began = Instant::now();
        let starts = flood(&Pacer::new(Budgets::aws()), &["p"], 300, Duration::from_millis(40)).await;
        assert_eq!(most_in_a_second(&starts[0]), 5);
        let rate = 300.0 / began.elapsed().as_secs_f64();
        assert!(rate >= 5.0 * 0.97, "{rate} requests a second");
    });
}

#[test]
fn many_pools_together_get_the_categorys_fifteen_a_second_and_no_more() {
    paused(async {
        let began = Instant::now();
        let pools = ["a", "b", "c", "d", "e"];
        let starts = flood(&Pacer::new(Budgets::aws()), &pools, 120, Duration::from_millis(40)).await;
        for pool in &starts {
            assert!(most_in_a_second(pool) <= 5);
        }
        let mut together = starts.concat();
        together.sort();
        assert_eq!(most_in_a_second(&together), 15);
        let rate = 600.0 / began.elapsed().as_secs_f64();
        assert!(rate >= 15.0 * 0.97, "{rate} requests a second");
    });
}

#[test]
fn a_busy_pool_does_not_hold_up_another() {
    paused(async {
        let pacer = Pacer::new(Budgets::aws());
        let busy = tokio::spawn({
            let pacer = pacer.clone();
            async move { flood(&pacer, &["busy"], 50, Duration::ZERO).await }
        });
        sleep(SECOND).await;
        let before = Instant::now();
        drop(pacer.acquire(Lane::Background, &describe("quiet")).await);
        assert!(before.elapsed() <= Duration::from_millis(70), "{:?}", before.elapsed());
        busy.abort();
    });
}

#[test]
fn the_foreground_overtakes_a_waiting_crowd() {
    paused(async {
        let pacer = Pacer::new(Budgets::aws());
        let crowd = tokio::spawn({
            let pacer = pacer.clone();
            async move { flood(&pacer, &["p"], 200, Duration::ZERO).await }
        });
        sleep(SECOND * 2).await;
        let before = Instant::now();
        for _ in 0..3 {
            pacer.acquire(Lane::Foreground, &describe("p")).await.sent();
        }
        // Three tokens of a bucket that gets five a second, and not one of them went to the crowd.
        assert!(before.elapsed() <= Duration::from_millis(602), "{:?}", before.elapsed());
        crowd.abort();
    });
}

#[test]
fn cancelling_waiters_and_unsent_permits_leaves_nothing_behind() {
    paused(async {
        let pacer = Pacer::new(Budgets::custom(5, 5, 4));
        let traffic = pacer.traffic();
        // Let go and never sent: the tokens come back at once, again and again.
        for _ in 0..100 {
            drop(pacer.acquire(Lane::Foreground, &describe("p")).await);
        }
        assert_eq!(traffic.borrow().started, 0);
        // A crowd that loses patience while it waits.
        let mut tasks = JoinSet::new();
        for _ in 0..50 {
            let pacer = pacer.clone();
            tasks.spawn(async move {
                timeout(Duration::from_millis(150), async {
                    let mut permit = pacer.acquire(Lane::Foreground, &describe("p")).await;
                    permit.sent();
                    std::future::pending::<()>().await;
                })
                .await
            });
        }
        tasks.join_all().await;
        assert_eq!((traffic.borrow().waiting, traffic.borrow().in_flight), (0, 0));
        sleep(SECOND).await;
        let before = Instant::now();
        for _ in 0..2 {
            pacer.acquire(Lane::Background, &describe("p")).await.sent();
        }
        assert_eq!(before.elapsed(), Duration::ZERO, "the saved-up tokens are all there");
    });
}

#[test]
fn a_crawl_of_slow_answers_leaves_places_for_the_foreground() {
    paused(async {
        let pacer = Pacer::new(Budgets::unlimited(4));
        let traffic = pacer.traffic();
        let mut tasks = JoinSet::new();
        for _ in 0..20 {
            let starts = Arc::default();
            tasks.spawn(request(pacer.clone(), Lane::Background, describe("p"), SECOND * 60, starts));
        }
        sleep(SECOND).await;
        assert_eq!((traffic.borrow().in_flight, traffic.borrow().waiting), (3, 17));
        let _fourth = pacer.acquire(Lane::Foreground, &describe("p")).await;
        let fifth = timeout(SECOND, pacer.acquire(Lane::Foreground, &describe("p"))).await;
        assert!(fifth.is_err(), "the cap on requests in flight holds for everyone");
    });
}

#[test]
fn a_throttle_halves_the_rate_once_and_it_comes_back() {
    paused(async {
        let pacer = Pacer::new(Budgets::aws());
        let traffic = pacer.traffic();
        let mut first = pacer.acquire(Lane::Foreground, &describe("p")).await;
        first.sent();
        let mut second = pacer.acquire(Lane::Foreground, &describe("p")).await;
        second.sent();
        // Both were on their way when the service had enough: one event.
        first.throttled();
        second.throttled();
        drop((first, second));
        assert!(traffic.borrow().throttled);
        assert_eq!(traffic.borrow().rate, Some(2.5));
        let began = Instant::now();
        flood(&pacer, &["p"], 10, Duration::ZERO).await;
        let slow = 10.0 / began.elapsed().as_secs_f64();
        assert!((2.0..4.0).contains(&slow), "{slow} requests a second after the throttle");
        sleep(SECOND * 15).await;
        assert!(!traffic.borrow().throttled, "{:?}", *traffic.borrow());
        assert_eq!(traffic.borrow().rate, None);
        let began = Instant::now();
        flood(&pacer, &["p"], 100, Duration::ZERO).await;
        let full = 100.0 / began.elapsed().as_secs_f64();
        assert!(full >= 5.0 * 0.97, "{full} requests a second after recovering");
    });
}

#[test]
fn connecting_twice_does_not_double_the_budget() {
    paused(async {
        let quota = |owner: &str| Quota { owner: owner.to_owned(), region: "x".to_owned(), endpoint: None };
        let first = Pacer::of(quota("one"), Budgets::aws());
        for _ in 0..2 {
            first.acquire(Lane::Foreground, &describe("p")).await.sent();
        }
        let before = Instant::now();
        Pacer::of(quota("other"), Budgets::aws()).acquire(Lane::Foreground, &describe("p")).await.sent();
        assert_eq!(before.elapsed(), Duration::ZERO, "another account has its own");
        Pacer::of(quota("one"), Budgets::aws()).acquire(Lane::Foreground, &describe("p")).await.sent();
        assert!(before.elapsed() >= Duration::from_millis(199), "{:?}", before.elapsed());
    });
}

#[test]
fn traffic_counts_the_last_second_and_then_rests() {
    paused(async {
        let pacer = Pacer::new(Budgets::aws());
        let traffic = pacer.traffic();
        assert_eq!(traffic.borrow().budget, Some(15));
        pacer.acquire(Lane::Foreground, &describe("p")).await.sent();
        pacer.acquire(Lane::Foreground, &describe("q")).await.sent();
        assert_eq!((traffic.borrow().started, traffic.borrow().budget), (2, Some(15)));
        sleep(SECOND + Duration::from_millis(5)).await;
        assert_eq!(traffic.borrow().started, 0);
        sleep(SECOND).await;
        let alive = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        assert_eq!(alive, 0, "nothing ticks while nothing happens");
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever arrives when, in whichever lane, for whichever pool, however long it takes and whoever
    /// gives up: no window of a second ever sees more than the quotas.
    #[test]
    fn no_window_of_a_second_exceeds_a_quota(
        category in 1..20_u32,
        pool in 1..8_u32,
        arrivals in prop::collection::vec((0..400_u64, any::<bool>(), 0..3_usize, 0..900_u64, any::<bool>()), 1..120),
    ) {
        paused(async {
            let pacer = Pacer::new(Budgets::custom(category, pool, 8));
            let pools: [Arc<Mutex<Vec<Instant>>>; 3] = Default::default();
            let mut tasks = JoinSet::new();
            for (gap, foreground, which, latency, impatient) in arrivals {
                advance(Duration::from_millis(gap)).await;
                let lane = if foreground { Lane::Foreground } else { Lane::Background };
                let charge = describe(["a", "b", "c"][which]);
                let latency = Duration::from_millis(latency);
                let sent = request(pacer.clone(), lane, charge, latency, Arc::clone(&pools[which]));
                let patience = if impatient { Duration::from_millis(300) } else { SECOND * 3600 };
                tasks.spawn(timeout(patience, sent));
            }
            tasks.join_all().await;
            let mut together = Vec::new();
            for starts in &pools {
                let starts = starts.lock().unwrap();
                assert!(most_in_a_second(&starts) <= pool as usize);
                together.extend(starts.iter().copied());
            }
            together.sort();
            assert!(most_in_a_second(&together) <= category as usize);
            let traffic = pacer.traffic();
            assert_eq!((traffic.borrow().waiting, traffic.borrow().in_flight), (0, 0));
        });
    }
}

/// A server with the service's quotas: full at the start, each request taken or refused when it arrives.
struct Quotas {
    rate: f64,
    pool: f64,
    levels: HashMap<Option<String>, (f64, Instant)>,
}

impl Quotas {
    fn takes(&mut self, pool: &str) -> bool {
        let now = Instant::now();
        let names = [(None, self.rate), (Some(pool.to_owned()), self.pool)];
        for (name, quota) in &names {
            let level = self.levels.entry(name.clone()).or_insert((*quota, now));
            *level = ((level.0 + (now - level.1).as_secs_f64() * quota).min(*quota), now);
        }
        let takes = names.iter().all(|(name, _)| self.levels[name].0 >= 1.0);
        if takes {
            for (name, _) in &names {
                self.levels.get_mut(name).unwrap().0 -= 1.0;
            }
        }
        takes
    }
}

/// Sends every request until it is taken. Gives how many were refused, and how long it took.
fn until_taken(
    pacer: &Pacer,
    pools: &[&'static str],
    count: usize,
    quotas: Option<(f64, f64)>,
) -> (usize, f64) {
    let server =
        quotas.map(|(rate, pool)| Arc::new(Mutex::new(Quotas { rate, pool, levels: HashMap::new() })));
    let refused = Arc::new(Mutex::new(0));
    paused(async {
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..count {
            for &pool in pools {
                let (pacer, server, refused) = (pacer.clone(), server.clone(), Arc::clone(&refused));
                tasks.spawn(async move {
                    loop {
                        let mut permit = pacer.acquire(Lane::Foreground, &describe(pool)).await;
                        permit.sent();
                        sleep(Duration::from_millis(20)).await;
                        let taken = server.as_ref().is_none_or(|server| server.lock().unwrap().takes(pool));
                        sleep(Duration::from_millis(20)).await;
                        if taken {
                            return;
                        }
                        *refused.lock().unwrap() += 1;
                        permit.throttled();
                    }
                });
            }
        }
        tasks.join_all().await;
        (*refused.lock().unwrap(), began.elapsed().as_secs_f64())
    })
}

#[test]
fn a_server_on_this_machine_with_quotas_is_known_by_a_few_refusals() {
    let pacer = Pacer::new(Budgets::unproven(16));
    let (refused, took) = until_taken(&pacer, &["a", "b", "c"], 200, Some((15.0, 5.0)));
    assert!(refused <= 6, "{refused} of 600 were refused");
    let allowed = (600.0 - 15.0) / 15.0;
    assert!(took <= allowed * 1.10, "{took} s where the buckets allow {allowed}");
}

#[test]
fn a_server_on_this_machine_without_quotas_is_read_as_fast_as_it_goes() {
    let pacer = Pacer::new(Budgets::unproven(16));
    let (refused, took) = until_taken(&pacer, &["a", "b", "c"], 200, None);
    assert_eq!(refused, 0);
    let ideal = 600.0 * 0.04 / 16.0;
    assert!(took <= ideal / 0.95, "{took} s where 16 at once take {ideal}");
}

#[test]
fn quotas_that_turn_up_late_hold_from_then_on() {
    let pacer = Pacer::new(Budgets::unproven(16));
    assert_eq!(until_taken(&pacer, &["a", "b"], 30, None).0, 0);
    let (refused, _) = until_taken(&pacer, &["a", "b", "c"], 100, Some((15.0, 5.0)));
    assert!((1..=40).contains(&refused), "{refused} of 300 were refused");
}
