//! What can be connected to.

use crate::client::ClientKey;
use crate::cognito::{self, Gateway};
use crate::local::{Recent, RecentPlace};

use super::{Contexts, Outcome, Place};

/// Reads the profiles, and the places that were used last.
pub(super) async fn read() -> Outcome {
    let profiles = cognito::profiles().await.map_err(super::Failure::from);
    let recent = tokio::task::spawn_blocking(|| Recent::in_state_folder().map(|recent| recent.all())).await;
    let recent = recent.ok().flatten().unwrap_or_default();
    let place = |known: RecentPlace| Place { profile: known.profile, region: Some(known.region) };
    Outcome::Contexts(Box::new(Contexts { profiles, recent: recent.into_iter().map(place).collect() }))
}

/// The clients that were opened last, in this run and those before. One that is opened now comes first.
pub(super) async fn opened(now: Option<ClientKey>) -> Outcome {
    let read = move || {
        let recent = Recent::in_state_folder()?;
        if let Some(key) = now
            && let Err(error) = recent.note_client(key)
        {
            tracing::debug!(%error, "the client is not remembered");
        }
        Some(recent.clients())
    };
    Outcome::Opened(tokio::task::spawn_blocking(read).await.ok().flatten().unwrap_or_default())
}

/// Remembers a place that was connected to. Without a state folder it is not remembered; nothing else is
/// lost with that.
pub(super) async fn note(gateway: &Gateway, profile: Option<String>) {
    let place = RecentPlace { profile, region: gateway.context().region.clone() };
    let noted =
        tokio::task::spawn_blocking(move || Recent::in_state_folder().map(|recent| recent.note(place)));
    if let Ok(Some(Err(error))) = noted.await {
        tracing::debug!(%error, "the place is not remembered");
    }
}
