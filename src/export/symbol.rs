//! Names for resources: valid in each language, unique in a text, and the same each time.

use std::collections::HashSet;

use super::PoolPart;
use crate::client::PoolId;

/// How a language writes its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `web_app_3ho4`
    Snake,
    /// `webApp3ho4`
    Camel,
    /// `WebApp3ho4`
    Pascal,
    /// `web-app-3ho4`
    Kebab,
    /// `WEB_APP_3HO4`
    Upper,
}

/// Longer names are cut; the id's beginning still tells them apart.
const LONGEST: usize = 48;
/// As much of an id as tells two clients of a name apart, nearly always.
const SHORT: usize = 4;

/// Words that a name must not be, in any of the languages: keywords, and what our own texts use.
const RESERVED: &[&str] = &[
    "abstract",
    "and",
    "any",
    "app",
    "args",
    "as",
    "assert",
    "async",
    "await",
    "aws",
    "bool",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "cdk",
    "char",
    "class",
    "cognito",
    "const",
    "construct",
    "continue",
    "ctx",
    "data",
    "debugger",
    "def",
    "default",
    "del",
    "delete",
    "do",
    "double",
    "elif",
    "else",
    "enum",
    "eval",
    "except",
    "exec",
    "export",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "from",
    "function",
    "global",
    "goto",
    "id",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "int",
    "interface",
    "is",
    "lambda",
    "let",
    "list",
    "local",
    "long",
    "main",
    "match",
    "module",
    "native",
    "new",
    "none",
    "nonlocal",
    "not",
    "null",
    "or",
    "output",
    "package",
    "pass",
    "print",
    "private",
    "props",
    "protected",
    "provider",
    "public",
    "pulumi",
    "raise",
    "record",
    "resource",
    "return",
    "scope",
    "self",
    "short",
    "stack",
    "static",
    "str",
    "strictfp",
    "string",
    "super",
    "switch",
    "synchronized",
    "terraform",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "var",
    "variable",
    "void",
    "volatile",
    "when",
    "while",
    "with",
    "yield",
    "arguments",
];

/// The names that a text has used already.
#[derive(Debug, Default)]
pub(super) struct Taken(HashSet<String>);

impl Taken {
    /// A new name from a text and an id. `otherwise` stands in where the text has nothing to make a name of.
    pub(super) fn name(&mut self, case: Case, text: &str, id: &str, otherwise: &str) -> String {
        let words = words(text, otherwise);
        let short: String = id.chars().take(SHORT).collect();
        for id in [short.as_str(), id] {
            let name = join(case, &words, id);
            if self.take(&name) {
                return name;
            }
        }
        let mut number = 2_u32;
        loop {
            let name = join(case, &words, &format!("{id}n{number}"));
            if self.take(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// The name that a pool's files begin with.
    pub(super) fn file_stem(&mut self, pool: &PoolPart, region: Option<&str>) -> String {
        let name = pool.name().unwrap_or_default();
        let text = region.map_or_else(|| name.to_owned(), |region| format!("{region} {name}"));
        self.name(Case::Kebab, &text, pool_suffix(&pool.id), "pool")
    }

    /// Some languages tell names apart by case and some file systems do not, so none may differ by it alone.
    fn take(&mut self, name: &str) -> bool {
        self.0.insert(name.to_ascii_lowercase())
    }
}

/// The part of a pool's id that is its own.
pub(super) fn pool_suffix(id: &PoolId) -> &str {
    id.as_str().rsplit('_').next().unwrap_or_default()
}

/// The ASCII words of a text, in lower case. Anything else parts them, and so does a hump.
fn words(text: &str, otherwise: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut length = 0;
    for c in text.chars() {
        if c.is_ascii_alphanumeric() && length < LONGEST {
            let begins = !before.is_ascii_alphanumeric()
                || c.is_ascii_uppercase() && before.is_ascii_lowercase()
                || words.is_empty();
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(c.to_ascii_lowercase());
            }
            length += 1;
        }
        before = c;
    }
    if words.first().is_none_or(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        words.insert(0, otherwise.to_owned());
    }
    words
}

fn join(case: Case, words: &[String], id: &str) -> String {
    let id: String = id.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    // What is reserved as a whole gets company.
    if id.is_empty()
        && (RESERVED.contains(&words.concat().as_str()) || RESERVED.contains(&words.join("_").as_str()))
    {
        words.push("client");
    }
    if !id.is_empty() {
        words.push(&id);
    }
    match case {
        Case::Snake => words.join("_"),
        Case::Kebab => words.join("-"),
        Case::Upper => words.join("_").to_ascii_uppercase(),
        Case::Camel => {
            words.iter().enumerate().map(|(at, w)| if at == 0 { (*w).to_owned() } else { big(w) }).collect()
        }
        Case::Pascal => words.iter().map(|word| big(word)).collect(),
    }
}

/// True for a word that must not be a name, in any of the languages.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// A word with a capital first letter.
pub(super) fn big(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_tells_what_it_is_of() {
        let name = |case, text| Taken::default().name(case, text, "3ho4ek12345678909nh3fmhpko", "client");
        assert_eq!(name(Case::Snake, "web"), "web_3ho4");
        assert_eq!(name(Case::Camel, "bookingServer web"), "bookingServerWeb3ho4");
        assert_eq!(name(Case::Pascal, "AmazonOpenSearchService-logs"), "AmazonOpenSearchServiceLogs3ho4");
        assert_eq!(name(Case::Kebab, "2nd web"), "client-2nd-web-3ho4");
        assert_eq!(name(Case::Upper, "日本"), "CLIENT_3HO4");
        let new = |text| Taken::default().name(Case::Camel, text, "", "client");
        assert_eq!((new("class").as_str(), new("web").as_str()), ("classClient", "web"));
    }

    #[test]
    fn the_same_name_is_given_once() {
        let mut taken = Taken::default();
        let mut name = |text, id| taken.name(Case::Snake, text, id, "client");
        assert_eq!(name("web", "aaaa1"), "web_aaaa");
        assert_eq!(name("WEB", "aaaa2"), "web_aaaa2");
        assert_eq!(name("web", "aaaa2"), "web_aaaa2n2");
        assert_eq!(name("web", "aaaa2"), "web_aaaa2n3");
    }

    proptest! {
        #[test]
        fn names_are_valid_everywhere(texts in prop::collection::vec((any::<String>(), "[a-z0-9]{0,26}"), 1..8)) {
            for case in [Case::Snake, Case::Camel, Case::Pascal, Case::Kebab, Case::Upper] {
                let mut taken = Taken::default();
                let mut seen = HashSet::new();
                for (text, id) in &texts {
                    let name = taken.name(case, text, id, "client");
                    prop_assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{}", name);
                    let sign = if case == Case::Kebab { '-' } else { '_' };
                    prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == sign), "{}", name);
                    prop_assert!(!RESERVED.contains(&name.as_str()), "{}", name);
                    prop_assert!(name.len() < 128);
                    prop_assert!(seen.insert(name.to_lowercase()));
                }
            }
        }
    }
}
