//! The audit: what is wrong with the clients in view, while they are read and afterwards.
//!
//! An audit goes on behind other screens, and what it found stays until the next one begins: the list of
//! clients and the detail pane show it too.

mod dialog;
mod filter;
mod fixing;
mod help;
mod news;
mod rows;
mod start;
mod tally;
mod told;

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use super::open::Search;
use super::picker::Picker;
use super::{App, Layout};
use crate::audit::Severity;
use crate::client::{ClientKey, PoolId, Reference};
use crate::tasks::audit::{Held, Progress};
use crate::tasks::crawl::Wanted;
use crate::tasks::{Failure, Place, Ticket};

pub use dialog::{Dialog, Purpose};
pub use filter::Filter;
pub(super) use fixing::Fixing;
pub use rows::{Below, Row, Rows, Touched};
pub(super) use start::AuditChoice;
pub use tally::{About, Entry, Group, Lack, Tally};

// What is drawn of a finding is the audit's own; drawing finds it here.
pub use crate::audit::{Counts, Finding, Rule, Severity as HowBad};

/// How the findings are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// A bar for each severity, and what could not be answered.
    Severities,
    /// By rule.
    #[default]
    Rules,
    /// By client.
    Clients,
    /// Pools against rules.
    Map,
}

impl View {
    /// All of them, in the order in which `Tab` goes through them.
    pub const ALL: [Self; 4] = [Self::Rules, Self::Clients, Self::Map, Self::Severities];

    /// A word for its tab.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Severities => "severities",
            Self::Rules => "rules",
            Self::Clients => "clients",
            Self::Map => "map",
        }
    }

    fn beside(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|view| *view == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

/// One place of an audit.
#[derive(Clone, Debug)]
pub struct Run {
    /// The profile and region.
    pub place: Place,
    /// The same in words.
    pub name: String,
    /// How far the reading is.
    pub progress: Progress,
    /// How long the rest takes, where that can be told.
    pub left: Option<Duration>,
    /// What could not be read, and why.
    pub unread: Vec<(String, String)>,
    /// Why it cannot go on.
    pub failed: Option<Failure>,
    /// True once everything was read that could be.
    pub over: bool,
    wanted: Wanted,
    held: Held,
    ticket: Option<Ticket>,
    /// Clients that are read again.
    again: Vec<Ticket>,
    /// The rules have changed since it began.
    outdated: bool,
}

/// An audit, and how it is looked at.
#[derive(Clone, Debug)]
pub struct Auditing {
    /// What is audited.
    pub title: String,
    /// Where.
    pub runs: Vec<Run>,
    /// What was found.
    pub tally: Tally,
    /// How it is listed.
    pub view: View,
    /// The findings below one of the rows, where they are listed.
    pub below: Option<Below>,
    /// What of the findings is looked at, where it is not all.
    pub filter: Option<Filter>,
    /// What is being asked over the list.
    pub dialog: Option<Dialog>,
    rows: Rows,
    /// The row to come back to.
    came_from: usize,
}

/// The last audit, and whether it is on screen.
#[derive(Debug, Default)]
pub struct Audits {
    /// True while its screen is open.
    pub open: bool,
    /// The last audit.
    pub current: Option<Box<Auditing>>,
    /// Clients that were written to and are to be looked at again.
    changed: Vec<ClientKey>,
}

impl Auditing {
    /// True while something is being read.
    pub fn is_running(&self) -> bool {
        self.runs.iter().any(|run| run.ticket.is_some())
    }

    /// True where something is left to read.
    pub fn can_go_on(&self) -> bool {
        !self.is_running() && self.runs.iter().any(|run| !run.over || !run.unread.is_empty())
    }
}

impl App {
    /// The audit on screen.
    pub fn auditing(&self) -> Option<&Auditing> {
        self.audits.current.as_deref().filter(|_| self.audits.open)
    }

    /// True once an audit of this place has found something.
    pub fn has_findings(&self) -> bool {
        let audit = self.audits.current.as_deref();
        audit.is_some_and(|audit| {
            audit.tally.counts().total() > 0 && audit.runs.iter().any(|run| self.is_place_here(&run.place))
        })
    }

    /// What an audit found of a client of this place.
    pub fn found_of(&self, key: &ClientKey) -> Option<&Entry> {
        let audit = self.audits.current.as_deref()?;
        let run = audit.runs.iter().position(|run| self.is_place_here(&run.place))?;
        audit.tally.entry(&About { run, pool: key.pool.clone(), client: Some(key.client.clone()) })
    }

    /// Takes a key while the audit is on screen.
    pub(super) fn audit_key(&mut self, key: KeyEvent) {
        self.message = None;
        let Some(mut audit) = self.audits.current.take() else {
            self.audits.open = false;
            return;
        };
        if audit.dialog.is_some() {
            self.dialog_key(&mut audit, key);
            self.audits.current = Some(audit);
            return;
        }
        if audit.filter.as_ref().is_some_and(|filter| filter.typing) {
            self.audit_filter_key(&mut audit, key);
            self.audits.current = Some(audit);
            return;
        }
        let plain = !key.modifiers.contains(KeyModifiers::CONTROL);
        let page = self.audit_height();
        match key.code {
            KeyCode::Char('f') if plain => self.fix_one(&audit),
            KeyCode::Char('F') if plain => self.fix_all(&audit),
            KeyCode::Char('s') if plain => self.ask_to_accept(&mut audit),
            KeyCode::Char('x') if plain => self.ask_for_report(&mut audit),
            KeyCode::Char('r') if plain => self.audit_again_or_on(&mut audit),
            KeyCode::Char('a') if plain => {
                self.audits.current = Some(audit);
                self.offer_audits();
                return;
            }
            KeyCode::Char('w') if plain => {
                if !audit.list_unread() {
                    self.tell("Everything that was looked for was read.");
                }
            }
            KeyCode::Tab => audit.turn_to(audit.view.beside(1)),
            KeyCode::BackTab => audit.turn_to(audit.view.beside(View::ALL.len() - 1)),
            KeyCode::Enter if audit.is_on_empty_cell() => self.tell("That rule found nothing in that pool."),
            KeyCode::Enter => {
                if let Some((run, pool, client)) = audit.enter(false) {
                    self.audit_goes_to(&audit, run, pool, client);
                }
            }
            KeyCode::Left | KeyCode::Char('h') if audit.is_on_map() => {
                audit.rows.column = audit.rows.column.saturating_sub(1);
            }
            KeyCode::Right | KeyCode::Char('l') if audit.is_on_map() => audit.rows.column += 1,
            KeyCode::Char('q') if plain => self.audits.open = false,
            KeyCode::Esc if audit.below.is_none() && audit.filter.is_some() => audit.filter = None,
            KeyCode::Esc if audit.below.is_none() && audit.is_running() => self.stop_audit(&mut audit),
            KeyCode::Esc => {
                if !audit.back() {
                    self.audits.open = false;
                }
            }
            _ => match self.keymap.action(key) {
                Some(Action::Into) => drop(audit.enter(true)),
                Some(Action::Back) => drop(audit.back()),
                Some(Action::Filter) => audit.open_filter(),
                Some(Action::Help) => self.audit_help(),
                Some(Action::Palette) => self.picker = Some(Picker::actions("Actions", &self.keymap)),
                action => {
                    if let Some(by) = action.and_then(|action| moves(action, page)) {
                        audit.rows.step(by);
                    }
                }
            },
        }
        self.audits.current.get_or_insert(audit);
    }

    /// Takes pasted text while the audit is on screen.
    pub(super) fn audit_paste(&mut self, text: &str) {
        let Some(audit) = self.audits.current.as_deref_mut() else { return };
        if let Some(dialog) = &mut audit.dialog {
            dialog.paste(text);
        } else if let Some(filter) = audit.filter.as_mut().filter(|filter| filter.typing) {
            filter.prompt.paste(text);
        }
    }

    /// An action of the audit's, from the palette.
    pub(super) fn audit_act(&mut self, action: Action) {
        let Some(mut audit) = self.audits.current.take() else {
            self.tell("Nothing was audited yet.");
            return;
        };
        self.audits.open = true;
        match action {
            Action::AuditFix => self.fix_one(&audit),
            Action::AuditFixAll => self.fix_all(&audit),
            Action::AuditSuppress => self.ask_to_accept(&mut audit),
            Action::AuditReport => self.ask_for_report(&mut audit),
            _ => {}
        }
        self.audits.current = Some(audit);
    }

    /// Leaves the audit for a client, or a pool.
    fn audit_goes_to(
        &mut self,
        audit: &Auditing,
        run: usize,
        pool: PoolId,
        client: Option<crate::client::ClientId>,
    ) {
        let Some(run) = audit.runs.get(run) else { return };
        self.audits.open = false;
        let here = self.is_place_here(&run.place);
        match client {
            Some(client) => {
                let key = ClientKey { pool, client };
                self.remember_opened(&key);
                self.search = Some(Search::new(Reference::Key { profile: None, key }));
                if !here {
                    self.switch_to(run.place.clone());
                }
            }
            None if here => {
                self.select_pool(&pool);
                self.pools_list.touch();
                self.focus = super::Pane::Pools;
            }
            None => self.switch_to(run.place.clone()),
        }
    }

    /// Rows that the list of the audit has.
    pub fn audit_height(&self) -> usize {
        self.layout().map_or(1, |layout| list_rows(&layout))
    }

    /// Brings the rows in line with what was found since, and looks again at what was changed.
    pub(super) fn settle_audit(&mut self, layout: &Layout) {
        self.look_at_changed();
        let height = list_rows(layout);
        if let Some(audit) = self.audits.current.as_deref_mut().filter(|_| self.audits.open) {
            audit.settle_filter(&mut self.matcher);
            audit.settle(height);
        }
    }
}

impl Auditing {
    fn is_on_map(&self) -> bool {
        self.view == View::Map && self.below.is_none()
    }

    fn is_on_empty_cell(&self) -> bool {
        match (self.rows.key(), self.columns().get(self.rows.column)) {
            (Some(rows::Key::Pool(run, pool)), Some(rule)) => {
                let row = self.shown().heat().get(&(*run, pool.clone()));
                row.and_then(|row| row.get(rule.id)).is_none_or(|counts| counts.total() == 0)
            }
            _ => false,
        }
    }

    fn turn_to(&mut self, view: View) {
        self.view = view;
        self.below = None;
        self.rows.reset();
    }

    /// Back to the list that the findings were opened from. Says whether there was one.
    fn back(&mut self) -> bool {
        let back = self.below.take().is_some();
        if back {
            self.rows.reset();
            (self.rows.selected, self.rows.touched) = (self.came_from, true);
        }
        back
    }

    /// Into what is selected: the findings below it, or where it leads. `list` lists a client's findings
    /// instead of going there.
    fn enter(&mut self, list: bool) -> Option<(usize, PoolId, Option<crate::client::ClientId>)> {
        let column = self.columns().get(self.rows.column).map(|rule| rule.id);
        let below = match self.rows.key()?.clone() {
            rows::Key::Severity(severity) => Below { severity: Some(severity), ..Below::default() },
            rows::Key::Rule(rule) => Below { rule: Some(rule), ..Below::default() },
            rows::Key::Pool(run, pool) => Below { rule: column, pool: Some((run, pool)), ..Below::default() },
            rows::Key::Place(about) if list => Below { about: Some(about), ..Below::default() },
            rows::Key::Place(about) | rows::Key::Finding(about, _) if !list => {
                return Some((about.run, about.pool.clone(), about.client.clone()));
            }
            _ => return None,
        };
        self.below = Some(below);
        self.came_from = self.rows.selected;
        let column = self.rows.column;
        self.rows.reset();
        self.rows.column = column;
        None
    }

    /// The finding of the selected row, where it is one.
    fn selected_finding(&self) -> Option<(&About, &Finding)> {
        match self.rows.key()? {
            rows::Key::Finding(about, at) => Some((about, self.shown().entry(about)?.finding(*at)?)),
            _ => None,
        }
    }

    /// The rule that the selected row is about.
    pub fn selected_rule(&self) -> Option<&'static Rule> {
        match self.rows.key()? {
            rows::Key::Rule(id) => crate::audit::find(id),
            rows::Key::Finding(..) => self.selected_finding().map(|(_, finding)| finding.rule),
            rows::Key::Pool(..) => self.columns().get(self.rows.column).copied(),
            _ => None,
        }
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.shown().counts().worst()
    }
}

/// By how many rows a movement goes, in a window of so many.
fn moves(action: Action, page: usize) -> Option<isize> {
    let page = isize::try_from(page).unwrap_or(1).max(1);
    Some(match action {
        Action::Down => 1,
        Action::Up => -1,
        Action::Top => isize::MIN,
        Action::Bottom => isize::MAX,
        Action::HalfPageDown => (page / 2).max(1),
        Action::HalfPageUp => -(page / 2).max(1),
        Action::PageDown => page,
        Action::PageUp => -page,
        _ => return None,
    })
}

/// Rows of the sheet beside the list: its border, the bars, the tabs and what is said of the selection.
fn list_rows(layout: &Layout) -> usize {
    let body = usize::from(layout.body().height);
    body.saturating_sub(2 + 3 + foot_rows(body)).max(1)
}

/// Rows for what is said of the selection, with the line above it.
fn foot_rows(body: usize) -> usize {
    match body {
        0..=14 => 3,
        15..=20 => 5,
        21..=26 => 7,
        _ => 9,
    }
}
