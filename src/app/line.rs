//! The keys of a line that is typed on, the same in every prompt.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_textarea::TextArea;

use crate::client::reference::redacted;

/// Takes a key into a line. `Ctrl-u` clears it, and nothing breaks it. Says whether the text changed.
pub(in crate::app) fn edit_line(editor: &mut TextArea<'static>, key: KeyEvent) -> bool {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Char('u') if control => {
            let typed = editor.lines().iter().any(|line| !line.is_empty());
            if typed {
                *editor = TextArea::default();
            }
            typed
        }
        KeyCode::Enter => false,
        KeyCode::Char('m' | 'j') if control => false,
        _ => editor.input(key),
    }
}

/// A line for the screen, without a token in it, and the cursor's place in that, in characters.
pub(in crate::app) fn shown<'a>(editor: &'a TextArea<'static>) -> (Cow<'a, str>, usize) {
    let (typed, cursor) = (editor.lines().first().map_or("", String::as_str), editor.cursor().1);
    let text = redacted(typed);
    if matches!(text, Cow::Borrowed(_)) {
        return (text, cursor);
    }
    let before: String = typed.chars().take(cursor).collect();
    let before = redacted(&before);
    // The cursor may be inside of a token, and what is before it not look like one.
    let cursor =
        if text.starts_with(before.as_ref()) { before.chars().count() } else { text.chars().count() };
    (text, cursor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(letter: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
    }

    #[test]
    fn a_line_is_cleared_as_a_whole_and_stays_one() {
        let mut line = TextArea::from(["web checkout"]);
        assert!(!edit_line(&mut line, control('m')) && !edit_line(&mut line, control('j')));
        assert!(!edit_line(&mut line, KeyEvent::from(KeyCode::Enter)));
        assert_eq!(line.lines(), ["web checkout"]);
        assert!(edit_line(&mut line, control('u')));
        assert_eq!(line.lines(), [""]);
        assert!(!edit_line(&mut line, control('u')), "nothing is brought back");
        assert!(edit_line(&mut line, KeyEvent::from(KeyCode::Char('u'))));
        assert_eq!(line.lines(), ["u"]);
    }
}
