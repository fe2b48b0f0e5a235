//! The review before a write, and the choice between two changes.

use crate::app::Area;
use crate::app::editing::{Conflict, Phase, Writing, sheet};
use crate::app::review::Review;
use crate::client::merge::Side;

use super::overlay::tone;
use super::paint::Canvas;

pub(super) fn draw(review: &Review, writing: Option<&Writing>, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let area = sheet(body);
    canvas.sheet(area, &review.title);
    let foot = match (writing, &review.confirm) {
        (Some(writing), _) => foot(writing),
        (None, Some(_)) => " Enter apply   Esc leave everything as it is ",
        (None, None) => " Enter apply   Esc back   r a u open a part   y copy the command ",
    };
    canvas.text(area.x + 2, area.y + area.height - 1, area.width.saturating_sub(4), foot, theme.quiet);
    let inner = area.inner();
    let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let lines = review.lines(usize::from(inner.width));
    let height = usize::from(inner.height);
    let offset = review.offset.min(lines.len().saturating_sub(height));
    let height = confirm(review, canvas, inner, height);
    for (line, y) in lines.iter().skip(offset).take(height).zip(inner.y..) {
        let style = tone(theme, line.tone);
        canvas.text(inner.x, y, inner.width, &line.text, style);
    }
}

/// What can still be done about a write.
fn foot(writing: &Writing) -> &'static str {
    match (writing.phase, writing.stopping) {
        (Phase::Sent, _) => " Sent … ",
        (_, true) => " Stopping … ",
        _ => " Esc stop it; nothing is changed yet ",
    }
}

/// The name to type, at the foot; gives the rows that are left.
fn confirm(review: &Review, canvas: &mut Canvas<'_>, inner: Area, height: usize) -> usize {
    let theme = canvas.theme;
    let Some(confirm) = &review.confirm else { return height };
    let y = inner.y + inner.height - 1;
    let style = if confirm.is_given() { theme.strong } else { theme.warn };
    let asked = "Type the client's name to go on: ";
    let taken = canvas.text(inner.x, y, inner.width, asked, style);
    let typed =
        canvas.text(inner.x + taken, y, inner.width.saturating_sub(taken), confirm.typed(), theme.plain);
    canvas.set_cursor(inner.x + taken + typed, y);
    height.saturating_sub(2)
}

pub(super) fn draw_conflict(conflict: &Conflict, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let area = sheet(body);
    canvas.sheet(area, "Somebody else changed the same settings");
    let foot = " m mine   t theirs   b as before   Enter review   Esc back to the form ";
    canvas.text(area.x + 2, area.y + area.height - 1, area.width.saturating_sub(4), foot, theme.quiet);
    let inner = area.inner();
    let mut y = inner.y;
    let bottom = inner.y + inner.height;
    for (at, one) in conflict.merge.conflicts.iter().enumerate().skip(conflict.focus.saturating_sub(2)) {
        let focused = at == conflict.focus;
        let head = if focused { "▌" } else { " " };
        if y >= bottom {
            return;
        }
        canvas.text(inner.x, y, 1, head, theme.accent);
        canvas.text(
            inner.x + 2,
            y,
            inner.width - 2,
            &one.subject.label(),
            if focused { theme.strong } else { theme.plain },
        );
        y += 1;
        for (side, name, lines) in [
            (Side::Base, "as before", &one.base),
            (Side::Mine, "mine", &one.mine),
            (Side::Theirs, "theirs", &one.theirs),
        ] {
            if y >= bottom {
                return;
            }
            let chosen = conflict.sides[at] == Some(side);
            let mark = if chosen { "(•)" } else { "( )" };
            let text = format!("{mark} {name:<10} {}", lines.join(", "));
            canvas.text(
                inner.x + 4,
                y,
                inner.width - 5,
                &text,
                if chosen { theme.strong } else { theme.plain },
            );
            y += 1;
        }
        y += 1;
    }
}
