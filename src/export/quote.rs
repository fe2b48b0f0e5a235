//! Texts from elsewhere, quoted for each language so that it reads back exactly what they are, and safe to
//! show in a terminal as they are written.

use std::fmt::Write as _;

use serde_json::Value as Json;
use unicode_width::UnicodeWidthChar as _;

use crate::client::text::is_hidden;

/// True for a character that stands for itself in every language: one that is seen, and alone.
fn is_plain(c: char) -> bool {
    let noncharacter = c as u32 & 0xfffe == 0xfffe;
    !is_hidden(c) && !noncharacter && c.width().unwrap_or(0) > 0
}

/// A text between double quotes: `escape` writes what is not plain. `own` may write a character itself, and
/// then returns true; it gets the text before it too.
fn quoted(
    text: &str,
    own: impl Fn(&mut String, &str, char) -> bool,
    escape: impl Fn(&mut String, char),
) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for (at, c) in text.char_indices() {
        if own(&mut out, &text[..at], c) {
            continue;
        }
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_plain(c) => out.push(c),
            c => escape(&mut out, c),
        }
    }
    out.push('"');
    out
}

/// Nothing of the language's own beside what all have.
fn nothing(_: &mut String, _: &str, _: char) -> bool {
    false
}

/// Four digits where they suffice, eight otherwise: `\u202e`, `\U000e0041`.
fn four_or_eight(out: &mut String, c: char) {
    let code = c as u32;
    // Writing to a String cannot fail.
    let _ = if code > 0xffff { write!(out, "\\U{code:08x}") } else { write!(out, "\\u{code:04x}") };
}

/// As TypeScript numbers a character: `\u{202e}`.
fn braced(out: &mut String, c: char) {
    let _ = write!(out, "\\u{{{:x}}}", c as u32);
}

/// As Java and JSON number it, in two halves where it takes two.
fn utf16(out: &mut String, c: char) {
    let mut units = [0; 2];
    for unit in c.encode_utf16(&mut units) {
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// For HCL. `${` and `%{` begin templates: a doubled sign takes that away. Readers do not agree on what three
/// signs are, so that after two the brace is written by its number.
pub(super) fn hcl(text: &str) -> String {
    let brace = |out: &mut String, before: &str, c: char| {
        let Some(sign) = before.chars().next_back().filter(|sign| c == '{' && matches!(sign, '$' | '%'))
        else {
            return false;
        };
        if before[..before.len() - 1].ends_with(sign) {
            out.push_str("\\u007b");
        } else {
            out.push(sign);
            out.push('{');
        }
        true
    };
    quoted(text, brace, four_or_eight)
}

fn octal(out: &mut String, code: u32) {
    let _ = write!(out, "\\{code:03o}");
}

/// For Java. Its `\u` works before anything else is read, so that control characters have octal numbers.
pub(super) fn java(text: &str) -> String {
    quoted(text, nothing, |out, c| match c as u32 {
        code @ ..0x80 => octal(out, code),
        _ => utf16(out, c),
    })
}

/// For TypeScript.
pub(super) fn typescript(text: &str) -> String {
    quoted(text, nothing, braced)
}

/// Between backticks, after `${…}` in a template of TypeScript; without the backticks.
pub(super) fn typescript_template(text: &str) -> String {
    let quoted = quoted(
        text,
        |out, _, c| {
            let own = matches!(c, '`' | '$');
            if own {
                out.push('\\');
                out.push(c);
            }
            own
        },
        braced,
    );
    quoted[1..quoted.len() - 1].to_owned()
}

/// For Python.
pub(super) fn python(text: &str) -> String {
    quoted(text, nothing, four_or_eight)
}

/// For YAML: plain where nothing could be mistaken, between double quotes otherwise.
pub(super) fn yaml(text: &str) -> String {
    if is_plain_yaml(text) { text.to_owned() } else { quoted(text, nothing, four_or_eight) }
}

/// For YAML that Pulumi reads: a dollar sign is written twice.
pub(super) fn pulumi_yaml(text: &str) -> String {
    yaml(&text.replace('$', "$$"))
}

/// A word that no reader of YAML takes for a number, a date, a truth or nothing.
fn is_plain_yaml(text: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// A JSON document with indents, ending without a newline; hidden characters are written by their numbers.
pub(super) fn json(value: &Json) -> String {
    // A value that was read or built has nothing that cannot be written.
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    if text.chars().all(|c| c == '\n' || is_plain(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\n' || is_plain(c) { out.push(c) } else { utf16(&mut out, c) }
    }
    out
}

/// For the right side of `NAME=` in a file that shells, Docker and dotenv read; `None` for a text that they
/// do not all read alike.
pub(super) fn env(text: &str) -> Option<String> {
    let simple = |c: char| c.is_ascii_alphanumeric() || "_-./:@+,%".contains(c);
    if !text.is_empty() && text.chars().all(simple) {
        Some(text.to_owned())
    } else if !text.contains('\'') && text.chars().all(is_plain) {
        Some(format!("'{text}'"))
    } else {
        None
    }
}

/// A word of a command in bash.
pub(super) fn shell(text: &str) -> String {
    let simple = |c: char| c.is_ascii_alphanumeric() || "_-./:@+,".contains(c);
    if !text.is_empty() && text.chars().all(simple) {
        text.to_owned()
    } else if text.chars().all(is_plain) {
        // Java reads `\u` even in a comment, where a command may stand.
        format!("'{}'", text.replace('\'', "'\\''").replace("\\u", "\\''u"))
    } else {
        let quote = |out: &mut String, _: &str, c: char| {
            let own = c == '\'';
            if own {
                out.push_str("\\'");
            }
            own
        };
        let inner = quoted(text, quote, |out, c| match c as u32 {
            code @ ..0x80 => octal(out, code),
            _ => four_or_eight(out, c),
        });
        format!("$'{}'", &inner[1..inner.len() - 1])
    }
}

/// One line that can stand in a comment of any of the languages. Java reads `\u` even there, so that no
/// backslash is left.
pub(super) fn comment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("<U+005C>"),
            c if is_plain(c) => out.push(c),
            c => {
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
        }
    }
    out
}
