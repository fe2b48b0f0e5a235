//! Staying below the service's request quotas.
//!
//! Cognito allows an account a few requests a second in each category (15 for reading app clients), and
//! 5 a second for one operation on one pool; these quotas cannot be raised and are shared with every
//! other tool of the account. So nothing is sent without a permit, and permits come from token
//! buckets on both levels.
//!
//! - Two lanes: what a person waits for goes before the background crawl. A background request takes a
//!   token only when no foreground request waits for that bucket.
//! - When the service throttles anyway, because others use the quota too, the rates of the buckets
//!   concerned are halved and then creep back up.
//! - A server on this machine may have these quotas or none: a few requests beyond them tell.
//! - Cancelling is dropping: a waiter that goes away leaves nothing behind.
//!
//! Time is `tokio::time`, so tests run on a paused clock.

mod bucket;
mod budgets;
mod guess;
mod pacer;
mod state;
mod traffic;

#[cfg(test)]
mod tests;

pub use budgets::{Budgets, Category};
pub(super) use pacer::{Pacer, Quota};
pub(super) use state::Charge;
pub use traffic::Traffic;

/// Who waits for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lane {
    /// A person, now.
    Foreground,
    /// A crawl that fills in what may be wanted later.
    Background,
}
