//! The plan for several clients, read and judged before anything is written.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use tui_textarea::TextArea;

use super::super::review::{Confirm, Tone};
use super::page::{Block, BulkLine, Page, bar, clients, namesakes};
use super::words::WordsSheet;
use crate::client::change::in_one_line;
use crate::client::text::harmless;
use crate::client::{AppClient, Change, ClientKey, Edit, PoolId};
use crate::tasks::write::bulk::{Aim, BulkPlan, Proposal, Verdict};
use crate::tasks::write::{Around, Note};

/// What is asked for a client.
#[derive(Clone, Debug)]
pub(in crate::app) enum Wanted {
    /// What these words say of it: a bare number is in the unit that the client has.
    Words(Arc<[String]>),
    /// This.
    Aim(Box<Aim>),
}

/// A client of the plan.
#[derive(Clone, Debug)]
pub(in crate::app) struct Item {
    pub(in crate::app) key: ClientKey,
    pub(in crate::app) name: String,
    /// Its pool's name.
    pub(in crate::app) pool: String,
    pub(in crate::app) wanted: Wanted,
    pub(super) state: State,
}

/// How far a client is.
#[derive(Clone, Debug)]
pub(super) enum State {
    Reading,
    Unreadable(String),
    /// What the words say cannot be said of this client.
    Senseless(String),
    Judged(Box<Proposal>),
}

/// The plan on screen.
#[derive(Clone, Debug)]
pub struct PlanSheet {
    /// What it is about.
    pub title: String,
    /// The number to type where the configuration asks for it.
    pub confirm: Option<Confirm>,
    /// Why it is asked for.
    pub(super) guard: Option<String>,
    /// The lines.
    pub page: Page,
    /// Clients that are marked and left alone, in a sentence.
    pub(super) elsewhere: Option<String>,
    /// What is to be known before it is carried out, in sentences.
    pub(super) told: Vec<String>,
    /// The line that led here.
    pub(super) words: Option<Box<WordsSheet>>,
    /// The plan that is gone on with.
    pub(super) resumes: Option<String>,
    pub(super) items: Vec<Item>,
    pub(super) around: HashMap<PoolId, Around>,
}

/// How many clients come to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// To be written.
    pub change: usize,
    /// Already as they are wanted.
    pub already: usize,
    /// What is asked for cannot be done to them.
    pub cannot: usize,
    /// Still being read.
    pub reading: usize,
}

impl Item {
    pub(in crate::app) fn new(key: ClientKey, name: String, pool: String, wanted: Wanted) -> Self {
        Self { key, name, pool, wanted, state: State::Reading }
    }

    /// Judges what is asked for the client as it was described.
    pub(super) fn judge(&mut self, client: &AppClient, around: &Around, region: &str, note: Note) {
        client.name().clone_into(&mut self.name);
        let aim = match &self.wanted {
            Wanted::Aim(aim) => aim.as_ref().clone(),
            Wanted::Words(words) => {
                match Edit::parse(words.iter().map(String::as_str), Some(&client.settings)) {
                    Ok(edit) => Aim::Edit(edit),
                    Err(error) => {
                        self.state = State::Senseless(error.to_string());
                        return;
                    }
                }
            }
        };
        let mut proposal = Proposal::of(client, &aim, around, region);
        if let Verdict::Change { item, .. } = &mut proposal.verdict {
            let undoes = item.plan.note.undoes.take();
            item.plan.note = Note { undoes, ..note };
        }
        self.state = State::Judged(Box::new(proposal));
    }
}

impl PlanSheet {
    pub(super) fn new(title: String, items: Vec<Item>) -> Self {
        Self {
            title,
            confirm: None,
            guard: None,
            page: Page::default(),
            elsewhere: None,
            told: Vec::new(),
            words: None,
            resumes: None,
            items,
            around: HashMap::new(),
        }
    }

    /// How many clients come to what.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for item in &self.items {
            let count = match &item.state {
                State::Reading => &mut counts.reading,
                State::Unreadable(_) | State::Senseless(_) => &mut counts.cannot,
                State::Judged(proposal) => match proposal.verdict {
                    Verdict::Change { .. } => &mut counts.change,
                    Verdict::AlreadySo => &mut counts.already,
                    _ => &mut counts.cannot,
                },
            };
            *count += 1;
        }
        counts
    }

    /// The pools its clients are in.
    pub(super) fn pools(&self) -> HashSet<&PoolId> {
        self.items.iter().map(|item| &item.key.pool).collect()
    }

    /// Asks for the number of clients, once it is known, where the configuration wants that.
    pub(super) fn guard(&mut self) {
        let counts = self.counts();
        let expected = counts.change.to_string();
        let asked = self.confirm.as_ref().is_some_and(|confirm| confirm.expected == expected);
        if self.guard.is_some() && counts.reading == 0 && counts.change > 0 && !asked {
            self.confirm = Some(Confirm { expected, editor: TextArea::default() });
        }
    }

    /// The plan to carry out.
    pub(super) fn plan(&self, account: Option<String>) -> BulkPlan {
        let judged = self.items.iter().filter_map(|item| match &item.state {
            State::Judged(proposal) => proposal.item().cloned(),
            _ => None,
        });
        BulkPlan {
            id: self.resumes.clone(),
            title: self.title.clone(),
            account,
            stays_open: false,
            items: judged.collect(),
            around: self.around.clone(),
        }
    }

    /// The rows that stay above the list.
    pub fn head(&self, columns: usize) -> Vec<(Tone, String)> {
        let counts = self.counts();
        let total = self.items.len();
        let mut told = Vec::new();
        let mut say = |count: usize, words: &str| {
            if count > 0 {
                told.push(format!("{count} {words}"));
            }
        };
        say(counts.change, if counts.change == 1 { "changes" } else { "change" });
        say(counts.already, "already so");
        say(counts.cannot, "cannot");
        let mut head = vec![(Tone::Plain, format!("{}: {}", clients(total), told.join(" · ")))];
        if counts.reading > 0 {
            let read = total - counts.reading;
            let bar = bar(read, total, (columns / 3).min(30));
            head[0] = (Tone::Plain, format!("{bar} {read} of {total} read"));
        }
        if let Some(sentence) = &self.elsewhere {
            head.push((Tone::Warning, sentence.clone()));
        }
        head.extend(self.told.iter().map(|sentence| (Tone::Warning, sentence.clone())));
        if let Some(why) = self.guard.as_ref().filter(|_| self.confirm.is_some()) {
            head.push((Tone::Warning, format!("! The number of clients must be typed because {why}.")));
        }
        let width = columns.max(10);
        let wrapped = head.into_iter().flat_map(|(tone, text)| {
            crate::client::text::wrap(&harmless(&text), width).into_iter().map(move |piece| (tone, piece))
        });
        wrapped.chain([(Tone::Plain, String::new())]).collect()
    }

    /// The list: a block for each client, under its pool where there are several.
    pub(super) fn lines(&self, columns: usize) -> Vec<BulkLine> {
        let mut lines = Vec::new();
        let several = self.pools().len() > 1;
        let mut pool = None;
        let mut said = HashSet::new();
        let namesakes =
            namesakes(self.items.iter().map(|item| (item.key.pool.as_str(), item.name.as_str(), &item.key)));
        for (at, item) in self.items.iter().enumerate() {
            if several && pool != Some(&item.key.pool) {
                pool = Some(&item.key.pool);
                lines.push(BulkLine {
                    tone: Tone::Heading,
                    text: harmless(&item.pool).into_owned(),
                    item: None,
                });
            }
            let apart = namesakes.contains(&item.key).then(|| item.key.client.as_str());
            Block { apart, ..block(at, item, &mut said) }.lines(columns, &mut lines);
        }
        lines
    }
}

/// What is said of a client. What a change means is said once, under the first client that it is so for.
fn block<'a>(at: usize, item: &'a Item, said: &mut HashSet<String>) -> Block<'a> {
    let plain = |glyph, tone, text: String| Block {
        item: at,
        glyph,
        name: &item.name,
        apart: None,
        tone,
        texts: vec![(Tone::Quiet, text)],
    };
    let proposal = match &item.state {
        State::Reading => return plain("…", Tone::Quiet, "being read".to_owned()),
        State::Unreadable(why) | State::Senseless(why) => return plain("✗", Tone::Warning, why.clone()),
        State::Judged(proposal) => proposal,
    };
    let (changes, kept) = match &proposal.verdict {
        Verdict::AlreadySo => return plain("=", Tone::Quiet, "already so".to_owned()),
        Verdict::Refused(findings) => {
            let why =
                findings.iter().map(|finding| format!("{}: {}", finding.rule.as_str(), finding.message));
            return plain("✗", Tone::Warning, why.collect::<Vec<_>>().join(" "));
        }
        Verdict::Impossible(error) => return plain("✗", Tone::Warning, error.to_string()),
        Verdict::Conflict(labels) => {
            let labels = labels.join(", ");
            let text = format!("somebody has changed the same since: {labels}. H takes it back on its own.");
            return plain("✗", Tone::Warning, text);
        }
        Verdict::Change { changes, kept, .. } => (changes, kept),
    };
    let mut texts = Vec::new();
    for change in changes {
        texts.extend(words(change).into_iter().map(|text| (Tone::Change, text)));
        let meaning = change.meaning.as_ref().filter(|meaning| said.insert((*meaning).clone()));
        texts.extend(meaning.map(|meaning| (Tone::Quiet, meaning.clone())));
    }
    if !kept.is_empty() {
        let labels: Vec<String> = kept.iter().map(|change| change.subject.label()).collect();
        texts.push((Tone::Quiet, format!("kept as somebody else has set it since: {}", labels.join(", "))));
    }
    let warned = !proposal.warnings.is_empty();
    let warnings = proposal.warnings.iter().filter(|warning| said.insert((*warning).clone()));
    texts.extend(warnings.map(|warning| (Tone::Warning, format!("! {warning}"))));
    Block {
        item: at,
        glyph: if warned { "!" } else { "~" },
        name: &item.name,
        apart: None,
        tone: if warned { Tone::Warning } else { Tone::Change },
        texts,
    }
}

/// A change in words, a line for each member that comes or goes.
pub(super) fn words(change: &Change) -> Vec<String> {
    let label = change.subject.label();
    if change.added.is_empty() && change.removed.is_empty() {
        let told = |lines: &[String]| {
            let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
            in_one_line(&texts).unwrap_or_else(|| lines.join(", "))
        };
        return vec![format!("{label}: {} → {}", told(&change.before), told(&change.after))];
    }
    let gone = change.removed.iter().map(|member| format!("{label}: − {member}"));
    gone.chain(change.added.iter().map(|member| format!("{label}: + {member}"))).collect()
}
