//! The review before a write, and the choice between two changes.

use crate::app::Area;
use crate::app::editing::{Conflict, Phase, Writing, sheet};
use crate::app::review::Review;

use super::overlay::tone;
use super::paint::Canvas;

pub(super) fn draw(
    review: &Review,
    writing: Option<&Writing>,
    has_form: bool,
    canvas: &mut Canvas<'_>,
    body: Area,
) {
    let theme = canvas.theme;
    let area = sheet(body);
    canvas.sheet(area, &review.title);
    let back = if has_form { "Esc back" } else { "Esc leave everything as it is" };
    let keys: &[&str] = match (writing, &review.confirm) {
        (Some(writing), _) => &[foot(writing)],
        (None, Some(_)) if review.has_parts() => {
            &["Enter apply", back, "F2 F3 F4 open a part", "Ctrl-y copy the command"]
        }
        (None, Some(_)) => &["Enter apply", back],
        (None, None) => &["Enter apply", "Esc back", "r a u open a part", "y copy the command"],
    };
    let inner = area.inner();
    let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let lines = review.lines(usize::from(inner.width));
    let height = review.window(usize::from(inner.height));
    let offset = review.offset.min(lines.len().saturating_sub(height));
    canvas.foot(area, keys, lines.len().saturating_sub(offset + height));
    for (line, y) in lines.iter().skip(offset).take(height).zip(inner.y..) {
        let style = tone(theme, line.tone);
        canvas.text(inner.x, y, inner.width, &line.text, style);
    }
    confirm(review, canvas, inner);
}

/// What can still be done about a write.
fn foot(writing: &Writing) -> &'static str {
    match (writing.phase, writing.stopping) {
        (Phase::Sent, _) => "Sent …",
        (_, true) => "Stopping …",
        _ => "Esc stop it; nothing is changed yet",
    }
}

/// The name to type, at the foot.
fn confirm(review: &Review, canvas: &mut Canvas<'_>, inner: Area) {
    let theme = canvas.theme;
    let Some(confirm) = &review.confirm else { return };
    let y = inner.y + inner.height - 1;
    let style = if confirm.is_given() { theme.strong } else { theme.warn };
    let asked = "Type the client's name to go on: ";
    let taken = canvas.text(inner.x, y, inner.width, asked, style);
    let room = inner.width.saturating_sub(taken);
    canvas.typed((inner.x + taken, y), room, confirm.typed(), confirm.editor.cursor().1);
}

pub(super) fn draw_conflict(conflict: &Conflict, canvas: &mut Canvas<'_>, body: Area) {
    let theme = canvas.theme;
    let area = sheet(body);
    canvas.sheet(area, "Somebody else changed the same settings");
    let inner = area.inner();
    let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let (lines, _) = conflict.lines(usize::from(inner.width));
    let height = usize::from(inner.height);
    let keys = ["m mine", "t theirs", "b as before", "Enter review", "Esc back"];
    canvas.foot(area, &keys, lines.len().saturating_sub(conflict.offset + height));
    for (line, y) in lines.iter().skip(conflict.offset).take(height).zip(inner.y..) {
        let style = tone(theme, line.tone);
        canvas.text(inner.x, y, inner.width, &line.text, style);
    }
}
