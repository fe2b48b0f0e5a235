//! What stands on the journal's lines.

use std::fmt::{self, Write};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::Snapshot;
use super::plans::{Begun, Over};
use super::rotation::Noted;
use crate::client::ClientKey;

/// The version of the records that this program writes.
pub(super) const VERSION: u32 = 1;

/// Names one write. Ids sort by the time of their intentions.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryId(String);

impl EntryId {
    /// Takes an id as it stands in the file.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// An id for an intention of this moment; `chance` keeps two of the same millisecond apart.
    pub(super) fn of(at: Timestamp, chance: [u8; 4]) -> Self {
        Self(format!("{:012x}-{:08x}", at.as_millisecond(), u32::from_be_bytes(chance)))
    }

    /// The id as it stands in the file.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a write goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The AWS profile.
    pub profile: String,
    /// The region.
    pub region: String,
    /// The account, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// An endpoint other than the service's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// True over a Cognito inside the program.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
    /// Which one: each start of the program makes its own, and takes it along when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<String>,
}

impl Site {
    /// True when the same requests reach the same clients. The account counts only where both know it.
    pub fn is_same(&self, other: &Self) -> bool {
        let account = |site: &Self| site.account.clone();
        self.profile == other.profile
            && self.region == other.region
            && self.endpoint == other.endpoint
            && self.sandbox == other.sandbox
            && self.world == other.world
            && account(self).zip(account(other)).is_none_or(|(a, b)| a == b)
    }

    /// True for a Cognito that was inside a program that has ended, seen from one that has this world of
    /// its own, or none: what was written there never happened anywhere else.
    pub fn is_gone(&self, world: Option<&str>) -> bool {
        self.sandbox && self.world.as_deref() != world
    }
}

/// An id and what people call it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The name, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Named {
    /// An id with its name.
    pub fn new(id: impl Into<String>, name: Option<&str>) -> Self {
        Self { id: id.into(), name: name.map(str::to_owned) }
    }

    /// The name, or the id where there is none.
    pub fn label(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// What a write does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Replaces a client's settings.
    Update,
    /// Makes a client.
    Create,
    /// Deletes a client.
    Delete,
    /// Adds a second secret.
    AddSecret,
    /// Retires the secret with this id.
    DeleteSecret(String),
}

/// A write that is about to be sent. Documents are [`Snapshot`]s, so no secret can be among them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Planned {
    /// What it does.
    pub deed: Deed,
    /// Where it goes.
    pub site: Site,
    /// The pool.
    pub pool: Named,
    /// The client; absent while it is still to be made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<Named>,
    /// The client as it is described just before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Snapshot>,
    /// Whether it has a secret just before, or is to have one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// The document to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Snapshot>,
    /// What is there already and could be mistaken for what is to be made: the ids of the pool's clients
    /// with the same name, or of the client's secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// The entry that this write takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<EntryId>,
    /// The plan for several clients that this write belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
}

impl Planned {
    /// The client, where it is there already.
    pub fn key(&self) -> Option<ClientKey> {
        self.client.as_ref().map(|client| ClientKey::new(self.pool.id.as_str(), client.id.as_str()))
    }

    /// SHA-256 of the document to be sent, in hexadecimal.
    pub(super) fn digest(&self) -> Option<String> {
        let request = self.request.as_ref()?;
        let text = serde_json::to_vec(request).ok()?;
        Some(hexadecimal(&Sha256::digest(text)))
    }
}

/// Bytes as two digits each.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// How a write ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It was carried out.
    Applied {
        /// The client as it is described after; absent after a delete, or where nobody could look.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Snapshot>,
        /// The id of what was made: a client, or a secret.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        made: Option<String>,
        /// The settings that the service made something else of, by their names.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        normalised: Vec<String>,
    },
    /// The service refused it; nothing is changed.
    Refused {
        /// The service's words.
        message: String,
    },
    /// It was not carried out for another reason; nothing is changed.
    Failed {
        /// The reason.
        message: String,
    },
    /// Nobody can tell; a person has to look.
    Unknown {
        /// The reason.
        message: String,
        /// What was found.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<Snapshot>,
    },
}

/// A line of the file. An object with one of the records and its version.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) v: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) intention: Option<Intention>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plan: Option<Begun>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) plan_over: Option<Over>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rotation: Option<Noted>,
}

/// Written and synced before the request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Intention {
    pub(super) id: EntryId,
    pub(super) at: Moment,
    pub(super) process: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) digest: Option<String>,
    pub(super) planned: Planned,
}

/// Written after the answer, or after looking.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) id: EntryId,
    pub(super) at: Moment,
    pub(super) ending: Ending,
    /// True when somebody looked later, and not the writer itself told it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) looked: bool,
}

/// A moment in RFC 3339.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(pub(super) Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

impl Line {
    pub(super) fn intention(intention: Intention) -> Self {
        Self { v: VERSION, intention: Some(intention), ..Self::default() }
    }

    pub(super) fn outcome(outcome: Outcome) -> Self {
        Self { v: VERSION, outcome: Some(outcome), ..Self::default() }
    }

    pub(super) fn plan(begun: Begun) -> Self {
        Self { v: VERSION, plan: Some(begun), ..Self::default() }
    }

    pub(super) fn plan_over(over: Over) -> Self {
        Self { v: VERSION, plan_over: Some(over), ..Self::default() }
    }

    pub(super) fn rotation(noted: Noted) -> Self {
        Self { v: VERSION, rotation: Some(noted), ..Self::default() }
    }

    fn has_a_record(&self) -> bool {
        self.intention.is_some()
            || self.outcome.is_some()
            || self.plan.is_some()
            || self.plan_over.is_some()
            || self.rotation.is_some()
    }

    /// Reads a line; `Err(true)` for a record of another version, `Err(false)` for what is none.
    pub(super) fn read(line: &[u8]) -> Result<Self, bool> {
        match serde_json::from_slice::<Self>(line) {
            Ok(line) if line.v == VERSION && line.has_a_record() => Ok(line),
            Ok(_) => Err(true),
            Err(_) => Err(serde_json::from_slice::<Json>(line)
                .is_ok_and(|json| json.get("v").and_then(Json::as_u64) > Some(u64::from(VERSION)))),
        }
    }
}
