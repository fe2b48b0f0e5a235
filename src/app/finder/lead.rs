//! What the typed text is as a reference: where it leads, or what is missing for that.

use crate::client::text::quote;
use crate::client::{ClientKey, PoolId, Reference, reference};

use super::super::App;
use super::Finder;
use super::index::HERE;

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To a client that is listed.
    Go {
        /// Its place's number in the index.
        place: usize,
        /// The client.
        key: ClientKey,
        /// Its names.
        told: String,
    },
    /// To a client whose pool is known and not read so far.
    Look {
        /// What was typed.
        reference: Reference,
        /// The client, where both ids are known.
        key: Option<ClientKey>,
        /// What is looked for.
        told: String,
    },
    /// To another region or profile.
    Elsewhere {
        /// What was typed.
        reference: Reference,
        /// The region to change to.
        region: Option<String>,
        /// The profile to change to.
        profile: Option<String>,
        /// What it is and where.
        told: String,
    },
}

impl Lead {
    /// The client, where both ids are known.
    pub fn key(&self) -> Option<&ClientKey> {
        match self {
            Self::Go { key, .. } => Some(key),
            Self::Look { key, .. } => key.as_ref(),
            Self::Elsewhere { .. } => None,
        }
    }

    /// The number of its place in the index.
    pub(super) fn place(&self) -> usize {
        if let Self::Go { place, .. } = self { *place } else { HERE }
    }

    /// What it says, without what `Enter` does.
    pub fn words(&self) -> &str {
        match self {
            Self::Go { told, .. } | Self::Look { told, .. } | Self::Elsewhere { told, .. } => told,
        }
    }

    /// What `Enter` does.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Go { place: HERE, .. } => "Go to",
            Self::Look { .. } => "Look for",
            Self::Go { .. } | Self::Elsewhere { .. } => "Switch and go to",
        }
    }
}

impl Finder {
    /// True while a reference waits for more to be read.
    pub(super) fn is_looking(&self) -> bool {
        !matches!(self.leads.first(), None | Some(Lead::Elsewhere { .. })) || self.hint.is_some()
    }

    /// The pool that a reference names and that should be read before others.
    pub(super) fn wanted_pool(&self) -> Option<&PoolId> {
        self.leads.iter().find_map(|lead| match lead {
            Lead::Look { reference: Reference::Key { key, .. }, .. } => Some(&key.pool),
            Lead::Look { reference: Reference::InPool { pool, .. }, .. } => Some(pool),
            _ => None,
        })
    }
}

impl App {
    /// Reads the text as a reference and says where it leads. Gives the words to search for; none where
    /// the reference says it all.
    pub(super) fn read_reference(&self, finder: &mut Finder) -> Option<String> {
        let text = finder.typed().to_owned();
        finder.leads.clear();
        finder.hint = None;
        if finder.hidden.as_ref().is_some_and(|reference| reference.to_string() != text) {
            finder.hidden = None;
        }
        let reference = match finder.hidden.clone().map_or_else(|| reference::parse(&text), Ok) {
            Ok(reference) => reference,
            Err(bad) => {
                let nearly =
                    || reference::nearly(&text).map_or_else(|| bad.to_string(), |nearly| nearly.to_string());
                let told = if text.trim().is_empty() { finder.refused.clone() } else { Some(nearly()) };
                finder.hint = told.map(|told| (told, true));
                return Some(bare(&text));
            }
        };
        let strange = reference.profile().filter(|profile| !self.knows_profile(profile)).map(quote);
        if strange.is_some() && is_address(&text) {
            return Some(text.trim().to_owned());
        }
        if let Some(profile) = strange {
            // A profile that nobody configured leads nowhere. What was typed may be a piece of a URL or a scope,
            // and is looked for as a whole: its parts would find a client of the place that is not meant.
            finder.hint = Some(if self.awaits_profiles() {
                (format!("looking for the profile {profile}"), false)
            } else {
                (format!("there is no profile {profile} here; p lists those there are"), true)
            });
            return matches!(reference, Reference::Names { .. } | Reference::Name { .. })
                .then(|| text.trim().to_owned());
        }
        if let Some(lead) = self.elsewhere(&reference) {
            let known = self.listed_elsewhere(&reference);
            finder.leads = if known.is_empty() { vec![lead] } else { known };
            return None;
        }
        let words = self.leads_to(finder, &reference, &text);
        if finder.leads.is_empty()
            && let Some(nearly) = reference::nearly(&text)
        {
            finder.hint = Some((nearly.to_string(), true));
        }
        words
    }

    /// Whether there is a profile of that name, as far as that can be known.
    pub(super) fn knows_profile(&self, profile: &str) -> bool {
        let listed = match self.known_contexts.as_ref().map(|known| &known.profiles) {
            Some(Ok(all)) => all.iter().any(|one| one.name == profile),
            // They cannot be read, so any may be there.
            Some(Err(_)) => true,
            None => false,
        };
        listed || profile == self.context.profile || self.is_named_at_start(profile)
    }

    /// Whether it is still to be read which profiles there are. The sandbox has none.
    pub(super) fn awaits_profiles(&self) -> bool {
        self.known_contexts.is_none() && !self.launch.sandbox
    }

    /// A reference to another region or profile is followed there, and only when asked to.
    fn elsewhere(&self, reference: &Reference) -> Option<Lead> {
        let here = &self.context;
        if here.region.is_empty() {
            return None;
        }
        let region = reference.region().filter(|region| *region != here.region).map(str::to_owned);
        let profile = reference.profile().filter(|profile| *profile != here.profile).map(str::to_owned);
        let place = match (&profile, &region) {
            (Some(profile), Some(region)) => format!("the profile {}, {}", quote(profile), quote(region)),
            (Some(profile), None) => format!("the profile {}", quote(profile)),
            (None, Some(region)) => quote(region),
            (None, None) => return None,
        };
        let told = format!("{} in {place}, not here in {}", short(reference), here.region);
        Some(Lead::Elsewhere { reference: reference.clone(), region, profile, told })
    }

    /// Both ids lead to another place that is listed already.
    fn listed_elsewhere(&self, reference: &Reference) -> Vec<Lead> {
        let Reference::Key { profile, key } = reference else { return Vec::new() };
        let known = self.index.find_elsewhere(key).into_iter().filter(|at| {
            let place = self.place_words(self.index.row(*at).place, &key.pool);
            profile.as_ref().is_none_or(|profile| *profile == place.0)
        });
        known.map(|at| self.go_lead(at)).collect()
    }

    fn leads_to(&self, finder: &mut Finder, reference: &Reference, text: &str) -> Option<String> {
        match reference {
            Reference::Key { key, .. } => {
                if let Some(at) = self.index.find(key) {
                    finder.leads.push(self.go_lead(at));
                } else {
                    self.look_for(finder, reference, &key.pool, Some(key));
                }
                None
            }
            Reference::Client { client, .. } => {
                let known = self.index.with_id(client);
                if !known.is_empty() {
                    finder.leads.extend(known.into_iter().map(|at| self.go_lead(at)));
                    return None;
                }
                let id = quote(client.as_str());
                let progress = self.finder_progress();
                let told = if progress.is_over() {
                    format!(
                        "no client {id} in {}; another profile or region may have it",
                        self.context.region
                    )
                } else {
                    format!("looking for {id}: {} of {} pools read", progress.complete, progress.pools)
                };
                finder.hint = Some((told, progress.is_over()));
                Some(client.as_str().to_owned())
            }
            Reference::InPool { pool, client, .. } => {
                let by_id = self.index.find(&ClientKey::new(pool.as_str(), client));
                let named = by_id.map_or_else(|| self.index.named(client, |id, _| id == pool), |at| vec![at]);
                finder.leads.extend(named.into_iter().map(|at| self.go_lead(at)));
                Self::say_ambiguous(finder, client);
                if finder.leads.is_empty() {
                    self.look_for(finder, reference, pool, None);
                    return Some(client.clone());
                }
                None
            }
            Reference::Names { pool, client, .. } => {
                let named = self.index.named(client, |_, name| name == pool);
                finder.leads.extend(named.into_iter().map(|at| self.go_lead(at)));
                Self::say_ambiguous(finder, client);
                finder.leads.is_empty().then(|| format!("{pool} {client}"))
            }
            Reference::Name { .. } => Some(bare(text)),
        }
    }

    /// Several clients of one name are all shown, and none is chosen.
    fn say_ambiguous(finder: &mut Finder, name: &str) {
        let several = finder.leads.len();
        if several > 1 {
            finder.hint = Some((format!("{several} clients are called {}; choose one", quote(name)), false));
        }
    }

    /// The client is not listed: its pool may not be read, or may not be here.
    fn look_for(&self, finder: &mut Finder, reference: &Reference, pool: &PoolId, key: Option<&ClientKey>) {
        let row = self.pools.rows().iter().find(|row| row.id == *pool);
        let read = self.clients.get(pool).is_some_and(|clients| clients.listing.complete);
        match row {
            Some(row) if read => {
                let told = format!("the pool {} has no client {}", quote(&row.name), last(reference));
                finder.hint = Some((told, true));
            }
            None if self.pools.complete => {
                let told = format!("there is no pool {} in {}", quote(pool.as_str()), self.context.region);
                finder.hint = Some((told, true));
            }
            _ => {
                let name = row.map_or_else(|| quote(pool.as_str()), |row| quote(&row.name));
                let told = format!("{} in {name}", last(reference));
                finder.leads.push(Lead::Look { reference: reference.clone(), key: key.cloned(), told });
            }
        }
    }

    fn go_lead(&self, at: u32) -> Lead {
        let row = self.index.row(at);
        let place = if row.place == HERE {
            String::new()
        } else {
            let (profile, region) = self.place_words(row.place, row.pool_id);
            format!(" · {} {}", quote(&profile), quote(&region))
        };
        let key = self.index.key(at);
        let told = format!("{} in {}{place}   {key}", quote(row.name), quote(row.pool));
        Lead::Go { place: row.place, key, told }
    }
}

/// A reference's own end: the client.
fn last(reference: &Reference) -> String {
    match reference {
        Reference::Key { key, .. } => quote(key.client.as_str()),
        Reference::Client { client, .. } => quote(client.as_str()),
        Reference::InPool { client, .. }
        | Reference::Names { client, .. }
        | Reference::Name { client, .. } => quote(client),
    }
}

fn short(reference: &Reference) -> String {
    match reference {
        Reference::Key { key, .. } => quote(&key.to_string()),
        other => last(other),
    }
}

/// Whether a text is a host and a port, which reads like a profile and a name.
fn is_address(text: &str) -> bool {
    let Some((host, rest)) = text.trim().split_once(':') else { return false };
    let port = rest.split('/').next().unwrap_or_default();
    !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-*".contains(c))
        && (1..=5).contains(&port.len())
        && port.bytes().all(|b| b.is_ascii_digit())
}

/// Words for the matcher: separators of references are blanks there.
fn bare(text: &str) -> String {
    text.trim().replace(['/', '|', ':'], " ")
}
