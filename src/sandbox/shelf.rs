//! Things in the order they came, found by key.

use std::collections::{BTreeMap, HashMap};

/// An ordered collection whose pages stay right while things are added and removed: a page continues
/// after a place, and places are never given twice.
#[derive(Clone, Debug)]
pub(super) struct Shelf<T> {
    items: BTreeMap<u64, T>,
    places: HashMap<String, u64>,
    next: u64,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { items: BTreeMap::new(), places: HashMap::new(), next: 1 }
    }
}

/// A part of a shelf, and where the next one continues.
pub(super) struct Page<'a, T> {
    pub(super) items: Vec<&'a T>,
    pub(super) resume_after: Option<u64>,
}

impl<T> Shelf<T> {
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.items.values()
    }

    pub(super) fn get(&self, key: &str) -> Option<&T> {
        self.items.get(self.places.get(key)?)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.items.get_mut(self.places.get(key)?)
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.places.contains_key(key)
    }

    /// Adds at the end. Gives the thing back when the key is taken.
    pub(super) fn add(&mut self, key: String, item: T) -> Result<(), T> {
        if self.contains(&key) {
            return Err(item);
        }
        self.places.insert(key, self.next);
        self.items.insert(self.next, item);
        self.next += 1;
        Ok(())
    }

    pub(super) fn remove(&mut self, key: &str) -> Option<T> {
        self.items.remove(&self.places.remove(key)?)
    }

    /// At most `limit` things after a place (0 is before the first).
    pub(super) fn page(&self, after: u64, limit: usize) -> Page<'_, T> {
        let mut rest = self.items.range(after.saturating_add(1)..);
        let mut items = Vec::with_capacity(limit.min(self.items.len()));
        let mut last = None;
        for (place, item) in rest.by_ref().take(limit) {
            items.push(item);
            last = Some(*place);
        }
        let resume_after = if rest.next().is_some() { last } else { None };
        Page { items, resume_after }
    }
}

#[cfg(test)]
mod tests {
    use super::Shelf;

    fn shelf(count: usize) -> Shelf<usize> {
        let mut shelf = Shelf::default();
        for n in 0..count {
            shelf.add(n.to_string(), n).unwrap();
        }
        shelf
    }

    #[test]
    fn a_full_last_page_has_no_successor() {
        let shelf = shelf(4);
        let first = shelf.page(0, 2);
        assert_eq!(first.items, [&0, &1]);
        let second = shelf.page(first.resume_after.unwrap(), 2);
        assert_eq!(second.items, [&2, &3]);
        assert_eq!(second.resume_after, None);
    }

    #[test]
    fn pages_survive_a_removal_before_the_place() {
        let mut shelf = shelf(5);
        let place = shelf.page(0, 2).resume_after.unwrap();
        assert_eq!(shelf.remove("1"), Some(1));
        assert_eq!(shelf.page(place, 9).items, [&2, &3, &4]);
    }

    #[test]
    fn a_key_is_taken_once() {
        let mut shelf = shelf(1);
        assert_eq!(shelf.add("0".to_owned(), 9), Err(9));
        assert_eq!(shelf.len(), 1);
    }
}
