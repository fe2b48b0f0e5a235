//! The way to the client that was named when the program started.
//!
//! A reference with the pool's id leads there at once. A name or a client id alone leads through the
//! pools, one after another, and to one client only: when several fit, they are told and none is guessed.

use crate::client::reference::redacted;
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, Reference};

use super::picker::{Choice, Entry, Picker};
use super::{App, Message, Pane};

/// The reference, and how far the search for it is.
#[derive(Clone, Debug)]
pub(super) struct Search {
    wanted: Reference,
    /// The next pool to look into, by row.
    pool: usize,
    found: Vec<ClientKey>,
}

impl Search {
    pub(super) fn new(wanted: Reference) -> Self {
        Self { wanted, pool: 0, found: Vec::new() }
    }

    fn fits(&self, key: &ClientKey, name: &str) -> bool {
        match &self.wanted {
            Reference::Key { key: wanted, .. } => key == wanted,
            Reference::Client { client, .. } => key.client == *client,
            Reference::InPool { client, .. }
            | Reference::Names { client, .. }
            | Reference::Name { client, .. } => name == client || key.client.as_str() == client,
        }
    }

    /// Whether clients of a pool can be meant.
    fn covers(&self, id: &PoolId, name: &str) -> bool {
        match &self.wanted {
            Reference::Key { key, .. } => key.pool == *id,
            Reference::InPool { pool, .. } => pool == id,
            Reference::Names { pool, .. } => pool == name,
            Reference::Client { .. } | Reference::Name { .. } => true,
        }
    }

    /// One fitting client is enough: ids are unique, names are not.
    fn is_settled(&self) -> bool {
        matches!(self.wanted, Reference::Key { .. } | Reference::Client { .. }) && !self.found.is_empty()
    }
}

impl App {
    /// Goes on with the search as far as what is loaded allows. Pools are selected one by one, which
    /// makes their clients being read.
    pub(super) fn search_on(&mut self) {
        let Some(mut search) = self.search.take() else { return };
        if !self.pools.complete {
            self.search = Some(search);
            return;
        }
        while let Some(pool) = self.pools.rows().get(search.pool).map(|pool| pool.id.clone()) {
            let name = &self.pools.rows()[search.pool].name;
            if search.covers(&pool, name) && !search.is_settled() {
                self.select_pool(&pool);
                let Some(clients) = self.clients.get(&pool) else {
                    self.search = Some(search);
                    return;
                };
                let fitting = clients.listing.rows().iter().filter(|row| search.fits(&row.key, &row.name));
                let fitting: Vec<ClientKey> = fitting.map(|row| row.key.clone()).collect();
                let over = clients.listing.complete || clients.listing.failure.is_some();
                let enough = !fitting.is_empty()
                    && matches!(search.wanted, Reference::Key { .. } | Reference::Client { .. });
                if !over && !enough {
                    self.search = Some(search);
                    return;
                }
                search.found.extend(fitting);
            }
            search.pool += 1;
        }
        self.end_search(&search);
    }

    fn end_search(&mut self, search: &Search) {
        match search.found.as_slice() {
            [key] => self.go_to(key),
            [] => self.found_none(&search.wanted),
            several => {
                let entry = |key: &ClientKey| Entry {
                    label: self.name_of(key),
                    note: key.to_string(),
                    choice: Choice::Go(key.clone()),
                };
                let entries = several.iter().map(entry).collect();
                let why = "Several clients fit what was asked for.".to_owned();
                self.picker = Some(Picker::of("Which client?", Some(why), entries));
            }
        }
    }

    /// No client fits. The name of a pool leads to the pool; otherwise nothing was moved for anything, and
    /// the selection goes back to where it began.
    fn found_none(&mut self, wanted: &Reference) {
        let asked = match wanted {
            Reference::Key { key, .. } => key.to_string(),
            Reference::InPool { pool, client, .. } => format!("{pool}/{client}"),
            Reference::Client { client, .. } => client.to_string(),
            Reference::Names { pool, client, .. } => format!("{pool}/{client}"),
            Reference::Name { client, .. } => client.clone(),
        };
        let named = self.pools.rows().iter().find(|pool| pool.name == asked).map(|pool| pool.id.clone());
        if let Some(pool) = named.filter(|_| matches!(wanted, Reference::Name { .. })) {
            self.select_pool(&pool);
            self.pools_list.touch();
            self.focus = Pane::Clients;
            return;
        }
        let first = self.pools.rows().first().map(|pool| pool.id.clone());
        if let Some(first) = first {
            self.select_pool(&first);
        }
        self.complain_text(&format!(
            "{asked} is not in this context. Another profile or region may have it."
        ));
    }

    /// Selects a client whose pool is listed, and looks at it.
    pub(super) fn go_to(&mut self, key: &ClientKey) {
        // A filter that hides the pool or the client would lead somewhere else.
        if !self.select_pool(&key.pool) || self.selected_pool_id() != Some(&key.pool) {
            self.pools_list.clear_filter();
            self.select_pool(&key.pool);
        }
        self.pools_list.touch();
        self.select_client(key);
        if self.selected_client().is_none_or(|row| row.key != *key) {
            if let Some(clients) = self.clients.get_mut(&key.pool) {
                clients.view.clear_filter();
            }
            self.select_client(key);
        }
        if let Some(clients) = self.clients.get_mut(&key.pool) {
            clients.view.touch();
        }
        self.focus = Pane::Clients;
    }

    fn name_of(&self, key: &ClientKey) -> String {
        let pool = self.pools.rows().iter().find(|pool| pool.id == key.pool);
        let clients = self.clients.get(&key.pool).map(|clients| clients.listing.rows()).unwrap_or_default();
        let client = clients.iter().find(|client| client.key == *key);
        let names = (pool.map_or("", |pool| &pool.name), client.map_or("", |client| &client.name));
        format!("{}/{}", names.0, names.1)
    }

    fn complain_text(&mut self, text: &str) {
        self.message = Some(Message { text: harmless(&redacted(text)).into_owned(), bad: true });
    }
}
