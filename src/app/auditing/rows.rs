//! What the list shows: severities, rules, clients, pools against rules, or the findings below one of them.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::tally::{About, Entry, Group, Lack, Tally, worse};
use super::{Auditing, View};
use crate::audit::{Counts, Finding, RULES, Rule, Severity};
use crate::client::PoolId;
use crate::client::text::fit_apart;

/// A row, by what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Severity(Severity),
    Lack(Lack),
    /// What could not be read, by its run and its number there; a run itself has none.
    Unread(usize, Option<usize>),
    Rule(&'static str),
    Place(Arc<About>),
    Finding(Arc<About>, usize),
    Pool(usize, PoolId),
}

/// Which findings are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Of this rule.
    pub rule: Option<&'static str>,
    /// This bad.
    pub severity: Option<Severity>,
    /// Of this client or pool.
    pub about: Option<Arc<About>>,
    /// In this pool.
    pub pool: Option<(usize, PoolId)>,
}

/// How many clients, and how many pools themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Clients.
    pub clients: usize,
    /// Pools.
    pub pools: usize,
}

/// A row with what there is to say of it.
#[derive(Clone, Debug)]
pub enum Row<'a> {
    /// A severity, and what has findings that bad.
    Severity(Severity, Touched),
    /// Something that was missing, in words.
    Lack(String),
    /// Something that could not be read, and why.
    Unread(String),
    /// A rule with the names of the first that it is about.
    Rule(&'a Group, Vec<String>),
    /// A client, or a pool itself.
    Place(&'a Entry, &'a str),
    /// A finding, and whether its client, its rule or both are to be named.
    Finding {
        /// The finding.
        finding: &'a Finding,
        /// The place of several that it is in; empty where there is one.
        run: &'a str,
        /// Its rule stands above the list already.
        rule_known: bool,
        /// Its client stands above the list already.
        place_known: bool,
    },
    /// A pool, with a cell for each of the columns.
    Pool(String, Vec<Counts>),
}

/// What rows were made from: the findings, how much was not read, the filter, and how they are listed.
type MadeFrom = (u64, usize, Option<u64>, View, Option<Below>);

/// The rows as they were last put in order, and where the person is in them.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub(super) keys: Vec<Key>,
    made_from: Option<MadeFrom>,
    pub(super) selected: usize,
    pub(super) offset: usize,
    /// True once a person has moved; until then the selection stays on the first row.
    pub(super) touched: bool,
    /// The column of the map.
    pub(super) column: usize,
}

impl Rows {
    pub(super) fn step(&mut self, by: isize) {
        self.touched = true;
        self.selected = self.selected.saturating_add_signed(by).min(self.keys.len().saturating_sub(1));
    }

    pub(super) fn key(&self) -> Option<&Key> {
        self.keys.get(self.selected)
    }

    /// Starts at the first row of another list.
    pub(super) fn reset(&mut self) {
        (self.selected, self.offset, self.touched, self.column) = (0, 0, false, 0);
    }
}

impl Auditing {
    /// Puts the rows in order where what they show has changed; the selection stays with its row.
    pub(super) fn settle(&mut self, height: usize) {
        let unread = self.unread().count();
        let made_from = (self.tally.edition(), unread, self.filter_edition(), self.view, self.below.clone());
        if self.rows.made_from.as_ref() != Some(&made_from) {
            let same = self
                .rows
                .made_from
                .as_ref()
                .is_some_and(|(_, _, _, view, below)| *view == made_from.3 && *below == made_from.4);
            let kept = self.rows.key().cloned().filter(|_| same && self.rows.touched);
            self.rows.keys = keys(self.shown(), &self.tally, self.view, self.below.as_ref());
            if self.view == View::Severities && self.below.is_none() {
                let unread: Vec<Key> = self.unread().collect();
                self.rows.keys.extend(unread);
            }
            if let Some(at) = kept.and_then(|kept| self.rows.keys.iter().position(|key| *key == kept)) {
                self.rows.selected = at;
            } else if !self.rows.touched {
                self.rows.selected = 0;
            }
            self.rows.made_from = Some(made_from);
        }
        let columns = columns(self.shown()).count();
        let rows = &mut self.rows;
        rows.selected = rows.selected.min(rows.keys.len().saturating_sub(1));
        rows.column = rows.column.min(columns.saturating_sub(1));
        let lowest = (rows.selected + 1).saturating_sub(height);
        rows.offset =
            rows.offset.clamp(lowest, rows.selected.max(lowest)).min(rows.keys.len().saturating_sub(height));
    }

    /// The rows in a window of so many, each with whether it is selected.
    pub fn window(&self, height: usize) -> Vec<(bool, Row<'_>)> {
        let keys = self.rows.keys.iter().enumerate().skip(self.rows.offset).take(height);
        keys.filter_map(|(at, key)| Some((at == self.rows.selected, self.row(key)?))).collect()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.keys.len()
    }

    /// True where there is nothing to list.
    pub fn is_empty(&self) -> bool {
        self.rows.keys.is_empty()
    }

    /// How many rows are below a window of so many.
    pub fn rows_below(&self, height: usize) -> usize {
        self.rows.keys.len().saturating_sub(self.rows.offset + height)
    }

    /// The columns of the map: the rules that found something.
    pub fn columns(&self) -> Vec<&'static Rule> {
        columns(self.shown()).collect()
    }

    /// The selected column of the map.
    pub fn column(&self) -> usize {
        self.rows.column
    }

    fn row(&self, key: &Key) -> Option<Row<'_>> {
        Some(match key {
            Key::Severity(severity) => {
                let mut touched = Touched::default();
                for (about, entry) in self.shown().entries() {
                    if entry.counts.get(*severity) > 0 {
                        let count =
                            if about.client.is_some() { &mut touched.clients } else { &mut touched.pools };
                        *count += 1;
                    }
                }
                Row::Severity(*severity, touched)
            }
            Key::Lack(lack) => Row::Lack(self.lack_in_words(lack)),
            Key::Unread(run, at) => Row::Unread(self.unread_in_words(*run, *at)?),
            Key::Rule(id) => {
                let group = self.shown().rule(id)?;
                let named = group.places.iter().take(NAMED).filter_map(|about| self.tally.entry(about));
                Row::Rule(group, named.map(name).collect())
            }
            Key::Place(about) => Row::Place(self.shown().entry(about)?, self.run_name(about.run)),
            Key::Finding(about, at) => Row::Finding {
                finding: self.shown().entry(about)?.finding(*at)?,
                run: self.run_name(about.run),
                rule_known: self.below.as_ref().is_some_and(|below| below.rule.is_some()),
                place_known: self.below.as_ref().is_some_and(|below| below.about.is_some()),
            },
            Key::Pool(run, pool) => {
                let cells = self.shown().heat().get(&(*run, pool.clone()))?;
                let cell = |rule: &'static Rule| cells.get(rule.id).copied().unwrap_or_default();
                Row::Pool(self.pool_name(*run, pool), columns(self.shown()).map(cell).collect())
            }
        })
    }

    pub(super) fn lack_in_words(&self, lack: &Lack) -> String {
        let count = self.tally.lacks().get(lack).copied().unwrap_or(0);
        let need = lack.need.words();
        match &lack.why {
            Some(why) => format!("{count} answers lack {need}: {why}"),
            None => format!("{count} answers lack {need}, which nobody asked for"),
        }
    }

    /// Everything that could not be read: whole places first.
    fn unread(&self) -> impl Iterator<Item = Key> + '_ {
        let runs = || self.runs.iter().enumerate();
        let whole = runs().filter(|(_, run)| run.failed.is_some()).map(|(run, _)| Key::Unread(run, None));
        let parts =
            runs().flat_map(|(run, one)| (0..one.unread.len()).map(move |at| Key::Unread(run, Some(at))));
        whole.chain(parts)
    }

    /// What could not be read and why, all of it.
    pub(super) fn unread_in_words(&self, run: usize, at: Option<usize>) -> Option<String> {
        let one = self.runs.get(run)?;
        match at {
            None => one.failed.as_ref().map(|failure| {
                let name = if one.name.is_empty() { &self.title } else { &one.name };
                format!("{name}: {} {}", failure.what, failure.next).trim_end().to_owned()
            }),
            Some(at) => one.unread.get(at).map(|(place, why)| {
                let run = self.run_name(run);
                if run.is_empty() { format!("{place}: {why}") } else { format!("{run}:{place}: {why}") }
            }),
        }
    }

    /// Lists what could not be read, the first of it selected. Says whether there is any.
    pub(super) fn list_unread(&mut self) -> bool {
        if self.unread().next().is_none() {
            return false;
        }
        self.turn_to(View::Severities);
        let missed = self.unread().count();
        self.settle(usize::MAX);
        self.rows.selected = self.rows.keys.len().saturating_sub(missed);
        self.rows.touched = true;
        true
    }

    /// The names of the pools in a window of so many rows of the map, for so many columns: cut where they
    /// must be, so that each is told from all others.
    pub fn labels(&self, height: usize, columns: usize) -> Vec<String> {
        let pools: Vec<(usize, &PoolId)> = self.rows.keys.iter().filter_map(pool_of).collect();
        let mut names: Vec<String> = pools.iter().map(|(run, pool)| self.pool_name(*run, pool)).collect();
        let mut count: HashMap<&str, usize> = HashMap::new();
        for name in &names {
            *count.entry(name).or_default() += 1;
        }
        let namesakes: Vec<bool> = names.iter().map(|name| count[name.as_str()] > 1).collect();
        for ((name, _), (_, pool)) in
            names.iter_mut().zip(namesakes).zip(&pools).filter(|((_, same), _)| *same)
        {
            let end = pool.as_str().rsplit('_').next().unwrap_or_default();
            *name = format!("{name} …{end}");
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        fit_apart(&names, columns).into_iter().skip(self.rows.offset).take(height).collect()
    }

    /// The name of a pool that was looked at.
    pub(super) fn pool_name(&self, run: usize, pool: &PoolId) -> String {
        let about = About { run, pool: pool.clone(), client: None };
        let name = self.tally.entry(&about).map(|entry| entry.place.pool_name.clone());
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| pool.to_string());
        let run = self.run_name(run);
        if run.is_empty() { name } else { format!("{run}:{name}") }
    }

    /// The place of several that a row is in; empty where there is one.
    pub(super) fn run_name(&self, run: usize) -> &str {
        if self.runs.len() < 2 { "" } else { self.runs.get(run).map_or("", |run| &run.name) }
    }
}

/// Names that a rule's row has at most.
const NAMED: usize = 6;

fn pool_of(key: &Key) -> Option<(usize, &PoolId)> {
    match key {
        Key::Pool(run, pool) => Some((*run, pool)),
        _ => None,
    }
}

fn name(entry: &Entry) -> String {
    if entry.place.client.is_some() { entry.place.client_name.clone() } else { entry.place.pool_name.clone() }
}

fn columns(tally: &Tally) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(|rule| tally.rule(rule.id).is_some())
}

/// The rows of a view; `all` has the names of pools that nothing of their own is shown of.
fn keys(tally: &Tally, all: &Tally, view: View, below: Option<&Below>) -> Vec<Key> {
    if let Some(below) = below {
        return findings(tally, below);
    }
    match view {
        View::Severities => {
            let severities = Severity::WORST_FIRST.into_iter().map(Key::Severity);
            severities.chain(tally.lacks().keys().cloned().map(Key::Lack)).collect()
        }
        View::Rules => {
            let mut groups: Vec<&Group> = tally.rules().collect();
            // By id where neither is worse.
            groups.sort_by(|a, b| worse(a.counts, b.counts));
            groups.into_iter().map(|group| Key::Rule(group.rule.id)).collect()
        }
        View::Clients => {
            let mut entries: Vec<_> = tally.entries().filter(|(_, entry)| entry.counts.total() > 0).collect();
            entries.sort_by(|(a, one), (b, other)| {
                let names =
                    |entry: &'_ Entry| (entry.place.pool_name.clone(), entry.place.client_name.clone());
                worse(one.counts, other.counts)
                    .then_with(|| names(one).cmp(&names(other)))
                    .then_with(|| a.cmp(b))
            });
            entries.into_iter().map(|(about, _)| Key::Place(Arc::clone(about))).collect()
        }
        View::Map => {
            let name = |run: usize, pool: &PoolId| {
                let entry = all.entry(&About { run, pool: pool.clone(), client: None });
                entry.map(|entry| entry.place.pool_name.clone())
            };
            let mut pools: Vec<_> = tally.heat().keys().cloned().collect();
            pools.sort_by_cached_key(|(run, pool)| (*run, name(*run, pool), pool.clone()));
            pools.into_iter().map(|(run, pool)| Key::Pool(run, pool)).collect()
        }
    }
}

pub(super) fn findings(tally: &Tally, below: &Below) -> Vec<Key> {
    let fits = |about: &About, finding: &Finding| {
        below.rule.is_none_or(|rule| rule == finding.rule.id)
            && below.severity.is_none_or(|severity| severity == finding.severity)
            && below.pool.as_ref().is_none_or(|(run, pool)| *run == about.run && *pool == about.pool)
    };
    // A rule knows where it found something; nothing else needs to be looked through.
    let places: Vec<&Arc<About>> = match (&below.about, below.rule) {
        (Some(about), _) => vec![about],
        (None, Some(rule)) => tally.rule(rule).map(|group| group.places.iter().collect()).unwrap_or_default(),
        (None, None) => tally.entries().map(|(about, _)| about).collect(),
    };
    let mut found: Vec<(&Entry, &Arc<About>, usize, &Finding)> = Vec::new();
    for about in places {
        let Some(entry) = tally.entry(about) else { continue };
        let fitting = entry.numbered().filter(|(_, finding)| fits(about, finding));
        found.extend(fitting.map(|(at, finding)| (entry, about, at, finding)));
    }
    found.sort_by(|(one, a, m, f), (other, b, n, g)| {
        let key = |entry: &'_ Entry| (entry.place.pool_name.clone(), entry.place.client_name.clone());
        Reverse(f.severity)
            .cmp(&Reverse(g.severity))
            .then_with(|| key(one).cmp(&key(other)))
            .then_with(|| a.cmp(b))
            .then_with(|| f.rule.id.cmp(g.rule.id))
            .then_with(|| m.cmp(n))
    });
    found.into_iter().map(|(_, about, at, _)| Key::Finding(Arc::clone(about), at)).collect()
}
