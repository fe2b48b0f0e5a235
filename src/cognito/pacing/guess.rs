//! Finding out whether a server has the service's quotas, at the price of a few throttled requests at most.
//!
//! A server with them begins with a full second's worth of tokens on both levels. So do these buckets, and a
//! request that leaves while they are in debt is one that such a server refuses.

use std::collections::HashMap;

use tokio::time::Instant;

use super::state::Key;

/// Requests beyond the quotas at a time.
const PROBES: u8 = 3;
/// A debt, in tokens, that no rounding of times explains.
const CLEAR: f64 = 1.5;

#[derive(Debug, Default)]
pub(super) struct Guess {
    levels: HashMap<Key, Level>,
    probing: u8,
}

#[derive(Debug)]
struct Level {
    quota: f64,
    tokens: f64,
    filled: Instant,
}

impl Guess {
    /// Counts a level from now on, unless it is counted already.
    pub(super) fn know(&mut self, key: &Key, quota: u32, now: Instant) {
        let quota = f64::from(quota);
        self.levels.entry(key.clone()).or_insert(Level { quota, tokens: quota, filled: now });
    }

    /// Lets a request go that is counted on these levels, if it may. Gives how far beyond the quotas it is,
    /// in tokens; none within them.
    pub(super) fn take(&mut self, keys: &[Key], now: Instant) -> Option<f64> {
        let left = keys.iter().filter_map(|key| {
            let level = self.levels.get_mut(key)?;
            let seconds = now.saturating_duration_since(level.filled).as_secs_f64();
            level.tokens = (level.tokens + seconds * level.quota).min(level.quota);
            level.filled = level.filled.max(now);
            Some(level.tokens - 1.0)
        });
        let beyond = -left.fold(0.0, f64::min);
        if beyond > 0.0 {
            if self.probing == PROBES {
                return None;
            }
            self.probing += 1;
        }
        self.add(keys, -1.0);
        Some(beyond)
    }

    /// A request was answered, or never sent. True when it tells that there are no quotas.
    pub(super) fn ended(&mut self, keys: &[Key], beyond: f64, answered: bool) -> bool {
        if beyond > 0.0 {
            self.probing = self.probing.saturating_sub(1);
        }
        if !answered {
            self.add(keys, 1.0);
        }
        answered && beyond >= CLEAR
    }

    fn add(&mut self, keys: &[Key], tokens: f64) {
        for key in keys {
            if let Some(level) = self.levels.get_mut(key) {
                level.tokens += tokens;
            }
        }
    }
}
