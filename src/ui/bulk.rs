//! Several clients being changed: the line that says how, the plan, and its progress.

use ratatui::style::Style;

use crate::app::Area;
use crate::app::bulk::{Bulk, Page, PlanSheet, RunSheet, WordsSheet};
use crate::app::editing::sheet;
use crate::app::review::{Confirm, Tone};
use crate::client::text::{harmless, width};

use super::paint::Canvas;
use super::theme::Theme;

pub(super) fn draw(bulk: &Bulk, canvas: &mut Canvas<'_>, body: Area) {
    let area = sheet(body);
    let inner = area.inner();
    let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let (columns, height) = (usize::from(inner.width), usize::from(inner.height));
    let list = bulk.list_height(columns, height);
    match bulk {
        Bulk::Words(words) => draw_words(words, canvas, area, inner),
        Bulk::Plan(plan) => draw_plan(plan, canvas, area, inner, list),
        Bulk::Run(run) => draw_run(run, canvas, area, inner, list),
    }
}

fn foot(canvas: &mut Canvas<'_>, area: Area, text: &str) {
    let quiet = canvas.theme.quiet;
    canvas.text(area.x + 2, area.y + area.height - 1, area.width.saturating_sub(4), text, quiet);
}

fn draw_words(words: &WordsSheet, canvas: &mut Canvas<'_>, area: Area, inner: Area) {
    let theme = canvas.theme;
    canvas.sheet(area, &words.title);
    foot(
        canvas,
        area,
        " Enter plan   Tab complete   ↑ ↓ choose   Ctrl-u clear   Esc leave, what is typed is kept ",
    );
    let bottom = inner.y + inner.height;
    let mut y = inner.y;
    y += canvas.paragraph(
        inner,
        "What should they become? One word for each setting: name=value, or += and -= for a member of a list.",
        theme.quiet,
    );
    y += 1;
    canvas.text(inner.x, y, 2, "› ", theme.accent);
    let room = inner.width.saturating_sub(2);
    let start = canvas.typed((inner.x + 2, y), room, words.text(), words.editor.cursor().1);
    y += 1;
    if let Some((at, error)) = &words.error {
        y = point(canvas, inner, y, words.text(), start, at);
        let rest = Area { y, height: bottom.saturating_sub(y), ..inner };
        y += canvas.paragraph(rest, &format!("✗ {error}"), theme.bad);
    }
    y += 1;
    if let Some(help) = words.help() {
        let rest = Area { y, height: bottom.saturating_sub(y), ..inner };
        y += canvas.paragraph(rest, &help, theme.plain) + 1;
    }
    let suggestions = words.suggestions();
    let names = suggestions.iter().map(|one| width(&one.text)).max().unwrap_or(0).min(columns_of(inner) / 2);
    let shown = usize::from(bottom.saturating_sub(y));
    let first = (words.chosen + 1).saturating_sub(shown);
    for (at, suggestion) in suggestions.iter().enumerate().skip(first).take(shown) {
        let chosen = at == words.chosen;
        canvas.text(inner.x, y, 1, if chosen { "▌" } else { " " }, theme.accent);
        let style = if chosen { theme.strong } else { theme.plain };
        let column = u16::try_from(names).unwrap_or(inner.width);
        canvas.text(inner.x + 2, y, column, &suggestion.text, style);
        let help = inner.width.saturating_sub(column + 4);
        canvas.text(inner.x + column + 4, y, help, &suggestion.help, theme.quiet);
        y += 1;
    }
}

fn columns_of(area: Area) -> usize {
    usize::from(area.width)
}

/// Carets below a word of the line, as far as it is in view; gives the row after them.
fn point(
    canvas: &mut Canvas<'_>,
    inner: Area,
    y: u16,
    text: &str,
    start: usize,
    at: &std::ops::Range<usize>,
) -> u16 {
    let piece = |from: usize, to: usize| {
        let piece: String = text.chars().skip(from).take(to.saturating_sub(from)).collect();
        width(&harmless(&piece))
    };
    if at.end <= start {
        return y;
    }
    let from = at.start.max(start);
    let (before, carets) = (piece(start, from), piece(from, at.end));
    let Some(room) = columns_of(inner).checked_sub(before + 2) else { return y };
    let x = inner.x + 2 + u16::try_from(before).unwrap_or(0);
    let bad = canvas.theme.bad;
    canvas.text(x, y, u16::try_from(room).unwrap_or(0), &"^".repeat(carets.min(room)), bad);
    y + 1
}

fn draw_plan(plan: &PlanSheet, canvas: &mut Canvas<'_>, area: Area, inner: Area, list: usize) {
    canvas.sheet(area, &format!("Plan: {}", plan.title));
    let counts = plan.counts();
    let apply = match counts.change {
        0 => String::new(),
        1 => "Enter change 1 client   ".to_owned(),
        n => format!("Enter change {n} clients   "),
    };
    foot(canvas, area, &format!(" {apply}Esc back   r read again "));
    let y = head(canvas, inner, &plan.head(columns_of(inner)));
    lines(&plan.page, canvas, Area { y, ..inner }, list, None);
    if let Some(confirm) = &plan.confirm {
        ask(confirm, canvas, inner);
    }
}

/// The number to type, at the foot.
fn ask(confirm: &Confirm, canvas: &mut Canvas<'_>, inner: Area) {
    let theme = canvas.theme;
    let y = inner.y + inner.height - 1;
    let style = if confirm.is_given() { theme.strong } else { theme.warn };
    let asked = format!("Type the number of clients, {}, to go on: ", confirm.expected);
    let taken = canvas.text(inner.x, y, inner.width, &asked, style);
    let room = inner.width.saturating_sub(taken);
    let typed = canvas.text(inner.x + taken, y, room, confirm.typed(), theme.plain);
    canvas.set_cursor(inner.x + taken + typed, y);
}

fn draw_run(run: &RunSheet, canvas: &mut Canvas<'_>, area: Area, inner: Area, list: usize) {
    let word = if run.ended.is_some() { "Result" } else { "Changing" };
    canvas.sheet(area, &format!("{word}: {}", run.title));
    let keys = match (&run.ended, run.stopping) {
        (Some(_), _) if run.can_go_on() => " Enter choose or go on   j k move   Esc close ",
        (Some(_), _) => " j k move   Esc close ",
        (None, true) => " Stopping … ",
        (None, false) => " Esc stop between two clients   j k move ",
    };
    foot(canvas, area, keys);
    let y = head(canvas, inner, &run.head(columns_of(inner)));
    lines(&run.page, canvas, Area { y, ..inner }, list, Some(run.selected));
}

fn head(canvas: &mut Canvas<'_>, inner: Area, rows: &[(Tone, String)]) -> u16 {
    let mut y = inner.y;
    for (tone, text) in rows.iter().take(usize::from(inner.height)) {
        let style = style(canvas.theme, *tone);
        canvas.text(inner.x, y, inner.width, text, style);
        y += 1;
    }
    y
}

fn lines(page: &Page, canvas: &mut Canvas<'_>, area: Area, height: usize, selected: Option<usize>) {
    let theme = canvas.theme;
    for (line, y) in page.lines.iter().skip(page.offset).take(height).zip(area.y..) {
        let chosen = selected.is_some() && line.item == selected;
        if chosen {
            canvas.text(area.x - 1, y, 1, "▌", theme.accent);
        }
        canvas.text(
            area.x,
            y,
            area.width,
            &line.text,
            if chosen { theme.strong } else { style(theme, line.tone) },
        );
    }
    let below = page.lines.len().saturating_sub(page.offset + height);
    if below > 0 {
        let (right, bottom) = (area.x + area.width, area.y + u16::try_from(height).unwrap_or(0));
        canvas.text_right(right, bottom, area.width / 2, &format!(" {below} more lines ↓ "), theme.quiet);
    }
}

fn style(theme: Theme, tone: Tone) -> Style {
    match tone {
        Tone::Plain => theme.plain,
        Tone::Change => theme.strong,
        Tone::Quiet => theme.quiet,
        Tone::Warning => theme.warn,
        Tone::Heading => theme.accent,
    }
}
