//! What somebody has typed and not written yet, in a form that can be kept and gone on with.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::field::{Field, Life, by_id};
use super::{ClientKey, Edit, PoolId, Settings};

/// What a draft is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DraftOf {
    /// A change of this client.
    Client(ClientKey),
    /// A new client in this pool.
    New {
        /// The pool.
        pool: PoolId,
        /// Tells it from others in the same pool: when it was begun, in milliseconds since 1970.
        begun: i64,
    },
}

impl DraftOf {
    /// The pool that the client is in, or would be.
    pub fn pool(&self) -> &PoolId {
        match self {
            Self::Client(key) => &key.pool,
            Self::New { pool, .. } => pool,
        }
    }
}

/// What is typed. Nothing in it is a secret: settings never hold one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What can be read already.
    pub edit: Edit,
    /// What cannot be read, or is not added yet, as it stands on screen.
    pub typed: Vec<Typed>,
    /// What a new client starts from; none for a client that is there.
    pub start: Option<Start>,
}

/// A text that is no value of its setting, or not yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawTyped", into = "RawTyped")]
pub struct Typed {
    /// The setting.
    pub field: &'static Field,
    /// The text as it was typed.
    pub text: String,
}

/// What a new client starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "RawStart", into = "RawStart")]
pub struct Start {
    /// What stands above the form.
    pub title: String,
    /// The settings of the template or of the copied client.
    pub settings: Settings,
}

impl Draft {
    /// True when nothing is typed that would be lost.
    pub fn is_empty(&self) -> bool {
        self.edit.is_empty() && self.typed.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
struct RawTyped {
    key: String,
    text: String,
}

impl From<Typed> for RawTyped {
    fn from(typed: Typed) -> Self {
        Self { key: typed.field.id.to_owned(), text: typed.text }
    }
}

impl TryFrom<RawTyped> for Typed {
    type Error = String;

    fn try_from(raw: RawTyped) -> Result<Self, String> {
        let field = by_id(&raw.key).filter(|field| field.life != Life::Secret);
        let field = field.ok_or("the draft is of another version")?;
        Ok(Self { field, text: raw.text })
    }
}

#[derive(Serialize, Deserialize)]
struct RawStart {
    title: String,
    settings: Map<String, Json>,
}

impl From<Start> for RawStart {
    fn from(start: Start) -> Self {
        Self { title: start.title, settings: start.settings.into_document() }
    }
}

impl From<RawStart> for Start {
    fn from(raw: RawStart) -> Self {
        Self { title: raw.title, settings: Settings::from_wire(raw.settings) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::{field, sample};

    #[test]
    fn what_is_kept_is_read_back() {
        let typed = Typed { field: field::ID_TOKEN_VALIDITY, text: "12 bananas".to_owned() };
        let text = serde_json::to_string(&typed).expect("JSON");
        assert_eq!(serde_json::from_str::<Typed>(&text).expect(&text), typed);
        let start = Start { title: "New client".to_owned(), settings: sample::full() };
        let text = serde_json::to_string(&start).expect("JSON");
        assert_eq!(serde_json::from_str::<Start>(&text).expect(&text), start);
    }

    #[test]
    fn no_secret_gets_in() {
        assert!(serde_json::from_str::<Typed>(r#"{"key":"client_secret","text":"s3cret"}"#).is_err());
        let start = json!({"title": "", "settings": {"ClientSecret": "s3cret"}});
        let start: Start = serde_json::from_value(start).expect("a start");
        assert!(!serde_json::to_string(&start).expect("JSON").contains("s3cret"));
    }
}
