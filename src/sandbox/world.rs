//! A world as data: the pools that a sandbox begins with.
//!
//! Members of the file with a small initial are the sandbox's own; those with a capital one are the API's,
//! and what stands in them is what a describe returns. A pool or a client with `"repeat": N` is a template
//! for N of them, where `{n}` in any text is the number. Secrets are never in a file: `"secret": true`
//! says that there is one, `"secrets": [DATE, …]` says when each was made. `"managedLogin": 2` beside a pool
//! gives its domains managed sign-in pages, for which a client has a style unless `"styled": false` says not.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use super::{
    ids::{Rng, derived_client_id, derived_pool_id, derived_secret},
    schema::{UNDATED, complete_pool},
    settle::{self, Identity},
    shelf::Shelf,
    store::{Client, Document, Pool, Secret, Store, text},
};

/// The world that is built in: an invented ferry company with things worth finding.
const DEFAULT: &str = include_str!("../../assets/sandbox/world.json");

/// The pools that a sandbox begins with.
#[derive(Clone, Debug)]
pub struct World {
    /// The world's own region first.
    stores: Vec<Store>,
}

/// A world that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}; correct the world file and try again")]
pub struct WorldError {
    /// The line in the file, from 1, at or just after the mistake.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl World {
    /// The built-in world.
    ///
    /// # Panics
    /// Never: the file is part of the program.
    #[expect(clippy::expect_used, reason = "the file is part of the program and a test reads it")]
    pub fn default_world() -> Self {
        Self::from_json(DEFAULT).expect("the built-in world is well-formed")
    }

    /// Reads a world.
    ///
    /// # Errors
    /// When the text is not JSON, or not a world; the error has the line.
    pub fn from_json(text: &str) -> Result<Self, WorldError> {
        let raw: RawWorld = serde_json::from_str(text)
            .map_err(|error| WorldError { line: error.line(), what: without_place(&error) })?;
        raw.into_stores().map(|stores| Self { stores }).map_err(|clash| WorldError {
            line: clash.line_in(text),
            what: format!("{} is there twice", clash.0),
        })
    }

    pub(super) fn into_stores(self) -> Vec<Store> {
        self.stores
    }
}

/// The parser's text ends with the place, which the error has a field for.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

/// A key that was given twice.
struct Clash(String);

impl Clash {
    /// The line where the key stands for the second time.
    fn line_in(&self, text: &str) -> usize {
        let place = text.match_indices(&self.0).nth(1).map_or(0, |(place, _)| place);
        text[..place].lines().count().max(1)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWorld {
    account: String,
    region: String,
    #[serde(default, rename = "laterFlows")]
    later_flows: Vec<String>,
    pools: Vec<RawPool>,
    /// What the same account has in other regions.
    #[serde(default)]
    elsewhere: Vec<RawRegion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRegion {
    region: String,
    pools: Vec<RawPool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPool {
    #[serde(default = "once")]
    repeat: usize,
    pool: Dated,
    /// The attributes that the pool asks for beside the standard ones, as `CreateUserPool` takes them.
    #[serde(default)]
    schema: Vec<Value>,
    #[serde(default)]
    providers: Vec<Dated>,
    #[serde(default)]
    servers: Vec<Dated>,
    #[serde(default)]
    clients: Vec<RawClient>,
    /// The version of the domains' sign-in pages.
    #[serde(default = "classic", rename = "managedLogin")]
    pages: u8,
}

fn classic() -> u8 {
    1
}

fn once() -> usize {
    1
}

/// An API document whose dates are written for people.
struct Dated(Document);

impl<'de> Deserialize<'de> for Dated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut document = Document::deserialize(deserializer)?;
        for member in ["CreationDate", "LastModifiedDate"] {
            if let Some(value) = document.get_mut(member) {
                *value = seconds::<D::Error>(value)?.into();
            }
        }
        Ok(Self(document))
    }
}

struct RawClient {
    repeat: usize,
    secrets: Vec<f64>,
    styled: bool,
    document: Document,
}

impl<'de> Deserialize<'de> for RawClient {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Dated(mut document) = Dated::deserialize(deserializer)?;
        if text(&document, "ClientName").is_none() {
            return Err(de::Error::missing_field("ClientName"));
        }
        if document.contains_key("ClientSecret") {
            return Err(de::Error::custom(
                "a world holds no secrets, write \"secret\": true instead of ClientSecret",
            ));
        }
        let repeat = match document.shift_remove("repeat") {
            None => 1,
            Some(count) => count
                .as_u64()
                .and_then(|count| usize::try_from(count).ok())
                .ok_or_else(|| de::Error::custom("repeat is not a whole number"))?,
        };
        let made = document.get("CreationDate").and_then(Value::as_f64).unwrap_or(UNDATED);
        let mut secrets = match document.shift_remove("secret") {
            Some(Value::Bool(true)) => vec![made],
            None | Some(Value::Bool(false)) => Vec::new(),
            Some(_) => return Err(de::Error::custom("secret is neither true nor false")),
        };
        if let Some(dates) = document.shift_remove("secrets") {
            let dates =
                dates.as_array().ok_or_else(|| de::Error::custom("secrets is not a list of dates"))?;
            secrets = dates.iter().map(seconds::<D::Error>).collect::<Result<_, _>>()?;
        }
        // The console gives every client that it makes a style.
        let styled = match document.shift_remove("styled") {
            Some(Value::Bool(styled)) => styled,
            None => true,
            Some(_) => return Err(de::Error::custom("styled is neither true nor false")),
        };
        Ok(Self { repeat, secrets, styled, document })
    }
}

/// Epoch seconds from `2025-03-01T09:30:00Z`.
fn seconds<E: de::Error>(value: &Value) -> Result<f64, E> {
    let moment: Timestamp = value
        .as_str()
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| E::custom(format!("{value} is not a date like \"2025-03-01T09:30:00Z\"")))?;
    Ok(moment.as_duration().as_secs_f64())
}

impl RawWorld {
    fn into_stores(self) -> Result<Vec<Store>, Clash> {
        let here = RawRegion { region: self.region, pools: self.pools };
        let regions = std::iter::once(here).chain(self.elsewhere);
        regions.map(|region| region.into_store(&self.account, &self.later_flows)).collect()
    }
}

impl RawRegion {
    fn into_store(self, account: &str, later_flows: &[String]) -> Result<Store, Clash> {
        let mut store = Store {
            account: account.to_owned(),
            region: self.region,
            later_flows: later_flows.to_owned(),
            pools: Shelf::default(),
            rng: Rng::new(0),
        };
        for raw in self.pools {
            for number in 1..=raw.repeat {
                let (id, pool) = raw.build(number, &store)?;
                store.pools.add(id.clone(), pool).map_err(|_| Clash(id))?;
            }
        }
        Ok(store)
    }
}

impl RawPool {
    fn build(&self, number: usize, store: &Store) -> Result<(String, Pool), Clash> {
        let mut document = numbered(&self.pool.0, number);
        let name = text(&document, "Name").unwrap_or_default().to_owned();
        let id = match text(&document, "Id") {
            Some(id) => id.to_owned(),
            None => derived_pool_id(&store.region, &name, number),
        };
        document.insert("Id".to_owned(), id.as_str().into());
        complete_pool(&mut document, &self.schema, &store.pool_arn(&id));
        let mut pool = Pool { document, pages: self.pages, ..Pool::default() };
        for Dated(provider) in &self.providers {
            shelve(&mut pool.providers, provider, "ProviderName", &id)?;
        }
        for Dated(server) in &self.servers {
            shelve(&mut pool.servers, server, "Identifier", &id)?;
        }
        for raw in &self.clients {
            for number in 1..=raw.repeat {
                let (client_id, client) = raw.build(number, &id, &store.account);
                pool.clients.add(client_id.clone(), client).map_err(|_| Clash(client_id))?;
            }
        }
        Ok((id, pool))
    }
}

fn shelve(shelf: &mut Shelf<Document>, raw: &Document, key: &str, pool: &str) -> Result<(), Clash> {
    let mut document = raw.clone();
    document.insert("UserPoolId".to_owned(), pool.into());
    let key = text(raw, key).unwrap_or_default().to_owned();
    shelf.add(key.clone(), document).map_err(|_| Clash(key))
}

impl RawClient {
    /// Settings are taken as they stand: clients made long ago may break rules that came later.
    fn build(&self, number: usize, pool: &str, account: &str) -> (String, Client) {
        let settings = numbered(&self.document, number);
        let id = text(&settings, "ClientId").map_or_else(
            || derived_client_id(pool, text(&settings, "ClientName").unwrap_or_default(), number),
            str::to_owned,
        );
        let date = |member: &str| settings.get(member).and_then(Value::as_f64);
        let created = date("CreationDate").unwrap_or(UNDATED);
        let identity = Identity {
            pool,
            client: &id,
            account,
            client_type: text(&settings, "ClientType").unwrap_or("REGULAR"),
            created,
            modified: date("LastModifiedDate").unwrap_or(created),
        };
        let document = settle::document(settle::requested(&settings), &identity);
        let mut secrets = Vec::new();
        for (place, made) in self.secrets.iter().enumerate() {
            let secret = Secret::new(&id, derived_secret(&id, place), *made, &secrets);
            secrets.push(secret);
        }
        (id, Client { document, secrets, styled: self.styled })
    }
}

/// A template's document for one number.
fn numbered(document: &Document, number: usize) -> Document {
    fn fill(value: &Value, number: &str) -> Value {
        match value {
            Value::String(text) if text.contains("{n}") => text.replace("{n}", number).into(),
            Value::Array(items) => items.iter().map(|item| fill(item, number)).collect(),
            Value::Object(members) => Value::Object(
                members.iter().map(|(name, value)| (name.clone(), fill(value, number))).collect(),
            ),
            other => other.clone(),
        }
    }
    let number = number.to_string();
    document.iter().map(|(name, value)| (name.clone(), fill(value, &number))).collect()
}
