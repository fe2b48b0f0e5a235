//! What came of an audit: findings in their order, counts, and what could not be looked at.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Finding, Need, Place, RULES, Rule, Severity};

/// The result of an audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// When it was made.
    pub at: Timestamp,
    /// What was audited, as label and text (profile, account, region); safe to show. Whoever asked adds it.
    pub about: Vec<(String, String)>,
    /// How many clients were judged.
    pub clients: usize,
    /// The pools that were judged.
    pub pools: Vec<Place>,
    /// What counts: the worst first, then by rule, pool and client.
    pub findings: Vec<Finding>,
    /// What was found and is accepted, in the same order.
    pub suppressed: Vec<Finding>,
    /// What could not be answered, failures first.
    pub gaps: Vec<Gap>,
}

/// Places of an audit by profile and region, in words: each where they are few, how many of each profile where
/// they are not.
pub fn places_in_words(places: &[(String, String)]) -> String {
    let joined = |words: &[&str]| {
        let words: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
        words.join(" · ")
    };
    if places.len() <= FEW {
        let each: Vec<String> = places.iter().map(|(profile, region)| joined(&[profile, region])).collect();
        return each.join(", ");
    }
    let mut regions: BTreeMap<&str, usize> = BTreeMap::new();
    for (profile, _) in places {
        *regions.entry(profile).or_default() += 1;
    }
    if regions.len() > FEW {
        return format!("{} profiles · {} places", regions.len(), places.len());
    }
    let count = |count: usize| if count == 1 { "1 region".to_owned() } else { format!("{count} regions") };
    let each = regions.into_iter().map(|(profile, regions)| joined(&[profile, &count(regions)]));
    each.collect::<Vec<_>>().join(", ")
}

/// So many places are named one by one.
const FEW: usize = 4;

/// Something that was not known, and what could not be answered for want of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What was missing.
    pub need: Need,
    /// Why, safe to show; `None` where nobody asked for it.
    pub why: Option<String>,
    /// The rules that were not answered; none where all of them were not.
    pub rules: Vec<&'static Rule>,
    /// The clients, pools or whole sites that it concerns, by name.
    pub places: Vec<Arc<Place>>,
}

/// How many findings of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([usize; 5]);

impl Counts {
    /// Of these.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.0[finding.severity as usize] += 1;
        }
        counts
    }

    /// One more of a severity, or one less.
    pub fn step(&mut self, severity: Severity, comes: bool) {
        let count = &mut self.0[severity as usize];
        *count = if comes { *count + 1 } else { count.saturating_sub(1) };
    }

    /// Of one severity.
    pub fn get(self, severity: Severity) -> usize {
        self.0[severity as usize]
    }

    /// Of a severity or a worse one.
    pub fn at_least(self, severity: Severity) -> usize {
        self.0[severity as usize..].iter().sum()
    }

    /// Of all.
    pub fn total(self) -> usize {
        self.0.iter().sum()
    }

    /// The worst that there is.
    pub fn worst(self) -> Option<Severity> {
        Severity::WORST_FIRST.into_iter().find(|severity| self.get(*severity) > 0)
    }
}

/// Findings with something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'a, T> {
    /// What they have in common.
    pub what: T,
    /// The findings, in the report's order.
    pub findings: Vec<&'a Finding>,
    /// How many of each severity.
    pub counts: Counts,
}

/// Pools against rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat<'a> {
    /// The rules that found something, by id.
    pub rules: Vec<&'static Rule>,
    /// The pools, by name, each with a cell for each rule.
    pub rows: Vec<(&'a Place, Vec<Cell>)>,
}

/// What one rule found in one pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many findings.
    pub count: usize,
    /// The worst of them; `None` where there are none.
    pub worst: Option<Severity>,
}

impl Report {
    pub(super) fn new(
        at: Timestamp,
        findings: Vec<Finding>,
        gaps: Gaps,
        clients: usize,
        mut pools: Vec<Place>,
    ) -> Self {
        let mut findings = in_order(findings);
        let suppressed = findings.partition_point(|finding| finding.suppressed.is_none());
        let suppressed = findings.split_off(suppressed);
        pools.sort_by(|a, b| a.order().cmp(&b.order()));
        Self { at, about: Vec::new(), clients, pools, findings, suppressed, gaps: gaps.finish() }
    }

    /// True when everything that was asked for was read. What nobody asked for is told as a gap all the same.
    pub fn is_complete(&self) -> bool {
        self.gaps.iter().all(|gap| gap.why.is_none())
    }

    /// How many findings of each severity.
    pub fn counts(&self) -> Counts {
        Counts::of(&self.findings)
    }

    /// By rule: the worst first, then the most, then by id.
    pub fn by_rule(&self) -> Vec<Group<'_, &'static Rule>> {
        let mut groups: BTreeMap<usize, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            groups.entry(rank(finding.rule)).or_default().push(finding);
        }
        sorted(groups.into_values().map(|findings| Group::new(findings[0].rule, findings)).collect())
    }

    /// By client, and by pool for findings about pools: the worst first, then the most, then by name.
    pub fn by_client(&self) -> Vec<Group<'_, &Place>> {
        let mut groups: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.findings {
            groups.entry(finding.place.order()).or_default().push(finding);
        }
        sorted(groups.into_values().map(|findings| Group::new(&*findings[0].place, findings)).collect())
    }

    /// Pools against rules, for those rules that found something.
    pub fn heat<'a>(&'a self) -> Heat<'a> {
        let found: BTreeSet<usize> = self.findings.iter().map(|finding| rank(finding.rule)).collect();
        let columns: BTreeMap<usize, usize> =
            found.iter().enumerate().map(|(at, rank)| (*rank, at)).collect();
        let key = |place: &'a Place| (place.pool.as_str(), place.site.as_deref());
        let mut rows: BTreeMap<_, (&Place, Vec<Cell>)> =
            self.pools.iter().map(|pool| (key(pool), (pool, vec![Cell::default(); columns.len()]))).collect();
        for finding in &self.findings {
            let row = rows
                .entry(key(&finding.place))
                .or_insert_with(|| (&finding.place, vec![Cell::default(); columns.len()]));
            let cell = &mut row.1[columns[&rank(finding.rule)]];
            cell.count += 1;
            cell.worst = cell.worst.max(Some(finding.severity));
        }
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.sort_by(|(a, _), (b, _)| {
            (&a.pool_name, &a.pool, &a.site).cmp(&(&b.pool_name, &b.pool, &b.site))
        });
        Heat { rules: found.into_iter().map(|rank| &RULES[rank]).collect(), rows }
    }
}

/// What counts before what is accepted; the worst first, then by rule, then by place, then as a rule found
/// them. Findings are large and there can be many, so places are ranked once, numbers are sorted, and each
/// finding moves at most twice, within the memory that they have.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    let mut runs: Vec<(&Place, usize, usize)> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        match runs.last_mut() {
            Some((place, _, end)) if std::ptr::eq(*place, &raw const *finding.place) => *end = at + 1,
            _ => runs.push((&finding.place, at, at + 1)),
        }
    }
    runs.sort_by(|(a, ..), (b, ..)| a.order().cmp(&b.order()));
    let mut keys = Vec::with_capacity(findings.len());
    let mut place_rank = 0;
    for (number, (place, start, end)) in runs.iter().enumerate() {
        if number > 0 && runs[number - 1].0.order() != place.order() {
            place_rank += 1;
        }
        for (at, finding) in findings.iter().enumerate().take(*end).skip(*start) {
            let accepted = finding.suppressed.is_some();
            keys.push((accepted, Reverse(finding.severity), rank(finding.rule), place_rank, at));
        }
    }
    keys.sort_unstable();
    let mut from: Vec<usize> = keys.into_iter().map(|(.., at)| at).collect();
    // Along each circle of places every finding gets the one that belongs there, and its place is settled.
    for start in 0..from.len() {
        let mut to = start;
        while from[to] != start {
            let next = std::mem::replace(&mut from[to], to);
            findings.swap(to, next);
            to = next;
        }
        from[to] = to;
    }
    findings
}

impl<'a, T> Group<'a, T> {
    fn new(what: T, findings: Vec<&'a Finding>) -> Self {
        let counts = Counts::of(findings.iter().copied());
        Self { what, findings, counts }
    }
}

/// Groups keep their order where neither is worse.
fn sorted<T>(mut groups: Vec<Group<'_, T>>) -> Vec<Group<'_, T>> {
    groups.sort_by(|a, b| {
        let severities = Severity::WORST_FIRST.into_iter();
        let counts = severities.map(|severity| b.counts.get(severity).cmp(&a.counts.get(severity)));
        b.counts
            .worst()
            .cmp(&a.counts.worst())
            .then(counts.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then))
    });
    groups
}

/// A rule's place in the table, which is in the order of [`by_id`].
pub(super) fn rank(rule: &Rule) -> usize {
    RULES.binary_search_by_key(&by_id(rule), by_id).unwrap_or(RULES.len())
}

/// Clients before pools, then by number.
fn by_id(rule: &Rule) -> (bool, &'static str) {
    (rule.is_about_pools(), rule.id)
}

/// Gaps in the making.
#[derive(Debug, Default)]
pub(super) struct Gaps(BTreeMap<(bool, Need, Option<String>), Collected>);

#[derive(Debug, Default)]
struct Collected {
    rules: BTreeSet<&'static str>,
    places: Vec<Arc<Place>>,
}

impl Gaps {
    pub(super) fn add(&mut self, need: Need, why: Option<String>, rule: Option<&Rule>, place: &Arc<Place>) {
        let gap = self.0.entry((why.is_none(), need, why)).or_default();
        if let Some(rule) = rule {
            gap.rules.insert(rule.id);
        }
        // What is missing for one client is missing for several rules, one after the other.
        if !gap.places.last().is_some_and(|last| Arc::ptr_eq(last, place)) {
            gap.places.push(Arc::clone(place));
        }
    }

    fn finish(self) -> Vec<Gap> {
        let gap = |((_, need, why), collected): ((bool, Need, Option<String>), Collected)| {
            let mut places = collected.places;
            places.sort_by(|a, b| a.order().cmp(&b.order()));
            places.dedup();
            Gap { need, why, rules: collected.rules.into_iter().filter_map(super::find).collect(), places }
        };
        self.0.into_iter().map(gap).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_places_are_a_few_words() {
        let of = |profile: &str, count: usize| -> Vec<(String, String)> {
            (0..count).map(|at| (profile.to_owned(), format!("region-{at}"))).collect()
        };
        assert_eq!(places_in_words(&of("prod", 2)), "prod · region-0, prod · region-1");
        assert_eq!(places_in_words(&of("", 1)), "region-0");
        assert_eq!(places_in_words(&of("prod", 17)), "prod · 17 regions");
        assert_eq!(places_in_words(&of("", 17)), "17 regions");
        let two = [of("prod", 17), of("dev", 1)].concat();
        assert_eq!(places_in_words(&two), "dev · 1 region, prod · 17 regions");
        let many: Vec<_> = (0..6).flat_map(|at| of(&format!("p{at}"), 2)).collect();
        assert_eq!(places_in_words(&many), "6 profiles · 12 places");
    }
}
