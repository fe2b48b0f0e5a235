//! Clients as files that read well in git: one text for one state, whatever order the service answers in.
//!
//! Sets are sorted, lifetimes are in the longest unit that fits, members stand in the table's order, and
//! dates are apart, so that a client that was only touched has no difference. What the table does not know
//! is kept; a secret never is.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use thiserror::Error;

use super::compare::{Column, SecretSeen};
use super::field::{self, FIELDS, Kind, Life, Span, Unit, UnitSource, Value};
use super::settings::{at, put, remove};
use super::text::quote;
use super::{AppClient, ClientKey, PoolId, Settings};

/// The manifest's name in the folder.
pub const MANIFEST: &str = "cognitui-snapshot.json";
/// The name of the file that the dates are in.
pub const DATES: &str = "dates.json";
/// The form of the files that this version writes.
const FORMAT: u64 = 1;
/// The members of a client's file.
pub(crate) const SETTINGS: &str = "Settings";
pub(crate) const SECRET: &str = "Secret";
pub(crate) const POOL_NAME: &str = "UserPoolName";
/// Characters of a name in a file's name; the id behind it tells it apart.
const NAME: usize = 60;

/// Why a text is no snapshot of a client.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadSnapshot {
    /// It is no JSON.
    #[error("it is no JSON ({0})")]
    NotJson(String),
    /// It is JSON of something else.
    #[error("it holds no client: neither a snapshot's file nor what `show -o json` prints")]
    NoClient,
    /// It was written by a later version.
    #[error("its format is {0}, which this version does not know; use a newer cognitui")]
    Later(String),
}

/// What a snapshot says of one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Where it lives.
    pub key: ClientKey,
    /// Its pool's name at that time.
    pub pool_name: String,
    /// Whether it had a secret; none where the file does not say.
    pub secret: Option<bool>,
    /// Its settings in canonical form, dates left out.
    pub settings: Settings,
}

impl Kept {
    /// What is kept of a client.
    pub fn of(client: &AppClient, pool_name: impl Into<String>) -> Self {
        Self {
            key: client.key.clone(),
            pool_name: pool_name.into(),
            secret: Some(client.secret.is_present()),
            settings: canonical(&client.settings),
        }
    }

    /// The client's name, or its id where it has none.
    pub fn name(&self) -> &str {
        self.settings
            .raw(field::CLIENT_NAME)
            .and_then(Json::as_str)
            .unwrap_or_else(|| self.key.client.as_str())
    }

    /// The path of its file in the folder, with `/`: safe on every file system, and its own for each
    /// client, since ids are kept whole.
    pub fn path(&self) -> String {
        let folder = joined(&self.pool_name, self.key.pool.as_str());
        format!("{folder}/{}.json", joined(self.name(), self.key.client.as_str()))
    }

    /// The file's text.
    pub fn text(&self) -> String {
        let mut document = Map::new();
        document.insert(POOL_NAME.to_owned(), Json::from(self.pool_name.as_str()));
        if let Some(set) = self.secret {
            document.insert(SECRET.to_owned(), Json::from(if set { "set" } else { "none" }));
        }
        document.insert(SETTINGS.to_owned(), Json::Object(self.settings.document().clone()));
        pretty(&Json::Object(document))
    }

    /// Reads a client's file, or the document that `cognitui show -o json` prints.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(text: &str) -> Result<Self, BadSnapshot> {
        let json: Json =
            serde_json::from_str(text).map_err(|error| BadSnapshot::NotJson(error.to_string()))?;
        let Json::Object(mut document) = json else { return Err(BadSnapshot::NoClient) };
        let (pool_name, secret, settings) = match document.shift_remove(SETTINGS) {
            Some(Json::Object(settings)) => {
                let secret = match document.get(SECRET).and_then(Json::as_str) {
                    Some("set") => Some(true),
                    Some("none") => Some(false),
                    _ => None,
                };
                let name = document.get(POOL_NAME).and_then(Json::as_str).unwrap_or_default().to_owned();
                (name, secret, Settings::from_wire(settings))
            }
            Some(_) => return Err(BadSnapshot::NoClient),
            None => (String::new(), None, Settings::from_wire(document)),
        };
        let id = |field: &field::Field| settings.raw(field).and_then(Json::as_str).map(str::to_owned);
        let (Some(pool), Some(client)) = (id(field::USER_POOL_ID), id(field::CLIENT_ID)) else {
            return Err(BadSnapshot::NoClient);
        };
        let settings = canonical(&settings);
        Ok(Self { key: ClientKey::new(pool, client), pool_name, secret, settings })
    }

    /// As a column of a comparison.
    pub fn into_column(self, title: impl Into<String>) -> Column {
        let secret = match self.secret {
            Some(true) => SecretSeen::Set(None),
            Some(false) => SecretSeen::None,
            None => SecretSeen::Unknown,
        };
        Column::new(title, self.settings, secret)
    }
}

/// Settings in the one form that all with the same content share.
pub fn canonical(settings: &Settings) -> Settings {
    let mut source = settings.clone();
    for field in FIELDS.iter().filter(|field| field.life != Life::Secret) {
        match (source.get(field), field.kind) {
            (Some(Value::List(mut members)), _) => {
                members.sort_unstable();
                members.dedup();
                // A list that was read can be written again.
                let _ = source.set(field, Some(Value::List(members)));
            }
            (Some(Value::Span(span)), Kind::Duration { unit: UnitSource::Member { path, .. }, .. }) => {
                let span = longest(span);
                let _ = source.set(field, Some(Value::Span(span)));
                let mut document = source.into_document();
                put(&mut document, path, Json::from(span.unit.as_str()));
                source = Settings::from_wire(document);
            }
            _ => {}
        }
    }
    let mut rest = source.into_document();
    let mut ordered = Map::new();
    for field in FIELDS.iter().filter(|field| field.life != Life::Secret) {
        let json = at(&rest, field.path).cloned();
        if let Some(json) = json.filter(|_| field.kind != Kind::Timestamp) {
            put(&mut ordered, field.path, sorted(json));
        }
        remove(&mut rest, field.path);
    }
    let mut unknown: Vec<(String, Json)> = rest.into_iter().collect();
    unknown.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (name, json) in unknown {
        // The known object's other members, which no row describes.
        match (ordered.get_mut(&name), sorted(json)) {
            (Some(Json::Object(known)), Json::Object(members)) => known.extend(members),
            (Some(_), Json::Null) => {}
            (_, json) => {
                ordered.insert(name, json);
            }
        }
    }
    Settings::from_wire(ordered)
}

/// The dates of a client, as the service wrote them.
pub fn dates(settings: &Settings) -> Json {
    let date = |field: &field::Field| settings.raw(field).map(|json| (field.api(), json.clone()));
    FIELDS.iter().filter(|field| field.kind == Kind::Timestamp).filter_map(date).collect()
}

fn longest(span: Span) -> Span {
    let fits = |unit: Unit| span.in_unit(unit).filter(|_| span.amount > 0);
    Unit::LONGEST_FIRST.into_iter().find_map(fits).unwrap_or(span)
}

/// Members by name at every depth; the order of a list is kept, since nobody knows what it means.
fn sorted(json: Json) -> Json {
    match json {
        Json::Object(members) => {
            let mut members: Vec<(String, Json)> =
                members.into_iter().map(|(name, json)| (name, sorted(json))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Json::Object(members.into_iter().collect())
        }
        Json::Array(list) => Json::Array(list.into_iter().map(sorted).collect()),
        other => other,
    }
}

/// `NAME--ID`: the name for people, the id for truth.
fn joined(name: &str, id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = name.chars().take(NAME).map(|c| if plain(c) { c } else { '_' }).collect();
    // A leading dot would hide the file, and two are the folder above.
    let name = name.trim_start_matches(['.', '-']);
    let mut safe = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') {
            safe.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(safe, "%{byte:02X}");
        }
    }
    format!("{name}--{safe}")
}

/// A document as it is written to a file.
pub fn pretty(json: &Json) -> String {
    let mut text = serde_json::to_string_pretty(json).unwrap_or_else(|_| json.to_string());
    text.push('\n');
    text
}

/// Which pools of which places a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Each place once.
    pub places: Vec<Place>,
}

/// An account's pools in a region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The region.
    pub region: String,
    /// The account, where it could be told.
    pub account: Option<String>,
    /// True when every pool was asked for, so that a new one is news.
    pub whole: bool,
    /// Its pools and their names.
    pub pools: Vec<(PoolId, String)>,
    /// Clients that were there and could not be read, and of which no file tells: nobody knows how they were.
    pub unread: Vec<ClientKey>,
    /// Pools whose clients could never be listed to the end, so that more may have been there.
    pub unlisted: Vec<PoolId>,
}

impl Place {
    /// True when both are the same account and region, as far as that is known.
    pub fn is_at(&self, region: &str, account: Option<&str>) -> bool {
        let accounts_differ = self.account.as_deref().zip(account).is_some_and(|(one, other)| one != other);
        self.region == region && !accounts_differ
    }

    /// True for a client that may have been there: that no file tells of it does not make it new.
    pub fn missed(&self, key: &ClientKey) -> bool {
        self.unread.contains(key) || self.unlisted.contains(&key.pool)
    }
}

impl Manifest {
    /// The file's text. It says nothing about when, so that nothing changes where nothing has.
    pub fn text(&self) -> String {
        let pools = |place: &Place| -> Vec<Json> {
            let mut pools = place.pools.clone();
            pools.sort();
            pools.iter().map(|(id, name)| json!({"Id": id.as_str(), "Name": name})).collect()
        };
        let mut places: Vec<&Place> = self.places.iter().collect();
        places.sort_by(|a, b| (&a.account, &a.region).cmp(&(&b.account, &b.region)));
        let places: Vec<Json> = places
            .into_iter()
            .map(|place| {
                let mut told = json!({
                    "Region": place.region,
                    "Account": place.account,
                    "Whole": place.whole,
                    "UserPools": pools(place),
                });
                // Only what is missing is mentioned.
                if !place.unread.is_empty() {
                    let mut unread: Vec<&ClientKey> = place.unread.iter().collect();
                    unread.sort();
                    let key = |key: &ClientKey| json!({"UserPoolId": key.pool.as_str(), "ClientId": key.client.as_str()});
                    told["UnreadClients"] = unread.into_iter().map(key).collect();
                }
                if !place.unlisted.is_empty() {
                    let mut unlisted: Vec<&str> = place.unlisted.iter().map(PoolId::as_str).collect();
                    unlisted.sort_unstable();
                    told["UnlistedUserPools"] = unlisted.into();
                }
                told
            })
            .collect();
        pretty(&json!({"Format": FORMAT, "Places": places}))
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When it is no manifest, or a later version's.
    pub fn read(text: &str) -> Result<Self, BadSnapshot> {
        let json: Json =
            serde_json::from_str(text).map_err(|error| BadSnapshot::NotJson(error.to_string()))?;
        match json.get("Format") {
            Some(format) if format.as_u64() == Some(FORMAT) => {}
            Some(other) => return Err(BadSnapshot::Later(quote(&other.to_string()))),
            None => return Err(BadSnapshot::NoClient),
        }
        let text = |json: &Json, name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let pool = |json: &Json| Some((PoolId::new(text(json, "Id")?), text(json, "Name")?));
        let list =
            |json: &Json, name: &str| json.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
        let client = |json: &Json| Some(ClientKey::new(text(json, "UserPoolId")?, text(json, "ClientId")?));
        let place = |json: &Json| Place {
            region: text(json, "Region").unwrap_or_default(),
            account: text(json, "Account"),
            whole: json.get("Whole").and_then(Json::as_bool).unwrap_or_default(),
            pools: list(json, "UserPools").iter().filter_map(pool).collect(),
            unread: list(json, "UnreadClients").iter().filter_map(client).collect(),
            unlisted: list(json, "UnlistedUserPools")
                .iter()
                .filter_map(|json| json.as_str().map(PoolId::new))
                .collect(),
        };
        Ok(Self { places: list(&json, "Places").iter().map(place).collect() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::client::change::{Compare, diff};
    use crate::client::sample::{from, full, is_odd, settings};

    fn kept(name: &str) -> Kept {
        let mut document = full().into_document();
        document.insert("ClientName".into(), Json::from(name));
        let settings = canonical(&Settings::from_wire(document));
        Kept {
            key: ClientKey::new("eu-west-1_A", "c1"),
            pool_name: "customers".into(),
            secret: Some(true),
            settings,
        }
    }

    #[test]
    fn two_ways_of_writing_one_state_are_one_text() {
        let one = from(json!({"ClientName": "web", "AccessTokenValidity": 3600,
            "TokenValidityUnits": {"AccessToken": "seconds"}, "CallbackURLs": ["https://b", "https://a"],
            "Zeta": {"b": 1, "a": 2}, "Alpha": 1, "LastModifiedDate": 1}));
        let other = from(json!({"Alpha": 1, "LastModifiedDate": 2.5, "Zeta": {"a": 2, "b": 1},
            "CallbackURLs": ["https://a", "https://b", "https://a"], "AccessTokenValidity": 1, "ClientName": "web"}));
        let text = |settings: &Settings| pretty(&Json::Object(canonical(settings).into_document()));
        assert_eq!(text(&one), text(&other));
        assert!(text(&one).find("ClientName") < text(&one).find("AccessTokenValidity"));
        assert!(text(&one).find("AccessTokenValidity") < text(&one).find("Alpha"));
        assert!(!text(&one).contains("LastModified"));
        assert_eq!(dates(&other), json!({"LastModifiedDate": 2.5}));
    }

    #[test]
    fn a_file_comes_back_and_so_does_what_show_prints() {
        // As its own document names it.
        let key = ClientKey::new("us-west-2_abc123", "3ho4ek12345678909nh3fmhpko");
        let kept = Kept { key, ..kept("web") };
        assert_eq!(Kept::read(&kept.text()), Ok(kept.clone()));
        assert!(kept.text().contains("FutureSetting") && kept.text().contains("ActorToken"));
        let mut shown = full().into_document();
        shown.insert("ClientSecret".into(), "s3cret".into());
        let shown = Kept::read(&Json::Object(shown).to_string()).expect("a client");
        assert_eq!((shown.secret, shown.settings), (None, canonical(&full())));
        assert_eq!(Kept::read("[]"), Err(BadSnapshot::NoClient));
        assert_eq!(Kept::read("{\"Resources\": {}}"), Err(BadSnapshot::NoClient));
        assert!(matches!(Kept::read("{"), Err(BadSnapshot::NotJson(_))));
    }

    #[test]
    fn hostile_names_stay_in_their_folder() {
        for name in ["../../etc/passwd", "..", "a/b\\c", "\u{202e}gpj", "-rf", "con\n", ".git", ""] {
            let path = Kept { pool_name: name.to_owned(), ..kept(name) }.path();
            let parts: Vec<&str> = path.split('/').collect();
            assert_eq!(parts.len(), 2, "{path}");
            assert!(parts.iter().all(|part| !part.starts_with('.') && part.is_ascii()), "{path}");
            assert!(!path.contains(['\\', '\n']), "{path}");
        }
        assert_eq!(kept("web checkout").path(), "customers--eu-west-1_A/web_checkout--c1.json");
        let odd = |id: &str| Kept { key: ClientKey::new("p", id), ..kept("x") }.path();
        assert_ne!(odd("a/b"), odd("a_b"));
        assert!(kept(&"x".repeat(500)).path().len() < 120);
    }

    #[test]
    fn the_manifest_comes_back() {
        let place = Place {
            region: "eu-west-1".into(),
            account: Some("123456789012".into()),
            whole: true,
            pools: vec![(PoolId::new("eu-west-1_A"), "customers".into())],
            unread: vec![ClientKey::new("eu-west-1_A", "c1")],
            unlisted: vec![PoolId::new("eu-west-1_B")],
        };
        let missed = |pool: &str, client: &str| place.missed(&ClientKey::new(pool, client));
        assert!(missed("eu-west-1_A", "c1") && missed("eu-west-1_B", "any") && !missed("eu-west-1_A", "c2"));
        assert!(place.is_at("eu-west-1", None) && place.is_at("eu-west-1", Some("123456789012")));
        assert!(!place.is_at("eu-west-1", Some("1")) && !place.is_at("us-east-1", None));
        let manifest = Manifest { places: vec![place] };
        assert_eq!(Manifest::read(&manifest.text()), Ok(manifest));
        assert!(matches!(Manifest::read("{\"Format\": 2}"), Err(BadSnapshot::Later(_))));
        assert_eq!(Manifest::read("{}"), Err(BadSnapshot::NoClient));
    }

    proptest! {
        #[test]
        fn the_canonical_form_means_the_same_and_is_its_own(settings in settings()) {
            prop_assume!(!is_odd(&settings));
            let once = canonical(&settings);
            prop_assert_eq!(serde_json::to_string(canonical(&once).document()).ok(),
                serde_json::to_string(once.document()).ok());
            let changes = diff(&settings, &once, Compare::ByEffect);
            // What is inside an unknown member is compared as it is, and its order means nothing.
            prop_assert!(changes.is_empty(), "{:#?}", changes);
        }
    }
}
