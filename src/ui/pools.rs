//! The pools pane: the pools of the context, and the selected one's facts at its foot.

use crate::app::{App, Area, Layout, Link, Pane, pool_summary};

use super::paint::{Canvas, PaneFrame, grouped};

pub(super) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Area, layout: &Layout) {
    let theme = canvas.theme;
    let total = app.pools.rows().len();
    let view = &app.pools_list;
    let focused = app.focus == Pane::Pools && app.picker.is_none();
    let count = super::clients::count(&app.pools, view);
    let frame = PaneFrame {
        title: "Pools",
        count: &count,
        filter: view.filter().filter(|_| layout.filter.is_none()),
        foot: None,
        focused,
    };
    canvas.pane(area, &frame);
    let inner = area.inner();
    let inner = if focused { super::filter::draw(app, canvas, inner) } else { inner };
    let rows = layout.rows(Pane::Pools);
    let mut y = inner.y;
    for position in view.window(total, rows) {
        let Some(pool) = view.row(position, total).map(|row| &app.pools.rows()[row]) else { continue };
        let selected = position == view.position();
        let (mark, style) = super::clients::selection(theme, selected, focused);
        canvas.text(inner.x, y, 1, mark, theme.accent);
        let known = app.clients.get(&pool.id).map(|clients| &clients.listing);
        let count = known.filter(|listing| listing.complete).map(|listing| grouped(listing.rows().len()));
        let count = count.unwrap_or_default();
        let taken = canvas.text_right(inner.x + inner.width, y, 9, &count, theme.quiet);
        canvas.text(inner.x + 2, y, inner.width.saturating_sub(3 + taken), &pool.name, style);
        y += 1;
    }
    if total == 0 {
        nothing(app, canvas, Area { height: u16::try_from(rows).unwrap_or(0), ..inner });
    } else if view.len(total) == 0 {
        canvas.text(inner.x + 1, inner.y, inner.width - 1, "nothing matches", theme.quiet);
    }
    if layout.pool_facts > 0 {
        facts(app, canvas, area, layout.pool_facts);
    }
}

fn nothing(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let area = Area { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    if let Some(failure) = app.blocking_failure() {
        // Told where there is room for it; beside the list a word is enough.
        if app.layout().is_some_and(|layout| layout.clients.is_some()) {
            canvas.text(area.x, area.y, area.width, "! not readable", theme.bad);
        } else {
            super::clients::failure(app, canvas, area, failure);
        }
        return;
    }
    let text = match &app.link {
        Link::Connecting => "Reading the AWS configuration …".to_owned(),
        _ if app.pools.reading.is_some() => "Reading pools …".to_owned(),
        _ if app.pools.complete => {
            format!("No pools in {}. : then region looks elsewhere, r looks again.", app.context.region)
        }
        _ => "Not read. r reads on.".to_owned(),
    };
    canvas.paragraph(area, &text, theme.quiet);
}

/// What is worth knowing about the selected pool while one looks at its clients.
fn facts(app: &App, canvas: &mut Canvas<'_>, area: Area, rows: u16) {
    let theme = canvas.theme;
    let inner = area.inner();
    let top = area.y + area.height - 1 - rows;
    let columns = inner.width.saturating_sub(2);
    let Some(pool) = app.selected_pool_id() else { return };
    let rule = "─".repeat(usize::from(inner.width));
    canvas.text(inner.x, top, inner.width, &rule, theme.border);
    let mut lines: Vec<String> = Vec::new();
    match app.described_pools.get(pool) {
        Some(known) => match (&known.value, &known.failure) {
            (Some(pool), _) => lines.extend(pool_summary(pool)),
            (None, Some(failure)) => lines.push(format!("! {}", failure.what)),
            (None, None) => lines.push("reading …".to_owned()),
        },
        None => lines.push("not read yet".to_owned()),
    }
    for (line, y) in lines.iter().zip(top + 1..top + rows) {
        canvas.text(inner.x + 1, y, columns, line, theme.quiet);
    }
}
