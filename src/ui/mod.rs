//! How it looks: [`draw`] paints what the dashboard knows. It reads and changes nothing.
//!
//! Lists are cut to their window before a cell is painted, so that a frame costs the same with ten
//! rows as with ten thousand. Whatever the service named is made harmless on its way to a cell.

mod audit;
mod bars;
mod bulk;
mod clients;
mod compare;
mod contexts;
mod detail;
mod export;
mod filter;
mod finder;
mod form;
mod overlay;
mod paint;
mod picker;
mod pools;
mod review;
mod theme;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::editing::Stage;
use crate::app::{Action, App, Area, SMALLEST};

pub use theme::Theme;

use paint::Canvas;

/// Paints the whole screen.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame<'_>) {
    let screen = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), *theme);
    let Some(layout) = app.layout() else {
        too_small(app, &mut canvas, screen);
        return;
    };
    bars::header(app, &mut canvas, layout.header);
    if let Some(area) = layout.pools {
        pools::draw(app, &mut canvas, area, &layout);
    }
    if let Some(area) = layout.clients {
        clients::draw(app, &mut canvas, area);
    }
    if let Some(area) = layout.detail {
        detail::draw(app, &mut canvas, area);
    }
    if let Some(found) = app.auditing() {
        audit::draw(app, found, &mut canvas, layout.body());
    }
    if let Some(comparing) = &app.comparing {
        compare::draw(comparing, &mut canvas, layout.body());
    }
    if let Some(changing) = &app.bulk {
        bulk::draw(changing, &mut canvas, layout.body());
    }
    if let Some(exporting) = &app.exporting {
        export::draw(exporting, &mut canvas, layout.body());
    }
    if let Some(found) = app.finder() {
        finder::draw(app, found, &mut canvas, layout.body());
    }
    for overlay in &app.overlays {
        overlay::draw(app, overlay, &mut canvas, layout.body());
    }
    if let Some(editing) = &app.editing {
        let body = layout.body();
        match &editing.stage {
            Stage::Form => {
                if let Some(filled) = &editing.form {
                    form::draw(filled, app.context.sandbox, &mut canvas, body);
                }
            }
            // Nobody sees this: the terminal is the editor's.
            Stage::External(_) => {}
            Stage::Review(reviewed) => {
                review::draw(reviewed, None, editing.form.is_some(), &mut canvas, body);
            }
            Stage::Writing(writing) => {
                let has_form = editing.form.is_some();
                review::draw(&writing.review, Some(writing), has_form, &mut canvas, body);
            }
            Stage::Conflict(conflict) => review::draw_conflict(conflict, &mut canvas, body),
        }
    }
    // A message may need more than the last row, and is worth more than what it covers.
    bars::footer(app, &mut canvas, layout.footer);
    if let Some(picker) = &app.picker {
        if let Some(behind) = picker.behind() {
            picker::draw(app, behind, &mut canvas, screen);
        }
        picker::draw(app, picker, &mut canvas, screen);
    }
    if let Some(choice) = &app.contexts {
        contexts::draw(app, choice, &mut canvas, screen);
    }
    if let Some(cursor) = canvas.cursor() {
        frame.set_cursor_position(cursor);
    }
}

fn too_small(app: &App, canvas: &mut Canvas<'_>, screen: Rect) {
    let area = Area { x: 0, y: 0, width: screen.width, height: screen.height };
    let (width, height) = app.size;
    let (needed_width, needed_height) = SMALLEST;
    let mut notice = format!(
        "This terminal is too small: {width}×{height}. cognitui needs {needed_width}×{needed_height} or more."
    );
    if let Some(stake) = app.secrets_at_stake() {
        notice = format!("{notice} Do not leave yet: {stake}.");
    }
    if app.has_something_to_lose()
        && let Some(key) = app.keymap.key(Action::Quit)
    {
        notice.extend([" ", &key, " leaves."]);
    }
    let plain = canvas.theme.plain;
    canvas.paragraph(area, &notice, plain);
}
