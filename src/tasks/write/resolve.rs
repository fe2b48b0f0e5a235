//! After a kill, or a loss of connection: what became of the writes whose end nobody wrote down.

use jiff::Timestamp;
use tokio::time::sleep;

use crate::client::{ClientKey, PoolId, Settings};
use crate::cognito::{CognitoError, Lane};
use crate::local::JournalError;
use crate::local::journal::{Deed, Ending, Entry, History, Snapshot};
use crate::tasks::Failure;

use super::create::find_made;
use super::delete::presence;
use super::look::{Sight, judge, normalised};
use super::send::insist;
use super::{Writer, names};

/// What was found out about a write.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// The write.
    pub entry: Entry,
    /// How it ended, or why that is still not known.
    pub found: Result<Ending, Left>,
}

/// Why a write stays unresolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// A running program is still at it.
    UnderWay,
    /// It went to another profile, region or endpoint than this one.
    Elsewhere,
    /// It could not be looked at now.
    Blind(Failure),
}

impl Writer {
    /// Looks at every write without an end and writes down what it finds. The newest comes first: it
    /// knows which clients were there before it, and so leaves fewer to the older ones. Only reads are
    /// sent, so the gate has no say. What was written to an embedded Cognito that is gone is passed over:
    /// there is nothing to look at, and nothing to tell.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn resolve(&self) -> Result<Vec<Resolution>, JournalError> {
        let history = self.desk.history().await?;
        let mut resolutions = Vec::new();
        let gone = |entry: &&Entry| entry.planned.site.is_gone(self.desk.world());
        for entry in history.unresolved().filter(|entry| !gone(entry)) {
            // Another program may have come to its end with it by now.
            if let Some(found) = self.resolve_one(entry).await? {
                resolutions.push(Resolution { entry: entry.clone(), found });
            }
        }
        Ok(resolutions)
    }

    /// Looks at one write without an end and writes down what it finds; nothing where its end was written
    /// down meanwhile.
    pub(super) async fn resolve_one(
        &self,
        entry: &Entry,
    ) -> Result<Option<Result<Ending, Left>>, JournalError> {
        if !self.site(entry.planned.site.account.as_deref()).is_same(&entry.planned.site) {
            return Ok(Some(Err(Left::Elsewhere)));
        }
        // Whoever is at a write holds its record until its end is written down; nobody does who was killed.
        let Some(claim) = self.desk.claim_record(&entry.id).await? else {
            return Ok(Some(Err(Left::UnderWay)));
        };
        let history = self.desk.history().await?;
        if history.entry(&entry.id).is_some_and(|entry| entry.ended.is_some()) {
            return Ok(None);
        }
        let found = match self.find_out(entry, &history).await {
            Ok(ending) => {
                let written = self.desk.resolve(entry.id.clone(), ending.clone()).await;
                // What cannot be written down is found again at the next start.
                if let Err(error) = written {
                    tracing::warn!(%error, "not written down");
                }
                Ok(ending)
            }
            Err(error) => Err(Left::Blind(error.into())),
        };
        drop(claim);
        Ok(Some(found))
    }

    async fn find_out(&self, entry: &Entry, history: &History) -> Result<Ending, CognitoError> {
        let ending = self.look_at(entry, history).await?;
        if !matches!(ending, Ending::Failed { .. }) {
            return Ok(ending);
        }
        // It may have left the dead process and not yet have arrived.
        let settle = self.desk.patience().settle;
        let age = Timestamp::now().duration_since(entry.at).unsigned_abs();
        if let Some(rest) = settle.checked_sub(age) {
            sleep(rest).await;
            return self.look_at(entry, history).await;
        }
        Ok(ending)
    }

    async fn look_at(&self, entry: &Entry, history: &History) -> Result<Ending, CognitoError> {
        let planned = &entry.planned;
        match (&planned.deed, planned.key()) {
            (Deed::Update, Some(key)) => self.look_at_update(entry, &key).await,
            (Deed::Delete, Some(key)) => self.look_at_delete(&key).await,
            (Deed::Create, _) => self.look_for_created(entry, history).await,
            (Deed::AddSecret, Some(key)) => {
                let mut now = self.secret_ids(&key).await?;
                let others = history.made_by_others(&entry.id);
                now.retain(|id| !planned.known.contains(id) && !others.contains(&id.as_str()));
                Ok(now.pop().map_or_else(not_arrived, |made| applied(None, Some(made))))
            }
            (Deed::DeleteSecret(secret), Some(key)) => {
                let gone = !self.secret_ids(&key).await?.contains(secret);
                Ok(if gone { applied(None, None) } else { not_arrived() })
            }
            (_, None) => Ok(unknown("the journal does not say which client it was about", None)),
        }
    }

    async fn look_at_update(&self, entry: &Entry, key: &ClientKey) -> Result<Ending, CognitoError> {
        let planned = &entry.planned;
        let (Some(before), Some(sent)) = (&planned.before, &planned.request) else {
            return Ok(unknown("the journal does not say what was sent", None));
        };
        let Some(client) = insist(self.desk.patience(), || presence(&self.gateway, key)).await? else {
            return Ok(unknown("meanwhile the client is gone", None));
        };
        let found = Snapshot::from(&client.settings);
        // Compared as it was kept, since a secret-like member is kept nowhere.
        Ok(match judge(before.settings(), sent.settings(), found.settings()) {
            Sight::AsSent => {
                let changed = normalised(sent.settings(), found.settings());
                Ending::Applied { after: Some(found), made: None, normalised: names(&changed) }
            }
            Sight::AsBefore => not_arrived(),
            Sight::Other => unknown("the client is neither as it was before nor as it was sent", Some(found)),
        })
    }

    async fn look_at_delete(&self, key: &ClientKey) -> Result<Ending, CognitoError> {
        let there = insist(self.desk.patience(), || presence(&self.gateway, key)).await?;
        Ok(there.map_or_else(|| applied(None, None), |_| not_arrived()))
    }

    async fn look_for_created(&self, entry: &Entry, history: &History) -> Result<Ending, CognitoError> {
        let planned = &entry.planned;
        let Some(request) = &planned.request else {
            return Ok(unknown("the journal does not say what was sent", None));
        };
        let pool = PoolId::new(planned.pool.id.as_str());
        let asked = without_generate(request.settings());
        let name = asked.text("ClientName").unwrap_or_default();
        // What another entry has made is not what this one has made.
        let others = history.made_by_others(&entry.id).into_iter().map(str::to_owned);
        let known: Vec<String> = planned.known.iter().cloned().chain(others).collect();
        let made = insist(self.desk.patience(), || {
            find_made(&self.gateway, &pool, name, &known, &asked, planned.confidential)
        })
        .await?;
        Ok(match made.as_slice() {
            [] => not_arrived(),
            [made] => {
                applied(Some(Snapshot::from(&made.settings)), Some(made.key.client.as_str().to_owned()))
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|client| client.key.client.as_str()).collect();
                unknown(&format!("several clients like it were made: {}", ids.join(", ")), None)
            }
        })
    }

    async fn secret_ids(&self, key: &ClientKey) -> Result<Vec<String>, CognitoError> {
        let secrets = insist(self.desk.patience(), || self.gateway.secrets(Lane::Foreground, key)).await?;
        Ok(secrets.into_iter().map(|secret| secret.id).collect())
    }
}

fn without_generate(request: &Settings) -> Settings {
    let mut document = request.document().clone();
    document.shift_remove(crate::client::field::GENERATE_SECRET.path[0]);
    Settings::from_wire(document)
}

fn applied(after: Option<Snapshot>, made: Option<String>) -> Ending {
    Ending::Applied { after, made, normalised: Vec::new() }
}

fn not_arrived() -> Ending {
    Ending::Failed { message: "it did not reach the service; nothing is changed".to_owned() }
}

fn unknown(message: &str, found: Option<Snapshot>) -> Ending {
    Ending::Unknown { message: message.to_owned(), found }
}
