//! From a reference to the client that it means. Nothing is guessed: what fits several is listed.

use futures_util::StreamExt as _;

use secrecy::SecretString;

use super::error::CliError;
use super::output::say;
use crate::client::field::distance;
use crate::client::reference::{may_be_client_id, nearly};
use crate::client::text::harmless;
use crate::client::{ClientKey, ClientSummary, PoolId, PoolSummary, Reference};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use crate::tasks::crawl;

/// Pools whose clients are listed at a time.
const POOLS_AT_ONCE: usize = 8;
/// Candidates that are told; more help nobody.
const TOLD: usize = 20;

/// How near a name must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nearness {
    /// The same, letter by letter: for writes and for whatever discloses a secret.
    Exact,
    /// The same, or else the only one that matches fuzzily.
    Fuzzy,
}

/// A client that was found, and its pool's name where that was looked up on the way.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) key: ClientKey,
    pub(super) pool_name: Option<String>,
}

/// The client that a reference means. Both ids lead there without a request.
pub(super) async fn client(
    gateway: &Gateway,
    reference: &Reference,
    nearness: Nearness,
) -> Result<Found, CliError> {
    look_up(gateway, reference, nearness).await.map_err(|error| hinted(error, reference))
}

/// The client that a reference means exactly, and its secret; none for a client without one. With both ids
/// given this is one request, also where only looking tells whether the second is one.
pub(super) async fn secret(
    gateway: &Gateway,
    reference: &Reference,
) -> Result<(ClientKey, Option<SecretString>), CliError> {
    let key = match reference {
        Reference::Key { key, .. } => key.clone(),
        Reference::InPool { pool, client, .. } if may_be_client_id(client) => {
            ClientKey::new(pool.as_str(), client.as_str())
        }
        _ => {
            let found = client(gateway, reference, Nearness::Exact).await?;
            let secret = gateway.secret(Lane::Foreground, &found.key).await?;
            return Ok((found.key, secret));
        }
    };
    let word = key.client.as_str();
    let may_be_name =
        matches!(reference, Reference::InPool { .. }) || nearly(&reference.to_string()).is_some();
    match gateway.secret(Lane::Foreground, &key).await {
        Err(error) if may_be_name && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid) => {
            let found = called(gateway, &key.pool, word, Nearness::Exact).await;
            let key = found.map_err(|error| hinted(error, reference))?.key;
            let secret = gateway.secret(Lane::Foreground, &key).await?;
            Ok((key, secret))
        }
        answer => Ok((key, answer?)),
    }
}

/// The error with what the reference nearly is.
fn hinted(error: CliError, reference: &Reference) -> CliError {
    match error {
        CliError::NotFound(what) => CliError::NotFound(match nearly(&reference.to_string()) {
            Some(nearly) => format!("{what}; {nearly}"),
            None => what,
        }),
        other => other,
    }
}

async fn look_up(gateway: &Gateway, reference: &Reference, nearness: Nearness) -> Result<Found, CliError> {
    match reference {
        // An id that is not quite as the service makes them may be an emulator's, a name, or a slip.
        Reference::Key { key, .. } if nearly(&reference.to_string()).is_some() => {
            in_pool(gateway, &key.pool, key.client.as_str(), nearness).await
        }
        Reference::Key { key, .. } => Ok(Found { key: key.clone(), pool_name: None }),
        Reference::InPool { pool, client, .. } => in_pool(gateway, pool, client, nearness).await,
        Reference::Client { client, .. } => by_id(gateway, client.as_str()).await,
        Reference::Names { pool, client, .. } => {
            let pools = crawl::pools(gateway, Lane::Foreground).await?;
            let exact: Vec<PoolSummary> =
                pools.iter().filter(|row| row.name == *pool || row.id.as_str() == pool).cloned().collect();
            let among = match (exact.is_empty(), nearness) {
                (false, _) => exact,
                (true, Nearness::Fuzzy) => fuzzily(&pools, pool),
                (true, Nearness::Exact) => Vec::new(),
            };
            if among.is_empty() {
                return Err(no_pool(&pools, pool));
            }
            one(&listed(gateway, among, nearness).await?, client, nearness)
        }
        Reference::Name { client, .. } => {
            let pools = crawl::pools(gateway, Lane::Foreground).await?;
            one(&listed(gateway, pools, nearness).await?, client, nearness)
        }
    }
}

/// The client of a pool that a word means: its id, or else its name where no client has that id.
async fn in_pool(
    gateway: &Gateway,
    pool: &PoolId,
    client: &str,
    nearness: Nearness,
) -> Result<Found, CliError> {
    if may_be_client_id(client) {
        let key = ClientKey::new(pool.as_str(), client);
        match gateway.client(Lane::Foreground, &key).await {
            Ok(_) => return Ok(Found { key, pool_name: None }),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid) => {}
            Err(error) => return Err(error.into()),
        }
    }
    called(gateway, pool, client, nearness).await
}

/// The client of a pool that has this name, or this id by its list.
async fn called(
    gateway: &Gateway,
    pool: &PoolId,
    client: &str,
    nearness: Nearness,
) -> Result<Found, CliError> {
    let pool = PoolSummary { id: pool.clone(), name: String::new() };
    one(&listed(gateway, vec![pool], nearness).await?, client, nearness)
}

/// The pool that a word means: an id, a name, or the only name that matches.
pub(super) async fn pool(gateway: &Gateway, word: &str) -> Result<PoolSummary, CliError> {
    let id = PoolId::new(word);
    if id.region().is_some() {
        return Ok(PoolSummary { id, name: String::new() });
    }
    let pools = crawl::pools(gateway, Lane::Foreground).await?;
    let mut fitting: Vec<PoolSummary> =
        pools.iter().filter(|pool| pool.id.as_str() == word || pool.name == word).cloned().collect();
    if fitting.is_empty() {
        fitting = fuzzily(&pools, word);
    }
    match fitting.as_slice() {
        [] => Err(no_pool(&pools, word)),
        [one] => Ok(one.clone()),
        several => Err(several_pools(several.iter(), word)),
    }
}

/// That a word fits several pools, and which.
pub(super) fn several_pools<'a>(pools: impl Iterator<Item = &'a PoolSummary>, word: &str) -> CliError {
    CliError::Ambiguous {
        what: format!("several pools fit {}", harmless(word)),
        candidates: pools.take(TOLD).map(|pool| format!("{}  {}", pool.id, pool.name)).collect(),
    }
}

/// All clients of a pool.
pub(super) async fn clients(gateway: &Gateway, pool: &PoolId) -> Result<Vec<ClientSummary>, CognitoError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = gateway.clients_page(Lane::Foreground, pool, after).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

type Listed = (PoolSummary, ClientSummary);

/// The clients of these pools, in the pools' order. A pool that may not be read could hide a second client
/// of the same name: where names must be exact that ends the search, otherwise it is said.
async fn listed(
    gateway: &Gateway,
    pools: Vec<PoolSummary>,
    nearness: Nearness,
) -> Result<Vec<Listed>, CliError> {
    let lists = futures_util::stream::iter(pools)
        .map(|pool| async move { (clients(gateway, &pool.id).await, pool) })
        .buffered(POOLS_AT_ONCE);
    let mut lists = std::pin::pin!(lists);
    let (mut all, mut closed) = (Vec::new(), None);
    while let Some((rows, pool)) = lists.next().await {
        match rows {
            Ok(rows) => all.extend(rows.into_iter().map(|row| (pool.clone(), row))),
            Err(error) if error.kind() == ErrorKind::AccessDenied && nearness == Nearness::Fuzzy => {
                say(&format!("The clients of {} are not searched: {error}.", harmless(&pool.name)));
                closed = Some(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    match closed {
        Some(error) if all.is_empty() => Err(error.into()),
        _ => Ok(all),
    }
}

/// Looks through the pools for an id, side by side, and stops where it is. A pool that may not be read is
/// told only when nothing was found in the others.
async fn by_id(gateway: &Gateway, id: &str) -> Result<Found, CliError> {
    let pools = crawl::pools(gateway, Lane::Foreground).await?;
    let count = pools.len();
    let searches = futures_util::stream::iter(pools)
        .map(|pool| async move { (find_in(gateway, &pool.id, id).await, pool) })
        .buffer_unordered(POOLS_AT_ONCE);
    let mut searches = std::pin::pin!(searches);
    let mut closed = None;
    while let Some((found, pool)) = searches.next().await {
        match found {
            Ok(Some(key)) => return Ok(Found { key, pool_name: Some(pool.name) }),
            Ok(None) => {}
            Err(error) if error.kind() == ErrorKind::AccessDenied => closed = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    match closed {
        Some(error) => Err(error.into()),
        None => Err(CliError::NotFound(format!(
            "no client has the id {} in {count} pools of {}; another profile or region may have it",
            harmless(id),
            gateway.context().place()
        ))),
    }
}

async fn find_in(gateway: &Gateway, pool: &PoolId, id: &str) -> Result<Option<ClientKey>, CognitoError> {
    let mut after = None;
    loop {
        let page = gateway.clients_page(Lane::Foreground, pool, after).await?;
        if let Some(row) = page.items.into_iter().find(|row| row.key.client.as_str() == id) {
            return Ok(Some(row.key));
        }
        after = page.next;
        if after.is_none() {
            return Ok(None);
        }
    }
}

/// The clients that a name means: those with that name or id, or else those that match.
fn named(rows: &[Listed], name: &str, nearness: Nearness) -> Vec<Listed> {
    let is_it = |row: &ClientSummary| row.name == name || row.key.client.as_str() == name;
    let exact: Vec<Listed> = rows.iter().filter(|(_, row)| is_it(row)).cloned().collect();
    if !exact.is_empty() || nearness == Nearness::Exact {
        return exact;
    }
    rows.iter().filter(|(_, row)| is_near(&row.name, name)).cloned().collect()
}

fn fuzzily(pools: &[PoolSummary], word: &str) -> Vec<PoolSummary> {
    pools.iter().filter(|pool| is_near(&pool.name, word)).cloned().collect()
}

/// Whether the typed name stands in the name, or its parts begin words there, in order. Letters that are
/// merely scattered over a long name mean another client: a script would go on with the wrong one.
fn is_near(name: &str, typed: &str) -> bool {
    const BETWEEN: [char; 4] = ['-', '_', '/', ' '];
    let (name, typed) = (name.to_lowercase(), typed.to_lowercase());
    if typed.chars().all(|letter| BETWEEN.contains(&letter)) {
        return false;
    }
    let mut words = name.split(BETWEEN);
    let mut parts = typed.split(BETWEEN).filter(|part| !part.is_empty());
    name.contains(&typed) || parts.all(|part| words.any(|word| word.starts_with(part)))
}

fn no_pool(pools: &[PoolSummary], word: &str) -> CliError {
    let near = alike(word, pools.iter().map(|pool| (pool.name.as_str(), pool.name.clone())));
    CliError::NotFound(format!("there is no pool called {} here{near}", harmless(word)))
}

/// `; did you mean web?` where there are names that differ by little, such as in case alone.
fn alike<'a>(word: &str, names: impl Iterator<Item = (&'a str, String)>) -> String {
    let wanted = word.to_lowercase();
    let enough = 1 + wanted.chars().count() / 5;
    let mut near: Vec<(usize, String)> = names
        .map(|(name, shown)| (distance(&name.to_lowercase(), &wanted), shown))
        .filter(|(far, _)| *far <= enough)
        .collect();
    near.sort();
    near.dedup();
    let told: Vec<_> = near.iter().take(3).map(|(_, name)| harmless(name)).collect();
    if told.is_empty() { String::new() } else { format!("; did you mean {}?", told.join(" or ")) }
}

fn one(rows: &[Listed], name: &str, nearness: Nearness) -> Result<Found, CliError> {
    let mut fitting = named(rows, name, nearness);
    match fitting.len() {
        0 => {
            let shown = |pool: &PoolSummary, name: &str| match pool.name.as_str() {
                "" => name.to_owned(),
                pool => format!("{pool}/{name}"),
            };
            let names = rows.iter().map(|(pool, row)| (row.name.as_str(), shown(pool, &row.name)));
            let near = alike(name, names);
            Err(CliError::NotFound(format!("there is no client called {} here{near}", harmless(name))))
        }
        1 => {
            let (pool, row) = fitting.remove(0);
            if row.name != name && row.key.client.as_str() != name {
                say(&format!("Taking {} for {}.", harmless(&row.name), harmless(name)));
            }
            Ok(Found { key: row.key, pool_name: Some(pool.name).filter(|name| !name.is_empty()) })
        }
        several => Err(CliError::Ambiguous {
            what: format!("{several} clients fit {}", harmless(name)),
            candidates: fitting
                .iter()
                .take(TOLD)
                .map(|(pool, row)| format!("{}  {}/{}", row.key, pool.name, row.name))
                .collect(),
        }),
    }
}
