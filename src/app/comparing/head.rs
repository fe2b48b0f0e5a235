//! The columns of a comparison: where each comes from, what it is called, how far it is read.

use std::collections::{HashMap, HashSet};

use super::super::Mark;
use crate::client::compare::Column;
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey};
use crate::tasks::file::FileClient;
use crate::tasks::write::Site;
use crate::tasks::{Failure, Place, Ticket};

/// A column, before and after it is read.
#[derive(Clone, Debug)]
pub struct Head {
    /// Where it comes from.
    pub origin: Origin,
    /// What stands above it, safe to show.
    pub title: String,
    /// How far it is.
    pub state: State,
    /// In how many settings it differs from the base.
    pub differing: usize,
    /// Of how many settings nobody can tell.
    pub untold: usize,
    name: String,
    pool: String,
}

/// Where a column comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A client as it is.
    Live {
        /// The client.
        key: ClientKey,
        /// Where it is.
        site: Site,
        /// What to connect to for it.
        place: Place,
    },
    /// What a file says of one.
    File {
        /// The path as it was typed.
        path: String,
        /// The client, where the file names one.
        key: Option<ClientKey>,
    },
}

/// How far a column is.
#[derive(Clone, Debug)]
pub enum State {
    /// It has to be read.
    Wanted,
    /// It is being read in another place.
    Reading(Ticket),
    /// It is here.
    Read(Box<Column>),
    /// It cannot be read.
    Failed(Failure),
}

impl Head {
    /// A column for a marked client.
    pub(super) fn live(mark: Mark) -> Self {
        let Mark { key, name, pool, site, place } = mark;
        Self::new(Origin::Live { key, site, place }, name, pool, State::Wanted)
    }

    /// A column for a client that a file tells of.
    pub(super) fn file(path: &str, client: FileClient) -> Self {
        let origin = Origin::File { path: path.to_owned(), key: client.key.clone() };
        let (name, pool) = (client.name.clone(), client.pool.clone());
        Self::new(origin, name, pool, State::Read(Box::new(client.into_column(String::new()))))
    }

    fn new(origin: Origin, name: String, pool: String, state: State) -> Self {
        Self { origin, title: String::new(), state, differing: 0, untold: 0, name, pool }
    }

    /// Its settings, once they are here.
    pub fn column(&self) -> Option<&Column> {
        match &self.state {
            State::Read(column) => Some(column),
            _ => None,
        }
    }

    /// The client that it is, or that its file speaks of.
    pub fn key(&self) -> Option<&ClientKey> {
        match &self.origin {
            Origin::Live { key, .. } => Some(key),
            Origin::File { key, .. } => key.as_ref(),
        }
    }

    /// Its client's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Its pool's name; empty where it is not known.
    pub(super) fn pool(&self) -> &str {
        &self.pool
    }

    /// Takes in what a describe has brought. Says whether anything is different.
    pub(super) fn take(&mut self, client: &AppClient) -> bool {
        let secret = client.secret.into();
        if let State::Read(column) = &self.state
            && column.settings == client.settings
            && column.secret == secret
        {
            return false;
        }
        client.name().clone_into(&mut self.name);
        self.state = State::Read(Box::new(Column::of_client(String::new(), client.clone())));
        true
    }

    /// True where it is at that place and comes from no file.
    pub(super) fn is_at(&self, here: &Site) -> bool {
        matches!(&self.origin, Origin::Live { site, .. } if site.is_same(here))
    }

    fn pending(&self) -> bool {
        matches!(self.state, State::Wanted | State::Reading(_))
    }
}

/// How many are not read yet.
pub(super) fn pending(heads: &[Head]) -> usize {
    heads.iter().filter(|head| head.pending()).count()
}

/// Says above each column what tells it from the others: the profile and the region where there are
/// several, and the end of its id where all else is the same.
pub(super) fn name_all(heads: &mut [Head]) {
    let sites = || {
        heads.iter().filter_map(|head| match &head.origin {
            Origin::Live { site, .. } => Some(site),
            Origin::File { .. } => None,
        })
    };
    let profiles = sites().map(|site| &site.profile).collect::<HashSet<_>>().len() > 1;
    let regions = sites().map(|site| &site.region).collect::<HashSet<_>>().len() > 1;
    for head in &mut *heads {
        let pool = if head.pool.is_empty() { String::new() } else { format!("{}/", head.pool) };
        let own = format!("{pool}{}", head.name);
        let title = match &head.origin {
            Origin::Live { site, .. } => {
                let profile = if profiles { format!("{}:", site.profile) } else { String::new() };
                let region = if regions { format!(" {}", site.region) } else { String::new() };
                format!("{profile}{own}{region}")
            }
            Origin::File { path, .. } => {
                let file = path.trim_matches(['\'', '"', ' ']).rsplit('/').next().unwrap_or(path);
                format!("{own} in {file}")
            }
        };
        head.title = harmless(&title).into_owned();
    }
    let mut count: HashMap<String, usize> = HashMap::new();
    for head in &*heads {
        *count.entry(head.title.clone()).or_default() += 1;
    }
    for head in heads.iter_mut().filter(|head| count.get(&head.title).is_some_and(|count| *count > 1)) {
        if let Some(key) = head.key() {
            let end: String = key.client.as_str().chars().rev().take(4).collect();
            let end: String = end.chars().rev().collect();
            head.title = format!("{} …{}", head.title, harmless(&end));
        }
    }
}
