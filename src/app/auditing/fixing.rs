//! Fixes: one finding's, or those of every finding of its kind, as a plan that is reviewed like any other.

use super::super::App;
use super::rows::Key;
use super::tally::Tally;
use super::{About, Auditing, Below};
use crate::audit::{Finding, find};
use crate::client::kind::badge_of_name;
use crate::client::{ClientKey, Edit};

/// An edit for a client, with its names.
pub(in crate::app) struct Fixing {
    pub(in crate::app) key: ClientKey,
    pub(in crate::app) name: String,
    pub(in crate::app) pool: String,
    pub(in crate::app) edit: Edit,
}

impl App {
    /// Plans the selected finding's fix.
    pub(super) fn fix_one(&mut self, audit: &Auditing) {
        let Some((about, finding)) = audit.selected_finding() else {
            let text = match audit.rows.key() {
                Some(Key::Rule(_)) => "Enter lists the clients; f there fixes one. F fixes all of this kind.",
                _ => "Go to a finding first: Enter or l lists them.",
            };
            self.tell(text);
            return;
        };
        let found = vec![(about.clone(), finding)];
        self.plan_fix(audit, &found);
    }

    /// Plans the fixes of every finding of the selected rule.
    pub(super) fn fix_all(&mut self, audit: &Auditing) {
        let Some(rule) = audit.selected_rule() else {
            self.tell("Select a rule or one of its findings first.");
            return;
        };
        let pool = audit.below.as_ref().and_then(|below| below.pool.clone());
        let pool = pool.or_else(|| match audit.rows.key() {
            Some(Key::Pool(run, pool)) => Some((*run, pool.clone())),
            _ => None,
        });
        let found = audit.found(&Below { rule: Some(rule.id), pool, ..Below::default() });
        self.plan_fix(audit, &found);
    }

    fn plan_fix(&mut self, audit: &Auditing, found: &[(About, &Finding)]) {
        let Some((_, first)) = found.first() else { return };
        let rule = first.rule;
        let (mut fixes, mut elsewhere, mut without) = (Vec::<Fixing>::new(), 0, 0);
        let (mut cautions, mut titles) = (Vec::new(), Vec::new());
        for (about, finding) in found {
            let (Some(fix), Some(key)) = (&finding.fix, finding.place.key()) else {
                without += 1;
                continue;
            };
            if audit.runs.get(about.run).is_none_or(|run| !self.is_place_here(&run.place)) {
                elsewhere += 1;
                continue;
            }
            if fixes.iter().any(|other| other.key == key) {
                continue;
            }
            if let Some(caution) = fix.caution.filter(|caution| !cautions.contains(caution)) {
                cautions.push(caution);
            }
            if !titles.contains(&fix.title) {
                titles.push(fix.title.clone());
            }
            fixes.push(Fixing {
                key,
                name: finding.place.client_name.clone(),
                pool: finding.place.pool_name.clone(),
                edit: fix.edit.clone(),
            });
        }
        if fixes.is_empty() {
            let managed = || found.iter().all(|(_, found)| badge_of_name(&found.place.client_name).is_some());
            let text = if elsewhere == 0 && managed() {
                "Another AWS service manages this client and puts back what others change.".to_owned()
            } else if elsewhere > 0 {
                "These clients are in another place: go there with Enter, then audit it.".to_owned()
            } else {
                format!("Here {} needs a decision of yours. {}", rule.id, rule.advice())
            };
            self.tell(text);
            return;
        }
        let mut told: Vec<String> = cautions.into_iter().map(str::to_owned).collect();
        told.extend(undone_by(audit, rule.conflicts_with, &fixes, rule.id));
        if without > 0 {
            let (needs, is) = if without == 1 { ("needs", "is") } else { ("need", "are") };
            told.push(format!(
                "{without} of these findings {needs} a decision of yours and {is} left alone."
            ));
        }
        if elsewhere > 0 {
            told.push(format!("{elsewhere} more are in another place and are left alone."));
        }
        let title = match titles.as_slice() {
            [one] => format!("{} {one}", rule.id),
            _ => format!("{} {}", rule.id, rule.title),
        };
        self.plan_fixes(&title, fixes, told);
    }
}

/// What is said where another rule's fix for the same clients would undo this one.
fn undone_by(audit: &Auditing, rules: &[&str], fixes: &[Fixing], own: &str) -> Vec<String> {
    let mut told = Vec::new();
    for rule in rules.iter().filter_map(|id| find(id)) {
        // Of all findings: a filter that hides some does not make them harmless.
        let found = found_in(&audit.tally, &Below { rule: Some(rule.id), ..Below::default() });
        let both = found.iter().filter(|(_, finding)| {
            finding.fix.is_some() && fixes.iter().any(|fix| finding.place.key().as_ref() == Some(&fix.key))
        });
        let count = both.count();
        if count > 0 {
            let clients = match count {
                1 => "1 client here also has".to_owned(),
                _ => format!("{count} clients here also have"),
            };
            told.push(format!(
                "{clients} {} ({}), which changes the same setting. It is judged again after \
                 this, so that its fix does not undo {own}.",
                rule.id, rule.title
            ));
        }
    }
    told
}

impl Auditing {
    /// The findings that fit.
    pub(super) fn found(&self, below: &Below) -> Vec<(About, &Finding)> {
        found_in(self.shown(), below)
    }
}

fn found_in<'a>(tally: &'a Tally, below: &Below) -> Vec<(About, &'a Finding)> {
    let keys = super::rows::findings(tally, below).into_iter();
    keys.filter_map(|key| match key {
        Key::Finding(about, at) => {
            let finding = tally.entry(&about)?.finding(at)?;
            Some(((*about).clone(), finding))
        }
        _ => None,
    })
    .collect()
}
