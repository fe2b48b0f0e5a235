//! What a person has decided to write.

use secrecy::SecretString;

use crate::client::rules::Mapping;
use crate::client::{AppClient, ClientKey, Edit, Pool, PoolId, ProviderSummary, ResourceServer, Settings};
use crate::local::journal::EntryId;

/// One write, decided on in a review.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Change a client's settings.
    Update(UpdatePlan),
    /// Make a client.
    Create(CreatePlan),
    /// Delete a client.
    Delete(DeletePlan),
    /// Add a second secret to a client.
    AddSecret(AddSecretPlan),
    /// Retire one of a client's two secrets.
    DeleteSecret(DeleteSecretPlan),
}

impl Plan {
    /// The pool it is about.
    pub fn pool(&self) -> &PoolId {
        match self {
            Self::Update(plan) => &plan.key.pool,
            Self::Create(plan) => &plan.pool,
            Self::Delete(plan) => &plan.key.pool,
            Self::AddSecret(plan) => &plan.key.pool,
            Self::DeleteSecret(plan) => &plan.key.pool,
        }
    }

    /// What the journal notes beside it.
    pub fn note(&self) -> &Note {
        match self {
            Self::Update(plan) => &plan.note,
            Self::Create(plan) => &plan.note,
            Self::Delete(plan) => &plan.note,
            Self::AddSecret(plan) => &plan.note,
            Self::DeleteSecret(plan) => &plan.note,
        }
    }

    /// The client it is about; none for one that is still to be made.
    pub fn key(&self) -> Option<&ClientKey> {
        match self {
            Self::Update(plan) => Some(&plan.key),
            Self::Create(_) => None,
            Self::Delete(plan) => Some(&plan.key),
            Self::AddSecret(plan) => Some(&plan.key),
            Self::DeleteSecret(plan) => Some(&plan.key),
        }
    }
}

/// Change a client's settings.
#[derive(Clone, Debug)]
pub struct UpdatePlan {
    /// The client.
    pub key: ClientKey,
    /// What the person saw when deciding.
    pub seen: Settings,
    /// The same with the changes made.
    pub wanted: Settings,
    /// What to do where somebody else changed the client in the meantime.
    pub meanwhile: Meanwhile,
    /// What the pool has, for validation.
    pub around: Around,
    /// For the journal.
    pub note: Note,
}

impl UpdatePlan {
    /// A plan to make of `seen` what is `wanted`, which asks where somebody else was faster.
    pub fn new(key: ClientKey, seen: Settings, wanted: Settings) -> Self {
        Self {
            key,
            seen,
            wanted,
            meanwhile: Meanwhile::default(),
            around: Around::default(),
            note: Note::default(),
        }
    }

    /// A plan to make an edit to a client as it was seen.
    ///
    /// # Errors
    /// When the edit cannot be made to it.
    pub fn edit(client: &AppClient, edit: &Edit) -> Result<Self, crate::client::edit::EditError> {
        let wanted = edit.apply(&client.settings)?;
        Ok(Self::new(client.key.clone(), client.settings.clone(), wanted))
    }
}

/// What to do where somebody else changed a client between the decision and the write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Meanwhile {
    /// Send nothing and show both changes.
    #[default]
    Ask,
    /// Send both changes where they do not conflict; otherwise send nothing and show them.
    Merge,
}

/// Make a client.
#[derive(Clone, Debug)]
pub struct CreatePlan {
    /// The pool to make it in.
    pub pool: PoolId,
    /// Its settings, `GenerateSecret` among them.
    pub settings: Settings,
    /// A secret of the person's own, instead of one that the service draws.
    pub secret: Option<SecretString>,
    /// What the pool has, for validation.
    pub around: Around,
    /// For the journal.
    pub note: Note,
}

/// Delete a client.
#[derive(Clone, Debug)]
pub struct DeletePlan {
    /// The client.
    pub key: ClientKey,
    /// What the person saw when deciding.
    pub seen: Settings,
    /// For the journal.
    pub note: Note,
}

/// Add a second secret to a client.
#[derive(Clone, Debug)]
pub struct AddSecretPlan {
    /// The client.
    pub key: ClientKey,
    /// The person's own, instead of one that the service draws.
    pub secret: Option<SecretString>,
    /// For the journal.
    pub note: Note,
}

/// Retire one of a client's two secrets.
#[derive(Clone, Debug)]
pub struct DeleteSecretPlan {
    /// The client.
    pub key: ClientKey,
    /// The secret's id.
    pub secret: String,
    /// For the journal.
    pub note: Note,
}

/// What a write says about itself in the journal, beside what it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The pool's name, where it is known.
    pub pool_name: Option<String>,
    /// The account, where it is known.
    pub account: Option<String>,
    /// The write that this one takes back.
    pub undoes: Option<EntryId>,
    /// The plan for several clients that it belongs to.
    pub plan: Option<String>,
}

/// What is known around a client, for the check before the request. What is absent is not judged by.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// The pool.
    pub pool: Option<Pool>,
    /// All of its identity providers.
    pub providers: Option<Vec<ProviderSummary>>,
    /// All of its resource servers.
    pub servers: Option<Vec<ResourceServer>>,
    /// The attributes that its identity providers fill in.
    pub mappings: Option<Vec<Mapping>>,
    /// True to send what the local rules refuse and let the service decide.
    pub despite_findings: bool,
}
