//! What was found: best first, narrowed as more is typed, sorted only as far as somebody looks.

use std::cmp::Ordering;

use super::index::Index;
use super::matching::{Needle, entry, goes_on, needles, rank, scan_all, score};
use crate::client::query::Verdict;

/// Rows sorted beyond those that are looked at, so that a step does not sort anew.
const AHEAD: usize = 64;
/// Above so many rows at once a quick look orders them, and only the best are looked at closely.
const MANY: usize = 2_000;
/// Rows looked at closely for each that somebody looks at.
const CLOSE: usize = 4;

/// So many rows that match alike are put in the order of their names; of more nobody looks for one in a list.
const ALIKE: usize = 256;

/// The rows that fit what was typed.
#[derive(Default)]
pub struct Found {
    text: String,
    /// What was asked for beside words.
    asked: String,
    needles: Vec<Needle>,
    /// The entries whose words fit and whose settings were not read yet.
    unread: Vec<u32>,
    /// The best first as far as `sorted`; a smaller number is a better match.
    matches: Vec<u64>,
    sorted: usize,
    /// True when the matches behind the sorted ones had only a quick look.
    quick: bool,
    /// How many entries of the index were looked at.
    seen: u32,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("text", &self.text)
            .field("matches", &self.matches.len())
            .finish_non_exhaustive()
    }
}

impl Found {
    /// How many rows fit.
    pub fn len(&self) -> usize {
        self.matches.len()
    }

    /// True when none does.
    pub fn is_empty(&self) -> bool {
        self.matches.is_empty()
    }

    /// How many could not be judged, since their settings were not read yet.
    pub fn unread(&self) -> usize {
        self.unread.len()
    }

    /// The entry at a position, counted from the best; nothing beyond what is sorted.
    pub fn get(&self, position: usize) -> Option<u32> {
        self.matches[..self.sorted].get(position).map(|rank| entry(*rank))
    }

    /// Finds nothing until something else is searched for.
    pub fn clear(&mut self) {
        "\0".clone_into(&mut self.text);
        self.asked.clear();
        self.needles.clear();
        self.matches.clear();
        self.unread.clear();
        (self.sorted, self.seen) = (0, u32::MAX);
    }

    /// Searches for the words that were typed.
    pub fn search(&mut self, index: &Index, text: &str) {
        self.search_where(index, text, "", &words_alone);
    }

    /// Searches for words among the entries of which `fits` says that they are what was `asked` for beside
    /// them. Where the words only go on from what was searched for, the rows that fitted that are all that
    /// can fit this.
    pub fn search_where(&mut self, index: &Index, text: &str, asked: &str, fits: &impl Fn(u32) -> Verdict) {
        let narrower = self.asked == asked && self.seen as usize <= index.len() && goes_on(&self.text, text);
        text.clone_into(&mut self.text);
        asked.clone_into(&mut self.asked);
        self.needles = needles(text);
        self.sorted = 0;
        let unread = std::mem::take(&mut self.unread);
        if narrower {
            let before = std::mem::take(&mut self.matches);
            self.quick = before.len() > MANY;
            let before: Vec<u32> = before.into_iter().map(entry).chain(unread).collect();
            self.look(index, &before, self.quick, fits);
        } else {
            self.matches.clear();
            self.quick = index.len() > MANY;
            let all: Vec<u32> = (0..index.len() as u32).collect();
            self.look(index, &all, self.quick, fits);
            self.seen = index.len() as u32;
        }
        self.catch_up(index, fits);
        self.sort_to(index, AHEAD);
    }

    /// Looks at entries that came since. Says whether anything fits.
    pub fn catch_up(&mut self, index: &Index, fits: &impl Fn(u32) -> Verdict) -> bool {
        let len = index.len() as u32;
        if self.seen >= len {
            return false;
        }
        let from = self.matches.len();
        let new: Vec<u32> = (self.seen..len).collect();
        self.look(index, &new, false, fits);
        self.seen = len;
        if self.sorted > 0 {
            for rank in self.matches.split_off(from) {
                self.put(index, rank);
            }
        }
        self.matches.len() > from
    }

    /// Looks at an entry again, of which more is known now.
    pub fn look_again(&mut self, index: &Index, at: u32, fits: &impl Fn(u32) -> Verdict) {
        if at >= self.seen || self.matches.iter().any(|rank| entry(*rank) == at) {
            return;
        }
        self.unread.retain(|unread| *unread != at);
        let from = self.matches.len();
        self.look(index, &[at], false, fits);
        for rank in self.matches.split_off(from) {
            self.put(index, rank);
        }
    }

    /// Sorts so that the first `count` rows, and some more, are the best there are.
    pub fn sort_to(&mut self, index: &Index, count: usize) {
        if count <= self.sorted || self.sorted == self.matches.len() {
            return;
        }
        let until = (count + AHEAD).min(self.matches.len());
        let best = until - self.sorted;
        // Behind this they had only a quick look, which says nothing beside a close one.
        let mut compared = self.matches.len();
        if self.quick && !self.needles.is_empty() {
            let close = (best * CLOSE).min(self.matches.len() - self.sorted);
            select(&mut self.matches[self.sorted..], close);
            let near: Vec<u32> =
                self.matches[self.sorted..self.sorted + close].iter().copied().map(entry).collect();
            let rest = self.matches.split_off(self.sorted + close);
            self.matches.truncate(self.sorted);
            // They have been judged already.
            self.look(index, &near, false, &words_alone);
            self.matches.extend(rest);
            compared = self.sorted + close;
            select(&mut self.matches[self.sorted..compared], best);
        } else {
            select(&mut self.matches[self.sorted..], best);
        }
        self.matches[self.sorted..until].sort_unstable();
        self.sorted = self.order_alike(index, until, compared);
    }

    /// Puts rows that match alike in the order of their names, whichever list came first. Those that match like
    /// the last sorted one are sorted with it, as far as `compared`. Gives how many are sorted then.
    fn order_alike(&mut self, index: &Index, until: usize, compared: usize) -> usize {
        let Some(last) = self.matches[..until].last().map(|rank| score(*rank)) else { return until };
        if self.needles.is_empty() {
            return until;
        }
        let rest = &mut self.matches[until..compared];
        let mut alike = 0;
        for at in 0..rest.len() {
            if score(rest[at]) == last {
                rest.swap(alike, at);
                alike += 1;
            }
        }
        let until = if alike > ALIKE { until } else { until + alike };
        for group in self.matches[self.sorted..until].chunk_by_mut(|one, other| score(*one) == score(*other))
        {
            if (2..=ALIKE * 2).contains(&group.len()) {
                group.sort_unstable_by_key(|rank| Self::place(index, *rank));
            }
        }
        until
    }

    /// Where a row stands among those that match alike.
    fn place(index: &Index, rank: u64) -> (&str, &str, &str, u32) {
        let row = index.row(entry(rank));
        (row.name, row.pool, row.id, entry(rank))
    }

    /// Puts a match in its place among the sorted ones, or behind them.
    fn put(&mut self, index: &Index, rank: u64) {
        let named = !self.needles.is_empty();
        let comes_before = |other: &u64| match score(*other).cmp(&score(rank)) {
            Ordering::Equal if named => Self::place(index, *other) < Self::place(index, rank),
            _ => *other < rank,
        };
        let place = self.matches[..self.sorted].partition_point(comes_before);
        if place < self.sorted || self.sorted == self.matches.len() {
            self.matches.insert(place, rank);
            self.sorted += 1;
        } else {
            self.matches.push(rank);
        }
    }

    fn look(&mut self, index: &Index, entries: &[u32], quick: bool, fits: &impl Fn(u32) -> Verdict) {
        let (fitting, unread) = (&mut self.matches, &mut self.unread);
        let mut take = |at: u32, rank: u64| match fits(at) {
            Verdict::Yes => fitting.push(rank),
            Verdict::No => {}
            Verdict::Unknown => unread.push(at),
        };
        if self.needles.is_empty() {
            // No words: what was opened lately, then everything in its own order.
            for &at in entries {
                take(at, rank(index.bonus(at), at));
            }
            return;
        }
        for needle in &mut self.needles {
            needle.learn(index);
        }
        for ranks in scan_all(&self.needles, index, entries, quick) {
            for rank in ranks {
                take(entry(rank), rank);
            }
        }
    }
}

/// Nothing but words was asked for.
fn words_alone(_: u32) -> Verdict {
    Verdict::Yes
}

/// Brings the best so many to the front, in no order.
fn select(ranks: &mut [u64], best: usize) {
    if best < ranks.len() {
        ranks.select_nth_unstable(best);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Extra;
    use super::*;
    use crate::client::{ClientId, ClientKey, PoolId};

    const WORDS: [&str; 8] = ["web", "checkout", "mobile", "Admin", "crêpe", "old", "e2e", "日本"];

    fn add(index: &mut Index, from: u32, to: u32) {
        for n in from..to {
            let word = |at: u32| WORDS[(n / at) as usize % WORDS.len()];
            let pool = PoolId::new(format!("eu-west-1_pool{}", n % 3));
            let client = ClientId::new(format!("{:026}", u64::from(n) * 7_919_777));
            let name = format!("{}-{}-{n}", word(1), word(8));
            index.add(&pool, &format!("customers {}", n % 3), &client, &name);
            if n % 5 == 0 {
                let words = vec![format!("https://Shop{n}.example.com/cb")];
                index.describe(&ClientKey { pool, client }, Extra { words, host: None });
            }
        }
    }

    /// Everything that fits, best first.
    fn all(found: &mut Found, index: &Index) -> Vec<u32> {
        found.sort_to(index, found.len());
        (0..found.len()).map(|at| found.get(at).expect("a sorted row")).collect()
    }

    fn fresh(index: &Index, text: &str) -> Vec<u32> {
        let mut found = Found::default();
        found.search(index, text);
        all(&mut found, index)
    }

    fn names(index: &Index, text: &str) -> Vec<String> {
        fresh(index, text).into_iter().map(|at| index.row(at).name.to_owned()).collect()
    }

    #[test]
    fn words_fit_names_and_pools_and_pieces_fit_ids_and_urls() {
        let mut index = Index::default();
        add(&mut index, 0, 200);
        assert_eq!(names(&index, "web-web-64"), ["web-web-64"]);
        assert_eq!(names(&index, "shop35.ex"), [index.row(35).name]);
        assert_eq!(names(&index, "crepe 日本 customers").len(), 6, "accents are folded");
        assert_eq!(names(&index, index.row(77).id), [index.row(77).name]);
        assert_eq!(fresh(&index, "WEST-1_pool2").len(), 66, "ids have no case");
        assert_eq!(fresh(&index, "west-1_pool2").len(), 66);
        assert!(names(&index, "!web").iter().all(|name| !name.contains("web")));
        assert_eq!(fresh(&index, "").len(), 200);
    }

    #[test]
    fn what_was_opened_lately_comes_first_among_its_like() {
        let mut index = Index::default();
        add(&mut index, 0, 200);
        let key = index.key(136);
        index.set_recent([key].iter());
        assert_eq!(fresh(&index, "").first(), Some(&136));
        assert_eq!(fresh(&index, "web").first(), Some(&136));
        assert!(!fresh(&index, "mobile").contains(&136));
    }

    #[test]
    fn what_cannot_be_judged_waits_until_it_can() {
        let mut index = Index::default();
        add(&mut index, 0, 200);
        let mut found = Found::default();
        let known = std::cell::Cell::new(50);
        let fits = |at: u32| match at {
            at if at >= known.get() => Verdict::Unknown,
            at if at % 2 == 0 => Verdict::Yes,
            _ => Verdict::No,
        };
        found.search_where(&index, "", "even", &fits);
        assert_eq!((found.len(), found.unread()), (25, 150));
        found.search_where(&index, "web", "even", &fits);
        let (fitting, unread) = (found.len(), found.unread());
        assert!(fitting > 0 && fitting < 25 && unread > 0 && unread < 150);
        known.set(200);
        (50..200).for_each(|at| found.look_again(&index, at, &fits));
        assert_eq!(found.unread(), 0);
        let mut fresh = Found::default();
        fresh.search_where(&index, "web", "even", &fits);
        assert_eq!(all(&mut found, &index), all(&mut fresh, &index));
    }

    #[test]
    fn one_client_in_several_places_is_a_row_in_each() {
        let mut index = Index::default();
        let (pool, client) = (PoolId::new("eu-west-1_a"), ClientId::new("1h2opibrwmlxee6tjvxaezhsmn"));
        for place in [0, 2, 2, 0] {
            index.add_at(place, &pool, "customers", &client, "web");
        }
        let key = ClientKey { pool, client };
        assert_eq!((index.len(), index.find(&key), index.find_elsewhere(&key)), (2, Some(0), vec![1]));
        assert_eq!((index.row(1).place, index.with_id(&key.client)), (2, vec![0, 1]));
    }

    #[test]
    fn rows_of_one_name_are_in_the_order_of_their_pools_and_ids() {
        let mut index = Index::default();
        let mut found = Found::default();
        let add = |index: &mut Index, pool: &str, id: u32| {
            let key = PoolId::new(format!("eu-west-1_{pool}"));
            index.add(&key, pool, &ClientId::new(format!("{id:026}")), "web");
        };
        add(&mut index, "staff", 2);
        add(&mut index, "store", 9);
        found.search(&index, "web");
        // Lists of other pools come later, and within them ids in no order.
        for (pool, id) in [("staff", 1), ("alone", 7), ("alone", 3), ("zebra", 4)] {
            add(&mut index, pool, id);
        }
        found.catch_up(&index, &words_alone);
        let told = |rows: Vec<u32>| -> Vec<String> {
            let told =
                |at: u32| format!("{} {}", index.row(at).pool, index.row(at).id.trim_start_matches('0'));
            rows.into_iter().map(told).collect()
        };
        let wanted = ["alone 3", "alone 7", "staff 1", "staff 2", "store 9", "zebra 4"];
        assert_eq!(told(all(&mut found, &index)), wanted);
        assert_eq!(told(fresh(&index, "web")), wanted);
    }

    #[test]
    fn the_best_of_many_are_found_by_a_close_look() {
        let mut index = Index::default();
        add(&mut index, 0, MANY as u32 * 2);
        let mut found = Found::default();
        found.search(&index, "web-web");
        let best: Vec<String> =
            (0..8).map(|at| index.row(found.get(at).expect("sorted")).name.to_owned()).collect();
        assert!(best.iter().all(|name| name.starts_with("web-web-")), "{best:?}");
        let count = found.len();
        assert_eq!(all(&mut found, &index).len(), count, "nothing is lost by looking closely");
    }

    proptest! {
        /// Typing letter by letter, while rows arrive, finds what asking once finds.
        #[test]
        fn narrowing_and_arriving_change_nothing(
            text in "(web|chk|cre|old|s[a-z]|[a-eé0-9]|日| |-|!|\\.|https|eu-w|000|35){1,5}",
            steps in prop::collection::vec(0..20_u32, 12),
        ) {
            let mut index = Index::default();
            let mut until = 0;
            let mut found = Found::default();
            for (end, step) in (0..=text.len()).filter(|at| text.is_char_boundary(*at)).zip(steps.into_iter().cycle()) {
                found.search(&index, &text[..end]);
                add(&mut index, until, until + step);
                until += step;
                found.catch_up(&index, &words_alone);
            }
            let mut whole = fresh(&index, &text);
            let mut found = all(&mut found, &index);
            prop_assert_eq!(&found, &whole, "{}", text);
            found.sort_unstable();
            whole.sort_unstable();
            whole.dedup();
            prop_assert_eq!(found, whole);
        }
    }
}
