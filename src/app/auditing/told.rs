//! An audit in words: how far it is, what it could not read, what is said of the selection.

use super::super::review::Tone;
use super::rows::Key;
use super::{Auditing, Run};
use crate::audit::{Need, Place, Rule, Site, places_in_words};
use crate::client::pool::thousands;
use crate::client::text::harmless;
use crate::tasks::audit::Missed;

impl Auditing {
    /// How many clients, and how far the reading is: `1,354 clients · 96 % read, 12 s left`; before that, of
    /// how many places, where some could not be reached.
    pub fn state_in_words(&self) -> String {
        let reached = self.runs.iter().filter(|run| run.failed.is_none()).count();
        let words = self.progress_in_words();
        match self.runs.len() {
            all if all > 1 && reached < all => format!("{reached} of {all} places · {words}"),
            _ => words,
        }
    }

    fn progress_in_words(&self) -> String {
        let sum = |of: fn(&Run) -> usize| self.runs.iter().map(of).sum::<usize>();
        let (read, failed, known) =
            (sum(|run| run.progress.read), sum(|run| run.progress.failed), sum(|run| run.progress.known));
        let done = read + failed;
        let over = self.runs.iter().all(|run| run.over || run.failed.is_some());
        let clients = |count: usize| {
            if count == 1 { "1 client".to_owned() } else { format!("{} clients", thousands(count as u64)) }
        };
        let percent = (done * 100).checked_div(known).unwrap_or(0).min(99);
        if self.is_running() {
            let all_known =
                self.runs.iter().filter(|run| run.ticket.is_some()).all(|run| run.progress.all_known);
            let left = self.runs.iter().filter(|run| run.ticket.is_some()).map(|run| run.left);
            // Places are read side by side: the slowest tells.
            let left = left.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
            let left = left.map(|left| {
                let words = time_words(left.as_secs_f64());
                if all_known { format!(", {words} left") } else { format!(", at least {words} left") }
            });
            let left = left.unwrap_or_default();
            if !all_known {
                return format!("{} so far · {done} read{left}", clients(known));
            }
            return format!("{} · {percent} % read{left}", clients(known));
        }
        let words = if over {
            clients(read)
        } else if known == 0 {
            "nothing read".to_owned()
        } else {
            format!("{} of {} read, stopped; r goes on", thousands(read as u64), clients(known))
        };
        match sum(|run| run.unread.len()) {
            0 => words,
            unread => format!("{words} · {unread} not read"),
        }
    }

    /// What could not be read or reached, a line for each reason.
    pub fn troubles(&self) -> Vec<String> {
        let mut told: Vec<(String, usize, String)> = Vec::new();
        for run in &self.runs {
            if let Some(failure) = &run.failed {
                told.push((format!("{} {} {}", run.name, failure.what, failure.next), 1, String::new()));
            }
            for (place, why) in &run.unread {
                match told.iter_mut().find(|(known, ..)| known == why) {
                    Some((_, count, _)) => *count += 1,
                    None => told.push((why.clone(), 1, place.clone())),
                }
            }
        }
        let words = |(why, count, place): (String, usize, String)| match (count, place.is_empty()) {
            (_, true) => why,
            (1, false) => format!("{place}: {why}"),
            (more, false) => format!("{place} and {} more: {why}", more - 1),
        };
        told.into_iter().map(words).collect()
    }

    /// True where something that was not read is selected.
    pub fn is_on_unread(&self) -> bool {
        matches!(self.rows.key(), Some(Key::Unread(..)))
    }

    /// What is said of the selected row.
    pub fn foot(&self) -> Vec<(Tone, String)> {
        let mut lines = Vec::new();
        match self.rows.key() {
            Some(Key::Finding(..)) => {
                if let Some((_, finding)) = self.selected_finding() {
                    lines.push((Tone::Change, format!("Found: {}", finding.evidence)));
                    if let Some(note) = &finding.note {
                        lines.push((Tone::Warning, format!("! {note}")));
                    }
                    if let Some(fix) = &finding.fix {
                        lines.push((Tone::Plain, format!("Fix: {}", fix.title)));
                        lines.extend(fix.caution.map(|caution| (Tone::Warning, format!("! {caution}"))));
                    }
                    rule_words(finding.rule, &mut lines);
                }
            }
            Some(Key::Rule(_) | Key::Pool(..)) => {
                if let Some(rule) = self.selected_rule() {
                    if let Some(Key::Pool(run, pool)) = self.rows.key() {
                        let pool = self.pool_name(*run, pool);
                        lines.push((Tone::Change, format!("{pool} · {} {}", rule.id, rule.title)));
                    }
                    rule_words(rule, &mut lines);
                }
            }
            Some(Key::Place(about)) => {
                if let Some(entry) = self.shown().entry(about) {
                    let mut found: Vec<_> = entry.findings().collect();
                    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
                    lines.extend(found.iter().map(|finding| {
                        let text = format!(
                            "{} {} {}: {}",
                            finding.severity.letter(),
                            finding.rule.id,
                            finding.rule.title,
                            finding.evidence
                        );
                        (Tone::Plain, text)
                    }));
                }
            }
            Some(Key::Lack(lack)) => {
                let words = self.lack_in_words(lack);
                lines.push((Tone::Plain, format!("{words}. {} tells it.", lack.need.call())));
            }
            Some(Key::Unread(run, at)) => {
                let words = self.unread_in_words(*run, *at);
                lines.extend(words.map(|words| (Tone::Warning, format!("Not read: {words}"))));
                let again = "r reads what is missing; nothing else is read again.".to_owned();
                lines.push((Tone::Quiet, again));
            }
            Some(Key::Severity(_)) | None => {}
        }
        lines
    }

    /// What the findings that are listed are below of, beside their rule and severity.
    pub fn below_in_words(&self) -> Option<String> {
        let below = self.below.as_ref()?;
        let entry = below.about.as_ref().and_then(|about| self.tally.entry(about));
        let pool = below.pool.as_ref().map(|(run, pool)| self.pool_name(*run, pool));
        let rule = below.rule.and_then(crate::audit::find).map(|rule| rule.title.to_owned());
        let pool = pool.map(|pool| format!("in {pool}"));
        let words: Vec<String> =
            [entry.map(|entry| entry.place.names()), rule, pool].into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// What was audited, for a report.
    pub(super) fn about(&self) -> Vec<(String, String)> {
        let title = ("Audited".to_owned(), self.title.clone());
        let word = |text: &Option<String>| text.clone().unwrap_or_default();
        let places: Vec<(String, String)> =
            self.runs.iter().map(|run| (word(&run.place.profile), word(&run.place.region))).collect();
        let places = harmless(&places_in_words(&places)).into_owned();
        let places = (!places.is_empty()).then(|| ("Context".to_owned(), places));
        std::iter::once(title).chain(places).collect()
    }

    /// Where each place is, as far as that is known here.
    pub(super) fn sites(&self) -> impl Iterator<Item = Site> {
        self.runs.iter().map(|run| Site {
            profile: run.place.profile.clone(),
            region: run.place.region.clone(),
            ..Site::default()
        })
    }

    /// What a report has to say of what is missing in it, each with the number of its place.
    pub(super) fn missing(&self) -> Vec<(usize, Missed)> {
        let mut missing = Vec::new();
        for (at, run) in self.runs.iter().enumerate() {
            let name = if run.name.is_empty() { self.title.clone() } else { run.name.clone() };
            let mut add = |need, why| missing.push((at, Missed { need, place: Place::whole(&name), why }));
            if let Some(failure) = &run.failed {
                add(Need::Connection, failure.what.clone());
            } else if !run.over {
                let (read, known) = (run.progress.read, run.progress.known);
                let more = if run.progress.all_known { "" } else { ", and more that were not listed yet" };
                let why = format!("{read} of {known} clients were read when this was written{more}");
                add(Need::Rest, why);
            }
        }
        missing
    }
}

fn rule_words(rule: &Rule, lines: &mut Vec<(Tone, String)>) {
    lines.push((Tone::Plain, format!("Why: {}", rule.why)));
    lines.push((Tone::Plain, format!("How: {}", rule.advice())));
    for source in rule.sources {
        lines.push((Tone::Quiet, format!("{}  {}", source.name, source.url)));
    }
    if !rule.varies.is_empty() {
        lines.push((Tone::Quiet, format!("Usually {}, {}.", rule.severity, rule.varies)));
    }
}

/// A length of time, about: `12 s`, `4 min`.
fn time_words(seconds: f64) -> String {
    // Rounded up: nobody minds that it is over earlier.
    let whole = seconds.ceil().max(1.0);
    if whole < 100.0 { format!("{whole:.0} s") } else { format!("{:.0} min", (whole / 60.0).ceil()) }
}
