//! `cognitui list [POOL]`: the pools, or a pool's clients.

use serde_json::json;

use super::connect::{block_on, connect_at, place};
use super::error::CliError;
use super::output::{Table, print};
use super::{Global, resolve};
use crate::client::PoolId;
use crate::cognito::Lane;
use crate::tasks::crawl;

/// The arguments of `cognitui list`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ListArgs {
    /// The pool whose clients are listed: its id, its name, or enough of its name.
    #[arg(value_name = "POOL")]
    pool: Option<String>,
}

/// Prints the list. No client is described for it.
pub(super) fn run(args: &ListArgs, global: &Global) -> Result<(), CliError> {
    let text = block_on(async {
        let (named, word) = match args.pool.as_deref().and_then(|pool| pool.split_once(':')) {
            Some((profile, pool)) => (Some(profile.to_owned()), Some(pool)),
            None => (None, args.pool.as_deref()),
        };
        let mut place = place(global, None)?;
        place.profile = named.or(place.profile);
        // A pool's id holds its region.
        let region = word.map(PoolId::new).and_then(|id| id.region().map(str::to_owned));
        place.region = region.or(place.region);
        let gateway = connect_at(global, place).await?.gateway;
        match word {
            None => {
                let pools = crawl::pools(&gateway, Lane::Foreground).await?;
                let mut table = Table::new(&["id", "name"]);
                for pool in &pools {
                    table.row([pool.id.to_string(), pool.name.clone()]);
                }
                let rows: Vec<_> =
                    pools.iter().map(|pool| json!({"Id": pool.id.as_str(), "Name": pool.name})).collect();
                table.render(global.output, || json!({ "UserPools": rows }))
            }
            Some(word) => {
                let pool = resolve::pool(&gateway, word).await?;
                let clients = resolve::clients(&gateway, &pool.id).await?;
                let mut table = Table::new(&["id", "name"]);
                for client in &clients {
                    table.row([client.key.client.to_string(), client.name.clone()]);
                }
                let rows: Vec<_> = clients
                    .iter()
                    .map(|client| {
                        json!({
                            "UserPoolId": pool.id.as_str(),
                            "ClientId": client.key.client.as_str(),
                            "ClientName": client.name,
                        })
                    })
                    .collect();
                table.render(global.output, || json!({ "UserPoolClients": rows }))
            }
        }
    })?;
    print(&text)
}
