//! The line that a filter is typed on: at the top of a pane, with what is said under it, or in the border of
//! a sheet.

use ratatui::style::Modifier;

use crate::app::{App, Area, Note, Prompt};
use crate::client::text::{fit, harmless, width};

use super::paint::Canvas;

/// Paints the line at the top of a pane's inside, where it has one, and gives the room that is left.
pub(super) fn draw(app: &App, canvas: &mut Canvas<'_>, inner: Area) -> Area {
    let theme = canvas.theme;
    let Some(line) = app.filter_line(usize::from(inner.width)) else { return inner };
    let (x, room) = (inner.x + 2, inner.width.saturating_sub(2));
    canvas.text(inner.x + 1, inner.y, 1, "/", theme.accent);
    let taken = canvas.text(x, inner.y, room, &line.text, theme.plain);
    canvas.text(x + taken, inner.y, room.saturating_sub(taken), &line.ghost, theme.quiet);
    if let Some((from, to)) = line.mistake {
        canvas.restyle(
            x + from,
            inner.y,
            to.min(taken).saturating_sub(from),
            theme.bad.add_modifier(Modifier::UNDERLINED),
        );
    }
    if let Some(column) = line.cursor {
        canvas.set_cursor(x + column.min(room.saturating_sub(1)), inner.y);
    }
    for ((note, text), y) in line.notes.iter().zip(inner.y + 1..inner.y + inner.height) {
        let style = if *note == Note::Bad { theme.bad } else { theme.quiet };
        canvas.text(inner.x + 1, y, inner.width.saturating_sub(1), text, style);
    }
    let rows = line.rows().min(inner.height);
    Area { y: inner.y + rows, height: inner.height - rows, ..inner }
}

/// Paints what is searched for in the upper border of a sheet, with the cursor while it is typed, and a word
/// on what came of it.
pub(super) fn in_border(canvas: &mut Canvas<'_>, area: Area, prompt: &Prompt, typing: bool, note: &str) {
    let theme = canvas.theme;
    let mut right = area.x + area.width - 2;
    if !note.is_empty() {
        right -= canvas.text_right(right, area.y, area.width / 3, &format!(" {note} "), theme.quiet);
    }
    let room = area.width / 3;
    let (text, cursor) = prompt.shown();
    let style = if typing { theme.accent } else { theme.plain };
    if !typing {
        canvas.text_right(right, area.y, room, &format!(" /{text} "), style);
        return;
    }
    let (start, shown) = tail(prompt, usize::from(room).saturating_sub(4));
    let taken = canvas.text_right(right, area.y, room, &format!(" /{shown}  "), style);
    let before: String = text.chars().skip(start).take(cursor.saturating_sub(start)).collect();
    let columns = u16::try_from(width(&harmless(&before))).unwrap_or(u16::MAX);
    canvas.set_cursor(right - taken + 2 + columns, area.y);
}

/// As much of a line as fits, the cursor in it; and where it begins, in characters.
fn tail(prompt: &Prompt, room: usize) -> (usize, String) {
    let (text, cursor) = prompt.shown();
    let start = cursor.saturating_sub(room);
    let rest: String = text.chars().skip(start).collect();
    (start, fit(&harmless(&rest), room).into_owned())
}
