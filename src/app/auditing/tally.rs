//! Findings as they arrive, counted by severity, rule, client and pool without looking at the others again.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::audit::{Checked, Counts, Finding, Need, Place, Rule, Severity};
use crate::client::{ClientId, PoolId};

/// What a finding is about, in which place of several.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct About {
    /// The place, by its number in the audit.
    pub run: usize,
    /// The pool.
    pub pool: PoolId,
    /// The client; none for the pool itself.
    pub client: Option<ClientId>,
}

impl About {
    pub(super) fn of(run: usize, place: &Place) -> Self {
        Self { run, pool: place.pool.clone(), client: place.client.clone() }
    }
}

/// A client or a pool, with what was found of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its names.
    pub place: Place,
    /// How many findings of each severity.
    pub counts: Counts,
    checked: Checked,
    /// What was found by comparing it with others.
    compared: Vec<Finding>,
}

impl Entry {
    fn new(place: Place) -> Self {
        Self { place, counts: Counts::default(), checked: Checked::default(), compared: Vec::new() }
    }

    /// Its findings, without accepted ones.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.all().filter(|finding| finding.suppressed.is_none())
    }

    /// All of its findings, each at a fixed place until it is judged again.
    fn all(&self) -> impl Iterator<Item = &Finding> {
        self.checked.findings.iter().chain(&self.compared)
    }

    /// The finding at a place.
    pub fn finding(&self, at: usize) -> Option<&Finding> {
        self.all().nth(at)
    }

    /// Findings that count, each with its place.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, &Finding)> {
        self.all().enumerate().filter(|(_, finding)| finding.suppressed.is_none())
    }
}

/// What one rule found.
#[derive(Clone, Debug)]
pub struct Group {
    /// The rule.
    pub rule: &'static Rule,
    /// How many findings of each severity.
    pub counts: Counts,
    /// How many of them have a fix.
    pub fixable: usize,
    /// What they are about.
    pub places: BTreeSet<Arc<About>>,
}

/// What rules could not answer for want of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lack {
    /// What was missing.
    pub need: Need,
    /// Why; none where nobody asked for it.
    pub why: Option<String>,
}

/// Everything that was found so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    entries: HashMap<Arc<About>, Entry>,
    rules: BTreeMap<&'static str, Group>,
    heat: BTreeMap<(usize, PoolId), BTreeMap<&'static str, Counts>>,
    lacks: BTreeMap<Lack, usize>,
    counts: Counts,
    accepted: usize,
    edition: u64,
}

impl Tally {
    /// How many findings of each severity.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many findings are accepted.
    pub fn accepted(&self) -> usize {
        self.accepted
    }

    /// What each rule found, by id.
    pub fn rules(&self) -> impl Iterator<Item = &Group> {
        self.rules.values()
    }

    /// What one rule found.
    pub fn rule(&self, id: &str) -> Option<&Group> {
        self.rules.get(id)
    }

    /// What was found of a client or pool.
    pub fn entry(&self, about: &About) -> Option<&Entry> {
        self.entries.get(about)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&Arc<About>, &Entry)> {
        self.entries.iter()
    }

    /// The pools that were looked at, with what each rule found in them.
    pub(super) fn heat(&self) -> &BTreeMap<(usize, PoolId), BTreeMap<&'static str, Counts>> {
        &self.heat
    }

    /// What could not be answered, and for how many clients and pools.
    pub(super) fn lacks(&self) -> &BTreeMap<Lack, usize> {
        &self.lacks
    }

    /// Counts changes, so that whoever made something of it knows when that is out of date.
    pub(super) fn edition(&self) -> u64 {
        self.edition
    }

    /// Puts what was found of a client or pool in place of what was known of it.
    pub(super) fn put(&mut self, run: usize, place: Place, checked: Checked) {
        let about = Arc::new(About::of(run, &place));
        let mut entry = match self.entries.remove_entry(&*about) {
            Some((about, entry)) => {
                self.count(&about, &entry, false);
                entry
            }
            None => Entry::new(place.clone()),
        };
        entry.place = place;
        entry.checked = checked;
        self.keep(about, entry);
    }

    /// The same with only those findings that pass, each by what it is about and its place there. What could
    /// not be answered and what is accepted is not in it.
    pub(super) fn only(&self, passes: impl Fn(&About, usize) -> bool) -> Self {
        let mut only = Self::default();
        for (about, entry) in &self.entries {
            let passing = entry.numbered().filter(|(at, _)| passes(about, *at));
            let findings: Vec<Finding> = passing.map(|(_, finding)| finding.clone()).collect();
            if !findings.is_empty() {
                let checked = Checked { findings, unchecked: Vec::new() };
                only.keep(Arc::clone(about), Entry { checked, ..Entry::new(entry.place.clone()) });
            }
        }
        only
    }

    /// Puts what comparing clients found in place of all that it found before.
    pub(super) fn compare(&mut self, run: usize, found: Vec<Finding>) {
        let mut by_place: HashMap<About, Vec<Finding>> = HashMap::new();
        for finding in found {
            by_place.entry(About::of(run, &finding.place)).or_default().push(finding);
        }
        let old = self.entries.iter().filter(|(about, entry)| about.run == run && !entry.compared.is_empty());
        let old: Vec<Arc<About>> = old.map(|(about, _)| Arc::clone(about)).collect();
        for about in old {
            by_place.entry((*about).clone()).or_default();
        }
        for (about, found) in by_place {
            if let Some((about, mut entry)) = self.entries.remove_entry(&about) {
                self.count(&about, &entry, false);
                entry.compared = found;
                self.keep(about, entry);
            }
        }
    }

    /// Lets go of a client that is not there any more.
    pub(super) fn remove(&mut self, about: &About) {
        if let Some((about, entry)) = self.entries.remove_entry(about) {
            self.count(&about, &entry, false);
        }
        self.edition += 1;
    }

    fn keep(&mut self, about: Arc<About>, mut entry: Entry) {
        entry.counts = Counts::of(entry.findings());
        self.count(&about, &entry, true);
        self.entries.insert(about, entry);
        self.edition += 1;
    }

    /// Counts everything of a client or pool in, or out.
    fn count(&mut self, about: &Arc<About>, entry: &Entry, comes: bool) {
        let pool = self.heat.entry((about.run, about.pool.clone())).or_default();
        for finding in entry.all() {
            if finding.suppressed.is_some() {
                step(&mut self.accepted, comes);
                continue;
            }
            let (id, severity) = (finding.rule.id, finding.severity);
            let group = self.rules.entry(id).or_insert_with(|| Group {
                rule: finding.rule,
                counts: Counts::default(),
                fixable: 0,
                places: BTreeSet::new(),
            });
            self.counts.step(severity, comes);
            group.counts.step(severity, comes);
            pool.entry(id).or_default().step(severity, comes);
            if finding.fix.is_some() {
                step(&mut group.fixable, comes);
            }
            if comes {
                group.places.insert(Arc::clone(about));
            } else {
                group.places.remove(about);
            }
            if group.counts.total() == 0 {
                self.rules.remove(id);
            }
        }
        for one in &entry.checked.unchecked {
            let lack = Lack { need: one.need, why: one.why.clone() };
            let count = self.lacks.entry(lack.clone()).or_default();
            step(count, comes);
            if *count == 0 {
                self.lacks.remove(&lack);
            }
        }
    }
}

fn step(count: &mut usize, comes: bool) {
    *count = if comes { *count + 1 } else { count.saturating_sub(1) };
}

/// The worst first, then the most of it.
pub(super) fn worse(one: Counts, other: Counts) -> std::cmp::Ordering {
    let order = Severity::WORST_FIRST.into_iter().map(|severity| other.get(severity).cmp(&one.get(severity)));
    other.worst().cmp(&one.worst()).then(order.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Around, Policy, Subject, check};
    use crate::client::{AppClient, ClientKey, SecretPresence, Settings};
    use serde_json::json;

    fn judged(id: &str, existence: &str) -> (Place, Checked) {
        let pool = PoolId::new("eu-west-1_a");
        let document = json!({"ClientName": id, "ClientId": id, "PreventUserExistenceErrors": existence});
        let settings = Settings::from_wire(document.as_object().unwrap().clone());
        let client =
            AppClient { key: ClientKey::new(pool.as_str(), id), settings, secret: SecretPresence::Absent };
        let around = Around::new(pool.clone(), "customers");
        let checked = check(
            &Subject::new(&client, &around),
            &Policy::default(),
            "2026-06-01T12:00:00Z".parse().unwrap(),
        );
        let place = Place {
            pool,
            pool_name: "customers".to_owned(),
            client: Some(client.key.client.clone()),
            client_name: id.to_owned(),
            site: None,
        };
        (place, checked)
    }

    /// Counts made anew from what is kept.
    fn recount(tally: &Tally) -> (Counts, BTreeMap<&'static str, usize>) {
        let all = || tally.entries.values().flat_map(Entry::findings);
        let mut rules = BTreeMap::new();
        all().for_each(|finding| *rules.entry(finding.rule.id).or_default() += 1);
        (Counts::of(all()), rules)
    }

    #[test]
    fn counts_stay_true_whatever_comes_changes_and_goes() {
        let mut tally = Tally::default();
        for (id, existence) in
            [("a", "LEGACY"), ("b", "LEGACY"), ("a", "ENABLED"), ("c", "ENABLED"), ("b", "LEGACY")]
        {
            let (place, checked) = judged(id, existence);
            tally.put(0, place, checked);
            let (counts, rules) = recount(&tally);
            assert_eq!(tally.counts(), counts);
            let kept: BTreeMap<_, _> =
                tally.rules().map(|group| (group.rule.id, group.counts.total())).collect();
            assert_eq!(kept, rules);
        }
        assert_eq!(tally.rule("S13").unwrap().places.len(), 1);
        for id in ["a", "b", "c"] {
            tally.remove(&About::of(0, &judged(id, "LEGACY").0));
        }
        assert_eq!((tally.counts().total(), tally.rules().count(), tally.lacks().len()), (0, 0, 0));
        assert!(tally.heat().values().all(|row| row.values().all(|counts| counts.total() == 0)));
    }
}
