//! The arguments of a command of the AWS CLI, as far as a shell takes them as they are written. They count more
//! than the document beside them.

use serde_json::Value as Json;

use super::source::Source;
use super::{Imported, Open, Unresolved};
use crate::client::field::{self, FIELDS, Field, Kind, Value};
use crate::client::{ClientId, PoolId, Settings};

/// Options that say how to ask, and nothing of the client.
const BESIDE: &[&str] = &[
    "--ca-bundle",
    "--cli-auto-prompt",
    "--cli-binary-format",
    "--cli-connect-timeout",
    "--cli-read-timeout",
    "--color",
    "--debug",
    "--endpoint-url",
    "--no-cli-auto-prompt",
    "--no-cli-pager",
    "--no-paginate",
    "--no-sign-request",
    "--no-verify-ssl",
    "--output",
    "--profile",
    "--query",
    "--region",
];

/// A word as it is written, or none for one that the shell makes.
type Word = Option<String>;

/// The words of a command up to its end.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut made = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('\n') | None => {}
                Some(other) => word.get_or_insert_default().push(other),
            },
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(letters.by_ref().take_while(|letter| *letter != '\''));
            }
            '"' => {
                let word = word.get_or_insert_default();
                while let Some(inner) = letters.next().filter(|inner| *inner != '"') {
                    match inner {
                        '\\' => word.extend(letters.next()),
                        '$' | '`' => made = true,
                        other => word.push(other),
                    }
                }
            }
            '$' | '`' | '*' | '?' | '~' => {
                word.get_or_insert_default();
                made = true;
            }
            '|' | ';' | '&' | '<' | '>' | '(' | ')' | '\n' | '#' if letter != '#' || word.is_none() => break,
            blank if blank.is_whitespace() => {
                let made = std::mem::take(&mut made);
                words.extend(word.take().map(|word| (!made).then_some(word)));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word.map(|word| (!made).then_some(word)));
    words
}

/// Takes what the arguments around a document say into the client of it.
pub(super) fn overrule(source: &Source, at: usize, words: &[Word], imported: &mut Imported) {
    let place = source.place(at);
    let is_option = |word: &Word| word.as_ref().is_some_and(|word| word.starts_with("--"));
    let starts: Vec<usize> = (0..words.len()).filter(|at| is_option(&words[*at])).collect();
    for (nth, start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(words.len());
        let Some(option) = &words[*start] else { continue };
        let (name, own) =
            option.split_once('=').map_or((option.as_str(), None), |(name, own)| (name, Some(own)));
        let own = own.map(|own| Some(own.to_owned()));
        let values: Vec<Word> = own.into_iter().chain(words[start + 1..end].iter().cloned()).collect();
        if BESIDE.contains(&name) || name == super::aws_cli_script::OPTION {
            continue;
        }
        let open = |field: Option<&'static Field>| Unresolved {
            field,
            // Whatever else stands there may be a secret.
            name: if field.is_some() { name.to_owned() } else { "an option".to_owned() },
            source: String::new(),
            place,
            why: Open::Evaluated,
        };
        let (plain, on) = match name.strip_prefix("--no-") {
            Some(rest) => (format!("--{rest}"), false),
            None => (name.to_owned(), true),
        };
        let fields: Vec<&'static Field> =
            FIELDS.iter().filter(|field| flag(field) == Some(plain.as_str())).collect();
        match (fields.as_slice(), value(&fields, &values, on)) {
            ([], _) => imported.unresolved.push(open(None)),
            ([one], _) if *one == field::CLIENT_SECRET => imported.secret = Some(true),
            ([one], Some(Value::Switch(on))) if *one == field::GENERATE_SECRET => imported.secret = Some(on),
            ([one], Some(value)) => {
                if let Value::Text(text) = &value {
                    match *one {
                        one if one == field::USER_POOL_ID => imported.pool = Some(PoolId::new(text.clone())),
                        one if one == field::CLIENT_ID => imported.client = Some(ClientId::new(text.clone())),
                        _ => {}
                    }
                }
                put(&mut imported.settings, one, &value);
            }
            (several, None) => {
                for field in several {
                    take_out(&mut imported.settings, field);
                    imported.unresolved.push(open(Some(field)));
                }
            }
            (_, Some(_)) => {}
        }
    }
}

/// The option that a setting has, alone or as a part of it.
fn flag(field: &Field) -> Option<&'static str> {
    field.names.cli.and_then(|name| name.split_whitespace().next())
}

/// What is written for a setting that has an option of its own.
fn value(fields: &[&'static Field], words: &[Word], on: bool) -> Option<Value> {
    let [field] = fields else { return None };
    let words: Vec<String> = words.iter().cloned().collect::<Option<_>>()?;
    match (&field.kind, words.as_slice()) {
        (Kind::Switch, []) => Some(Value::Switch(on)),
        (Kind::List { .. } | Kind::Choices(_), members) if !members.is_empty() => {
            // A list in JSON, or in a file, is read by the CLI alone.
            let plain = |member: &String| !member.starts_with(['[', '{']) && !member.starts_with("file://");
            members.iter().all(plain).then(|| Value::List(members.to_vec()))
        }
        (Kind::Text { .. } | Kind::Choice(_), [text]) if !text.starts_with("file://") => {
            Some(Value::Text(text.clone()))
        }
        (Kind::Duration { .. }, [number]) => {
            let number: u64 = number.parse().ok()?;
            Some(Value::Other(Json::from(number)))
        }
        _ => None,
    }
}

fn put(settings: &mut Settings, field: &'static Field, value: &Value) {
    let mut document = std::mem::take(settings).into_document();
    crate::client::settings::put(&mut document, field.path, value.to_wire());
    *settings = Settings::from_wire(document);
}

fn take_out(settings: &mut Settings, field: &'static Field) {
    let mut document = std::mem::take(settings).into_document();
    crate::client::settings::remove(&mut document, field.path);
    *settings = Settings::from_wire(document);
}
