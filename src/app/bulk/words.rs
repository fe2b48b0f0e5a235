//! What several clients are to become, as a person types it: edit words, with names completed.

use crossterm::event::{KeyCode, KeyEvent};
use tui_textarea::{CursorMove, TextArea};

use super::super::line::edit_line;
use crate::client::field::{self, Field, Kind, Shown};
use crate::client::text::harmless;
use crate::client::{Edit, FIELDS, Step};

/// The line being typed, and what it is about.
#[derive(Clone, Debug)]
pub struct WordsSheet {
    /// What stands above it.
    pub title: String,
    /// The line.
    pub editor: TextArea<'static>,
    /// What is wrong with it, and where: the columns of a word, in characters.
    pub error: Option<(std::ops::Range<usize>, String)>,
    /// The suggestion that Tab takes.
    pub chosen: usize,
}

/// A word of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What it says, without the quotes around its blanks.
    pub text: String,
    /// Where it stands, in characters.
    pub at: std::ops::Range<usize>,
}

/// Something that could be typed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What Tab puts in place of what is typed.
    pub text: String,
    /// What it is.
    pub help: String,
}

impl WordsSheet {
    /// A line to type, with what was typed before.
    pub fn new(title: String, typed: &str) -> Self {
        let mut editor = TextArea::new(vec![typed.to_owned()]);
        editor.move_cursor(CursorMove::End);
        Self { title, editor, error: None, chosen: 0 }
    }

    /// The line.
    pub fn text(&self) -> &str {
        self.editor.lines().first().map_or("", String::as_str)
    }

    /// The line's words.
    pub fn words(&self) -> Vec<Word> {
        split(self.text())
    }

    /// Takes a key into the line.
    pub(super) fn key(&mut self, key: KeyEvent) {
        match key.code {
            KeyCode::Tab => self.complete(),
            KeyCode::Down => self.chosen += 1,
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            _ => {
                if edit_line(&mut self.editor, key) {
                    self.chosen = 0;
                    self.judge(false);
                }
            }
        }
        self.chosen = self.chosen.min(self.suggestions().len().saturating_sub(1));
    }

    /// Takes pasted text into the line; its lines become words.
    pub(super) fn paste(&mut self, text: &str) {
        let blank = if text.starts_with(char::is_whitespace) { " " } else { "" };
        self.editor.insert_str(blank.to_owned() + &text.split_whitespace().collect::<Vec<_>>().join(" "));
        self.chosen = 0;
        self.judge(false);
    }

    /// Judges the words, the one being typed only when `all` says so. Gives true when nothing is wrong.
    pub(super) fn judge(&mut self, all: bool) -> bool {
        let cursor = self.editor.cursor().1;
        let mut judged = self.words().into_iter().filter(|word| all || !reaches(&word.at, cursor));
        self.error = judged.find_map(|word| Some((word.at.clone(), wrong_with(&word.text)?)));
        self.error.is_none()
    }

    /// What could be typed where the cursor is.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        let typed = self.typed().map_or(String::new(), |word| word.text);
        let Some((key, _, value)) = parted(&typed) else { return names(&typed) };
        let Some(field) = field::find(key) else { return Vec::new() };
        let before = value.rsplit_once(',').map_or("", |(before, _)| before);
        let last = value.rsplit(',').next().unwrap_or_default().trim().to_lowercase();
        let head = &typed[..typed.len() - value.len()];
        let comma = if before.is_empty() { "" } else { "," };
        field
            .kind
            .choices()
            .iter()
            .filter(|choice| choice.value.to_lowercase().starts_with(&last))
            .map(|choice| Suggestion {
                text: format!("{head}{before}{comma}{}", choice.value),
                help: choice.words.to_owned(),
            })
            .collect()
    }

    /// What is known of the setting that is being typed.
    pub fn help(&self) -> Option<String> {
        let word = self.typed()?;
        let field = field::find(parted(&word.text)?.0)?;
        let list = if field.kind.is_list() { "  = replaces the list, += adds, -= removes." } else { "" };
        let default = field.default_words().map(|words| format!("  Default: {words}.")).unwrap_or_default();
        let example = quoted(&format!("{}={}", field.id, field.examples.valid));
        Some(format!("{}: {} For example {example}{list}{default}", field.label, field.help))
    }

    /// The word that the cursor is in or right after.
    fn typed(&self) -> Option<Word> {
        let cursor = self.editor.cursor().1;
        self.words().into_iter().find(|word| reaches(&word.at, cursor))
    }

    fn complete(&mut self) {
        let Some(suggestion) = self.suggestions().into_iter().nth(self.chosen) else { return };
        let cursor = self.editor.cursor().1;
        let at = self.typed().map_or(cursor..cursor, |word| word.at);
        let text = quoted(&suggestion.text);
        let line = self.text();
        let before: String = line.chars().take(at.start).collect();
        let after: String = line.chars().skip(at.end).collect();
        let column = at.start + text.chars().count();
        self.editor = TextArea::new(vec![format!("{before}{text}{after}")]);
        self.editor.move_cursor(CursorMove::Jump(0, u16::try_from(column).unwrap_or(u16::MAX)));
        self.chosen = 0;
        self.judge(false);
    }
}

fn reaches(word: &std::ops::Range<usize>, cursor: usize) -> bool {
    (word.start..=word.end).contains(&cursor)
}

/// The setting, the operator and the value of a word that has them.
fn parted(word: &str) -> Option<(&str, &str, &str)> {
    let (key, value) = word.split_once('=')?;
    let name = key.strip_suffix(['+', '-']).unwrap_or(key);
    Some((name.trim(), &word[name.len()..=key.len()], value))
}

/// The settings whose names begin with what is typed, then those that have it elsewhere.
fn names(typed: &str) -> Vec<Suggestion> {
    let typed = typed.to_lowercase();
    let can = |field: &&Field| field.is_mutable() && field.shown != Shown::Never && field.kind != Kind::Unit;
    let begins = |field: &&Field| field.id.starts_with(&typed);
    let has = |field: &&Field| {
        !begins(field) && (field.id.contains(&typed) || field.label.to_lowercase().contains(&typed))
    };
    let first = FIELDS.iter().filter(can).filter(begins);
    first
        .chain(FIELDS.iter().filter(can).filter(has))
        .map(|field| {
            let operator = if field.kind.is_list() { "+=" } else { "=" };
            let help = format!("{}: {}", field.label, field.help);
            Suggestion { text: format!("{}{operator}", field.id), help }
        })
        .collect()
}

/// What is wrong with a word, whichever client it is for.
fn wrong_with(word: &str) -> Option<String> {
    let edit = match Edit::parse([word], None) {
        Ok(edit) => edit,
        Err(error) => return Some(error.to_string()),
    };
    edit.steps.iter().find_map(|step| match step {
        // What is merely not documented is not refused here.
        Step::Set(field, value) if !matches!(field.kind, Kind::Choice(_) | Kind::Choices(_)) => {
            field.check(value).err().map(|error| error.to_string())
        }
        Step::Add(field, member) if !matches!(field.kind, Kind::Choices(_)) => {
            let value = field::Value::List(vec![member.clone()]);
            field.check(&value).err().map(|error| error.to_string())
        }
        _ => None,
    })
}

/// A word as it is typed: in quotes where it has blanks.
fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
}

/// A line in words. Blanks part them, except between quotes.
pub(super) fn split(line: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    let mut quote: Option<char> = None;
    let mut count = 0;
    for (at, letter) in line.chars().enumerate() {
        count = at + 1;
        match (quote, letter) {
            (Some(mark), _) if mark == letter => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                open.get_or_insert_with(|| Word { text: String::new(), at: at..at });
            }
            (None, _) if letter.is_whitespace() => {
                words.extend(open.take().map(|word| Word { at: word.at.start..at, ..word }));
            }
            _ => open.get_or_insert_with(|| Word { text: String::new(), at: at..at }).text.push(letter),
        }
    }
    words.extend(open.take().map(|word| Word { at: word.at.start..count, ..word }));
    words
}

/// Words as a title: what a person typed, safe to show.
pub(super) fn title_of(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(&harmless(word))).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(typed: &str) -> WordsSheet {
        WordsSheet::new(String::new(), typed)
    }

    #[test]
    fn blanks_part_words_and_quotes_keep_them_together() {
        let words = split("  a=1 \"name=My app\" c='x y'z");
        let told: Vec<(&str, std::ops::Range<usize>)> =
            words.iter().map(|word| (word.text.as_str(), word.at.clone())).collect();
        assert_eq!(told, [("a=1", 2..5), ("name=My app", 6..19), ("c=x yz", 20..28)]);
        assert_eq!(split(" "), []);
    }

    #[test]
    fn every_setting_is_completed_by_its_name_and_its_example_is_right() {
        for field in FIELDS.iter().filter(|field| field.is_mutable() && field.kind != Kind::Unit) {
            let sheet = sheet(field.id);
            assert!(sheet.suggestions()[0].text.starts_with(field.id), "{}", field.id);
            let word = quoted(&format!("{}={}", field.id, field.examples.valid));
            let mut typed = self::sheet(&word);
            assert!(typed.judge(true), "{word}: {:?}", typed.error);
            assert!(typed.help().unwrap().contains(field.label));
        }
    }

    #[test]
    fn tab_completes_names_and_values_where_the_cursor_is() {
        let press = |sheet: &mut WordsSheet, code| sheet.key(KeyEvent::from(code));
        let mut sheet = sheet("prevent");
        press(&mut sheet, KeyCode::Tab);
        assert_eq!(sheet.text(), "prevent_user_existence_errors=");
        press(&mut sheet, KeyCode::Char('e'));
        press(&mut sheet, KeyCode::Tab);
        assert_eq!(sheet.text(), "prevent_user_existence_errors=ENABLED");
        sheet.paste(" call\n");
        press(&mut sheet, KeyCode::Tab);
        assert_eq!(sheet.text(), "prevent_user_existence_errors=ENABLED callback_urls+=");
    }

    #[test]
    fn an_error_points_at_its_word_and_waits_until_it_is_typed() {
        let mut sheet = sheet("access_token_validity=45m acess=1");
        sheet.judge(false);
        assert_eq!(sheet.error, None, "still being typed");
        sheet.judge(true);
        let (at, text) = sheet.error.clone().unwrap();
        assert_eq!(at, 26..33);
        assert!(text.contains("no setting called"), "{text}");
        let mut long = self::sheet("access_token_validity=48h");
        assert!(!long.judge(true), "the limits are known before any client is looked at");
    }
}
