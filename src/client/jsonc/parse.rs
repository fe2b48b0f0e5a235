//! Reads JSON with comments and trailing commas, and remembers where everything stands.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::{Place, Trouble};
use crate::client::text::quote;

/// Objects and lists in each other; no client has a tenth of it.
const DEEPEST: usize = 200;
/// Values in one text; the states of the largest stacks have a tenth of it.
const MOST: usize = 2_000_000;

/// A value and where it begins, in bytes.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) offset: usize,
    pub(crate) tree: Tree,
}

#[derive(Clone, Debug)]
pub(crate) enum Tree {
    /// A text, a number, a switch or nothing.
    Leaf(Json),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object and where its name begins, in bytes.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) offset: usize,
    pub(crate) value: Node,
}

impl Node {
    /// The value without its places.
    pub(crate) fn json(&self) -> Json {
        match &self.tree {
            Tree::Leaf(json) => json.clone(),
            Tree::List(nodes) => nodes.iter().map(Self::json).collect(),
            Tree::Object(members) => {
                let members = members.iter().map(|member| (member.name.clone(), member.value.json()));
                Json::Object(members.collect::<Map<String, Json>>())
            }
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.tree, Tree::Leaf(Json::Null))
    }
}

/// The one value that the text holds.
pub(crate) fn parse(text: &str) -> Result<Node, Trouble> {
    // What some editors put before a text to say that it is UTF-8.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser { text, at: start, values: 0 };
    parser.skip()?;
    let root = parser.value(0)?;
    parser.skip()?;
    if parser.at < text.len() {
        return Err(parser.expected("nothing more after the end of the whole"));
    }
    Ok(root)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    values: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next_is(&self, byte: u8) -> bool {
        self.text.as_bytes().get(self.at) == Some(&byte)
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.next_is(byte);
        self.at += usize::from(is);
        is
    }

    fn trouble(&self, offset: usize, what: impl Into<String>) -> Trouble {
        Trouble { place: Place::of(self.text, offset), what: what.into() }
    }

    /// What should stand here, and what does.
    fn expected(&self, what: &str) -> Trouble {
        let found = match self.rest().lines().next().map(str::trim_end).unwrap_or_default() {
            "" => "the end of the text".to_owned(),
            line => {
                let end = line.find(char::is_whitespace).filter(|end| *end > 0).unwrap_or(line.len());
                quote(&line[..end])
            }
        };
        self.trouble(self.at, format!("expected {what}, found {found}"))
    }

    /// Passes blanks and comments.
    fn skip(&mut self) -> Result<(), Trouble> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(end) = comment.find("*/") else {
                    return Err(self.trouble(self.at, "this comment is not closed; end it with */"));
                };
                self.at += end + 4;
            } else {
                return Ok(());
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Trouble> {
        let offset = self.at;
        if depth > DEEPEST {
            return Err(self.trouble(offset, "too many objects and lists in each other; take some out"));
        }
        self.values += 1;
        if self.values > MOST {
            return Err(self.trouble(offset, "too many values in one text; take it apart"));
        }
        let tree = match self.text.as_bytes().get(offset) {
            Some(b'{') => Tree::Object(self.object(depth)?),
            Some(b'[') => Tree::List(self.list(depth)?),
            Some(b'"') => Tree::Leaf(Json::String(self.string()?)),
            _ => Tree::Leaf(self.word()?),
        };
        Ok(Node { offset, tree })
    }

    fn object(&mut self, depth: usize) -> Result<Vec<Member>, Trouble> {
        let opened = self.at;
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        let mut seen: HashMap<String, usize> = HashMap::new();
        loop {
            self.skip()?;
            if self.take(b'}') {
                return Ok(members);
            }
            let offset = self.at;
            if !self.next_is(b'"') {
                return Err(self.unclosed(opened, "a name in double quotes or }"));
            }
            let name = self.string()?;
            if let Some(first) = seen.insert(name.clone(), offset) {
                let line = Place::of(self.text, first).line;
                let what = format!(
                    "\"{}\" is there twice, the first time in line {line}; keep one of them",
                    quote(&name)
                );
                return Err(self.trouble(offset, what));
            }
            self.skip()?;
            if !self.take(b':') {
                return Err(self.expected("a colon after the name"));
            }
            self.skip()?;
            let value = self.value(depth + 1)?;
            members.push(Member { name, offset, value });
            let end = self.at;
            self.skip()?;
            if !self.take(b',') && !self.next_is(b'}') {
                return Err(self.unseparated(opened, end, "a comma or }"));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Trouble> {
        let opened = self.at;
        self.at += 1;
        let mut nodes = Vec::new();
        loop {
            self.skip()?;
            if self.take(b']') {
                return Ok(nodes);
            }
            if self.at >= self.text.len() {
                return Err(self.unclosed(opened, "a value or ]"));
            }
            nodes.push(self.value(depth + 1)?);
            let end = self.at;
            self.skip()?;
            if !self.take(b',') && !self.next_is(b']') {
                return Err(self.unseparated(opened, end, "a comma or ]"));
            }
        }
    }

    /// At the end of the text, the bracket that misses its partner is the better place to look.
    fn unclosed(&self, opened: usize, what: &str) -> Trouble {
        let mut trouble = self.expected(what);
        if self.at >= self.text.len() {
            let line = Place::of(self.text, opened).line;
            let bracket = &self.text[opened..=opened];
            trouble.what = format!("{}; the {bracket} in line {line} is not closed", trouble.what);
        }
        trouble
    }

    /// A comma is missed where the value before it ends, which may be lines above what is found instead.
    fn unseparated(&self, opened: usize, end: usize, what: &str) -> Trouble {
        let found = self.unclosed(opened, what);
        Trouble { place: Place::of(self.text, end), ..found }
    }

    fn string(&mut self) -> Result<String, Trouble> {
        let start = self.at;
        let mut escaped = false;
        for (at, byte) in self.text.bytes().enumerate().skip(start + 1) {
            match byte {
                b'\n' => break,
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.at = at + 1;
                    return serde_json::from_str(&self.text[start..=at]).map_err(|_| self.unreadable(start));
                }
                _ => {}
            }
        }
        Err(self.trouble(start, "this text has no closing quote in its line; a line break inside is \\n"))
    }

    fn unreadable(&self, start: usize) -> Trouble {
        let what = "this text has a control character or an escape that JSON does not know; \
                    a tab is \\t, a backslash \\\\";
        self.trouble(start, what)
    }

    /// `true`, `false`, `null` or a number, whose digits are kept as they are.
    fn word(&mut self) -> Result<Json, Trouble> {
        let rest = self.rest();
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-._".contains(c)).unwrap_or(rest.len());
        let word: Option<Json> = serde_json::from_str(&rest[..end]).ok();
        let json = word.ok_or_else(|| {
            self.expected("a value: a text in double quotes, a number, true, false, null, [ or {")
        })?;
        self.at += end;
        Ok(json)
    }
}
