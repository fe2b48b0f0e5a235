//! Passing on the duty to clear: a command that has copied a secret leaves at once, and a process that stays
//! behind takes the secret off the clipboard when its time is over.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Clipboard, ClipboardConfig, Held, Mark, Surroundings, Turn, choose};

/// What the process that stays behind has to know. There is no secret in it: the text is known by a keyed
/// digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    config: ClipboardConfig,
    mark: Mark,
    /// Its place among the copies of other processes.
    turn: Option<Turn>,
}

impl Handover {
    /// How long the secret may stay.
    pub fn after(&self) -> Duration {
        Duration::from_secs(self.config.clear_after)
    }
}

impl Clipboard {
    /// Passes the duty on: this clipboard clears nothing any more. None where there is nothing to clear.
    pub fn hand_over(&self) -> Option<Handover> {
        let held = self.held().take()?;
        Some(Handover { config: self.config.clone(), mark: held.mark, turn: held.turn })
    }

    /// Takes the duty over, in the surroundings in which the secret was copied.
    pub fn take_over(handover: Handover, surroundings: Surroundings) -> Self {
        let Handover { config, mark, turn } = handover;
        // Only a way that reads back is handed over, and configuration and surroundings lead to it again.
        let way = choose(&config, &surroundings);
        let clipboard = Self::new(config, surroundings);
        *clipboard.held() = Some(Held { mark, way, turn });
        clipboard
    }
}
