//! Which key does what. The table is data, `assets/keys.toml`; the configuration may replace rows.

use std::collections::BTreeMap;
use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use thiserror::Error;

use super::action::{ACTIONS, Action};

const DEFAULT: &str = include_str!("../../assets/keys.toml");

/// A key with what is held down beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

/// A key table that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// The file is not TOML of names and lists of keys.
    #[error("the key table cannot be read: {0}")]
    Syntax(String),
    /// An action that does not exist.
    #[error("there is no action {0:?}; `cognitui keys` lists them")]
    Action(String),
    /// A key that does not exist.
    #[error("there is no key {0:?}; keys are written like j, G, Ctrl-d, Shift-Tab, PgDn, F1")]
    Key(String),
    /// One key for two actions.
    #[error("{key} stands for both {one} and {other}")]
    Twice {
        /// The key.
        key: String,
        /// An action.
        one: &'static str,
        /// Another action.
        other: &'static str,
    },
}

const NAMED: &[(&str, KeyCode)] = &[
    ("Down", KeyCode::Down),
    ("Up", KeyCode::Up),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PgDn", KeyCode::PageDown),
    ("PgUp", KeyCode::PageUp),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Space", KeyCode::Char(' ')),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("F1", KeyCode::F(1)),
];

impl Chord {
    fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        loop {
            if let Some(tail) = rest.strip_prefix("Ctrl-") {
                modifiers |= KeyModifiers::CONTROL;
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix("Alt-") {
                modifiers |= KeyModifiers::ALT;
                rest = tail;
            } else if let Some(tail) = rest.strip_prefix("Shift-") {
                modifiers |= KeyModifiers::SHIFT;
                rest = tail;
            } else {
                break;
            }
        }
        let mut letters = rest.chars();
        let code = match (letters.next(), letters.next()) {
            (Some(letter), None) => KeyCode::Char(letter),
            _ => NAMED.iter().find(|(name, _)| *name == rest)?.1,
        };
        Some(Self::of(code, modifiers))
    }

    fn of(code: KeyCode, mut modifiers: KeyModifiers) -> Self {
        // Terminals disagree on whether Shift is told beside a capital or a BackTab; the code says it.
        let code = match code {
            KeyCode::BackTab => {
                modifiers |= KeyModifiers::SHIFT;
                KeyCode::Tab
            }
            KeyCode::Char(_) => {
                modifiers -= KeyModifiers::SHIFT;
                code
            }
            other => other,
        };
        let known = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        Self { code, modifiers: modifiers & known }
    }
}

impl From<KeyEvent> for Chord {
    fn from(event: KeyEvent) -> Self {
        Self::of(event.code, event.modifiers)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (flag, word) in
            [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")]
        {
            if self.modifiers.contains(flag) {
                f.write_str(word)?;
            }
        }
        match NAMED.iter().find(|(_, code)| *code == self.code) {
            Some((name, _)) => f.write_str(name),
            None => match self.code {
                KeyCode::Char(letter) => write!(f, "{letter}"),
                other => write!(f, "{other:?}"),
            },
        }
    }
}

/// The keys in force.
#[derive(Clone, Debug)]
pub struct Keymap {
    chords: Vec<(Action, Vec<Chord>)>,
}

impl Keymap {
    /// The default table with the rows of `replaced` in place of its own.
    pub fn new(replaced: &BTreeMap<String, Vec<String>>) -> Result<Self, KeyError> {
        let mut table: BTreeMap<String, Vec<String>> =
            toml::from_str(DEFAULT).map_err(|error| KeyError::Syntax(error.to_string()))?;
        for (name, keys) in replaced {
            table.insert(name.clone(), keys.clone());
        }
        let mut chords = Vec::new();
        for (name, keys) in &table {
            let action = Action::named(name).ok_or_else(|| KeyError::Action(name.clone()))?;
            let parsed = keys.iter().map(|key| Chord::parse(key).ok_or_else(|| KeyError::Key(key.clone())));
            chords.push((action, parsed.collect::<Result<Vec<_>, _>>()?));
        }
        let keymap = Self { chords };
        keymap.check()?;
        Ok(keymap)
    }

    fn check(&self) -> Result<(), KeyError> {
        let all: Vec<(Chord, Action)> = self
            .chords
            .iter()
            .flat_map(|(action, chords)| chords.iter().map(|chord| (*chord, *action)))
            .collect();
        for (at, (chord, one)) in all.iter().enumerate() {
            if let Some((_, other)) = all[..at].iter().find(|(earlier, _)| earlier == chord) {
                return Err(KeyError::Twice {
                    key: chord.to_string(),
                    one: one.info().name,
                    other: other.info().name,
                });
            }
        }
        Ok(())
    }

    /// What a key does.
    pub fn action(&self, event: KeyEvent) -> Option<Action> {
        let chord = Chord::from(event);
        self.chords.iter().find(|(_, chords)| chords.contains(&chord)).map(|(action, _)| *action)
    }

    /// The keys of an action, the main one first.
    pub fn keys(&self, action: Action) -> Vec<String> {
        let chords = self.chords.iter().find(|(known, _)| *known == action);
        let own: Vec<String> =
            chords.map(|(_, chords)| chords.iter().map(ToString::to_string).collect()).unwrap_or_default();
        match action {
            // Without a key of its own it has the menu's, and a letter there.
            Action::Copy(what) if own.is_empty() => {
                let menu = self.key(Action::CopyMenu).zip(what.letter());
                menu.map(|(key, letter)| format!("{key} {letter}")).into_iter().collect()
            }
            _ => own,
        }
    }

    /// The main key of an action, for the footer.
    pub fn key(&self, action: Action) -> Option<String> {
        self.keys(action).into_iter().next()
    }

    /// The key of an action where letters are text: the first that types none.
    pub fn key_beside_text(&self, action: Action) -> Option<String> {
        let chords = &self.chords.iter().find(|(known, _)| *known == action)?.1;
        let held = KeyModifiers::CONTROL | KeyModifiers::ALT;
        let types =
            |chord: &&Chord| matches!(chord.code, KeyCode::Char(_)) && !chord.modifiers.intersects(held);
        chords.iter().find(|chord| !types(chord)).map(ToString::to_string)
    }

    /// Every action with its keys, in the order of the help.
    pub fn table(&self) -> impl Iterator<Item = (&'static super::action::ActionInfo, Vec<String>)> + '_ {
        ACTIONS.iter().map(|info| (info, self.keys(info.action)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn the_default_table_is_sound_and_names_every_action() {
        let keymap = Keymap::new(&BTreeMap::new()).unwrap();
        for info in ACTIONS {
            assert!(keymap.chords.iter().any(|(action, _)| *action == info.action), "{}", info.name);
        }
    }

    #[test]
    fn shift_is_heard_however_the_terminal_tells_it() {
        let keymap = Keymap::new(&BTreeMap::new()).unwrap();
        let bottom = Some(Action::Bottom);
        assert_eq!(keymap.action(press(KeyCode::Char('G'), KeyModifiers::SHIFT)), bottom);
        assert_eq!(keymap.action(press(KeyCode::Char('G'), KeyModifiers::NONE)), bottom);
        let previous = Some(Action::PreviousPane);
        assert_eq!(keymap.action(press(KeyCode::BackTab, KeyModifiers::NONE)), previous);
        assert_eq!(keymap.action(press(KeyCode::Tab, KeyModifiers::SHIFT)), previous);
    }

    #[test]
    fn a_row_of_the_configuration_replaces_the_default() {
        let replaced = BTreeMap::from([("refresh".to_owned(), vec!["F1".to_owned()])]);
        let keymap = Keymap::new(&replaced).unwrap();
        assert_eq!(keymap.key(Action::Refresh).as_deref(), Some("F1"));
        assert_eq!(keymap.action(press(KeyCode::Char('r'), KeyModifiers::NONE)), None);
    }

    #[test]
    fn mistakes_are_named() {
        let of = |name: &str, key: &str| {
            Keymap::new(&BTreeMap::from([(name.to_owned(), vec![key.to_owned()])])).unwrap_err()
        };
        assert_eq!(of("fly", "f"), KeyError::Action("fly".into()));
        assert_eq!(of("help", "Hyper-x"), KeyError::Key("Hyper-x".into()));
        assert!(matches!(of("help", "j"), KeyError::Twice { .. }));
    }
}
