//! Where the columns of a comparison come from: clients of any profile and region, and files.

use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use serde_json::{Value as Json, json};

use super::connect;
use super::error::CliError;
use super::resolve::{self, Nearness};
use super::{Global, reference};
use crate::client::compare::Column;
use crate::client::snapshot::Kept;
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, Reference};
use crate::cognito::{Gateway, Lane};
use crate::tasks::Place;

/// What can stand as a column. Another kind of file joins here.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A client as it is now.
    Live(Reference),
    /// A snapshot's file of one client, or what `show -o json` printed.
    File(PathBuf),
}

impl Source {
    /// What a word means. A file is named by its ending, and has to be there.
    pub(super) fn parse(word: &str) -> Result<Self, CliError> {
        let path = Path::new(word);
        let ends = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
        if ends && path.is_file() {
            return Ok(Self::File(path.to_owned()));
        }
        if ends && (word.starts_with(['.', '/']) || word.matches('/').count() > 1) {
            return Err(CliError::NotFound(format!("there is no file {}", harmless(word))));
        }
        reference(word).map(Self::Live)
    }
}

/// A column and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) column: Column,
    key: ClientKey,
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
            "UserPoolId": self.key.pool.as_str(),
            "ClientId": self.key.client.as_str(),
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
            Source::File(path) => from_file(path),
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
    Ok(Side { column: Column::of_client(title, client), key: found.key, from })
}

fn from_file(path: &Path) -> Result<Side, CliError> {
    let shown = harmless(&path.to_string_lossy()).into_owned();
    let text = std::fs::read_to_string(path)
        .map_err(|error| CliError::Machine(format!("{shown} cannot be read: {error}")))?;
    let kept = Kept::read(&text).map_err(|error| CliError::Usage(format!("{shown}: {error}")))?;
    let title = match kept.pool_name.as_str() {
        "" => format!("{} (file)", kept.name()),
        pool => format!("{pool}/{} (file)", kept.name()),
    };
    Ok(Side { key: kept.key.clone(), column: kept.into_column(title), from: From::File(path.to_owned()) })
}

/// Two columns with one title say what tells them apart.
fn tell_apart(sides: &mut [Side]) {
    let titles: Vec<String> = sides.iter().map(|side| side.column.title.clone()).collect();
    for (at, side) in sides.iter_mut().enumerate() {
        let twins = titles.iter().enumerate().filter(|(other, title)| *other != at && **title == titles[at]);
        if twins.count() > 0 {
            side.column.title = match &side.from {
                From::Place { .. } => format!("{} {}", titles[at], side.key),
                From::File(path) => format!("{} {}", titles[at], path.display()),
            };
        }
    }
}
