//! One part of a bundle, as a writer gets it.

use super::PoolPart;
use super::quote::comment;

/// What stands at the beginning of every text that has room for a comment.
const WRITTEN: &str = "Written by cognitui; no secret is in here.";

/// Lines that this is looked for in: the names of the pools stand before it.
const BEGINNING: usize = 100;

/// True for a text that this program wrote: everything that was set is in it, but for what its kind has no
/// place for.
pub fn is_own(text: &str) -> bool {
    text.lines().take(BEGINNING).any(|line| {
        let line = line.trim_start_matches(|sign: char| !sign.is_alphanumeric());
        line.trim_end() == WRITTEN
    })
}

/// What goes into one text: one pool, or all of them.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The pools.
    pub pools: &'a [PoolPart],
    /// The name that its files begin with; `None` when everything is in one text.
    pub stem: Option<&'a str>,
    /// The name of the file that it is written to, where somebody chose one.
    pub file: Option<&'a str>,
    /// Whether the bundle has pools of several regions, so that each resource must say its own.
    pub several_regions: bool,
}

impl Part<'_> {
    /// The name that its files begin with.
    pub(super) fn stem(&self) -> &str {
        self.stem.unwrap_or("clients")
    }

    /// The main file's name: the one that was chosen, or else the format's own.
    pub(super) fn main(&self, own: String) -> String {
        self.file.map_or(own, str::to_owned)
    }

    /// The region of its pools, where the bundle has several and these are all in one.
    pub(super) fn one_region(&self) -> Option<&str> {
        let region = self.pools.first()?.region().filter(|_| self.several_regions)?;
        self.pools.iter().all(|pool| pool.region() == Some(region)).then_some(region)
    }

    /// The chosen file's name without its extension.
    pub(super) fn chosen(&self) -> Option<&str> {
        let name = self.file?;
        Some(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
            .filter(|stem| !stem.is_empty())
            .or(Some(name))
    }

    /// The first lines of a text, safe to stand in a comment: whose clients these are.
    pub(super) fn title(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for pool in self.pools {
            let mut words = format!("Clients of {}", pool.name().unwrap_or(pool.id.as_str()));
            for more in [pool.name().map(|_| pool.id.as_str()), pool.facts.as_ref().and_then(|f| f.account())]
                .into_iter()
                .flatten()
            {
                words.push_str(", ");
                words.push_str(more);
            }
            lines.push(comment(&words));
        }
        lines.push(WRITTEN.to_owned());
        lines
    }
}
