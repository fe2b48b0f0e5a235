//! Pages of a list, followed by token.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash, Hasher};

/// One page of a list. It may hold fewer items than asked for, or none, and still have a successor:
/// only [`Page::next`] tells whether the list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The items of this page, in the service's order.
    pub items: Vec<T>,
    /// How to ask for the next page; none on the last one.
    pub next: Option<PageToken>,
}

/// The service's opaque token for the next page, together with a trace of the tokens that led to it, so
/// that a list which leads back to itself ends in an error instead of going round forever.
#[derive(Clone, PartialEq, Eq)]
pub struct PageToken {
    token: String,
    seen: Vec<u64>,
}

impl PageToken {
    /// The token as the service wrote it.
    pub(super) fn as_str(&self) -> &str {
        &self.token
    }

    /// The token that follows `after`; `Err` when it was met before on this walk. The service writes the
    /// end of a list as an absent token, some emulators as an empty one.
    pub(super) fn following(after: Option<&Self>, next: Option<&str>) -> Result<Option<Self>, Circle> {
        let Some(next) = next.filter(|token| !token.is_empty()) else { return Ok(None) };
        let mark = mark(next);
        let mut seen = after.map(|token| token.seen.clone()).unwrap_or_default();
        if seen.contains(&mark) {
            return Err(Circle);
        }
        seen.push(mark);
        Ok(Some(Self { token: next.to_owned(), seen }))
    }
}

impl fmt::Debug for PageToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageToken").field("page", &(self.seen.len() + 1)).finish_non_exhaustive()
    }
}

/// A list's token led back to a page already read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the list leads back to a page already read")]
pub(super) struct Circle;

fn mark(token: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    token.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{Circle, PageToken};

    #[test]
    fn a_list_ends_where_the_token_is_absent_or_empty() {
        assert_eq!(PageToken::following(None, None), Ok(None));
        assert_eq!(PageToken::following(None, Some("")), Ok(None));
    }

    #[test]
    fn tokens_that_go_round_are_noticed_whatever_the_length_of_the_round() {
        let a = PageToken::following(None, Some("a")).unwrap();
        let b = PageToken::following(a.as_ref(), Some("b")).unwrap();
        assert_eq!(PageToken::following(b.as_ref(), Some("b")), Err(Circle));
        assert_eq!(PageToken::following(b.as_ref(), Some("a")), Err(Circle));
        assert!(PageToken::following(b.as_ref(), Some("c")).unwrap().is_some());
    }
}
