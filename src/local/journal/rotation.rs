//! How far the rotation of a secret is, as far as the service does not know it: whether the new one was
//! copied, and whether a person said that everything uses it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::record::Moment;
use super::{History, Named, Site};
use crate::client::ClientKey;

/// A step of a rotation. It names a secret by its id and knows nothing of its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationNote {
    /// Where the client is.
    pub site: Site,
    /// The pool.
    pub pool: Named,
    /// The client.
    pub client: Named,
    /// The id of the new secret.
    pub secret: String,
    /// What happened to it.
    pub step: RotationStep,
}

/// What happened to a new secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RotationStep {
    /// It was copied, printed, or given to a command.
    Copied,
    /// It did not arrive after all.
    Lost,
    /// A person said that everything uses it.
    Deployed,
    /// A person took that back.
    NotDeployed,
    /// A step of a later version of this program.
    #[serde(other)]
    Later,
}

/// How far a rotation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RotationProgress {
    /// The new secret was copied, printed, or given to a command.
    pub copied: bool,
    /// A person said that everything uses it.
    pub deployed: bool,
}

impl RotationProgress {
    /// Where it is after another step.
    #[must_use]
    pub fn after(self, step: RotationStep) -> Self {
        match step {
            RotationStep::Copied => Self { copied: true, ..self },
            RotationStep::Lost => Self { copied: false, ..self },
            RotationStep::Deployed => Self { deployed: true, ..self },
            RotationStep::NotDeployed => Self { deployed: false, ..self },
            RotationStep::Later => self,
        }
    }
}

/// A note as it stands in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Noted {
    pub(super) at: Moment,
    #[serde(flatten)]
    pub(super) note: RotationNote,
}

impl History {
    /// How far the rotations of a client's secrets are, by the id of the new one.
    pub fn rotations(&self, site: &Site, key: &ClientKey) -> HashMap<String, RotationProgress> {
        let of_this = |note: &&RotationNote| {
            note.pool.id == key.pool.as_str()
                && note.client.id == key.client.as_str()
                && note.site.is_same(site)
        };
        let mut all: HashMap<String, RotationProgress> = HashMap::new();
        for note in self.rotations.iter().filter(of_this) {
            let progress = all.entry(note.secret.clone()).or_default();
            *progress = progress.after(note.step);
        }
        all
    }
}
