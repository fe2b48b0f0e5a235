//! The export: formats and options, the text in colours, what to know about it.

use ratatui::style::{Modifier, Style};

use crate::app::Area;
use crate::app::exporting::{Asking, Exporting, FORMATS, Note, Sheet, Token};
use crate::app::review::Tone;
use crate::client::text::{harmless, width};

use super::paint::Canvas;
use super::theme::Theme;

pub(super) fn draw(exporting: &Exporting, canvas: &mut Canvas<'_>, body: Area) {
    let places = exporting.places(body);
    canvas.sheet(places.frame, &exporting.title());
    foot(exporting, canvas, places.frame);
    if let Some(area) = places.list {
        draw_list(exporting, canvas, area);
    }
    if let Some(area) = places.row {
        draw_row(exporting, canvas, area);
    }
    if let Some(area) = places.options {
        draw_options(exporting, canvas, area);
    }
    draw_tabs(exporting, canvas, places.tabs);
    if exporting.help {
        draw_help(exporting, canvas, places.text);
    } else if exporting.shows_notes() {
        let theme = canvas.theme;
        for (note, y) in window(exporting.notes(), exporting.offset, places.text).zip(places.text.y..) {
            canvas.text(places.text.x, y, places.text.width, &note.text, tone(theme, note.tone));
        }
    } else {
        draw_text(exporting, canvas, places.text);
    }
    draw_below(exporting, canvas, places.below);
}

fn window<T>(all: &[T], offset: usize, area: Area) -> impl Iterator<Item = &T> {
    all.iter().skip(offset).take(usize::from(area.height))
}

fn foot(exporting: &Exporting, canvas: &mut Canvas<'_>, frame: Area) {
    let theme = canvas.theme;
    let y = frame.y + frame.height - 1;
    let keys: &[&str] = match &exporting.asking {
        Some(Asking::Place(_)) => &["Enter write", "Esc leave"],
        Some(Asking::Replace(..)) => &["Enter replace", "Esc leave it as it is"],
        Some(Asking::Search(_)) => &["Enter found", "Esc forget"],
        None if exporting.help => &["any key goes on"],
        None => &[
            "y copy",
            "w write",
            "Tab format",
            "Esc back",
            "? keys",
            "f file",
            "/ search",
            "o other",
            "j k move",
        ],
    };
    let lines = exporting.lines();
    let position = match (exporting.offset, lines) {
        (_, 0) => String::new(),
        (offset, lines) => format!(" {}/{lines} ", (offset + 1).min(lines)),
    };
    let right = frame.x + frame.width - 2;
    let taken = canvas.text_right(right, y, frame.width / 3, &position, theme.quiet);
    let room = usize::from(frame.width.saturating_sub(taken + 5));
    let mut text = String::from(" ");
    for key in keys {
        if width(&text) + width(key) + 1 > room {
            break;
        }
        text.push_str(key);
        text.push_str("   ");
    }
    let text = format!("{} ", text.trim_end());
    canvas.text(frame.x + 2, y, frame.width.saturating_sub(taken + 4), &text, theme.quiet);
}

/// The formats below each other, each with its key.
fn draw_list(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let mut y = area.y;
    let bottom = area.y + area.height;
    let mut line = |canvas: &mut Canvas<'_>, key: &str, text: &str, style: Style, chosen: bool| {
        if y < bottom {
            canvas.text(area.x, y, 1, if chosen { "▌" } else { " " }, theme.accent);
            canvas.text(area.x + 1, y, 1, key, theme.accent);
            canvas.text(area.x + 3, y, area.width.saturating_sub(3), text, style);
        }
        y += 1;
    };
    for (at, format) in FORMATS.iter().enumerate() {
        let chosen = at == exporting.form.format;
        let key = if at < 10 { ((at + 1) % 10).to_string() } else { String::new() };
        let style = if chosen { theme.strong } else { theme.plain };
        line(canvas, &key, format.title, style, chosen);
    }
    line(canvas, "", "", theme.plain, false);
    for (key, on, text) in options(exporting) {
        let (mark, style) = match on {
            Some(true) => ("[x]", theme.plain),
            Some(false) => ("[ ]", theme.plain),
            None => (" · ", theme.quiet),
        };
        line(canvas, key, &format!("{mark} {text}"), style, false);
    }
    if let Some(next) = exporting.next_scope() {
        line(canvas, "", "", theme.plain, false);
        line(canvas, "o", &format!("export {next}"), theme.plain, false);
    }
}

/// The options: their key, whether they are on or not to be had, what they are.
fn options(exporting: &Exporting) -> [(&'static str, Option<bool>, &'static str); 4] {
    let form = exporting.form;
    let surroundings = form.format().capabilities.surroundings;
    let with = |on: bool| surroundings.then_some(on);
    [
        ("p", with(form.with.pool), "with the pool"),
        ("i", with(form.with.providers), "with identity providers"),
        ("s", with(form.with.servers), "with resource servers"),
        ("m", Some(form.folder), "a file for each pool"),
    ]
}

/// The formats beside each other, as many as fit, the chosen one among them.
fn draw_row(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let mut x = area.x;
    let end = area.x + area.width;
    x += canvas.text(x, area.y, 1, "‹", theme.accent) + 1;
    let chosen = exporting.form.format();
    x += canvas.text(x, area.y, end.saturating_sub(x), chosen.title, theme.strong) + 1;
    x += canvas.text(x, area.y, end.saturating_sub(x), "›", theme.accent) + 2;
    let others = FORMATS.iter().cycle().skip(exporting.form.format + 1).take(FORMATS.len() - 1);
    for format in others {
        let needed = u16::try_from(width(format.id)).unwrap_or(u16::MAX);
        if x.saturating_add(needed) > end {
            break;
        }
        x += canvas.text(x, area.y, needed, format.id, theme.quiet) + 2;
    }
}

fn draw_options(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let mut x = area.x;
    let end = area.x + area.width;
    for ((key, on, _), short) in options(exporting).into_iter().zip(["pool", "idp", "servers", "by pool"]) {
        let (mark, style) = match on {
            Some(true) => ("[x]", theme.plain),
            Some(false) => ("[ ]", theme.plain),
            None => (" · ", theme.quiet),
        };
        x += canvas.text(x, area.y, end.saturating_sub(x), key, theme.accent) + 1;
        x += canvas.text(x, area.y, end.saturating_sub(x), &format!("{mark} {short}"), style) + 2;
    }
    if let Some(next) = exporting.next_scope() {
        x += canvas.text(x, area.y, end.saturating_sub(x), "o", theme.accent) + 1;
        let fits = width(next) <= usize::from(end.saturating_sub(x));
        let text = if fits { next } else { "other" };
        canvas.text(x, area.y, end.saturating_sub(x), text, theme.quiet);
    }
}

/// The files, the one that is shown among those that fit.
fn draw_tabs(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let tabs = exporting.tabs();
    let room = usize::from(area.width);
    let needed = |from: usize| tabs[from..=exporting.file].iter().map(|tab| width(tab) + 3).sum::<usize>();
    let mut first = 0;
    while first < exporting.file && exporting.file < tabs.len() && needed(first) > room {
        first += 1;
    }
    let mut x = area.x;
    let end = area.x + area.width;
    for (at, tab) in tabs.iter().enumerate().skip(first) {
        if x >= end {
            break;
        }
        let shown = at == exporting.file;
        let style = if shown { theme.strong.add_modifier(Modifier::UNDERLINED) } else { theme.quiet };
        let style = if !shown && tab.starts_with('!') { theme.warn } else { style };
        x += canvas.text(x, area.y, end - x, tab, style) + 3;
    }
}

fn draw_help(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let keys = Exporting::keys();
    let column = keys.iter().map(|(key, _)| width(key)).max().unwrap_or(0) + 2;
    let column = u16::try_from(column).unwrap_or(area.width / 2).min(area.width / 2);
    for ((key, does), y) in window(keys, exporting.offset, area).zip(area.y..) {
        canvas.text(area.x, y, column, key, theme.accent);
        canvas.text(area.x + column, y, area.width - column, does, theme.plain);
    }
}

fn draw_text(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let Some(sheet) = exporting.sheet().filter(|_| exporting.has_something()) else {
        let text =
            if exporting.progress.is_over() { "There is nothing to export here." } else { "Reading …" };
        canvas.text(area.x, area.y, area.width, text, theme.quiet);
        return;
    };
    let last = sheet.len().min(exporting.offset + usize::from(area.height));
    for (at, y) in (exporting.offset..last).zip(area.y..) {
        draw_line(sheet, at, exporting.column, canvas, Area { y, height: 1, ..area });
        if let Some((text, _)) = exporting.found.as_ref().filter(|(_, lines)| lines.contains(&at)) {
            mark(sheet.line(at), text, exporting.column, canvas, Area { y, height: 1, ..area });
        }
    }
}

/// A line in its colours, from a column on; `…` stands where it goes on.
fn draw_line(sheet: &Sheet, at: usize, skip: usize, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    let (mut column, mut x) = (0, area.x);
    let end = area.x + area.width;
    for (piece, token) in sheet.pieces(at) {
        let safe = harmless(piece);
        let shown = behind(&safe, skip.saturating_sub(column));
        column += width(&safe);
        if x >= end {
            break;
        }
        x += canvas.text(x, area.y, end - x, shown, style(theme, token));
    }
    if column > skip + usize::from(area.width) {
        canvas.text(end - 1, area.y, 1, "…", theme.quiet);
    }
    if skip > 0 && column > 0 {
        canvas.text(area.x, area.y, 1, "…", theme.quiet);
    }
}

/// What stands behind so many columns of a text.
fn behind(text: &str, columns: usize) -> &str {
    if columns == 0 {
        return text;
    }
    let mut letters = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    letters.find(|at| width(&text[..*at]) >= columns).map_or("", |at| &text[at..])
}

/// Marks the first place in a line that was looked for.
fn mark(line: &str, text: &str, skip: usize, canvas: &mut Canvas<'_>, area: Area) {
    // Letters whose case changes their length are rare; their line is found and not marked.
    let Some(at) = line.to_ascii_lowercase().find(&text.to_ascii_lowercase()) else { return };
    let before = width(&harmless(&line[..at]));
    let found = width(&harmless(&line[at..at + text.len()]));
    let (from, to) = (before.max(skip) - skip, (before + found).max(skip) - skip);
    let to = to.min(usize::from(area.width));
    if let (Ok(from), Ok(columns)) = (u16::try_from(from), u16::try_from(to.saturating_sub(from))) {
        canvas.restyle(area.x + from, area.y, columns, Style::new().add_modifier(Modifier::REVERSED));
    }
}

fn draw_below(exporting: &Exporting, canvas: &mut Canvas<'_>, area: Area) {
    let theme = canvas.theme;
    match &exporting.asking {
        Some(Asking::Place(prompt)) => ask(canvas, area, "Write to: ", prompt.text(), prompt.cursor()),
        Some(Asking::Search(prompt)) => {
            ask(canvas, area, "/", prompt.text(), prompt.cursor());
            if let Some((_, lines)) = &exporting.found {
                let count = match lines.len() {
                    0 => "not found".to_owned(),
                    1 => "in 1 line".to_owned(),
                    count => format!("in {count} lines"),
                };
                canvas.text_right(area.x + area.width, area.y, area.width / 3, &count, theme.quiet);
            }
        }
        Some(Asking::Replace(paths, _)) => {
            let first = paths.first().map(String::as_str).unwrap_or_default();
            let text = match paths.len() {
                0 | 1 => format!("! {first} is there already. Enter replaces it."),
                count => format!("! {first} and {} more are there already. Enter replaces them.", count - 1),
            };
            canvas.paragraph(area, &text, theme.warn);
        }
        None => {
            let notes = exporting.summary();
            for (Note { tone: kind, text }, y) in notes.iter().take(usize::from(area.height)).zip(area.y..) {
                canvas.text(area.x, y, area.width, text, tone(theme, *kind));
            }
        }
    }
}

fn ask(canvas: &mut Canvas<'_>, area: Area, label: &str, text: &str, cursor: usize) {
    let accent = canvas.theme.accent;
    let taken = canvas.text(area.x, area.y, area.width, label, accent);
    canvas.typed((area.x + taken, area.y), area.width.saturating_sub(taken), text, cursor);
}

fn style(theme: Theme, token: Option<Token>) -> Style {
    match token {
        None => theme.plain,
        Some(Token::Comment) => theme.quiet,
        Some(Token::Text) => theme.quoted,
        Some(Token::Literal) => theme.literal,
        Some(Token::Keyword) => theme.strong,
        Some(Token::Name) => theme.accent,
    }
}

fn tone(theme: Theme, tone: Tone) -> Style {
    match tone {
        Tone::Plain => theme.plain,
        Tone::Change => theme.strong,
        Tone::Quiet => theme.quiet,
        Tone::Warning => theme.warn,
        Tone::Heading => theme.accent,
    }
}
