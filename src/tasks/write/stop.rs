//! Work that goes on when nobody waits for it any more, but may be asked to stop.

use std::future::Future;
use std::sync::Arc;

use tokio::sync::watch;

use super::outcome::stopped;
use super::{Reason, WriteOutcome};

/// How far a write is, for whoever waits for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Nothing has left yet: the client is read once more, or the request waits for its turn.
    #[default]
    Before,
    /// The service asked to slow down, and is asked again after a pause. Nothing is under way.
    Throttled,
    /// Somebody else is changing the pool; the service is asked again after a pause. Nothing is under way.
    Concurrent,
    /// It has left. From here on it comes to its end.
    Sent,
}

/// Asks a write to stop when it is dropped. The write does so where nothing is lost by it: before it is
/// sent, and between two attempts that the service refused.
#[derive(Debug)]
pub struct Stopper {
    /// Only its end is of interest.
    _asking: watch::Sender<()>,
    phase: watch::Receiver<Phase>,
}

/// Tells a write that it is asked to stop.
#[derive(Clone, Debug)]
pub struct Stop {
    asked: watch::Receiver<()>,
    phase: Arc<watch::Sender<Phase>>,
}

/// The two ends.
pub fn stopper() -> (Stopper, Stop) {
    let (asking, asked) = watch::channel(());
    let (tell, phase) = watch::channel(Phase::default());
    (Stopper { _asking: asking, phase }, Stop { asked, phase: Arc::new(tell) })
}

impl Stopper {
    /// Asks now.
    pub fn stop(self) {
        drop(self);
    }

    /// Watches how far the write is.
    pub fn phase(&self) -> watch::Receiver<Phase> {
        self.phase.clone()
    }
}

impl Stop {
    /// Ends when it is asked; otherwise never.
    pub(super) async fn asked(&mut self) {
        while self.asked.changed().await.is_ok() {}
    }

    /// True when it has been asked.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.has_changed().is_err()
    }

    /// Does work that nothing is lost by leaving, unless it is asked to stop.
    pub(super) async fn unless<F: Future>(&self, work: F) -> Result<F::Output, WriteOutcome> {
        let mut stop = self.clone();
        tokio::select! {
            () = stop.asked() => Err(WriteOutcome::refused(Reason::Stopped, stopped(), None)),
            done = work => Ok(done),
        }
    }

    /// Tells how far it is.
    pub(super) fn tell(&self, phase: Phase) {
        self.phase.send_replace(phase);
    }
}

/// Does work to its end, whatever becomes of the caller: dropping the returned future does not abort it.
/// `None` when the work broke down.
pub(super) async fn to_its_end<F>(work: F) -> Option<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    tokio::spawn(work).await.ok()
}

/// Does work and keeps what it needs until it is done, whatever becomes of the caller.
pub(super) fn holding<T, F: Future>(what: &Arc<T>, work: F) -> impl Future<Output = F::Output> + use<T, F> {
    let held = Arc::clone(what);
    async move {
        let done = work.await;
        drop(held);
        done
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::{Notify, oneshot};

    use super::{stopper, to_its_end};

    #[tokio::test]
    async fn a_caller_that_leaves_is_noticed_and_ends_nothing() {
        let (tell, told) = oneshot::channel();
        let begun = Arc::new(Notify::new());
        let signal = Arc::clone(&begun);
        let caller = tokio::spawn(async move {
            let (stopper, mut stop) = stopper();
            let done = to_its_end(async move {
                assert!(!stop.is_asked());
                signal.notify_one();
                stop.asked().await;
                assert!(stop.is_asked());
                tell.send("did the rest").unwrap();
            })
            .await;
            drop(stopper);
            done
        });
        begun.notified().await;
        caller.abort();
        assert_eq!(told.await.unwrap(), "did the rest");
    }
}
