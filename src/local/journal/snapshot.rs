//! A client's document on disk.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use crate::client::Settings;

/// Members whose text is a secret, wherever they stand.
pub(super) const SECRETS: [&str; 2] = ["ClientSecret", "ClientSecretValue"];

/// A client's document as it may be kept: every member, unknown ones included, and no secret. There is
/// no other type of document in the journal, and no way to make one around the removal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot(Settings);

impl Snapshot {
    /// The document of a request or of a describe, without secrets.
    pub fn of(mut document: Map<String, Json>) -> Self {
        remove_secrets(&mut document);
        Self(Settings::from_wire(document))
    }

    /// As settings.
    pub fn settings(&self) -> &Settings {
        &self.0
    }
}

impl From<&Settings> for Snapshot {
    fn from(settings: &Settings) -> Self {
        Self::of(settings.document().clone())
    }
}

impl Serialize for Snapshot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.document().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Snapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::of)
    }
}

fn remove_secrets(document: &mut Map<String, Json>) {
    document.retain(|member, _| !SECRETS.contains(&member.as_str()));
    document.values_mut().for_each(remove_secrets_in);
}

pub(super) fn remove_secrets_in(json: &mut Json) {
    match json {
        Json::Object(members) => remove_secrets(members),
        Json::Array(items) => items.iter_mut().for_each(remove_secrets_in),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_removed_wherever_it_stands_and_nothing_else_is() {
        let document = r#"{"ClientName":"web","ClientSecret":"hush","GenerateSecret":true,"Later":
            {"ClientSecret":"hush","ClientSecretId":"id--1","List":[{"ClientSecretValue":"hush","Kept":1.50}]}}"#;
        let snapshot = Snapshot::of(serde_json::from_str(document).unwrap());
        let text = serde_json::to_string(&snapshot).unwrap();
        assert_eq!(
            text,
            r#"{"ClientName":"web","GenerateSecret":true,"Later":{"ClientSecretId":"id--1","List":[{"Kept":1.50}]}}"#
        );
        assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), snapshot, "and reads back as it was");
        assert!(!format!("{snapshot:?}").contains("hush"));
    }

    #[test]
    fn a_secret_that_somebody_put_into_the_file_is_not_read() {
        let read: Snapshot = serde_json::from_str(r#"{"ClientSecret":"hush"}"#).unwrap();
        assert_eq!(read, Snapshot::default());
    }
}
