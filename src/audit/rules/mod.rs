//! The rules, a file for each theme.

mod among;
mod attributes;
mod flows;
mod grants;
mod hosts;
mod keeping;
mod mixing;
mod pools;
mod providers;
mod scopes;
mod secrets;
mod tokens;
mod urls;

use super::case::Case;
use super::{Rule, Severity, Unanswerable};
use crate::client::text::quote;

/// A section of an RFC.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        $crate::audit::Source {
            name: concat!("RFC ", $number, " §", $section),
            url: concat!("https://www.rfc-editor.org/rfc/rfc", $number, ".html#section-", $section),
        }
    };
}
/// A page of the Amazon Cognito developer guide.
macro_rules! aws {
    ($name:literal, $page:literal) => {
        $crate::audit::Source {
            name: concat!("Amazon Cognito, ", $name),
            url: concat!("https://docs.aws.amazon.com/cognito/latest/developerguide/", $page, ".html"),
        }
    };
}
/// A shape of the service's API reference.
macro_rules! api {
    ($shape:literal) => {
        $crate::audit::Source {
            name: concat!("Amazon Cognito API, ", $shape),
            url: concat!(
                "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_",
                $shape,
                ".html"
            ),
        }
    };
}
/// Something else, by name and address.
macro_rules! page {
    ($name:literal, $url:literal) => {
        $crate::audit::Source { name: $name, url: $url }
    };
}
use {api, aws, page, rfc};

pub(super) use among::digest;

const THEMES: [&[Rule]; 12] = [
    grants::RULES,
    mixing::RULES,
    urls::RULES,
    hosts::RULES,
    tokens::RULES,
    flows::RULES,
    scopes::RULES,
    secrets::RULES,
    attributes::RULES,
    providers::RULES,
    keeping::RULES,
    pools::RULES,
];

const COUNT: usize = {
    let (mut count, mut theme) = (among::RULES.len(), 0);
    while theme < THEMES.len() {
        count += THEMES[theme].len();
        theme += 1;
    }
    count
};

/// The rows of all themes, by id.
static TABLE: [Rule; COUNT] = {
    let mut table = [among::RULES[0]; COUNT];
    let (mut theme, mut next) = (0, among::RULES.len());
    while theme < THEMES.len() {
        let mut row = 0;
        while row < THEMES[theme].len() {
            table[next] = THEMES[theme][row];
            next += 1;
            row += 1;
        }
        theme += 1;
    }
    let mut at = 1;
    while at < COUNT {
        let mut place = at;
        while place > 0 && is_before(table[place].id, table[place - 1].id) {
            let moved = table[place];
            table[place] = table[place - 1];
            table[place - 1] = moved;
            place -= 1;
        }
        at += 1;
    }
    table
};

/// Clients before pools, then by number. All ids have a letter and two digits.
const fn is_before(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one[0] != other[0] {
        return one[0] > other[0];
    }
    one[1] < other[1] || one[1] == other[1] && one[2] < other[2]
}

/// Every rule: those about clients by number, then those about pools.
pub static RULES: &[Rule] = &TABLE;

/// Rules that are known and that no call of the service answers.
pub const UNANSWERABLE: &[Unanswerable] = &[
    Unanswerable {
        id: "S52",
        name: "sso-reuse-long",
        title: "A browser session is reused for more than a day",
        reason: "GetUserPoolClientSessionConfiguration is newer than the SDK that this program is built with; see the app client's page in the console",
    },
    Unanswerable {
        id: "P06",
        name: "no-waf",
        title: "No web application firewall stands before the pool",
        reason: "web ACLs belong to AWS WAF and not to Cognito; see GetWebACLForResource with the pool's ARN",
    },
];

/// The rule with this id or name, whatever the case.
pub fn find(word: &str) -> Option<&'static Rule> {
    let word = word.trim();
    RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(word) || rule.name.eq_ignore_ascii_case(word))
}

/// Some of the things that were found, and how many more, safe to show.
fn told<T: AsRef<str>>(things: &[T]) -> String {
    const MOST: usize = 3;
    let mut text = things.iter().take(MOST).map(|t| quote(t.as_ref())).collect::<Vec<_>>().join(", ");
    if things.len() > MOST {
        put!(text, " and {} more", things.len() - MOST);
    }
    text
}

/// `is` or `are`.
fn are(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// URLs do nothing while OAuth is off, and everything once somebody turns it on.
fn while_dormant(case: &Case<'_>, severity: Severity) -> Severity {
    if case.oauth { severity } else { severity.min(Severity::Low) }
}

/// What to add to a sentence about URLs that do nothing yet.
fn dormant_words(case: &Case<'_>) -> &'static str {
    if case.oauth { "" } else { ", and takes effect once OAuth is turned on" }
}
