//! Settings of the base copied into another column: an edit like any other, with its review, its check of
//! what others did meanwhile, and its undo.

use super::super::editing::{Editing, Stage};
use super::super::form::Form;
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Message};
use super::{CompareChoice, Comparing, Head, Origin, Reach};
use crate::client::change::Subject;
use crate::client::compare::{Promotion, Relation, promote};
use crate::client::draft::{Draft, DraftOf};
use crate::client::rules::{Finding, RuleId};
use crate::client::text::harmless;
use crate::client::{ClientKey, Edit, Settings, edit, field};
use crate::tasks::Place;
use crate::tasks::write::Site;

/// So many refusals of a kind are told; the form marks them all.
const TOLD: usize = 3;

/// What is copied, on its way to its review: what its pool has is read first, and where it is in another
/// place, that is gone to.
#[derive(Clone, Debug)]
pub(in crate::app) struct Promoting {
    key: ClientKey,
    site: Site,
    place: Place,
    edit: Edit,
    /// The client as its column showed it.
    seen: Settings,
    /// What the review says about it.
    lead: Vec<String>,
    /// True until a person said that the dashboard may go to another place for it.
    asks: bool,
}

impl Comparing {
    /// What differs in a column, as far as it is meant.
    fn differing(&self, head: usize, reach: Reach) -> Vec<Subject> {
        let Some(column) = self.compared(head) else { return Vec::new() };
        let selected = self.selected_row().map(|row| &row.subject);
        let sections = self.comparison.sections.iter().filter(|section| {
            reach != Reach::Group || section.rows.iter().any(|row| Some(&row.subject) == selected)
        });
        sections
            .flat_map(|section| &section.rows)
            .filter(|row| reach != Reach::Setting || Some(&row.subject) == selected)
            .filter(|row| row.cells.get(column).is_some_and(|cell| cell.relation == Relation::Differs))
            .map(|row| row.subject.clone())
            .collect()
    }

    /// How many settings would be copied.
    fn copied(&self, head: usize, reach: Reach) -> usize {
        let left_out = self.promotion(head, reach).map_or(0, |(_, left_out)| left_out.len());
        self.differing(head, reach).len() - left_out
    }

    fn group(&self) -> Option<&'static str> {
        let selected = &self.selected_row()?.subject;
        let has = |section: &&crate::client::compare::Section| {
            section.rows.iter().any(|row| row.subject == *selected)
        };
        self.comparison.sections.iter().find(has).map(|section| section.title)
    }

    /// The edit that gives a column what the base has, and what is left out of it, in words.
    fn promotion(&self, head: usize, reach: Reach) -> Option<(Edit, Vec<String>)> {
        let (from, to) = (self.heads.first()?.column()?, self.heads.get(head)?.column()?);
        let subjects = self.differing(head, reach);
        // What a file has no place for stays as it is.
        let said = from.unsaid.completed(&from.settings, &to.settings);
        let Promotion { edit, left_out } = promote(&said, &to.settings, &subjects);
        let left_out = left_out.into_iter().map(|(subject, why)| format!("{} ({why})", subject.label()));
        Some((edit, left_out.collect()))
    }
}

impl App {
    /// Offers how much of the base is copied into the chosen column.
    pub(super) fn offer_promotion(&mut self) {
        let Some(comparing) = &self.comparing else { return };
        let (Some(base), Some(target)) = (comparing.heads.first(), comparing.heads.get(comparing.target))
        else {
            return;
        };
        let entries = entries(comparing, &self.site());
        let refused = if comparing.target == 0 {
            Some("There is no other column to copy into.".to_owned())
        } else if let Origin::File { .. } = target.origin {
            Some(format!(
                "{} is what a file says, and only clients are changed. b makes it the first column, to copy from.",
                target.title
            ))
        } else if base.column().is_none() || target.column().is_none() {
            Some("Both columns must be read first.".to_owned())
        } else if comparing.differing(comparing.target, Reach::Everything).is_empty() {
            Some(format!("{} has nothing otherwise than {}.", target.title, base.title))
        } else if entries.is_empty() {
            Some("Only secrets differ, and those are not copied.".to_owned())
        } else {
            None
        };
        if let Some(text) = refused {
            self.tell(text);
            return;
        }
        let why = format!(
            "What {} has is copied into {}. You review it before anything is written.",
            base.title, target.title
        );
        if target.is_at(&self.site()) && self.is_read_only() {
            return;
        }
        self.picker = Some(Picker::of("Promote", Some(why), entries));
    }

    /// Takes what is copied on its way to the review.
    pub(super) fn promote(&mut self, reach: Reach) {
        let Some(comparing) = &self.comparing else { return };
        let Some(head) = comparing.heads.get(comparing.target) else { return };
        let Origin::Live { key, site, place } = head.origin.clone() else { return };
        let Some((edit, left_out)) = comparing.promotion(comparing.target, reach) else { return };
        if edit.is_empty() {
            self.tell(format!("Nothing can be copied: {}.", left_out.join(", ")));
            return;
        }
        let mut lead = vec![format!("Copied from {}.", comparing.heads[0].title)];
        if !left_out.is_empty() {
            lead.push(format!("Left out: {}.", left_out.join(", ")));
        }
        let title = head.title.clone();
        let Some(seen) = head.column().map(|column| column.settings.clone()) else { return };
        let asks = !site.is_same(&self.site());
        self.promoting = Some(Box::new(Promoting { key, site: site.clone(), place, edit, seen, lead, asks }));
        if !asks {
            self.tell("Reading what the pool has …");
            return;
        }
        let why = format!(
            "{title} is in {} · {}, and a client is changed from where it is. The comparison stays open.",
            harmless(&site.profile),
            harmless(&site.region)
        );
        let entry = |label: &str, choice| Entry {
            label: label.to_owned(),
            note: String::new(),
            choice: Choice::Compare(choice),
        };
        let entries = vec![
            entry("go there and review the change", CompareChoice::Travel),
            entry("stay here, change nothing", CompareChoice::Stay),
        ];
        self.picker = Some(Picker::of("Another context", Some(why), entries));
    }

    /// Goes to where the chosen column is, with what is copied.
    pub(super) fn travel_to_promote(&mut self) {
        let Some(promoting) = &mut self.promoting else { return };
        promoting.asks = false;
        let place = promoting.place.clone();
        self.switch_to(place);
    }

    /// Opens one plan that copies into every other column of this place.
    pub(super) fn promote_to_all(&mut self, reach: Reach) {
        let Some(comparing) = &self.comparing else { return };
        let site = self.site();
        let mut edits = Vec::new();
        let mut left = 0;
        for (at, head) in comparing.heads.iter().enumerate().skip(1) {
            match (head.is_at(&site), head.key(), comparing.promotion(at, reach)) {
                (true, Some(key), Some((edit, _))) if !edit.is_empty() => edits.push((key.clone(), edit)),
                (true, _, Some(_)) => {}
                _ => left += 1,
            }
        }
        let what = match reach {
            Reach::Setting => comparing.selected_row().map(|row| row.label.clone()).unwrap_or_default(),
            Reach::Group => comparing.group().unwrap_or_default().to_owned(),
            Reach::Everything => "all differences".to_owned(),
        };
        let title = format!("{what} as {}", comparing.heads[0].title);
        self.plan_edits(&title, edits);
        if left > 0 && self.bulk.is_some() {
            let columns = if left == 1 { "1 column is".to_owned() } else { format!("{left} columns are") };
            self.tell(format!("{columns} left alone: files, other contexts, or not read."));
        }
    }

    /// Goes on with what is copied, as far as what is known allows.
    pub(in crate::app) fn promote_on(&mut self) {
        let Some(promoting) = self.promoting.take() else { return };
        if promoting.asks || self.link == super::super::Link::Connecting {
            self.promoting = Some(promoting);
            return;
        }
        let here = promoting.site.is_same(&self.site());
        if !here {
            // The place could not be reached, or is another account's by now.
            let text = "Nothing is copied: this is not where the client is.".to_owned();
            if self.message.is_none() {
                self.message = Some(Message { text, bad: true });
            }
            return;
        }
        let busy = self.editing.is_some() || self.bulk.is_some();
        let pool = promoting.key.pool.clone();
        if self.described.get(&promoting.key).is_some_and(|known| known.failure.is_some()) || busy {
            self.tell("Nothing is copied: the client cannot be read.");
            return;
        }
        self.want_pool(&pool);
        let read = self.described.get(&promoting.key).filter(|known| !known.stale);
        let read = read.is_some_and(|known| known.value.is_some());
        if read && self.is_pool_known(&pool) && self.link == super::super::Link::Up {
            self.open_promoted(*promoting);
        } else {
            self.promoting = Some(promoting);
        }
    }

    /// Opens the review of what is copied. Where the service would refuse it, the form is opened at what the
    /// pool lacks; where somebody has changed the same since the column was read, a person is asked.
    fn open_promoted(&mut self, promoting: Promoting) {
        let Promoting { key, edit: copied, seen, mut lead, .. } = promoting;
        if self.is_read_only() {
            return;
        }
        let Some(client) = self.described.get(&key).and_then(|known| known.value.clone()) else { return };
        let (name, secret, pool) = (client.name().to_owned(), client.secret.into(), key.pool.clone());
        // What was begun and not written yet goes with it, so that nothing of it is lost.
        let of = DraftOf::Client(key.clone());
        let begun = self.drafts.get(&of).and_then(|draft| draft.edit.apply(&seen).ok());
        if begun.as_ref().is_some_and(|begun| *begun != seen) {
            lead.push("Your draft for this client is in it too.".to_owned());
        }
        let wanted = match copied.apply(begun.as_ref().unwrap_or(&seen)) {
            Ok(wanted) => wanted,
            Err(error) => {
                self.message = Some(Message { text: format!("Nothing is copied: {error}"), bad: true });
                return;
            }
        };
        if wanted == client.settings {
            self.tell("Nothing has to be copied: the client is already like this.");
            return;
        }
        let parts = self.pool_parts.get(&pool).and_then(|known| known.value.as_ref());
        if parts.is_none_or(|parts| parts.providers.is_err() || parts.servers.is_err()) {
            lead.push(
                "What the pool has could not be read, so it is not known whether it lacks anything."
                    .to_owned(),
            );
        }
        // What could not be read yet stays as it was typed.
        let typed = self.drafts.get(&of).map(|draft| draft.typed.clone()).unwrap_or_default();
        let edit = edit::between(&seen, &wanted);
        self.keep_draft(of, Draft { edit, typed, start: None });
        // It begins with what the person saw, so the review meets what others have done since.
        let form = Form::edit(key, &name, seen, secret, self.around(&pool));
        let mut form = form.with_draft(wanted, self.around(&pool));
        form.copied = true;
        let mut editing = Editing { form: Some(form), stage: Stage::Form };
        self.message = None;
        self.review(&mut editing);
        match (&mut editing.stage, &mut editing.form) {
            (Stage::Review(review), _) => review.lead.extend(lead),
            (Stage::Form, Some(form)) if form.base == form.draft => {
                self.tell("Nothing has to be copied: the client is already like this.");
                return;
            }
            (Stage::Form, Some(form)) => {
                form.go_to_problem();
                let text = lacking(
                    form,
                    &self.pool_words(&form.key.clone().unwrap_or_else(|| ClientKey::new(pool.as_str(), ""))),
                );
                self.message = Some(Message { text, bad: true });
            }
            _ => {}
        }
        self.editing = Some(editing);
    }
}

/// What would be refused: first what the pool lacks, then what does not go together.
fn lacking(form: &Form, pool: &str) -> String {
    let lacks = |finding: &&Finding| {
        matches!(finding.rule, RuleId::V13 | RuleId::V18 | RuleId::V19 | RuleId::V20 | RuleId::V24)
    };
    let refused = || form.findings.iter().filter(|finding| finding.is_refusal());
    let told = |finding: &Finding| finding.message.trim_end_matches('.').to_owned();
    let missing: Vec<String> = refused().filter(lacks).map(told).collect();
    let others: Vec<String> = refused().filter(|finding| !lacks(finding)).map(told).collect();
    let mut text = String::new();
    for (head, mut told) in [
        (format!("{} lacks what this needs: ", harmless(pool)), missing),
        ("It does not go together: ".to_owned(), others),
    ] {
        if told.is_empty() {
            continue;
        }
        let more = told.len().saturating_sub(TOLD);
        told.truncate(TOLD);
        let rest = if more > 0 { format!(", and {more} more marked ✗") } else { String::new() };
        text += &[head.as_str(), &told.join(". "), &rest, ". "].concat();
    }
    text + "Ctrl-f settles them one by one, Ctrl-s goes to the review."
}

fn entries(comparing: &Comparing, here: &Site) -> Vec<Entry> {
    let target = comparing.target;
    let count = |reach| comparing.copied(target, reach);
    let entry = |label: String, note: &str, choice| Entry {
        label,
        note: note.to_owned(),
        choice: Choice::Compare(choice),
    };
    let mut entries = Vec::new();
    let label = comparing.selected_row().map(|row| row.label.clone()).unwrap_or_default();
    let one = (count(Reach::Setting) > 0)
        .then(|| entry(label.clone(), "this setting", CompareChoice::Copy(Reach::Setting)));
    // It is the first row, so it is selected until a person moves: who has not moved hardly means it.
    let is_name = comparing.selected_row().and_then(|row| row.subject.field()) == Some(field::CLIENT_NAME);
    let (first, last) = if is_name { (None, one) } else { (one, None) };
    entries.extend(first);
    let group = count(Reach::Group);
    if let Some(title) = comparing.group().filter(|_| group > 1 || group > count(Reach::Setting)) {
        entries.push(entry(
            format!("{title}: {group} {}", if group == 1 { "that differs" } else { "that differ" }),
            "this group",
            CompareChoice::Copy(Reach::Group),
        ));
    }
    let all = count(Reach::Everything);
    if all > group || all > 0 && entries.is_empty() && last.is_none() {
        let differing = comparing.differing(target, Reach::Everything).len();
        let text = match all {
            _ if all < differing => format!("all that can be copied: {all} of {differing}"),
            1 => "the 1 difference".to_owned(),
            _ => format!("all {all} differences"),
        };
        entries.push(entry(text, "everything", CompareChoice::Copy(Reach::Everything)));
    }
    entries.extend(last);
    let others = |head: &&Head| head.is_at(here) && head.column().is_some();
    let others = comparing.heads.iter().skip(1).filter(others).count();
    if others > 1 && all > 0 {
        let into = format!("into all {others} others");
        if count(Reach::Setting) > 0 {
            entries.push(entry(label, &into, CompareChoice::CopyToAll(Reach::Setting)));
        }
        entries.push(entry("all differences".to_owned(), &into, CompareChoice::CopyToAll(Reach::Everything)));
    }
    entries
}
