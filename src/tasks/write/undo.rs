//! Taking a write back: a plan like any other, through the same review and the same merge.

use thiserror::Error;

use crate::client::{ClientKey, PoolId, Settings, field, field::Value};
use crate::local::journal::{Deed, Ending, Entry};

use super::{Around, CreatePlan, DeletePlan, Meanwhile, Note, Plan, UpdatePlan};

/// A write that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotUndoable {
    /// It was not carried out, or nobody knows.
    #[error("it was not carried out, so there is nothing to take back; look at the client instead")]
    NotApplied,
    /// It was about a secret.
    #[error(
        "a secret that was added or retired cannot be brought back; add a new one, or retire the added one"
    )]
    Secrets,
    /// The journal does not have what is needed.
    #[error("the journal does not say what was there before; change the client by hand")]
    Incomplete,
}

/// The plan that takes a write back.
///
/// - An update: what it changed is changed back; what others changed since stays.
/// - A deletion: the client is made anew from its snapshot. Its id and secret will be others, and what
///   hangs on the id (branding, terms, risk configuration) does not come back.
/// - A creation: the client is deleted, unless somebody has changed it since.
///
/// # Errors
/// When the write cannot be taken back.
pub fn undo(entry: &Entry) -> Result<Plan, NotUndoable> {
    let Some(Ending::Applied { after, made, .. }) = entry.ending() else {
        return Err(NotUndoable::NotApplied);
    };
    let planned = &entry.planned;
    let note = Note {
        pool_name: planned.pool.name.clone(),
        account: planned.site.account.clone(),
        undoes: Some(entry.id.clone()),
        plan: None,
    };
    let before = || planned.before.as_ref().map(|before| before.settings().clone());
    let key = || planned.key().ok_or(NotUndoable::Incomplete);
    match &planned.deed {
        Deed::Update => {
            // What the service made of it is what others saw; where nobody saw it, what was sent.
            let left = after.as_ref().or(planned.request.as_ref()).ok_or(NotUndoable::Incomplete)?;
            Ok(Plan::Update(UpdatePlan {
                key: key()?,
                seen: left.settings().clone(),
                wanted: before().ok_or(NotUndoable::Incomplete)?,
                meanwhile: Meanwhile::Ask,
                around: Around::default(),
                note,
            }))
        }
        Deed::Delete => Ok(Plan::Create(CreatePlan {
            pool: PoolId::new(planned.pool.id.as_str()),
            settings: anew(before().ok_or(NotUndoable::Incomplete)?, planned.confidential)?,
            secret: None,
            around: Around::default(),
            note,
        })),
        Deed::Create => {
            let made = made.as_deref().ok_or(NotUndoable::Incomplete)?;
            Ok(Plan::Delete(DeletePlan {
                key: ClientKey::new(planned.pool.id.as_str(), made),
                seen: after.as_ref().ok_or(NotUndoable::Incomplete)?.settings().clone(),
                note,
            }))
        }
        Deed::AddSecret | Deed::DeleteSecret(_) => Err(NotUndoable::Secrets),
    }
}

/// A deleted client's settings, with a secret drawn anew where it had one.
fn anew(mut settings: Settings, confidential: bool) -> Result<Settings, NotUndoable> {
    let generate = confidential.then_some(Value::Switch(true));
    settings.set(field::GENERATE_SECRET, generate).map_err(|_| NotUndoable::Incomplete)?;
    Ok(settings)
}
