//! Work on many things, shared out among the machine's threads.
//!
//! The threads have ended when the answer is there, so a pure room stays pure: the same answer as from one
//! thread, sooner.

use std::num::NonZero;
use std::sync::LazyLock;

/// Threads at the most: beyond these, waiting for memory takes what more of them would give.
const MOST: usize = 4;

static THREADS: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST));

/// What `work` makes of each share of `items`, in their order. No share is smaller than `least` unless all of
/// them together are: below that, starting a thread costs more than it saves.
///
/// Where no thread can be started the present one does that share too.
pub(crate) fn in_shares<'a, T: Sync, R: Send>(
    items: &'a [T],
    least: usize,
    work: impl Fn(&'a [T]) -> R + Sync,
) -> Vec<R> {
    let threads = (items.len() / least.max(1)).clamp(1, *THREADS);
    let mut shares = items.chunks(items.len().div_ceil(threads).max(1));
    let first = shares.next().unwrap_or_default();
    let work = &work;
    std::thread::scope(|scope| {
        let others: Vec<_> = shares
            .map(|share| (share, std::thread::Builder::new().spawn_scoped(scope, move || work(share))))
            .collect();
        let mut all = vec![work(first)];
        all.extend(others.into_iter().map(|(share, other)| match other {
            Ok(other) => other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => work(share),
        }));
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_in_order_and_hold_everything_once() {
        for count in [0, 1, 9, 10, 11, 99, 1000, 1001] {
            let items: Vec<usize> = (0..count).collect();
            let shares = in_shares(&items, 10, <[usize]>::to_vec);
            assert!(shares.len() <= *THREADS && (shares.len() == 1 || shares.iter().all(|s| s.len() >= 2)));
            assert_eq!(shares.concat(), items);
        }
    }

    #[test]
    fn few_things_stay_on_this_thread() {
        let here = std::thread::current().id();
        assert_eq!(in_shares(&[1, 2, 3], 4, |_| std::thread::current().id()), [here]);
        assert_eq!(in_shares(&[0; 0], 4, <[i32]>::len), [0]);
    }
}
