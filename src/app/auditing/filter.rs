//! What of the findings is looked at: words over clients, pools and rules, each of which must fit.

use std::collections::HashSet;
use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent};

use super::super::list::FuzzyMatcher;
use super::super::{App, Prompt};
use super::tally::{About, Tally};
use super::{Auditing, moves};

/// A filter over the findings.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The line.
    pub prompt: Prompt,
    /// True while keys go into it.
    pub typing: bool,
    /// The findings that pass, counted as all of them are.
    passing: Tally,
    made_from: Option<(u64, String)>,
    edition: u64,
}

/// What a word is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum In {
    Anything,
    Client,
    Pool,
    Rule,
    Severity,
}

const NAMED: [(&str, In); 4] =
    [("client:", In::Client), ("pool:", In::Pool), ("rule:", In::Rule), ("severity:", In::Severity)];

/// One finding as the words see it.
struct Line {
    about: Arc<About>,
    at: usize,
    client: String,
    pool: String,
    rule: String,
    severity: &'static str,
}

impl Filter {
    /// Finds anew what passes, where the text or the findings are others. Says whether they were.
    fn settle(&mut self, all: &Tally, matcher: &mut FuzzyMatcher) {
        let made_from = (all.edition(), self.prompt.text().trim().to_owned());
        if self.made_from.as_ref() == Some(&made_from) {
            return;
        }
        let lines = lines(all);
        let passing = passing(&made_from.1, &lines, matcher);
        let passing: HashSet<(&About, usize)> =
            passing.into_iter().map(|row| (&*lines[row].about, lines[row].at)).collect();
        self.passing = all.only(|about, at| passing.contains(&(about, at)));
        self.made_from = Some(made_from);
        self.edition += 1;
    }
}

fn lines(all: &Tally) -> Vec<Line> {
    let entries = all.entries();
    entries
        .flat_map(|(about, entry)| {
            entry.numbered().map(move |(at, finding)| Line {
                about: Arc::clone(about),
                at,
                client: match about.client {
                    Some(_) => entry.place.client_name.clone(),
                    None => entry.place.pool_name.clone(),
                },
                pool: entry.place.pool_name.to_lowercase(),
                rule: format!("{} {}", finding.rule.id, finding.rule.title).to_lowercase(),
                severity: finding.severity.word(),
            })
        })
        .collect()
}

/// The lines that every word fits. A client's name is matched letter by letter, as in every list; all else
/// has the word in it.
fn passing(text: &str, lines: &[Line], matcher: &mut FuzzyMatcher) -> HashSet<usize> {
    let mut left: HashSet<usize> = (0..lines.len()).collect();
    for word in text.split_whitespace() {
        let lower = word.to_lowercase();
        let named = NAMED.iter().find_map(|(name, of)| Some((lower.strip_prefix(name)?, *of)));
        let (wanted, of) = named.unwrap_or((lower.as_str(), In::Anything));
        if wanted.is_empty() {
            continue;
        }
        let near: HashSet<usize> = if matches!(of, In::Anything | In::Client) {
            let clients = lines.iter().map(|line| [line.client.as_str(), ""]);
            matcher.matches(wanted, clients).into_iter().map(|row| row as usize).collect()
        } else {
            HashSet::new()
        };
        left.retain(|row| {
            let line = &lines[*row];
            match of {
                In::Anything => {
                    near.contains(row)
                        || [&*line.pool, &line.rule, line.severity].iter().any(|text| text.contains(wanted))
                }
                In::Client => near.contains(row) && line.about.client.is_some(),
                In::Pool => line.pool.contains(wanted),
                In::Rule => line.rule.contains(wanted),
                In::Severity => line.severity.starts_with(wanted),
            }
        });
    }
    left
}

impl Auditing {
    /// The findings that are looked at: those that the filter lets through, or all.
    pub fn shown(&self) -> &Tally {
        self.filter.as_ref().map_or(&self.tally, |filter| &filter.passing)
    }

    /// Counts what [`Self::shown`] was.
    pub(super) fn filter_edition(&self) -> Option<u64> {
        self.filter.as_ref().map(|filter| filter.edition)
    }

    /// How many findings of how many pass; nothing where all do.
    pub fn filtered_in_words(&self) -> Option<String> {
        let text = self.filter.as_ref()?.prompt.text().trim();
        let count = |tally: &Tally| crate::client::pool::thousands(tally.counts().total() as u64);
        (!text.is_empty()).then(|| format!("{} of {}", count(self.shown()), count(&self.tally)))
    }

    pub(super) fn settle_filter(&mut self, matcher: &mut FuzzyMatcher) {
        if let Some(filter) = &mut self.filter {
            filter.settle(&self.tally, matcher);
        }
    }

    pub(super) fn open_filter(&mut self) {
        self.filter.get_or_insert_default().typing = true;
    }
}

impl App {
    /// Takes a key while the filter is typed.
    pub(super) fn audit_filter_key(&mut self, audit: &mut Auditing, key: KeyEvent) {
        let Some(filter) = &mut audit.filter else { return };
        match key.code {
            KeyCode::Esc => audit.filter = None,
            KeyCode::Enter | KeyCode::Tab if filter.prompt.text().trim().is_empty() => audit.filter = None,
            KeyCode::Enter | KeyCode::Tab => filter.typing = false,
            KeyCode::Down | KeyCode::Up | KeyCode::PageDown | KeyCode::PageUp => {
                let page = self.audit_height();
                if let Some(by) = self.keymap.action(key).and_then(|action| moves(action, page)) {
                    audit.rows.step(by);
                }
            }
            _ => filter.prompt.key(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{ClientId, PoolId};

    fn line(client: &str, pool: &str, rule: &str, severity: &'static str) -> Line {
        let client_id = (client != pool).then(|| ClientId::new(client));
        let about = About { run: 0, pool: PoolId::new("eu-west-1_a"), client: client_id };
        Line {
            about: Arc::new(about),
            at: 0,
            client: client.to_owned(),
            pool: pool.to_owned(),
            rule: rule.to_owned(),
            severity,
        }
    }

    #[test]
    fn every_word_fits_the_client_the_pool_the_rule_or_how_bad_it_is() {
        let lines = [
            line("web-checkout", "customers", "s01 implicit grant is on", "high"),
            line("Kiosk", "customers", "s13 sign-in tells who exists", "medium"),
            line("staff", "staff", "s50 the pool may be deleted", "low"),
        ];
        for (text, expected) in [
            ("", vec![0, 1, 2]),
            ("wchk", vec![0]),
            ("kiosk", vec![1]),
            ("customers", vec![0, 1]),
            ("customers s01", vec![0]),
            ("grant kiosk", vec![]),
            ("severity:m", vec![1]),
            ("rule:s", vec![0, 1, 2]),
            ("rule:s13", vec![1]),
            ("pool:staff", vec![2]),
            // The pool itself is no client.
            ("client:staff", vec![]),
            ("client:", vec![0, 1, 2]),
        ] {
            let mut rows: Vec<usize> =
                passing(text, &lines, &mut FuzzyMatcher::default()).into_iter().collect();
            rows.sort_unstable();
            assert_eq!(rows, expected, "{text}");
        }
    }
}
