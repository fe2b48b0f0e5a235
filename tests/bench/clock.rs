//! How a run in memory is timed, and its row in the table.

use std::hint::black_box;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

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

/// The processor's time that this thread has had, so that a busy machine does not count.
fn worked() -> Duration {
    let had = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(had.tv_sec.unsigned_abs(), had.tv_nsec.unsigned_abs() as u32)
}
