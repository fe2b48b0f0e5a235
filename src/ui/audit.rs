//! The audit: bars, the list, and what is said of the selection.

use ratatui::style::Style;

use crate::app::auditing::{Auditing, Counts, Dialog, HowBad, Row, Touched, View};
use crate::app::{App, Area};
use crate::client::text::{fit, harmless, width};

use super::overlay::tone;
use super::paint::{Canvas, grouped};
use super::theme::Theme;

/// From so many columns on, severities are words and rules have their clients beside them.
const WIDE: u16 = 84;
/// Columns beside a severity's bar for what it is about: `23 clients · 1 pool`.
const ABOUT: u16 = 19;
/// Columns of a cell of the map.
const CELL: u16 = 6;

pub(super) fn draw(app: &App, audit: &Auditing, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    canvas.sheet(body, &format!("Audit · {} · {}", audit.title, audit.state_in_words()));
    foot_keys(audit, canvas, body);
    if let Some(filter) = &audit.filter {
        let note = audit.filtered_in_words().unwrap_or_default();
        super::filter::in_border(canvas, body, &filter.prompt, filter.typing, &note);
    }
    let inner = body.inner();
    let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    bars(audit, canvas, inner);
    tabs(audit, canvas, Area { y: inner.y + 1, ..inner });
    let height = app.audit_height();
    let top = inner.y + 2;
    let list = Area { y: top, height: u16::try_from(height).unwrap_or(0), ..inner };
    if audit.view == View::Map && audit.below.is_none() {
        map(audit, canvas, Area { y: top - 1, ..list }, height);
    } else {
        for ((selected, row), y) in audit.window(height).into_iter().zip(list.y..) {
            canvas.text(list.x - 1, y, 1, if selected { "▌" } else { " " }, theme.accent);
            draw_row(audit, canvas, Area { y, height: 1, ..list }, &row, selected);
        }
    }
    if audit.is_empty() {
        let words = match (audit.tally.counts().total() > 0, audit.is_running()) {
            (true, _) if audit.filter.is_some() => "Nothing matches. Esc shows all again.",
            (_, true) => "Reading; nothing found so far.",
            (_, false) => "Nothing was found.",
        };
        canvas.text(list.x, list.y, list.width, words, theme.quiet);
    }
    let y = list.y + list.height;
    said(audit, canvas, Area { y, height: (inner.y + inner.height).saturating_sub(y), ..inner }, height);
    if let Some(dialog) = &audit.dialog {
        ask(dialog, canvas, body);
    }
}

fn foot_keys(audit: &Auditing, canvas: &mut Canvas<'_>, area: Area) {
    if audit.filter.as_ref().is_some_and(|filter| filter.typing) {
        let words = " words, client: pool: rule: severity:   Enter keep   Esc show all again ";
        let words =
            if Canvas::fits(words, area.width - 4) { words } else { " Enter keep   Esc show all again " };
        canvas.text(area.x + 2, area.y + area.height - 1, area.width - 4, words, canvas.theme.quiet);
        return;
    }
    let mut keys = vec![];
    keys.push(match (audit.view, &audit.below) {
        (_, Some(_)) => "Enter go there",
        (View::Clients, None) => "Enter go there   l findings",
        (View::Rules, None) => "Enter clients",
        (View::Severities | View::Map, None) => "Enter findings",
    });
    if !audit.troubles().is_empty() {
        keys.push("w not read");
    }
    if audit.is_running() {
        keys.push("Esc stop");
    } else if audit.can_go_on() {
        keys.push("r go on");
    }
    keys.extend([
        "f fix",
        "F fix all of this kind",
        "s accept",
        "x report",
        "Tab view",
        "/ filter",
        "q close",
    ]);
    let quiet = canvas.theme.quiet;
    let room = usize::from(area.width.saturating_sub(4));
    let mut text = String::new();
    for key in keys {
        if width(&text) + width(key) + 4 > room {
            break;
        }
        text.push_str(if text.is_empty() { " " } else { "   " });
        text.push_str(key);
    }
    text.push(' ');
    canvas.text(area.x + 2, area.y + area.height - 1, area.width.saturating_sub(4), &text, quiet);
}

/// A bar for each severity, side by side: its length tells the same as its number.
fn bars(audit: &Auditing, canvas: &mut Canvas<'_>, area: Area) {
    let counts = audit.shown().counts();
    let wide = area.width >= WIDE;
    let label = |severity: HowBad| {
        let count = grouped(counts.get(severity));
        if wide { format!("{} {count}", severity.word()) } else { format!("{} {count}", severity.letter()) }
    };
    let labels: Vec<(HowBad, String)> =
        HowBad::WORST_FIRST.into_iter().map(|severity| (severity, label(severity))).collect();
    let taken: usize = labels.iter().map(|(_, label)| width(label) + 4).sum();
    let room = usize::from(area.width).saturating_sub(taken);
    let total = counts.total().max(1);
    let mut x = area.x;
    for (severity, label) in labels {
        let left = (area.x + area.width).saturating_sub(x);
        let count = counts.get(severity);
        let style = if count > 0 { colour(canvas.theme, severity) } else { canvas.theme.quiet };
        x += canvas.text(x, area.y, left, &label, style) + 1;
        let cells = if count == 0 { 0 } else { (count * room / total).max(1) };
        let left = (area.x + area.width).saturating_sub(x);
        x += canvas.text(x, area.y, left, &"▇".repeat(cells), style) + 2;
    }
}

fn tabs(audit: &Auditing, canvas: &mut Canvas<'_>, mut area: Area) {
    let theme = canvas.theme;
    if audit.view == View::Map && audit.below.is_none() {
        return;
    }
    let accepted = audit.tally.accepted();
    if accepted > 0 {
        let words = format!("{} accepted", grouped(accepted));
        area.width -= canvas.text_right(area.x + area.width, area.y, area.width / 3, &words, theme.quiet) + 1;
    }
    if let Some(below) = &audit.below {
        let mut words = vec!["‹".to_owned()];
        words.extend(below.rule.map(str::to_owned));
        words.extend(below.severity.map(|severity| severity.word().to_owned()));
        words.extend(audit.below_in_words());
        canvas.text(area.x, area.y, area.width, &format!("{}   Esc back", words.join(" ")), theme.accent);
        return;
    }
    let mut x = area.x;
    for view in View::ALL {
        let style = if view == audit.view { theme.accent } else { theme.quiet };
        let word =
            if view == audit.view { format!("[{}]", view.word()) } else { format!(" {} ", view.word()) };
        let left = (area.x + area.width).saturating_sub(x);
        x += canvas.text(x, area.y, left, &word, style) + 1;
    }
}

fn colour(theme: Theme, severity: HowBad) -> Style {
    match severity {
        HowBad::Critical | HowBad::High => theme.bad,
        HowBad::Medium => theme.warn,
        HowBad::Low | HowBad::Info => theme.plain,
    }
}

fn clients(count: usize) -> String {
    if count == 1 { "1 client".to_owned() } else { format!("{} clients", grouped(count)) }
}

fn pools(count: usize) -> String {
    if count == 1 { "1 pool".to_owned() } else { format!("{} pools", grouped(count)) }
}

/// What has findings, clients and pools apart: `12 clients · 1 pool`.
fn touched(touched: Touched) -> String {
    match touched {
        Touched { clients: some, pools: 0 } => clients(some),
        Touched { clients: 0, pools: some } => pools(some),
        Touched { clients: some, pools: others } => format!("{} · {}", clients(some), pools(others)),
    }
}

fn draw_row(audit: &Auditing, canvas: &mut Canvas<'_>, area: Area, row: &Row<'_>, selected: bool) {
    let theme = canvas.theme;
    let plain = if selected { theme.strong } else { theme.plain };
    let (x, y, room) = (area.x, area.y, area.width);
    match row {
        Row::Severity(severity, about) => {
            let count = audit.shown().counts().get(*severity);
            let style = if count > 0 { colour(theme, *severity) } else { theme.quiet };
            canvas.text(x, y, 9, severity.word(), if selected { theme.strong } else { style });
            let words = format!("{:>6}", grouped(count));
            canvas.text(x + 9, y, 7, &words, style);
            let right = if count > 0 { touched(*about) } else { String::new() };
            let taken = canvas.text_right(x + room, y, 24, &right, theme.quiet);
            let most = HowBad::WORST_FIRST.into_iter().map(|one| audit.shown().counts().get(one)).max();
            // Bars are compared with each other, so all have the same room.
            let taken = taken.max(ABOUT);
            let cells = usize::from(room.saturating_sub(18 + taken + 2));
            let cells = if count == 0 { 0 } else { (count * cells / most.unwrap_or(1).max(1)).max(1) };
            canvas.text(x + 17, y, room.saturating_sub(19 + taken), &"▇".repeat(cells), style);
        }
        Row::Lack(words) => {
            canvas.text(x, y, room, &format!("? {words}"), if selected { theme.strong } else { theme.quiet });
        }
        Row::Unread(words) => {
            canvas.text(x, y, room, &format!("✗ {words}"), if selected { theme.strong } else { theme.bad });
        }
        Row::Rule(group, names) => {
            let severity = group.counts.worst().unwrap_or(HowBad::Info);
            canvas.text(x, y, 1, &severity.letter().to_string(), colour(theme, severity));
            canvas.text(x + 2, y, 3, group.rule.id, theme.quiet);
            let count = group.places.len();
            let count = if group.rule.is_about_pools() { pools(count) } else { clients(count) };
            let fix =
                if group.fixable > 0 { format!("fix {}", grouped(group.fixable)) } else { String::new() };
            let wide = room >= WIDE;
            if !wide {
                let short = count.split(' ').next().unwrap_or_default().to_owned();
                let told = if fix.is_empty() { short } else { format!("{short} · {fix}") };
                let taken = canvas.text_right(x + room, y, 16, &told, theme.quiet);
                canvas.text(x + 6, y, room.saturating_sub(7 + taken), group.rule.title, plain);
                return;
            }
            let title = (room / 2).min(60);
            canvas.text(x + 6, y, title.saturating_sub(1), group.rule.title, plain);
            canvas.text_right(x + 6 + title + 13, y, 13, &count, plain);
            let taken = canvas.text_right(x + room, y, 10, &fix, theme.quiet);
            let names_at = 6 + title + 15;
            let columns = room.saturating_sub(names_at + taken + 2);
            canvas.text(x + names_at, y, columns, &names_in(names, group.places.len(), columns), theme.quiet);
        }
        Row::Place(entry, run) => {
            let worst = entry.counts.worst().unwrap_or(HowBad::Info);
            canvas.text(x, y, 1, &worst.letter().to_string(), colour(theme, worst));
            canvas.text_right(x + 7, y, 5, &format!("▲{}", entry.counts.total()), colour(theme, worst));
            let name =
                if entry.place.client.is_some() { &entry.place.client_name } else { &entry.place.pool_name };
            let pool =
                if entry.place.client.is_some() { entry.place.pool_name.as_str() } else { "the pool itself" };
            let pool = if run.is_empty() { pool.to_owned() } else { format!("{run}:{pool}") };
            let names = (room.saturating_sub(9) / 3).max(16).min(room.saturating_sub(9));
            canvas.text(x + 9, y, names.saturating_sub(1), name, plain);
            let left = room.saturating_sub(9 + names);
            if room < WIDE {
                canvas.text(x + 9 + names, y, left, &pool, theme.quiet);
                return;
            }
            canvas.text(x + 9 + names, y, left / 3, &pool, theme.quiet);
            let mut ids: Vec<_> =
                entry.findings().map(|one| (std::cmp::Reverse(one.severity), one.rule.id)).collect();
            ids.sort_unstable();
            ids.dedup_by_key(|(_, id)| *id);
            let ids: Vec<&str> = ids.into_iter().map(|(_, id)| id).collect();
            let at = left / 3 + 2;
            canvas.text(x + 9 + names + at, y, left.saturating_sub(at), &ids.join(" "), theme.quiet);
        }
        Row::Finding { finding, run, rule_known, place_known } => {
            let severity = finding.severity;
            canvas.text(x, y, 1, &severity.letter().to_string(), colour(theme, severity));
            let mut at = 2;
            if !rule_known {
                canvas.text(x + at, y, 3, finding.rule.id, theme.quiet);
                at += 4;
            }
            if !place_known {
                let names = finding.place.names();
                let names = if run.is_empty() { names } else { format!("{run}:{names}") };
                let columns = (room / 3).max(20).min(room.saturating_sub(at));
                canvas.text(x + at, y, columns.saturating_sub(1), &names, plain);
                at += columns;
            }
            let fix = if finding.fix.is_some() { "fix" } else { "" };
            let taken = canvas.text_right(x + room, y, 4, fix, theme.quiet);
            let style = if *place_known { plain } else { theme.quiet };
            canvas.text(x + at, y, room.saturating_sub(at + taken + 1), &finding.evidence, style);
        }
        Row::Pool(..) => {}
    }
}

/// As many names as there is room for.
fn names_in(names: &[String], total: usize, columns: u16) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().enumerate() {
        let name = harmless(name);
        let more = if at + 1 < total { 3 } else { 0 };
        if width(&text) + width(&name) + 2 + more > usize::from(columns) {
            if text.is_empty() {
                return fit(&name, usize::from(columns)).into_owned();
            }
            return text + ", …";
        }
        if !text.is_empty() {
            text.push_str(", ");
        }
        text.push_str(&name);
    }
    if names.len() < total {
        text.push_str(", …");
    }
    text
}

/// Pools against rules: in each cell the worst severity's letter and the number of findings.
fn map(audit: &Auditing, canvas: &mut Canvas<'_>, area: Area, height: usize) {
    let theme = canvas.theme;
    let rules = audit.columns();
    let names = (area.width / 4).clamp(14, 32);
    let shown = usize::from(area.width.saturating_sub(names) / CELL).max(1);
    let first = (audit.column() + 1).saturating_sub(shown);
    let x_of = |at: usize| area.x + names + CELL * u16::try_from(at - first).unwrap_or(0);
    for (at, rule) in rules.iter().enumerate().skip(first).take(shown) {
        let style = if at == audit.column() { theme.accent } else { theme.quiet };
        canvas.text(x_of(at) + 1, area.y, CELL - 1, rule.id, style);
    }
    let left = first;
    let right = rules.len().saturating_sub(first + shown);
    let aside = match (left, right) {
        (0, 0) => "[map]".to_owned(),
        (0, right) => format!("[map] {right} more →"),
        (left, 0) => format!("[map] ← {left}"),
        (left, right) => format!("[map] ← {left} {right} →"),
    };
    canvas.text(area.x, area.y, names - 1, &aside, theme.quiet);
    let labels = audit.labels(height, usize::from(names - 1));
    for (((selected, row), name), y) in audit.window(height).into_iter().zip(labels).zip(area.y + 1..) {
        let Row::Pool(_, cells) = row else { continue };
        canvas.text(area.x - 1, y, 1, if selected { "▌" } else { " " }, theme.accent);
        let style = if selected { theme.strong } else { theme.plain };
        canvas.text(area.x, y, names - 1, &name, style);
        for (at, counts) in cells.iter().enumerate().skip(first).take(shown) {
            cell(canvas, x_of(at), y, *counts, selected && at == audit.column());
        }
    }
}

fn cell(canvas: &mut Canvas<'_>, x: u16, y: u16, counts: Counts, selected: bool) {
    let theme = canvas.theme;
    let (text, style) = match counts.worst() {
        None => ("·".to_owned(), theme.quiet),
        Some(worst) => {
            let count = if counts.total() > 999 { "1k+".to_owned() } else { counts.total().to_string() };
            (format!("{}{count}", worst.letter()), colour(theme, worst))
        }
    };
    let taken = canvas.text(x + 1, y, CELL - 2, &text, style);
    if selected {
        canvas.text(x, y, 1, "[", theme.accent);
        canvas.text(x + 1 + taken, y, 1, "]", theme.accent);
    }
}

/// What is said of the selection, under a line.
fn said(audit: &Auditing, canvas: &mut Canvas<'_>, area: Area, height: usize) {
    let theme = canvas.theme;
    if area.height == 0 {
        return;
    }
    let rule = "─".repeat(usize::from(area.width));
    canvas.text(area.x, area.y, area.width, &rule, theme.quiet);
    let below = audit.rows_below(height);
    if below > 0 {
        let words = format!(" {} more ↓ ", grouped(below));
        canvas.text_right(area.x + area.width, area.y, area.width / 2, &words, theme.quiet);
    }
    let bottom = area.y + area.height;
    let mut y = area.y + 1;
    // Below a list of what was not read, the selected one is told in full.
    let troubles = if audit.is_on_unread() { Vec::new() } else { audit.troubles() };
    let shown = if troubles.len() > 2 { 1 } else { 2 };
    for trouble in troubles.iter().take(shown) {
        let rest = Area { y, height: bottom.saturating_sub(y).min(2), ..area };
        y += canvas.paragraph(rest, &format!("! {trouble}"), theme.bad);
    }
    if troubles.len() > shown && y < bottom {
        let words = format!("! and {} more; w lists what was not read", troubles.len() - shown);
        y += canvas.text(area.x, y, area.width, &words, theme.bad).min(1);
    }
    for (kind, text) in audit.foot() {
        let rest = Area { y, height: bottom.saturating_sub(y), ..area };
        if rest.height == 0 {
            break;
        }
        y += canvas.paragraph(rest, &text, tone(theme, kind));
    }
}

/// What is asked over the list.
fn ask(dialog: &Dialog, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let columns = body.width.saturating_sub(4).min(100);
    let formats = dialog.formats();
    let help = dialog.help();
    let room = usize::from(columns.saturating_sub(4)).max(1);
    let help: Vec<String> =
        help.iter().flat_map(|line| crate::client::text::wrap(&harmless(line), room)).collect();
    let rows = 3 + dialog.prompts.len() + formats.len() + help.len() + usize::from(dialog.error.is_some());
    let height = u16::try_from(rows + 1).unwrap_or(u16::MAX).min(body.height);
    let area = Area {
        x: body.x + (body.width - columns) / 2,
        y: body.y + (body.height - height) / 2,
        width: columns,
        height,
    };
    canvas.sheet(area, &dialog.title());
    canvas.text(area.x + 2, area.y + height - 1, columns.saturating_sub(4), dialog.foot(), theme.quiet);
    let (x, room) = (area.x + 2, columns.saturating_sub(4));
    let mut y = area.y + 1;
    for (name, what, chosen) in formats {
        let (mark, style) = if chosen { ("●", theme.strong) } else { ("○", theme.plain) };
        canvas.text(x, y, room, &format!("{mark} {name:<9} {what}"), style);
        y += 1;
    }
    for (at, (prompt, label)) in dialog.prompts.iter().zip(dialog.labels()).enumerate() {
        let style = if at == dialog.at { theme.accent } else { theme.quiet };
        let taken = canvas.text(x, y, room, label, style);
        if at == dialog.at {
            canvas.typed((x + taken, y), room.saturating_sub(taken), prompt.text(), prompt.cursor());
        } else {
            canvas.text(x + taken, y, room.saturating_sub(taken), prompt.text(), theme.plain);
        }
        y += 1;
    }
    if let Some(error) = &dialog.error {
        canvas.text(x, y, room, &format!("✗ {error}"), theme.bad);
        y += 1;
    }
    y += 1;
    for line in help.iter().take(usize::from((area.y + height).saturating_sub(y + 1))) {
        canvas.text(x, y, room, line, theme.quiet);
        y += 1;
    }
}
