//! Writes frames to the terminal in few bytes: over ssh and inside tmux, bytes are what a key waits for.
//!
//! ratatui finds the cells that changed; the pen decides how to say them. It moves by the shortest
//! sequence, or over letters that are there already by writing them again, where that is shorter. It
//! changes only the attributes that differ, in one sequence, and erases long blanks instead of writing
//! them. Everything else is left to ratatui's own backend.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// Blanks from which erasing and moving on is shorter than writing them.
const BLANKS: u16 = 10;

/// Letters that are as short to write again as to move over.
const REWRITTEN: u16 = 3;

/// A backend for a terminal that understands ECMA-48, as all of today's do.
#[derive(Debug)]
pub struct Pen<W: Write> {
    terminal: CrosstermBackend<W>,
    hidden: bool,
    page: Page,
}

/// What stands on the screen, as far as it is known and of one byte: by row and column.
#[derive(Debug, Default)]
struct Page {
    rows: Vec<Vec<Option<(u8, Ink)>>>,
    /// The columns that are surely there.
    columns: u16,
}

impl Page {
    fn note(&mut self, x: u16, y: u16, letter: Option<(u8, Ink)>) {
        self.columns = self.columns.max(x + 1);
        let (x, y) = (usize::from(x), usize::from(y));
        if self.rows.len() <= y {
            self.rows.resize_with(y + 1, Vec::new);
        }
        if self.rows[y].len() <= x {
            self.rows[y].resize(x + 1, None);
        }
        self.rows[y][x] = letter;
    }

    /// The letters from one column up to another, if writing them with this ink changes nothing.
    fn letters(&self, row: u16, from: u16, to: u16, ink: Ink) -> Option<Vec<u8>> {
        let row = self.rows.get(usize::from(row))?;
        let letters = row.get(usize::from(from)..usize::from(to))?;
        let same =
            |(letter, was): (u8, Ink)| was == ink || (letter == b' ' && was.is_bare() && ink.is_bare());
        letters.iter().map(|known| known.filter(|known| same(*known)).map(|(letter, _)| letter)).collect()
    }
}

/// How the next character will look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Ink {
    /// True where a blank shows nothing of it: it looks the same in every colour of letters.
    fn is_bare(self) -> bool {
        self.bg == Color::Reset && (self.modifier - Modifier::BOLD - Modifier::DIM).is_empty()
    }
}

const PLAIN: Ink = Ink { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// Modifiers with the codes that turn them on and off.
const MODIFIERS: [(Modifier, u8, u8); 8] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

impl<W: Write> Pen<W> {
    /// A pen that writes there.
    pub fn new(writer: W) -> Self {
        Self { terminal: CrosstermBackend::new(writer), hidden: false, page: Page::default() }
    }
}

/// Where the pen is while a frame is written.
struct Stroke<'a, W: Write> {
    out: &'a mut W,
    page: &'a mut Page,
    at: Option<(u16, u16)>,
    ink: Ink,
    /// Blanks that were not written yet, from `at` on.
    blanks: u16,
}

impl<W: Write> Stroke<'_, W> {
    fn put(&mut self, x: u16, y: u16, cell: &Cell) -> io::Result<()> {
        let ink = Ink { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let symbol = cell.symbol();
        let here = self.at.is_some_and(|(column, row)| (column + self.blanks, row) == (x, y));
        if !here {
            self.end_blanks(false)?;
            if !self.write_over(x, y, ink)? {
                self.move_to(x, y)?;
            }
        }
        let width = u16::try_from(crate::client::text::width(symbol)).unwrap_or(1).max(1);
        let byte = symbol
            .as_bytes()
            .first()
            .copied()
            .filter(|byte| symbol.len() == 1 && (b' '..=b'~').contains(byte));
        self.page.note(x, y, byte.map(|byte| (byte, ink)));
        for column in x + 1..x.saturating_add(width) {
            self.page.note(column, y, None);
        }
        if symbol == " " && ink.is_bare() {
            self.blanks += 1;
            return Ok(());
        }
        self.end_blanks(true)?;
        self.dip(ink)?;
        self.out.write_all(symbol.as_bytes())?;
        self.at = self.at.map(|(column, row)| (column + width, row));
        Ok(())
    }

    /// Writes the blanks that are due. `follows` says that a character comes right after them.
    fn end_blanks(&mut self, follows: bool) -> io::Result<()> {
        let blanks = std::mem::take(&mut self.blanks);
        if blanks == 0 {
            return Ok(());
        }
        let Some((column, row)) = self.at else { return Ok(()) };
        if !self.ink.is_bare() {
            self.dip(PLAIN)?;
        }
        if blanks < BLANKS {
            for _ in 0..blanks {
                self.out.write_all(b" ")?;
            }
            self.at = Some((column + blanks, row));
        } else {
            write!(self.out, "\x1b[{blanks}X")?;
            if follows {
                write!(self.out, "\x1b[{blanks}C")?;
                self.at = Some((column + blanks, row));
            }
        }
        Ok(())
    }

    /// Comes to a place by writing the few letters that stand before it once more. Says whether it could.
    fn write_over(&mut self, x: u16, y: u16, next: Ink) -> io::Result<bool> {
        let Some((column, row)) = self.at else { return Ok(false) };
        if row != y || column >= x || x - column > REWRITTEN {
            return Ok(false);
        }
        let letters = match self.page.letters(y, column, x, self.ink) {
            Some(letters) => letters,
            None => match self.page.letters(y, column, x, next) {
                Some(letters) => {
                    self.dip(next)?;
                    letters
                }
                None => return Ok(false),
            },
        };
        self.out.write_all(&letters)?;
        self.at = Some((x, y));
        Ok(true)
    }

    /// Moves by the shortest sequence there is.
    fn move_to(&mut self, x: u16, y: u16) -> io::Result<()> {
        let absolute = if x == 0 { format!("\x1b[{}H", y + 1) } else { format!("\x1b[{};{}H", y + 1, x + 1) };
        let relative = self.at.filter(|(_, row)| (*row..row.saturating_add(4)).contains(&y));
        let relative = relative.map(|(column, row)| {
            // Behind the last column terminals disagree where they are.
            let column = Some(column).filter(|column| *column < self.page.columns);
            // A line feed keeps the column: the terminal is raw.
            "\n".repeat(usize::from(y - row)) + &sideways(column, x)
        });
        let shortest = relative.filter(|relative| relative.len() <= absolute.len()).unwrap_or(absolute);
        self.out.write_all(shortest.as_bytes())?;
        self.at = Some((x, y));
        Ok(())
    }

    /// Changes what differs between the ink in the pen and the one wanted.
    fn dip(&mut self, ink: Ink) -> io::Result<()> {
        if ink == self.ink {
            return Ok(());
        }
        if ink == PLAIN {
            self.ink = ink;
            return self.out.write_all(b"\x1b[m");
        }
        let change = codes(self.ink, ink);
        // What begins with nothing begins with a reset.
        let anew = format!(";{}", codes(PLAIN, ink));
        let shortest = if anew.len() < change.len() { anew } else { change };
        self.ink = ink;
        write!(self.out, "\x1b[{shortest}m")
    }
}

/// The codes that turn one ink into another.
fn codes(from: Ink, to: Ink) -> String {
    let mut codes: Vec<String> = Vec::new();
    let removed = from.modifier - to.modifier;
    let mut added = to.modifier - from.modifier;
    for (modifier, _, off) in MODIFIERS {
        if removed.contains(modifier) {
            codes.push(off.to_string());
            if off == 22 {
                // Bold and dim end together; the one that stays begins again.
                added |= to.modifier & (Modifier::BOLD | Modifier::DIM);
            }
        }
    }
    codes.extend(MODIFIERS.iter().filter(|(m, ..)| added.contains(*m)).map(|(_, on, _)| on.to_string()));
    if to.fg != from.fg {
        codes.push(colour(to.fg, 30));
    }
    if to.bg != from.bg {
        codes.push(colour(to.bg, 40));
    }
    codes.join(";")
}

/// The shortest way to a column of the same row, from another one where that is known.
fn sideways(from: Option<u16>, to: u16) -> String {
    let absolute = if to == 0 { "\r".to_owned() } else { format!("\x1b[{}G", to + 1) };
    let relative = from.map(|from| match (from <= to, from.abs_diff(to)) {
        (_, 0) => String::new(),
        (true, 1) => "\x1b[C".to_owned(),
        (true, by) => format!("\x1b[{by}C"),
        (false, by @ 1..=3) => "\x08".repeat(usize::from(by)),
        (false, by) => format!("\x1b[{by}D"),
    });
    relative.filter(|relative| relative.len() < absolute.len()).unwrap_or(absolute)
}

/// The code of a colour; `base` is 30 for letters and 40 for what is behind them.
fn colour(colour: Color, base: u8) -> String {
    let basic = |number: u8| (base + number).to_string();
    let bright = |number: u8| (base + 60 + number).to_string();
    match colour {
        Color::Reset => (base + 9).to_string(),
        Color::Black => basic(0),
        Color::Red => basic(1),
        Color::Green => basic(2),
        Color::Yellow => basic(3),
        Color::Blue => basic(4),
        Color::Magenta => basic(5),
        Color::Cyan => basic(6),
        Color::Gray => basic(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(number) => format!("{};5;{number}", base + 8),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
    }
}

impl<W: Write> Backend for Pen<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut stroke =
            Stroke { out: &mut self.terminal, page: &mut self.page, at: None, ink: PLAIN, blanks: 0 };
        for (x, y, cell) in content {
            stroke.put(x, y, cell)?;
        }
        stroke.end_blanks(false)?;
        stroke.dip(PLAIN)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.hidden, true) {
            self.terminal.hide_cursor()?;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.hidden, false) {
            self.terminal.show_cursor()?;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.terminal.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.terminal.set_cursor_position(position)
    }

    /// Everything is drawn anew after this, so the cursor's state is forgotten too.
    fn clear(&mut self) -> io::Result<()> {
        self.hidden = false;
        self.page = Page::default();
        self.terminal.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.hidden = false;
        self.page = Page::default();
        self.terminal.clear_region(clear_type)
    }

    fn append_lines(&mut self, n: u16) -> io::Result<()> {
        self.page = Page::default();
        self.terminal.append_lines(n)
    }

    fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.terminal.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.terminal)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use proptest::prelude::*;
    use ratatui::Terminal;
    use ratatui::buffer::Buffer;
    use ratatui::style::Style;
    use ratatui::{TerminalOptions, Viewport, layout::Rect};

    use super::*;

    const SIZE: (u16, u16) = (24, 4);

    /// What was written, to be read by the test.
    #[derive(Clone, Default)]
    struct Paper(Rc<RefCell<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn any_colour() -> impl Strategy<Value = Color> {
        prop_oneof![
            3 => Just(Color::Reset),
            1 => Just(Color::Cyan),
            1 => Just(Color::DarkGray),
            1 => Just(Color::Indexed(200)),
            1 => Just(Color::Rgb(1, 2, 3)),
        ]
    }

    fn any_text() -> impl Strategy<Value = (u16, u16, String, Style)> {
        let modifier = prop_oneof![
            3 => Just(Modifier::empty()),
            1 => Just(Modifier::BOLD),
            1 => Just(Modifier::DIM),
            1 => Just(Modifier::BOLD | Modifier::UNDERLINED),
            1 => Just(Modifier::REVERSED),
        ];
        let text = prop_oneof!["[a-c ]{0,24}", " {8,24}", "[é ]{0,6}"];
        (0..SIZE.0, 0..SIZE.1, text, any_colour(), any_colour(), modifier)
            .prop_map(|(x, y, text, fg, bg, m)| (x, y, text, Style::new().fg(fg).bg(bg).add_modifier(m)))
    }

    proptest! {
        /// Whatever changes from frame to frame, a terminal shows what ratatui meant.
        #[test]
        fn a_terminal_shows_what_was_drawn(
            frames in prop::collection::vec(prop::collection::vec(any_text(), 0..6), 1..4)
        ) {
            let area = Rect::new(0, 0, SIZE.0, SIZE.1);
            let fixed = TerminalOptions { viewport: Viewport::Fixed(area) };
            let paper = Paper::default();
            let mut written = Terminal::with_options(Pen::new(paper.clone()), fixed).unwrap();
            let mut meant = Buffer::empty(area);
            let mut screen = vt100::Parser::new(SIZE.1, SIZE.0, 0);
            for frame in frames {
                meant = Buffer::empty(area);
                let paint = |buffer: &mut Buffer| {
                    for (x, y, text, style) in &frame {
                        buffer.set_stringn(*x, *y, text, usize::from(SIZE.0 - x), *style);
                    }
                };
                written.draw(|frame| paint(frame.buffer_mut())).unwrap();
                paint(&mut meant);
                screen.process(&std::mem::take(&mut *paper.0.borrow_mut()));
            }
            for y in 0..SIZE.1 {
                for x in 0..SIZE.0 {
                    let cell = screen.screen().cell(y, x).unwrap();
                    if cell.is_wide_continuation() {
                        continue;
                    }
                    let expected = &meant[(x, y)];
                    let shown = if cell.contents().is_empty() { " " } else { cell.contents() };
                    prop_assert_eq!(shown, expected.symbol(), "at {},{}", x, y);
                    let visible = expected.symbol() != " ";
                    // To this terminal, as to some real ones, bold and dim exclude each other.
                    if visible && !expected.modifier.contains(Modifier::DIM) {
                        prop_assert_eq!(cell.bold(), expected.modifier.contains(Modifier::BOLD));
                    }
                    prop_assert_eq!(cell.inverse(), expected.modifier.contains(Modifier::REVERSED));
                    prop_assert_eq!(cell.underline(), expected.modifier.contains(Modifier::UNDERLINED));
                    if visible {
                        prop_assert_eq!(cell.fgcolor(), as_vt100(expected.fg));
                    }
                    prop_assert_eq!(cell.bgcolor(), as_vt100(expected.bg));
                }
            }
        }
    }

    /// A letter two columns wide moves what follows it by two.
    #[test]
    fn wide_letters_take_their_room() {
        let area = Rect::new(0, 0, SIZE.0, SIZE.1);
        let fixed = TerminalOptions { viewport: Viewport::Fixed(area) };
        let paper = Paper::default();
        let mut written = Terminal::with_options(Pen::new(paper.clone()), fixed).unwrap();
        let paint = |frame: &mut ratatui::Frame<'_>| {
            frame.buffer_mut().set_string(1, 1, "字 a漢", Style::new().fg(Color::Cyan));
        };
        written.draw(paint).unwrap();
        let mut screen = vt100::Parser::new(SIZE.1, SIZE.0, 0);
        screen.process(&std::mem::take(&mut *paper.0.borrow_mut()));
        assert_eq!(screen.screen().contents().trim_end(), "\n 字 a漢");
    }

    fn as_vt100(colour: Color) -> vt100::Color {
        match colour {
            Color::Cyan => vt100::Color::Idx(6),
            Color::DarkGray => vt100::Color::Idx(8),
            Color::Indexed(number) => vt100::Color::Idx(number),
            Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
            _ => vt100::Color::Default,
        }
    }
}
