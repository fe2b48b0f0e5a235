//! The finder: a prompt, how much was looked through, and what fits.

use ratatui::style::Modifier;

use crate::app::finder::{Finder, Lead, Line, Row};
use crate::app::{Action, App, Area};
use crate::client::text::{fit, harmless, width};

use super::paint::{Canvas, grouped};

/// Columns of the sheet, where the screen has them.
const WIDTH: u16 = 112;
/// Columns of a region, and of a shortened id.
const REGION: u16 = 14;
const ID: u16 = 11;
/// Columns of a profile and a region, and where there is less room.
const PLACE: u16 = 24;
const SHORT_PLACE: u16 = 18;
/// From this many columns on there is room for the region, and for the host.
const ROOM_FOR_REGION: u16 = 74;
const ROOM_FOR_HOST: u16 = 62;
const ROOM_FOR_PLACE: u16 = 100;

pub(super) fn draw(app: &App, finder: &Finder, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let columns = if body.width < WIDTH + 8 { body.width } else { WIDTH };
    let area = Area { x: body.x + (body.width - columns) / 2, width: columns, ..body };
    let marked = app.marks_in_words().map(|words| format!(" · {words}")).unwrap_or_default();
    canvas.sheet(area, &format!("Find a client{marked}"));
    let inner = area.inner();
    prompt(app, finder, canvas, inner);
    let y = inner.y + 1;
    if let Some((text, bad)) = finder.hint() {
        let style = if bad { theme.warn } else { theme.quiet };
        canvas.text(inner.x + 2, y, inner.width.saturating_sub(3), text, style);
    }
    let lines = app.finder_lines();
    if lines.is_empty() {
        let text = match (finder.text().is_empty(), app.finder_progress().is_over()) {
            _ if finder.is_unreadable() => "nothing is listed until that is put right",
            (_, false) => "nothing fits so far; the pools are still being read",
            (true, true) => {
                if app.finds_everywhere() {
                    "no clients in these places"
                } else {
                    "no clients in this region"
                }
            }
            (false, true) => "nothing fits",
        };
        canvas.text(inner.x + 2, y + 1, inner.width.saturating_sub(3), text, theme.quiet);
    }
    for ((position, line), y) in lines.into_iter().zip(y + 1..inner.y + inner.height) {
        let selected = position == finder.position();
        canvas.text(inner.x, y, 1, if selected { "▌" } else { " " }, theme.accent);
        match line {
            Line::Client(row) => client(app, canvas, inner, y, row, selected),
            Line::Lead(lead) => reference(canvas, inner, y, lead, selected),
        }
    }
    if let Some((place, failure, others)) = app.finder_failure() {
        let more = match others {
            0 => String::new(),
            1 => " One more place cannot be read.".to_owned(),
            _ => format!(" {others} more places cannot be read."),
        };
        let text = format!("! {place}: {}{more}", failure.what);
        canvas.text(
            inner.x + 2,
            inner.y + inner.height - 1,
            inner.width.saturating_sub(3),
            &text,
            theme.warn,
        );
    }
    foot(app, canvas, area);
}

/// The keys, those first that nobody guesses.
fn foot(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let mark = app.keymap.key_beside_text(Action::Mark).map(|key| format!("{key} mark"));
    let places = match (app.finds_everywhere(), app.has_other_places()) {
        (_, false) => None,
        (true, _) => Some("Ctrl-o only here"),
        (false, _) => Some("Ctrl-o all places"),
    };
    let mut keys = vec!["Enter open", "Ctrl-y copy…"];
    keys.extend(places);
    keys.extend(mark.as_deref());
    keys.extend(["Esc close", "paste an id, URL or token"]);
    canvas.foot(area, &keys, 0);
}

fn prompt(app: &App, finder: &Finder, canvas: &mut Canvas<'_>, inner: Area) {
    let theme = canvas.theme;
    let told = canvas.text_right(
        inner.x + inner.width - 1,
        inner.y,
        inner.width / 2,
        &seen(app, finder),
        theme.quiet,
    );
    canvas.text(inner.x, inner.y, 2, "› ", theme.accent);
    let room = inner.width.saturating_sub(told + 5);
    // What is being typed stays in sight: a long text is cut at its start.
    let (text, before) = (finder.text(), finder.before_cursor());
    let hidden = before
        .char_indices()
        .map(|(at, _)| at)
        .find(|at| width(&harmless(&before[*at..])) < usize::from(room))
        .unwrap_or(before.len());
    let shown = canvas.text(inner.x + 2, inner.y, room, &text[hidden..], theme.plain);
    canvas.text(inner.x + 2 + shown, inner.y, room.saturating_sub(shown), &finder.ghost(), theme.quiet);
    if let Some(mistake) = finder.mistake() {
        let columns = |at: usize| {
            let before = text.get(hidden..at.max(hidden)).unwrap_or_default();
            u16::try_from(width(&harmless(before))).unwrap_or(u16::MAX)
        };
        let (from, to) = (columns(mistake.start).min(shown), columns(mistake.end).min(shown));
        canvas.restyle(inner.x + 2 + from, inner.y, to - from, theme.bad.add_modifier(Modifier::UNDERLINED));
    }
    let column = u16::try_from(width(&harmless(&before[hidden..]))).unwrap_or(room);
    canvas.set_cursor(inner.x + 2 + column.min(room), inner.y);
}

/// `3 of 4,812 · 31/40 pools`: what fits, of how many, and how much of the context that is.
fn seen(app: &App, finder: &Finder) -> String {
    let progress = app.finder_progress();
    let mut text = format!("{} of {}", grouped(finder.fitting()), grouped(progress.clients));
    if !progress.is_over() {
        let more = if progress.all_pools { "" } else { "+" };
        text = format!("{text} · {}/{}{more} pools", progress.complete, progress.pools);
    }
    if progress.failed > 0 {
        text = format!("{text} · {} not readable", progress.failed);
    }
    if progress.places > 1 {
        let read = progress.places_read;
        text = if read == progress.places {
            format!("{text} · {read} places")
        } else {
            format!("{text} · {read} of {} places", progress.places)
        };
    }
    text
}

fn client(app: &App, canvas: &mut Canvas<'_>, inner: Area, y: u16, row: Row<'_>, selected: bool) {
    let theme = canvas.theme;
    let style = if selected { theme.strong } else { theme.plain };
    let several = app.finds_everywhere();
    let region = match (several, inner.width) {
        (true, ROOM_FOR_PLACE..) => PLACE + 2,
        (true, _) => SHORT_PLACE + 2,
        (false, ROOM_FOR_REGION..) => REGION + 2,
        (false, _) => 0,
    };
    let room_for_host = if several { ROOM_FOR_PLACE } else { ROOM_FOR_HOST };
    let host = if inner.width >= room_for_host { (inner.width - region) / 4 } else { 0 };
    // Where there is hardly any room, where a client is says more than its id.
    let id = if several && inner.width < ROOM_FOR_REGION { 0 } else { ID + 2 };
    let rest = inner.width.saturating_sub(3 + region + host + id);
    let name = rest * 3 / 5;
    let mut x = inner.x + 2;
    if app.is_found_marked(&row) {
        canvas.text(inner.x + 1, y, 1, "✓", theme.accent);
    }
    canvas.text(x, y, name.saturating_sub(2), row.name, style);
    x += name;
    canvas.text(x, y, (rest - name).saturating_sub(2), row.pool, theme.plain);
    x += rest - name;
    if region > 0 {
        let (profile, place) = app.place_words(row.place, row.pool_id);
        let words = if several {
            // The region is short and always whole; a long profile is cut.
            let room = usize::from(region - 2).saturating_sub(width(&harmless(&place)) + 1);
            format!("{} {}", fit(&harmless(&profile), room), harmless(&place))
        } else {
            place
        };
        canvas.text(x, y, region - 2, &words, theme.quiet);
        x += region;
    }
    if id > 0 {
        canvas.text(x, y, ID, &shortened(row.id), theme.quiet);
        x += id;
    }
    if host > 0 {
        canvas.text(x, y, host, row.host.unwrap_or_default(), theme.plain);
    }
}

fn reference(canvas: &mut Canvas<'_>, inner: Area, y: u16, lead: &Lead, selected: bool) {
    let theme = canvas.theme;
    let style = if selected { theme.strong } else { theme.plain };
    let taken = canvas.text(inner.x + 2, y, inner.width.saturating_sub(3), lead.verb(), theme.accent);
    let room = inner.width.saturating_sub(taken + 4);
    canvas.text(inner.x + 3 + taken, y, room, lead.words(), style);
}

/// An id by its two ends: `3ho4ek…hpko`.
fn shortened(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    match letters.len() {
        0..=11 => id.to_owned(),
        len => letters[..6].iter().chain(['…'].iter()).chain(&letters[len - 4..]).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn an_id_is_shown_by_its_ends() {
        assert_eq!(shortened("3ho4ek12345678909nh3fmhpko"), "3ho4ek…hpko");
        assert_eq!(shortened("short"), "short");
    }
}
