//! A client of a file and what is live: the client that it stands for, or a new one as the file has it.

use super::super::editing::Carried;
use super::super::picker::{Choice, Entry, Picker};
use super::super::{App, Message};
use super::{Comparing, Head, Origin};
use crate::client::compare::SecretSeen;
use crate::client::text::harmless;
use crate::client::{ClientSummary, PoolId, PoolSummary};

impl App {
    /// Offers the pools in which the chosen column's client can be made; the form and its review follow.
    pub(super) fn make_of_column(&mut self) {
        let Some(comparing) = &self.comparing else { return };
        let Some(head) = comparing.heads.get(comparing.target).or_else(|| comparing.heads.first()) else {
            return;
        };
        let (Origin::File { path, .. }, Some(column)) = (&head.origin, head.column()) else {
            let title = head.title.clone();
            self.tell(format!(
                "n makes a client as a file has it; {title} is one that is there. h and l choose a column."
            ));
            return;
        };
        let file = path.trim_matches(['\'', '"', ' ']).rsplit('/').next().unwrap_or(path);
        let name = head.name().to_owned();
        let title = format!("New client: {} of {}", harmless(&name), harmless(file));
        let open: Vec<&str> = column.unsaid.open.iter().map(|(field, _)| field.label).collect();
        let told = if open.is_empty() {
            "The file's settings are filled in; what it does not say is as it is by default.".to_owned()
        } else {
            format!("To be filled in, since only the file's own tool knows it: {}.", open.join(", "))
        };
        let secret = matches!(column.secret, SecretSeen::Set(_));
        let carried = Carried::new(name, column.settings.clone(), secret).told(title, told);
        let (mut pools, own) = (self.pools.rows().to_vec(), self.pool_of_file(head));
        if self.is_read_only() {
            return;
        }
        if pools.is_empty() {
            self.message =
                Some(Message { text: "There is no pool here to make it in.".to_owned(), bad: true });
            return;
        }
        let nearest = own.or_else(|| self.selected_pool_id().cloned());
        pools.sort_by_key(|pool| Some(&pool.id) != nearest.as_ref());
        let entry = |pool: &PoolSummary| Entry {
            label: pool.name.clone(),
            note: pool.id.to_string(),
            choice: Choice::DuplicateInto(pool.id.clone()),
        };
        let why = format!(
            "{} is made in the pool that you choose, once you have read its review.",
            harmless(&carried.name())
        );
        self.carried = Some(Box::new(carried));
        self.picker = Some(Picker::of("New client in", Some(why), pools.iter().map(entry).collect()));
    }

    /// The pool of this place that a file's client is in: by its id, else by its name where one pool has it.
    pub(super) fn pool_of_file(&self, head: &Head) -> Option<PoolId> {
        if let Some(key) = head.key() {
            return Some(key.pool.clone());
        }
        let told = head.column().and_then(|column| column.settings.text("UserPoolId"));
        if let Some(pool) = told {
            return Some(PoolId::new(pool));
        }
        let mut named = self.pools.rows().iter().filter(|pool| pool.name == head.pool());
        named.next().filter(|_| named.next().is_none()).map(|pool| pool.id.clone())
    }

    /// The live client that a file's stands for, as far as lists tell that were read: by its ids, else by the
    /// exact names of pool and client. Nothing is guessed.
    pub(super) fn twin_of(&self, head: &Head) -> Option<ClientSummary> {
        let rows = self.listed_beside(head)?;
        if let Some(key) = head.key() {
            return rows.iter().find(|row| row.key == *key).cloned();
        }
        let mut named = rows.iter().filter(|row| row.name == head.name());
        named.next().filter(|_| named.next().is_none()).cloned()
    }

    /// The clients of the pool that a file's client is in, or of the selected one where it does not say.
    fn listed_beside(&self, head: &Head) -> Option<&[ClientSummary]> {
        let pool = self.pool_of_file(head).or_else(|| self.selected_pool_id().cloned())?;
        Some(self.clients.get(&pool)?.listing.rows())
    }

    /// What to say where a file's client is not there: what makes it.
    pub(super) fn missing(&self, comparing: &Comparing, from: usize) -> Option<String> {
        let [head] = &comparing.heads[from.min(comparing.heads.len())..] else { return None };
        let pool = self.pool_of_file(head).or_else(|| self.selected_pool_id().cloned())?;
        let listing = self.clients.get(&pool).map(|clients| &clients.listing)?;
        let is_it = |row: &ClientSummary| row.name == head.name() || Some(&row.key) == head.key();
        (listing.complete && !listing.rows().iter().any(is_it)).then(|| {
            let pool = self.pool_name(&pool).unwrap_or_else(|| pool.to_string());
            let title = &head.title;
            format!("{title} is not in {}; n makes it, through the form and its review.", harmless(&pool))
        })
    }
}
