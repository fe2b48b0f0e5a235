//! What is asked for beside words: the language of filters, over every client that is listed.

use std::ops::Range;

use crate::client::query::{self, About, Query, Subject, Trouble, Verdict};

use super::super::{App, filter};
use super::{Finder, Lead};

impl Finder {
    /// The cursor, in bytes of the text.
    fn cursor(&self) -> usize {
        let column = self.editor.cursor().1;
        self.text().char_indices().nth(column).map_or(self.text().len(), |(at, _)| at)
    }

    /// What `Tab` would add behind the text.
    pub fn ghost(&self) -> String {
        let offered = self.completion.as_ref();
        offered.map(|found| filter::ghost(self.text(), found)).unwrap_or_default()
    }

    /// The part of the text that cannot be read.
    pub fn mistake(&self) -> Option<Range<usize>> {
        let problem = self.query.as_ref()?.problem().filter(|problem| !problem.is_unfinished())?;
        Some(problem.at.clone())
    }
}

impl App {
    /// Searches anew for what was typed: a filter, or else a reference or words.
    pub(super) fn search_for(&self, finder: &mut Finder) {
        let query = query::parse(finder.text(), About::Clients);
        finder.query = (finder.hidden.is_none() && is_filter(&query)).then_some(query);
        finder.completion = None;
        if finder.hidden.is_none() {
            let seen = |field: &_| Self::values_of(self.described.values(), field);
            finder.completion = query::complete(finder.text(), finder.cursor(), About::Clients, &seen);
        }
        if let Some(query) = &finder.query {
            finder.leads.clear();
            let text = finder.text().to_owned();
            finder.found.search_where(&self.index, query.words(), &text, &self.judge(query));
        } else {
            match self.read_reference(finder) {
                Some(words) => {
                    finder.found.search(&self.index, &words);
                    // Capitals ask for capitals, unless that finds nothing at all.
                    let small = words.to_lowercase();
                    if finder.found.is_empty() && small != words {
                        finder.found.search(&self.index, &small);
                    }
                }
                None => finder.found.clear(),
            }
            self.hint_at_name(finder);
        }
        Self::hint_at_filter(finder);
    }

    /// Takes in rows that arrived since, and what a reference leads to by now.
    pub(super) fn search_on_in(&self, finder: &mut Finder) {
        if let Some(query) = &finder.query {
            finder.found.catch_up(&self.index, &self.judge(query));
            Self::hint_at_filter(finder);
        } else if finder.found.catch_up(&self.index, &|_| Verdict::Yes) || finder.is_looking() {
            // What a reference leads to may have come by now; then it stands alone.
            if self.read_reference(finder).is_none() {
                finder.found.clear();
            }
            self.hint_at_name(finder);
            Self::hint_at_filter(finder);
        }
    }

    /// A row of which more is known now is looked at again.
    pub(super) fn search_again_at(&self, finder: &mut Finder, at: u32) {
        match &finder.query {
            Some(query) => finder.found.look_again(&self.index, at, &self.judge(query)),
            None => finder.found.look_again(&self.index, at, &|_| Verdict::Yes),
        }
    }

    /// Whether a row is what a filter asks for beside words. Settings are known of this place alone.
    fn judge<'a>(&'a self, query: &'a Query) -> impl Fn(u32) -> Verdict + 'a {
        move |at| {
            let row = self.index.row(at);
            let known = self.index.is_described(at).then(|| self.described.get(&self.index.key(at)));
            let client = known.flatten().and_then(|known| known.value.as_ref());
            query.judge(&Subject { name: row.name, id: row.id, client, now: self.now.wall })
        }
    }

    /// Says what is wrong with a filter, what could come next, or how much of it is not read yet.
    fn hint_at_filter(finder: &mut Finder) {
        let Some(query) = &finder.query else {
            if finder.hint.is_none()
                && finder.leads.is_empty()
                && let Some(found) = &finder.completion
            {
                finder.hint = Some((filter::offers(found), false));
            }
            return;
        };
        let unread = finder.found.unread();
        finder.hint = match (query.problem(), &finder.completion) {
            (Some(problem), None) => Some((problem.to_string(), !problem.is_unfinished())),
            (Some(problem), _) if !problem.is_unfinished() => Some((problem.to_string(), true)),
            (_, Some(found)) => Some((filter::offers(found), false)),
            (None, None) if unread > 0 => Some((
                format!("{unread} more not read yet, so not judged; in a pool, R reads its clients"),
                false,
            )),
            (None, None) => None,
        };
    }

    /// A misspelt name of a filter reads like a profile. Unless there is one of that name, it leads nowhere.
    fn hint_at_name(&self, finder: &mut Finder) {
        if finder.hidden.is_some() || finder.text().contains("://") {
            return;
        }
        let query = query::parse(finder.text(), About::Clients);
        if let Some(problem) = query.problem()
            && matches!(&problem.trouble, Trouble::UnknownName { near: Some(_), .. })
        {
            let known = |profile: &str| {
                let read = self.known_contexts.as_ref().and_then(|known| known.profiles.as_ref().ok());
                let listed = read.is_some_and(|all| all.iter().any(|one| one.name == profile));
                listed || self.is_named_at_start(profile)
            };
            let misread = |lead: &Lead| match lead {
                Lead::Elsewhere { profile: Some(profile), .. } => !known(profile),
                _ => false,
            };
            finder.leads.retain(|lead| !misread(lead));
            finder.hint = Some((problem.to_string(), true));
        }
    }

    /// Puts the first offer in.
    pub(super) fn complete_in_finder(&mut self) {
        let Some(finder) = &mut self.finder else { return };
        let Some(found) = finder.completion.take() else { return };
        let Some(offer) = found.offers.first() else { return };
        let text = finder.text().to_owned();
        let before = format!("{}{}", &text[..found.at.start], offer.insert);
        let column = before.chars().count();
        finder.set_text_at(&(before + &text[found.at.end..]), column);
        self.finder_typed();
    }
}

/// A name with a sign that is none of the language is more likely a profile, or a part of a URL.
fn is_filter(query: &Query) -> bool {
    let unknown = |trouble: &Trouble| matches!(trouble, Trouble::UnknownName { .. });
    query.has_predicates() || query.problem().is_some_and(|problem| !unknown(&problem.trouble))
}
