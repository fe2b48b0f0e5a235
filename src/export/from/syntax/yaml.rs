//! YAML. Aliases are followed as far as they stay small; a tag that is not YAML's own is the tool's to
//! evaluate.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, Tag};

use super::super::ReadError;
use super::super::tree::{Member, Node, Tree};
use crate::client::jsonc::Place;

/// The name of what brings another map's members in.
const BRINGS: &str = "<<";
/// Maps and lists in each other.
const DEEPEST: usize = 100;
/// Values in one text, aliases followed: a few lines could otherwise stand for more than fits anywhere.
const MOST: usize = 500_000;

/// The documents of the text that have something in them, or else one that has nothing.
pub(in crate::export::from) fn read(text: &str) -> Result<Vec<Node>, ReadError> {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let lines = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
    let cursor = Cursor { line: 1, column: 0, byte: 0 };
    let mut reader = Reader { text, lines, cursor, stack: Vec::new(), anchors: HashMap::new(), values: 0 };
    let mut parser = Parser::new_from_str(text);
    let mut roots = Vec::new();
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let mark = error.marker();
            let place = Place { line: mark.line().max(1), column: mark.col() + 1 };
            ReadError::at(place, format!("this is no YAML: {}", error.info()))
        })?;
        if let Some(node) = reader.take(event, span)? {
            roots.push(node);
        }
    }
    roots.retain(|root: &Node| root.tree != Tree::Null);
    if roots.is_empty() {
        roots.push(Node::new(0, Tree::Null));
    }
    Ok(roots)
}

/// A map or a list that is not closed yet.
struct Frame {
    at: usize,
    anchor: usize,
    tag: Option<String>,
    what: Open,
}

enum Open {
    List(Vec<Node>),
    /// Its members, and a name that waits for its value.
    Map(Vec<Member>, Option<(usize, String)>),
}

/// A place and the byte it is at, to go on from: a line can be the whole text.
#[derive(Clone, Copy)]
struct Cursor {
    line: usize,
    column: usize,
    byte: usize,
}

struct Reader<'a> {
    text: &'a str,
    /// The bytes that lines begin at.
    lines: Vec<usize>,
    cursor: Cursor,
    stack: Vec<Frame>,
    /// What an alias can stand for, with how many values it has.
    anchors: HashMap<usize, (Node, usize)>,
    values: usize,
}

impl Reader<'_> {
    /// Takes the next part; gives the root when it is complete.
    fn take(&mut self, event: Event, span: Span) -> Result<Option<Node>, ReadError> {
        let at = self.byte(span.start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.count(1, at)?;
                let tree = scalar(&text, style, tag.as_deref());
                self.put(Node::new(at, tree), anchor)
            }
            Event::Alias(anchor) => {
                let (node, values) = self.anchors.get(&anchor).cloned().ok_or_else(|| {
                    self.trouble(at, "expected an alias to something that is complete above it".to_owned())
                })?;
                self.count(values, at)?;
                self.put(Node { at, ..node }, 0)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(at, anchor, tag.as_deref(), Open::List(Vec::new()))?;
                Ok(None)
            }
            Event::MappingStart(anchor, tag) => {
                self.open(at, anchor, tag.as_deref(), Open::Map(Vec::new(), None))?;
                Ok(None)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(None),
        }
    }

    fn open(&mut self, at: usize, anchor: usize, tag: Option<&Tag>, what: Open) -> Result<(), ReadError> {
        self.count(1, at)?;
        if self.stack.len() >= DEEPEST {
            return Err(self.trouble(at, "too many maps and lists in each other; take some out".to_owned()));
        }
        let tag = tag.filter(|tag| !tag.is_yaml_core_schema()).map(ToString::to_string);
        self.stack.push(Frame { at, anchor, tag, what });
        Ok(())
    }

    fn close(&mut self) -> Result<Option<Node>, ReadError> {
        let Some(frame) = self.stack.pop() else { return Ok(None) };
        let mut node = Node::new(
            frame.at,
            match frame.what {
                Open::List(nodes) => Tree::List(nodes),
                Open::Map(members, _) => {
                    if let Some(twin) = twin(&members) {
                        return Err(self.trouble(twin.at, "this name is in its map twice".to_owned()));
                    }
                    Tree::Map(merged(members))
                }
            },
        );
        if let Some(tag) = frame.tag {
            node.tree = Tree::Open(format!("{tag} {}", node.words()));
        }
        self.put(node, frame.anchor)
    }

    /// Puts a complete value where it belongs.
    fn put(&mut self, node: Node, anchor: usize) -> Result<Option<Node>, ReadError> {
        if anchor > 0 {
            let values = size(&node);
            self.count(values, node.at)?;
            self.anchors.insert(anchor, (node.clone(), values));
        }
        let Some(frame) = self.stack.last_mut() else { return Ok(Some(node)) };
        match &mut frame.what {
            Open::List(nodes) => nodes.push(node),
            Open::Map(members, name) => {
                if let Some((at, name)) = name.take() {
                    members.push(Member { name, at, value: node });
                } else {
                    let text = match &node.tree {
                        Tree::Text(text) | Tree::Number(text) => text.clone(),
                        _ => node.words(),
                    };
                    *name = Some((node.at, text));
                }
            }
        }
        Ok(None)
    }

    fn count(&mut self, values: usize, at: usize) -> Result<(), ReadError> {
        self.values = self.values.saturating_add(values);
        if self.values > MOST {
            let what = "too many values in one text, aliases followed; take it apart";
            return Err(self.trouble(at, what.to_owned()));
        }
        Ok(())
    }

    fn trouble(&self, at: usize, what: String) -> ReadError {
        ReadError::at(Place::of(self.text, at), what)
    }

    /// The byte that a place is at.
    fn byte(&mut self, mark: Marker) -> usize {
        let (line, column) = (mark.line(), mark.col());
        if self.cursor.line != line || self.cursor.column > column {
            let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
            self.cursor = Cursor { line, column: 0, byte: start };
        }
        let rest = &self.text[self.cursor.byte..];
        let passed = rest.char_indices().nth(column - self.cursor.column).map_or(rest.len(), |(at, _)| at);
        self.cursor = Cursor { line, column, byte: self.cursor.byte + passed };
        self.cursor.byte
    }
}

/// How many values there are in one, long texts counted for more.
fn size(node: &Node) -> usize {
    1 + match &node.tree {
        Tree::Text(text) | Tree::Open(text) | Tree::Number(text) => text.len() / 16,
        Tree::List(nodes) => nodes.iter().map(size).sum(),
        Tree::Map(members) => members.iter().map(|member| size(&member.value)).sum(),
        _ => 0,
    }
}

/// A scalar by the rules of YAML's core schema.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Tree {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() => {
            return Tree::Open(format!("{tag} {text}").trim_end().to_owned());
        }
        Some(tag) if tag.suffix == "str" => return Tree::Text(text.to_owned()),
        _ if style != ScalarStyle::Plain => return Tree::Text(text.to_owned()),
        _ => {}
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Tree::Null,
        "true" | "True" | "TRUE" => Tree::Bool(true),
        "false" | "False" | "FALSE" => Tree::Bool(false),
        text if text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && serde_json::from_str::<serde_json::Number>(text).is_ok() =>
        {
            Tree::Number(text.to_owned())
        }
        text => Tree::Text(text.to_owned()),
    }
}

/// A member whose name another one before it has.
fn twin(members: &[Member]) -> Option<&Member> {
    let mut names = HashSet::new();
    members.iter().find(|member| member.name != BRINGS && !names.insert(member.name.as_str()))
}

/// A map with what `<<` brings in, where it has not the same itself.
fn merged(members: Vec<Member>) -> Vec<Member> {
    let brings =
        |member: &Member| member.name == BRINGS && matches!(member.value.tree, Tree::Map(_) | Tree::List(_));
    let mut own: Vec<Member> = Vec::with_capacity(members.len());
    let mut names: HashSet<String> = HashSet::new();
    let (brought, members): (Vec<Member>, Vec<Member>) = members.into_iter().partition(brings);
    for member in members {
        names.insert(member.name.clone());
        own.push(member);
    }
    for member in brought {
        let maps = match member.value.tree {
            Tree::List(nodes) => nodes,
            tree => vec![Node::new(member.value.at, tree)],
        };
        for node in maps {
            for more in node.members() {
                if names.insert(more.name.clone()) {
                    own.push(more.clone());
                }
            }
        }
    }
    own
}
