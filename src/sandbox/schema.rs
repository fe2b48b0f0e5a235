//! What a user pool has when nothing is said: the standard attributes and the defaults.

use serde_json::{Value, json};

use super::store::{Document, text};

/// When things without a date were made, in epoch seconds: 2025-01-15.
pub(super) const UNDATED: f64 = 1_736_899_200.0;

/// The attributes that every pool has, with their types.
const STANDARD: [(&str, &str); 21] = [
    ("sub", "String"),
    ("name", "String"),
    ("given_name", "String"),
    ("family_name", "String"),
    ("middle_name", "String"),
    ("nickname", "String"),
    ("preferred_username", "String"),
    ("profile", "String"),
    ("picture", "String"),
    ("website", "String"),
    ("email", "String"),
    ("email_verified", "Boolean"),
    ("gender", "String"),
    ("birthdate", "String"),
    ("zoneinfo", "String"),
    ("locale", "String"),
    ("phone_number", "String"),
    ("phone_number_verified", "Boolean"),
    ("address", "String"),
    ("updated_at", "Number"),
    ("identities", "String"),
];

/// Fills in what the service fills in when a pool is made: the schema, the ARN and the defaults.
pub(super) fn complete_pool(document: &mut Document, schema: &[Value], arn: &str) {
    let mut attributes: Vec<Value> = STANDARD
        .iter()
        .map(|(name, kind)| {
            json!({
                "Name": name, "AttributeDataType": kind, "DeveloperOnlyAttribute": false,
                "Mutable": *name != "sub", "Required": *name == "sub",
            })
        })
        .collect();
    for asked in schema.iter().filter_map(Value::as_object) {
        let name = text(asked, "Name").unwrap_or_default();
        let standard = attributes.iter_mut().filter_map(Value::as_object_mut);
        if let Some(attribute) = standard.into_iter().find(|attribute| text(attribute, "Name") == Some(name))
        {
            attribute.extend(asked.clone());
            continue;
        }
        let mut attribute = Document::new();
        attribute.insert("Name".to_owned(), Value::Null);
        attribute.insert("AttributeDataType".to_owned(), "String".into());
        attribute.insert("DeveloperOnlyAttribute".to_owned(), false.into());
        attribute.insert("Mutable".to_owned(), true.into());
        attribute.insert("Required".to_owned(), false.into());
        attribute.extend(asked.clone());
        attribute.insert("Name".to_owned(), format!("custom:{name}").into());
        attributes.push(attribute.into());
    }
    document.insert("SchemaAttributes".to_owned(), attributes.into());
    let undated = Value::from(UNDATED);
    let defaults = [
        ("DeletionProtection", Value::from("INACTIVE")),
        ("LambdaConfig", json!({})),
        ("LastModifiedDate", undated.clone()),
        ("CreationDate", undated),
        ("MfaConfiguration", "OFF".into()),
        ("EstimatedNumberOfUsers", 0.into()),
        ("UserPoolTier", "ESSENTIALS".into()),
        ("Arn", arn.into()),
    ];
    for (member, default) in defaults {
        document.entry(member).or_insert(default);
    }
}
