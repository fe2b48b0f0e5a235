//! What was found: best first, narrowed as more is typed, sorted only as far as somebody looks.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher};

use super::index::{Index, letter, pairs};

/// Rows sorted beyond those that are looked at, so that a step does not sort anew.
const AHEAD: usize = 64;
/// Above so many rows at once a quick look orders them, and only the best are looked at closely.
const MANY: usize = 8_000;
/// Rows looked at closely for each that somebody looks at.
const CLOSE: usize = 4;
/// From this many letters on a word may also be a piece of an id, a URL or a scope.
const PIECE: usize = 3;

/// The rows that fit what was typed.
#[derive(Default)]
pub struct Found {
    text: String,
    needles: Vec<Needle>,
    /// The best first as far as `sorted`; a smaller number is a better match.
    matches: Vec<u64>,
    sorted: usize,
    /// True when the matches behind the sorted ones had only a quick look.
    quick: bool,
    /// How many entries of the index were looked at.
    seen: u32,
    matcher: Option<Matcher>,
}

impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Found")
            .field("text", &self.text)
            .field("matches", &self.matches.len())
            .finish_non_exhaustive()
    }
}

/// A word that was typed.
#[derive(Debug)]
struct Needle {
    atom: Atom,
    /// In small letters, where it may be a piece of an id.
    piece: Option<String>,
    /// Whether the case of its letters means nothing.
    ignore_case: bool,
    letters: u64,
    pairs: u64,
    /// Whether each pool's id has it.
    pools: Vec<bool>,
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

    /// The entry at a position, counted from the best; nothing beyond what is sorted.
    pub fn get(&self, position: usize) -> Option<u32> {
        self.matches[..self.sorted].get(position).map(|rank| entry(*rank))
    }

    /// Finds nothing until something else is searched for.
    pub fn clear(&mut self) {
        self.text = "\0".to_owned();
        self.needles.clear();
        self.matches.clear();
        (self.sorted, self.seen) = (0, u32::MAX);
    }

    /// Searches for what was typed. Where it only goes on from what was searched for, the rows that fitted
    /// that are all that can fit this.
    pub fn search(&mut self, index: &Index, text: &str) {
        let narrower = self.seen as usize <= index.len() && goes_on(&self.text, text);
        text.clone_into(&mut self.text);
        self.needles = needles(text);
        self.sorted = 0;
        if narrower {
            let before = std::mem::take(&mut self.matches);
            self.quick = before.len() > MANY;
            self.look(index, before.into_iter().map(entry), self.quick);
        } else {
            self.matches.clear();
            self.quick = index.len() > MANY;
            self.look(index, 0..index.len() as u32, self.quick);
            self.seen = index.len() as u32;
        }
        self.catch_up(index);
        self.sort_to(index, AHEAD);
    }

    /// Looks at entries that came since. Says whether anything fits.
    pub fn catch_up(&mut self, index: &Index) -> bool {
        let len = index.len() as u32;
        if self.seen >= len {
            return false;
        }
        let from = self.matches.len();
        self.look(index, self.seen..len, false);
        self.seen = len;
        if self.sorted > 0 {
            for rank in self.matches.split_off(from) {
                self.put(rank);
            }
        }
        self.matches.len() > from
    }

    /// Looks at an entry again, of which more is known now.
    pub fn look_again(&mut self, index: &Index, at: u32) {
        if at >= self.seen || self.matches.iter().any(|rank| entry(*rank) == at) {
            return;
        }
        let from = self.matches.len();
        self.look(index, std::iter::once(at), false);
        for rank in self.matches.split_off(from) {
            self.put(rank);
        }
    }

    /// Sorts so that the first `count` rows, and some more, are the best there are.
    pub fn sort_to(&mut self, index: &Index, count: usize) {
        if count <= self.sorted || self.sorted == self.matches.len() {
            return;
        }
        let until = (count + AHEAD).min(self.matches.len());
        let best = until - self.sorted;
        if self.quick && !self.needles.is_empty() {
            let close = (best * CLOSE).min(self.matches.len() - self.sorted);
            select(&mut self.matches[self.sorted..], close);
            let near: Vec<u32> =
                self.matches[self.sorted..self.sorted + close].iter().copied().map(entry).collect();
            let rest = self.matches.split_off(self.sorted + close);
            self.matches.truncate(self.sorted);
            self.look(index, near.into_iter(), false);
            self.matches.extend(rest);
            select(&mut self.matches[self.sorted..self.sorted + close], best);
        } else {
            select(&mut self.matches[self.sorted..], best);
        }
        self.matches[self.sorted..until].sort_unstable();
        self.sorted = until;
    }

    /// Puts a match in its place among the sorted ones, or behind them.
    fn put(&mut self, rank: u64) {
        let place = self.matches[..self.sorted].partition_point(|other| *other < rank);
        if place < self.sorted || self.sorted == self.matches.len() {
            self.matches.insert(place, rank);
            self.sorted += 1;
        } else {
            self.matches.push(rank);
        }
    }

    fn look(&mut self, index: &Index, entries: impl Iterator<Item = u32>, quick: bool) {
        if self.needles.is_empty() {
            // Nothing was typed: what was opened lately, then everything in its own order.
            self.matches.extend(entries.map(|at| rank(index.bonus(at), at)));
            return;
        }
        for needle in &mut self.needles {
            let piece = needle.piece.as_deref();
            let known = needle.pools.len();
            let has = |id: &str| piece.is_some_and(|piece| id.contains(piece));
            needle.pools.extend(index.pool_ids().skip(known).map(has));
        }
        let matcher = self.matcher.get_or_insert_with(|| Matcher::new(Config::DEFAULT));
        let (needles, matches) = (&self.needles, &mut self.matches);
        for at in entries {
            if !needles.iter().all(|needle| needle.may_fit(index, at)) {
                continue;
            }
            // The last word is the one being typed, so it is the likeliest not to fit.
            let score = needles
                .iter()
                .rev()
                .try_fold(0, |sum, needle| Some(sum + needle.score(index, at, matcher, quick)?));
            if let Some(score) = score {
                // Of names that match alike the shorter is the nearer one.
                let near = 255 - index.name_len(at).min(255);
                matches.push(rank((score + index.bonus(at)) * 256 + near, at));
            }
        }
    }
}

impl Needle {
    /// Whether a glance leaves it possible.
    fn may_fit(&self, index: &Index, at: u32) -> bool {
        index.letters_of(at) & self.letters == self.letters || self.piece.is_some()
    }

    fn score(&self, index: &Index, at: u32, matcher: &mut Matcher, quick: bool) -> Option<u32> {
        if index.letters_of(at) & self.letters == self.letters {
            let haystack = index.haystack(at);
            let score = if quick && self.atom.kind == AtomKind::Fuzzy && !self.atom.negative {
                matcher.config.ignore_case = self.ignore_case;
                matcher.fuzzy_match_greedy(haystack, self.atom.needle_text())
            } else {
                self.atom.score(haystack, matcher)
            };
            if let Some(score) = score {
                return Some(u32::from(score));
            }
        }
        // Letters scattered over an id mean nothing; a piece of it does.
        let piece = self.piece.as_deref()?;
        let id = || index.pairs_of(at) & self.pairs == self.pairs && index.id(at).contains(piece);
        if id() || self.pools[index.pool_row(at)] || index.extra(at).contains(piece) {
            return Some(12 * piece.len() as u32);
        }
        None
    }
}

/// Brings the best so many to the front, in no order.
fn select(ranks: &mut [u64], best: usize) {
    if best < ranks.len() {
        ranks.select_nth_unstable(best);
    }
}

/// Better matches have smaller numbers; of equal ones the earlier entry.
fn rank(score: u32, at: u32) -> u64 {
    u64::from(u32::MAX - score) << 32 | u64::from(at)
}

fn entry(rank: u64) -> u32 {
    (rank & u64::from(u32::MAX)) as u32
}

fn needles(text: &str) -> Vec<Needle> {
    let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
    let needle = |atom: Atom| {
        let typed: String = atom.needle_text().chars().collect();
        let folded = typed.to_lowercase();
        let lower = folded.clone();
        let plain = !atom.negative && matches!(atom.kind, AtomKind::Fuzzy | AtomKind::Substring);
        let piece = (plain && lower.chars().count() >= PIECE).then_some(lower);
        Needle {
            letters: if atom.negative { 0 } else { typed.chars().fold(0, |bits, c| bits | letter(c)) },
            ignore_case: typed == folded,
            pairs: piece.as_deref().map_or(0, pairs),
            piece,
            atom,
            pools: Vec::new(),
        }
    };
    pattern.atoms.into_iter().map(needle).collect()
}

/// True when nothing fits the new text that did not fit the old one.
fn goes_on(old: &str, new: &str) -> bool {
    let plain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c));
    let last = old.rsplit(' ').next().unwrap_or_default().chars().count();
    // A word that becomes long enough to be a piece of an id can fit more than it did.
    let grows = new.len() > old.len() && !new[old.len().min(new.len())..].starts_with(' ');
    let same_sort = !grows || last == 0 || last >= PIECE || {
        let word =
            new.get(old.len() - old.rsplit(' ').next().unwrap_or_default().len()..).unwrap_or_default();
        word.split(' ').next().unwrap_or_default().chars().count() < PIECE
    };
    !old.is_empty() && new.starts_with(old) && plain(new) && same_sort
}
