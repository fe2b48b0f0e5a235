//! Adding and retiring a client's secrets.

use secrecy::SecretString;
use tokio::time::{Instant, sleep};

use crate::client::{ClientKey, SecretDescriptor};
use crate::cognito::{CognitoError, Lane};
use crate::local::journal::{Deed, Ending, Planned};

use super::desk::Record;
use super::gate::Pass;
use super::outcome::no_answer;
use super::send::{self, Between, Sent, insist};
use super::stop::{Stop, to_its_end};
use super::{AddSecretPlan, Applied, DeleteSecretPlan, Doubt, NewSecret, Note, WriteOutcome, Writer};
use super::{client_named, pool_named};

/// A change of secrets that is ready to be sent.
struct Ready {
    key: ClientKey,
    name: String,
    /// The secrets that are there just before.
    known: Vec<String>,
    note: Note,
}

impl Writer {
    pub(super) async fn add_secret(&self, pass: Pass, plan: AddSecretPlan, stop: Stop) -> WriteOutcome {
        match stop.unless(self.added_earlier(&plan.key)).await {
            Ok(None) => {}
            Ok(Some(outcome)) | Err(outcome) => return outcome,
        }
        let ready = match stop.unless(self.secrets_before(plan.key, plan.note)).await {
            Ok(Ok(ready)) => ready,
            Ok(Err(error)) => return WriteOutcome::not_seen(error),
            Err(stopped) => return stopped,
        };
        let writer = self.clone();
        let done = to_its_end(writer.add(pass, ready, plan.secret, stop)).await;
        done.unwrap_or_else(WriteOutcome::broken)
    }

    pub(super) async fn delete_secret(&self, pass: Pass, plan: DeleteSecretPlan, stop: Stop) -> WriteOutcome {
        let ready = match stop.unless(self.secrets_before(plan.key, plan.note)).await {
            Ok(Ok(ready)) => ready,
            Ok(Err(error)) => return WriteOutcome::not_seen(error),
            Err(stopped) => return stopped,
        };
        let writer = self.clone();
        let done = to_its_end(writer.retire(pass, ready, plan.secret, stop)).await;
        done.unwrap_or_else(WriteOutcome::broken)
    }

    /// The secret that an earlier request has added whose answer got lost: then nothing is sent. Also what
    /// keeps a new one from being sent.
    async fn added_earlier(&self, key: &ClientKey) -> Option<WriteOutcome> {
        let same = |planned: &Planned| planned.deed == Deed::AddSecret && planned.key().as_ref() == Some(key);
        let ended = match self.earlier(same).await {
            Ok(ended) => ended,
            Err(outcome) => return Some(outcome),
        };
        let (entry, id) = ended.into_iter().find_map(|(entry, ending)| match ending {
            Ending::Applied { made: Some(id), .. } => Some((entry.id, id)),
            _ => None,
        })?;
        let secrets = match self.gateway.secrets(Lane::Foreground, key).await {
            Ok(secrets) => secrets,
            Err(error) => return Some(WriteOutcome::not_seen(error)),
        };
        let descriptor = secrets.into_iter().find(|secret| secret.id == id)?;
        let client = self.gateway.client(Lane::Foreground, key).await.ok();
        Some(WriteOutcome::Applied(Box::new(Applied {
            entry,
            key: key.clone(),
            changes: Vec::new(),
            taken_over: Vec::new(),
            normalised: Vec::new(),
            changed_since: Vec::new(),
            verified: client.is_some(),
            client,
            secret: Some(NewSecret::lost(descriptor)),
            earlier: true,
            unrecorded: None,
        })))
    }

    async fn secrets_before(&self, key: ClientKey, note: Note) -> Result<Ready, CognitoError> {
        let client = self.gateway.client(Lane::Foreground, &key).await?;
        let secrets = self.gateway.secrets(Lane::Foreground, &key).await?;
        let known = secrets.into_iter().map(|secret| secret.id).collect();
        Ok(Ready { name: client.name().to_owned(), key, known, note })
    }

    async fn add(self, pass: Pass, ready: Ready, chosen: Option<SecretString>, stop: Stop) -> WriteOutcome {
        let record = match self.desk.begin(self.planned_secret(&ready, Deed::AddSecret)).await {
            Ok(record) => record,
            Err(error) => return error.into(),
        };
        let sent = self
            .between(stop)
            .attempts(
                &self.gateway,
                false,
                |gateway| send::add_secret(pass, gateway, &ready.key, chosen.clone()),
                || std::future::ready(Ok(true)),
            )
            .await;
        match sent {
            Sent::Answered((descriptor, value)) => {
                self.secret_changed(&ready, &record, Some(NewSecret { descriptor, value, held: false })).await
            }
            Sent::InDoubt(error) => {
                match self.secrets_after(&ready, |now| now.len() > ready.known.len()).await {
                    Ok(mut new) => match (new.pop(), new.is_empty()) {
                        (Some(descriptor), true) => {
                            // Its value was in the answer that got lost.
                            self.secret_changed(&ready, &record, Some(NewSecret::lost(descriptor))).await
                        }
                        (None, _) => self.not_arrived(&record, &error).await,
                        (Some(_), false) => in_doubt(&ready, &record, &error, None),
                    },
                    Err(blind) => in_doubt(&ready, &record, &error, Some(&blind)),
                }
            }
            Sent::Refused(reason, error) => self.refused(&record, reason, error).await,
            Sent::Stopped | Sent::Moved => self.stopped(&record).await,
        }
    }

    async fn retire(self, pass: Pass, ready: Ready, secret: String, stop: Stop) -> WriteOutcome {
        let deed = Deed::DeleteSecret(secret.clone());
        let record = match self.desk.begin(self.planned_secret(&ready, deed)).await {
            Ok(record) => record,
            Err(error) => return error.into(),
        };
        let sent = self
            .between(stop)
            .attempts(
                &self.gateway,
                false,
                |gateway| send::delete_secret(pass, gateway, &ready.key, &secret),
                || std::future::ready(Ok(true)),
            )
            .await;
        match sent {
            Sent::Answered(()) => self.secret_changed(&ready, &record, None).await,
            Sent::InDoubt(error) => {
                let gone = |now: &[SecretDescriptor]| now.iter().all(|one| one.id != secret);
                let patience = self.desk.patience();
                let look = || insist(patience, || self.gateway.secrets(Lane::Foreground, &ready.key));
                let mut found = look().await;
                if matches!(&found, Ok(now) if !gone(now)) {
                    sleep(patience.settle).await;
                    found = look().await;
                }
                match found {
                    Ok(now) if gone(&now) => self.secret_changed(&ready, &record, None).await,
                    Ok(_) => self.not_arrived(&record, &error).await,
                    Err(blind) => in_doubt(&ready, &record, &error, Some(&blind)),
                }
            }
            Sent::Refused(reason, error) => self.refused(&record, reason, error).await,
            Sent::Stopped | Sent::Moved => self.stopped(&record).await,
        }
    }

    /// The secrets that are there now and were not before; looked for twice where the first look is not
    /// `enough`.
    async fn secrets_after(
        &self,
        ready: &Ready,
        enough: impl Fn(&[SecretDescriptor]) -> bool,
    ) -> Result<Vec<SecretDescriptor>, CognitoError> {
        let patience = self.desk.patience();
        let look = || insist(patience, || self.gateway.secrets(Lane::Foreground, &ready.key));
        let mut now = look().await?;
        if !enough(&now) {
            sleep(patience.settle).await;
            now = look().await?;
        }
        now.retain(|secret| !ready.known.contains(&secret.id));
        Ok(now)
    }

    fn between(&self, stop: Stop) -> Between {
        let patience = *self.desk.patience();
        Between { stop, patience, until: Instant::now() + patience.refused }
    }

    fn planned_secret(&self, ready: &Ready, deed: Deed) -> Planned {
        Planned {
            deed,
            site: self.site(ready.note.account.as_deref()),
            pool: pool_named(&ready.key.pool, &ready.note),
            client: Some(client_named(&ready.key, &ready.name)),
            before: None,
            confidential: true,
            request: None,
            known: ready.known.clone(),
            undoes: None,
            plan: ready.note.plan.clone(),
        }
    }

    async fn secret_changed(&self, ready: &Ready, record: &Record, new: Option<NewSecret>) -> WriteOutcome {
        let made = new.as_ref().map(|new| new.descriptor.id.clone());
        let unrecorded = record.end(Ending::Applied { after: None, made, normalised: Vec::new() }).await;
        let client = self.gateway.client(Lane::Foreground, &ready.key).await.ok();
        WriteOutcome::Applied(Box::new(Applied {
            entry: record.id(),
            key: ready.key.clone(),
            changes: Vec::new(),
            taken_over: Vec::new(),
            normalised: Vec::new(),
            changed_since: Vec::new(),
            verified: client.is_some(),
            client,
            secret: new,
            earlier: false,
            unrecorded,
        }))
    }
}

/// Nothing is written down, so that the next start looks again.
fn in_doubt(
    ready: &Ready,
    record: &Record,
    error: &CognitoError,
    blind: Option<&CognitoError>,
) -> WriteOutcome {
    WriteOutcome::Unknown(Box::new(Doubt {
        entry: record.id(),
        key: Some(ready.key.clone()),
        failure: no_answer(error, blind),
        sent: None,
        found: None,
        candidates: Vec::new(),
        open: true,
    }))
}
