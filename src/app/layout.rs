//! Where the panes stand. Both sides need it: the state for scrolling, the drawing for painting.

use super::Pane;

/// Below this many columns or rows there is only a notice.
pub const SMALLEST: (u16, u16) = (40, 10);
/// From here on three panes stand side by side.
const THREE: u16 = 100;
/// From here on two panes stand side by side.
const TWO: u16 = 60;
/// Rows of the header and of the footer.
const HEADER: u16 = 1;
const FOOTER: u16 = 1;
/// Rows at the foot of the pools pane for the selected pool's facts.
const FACTS: u16 = 5;

/// A rectangle of the screen, in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Columns from the left.
    pub x: u16,
    /// Rows from the top.
    pub y: u16,
    /// Columns wide.
    pub width: u16,
    /// Rows high.
    pub height: u16,
}

impl Area {
    /// The inside of a bordered box.
    #[must_use]
    pub fn inner(self) -> Self {
        Self {
            x: self.x + 1,
            y: self.y + 1,
            width: self.width.saturating_sub(2),
            height: self.height.saturating_sub(2),
        }
    }
}

/// The screen's parts. A pane without a place is not shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The first row.
    pub header: Area,
    /// The pools, with their border.
    pub pools: Option<Area>,
    /// The clients, with their border.
    pub clients: Option<Area>,
    /// The detail, with its border.
    pub detail: Option<Area>,
    /// The last row.
    pub footer: Area,
    /// Rows at the foot of the pools pane that show the selected pool's facts.
    pub pool_facts: u16,
    /// The pane whose filter has lines of its own above the list, and how many.
    pub filter: Option<(Pane, u16)>,
}

impl Layout {
    /// The layout for a screen size, or nothing when the screen is too small to be of use.
    pub fn new((width, height): (u16, u16), focus: Pane) -> Option<Self> {
        if width < SMALLEST.0 || height < SMALLEST.1 {
            return None;
        }
        let body = height - HEADER - FOOTER;
        let at = |x: u16, width: u16| Some(Area { x, y: HEADER, width, height: body });
        let mut layout = Self {
            header: Area { x: 0, y: 0, width, height: HEADER },
            footer: Area { x: 0, y: height - FOOTER, width, height: FOOTER },
            pool_facts: if body >= 3 * FACTS { FACTS } else { 0 },
            ..Self::default()
        };
        if width >= THREE {
            let pools = (width / 5).clamp(20, 32);
            let clients = ((width - pools) * 2 / 5).clamp(32, 60);
            layout.pools = at(0, pools);
            layout.clients = at(pools, clients);
            layout.detail = at(pools + clients, width - pools - clients);
        } else if width >= TWO {
            match focus {
                Pane::Pools => {
                    let pools = width * 2 / 5;
                    layout.pools = at(0, pools);
                    layout.clients = at(pools, width - pools);
                }
                Pane::Clients | Pane::Detail => {
                    // Whoever reads settings needs the room more than the names beside them.
                    let clients = if focus == Pane::Detail { width / 4 } else { width * 2 / 5 };
                    layout.clients = at(0, clients);
                    layout.detail = at(clients, width - clients);
                }
            }
        } else {
            match focus {
                Pane::Pools => layout.pools = at(0, width),
                Pane::Clients => layout.clients = at(0, width),
                Pane::Detail => layout.detail = at(0, width),
            }
        }
        Some(layout)
    }

    /// The room between header and footer.
    pub fn body(&self) -> Area {
        Area { x: 0, y: HEADER, width: self.header.width, height: self.footer.y - HEADER }
    }

    /// Rows for the list inside a pane; none when the pane is not shown.
    pub fn rows(&self, pane: Pane) -> usize {
        let area = match pane {
            Pane::Pools => self.pools.map(|area| Area { height: area.height - self.pool_facts, ..area }),
            Pane::Clients => self.clients,
            Pane::Detail => self.detail,
        };
        let above = self.filter.filter(|(filtered, _)| *filtered == pane).map_or(0, |(_, rows)| rows);
        area.map_or(0, |area| usize::from(area.inner().height.saturating_sub(above)))
    }

    /// Columns inside a pane; none when the pane is not shown.
    pub fn columns(&self, pane: Pane) -> usize {
        let area = match pane {
            Pane::Pools => self.pools,
            Pane::Clients => self.clients,
            Pane::Detail => self.detail,
        };
        area.map_or(0, |area| usize::from(area.inner().width))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_fill_the_width_at_every_size() {
        for width in 40..240 {
            for focus in [Pane::Pools, Pane::Clients, Pane::Detail] {
                let layout = Layout::new((width, 24), focus).unwrap();
                let shown: Vec<Area> =
                    [layout.pools, layout.clients, layout.detail].into_iter().flatten().collect();
                let expected = if width >= 100 {
                    3
                } else if width >= 60 {
                    2
                } else {
                    1
                };
                assert_eq!(shown.len(), expected, "{width}");
                assert_eq!(shown.iter().map(|area| area.width).sum::<u16>(), width);
                assert!(layout.rows(focus) > 0, "the focused pane is always shown");
            }
        }
        assert_eq!(Layout::new((39, 24), Pane::Pools), None);
        assert_eq!(Layout::new((80, 9), Pane::Pools), None);
    }
}
