//! What is asked for beside words: the language of filters, over every client that is listed.

use std::ops::Range;

use crate::client::field::{self, Field};
use crate::client::query::{self, About, Query, Subject, Trouble, Verdict};
use crate::client::reference::has_token;

use super::super::{App, filter};
use super::{Finder, Lead};

/// From this many letters on a word is looked for in ids and settings too.
const PIECE: usize = 3;

impl Finder {
    /// The cursor, in bytes of the text.
    fn cursor(&self) -> usize {
        let column = self.editor.cursor().1;
        self.typed().char_indices().nth(column).map_or(self.typed().len(), |(at, _)| at)
    }

    /// What `Tab` would add behind the text.
    pub fn ghost(&self) -> String {
        let offered = self.completion.as_ref();
        offered.map(|found| filter::ghost(self.typed(), found)).unwrap_or_default()
    }

    /// The part of the text that cannot be read.
    pub fn mistake(&self) -> Option<Range<usize>> {
        let problem = self.query.as_ref()?.problem().filter(|problem| !problem.is_unfinished())?;
        Some(problem.at.clone())
    }
}

impl App {
    /// Searches anew for what was typed: a filter, or else a reference or words. While that cannot be read
    /// nothing is found, so that nothing unrelated is gone to or copied.
    pub(super) fn search_for(&self, finder: &mut Finder) {
        // A token is read as a reference alone, and none of it is repeated by an offer.
        let plain = finder.hidden.is_none() && !has_token(finder.typed());
        let query = query::parse(finder.typed(), About::Clients);
        finder.query = (plain && is_filter(&query)).then_some(query);
        finder.completion = None;
        if plain {
            let seen = |field: &Field| match field {
                _ if *field == *field::USER_POOL_ID => self.pool_names(|_| true),
                _ => Self::values_of(self.described.values(), field),
            };
            finder.completion = query::complete(finder.typed(), finder.cursor(), About::Clients, &seen);
        }
        finder.barred = false;
        if let Some(query) = &finder.query {
            finder.leads.clear();
            if finder.mistake().is_some() {
                finder.barred = true;
            } else {
                let text = finder.typed().to_owned();
                finder.found.search_where(&self.index, query.words(), &text, &self.judge(query));
            }
        } else {
            match self.read_reference(finder).filter(|_| plain && finder.refused.is_none()) {
                Some(words) => {
                    finder.found.search(&self.index, &words);
                    // Capitals ask for capitals, unless that finds nothing at all.
                    let small = words.to_lowercase();
                    if finder.found.is_empty() && small != words {
                        finder.found.search(&self.index, &small);
                    }
                }
                None => finder.barred = true,
            }
            self.hint_at_name(finder);
        }
        if finder.barred {
            finder.found.clear();
        }
        self.hint_at_filter(finder);
    }

    /// Takes in rows that arrived since, and what a reference leads to by now.
    pub(super) fn search_on_in(&self, finder: &mut Finder) {
        if let Some(query) = &finder.query {
            finder.found.catch_up(&self.index, &self.judge(query));
            self.hint_at_filter(finder);
        } else if finder.found.catch_up(&self.index, &|_| Verdict::Yes) || finder.is_looking() {
            // What a reference leads to may have come by now; then it stands alone.
            if self.read_reference(finder).is_none() {
                finder.barred = true;
                finder.found.clear();
            }
            self.hint_at_name(finder);
            self.hint_at_filter(finder);
        }
    }

    /// A row of which more is known now is looked at again.
    pub(super) fn search_again_at(&self, finder: &mut Finder, at: u32) {
        match &finder.query {
            _ if finder.barred => {}
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
            query.judge(&Subject {
                name: row.name,
                id: row.id,
                pool: row.pool,
                pool_id: row.pool_id.as_str(),
                client,
                now: self.now.wall,
            })
        }
    }

    /// Says what is wrong with a filter, what could come next, or how much of it is not read yet.
    fn hint_at_filter(&self, finder: &mut Finder) {
        let Some(query) = &finder.query else {
            if finder.hint.is_none() && finder.leads.is_empty() && !finder.barred {
                let offered = finder.completion.as_ref().map(filter::offers);
                finder.hint = offered.or_else(|| self.unread_settings(finder)).map(|text| (text, false));
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

    /// Words are looked for in the settings too, as far as those are read: what has not been is no "no".
    fn unread_settings(&self, finder: &Finder) -> Option<String> {
        let may_be_in_settings = |word: &str| word.chars().count() >= PIECE && !word.starts_with('!');
        if !finder.typed().split_whitespace().any(may_be_in_settings) {
            return None;
        }
        let unread = self.index.undescribed();
        (unread > 0).then(|| format!("settings of {unread} not read yet; in a pool R reads them"))
    }

    /// A misspelt name of a filter reads like a profile. Unless there is one of that name, it leads nowhere.
    fn hint_at_name(&self, finder: &mut Finder) {
        if finder.hidden.is_some() || finder.typed().contains("://") || has_token(finder.typed()) {
            return;
        }
        let query = query::parse(finder.typed(), About::Clients);
        if let Some(problem) = query.problem()
            && matches!(&problem.trouble, Trouble::UnknownName { near: Some(_), .. })
        {
            let misread = |lead: &Lead| match lead {
                Lead::Elsewhere { profile: Some(profile), .. } => !self.knows_profile(profile),
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
        let text = finder.typed().to_owned();
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
