//! Scripts of AWS CLI commands: the documents that are written out in them, as the `aws-cli` format does.

use super::aws_cli::document;
use super::client::evaluated;
use super::source::{Language, Source};
use super::syntax::json;
use super::tree::{Node, Tree};
use super::{Imported, ReadError};

const FORMAT: &str = "aws-cli-script";
const OPTION: &str = "--cli-input-json";

/// The commands whose documents are clients.
const COMMANDS: [&str; 2] = ["create-user-pool-client", "update-user-pool-client"];

pub(super) fn takes(source: &Source) -> bool {
    source.language == Language::Shell && source.text.contains("cognito-idp")
}

pub(super) fn read(source: &Source) -> Result<Vec<Imported>, ReadError> {
    let mut clients = Vec::new();
    let mut at = 0;
    while let Some(line) = source.text.get(at..).and_then(|rest| rest.split_inclusive('\n').next()) {
        let after = at + line.len();
        let is_command = !line.trim_start().starts_with('#')
            && line.contains("cognito-idp")
            && COMMANDS.iter().any(|command| line.contains(command));
        if !is_command {
            at = after;
            continue;
        }
        let (imported, next) = one(source, line, at)?;
        clients.push(imported);
        at = next.max(after);
    }
    Ok(clients)
}

/// The client of the command in this line, and where to go on.
fn one(source: &Source, line: &str, at: usize) -> Result<(Imported, usize), ReadError> {
    let after = at + line.len();
    let rest = &source.text[after..];
    if let Some(word) = here(line) {
        let end = ends(rest, word);
        let Some(end) = end else {
            return Err(source.error(at, format!("expected a line {word} that ends the document")));
        };
        return Ok((parsed(source, after, after + end)?, after + end));
    }
    if let Some((before, written)) = line.split_once(OPTION)
        && let Some(text) = written.trim_start_matches([' ', '=']).strip_prefix('\'')
    {
        let start = at + before.len() + OPTION.len() + (written.len() - text.len());
        if let Some(length) = source.text[start..].find('\'').filter(|length| {
            // A quote inside would be written as '\''.
            !source.text[start + length..].starts_with("'\\''")
        }) {
            return Ok((parsed(source, start, start + length)?, start + length));
        }
    }
    // Flags, variables and other files are the shell's. Any of them may be a secret, so none is shown.
    let mut imported = Imported::new(source, FORMAT, "a command", at);
    let whole = Node::new(at, Tree::Open(String::new()));
    imported.unresolved.push(evaluated(source, None, "a command", &whole));
    Ok((imported, after))
}

/// The word that ends a document that begins in the next line; one without quotes lets the shell in.
fn here(line: &str) -> Option<&str> {
    let (_, word) = line.split_once(OPTION)?.1.split_once("<<")?;
    let quoted = word.strip_prefix('\'')?;
    quoted.split_once('\'').map(|(word, _)| word).filter(|word| !word.is_empty())
}

/// Where the line with this word begins.
fn ends(text: &str, word: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches(['\n', '\r']) == word {
            return Some(at);
        }
        at += line.len();
    }
    None
}

fn parsed(source: &Source, start: usize, end: usize) -> Result<Imported, ReadError> {
    let mut node = json::read(&source.text[start..end]).map_err(|mut error| {
        // What is found may be a part of a secret.
        error.what.truncate(error.what.find(", found ").unwrap_or(error.what.len()));
        if let Some(place) = &mut error.place {
            let first = source.place(start);
            if place.line == 1 {
                place.column += first.column - 1;
            }
            place.line += first.line - 1;
        }
        error
    })?;
    shift(&mut node, start);
    if !matches!(node.tree, Tree::Map(_)) {
        return Err(source.error(node.at, "expected a client's document"));
    }
    document(source, FORMAT, &node)
}

fn shift(node: &mut Node, by: usize) {
    node.at += by;
    match &mut node.tree {
        Tree::List(nodes) => nodes.iter_mut().for_each(|node| shift(node, by)),
        Tree::Map(members) => members.iter_mut().for_each(|member| {
            member.at += by;
            shift(&mut member.value, by);
        }),
        _ => {}
    }
}
