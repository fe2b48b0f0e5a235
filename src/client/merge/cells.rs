//! The places at which documents are brought together, and what is decided at each.

use serde_json::{Map, Value as Json};

use crate::client::Settings;
use crate::client::change::Subject;
use crate::client::field::{FIELDS, Field, Kind, Life, Shown, UnitSource, Value, members_of};
use crate::client::settings::{put, remove};

type Document = Map<String, Json>;

/// What is decided as one: a setting (a duration together with its unit), or a member that no row
/// describes.
pub(super) struct Cell {
    pub(super) subject: Subject,
    paths: Vec<Vec<String>>,
}

/// One member in the three documents.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    path: Vec<String>,
    pub(super) base: Option<Json>,
    pub(super) mine: Option<Json>,
    pub(super) theirs: Option<Json>,
}

impl Choice {
    /// Puts one side's member into a document, or removes it where that side has none.
    pub(super) fn write(&self, document: &mut Document, json: Option<&Json>) {
        write(document, &self.path, json);
    }
}

/// What becomes of a cell.
pub(super) enum Decision {
    /// As theirs has it.
    Theirs,
    /// As mine has it.
    Mine,
    /// A list with both changes.
    Both(Vec<String>),
    /// Somebody has to choose.
    Conflict,
}

/// The three documents.
pub(super) struct Three<'a> {
    pub(super) base: &'a Settings,
    pub(super) mine: &'a Settings,
    pub(super) theirs: &'a Settings,
    /// Whether lists are brought together member by member.
    pub(super) by_member: bool,
}

impl Three<'_> {
    fn all(&self) -> [&Settings; 3] {
        [self.base, self.mine, self.theirs]
    }

    /// Every place that any of the three has something at.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let odd = |name: &str| {
            self.all().iter().any(|settings| {
                settings.document().get(name).is_some_and(|json| !json.is_object() && !json.is_null())
            })
        };
        let plain = |path: &[&str]| path.len() == 1 || !odd(path[0]);
        let mut cells = Vec::new();
        for field in FIELDS.iter().filter(|field| field.life != Life::Secret && plain(field.path)) {
            if matches!((field.kind, field.shown), (Kind::Unit, Shown::Within(_))) {
                continue;
            }
            let mut paths = vec![field.path];
            if let Kind::Duration { unit: UnitSource::Member { path, .. }, .. } = field.kind
                && plain(path)
            {
                paths.push(path);
            }
            let owned = |path: &[&str]| path.iter().map(|&name| name.to_owned()).collect();
            let paths = paths.into_iter().map(owned).collect();
            cells.push(Cell { subject: Subject::Setting(field), paths });
        }
        let mut seen: Vec<Vec<String>> = Vec::new();
        for (path, _) in self.all().into_iter().flat_map(Settings::unknown_paths) {
            // A known object that is something else somewhere is decided as a whole.
            let path = if odd_parent(&path, odd) { vec![path[0].clone()] } else { path };
            if !seen.contains(&path) {
                seen.push(path);
            }
        }
        let unknown = |path: Vec<String>| Cell { subject: Subject::Unknown(path.clone()), paths: vec![path] };
        cells.extend(seen.into_iter().map(unknown));
        cells
    }

    pub(super) fn choices(&self, cell: &Cell) -> Vec<Choice> {
        let read = |settings: &Settings, path: &[String]| at(settings.document(), path).cloned();
        cell.paths
            .iter()
            .map(|path| Choice {
                path: path.clone(),
                base: read(self.base, path),
                mine: read(self.mine, path),
                theirs: read(self.theirs, path),
            })
            .collect()
    }

    pub(super) fn decide(&self, cell: &Cell, choices: &[Choice]) -> Decision {
        let mine_is = |other: fn(&Choice) -> &Option<Json>| choices.iter().all(|c| c.mine == *other(c));
        if mine_is(|c| &c.theirs) || mine_is(|c| &c.base) {
            return Decision::Theirs;
        }
        if choices.iter().all(|c| c.theirs == c.base) {
            return Decision::Mine;
        }
        let Subject::Setting(field) = cell.subject else { return Decision::Conflict };
        if field.life == Life::ReadOnly || same(self.base, self.mine, field) {
            return Decision::Theirs;
        }
        if same(self.base, self.theirs, field) {
            return Decision::Mine;
        }
        if same(self.mine, self.theirs, field) {
            return Decision::Theirs;
        }
        let both = if self.by_member { self.list(field) } else { None };
        both.map_or(Decision::Conflict, Decision::Both)
    }

    /// Theirs without what mine removed and with what mine added. `None` where that says nothing: for
    /// other settings than lists, and where a default that nobody wrote would have to be taken apart.
    fn list(&self, field: &Field) -> Option<Vec<String>> {
        let read = |settings: &Settings| match settings.get(field) {
            Some(Value::List(members)) => Some(members),
            None if field.kind.is_list() => Some(Vec::new()),
            _ => None,
        };
        let (base, mine, theirs) = (read(self.base)?, read(self.mine)?, read(self.theirs)?);
        let written = [&base, &mine, &theirs].iter().all(|list| !list.is_empty());
        let mut both: Vec<String> =
            theirs.iter().filter(|m| !base.contains(m) || mine.contains(m)).cloned().collect();
        for member in mine.iter().filter(|m| !base.contains(m)) {
            if !both.contains(member) {
                both.push(member.clone());
            }
        }
        let means_default = field.default.is_some() && (!written || both.is_empty());
        (!means_default).then_some(both)
    }

    /// Objects that are there and empty, or `null`, follow whoever changed that.
    pub(super) fn settle_empty_objects(&self, result: &mut Document) {
        let mut parents: Vec<&str> = FIELDS.iter().filter_map(Field::parent).collect();
        parents.dedup();
        for parent in parents {
            let state = |settings: &Settings| settings.document().get(parent).cloned();
            let has_members = |json: &Option<Json>| match json {
                Some(Json::Object(members)) => !members.is_empty(),
                Some(Json::Null) | None => false,
                Some(_) => true,
            };
            if has_members(&result.get(parent).cloned()) {
                continue;
            }
            let (base, mine, theirs) = (state(self.base), state(self.mine), state(self.theirs));
            let chosen = if mine == base { theirs } else { mine };
            write(
                result,
                &[parent.to_owned()],
                chosen.filter(|json| !has_members(&Some(json.clone()))).as_ref(),
            );
        }
    }
}

fn odd_parent(path: &[String], odd: impl Fn(&str) -> bool) -> bool {
    members_of(&path[0]).next().is_some() && odd(&path[0])
}

/// True when the same applies, and it can be read what.
fn same(a: &Settings, b: &Settings, field: &Field) -> bool {
    let read = |settings: &Settings| !settings.get(field).is_some_and(|value| value.is_other());
    read(a) && read(b) && a.same(b, field)
}

fn at<'a>(document: &'a Document, path: &[String]) -> Option<&'a Json> {
    let (last, parents) = path.split_last()?;
    let mut object = document;
    for parent in parents {
        object = object.get(parent)?.as_object()?;
    }
    object.get(last)
}

fn write(document: &mut Document, path: &[String], json: Option<&Json>) {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match json {
        Some(json) => put(document, &names, json.clone()),
        None => remove(document, &names),
    }
}
