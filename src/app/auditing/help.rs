//! The keys of the audit's screen, for whoever asks.

use crossterm::event::{KeyCode, KeyEvent};

use super::super::App;
use super::super::picker::{Choice, Entry, Picker};
use super::start::AuditChoice;

/// A key of this screen, as a person writes it, and what it does.
const KEYS: &[(&str, KeyCode, &str)] = &[
    ("Enter", KeyCode::Enter, "into what is selected; at a finding, to its client"),
    ("Tab", KeyCode::Tab, "the next view: severities, rules, clients, the map"),
    ("f", KeyCode::Char('f'), "fix the selected finding"),
    ("F", KeyCode::Char('F'), "fix all of its kind that are shown"),
    ("s", KeyCode::Char('s'), "accept it, with a reason and an end"),
    ("x", KeyCode::Char('x'), "write a report to a file"),
    ("/", KeyCode::Char('/'), "filter by client, pool, rule and severity"),
    ("w", KeyCode::Char('w'), "what could not be read, and why"),
    ("r", KeyCode::Char('r'), "go on with an audit that stopped, or audit anew"),
    ("a", KeyCode::Char('a'), "audit something else"),
    ("q", KeyCode::Char('q'), "back to the panes; the findings are kept"),
];

impl App {
    /// Shows the keys; choosing one presses it.
    pub(super) fn audit_help(&mut self) {
        let entry = |(key, code, title): &(&str, KeyCode, &str)| Entry {
            label: (*title).to_owned(),
            note: (*key).to_owned(),
            choice: Choice::Audit(AuditChoice::Key(*code)),
        };
        let why = "j and k move, h and Esc go back.".to_owned();
        self.picker =
            Some(Picker::of("Audit: keys", Some(why), KEYS.iter().map(entry).collect()).into_help());
    }

    /// Presses a key that was chosen from the list.
    pub(super) fn audit_presses(&mut self, code: KeyCode) {
        self.audit_key(KeyEvent::from(code));
    }
}
