//! The values of an enumerated setting.

/// One documented value. The sets are open: Cognito adds values before anyone's table knows them, so
/// an unknown string is kept, shown as it is and sent back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As the API writes it.
    pub value: &'static str,
    /// As a person reads it.
    pub words: &'static str,
    /// What choosing it means.
    pub help: &'static str,
}

impl Choice {
    /// A value, its words and what it means.
    pub const fn new(value: &'static str, words: &'static str, help: &'static str) -> Self {
        Self { value, words, help }
    }

    /// True when a typed text names this value, by the API's spelling or in words.
    pub fn is_meant_by(&self, text: &str) -> bool {
        self.value.eq_ignore_ascii_case(text) || self.words.eq_ignore_ascii_case(text)
    }
}
