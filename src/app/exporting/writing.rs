//! Where an export goes: onto the clipboard, or into files.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::{App, Message, Prompt};
use super::{Asking, Exporting};
use crate::client::text::harmless;
use crate::export::Sheet;
use crate::tasks::{Failure, FilesOrder, FilesReport, Output, Task};

impl App {
    /// Copies the file that is shown.
    pub(super) fn copy_export(&mut self, exporting: &Exporting) {
        if !self.export_is_ready(exporting) {
            return;
        }
        let Some(sheet) = exporting.sheet() else {
            self.tell("This page is not a file; f goes to one.");
            return;
        };
        let mut what = sheet.path.clone();
        if let Some(missing) = exporting.missing() {
            what = format!("{what}, without {missing},");
        }
        self.copy_text(&what, sheet.text.clone());
    }

    /// Asks where the files are to be written.
    pub(super) fn ask_where_to_write(&mut self, exporting: &mut Exporting) {
        if !self.export_is_ready(exporting) {
            return;
        }
        let files = exporting.preview().map(|preview| preview.files.as_slice()).unwrap_or_default();
        let place = match files {
            [] => {
                self.tell("There is nothing to write.");
                return;
            }
            [file] => file.path.clone(),
            _ => format!("cognito-{}/", exporting.form.format().id),
        };
        let mut prompt = Prompt::default();
        prompt.paste(&place);
        exporting.asking = Some(Asking::Place(prompt));
    }

    /// Nothing goes anywhere before all of it is there.
    fn export_is_ready(&mut self, exporting: &Exporting) -> bool {
        if !exporting.is_ready() {
            self.tell("Not everything is here yet; in a moment.");
        }
        exporting.is_ready()
    }

    /// Takes a key while something is asked.
    pub(super) fn export_answer_key(&mut self, exporting: &mut Exporting, key: KeyEvent) {
        let Some(mut asking) = exporting.asking.take() else { return };
        // The line is cleared as in a shell.
        if let (Asking::Place(prompt) | Asking::Search(prompt), true) = (&mut asking, is_clearing(key)) {
            *prompt = Prompt::default();
            exporting.asking = Some(asking);
            return;
        }
        exporting.asking = match (asking, key.code) {
            (Asking::Replace(..), KeyCode::Esc) => {
                self.tell("Nothing was written.");
                None
            }
            (Asking::Search(_), KeyCode::Esc) => {
                exporting.found = None;
                None
            }
            (Asking::Place(_), KeyCode::Esc) => None,
            (Asking::Place(prompt), KeyCode::Enter) if prompt.text().trim().is_empty() => {
                self.tell("Type a path; a name that ends in / is a folder.");
                Some(Asking::Place(prompt))
            }
            (Asking::Place(prompt), KeyCode::Enter) if exporting.is_file_for_several(prompt.text()) => {
                self.tell("These are several files, which go into a folder: end its name with /.");
                Some(Asking::Place(prompt))
            }
            (Asking::Place(prompt), KeyCode::Enter) => {
                let place = prompt.text().trim().to_owned();
                self.ask(Task::WriteFiles(Box::new(exporting.order(place))));
                None
            }
            (Asking::Replace(_, order), KeyCode::Enter) => {
                self.ask(Task::WriteFiles(Box::new(FilesOrder { replace: true, ..*order })));
                None
            }
            (Asking::Search(prompt), KeyCode::Enter) => {
                if exporting.found.as_ref().is_some_and(|(_, lines)| lines.is_empty()) {
                    self.tell(format!("{} is not in this file.", harmless(prompt.text())));
                }
                None
            }
            (Asking::Search(mut prompt), _) => {
                prompt.key(key);
                exporting.search(prompt.text());
                Some(Asking::Search(prompt))
            }
            (Asking::Place(mut prompt), _) => {
                prompt.key(key);
                Some(Asking::Place(prompt))
            }
            (asking @ Asking::Replace(..), _) => Some(asking),
        };
    }

    /// Files were written, or not. It is told wherever the person is by now.
    pub(in crate::app) fn files_written(&mut self, written: Result<Box<FilesReport>, Failure>) {
        match written.map(|report| *report) {
            Ok(FilesReport::Written { paths, missing }) => {
                let text = match paths.as_slice() {
                    [path] => format!("Written: {path}"),
                    [first, rest @ ..] => format!("Written: {first} and {} more beside it", rest.len()),
                    [] => "Nothing was written".to_owned(),
                };
                let bad = !missing.is_empty();
                let missing = if bad { format!(", without {missing}") } else { missing };
                self.message =
                    Some(Message { text: harmless(&format!("{text}{missing}.")).into_owned(), bad });
            }
            Ok(FilesReport::Exists { paths, order }) => match &mut self.exporting {
                Some(exporting) if exporting.asking.is_none() => {
                    exporting.asking = Some(Asking::Replace(paths, order));
                }
                _ => self.message = Some(exists(&paths)),
            },
            Err(failure) => {
                self.message =
                    Some(Message { text: format!("{} {}", failure.what, failure.next), bad: true });
            }
        }
    }
}

fn is_clearing(key: KeyEvent) -> bool {
    key.code == KeyCode::Char('u') && key.modifiers.contains(KeyModifiers::CONTROL)
}

fn exists(paths: &[String]) -> Message {
    let first = paths.first().map_or("A file", String::as_str);
    let text = format!("Nothing was written: {} is there already.", harmless(first));
    Message { text, bad: true }
}

impl Exporting {
    /// True for a path that reads as one file's, where there are several to write.
    fn is_file_for_several(&self, typed: &str) -> bool {
        let name = typed.trim().rsplit('/').next().unwrap_or_default();
        let files = self.preview().map(|preview| preview.files.as_slice()).unwrap_or_default();
        let ends = |file: &Sheet| {
            file.path.rsplit_once('.').is_some_and(|(_, ending)| name.ends_with(&format!(".{ending}")))
        };
        files.len() > 1 && files.iter().any(ends)
    }

    fn order(&self, place: String) -> FilesOrder {
        let files = self.preview().map(|preview| preview.files.as_slice()).unwrap_or_default();
        let files = files.iter().map(|file| Output { path: file.path.clone(), text: file.text.clone() });
        let missing = self.missing().unwrap_or_default();
        FilesOrder { place, files: files.collect(), replace: false, missing }
    }

    /// What could not be read and is therefore not in it, in a few words.
    fn missing(&self) -> Option<String> {
        match self.progress.failed.as_slice() {
            [] => None,
            [(what, _)] => Some(format!("{what}, which could not be read")),
            all => Some(format!("{} things that could not be read", all.len())),
        }
    }
}
