//! From a person's text back to settings.

use serde_json::{Map, Value as Json};

use super::parse::{Member, Node, Tree, parse};
use super::{Place, Trouble};
use crate::client::Settings;
use crate::client::edit::EditError;
use crate::client::field::{self, FIELDS, Field, Kind, Life, Unit, Value, members_of};
use crate::client::settings::{SECRET_MEMBER, at, put, remove};
use crate::client::text::quote;

/// The settings that a text asks for, where `base` are those it was written from. A setting that the text
/// leaves out has its default again; what a person cannot choose stays as it is in `base`.
///
/// This looks at the form alone. Limits, and what settings must agree on, are the rules' affair.
///
/// # Errors
/// When the text is no JSON, or names or gives what no client can have.
pub fn read(text: &str, base: &Settings) -> Result<Settings, Trouble> {
    let root = parse(text)?;
    let Tree::Object(members) = &root.tree else {
        let what = format!("expected {{ and the settings in it, found {}", words(&root));
        return Err(Trouble { place: Place::of(text, root.offset), what });
    };
    let mut reader = Reader { text, base, document: base.document().clone() };
    reader.names(members)?;
    reader.unknown(members);
    for field in FIELDS.iter().filter(|field| field.is_mutable()) {
        reader.setting(field, members)?;
    }
    Ok(Settings::from_wire(reader.document))
}

struct Reader<'a> {
    text: &'a str,
    base: &'a Settings,
    document: Map<String, Json>,
}

impl Reader<'_> {
    fn trouble(&self, offset: usize, what: impl Into<String>) -> Trouble {
        Trouble { place: Place::of(self.text, offset), what: what.into() }
    }

    /// Refuses names that cannot be there.
    fn names(&self, members: &[Member]) -> Result<(), Trouble> {
        for member in members {
            if members_of(&member.name).next().is_none() {
                self.name(&[&member.name], member)?;
                continue;
            }
            match &member.value.tree {
                Tree::Object(inner) => {
                    for one in inner {
                        self.name(&[&member.name, &one.name], one)?;
                    }
                }
                _ if member.value.is_null() => {}
                _ if self.base.document().get(&member.name) == Some(&member.value.json()) => {}
                _ => {
                    let what = format!(
                        "\"{}\" takes an object, as in {{ … }}, and has {}",
                        member.name,
                        words(&member.value)
                    );
                    return Err(self.trouble(member.value.offset, what));
                }
            }
        }
        Ok(())
    }

    fn name(&self, path: &[&str], member: &Member) -> Result<(), Trouble> {
        if let Some(field) = FIELDS.iter().find(|field| field.path == path) {
            let as_it_is = at(self.base.document(), path) == Some(&member.value.json());
            if field.is_mutable() || as_it_is && field.life != Life::Secret {
                return Ok(());
            }
            return Err(self.trouble(member.offset, EditError::NotChangeable { field }.to_string()));
        }
        if self.base.unknown_paths().iter().any(|(known, _)| known == path) {
            return Ok(());
        }
        // A name that nobody knows may be newer than this program; a misspelt one would do nothing.
        let (parent, name) = match path {
            [parent, name] => (Some(*parent), *name),
            _ => (None, member.name.as_str()),
        };
        let elsewhere = || field::find(name).filter(|_| parent.is_none()).map(Field::api);
        // What goes on behind a known name is how newer members are called; the review warns of those.
        let goes_on = |known: &&str| {
            let head = name.get(..known.len()).filter(|_| name.len() > known.len() + 1);
            head.is_some_and(|head| head.eq_ignore_ascii_case(known))
        };
        let near = field::nearest_member(parent, name).filter(|known| !goes_on(known));
        let meant = near.map(str::to_owned).or_else(elsewhere);
        meant.filter(|meant| meant != SECRET_MEMBER).map_or(Ok(()), |meant| {
            let what = format!("there is no setting called \"{}\"; did you mean \"{meant}\"?", quote(name));
            Err(self.trouble(member.offset, what))
        })
    }

    /// Takes over what no row of the table describes.
    fn unknown(&mut self, members: &[Member]) {
        let written = Settings::from_wire(object(members));
        let there: Vec<(Vec<String>, &Json)> = written.unknown_paths();
        for (path, _) in self.base.unknown_paths() {
            if !there.iter().any(|(other, _)| *other == path) {
                remove(&mut self.document, &names(&path));
            }
        }
        for (path, json) in there {
            let path = names(&path);
            if !is_same(&self.document, &path, json) {
                put(&mut self.document, &path, json.clone());
            }
        }
    }

    fn setting(&mut self, field: &'static Field, members: &[Member]) -> Result<(), Trouble> {
        let present = at(&self.document, field.path).cloned();
        let Some(node) = find(members, field.path).filter(|node| !node.is_null()) else {
            if present.is_some() {
                remove(&mut self.document, field.path);
            }
            return Ok(());
        };
        let json = node.json();
        if present.as_ref() == Some(&json) {
            return Ok(());
        }
        // Any unit will do here: which one it is stands elsewhere in the text.
        if Value::from_wire(&field.kind, &json, Some(Unit::Seconds)).is_other() {
            let wrong = wrong_member(&field.kind, node).unwrap_or(node);
            let what = format!(
                "{} (\"{}\") takes {}, and here is {}",
                field.label,
                field.api(),
                form(&field.kind),
                words(wrong)
            );
            return Err(self.trouble(wrong.offset, what));
        }
        put(&mut self.document, field.path, json);
        Ok(())
    }
}

fn object(members: &[Member]) -> Map<String, Json> {
    members.iter().map(|member| (member.name.clone(), member.value.json())).collect()
}

fn names(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

/// True when a document has exactly this at a place, a written `null` included.
fn is_same(document: &Map<String, Json>, path: &[&str], json: &Json) -> bool {
    let there = match path {
        [name] => document.get(*name),
        [parent, name] => document.get(*parent).and_then(|parent| parent.get(*name)),
        _ => None,
    };
    there == Some(json)
}

fn find<'a>(members: &'a [Member], path: &[&str]) -> Option<&'a Node> {
    let (first, rest) = path.split_first()?;
    let node = &members.iter().find(|member| member.name == *first)?.value;
    match (rest, &node.tree) {
        ([], _) => Some(node),
        (rest, Tree::Object(inner)) => find(inner, rest),
        _ => None,
    }
}

/// The member of a list that is to blame.
fn wrong_member<'a>(kind: &Kind, node: &'a Node) -> Option<&'a Node> {
    match &node.tree {
        Tree::List(nodes) if kind.is_list() => {
            nodes.iter().find(|node| !matches!(node.tree, Tree::Leaf(Json::String(_))))
        }
        _ => None,
    }
}

/// The JSON that a setting takes, in words.
fn form(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } | Kind::Choice(_) | Kind::Unit => "a text in double quotes",
        Kind::List { .. } | Kind::Choices(_) => "a list of texts, as in [\"one\", \"two\"]",
        Kind::Switch => "true or false",
        Kind::Duration { .. } => "a whole number without quotes",
        Kind::Timestamp => "a moment",
    }
}

fn words(node: &Node) -> String {
    match &node.tree {
        Tree::Leaf(Json::Null) => "null".to_owned(),
        Tree::Leaf(Json::String(_)) => "a text".to_owned(),
        Tree::Leaf(json) => quote(&json.to_string()),
        Tree::List(_) => "a list".to_owned(),
        Tree::Object(_) => "an object".to_owned(),
    }
}
