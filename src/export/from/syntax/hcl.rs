//! HCL. A block is a list of maps below its labels; what is no literal is the tool's to evaluate.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey, UnaryOperator};
use hcl_edit::structure::{Body, Structure};
use hcl_edit::template::{Element, Template};

use super::super::tree::{Member, Node, Tree};
use super::super::{ReadError, sealed};
use crate::client::jsonc::Place;

/// Bytes of one text: a module of a thousand clients has a third of it.
const LONGEST: usize = 4 << 20;
/// Members of one object, which the parser compares with each other.
const MOST: usize = 10_000;

pub(in crate::export::from) fn read(text: &str) -> Result<Node, ReadError> {
    if text.len() > LONGEST {
        return Err(ReadError::whole(format!("it is longer than {} MiB; take it apart", LONGEST >> 20)));
    }
    if let Some(at) = crowded(text) {
        return Err(ReadError::at(Place::of(text, at), "too many members in one object; take it apart"));
    }
    let body: Body = text.parse().map_err(|error: hcl_edit::parser::Error| {
        let place = Place { line: error.location().line(), column: error.location().column() };
        ReadError::at(place, format!("this is no HCL: {}", error.message()))
    })?;
    Ok(Node::new(0, Tree::Map(members(text, &body))))
}

/// Where an object has more members than are read: counted by their signs, before anything is parsed.
fn crowded(text: &str) -> Option<usize> {
    let mut counts = vec![0_usize];
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            // A text ends with its line at the latest.
            b'\n' => quoted = false,
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => counts.push(0),
            b'}' if counts.len() > 1 => drop(counts.pop()),
            b'=' | b':' => {
                let inside = counts.len() > 1;
                let count = counts.last_mut()?;
                *count += 1;
                if inside && *count > MOST {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

fn members(text: &str, body: &Body) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for structure in body {
        match structure {
            Structure::Attribute(attribute) => {
                let at = start(attribute);
                let value = node(text, &attribute.value);
                members.push(Member { name: attribute.key.as_str().to_owned(), at, value });
            }
            Structure::Block(block) => {
                let at = start(block);
                let inner = Node::new(at, Tree::Map(self::members(text, &block.body)));
                let labels = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str);
                put(&mut members, block.ident.as_str(), labels, inner);
            }
        }
    }
    members
}

/// Puts a block below its type and its labels.
fn put<'a>(members: &mut Vec<Member>, name: &str, mut labels: impl Iterator<Item = &'a str>, block: Node) {
    let found = members.iter().position(|member| member.name == name);
    let at = found.unwrap_or_else(|| {
        members.push(Member { name: name.to_owned(), at: block.at, value: Node::new(block.at, Tree::Null) });
        members.len() - 1
    });
    let starts = members[at].at;
    let tree = &mut members[at].value.tree;
    if let Some(label) = labels.next() {
        if !matches!(tree, Tree::Map(_)) {
            *tree = Tree::Map(Vec::new());
        }
        if let Tree::Map(inner) = tree {
            put(inner, label, labels, block);
        }
        return;
    }
    match tree {
        Tree::List(blocks) => blocks.push(block),
        Tree::Null => *tree = Tree::List(vec![block]),
        // An argument of the same name is not the block's to replace.
        other => {
            let argument = Node::new(starts, std::mem::replace(other, Tree::Null));
            *other = Tree::List(vec![argument, block]);
        }
    }
}

fn start(what: &impl Span) -> usize {
    what.span().map_or(0, |span| span.start)
}

fn node(text: &str, expression: &Expression) -> Node {
    let tree = match expression {
        Expression::Null(_) => Tree::Null,
        Expression::Bool(on) => Tree::Bool(*on.value()),
        Expression::Number(number) => Tree::Number(number.value().to_string()),
        Expression::String(string) => Tree::Text(string.value().clone()),
        Expression::Array(array) => Tree::List(array.iter().map(|one| node(text, one)).collect()),
        Expression::Object(object) => {
            let mut members = Vec::new();
            for (key, value) in object {
                let name = match key {
                    ObjectKey::Ident(ident) => ident.as_str().to_owned(),
                    ObjectKey::Expression(Expression::String(string)) => string.value().clone(),
                    ObjectKey::Expression(key) => source(text, key),
                };
                let value = node(text, value.expr());
                members.push(Member { name, at: value.at, value });
            }
            Tree::Map(members)
        }
        Expression::Parenthesis(inner) => return node(text, inner.inner()),
        Expression::StringTemplate(template) => {
            literal(template.iter()).map_or_else(open(text, expression), Tree::Text)
        }
        Expression::HeredocTemplate(heredoc) => {
            let mut heredoc = heredoc.clone();
            heredoc.dedent();
            let template: &Template = &heredoc.template;
            literal(template.iter()).map_or_else(open(text, expression), Tree::Text)
        }
        Expression::UnaryOp(operation) => match (operation.operator.value(), &operation.expr) {
            (UnaryOperator::Neg, Expression::Number(number)) => Tree::Number(format!("-{}", number.value())),
            _ => open(text, expression)(),
        },
        _ => open(text, expression)(),
    };
    Node::new(start(expression), tree)
}

/// The text of a template that has nothing to evaluate.
fn literal<'a>(elements: impl Iterator<Item = &'a Element>) -> Option<String> {
    elements.map(|element| element.as_literal().map(|text| text.as_str())).collect()
}

fn open<'a>(text: &'a str, expression: &'a Expression) -> impl FnOnce() -> Tree + 'a {
    || sealed::expression(source(text, expression))
}

/// The expression as it is written.
fn source(text: &str, expression: &Expression) -> String {
    let written = expression.span().and_then(|span| text.get(span));
    written.map_or_else(|| expression.to_string().trim().to_owned(), str::to_owned)
}
