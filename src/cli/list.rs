//! `cognitui list [POOL]`: the pools, or a pool's clients.

use serde_json::{Value as Json, json};

use super::connect::{Reached, block_on, connect_all};
use super::error::CliError;
use super::output::{Table, print};
use super::places::{Troubles, side_by_side};
use super::{Global, resolve};
use crate::client::{ClientSummary, PoolId, PoolSummary};
use crate::cognito::{Gateway, Lane};
use crate::tasks::crawl;

/// The arguments of `cognitui list`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ListArgs {
    /// The pool whose clients are listed: its id, its name, or enough of its name.
    #[arg(value_name = "POOL")]
    pool: Option<String>,
}

/// Prints the list. No client is described for it. Gives the exit status.
pub(super) fn run(args: &ListArgs, global: &Global) -> Result<u8, CliError> {
    let (profile, word) = match args.pool.as_deref().and_then(|pool| pool.split_once(':')) {
        Some((profile, pool)) => (Some(profile.to_owned()), Some(pool)),
        None => (None, args.pool.as_deref()),
    };
    let mut global = global.clone();
    global.profile = profile.or(global.profile);
    // A pool's id holds its region.
    let region = word.map(PoolId::new).and_then(|id| id.region().map(str::to_owned));
    global.region = region.or(global.region);
    let mut troubles = Troubles::default();
    let text = block_on(async {
        let places = connect_all(&global).await?;
        let alone = places.len() == 1;
        let reads = places.into_iter().map(|Reached { name, gateway, .. }| async move {
            let rows = match gateway {
                Ok(gateway) => rows(&gateway, word).await,
                Err(error) => Err(error.into()),
            };
            let named = |row| (name.clone(), row);
            let read = match rows {
                Ok(rows) => Ok(Ok(rows.into_iter().map(named).collect::<Vec<_>>())),
                // A pool is in one place; that the others do not have it is no news.
                Err(CliError::NotFound(text)) if word.is_some() && !alone => Ok(Err(text)),
                Err(error) => Err(error),
            };
            (name, read)
        });
        let read = side_by_side(reads, alone, &mut troubles).await?;
        if troubles.status() == 0
            && let (Some(Err(text)), false) = (read.first(), read.iter().any(Result::is_ok))
        {
            return Err(CliError::NotFound(text.clone()));
        }
        let rows: Vec<(String, Row)> = read.into_iter().flatten().flatten().collect();
        render(&rows, word.is_some(), alone, &global)
    })?;
    print(&text)?;
    Ok(troubles.status())
}

/// A line of the list: a pool, or a client of one.
struct Row {
    id: String,
    name: String,
    json: Json,
}

async fn rows(gateway: &Gateway, word: Option<&str>) -> Result<Vec<Row>, CliError> {
    let Some(word) = word else {
        let pools = crawl::pools(gateway, Lane::Foreground).await?;
        let row = |pool: PoolSummary| {
            let json = json!({"Id": pool.id.as_str(), "Name": pool.name});
            Row { id: pool.id.to_string(), name: pool.name, json }
        };
        return Ok(pools.into_iter().map(row).collect());
    };
    let pool = resolve::pool(gateway, word).await?;
    let clients = resolve::clients(gateway, &pool.id).await?;
    let row = |client: &ClientSummary| Row {
        id: client.key.client.to_string(),
        name: client.name.clone(),
        json: json!({
            "UserPoolId": pool.id.as_str(),
            "ClientId": client.key.client.as_str(),
            "ClientName": client.name,
        }),
    };
    Ok(clients.iter().map(row).collect())
}

/// Of several places each row says which it is of.
fn render(rows: &[(String, Row)], of_pool: bool, alone: bool, global: &Global) -> Result<String, CliError> {
    let mut table = Table::new(if alone { &["id", "name"] } else { &["place", "id", "name"] });
    for (place, row) in rows {
        let place = (!alone).then(|| place.clone());
        table.row(place.into_iter().chain([row.id.clone(), row.name.clone()]));
    }
    let json = |(place, row): &(String, Row)| {
        let mut json = row.json.clone();
        if !alone {
            json["Place"] = Json::from(place.as_str());
        }
        json
    };
    let member = if of_pool { "UserPoolClients" } else { "UserPools" };
    table.render(global.output, || json!({ member: rows.iter().map(json).collect::<Vec<_>>() }))
}
