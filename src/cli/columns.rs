//! Where the columns of a comparison come from: clients of any profile and region, and files.

use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use super::connect;
use super::error::CliError;
use super::resolve::{self, Nearness};
use super::{Global, reference};
use crate::client::compare::Column;
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, Reference};
use crate::cognito::{Gateway, Lane};
use crate::tasks::Place;
use crate::tasks::file::{self, FileClient, FileError};

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
    /// What a word means. A file is named by its ending, and has to be there; `FILE#NAME` is one of its
    /// clients.
    pub(super) fn parse(word: &str) -> Result<Self, CliError> {
        let (path, name) = match word.rsplit_once('#') {
            Some((path, name)) if ends_as_file(path) => (path, Some(name.to_owned())),
            _ => (word, None),
        };
        if !ends_as_file(path) {
            return reference(word).map(Self::Live);
        }
        if Path::new(path).exists() {
            return Ok(Self::File(path.into(), name));
        }
        if path.starts_with(['.', '/']) || path.matches('/').count() > 1 {
            return Err(CliError::NotFound(format!("there is no file {}", harmless(path))));
        }
        reference(word).map(Self::Live)
    }
}

fn ends_as_file(word: &str) -> bool {
    let end = Path::new(word).extension().and_then(|end| end.to_str()).map(str::to_lowercase);
    end.is_some_and(|end| ENDINGS.contains(&end.as_str()))
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

/// Reads all of them, each place over one connection and all side by side.
pub(super) async fn read(sources: &[Source], global: &Global) -> Result<Vec<Side>, CliError> {
    let (endpoint, _) = connect::endpoint(global)?;
    let mut places: Vec<Place> = Vec::new();
    for source in sources {
        if let Source::Live(reference) = source {
            let place = connect::place(global, Some(reference))?;
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    let connected = join_all(places.iter().map(|place| endpoint.connect(place.clone()))).await;
    let gateways = connected.into_iter().collect::<Result<Vec<Gateway>, _>>()?;
    let reads = sources.iter().map(|source| async {
        match source {
            Source::File(path, name) => from_file(path, name.as_deref()),
            Source::Live(reference) => {
                let place = connect::place(global, Some(reference))?;
                let at = places.iter().position(|other| *other == place).unwrap_or(0);
                live(&gateways[at], reference).await
            }
        }
    });
    let mut sides = join_all(reads).await.into_iter().collect::<Result<Vec<Side>, _>>()?;
    tell_apart(&mut sides);
    Ok(sides)
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

fn from_file(path: &Path, name: Option<&str>) -> Result<Side, CliError> {
    let shown = harmless(&path.to_string_lossy()).into_owned();
    let clients = file::clients(path).map_err(|error| match error {
        FileError::Missing(_) => CliError::NotFound(error.to_string()),
        FileError::Disk { .. } => CliError::Machine(error.to_string()),
        FileError::Strange { .. } => CliError::Usage(error.to_string()),
    })?;
    let meant = |client: &FileClient| match name {
        Some(name) => {
            client.name == name || client.key.as_ref().is_some_and(|key| key.client.as_str() == name)
        }
        None => true,
    };
    let all: Vec<String> = clients.iter().map(|client| harmless(&client.name).into_owned()).collect();
    let mut found = clients.into_iter().filter(meant);
    let client = match (found.next(), found.next()) {
        (Some(client), None) => client,
        (None, _) => {
            let name = harmless(name.unwrap_or_default()).into_owned();
            return Err(CliError::NotFound(format!("{shown} has no client {name}, but {}", all.join(", "))));
        }
        (Some(_), Some(_)) => {
            return Err(CliError::NotFound(format!(
                "{shown} has {} clients; name one, by its id where names repeat: {shown}#{} ({})",
                all.len(),
                all.first().map_or("", String::as_str),
                all.join(", ")
            )));
        }
    };
    let title = match client.pool.as_str() {
        "" => format!("{} (file)", client.name),
        pool => format!("{pool}/{} (file)", client.name),
    };
    let key = client.key.clone();
    Ok(Side { key, column: client.into_column(title), from: From::File(path.to_owned()) })
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
