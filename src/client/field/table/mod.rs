//! The rows, a file for each heading. The order of the files here and of the rows in them is the order
//! on screen.

mod analytics;
mod attributes;
mod identity;
mod oauth;
mod sign_in;
mod tokens;

use super::Field;

pub use analytics::*;
pub use attributes::*;
pub use identity::*;
pub use oauth::*;
pub use sign_in::*;
pub use tokens::*;

/// Declares rows once: a handle for each, and the slice of all of them in the file's order.
macro_rules! rows {
    ($rows:ident: $($(#[doc = $doc:literal])+ $name:ident = $row:expr;)+) => {
        $($(#[doc = $doc])+ pub const $name: &$crate::client::field::Field = &$row;)+
        pub(super) const $rows: &[&$crate::client::field::Field] = &[$($name),+];
    };
}
use rows;

const GROUPS: [&[&Field]; 6] = [IDENTITY, OAUTH, TOKENS, SIGN_IN, ATTRIBUTES, ANALYTICS];

const COUNT: usize = {
    let mut count = 0;
    let mut group = 0;
    while group < GROUPS.len() {
        count += GROUPS[group].len();
        group += 1;
    }
    count
};

static TABLE: [Field; COUNT] = {
    let mut table = [*CLIENT_NAME; COUNT];
    let (mut group, mut next) = (0, 0);
    while group < GROUPS.len() {
        let mut row = 0;
        while row < GROUPS[group].len() {
            table[next] = *GROUPS[group][row];
            next += 1;
            row += 1;
        }
        group += 1;
    }
    table
};

/// Every setting of an app client, in the order of the screen.
pub static FIELDS: &[Field] = &TABLE;
