//! Deleting a client.

use tokio::time::{Instant, sleep};

use crate::client::change::{Compare, diff};
use crate::client::merge::merge;
use crate::client::{AppClient, ClientKey};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use crate::local::journal::{Deed, Ending, Planned, Snapshot};

use super::desk::Record;
use super::gate::Pass;
use super::look::is_touched;
use super::outcome::no_answer;
use super::send::{self, Between, Sent, insist};
use super::stop::{Stop, holding, to_its_end};
use super::{Applied, DeletePlan, Diverged, Doubt, Note, WriteOutcome, Writer};
use super::{client_named, pool_named};

/// A deletion that is ready to be sent.
struct Ready {
    key: ClientKey,
    fresh: AppClient,
    described: Instant,
    note: Note,
}

impl Writer {
    pub(super) async fn delete(&self, pass: Pass, plan: DeletePlan, stop: Stop) -> WriteOutcome {
        let claim = match self.claim(&plan.key, stop.clone()).await {
            Ok(claim) => claim,
            Err(outcome) => return outcome,
        };
        let fresh = match stop.unless(self.gateway.client(Lane::Foreground, &plan.key)).await {
            Ok(Ok(fresh)) => fresh,
            Ok(Err(error)) => return WriteOutcome::not_seen(error),
            Err(stopped) => return stopped,
        };
        if !diff(&plan.seen, &fresh.settings, Compare::ByEffect).is_empty() {
            let merge = merge(&plan.seen, &plan.seen, &fresh.settings);
            return WriteOutcome::Diverged(Box::new(Diverged { theirs: fresh, merge }));
        }
        let ready = Ready { key: plan.key, fresh, described: Instant::now(), note: plan.note };
        let writer = self.clone();
        let done = to_its_end(holding(&claim, writer.remove(pass, ready, stop))).await;
        done.unwrap_or_else(WriteOutcome::broken)
    }

    async fn remove(self, pass: Pass, ready: Ready, stop: Stop) -> WriteOutcome {
        let record = match self.desk.begin(self.planned_deletion(&ready)).await {
            Ok(record) => record,
            Err(error) => return error.into(),
        };
        let patience = *self.desk.patience();
        let stale = ready.described.elapsed() >= patience.stale;
        let mut between = Between { stop, patience, until: Instant::now() + patience.refused };
        let sent = between
            .attempts(
                &self.gateway,
                stale,
                |gateway| send::delete(pass, gateway, &ready.key),
                || async {
                    let now = self.gateway.client(Lane::Foreground, &ready.key).await?;
                    Ok(!is_touched(&ready.fresh.settings, &now.settings))
                },
            )
            .await;
        match sent {
            Sent::Answered(()) => self.removed(&ready, &record).await,
            Sent::InDoubt(error) => self.missed(&ready, &record, error).await,
            Sent::Refused(reason, error) => self.refused(&record, reason, error).await,
            Sent::Stopped => self.stopped(&record).await,
            Sent::Moved => {
                let message = "somebody else changed the client while this was waiting".to_owned();
                record.end(Ending::Failed { message }).await;
                self.moved(&ready).await
            }
        }
    }

    fn planned_deletion(&self, ready: &Ready) -> Planned {
        Planned {
            deed: Deed::Delete,
            site: self.site(ready.note.account.as_deref()),
            pool: pool_named(&ready.key.pool, &ready.note),
            client: Some(client_named(&ready.key, ready.fresh.name())),
            before: Some(Snapshot::from(&ready.fresh.settings)),
            confidential: ready.fresh.secret.is_present(),
            request: None,
            known: Vec::new(),
            undoes: ready.note.undoes.clone(),
            plan: ready.note.plan.clone(),
        }
    }

    async fn removed(&self, ready: &Ready, record: &Record) -> WriteOutcome {
        let ending = Ending::Applied { after: None, made: None, normalised: Vec::new() };
        let unrecorded = record.end(ending).await;
        let seen = self.gateway.client(Lane::Foreground, &ready.key).await;
        WriteOutcome::Applied(Box::new(Applied {
            entry: record.id(),
            key: ready.key.clone(),
            changes: Vec::new(),
            taken_over: Vec::new(),
            normalised: Vec::new(),
            changed_since: Vec::new(),
            verified: matches!(&seen, Err(error) if error.kind() == ErrorKind::NotFound),
            client: seen.ok(),
            secret: None,
            earlier: false,
            unrecorded,
        }))
    }

    /// The answer is missing: the client is there, or it is not.
    async fn missed(&self, ready: &Ready, record: &Record, error: CognitoError) -> WriteOutcome {
        let patience = self.desk.patience();
        let look = || insist(patience, || presence(&self.gateway, &ready.key));
        let mut found = look().await;
        if matches!(found, Ok(Some(_))) {
            sleep(patience.settle).await;
            found = look().await;
        }
        match found {
            Ok(None) => self.removed(ready, record).await,
            Ok(Some(_)) => self.not_arrived(record, &error).await,
            Err(blind) => WriteOutcome::Unknown(Box::new(Doubt {
                entry: record.id(),
                key: Some(ready.key.clone()),
                failure: no_answer(&error, Some(&blind)),
                sent: None,
                found: None,
                candidates: Vec::new(),
                open: true,
            })),
        }
    }

    /// Somebody changed the client between two attempts: the person has to see that first.
    async fn moved(&self, ready: &Ready) -> WriteOutcome {
        match self.gateway.client(Lane::Foreground, &ready.key).await {
            Ok(theirs) => {
                let before = &ready.fresh.settings;
                let merge = merge(before, before, &theirs.settings);
                WriteOutcome::Diverged(Box::new(Diverged { theirs, merge }))
            }
            Err(error) => WriteOutcome::not_seen(error),
        }
    }
}

/// The client, or none where its pool is there and the client is not.
pub(super) async fn presence(gateway: &Gateway, key: &ClientKey) -> Result<Option<AppClient>, CognitoError> {
    match gateway.client(Lane::Foreground, key).await {
        Ok(client) => Ok(Some(client)),
        // An account that does not have the pool would say the same of the client.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            gateway.clients_page(Lane::Foreground, &key.pool, None).await.map(|_| None)
        }
        Err(error) => Err(error),
    }
}
