//! Clients side by side: which they are, how they compare, and what of it is on screen.
//!
//! The first column is the base. A column keeps the place it comes from, whatever place the dashboard is
//! at; it is read there, and nothing is ever written anywhere else.

mod begin;
mod doing;
mod export;
mod files;
mod head;
mod make;
mod page;
mod promote;
mod reading;

use crossterm::event::{KeyCode, KeyEvent};

use super::picker::{Choice, Entry, Picker};
use super::{Action, App, Prompt};
use crate::client::change::Subject;
use crate::client::compare::{Comparison, Relation, Secrets};

pub use doing::{DOINGS, Doing, DoingInfo};
pub use head::{Head, Origin, State};
pub use page::{Page, Standing};
pub(super) use promote::Promoting;

/// What a list over a comparison offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareChoice {
    /// One of the keys.
    Do(Doing),
    /// Copy so much into the chosen column.
    Copy(Reach),
    /// Copy so much into every other column.
    CopyToAll(Reach),
    /// Go to where the chosen column is, and review the change there.
    Travel,
    /// Stay, and change nothing.
    Stay,
    /// Take this client of the file.
    Take(usize),
    /// Take every client of the file.
    TakeAll,
}

/// How much is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The selected setting.
    Setting,
    /// Its group, as far as it differs.
    Group,
    /// Everything that differs.
    Everything,
}

/// A text that is searched for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The line.
    pub prompt: Prompt,
    /// True while keys go into it.
    pub typing: bool,
}

/// Clients side by side.
#[derive(Clone, Debug)]
pub struct Comparing {
    /// The columns, the base first.
    pub heads: Vec<Head>,
    /// The chosen column, by its place among them; never the base where there is another.
    pub target: usize,
    /// True where equal settings are shown too.
    pub all: bool,
    /// What is searched for.
    pub search: Option<Search>,
    /// The columns that are read, compared.
    pub comparison: Comparison,
    /// What is on screen.
    pub page: Page,
    /// The selected setting.
    selected: Option<Subject>,
    /// Clients of a file, until a person says which of them are meant.
    offered: Vec<Head>,
    /// What of that file cannot be offered and why, until it is told.
    left_out: Vec<String>,
    /// Columns that came since the last comparison.
    arrived: usize,
    /// The edition of the known values that was looked at.
    seen: u64,
}

impl Comparing {
    pub(super) fn new(heads: Vec<Head>) -> Self {
        let target = usize::from(heads.len() > 1);
        let mut comparing = Self {
            heads,
            target,
            all: false,
            search: None,
            comparison: Comparison { base: 0, columns: 0, sections: Vec::new() },
            page: Page::default(),
            selected: None,
            offered: Vec::new(),
            left_out: Vec::new(),
            arrived: 0,
            seen: u64::MAX,
        };
        comparing.compare();
        comparing
    }

    /// "6 of 24 settings differ", and how many columns are still to come.
    pub fn title(&self) -> String {
        let clients = match self.heads.len() {
            0 => return "Compare with a file".to_owned(),
            1 => "1 client".to_owned(),
            n => format!("{n} clients"),
        };
        let read = self.comparison.columns;
        let summary = if read > 1 { format!(" · {}", self.comparison.summary()) } else { String::new() };
        match head::pending(&self.heads) {
            0 => format!("Compare {clients}{summary}"),
            left => format!("Compare {clients}{summary} so far, {left} being read"),
        }
    }

    /// Compares what is here with the base, and names the columns.
    fn compare(&mut self) {
        self.arrived = 0;
        head::name_all(&mut self.heads);
        let read: Vec<_> = self.heads.iter().filter_map(Head::column).collect();
        let has_base = self.heads.first().is_some_and(|head| head.column().is_some());
        let read = if has_base { read } else { Vec::new() };
        self.comparison = Comparison::of(&read, 0, Secrets::ByFingerprint);
        let mut counts = vec![(0, 0); self.comparison.columns];
        for row in self.comparison.rows() {
            for ((differing, untold), cell) in counts.iter_mut().zip(&row.cells) {
                *differing += usize::from(cell.relation == Relation::Differs);
                *untold += usize::from(cell.relation == Relation::Untold);
            }
        }
        let mut counts = counts.into_iter();
        for head in self.heads.iter_mut().filter(|head| head.column().is_some()) {
            (head.differing, head.untold) = counts.next().unwrap_or_default();
        }
        self.page.expire();
    }

    /// The place of a column among those compared, where it is read.
    fn compared(&self, head: usize) -> Option<usize> {
        let read = self.heads.get(head).is_some_and(|head| head.column().is_some());
        let has_base = self.comparison.columns > 0;
        let before = self.heads.iter().take(head).filter(|head| head.column().is_some()).count();
        (read && has_base).then_some(before)
    }

    /// The chosen column becomes the base.
    fn rebase(&mut self) {
        if self.target == 0 || self.target >= self.heads.len() {
            return;
        }
        let base = self.heads.remove(self.target);
        self.heads.insert(0, base);
        self.target = 1;
        self.compare();
    }

    fn leave_out(&mut self) {
        if self.heads.len() > 1 {
            self.heads.remove(self.target);
            self.target = self.target.min(self.heads.len() - 1);
            self.compare();
        }
    }

    fn choose_column(&mut self, by: isize) {
        let last = self.heads.len().saturating_sub(1);
        self.target = self.target.saturating_add_signed(by).clamp(last.min(1), last);
        self.page.expire();
    }
}

impl App {
    /// Takes a key while clients stand side by side.
    pub(super) fn compare_key(&mut self, key: KeyEvent) {
        let Some(mut comparing) = self.comparing.take() else { return };
        self.message = None;
        if comparing.search.as_ref().is_some_and(|search| search.typing) {
            self.search_key(&mut comparing, key);
        } else if let Some(doing) = Doing::of(key) {
            self.comparing = Some(comparing);
            self.compare_do(doing);
            return;
        } else if let Some(action) = self.keymap.action(key) {
            let before = comparing.target;
            comparing.go(action);
            if comparing.target != before
                && let Some(State::Failed(failure)) =
                    comparing.heads.get(comparing.target).map(|head| &head.state)
            {
                self.complain(&failure.clone());
            }
        }
        self.comparing = Some(comparing);
    }

    /// Takes pasted text while clients stand side by side.
    pub(super) fn compare_paste(&mut self, text: &str) {
        if let Some(comparing) = &mut self.comparing
            && let Some(search) = comparing.search.as_mut().filter(|search| search.typing)
        {
            search.prompt.paste(text);
            comparing.page.expire();
        }
    }

    fn search_key(&mut self, comparing: &mut Comparing, key: KeyEvent) {
        let Some(search) = &mut comparing.search else { return };
        match key.code {
            KeyCode::Esc => comparing.search = None,
            KeyCode::Enter | KeyCode::Tab if search.prompt.text().is_empty() => comparing.search = None,
            KeyCode::Enter | KeyCode::Tab => search.typing = false,
            KeyCode::Down | KeyCode::Up | KeyCode::PageDown | KeyCode::PageUp => {
                if let Some(action) = self.keymap.action(key) {
                    comparing.go(action);
                }
            }
            _ => search.prompt.key(key),
        }
        comparing.page.expire();
    }

    /// Does one of the things that a comparison can do.
    pub(super) fn compare_do(&mut self, doing: Doing) {
        let Some(comparing) = &mut self.comparing else { return };
        match doing {
            Doing::Promote => self.offer_promotion(),
            Doing::Base => comparing.rebase(),
            Doing::All => {
                comparing.all = !comparing.all;
                comparing.page.expire();
            }
            Doing::Search => {
                comparing.search.get_or_insert_default().typing = true;
                comparing.page.expire();
            }
            Doing::Add => self.ask_for_file(),
            Doing::Export => self.export_columns(),
            Doing::Drop => comparing.leave_out(),
            Doing::Make => self.make_of_column(),
            Doing::Undo => self.act(Action::Undo),
            Doing::Again => self.read_columns_again(),
            Doing::Help => {
                let entry = |info: &DoingInfo| Entry {
                    label: info.title.to_owned(),
                    note: info.key.to_owned(),
                    choice: Choice::Compare(CompareChoice::Do(info.doing)),
                };
                let why = "h and l choose a column, j and k a setting.".to_owned();
                self.picker = Some(
                    Picker::of("Compare: keys", Some(why), DOINGS.iter().map(entry).collect()).into_help(),
                );
            }
            Doing::Close => {
                if self.promoting.take().is_some() {
                    self.tell("Nothing is copied.");
                } else if comparing.search.take().is_some() {
                    comparing.page.expire();
                } else {
                    self.leave_comparison();
                }
            }
        }
    }

    /// A line of a list over the comparison was chosen.
    pub(super) fn compare_choice(&mut self, choice: CompareChoice) {
        match choice {
            CompareChoice::Do(doing) => self.compare_do(doing),
            CompareChoice::Copy(reach) => self.promote(reach),
            CompareChoice::CopyToAll(reach) => self.promote_to_all(reach),
            CompareChoice::Travel => self.travel_to_promote(),
            CompareChoice::Stay => self.promoting = None,
            CompareChoice::Take(at) => self.take_columns(Some(at)),
            CompareChoice::TakeAll => self.take_columns(None),
        }
    }

    fn leave_comparison(&mut self) {
        let Some(comparing) = self.comparing.take() else { return };
        for head in comparing.heads {
            if let State::Reading(ticket) = head.state {
                self.cancel(ticket);
            }
        }
    }
}

#[cfg(test)]
mod tests;

impl Comparing {
    /// Does a movement.
    fn go(&mut self, action: Action) {
        match action {
            Action::Into => self.choose_column(1),
            Action::Back => self.choose_column(-1),
            Action::Down => self.step(1),
            Action::Up => self.step(-1),
            Action::HalfPageDown => self.jump(true, 2),
            Action::HalfPageUp => self.jump(false, 2),
            Action::PageDown => self.jump(true, 1),
            Action::PageUp => self.jump(false, 1),
            Action::Top => self.select(0),
            Action::Bottom => self.select(usize::MAX),
            _ => {}
        }
    }
}
