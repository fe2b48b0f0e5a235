//! The edit form.

use crate::app::Area;
use crate::app::editing::sheet;
use crate::app::form::{Form, FormLine, LineKind};
use crate::client::text::{harmless, width};

use super::paint::Canvas;

/// Columns from which there is room for more than the keys that everybody needs.
const ROOMY: u16 = 100;
const KEYS: [&str; 2] = ["Ctrl-s review", "Tab next"];
const MORE_KEYS: [&str; 5] =
    ["Ctrl-s review", "Tab next", "Space change", "Ctrl-r as it was", "Ctrl-f settle"];

/// Draws the form. What is typed for the sandbox is `passing`: it is kept no longer than the sandbox.
pub(super) fn draw(form: &Form, passing: bool, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let area = sheet(body);
    let problems = match form.problems() {
        0 => String::new(),
        1 => " · 1 problem".to_owned(),
        n => format!(" · {n} problems"),
    };
    let changes = form.changes();
    let counts = format!(" {changes} change{}{problems} ", if changes == 1 { "" } else { "s" });
    canvas.sheet(area, &form.title);
    let style = if problems.is_empty() { theme.plain } else { theme.bad };
    canvas.text_right(area.x + area.width - 2, area.y, area.width / 2, &counts, style);
    let inner = area.inner();
    let lines = form.lines(usize::from(inner.width));
    let height = usize::from(inner.height);
    let more = lines.len().saturating_sub(form.offset + height);
    let keys: &[&str] = if area.width < ROOMY { &KEYS } else { &MORE_KEYS };
    let mut keys = keys.to_vec();
    keys.insert(1, if passing { "Esc leave, kept for now" } else { "Esc leave, draft kept" });
    canvas.foot(area, &keys, more);
    for (line, y) in lines.iter().skip(form.offset).take(height).zip(inner.y..) {
        draw_line(form, canvas, inner, y, line);
    }
}

fn draw_line(form: &Form, canvas: &mut Canvas<'_>, area: Area, y: u16, line: &FormLine) {
    let theme = canvas.theme;
    let labels = u16::try_from(crate::app::form::LABELS).unwrap_or(24).min(area.width / 3);
    let value_x = area.x + 3 + labels;
    let room = area.width.saturating_sub(labels + 4);
    match line.kind {
        LineKind::Heading => {
            canvas.text(area.x + 1, y, area.width - 1, &line.value, theme.accent);
            return;
        }
        LineKind::Problem => {
            canvas.text(value_x, y, room, &line.value, theme.bad);
            return;
        }
        LineKind::Warning => {
            canvas.text(value_x, y, room, &line.value, theme.warn);
            return;
        }
        LineKind::Help | LineKind::More => {
            canvas.text(value_x, y, room, &line.value, theme.quiet);
            return;
        }
        LineKind::Place => {}
    }
    canvas.text(area.x, y, 1, if line.focused { "▌" } else { " " }, theme.accent);
    if line.differs && !line.label.is_empty() {
        canvas.text(area.x + 1, y, 1, "•", theme.accent);
    }
    let label = if line.focused { theme.strong } else { theme.plain };
    canvas.text(area.x + 3, y, labels.saturating_sub(1), &line.label, label);
    let note = canvas.text_right(area.x + area.width - 1, y, room / 2, &line.note, theme.quiet);
    let room = room.saturating_sub(if note > 0 { note + 2 } else { 1 });
    if line.typed {
        typed(form, canvas, (value_x, y), room);
    } else {
        let style = if line.differs { theme.strong } else { theme.plain };
        canvas.text(value_x, y, room, &line.value, style);
    }
}

/// The line being typed, scrolled so that the cursor is in it.
fn typed(form: &Form, canvas: &mut Canvas<'_>, (x, y): (u16, u16), room: u16) {
    let accent = canvas.theme.accent;
    let (text, at) = form.typed();
    let columns = usize::from(room.saturating_sub(3)).max(1);
    let before: Vec<char> = text.chars().take(at).collect();
    // Every letter takes a column at least, so nothing before this can be in it.
    let mut start = before.len().saturating_sub(columns);
    while start < before.len() && width(&harmless(&before[start..].iter().collect::<String>())) >= columns {
        start += 1;
    }
    let shown: String = text.chars().skip(start).collect();
    canvas.text(x, y, 1, "[", accent);
    let strong = canvas.theme.strong;
    canvas.text(x + 1, y, room.saturating_sub(2), &shown, strong);
    canvas.text(x + room - 1, y, 1, "]", accent);
    let cursor = width(&harmless(&before[start..].iter().collect::<String>()));
    canvas.set_cursor(x + 1 + u16::try_from(cursor).unwrap_or(0), y);
}
