//! Whether a write has left, decided in one place.

use std::sync::Arc;

use tokio::sync::watch;

/// Stands before one request: it either leaves or is kept, never both. Waiting for credentials, for a turn
/// or for a throttled service comes before it leaves. Clones share the decision.
#[derive(Clone, Debug)]
pub struct Departure(Arc<watch::Sender<State>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Left,
    Kept,
}

impl Default for Departure {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(State::Waiting)))
    }
}

impl Departure {
    /// Keeps the request here. False when it has left already.
    pub fn keep(&self) -> bool {
        self.decide(State::Kept)
    }

    /// Ends when the request has left; never when it is kept.
    pub async fn left(&self) {
        let mut state = self.0.subscribe();
        // The sender lives as long as this does.
        let _ = state.wait_for(|state| *state == State::Left).await;
    }

    /// The request leaves now. False when it is kept.
    pub(super) fn leave(&self) -> bool {
        self.decide(State::Left)
    }

    /// The first decision stands.
    fn decide(&self, state: State) -> bool {
        self.0.send_if_modified(|decided| {
            let open = *decided == State::Waiting;
            if open {
                *decided = state;
            }
            open
        }) || *self.0.borrow() == state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_decision_stands() {
        let departure = Departure::default();
        assert!(departure.leave() && departure.leave() && !departure.keep());
        let departure = Departure::default();
        assert!(departure.clone().keep() && !departure.leave() && departure.keep());
    }
}
