//! Where the columns of a comparison come from: clients of any profile and region, and files.

use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use super::connect;
use super::error::CliError;
use super::output::say;
use super::resolve::{self, Nearness};
use super::{Global, reference};
use crate::client::compare::{Column, Medium};
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, Reference};
use crate::cognito::{Gateway, Lane};
use crate::tasks::Place;
use crate::tasks::file::{self, FileClient, FileError, FileRead};

/// Endings by which a word is known to be a file and not a client.
const ENDINGS: [&str; 8] = ["hcl", "json", "template", "tf", "tfplan", "tfstate", "yaml", "yml"];

/// What can stand as a column.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A client as it is now.
    Live(Reference),
    /// A client that a file tells of; its name or id where the file tells of several.
    File(PathBuf, Option<String>),
}

impl Source {
    /// What a word means. A file that is there is one, whatever its name ends in; `FILE#NAME` is one of its
    /// clients. What can only be the name of a file has to be there.
    pub(super) fn parse(word: &str) -> Result<Self, CliError> {
        let is_file = |path: &str| {
            let there = Path::new(path);
            there.is_file() || file::is_snapshot(there) || is_path(path) && there.exists()
        };
        if is_file(word) {
            return Ok(Self::File(word.into(), None));
        }
        // A file's name may have the sign in it, and a client's too.
        let signs: Vec<usize> = word.match_indices('#').map(|(at, _)| at).collect();
        if let Some(at) = signs.iter().rev().find(|at| is_file(&word[..**at])) {
            return Ok(Self::File(word[..*at].into(), Some(word[at + 1..].to_owned())));
        }
        let path = signs.first().map_or(word, |at| &word[..*at]);
        if is_path(path) {
            return Err(CliError::NotFound(format!("there is no file {}", harmless(path))));
        }
        reference(word).map(Self::Live)
    }
}

/// True for a word that can only be meant for a file: by its ending, or by slashes that no reference has. A
/// client whose name ends so is named by its id.
fn is_path(word: &str) -> bool {
    if word.contains("://") {
        return false;
    }
    let end = Path::new(word).extension().and_then(|end| end.to_str()).map(str::to_lowercase);
    let ends = end.is_some_and(|end| ENDINGS.contains(&end.as_str()));
    let begins = ["/", "./", "../", "~/"].iter().any(|begin| word.starts_with(begin));
    // Neither a pool's name nor a client's has a slash; a pasted address tells a client's id.
    let deep = word.matches('/').count() > 1
        && !matches!(reference(word), Ok(Reference::Key { .. } | Reference::Client { .. }));
    ends || begins || deep
}

/// A column and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) column: Column,
    /// Where it lives, as far as that is known.
    key: Option<ClientKey>,
    from: From,
}

#[derive(Clone, Debug)]
enum From {
    Place { profile: String, region: String },
    File(PathBuf),
}

impl Side {
    /// What a program is told of a column, its settings aside.
    pub(super) fn head(&self) -> Json {
        let mut head = json!({
            "Title": self.column.title,
            "UserPoolId": self.key.as_ref().map(|key| key.pool.as_str()),
            "ClientId": self.key.as_ref().map(|key| key.client.as_str()),
        });
        match &self.from {
            From::Place { profile, region } => {
                head["Profile"] = Json::from(profile.as_str());
                head["Region"] = Json::from(region.as_str());
            }
            From::File(path) => head["File"] = Json::from(path.to_string_lossy()),
        }
        head
    }
}

/// Reads all of them, each place over one connection and all side by side. With lists of profiles or regions,
/// a client is taken from every place in which it is. With `reset` what a file leaves out counts as its default.
pub(super) async fn read(sources: &[Source], reset: bool, global: &Global) -> Result<Vec<Side>, CliError> {
    let (endpoint, _) = connect::endpoint(global)?;
    let all = connect::places(global).await?;
    let mut wanted: Vec<Vec<Place>> = Vec::new();
    for source in sources {
        wanted.push(match source {
            Source::Live(reference) => places_of(reference, &all, global)?,
            Source::File(..) => Vec::new(),
        });
    }
    let mut places: Vec<Place> = Vec::new();
    for place in wanted.iter().flatten() {
        if !places.contains(place) {
            places.push(place.clone());
        }
    }
    let connected = join_all(places.iter().map(|place| endpoint.connect(place.clone()))).await;
    let gateways = connected.into_iter().collect::<Result<Vec<Gateway>, _>>()?;
    let reads = sources.iter().zip(&wanted).map(|(source, wanted)| async {
        let Source::Live(reference) = source else { return Ok(Vec::new()) };
        let at = |place: &Place| places.iter().position(|other| other == place).unwrap_or(0);
        let read = wanted.iter().map(|place| live(&gateways[at(place)], reference));
        let read = join_all(read).await;
        if let [_] = read.as_slice() {
            return read.into_iter().collect();
        }
        in_some(read, wanted)
    });
    let live = join_all(reads).await.into_iter().collect::<Result<Vec<Vec<Side>>, CliError>>()?;
    let compared = live.iter().flatten().find_map(|side| side.key.clone());
    let mut sides = Vec::new();
    for (source, live) in sources.iter().zip(live) {
        match source {
            Source::File(path, name) => {
                sides.push(from_file(path, name.as_deref(), compared.as_ref(), reset)?);
            }
            Source::Live(_) => sides.extend(live),
        }
    }
    if sides.len() < 2 {
        let what = "there is one client alone, and two or more are compared; name another, or a list in --profile \
                    or --region";
        return Err(CliError::Usage(what.to_owned()));
    }
    tell_apart(&mut sides);
    Ok(sides)
}

/// The places that a reference is looked up in: the one that it names itself, or all that the options do.
fn places_of(reference: &Reference, all: &[Place], global: &Global) -> Result<Vec<Place>, CliError> {
    if all.len() < 2 {
        return Ok(vec![connect::place(global, Some(reference))?]);
    }
    let fits = |named: Option<&str>, own: &Option<String>| {
        named.is_none() || own.is_none() || named == own.as_deref()
    };
    let mut fitting: Vec<Place> = all
        .iter()
        .filter(|place| fits(reference.profile(), &place.profile) && fits(reference.region(), &place.region))
        .map(|place| Place {
            profile: reference.profile().map(str::to_owned).or(place.profile.clone()),
            region: reference.region().map(str::to_owned).or(place.region.clone()),
        })
        .collect();
    fitting.dedup();
    if fitting.is_empty() {
        let named: Vec<&str> = [reference.profile(), reference.region()].into_iter().flatten().collect();
        let named = named.join(" and ");
        return Err(CliError::Usage(format!(
            "a reference names {named}, which --profile and --region do not"
        )));
    }
    Ok(fitting)
}

/// The client in every place that has it, each told by its place; one that has it not is said.
fn in_some(read: Vec<Result<Side, CliError>>, places: &[Place]) -> Result<Vec<Side>, CliError> {
    let mut found = Vec::new();
    let mut nowhere = None;
    for (side, place) in read.into_iter().zip(places) {
        let name = connect::name_of(place);
        match side {
            Ok(mut side) => {
                if !side
                    .column
                    .title
                    .starts_with(&format!("{}:", place.profile.as_deref().unwrap_or_default()))
                {
                    side.column.title = format!("{name}:{}", side.column.title);
                }
                found.push(side);
            }
            Err(CliError::NotFound(why)) => {
                say(&harmless(&format!("! {name}: {why}")));
                nowhere = Some(why);
            }
            Err(error) => return Err(error),
        }
    }
    match nowhere {
        Some(why) if found.is_empty() => Err(CliError::NotFound(why)),
        _ => Ok(found),
    }
}

async fn live(gateway: &Gateway, reference: &Reference) -> Result<Side, CliError> {
    let found = resolve::client(gateway, reference, Nearness::Fuzzy).await?;
    let (client, pool) = tokio::join!(gateway.client(Lane::Foreground, &found.key), async {
        if let Some(name) = &found.pool_name {
            return Some(name.clone());
        }
        // Only its name is of interest, so that it may not be read is no failure.
        let pool = gateway.pool(Lane::Foreground, &found.key.pool).await.ok();
        pool.and_then(|pool| pool.name().map(str::to_owned))
    });
    let client: AppClient = client?;
    let profile = reference.profile().map(|profile| format!("{profile}:")).unwrap_or_default();
    let pool = pool.unwrap_or_else(|| found.key.pool.to_string());
    let title = format!("{profile}{pool}/{}", client.name());
    let context = gateway.context();
    let from = From::Place { profile: context.profile.clone(), region: context.region.clone() };
    Ok(Side { column: Column::of_client(title, client), key: Some(found.key), from })
}

/// A client of a file: the one that is named, the only one, or the one that is compared with.
fn from_file(
    path: &Path,
    name: Option<&str>,
    like: Option<&ClientKey>,
    reset: bool,
) -> Result<Side, CliError> {
    let shown = harmless(&path.to_string_lossy()).into_owned();
    let FileRead { clients, left_out } = file::clients(path).map_err(|error| match error {
        FileError::Missing(_) => CliError::NotFound(error.to_string()),
        FileError::Disk { .. } => CliError::Machine(error.to_string()),
        FileError::Strange { .. } => CliError::Usage(error.to_string()),
    })?;
    for told in &left_out {
        say(&format!("! {shown}: {told}"));
    }
    let has_same = name.is_none() && like.is_some() && clients.iter().any(|one| one.key.as_ref() == like);
    let meant = |client: &FileClient| match name {
        Some(name) => is_called(client, name),
        None => !has_same || client.key.as_ref() == like,
    };
    let (found, others): (Vec<FileClient>, Vec<FileClient>) = clients.into_iter().partition(meant);
    let client = match <[FileClient; 1]>::try_from(found) {
        Ok([client]) => client,
        Err(found) => {
            let several = !found.is_empty();
            let what = match name {
                Some(name) if several => {
                    format!("{shown} has {} clients called {}", found.len(), harmless(name))
                }
                Some(name) => format!("{shown} has no client {}, but others", harmless(name)),
                None => format!("{shown} has {} clients", found.len()),
            };
            let listed = if several { found } else { others };
            let candidates = listed.iter().map(|client| candidate(&shown, client)).collect();
            return Err(CliError::Ambiguous { what, candidates });
        }
    };
    let title = match client.pool.as_str() {
        "" => format!("{} (file)", client.name),
        pool => format!("{pool}/{} (file)", client.name),
    };
    let (key, mut column) = (client.key.clone(), client.into_column(title));
    if reset {
        column.unsaid = column.unsaid.reset();
    }
    Ok(Side { key, column, from: From::File(path.to_owned()) })
}

/// Whether a word names a client of a file: by its id or its name, alone or behind its pool's, or as the file
/// calls it.
fn is_called(client: &FileClient, word: &str) -> bool {
    let id = client.key.as_ref().map(|key| key.client.as_str());
    let is_own = |word: &str| word == client.name || Some(word) == id;
    let pool =
        |word: &str| word == client.pool || client.pool_id.as_ref().is_some_and(|id| id.as_str() == word);
    is_own(word)
        || !client.address.is_empty() && word == client.address
        || word.split_once('/').is_some_and(|(before, own)| !before.is_empty() && pool(before) && is_own(own))
}

/// A client of a file as it can be typed, and what people tell it by.
fn candidate(file: &str, client: &FileClient) -> String {
    let word = match (&client.key, client.address.as_str()) {
        (Some(key), _) => key.client.to_string(),
        (None, "") => client.name.clone(),
        (None, address) => address.to_owned(),
    };
    let pool = match (client.pool.as_str(), &client.pool_id) {
        ("", None) => String::new(),
        ("", Some(id)) => format!("{id}/"),
        (name, _) => format!("{name}/"),
    };
    let line = client.line.map(|line| format!(", line {line}")).unwrap_or_default();
    format!("{file}#{word}  {pool}{}{line}", client.name)
}

/// What other columns have and a file's kind has no place for.
pub(super) fn lacking(columns: &[Column]) -> Vec<(&'static Medium, Vec<String>)> {
    let mut told: Vec<(&'static Medium, Vec<String>)> = Vec::new();
    for file in columns {
        let Some(medium) = file.unsaid.medium else { continue };
        let lacks = columns.iter().flat_map(|other| file.unsaid.lacking(&file.settings, &other.settings));
        let at = told.iter().position(|(known, _)| *known == medium).unwrap_or_else(|| {
            told.push((medium, Vec::new()));
            told.len() - 1
        });
        for lack in lacks {
            if !told[at].1.contains(&lack) {
                told[at].1.push(lack);
            }
        }
    }
    told.retain(|(_, lacks)| !lacks.is_empty());
    told
}

/// Two columns with one title say what tells them apart.
fn tell_apart(sides: &mut [Side]) {
    let titles: Vec<String> = sides.iter().map(|side| side.column.title.clone()).collect();
    for (at, side) in sides.iter_mut().enumerate() {
        let twins = titles.iter().enumerate().filter(|(other, title)| *other != at && **title == titles[at]);
        if twins.count() > 0 {
            side.column.title = match &side.from {
                From::Place { .. } => {
                    let key = side.key.as_ref().map(ToString::to_string).unwrap_or_default();
                    format!("{} {key}", titles[at])
                }
                From::File(path) => format!("{} {}", titles[at], path.display()),
            };
        }
    }
}
