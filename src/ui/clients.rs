//! The clients pane: the clients of the selected pool, as they arrive.

use ratatui::style::Style;

use crate::app::auditing::{Counts, HowBad};
use crate::app::{Action, App, Area, Failure, FailureKind, Filter, ListView, Listing, Pane};
use crate::client::{AppClient, ClientSummary, kind};

use super::paint::{Canvas, PaneFrame, grouped};
use super::theme::Theme;

/// Columns for the kind and the secret, right of the name.
const KIND: u16 = 18;
/// Columns for the number of findings, once there was an audit.
const SIGN: u16 = 5;
/// From this many columns on, the kind is shown.
const ROOM_FOR_KIND: u16 = 36;
/// From this many columns on, the title says how much a filter could not judge; below, the foot alone does.
const ROOM_FOR_UNREAD: u16 = 44;

pub(super) fn draw(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let focused = app.focus == Pane::Clients && app.picker.is_none();
    let inner = area.inner();
    let Some(clients) = app.pool_clients() else {
        canvas.pane(area, &PaneFrame { title: "Clients", count: "", filter: None, foot: None, focused });
        if let Some(failed) = app.blocking_failure()
            && app.layout().is_some_and(|layout| layout.detail.is_none())
        {
            failure(
                app,
                canvas,
                Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner },
                failed,
            );
        }
        return;
    };
    let (listing, view) = (&clients.listing, &clients.view);
    let total = listing.rows().len();
    let foot = foot(app, listing, view, area.width);
    let mut count = count(listing, view);
    let unread = view.filter().map_or(0, Filter::unread);
    if unread > 0 && area.width >= ROOM_FOR_UNREAD {
        count = format!("{count} · {} not read yet", grouped(unread));
    }
    if let Some(marks) = app.marks_in_words() {
        count = format!("{count} · {marks}");
    }
    let frame = PaneFrame {
        title: "Clients",
        count: &count,
        filter: view.filter().filter(|_| app.layout().is_none_or(|layout| layout.filter.is_none())),
        foot: foot.as_ref().map(|(text, bad)| (text.as_str(), if *bad { theme.bad } else { theme.quiet })),
        focused,
    };
    canvas.pane(area, &frame);
    let inner = if focused { super::filter::draw(app, canvas, inner) } else { inner };
    for (position, y) in view.window(total, usize::from(inner.height)).zip(inner.y..) {
        let Some(client) = view.row(position, total).map(|row| &listing.rows()[row]) else { continue };
        let selected = position == view.position();
        row(app, canvas, inner, y, client, selection(theme, selected, focused));
    }
    let body = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    if total == 0 {
        match &listing.failure {
            Some(failed) => failure(app, canvas, body, failed),
            None if listing.reading.is_some() => {
                canvas.paragraph(body, "Reading clients … Esc stops.", theme.quiet);
            }
            None if listing.complete => {
                canvas.paragraph(body, "No clients in this pool. r looks again.", theme.quiet);
            }
            None => {
                canvas.paragraph(body, "Not read. r reads on.", theme.quiet);
            }
        }
    } else if view.len(total) == 0 {
        let unread = view.filter().is_some_and(|filter| filter.unread() > 0);
        let text = match (listing.complete, unread) {
            (true, false) => "nothing matches",
            (true, true) => "nothing matches of what was read",
            (false, _) => "nothing matches so far",
        };
        canvas.text(body.x, body.y, body.width, text, theme.quiet);
    }
}

fn row(app: &App, canvas: &mut Canvas<'_>, area: Area, y: u16, client: &ClientSummary, look: (&str, Style)) {
    let theme = canvas.theme;
    let (mark, style) = look;
    canvas.text(area.x, y, 1, mark, theme.accent);
    let kind = if area.width >= ROOM_FOR_KIND { KIND } else { 0 };
    let sign = if app.has_findings() { SIGN } else { 0 };
    if let Some(entry) = app.found_of(&client.key).filter(|entry| entry.counts.total() > 0) {
        draw_sign(canvas, area, y, entry.counts);
    }
    let drift = if app.drift.is_known() { 2 } else { 0 };
    let name = area.width.saturating_sub(3 + kind + drift + sign);
    let marked = app.is_marked(&client.key);
    if marked {
        canvas.text(area.x + 1, y, 1, "✓", theme.accent);
    }
    canvas.text(area.x + 2, y, name, &client.name, if marked { theme.strong } else { style });
    if let Some(drifted) = app.drift.of(&client.key).filter(|_| drift > 0) {
        canvas.text(area.x + 2 + name, y, 1, drifted.sign(), theme.warn);
    }
    if kind == 0 {
        return;
    }
    let x = area.x + area.width - kind - sign;
    if let Some(described) = app.described.get(&client.key).and_then(|known| known.value.as_ref()) {
        canvas.text(x, y, kind, &kind_words(described), theme.quiet);
    } else if app.described.get(&client.key).is_some_and(|known| known.failure.is_some()) {
        canvas.text(x, y, kind, "! not readable", theme.quiet);
    }
}

/// How many findings an audit had, at the right edge.
fn draw_sign(canvas: &mut Canvas<'_>, area: Area, y: u16, counts: Counts) {
    let theme = canvas.theme;
    let style = if counts.at_least(HowBad::High) > 0 { theme.bad } else { theme.quiet };
    canvas.text_right(area.x + area.width, y, SIGN - 1, &format!("▲{}", counts.total()), style);
}

/// What sort of client it is, and whether it has a secret.
fn kind_words(client: &AppClient) -> String {
    let grants = kind::grants_short(&client.settings);
    let secret = if client.secret.is_present() { "secret" } else { "public" };
    format!("{grants:<10} {secret}")
}

/// How much of a list is here, shown and still coming.
pub(super) fn count<T>(listing: &Listing<T>, view: &ListView) -> String {
    let total = listing.rows().len();
    let all = match (listing.complete, listing.reading.is_some()) {
        (true, false) => grouped(total),
        (true, true) => format!("{} ↻", grouped(total)),
        (false, true) => format!("{} so far …", grouped(total)),
        (false, false) if total == 0 => String::new(),
        (false, false) => format!("{} of more", grouped(total)),
    };
    let filtered = view.filter().is_some_and(|filter| !filter.text().is_empty());
    if filtered { format!("{} of {all}", grouped(view.len(total))) } else { all }
}

/// The mark and the style of a row.
pub(super) fn selection(theme: Theme, selected: bool, focused: bool) -> (&'static str, Style) {
    match (selected, focused) {
        (true, true) => ("▌", theme.strong),
        (true, false) => ("│", theme.strong),
        (false, _) => (" ", theme.plain),
    }
}

/// What happened, and what to do about it.
pub(super) fn failure(app: &App, canvas: &mut Canvas<'_>, area: Area, failure: &Failure) {
    let (bad, plain) = (canvas.theme.bad, canvas.theme.plain);
    let taken = canvas.paragraph(area, &format!("! {}", failure.what), bad);
    let rest = area.height.saturating_sub(taken + 1);
    let taken = taken
        + 1
        + canvas.paragraph(Area { y: area.y + taken + 1, height: rest, ..area }, &failure.next, plain);
    let help: &[Action] = match failure.kind {
        FailureKind::Denied => &[Action::Permission, Action::Refresh],
        FailureKind::Credentials => &[Action::SignIn, Action::Context, Action::Refresh],
        _ => &[],
    };
    let keyed = help.iter().filter_map(|action| Some((app.keymap.key(*action)?, action.info())));
    let rows = area.height.saturating_sub(taken + 1);
    for ((key, info), y) in keyed.take(usize::from(rows)).zip(area.y + taken + 1..) {
        let width = canvas.text(area.x, y, area.width, &key, canvas.theme.accent) + 2;
        let room = area.width.saturating_sub(width);
        let text = if Canvas::fits(info.title, room) { info.title } else { info.short };
        canvas.text(area.x + width, y, room, text, plain);
    }
}

/// How the read goes, where it is not over, and whether that is bad news.
fn foot(
    app: &App,
    listing: &Listing<ClientSummary>,
    view: &ListView,
    columns: u16,
) -> Option<(String, bool)> {
    if let Some((pool, next)) = app.sweep()
        && app.selected_pool_id() == Some(pool)
    {
        let total = listing.rows().len();
        return Some((format!("settings of {} of {} read, Esc stops", grouped(next), grouped(total)), false));
    }
    if listing.rows().is_empty() {
        return None;
    }
    if let Some(failure) = &listing.failure {
        return Some((format!("! broke off: {} r reads on", failure.what), true));
    }
    if listing.reading.is_some() && !listing.complete {
        return Some((format!("reading, page {}; Esc stops", listing.pages + 1), false));
    }
    if !listing.complete {
        return Some(("not complete; r reads on".to_owned(), false));
    }
    let unread = view.filter().map_or(0, Filter::unread);
    if let Some(key) = app.keymap.key(Action::ReadAll).filter(|_| unread > 0) {
        let words = if columns >= ROOM_FOR_KIND { " yet; {} reads them" } else { ": {}" };
        return Some((format!("{} not read{}", grouped(unread), words.replace("{}", &key)), false));
    }
    gone(app.drift.gone(), columns).map(|words| (words, false))
}

/// What is in the snapshot and no more: only told, since nothing can be done with it.
fn gone(names: &[String], columns: u16) -> Option<String> {
    let since = if columns >= ROOM_FOR_UNREAD { " since the snapshot" } else { "" };
    (!names.is_empty()).then(|| format!("− {} gone{since}: {}", grouped(names.len()), names.join(", ")))
}
