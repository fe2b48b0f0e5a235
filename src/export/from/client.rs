//! From what a tool calls its settings to a client's.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::source::Source;
use super::tree::{Member, Node, Tree};
use super::{Imported, Open, ReadError, Unresolved, shown};
use crate::client::field::{self, FIELDS, Field, Kind, Life, UnitSource};
use crate::client::settings::put;
use crate::client::{ClientId, PoolId, Settings};
use crate::export::names::{self, Tool};

/// How a kind of file tells of clients.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    /// The reader's id.
    pub(super) format: &'static str,
    /// Whose names it has.
    pub(super) tool: Tool,
    /// Whether it has everything that is set, each setting by its name: nothing in its place is not set.
    pub(super) complete: bool,
    /// Names that are no settings.
    pub(super) beside: &'static [&'static str],
}

/// The same for one of many: one that cannot be read does not keep the others away.
pub(super) fn client_or_why(
    source: &Source,
    telling: Telling,
    address: &str,
    members: &Node,
    managed: bool,
) -> Imported {
    client(source, telling, address, members, managed).unwrap_or_else(|error| {
        let mut imported = Imported::unread(source, telling.format, address, &error);
        // Who it is can be told all the same.
        let text =
            |field: &Field| names::of(field, telling.tool).and_then(|name| members.find(&name)?.text());
        imported.pool = text(field::USER_POOL_ID).map(PoolId::new);
        let mut document = serde_json::Map::new();
        if let Some(name) = text(field::CLIENT_NAME) {
            put(&mut document, field::CLIENT_NAME.path, Json::from(name));
        }
        imported.settings = Settings::from_wire(document);
        imported
    })
}

/// Reads the members of a client's resource.
fn client(
    source: &Source,
    telling: Telling,
    address: &str,
    members: &Node,
    managed: bool,
) -> Result<Imported, ReadError> {
    let members = &*singular(members, telling.tool);
    let mut imported = Imported::new(source, telling.format, address, members.at);
    imported.complete = telling.complete;
    imported.managed = managed;
    let mut document = serde_json::Map::new();
    let mut known: Vec<String> = Vec::new();
    for field in FIELDS {
        let Some(name) = names::of(field, telling.tool) else { continue };
        let node = members.find(&name);
        known.push(name.clone());
        if telling.complete && !members.says(&name) {
            imported.silent.push(field);
        }
        let Some(node) = node else { continue };
        if field == field::GENERATE_SECRET {
            match &node.tree {
                // That none is generated says nothing of one that is there.
                Tree::Bool(true) => imported.secret = Some(true),
                Tree::Bool(false) if telling.complete => {}
                Tree::Bool(false) => imported.secret = Some(false),
                _ => {}
            }
        }
        if field == field::CLIENT_SECRET && telling.complete {
            secret(&mut imported, node);
        }
        if field.life == Life::Secret || field.kind == Kind::Timestamp {
            continue;
        }
        if node.is_open() && field == field::CLIENT_ID {
            // One that is not made yet.
            continue;
        }
        if node.is_open() {
            imported.unresolved.push(evaluated(source, Some(field), &name, node));
            continue;
        }
        let json = value(field, node, telling.tool).map_err(|(node, expected)| {
            source.error(node.at, format!("expected {expected} for {name}, found {}", shown(&node.words())))
        })?;
        if telling.complete && is_nothing(&json) {
            continue;
        }
        match (field, json.as_str()) {
            (field, Some(id)) if field == field::USER_POOL_ID => imported.pool = Some(PoolId::new(id)),
            (field, Some(id)) if field == field::CLIENT_ID => imported.client = Some(ClientId::new(id)),
            _ => {}
        }
        if field.ops.update || field.ops.output {
            put(&mut document, field.path, json);
        }
    }
    imported.settings = Settings::from_wire(document);
    without_units(source, telling.tool, members, &mut imported);
    unknown(source, telling, members, &known, &mut imported);
    Ok(imported)
}

/// With what is open in the place of a block that is there several times: which one counts is the tool's to
/// say.
fn singular(members: &Node, tool: Tool) -> Cow<'_, Node> {
    let is_block = |member: &Member| {
        let mut names = FIELDS.iter().filter_map(|field| names::of(field, tool));
        names.any(|name| name.split_once('.').is_some_and(|(head, _)| head == member.name))
    };
    let is_several = |member: &Member| member.value.list().len() > 1 && is_block(member);
    if !members.members().iter().any(is_several) {
        return Cow::Borrowed(members);
    }
    let mut changed = members.clone();
    if let Tree::Map(members) = &mut changed.tree {
        for member in members.iter_mut().filter(|member| is_several(member)) {
            member.value.tree = Tree::Open(member.value.words());
        }
    }
    Cow::Owned(changed)
}

/// A state has the secret of every client that has one; the secret itself goes no further.
fn secret(imported: &mut Imported, node: &Node) {
    if let Tree::Text(text) = &node.tree {
        imported.secret = Some(!text.is_empty());
    }
}

/// A number whose unit cannot be told is none.
pub(super) fn without_units(source: &Source, tool: Tool, members: &Node, imported: &mut Imported) {
    for field in FIELDS {
        let Kind::Duration { unit: UnitSource::Member { path, .. }, .. } = field.kind else { continue };
        let is_unit = |open: &&Unresolved| open.field.is_some_and(|unit| unit.path == path);
        let Some(unit) = imported.unresolved.iter().find(is_unit).map(|open| open.source.clone()) else {
            continue;
        };
        let name = names::of(field, tool).unwrap_or_default();
        let is_there = imported.settings.raw(field).is_some();
        if let Some(node) = members.find(&name).filter(|node| is_there && !node.is_open()) {
            remove(&mut imported.settings, field);
            let mut open = evaluated(source, Some(field), &name, node);
            open.source = format!("{} in {unit}", open.source);
            imported.unresolved.push(open);
        }
    }
}

fn remove(settings: &mut Settings, field: &'static Field) {
    let mut document = std::mem::take(settings).into_document();
    crate::client::settings::remove(&mut document, field.path);
    *settings = Settings::from_wire(document);
}

/// Something that only the tool can evaluate.
pub(super) fn evaluated(
    source: &Source,
    field: Option<&'static Field>,
    name: &str,
    node: &Node,
) -> Unresolved {
    Unresolved {
        field,
        name: name.to_owned(),
        source: node.words(),
        place: source.place(node.at),
        why: Open::Evaluated,
    }
}

/// What the table has no row for.
fn unknown(source: &Source, telling: Telling, node: &Node, known: &[String], imported: &mut Imported) {
    let mut tell = |name: String, member: &Member| {
        let is_known = known.iter().any(|own| {
            *own == name || own.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'))
        });
        let is_nothing = match &member.value.tree {
            Tree::Null => true,
            Tree::Text(text) => text.is_empty(),
            Tree::List(nodes) => nodes.is_empty(),
            Tree::Map(members) => members.is_empty(),
            _ => false,
        };
        if !is_known && !is_nothing && !telling.beside.contains(&name.as_str()) {
            let place = source.place(member.at);
            let source = String::new();
            imported.unresolved.push(Unresolved { field: None, name, source, place, why: Open::Unknown });
        }
    };
    for member in node.members() {
        tell(member.name.clone(), member);
        let inner = match member.value.list() {
            [one] => one,
            _ => &member.value,
        };
        let is_parent =
            known.iter().any(|own| own.split_once('.').is_some_and(|(head, _)| head == member.name));
        if is_parent {
            inner.members().iter().for_each(|inner| tell(format!("{}.{}", member.name, inner.name), inner));
        }
    }
}

/// What a state writes for nothing.
fn is_nothing(json: &Json) -> bool {
    match json {
        Json::String(text) => text.is_empty(),
        Json::Array(members) => members.is_empty(),
        _ => false,
    }
}

/// A value in the form of the setting, as the API writes it; or what does not fit, and what would.
fn value<'a>(field: &Field, node: &'a Node, tool: Tool) -> Result<Json, (&'a Node, &'static str)> {
    match field.kind {
        Kind::List { .. } | Kind::Choices(_) => match &node.tree {
            Tree::List(nodes) => nodes
                .iter()
                .filter(|node| node.tree != Tree::Null)
                .map(|node| text(node).map(Json::from).ok_or((node, "a text")))
                .collect(),
            _ => Err((node, "a list of texts")),
        },
        Kind::Switch => switch(node, tool).map(Json::Bool).ok_or((node, "true or false")),
        Kind::Duration { .. } => {
            number(node).map(Json::from).ok_or((node, "a whole number that is not negative"))
        }
        Kind::Text { .. } | Kind::Choice(_) | Kind::Unit | Kind::Timestamp => {
            text(node).map(Json::from).ok_or((node, "a text"))
        }
    }
}

/// Tools take a number or a switch for its text where a text belongs.
fn text(node: &Node) -> Option<String> {
    match &node.tree {
        Tree::Text(text) | Tree::Number(text) => Some(text.clone()),
        Tree::Bool(on) => Some(on.to_string()),
        _ => None,
    }
}

/// Tools take a switch's text for it. The YAML of templates is an older one, which has more words for a switch.
fn switch(node: &Node, tool: Tool) -> Option<bool> {
    match &node.tree {
        Tree::Bool(on) => Some(*on),
        Tree::Text(text) => match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            "yes" | "on" if tool == Tool::CloudFormation => Some(true),
            "no" | "off" if tool == Tool::CloudFormation => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn number(node: &Node) -> Option<u64> {
    match &node.tree {
        Tree::Number(text) | Tree::Text(text) => {
            let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
            // Some readers take what begins with a zero for another base.
            if whole.len() > 1 && whole.starts_with('0') {
                return None;
            }
            rest.bytes().all(|b| b == b'0').then(|| whole.parse().ok())?
        }
        _ => None,
    }
}
