//! Columns on their way into an export: each as it stands, those of other places and of files too.

use std::collections::HashMap;

use super::super::App;
use super::super::exporting::{Columns, Given, Scope};
use super::{Comparing, Head, Origin, State};
use crate::client::compare::{Column, SecretSeen};
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, field};
use crate::export::Client;
use crate::tasks::write::Site;

impl App {
    /// Opens the export of the columns: all of them, and each of the two that are looked at alone.
    pub(super) fn export_columns(&mut self) {
        let Some(comparing) = &self.comparing else { return };
        let one = |at: usize| Some(Scope::Column(at, comparing.heads.get(at)?.title.clone()));
        let mut scopes = Vec::new();
        if comparing.heads.len() > 1 {
            scopes.push(Scope::Columns(comparing.heads.len()));
        }
        // What is chosen comes before what it is compared with.
        scopes.extend(one(comparing.target).filter(|_| comparing.target > 0));
        scopes.extend(one(0));
        self.show_export(scopes);
    }

    /// What there is of the columns that an export is about.
    pub(in crate::app) fn given_columns(&self, scope: &Scope) -> Option<Columns> {
        let only = match scope {
            Scope::Columns(_) => None,
            Scope::Column(at, _) => Some(*at),
            _ => return None,
        };
        let Some(comparing) = &self.comparing else { return Some(Columns::default()) };
        let here = self.site();
        let mut columns = comparing.gather(only, &here);
        // What is shown of this place is out of date while it is read anew.
        let stale = comparing.heads.iter().enumerate().filter(|(at, head)| {
            only.is_none_or(|only| only == *at) && head.is_at(&here) && head.column().is_some()
        });
        for key in stale.filter_map(|(_, head)| head.key()) {
            if self.described.get(key).is_some_and(|known| known.is_wanted() || known.reading.is_some()) {
                columns.pending.push(key.clone());
            }
        }
        Some(columns)
    }
}

impl Comparing {
    fn gather(&self, only: Option<usize>, here: &Site) -> Columns {
        let mut columns = Columns::default();
        let is_live = |head: &Head| matches!(head.origin, Origin::Live { .. });
        // One client is written out once, as it is rather than as a file has it.
        let mut written: HashMap<&ClientKey, usize> = HashMap::new();
        let read = || self.heads.iter().enumerate().filter(|(_, head)| head.column().is_some());
        let (live, files): (Vec<_>, Vec<_>) = read().partition(|(_, head)| is_live(head));
        for (at, head) in live.into_iter().chain(files) {
            if let Some(key) = head.key() {
                written.entry(key).or_insert(at);
            }
        }
        for (at, head) in self.heads.iter().enumerate() {
            if only.is_some_and(|only| only != at) {
                continue;
            }
            let title = head.title.clone();
            match &head.state {
                State::Wanted | State::Reading(_) => columns.pending.extend(head.key().cloned()),
                State::Failed(failure) => {
                    let why = format!("{} {}", failure.what, failure.next).trim_end().to_owned();
                    columns.left_out.push((title, why));
                }
                State::Read(column) => {
                    let twin = head.key().and_then(|key| written.get(key)).filter(|other| **other != at);
                    if let Some(twin) = twin.filter(|_| only.is_none()) {
                        let as_it_is = is_live(&self.heads[*twin]) && !is_live(head);
                        let why =
                            if as_it_is { "The client itself is, as it is now." } else { "It is already." };
                        columns.left_out.push((title, why.to_owned()));
                        continue;
                    }
                    let Some(given) = head.given(column, here) else {
                        let why = "The file does not say in which pool it is.".to_owned();
                        columns.left_out.push((title, why));
                        continue;
                    };
                    columns.given.push(given);
                    columns.left_out.extend(unsaid(&title, column));
                }
            }
        }
        columns
    }
}

impl Head {
    fn given(&self, column: &Column, here: &Site) -> Option<Given> {
        let told = || column.settings.raw(field::USER_POOL_ID)?.as_str().map(PoolId::new);
        let pool = self.key().map(|key| key.pool.clone()).or_else(told)?;
        let client = Client {
            id: self.key().map(|key| key.client.clone()),
            settings: column.settings.clone(),
            confidential: matches!(column.secret, SecretSeen::Set(_)),
        };
        Some(Given { pool, title: self.title.clone(), client, here: self.is_at(here) })
    }
}

/// What a file leaves to other tools, so that nobody can write it out.
fn unsaid(title: &str, column: &Column) -> Vec<(String, String)> {
    let open = column.unsaid.open.iter().map(|(field, text)| {
        let why = format!("The file has {} there, which only its own tool evaluates.", harmless(text));
        (format!("{} of {title}", field.label), why)
    });
    let secret = matches!(column.secret, SecretSeen::Unknown).then(|| {
        let why = "The file does not say; it is written out as a client without one.".to_owned();
        (format!("whether {title} has a secret"), why)
    });
    open.chain(secret).collect()
}
