//! What keys do in the form.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::client::field::{Field, Kind, Value};

use super::super::line::edit_line;
use super::{Asked, EntryKind, Form};

impl Form {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Asked {
        let letting_go = std::mem::take(&mut self.letting_go);
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            match key.code {
                KeyCode::Char('s') => return Asked::Review,
                KeyCode::Char('r') => return self.back_to_base(),
                KeyCode::Char('x') if letting_go || self.kept().is_empty() => return Asked::LetGo,
                KeyCode::Char('x') => {
                    self.letting_go = true;
                    return Asked::Tell("Ctrl-x again throws away what is typed here.".to_owned());
                }
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

    /// Takes pasted text: into the line; where the setting is a list, a line or a member for each.
    pub fn paste(&mut self, text: &str) -> Asked {
        self.letting_go = false;
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let Some(first) = lines.first() else { return Asked::Nothing };
        match self.entry().kind {
            EntryKind::Options { open: true } => {
                let field = self.entry().field;
                let members = lines.iter().flat_map(|line| members_of(field, line)).collect();
                self.add_members(members)
            }
            EntryKind::Line => {
                self.editor.insert_str(first);
                self.take_text();
                let asked = self.store();
                if lines.len() == 1 {
                    return asked;
                }
                Asked::Tell("This setting has one line; the first of what you pasted is in it.".to_owned())
            }
            EntryKind::Lines => {
                // Several lines stand by themselves; one may be a piece of the line it is pasted into.
                let aside = lines.len() > 1 && !self.typed().0.is_empty();
                if aside {
                    self.within += 1;
                    let at = self.within;
                    self.entries[self.focus].texts.insert(at, String::new());
                    self.load_editor();
                }
                self.editor.insert_str(first);
                self.take_text();
                for line in &lines[1..] {
                    self.within += 1;
                    let at = self.within;
                    self.entries[self.focus].texts.insert(at, (*line).to_owned());
                }
                self.load_editor();
                self.store()
            }
            _ => Asked::Tell("Nothing can be typed here; Space changes it.".to_owned()),
        }
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
        edit_line(&mut self.editor, key);
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
        self.entries[self.focus].store(&mut self.draft, &self.base);
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
        let field = self.entry().field;
        let members = members_of(field, self.typed().0);
        if members.is_empty() {
            return self.go_to_entry(1);
        }
        self.entries[self.focus].texts = vec![String::new()];
        self.add_members(members)
    }

    /// Adds members to the focused list, and goes to where one more can be typed.
    fn add_members(&mut self, new: Vec<String>) -> Asked {
        let at = self.focus;
        self.add_to(at, new);
        self.within = self.entry().options.len();
        self.load_editor();
        Asked::Changed
    }

    fn add_to(&mut self, at: usize, new: Vec<String>) {
        let entry = &mut self.entries[at];
        let mut members = entry.members(&self.draft);
        for member in new {
            if !entry.options.contains(&member) {
                entry.options.push(member.clone());
            }
            if !members.contains(&member) {
                members.push(member);
            }
        }
        self.put(at, Some(Value::List(members)));
    }

    /// Adds what is typed as members and was not added yet: whoever goes on means it. Says whether there
    /// was anything.
    pub(in crate::app) fn take_in(&mut self) -> bool {
        let mut took = false;
        for at in 0..self.entries.len() {
            let entry = &mut self.entries[at];
            let Some(pending) = entry.pending() else { continue };
            let members = members_of(entry.field, pending);
            entry.texts = vec![String::new()];
            self.add_to(at, members);
            took = true;
        }
        if took {
            self.within = self.within.min(self.entry().places().saturating_sub(1));
            self.load_editor();
        }
        took
    }

    fn toggle(&mut self) -> Asked {
        let entry = self.entry();
        let option = entry.options[self.within].clone();
        let mut members = entry.members(&self.draft);
        match members.iter().position(|member| *member == option) {
            Some(_) if members.len() == 1 && entry.field.default.is_some() => {
                let default = entry.field.default_words().unwrap_or_default();
                return Asked::Tell(format!(
                    "Nothing would be left, and nothing means the default ({default}). Choose another first; Del takes the default."
                ));
            }
            Some(at) => {
                members.remove(at);
            }
            None => members.push(option),
        }
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
        let entry = &mut self.entries[self.focus];
        entry.error = self.draft.set(entry.field, None).err().map(|error| error.to_string());
        Asked::Changed
    }

    fn set(&mut self, value: Option<Value>) -> Asked {
        self.put(self.focus, value);
        Asked::Changed
    }

    /// Gives an entry's setting a value. There and back again leaves nothing behind: not a default that is
    /// written out, nor another order.
    fn put(&mut self, at: usize, value: Option<Value>) {
        let entry = &mut self.entries[at];
        entry.error = self.draft.set(entry.field, value).err().map(|error| error.to_string());
        if self.base.same(&self.draft, entry.field) {
            self.draft.put_back(entry.field, &self.base);
        }
    }

    /// Puts the focused setting back to what the form began with.
    fn back_to_base(&mut self) -> Asked {
        let entry = &mut self.entries[self.focus];
        self.draft.put_back(entry.field, &self.base);
        entry.error = None;
        entry.texts.clear();
        entry.load(&self.draft);
        self.within = self.within.min(self.entry().places().saturating_sub(1));
        self.load_editor();
        Asked::Changed
    }

    fn go_to_entry(&mut self, by: isize) -> Asked {
        let asked = self.leave_place();
        let last = self.entries.len().saturating_sub(1);
        let wanted = self.focus.checked_add_signed(by);
        // What was typed is shown as it was read, with the unit that is sent.
        self.entries[self.focus].load(&self.draft);
        self.focus = match wanted {
            Some(entry) if entry <= last => entry,
            Some(_) if by == 1 => 0,
            Some(_) => last,
            None if by == -1 => last,
            None => 0,
        };
        self.within = 0;
        self.load_editor();
        asked
    }

    /// Whoever goes on from the line that adds a member means what stands there.
    fn leave_place(&mut self) -> Asked {
        if self.entry().pending().is_some() && self.within == self.entry().options.len() {
            self.take_in();
            return Asked::Changed;
        }
        Asked::Nothing
    }

    fn go_to_place(&mut self, by: isize) -> Asked {
        let place = self.within.checked_add_signed(by);
        let asked = match place {
            Some(place) if place < self.entry().places() => {
                let asked = self.leave_place();
                self.within = place;
                asked
            }
            Some(_) => return self.go_to_entry(1),
            None => {
                let asked = self.go_to_entry(-1);
                self.within = self.entry().places().saturating_sub(1);
                asked
            }
        };
        self.load_editor();
        asked
    }
}

/// The members that a typed line means: where none can have a blank, blanks part them.
fn members_of(field: &Field, line: &str) -> Vec<String> {
    let blanks = !matches!(field.kind, Kind::List { charset, .. } if !charset.allows(" "));
    let parts: Vec<&str> = if blanks { vec![line.trim()] } else { line.split_whitespace().collect() };
    parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
