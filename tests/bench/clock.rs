//! How a run in memory is timed, and its row in the table.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

pub(crate) fn row(what: &str, time: Duration, most: &str) {
    println!("| {what} | {:.1} ms | {most} |", time.as_secs_f64() * 1000.0);
}

pub(crate) fn fastest<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..9 {
        // What the run before has left is freed outside the measurement.
        drop(last.take());
        let start = worked();
        last = Some(black_box(run()));
        times.push(worked().saturating_sub(start));
    }
    times.sort_unstable();
    (times[0], last.unwrap())
}

/// The processor's time that this thread has had, so that a busy machine does not count; the clock's where
/// the kernel does not tell.
fn worked() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
