//! Where the parts of the screen stand.

use crate::app::Area;

/// From this many columns on the formats stand in a list of their own.
const WIDE: u16 = 100;
/// Columns of that list.
const LIST: u16 = 33;
/// From this many rows on there is room for more than the text.
const HIGH: u16 = 12;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// The frame.
    pub frame: Area,
    /// The formats in a list, with the options below.
    pub list: Option<Area>,
    /// The formats in a row, where there is no list.
    pub row: Option<Area>,
    /// The options in a row.
    pub options: Option<Area>,
    /// The names of the files.
    pub tabs: Area,
    /// The text.
    pub text: Area,
    /// What is worth knowing, or what is being asked.
    pub below: Area,
}

impl Places {
    /// The places below the header, with so many rows wanted under the text.
    pub fn new(body: Area, below: usize) -> Self {
        let inner = body.inner();
        let inner = Area { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        let high = inner.height >= HIGH;
        let below = u16::try_from(below).unwrap_or(u16::MAX).min(if high { 4 } else { 1 });
        let (mut rest, mut list, mut row, mut options) = (inner, None, None, None);
        if body.width >= WIDE {
            list = Some(Area { width: LIST, ..inner });
            rest = Area { x: inner.x + LIST + 2, width: inner.width.saturating_sub(LIST + 2), ..inner };
        } else {
            row = Some(take(&mut rest));
            options = high.then(|| take(&mut rest));
        }
        let tabs = take(&mut rest);
        let below = below.min(rest.height.saturating_sub(1));
        let text = Area { height: rest.height - below, ..rest };
        let below = Area { y: rest.y + text.height, height: below, ..rest };
        Self { frame: body, list, row, options, tabs, text, below }
    }
}

/// The first row of what is left.
fn take(rest: &mut Area) -> Area {
    let height = rest.height.min(1);
    let row = Area { height, ..*rest };
    rest.y += height;
    rest.height -= height;
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_text_at_every_size() {
        for (width, height) in [(40, 8), (60, 18), (80, 22), (99, 22), (100, 22), (140, 38), (300, 100)] {
            for below in 0..6 {
                let body = Area { x: 0, y: 1, width, height };
                let places = Places::new(body, below);
                assert!(places.text.height > 0 && places.text.width > 30, "{width}x{height}");
                let end = places.below.y + places.below.height;
                assert_eq!(end, body.y + body.height - 1, "{width}x{height}: all rows are used");
                assert_eq!(places.list.is_some(), width >= 100);
                assert_ne!(places.list.is_some(), places.row.is_some());
            }
        }
    }
}
