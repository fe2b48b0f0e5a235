//! Clients side by side. A sign before each difference says what the colour repeats.

use ratatui::style::Style;

use crate::app::Area;
use crate::app::comparing::{Comparing, DOINGS, Standing};
use crate::client::compare::{GridLine, Mark, Measures, Part};
use crate::client::text::width;

use super::overlay::tone;
use super::paint::Canvas;
use super::theme::Theme;

pub(super) fn draw(comparing: &Comparing, canvas: &mut Canvas<'_>, area: Area) {
    canvas.sheet(area, &comparing.title());
    foot(comparing, canvas, area);
    let inner = area.inner();
    let page = &comparing.page;
    let Some(measures) = page.measures else { return };
    heads(comparing, canvas, inner, measures);
    let rows = u16::try_from(page.head_rows()).unwrap_or(0);
    let body = Area { y: inner.y + rows, height: inner.height.saturating_sub(rows), ..inner };
    if page.lines.is_empty() {
        nothing(comparing, canvas, body);
    }
    let mut last = None;
    for (line, y) in page.window().iter().zip(body.y..) {
        match line {
            GridLine::Heading(title) => {
                let accent = canvas.theme.accent;
                canvas.text(body.x + 1, y, body.width.saturating_sub(1), title, accent);
            }
            GridLine::Part { row, label, cells } => {
                let selected = page.selected == Some(*row);
                if selected && last != Some(*row) {
                    canvas.text(body.x, y, 1, "▌", canvas.theme.accent);
                }
                last = Some(*row);
                let style = if selected { canvas.theme.strong } else { canvas.theme.plain };
                canvas.text(body.x + 2, y, columns(measures.label), label, style);
                for (at, part) in cells.iter().enumerate() {
                    cell(canvas, (left(body, measures, at), y), measures, part, at == 0);
                }
            }
        }
    }
    let below = page.below();
    if below > 0 {
        let quiet = canvas.theme.quiet;
        let text = format!(" {below} more ↓ ");
        canvas.text_right(area.x + area.width - 2, area.y + area.height - 1, area.width / 3, &text, quiet);
    }
    search(comparing, canvas, area);
}

fn columns(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Where a column begins, by its place among those shown.
fn left(area: Area, measures: Measures, at: usize) -> u16 {
    area.x + 2 + columns(measures.label + at * (measures.cell + measures.gap))
}

fn heads(comparing: &Comparing, canvas: &mut Canvas<'_>, area: Area, measures: Measures) {
    let theme = canvas.theme;
    let page = &comparing.page;
    let total = comparing.heads.len();
    if let (Some(first), Some(last)) = (page.shown.get(1), page.shown.last())
        && page.shown.len() < total
    {
        // Which of the columns beside the base are in view.
        let before = if *first > 1 { "◂ " } else { "" };
        let after = if last + 1 < total { " ▸" } else { "" };
        let range =
            if first == last { format!("{}", last + 1) } else { format!("{}–{}", first + 1, last + 1) };
        let text = format!("{before}{range} of {total}{after}");
        canvas.text(area.x + 1, area.y, columns(measures.label), &text, theme.quiet);
    }
    for (at, (column, Standing { title, words, tone: look })) in
        page.shown.iter().zip(&page.standing).enumerate()
    {
        let x = left(area, measures, at);
        let room = columns(measures.cell);
        let chosen = *column == comparing.target && *column > 0;
        let indent = if chosen || at > 0 { 2 } else { 0 };
        if chosen {
            canvas.text(x, area.y, 1, "▸", theme.accent);
        }
        let style = if chosen || at == 0 { theme.strong } else { theme.plain };
        for (line, y) in title.iter().zip(area.y..) {
            canvas.text(x + indent, y, room.saturating_sub(indent), line, style);
        }
        let y = area.y + columns(page.head_rows().saturating_sub(1));
        canvas.text(x + indent, y, room.saturating_sub(indent), words, tone(theme, *look));
    }
}

fn cell(canvas: &mut Canvas<'_>, (x, y): (u16, u16), measures: Measures, part: &Part, base: bool) {
    let theme = canvas.theme;
    let (mark, text) = styles(theme, part.mark, base);
    let room = columns(measures.cell);
    let mut taken = 0;
    if let Some(sign) = part.mark {
        canvas.text(x, y, 1, sign.glyph(), mark);
        taken = 2;
    }
    taken += canvas.text(x + taken, y, room.saturating_sub(taken), &part.text, text);
    if !part.note.is_empty() {
        let gap = if part.text.is_empty() { 0 } else { 2 };
        canvas.text(x + taken + gap, y, room.saturating_sub(taken + gap), part.note, theme.quiet);
    }
}

/// How a sign and the text after it look.
fn styles(theme: Theme, mark: Option<Mark>, base: bool) -> (Style, Style) {
    match mark {
        Some(Mark::Same) => (theme.quiet, theme.quiet),
        Some(Mark::Removed | Mark::Gone) => (theme.bad, theme.strong),
        Some(Mark::Added | Mark::Changed) => (theme.warn, theme.strong),
        Some(Mark::Plain) | None if base => (theme.plain, theme.plain),
        Some(Mark::Plain) | None => (theme.plain, theme.strong),
    }
}

fn nothing(comparing: &Comparing, canvas: &mut Canvas<'_>, area: Area) {
    use crate::app::comparing::State;
    let theme = canvas.theme;
    let searched = comparing.search.as_ref().is_some_and(|search| !search.prompt.text().is_empty());
    let (text, style) = match comparing.heads.first().map(|head| &head.state) {
        Some(State::Failed(failure)) => {
            (format!("! {} {} b makes another column the first.", failure.what, failure.next), theme.bad)
        }
        Some(State::Wanted | State::Reading(_)) => ("Reading …".to_owned(), theme.quiet),
        _ if searched && comparing.all => {
            ("Nothing here has that text. Esc shows all again.".to_owned(), theme.quiet)
        }
        _ if searched => {
            let text =
                "Nothing that differs has that text. Tab looks at equal settings too, Esc shows all again.";
            (text.to_owned(), theme.quiet)
        }
        _ if comparing.comparison.columns < 2 => {
            let text = "There is nothing to compare with yet. + puts a file beside it.";
            (text.to_owned(), theme.quiet)
        }
        _ => {
            let summary = comparing.comparison.summary();
            let mut letters = summary.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            (format!("{first}{}. Tab shows them.", letters.as_str()), theme.plain)
        }
    };
    let inner = Area {
        x: area.x + 1,
        y: area.y + 1,
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(1),
    };
    canvas.paragraph(inner, &text, style);
}

fn search(comparing: &Comparing, canvas: &mut Canvas<'_>, area: Area) {
    if let Some(search) = &comparing.search {
        super::filter::in_border(canvas, area, &search.prompt, search.typing, "");
    }
}

/// As many keys as fit, the most useful first.
fn foot(comparing: &Comparing, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let y = area.y + area.height - 1;
    let typing = comparing.search.as_ref().is_some_and(|search| search.typing);
    if typing {
        canvas.text(
            area.x + 2,
            y,
            area.width.saturating_sub(4),
            " Enter keep   Esc show all again ",
            theme.quiet,
        );
        return;
    }
    let mut text = String::from(if area.width < 100 { " = same " } else { " = same as the first " });
    let below = if comparing.page.below() > 0 { 12 } else { 0 };
    let room = usize::from(area.width).saturating_sub(6 + below);
    for info in DOINGS {
        let short = match info.doing {
            crate::app::comparing::Doing::All if comparing.all => "differences only",
            _ => info.short,
        };
        let next = format!("  {} {short} ", info.key);
        if width(&text) + width(&next) > room {
            continue;
        }
        text.push_str(&next);
    }
    canvas.text(area.x + 2, y, area.width.saturating_sub(4), &text, theme.quiet);
}
