//! Text from elsewhere, made safe for a terminal, and measured in its columns.

mod apart;

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub use apart::fit_apart;

/// Joins two characters, or keeps them from joining, in scripts and emoji that need it.
const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
/// Marks on one letter at most: no script stacks more, and a tower of them covers the lines around.
const MARKS: usize = 4;
/// The black flag, which invisible tag characters turn into a region's flag.
const BLACK_FLAG: char = '\u{1f3f4}';

/// Returns a text in which nothing moves the cursor, changes colours, hides or reorders what is read:
/// control characters, bidirectional overrides, invisible characters and combining marks without a
/// base are written as `\u{202e}`. Ordinary text in any script is returned as it is.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::new();
    let mut changed = false;
    for cluster in text.graphemes(true) {
        let mut previous = None;
        let mut marks = 0;
        let mut rest = cluster.chars().peekable();
        while let Some(c) = rest.next() {
            marks = match c {
                _ if is_mark(c) => marks + 1,
                // What cannot be seen itself is no new letter for more marks.
                _ if is_hidden(c) || is_selector(c) => marks,
                _ => 0,
            };
            if marks <= MARKS && is_harmless(c, previous, rest.peek().copied()) {
                safe.push(c);
                previous = Some(c);
            } else {
                changed = true;
                escape(&mut safe, c);
                previous = None;
            }
        }
    }
    if changed { Cow::Owned(safe) } else { Cow::Borrowed(text) }
}

/// A text made harmless and cut to a length that suits a sentence, for error texts. A token in it is left
/// out.
pub fn quote(text: &str) -> String {
    fit(&harmless(&super::token::redacted(text)), 60).into_owned()
}

/// The columns that a text takes in a terminal.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Cuts a text to so many columns, ending in `…` where something was left out. Never splits what a
/// person sees as one character.
pub fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let mut cut = String::new();
    for cluster in text.graphemes(true) {
        // The width of the whole is measured: it can be less than the sum of its parts.
        cut.push_str(cluster);
        if cut.width() > room {
            cut.truncate(cut.len() - cluster.len());
            break;
        }
    }
    cut.push('…');
    Cow::Owned(cut)
}

/// Breaks a text into lines of at most so many columns: at blanks where there are any, anywhere
/// otherwise. A character wider than a line stands alone on its own.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words_with_blanks(text) {
        if !line.is_empty() && line.width() + word.trim_end().width() > columns {
            lines.push(std::mem::take(&mut line));
        }
        if word.trim_end().width() <= columns {
            line.push_str(word);
            continue;
        }
        for cluster in word.graphemes(true) {
            if !line.is_empty() && line.width() + cluster.width() > columns {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(cluster);
        }
    }
    lines.push(line);
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

/// Words, each with the blanks after it.
fn words_with_blanks(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let word = rest.find(' ').unwrap_or(rest.len());
        let blanks = rest[word..].find(|c| c != ' ').map_or(rest.len(), |blanks| word + blanks);
        let (piece, after) = rest.split_at(blanks);
        rest = after;
        Some(piece)
    })
}

/// A JSON text that means the same and in which nothing moves the cursor or changes the order of what is
/// read: characters that cannot be seen are escaped.
pub fn escape_hidden(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(visible, "\\u{unit:04x}");
            }
        } else {
            visible.push(c);
        }
    }
    visible
}

/// True for a character that cannot be seen, or that changes how others are seen: no name or URL has a
/// reason to contain one.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Judges a character of a cluster by its neighbours in it. Some invisible characters are part of how
/// ordinary words and emoji are written; anywhere else they only hide.
fn is_harmless(c: char, previous: Option<char>, next: Option<char>) -> bool {
    let follows = |allowed: &dyn Fn(char) -> bool| previous.is_some_and(allowed);
    match c {
        ' '..='~' => true,
        ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER => follows(&is_joined) && next.is_none_or(is_base),
        // Variation selectors: emoji or text style, the keycaps, and forms of Han characters.
        '\u{fe00}'..='\u{fe0f}' => follows(&|p| is_base(p) && !is_selector(p) || "0123456789#*".contains(p)),
        '\u{e0100}'..='\u{e01ef}' => follows(&|p| is_base(p) && !is_selector(p)),
        '\u{180b}'..='\u{180d}' | '\u{180f}' => follows(&|p| ('\u{1820}'..='\u{18aa}').contains(&p)),
        '\u{e0020}'..='\u{e007f}' => {
            follows(&|p| p == BLACK_FLAG || ('\u{e0020}'..='\u{e007e}').contains(&p))
        }
        _ if is_hidden(c) => false,
        // A mark or a modifier needs something to stand on.
        _ => previous.is_some() || c.width().unwrap_or(0) > 0,
    }
}

/// Letters of Latin, Greek, Cyrillic and their like are never joined.
fn is_joined(c: char) -> bool {
    is_base(c) && c >= '\u{600}'
}

/// Something that stands on the letter before it. Invisible characters are judged for themselves.
fn is_mark(c: char) -> bool {
    c.width() == Some(0) && !is_hidden(c) && !is_selector(c)
}

fn is_base(c: char) -> bool {
    !c.is_ascii() && !is_hidden(c)
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

fn escape(safe: &mut String, c: char) {
    match c {
        '\n' => safe.push_str("\\n"),
        '\r' => safe.push_str("\\r"),
        '\t' => safe.push_str("\\t"),
        // Writing to a String cannot fail.
        _ => drop(write!(safe, "\\u{{{:x}}}", c as u32)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_in_any_script_is_left_alone() {
        for text in [
            "web-checkout 2",
            "café cafe\u{301} Ångström",
            "日本語 한국어 ไทย हिन्दी বাংলা",
            "العربية עברית فارسی",
            "می\u{200c}خواهم",
            "👨\u{200d}👩\u{200d}👧\u{200d}👦 👍🏽 ❤\u{fe0f} 🇪🇸 1\u{fe0f}\u{20e3}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "ལྷྱུཾ שָׁ֑ ผู้ใหญ่",
            "ශ\u{dca}\u{200d}රී",
            "葛\u{e0100}城",
            "\u{182d}\u{180b}",
        ] {
            assert!(matches!(harmless(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn what_moves_hides_or_reorders_is_spelled_out() {
        for (text, safe) in [
            ("\u{1b}[31mred\u{1b}[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("\u{9b}2J", "\\u{9b}2J"),
            ("two\r\nlines\tand a tab", "two\\r\\nlines\\tand a tab"),
            ("evil\u{202e}gpj.exe", "evil\\u{202e}gpj.exe"),
            ("a\u{2066}b\u{2069}", "a\\u{2066}b\\u{2069}"),
            ("ad\u{200b}min ad\u{200d}min", "ad\\u{200b}min ad\\u{200d}min"),
            ("caf\u{e9}\u{200c} е\u{200d}", "caf\u{e9}\\u{200c} е\\u{200d}"),
            ("\u{301}lone", "\\u{301}lone"),
            ("\u{feff}start", "\\u{feff}start"),
            ("soft\u{ad}hyphen", "soft\\u{ad}hyphen"),
            ("\u{e0041}tag", "\\u{e0041}tag"),
            ("\u{200d}", "\\u{200d}"),
            ("we\u{fe0f}b", "we\\u{fe0f}b"),
            ("z\u{301}\u{301}\u{301}\u{301}\u{301}\u{302}", "z\u{301}\u{301}\u{301}\u{301}\\u{301}\\u{302}"),
            ("葛\u{e0100}\u{e0101}", "葛\u{e0100}\\u{e0101}"),
        ] {
            assert_eq!(harmless(text), safe);
        }
    }

    #[test]
    fn a_cut_ends_between_characters_and_says_so() {
        assert_eq!(fit("web", 3), "web");
        assert_eq!(fit("website", 4), "web…");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…", "half a character is none");
        assert_eq!(fit("👨\u{200d}👩\u{200d}👧 family", 4), "👨\u{200d}👩\u{200d}👧 …");
        assert_eq!(fit("web", 1), "…");
        assert_eq!(fit("web", 0), "");
    }

    #[test]
    fn lines_break_at_blanks_where_they_can() {
        assert_eq!(wrap("openid  email  orders/read", 14), ["openid  email", "orders/read"]);
        assert_eq!(wrap("https://shop.example.com", 10), ["https://sh", "op.example", ".com"]);
        assert_eq!(wrap("日本語", 4), ["日本", "語"]);
        assert_eq!(wrap("", 4), [""]);
    }

    /// Text with a good share of what makes trouble.
    fn troublesome() -> impl Strategy<Value = String> {
        let trouble: Vec<char> =
            "\u{0}\n\t\u{1b}\u{7f}\u{9b}\u{ad}\u{301}\u{34f}\u{61c}\u{1160}\u{200b}\u{200c}\u{200d}\
            \u{200e}\u{202e}\u{2028}\u{2066}\u{2069}\u{fe0f}\u{feff}\u{e0041}\u{e007f}あ한é🏴👩🏽ا [m"
                .chars()
                .collect();
        prop::collection::vec(prop_oneof![prop::sample::select(trouble), any::<char>()], 0..12)
            .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in troublesome()) {
            let safe = harmless(&text);
            prop_assert!(!safe.chars().any(char::is_control));
            let reorders = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            prop_assert!(!safe.chars().any(reorders));
            let lone = safe.starts_with('\u{301}');
            prop_assert!(!lone);
            let tower = safe.contains("\u{301}\u{301}\u{301}\u{301}\u{301}");
            prop_assert!(!tower);
            prop_assert_eq!(harmless(&safe), safe.as_ref(), "a second look changes nothing");
        }

        #[test]
        fn a_cut_fits(text in troublesome(), columns in 0..20_usize) {
            let text = harmless(&text);
            prop_assert!(width(&fit(&text, columns)) <= columns);
        }

        #[test]
        fn wrapped_lines_fit_and_lose_nothing(text in troublesome(), columns in 2..20_usize) {
            let text = harmless(&text);
            let lines = wrap(&text, columns);
            for line in &lines {
                prop_assert!(width(line) <= columns || line.graphemes(true).count() == 1, "{:?}", line);
            }
            let dense = |text: &str| text.replace(char::is_whitespace, "");
            prop_assert_eq!(dense(&lines.concat()), dense(&text));
        }
    }
}
