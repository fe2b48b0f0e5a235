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

    /// True while rows are read that will replace those shown.
    pub fn is_refreshing(&self) -> bool {
        self.incoming.is_some()
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

    /// A page arrived; rows are kept in the order of `key`, whatever order the service has.
    pub fn page<K: Ord>(&mut self, items: Vec<T>, next: Option<Cursor>, key: impl Fn(&T) -> K) {
        self.pages += 1;
        put_in_order(self.incoming.as_mut().unwrap_or(&mut self.rows), items, key);
        if next.is_none() {
            if let Some(rows) = self.incoming.take() {
                self.rows = rows;
            }
            self.reading = None;
            self.complete = true;
        }
        self.resume = next;
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

/// Puts items into sorted rows. Only the items' places are searched for, so that the last page of ten
/// thousand rows costs hardly more than the first.
fn put_in_order<T, K: Ord>(rows: &mut Vec<T>, mut items: Vec<T>, key: impl Fn(&T) -> K) {
    items.sort_by_cached_key(&key);
    let mut behind = Vec::with_capacity(items.len());
    for item in &items {
        let wanted = key(item);
        behind.push(rows.partition_point(|row| key(row) <= wanted));
    }
    let mut merged = Vec::with_capacity(rows.len() + items.len());
    let mut taken = 0;
    let mut old = rows.drain(..);
    for (item, place) in items.into_iter().zip(behind) {
        merged.extend(old.by_ref().take(place - taken));
        taken = place;
        merged.push(item);
    }
    merged.extend(old);
    *rows = merged;
}

/// A name as people order names: without regard to case, and numbers by their value, so that
/// `client-9` stands before `client-10`.
pub(super) fn in_order(name: &str) -> String {
    const DIGITS: usize = 12;
    let mut key = String::with_capacity(name.len() + DIGITS);
    let mut rest = name;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        key.push_str(&rest[..at].to_lowercase());
        let end = rest[at..].find(|letter: char| !letter.is_ascii_digit()).map_or(rest.len(), |len| at + len);
        let digits = &rest[at..end];
        key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(digits.len())));
        key.push_str(digits);
        rest = &rest[end..];
    }
    key.push_str(&rest.to_lowercase());
    key
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
    fn pages_in_any_order_give_one_order() {
        let mut listing = Listing::default();
        listing.begin(TICKET);
        for page in [vec!["b-10", "B-9"], vec![], vec!["a", "b-1", "c2x", "c10x"]] {
            listing.page(page, None, |name| in_order(name));
        }
        assert_eq!(listing.rows(), ["a", "b-1", "B-9", "b-10", "c2x", "c10x"]);
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
