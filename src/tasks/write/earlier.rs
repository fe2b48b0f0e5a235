//! Before something is made: what became of earlier requests to make the same.
//!
//! A creation has no key that would make a second request harmless. One whose answer got lost is therefore
//! looked for, and its end written down, before another leaves.

use crate::local::journal::{Ending, Entry, Planned};
use crate::tasks::{Failure, FailureKind};

use super::resolve::Left;
use super::{Reason, WriteOutcome, Writer};

impl Writer {
    /// Finds out about the writes of this place that have no end and are the `same`; gives how they ended,
    /// or what to answer instead of sending another.
    pub(super) async fn earlier(
        &self,
        same: impl Fn(&Planned) -> bool,
    ) -> Result<Vec<(Entry, Ending)>, WriteOutcome> {
        let history = self.desk.history().await?;
        let mut ended = Vec::new();
        for entry in history.unresolved().filter(|entry| same(&entry.planned)) {
            match self.resolve_one(entry).await? {
                None | Some(Err(Left::Elsewhere)) => {}
                Some(Ok(ending)) => ended.push((entry.clone(), ending)),
                Some(Err(Left::UnderWay)) => {
                    return Err(WriteOutcome::refused(Reason::Busy, under_way(), None));
                }
                Some(Err(Left::Blind(why))) => {
                    return Err(WriteOutcome::refused(Reason::Look, still_open(&why), None));
                }
            }
        }
        Ok(ended)
    }
}

/// Another process of this machine makes the same at this moment.
fn under_way() -> Failure {
    Failure {
        kind: FailureKind::Passing,
        what: "Another cognitui is making the same at this moment; nothing was sent.".to_owned(),
        next: "Wait for it to finish, then look whether one is enough.".to_owned(),
    }
}

/// Nobody knows yet what an earlier request came to.
fn still_open(why: &Failure) -> Failure {
    Failure {
        kind: why.kind,
        what: format!(
            "An earlier request to make the same has no known end, and looking for it failed, so nothing was \
             sent. {}",
            why.what
        ),
        next: why.next.clone(),
    }
}
