//! OSC 52: the escape sequence that asks a terminal to put text on its clipboard.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{ClipboardError, Wrap};

/// The longest text that common terminals take: xterm's limit of 74,994 bytes of base64 is among the
/// lowest.
const LONGEST: usize = 56_000;
/// screen drops a device control string longer than its buffer of 256 bytes in old versions.
const SCREEN_CHUNK: usize = 240;

/// The sequence that puts text on the clipboard. What it holds is the text, so it is as secret.
pub(super) fn escape(text: &str, wrap: Wrap) -> Result<SecretString, ClipboardError> {
    if text.len() > LONGEST {
        return Err(ClipboardError::TooLong(text.len()));
    }
    let encoded = Zeroizing::new(STANDARD.encode(text));
    let capacity = 2 * encoded.len() + 64;
    let mut sequence = String::with_capacity(capacity);
    match wrap {
        Wrap::Plain => {
            sequence.push_str("\x1b]52;c;");
            sequence.push_str(&encoded);
            sequence.push_str("\x1b\\");
        }
        // Within tmux's own string each escape character is doubled.
        Wrap::Tmux => {
            sequence.push_str("\x1bPtmux;\x1b\x1b]52;c;");
            sequence.push_str(&encoded);
            sequence.push_str("\x07\x1b\\");
        }
        // Strings put one after the other are one for the terminal. It ends with BEL, since the longer
        // ending would end screen's string as well.
        Wrap::Screen => {
            let whole = Zeroizing::new(["\x1b]52;c;", &encoded, "\x07"].concat());
            let mut rest = whole.as_str();
            while !rest.is_empty() {
                let (chunk, left) = rest.split_at(rest.len().min(SCREEN_CHUNK));
                sequence.push_str("\x1bP");
                sequence.push_str(chunk);
                sequence.push_str("\x1b\\");
                rest = left;
            }
        }
    }
    Ok(SecretString::from(sequence))
}
