//! The filter of the pools and of the clients: what passes, what could come next, the line it is typed on.

use tui_textarea::{CursorMove, TextArea};

use super::browse::PoolClients;
use super::line;
use super::list::Filter;
use super::{App, Pane};
use crate::client::field::{self, Field, Value};
use crate::client::query::{self, About, Completion, OPERATORS, Subject};
use crate::client::text::{fit, harmless, width, wrap};
use crate::client::{AppClient, ClientKey, PoolId, PoolSummary};

/// Rows under the typed line at most, so that the list stays in sight.
const NOTES: usize = 3;
/// Described clients that are looked through for values to offer.
const SEEN: usize = 2_000;

/// What a line under the filter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A mistake.
    Bad,
    /// What could come next, or what is still missing.
    Hint,
}

/// The line that a filter is typed on, ready to be painted in a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterLine {
    /// The part of the text that fits, harmless to show.
    pub text: String,
    /// What `Tab` would add behind it.
    pub ghost: String,
    /// The columns of the text that a mistake is in.
    pub mistake: Option<(u16, u16)>,
    /// The cursor's column in the text, while it is being typed.
    pub cursor: Option<u16>,
    /// What is said under it.
    pub notes: Vec<(Note, String)>,
}

impl FilterLine {
    /// The rows it takes.
    pub fn rows(&self) -> u16 {
        u16::try_from(1 + self.notes.len()).unwrap_or(1)
    }
}

impl App {
    /// Matches the pools against their filter anew.
    pub(super) fn refilter_pools(&mut self) {
        let pools = self.pools.rows();
        let now = self.now.wall;
        let rows = pools.iter().map(|pool| [pool.name.as_str(), pool.id.as_str()]);
        self.pools_list.refilter_by(&mut self.matcher, About::Pools, rows, |query, row| {
            let pool = &pools[row];
            let (name, id) = (pool.name.as_str(), pool.id.as_str());
            query.judge(&Subject { name, id, pool: name, pool_id: id, client: None, now })
        });
    }

    /// Matches a pool's clients against their filter anew.
    pub(super) fn refilter_clients(&mut self, pool: &PoolId) {
        let now = self.now.wall;
        let described = &self.described;
        let pool_name = self.pools.rows().iter().find(|row| row.id == *pool);
        let pool_name = pool_name.map(|row| row.name.clone()).unwrap_or_default();
        if let Some(PoolClients { listing, view }) = self.clients.get_mut(pool) {
            let clients = listing.rows();
            let rows = clients.iter().map(|row| [row.name.as_str(), row.key.client.as_str()]);
            view.refilter_by(&mut self.matcher, About::Clients, rows, |query, row| {
                let row = &clients[row];
                let client = described.get(&row.key).and_then(|known| known.value.as_ref());
                let (name, id) = (row.name.as_str(), row.key.client.as_str());
                query.judge(&Subject { name, id, pool: &pool_name, pool_id: pool.as_str(), client, now })
            });
        }
    }

    /// A client was described: judges it anew where its pool's filter asks for settings. `again` says that
    /// it had been described before.
    pub(super) fn refilter_client(&mut self, key: &ClientKey, again: bool) {
        let Some(PoolClients { listing, view }) = self.clients.get_mut(&key.pool) else { return };
        if !view.filter().is_some_and(|filter| filter.query().has_predicates()) {
            return;
        }
        let rows = listing.rows();
        let Some(at) = rows.iter().position(|row| row.key == *key) else { return };
        if again {
            let selected = view.selected_row(rows.len());
            self.refilter_clients(&key.pool.clone());
            if let (Some(row), Some(clients)) = (selected, self.clients.get_mut(&key.pool)) {
                clients.view.select_row(row, clients.listing.rows().len());
            }
            return;
        }
        let client = self.described.get(key).and_then(|known| known.value.as_ref());
        let pool_row = self.pools.rows().iter().find(|row| row.id == key.pool);
        let subject = Subject {
            name: &rows[at].name,
            id: key.client.as_str(),
            pool: pool_row.map_or("", |row| &row.name),
            pool_id: key.pool.as_str(),
            client,
            now: self.now.wall,
        };
        view.judge_again(at, |query| query.judge(&subject));
    }

    /// What could come next in the focused pane's filter.
    pub(super) fn offer_completion(&mut self) {
        let about = match self.focus {
            Pane::Pools => About::Pools,
            Pane::Clients => About::Clients,
            Pane::Detail => return,
        };
        let Some(filter) = self.focused_filter() else { return };
        let cursor = filter.cursor();
        let found = query::complete(filter.text(), cursor, about, &|field| self.seen_values(field));
        if let Some(filter) = self.focused_list().and_then(|(list, _)| list.filter_mut()) {
            filter.completion = found;
        }
    }

    /// Puts the first offer into the focused pane's filter. Says whether there was one.
    pub(super) fn complete_filter(&mut self) -> bool {
        let focus = self.focus;
        let Some(filter) = self.focused_list().and_then(|(list, _)| list.filter_mut()) else { return false };
        let Some(Completion { at, offers }) = filter.completion.take() else { return false };
        let Some(offer) = offers.first() else { return false };
        let text = filter.text().to_owned();
        let before = format!("{}{}", &text[..at.start], offer.insert);
        let column = u16::try_from(before.chars().count()).unwrap_or(u16::MAX);
        filter.editor = TextArea::new(vec![before + &text[at.end..]]);
        filter.editor.move_cursor(CursorMove::Jump(0, column));
        self.refilter(focus);
        self.offer_completion();
        if let Some((list, _)) = self.focused_list() {
            list.rest_on_first();
        }
        true
    }

    fn focused_filter(&self) -> Option<&Filter> {
        match self.focus {
            Pane::Pools => self.pools_list.filter(),
            Pane::Clients => self.pool_clients()?.view.filter(),
            Pane::Detail => None,
        }
    }

    /// The values that a setting has in the selected pool, as far as its clients were described.
    fn seen_values(&self, field: &Field) -> Vec<String> {
        let Some(pool) = self.selected_pool_id() else { return Vec::new() };
        if *field == *field::USER_POOL_ID {
            return self.pool_names(|row| row.id == *pool);
        }
        let mut seen: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
        if let Some(parts) = self.pool_parts.get(pool).and_then(|known| known.value.as_ref()) {
            if *field == *field::ALLOWED_OAUTH_SCOPES
                && let Ok(servers) = &parts.servers
            {
                seen.extend(servers.iter().flat_map(crate::client::ResourceServer::full_scopes));
            }
            if *field == *field::SUPPORTED_IDENTITY_PROVIDERS
                && let Ok(providers) = &parts.providers
            {
                seen.extend(providers.iter().map(|provider| provider.name.clone()));
            }
        }
        let clients = self.pool_clients().map(|clients| clients.listing.rows()).unwrap_or_default();
        let known = clients.iter().filter_map(|row| self.described.get(&row.key));
        seen.extend(Self::values_of(known, field));
        seen.into_iter().collect()
    }

    /// The names of pools, for `pool:`.
    pub(super) fn pool_names(&self, wanted: impl Fn(&PoolSummary) -> bool) -> Vec<String> {
        let rows = self.pools.rows().iter().filter(|row| wanted(row));
        let names: std::collections::BTreeSet<String> = rows.map(|row| row.name.clone()).collect();
        names.into_iter().collect()
    }

    /// The values that a setting has in described clients.
    pub(super) fn values_of<'a>(
        known: impl Iterator<Item = &'a super::ClientKnown>,
        field: &Field,
    ) -> Vec<String> {
        let mut seen = std::collections::BTreeSet::new();
        let clients = known.filter_map(|known| known.value.as_ref()).take(SEEN);
        for value in clients.filter_map(|client: &AppClient| client.settings.get(field)) {
            match value {
                Value::Text(text) => drop(seen.insert(text)),
                Value::List(members) => seen.extend(members),
                _ => {}
            }
        }
        seen.into_iter().collect()
    }

    /// The filter's own line in the focused pane, while it is typed or where it has a mistake.
    pub fn filter_line(&self, columns: usize) -> Option<FilterLine> {
        let filter = self.focused_filter()?;
        let problem = filter.query().problem();
        if !filter.editing && problem.is_none() {
            return None;
        }
        let columns = columns.saturating_sub(2).max(8);
        let (text, cursor) = line::shown(&filter.editor);
        let (text, cursor) =
            (text.as_ref(), text.char_indices().nth(cursor).map_or(text.len(), |(at, _)| at));
        let start = first_shown(text, cursor, columns);
        let shown = &text[start..];
        let column = |at: usize| {
            let before = text.get(start..at.max(start)).unwrap_or_default();
            u16::try_from(width(&harmless(before))).unwrap_or(u16::MAX)
        };
        let offered = filter.completion.as_ref().filter(|_| filter.editing);
        let ghost = offered.map(|found| ghost(text, found)).unwrap_or_default();
        let mistake = problem.map(|problem| (column(problem.at.start), column(problem.at.end)));
        let notes = match (problem, offered) {
            (Some(problem), None) if problem.is_unfinished() && filter.editing => {
                lines(Note::Hint, &problem.to_string(), columns)
            }
            (Some(problem), _) if !problem.is_unfinished() || !filter.editing => {
                let (from, to) = mistake.unwrap_or_default();
                let told = format!("{problem} · left out");
                under(usize::from(from), usize::from(to), &told, columns)
            }
            (_, Some(found)) => vec![(Note::Hint, fit(&offers(found), columns).into_owned())],
            _ => vec![(Note::Hint, fit(&self.filter_hint(filter), columns).into_owned())],
        };
        Some(FilterLine {
            text: fit(&harmless(shown), columns).into_owned(),
            ghost: harmless(&ghost).into_owned(),
            mistake: mistake.filter(|(from, _)| usize::from(*from) < columns),
            cursor: filter.editing.then(|| column(cursor)),
            notes,
        })
    }

    fn filter_hint(&self, filter: &Filter) -> String {
        if !filter.text().is_empty() {
            return match filter.unread() {
                0 => "Enter keeps, Esc clears".to_owned(),
                rest => format!("{rest} not read yet; Enter, then R reads them"),
            };
        }
        if self.focus == Pane::Pools {
            return "words, name: or id:".to_owned();
        }
        let names: Vec<String> =
            OPERATORS.iter().map(|operator| format!("{}{}", operator.name, operator.reads.sign())).collect();
        format!("words, or {}", names.join(" "))
    }
}

/// The first byte of a text that is shown, so that the cursor is in sight.
fn first_shown(text: &str, cursor: usize, columns: usize) -> usize {
    if width(&harmless(text)) <= columns {
        return 0;
    }
    let before = &text[..cursor];
    before
        .char_indices()
        .map(|(at, _)| at)
        .chain([cursor])
        .find(|at| width(&harmless(&before[*at..])) < columns)
        .unwrap_or(cursor)
}

/// What the first offer would add behind a text.
pub(super) fn ghost(text: &str, found: &Completion) -> String {
    let typed = &text[found.at.clone()];
    let offer = found.offers.first().map_or("", |offer| offer.insert.as_str());
    match offer.get(..typed.len()) {
        Some(head) if found.at.end == text.len() && head.eq_ignore_ascii_case(typed) => {
            offer[typed.len()..].to_owned()
        }
        _ => String::new(),
    }
}

/// The offers in words, harmless to show.
pub(super) fn offers(found: &Completion) -> String {
    match found.offers.as_slice() {
        [only] if only.help.is_empty() || only.help == only.insert => {
            format!("Tab {}", harmless(&only.insert))
        }
        [only] => format!("Tab {}  {}", harmless(&only.insert), only.help),
        several => {
            let names: Vec<_> = several.iter().map(|offer| harmless(&offer.insert)).collect();
            format!("Tab {}", names.join("  "))
        }
    }
}

fn lines(note: Note, text: &str, columns: usize) -> Vec<(Note, String)> {
    wrap(text, columns).into_iter().take(NOTES).map(|line| (note, line)).collect()
}

/// A mistake under its place: marks under the piece, and the words behind them where there is room.
fn under(from: usize, to: usize, text: &str, columns: usize) -> Vec<(Note, String)> {
    let from = from.min(columns.saturating_sub(1));
    let marks = "^".repeat(to.saturating_sub(from).clamp(1, columns - from));
    // One more column: the line above begins with a stroke.
    let first = format!(" {}{marks}", " ".repeat(from));
    if first.len() + 1 + width(text) <= columns {
        return vec![(Note::Bad, format!("{first} {text}"))];
    }
    let mut told = vec![(Note::Bad, first)];
    told.extend(lines(Note::Bad, text, columns));
    told
}
