//! Making a client.

use secrecy::ExposeSecret;
use serde_json::{Map, Value as Json};
use tokio::time::{Instant, sleep};

use crate::client::change::{Compare, diff};
use crate::client::rules::{Operation, Secret};
use crate::client::settings::SECRET_MEMBER;
use crate::client::{AppClient, ClientKey, PoolId, Settings, Surroundings, create_document, field};
use crate::cognito::{CognitoError, ErrorKind, Gateway, Lane};
use crate::local::journal::{Deed, Ending, Entry, EntryId, Planned, Snapshot};
use crate::tasks::{Failure, FailureKind};

use super::desk::Record;
use super::gate::Pass;
use super::look::{is_made_of, normalised};
use super::outcome::no_answer;
use super::send::{self, Between, Sent, insist};
use super::stop::{Stop, to_its_end};
use super::update::{refusals, surroundings};
use super::{Applied, CreatePlan, Doubt, Note, WriteOutcome, Writer};
use super::{names, pool_named};

/// A creation that is ready to be sent.
struct Ready {
    pool: PoolId,
    /// What is asked for, without what only a creation has.
    asked: Settings,
    name: String,
    confidential: bool,
    /// The whole request; a chosen secret is in it, so it goes nowhere else.
    document: Map<String, Json>,
    /// The clients of the same name that are there already.
    known: Vec<String>,
    note: Note,
}

impl Writer {
    pub(super) async fn create(&self, pass: Pass, plan: CreatePlan, stop: Stop) -> WriteOutcome {
        let chosen = plan.secret.as_ref().map(ExposeSecret::expose_secret);
        let around = Surroundings {
            operation: Operation::Create,
            secret: chosen.map_or(Secret::Absent, form),
            ..surroundings(&plan.around, &self.gateway.context().region)
        };
        if let Err(outcome) = refusals(&plan.settings, &around, plan.around.despite_findings) {
            return *outcome;
        }
        let mut document = create_document(&plan.settings, &plan.pool);
        let generated = document.get("GenerateSecret").and_then(Json::as_bool).unwrap_or(false);
        let mut asked = document.clone();
        asked.shift_remove(field::GENERATE_SECRET.path[0]);
        let confidential = generated || chosen.is_some();
        if let Some(secret) = chosen {
            document.insert(SECRET_MEMBER.to_owned(), secret.into());
        }
        let asked = Settings::from_wire(asked);
        let name = asked.text("ClientName").unwrap_or_default().to_owned();
        let note = plan.note;
        let mut ready =
            Ready { pool: plan.pool, asked, name, confidential, document, known: Vec::new(), note };
        match stop.unless(self.made_earlier(&ready)).await {
            Ok(None) => {}
            Ok(Some(outcome)) | Err(outcome) => return outcome,
        }
        ready.known = match stop.unless(called(&self.gateway, &ready.pool, &ready.name)).await {
            Ok(Ok(known)) => known.into_iter().map(|key| key.client.as_str().to_owned()).collect(),
            Ok(Err(error)) => return WriteOutcome::not_seen(error),
            Err(stopped) => return stopped,
        };
        let writer = self.clone();
        let done = to_its_end(writer.make(pass, ready, stop)).await;
        done.unwrap_or_else(WriteOutcome::broken)
    }

    /// What an earlier request for the very same came to, where its answer got lost and it did arrive: then
    /// nothing is sent. Also what keeps a new one from being sent.
    async fn made_earlier(&self, ready: &Ready) -> Option<WriteOutcome> {
        let wanted = self.planned_creation(ready);
        let named = |planned: &Planned| {
            planned.request.as_ref().and_then(|request| request.settings().text("ClientName"))
                == Some(&ready.name)
        };
        let same = |planned: &Planned| {
            planned.deed == Deed::Create && planned.pool.id == wanted.pool.id && named(planned)
        };
        let ended = match self.earlier(same).await {
            Ok(ended) => ended,
            Err(outcome) => return Some(outcome),
        };
        let very_same = |entry: &Entry| {
            entry.planned.request == wanted.request && entry.planned.confidential == wanted.confidential
        };
        for (entry, ending) in ended.into_iter().filter(|(entry, _)| very_same(entry)) {
            match ending {
                Ending::Applied { made: Some(id), .. } => {
                    let key = ClientKey::new(ready.pool.as_str(), id);
                    return Some(match self.look(&key).await {
                        Ok(client) => applied_earlier(ready, entry.id, client),
                        Err(error) => WriteOutcome::not_seen(error),
                    });
                }
                Ending::Unknown { message, .. } => {
                    return Some(several(entry.id, ready, &message, Vec::new()));
                }
                _ => {}
            }
        }
        None
    }

    async fn make(self, pass: Pass, ready: Ready, stop: Stop) -> WriteOutcome {
        let record = match self.desk.begin(self.planned_creation(&ready)).await {
            Ok(record) => record,
            Err(error) => return error.into(),
        };
        let patience = *self.desk.patience();
        let mut between = Between { stop, patience, until: Instant::now() + patience.refused };
        let sent = between
            .attempts(
                &self.gateway,
                false,
                |gateway| send::create(pass, gateway, &ready.pool, ready.document.clone()),
                // A creation stands on nothing that could move.
                || std::future::ready(Ok(true)),
            )
            .await;
        match sent {
            Sent::Answered(answer) => self.made(&ready, &record, answer, None).await,
            Sent::InDoubt(error) => self.searched(&ready, &record, error).await,
            Sent::Refused(reason, error) => self.refused(&record, reason, error).await,
            Sent::Stopped | Sent::Moved => self.stopped(&record).await,
        }
    }

    fn planned_creation(&self, ready: &Ready) -> Planned {
        Planned {
            deed: Deed::Create,
            site: self.site(ready.note.account.as_deref()),
            pool: pool_named(&ready.pool, &ready.note),
            client: None,
            before: None,
            confidential: ready.confidential,
            request: Some(Snapshot::of(ready.document.clone())),
            known: ready.known.clone(),
            undoes: ready.note.undoes.clone(),
            plan: ready.note.plan.clone(),
        }
    }

    async fn made(
        &self,
        ready: &Ready,
        record: &Record,
        answer: AppClient,
        seen: Option<AppClient>,
    ) -> WriteOutcome {
        let normalised = normalised(&ready.asked, &answer.settings);
        let unrecorded = record
            .end(Ending::Applied {
                after: Some(Snapshot::from(&answer.settings)),
                made: Some(answer.key.client.as_str().to_owned()),
                normalised: names(&normalised),
            })
            .await;
        let seen = match seen {
            Some(seen) => Some(seen),
            None => self.look(&answer.key).await.ok(),
        };
        let changed_since = seen
            .as_ref()
            .map_or_else(Vec::new, |seen| diff(&answer.settings, &seen.settings, Compare::ByEffect));
        WriteOutcome::Applied(Box::new(Applied {
            entry: record.id(),
            key: answer.key.clone(),
            changes: diff(&Settings::default(), &ready.asked, Compare::ByText),
            taken_over: Vec::new(),
            normalised,
            changed_since,
            verified: seen.is_some(),
            client: Some(seen.unwrap_or(answer)),
            secret: None,
            earlier: false,
            unrecorded,
        }))
    }

    /// The answer is missing. Names are not unique and a second creation would be a second client, so
    /// the pool is searched for what was made.
    async fn searched(&self, ready: &Ready, record: &Record, error: CognitoError) -> WriteOutcome {
        let patience = self.desk.patience();
        // What another entry has made is not what this one has made.
        let history = self.desk.history().await.unwrap_or_default();
        let others = history.made_by_others(&record.id()).into_iter().map(str::to_owned);
        let known: Vec<String> = ready.known.iter().cloned().chain(others).collect();
        let search = || {
            insist(patience, || {
                find_made(&self.gateway, &ready.pool, &ready.name, &known, &ready.asked, ready.confidential)
            })
        };
        let mut found = search().await;
        if matches!(&found, Ok(found) if found.is_empty()) {
            sleep(patience.settle).await;
            found = search().await;
        }
        match found.as_deref() {
            Ok([]) => self.not_arrived(record, &error).await,
            Ok([made]) => self.made(ready, record, made.clone(), Some(made.clone())).await,
            Ok(several_made) => {
                let candidates: Vec<ClientKey> =
                    several_made.iter().map(|client| client.key.clone()).collect();
                let ids = candidates.iter().map(|key| key.client.as_str()).collect::<Vec<_>>().join(", ");
                let message = format!("several clients like it were made: {ids}");
                record.end(Ending::Unknown { message: message.clone(), found: None }).await;
                several(record.id(), ready, &message, candidates)
            }
            Err(blind) => WriteOutcome::Unknown(Box::new(Doubt {
                entry: record.id(),
                key: None,
                failure: no_answer(&error, Some(blind)),
                sent: Some(ready.asked.clone()),
                found: None,
                candidates: Vec::new(),
                open: true,
            })),
        }
    }
}

/// Nothing was sent: an earlier request whose answer got lost had made it.
fn applied_earlier(ready: &Ready, entry: EntryId, client: AppClient) -> WriteOutcome {
    WriteOutcome::Applied(Box::new(Applied {
        entry,
        key: client.key.clone(),
        changes: diff(&Settings::default(), &ready.asked, Compare::ByText),
        taken_over: Vec::new(),
        normalised: normalised(&ready.asked, &client.settings),
        changed_since: Vec::new(),
        verified: true,
        client: Some(client),
        secret: None,
        earlier: true,
        unrecorded: None,
    }))
}

/// Several clients may be the one that was to be made: a person has to look.
fn several(entry: EntryId, ready: &Ready, message: &str, candidates: Vec<ClientKey>) -> WriteOutcome {
    WriteOutcome::Unknown(Box::new(Doubt {
        entry,
        key: None,
        failure: Failure {
            kind: FailureKind::Passing,
            what: format!("The answer got lost, and {message}."),
            next: "Look at them before you make another: one of them is probably this one.".to_owned(),
        },
        sent: Some(ready.asked.clone()),
        found: None,
        candidates,
        open: false,
    }))
}

/// What the rules may know of a chosen secret.
fn form(secret: &str) -> Secret {
    Secret::Chosen { characters: secret.chars().count(), allowed: field::Charset::Word.allows(secret) }
}

/// The clients of a pool with this name.
pub(super) async fn called(
    gateway: &Gateway,
    pool: &PoolId,
    name: &str,
) -> Result<Vec<ClientKey>, CognitoError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = gateway.clients_page(Lane::Foreground, pool, after).await?;
        found.extend(page.items.into_iter().filter(|client| client.name == name).map(|client| client.key));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// The clients that were not there before and are what was asked for.
pub(super) async fn find_made(
    gateway: &Gateway,
    pool: &PoolId,
    name: &str,
    known: &[String],
    asked: &Settings,
    confidential: bool,
) -> Result<Vec<AppClient>, CognitoError> {
    let mut made = Vec::new();
    for key in called(gateway, pool, name).await? {
        if known.iter().any(|id| id == key.client.as_str()) {
            continue;
        }
        match gateway.client(Lane::Foreground, &key).await {
            Ok(client) => {
                if is_made_of(asked, &client.settings) && client.secret.is_present() == confidential {
                    made.push(client);
                }
            }
            // Made and deleted again, by whomever.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}
