//! A list over the screen to choose from.

use crate::app::{App, Area, Picker};
use crate::client::text::{harmless, width};

use super::paint::Canvas;

/// Columns of the sheet, where the screen has them; what does not fit makes it wider.
const WIDTH: u16 = 72;
/// The widest it gets.
const WIDEST: u16 = 112;

pub(super) fn draw(app: &App, picker: &Picker, canvas: &mut Canvas<'_>, screen: ratatui::layout::Rect) {
    let theme = canvas.theme;
    let wanted = wanted(picker);
    let columns = if screen.width < wanted + 8 { screen.width } else { wanted };
    let total = picker.entries.len();
    let rows = app.picker_height();
    let explanation: u16 = if picker.explanation.is_some() { 3 } else { 0 };
    let height = u16::try_from(rows.min(total)).unwrap_or(u16::MAX).saturating_add(4 + explanation);
    let height = height.min(screen.height);
    let area =
        Area { x: (screen.width - columns) / 2, y: (screen.height - height) / 2, width: columns, height };
    canvas.sheet(area, picker.title);
    let inner = area.inner();
    let mut y = inner.y;
    if let Some(text) = &picker.explanation {
        let rows =
            Area { x: inner.x + 1, width: inner.width.saturating_sub(2), height: explanation, ..inner };
        canvas.paragraph(rows, text, theme.plain);
        y += explanation;
    }
    prompt(picker, canvas, inner, y);
    y += 1;
    let window = picker.list.window(total, rows);
    if window.is_empty() {
        canvas.text(inner.x + 2, y, inner.width - 2, "nothing matches", theme.quiet);
    }
    for position in window {
        let Some(entry) = picker.list.row(position, total).map(|row| &picker.entries[row]) else { continue };
        let selected = position == picker.list.position();
        let style = if selected { theme.strong } else { theme.plain };
        canvas.text(inner.x, y, 1, if selected { "▌" } else { " " }, theme.accent);
        let note =
            canvas.text_right(inner.x + inner.width - 1, y, inner.width / 2, &entry.note, theme.accent);
        canvas.text(inner.x + 2, y, inner.width.saturating_sub(note + 4), &entry.label, style);
        y += 1;
    }
    let foot = " Enter choose   type to narrow   Esc close ";
    canvas.text(area.x + 2, area.y + area.height - 1, area.width.saturating_sub(4), foot, theme.quiet);
}

/// Columns in which every line is whole, within bounds.
fn wanted(picker: &Picker) -> u16 {
    let longest = picker.entries.iter().map(|entry| width(&entry.label) + width(&entry.note) + 8).max();
    u16::try_from(longest.unwrap_or_default()).unwrap_or(u16::MAX).clamp(WIDTH, WIDEST)
}

fn prompt(picker: &Picker, canvas: &mut Canvas<'_>, inner: Area, y: u16) {
    let theme = canvas.theme;
    let Some(filter) = picker.list.filter() else { return };
    canvas.text(inner.x, y, 2, "› ", theme.accent);
    canvas.text(inner.x + 2, y, inner.width.saturating_sub(3), filter.text(), theme.plain);
    let before: String = filter.text().chars().take(filter.editor.cursor().1).collect();
    let column = u16::try_from(width(&harmless(&before))).unwrap_or(u16::MAX);
    canvas.set_cursor(inner.x + 2 + column.min(inner.width.saturating_sub(3)), y);
}
