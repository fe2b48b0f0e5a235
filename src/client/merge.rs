//! Two people's changes to the same client brought together.

mod cells;

use super::Settings;
use super::change::{Change, Compare, Subject, diff, json_lines, lines};
use cells::{Choice, Decision, Three};

/// What came of bringing two changes together.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// Both changes in one document. Where they conflict it has theirs until somebody chooses.
    pub result: Settings,
    /// What mine changes, as the person reviewed it.
    pub mine: Vec<Change>,
    /// What theirs changed meanwhile and the result takes over.
    pub taken_from_theirs: Vec<Change>,
    /// Where both changed the same thing to something else.
    pub conflicts: Vec<Conflict>,
}

/// A thing that both changed, each to something else.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// What it is.
    pub subject: Subject,
    /// What both started from, in lines that are safe to show.
    pub base: Vec<String>,
    /// What mine says.
    pub mine: Vec<String>,
    /// What theirs says.
    pub theirs: Vec<String>,
    choices: Vec<Choice>,
}

/// Whose value is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Mine.
    Mine,
    /// Theirs.
    Theirs,
    /// Neither: what both started from.
    Base,
}

/// Not every conflict was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{chosen} of {conflicts} conflicts are decided; choose for each of them")]
pub struct Undecided {
    /// Choices that were given.
    pub chosen: usize,
    /// Conflicts that there are.
    pub conflicts: usize,
}

/// Brings `mine` and `theirs` together, which both started from `base`.
///
/// What only one of them changed is taken from that one. A list that both changed has both changes,
/// member by member, so that two people who each add a callback URL are not in conflict. What only the
/// service says comes from theirs. What both changed to something else is a conflict.
pub fn merge(base: &Settings, mine: &Settings, theirs: &Settings) -> Merge {
    brought_together(&Three { base, mine, theirs, by_member: true })
}

/// The same where `mine` is meant as a whole: a value that was copied from elsewhere. A list that both
/// changed is then a conflict, since with both changes it would be like neither.
pub fn merge_as_wholes(base: &Settings, mine: &Settings, theirs: &Settings) -> Merge {
    brought_together(&Three { base, mine, theirs, by_member: false })
}

fn brought_together(three: &Three<'_>) -> Merge {
    let Three { base, mine, theirs, .. } = *three;
    let mut result = theirs.document().clone();
    let mut conflicts = Vec::new();
    for cell in three.cells() {
        let choices = three.choices(&cell);
        match three.decide(&cell, &choices) {
            Decision::Theirs => {}
            Decision::Mine => {
                for choice in &choices {
                    choice.write(&mut result, choice.mine.as_ref());
                }
            }
            Decision::Both(members) => {
                let members = members.into();
                for choice in &choices {
                    choice.write(&mut result, Some(&members));
                }
            }
            Decision::Conflict => conflicts.push(conflict(three, cell.subject, choices)),
        }
    }
    three.settle_empty_objects(&mut result);
    let is_open = |change: &Change| conflicts.iter().any(|c| c.subject == change.subject);
    let changes = |after: &Settings| {
        let mut changes = diff(base, after, Compare::ByEffect);
        changes.retain(|change| !is_open(change));
        changes
    };
    let my_changes = changes(mine);
    let mut taken = changes(theirs);
    taken.retain(|change| !my_changes.contains(change));
    Merge { result: Settings::from_wire(result), mine: my_changes, taken_from_theirs: taken, conflicts }
}

impl Merge {
    /// True when nothing is left to choose.
    pub fn is_settled(&self) -> bool {
        self.conflicts.is_empty()
    }

    /// The result with every conflict decided, a side for each in their order.
    pub fn resolve(&self, sides: &[Side]) -> Result<Settings, Undecided> {
        if sides.len() != self.conflicts.len() {
            return Err(Undecided { chosen: sides.len(), conflicts: self.conflicts.len() });
        }
        let mut document = self.result.document().clone();
        for (conflict, side) in self.conflicts.iter().zip(sides) {
            for choice in &conflict.choices {
                let json = match side {
                    Side::Mine => &choice.mine,
                    Side::Theirs => &choice.theirs,
                    Side::Base => &choice.base,
                };
                choice.write(&mut document, json.as_ref());
            }
        }
        Ok(Settings::from_wire(document))
    }
}

fn conflict(three: &Three<'_>, subject: Subject, choices: Vec<Choice>) -> Conflict {
    let told = |settings: &Settings, json: fn(&Choice) -> Option<&serde_json::Value>| match &subject {
        Subject::Setting(field) => lines(settings, field),
        Subject::Unknown(_) => json_lines(choices.first().and_then(json)),
    };
    Conflict {
        base: told(three.base, |c| c.base.as_ref()),
        mine: told(three.mine, |c| c.mine.as_ref()),
        theirs: told(three.theirs, |c| c.theirs.as_ref()),
        subject,
        choices,
    }
}

#[cfg(test)]
mod tests;
