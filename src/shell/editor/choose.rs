//! Which editor a person wants, and how it is told a line.

use std::env;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::client::jsonc::Place;
use crate::client::text::quote;

/// Used where nobody said which, the first that is there.
const FALLBACKS: [&str; 2] = ["vi", "nano"];
/// Editors that go to a line with `+LINE` before the file.
const PLUS_LINE: [&str; 12] =
    ["vi", "vim", "nvim", "nvi", "nano", "pico", "emacs", "emacsclient", "mg", "joe", "micro", "kak"];
/// Editors that go to a line with `FILE:LINE:COLUMN`.
const COLON_LINE: [&str; 2] = ["hx", "helix"];

/// A program and the arguments before the file's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Editor {
    pub(super) program: String,
    pub(super) args: Vec<String>,
}

impl Editor {
    /// `VISUAL`, else `EDITOR`, else what is usually there.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub(super) fn of_environment() -> Result<Self, String> {
        for name in ["VISUAL", "EDITOR"] {
            let Some(value) = env::var_os(name).filter(|value| !value.is_empty()) else { continue };
            let value = value.to_string_lossy();
            if !value.trim().is_empty() {
                return Self::parse(&value)
                    .ok_or_else(|| format!("{name} has a quote that is not closed: {}.", quote(&value)));
            }
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let there = |name: &str| env::split_paths(&path).any(|folder| is_program(&folder.join(name)));
        let program = FALLBACKS.iter().find(|name| there(name)).ok_or_else(|| {
            format!("No editor is chosen, and there is neither {}.", FALLBACKS.join(" nor "))
        })?;
        Ok(Self { program: (*program).to_owned(), args: Vec::new() })
    }

    /// A program and its arguments as a shell would split them; nothing where a quote is not closed.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut words = split(value)?.into_iter();
        Some(Self { program: words.next()?, args: words.collect() })
    }

    /// Its name without a folder, safe to show.
    pub(super) fn name(&self) -> String {
        quote(self.file_name())
    }

    fn file_name(&self) -> &str {
        Path::new(&self.program).file_name().and_then(|name| name.to_str()).unwrap_or(&self.program)
    }

    /// The arguments that name the file and, where it is known how, the place in it.
    pub(super) fn place(&self, file: &Path, at: Option<Place>) -> Vec<OsString> {
        let Some(at) = at else { return vec![file.into()] };
        if PLUS_LINE.contains(&self.file_name()) {
            return vec![format!("+{}", at.line).into(), file.into()];
        }
        if COLON_LINE.contains(&self.file_name()) {
            let mut argument = OsString::from(file);
            argument.push(format!(":{}:{}", at.line, at.column));
            return vec![argument];
        }
        vec![file.into()]
    }
}

fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Words between blanks, with single and double quotes and backslashes as in a shell.
fn split(value: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next()? {
                        '"' => break,
                        '\\' => match letters.next()? {
                            escaped @ ('"' | '\\' | '$' | '`') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        other => word.push(other),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(letters.next()?),
            blank if blank.is_whitespace() => words.extend(word.take()),
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_and_quotes_are_those_of_a_shell() {
        for (value, words) in [
            ("code --wait", vec!["code", "--wait"]),
            ("  vim  ", vec!["vim"]),
            (
                "'/opt/my editor/bin/e' -f \"a \\\"b\\\" \\c\" d\\ e ''",
                vec!["/opt/my editor/bin/e", "-f", "a \"b\" \\c", "d e", ""],
            ),
        ] {
            let editor = Editor::parse(value).unwrap();
            let mut parsed = vec![editor.program];
            parsed.extend(editor.args);
            assert_eq!(parsed, words);
        }
        assert_eq!(Editor::parse("vim 'never closed"), None);
        assert_eq!(Editor::parse("vim \\"), None);
    }

    #[test]
    fn a_line_is_told_to_those_who_understand() {
        let at = Some(Place { line: 7, column: 3 });
        for (editor, arguments) in [
            ("/usr/bin/vim -u NONE", vec!["+7", "/t/a.jsonc"]),
            ("nano", vec!["+7", "/t/a.jsonc"]),
            ("hx", vec!["/t/a.jsonc:7:3"]),
            ("code --wait", vec!["/t/a.jsonc"]),
        ] {
            let editor = Editor::parse(editor).unwrap();
            assert_eq!(editor.place(Path::new("/t/a.jsonc"), at), arguments);
            assert_eq!(editor.place(Path::new("/t/a.jsonc"), None), ["/t/a.jsonc"]);
        }
    }
}
