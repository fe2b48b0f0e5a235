//! The reads, one function each.

use crate::client::{ClientKey, PoolId};
use crate::cognito::{Gateway, Lane};

use super::runner::Say;
use super::{Cursor, Failure, Outcome, PoolParts, Priority, Task};
use super::{audit, crawl, drafts};

/// Runs a read to its end and gives its last outcome; pages before the last are said on the way.
pub(super) async fn run(gateway: &Gateway, task: Task, say: &Say) -> Outcome {
    match task {
        // The runner connects, since what comes of it is the runner's to keep; the rest are no reads.
        Task::Connect(_)
        | Task::ReadContexts
        | Task::Opened(_)
        | Task::Write(_)
        | Task::WriteMany(_)
        | Task::ReadJournal
        | Task::NoteRotation(_)
        | Task::Reveal(_)
        | Task::ReadPlans
        | Task::ForgetPlan(_)
        | Task::ResolveJournal
        | Task::Copy(_)
        | Task::TryToken(_)
        | Task::ReadFile(_)
        | Task::ReadSnapshot(_)
        | Task::Export(_)
        | Task::WriteFiles(_)
        | Task::ClearClipboard
        | Task::WriteReport(_)
        | Task::Suppress(_)
        | Task::Elsewhere(..) => Outcome::Cancelled,
        Task::Audit(order) => audit::run(gateway, *order, say).await,
        Task::AuditAgain(order) => audit::again(gateway, *order).await,
        Task::ReadAccount => Outcome::Account(gateway.account().await),
        Task::ListPools { after } => pools(gateway, after, say).await,
        Task::DescribePool(pool) => match gateway.pool(Lane::Foreground, &pool).await {
            Ok(described) => Outcome::Pool(Box::new(described)),
            Err(error) => Outcome::PoolFailed(pool, error.into()),
        },
        Task::ListSecrets(key) => {
            let listed = gateway.secrets(Lane::Foreground, &key).await.map_err(Failure::from);
            Outcome::Secrets(key, listed)
        }
        Task::ReadPoolParts(pool) => parts(gateway, pool).await,
        Task::ReadDrafts => drafts::all(gateway).await,
        Task::KeepDraft { of, draft } => drafts::keep(gateway, of, draft.map(|draft| *draft)).await,
        Task::ListClients { pool, after, priority } => {
            clients(gateway, lane(priority), pool, after, say).await
        }
        Task::DescribeClient { key, priority } => client(gateway, key, priority).await,
    }
}

/// What the person looks at goes first.
fn lane(priority: Priority) -> Lane {
    match priority {
        Priority::Watched => Lane::Foreground,
        Priority::Ahead => Lane::Background,
    }
}

async fn pools(gateway: &Gateway, mut after: Option<Cursor>, say: &Say) -> Outcome {
    loop {
        match gateway.pools_page(Lane::Foreground, after.map(|cursor| cursor.0)).await {
            Ok(page) => {
                after = page.next.map(Cursor);
                let outcome = Outcome::PoolsPage { items: page.items, next: after.clone() };
                if after.is_none() {
                    return outcome;
                }
                say.also(outcome).await;
            }
            Err(error) => return Outcome::PoolsFailed(error.into()),
        }
    }
}

async fn clients(
    gateway: &Gateway,
    lane: Lane,
    pool: PoolId,
    mut after: Option<Cursor>,
    say: &Say,
) -> Outcome {
    loop {
        match gateway.clients_page(lane, &pool, after.map(|cursor| cursor.0)).await {
            Ok(page) => {
                after = page.next.map(Cursor);
                let outcome =
                    Outcome::ClientsPage { pool: pool.clone(), items: page.items, next: after.clone() };
                if after.is_none() {
                    return outcome;
                }
                say.also(outcome).await;
            }
            Err(error) => return Outcome::ClientsFailed(pool, error.into()),
        }
    }
}

async fn client(gateway: &Gateway, key: ClientKey, priority: Priority) -> Outcome {
    match gateway.client(lane(priority), &key).await {
        Ok(described) => Outcome::Client(Box::new(described)),
        Err(error) => Outcome::ClientFailed(key, error.into()),
    }
}

async fn parts(gateway: &Gateway, pool: PoolId) -> Outcome {
    let (providers, servers) = tokio::join!(
        gateway.identity_providers(Lane::Background, &pool),
        gateway.resource_servers(Lane::Background, &pool),
    );
    let described = match &providers {
        Ok(providers) => crawl::described(gateway, Lane::Background, &pool, providers).await,
        Err(error) => Err(error.clone()),
    };
    // A list that nobody may read is told once.
    let mappings = if providers.is_ok() { crawl::mappings(&described) } else { Ok(Vec::new()) };
    let parts = PoolParts {
        providers: providers.map_err(Failure::from),
        servers: servers.map_err(Failure::from),
        described: described.map_err(Failure::from),
        mappings: mappings.map_err(Failure::from),
    };
    Outcome::Parts(pool, parts)
}
