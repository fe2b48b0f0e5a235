//! What a crawl reads, kept until it is judged.

use std::collections::HashMap;

use jiff::Timestamp;

use super::crawl::{PoolFacts, Read, Step};
use crate::audit::{Around, Audit, Known, Place, Policy, Report, Subject, across};
use crate::client::{ClientKey, PoolId};
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
}

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub struct Evidence {
    around: HashMap<PoolId, Around>,
    /// Names of clients, for those that cannot be described.
    names: HashMap<ClientKey, String>,
    clients: Vec<Read>,
    unread: Vec<(Place, String)>,
    known: usize,
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
                for pool in pools {
                    self.around_of(&pool.id).name = pool.name;
                }
            }
            Step::Pool(facts) => self.pool(*facts),
            Step::Listed(_, rows) => {
                self.known += rows.len();
                self.names.extend(rows.into_iter().map(|row| (row.key, row.name)));
            }
            Step::Client(read) => {
                self.names.remove(&read.client.key);
                self.around_of(&read.client.key.pool);
                self.clients.push(*read);
            }
            Step::ClientFailed(key, error) => {
                self.failed += 1;
                let name = self.names.remove(&key).unwrap_or_default();
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

    /// A place of several that cannot be connected to.
    pub fn unreachable(&mut self, name: &str, error: &CognitoError) {
        self.unread.push((Place::pool(PoolId::new(""), name), words(error)));
    }

    /// How far the reading is.
    pub fn progress(&self) -> Progress {
        let read = self.clients.len();
        Progress { read, failed: self.failed, known: self.known.max(read + self.failed) }
    }

    /// Why nothing at all could be read, where that is so.
    pub fn only_failure(&self) -> Option<&CognitoError> {
        self.first_failure.as_ref().filter(|_| self.clients.is_empty())
    }

    /// Judges everything that was read so far.
    pub fn report(&self, policy: &Policy, now: Timestamp) -> Report {
        let subjects: Vec<Subject<'_>> = self
            .clients
            .iter()
            .filter_map(|read| {
                let mut subject = Subject::new(&read.client, self.around.get(&read.client.key.pool)?);
                subject.secrets = asked(read.secrets.clone());
                subject.branded = asked(read.styled.clone());
                Some(subject)
            })
            .collect();
        let mut audit = Audit::new(policy, now);
        for subject in &subjects {
            audit.client(subject);
        }
        for around in self.around.values() {
            audit.pool(around);
        }
        audit.found(across(&subjects, policy, now));
        for (place, why) in &self.unread {
            audit.could_not_read(place.clone(), why);
        }
        audit.finish()
    }

    fn pool(&mut self, facts: PoolFacts) {
        let PoolFacts { id, pool, providers, mappings, servers, pages } = facts;
        let around = self.around_of(&id);
        if let (Ok(pool), true) = (&pool, around.name.is_empty()) {
            pool.name().unwrap_or_default().clone_into(&mut around.name);
        }
        around.pool = known(pool);
        around.providers = known(providers);
        around.mappings = known(mappings);
        around.servers = known(servers);
        around.pages = asked(pages);
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
