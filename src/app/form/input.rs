//! What keys do in the form.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::client::Settings;
use crate::client::field::Value;

use super::{Asked, EntryKind, Form};

impl Form {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Asked {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            match key.code {
                KeyCode::Char('s') => return Asked::Review,
                KeyCode::Char('r') => return self.back_to_base(),
                _ => {}
            }
        }
        match key.code {
            KeyCode::Esc => Asked::Leave,
            KeyCode::F(1) => {
                self.explained = !self.explained;
                Asked::Nothing
            }
            KeyCode::Tab => self.go_to_entry(1),
            KeyCode::BackTab => self.go_to_entry(-1),
            KeyCode::Down => self.go_to_place(1),
            KeyCode::Up => self.go_to_place(-1),
            KeyCode::PageDown => self.go_to_entry(5),
            KeyCode::PageUp => self.go_to_entry(-5),
            _ => self.fill_in(key),
        }
    }

    /// Takes pasted text: into the line, or a line for each where the setting is a list.
    pub fn paste(&mut self, text: &str) -> Asked {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let Some(first) = lines.first() else { return Asked::Nothing };
        if self.entry().text(self.within).is_none() {
            return Asked::Nothing;
        }
        self.editor.insert_str(first);
        self.take_text();
        if self.entry().kind == EntryKind::Lines {
            for line in &lines[1..] {
                self.within += 1;
                let at = self.within;
                self.entries[self.focus].texts.insert(at, (*line).to_owned());
            }
            self.load_editor();
        }
        self.store()
    }

    fn fill_in(&mut self, key: KeyEvent) -> Asked {
        match self.entry().kind {
            EntryKind::Switch | EntryKind::Choice => match key.code {
                KeyCode::Char(' ') | KeyCode::Right => self.turn(1),
                KeyCode::Left => self.turn(-1),
                KeyCode::Delete => self.unset(),
                KeyCode::Enter => self.go_to_entry(1),
                _ => Asked::Nothing,
            },
            EntryKind::Options { .. } if self.within < self.entry().options.len() => match key.code {
                KeyCode::Char(' ') | KeyCode::Enter => self.toggle(),
                KeyCode::Delete => self.unset(),
                _ => Asked::Nothing,
            },
            EntryKind::Options { .. } => match key.code {
                KeyCode::Enter => self.add_option(),
                _ => self.type_in(key),
            },
            EntryKind::Lines => match key.code {
                KeyCode::Enter => self.split_line(),
                KeyCode::Backspace if self.typed().0.is_empty() && self.entry().texts.len() > 1 => {
                    self.join_line()
                }
                _ => self.type_in(key),
            },
            EntryKind::Line => match key.code {
                KeyCode::Enter => self.go_to_entry(1),
                _ => self.type_in(key),
            },
        }
    }

    fn type_in(&mut self, key: KeyEvent) -> Asked {
        let before = self.typed().0.to_owned();
        self.editor.input(key);
        if self.typed().0 == before {
            return Asked::Nothing;
        }
        self.take_text();
        self.store()
    }

    /// Moves what is in the editor to its entry.
    fn take_text(&mut self) {
        let text = self.typed().0.to_owned();
        let within = self.within;
        let entry = &mut self.entries[self.focus];
        let place = if matches!(entry.kind, EntryKind::Options { .. }) { 0 } else { within };
        if let Some(slot) = entry.texts.get_mut(place) {
            *slot = text;
        }
        // The last line of a list is always free for one more.
        if entry.kind == EntryKind::Lines && entry.texts.last().is_some_and(|last| !last.is_empty()) {
            entry.texts.push(String::new());
        }
    }

    fn store(&mut self) -> Asked {
        self.entries[self.focus].store(&mut self.draft);
        Asked::Changed
    }

    fn split_line(&mut self) -> Asked {
        if self.typed().0.is_empty() {
            return self.go_to_entry(1);
        }
        self.within += 1;
        let at = self.within;
        let entry = &mut self.entries[self.focus];
        if entry.texts.get(at).is_none_or(|line| !line.is_empty()) {
            entry.texts.insert(at, String::new());
        }
        self.load_editor();
        Asked::Nothing
    }

    fn join_line(&mut self) -> Asked {
        let within = self.within;
        self.entries[self.focus].texts.remove(within);
        if self.entry().texts.last().is_none_or(|last| !last.is_empty()) {
            self.entries[self.focus].texts.push(String::new());
        }
        self.within = within.saturating_sub(1);
        self.load_editor();
        self.store()
    }

    fn add_option(&mut self) -> Asked {
        let typed = self.typed().0.trim().to_owned();
        if typed.is_empty() {
            return self.go_to_entry(1);
        }
        let entry = &mut self.entries[self.focus];
        let mut members = entry.members(&self.draft);
        if !members.contains(&typed) {
            members.push(typed.clone());
        }
        if !entry.options.contains(&typed) {
            entry.options.push(typed);
        }
        entry.texts = vec![String::new()];
        self.within = entry.options.len();
        self.load_editor();
        self.set_members(members)
    }

    fn toggle(&mut self) -> Asked {
        let entry = self.entry();
        let option = entry.options[self.within].clone();
        let mut members = entry.members(&self.draft);
        match members.iter().position(|member| *member == option) {
            Some(at) => {
                members.remove(at);
            }
            None => members.push(option),
        }
        self.set_members(members)
    }

    fn set_members(&mut self, members: Vec<String>) -> Asked {
        self.set(Some(Value::List(members)))
    }

    /// The next value of a switch or a choice.
    fn turn(&mut self, by: isize) -> Asked {
        let field = self.entry().field;
        let now = self.draft.effective(field).value;
        let next = match &now {
            Some(Value::Switch(on)) => Value::Switch(!on),
            None if self.entry().kind == EntryKind::Switch => Value::Switch(true),
            _ => {
                let options = &self.entry().options;
                let count = isize::try_from(options.len()).unwrap_or(1).max(1);
                let text = now.as_ref().and_then(Value::as_text);
                let at = options.iter().position(|option| Some(option.as_str()) == text);
                let at = at.map_or(0, |at| isize::try_from(at).unwrap_or(0) + by);
                let at = usize::try_from(at.rem_euclid(count)).unwrap_or(0);
                let Some(option) = options.get(at) else { return Asked::Nothing };
                Value::Text(option.clone())
            }
        };
        self.set(Some(next))
    }

    /// Puts the default back.
    fn unset(&mut self) -> Asked {
        self.set(None)
    }

    fn set(&mut self, value: Option<Value>) -> Asked {
        let entry = &mut self.entries[self.focus];
        entry.error = self.draft.set(entry.field, value).err().map(|error| error.to_string());
        Asked::Changed
    }

    /// Puts the focused setting back to what the person saw.
    fn back_to_base(&mut self) -> Asked {
        let field = self.entry().field;
        let value = self.base.get(field);
        let asked = self.set(value);
        let draft: &Settings = &self.draft;
        self.entries[self.focus].load(draft);
        self.within = self.within.min(self.entry().places().saturating_sub(1));
        self.load_editor();
        asked
    }

    fn go_to_entry(&mut self, by: isize) -> Asked {
        let last = self.entries.len().saturating_sub(1);
        let wanted = self.focus.checked_add_signed(by);
        self.focus = match wanted {
            Some(entry) if entry <= last => entry,
            Some(_) if by == 1 => 0,
            Some(_) => last,
            None if by == -1 => last,
            None => 0,
        };
        self.within = 0;
        self.load_editor();
        Asked::Nothing
    }

    fn go_to_place(&mut self, by: isize) -> Asked {
        match self.within.checked_add_signed(by) {
            Some(place) if place < self.entry().places() => self.within = place,
            Some(_) => return self.go_to_entry(1),
            None => {
                let asked = self.go_to_entry(-1);
                self.within = self.entry().places().saturating_sub(1);
                self.load_editor();
                return asked;
            }
        }
        self.load_editor();
        Asked::Nothing
    }
}
