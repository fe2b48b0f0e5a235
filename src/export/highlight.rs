//! The parts of an exported text, for a preview in colours. It reads what this room writes: comments to the
//! end of the line, texts between quotes, numbers, words.

use std::ops::Range;

use super::{Format, Syntax};

/// What a part of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Token {
    /// A comment, to the end of its line.
    Comment,
    /// A text with its quotes.
    Text,
    /// A number, `true`, `false` and the like.
    Literal,
    /// A word of the language.
    Keyword,
    /// The name of a value.
    Name,
}

/// The parts of a text that have a colour of their own, in order and apart from each other, as ranges of
/// bytes. What lies between them is plain. Linear in the text's length.
pub fn highlight(format: &Format, text: &str) -> Vec<(Range<usize>, Token)> {
    let language = Language::of(format.syntax);
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        let (length, token) = language.part(rest, first, line_before(text, at));
        if let Some(token) = token {
            parts.push((at..at + length, token));
        }
        at += length;
    }
    parts
}

/// The start of the line up to a place.
fn line_before(text: &str, at: usize) -> &str {
    let before = &text[..at];
    &before[before.rfind('\n').map_or(0, |end| end + 1)..]
}

struct Language {
    comment: Option<&'static str>,
    keywords: &'static [&'static str],
    /// What follows the name of a value.
    assigns: &'static [char],
    /// Whether a quoted text before a colon is a name.
    quoted_names: bool,
    /// Whether a text between single quotes is one.
    single: bool,
}

impl Language {
    fn of(syntax: Syntax) -> Self {
        let plain =
            Self { comment: None, keywords: &[], assigns: &[':'], quoted_names: false, single: false };
        match syntax {
            Syntax::Hcl => Self {
                comment: Some("#"),
                keywords: &["resource", "import", "lifecycle", "terraform", "required_providers"],
                assigns: &['='],
                ..plain
            },
            Syntax::Java => Self {
                comment: Some("//"),
                keywords: &[
                    "package", "import", "public", "private", "static", "void", "class", "new", "var",
                ],
                assigns: &[],
                ..plain
            },
            Syntax::TypeScript => Self {
                comment: Some("//"),
                keywords: &[
                    "import",
                    "from",
                    "as",
                    "const",
                    "new",
                    "export",
                    "class",
                    "extends",
                    "constructor",
                    "super",
                    "this",
                ],
                ..plain
            },
            Syntax::Python => Self {
                comment: Some("#"),
                keywords: &["import", "as"],
                assigns: &['='],
                quoted_names: true,
                ..plain
            },
            Syntax::Yaml => Self { comment: Some("#"), ..plain },
            Syntax::Shell => Self {
                comment: Some("#"),
                keywords: &["aws", "set", "cat"],
                quoted_names: true,
                single: true,
                ..plain
            },
            Syntax::Env => Self { comment: Some("#"), assigns: &['='], single: true, ..plain },
            Syntax::Json => Self { quoted_names: true, ..plain },
        }
    }

    /// The length of the part that a text begins with, and what it is.
    fn part(&self, rest: &str, first: char, before: &str) -> (usize, Option<Token>) {
        // A sign inside a word begins nothing: `#` in a URL without quotes.
        let fresh = before.is_empty() || before.ends_with([' ', '\t']);
        if fresh && self.comment.is_some_and(|sign| rest.starts_with(sign)) {
            return (rest.find('\n').unwrap_or(rest.len()), Some(Token::Comment));
        }
        if first == '"' || first == '`' || self.single && first == '\'' {
            let end = quoted_end(rest, first);
            let name = self.quoted_names && rest[end..].starts_with(':');
            return (end, Some(if name { Token::Name } else { Token::Text }));
        }
        if !(first.is_ascii_alphanumeric() || first == '_') {
            return (first.len_utf8(), None);
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        (end, self.word(&rest[..end], &rest[end..], before))
    }

    fn word(&self, word: &str, after: &str, before: &str) -> Option<Token> {
        const LITERALS: &[&str] = &["true", "false", "True", "False", "null", "all"];
        if self.keywords.contains(&word) {
            return Some(Token::Keyword);
        }
        if LITERALS.contains(&word) || word.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Token::Literal);
        }
        let called = self.assigns.is_empty() && before.trim_end().ends_with('.') && after.starts_with('(');
        let alone = before.trim_matches([' ', '-']).is_empty();
        let next = after.trim_start_matches(' ').chars().next();
        let assigned =
            alone && next.is_some_and(|c| self.assigns.contains(&c) || c == '{' && self.assigns == ['=']);
        (called || assigned).then_some(Token::Name)
    }
}

/// Where a quoted text ends; at the end of its line when it does not end before.
fn quoted_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return at,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}
