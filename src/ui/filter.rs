//! The line that a pane's filter is typed on, and what is said under it.

use ratatui::style::Modifier;

use crate::app::{App, Area, Note};

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
