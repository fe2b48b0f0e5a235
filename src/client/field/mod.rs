//! The table of settings: one row for each, from which screens, forms, help, validation, comparison,
//! exports and the command line are driven.
//!
//! [`FIELDS`] is the table, in the order of the screen. Code that means one particular setting uses its
//! handle (`field::CALLBACK_URLS`); everything else walks the table, so that a setting Cognito adds
//! needs one new row and nothing more.

mod choice;
mod kind;
mod limits;
mod parse;
mod span;
mod table;
mod value;
mod words;

#[cfg(test)]
mod tests;

use std::fmt;

pub use choice::Choice;
pub use kind::{Charset, Kind, Layout, Range, UnitSource};
pub use limits::distance;
pub use limits::{Invalid, Problem};
pub use parse::typed_span;
pub use span::{Span, Unit};
pub use table::*;
pub use value::{DefaultValue, Value};
pub use words::{date, relative};

/// One setting of an app client. Rows are compared by their id.
#[derive(Clone, Copy)]
pub struct Field {
    /// The name people type: Terraform's, dotted when nested (`refresh_token_rotation.feature`).
    pub id: &'static str,
    /// The name on screen, unique in the table.
    pub label: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// The heading it stands under.
    pub group: Group,
    /// What its values look like and their limits.
    pub kind: Kind,
    /// What the service applies when nothing is set; `None` where there is nothing to apply.
    pub default: Option<DefaultValue>,
    /// When two of its values mean the same.
    pub compare: Compare,
    /// Whether and when it can be chosen.
    pub life: Life,
    /// The operations that carry it.
    pub ops: Ops,
    /// Where it has its place in a detail view.
    pub shown: Shown,
    /// Where it stands in the service's JSON document.
    pub path: &'static [&'static str],
    /// What other tools call it.
    pub names: Names,
    /// One value that is accepted and one that is not, as a person types them.
    pub examples: Examples,
}

impl Field {
    /// The API's member name: `ClientName`, or `RefreshTokenRotation.Feature` for a nested one.
    pub fn api(&self) -> String {
        self.path.join(".")
    }

    /// True for a setting that an update can change.
    pub fn is_mutable(&self) -> bool {
        self.life == Life::Mutable
    }

    /// The member that holds this one: `RefreshTokenRotation` for `RefreshTokenRotation.Feature`.
    pub fn parent(&self) -> Option<&'static str> {
        match self.path {
            [parent, _] => Some(parent),
            _ => None,
        }
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Field {}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.id)
    }
}

/// The headings, in the order of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What the client is called and how it proves itself.
    Identity,
    /// Grants, scopes and URLs of the authorization server.
    OAuth,
    /// How long tokens live and how they end.
    Tokens,
    /// How users sign in over the API.
    SignIn,
    /// What the client's users may read and write about themselves.
    Attributes,
    /// Where sign-in events are sent.
    Analytics,
}

impl Group {
    /// The heading's text.
    pub fn title(self) -> &'static str {
        match self {
            Self::Identity => "Identity",
            Self::OAuth => "OAuth",
            Self::Tokens => "Tokens",
            Self::SignIn => "Sign-in",
            Self::Attributes => "Attributes",
            Self::Analytics => "Analytics",
        }
    }
}

/// When two values of a setting mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// When they are equal.
    Exact,
    /// When they have the same members: order and repetition mean nothing.
    Set,
    /// When they are equally long: 60 minutes is 1 hour.
    Seconds,
}

/// Whether and when a setting can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Once, when the client is created.
    CreateOnly,
    /// At any time.
    Mutable,
    /// Never: the service says what it is.
    ReadOnly,
    /// A secret: it is not part of [`Settings`](super::Settings) at all.
    Secret,
}

/// The operations whose shapes have a setting as a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ops {
    /// `CreateUserPoolClient` takes it.
    pub create: bool,
    /// `UpdateUserPoolClient` takes it.
    pub update: bool,
    /// `DescribeUserPoolClient` returns it.
    pub output: bool,
}

impl Ops {
    /// Chosen, changed and returned.
    pub const ALL: Self = Self { create: true, update: true, output: true };
    /// Only ever sent, with the creation.
    pub const CREATE: Self = Self { create: true, update: false, output: false };
    /// Sent with the creation, and returned.
    pub const CREATE_OUTPUT: Self = Self { create: true, update: false, output: true };
    /// Sent with an update to say which client is meant, and returned.
    pub const UPDATE_OUTPUT: Self = Self { create: false, update: true, output: true };
    /// Only ever returned.
    pub const OUTPUT: Self = Self { create: false, update: false, output: true };
}

/// Where a setting has its place in a detail view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// On a row of its own.
    Row,
    /// Told by the row with this id: a unit by its duration, a grace period by the rotation.
    Within(&'static str),
    /// Nowhere: the service never returns it.
    Never,
}

/// What other tools call a setting; `None` where a tool has no such thing. Nested ones are dotted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// `aws_cognito_user_pool_client`.
    pub terraform: Option<&'static str>,
    /// `aws.cognito.UserPoolClient`, in its camel case (Python's names are Terraform's).
    pub pulumi: Option<&'static str>,
    /// `AWS::Cognito::UserPoolClient`.
    pub cloudformation: Option<&'static str>,
    /// The CDK's `UserPoolClientProps`.
    pub cdk: Option<&'static str>,
    /// The AWS CLI's flag; a nested member follows its flag (`--refresh-token-rotation Feature`).
    pub cli: Option<&'static str>,
}

/// What a person may type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Examples {
    /// Accepted.
    pub valid: &'static str,
    /// Refused.
    pub invalid: &'static str,
}

/// The row with this id.
pub fn by_id(id: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.id == id)
}

/// The row that a person means: by its id, or by the API's, Terraform's or Pulumi's name or its label,
/// whatever the case.
pub fn find(word: &str) -> Option<&'static Field> {
    let word = word.trim();
    let same = |name: &str| name.eq_ignore_ascii_case(word);
    by_id(word).or_else(|| {
        FIELDS.iter().find(|field| {
            same(field.id)
                || same(field.label)
                || same(&field.api())
                || field.names.terraform.is_some_and(same)
                || field.names.pulumi.is_some_and(same)
        })
    })
}

/// The row whose id is nearest to a misspelt word, for "did you mean".
pub fn nearest(word: &str) -> Option<&'static Field> {
    let word = word.trim().to_ascii_lowercase();
    let distance = |field: &&'static Field| distance(field.id, &word);
    FIELDS.iter().min_by_key(distance).filter(|field| distance(field) * 3 < field.id.len().max(word.len()))
}

/// The member name of the API that a misspelt one can only mean, whatever the case: at the top, or in the
/// object `parent`.
pub fn nearest_member(parent: Option<&str>, name: &str) -> Option<&'static str> {
    member_within(parent, name, 4)
}

/// The member name of the API that is most like another: worth naming, and maybe not what was meant.
pub fn likest_member(parent: Option<&str>, name: &str) -> Option<&'static str> {
    member_within(parent, name, 2)
}

/// The nearest member name, where fewer than one of so many letters differ.
fn member_within(parent: Option<&str>, name: &str, letters: usize) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let distance = |known: &&'static str| distance(&known.to_ascii_lowercase(), &name);
    let known = FIELDS.iter().filter_map(|field| match (parent, field.path) {
        (None, [top, ..]) => Some(*top),
        (Some(parent), [within, member]) if *within == parent => Some(*member),
        _ => None,
    });
    known.min_by_key(distance).filter(|known| distance(known) * letters < known.len().max(name.len()))
}

/// The rows nested in a member: the three units for `TokenValidityUnits`.
pub fn members_of(parent: &str) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(move |field| field.parent() == Some(parent))
}
