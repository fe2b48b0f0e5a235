//! After a kill, or a loss of connection: what became of the writes whose end nobody wrote down.

use jiff::Timestamp;
use tokio::time::sleep;

use crate::client::{ClientKey, PoolId, Settings};
use crate::cognito::{CognitoError, Lane};
use crate::local::JournalError;
use crate::local::journal::{Deed, Ending, Entry, Snapshot};
use crate::tasks::Failure;

use super::create::find_made;
use super::delete::presence;
use super::look::{Sight, judge, normalised};
use super::send::insist;
use super::{Writer, names};

/// After this time no process is still at a write: its patience, its look and its answer are over.
const LONGEST: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

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
    /// Looks at every write without an end and writes down what it finds. Only reads are sent, so the
    /// gate has no say.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub async fn resolve(&self) -> Result<Vec<Resolution>, JournalError> {
        let history = self.desk.history().await?;
        let mut resolutions = Vec::new();
        for entry in history.unresolved() {
            let found = self.find_out(entry).await;
            let found = match found {
                Ok(ending) => {
                    let written = self.desk.resolve(entry.id.clone(), ending.clone()).await;
                    // What cannot be written down is found again at the next start.
                    if let Err(error) = written {
                        tracing::warn!(%error, "not written down");
                    }
                    Ok(ending)
                }
                Err(left) => Err(left),
            };
            resolutions.push(Resolution { entry: entry.clone(), found });
        }
        Ok(resolutions)
    }

    async fn find_out(&self, entry: &Entry) -> Result<Ending, Left> {
        if !self.site(entry.planned.site.account.as_deref()).is_same(&entry.planned.site) {
            return Err(Left::Elsewhere);
        }
        if self.is_under_way(entry) {
            return Err(Left::UnderWay);
        }
        let blind = |error: CognitoError| Left::Blind(error.into());
        let ending = self.look_at(entry).await.map_err(blind)?;
        if !matches!(ending, Ending::Failed { .. }) {
            return Ok(ending);
        }
        // It may have left the dead process and not yet have arrived.
        let settle = self.desk.patience().settle;
        let age = Timestamp::now().duration_since(entry.at).unsigned_abs();
        if let Some(rest) = settle.checked_sub(age) {
            sleep(rest).await;
            return self.look_at(entry).await.map_err(blind);
        }
        Ok(ending)
    }

    fn is_under_way(&self, entry: &Entry) -> bool {
        if entry.process == std::process::id() {
            return self.desk.is_under_way(&entry.id);
        }
        may_be_at_it(entry.process, entry.at)
    }

    async fn look_at(&self, entry: &Entry) -> Result<Ending, CognitoError> {
        let planned = &entry.planned;
        match (&planned.deed, planned.key()) {
            (Deed::Update, Some(key)) => self.look_at_update(entry, &key).await,
            (Deed::Delete, Some(key)) => self.look_at_delete(&key).await,
            (Deed::Create, _) => self.look_for_created(entry).await,
            (Deed::AddSecret, Some(key)) => {
                let mut now = self.secret_ids(&key).await?;
                now.retain(|id| !planned.known.contains(id));
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

    async fn look_for_created(&self, entry: &Entry) -> Result<Ending, CognitoError> {
        let planned = &entry.planned;
        let Some(request) = &planned.request else {
            return Ok(unknown("the journal does not say what was sent", None));
        };
        let pool = PoolId::new(planned.pool.id.as_str());
        let asked = without_generate(request.settings());
        let name = asked.text("ClientName").unwrap_or_default();
        let made = insist(self.desk.patience(), || {
            find_made(&self.gateway, &pool, name, &planned.known, &asked, planned.confidential)
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

/// True where another process may still be at what it wrote down at that time.
pub(super) fn may_be_at_it(process: u32, at: Timestamp) -> bool {
    Timestamp::now().duration_since(at) < LONGEST && is_running(process)
}

/// True where a process with this number exists, which need not be the one that wrote it down.
#[cfg(unix)]
fn is_running(process: u32) -> bool {
    let pid = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    // Not being allowed to ask means that there is one.
    pid.is_some_and(|pid| rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

#[cfg(not(unix))]
fn is_running(_process: u32) -> bool {
    true
}
