//! What a setting's values look like, and their limits.

use super::{Choice, Unit};

/// The form of a setting's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text {
        /// Characters (Unicode scalar values) at least and at most.
        length: Range,
        /// Which characters.
        charset: Charset,
    },
    /// Several texts; their order means nothing to the service.
    List {
        /// Members at most, where the service has a limit.
        max: Option<usize>,
        /// Characters of a member.
        length: Range,
        /// Which characters a member may have.
        charset: Charset,
        /// Which words a form may offer; never all there are.
        known: &'static [Choice],
        /// How it is laid out.
        layout: Layout,
    },
    /// One of some values.
    Choice(&'static [Choice]),
    /// Any of some values.
    Choices(&'static [Choice]),
    /// On or off.
    Switch,
    /// A length of time.
    Duration {
        /// Which unit its number is in.
        unit: UnitSource,
        /// Seconds at least and at most.
        seconds: Range,
    },
    /// The unit that another setting's number is in.
    Unit,
    /// A moment, in seconds since 1970.
    Timestamp,
}

impl Kind {
    /// The documented values, where there are any.
    pub fn choices(&self) -> &'static [Choice] {
        match self {
            Self::Choice(choices) | Self::Choices(choices) => choices,
            Self::List { known, .. } => known,
            Self::Unit => Unit::CHOICES,
            _ => &[],
        }
    }

    /// True where a value has several members.
    pub fn is_list(&self) -> bool {
        matches!(self, Self::List { .. } | Self::Choices(_))
    }

    /// True for a duration, and for the unit that one is counted in.
    pub fn is_lifetime(&self) -> bool {
        matches!(self, Self::Duration { .. } | Self::Unit)
    }
}

impl super::Field {
    /// The setting without which this one's number means another length, or nothing: its unit, or the switch
    /// of rotation.
    pub fn leader(&self) -> Option<&'static Self> {
        match self.kind {
            Kind::Duration { unit: UnitSource::Member { path, .. }, .. } => {
                super::FIELDS.iter().find(|field| field.path == path)
            }
            _ if *self == *super::ROTATION_GRACE_PERIOD => Some(super::REFRESH_TOKEN_ROTATION),
            _ => None,
        }
    }
}

/// A closed range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub min: u64,
    /// The most.
    pub max: u64,
}

impl Range {
    /// From the least to the most.
    pub const fn new(min: u64, max: u64) -> Self {
        Self { min, max }
    }

    /// True for a number within.
    pub fn contains(self, number: u64) -> bool {
        (self.min..=self.max).contains(&number)
    }
}

/// Where the unit of a duration's number comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitSource {
    /// It is always this one.
    Fixed(Unit),
    /// Another member says it.
    Member {
        /// Where that member stands.
        path: &'static [&'static str],
        /// The unit when it says nothing.
        absent: Unit,
    },
}

/// How the members of a list are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One on each line.
    Lines,
    /// One after the other.
    Flow,
}

/// Which characters a text may have. The service's own patterns, with its ASCII `\w` and anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Any that are visible, blanks included.
    Printable,
    /// Any that are visible, without blanks.
    Graphic,
    /// ASCII letters, digits, blanks and `_+=,.@-`.
    Name,
    /// ASCII letters, digits, `_` and `+`.
    Word,
    /// Visible ASCII except `"` and `\` (RFC 6749, appendix A.4).
    Scope,
    /// Hexadecimal digits.
    Hex,
    /// `arn:` and at least five more parts, the account being digits.
    Arn,
    /// A prefix, `_`, and letters or digits.
    PoolId,
    /// Any at all.
    Any,
}

impl Charset {
    /// True when the whole text fits.
    pub fn allows(self, text: &str) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        match self {
            Self::Printable => text.chars().all(|c| !crate::client::text::is_hidden(c)),
            Self::Graphic => text.chars().all(|c| !c.is_whitespace() && !crate::client::text::is_hidden(c)),
            Self::Name => text.chars().all(|c| word(c) || c.is_ascii_whitespace() || "+=,.@-".contains(c)),
            Self::Word => text.chars().all(|c| word(c) || c == '+'),
            Self::Scope => text.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\'),
            Self::Hex => text.chars().all(|c| c.is_ascii_hexdigit()),
            Self::Arn => is_arn(text),
            Self::PoolId => text.rsplit_once('_').is_some_and(|(prefix, suffix)| {
                !prefix.is_empty()
                    && prefix.chars().all(|c| word(c) || c == '-')
                    && !suffix.is_empty()
                    && suffix.chars().all(|c| c.is_ascii_alphanumeric())
            }),
            Self::Any => true,
        }
    }

    /// True where one character alone can be to blame, false where the form as a whole counts.
    pub fn is_by_character(self) -> bool {
        !matches!(self, Self::Arn | Self::PoolId)
    }

    /// What is allowed, to follow "may have".
    pub fn words(self) -> &'static str {
        match self {
            Self::Printable => "visible characters and blanks",
            Self::Graphic => "visible characters and no blanks",
            Self::Name => "the letters a–z, digits, blanks and _ + = , . @ -",
            Self::Word => "the letters a–z, digits, _ and +",
            Self::Scope => "visible ASCII characters except \" and \\, and no blanks",
            Self::Hex => "the digits 0–9 and a–f",
            Self::Arn => "the form arn:partition:service:region:account:resource",
            Self::PoolId => "the form region_suffix, as in eu-west-1_Ab12Cd34E",
            Self::Any => "any characters",
        }
    }
}

fn is_arn(text: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || "_+=/,.@-".contains(c);
    let parts: Vec<&str> = text.split(':').collect();
    matches!(parts.as_slice(), ["arn", partition, service, _region, account, resource, rest @ ..]
        if rest.len() <= 2
            && [partition, service, account, resource].iter().chain(&rest.iter().collect::<Vec<_>>())
                .all(|p| !p.is_empty())
            && account.chars().all(|c| c.is_ascii_digit()))
        && parts.iter().all(|p| p.chars().all(part))
}
