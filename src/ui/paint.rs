//! Painting text into cells: cut to width, harmless, one style a run.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Widget};

use crate::app::{Area, Filter};
use crate::client::text::{fit, harmless, width, wrap};

use super::Theme;

/// The screen being painted.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    cursor: Option<Position>,
    /// How meanings look.
    pub(super) theme: Theme,
}

/// The frame of a pane.
pub(super) struct PaneFrame<'a> {
    /// What is in it.
    pub(super) title: &'a str,
    /// How much of it.
    pub(super) count: &'a str,
    /// Its filter.
    pub(super) filter: Option<&'a Filter>,
    /// A line at its foot.
    pub(super) foot: Option<(&'a str, Style)>,
    /// True when keys go to it.
    pub(super) focused: bool,
}

impl<'a> Canvas<'a> {
    pub(super) fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        Self { buffer, cursor: None, theme }
    }

    /// Where the terminal's cursor belongs, when something is being typed.
    pub(super) fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Puts text at a place, cut to so many columns, and gives the columns it took.
    pub(super) fn text(&mut self, x: u16, y: u16, columns: u16, text: &str, style: Style) -> u16 {
        let safe = harmless(text);
        let cut = fit(&safe, usize::from(columns));
        let (end, _) = self.buffer.set_stringn(x, y, cut.as_ref(), usize::from(columns), style);
        end.saturating_sub(x)
    }

    /// Puts text so that it ends before the column `right`.
    pub(super) fn text_right(&mut self, right: u16, y: u16, columns: u16, text: &str, style: Style) -> u16 {
        let safe = harmless(text);
        let cut = fit(&safe, usize::from(columns));
        let taken = u16::try_from(width(&cut)).unwrap_or(columns).min(columns);
        self.buffer.set_stringn(right.saturating_sub(taken), y, cut.as_ref(), usize::from(taken), style);
        taken
    }

    /// Text over several lines, broken between words.
    pub(super) fn paragraph(&mut self, area: Area, text: &str, style: Style) -> u16 {
        let safe = harmless(text);
        let columns = usize::from(area.width);
        let lines = wrap(&safe, columns);
        let mut row = 0;
        for line in lines.iter().take(usize::from(area.height)) {
            self.buffer.set_stringn(area.x, area.y + row, line, columns, style);
            row += 1;
        }
        if lines.len() > usize::from(row) && row > 0 {
            // What has no room is not simply gone.
            let last = &lines[usize::from(row) - 1];
            let marked = if width(last) + 2 > columns { format!("{last}…") } else { format!("{last} …") };
            self.buffer.set_stringn(area.x, area.y + row - 1, fit(&marked, columns), columns, style);
        }
        row
    }

    /// Whether text needs no more than so many columns.
    pub(super) fn fits(text: &str, columns: u16) -> bool {
        width(&harmless(text)) <= usize::from(columns)
    }

    /// Text too long for the last row, over as many of the last rows as it needs.
    pub(super) fn notice(&mut self, last: Area, text: &str, style: Style) {
        let columns = last.width.saturating_sub(2);
        let safe = harmless(text);
        let lines = wrap(&safe, usize::from(columns));
        let rows = u16::try_from(lines.len()).unwrap_or(1).min(last.y + 1);
        let area = Area { y: last.y + 1 - rows, height: rows, ..last };
        ratatui::widgets::Clear.render(rect(area), self.buffer);
        self.paragraph(Area { x: area.x + 1, width: columns, ..area }, text, style);
    }

    /// Clears a box and frames it.
    pub(super) fn sheet(&mut self, area: Area, title: &str) {
        let rect = rect(area);
        ratatui::widgets::Clear.render(rect, self.buffer);
        Block::bordered()
            .border_type(BorderType::Rounded)
            .border_style(self.theme.accent)
            .render(rect, self.buffer);
        let style = self.theme.strong;
        self.text(area.x + 2, area.y, area.width.saturating_sub(4), &format!(" {title} "), style);
    }

    /// The keys of a sheet in its lower border, those that fit whole, and at the right how much more there
    /// is. The most useful come first; where one more fits with less between them, they stand closer.
    pub(super) fn foot(&mut self, area: Area, keys: &[&str], more: usize) {
        let (y, theme) = (area.y + area.height - 1, self.theme);
        let right = area.x + area.width - 2;
        let mut room = area.width.saturating_sub(5);
        if more > 0 {
            let more = format!(" ↓ {more} more ");
            room = room.saturating_sub(self.text_right(right, y, room, &more, theme.strong) + 1);
        }
        let (apart, close) = (row(keys, "   ", room.into()), row(keys, "  ", room.into()));
        let foot = if close.1 > apart.1 { close.0 } else { apart.0 };
        self.text(area.x + 2, y, room, &foot, theme.quiet);
    }

    /// A pane's border with its title, count, filter and foot.
    pub(super) fn pane(&mut self, area: Area, pane: &PaneFrame<'_>) {
        let theme = self.theme;
        let (line, border) = if pane.focused {
            (BorderType::Thick, theme.accent)
        } else {
            (BorderType::Rounded, theme.border)
        };
        Block::bordered().border_type(line).border_style(border).render(rect(area), self.buffer);
        let room = area.width.saturating_sub(4);
        let title = if pane.focused { theme.strong } else { theme.plain };
        let mut taken = self.text(area.x + 2, area.y, room, &format!(" {} ", pane.title), title);
        if !pane.count.is_empty() {
            let count = format!("{} ", pane.count);
            taken += self.text(area.x + 2 + taken, area.y, room.saturating_sub(taken), &count, theme.quiet);
        }
        if let Some(filter) = pane.filter {
            self.filter(area, room.saturating_sub(taken + 1), filter);
        }
        if let Some((foot, style)) = pane.foot {
            let y = area.y + area.height - 1;
            self.text(area.x + 2, y, room, &format!(" {foot} "), style);
        }
    }

    /// The filter in a pane's upper border, with the cursor while it is being typed.
    fn filter(&mut self, area: Area, room: u16, filter: &Filter) {
        let style = if filter.editing { self.theme.accent } else { self.theme.plain };
        let shown = format!(" /{} ", filter.text());
        let right = area.x + area.width - 2;
        let taken = self.text_right(right, area.y, room, &shown, style);
        if filter.editing {
            let before: String = filter.text().chars().take(filter.editor.cursor().1).collect();
            let column = u16::try_from(width(&harmless(&before))).unwrap_or(room) + 2;
            self.cursor = Some(Position::new(right - taken + column.min(taken.saturating_sub(1)), area.y));
        }
    }

    /// A line being typed, scrolled so that the cursor, after so many characters, is in it. Gives the
    /// first character that is shown.
    pub(super) fn typed(&mut self, (x, y): (u16, u16), room: u16, text: &str, at: usize) -> usize {
        let columns = usize::from(room.saturating_sub(1)).max(1);
        let before: Vec<char> = text.chars().take(at).collect();
        let shown = |start: usize| width(&harmless(&before[start..].iter().collect::<String>()));
        // Every letter takes a column at least, so nothing before this can be in it.
        let mut start = before.len().saturating_sub(columns);
        while start < before.len() && shown(start) >= columns {
            start += 1;
        }
        let rest: String = text.chars().skip(start).collect();
        let strong = self.theme.strong;
        self.text(x, y, room, &rest, strong);
        self.set_cursor(x + u16::try_from(shown(start)).unwrap_or(0), y);
        start
    }

    /// Gives cells that are painted already another look.
    pub(super) fn restyle(&mut self, x: u16, y: u16, columns: u16, style: Style) {
        self.buffer.set_style(Rect::new(x, y, columns, 1), style);
    }

    /// Puts the terminal's cursor at a place.
    pub(super) fn set_cursor(&mut self, x: u16, y: u16) {
        self.cursor = Some(Position::new(x, y));
    }
}

fn rect(area: Area) -> Rect {
    Rect::new(area.x, area.y, area.width, area.height)
}

/// A number with its thousands apart: `1,204`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Keys in a row with a gap between them, as many as fit whole, and how many those are.
fn row(keys: &[&str], gap: &str, room: usize) -> (String, usize) {
    let (mut row, mut count) = (String::from(" "), 0);
    for key in keys {
        let gap = if count > 0 { gap } else { "" };
        if width(&row) + gap.len() + width(key) < room {
            row.extend([gap, *key]);
            count += 1;
        }
    }
    row.push(' ');
    (row, count)
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(
            [grouped(0), grouped(999), grouped(1_204), grouped(1_000_000)],
            ["0", "999", "1,204", "1,000,000"]
        );
    }
}
