//! Scripts of AWS CLI commands: the documents that are written out in them, as the `aws-cli` format does.

use super::aws_cli::document;
use super::client::evaluated;
use super::command::{overrule, words};
use super::source::{Language, Source, language};
use super::syntax::json;
use super::tree::{Node, Tree};
use super::{Imported, ReadError};

const FORMAT: &str = "aws-cli-script";
pub(super) const OPTION: &str = "--cli-input-json";

/// The commands whose documents are clients.
const COMMANDS: [&str; 2] = ["create-user-pool-client", "update-user-pool-client"];

pub(super) fn takes(source: &Source) -> bool {
    source.language == Language::Shell
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

/// The client of the command that begins in this line, and where to go on.
fn one(source: &Source, line: &str, at: usize) -> Result<(Imported, usize), ReadError> {
    let written = &source.text[at..at + continued(&source.text[at..])];
    let after = at + written.len();
    let rest = &source.text[after..];
    if let Some(word) = here(written) {
        let Some(end) = ends(rest, word) else {
            return Err(source.error(at, format!("expected a line {word} that ends the document")));
        };
        let mut imported = parsed(source, after, after + end)?;
        let before = written.split_once(OPTION).map_or("", |(before, _)| before);
        // What closes the document's quotes stands in the line below its last word.
        let behind = &rest[end..];
        let behind = behind.split_once('\n').map_or("", |(_, behind)| behind);
        let tail = &behind[..continued(behind)];
        let tail = tail.trim_start().trim_start_matches([')', '"']);
        overrule(source, at, &words(arguments(before)), &mut imported);
        overrule(source, at, &words(tail), &mut imported);
        return Ok((imported, after + end));
    }
    if let Some((before, text)) = written.split_once(OPTION) {
        let text = text.trim_start_matches([' ', '=']);
        let start = at + (written.len() - text.len());
        if text.starts_with('\'')
            && let Some(length) = source.text[start + 1..].find('\'').filter(|length| {
                // A quote inside would be written as '\''.
                !source.text[start + 1 + length..].starts_with("'\\''")
            })
        {
            let end = start + 1 + length;
            let mut imported = parsed(source, start + 1, end)?;
            let tail = &source.text[end + 1..];
            let tail = &tail[..continued(tail)];
            overrule(source, at, &words(arguments(before)), &mut imported);
            overrule(source, at, &words(tail), &mut imported);
            return Ok((imported, end + 1 + tail.len()));
        }
        if let Some(name) = file_of(text)
            && let Some(found) = source.beside.get(&name)
        {
            let mut imported = document_of(source, at, &name, found)?;
            let tail = text.split_once(char::is_whitespace).map_or("", |(_, tail)| tail);
            overrule(source, at, &words(arguments(before)), &mut imported);
            overrule(source, at, &words(tail), &mut imported);
            return Ok((imported, after));
        }
    }
    // Flags, variables and other files are the shell's. Any of them may be a secret, so none is shown.
    let mut imported = Imported::new(source, FORMAT, "a command", at);
    let whole = Node::new(at, Tree::Open(String::new()));
    imported.unresolved.push(evaluated(source, None, "a command", &whole));
    Ok((imported, at + line.len()))
}

/// What stands behind a command's name: it may be one of several in its line, or in parentheses.
fn arguments(written: &str) -> &str {
    let ends = COMMANDS.iter().filter_map(|command| Some(written.rfind(command)? + command.len()));
    ends.max().map_or("", |end| &written[end..])
}

/// How long a command is that goes on in the next line behind a backslash.
fn continued(text: &str) -> usize {
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        length += line.len();
        if !line.trim_end_matches(['\n', '\r']).ends_with('\\') {
            break;
        }
    }
    length
}

/// The names of the documents that commands name in the script's own folder.
pub(super) fn documents(file: &str, text: &str) -> Vec<String> {
    if language(file, text) != Language::Shell || !text.contains("cognito-idp") {
        return Vec::new();
    }
    let options = text.split(OPTION).skip(1);
    let mut names: Vec<String> =
        options.filter_map(|rest| file_of(rest.trim_start_matches([' ', '=']))).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The file that a document is in, where it is one of the same folder and named as it is.
fn file_of(text: &str) -> Option<String> {
    let first = words(text.lines().next()?).into_iter().next()??;
    let name = first.strip_prefix("file://")?;
    let name = name.strip_prefix("./").unwrap_or(name);
    (!name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\'])).then(|| name.to_owned())
}

/// The client of a document in a file of its own, at the place of its command.
fn document_of(source: &Source, at: usize, name: &str, text: &str) -> Result<Imported, ReadError> {
    let read = || {
        let root = json::read(text)?;
        let within = Source::open(name, text, source.beside)?;
        let within = within.first().ok_or_else(|| ReadError::whole("it is empty"))?;
        if !matches!(root.tree, Tree::Map(_)) {
            return Err(within.error(root.at, "expected a client's document"));
        }
        request(within, &root)
    };
    let imported: Result<Imported, ReadError> = read();
    let mut imported = imported.map_err(|error| source.error(at, format!("{name}: {error}")))?;
    imported.place = source.place(at);
    Ok(imported)
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
    request(source, &node)
}

/// The document of a command: its writer may have left out what they do not care for.
fn request(source: &Source, node: &Node) -> Result<Imported, ReadError> {
    Ok(Imported { complete: false, ..document(source, FORMAT, node)? })
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
