//! What reaches the dashboard, and what it asks for in return.

use std::time::Duration;

use crossterm::event::KeyEvent;
use secrecy::SecretString;

use crate::tasks::{Answer, Errand};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// The program starts: ask for the first things.
    Start,
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size, in columns and rows.
    Resize(u16, u16),
    /// The background answered.
    Answer(Answer),
    /// The terminal lost its focus.
    FocusLost,
    /// The moment of [`App::deadline`](super::App::deadline) has come.
    Tick,
    /// Somebody outside asks the program to leave.
    Leave,
    /// The program goes to the background of its shell.
    Suspend,
}

/// The moment of an event, given by the loop since the dashboard has no clock.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Since the program started.
    pub monotonic: Duration,
    /// The time of day, for ages.
    pub wall: jiff::Timestamp,
}

/// What the dashboard asks of its surroundings.
#[derive(Clone, Debug)]
pub enum Command {
    /// Pass this to the background.
    Errand(Errand),
    /// Give the terminal back and stop until the shell continues the program.
    Suspend,
    /// Draw everything anew, whatever the terminal shows.
    Repaint,
    /// Tell the terminal this, as it is: an escape sequence that a copy needs. It may hold a secret, and
    /// its `Debug` shows nothing of it.
    Tell(SecretString),
    /// Leave the program.
    Quit,
}
