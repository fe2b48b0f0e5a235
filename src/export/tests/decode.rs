//! Small readers of the languages that are written, made from the languages' own rules: what texts a
//! program has, and what is left of it without them.

use crate::export::Syntax;

/// The texts of a program, decoded, and the program with `§` in their places and without comments.
pub(super) fn read(syntax: Syntax, program: &str) -> Result<(Vec<String>, String), String> {
    match syntax {
        Syntax::Java => java(program),
        Syntax::Hcl => quoted(program, "#", hcl_escape),
        Syntax::TypeScript => quoted(program, "//", typescript_escape),
        Syntax::Python => quoted(program, "#", python_escape),
        Syntax::Yaml => quoted(program, "#", yaml_escape),
        Syntax::Env => env(program),
        Syntax::Shell | Syntax::Json => Err("read with a reader of JSON".to_owned()),
    }
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;
type Escape = fn(&mut Chars, char, &mut Vec<u16>) -> Result<(), String>;

/// Languages whose texts stand between double quotes in one line.
fn quoted(program: &str, comment: &str, escape: Escape) -> Result<(Vec<String>, String), String> {
    let mut texts = Vec::new();
    let mut rest = String::new();
    for line in program.split('\n') {
        let mut chars = line.chars().peekable();
        let mut before = ' ';
        let mut at = 0;
        while let Some(c) = chars.next() {
            if line[at..].starts_with(comment) && before.is_whitespace() {
                break;
            }
            if c == '"' {
                let mut units = Vec::new();
                loop {
                    match chars.next() {
                        None => return Err(format!("a text without an end: {line}")),
                        Some('"') => break,
                        Some(c) if c < ' ' => return Err(format!("a bare {c:?}: {line}")),
                        Some(c) => escape(&mut chars, c, &mut units)?,
                    }
                }
                texts.push(String::from_utf16(&units).map_err(|error| error.to_string())?);
                rest.push('§');
            } else {
                rest.push(c);
            }
            before = c;
            at = line.len() - chars.clone().map(char::len_utf8).sum::<usize>();
        }
        rest.push('\n');
    }
    Ok((texts, rest))
}

fn put(units: &mut Vec<u16>, c: char) {
    units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
}

fn number(chars: &mut Chars, digits: usize) -> Result<u32, String> {
    let text: String = chars.by_ref().take(digits).collect();
    u32::from_str_radix(&text, 16).map_err(|error| format!("{text}: {error}"))
}

fn numbered(chars: &mut Chars, digits: usize, units: &mut Vec<u16>) -> Result<(), String> {
    let code = number(chars, digits)?;
    put(units, char::from_u32(code).ok_or_else(|| format!("{code:x} is no character"))?);
    Ok(())
}

/// What the languages have in common after a backslash.
fn simple(c: char) -> Option<char> {
    Some(match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '"' => '"',
        '\\' => '\\',
        _ => return None,
    })
}

fn after_backslash(chars: &mut Chars, units: &mut Vec<u16>) -> Result<Option<char>, String> {
    let c = chars.next().ok_or("a backslash at the end")?;
    match simple(c) {
        Some(c) => {
            put(units, c);
            Ok(None)
        }
        None => Ok(Some(c)),
    }
}

fn hcl_escape(chars: &mut Chars, c: char, units: &mut Vec<u16>) -> Result<(), String> {
    if c == '$' || c == '%' {
        let mut ahead = chars.clone();
        return match (ahead.next(), ahead.next()) {
            (Some('{'), _) => Err("a template begins".to_owned()),
            (Some(second), Some('{')) if second == c => {
                // One sign and the brace; what another sign before it means is disputed.
                if units.last() == Some(&(c as u16)) {
                    return Err("three signs and a brace".to_owned());
                }
                chars.next();
                chars.next();
                put(units, c);
                put(units, '{');
                Ok(())
            }
            _ => {
                put(units, c);
                Ok(())
            }
        };
    }
    if c != '\\' {
        put(units, c);
        return Ok(());
    }
    match after_backslash(chars, units)? {
        None => Ok(()),
        Some('u') => numbered(chars, 4, units),
        Some('U') => numbered(chars, 8, units),
        Some(other) => Err(format!("\\{other} is none of HCL's")),
    }
}

fn typescript_escape(chars: &mut Chars, c: char, units: &mut Vec<u16>) -> Result<(), String> {
    if c != '\\' {
        put(units, c);
        return Ok(());
    }
    match after_backslash(chars, units)? {
        None => Ok(()),
        Some('u') if chars.peek() == Some(&'{') => {
            let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
            let code = u32::from_str_radix(&digits, 16).map_err(|error| error.to_string())?;
            put(units, char::from_u32(code).ok_or("no character")?);
            Ok(())
        }
        Some(other) => Err(format!("\\{other} is not expected")),
    }
}

fn python_escape(chars: &mut Chars, c: char, units: &mut Vec<u16>) -> Result<(), String> {
    if c != '\\' {
        put(units, c);
        return Ok(());
    }
    match after_backslash(chars, units)? {
        None => Ok(()),
        Some('x') => numbered(chars, 2, units),
        Some('u') => numbered(chars, 4, units),
        Some('U') => numbered(chars, 8, units),
        Some(other) => Err(format!("\\{other} is not expected")),
    }
}

/// YAML has the same ones between double quotes.
fn yaml_escape(chars: &mut Chars, c: char, units: &mut Vec<u16>) -> Result<(), String> {
    python_escape(chars, c, units)
}

/// Java first replaces every `\u` behind an even number of backslashes, in the whole program; then reads.
fn java(program: &str) -> Result<(Vec<String>, String), String> {
    let mut units: Vec<u16> = Vec::new();
    let mut chars = program.chars().peekable();
    let mut backslashes = 0;
    while let Some(c) = chars.next() {
        if c == '\\' && backslashes % 2 == 0 && chars.peek() == Some(&'u') {
            chars.next();
            units.push(u16::try_from(number(&mut chars, 4)?).map_err(|error| error.to_string())?);
            backslashes = 0;
            continue;
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        put(&mut units, c);
    }
    let program = String::from_utf16(&units).map_err(|error| error.to_string())?;
    quoted(&program.replace('\r', "\n"), "//", |chars, c, units| {
        if c != '\\' {
            put(units, c);
            return Ok(());
        }
        let Some(first) = after_backslash(chars, units)? else { return Ok(()) };
        let mut digits = String::from(first);
        // Three digits where the first is at most 3, two otherwise.
        while digits.len() < if first <= '3' { 3 } else { 2 }
            && chars.peek().is_some_and(|c| ('0'..='7').contains(c))
        {
            digits.extend(chars.next());
        }
        let code = u8::from_str_radix(&digits, 8).map_err(|error| format!("\\{digits}: {error}"))?;
        put(units, char::from(code));
        Ok(())
    })
}

/// Lines of `NAME=value`: the value as it is, or between single quotes.
fn env(program: &str) -> Result<(Vec<String>, String), String> {
    let mut texts = Vec::new();
    let mut rest = String::new();
    for line in program.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, value) = line.split_once('=').ok_or_else(|| format!("no value: {line}"))?;
        let value = match value.strip_prefix('\'') {
            Some(quoted) => quoted.strip_suffix('\'').filter(|text| !text.contains('\'')).ok_or("quotes")?,
            None if value
                .contains([' ', '$', '&', ';', '`', '"', '\'', '#', '\\', '(', '*', '?', '~', '|']) =>
            {
                return Err(format!("not quoted: {line}"));
            }
            None => value,
        };
        texts.push(value.to_owned());
        rest.push_str(name);
        rest.push_str("=§\n");
    }
    Ok((texts, rest))
}
