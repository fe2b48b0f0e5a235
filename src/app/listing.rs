//! What is known of a list that arrives page by page, and of a thing that is described once.

use crate::tasks::{Cursor, Failure, Ticket};

/// A list read by pages. What is loaded stays through every failure and every refresh, until the
/// refresh is complete.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    rows: Vec<T>,
    /// The rows of a refresh under way.
    incoming: Option<Vec<T>>,
    /// The read under way.
    pub reading: Option<Ticket>,
    /// Where to go on after a stop.
    pub resume: Option<Cursor>,
    /// True once the last page was seen.
    pub complete: bool,
    /// Pages seen of the read under way.
    pub pages: u32,
    /// Why the last read broke off.
    pub failure: Option<Failure>,
    /// True when a person stopped the read; it goes on when they ask for it.
    halted: bool,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            incoming: None,
            reading: None,
            resume: None,
            complete: false,
            pages: 0,
            failure: None,
            halted: false,
        }
    }
}

impl<T> Listing<T> {
    /// The rows to show.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// True when looking at it is reason enough to read on: not all is here, nothing is on its way,
    /// the last read did not fail, and nobody stopped it.
    pub fn is_wanted(&self) -> bool {
        self.reading.is_none() && !self.complete && self.failure.is_none() && !self.halted
    }

    /// True when a read stopped before its end and could go on.
    pub fn is_stopped(&self) -> bool {
        self.reading.is_none() && !self.complete
    }

    /// A read starts from the beginning, behind the rows shown where there are any.
    pub fn begin(&mut self, ticket: Ticket) {
        self.incoming = (!self.rows.is_empty()).then(Vec::new);
        self.resume = None;
        self.go_on(ticket);
        self.pages = 0;
    }

    /// A read goes on where it stopped.
    pub fn go_on(&mut self, ticket: Ticket) {
        self.reading = Some(ticket);
        self.failure = None;
        self.halted = false;
    }

    /// A page arrived; rows are kept in the order of `key`.
    pub fn page<K: Ord>(&mut self, items: Vec<T>, next: Option<Cursor>, key: impl Fn(&T) -> K) {
        self.pages += 1;
        let rows = self.incoming.as_mut().unwrap_or(&mut self.rows);
        rows.extend(items);
        if next.is_none() {
            if let Some(rows) = self.incoming.take() {
                self.rows = rows;
            }
            self.reading = None;
            self.complete = true;
        }
        self.resume = next;
        if self.incoming.is_none() {
            // Pages arrive in the service's order; a nearly sorted vector is sorted in one pass.
            self.rows.sort_by_cached_key(key);
        }
    }

    /// The read broke off; what is loaded stays, and so does the place to go on from.
    pub fn failed(&mut self, failure: Failure) {
        self.reading = None;
        self.failure = Some(failure);
        self.abandon_refresh();
    }

    /// A person stopped the read.
    pub fn halt(&mut self) {
        self.halted = self.reading.is_some();
        self.dropped();
    }

    /// Nobody wants the read any more; it goes on when the place is looked at again.
    pub fn dropped(&mut self) {
        self.reading = None;
        self.abandon_refresh();
    }

    /// A refresh that did not end leaves the complete list as it was.
    fn abandon_refresh(&mut self) {
        if self.incoming.take().is_some() {
            self.resume = None;
        }
    }
}

/// A thing that is read once: its value, the read under way, why the last read failed.
#[derive(Clone, Debug)]
pub struct Known<T> {
    /// The thing, from the last read that succeeded.
    pub value: Option<T>,
    /// The read under way.
    pub reading: Option<Ticket>,
    /// Why the last read failed.
    pub failure: Option<Failure>,
    /// True when the value is shown but should be read again.
    pub stale: bool,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { value: None, reading: None, failure: None, stale: false }
    }
}

impl<T> Known<T> {
    /// True when it should be read: not here, not on its way, not refused.
    pub fn is_wanted(&self) -> bool {
        (self.value.is_none() || self.stale) && self.reading.is_none() && self.failure.is_none()
    }

    /// It is here.
    pub fn arrived(&mut self, value: T) {
        *self = Self { value: Some(value), ..Self::default() };
    }

    /// It could not be read; an earlier value stays.
    pub fn failed(&mut self, failure: Failure) {
        self.reading = None;
        self.failure = Some(failure);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::FailureKind;

    const TICKET: Ticket = Ticket { generation: 0, id: 1 };

    #[test]
    fn a_failed_refresh_keeps_every_row() {
        let mut listing = Listing::default();
        listing.begin(TICKET);
        listing.page(vec![3, 1], None, |n| *n);
        listing.begin(TICKET);
        assert_eq!(listing.rows(), [1, 3]);
        let what = String::new();
        listing.failed(Failure { kind: FailureKind::Passing, next: what.clone(), what });
        assert_eq!(listing.rows(), [1, 3]);
        assert!(listing.failure.is_some());
    }

    #[test]
    fn a_refresh_replaces_the_rows_at_its_end() {
        let mut listing = Listing::default();
        listing.begin(TICKET);
        listing.page(vec![1, 2], None, |n| *n);
        listing.begin(TICKET);
        listing.page(vec![9], None, |n| *n);
        assert_eq!((listing.rows(), listing.complete), ([9].as_slice(), true));
    }
}
