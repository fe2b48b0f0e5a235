//! The right-hand pane: the selected client's settings, or the pool's facts while the pools have the
//! focus, as lines cut to the pane's width.

use std::borrow::Cow;

use crate::client::{ClientKey, PoolId};

use super::{App, FuzzyMatcher, Layout, ListView, Pane};

/// What the pane shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A pool.
    Pool(PoolId),
    /// A client.
    Client(ClientKey),
}

/// One line of the pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DetailLine {
    /// A group's heading; the rest is empty then.
    pub heading: bool,
    /// The setting's name, on its first line only.
    pub label: String,
    /// The value in words, or the heading.
    pub value: String,
    /// A word at the right edge, such as `default`.
    pub note: Cow<'static, str>,
    /// True when the value was chosen and differs from the default.
    pub differs: bool,
    /// The letters of the secret on screen that belong here, from one to before the other; they are not
    /// in the state but with the one who draws.
    pub secret: Option<(usize, usize)>,
    /// What the setting is for, shown while its line is selected.
    pub help: &'static str,
}

/// The pane's lines and where the person is in them.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// What is shown.
    pub subject: Option<Subject>,
    /// The lines.
    pub lines: Vec<DetailLine>,
    /// Selection, window and filter.
    pub view: ListView,
    /// What the lines were made from: an edition of the known values, a width, and whether in full.
    made_from: (u64, usize, bool),
    /// The setting whose line must be in the window.
    wanted: Option<&'static str>,
}

impl Detail {
    /// Brings a setting's line into the window once the lines are composed.
    pub(super) fn show_label(&mut self, label: &'static str) {
        self.wanted = Some(label);
    }

    /// Matches the lines against the filter anew.
    pub(super) fn refilter(&mut self, matcher: &mut FuzzyMatcher) {
        let rows = self.lines.iter().map(|line| [line.label.as_str(), line.value.as_str()]);
        self.view.refilter(matcher, rows);
    }
}

impl App {
    /// What the right-hand pane is about.
    pub(super) fn detail_subject(&self) -> Option<Subject> {
        if self.focus == Pane::Pools {
            return self.selected_pool_id().cloned().map(Subject::Pool);
        }
        self.selected_client().map(|row| Subject::Client(row.key.clone()))
    }

    /// Composes the lines anew when what they show, or the room for them, has changed.
    pub(super) fn compose_detail(&mut self, layout: &Layout) {
        let width = layout.columns(Pane::Detail);
        let subject = self.detail_subject();
        let moved = subject != self.detail.subject;
        // Beside a list each setting has one line at a fixed place, so that the eye compares one client
        // with the next; whoever goes into the pane sees everything in full.
        let full = self.focus == Pane::Detail;
        let made_from = (self.edition, width, full);
        if moved || self.detail.made_from != made_from {
            let lines = match &subject {
                Some(Subject::Client(key)) => self.client_lines(key, width, full),
                Some(Subject::Pool(pool)) => self.pool_lines(pool, width),
                None => Vec::new(),
            };
            self.detail.lines = lines;
            self.detail.subject = subject;
            self.detail.made_from = made_from;
            self.detail.refilter(&mut self.matcher);
        }
        if let Some(label) = self.detail.wanted.take() {
            let lines = &self.detail.lines;
            // The last of its lines: the window then holds those before it too.
            if let Some(row) = lines.iter().rposition(|line| line.secret.is_some() || line.label == label) {
                self.detail.view.select_row(row, lines.len());
            }
        }
        self.detail.view.settle(self.detail.lines.len(), layout.rows(Pane::Detail));
    }
}
