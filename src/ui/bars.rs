//! The first row and the last: where we are, and what can be done.

use ratatui::style::Modifier;

use crate::app::{Action, App, Area, FILTER_KEYS, Front, Link, Pane};

use super::paint::Canvas;

/// Where we are: profile, account, region, endpoint; what is under way.
pub(super) fn header(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let status = status(app);
    let taken = canvas.text_right(area.x + area.width - 1, area.y, area.width / 2, &status, theme.warn);
    let room = area.width.saturating_sub(taken + 3);
    let mut x = area.x + 1;
    x += canvas.text(x, area.y, room, "cognitui", theme.accent.add_modifier(Modifier::BOLD)) + 2;
    let left = room.saturating_sub(x);
    if app.launch.sandbox {
        let region = if app.context.region.is_empty() { "…" } else { &app.context.region };
        // It comes with the first pool that is described.
        let account = app.account().map(|account| format!(" · account {account}")).unwrap_or_default();
        let place = format!("SANDBOX · {region}{account}");
        canvas.text(x, area.y, left, &place, theme.strong);
        return;
    }
    canvas.text(x, area.y, left, &place(app), theme.plain);
}

fn place(app: &App) -> String {
    if app.context.region.is_empty() {
        let profile = app.launch.place.profile.as_deref().unwrap_or("default profile");
        let region = app.launch.place.region.as_deref().unwrap_or("region unknown");
        return match app.link {
            Link::Connecting => format!("{profile} · {region} · reading the AWS configuration …"),
            _ => format!("{profile} · {region} · not connected"),
        };
    }
    let account = app.account().unwrap_or("account not known yet");
    let mut place = format!("{} · {account} · {}", app.context.profile, app.context.region);
    if let Some(endpoint) = &app.context.endpoint {
        place.push_str(" · ");
        place.push_str(endpoint);
    }
    place
}

fn status(app: &App) -> String {
    let mut parts = Vec::new();
    if app.is_closed() {
        parts.push("READ-ONLY".to_owned());
    }
    // What was loaded stays on screen, and so does its place: that nothing can be asked must be said.
    match &app.link {
        Link::Down(_) if !app.context.region.is_empty() => parts.push("NOT CONNECTED".to_owned()),
        Link::Connecting if !app.context.region.is_empty() => parts.push("connecting …".to_owned()),
        _ => {}
    }
    if let Some(rate) = app.traffic.slowed_to {
        parts.push(format!("slowed to {rate}/s"));
    }
    if app.unanswered() > 0 {
        parts.push(format!("◌ {}", app.unanswered()));
    }
    parts.join("  ")
}

/// The last message, or the keys most useful now and where the rest are.
pub(super) fn footer(app: &App, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let mut right = area.x + area.width - 1;
    let form = app.form();
    if form.is_some() {
        right -= canvas.text_right(right, area.y, area.width / 2, "what is this", theme.quiet) + 1;
        right -= canvas.text_right(right, area.y, area.width / 2, "F1", theme.accent) + 2;
    }
    for action in app.help_at_hand().iter().copied().rev() {
        if let Some(key) = app.keymap.key(action) {
            right -= canvas.text_right(right, area.y, area.width / 2, action.info().short, theme.quiet) + 1;
            right -= canvas.text_right(right, area.y, area.width / 2, &key, theme.accent) + 2;
        }
    }
    let room = right.saturating_sub(area.x + 1);
    if let Some(message) = &app.message {
        let style = if message.bad { theme.bad } else { theme.plain };
        let text = if message.bad { format!("! {}", message.text) } else { message.text.clone() };
        if Canvas::fits(&text, room) {
            canvas.text(area.x + 1, area.y, room, &text, style);
        } else {
            canvas.notice(area, &text, style);
        }
        return;
    }
    if let Some(form) = form {
        canvas.text(area.x + 1, area.y, room, form.entry().field.help, theme.quiet);
        return;
    }
    if app.is_filtering() && !is_covered(app) {
        hints(canvas, area, right, FILTER_KEYS.iter().map(|(key, short)| ((*key).to_owned(), *short)));
        return;
    }
    let keyed = useful(app).iter().filter_map(|action| {
        let key = app.keymap.key(*action)?;
        let shown = *action == Action::Reveal
            && app.selected_client().is_some_and(|row| app.shown_secret(&row.key).is_some());
        Some((key, if shown { "hide" } else { action.info().short }))
    });
    hints(canvas, area, right, keyed);
}

/// Keys and what they do, as many as fit whole.
fn hints<'a>(
    canvas: &mut Canvas<'_>,
    area: Area,
    right: u16,
    keyed: impl Iterator<Item = (String, &'a str)>,
) {
    let theme = canvas.theme;
    let mut x = area.x + 1;
    for (key, short) in keyed {
        if usize::from(x) + key.chars().count() + short.chars().count() + 1 > usize::from(right) {
            break;
        }
        x += canvas.text(x, area.y, right - x, &key, theme.accent) + 1;
        x += canvas.text(x, area.y, right - x, short, theme.quiet) + 3;
    }
}

/// True where a form, a review, a plan, the finder or what lies over the panes says its own keys.
fn is_covered(app: &App) -> bool {
    app.front() != Front::Panes
}

fn useful(app: &App) -> &'static [Action] {
    if is_covered(app) {
        return &[];
    }
    match app.focus {
        // Whoever marks clients wants to do something with them.
        Pane::Clients if app.marks_in_words().is_some() => &[
            Action::Compare,
            Action::Bulk,
            Action::Mark,
            Action::UnmarkAll,
            Action::Audit,
            Action::Into,
            Action::Filter,
            Action::Leave,
        ],
        Pane::Pools => &[
            Action::Into,
            Action::Filter,
            Action::Find,
            Action::Refresh,
            Action::Audit,
            Action::Down,
            Action::Up,
            Action::Leave,
        ],
        Pane::Clients => &[
            Action::Into,
            Action::Edit,
            Action::CopyMenu,
            Action::Filter,
            Action::Find,
            Action::ReadAll,
            Action::Audit,
            Action::Leave,
        ],
        Pane::Detail => &[
            Action::Edit,
            Action::CopyMenu,
            Action::Reveal,
            Action::Filter,
            Action::Find,
            Action::Back,
            Action::Audit,
            Action::Leave,
        ],
    }
}
