//! What a crawl reads, kept until it is judged, and judged as it arrives.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::super::crawl::{MANAGED, PoolFacts, Read, Skip, Step};
use crate::audit::{
    Around, Audit, Checked, Finding, Known, Place, Policy, Report, Subject, across, check, check_pool,
};
use crate::client::{ClientKey, ClientSummary, PoolId, PoolSummary};
use crate::cognito::CognitoError;

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

/// The clients of a pool that are known of.
#[derive(Debug, Default)]
struct List {
    rows: Vec<ClientSummary>,
    complete: bool,
}

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Evidence {
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
    unread: Vec<(Place, String)>,
    failed: usize,
    first_failure: Option<CognitoError>,
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
                let place = Place { pool: key.pool, pool_name, client: Some(key.client), client_name: name };
                self.unread.push((place, words(&error)));
            }
            Step::PoolFailed(pool, error) => {
                let name = self.around_of(&pool).name.clone();
                self.unread.push((Place::pool(pool, name), words(&error)));
            }
            Step::Failed(error) => {
                let nowhere = Place::pool(PoolId::new(""), "the list of pools");
                self.unread.push((nowhere, words(&error)));
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
        self.first_failure = None;
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

    /// A place of several that cannot be connected to.
    pub fn unreachable(&mut self, name: &str, error: &CognitoError) {
        self.first_failure.get_or_insert_with(|| error.clone());
        self.unread.push((Place::pool(PoolId::new(""), name), words(error)));
    }

    /// The same, where only the words of the failure are known.
    pub(super) fn could_not_reach(&mut self, place: Place, why: String) {
        self.unread.push((place, why));
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
                self.unread.iter().filter(|(place, _)| place.pool == *pool && place.client.is_some());
            list.rows.len().saturating_sub(read + failed.count())
        })
    }

    /// How many of the clients that were read had their secrets asked for.
    pub fn with_secrets(&self) -> usize {
        self.clients.values().filter(|read| read.secrets.is_some()).count()
    }

    /// What could not be read, and why.
    pub fn unread(&self) -> &[(Place, String)] {
        &self.unread
    }

    /// Why not everything could be read, where that is so: the first reason.
    pub fn failure(&self) -> Option<&CognitoError> {
        self.first_failure.as_ref()
    }

    /// Why nothing at all could be read, where that is so.
    pub fn only_failure(&self) -> Option<&CognitoError> {
        self.first_failure.as_ref().filter(|_| self.clients.is_empty())
    }

    /// Judges everything that was read, pool by pool, and lets go of each pool's clients as it goes.
    pub fn into_report(mut self, policy: &Policy, now: Timestamp) -> Report {
        let mut audit = Audit::new(policy, now);
        let mut pools: HashMap<PoolId, Vec<Box<Read>>> = HashMap::with_capacity(self.around.len());
        for (key, read) in std::mem::take(&mut self.clients) {
            pools.entry(key.pool).or_default().push(read);
        }
        for reads in pools.into_values() {
            audit.clients(&reads.iter().filter_map(|read| self.subject(read)).collect::<Vec<_>>());
        }
        self.beside_clients(&mut audit);
        audit.finish()
    }

    /// Judges everything that was read so far in several places, and keeps it.
    pub fn report_of<'a>(all: impl IntoIterator<Item = &'a Self>, policy: &Policy, now: Timestamp) -> Report {
        let mut audit = Audit::new(policy, now);
        for one in all {
            audit.clients(&one.subjects());
            one.beside_clients(&mut audit);
        }
        audit.finish()
    }

    /// The pools themselves, and what could not be read.
    fn beside_clients(&self, audit: &mut Audit<'_>) {
        for around in self.around.values() {
            audit.pool(around);
        }
        for (place, why) in &self.unread {
            audit.could_not_read(place.clone(), why);
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
        self.names.remove(&read.client.key);
        self.around_of(&read.client.key.pool);
        self.clients.insert(read.client.key.clone(), read);
    }

    fn pool(&mut self, facts: PoolFacts) {
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
