//! The text of an export: small ones at once, large ones behind the screen, each form once.

use std::borrow::Cow;
use std::sync::Arc;

use super::super::{App, Layout};
use super::reading::current;
use super::{Exporting, Form};
use crate::export::{Bundle, Client, Preview, Provider};
use crate::tasks::{ExportOrder, PoolParts, Task, Ticket};

/// Clients that are written out within a key press; more take longer than nobody notices.
const AT_ONCE: usize = 50;

impl App {
    /// Brings the text on screen in line with what is known and chosen.
    pub(in crate::app) fn settle_export(&mut self, layout: &Layout) {
        let Some(mut exporting) = self.exporting.take() else { return };
        self.render(&mut exporting);
        exporting.settle(layout);
        self.exporting = Some(exporting);
    }

    fn render(&mut self, exporting: &mut Exporting) {
        let form = exporting.form;
        if let Some(preview) = exporting.cache.get(&form) {
            exporting.shown = Some(Arc::clone(preview));
            exporting.partial = !exporting.progress.is_over();
            return;
        }
        let large = exporting.progress.read > AT_ONCE;
        if large && exporting.progress.is_over() {
            if !matches!(exporting.rendering, Some((_, rendered)) if rendered == form) {
                if let Some((ticket, _)) = exporting.rendering.take() {
                    self.cancel(ticket);
                }
                let bundle = self.bundle(exporting, usize::MAX);
                let order = ExportOrder { bundle, format: form.format(), layout: form.layout() };
                exporting.rendering = Some((self.ask(Task::Export(Box::new(order))), form));
                // The beginning is there at once.
                exporting.shown = Some(self.beginning(exporting, form));
            }
            exporting.partial = true;
            return;
        }
        exporting.partial = !exporting.progress.is_over();
        let preview = self.beginning(exporting, form);
        exporting.shown = Some(Arc::clone(&preview));
        exporting.cache.insert(form, preview);
    }

    fn beginning(&self, exporting: &Exporting, form: Form) -> Arc<Preview> {
        Arc::new(Preview::new(form.format(), &self.bundle(exporting, AT_ONCE), form.layout()))
    }

    /// The first clients of an export that are described, with what comes along.
    fn bundle(&self, exporting: &Exporting, most: usize) -> Bundle {
        let mut bundle = Bundle::default();
        let with = exporting.form.along();
        for given in exporting.columns.iter().flat_map(|columns| &columns.given).take(most) {
            bundle.pool_mut(&given.pool).clients.push(given.client.clone());
        }
        let wanted = self.export_clients(&exporting.scope);
        let described = wanted.iter().filter_map(|(key, _)| current(self.described.get(key)));
        for client in described.take(most) {
            bundle.pool_mut(&client.key.pool).clients.push(Client::from(client));
        }
        for pool in self.export_pools(exporting) {
            let Some(facts) = self.described_pools.get(&pool).and_then(|known| known.value.as_ref()) else {
                continue;
            };
            let parts = self.pool_parts.get(&pool).and_then(|known| known.value.as_ref());
            let providers = parts.map(providers).unwrap_or_default();
            let servers = parts.and_then(|parts| parts.servers.as_deref().ok()).unwrap_or_default();
            bundle.surround(facts, &providers, servers, with);
        }
        for pool in &mut bundle.pools {
            let listing = self.clients.get(&pool.id).map(|clients| &clients.listing);
            let all = listing.filter(|listing| listing.complete);
            pool.names = all.map(|listing| listing.rows().iter().map(|row| row.name.clone()).collect());
        }
        bundle
    }

    /// A large export was written out.
    pub(in crate::app) fn exported(&mut self, ticket: Ticket, preview: Arc<Preview>) {
        let Some(exporting) = &mut self.exporting else { return };
        if let Some((asked, form)) = exporting.rendering
            && asked == ticket
        {
            exporting.rendering = None;
            exporting.cache.insert(form, preview);
        }
    }
}

/// A pool's identity providers, by their names alone where they could not be described.
fn providers(parts: &PoolParts) -> Cow<'_, [Provider]> {
    match (&parts.described, &parts.providers) {
        (Ok(described), _) => Cow::Borrowed(described),
        (Err(_), Ok(listed)) => listed.iter().map(Provider::from).collect(),
        (Err(_), Err(_)) => Cow::Borrowed(&[]),
    }
}

impl Exporting {
    /// True once what is shown is all that there is to export.
    pub fn is_ready(&self) -> bool {
        self.progress.is_over() && self.rendering.is_none() && !self.partial
    }

    /// Keeps the window on the text.
    fn settle(&mut self, layout: &Layout) {
        let places = self.places(layout.body());
        self.file = self.file.min(self.tabs().len().saturating_sub(1));
        self.compose_notes(usize::from(places.text.width));
        let most = self.lines().saturating_sub(usize::from(places.text.height));
        self.offset = self.offset.min(most);
    }
}
