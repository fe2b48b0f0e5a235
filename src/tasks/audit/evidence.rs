//! What a crawl reads, kept until it is judged, and judged as it arrives.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::super::crawl::{MANAGED, PoolFacts, Read, Skip, Step};
use crate::audit::{
    Around, Audit, Checked, Finding, Known, Need, Place, Policy, Report, Site, Subject, across, check,
    check_pool,
};
use crate::client::{ClientKey, ClientSummary, PoolId, PoolSummary};
use crate::cognito::{CognitoError, ErrorKind};

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Clients that were read.
    pub read: usize,
    /// Clients that could not be read.
    pub failed: usize,
    /// Clients that are known of so far.
    pub known: usize,
    /// True once every list is complete, so that no more clients will be known of.
    pub all_known: bool,
}

/// A client or a pool, and what the rules say of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What was judged.
    pub place: Place,
    /// What came of it.
    pub checked: Checked,
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// What was missing.
    pub need: Need,
    /// What it is about.
    pub place: Place,
    /// Why, safe to show.
    pub why: String,
}

/// The clients of a pool that are known of.
#[derive(Debug, Default)]
struct List {
    rows: Vec<ClientSummary>,
    complete: bool,
}

/// What was read of one place, and what could not be.
#[derive(Debug, Default)]
pub struct Evidence {
    site: Option<Arc<Site>>,
    around: HashMap<PoolId, Around>,
    /// Pools whose surroundings were read, as far as they can be.
    surveyed: HashSet<PoolId>,
    pools: Option<Vec<PoolSummary>>,
    lists: HashMap<PoolId, List>,
    /// Names of clients, for those that cannot be described.
    names: HashMap<ClientKey, String>,
    clients: HashMap<ClientKey, Box<Read>>,
    /// Clients that were read before what stands around them.
    waiting: HashMap<PoolId, BTreeSet<ClientKey>>,
    unread: Vec<Missed>,
    failed: usize,
    first_failure: Option<CognitoError>,
    /// The first that keeps single rules from an answer and not a client from being read.
    part_failure: Option<CognitoError>,
    /// True where not even the pools are known.
    nothing: bool,
    /// Pools that another tells of.
    told_before: HashSet<PoolId>,
}

impl Evidence {
    /// Takes in what a crawl says.
    pub fn take(&mut self, step: Step) {
        if let Step::ClientFailed(_, error) | Step::PoolFailed(_, error) | Step::Failed(error) = &step {
            self.first_failure.get_or_insert_with(|| error.clone());
        }
        match step {
            Step::Pools(pools) => {
                for pool in &pools {
                    self.around_of(&pool.id).name.clone_from(&pool.name);
                }
                self.pools = Some(pools);
            }
            Step::Pool(facts) => self.pool(*facts),
            Step::Listed(pool, rows) => {
                self.names.extend(rows.iter().map(|row| (row.key.clone(), row.name.clone())));
                self.lists.entry(pool).or_default().rows.extend(rows);
            }
            Step::ListEnded(pool) => self.lists.entry(pool).or_default().complete = true,
            Step::Client(read) => self.client(read),
            Step::ClientFailed(key, error) => {
                self.failed += 1;
                let name = self.names.get(&key).cloned().unwrap_or_default();
                let pool_name = self.around_of(&key.pool).name.clone();
                let (pool, client) = (key.pool, Some(key.client));
                let place = Place { pool, pool_name, client, client_name: name, site: None };
                self.missed(Need::Client, place, &error);
            }
            Step::PoolFailed(pool, error) => {
                let name = self.around_of(&pool).name.clone();
                self.missed(Need::Clients, Place::pool(pool, name), &error);
            }
            Step::Failed(error) => {
                self.nothing = true;
                self.missed(Need::Pools, Place::whole("the list of pools"), &error);
            }
        }
    }

    /// The same, judging what can be judged by now: a client once what stands around it was read.
    pub fn judge(&mut self, step: Step, policy: &Policy, now: Timestamp) -> Vec<Judged> {
        match &step {
            Step::Client(read) => {
                let key = read.client.key.clone();
                self.take(step);
                if self.surveyed.contains(&key.pool) {
                    return self.judge_client(&key, policy, now).into_iter().collect();
                }
                self.waiting.entry(key.pool.clone()).or_default().insert(key);
                Vec::new()
            }
            Step::Pool(facts) => {
                let pool = facts.id.clone();
                self.take(step);
                let mut judged: Vec<Judged> = self.judge_pool(&pool, policy, now).into_iter().collect();
                for key in self.waiting.remove(&pool).unwrap_or_default() {
                    judged.extend(self.judge_client(&key, policy, now));
                }
                judged
            }
            _ => {
                self.take(step);
                Vec::new()
            }
        }
    }

    /// Judges everything anew: after a change of the policy, or for somebody who has not heard of it.
    pub fn judge_all(&mut self, policy: &Policy, now: Timestamp) -> Vec<Judged> {
        self.waiting.clear();
        let pools = self.surveyed.iter().filter_map(|pool| self.judge_pool(pool, policy, now));
        let clients = self.clients.keys().filter_map(|key| self.judge_client(key, policy, now));
        pools.chain(clients).collect()
    }

    /// What is found by comparing clients with each other.
    pub fn compared(&self, policy: &Policy, now: Timestamp) -> Vec<Finding> {
        across(&self.subjects(), policy, now)
    }

    /// Judges one client.
    pub fn judge_client(&self, key: &ClientKey, policy: &Policy, now: Timestamp) -> Option<Judged> {
        let subject = self.subject(self.clients.get(key)?)?;
        let place = Place {
            pool: key.pool.clone(),
            pool_name: subject.around.name.clone(),
            client: Some(key.client.clone()),
            client_name: subject.client.name().to_owned(),
            site: None,
        };
        Some(Judged { place, checked: check(&subject, policy, now) })
    }

    fn judge_pool(&self, pool: &PoolId, policy: &Policy, now: Timestamp) -> Option<Judged> {
        let around = self.around.get(pool)?;
        let place = Place::pool(pool.clone(), around.name.clone());
        Some(Judged { place, checked: check_pool(around, policy, now) })
    }

    /// What need not be read again to go on. What could not be read is tried again.
    pub fn skip(&mut self) -> Skip {
        self.unread.clear();
        self.failed = 0;
        (self.first_failure, self.part_failure, self.nothing) = (None, None, false);
        self.lists.retain(|_, list| list.complete);
        let managed = |pool: &PoolId| {
            let pages = self.around.get(pool).map(|around| &around.pages);
            (pool.clone(), matches!(pages, Some(Known::Read(version)) if *version >= MANAGED))
        };
        Skip {
            pools: self.pools.clone(),
            around: self.surveyed.iter().map(managed).collect(),
            lists: self.lists.iter().map(|(pool, list)| (pool.clone(), list.rows.clone())).collect(),
            clients: self.clients.keys().cloned().collect(),
        }
    }

    /// Lets go of a client that is not there any more.
    pub fn forget(&mut self, key: &ClientKey) {
        self.clients.remove(key);
        for list in self.lists.values_mut() {
            list.rows.retain(|row| row.key != *key);
        }
    }

    /// The place cannot be connected to.
    pub fn unreachable(&mut self, error: &CognitoError) {
        self.first_failure.get_or_insert_with(|| error.clone());
        self.nothing = true;
        self.missed(Need::Connection, Place::whole("the place"), error);
    }

    fn missed(&mut self, need: Need, place: Place, error: &CognitoError) {
        self.unread.push(Missed { need, place, why: words(error) });
    }

    /// Says where all of this is. The account is read from a pool where it is not known otherwise.
    pub fn set_site(&mut self, mut site: Site) {
        site.account = site.account.or_else(|| self.account().map(str::to_owned));
        let site = Arc::new(site);
        self.around.values_mut().for_each(|around| around.site = Some(Arc::clone(&site)));
        self.site = Some(site);
    }

    /// Whose the pools are, once one is described.
    pub fn account(&self) -> Option<&str> {
        self.around.values().find_map(|around| match &around.pool {
            Known::Read(pool) => pool.account(),
            _ => None,
        })
    }

    /// Where all of this is, as far as that was said.
    pub fn site(&self) -> Option<&Site> {
        self.site.as_deref()
    }

    /// Lets go of pools and clients that another has read of the same service.
    fn leave_out(&mut self, other: &Self) {
        self.told_before.extend(other.around.keys().cloned());
        self.clients.retain(|key, _| !other.clients.contains_key(key));
    }

    /// How far the reading is.
    pub fn progress(&self) -> Progress {
        let read = self.clients.len();
        let listed: usize = self.lists.values().map(|list| list.rows.len()).sum();
        let all_known = self.pools.as_ref().is_some_and(|pools| {
            pools.iter().all(|pool| self.lists.get(&pool.id).is_some_and(|list| list.complete))
        });
        Progress { read, failed: self.failed, known: listed.max(read + self.failed), all_known }
    }

    /// How many clients of each pool are known of and not read yet.
    pub fn left(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().map(|(pool, list)| {
            let read = list.rows.iter().filter(|row| self.clients.contains_key(&row.key)).count();
            let failed =
                self.unread.iter().filter(|one| one.place.pool == *pool && one.place.client.is_some());
            list.rows.len().saturating_sub(read + failed.count())
        })
    }

    /// How many of the clients that were read had their secrets asked for.
    pub fn with_secrets(&self) -> usize {
        self.clients.values().filter(|read| read.secrets.is_some()).count()
    }

    /// What could not be read, and why.
    pub fn unread(&self) -> &[Missed] {
        &self.unread
    }

    /// Why not everything could be read, where that is so: the first reason.
    pub fn failure(&self) -> Option<&CognitoError> {
        self.first_failure.as_ref().or(self.part_failure.as_ref())
    }

    /// Why there is nothing to tell of: neither a client nor a pool is known, since nothing could be asked.
    pub fn nothing_known(&self) -> Option<&CognitoError> {
        self.first_failure.as_ref().filter(|_| self.nothing)
    }

    /// Why nothing at all could be read, where that is so.
    pub fn only_failure(&self) -> Option<&CognitoError> {
        self.first_failure.as_ref().filter(|_| self.clients.is_empty())
    }

    /// Judges everything that was read, pool by pool, and lets go of each pool's clients as it goes.
    pub fn into_report(self, policy: &Policy, now: Timestamp) -> Report {
        let mut audit = Audit::new(policy, now);
        self.give(&mut audit);
        audit.finish()
    }

    /// The same for several places. What one of them has of the service of one before it is told once.
    pub fn into_report_of(mut all: Vec<Self>, policy: &Policy, now: Timestamp) -> Report {
        for at in 1..all.len() {
            let (before, rest) = all.split_at_mut(at);
            let is_same = |one: &&Self| {
                one.site().zip(rest[0].site()).is_some_and(|(site, other)| site.is_beside(other))
            };
            let same: Vec<&Self> = before.iter().filter(is_same).collect();
            for one in same {
                rest[0].leave_out(one);
            }
        }
        let mut audit = Audit::new(policy, now);
        for one in all {
            one.give(&mut audit);
        }
        audit.finish()
    }

    fn give(mut self, audit: &mut Audit<'_>) {
        let mut pools: HashMap<PoolId, Vec<Box<Read>>> = HashMap::with_capacity(self.around.len());
        for (key, read) in std::mem::take(&mut self.clients) {
            pools.entry(key.pool).or_default().push(read);
        }
        for reads in pools.into_values() {
            audit.clients(&reads.iter().filter_map(|read| self.subject(read)).collect::<Vec<_>>());
        }
        self.beside_clients(audit);
    }

    /// Judges everything that was read so far in several places, and keeps it. `missing` is what they do not
    /// tell themselves: that one cannot be connected to is told by the failure that it knows of.
    pub fn report_of(all: &[&Self], missing: &[(usize, Missed)], policy: &Policy, now: Timestamp) -> Report {
        let mut audit = Audit::new(policy, now);
        for one in all {
            audit.clients(&one.subjects());
            one.beside_clients(&mut audit);
        }
        for (at, Missed { need, place, why }) in missing {
            let Some(one) = all.get(*at) else { continue };
            if *need == Need::Rest || one.unread.is_empty() {
                audit.could_not_read(*need, Place { site: one.site.clone(), ..place.clone() }, why);
            }
        }
        audit.finish()
    }

    /// The pools themselves, and what could not be read.
    fn beside_clients(&self, audit: &mut Audit<'_>) {
        for around in self.around.values().filter(|around| !self.told_before.contains(&around.id)) {
            audit.pool(around);
        }
        for Missed { need, place, why } in &self.unread {
            audit.could_not_read(*need, Place { site: self.site.clone(), ..place.clone() }, why);
        }
    }

    fn subjects(&self) -> Vec<Subject<'_>> {
        self.clients.values().filter_map(|read| self.subject(read)).collect()
    }

    fn subject<'a>(&'a self, read: &'a Read) -> Option<Subject<'a>> {
        let mut subject = Subject::new(&read.client, self.around.get(&read.client.key.pool)?);
        subject.secrets = asked(read.secrets.clone());
        subject.branded = asked(read.styled.clone());
        Some(subject)
    }

    fn client(&mut self, read: Box<Read>) {
        let secrets = read.secrets.as_ref().and_then(|it| it.as_ref().err());
        let styled = read.styled.as_ref().and_then(|it| it.as_ref().err());
        // The same as for a pool's sign-in pages.
        let styled = styled.filter(|error| error.kind() != ErrorKind::AccessDenied);
        let is_failure = |error: &&CognitoError| error.kind() != ErrorKind::Unsupported;
        let failed = secrets.filter(is_failure).or(styled.filter(is_failure));
        if let (None, Some(error)) = (&self.part_failure, failed) {
            self.part_failure = Some(error.clone());
        }
        self.names.remove(&read.client.key);
        self.around_of(&read.client.key.pool);
        self.clients.insert(read.client.key.clone(), read);
    }

    fn pool(&mut self, facts: PoolFacts) {
        if let (None, Some(error)) = (&self.part_failure, facts.first_failure()) {
            self.part_failure = Some(error.clone());
        }
        let PoolFacts { id, pool, providers, mappings, servers, pages, .. } = facts;
        let around = self.around_of(&id);
        if let (Ok(pool), true) = (&pool, around.name.is_empty()) {
            pool.name().unwrap_or_default().clone_into(&mut around.name);
        }
        around.pool = known(pool);
        around.providers = known(providers);
        around.mappings = known(mappings);
        around.servers = known(servers);
        around.pages = asked(pages);
        self.surveyed.insert(id);
    }

    fn around_of(&mut self, pool: &PoolId) -> &mut Around {
        self.around.entry(pool.clone()).or_insert_with(|| Around::new(pool.clone(), ""))
    }
}

fn known<T>(result: Result<T, CognitoError>) -> Known<T> {
    match result {
        Ok(value) => Known::Read(value),
        Err(error) => Known::Failed(words(&error)),
    }
}

fn asked<T>(result: Option<Result<T, CognitoError>>) -> Known<T> {
    result.map_or(Known::NotAsked, known)
}

fn words(error: &CognitoError) -> String {
    crate::client::text::harmless(&error.to_string()).into_owned()
}
