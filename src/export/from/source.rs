//! A file that is read: its text, and the tree of what it says.

use super::syntax::{hcl, json, yaml};
use super::tree::{Node, Tree};
use super::{Beside, ReadError};
use crate::client::jsonc::Place;

/// The language of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Json,
    Yaml,
    Hcl,
    /// A script of a shell, which has no tree.
    Shell,
}

/// A file that is read.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) language: Language,
    /// What it says; nothing for a script.
    pub(super) root: Node,
    /// The files beside it that say more of its clients.
    pub(super) beside: &'a Beside,
    /// The bytes that lines begin at.
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    /// The documents of a file, of which only YAML has several; at least one.
    pub(super) fn open(name: &str, text: &'a str, beside: &'a Beside) -> Result<Vec<Self>, ReadError> {
        let language = language(name, text);
        let roots = match language {
            Language::Json => vec![json::read(text)?],
            Language::Yaml => yaml::read(text)?,
            Language::Hcl => vec![hcl::read(text)?],
            Language::Shell => vec![Node::new(0, Tree::Null)],
        };
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines: Vec<usize> = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        let one = |root| Self { text, language, root, beside, lines: lines.clone() };
        Ok(roots.into_iter().map(one).collect())
    }

    pub(super) fn place(&self, at: usize) -> Place {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines[line - 1];
        let before = self.text[start..].char_indices().take_while(|(offset, _)| start + offset < at);
        Place { line, column: before.count() + 1 }
    }

    pub(super) fn error(&self, at: usize, what: impl Into<String>) -> ReadError {
        ReadError::at(self.place(at), what)
    }
}

/// By the name where that says it, otherwise by what is in it.
pub(super) fn language(name: &str, text: &str) -> Language {
    let name = name.to_ascii_lowercase();
    let ends = |extensions: &[&str]| extensions.iter().any(|extension| name.ends_with(extension));
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    let line = |words: &[&str]| {
        text.lines().any(|line| words.iter().any(|word| line.trim_start().starts_with(word)))
    };
    if begins.starts_with("#!") || ends(&[".sh", ".bash"]) {
        Language::Shell
    } else if ends(&[".tf", ".hcl", ".tofu"]) {
        Language::Hcl
    } else if begins.starts_with('{') || begins.starts_with('[') || ends(&[".json", ".tfstate"]) {
        Language::Json
    } else if ends(&[".yaml", ".yml", ".template"]) {
        Language::Yaml
    } else if line(&["resource \"", "module \"", "terraform {"]) {
        Language::Hcl
    } else if line(&["aws cognito-idp "]) {
        Language::Shell
    } else {
        Language::Yaml
    }
}
