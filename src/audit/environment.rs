//! Whether a client serves real users, guessed from names or told by a policy.

use super::{Around, Policy};
use crate::client::AppClient;
use serde_json::Value as Json;

/// What a client is for, as far as its rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Real users.
    Production,
    /// Development or test.
    Nonproduction,
    /// Neither the names nor the policy tell.
    Unknown,
}

const PRODUCTION: &[&str] = &["prod", "prd", "live", "production"];
const NONPRODUCTION: &[&str] = &[
    "dev",
    "develop",
    "development",
    "test",
    "testing",
    "tests",
    "stag",
    "stage",
    "staging",
    "sandbox",
    "local",
    "localhost",
    "qa",
    "uat",
    "demo",
    "preview",
    "playground",
    "nonprod",
];
/// Tags that people use for it.
const TAGS: &[&str] = &["env", "environment", "stage"];

impl Environment {
    /// Judges a client: first the policy's patterns, then words in its own name, then the pool's tag
    /// (`env`, `environment`, `stage`), then words in the pool's name.
    pub fn of(client: &AppClient, around: &Around, policy: &Policy) -> Self {
        if meant(&policy.nonproduction, client, around) {
            return Self::Nonproduction;
        }
        if meant(&policy.production, client, around) {
            return Self::Production;
        }
        let of_name = of_words(client.name());
        if of_name != Self::Unknown {
            return of_name;
        }
        let of_tag = tag(around).map_or(Self::Unknown, of_words);
        if of_tag == Self::Unknown { of_words(&around.name) } else { of_tag }
    }
}

/// True where the policy itself, and not only a name or a tag, says that a client is no production.
pub(super) fn is_set_apart(client: &AppClient, around: &Around, policy: &Policy) -> bool {
    meant(&policy.nonproduction, client, around)
}

fn meant(patterns: &[super::policy::Pattern], client: &AppClient, around: &Around) -> bool {
    let names = [client.name(), client.key.client.as_str()];
    let pools = [around.name.as_str(), around.id.as_str()];
    patterns.iter().any(|p| p.matches_client(names, pools) || pools.iter().any(|n| p.matches(n)))
}

fn tag(around: &Around) -> Option<&str> {
    let tags = around.pool.get().ok()?.document().get("UserPoolTags")?.as_object()?;
    let named = |name: &str| TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    tags.iter().find(|(name, _)| named(name)).and_then(|(_, value)| Json::as_str(value))
}

/// Judges by the words of a name. `non-prod` is no production.
fn of_words(name: &str) -> Environment {
    let words = || name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let any = |list: &[&str]| words().any(|word| is_word(word, list));
    if any(NONPRODUCTION) || words().any(|word| word.eq_ignore_ascii_case("non")) && any(PRODUCTION) {
        Environment::Nonproduction
    } else if any(PRODUCTION) {
        Environment::Production
    } else {
        Environment::Unknown
    }
}

/// True for a word of a list, also with a number after it (`dev2`).
fn is_word(word: &str, list: &[&str]) -> bool {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    list.iter().any(|known| known.eq_ignore_ascii_case(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_and_parts_of_words_do_not() {
        for (name, environment) in [
            ("web-prod", Environment::Production),
            ("PRD_web", Environment::Production),
            ("live2", Environment::Production),
            ("web.dev3", Environment::Nonproduction),
            ("non-prod web", Environment::Nonproduction),
            ("nonprod", Environment::Nonproduction),
            ("product-catalogue", Environment::Unknown),
            ("latest-contest", Environment::Unknown),
            ("delivery", Environment::Unknown),
            ("", Environment::Unknown),
        ] {
            assert_eq!(of_words(name), environment, "{name}");
        }
    }
}
