//! The short names that a filter has beside the settings' own, and what each of them reads.

use crate::client::field::{self, Choice, Field, Kind};
use crate::client::{ClientKind, kind::Short};

/// A short name. Which settings it stands for is said by their handles, so that this is no second list
/// of settings.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// As it is typed, without a sign.
    pub name: &'static str,
    /// What it finds, in a few words.
    pub help: &'static str,
    /// What it reads.
    pub reads: Reads,
}

/// What an operator looks at.
#[derive(Clone, Copy, Debug)]
pub enum Reads {
    /// Any of these settings.
    Any(&'static [&'static Field]),
    /// One setting, by its own name.
    One(&'static Field),
    /// How long ago a moment was.
    Age(&'static Field),
    /// Whether there is a secret.
    Secret,
    /// The sort of application.
    Kind,
    /// The ways in that are open: grants where OAuth is on, and the flows of the API.
    Flows,
}

const fn row(name: &'static str, help: &'static str, reads: Reads) -> Operator {
    Operator { name, help, reads }
}

/// Every short name, in the order in which they are offered.
pub const OPERATORS: &[Operator] = &[
    row("name", "the name", Reads::Any(&[field::CLIENT_NAME])),
    row("id", "the id", Reads::Any(&[field::CLIENT_ID])),
    row("pool", "the pool's name and id", Reads::Any(&[field::USER_POOL_ID])),
    row("flow", "grants and sign-in flows that are open", Reads::Flows),
    row(
        "url",
        "callback, logout and default URLs",
        Reads::Any(&[field::CALLBACK_URLS, field::LOGOUT_URLS, field::DEFAULT_REDIRECT_URI]),
    ),
    row("scope", "scopes", Reads::Any(&[field::ALLOWED_OAUTH_SCOPES])),
    row("idp", "identity providers", Reads::Any(&[field::SUPPORTED_IDENTITY_PROVIDERS])),
    row("secret", "whether there is a secret", Reads::Secret),
    row("type", "the sort of application", Reads::Kind),
    row("age", "how long ago it was made", Reads::Age(field::CREATION_DATE)),
    row("changed", "how long ago it was changed", Reads::Age(field::LAST_MODIFIED_DATE)),
    row("rotation", "refresh token rotation", Reads::Any(&[field::REFRESH_TOKEN_ROTATION])),
    row("revocation", "token revocation", Reads::Any(&[field::ENABLE_TOKEN_REVOCATION])),
    row("access", "the access token's lifetime", Reads::Any(&[field::ACCESS_TOKEN_VALIDITY])),
    row("refresh", "the refresh token's lifetime", Reads::Any(&[field::REFRESH_TOKEN_VALIDITY])),
];

/// The operator or the setting that a name stands for.
pub(super) fn find(name: &str) -> Option<Reads> {
    let short = OPERATORS.iter().find(|operator| operator.name.eq_ignore_ascii_case(name));
    if let Some(operator) = short {
        return Some(operator.reads);
    }
    let field = field::find(name)?;
    Some(if *field == *field::CLIENT_SECRET { Reads::Secret } else { Reads::One(field) })
}

/// The name nearest to one that stands for nothing, with the sign that usually follows it.
pub(super) fn nearest(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let named = OPERATORS.iter().map(|operator| (operator.name, operator.reads));
    let fields =
        field::FIELDS.iter().filter(|field| field.ops.output).map(|field| (field.id, Reads::One(field)));
    let all: Vec<(&str, Reads)> = named.chain(fields).collect();
    let begins = all.iter().find(|(known, _)| known.starts_with(&name));
    let near = || {
        let distance = |known: &str| field::distance(known, &name);
        let enough = 1 + name.chars().count() / 4;
        all.iter().filter(|(known, _)| distance(known) <= enough).min_by_key(|(known, _)| distance(known))
    };
    begins.or_else(near).map(|(known, reads)| format!("{known}{}", reads.sign()))
}

impl Reads {
    /// The sign that usually follows the name.
    pub fn sign(&self) -> char {
        match self {
            Self::Age(_)
            | Self::Any([Field { kind: Kind::Duration { .. }, .. }, ..])
            | Self::One(Field { kind: Kind::Duration { .. }, .. }) => '>',
            _ => ':',
        }
    }

    /// The settings it looks at.
    pub(super) fn fields(&self) -> Vec<&'static Field> {
        match self {
            Self::Any(fields) => fields.to_vec(),
            Self::One(field) | Self::Age(field) => vec![field],
            Self::Secret => vec![field::CLIENT_SECRET],
            Self::Flows => vec![field::ALLOWED_OAUTH_FLOWS, field::EXPLICIT_AUTH_FLOWS],
            Self::Kind => Vec::new(),
        }
    }

    /// The documented values of the settings it looks at.
    pub(super) fn choices(&self) -> Vec<&'static Choice> {
        self.fields().into_iter().flat_map(|field| field.kind.choices()).collect()
    }

    /// True where only documented values make sense.
    pub(super) fn is_closed(&self) -> bool {
        let closed = |field: &&Field| matches!(field.kind, Kind::Choice(_) | Kind::Choices(_) | Kind::Unit);
        let fields = self.fields();
        !fields.is_empty() && fields.iter().all(closed)
    }

    /// True where a row of the list is enough to judge.
    pub(super) fn is_listed(&self) -> bool {
        let listed =
            |field: &&Field| [field::CLIENT_NAME, field::CLIENT_ID, field::USER_POOL_ID].contains(field);
        let fields = self.fields();
        !fields.is_empty() && fields.iter().all(listed)
    }

    /// What may follow the name, in words.
    pub(super) fn expected(&self) -> String {
        match self {
            Self::Age(_) => "a length of time, as in >90d or <12h".to_owned(),
            Self::Secret => "yes or no".to_owned(),
            Self::Kind => Short::ALL.map(|short| short.name).join(", "),
            Self::Any(_) | Self::One(_) | Self::Flows => match self.fields().first().map(|field| &field.kind)
            {
                Some(Kind::Switch) => "yes or no".to_owned(),
                Some(Kind::Duration { .. }) => "a length of time, as in >1h or <=30d".to_owned(),
                Some(Kind::Timestamp) => "a day, as in 2024-11-22".to_owned(),
                Some(Kind::Choice(_) | Kind::Choices(_) | Kind::Unit) => {
                    let words: Vec<&str> =
                        self.choices().iter().map(|choice| typed(choice)).take(6).collect();
                    words.join(", ")
                }
                _ => "a piece of it, with * for anything".to_owned(),
            },
        }
    }
}

/// A documented value as a person types it: in its word, or as the API writes it where words have blanks.
pub(super) fn typed(choice: &Choice) -> &'static str {
    if choice.words.contains([' ', '(']) { choice.value } else { choice.words }
}

/// The sorts of application that a typed word can mean.
pub(super) fn kinds(word: &str) -> Vec<ClientKind> {
    let word = word.to_lowercase();
    if let Some(exact) = Short::ALL.iter().find(|short| short.name == word) {
        return vec![exact.kind];
    }
    let meant = |short: &&Short| {
        short.name.starts_with(&word) || short.kind.words().to_lowercase().starts_with(&word)
    };
    Short::ALL.iter().filter(meant).map(|short| short.kind).collect()
}
