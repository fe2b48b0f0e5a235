//! Every client of the context, and of the other places that are looked through, in one list that is
//! searched on each key.
//!
//! A hundred thousand rows are looked through between two keys, so the rows' texts lie side by side and
//! most rows are passed over by a glance at which letters they have.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use nucleo_matcher::Utf32Str;

use crate::client::{ClientId, ClientKey, PoolId};

/// What a described client can be found by, beside its name and ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    /// URLs, scopes and flows.
    pub words: Vec<String>,
    /// The host of its first callback, shown in its row.
    pub host: Option<String>,
}

/// All clients that were listed so far.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pools: Vec<PoolRow>,
    /// The pools' rows, by place.
    pool_at: Vec<HashMap<PoolId, u32>>,
    /// The entries by a digest of their pool and id, so that no id is kept twice.
    by_digest: HashMap<u64, u32>,
    /// For each entry its name, a blank, its pool's name, and its id.
    text: String,
    /// The haystacks that are not ASCII, character by character.
    wide: Vec<char>,
    entries: Vec<Entry>,
    /// The letters of each entry's name and pool.
    letters: Vec<u64>,
    /// The pairs of letters of each entry's id.
    pairs: Vec<u64>,
    extras: Vec<Option<Box<Known>>>,
    /// How many of them are there.
    described: usize,
    /// What each entry gains for having been opened lately.
    bonus: Vec<u8>,
}

#[derive(Clone, Debug)]
struct PoolRow {
    place: usize,
    id: PoolId,
    name: String,
    lower: String,
}

#[derive(Clone, Debug)]
struct Known {
    lower: String,
    host: Option<String>,
}

/// Where an entry's texts are.
#[derive(Clone, Copy, Debug)]
struct Entry {
    pool: u32,
    start: u32,
    name: u32,
    hay: u32,
    id: u32,
    /// Where its characters are in `wide`, and how many; none for ASCII.
    wide: u32,
    wide_len: u32,
}

/// One row for the screen. The texts are as the service wrote them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The client's name.
    pub name: &'a str,
    /// The client's id.
    pub id: &'a str,
    /// Where it is: 0 for the place that the dashboard is at, and then the others.
    pub place: usize,
    /// The pool's name.
    pub pool: &'a str,
    /// The pool's id.
    pub pool_id: &'a PoolId,
    /// The host of the first callback, where the client was described.
    pub host: Option<&'a str>,
    /// Whether it was opened lately.
    pub recent: bool,
}

impl Index {
    /// How many clients there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many clients nothing more is known of than their list tells.
    pub fn undescribed(&self) -> usize {
        self.len() - self.described
    }

    /// Adds a client of the place that the dashboard is at, unless it is there already.
    pub fn add(&mut self, pool: &PoolId, pool_name: &str, client: &ClientId, name: &str) {
        self.add_at(HERE, pool, pool_name, client, name);
    }

    /// Adds a client of a place, unless it is there already.
    pub fn add_at(&mut self, place: usize, pool: &PoolId, pool_name: &str, client: &ClientId, name: &str) {
        let pool = self.pool(place, pool, pool_name);
        if self.at(pool, client).is_some() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(name);
        self.text.push(' ');
        self.text.push_str(pool_name);
        let hay = self.text.len() - start;
        self.text.push_str(client.as_str());
        let haystack = &self.text[start..start + hay];
        let (wide, letters) = if haystack.is_ascii() {
            (0..0, letters(haystack))
        } else {
            let from = self.wide.len();
            self.wide.extend(haystack.chars());
            // Accents are folded by the matcher, so nothing is known of such letters here.
            (from..self.wide.len(), u64::MAX)
        };
        let at = self.entries.len() as u32;
        self.entries.push(Entry {
            pool,
            start: start as u32,
            name: name.len() as u32,
            hay: hay as u32,
            id: client.as_str().len() as u32,
            wide: wide.start as u32,
            wide_len: wide.len() as u32,
        });
        self.letters.push(letters);
        self.pairs.push(pairs(client.as_str()));
        self.extras.push(None);
        self.bonus.push(0);
        self.by_digest.entry(digest(pool, client)).or_insert(at);
    }

    /// Takes in what a described client can be found by. Gives its row, where it is listed.
    pub fn describe(&mut self, key: &ClientKey, extra: Extra) -> Option<u32> {
        let at = self.find(key)?;
        let lower = extra.words.join(" ").to_lowercase();
        self.described += usize::from(self.extras[at as usize].is_none());
        self.extras[at as usize] = Some(Box::new(Known { lower, host: extra.host }));
        Some(at)
    }

    /// The row of a client of the place that the dashboard is at.
    pub fn find(&self, key: &ClientKey) -> Option<u32> {
        self.find_at(HERE, key)
    }

    /// The rows of a client in other places: one account can be reached by several profiles.
    pub fn find_elsewhere(&self, key: &ClientKey) -> Vec<u32> {
        (HERE + 1..self.pool_at.len()).filter_map(|place| self.find_at(place, key)).collect()
    }

    pub(super) fn find_at(&self, place: usize, key: &ClientKey) -> Option<u32> {
        self.at(*self.pool_at.get(place)?.get(&key.pool)?, &key.client)
    }

    /// The entry of a pool's row and a client's id.
    fn at(&self, pool: u32, client: &ClientId) -> Option<u32> {
        let is_it = |at: u32| self.entries[at as usize].pool == pool && self.id(at) == client.as_str();
        let at = *self.by_digest.get(&digest(pool, client))?;
        // Two of one digest are next to impossible; then the second is looked for among all.
        if is_it(at) { Some(at) } else { (0..self.entries.len() as u32).find(|at| is_it(*at)) }
    }

    /// The rows with this client id, in whichever pool of whichever place, those of this place before the
    /// others.
    pub fn with_id(&self, client: &ClientId) -> Vec<u32> {
        let mut rows: Vec<u32> =
            (0..self.entries.len() as u32).filter(|at| self.id(*at) == client.as_str()).collect();
        rows.sort_by_key(|at| self.place_of(*at));
        rows
    }

    /// The rows of exactly this name, in the pools that are meant.
    pub fn named(&self, name: &str, meant: impl Fn(&PoolId, &str) -> bool) -> Vec<u32> {
        let pools: Vec<bool> = self.pools.iter().map(|pool| meant(&pool.id, &pool.name)).collect();
        let fits = |(at, entry): &(usize, &Entry)| {
            pools[entry.pool as usize]
                && entry.name as usize == name.len()
                && self.row(*at as u32).name == name
        };
        self.entries.iter().enumerate().filter(fits).map(|(at, _)| at as u32).collect()
    }

    /// A row for the screen.
    pub fn row(&self, at: u32) -> Row<'_> {
        let entry = &self.entries[at as usize];
        let (start, pool) = (entry.start as usize, &self.pools[entry.pool as usize]);
        let id = start + entry.hay as usize;
        Row {
            name: &self.text[start..start + entry.name as usize],
            id: &self.text[id..id + entry.id as usize],
            place: pool.place,
            pool: &pool.name,
            pool_id: &pool.id,
            host: self.extras[at as usize].as_ref().and_then(|known| known.host.as_deref()),
            recent: self.bonus[at as usize] > 0,
        }
    }

    /// Where a row's client lives.
    pub fn key(&self, at: u32) -> ClientKey {
        let row = self.row(at);
        ClientKey { pool: row.pool_id.clone(), client: ClientId::new(row.id) }
    }

    /// Says which clients were opened lately, the latest first.
    pub fn set_recent<'a>(&mut self, recent: impl Iterator<Item = &'a ClientKey>) {
        self.bonus.fill(0);
        for (bonus, key) in (1..=MOST_RECENT).rev().zip(recent) {
            if let Some(at) = self.find(key) {
                self.bonus[at as usize] = bonus * 3;
            }
        }
    }

    #[inline]
    pub(super) fn bonus(&self, at: u32) -> u32 {
        u32::from(self.bonus[at as usize])
    }

    #[inline]
    pub(super) fn letters_of(&self, at: u32) -> u64 {
        self.letters[at as usize]
    }

    #[inline]
    pub(super) fn pairs_of(&self, at: u32) -> u64 {
        self.pairs[at as usize]
    }

    #[inline]
    pub(super) fn pool_row(&self, at: u32) -> usize {
        self.entries[at as usize].pool as usize
    }

    #[inline]
    pub(super) fn name_len(&self, at: u32) -> u32 {
        self.entries[at as usize].name
    }

    /// The pools' ids in small letters, by row.
    pub(super) fn pool_ids(&self) -> impl Iterator<Item = &str> {
        self.pools.iter().map(|pool| pool.lower.as_str())
    }

    /// A row's name and pool, for the matcher.
    #[inline]
    pub(super) fn haystack(&self, at: u32) -> Utf32Str<'_> {
        let entry = &self.entries[at as usize];
        if entry.wide_len == 0 {
            let start = entry.start as usize;
            return Utf32Str::Ascii(&self.text.as_bytes()[start..start + entry.hay as usize]);
        }
        let start = entry.wide as usize;
        Utf32Str::Unicode(&self.wide[start..start + entry.wide_len as usize])
    }

    #[inline]
    pub(super) fn id(&self, at: u32) -> &str {
        let entry = &self.entries[at as usize];
        let start = (entry.start + entry.hay) as usize;
        &self.text[start..start + entry.id as usize]
    }

    /// URLs, scopes and flows in small letters; empty where the client was not described.
    #[inline]
    pub(super) fn extra(&self, at: u32) -> &str {
        self.extras[at as usize].as_ref().map_or("", |known| &known.lower)
    }

    /// Whether more is known of a row than its list tells.
    pub(super) fn is_described(&self, at: u32) -> bool {
        self.extras[at as usize].is_some()
    }

    fn place_of(&self, at: u32) -> usize {
        self.pools[self.entries[at as usize].pool as usize].place
    }

    fn pool(&mut self, place: usize, id: &PoolId, name: &str) -> u32 {
        if self.pool_at.len() <= place {
            self.pool_at.resize_with(place + 1, HashMap::new);
        }
        if let Some(at) = self.pool_at[place].get(id) {
            return *at;
        }
        let at = self.pools.len() as u32;
        let lower = id.as_str().to_lowercase();
        self.pools.push(PoolRow { place, id: id.clone(), name: name.to_owned(), lower });
        self.pool_at[place].insert(id.clone(), at);
        at
    }
}

/// The place that the dashboard is at.
pub(super) const HERE: usize = 0;

fn digest(pool: u32, client: &ClientId) -> u64 {
    let mut hasher = DefaultHasher::new();
    (pool, client.as_str()).hash(&mut hasher);
    hasher.finish()
}

/// Clients that are kept as opened lately.
pub(super) const MOST_RECENT: u8 = 12;

/// Which letters and digits a text has, whatever their case, a bit each; other characters share bits.
pub(super) fn letters(text: &str) -> u64 {
    text.chars().fold(0, |bits, c| bits | letter(c))
}

pub(super) fn letter(c: char) -> u64 {
    match c.to_ascii_lowercase() {
        c @ 'a'..='z' => 1 << (c as u32 - 'a' as u32),
        c @ '0'..='9' => 1 << (26 + c as u32 - '0' as u32),
        c if c.is_ascii() => 1 << (36 + c as u32 % 28),
        _ => 0,
    }
}

/// Which pairs of neighbours a text has, sixty-four sorts of them.
pub(super) fn pairs(text: &str) -> u64 {
    let pair = |two: &[u8]| 1_u64 << ((u32::from(two[0]) * 31 + u32::from(two[1])) % 64);
    text.as_bytes().windows(2).fold(0, |bits, two| bits | pair(two))
}
