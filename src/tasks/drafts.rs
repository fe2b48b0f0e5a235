//! Drafts, kept behind the dashboard.

use crate::client::{Draft, DraftOf};
use crate::cognito::Gateway;
use crate::local::Drafts;

use super::{Failure, FailureKind, Outcome};

/// The drafts belong to a place: pool ids are unique in AWS, and another endpoint is another place. Over
/// the embedded sandbox, which forgets everything, drafts are not kept.
fn of_place(gateway: &Gateway) -> Option<Drafts> {
    let context = gateway.context();
    let place = context.endpoint.clone().unwrap_or_else(|| "aws".to_owned());
    (!context.sandbox).then(|| Drafts::in_state_folder(&place)).flatten()
}

pub(super) async fn all(gateway: &Gateway) -> Outcome {
    let Some(drafts) = of_place(gateway) else { return Outcome::Drafts(Vec::new()) };
    let read = tokio::task::spawn_blocking(move || drafts.all()).await;
    Outcome::Drafts(read.unwrap_or_default())
}

pub(super) async fn keep(gateway: &Gateway, of: DraftOf, draft: Option<Draft>) -> Outcome {
    let Some(drafts) = of_place(gateway) else { return Outcome::DraftKept(Ok(())) };
    let kept = tokio::task::spawn_blocking(move || match draft {
        Some(draft) => drafts.keep(&of, &draft),
        None => drafts.forget(&of),
    });
    Outcome::DraftKept(match kept.await {
        Ok(result) => result.map_err(|error| Failure {
            kind: FailureKind::Passing,
            what: format!("{error}."),
            next: "Make room or make the folder writable.".to_owned(),
        }),
        Err(_) => Err(Failure::broken()),
    })
}
