//! Where a report is written to, piece by piece.

use std::fmt;
use std::io::{Error, Result, Write};
use std::ops::AddAssign;

use crate::client::text::escape_hidden;

/// So much is gathered before it goes on, in bytes.
const PIECE: usize = 64 * 1024;

/// A writer that takes texts. It keeps its first error until the end, so that whoever writes a report need
/// not look at each word.
pub(super) struct Pen<'a> {
    to: &'a mut dyn Write,
    text: String,
    bytes: usize,
    failed: Option<Error>,
}

impl<'a> Pen<'a> {
    pub(super) fn new(to: &'a mut dyn Write) -> Self {
        Self { to, text: String::with_capacity(PIECE + PIECE / 4), bytes: 0, failed: None }
    }

    /// Writes the rest. Gives how many bytes there were in all.
    pub(super) fn finish(mut self) -> Result<usize> {
        self.pass_on();
        match self.failed {
            Some(error) => Err(error),
            None => self.to.flush().map(|()| self.bytes),
        }
    }

    /// A line and its end.
    pub(super) fn line(&mut self, line: &str) {
        *self += line;
        *self += "\n";
    }

    /// The same for a JSON text, whose characters shall all be seen.
    pub(super) fn visible(&mut self) -> impl Write {
        Visible(self)
    }

    fn pass_on(&mut self) {
        if self.failed.is_none() {
            self.failed = self.to.write_all(self.text.as_bytes()).err();
        }
        self.bytes += self.text.len();
        self.text.clear();
    }
}

impl AddAssign<&str> for Pen<'_> {
    fn add_assign(&mut self, text: &str) {
        self.text.push_str(text);
        if self.text.len() >= PIECE {
            self.pass_on();
        }
    }
}

impl fmt::Write for Pen<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        *self += text;
        Ok(())
    }
}

/// Takes a JSON text in the pieces that its writer makes, each of whole characters.
struct Visible<'p, 'a>(&'p mut Pen<'a>);

impl Write for Visible<'_, '_> {
    fn write(&mut self, piece: &[u8]) -> Result<usize> {
        let text = std::str::from_utf8(piece).map_err(|error| Error::other(error.to_string()))?;
        // Mostly it is plain ASCII and goes on as it is; DEL is the one of it that JSON does not escape.
        if text.bytes().all(|byte| byte.is_ascii() && byte != 0x7f) {
            *self.0 += text;
        } else {
            *self.0 += &escape_hidden(text);
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    /// Takes some pieces, and then no more.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, piece: &[u8]) -> Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or(ErrorKind::StorageFull)?;
            Ok(piece.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_first_error_is_the_answer() {
        let mut full = Full(1);
        let mut pen = Pen::new(&mut full);
        for _ in 0..3 * PIECE / 8 {
            pen.line("1234567");
        }
        assert_eq!(pen.finish().unwrap_err().kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn pieces_make_the_whole_text() {
        let mut text = Vec::new();
        let mut pen = Pen::new(&mut text);
        let lines = "a line of some length\n".repeat(20_000);
        lines.lines().for_each(|line| pen.line(line));
        assert_eq!(pen.finish().unwrap(), lines.len());
        assert!(text == lines.as_bytes());
    }

    #[test]
    fn what_cannot_be_seen_is_escaped_in_json() {
        let mut text = Vec::new();
        let mut pen = Pen::new(&mut text);
        serde_json::to_writer_pretty(pen.visible(), &["a\u{202e}b", "é", "\u{7f}"]).unwrap();
        pen.finish().unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "[\n  \"a\\u202eb\",\n  \"é\",\n  \"\\u007f\"\n]");
    }
}
