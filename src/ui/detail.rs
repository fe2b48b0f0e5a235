//! The detail pane: every setting of the selected client, or the selected pool's facts.

use crate::app::{App, Area, DetailLine, Pane, Subject};

use zeroize::Zeroizing;

use super::clients::{failure, selection};
use super::paint::{Canvas, PaneFrame};

pub(super) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let detail = &app.detail;
    let focused = app.focus == Pane::Detail && app.picker.is_none();
    let title = app.detail_title();
    let selected = detail.view.selected_row(detail.lines.len()).map(|row| &detail.lines[row]);
    let help = selected.map(|line| line.help).filter(|help| focused && !help.is_empty());
    let foot = help.map(|help| (help, theme.quiet));
    let filter = detail.view.filter();
    canvas.pane(area, &PaneFrame { title: &title, count: "", filter, foot, focused });
    let inner = area.inner();
    let total = detail.lines.len();
    for (position, y) in detail.view.window(total, usize::from(inner.height)).zip(inner.y..) {
        let Some(line) = detail.view.row(position, total).map(|row| &detail.lines[row]) else { continue };
        let mark = if focused { selection(theme, position == detail.view.position(), true).0 } else { " " };
        canvas.text(inner.x, y, 1, mark, theme.accent);
        draw_line(canvas, inner, y, line);
        if let (Some((from, to)), Some(Subject::Client(key))) = (line.secret, &detail.subject)
            && let Some(secret) = app.shown_secret(key)
        {
            let label = u16::try_from(App::label_columns(usize::from(inner.width))).unwrap_or(0);
            let piece: Zeroizing<String> =
                secret.chars().skip(from).take(to - from).collect::<String>().into();
            let x = inner.x + 3 + label;
            canvas.text(x, y, inner.width.saturating_sub(label + 3), &piece, theme.warn);
        }
    }
    if total == 0 {
        nothing(app, canvas, Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner });
    }
}

fn draw_line(canvas: &mut Canvas<'_>, area: Area, y: u16, line: &DetailLine) {
    let theme = canvas.theme;
    let room = area.width.saturating_sub(1);
    if line.heading {
        canvas.text(area.x + 1, y, room, &line.value, theme.accent);
        return;
    }
    let label = u16::try_from(App::label_columns(usize::from(area.width))).unwrap_or(0);
    let style = if line.differs { theme.strong } else { theme.plain };
    let mark = if line.differs && !line.label.is_empty() { "•" } else { " " };
    // In the value's own style, so that a step changes no colours between the two.
    canvas.text(area.x + 1, y, 1, mark, style);
    canvas.text(area.x + 3, y, label.saturating_sub(1), &line.label, theme.plain);
    let note = canvas.text_right(area.x + area.width - 1, y, 10, &line.note, theme.quiet);
    let columns = area.width.saturating_sub(label + 3 + if note > 0 { note + 2 } else { 0 });
    canvas.text(area.x + 3 + label, y, columns, &line.value, style);
}

fn nothing(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let known = match &app.detail.subject {
        Some(Subject::Client(key)) => {
            app.described.get(key).map(|known| (known.failure.as_ref(), known.reading.is_some()))
        }
        Some(Subject::Pool(pool)) => {
            app.described_pools.get(pool).map(|known| (known.failure.as_ref(), known.reading.is_some()))
        }
        None => app.blocking_failure().map(|failed| (Some(failed), false)),
    };
    match known {
        Some((Some(failed), _)) => failure(app, canvas, area, failed),
        Some((None, true)) => {
            let quiet = canvas.theme.quiet;
            canvas.paragraph(area, "Reading settings …", quiet);
        }
        _ => {}
    }
}
