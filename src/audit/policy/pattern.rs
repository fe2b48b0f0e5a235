//! Names with `*` and `?` in them.

/// A pattern for names and ids: `*` stands for any characters, `?` for one. Case does not count.
#[derive(Clone, Debug)]
pub struct Pattern {
    written: String,
    small: String,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.small == other.small
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// A pattern as it is written.
    pub fn new(pattern: impl Into<String>) -> Self {
        let written = pattern.into();
        Self { small: written.to_lowercase(), written }
    }

    /// As it was written: ids are told apart by their case elsewhere.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// True for a whole text.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let pattern: Vec<char> = self.small.chars().collect();
        glob(&pattern, &text)
    }

    /// True for a client, by its name or id, alone or after its pool's name or id and a slash.
    pub(in crate::audit) fn matches_client(&self, client: [&str; 2], pool: [&str; 2]) -> bool {
        client.iter().any(|client| {
            self.matches(client)
                || self.small.contains(['/', '*'])
                    && pool.iter().any(|pool| self.matches(&format!("{pool}/{client}")))
        })
    }
}

/// The last star is tried again one character later whenever the rest does not fit, so the time is at
/// most the product of the lengths.
fn glob(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_keeps_its_case_and_matches_any() {
        let pattern = Pattern::new("eu-west-1_hRb7Lk2Qe");
        assert_eq!(pattern.as_str(), "eu-west-1_hRb7Lk2Qe");
        assert!(pattern.matches("EU-WEST-1_hrb7lk2qe"));
        assert_eq!(pattern, Pattern::new("EU-west-1_hRb7Lk2Qe"));
    }

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, matches) in [
            ("web", "WEB", true),
            ("web", "web2", false),
            ("web*", "web", true),
            ("*prod*", "eu-prod-1", true),
            ("web-?", "web-1", true),
            ("web-?", "web-", false),
            ("*a*b", "aab", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("[x]", "[X]", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn a_client_is_named_alone_or_with_its_pool() {
        let (client, pool) = (["web", "3ho4"], ["customers", "eu-west-1_x"]);
        for pattern in ["web", "3HO4", "customers/web", "customers/*", "*/web", "eu-west-1_x/3ho4", "*"] {
            assert!(Pattern::new(pattern).matches_client(client, pool), "{pattern}");
        }
        for pattern in ["customers", "staff/web", "we"] {
            assert!(!Pattern::new(pattern).matches_client(client, pool), "{pattern}");
        }
    }

    #[test]
    fn a_hostile_pattern_takes_no_time() {
        let pattern = Pattern::new("*a".repeat(50) + "b");
        assert!(!pattern.matches(&"a".repeat(2_000)));
    }
}
