//! What reaches the dashboard, and what it asks for in return.

use std::time::Duration;

use crossterm::event::KeyEvent;
use secrecy::SecretString;

use crate::client::jsonc::Place;
use crate::tasks::{Answer, Errand, Failure};

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
    /// The person's editor was left: the text as it is now, or what went wrong.
    Edited(Result<String, EditorFailure>),
    /// The person signed in again, or did not.
    SignedIn(Result<(), Failure>),
    /// The terminal lost its focus.
    FocusLost,
    /// The moment of [`App::deadline`](super::App::deadline) has come.
    Tick,
    /// Somebody outside asks the program to leave.
    Leave,
    /// The program goes to the background of its shell.
    Suspend,
}

/// What went wrong with the person's editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorFailure {
    /// What happened, and what to do next.
    pub failure: Failure,
    /// The text as the editor left it, where there is one.
    pub text: Option<String>,
}

/// A text for the person's editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handout {
    /// What it is about, for the name of a file; raw.
    pub name: String,
    /// The text.
    pub text: String,
    /// Where to put the cursor.
    pub at: Option<Place>,
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
    /// Give the terminal to the person's editor, with this text, and take it again afterwards.
    Editor(Box<Handout>),
    /// Give the terminal to the AWS CLI, for the person to sign in with that profile, or the usual one, and
    /// take it again afterwards.
    SignIn(Option<String>),
    /// Draw everything anew, whatever the terminal shows.
    Repaint,
    /// Tell the terminal this, as it is: an escape sequence that a copy needs. It may hold a secret, and
    /// its `Debug` shows nothing of it.
    Tell(SecretString),
    /// Leave the program.
    Quit,
}
