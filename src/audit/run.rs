//! Judging clients and pools, one at a time or all at once.

use std::sync::Arc;

use jiff::Timestamp;

use super::case::{Case, Found, PoolCase, Profile, Sink};
use super::report::Gaps;
use super::rules::digest;
use super::{Around, Finding, Need, Place, Policy, RULES, Report, Rule, Subject, Unchecked};
use crate::client::kind::badge_of_name;
use crate::client::shares::in_shares;
use crate::client::{ClientId, PoolId};

/// Clients below which another thread is not worth its start.
const SHARE: usize = 256;

/// What came of judging one client or pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What is wrong, suppressed findings included and marked.
    pub findings: Vec<Finding>,
    /// What could not be answered.
    pub unchecked: Vec<Unchecked>,
}

/// Judges a client by all rules about a single one.
pub fn check(subject: &Subject<'_>, policy: &Policy, now: Timestamp) -> Checked {
    let case = Case::new(subject, policy, now);
    let mut checked = Checked::default();
    judge(&case, &place(&case), &mut checked);
    checked
}

/// Adds what all rules about a single client say of one.
fn judge(case: &Case<'_>, place: &Arc<Place>, checked: &mut Checked) {
    let first = checked.findings.len();
    let mut sink = Sink::default();
    for rule in RULES.iter().filter(|rule| !case.policy.is_disabled(rule)) {
        let Some(check) = rule.check.client else { continue };
        let odd = if case.odd.is_empty() {
            None
        } else {
            rule.fields.iter().find(|field| case.odd.contains(field))
        };
        if let Some(field) = odd {
            let why = format!("{} ({}) has a form that this version does not know", field.label, field.id);
            sink.unread.push((Need::Form, Some(why)));
        } else {
            check(case, &mut sink);
        }
        take(&mut sink, rule, place, case.policy, case.now, checked);
    }
    // Whoever manages a client puts back what others change, or stops working: its fixes are not ours.
    if badge_of_name(case.client.name()).is_some() {
        checked.findings[first..].iter_mut().for_each(|finding| finding.fix = None);
    }
}

/// Judges a pool itself.
pub fn check_pool(around: &Around, policy: &Policy, now: Timestamp) -> Checked {
    let mut checked = Checked::default();
    let place = Arc::new(pool_place(around));
    let case = PoolCase { around };
    let mut sink = Sink::default();
    for rule in RULES.iter().filter(|rule| !policy.is_disabled(rule)) {
        let Some(check) = rule.check.pool else { continue };
        check(&case, &mut sink);
        take(&mut sink, rule, &place, policy, now, &mut checked);
    }
    checked
}

/// Judges clients beside each other, pool by pool: the same name twice, the same settings twice.
pub fn across(subjects: &[Subject<'_>], policy: &Policy, now: Timestamp) -> Vec<Finding> {
    let profile = |subject| {
        let case = Case::new(subject, policy, now);
        profile(&case, place(&case))
    };
    among(&mut subjects.iter().map(profile).collect::<Vec<_>>(), policy, now)
}

fn profile<'a>(case: &Case<'a>, place: Arc<Place>) -> Profile<'a> {
    Profile { client: case.client, place, digest: digest(case) }
}

fn among(clients: &mut [Profile<'_>], policy: &Policy, now: Timestamp) -> Vec<Finding> {
    clients.sort_by(|a, b| a.client.key.cmp(&b.client.key));
    let mut findings = Vec::new();
    for pool in clients.chunk_by(|a, b| a.client.key.pool == b.client.key.pool) {
        for rule in RULES.iter().filter(|rule| !policy.is_disabled(rule)) {
            let Some(check) = rule.check.among else { continue };
            let found = check(pool).into_iter();
            findings.extend(found.map(|(at, found)| finding(found, rule, &pool[at].place, policy, now)));
        }
    }
    findings
}

/// Judges everything that was read and reports.
pub fn run(subjects: &[Subject<'_>], policy: &Policy, now: Timestamp) -> Report {
    let mut audit = Audit::new(policy, now);
    let mut pools: Vec<&Around> = Vec::new();
    for subject in subjects {
        let same = |pool: &&Around| std::ptr::eq(*pool, subject.around);
        if !pools.last().is_some_and(same) && !pools.iter().any(|pool| pool.id == subject.around.id) {
            pools.push(subject.around);
        }
    }
    audit.clients(subjects);
    for pool in pools {
        audit.pool(pool);
    }
    audit.finish()
}

/// A report in the making, for clients that arrive one by one.
#[derive(Debug)]
pub struct Audit<'a> {
    policy: &'a Policy,
    now: Timestamp,
    findings: Vec<Finding>,
    gaps: Gaps,
    clients: usize,
    pools: Vec<Place>,
}

impl<'a> Audit<'a> {
    /// Nothing looked at yet.
    pub fn new(policy: &'a Policy, now: Timestamp) -> Self {
        Self { policy, now, findings: Vec::new(), gaps: Gaps::default(), clients: 0, pools: Vec::new() }
    }

    /// A client for itself. Compare clients with each other with [`across`] at the end.
    pub fn client(&mut self, subject: &Subject<'_>) {
        self.clients += 1;
        self.checked(check(subject, self.policy, self.now));
    }

    /// All clients of some pools: each for itself, and beside each other.
    pub fn clients(&mut self, subjects: &[Subject<'_>]) {
        // In the order of reports from the start: all that is sorted later is then nearly so.
        let mut subjects: Vec<_> = subjects.iter().map(|subject| (order(subject), subject)).collect();
        subjects.sort_by_key(|(order, _)| *order);
        let (policy, now) = (self.policy, self.now);
        let mut profiles = Vec::with_capacity(subjects.len());
        let shares = in_shares(&subjects, SHARE, |subjects| {
            let (mut checked, mut profiles) = (Checked::default(), Vec::with_capacity(subjects.len()));
            for &(_, subject) in subjects {
                let case = Case::new(subject, policy, now);
                let place = place(&case);
                judge(&case, &place, &mut checked);
                profiles.push(profile(&case, place));
            }
            (checked, profiles)
        });
        for (checked, share) in shares {
            self.checked(checked);
            profiles.extend(share);
        }
        self.clients += subjects.len();
        self.found(among(&mut profiles, policy, now));
    }

    /// A pool itself.
    pub fn pool(&mut self, around: &Around) {
        self.pools.push(pool_place(around));
        self.checked(check_pool(around, self.policy, self.now));
    }

    /// Findings that were made apart.
    pub fn found(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }

    /// A client, a pool or all of a site that could not be read: what was missing, and why (safe to show).
    pub fn could_not_read(&mut self, need: Need, place: Place, why: impl Into<String>) {
        self.gaps.add(need, Some(why.into()), None, &Arc::new(place));
    }

    /// The report of all that was added.
    pub fn finish(self) -> Report {
        Report::new(self.now, self.findings, self.gaps, self.clients, self.pools)
    }

    fn checked(&mut self, checked: Checked) {
        self.found(checked.findings);
        for one in checked.unchecked {
            self.gaps.add(one.need, one.why, Some(one.rule), &one.place);
        }
    }
}

/// As [`Place::order`] will have it.
fn order<'a>(subject: &Subject<'a>) -> (&'a str, &'a PoolId, &'a str, &'a ClientId) {
    let (client, around) = (subject.client, subject.around);
    (&around.name, &client.key.pool, client.name(), &client.key.client)
}

fn place(case: &Case<'_>) -> Arc<Place> {
    Arc::new(Place {
        pool: case.client.key.pool.clone(),
        pool_name: case.around.name.clone(),
        client: Some(case.client.key.client.clone()),
        client_name: case.client.name().to_owned(),
        site: case.around.site.clone(),
    })
}

fn pool_place(around: &Around) -> Place {
    Place { site: around.site.clone(), ..Place::pool(around.id.clone(), around.name.clone()) }
}

fn take(
    sink: &mut Sink,
    rule: &'static Rule,
    place: &Arc<Place>,
    policy: &Policy,
    now: Timestamp,
    checked: &mut Checked,
) {
    let unread = sink.unread.drain(..);
    checked.unchecked.extend(unread.map(|(need, why)| Unchecked {
        rule,
        place: Arc::clone(place),
        need,
        why,
    }));
    checked.findings.extend(sink.found.drain(..).map(|found| finding(found, rule, place, policy, now)));
}

fn finding(
    found: Found,
    rule: &'static Rule,
    place: &Arc<Place>,
    policy: &Policy,
    now: Timestamp,
) -> Finding {
    let (suppressed, note) = policy.suppressed(rule, place, now);
    Finding {
        rule,
        severity: policy.severity(rule).or(found.severity).unwrap_or(rule.severity),
        place: Arc::clone(place),
        fields: found.fields.unwrap_or(rule.fields),
        evidence: found.evidence,
        fix: found.fix,
        note,
        suppressed,
        aspect: found.aspect,
    }
}
