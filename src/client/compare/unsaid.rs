//! What a file leaves unsaid of a client: because its writer did, because only another tool knows, or because
//! its kind of file has no place for it.

use std::borrow::Cow;

use serde_json::Value as Json;

use super::cells::member_words;
use super::{Column, is_compared};
use crate::client::Settings;
use crate::client::field::{self, FIELDS, Field, Kind, Life, UnitSource, Value};
use crate::client::settings::put;

/// What a file leaves unsaid of a client. Nothing is known of it, so it is no difference, and nobody copies
/// it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unsaid {
    /// True where a setting that is not in the file may be anything.
    pub absent: bool,
    /// Settings that may be anything although the file has everything else that is set: whoever wrote it did
    /// not know them yet.
    pub silent: Vec<&'static Field>,
    /// Settings whose value only another tool knows, with the text that stands there, as it came.
    pub open: Vec<(&'static Field, String)>,
    /// What kind of file it is; none for one that has a place for everything.
    pub medium: Option<&'static Medium>,
}

/// A kind of file that has no place for everything that a client can have: never for members that no table
/// knows, nor for values of a form that the setting should not have.
#[derive(Debug)]
pub struct Medium {
    /// What it is called, as in "Terraform has no place for it".
    pub name: &'static str,
    /// Whether it has a place for this text as a setting's value, or as a member of it.
    pub takes: fn(&Field, &str) -> bool,
}

impl PartialEq for Medium {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Something of a client that a kind of file has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lack {
    /// Whose value it is; none for a member that no table knows.
    pub(super) field: Option<&'static Field>,
    /// The API's name of it.
    name: String,
    /// The members of a list that are meant; empty where it is the whole value.
    pub(super) members: Vec<String>,
}

impl Unsaid {
    /// True where a setting of which the file has nothing may be anything.
    pub fn may_be_anything(&self, field: &Field) -> bool {
        self.absent || self.silent.iter().any(|silent| **silent == *field)
    }

    /// The same where what is left out counts as its default. A name has none.
    #[must_use]
    pub fn reset(self) -> Self {
        let silent = if self.absent { vec![field::CLIENT_NAME] } else { Vec::new() };
        Self { absent: false, silent, ..self }
    }

    /// True for a setting whose value only another tool knows.
    pub fn is_open(&self, field: &Field) -> bool {
        self.open.iter().any(|(open, _)| **open == *field)
    }

    /// True where a member that no table knows may be there without being said.
    pub(super) fn hides_unknown(&self) -> bool {
        self.absent || self.medium.is_some()
    }

    /// What the file says, and with it what `other` has and this kind of file has no place for: as it is to be
    /// taken where the two are compared, or where the one is made as the other.
    pub fn completed<'a>(&self, own: &'a Settings, other: &Settings) -> Cow<'a, Settings> {
        self.filled(own, other).map_or(Cow::Borrowed(own), |(settings, _)| Cow::Owned(settings))
    }

    /// What `other` has and this kind of file has no place for, each in a few words: the API's name, and the
    /// members of a list.
    pub fn lacking(&self, own: &Settings, other: &Settings) -> Vec<String> {
        if self.medium.is_none() {
            return Vec::new();
        }
        let lacks = self.filled(own, other).map(|(_, lacks)| lacks).unwrap_or_default();
        let known = lacks.into_iter().map(|lack| match lack.members.as_slice() {
            [] => lack.name,
            members => format!("{} {}", lack.name, members.join(", ")),
        });
        let said = own.unknown_paths();
        let unknown = other.unknown_paths().into_iter().filter(|(path, json)| {
            // Nothing, written out, is nothing.
            !json.is_null() && said.iter().all(|(own, _)| own != path)
        });
        known.chain(unknown.map(|(path, _)| path.join("."))).collect()
    }

    /// The settings with what they lack; none where they lack nothing.
    pub(super) fn filled(&self, own: &Settings, other: &Settings) -> Option<(Settings, Vec<Lack>)> {
        let medium = self.medium?;
        let mut lacks = Vec::new();
        let mut document = None;
        for field in FIELDS.iter().filter(|field| is_compared(field) && field.life != Life::Secret) {
            let is_absent = own.raw(field).is_none();
            if self.is_open(field) || is_absent && self.may_be_anything(field) {
                continue;
            }
            let Some((json, members)) = lack(medium, field, own, other) else { continue };
            put(document.get_or_insert_with(|| own.document().clone()), field.path, json);
            lacks.push(Lack { field: Some(field), name: field.api(), members });
        }
        Some((Settings::from_wire(document?), lacks))
    }
}

/// The value that a setting has together with what there is no place for, and the members that are meant.
fn lack(medium: &Medium, field: &Field, own: &Settings, other: &Settings) -> Option<(Json, Vec<String>)> {
    let theirs = other.raw(field)?;
    let is_odd = other.get(field).is_some_and(|value| match (value, field.kind) {
        // A number whose unit nobody knows is a number all the same, and told.
        (Value::Other(json), Kind::Duration { unit: UnitSource::Member { .. }, .. }) => !json.is_u64(),
        (value, _) => value.is_other(),
    });
    let all = || Some((theirs.clone(), Vec::new()));
    match (own.raw(field), theirs) {
        (None, Json::Null) => None,
        (None, _) if is_odd => all(),
        (mine, Json::Array(theirs)) if !is_odd && mine.is_none_or(Json::is_array) => {
            let mine = mine.and_then(Json::as_array).cloned().unwrap_or_default();
            let refused = |json: &Json| json.as_str().is_some_and(|text| !(medium.takes)(field, text));
            // What is in the file has a place in it, whatever is known of its kind.
            if mine.iter().any(refused) {
                return None;
            }
            let missing: Vec<Json> = theirs.iter().filter(|json| refused(json)).cloned().collect();
            let words = missing.iter().filter_map(Json::as_str).map(str::to_owned).collect();
            (!missing.is_empty()).then(|| (mine.into_iter().chain(missing).collect(), words))
        }
        (None, Json::String(text)) if !(medium.takes)(field, text) => all(),
        // A number goes with the unit, or the switch, that there is no place for.
        (None, Json::Number(_)) => {
            let leader = field.leader()?;
            let text = other.raw(leader)?.as_str()?;
            (own.raw(leader).is_none() && !(medium.takes)(leader, text)).then(all)?
        }
        _ => None,
    }
}

impl Column {
    /// True for a file of a kind that has no place for everything.
    pub(super) fn has_gaps(&self) -> bool {
        self.unsaid.medium.is_some()
    }

    /// The settings as they are to be compared with another column's.
    pub(super) fn beside<'a>(&'a self, other: &Self) -> Cow<'a, Settings> {
        self.unsaid.completed(&self.settings, &other.settings)
    }

    /// What is to be said of a setting that is the same but for what this kind of file has no place for.
    pub(super) fn same_but_for(&self, other: &Self, field: &Field) -> Option<String> {
        let medium = self.unsaid.medium?;
        let (_, lacks) = self.unsaid.filled(&self.settings, &other.settings)?;
        let lack = lacks.into_iter().find(|lack| lack.field.is_some_and(|own| *own == *field))?;
        let name = medium.name;
        Some(match lack.members.as_slice() {
            [] => format!("no place for it in {name}"),
            members => {
                let words = member_words(field, members);
                format!("= but for {}, which {name} has no place for", words.join(", "))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::compare::{Comparison, Relation, SecretSeen, Secrets, same};
    use crate::client::sample::from;

    static STRICT: Medium = Medium {
        name: "the form",
        takes: |field, text| *field != *field::EXPLICIT_AUTH_FLOWS || !text.contains("EXCHANGE"),
    };

    fn file(settings: Settings, absent: bool) -> Column {
        let unsaid = Unsaid { absent, medium: Some(&STRICT), ..Unsaid::default() };
        Column { unsaid, ..Column::new("file", settings, SecretSeen::Unknown) }
    }

    fn live(json: Json) -> Column {
        Column::new("live", from(json), SecretSeen::Unknown)
    }

    fn differing(columns: &[Column], base: usize) -> Vec<String> {
        let comparison = Comparison::of(columns, base, Secrets::InWords);
        comparison.rows().filter(|row| row.differs()).map(|row| row.subject.label()).collect()
    }

    #[test]
    fn what_has_no_place_in_a_file_is_no_difference_and_is_said() {
        let live =
            live(json!({"ClientName": "web", "ExplicitAuthFlows": ["A", "EXCHANGE"], "Deep": {"a": 1},
            "AuthSessionValidity": "odd", "CallbackURLs": ["b"]}));
        let same_file = file(
            from(json!({"ClientName": "web", "ExplicitAuthFlows": ["A"], "CallbackURLs": ["b"]})),
            false,
        );
        let columns = [live.clone(), same_file.clone()];
        for base in [0, 1] {
            assert_eq!(differing(&columns, base), [""; 0], "{base}");
        }
        assert!(same(&columns[0], &columns[1]) && same(&columns[1], &columns[0]));
        assert_eq!(
            same_file.unsaid.lacking(&same_file.settings, &live.settings),
            ["ExplicitAuthFlows EXCHANGE", "AuthSessionValidity", "Deep"]
        );
        let comparison = Comparison::of(&columns, 0, Secrets::InWords);
        assert!(comparison.summary().ends_with("settings are the same and 3 cannot be compared"));
        let flows =
            comparison.rows().find(|row| row.subject.field() == Some(field::EXPLICIT_AUTH_FLOWS)).unwrap();
        assert_eq!(flows.cells[1].relation, Relation::Untold);
        assert_eq!(flows.cells[1].lines[0].text, "= but for EXCHANGE, which the form has no place for");
        // Without a kind that lacks a place, all of it counts.
        let plain = Column { unsaid: Unsaid::default(), ..same_file };
        assert_eq!(differing(&[live, plain], 0).len(), 3);
    }

    #[test]
    fn what_has_a_place_counts_all_the_same() {
        let live = live(json!({"ClientName": "web", "ExplicitAuthFlows": ["A", "B", "EXCHANGE"],
            "CallbackURLs": ["b"], "DefaultRedirectURI": "b"}));
        let less = file(from(json!({"ClientName": "web", "ExplicitAuthFlows": ["A"]})), false);
        let columns = [live.clone(), less.clone()];
        assert_eq!(differing(&columns, 0).len(), 3, "a file that is complete says that there is none");
        assert!(!same(&columns[0], &columns[1]));
        let comparison = Comparison::of(&columns, 0, Secrets::InWords);
        let flows =
            comparison.rows().find(|row| row.subject.field() == Some(field::EXPLICIT_AUTH_FLOWS)).unwrap();
        assert_eq!(flows.cells[1].removed, ["B"], "the other one is not the file's to take away");
        assert_eq!(
            less.unsaid.completed(&less.settings, &live.settings).raw(field::EXPLICIT_AUTH_FLOWS),
            Some(&json!(["A", "EXCHANGE"]))
        );
        // A program that does not mention them leaves them alone.
        assert_eq!(differing(&[live.clone(), file(from(json!({"ClientName": "web"})), true)], 0), [""; 0]);
        // A file that has such a value says all of them.
        let new = file(from(json!({"ClientName": "web", "ExplicitAuthFlows": ["A", "EXCHANGE2"]})), true);
        assert_eq!(differing(&[live, new], 0).len(), 1);
    }
}
