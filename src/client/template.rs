//! What a new client can start from. The templates are data, in `assets/templates`.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::Settings;
use super::field::{self, Field, Life, Value, by_id};

/// A starting point for a new client.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// Its id, for the command line.
    pub id: String,
    /// A few words for a list.
    pub title: String,
    /// What it is for and what to know about it, in sentences.
    pub description: String,
    /// What the person has to decide.
    pub fill: Vec<Fill>,
    /// What is decided already.
    pub settings: Settings,
}

/// Something that a template leaves to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The setting.
    pub field: &'static Field,
    /// What belongs there, in a sentence.
    pub hint: String,
    /// A value that would do, as a person types it.
    pub example: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTemplate {
    id: String,
    title: String,
    description: String,
    fill: Vec<RawFill>,
    settings: Map<String, Json>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFill {
    setting: String,
    hint: String,
    example: String,
}

const FILES: [&str; 9] = [
    include_str!("../../assets/templates/basic.json"),
    include_str!("../../assets/templates/single-page.json"),
    include_str!("../../assets/templates/native.json"),
    include_str!("../../assets/templates/server.json"),
    include_str!("../../assets/templates/machine.json"),
    include_str!("../../assets/templates/admin.json"),
    include_str!("../../assets/templates/analytics.json"),
    include_str!("../../assets/templates/cognito-provider.json"),
    include_str!("../../assets/templates/passwordless.json"),
];

#[expect(clippy::expect_used, reason = "the files are part of the program and a test reads them")]
static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| FILES.iter().map(|file| Template::read(file).expect("a template of ours")).collect());

/// All templates, in the order in which they are offered.
pub fn all() -> &'static [Template] {
    &TEMPLATES
}

/// The template with this id.
pub fn by_name(id: &str) -> Option<&'static Template> {
    all().iter().find(|template| template.id == id)
}

/// A client's settings as the start of another client: everything that can be chosen, under another name,
/// with a secret of its own where the client has one. What the service alone decides stays behind.
pub fn copy_of(settings: &Settings, name: &str, confidential: bool) -> Settings {
    let mut copy = settings.clone();
    for field in super::FIELDS.iter().filter(|field| !field.is_mutable() && field.life != Life::Secret) {
        // Removing fits every row.
        let _ = copy.set(field, None);
    }
    let _ = copy.set(field::CLIENT_NAME, Some(Value::Text(name.to_owned())));
    let _ = copy.set(field::GENERATE_SECRET, confidential.then_some(Value::Switch(true)));
    copy
}

impl Template {
    /// The settings with the examples in the places that are left to the person.
    pub fn with_examples(&self) -> Settings {
        let mut settings = self.settings.clone();
        for fill in &self.fill {
            // A test reads every example, so there is none that its row does not take.
            let value = fill.field.parse(&fill.example, None).ok().flatten();
            let _ = settings.set(fill.field, value);
        }
        settings
    }

    fn read(text: &str) -> Result<Self, String> {
        let raw: RawTemplate = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let fill = |raw: RawFill| {
            let field = by_id(&raw.setting).ok_or_else(|| format!("{} is no setting", raw.setting))?;
            Ok(Fill { field, hint: raw.hint, example: raw.example })
        };
        Ok(Self {
            id: raw.id,
            title: raw.title,
            description: raw.description,
            fill: raw.fill.into_iter().map(fill).collect::<Result<_, String>>()?,
            settings: Settings::from_wire(raw.settings),
        })
    }
}

#[cfg(test)]
mod tests;
