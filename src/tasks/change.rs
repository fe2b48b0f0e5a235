//! What changes the service, and the journal of it, one function each.

use tokio::sync::watch;

use crate::cognito::Gateway;
use crate::local::JournalError;

use super::runner::Say;
use super::safe::{Kept, Safe};
use super::write::bulk::{BulkEnd, BulkNews, BulkPlan};
use super::write::{Desk, Phase, Plan, RotationNote, Stop, WriteOutcome, Writer};
use super::{Failure, Outcome, Written};

/// Carries out a write to its end.
pub(super) async fn write(
    desk: Option<Desk>,
    gateway: Gateway,
    plan: Plan,
    stop: Stop,
    mut phase: watch::Receiver<Phase>,
    safe: Safe,
    say: Say,
) -> Outcome {
    let mut outcome = match desk {
        Some(desk) => {
            let writer = Writer::new(gateway, desk);
            let mut work = std::pin::pin!(writer.run_until(plan.clone(), stop));
            loop {
                tokio::select! {
                    biased;
                    outcome = &mut work => break outcome,
                    // Ends with the write, which has the other end.
                    Ok(()) = phase.changed() => {
                        let now = *phase.borrow_and_update();
                        say.also(Outcome::Writing(now)).await;
                    }
                }
            }
        }
        None => WriteOutcome::from(JournalError::NoFolder),
    };
    // The value of a secret stays behind the dashboard, which asks for it to be copied by its id.
    if let WriteOutcome::Applied(applied) = &mut outcome
        && let Some(new) = &mut applied.secret
        && let Some(value) = new.value.take()
    {
        safe.keep(&applied.key, Kept::Secret(new.descriptor.id.clone()), value);
        new.held = true;
    }
    Outcome::Written(Box::new(Written { plan, outcome }))
}

/// Carries out a plan for several clients to its end, and tells of each of them.
pub(super) async fn write_many(
    desk: Option<Desk>,
    gateway: Gateway,
    plan: BulkPlan,
    stop: Stop,
    say: Say,
) -> Outcome {
    let Some(desk) = desk else {
        return Outcome::Bulk(BulkNews::Ended(BulkEnd::Halted(JournalError::NoFolder.into())));
    };
    let mut run = Writer::new(gateway, desk).run_many(plan, stop);
    loop {
        match run.next().await {
            Some(BulkNews::Ended(end)) => return Outcome::Bulk(BulkNews::Ended(end)),
            Some(news) => say.also(Outcome::Bulk(news)).await,
            None => return Outcome::Broken(Failure::broken()),
        }
    }
}

/// Reads which plans for several clients came to no end, after one of them is forgotten where that is
/// asked for.
pub(super) async fn plans(desk: Option<Desk>, forgotten: Option<String>) -> Outcome {
    let read = async |desk: Desk| {
        if let Some(id) = forgotten {
            desk.end_plan(id).await?;
        }
        desk.unfinished().await
    };
    let plans = match desk {
        Some(desk) => read(desk).await,
        None => Ok(Vec::new()),
    };
    Outcome::Plans(plans.map_err(|error: JournalError| Failure::from(error)))
}

/// Writes down a step of a rotation.
pub(super) async fn note_rotation(desk: Option<Desk>, note: RotationNote) -> Outcome {
    let noted = match desk {
        Some(desk) => desk.note_rotation(note).await,
        None => Err(JournalError::NoFolder),
    };
    Outcome::RotationNoted(noted.map_err(Failure::from))
}

/// Reads the journal.
pub(super) async fn journal(desk: Option<Desk>) -> Outcome {
    let history = match desk {
        Some(desk) => desk.history().await,
        None => Err(JournalError::NoFolder),
    };
    Outcome::Journal(history.map(Box::new).map_err(Failure::from))
}

/// Looks at the writes whose end nobody wrote down.
pub(super) async fn resolve(desk: Option<Desk>, gateway: Gateway) -> Outcome {
    let resolved = match desk {
        Some(desk) => Writer::new(gateway, desk).resolve().await,
        None => Err(JournalError::NoFolder),
    };
    Outcome::Resolved(resolved.map_err(Failure::from))
}
