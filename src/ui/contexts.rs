//! The choice of a profile and a region.

use crate::app::contexts::{ContextChoice, Side};
use crate::app::{App, Area, ListView};
use crate::client::text::{harmless, width};

use super::paint::Canvas;

/// Columns of the sheet, where the screen has them.
const WIDTH: u16 = 104;
/// Below this there is room for one list only.
const BOTH: u16 = 70;

pub(super) fn draw(
    app: &App,
    choice: &ContextChoice,
    canvas: &mut Canvas<'_>,
    screen: ratatui::layout::Rect,
) {
    let theme = canvas.theme;
    let columns = if screen.width < WIDTH + 8 { screen.width } else { WIDTH };
    let rows = app.contexts_height();
    let explanation = choice.explanation_rows();
    let height = (u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(4 + explanation)).min(screen.height);
    let area =
        Area { x: (screen.width - columns) / 2, y: (screen.height - height) / 2, width: columns, height };
    canvas.sheet(area, choice.title);
    let mut inner = area.inner();
    if let Some(text) = &choice.explanation {
        canvas.paragraph(Area { height: explanation, ..inner }, text, theme.warn);
        inner.y += explanation;
        inner.height = inner.height.saturating_sub(explanation);
    }
    if inner.width < BOTH {
        match choice.side {
            Side::Profiles => profiles(choice, canvas, inner, rows),
            Side::Regions => regions(choice, canvas, inner, rows),
        }
    } else {
        // What tells profiles apart comes before the regions' places.
        let left = if inner.width < 100 { inner.width * 2 / 3 } else { inner.width * 3 / 5 };
        profiles(choice, canvas, Area { width: left, ..inner }, rows);
        regions(choice, canvas, Area { x: inner.x + left, width: inner.width - left, ..inner }, rows);
    }
    let foot = match choice.side {
        Side::Profiles => " Enter connect   Tab regions   type to narrow   Esc close ",
        Side::Regions => " Enter connect   Tab profiles   type to narrow   Esc close ",
    };
    canvas.text(area.x + 2, area.y + area.height - 1, area.width.saturating_sub(4), foot, theme.quiet);
}

fn profiles(choice: &ContextChoice, canvas: &mut Canvas<'_>, area: Area, rows: usize) {
    let theme = canvas.theme;
    let active = choice.side == Side::Profiles;
    prompt(&choice.profile_list, "profile", active, canvas, area);
    let total = choice.profiles.len();
    let mut y = area.y + 1;
    for position in choice.profile_list.window(total, rows) {
        let Some(row) = choice.profile_list.row(position, total).map(|row| &choice.profiles[row]) else {
            continue;
        };
        let selected = position == choice.profile_list.position();
        mark(canvas, area.x, y, selected, active);
        let state = match (&row.failed, row.here) {
            (Some(_), _) => "✗ failed".to_owned(),
            (None, true) => format!("{} · here", row.kind),
            (None, false) => row.kind.to_owned(),
        };
        let right = area.x + area.width - 2;
        let mut taken = canvas.text_right(
            right,
            y,
            19,
            &state,
            if row.failed.is_some() { theme.bad } else { theme.quiet },
        );
        if let Some(region) = &row.region {
            taken += 2;
            taken += canvas.text_right(right.saturating_sub(taken), y, 16, region, theme.accent);
        }
        let style = if selected { theme.strong } else { theme.plain };
        canvas.text(area.x + 2, y, area.width.saturating_sub(taken + 6), &row.label, style);
        y += 1;
    }
    if let Some(why) = choice.row().and_then(|row| row.failed.as_deref()).filter(|_| active) {
        let last = Area { y: (area.y + area.height).saturating_sub(1), height: 1, ..area };
        canvas.text(last.x, last.y, last.width, &format!("✗ {why}"), theme.bad);
    }
}

fn regions(choice: &ContextChoice, canvas: &mut Canvas<'_>, area: Area, rows: usize) {
    let theme = canvas.theme;
    let active = choice.side == Side::Regions;
    prompt(&choice.region_list, "region", active, canvas, area);
    let all = ContextChoice::regions();
    let mut y = area.y + 1;
    for position in choice.region_list.window(all.len(), rows) {
        let Some((name, place)) = choice.region_list.row(position, all.len()).map(|row| all[row]) else {
            continue;
        };
        let selected = position == choice.region_list.position();
        mark(canvas, area.x, y, selected, active);
        let style = if selected { theme.strong } else { theme.plain };
        let taken = canvas.text(area.x + 2, y, area.width.saturating_sub(3), name, style) + 4;
        canvas.text(
            area.x + taken.max(18),
            y,
            area.width.saturating_sub(taken.max(18) + 1),
            place,
            theme.quiet,
        );
        y += 1;
    }
}

fn mark(canvas: &mut Canvas<'_>, x: u16, y: u16, selected: bool, active: bool) {
    let theme = canvas.theme;
    match (selected, active) {
        (true, true) => canvas.text(x, y, 1, "▌", theme.accent),
        (true, false) => canvas.text(x, y, 1, "›", theme.quiet),
        (false, _) => 0,
    };
}

fn prompt(list: &ListView, what: &str, active: bool, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let Some(filter) = list.filter() else { return };
    let label = format!("{what} › ");
    let style = if active { theme.accent } else { theme.quiet };
    let taken = canvas.text(area.x, area.y, area.width, &label, style);
    let room = area.width.saturating_sub(taken + 1);
    canvas.text(area.x + taken, area.y, room, filter.text(), theme.plain);
    if active {
        let before: String = filter.text().chars().take(filter.editor.cursor().1).collect();
        let column = u16::try_from(width(&harmless(&before))).unwrap_or(u16::MAX);
        canvas.set_cursor(area.x + taken + column.min(room), area.y);
    }
}
