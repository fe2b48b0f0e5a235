//! What tmux lets through to its terminal. An escape sequence for the clipboard gets there where its option
//! `allow-passthrough` is on, which it is not by itself; what tmux takes as a buffer it hands on itself unless
//! `set-clipboard` is off.

use super::tool::{give, take};

/// The name that the text has in tmux for the moment in which it is handed on.
const BUFFER: &str = "cognitui";

/// What gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passage {
    /// Escape sequences, as they are.
    Sequences,
    /// What tmux is given as a buffer.
    Buffers,
    /// Nothing.
    Closed,
    /// It did not say.
    Unknown,
}

/// Asks tmux. Takes milliseconds, or as long as a program may where tmux hangs.
pub(super) fn ask(program: &str) -> Passage {
    let words =
        [program, "show-options", "-Apq", "allow-passthrough", ";", "show-options", "-sq", "set-clipboard"];
    take(&words).map_or(Passage::Unknown, |told| passage(&told))
}

/// Hands text on as a buffer, which is deleted at once: tmux keeps nothing of it.
pub(super) fn hand_on(program: &str, text: &str) -> Result<(), String> {
    let words = [program, "load-buffer", "-b", BUFFER, "-w", "-", ";", "delete-buffer", "-b", BUFFER];
    give(&words, text.as_bytes())
}

/// Reads the options: a name and a value a line, the name of an inherited one with a star behind it.
fn passage(told: &str) -> Passage {
    let value = |name: &str| {
        told.lines().find_map(|line| {
            let (known, value) = line.split_once(' ')?;
            (known.trim_end_matches('*') == name).then(|| value.trim())
        })
    };
    match (value("allow-passthrough"), value("set-clipboard")) {
        (None, None) => Passage::Unknown,
        // Before it was an option, everything was passed.
        (None | Some("on" | "all"), _) => Passage::Sequences,
        (_, Some("on" | "external")) => Passage::Buffers,
        (Some(_), _) => Passage::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gets_through_follows_from_the_options() {
        for (told, expected) in [
            ("allow-passthrough* off\nset-clipboard external\n", Passage::Buffers),
            ("allow-passthrough off\nset-clipboard on\n", Passage::Buffers),
            ("allow-passthrough* on\nset-clipboard off\n", Passage::Sequences),
            ("allow-passthrough all\nset-clipboard external\n", Passage::Sequences),
            ("allow-passthrough* off\nset-clipboard off\n", Passage::Closed),
            ("set-clipboard external\n", Passage::Sequences),
            ("", Passage::Unknown),
        ] {
            assert_eq!(passage(told), expected, "{told:?}");
        }
    }
}
