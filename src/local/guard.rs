//! Guard rails: contexts in which nothing is written, or only after a name is typed.

use serde::Deserialize;

/// A rule of the configuration about contexts whose name matches.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// What it is compared with: a profile, a region, an account, or `profile/region`; `*` stands for
    /// anything.
    #[serde(rename = "match")]
    pub pattern: String,
    /// What holds there.
    pub mode: GuardMode,
    /// Why, shown whenever the rule speaks.
    #[serde(default)]
    pub reason: String,
}

/// What holds in a guarded context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuardMode {
    /// Nothing is written.
    ReadOnly,
    /// The client's name must be typed before anything is written.
    Confirm,
}

impl Guard {
    /// True for the context with that profile, region and account.
    pub fn covers(&self, profile: &str, region: &str, account: Option<&str>) -> bool {
        let whole = format!("{profile}/{region}");
        [profile, region, &whole].into_iter().chain(account).any(|name| matches(&self.pattern, name))
    }

    /// Why it holds, in words that follow "because".
    pub fn because(&self) -> String {
        let named = format!("the configuration guards {}", self.pattern);
        if self.reason.is_empty() { named } else { format!("{named}: {}", self.reason) }
    }
}

/// Whether a name is what a pattern with `*` describes.
fn matches(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_nothing_else_does() {
        for (pattern, name) in
            [("prod*", "prod"), ("prod*", "prod-eu"), ("*prod", "acme-prod"), ("*", ""), ("a*b*c", "a-b-b-c")]
        {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("prod", "prod-eu"), ("prod*", "reprod"), ("a*a", "a"), ("p.od", "prod"), ("a*b*c", "a-c")]
        {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_context_is_covered_by_any_of_its_names() {
        let guard = |pattern: &str| Guard {
            pattern: pattern.into(),
            mode: GuardMode::ReadOnly,
            reason: String::new(),
        };
        for pattern in ["prod", "eu-*", "prod/eu-west-1", "1234*"] {
            assert!(guard(pattern).covers("prod", "eu-west-1", Some("123456789012")), "{pattern}");
        }
        assert!(!guard("staging").covers("prod", "eu-west-1", None));
    }
}
