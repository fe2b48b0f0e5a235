//! Changing a client's settings.

use serde_json::{Map, Value as Json};
use tokio::time::{Instant, sleep};

use crate::client::change::{Compare, diff};
use crate::client::merge::merge;
use crate::client::rules::{self, Operation, Secret};
use crate::client::{AppClient, Change, ClientKey, Finding, Settings, Surroundings, update_document};
use crate::cognito::{CognitoError, ErrorKind, Lane};
use crate::local::journal::{Deed, Ending, Planned, Snapshot};
use crate::tasks::Failure;

use super::desk::Record;
use super::gate::Pass;
use super::look::{Sight, is_touched, judge, normalised};
use super::outcome::{lost, no_answer, overtaken, stopped};
use super::send::{self, Between, Sent, insist};
use super::stop::{Stop, holding, to_its_end};
use super::{Applied, Around, Diverged, Doubt, Meanwhile, Note, Reason, UpdatePlan, WriteOutcome, Writer};
use super::{client_named, names, pool_named};

/// An update that is ready to be sent.
struct Ready {
    key: ClientKey,
    /// The client as it was described just before.
    fresh: AppClient,
    described: Instant,
    /// What it is to be.
    result: Settings,
    /// The whole of it, as a request.
    document: Map<String, Json>,
    taken_over: Vec<Change>,
    note: Note,
}

/// What came of one try, which a change of somebody else's ends.
enum Try {
    Done(Box<WriteOutcome>),
    Moved,
}

impl Writer {
    pub(super) async fn update(&self, pass: Pass, plan: UpdatePlan, stop: Stop) -> WriteOutcome {
        let claim = match self.claim(&plan.key, stop.clone()).await {
            Ok(claim) => claim,
            Err(outcome) => return outcome,
        };
        let until = Instant::now() + self.desk.patience().refused;
        loop {
            let fresh = match stop.unless(self.gateway.client(Lane::Foreground, &plan.key)).await {
                Ok(Ok(fresh)) => fresh,
                Ok(Err(error)) => return WriteOutcome::not_seen(error),
                Err(stopped) => return stopped,
            };
            let ready = match self.prepare(&plan, fresh) {
                Ok(ready) => ready,
                Err(outcome) => return *outcome,
            };
            let writer = self.clone();
            match to_its_end(holding(&claim, writer.try_update(pass, ready, stop.clone(), until))).await {
                Some(Try::Done(outcome)) => return *outcome,
                // Somebody wrote while this was waiting: from the start, with what they made of it, unless
                // they never come to an end.
                Some(Try::Moved) if Instant::now() < until => {}
                Some(Try::Moved) => return WriteOutcome::refused(Reason::Busy, overtaken(), None),
                None => return WriteOutcome::broken(),
            }
        }
    }

    /// Brings the plan together with the client as it is now.
    fn prepare(&self, plan: &UpdatePlan, fresh: AppClient) -> Result<Ready, Box<WriteOutcome>> {
        let described = Instant::now();
        let merge = merge(&plan.seen, &plan.wanted, &fresh.settings);
        let diverged = !merge.taken_from_theirs.is_empty();
        if !merge.is_settled() || (diverged && plan.meanwhile == Meanwhile::Ask) {
            return Err(Box::new(WriteOutcome::Diverged(Box::new(Diverged { theirs: fresh, merge }))));
        }
        if diff(&fresh.settings, &merge.result, Compare::ByText).is_empty() {
            return Err(Box::new(WriteOutcome::AsWanted(Box::new(fresh))));
        }
        let around = Surroundings {
            operation: Operation::Update,
            secret: fresh.secret.into(),
            stored: Some(&fresh.settings),
            ..surroundings(&plan.around, &self.gateway.context().region)
        };
        refusals(&merge.result, &around, plan.around.despite_findings)?;
        let document = update_document(&merge.result);
        Ok(Ready {
            key: plan.key.clone(),
            fresh,
            described,
            result: merge.result,
            document,
            taken_over: merge.taken_from_theirs,
            note: plan.note.clone(),
        })
    }

    async fn try_update(self, pass: Pass, ready: Ready, stop: Stop, until: Instant) -> Try {
        let record = match self.desk.begin(self.planned_update(&ready)).await {
            Ok(record) => record,
            Err(error) => return Try::done(error.into()),
        };
        let patience = *self.desk.patience();
        let stale = ready.described.elapsed() >= patience.stale;
        let mut between = Between { stop, patience, until };
        let sent = between
            .attempts(
                &self.gateway,
                stale,
                |gateway| send::update(pass, gateway, &ready.key, ready.document.clone()),
                || async {
                    let now = self.gateway.client(Lane::Foreground, &ready.key).await?;
                    Ok(!is_touched(&ready.fresh.settings, &now.settings))
                },
            )
            .await;
        match sent {
            Sent::Answered(answer) => Try::done(self.applied(&ready, &record, answer, None).await),
            Sent::InDoubt(error) => Try::done(self.settled(&ready, &record, error).await),
            Sent::Refused(reason, error) => Try::done(self.refused(&record, reason, error).await),
            Sent::Stopped => Try::done(self.stopped(&record).await),
            Sent::Moved => {
                let message = "somebody else changed the client while this was waiting".to_owned();
                record.end(Ending::Failed { message }).await;
                Try::Moved
            }
        }
    }

    fn planned_update(&self, ready: &Ready) -> Planned {
        Planned {
            deed: Deed::Update,
            site: self.site(ready.note.account.as_deref()),
            pool: pool_named(&ready.key.pool, &ready.note),
            client: Some(client_named(&ready.key, ready.fresh.name())),
            before: Some(Snapshot::from(&ready.fresh.settings)),
            confidential: ready.fresh.secret.is_present(),
            request: Some(Snapshot::of(ready.document.clone())),
            known: Vec::new(),
            undoes: ready.note.undoes.clone(),
            plan: ready.note.plan.clone(),
        }
    }

    /// The service has carried it out: `answer` says what it made of it. That is written down at once;
    /// then one more look, unless there was one, tells whether it still holds.
    async fn applied(
        &self,
        ready: &Ready,
        record: &Record,
        answer: AppClient,
        seen: Option<AppClient>,
    ) -> WriteOutcome {
        let sent = Settings::from_wire(ready.document.clone());
        let normalised = normalised(&sent, &answer.settings);
        let unrecorded = record
            .end(Ending::Applied {
                after: Some(Snapshot::from(&answer.settings)),
                made: None,
                normalised: names(&normalised),
            })
            .await;
        let seen = match seen {
            Some(seen) => Some(seen),
            None => self.look(&ready.key).await.ok(),
        };
        let changed_since = seen
            .as_ref()
            .map_or_else(Vec::new, |seen| diff(&answer.settings, &seen.settings, Compare::ByEffect));
        WriteOutcome::Applied(Box::new(Applied {
            entry: record.id(),
            key: ready.key.clone(),
            changes: changes(&ready.fresh.settings, &ready.result),
            taken_over: ready.taken_over.clone(),
            normalised,
            changed_since,
            verified: seen.is_some(),
            client: Some(seen.unwrap_or(answer)),
            secret: None,
            earlier: false,
            unrecorded,
        }))
    }

    /// The answer is missing: looking decides.
    async fn settled(&self, ready: &Ready, record: &Record, error: CognitoError) -> WriteOutcome {
        let sent = Settings::from_wire(ready.document.clone());
        let mut found = self.look(&ready.key).await;
        if let Ok(client) = &found
            && judge(&ready.fresh.settings, &sent, &client.settings) == Sight::AsBefore
        {
            sleep(self.desk.patience().settle).await;
            found = self.look(&ready.key).await;
        }
        let doubt = |failure: Failure, found: Option<AppClient>, open: bool| {
            WriteOutcome::Unknown(Box::new(Doubt {
                entry: record.id(),
                key: Some(ready.key.clone()),
                failure,
                sent: Some(sent.clone()),
                found,
                candidates: Vec::new(),
                open,
            }))
        };
        let client = match found {
            Ok(client) => client,
            Err(gone) if gone.kind() == ErrorKind::NotFound => {
                let message = format!("{error}; meanwhile the client is gone");
                record.end(Ending::Unknown { message, found: None }).await;
                return doubt(gone.into(), None, false);
            }
            // Nothing is written down, so that the next start looks again.
            Err(blind) => return doubt(no_answer(&error, Some(&blind)), None, true),
        };
        match judge(&ready.fresh.settings, &sent, &client.settings) {
            Sight::AsSent => self.applied(ready, record, client.clone(), Some(client)).await,
            Sight::AsBefore => self.not_arrived(record, &error).await,
            Sight::Other => {
                let found = Some(Snapshot::from(&client.settings));
                record.end(Ending::Unknown { message: error.to_string(), found }).await;
                doubt(no_answer(&error, None), Some(client), false)
            }
        }
    }

    /// Describes the client, with patience.
    pub(super) async fn look(&self, key: &ClientKey) -> Result<AppClient, CognitoError> {
        insist(self.desk.patience(), || self.gateway.client(Lane::Foreground, key)).await
    }

    /// It was sent, its answer got lost, and looking shows that it got lost too.
    pub(super) async fn not_arrived(&self, record: &Record, error: &CognitoError) -> WriteOutcome {
        let failure = lost(error);
        record.end(Ending::Failed { message: failure.what.clone() }).await;
        let refused = super::Refused { reason: Reason::Lost, failure, entry: Some(record.id()) };
        WriteOutcome::NotApplied(Box::new(refused))
    }

    /// The service, or a look before it was sent again, said no.
    pub(super) async fn refused(&self, record: &Record, reason: Reason, error: CognitoError) -> WriteOutcome {
        let message = error.to_string();
        let ending =
            if reason == Reason::Service { Ending::Refused { message } } else { Ending::Failed { message } };
        record.end(ending).await;
        WriteOutcome::refused(reason, error.into(), Some(record.id()))
    }

    pub(super) async fn stopped(&self, record: &Record) -> WriteOutcome {
        let failure = stopped();
        record.end(Ending::Failed { message: failure.what.clone() }).await;
        WriteOutcome::refused(Reason::Stopped, failure, Some(record.id()))
    }
}

impl Try {
    fn done(outcome: WriteOutcome) -> Self {
        Self::Done(Box::new(outcome))
    }
}

/// What a person would call changed; where nothing means anything else, what is written differently.
fn changes(before: &Settings, after: &Settings) -> Vec<Change> {
    let by_effect = diff(before, after, Compare::ByEffect);
    if by_effect.is_empty() { diff(before, after, Compare::ByText) } else { by_effect }
}

/// What is known around a client, as the rules take it.
pub(super) fn surroundings<'a>(around: &'a Around, region: &'a str) -> Surroundings<'a> {
    Surroundings {
        region: Some(region),
        pool: around.pool.as_ref(),
        providers: around.providers.as_deref(),
        servers: around.servers.as_deref(),
        mappings: around.mappings.as_deref(),
        secret: Secret::Unknown,
        ..Surroundings::default()
    }
}

/// Ends a write that the service would refuse.
pub(super) fn refusals(
    settings: &Settings,
    around: &Surroundings<'_>,
    despite: bool,
) -> Result<(), Box<WriteOutcome>> {
    let mut findings = rules::check(settings, around);
    findings.retain(Finding::is_refusal);
    if findings.is_empty() || despite { Ok(()) } else { Err(Box::new(WriteOutcome::Invalid(findings))) }
}
