//! The keys of an export.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::{Action, App, Layout};
use super::{Asking, Exporting};
use crate::app::Prompt;
use crate::export::FORMATS;

/// Columns of a step to the side.
const SIDE: usize = 8;

/// The keys of this screen, and what each does.
pub(super) const HELP: &[(&str, &str)] = &[
    ("Tab  Shift-Tab", "the next format, the one before"),
    ("1 … 9  0", "a format by its number"),
    ("j k  g G  PgDn PgUp", "move in the text"),
    ("h l", "to the side, where lines are long"),
    ("f  F", "the next file, the one before; behind the last stands what is left out"),
    ("p", "with the pool, or without"),
    ("i", "with its identity providers, or without"),
    ("s", "with its resource servers, or without"),
    ("m", "one text for everything, or a file for each pool"),
    ("o", "export something else: the client, the marked ones, the pool, everything; or another column"),
    ("/  n N", "look for a text, the next place, the one before"),
    ("y", "copy the file that is shown"),
    ("w", "write the files to disk; it asks where"),
    ("r", "read again"),
    ("q  Esc", "back"),
];

impl App {
    /// Takes a key while an export is on screen.
    pub(in crate::app) fn export_key(&mut self, key: KeyEvent) {
        let Some(mut exporting) = self.exporting.take() else { return };
        self.message = None;
        let stays = if exporting.asking.is_some() {
            self.export_answer_key(&mut exporting, key);
            true
        } else if exporting.help && !matches!(self.keymap.action(key), Some(action) if moves(action)) {
            exporting.help = false;
            exporting.offset = 0;
            true
        } else {
            self.export_command(&mut exporting, key)
        };
        if stays {
            self.exporting = Some(exporting);
        }
    }

    /// Takes pasted text while an export is on screen.
    pub(in crate::app) fn export_paste(&mut self, text: &str) {
        if let Some(Asking::Place(prompt) | Asking::Search(prompt)) =
            self.exporting.as_mut().and_then(|exporting| exporting.asking.as_mut())
        {
            prompt.paste(text);
        }
    }

    /// Does what a key says. Says whether the export stays on screen.
    fn export_command(&mut self, exporting: &mut Exporting, key: KeyEvent) -> bool {
        // What moves in a list moves in a text, by the keys of the person's own choice.
        let action = self.keymap.action(key);
        if let Some(action) = action.filter(|action| moves(*action)) {
            if let Some(layout) = self.layout() {
                exporting.scroll(action, &layout);
            }
            return true;
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return true;
        }
        match key.code {
            KeyCode::Esc | KeyCode::Char('q') => {
                self.export_form = exporting.form;
                if let Some((ticket, _)) = exporting.rendering {
                    self.cancel(ticket);
                }
                return false;
            }
            KeyCode::Tab => exporting.choose((exporting.form.format + 1) % FORMATS.len()),
            KeyCode::BackTab => exporting.choose((exporting.form.format + FORMATS.len() - 1) % FORMATS.len()),
            KeyCode::Char(digit @ '0'..='9') => {
                // The keys stand in a row, and 0 behind 9.
                let at = digit.to_digit(10).map_or(0, |digit| (digit as usize + 9) % 10);
                if at < FORMATS.len() {
                    exporting.choose(at);
                }
            }
            KeyCode::Char('f') => exporting.next_file(true),
            KeyCode::Char('F') => exporting.next_file(false),
            KeyCode::Char('l') | KeyCode::Right => exporting.column = (exporting.column + SIDE).min(4096),
            KeyCode::Char('h') | KeyCode::Left => exporting.column = exporting.column.saturating_sub(SIDE),
            KeyCode::Char(option @ ('p' | 'i' | 's' | 'm')) => self.export_option(exporting, option),
            KeyCode::Char('o') => exporting.other_scope(),
            KeyCode::Char('r') => {
                if exporting.columns.is_some() {
                    self.read_columns_again();
                } else {
                    self.refresh();
                }
                exporting.unsure = true;
                exporting.outdated();
            }
            KeyCode::Char('/') => exporting.asking = Some(Asking::Search(Prompt::default())),
            KeyCode::Char('n') => exporting.go_to_found(true),
            KeyCode::Char('N') => exporting.go_to_found(false),
            KeyCode::Char('y') => self.copy_export(exporting),
            KeyCode::Char('w') => self.ask_where_to_write(exporting),
            KeyCode::Char('?') => {
                exporting.help = true;
                exporting.offset = 0;
            }
            _ => {}
        }
        true
    }

    fn export_option(&mut self, exporting: &mut Exporting, option: char) {
        let form = &mut exporting.form;
        if option == 'm' {
            form.folder = !form.folder;
        } else if !form.format().capabilities.surroundings {
            let title = form.format().title;
            self.tell(format!("{title}: only clients are exported; the pool has no place in it."));
            return;
        } else {
            match option {
                'p' => form.with.pool = !form.with.pool,
                'i' => form.with.providers = !form.with.providers,
                _ => form.with.servers = !form.with.servers,
            }
            // What could not be read of the surroundings matters only where they come along.
            exporting.unsure = true;
        }
        exporting.turn();
        exporting.file = 0;
    }
}

/// True for what moves within a list.
fn moves(action: Action) -> bool {
    matches!(
        action,
        Action::Down
            | Action::Up
            | Action::Top
            | Action::Bottom
            | Action::HalfPageDown
            | Action::HalfPageUp
            | Action::PageDown
            | Action::PageUp
    )
}

impl Exporting {
    fn choose(&mut self, format: usize) {
        if self.form.format != format {
            self.form.format = format;
            self.file = 0;
            self.turn();
        }
    }

    fn next_file(&mut self, forward: bool) {
        let files = self.tabs().len().max(1);
        self.file = (self.file + if forward { 1 } else { files - 1 }) % files;
        self.turn();
    }

    fn other_scope(&mut self) {
        let at = self.scopes.iter().position(|scope| *scope == self.scope).unwrap_or(0);
        self.scope = self.scopes[(at + 1) % self.scopes.len()].clone();
        self.progress = super::Progress::default();
        self.unsure = true;
        self.file = 0;
        self.outdated();
        self.turn();
    }

    fn scroll(&mut self, action: Action, layout: &Layout) {
        let page = usize::from(self.places(layout.body()).text.height).max(1);
        self.offset = match action {
            Action::Down => self.offset + 1,
            Action::Up => self.offset.saturating_sub(1),
            Action::HalfPageDown => self.offset + page.div_ceil(2),
            Action::HalfPageUp => self.offset.saturating_sub(page.div_ceil(2)),
            Action::PageDown => self.offset + page,
            Action::PageUp => self.offset.saturating_sub(page),
            Action::Bottom => self.lines(),
            _ => 0,
        };
    }

    /// Looks for a text in the file that is shown, from where it is shown on.
    pub(super) fn search(&mut self, text: &str) {
        let lines = self.sheet().map(|sheet| sheet.find(text)).unwrap_or_default();
        let next = lines.iter().find(|line| **line >= self.offset).or(lines.first()).copied();
        self.found = (!text.is_empty()).then(|| (text.to_owned(), lines));
        if let Some(line) = next {
            self.offset = line;
        }
    }

    fn go_to_found(&mut self, forward: bool) {
        let Some((_, lines)) = &self.found else { return };
        let next = if forward {
            lines.iter().find(|line| **line > self.offset).or(lines.first())
        } else {
            lines.iter().rev().find(|line| **line < self.offset).or(lines.last())
        };
        if let Some(line) = next {
            self.offset = *line;
        }
    }
}
