//! Finds the paths that a Rust source file names: `use` trees taken apart, paths inside expressions and
//! types, `super` and `self` resolved. Comments, strings and test modules are left out.
//!
//! It reads tokens, not syntax trees, and so needs no parser among the dependencies. What it must not
//! miss is held by the tests at the bottom.

/// A path with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The segments; `super` and `self` are resolved to `crate::…` and a glob is `*`.
    pub(crate) path: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Join,
    Sign(char),
}

/// The paths with two segments and more, and the roots a `use` imports, in the module `module` (its
/// path from the crate's root, empty for the root itself).
pub(crate) fn paths(text: &str, module: &[&str]) -> Vec<Named> {
    let tokens = without_tests(&tokens(text));
    let mut found = Vec::new();
    // Modules written inside the file move what `super` means; each is left at its closing brace.
    let mut inside: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        let (_, token) = &tokens[at];
        let here: Vec<&str> =
            module.iter().copied().chain(inside.iter().map(|(name, _)| name.as_str())).collect();
        match token {
            Token::Sign('{') => depth += 1,
            Token::Sign('}') => {
                depth -= 1;
                if inside.last().is_some_and(|(_, opened)| *opened == depth) {
                    inside.pop();
                }
            }
            Token::Word(word) if word == "mod" && sign(&tokens, at + 2, '{') => {
                if let Some((_, Token::Word(name))) = tokens.get(at + 1) {
                    inside.push((name.clone(), depth));
                }
                at += 1;
            }
            Token::Word(word) if word == "use" && !sign(&tokens, at + 1, '<') => {
                let mut prefix = Vec::new();
                at = tree(&tokens, at + 1, &mut prefix, &here, &mut found);
                continue;
            }
            Token::Word(_) if !continues(&tokens, at) => {
                let (end, path) = plain(&tokens, at);
                if path.len() > 1 {
                    found.push(Named { line: tokens[at].0, path: resolve(&path, &here) });
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The names of the modules declared `#[cfg(test)] mod name;`, whose files hold tests only.
pub(crate) fn test_files(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let mut names = Vec::new();
    for at in 0..tokens.len() {
        if let Some(after) = test_attribute(&tokens, at)
            && let Some(end) = item_end(&tokens, after)
            && sign(&tokens, end - 1, ';')
            && let Some(name) = tokens[after..end].windows(2).find_map(|pair| match pair {
                [(_, Token::Word(word)), (_, Token::Word(name))] if word == "mod" => Some(name.clone()),
                _ => None,
            })
        {
            names.push(name);
        }
    }
    names
}

fn sign(tokens: &[(usize, Token)], at: usize, sign: char) -> bool {
    tokens.get(at).is_some_and(|(_, token)| *token == Token::Sign(sign))
}

fn word(tokens: &[(usize, Token)], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some((_, Token::Word(word))) => Some(word),
        _ => None,
    }
}

/// True for a word that another path or a field access leads to.
fn continues(tokens: &[(usize, Token)], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map(|(_, token)| token);
    match before(1) {
        Some(Token::Sign('.')) => true,
        // `::name` at the start of a path names a crate; after a word or a `>` it goes on.
        Some(Token::Join) => matches!(before(2), Some(Token::Word(_) | Token::Sign('>'))),
        _ => false,
    }
}

/// Words joined by `::`, from `at` on.
fn plain(tokens: &[(usize, Token)], mut at: usize) -> (usize, Vec<String>) {
    let mut path = Vec::new();
    while let Some(name) = word(tokens, at) {
        path.push(name.to_owned());
        at += 1;
        if !(matches!(tokens.get(at), Some((_, Token::Join))) && word(tokens, at + 1).is_some()) {
            break;
        }
        at += 1;
    }
    (at, path)
}

/// One branch of a `use` tree with everything below it; answers where it ends.
fn tree(
    tokens: &[(usize, Token)],
    mut at: usize,
    prefix: &mut Vec<String>,
    module: &[&str],
    found: &mut Vec<Named>,
) -> usize {
    let kept = prefix.len();
    let line = tokens.get(at).map_or(0, |(line, _)| *line);
    let mut group = false;
    while let Some((_, token)) = tokens.get(at) {
        match token {
            Token::Join => {}
            // A new name for what is imported changes nothing about what is imported.
            Token::Word(name) if name == "as" => at += 1,
            Token::Word(name) => prefix.push(name.clone()),
            Token::Sign('*') => prefix.push("*".to_owned()),
            Token::Sign('{') => {
                group = true;
                at += 1;
                while at < tokens.len() && !sign(tokens, at, '}') {
                    at = tree(tokens, at, prefix, module, found);
                    if sign(tokens, at, ',') {
                        at += 1;
                    }
                }
            }
            Token::Sign(_) => break,
        }
        at += 1;
    }
    if !group && prefix.len() > kept {
        let mut path = prefix.clone();
        if path.last().is_some_and(|name| name == "self") && path.len() > 1 {
            path.pop();
        }
        found.push(Named { line, path: resolve(&path, module) });
    }
    prefix.truncate(kept);
    at
}

/// `super::x` and `self::x` from the crate's root.
fn resolve(path: &[String], module: &[&str]) -> Vec<String> {
    let mut place: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
    let relative = path.iter().take_while(|name| *name == "super" || *name == "self").count();
    if relative == 0 {
        return path.to_vec();
    }
    for name in &path[..relative] {
        if name == "super" {
            place.pop();
        }
    }
    std::iter::once("crate".to_owned()).chain(place).chain(path[relative..].iter().cloned()).collect()
}

/// Drops every item under an attribute that asks for a test build.
fn without_tests(tokens: &[(usize, Token)]) -> Vec<(usize, Token)> {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if let Some(end) = test_attribute(tokens, at).and_then(|after| item_end(tokens, after)) {
            at = end;
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// Where `#[cfg(test)]`, `#[cfg(all(test, …))]` or `#[test]` ends, when one starts here. `not(test)` is
/// ordinary code.
fn test_attribute(tokens: &[(usize, Token)], at: usize) -> Option<usize> {
    if !(sign(tokens, at, '#') && sign(tokens, at + 1, '[')) {
        return None;
    }
    let end = closing(tokens, at + 1)?;
    let words: Vec<&str> = (at + 2..end).filter_map(|at| word(tokens, at)).collect();
    match words.as_slice() {
        ["test"] | ["cfg", "test"] => Some(end + 1),
        ["cfg", "all", rest @ ..] if rest.contains(&"test") && !rest.contains(&"not") => Some(end + 1),
        _ => None,
    }
}

/// The end of the item that starts at `at`, further attributes included: past its `;` or its braces.
fn item_end(tokens: &[(usize, Token)], mut at: usize) -> Option<usize> {
    while at < tokens.len() {
        match &tokens[at].1 {
            Token::Sign(';') => return Some(at + 1),
            Token::Sign('{') => {
                let end = closing(tokens, at)? + 1;
                // The braces of a `use` tree are not the end of the item.
                if !sign(tokens, end, ';') {
                    return Some(end);
                }
                at = end;
            }
            Token::Sign('(' | '[') => at = closing(tokens, at)? + 1,
            _ => at += 1,
        }
    }
    None
}

/// The bracket that closes the one at `at`.
fn closing(tokens: &[(usize, Token)], at: usize) -> Option<usize> {
    let mut depth = 0;
    for (offset, (_, token)) in tokens[at..].iter().enumerate() {
        match token {
            Token::Sign('{' | '[' | '(') => depth += 1,
            Token::Sign('}' | ']' | ')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + offset);
        }
    }
    None
}

fn tokens(text: &str) -> Vec<(usize, Token)> {
    let letters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let length = match rest {
            ['/', '/', ..] => rest.iter().position(|letter| *letter == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => block_comment(rest),
            ['"', ..] => string(rest, 1),
            ['b' | 'c', '"', ..] => string(rest, 2),
            ['r', '"' | '#', ..] | ['b' | 'c', 'r', '"' | '#', ..] if raw_string(rest).is_some() => {
                raw_string(rest).unwrap_or(1)
            }
            ['\'', ..] => quote(rest),
            [letter, ..] if letter.is_alphanumeric() || *letter == '_' => {
                let end = rest.iter().position(|letter| !letter.is_alphanumeric() && *letter != '_');
                let end = end.unwrap_or(rest.len());
                if end == 1 && rest.starts_with(&['r', '#']) {
                    // `r#name` is the name.
                    2
                } else {
                    tokens.push((line, Token::Word(rest[..end].iter().collect())));
                    end
                }
            }
            [':', ':', ..] => {
                tokens.push((line, Token::Join));
                2
            }
            [letter, ..] => {
                if !letter.is_whitespace() {
                    tokens.push((line, Token::Sign(*letter)));
                }
                1
            }
            [] => 1,
        };
        line += rest[..length].iter().filter(|letter| **letter == '\n').count();
        at += length;
    }
    tokens
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &[char], mut at: usize) -> usize {
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

fn raw_string(rest: &[char]) -> Option<usize> {
    let start = rest.iter().position(|letter| *letter == 'r')? + 1;
    let hashes = rest[start..].iter().take_while(|letter| **letter == '#').count();
    if rest.get(start + hashes) != Some(&'"') {
        return None;
    }
    let body = start + hashes + 1;
    let end = (body..rest.len()).find(|at| {
        rest[*at] == '"' && rest[at + 1..].iter().take(hashes).filter(|l| **l == '#').count() == hashes
    });
    Some(end.map_or(rest.len(), |at| at + 1 + hashes))
}

/// A character literal, or the quote of a lifetime alone.
fn quote(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => {
            rest[2..].iter().skip(1).position(|letter| *letter == '\'').map_or(rest.len(), |at| at + 4)
        }
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{paths, test_files};

    fn found(text: &str, module: &[&str]) -> Vec<String> {
        paths(text, module).into_iter().map(|named| named.path.join("::")).collect()
    }

    #[test]
    fn a_use_tree_is_taken_apart() {
        let text = "pub(crate) use crate::{client::{Settings, field::FIELDS as F}, tasks};\nuse std::fs::{self, File};";
        assert_eq!(
            found(text, &["app"]),
            [
                "crate::client::Settings",
                "crate::client::field::FIELDS",
                "crate::tasks",
                "std::fs",
                "std::fs::File"
            ]
        );
    }

    #[test]
    fn paths_in_expressions_types_and_macros_are_found() {
        let text = "fn f(x: crate::ui::Theme) -> Vec<std::time::Instant> { vec![::tokio::spawn(y.z::<aws_types::A>())] }";
        assert_eq!(
            found(text, &["app"]),
            ["crate::ui::Theme", "std::time::Instant", "tokio::spawn", "aws_types::A"]
        );
        assert_eq!(found("x.crate_::y; <T as a::B>::c(); d::r#type::e", &[]), ["a::B", "d::type::e"]);
    }

    #[test]
    fn super_and_self_are_resolved_also_inside_modules() {
        assert_eq!(found("use super::super::ui::draw;", &["app", "list"]), ["crate::ui::draw"]);
        assert_eq!(found("use super::*;", &["app"]), ["crate::*"]);
        assert_eq!(found("use self::list::ListView;", &["app"]), ["crate::app::list::ListView"]);
        assert_eq!(
            found("mod inner { fn f() { super::super::ui::x() } } fn g() { super::ui::y() }", &["app"]),
            ["crate::ui::x", "crate::ui::y"]
        );
    }

    #[test]
    fn lines_are_told() {
        let text = "//! a\n/* b\n */ const S: &str = \"c\n\";\nuse a::b;";
        assert_eq!(paths(text, &[])[0].line, 5);
    }

    #[test]
    fn comments_strings_and_characters_hold_no_paths() {
        let text = r##"// a::b
            /* a::b /* a::b */ a::b */ const S: &str = "a::b \" a::b"; const R: &str = r#"a::b " a::b"#;
            const Q: char = '"'; const T: char = '\''; const B: &[u8] = b"a::b"; fn f<'a>(x: &'a c::D) {}"##;
        assert_eq!(found(text, &[]), ["c::D"]);
    }

    #[test]
    fn test_items_are_left_out_and_ordinary_ones_are_not() {
        let text = "#[cfg(test)] mod tests { use a::b; fn f() { c::d() } } use e::f;\n\
            #[cfg(not(test))] use g::h; #[cfg(test)] #[allow(x)] use i::{j, k}; #[test] fn t() { l::m() } fn n() { o::p() }";
        assert_eq!(found(text, &[]), ["e::f", "g::h", "o::p"]);
        assert_eq!(test_files("#[cfg(test)]\nmod tests;\nmod other;\n#[cfg(test)] mod more { }"), ["tests"]);
    }
}
