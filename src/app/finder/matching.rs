//! Whether an entry fits the words that were typed, and how well. A hundred thousand are looked at between two
//! keys, so most are passed over by a glance at their letters.

use memchr::{memchr2, memrchr2};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::index::{Index, letter, pairs};
use crate::client::shares::in_shares;

/// From this many letters on a word may also be a piece of an id, a URL or a scope.
const PIECE: usize = 3;

/// Entries for which another thread is worth its start.
const SHARE: usize = 16_384;

/// A word that was typed.
#[derive(Debug)]
pub(super) struct Needle {
    atom: Atom,
    /// In small letters, where it may be a piece of an id.
    piece: Option<String>,
    /// Whether the case of its letters means nothing.
    ignore_case: bool,
    /// Its letters, each small and capital where case means nothing, for a quick look at ASCII.
    bytes: Option<Vec<[u8; 2]>>,
    letters: u64,
    pairs: u64,
    /// Whether each pool's id has it.
    pools: Vec<bool>,
}

/// The ranks of the entries that fit, share by share in their order. Many are shared out among threads: a key
/// has a few milliseconds for all of them.
pub(super) fn scan_all(needles: &[Needle], index: &Index, entries: &[u32], quick: bool) -> Vec<Vec<u64>> {
    in_shares(entries, SHARE, |share| scan(needles, index, share, quick))
}

/// The ranks of those entries that all words fit.
fn scan(needles: &[Needle], index: &Index, entries: &[u32], quick: bool) -> Vec<u64> {
    // Made where a name needs it: most do not.
    let mut matcher = None;
    let mut ranks = Vec::new();
    for &at in entries {
        if !needles.iter().all(|needle| needle.may_fit(index, at)) {
            continue;
        }
        let mut sum = index.bonus(at);
        // The last word is the one being typed, so it is the likeliest not to fit.
        let fits = needles.iter().rev().all(|needle| {
            let score = needle.score(index, at, &mut matcher, quick);
            sum += score.unwrap_or(0);
            score.is_some()
        });
        if fits {
            // Of names that match alike the shorter is the nearer one.
            let near = 255 - index.name_len(at).min(255);
            ranks.push(rank(sum * 256 + near, at));
        }
    }
    ranks
}

impl Needle {
    /// Takes in the pools that came since.
    pub(super) fn learn(&mut self, index: &Index) {
        let piece = self.piece.as_deref();
        let known = self.pools.len();
        let has = |id: &str| piece.is_some_and(|piece| id.contains(piece));
        self.pools.extend(index.pool_ids().skip(known).map(has));
    }

    /// Whether a glance leaves it possible.
    fn may_fit(&self, index: &Index, at: u32) -> bool {
        index.letters_of(at) & self.letters == self.letters || self.piece.is_some()
    }

    fn score(&self, index: &Index, at: u32, matcher: &mut Option<Matcher>, quick: bool) -> Option<u32> {
        if index.letters_of(at) & self.letters == self.letters {
            let score = match (quick, index.haystack(at), &self.bytes) {
                (true, Utf32Str::Ascii(text), Some(bytes)) => glance(text, bytes),
                (true, wide, Some(_)) => {
                    let matcher = matcher.get_or_insert_with(new_matcher);
                    matcher.config.ignore_case = self.ignore_case;
                    matcher.fuzzy_match_greedy(wide, self.atom.needle_text())
                }
                (_, haystack, _) => self.atom.score(haystack, matcher.get_or_insert_with(new_matcher)),
            };
            if let Some(score) = score {
                return Some(u32::from(score));
            }
        }
        // Letters scattered over an id mean nothing; a piece of it does.
        let piece = self.piece.as_deref()?;
        let id = || index.pairs_of(at) & self.pairs == self.pairs && index.id(at).contains(piece);
        if self.pools[index.pool_row(at)] || id() || index.extra(at).contains(piece) {
            return Some(12 * piece.len() as u32);
        }
        None
    }
}

fn new_matcher() -> Matcher {
    Matcher::new(Config::DEFAULT)
}

/// How a letter may be written.
fn both(letter: u8, ignore_case: bool) -> [u8; 2] {
    if ignore_case { [letter, letter.to_ascii_uppercase()] } else { [letter; 2] }
}

/// A quick look: whether the letters come one after the other, and roughly how well, by the matcher's own
/// measures. It takes the first place where they do, from its end backwards.
fn glance(text: &[u8], needle: &[[u8; 2]]) -> Option<u16> {
    let mut end = 0;
    for letter in needle {
        end += next(&text[end..], *letter)? + 1;
    }
    let (mut at, mut score) = (end, 0_u16);
    for letter in needle.iter().rev() {
        let found = last(&text[..at], *letter)?;
        let gap = (at - 1 - found).min(8) as u16;
        let first = found == 0 || !text[found - 1].is_ascii_alphanumeric();
        score += 16 + if first { 8 } else { 0 } + if gap == 0 { 4 } else { 0 } - gap;
        at = found;
    }
    Some(score)
}

/// Where a letter comes next. Mostly it is the very next byte, which needs no search.
fn next(text: &[u8], [small, capital]: [u8; 2]) -> Option<usize> {
    let byte = *text.first()?;
    if byte == small || byte == capital { Some(0) } else { memchr2(small, capital, text) }
}

/// Where a letter came last.
fn last(text: &[u8], [small, capital]: [u8; 2]) -> Option<usize> {
    let byte = *text.last()?;
    if byte == small || byte == capital { Some(text.len() - 1) } else { memrchr2(small, capital, text) }
}

/// Better matches have smaller numbers; of equal ones the earlier entry.
pub(super) fn rank(score: u32, at: u32) -> u64 {
    u64::from(u32::MAX - score) << 32 | u64::from(at)
}

/// How good a match is, the better the smaller.
pub(super) fn score(rank: u64) -> u64 {
    rank >> 32
}

pub(super) fn entry(rank: u64) -> u32 {
    (rank & u64::from(u32::MAX)) as u32
}

pub(super) fn needles(text: &str) -> Vec<Needle> {
    let pattern = Pattern::parse(text, CaseMatching::Smart, Normalization::Smart);
    let needle = |atom: Atom| {
        let typed: String = atom.needle_text().chars().collect();
        let folded = typed.to_lowercase();
        let lower = folded.clone();
        let plain = !atom.negative && matches!(atom.kind, AtomKind::Fuzzy | AtomKind::Substring);
        let piece = (plain && lower.chars().count() >= PIECE).then_some(lower);
        Needle {
            letters: if atom.negative { 0 } else { typed.chars().fold(0, |bits, c| bits | letter(c)) },
            bytes: (atom.kind == AtomKind::Fuzzy && !atom.negative && typed.is_ascii())
                .then(|| typed.bytes().map(|letter| both(letter, typed == folded)).collect()),
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
pub(super) fn goes_on(old: &str, new: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::{ClientId, PoolId};

    fn index(names: &[&str]) -> Index {
        let mut index = Index::default();
        for (n, name) in names.iter().enumerate() {
            let (pool, client) = (PoolId::new("eu-west-1_a"), ClientId::new(format!("{n:026}")));
            index.add(&pool, "customers", &client, name);
        }
        index
    }

    /// The names that fit, the best first.
    fn fitting<'a>(names: &[&'a str], typed: &str, quick: bool) -> Vec<&'a str> {
        let index = index(names);
        let mut needles = needles(typed);
        for needle in &mut needles {
            needle.learn(&index);
        }
        let all: Vec<u32> = (0..names.len() as u32).collect();
        let mut ranks = scan_all(&needles, &index, &all, quick).concat();
        ranks.sort_unstable();
        ranks.into_iter().map(|rank| names[entry(rank) as usize]).collect()
    }

    #[test]
    fn the_nearer_name_comes_first_and_all_words_must_fit() {
        let names = ["web-checkout-of-old", "checkout", "mobile", "Checkout-Web"];
        for quick in [true, false] {
            assert_eq!(fitting(&names, "checkout", quick)[0], "checkout");
            assert_eq!(fitting(&names, "web checkout", quick).len(), 2);
            assert_eq!(fitting(&names, "Checkout", quick), ["Checkout-Web"], "a capital means itself");
            assert_eq!(fitting(&names, "0003", quick), ["Checkout-Web"], "a piece of an id");
            assert!(fitting(&names, "customersx", quick).is_empty());
        }
    }

    #[test]
    fn many_threads_find_what_one_does() {
        let names: Vec<String> = (0..SHARE * 3).map(|n| format!("web-{n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let index = index(&names);
        let mut needles = needles("web-77");
        for needle in &mut needles {
            needle.learn(&index);
        }
        let all: Vec<u32> = (0..names.len() as u32).collect();
        let shared = scan_all(&needles, &index, &all, true).concat();
        assert_eq!(shared, scan(&needles, &index, &all, true));
        assert!(shared.len() > 100);
    }

    #[test]
    fn only_a_text_that_goes_on_narrows() {
        for (old, new, narrows) in [
            ("we", "web", false), // Long enough now to be a piece of an id.
            ("web", "web-c", true),
            ("web", "web c", true),
            ("web", "wab", false),
            ("web", "web !x", false),
            ("", "web", false),
        ] {
            assert_eq!(goes_on(old, new), narrows, "{old} {new}");
        }
    }

    proptest! {
        /// A quick look lets through what a close one does, and nothing else.
        #[test]
        fn a_glance_sees_what_the_matcher_sees(name in "[a-cA-C -]{0,12}", typed in "[a-cA-C]{1,4}") {
            let mut matcher = Matcher::new(Config::DEFAULT);
            for needle in needles(&typed) {
                let close = needle.atom.score(Utf32Str::Ascii(name.as_bytes()), &mut matcher);
                let quick = glance(name.as_bytes(), needle.bytes.as_ref().unwrap());
                prop_assert_eq!(quick.is_some(), close.is_some(), "{} in {}", typed, name);
            }
        }
    }
}
