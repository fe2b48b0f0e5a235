//! What stands over the panes: lines in a box, and a line to type.

use crate::app::review::Tone;
use crate::app::{App, Area, Overlay, OverlayLine, Prompt};
use crate::client::text::{harmless, width, wrap};

use super::Theme;
use super::paint::Canvas;

/// Columns of the box, where the screen has them.
const WIDTH: u16 = 100;
/// Columns of a key, and of what parts it and a label from a value.
const BESIDE: usize = 5;

pub(super) fn draw(app: &App, overlay: &Overlay, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let columns = if body.width < WIDTH + 8 { body.width } else { WIDTH };
    let room = usize::from(columns.saturating_sub(4));
    let (labels, lines) = broken(overlay.lines(app), room);
    let asked: u16 = if overlay.prompt().is_some() { 2 } else { 0 };
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let height = rows.saturating_add(2 + asked).min(body.height);
    let area = Area {
        x: body.x + (body.width - columns) / 2,
        y: body.y + (body.height - height) / 2,
        width: columns,
        height,
    };
    canvas.sheet(area, &overlay.title(app));
    canvas.text(area.x + 2, area.y + height - 1, columns.saturating_sub(4), overlay.foot(app), theme.quiet);
    let inner = area.inner();
    let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let window = usize::from(inner.height.saturating_sub(asked));
    // The selected line is always in the window.
    let selected = lines.iter().position(|line| line.selected).unwrap_or(0);
    let first = (selected + 3).saturating_sub(window).min(lines.len().saturating_sub(window));
    for (line, y) in lines.iter().skip(first).take(window).zip(inner.y..) {
        draw_line(canvas, Area { y, height: 1, ..inner }, line, u16::try_from(labels).unwrap_or(0));
    }
    if let Some((label, prompt)) = overlay.prompt() {
        draw_prompt(canvas, Area { y: inner.y + inner.height - 1, height: 1, ..inner }, label, prompt);
    }
}

/// The columns of the labels, and the lines broken to the room there is.
fn broken(lines: Vec<OverlayLine>, room: usize) -> (usize, Vec<OverlayLine>) {
    let labels = lines.iter().map(|line| width(&line.label)).max().unwrap_or(0).min(room / 2);
    let mut all = Vec::with_capacity(lines.len());
    for line in lines {
        let sentence = line.label.is_empty() && line.key.is_empty();
        if !sentence && !line.whole {
            all.push(line);
            continue;
        }
        let columns = if sentence { room } else { room.saturating_sub(labels + BESIDE) };
        for (at, value) in wrap(&line.value, columns.max(1)).into_iter().enumerate() {
            // A label of a blank keeps what goes on in its column.
            let label = if at == 0 || sentence { line.label.clone() } else { " ".to_owned() };
            all.push(OverlayLine { label, value, ..line.clone() });
        }
    }
    (labels, all)
}

fn draw_line(canvas: &mut Canvas<'_>, area: Area, line: &OverlayLine, labels: u16) {
    let theme = canvas.theme;
    let style = tone(theme, line.tone);
    if line.label.is_empty() && line.key.is_empty() {
        canvas.text(area.x, area.y, area.width, &line.value, style);
        return;
    }
    let mark = if line.selected { "▌" } else { " " };
    canvas.text(area.x.saturating_sub(1), area.y, 1, mark, theme.accent);
    canvas.text(area.x, area.y, 2, &line.key, theme.accent);
    let label = if line.selected { theme.strong } else { style };
    canvas.text(area.x + 3, area.y, labels, &line.label, label);
    let taken = labels + u16::try_from(BESIDE).unwrap_or(5);
    canvas.text(area.x + taken, area.y, area.width.saturating_sub(taken), &line.value, theme.quiet);
}

pub(super) fn tone(theme: Theme, tone: Tone) -> ratatui::style::Style {
    match tone {
        Tone::Plain => theme.plain,
        Tone::Change => theme.strong,
        Tone::Quiet => theme.quiet,
        Tone::Warning => theme.warn,
        Tone::Heading => theme.accent,
    }
}

/// The line being typed, its end in sight.
fn draw_prompt(canvas: &mut Canvas<'_>, area: Area, label: &str, prompt: &Prompt) {
    let theme = canvas.theme;
    let taken = canvas.text(area.x, area.y, area.width, label, theme.accent);
    let room = usize::from(area.width.saturating_sub(taken + 1)).max(1);
    let (text, cursor) = prompt.shown();
    let before: Vec<char> = text.chars().take(cursor).collect();
    let columns = |start: usize| width(&harmless(&before[start..].iter().collect::<String>()));
    let mut start = 0;
    while start < before.len() && columns(start) > room {
        start += 1;
    }
    let shown: String = text.chars().skip(start).collect();
    let x = area.x + taken;
    canvas.text(x, area.y, area.width.saturating_sub(taken), &shown, theme.strong);
    canvas.set_cursor(x + u16::try_from(columns(start)).unwrap_or(0), area.y);
}
