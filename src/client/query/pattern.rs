//! Comparing texts: a piece of it, all of it, or with `*` for anything between.

/// What a text must look like, whatever the case of its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// The piece stands somewhere in it.
    Contains(String),
    /// It is all there is.
    Exactly(String),
    /// The pieces stand in this order, the first at the start and the last at the end.
    Pieces(Vec<String>),
}

impl Pattern {
    /// `*` stands for anything, except where the text was quoted.
    pub(super) fn new(text: &str, literal: bool, exact: bool) -> Self {
        let text = text.to_lowercase();
        if text.contains('*') && !literal {
            Self::Pieces(text.split('*').map(str::to_owned).collect())
        } else if exact {
            Self::Exactly(text)
        } else {
            Self::Contains(text)
        }
    }

    pub(super) fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        match self {
            Self::Contains(piece) => text.contains(piece),
            Self::Exactly(whole) => text == *whole,
            Self::Pieces(pieces) => pieces_fit(pieces, &text),
        }
    }
}

fn pieces_fit(pieces: &[String], text: &str) -> bool {
    let [first, between @ .., last] = pieces else { return false };
    let Some(mut rest) = text.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str()))
    else {
        return false;
    };
    for piece in between {
        match rest.find(piece.as_str()) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}
