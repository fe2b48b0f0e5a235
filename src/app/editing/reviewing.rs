//! The review: reading what would be written, and saying yes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::App;
use super::super::form::Form;
use super::super::line::edit_line;
use super::super::review::{Part, Review, Whereabouts};
use super::{Editing, Stage};
use crate::client::rules::{self, Finding, Operation, Surroundings};
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, Settings, field};
use crate::tasks::write::{Around, CreatePlan, Note, Plan, UpdatePlan};

impl App {
    /// What a form would write, from what was seen to what is wanted.
    pub(super) fn plan_of(&self, form: &Form, seen: Settings, wanted: Settings) -> Plan {
        let (around, note) = (self.owned_around(&form.pool), self.note_for(&form.pool));
        match &form.key {
            Some(key) => {
                Plan::Update(UpdatePlan { around, note, ..UpdatePlan::new(key.clone(), seen, wanted) })
            }
            None => Plan::Create(CreatePlan {
                pool: form.pool.clone(),
                settings: wanted,
                secret: None,
                around,
                note,
            }),
        }
    }

    /// What is wrong or doubtful about what a plan would leave behind.
    fn findings_of(&self, plan: &Plan) -> Vec<Finding> {
        let around = self.around(plan.pool()).around;
        match plan {
            Plan::Update(plan) => {
                let described = self.described.get(&plan.key).and_then(|known| known.value.as_ref());
                let secret = described.map(|client| client.secret.into()).unwrap_or_default();
                let around =
                    Surroundings { operation: Operation::Update, stored: Some(&plan.seen), secret, ..around };
                rules::check(&plan.wanted, &around)
            }
            Plan::Create(plan) => {
                rules::check(&plan.settings, &Surroundings { operation: Operation::Create, ..around })
            }
            Plan::Delete(_) | Plan::AddSecret(_) | Plan::DeleteSecret(_) => Vec::new(),
        }
    }

    /// The review of a plan.
    pub(in crate::app) fn review_of(&self, plan: Plan) -> Review {
        let named = |settings: &Settings| {
            settings
                .get(field::CLIENT_NAME)
                .and_then(|name| name.as_text().map(str::to_owned))
                .unwrap_or_default()
        };
        let client = match &plan {
            Plan::Update(plan) => named(&plan.seen),
            Plan::Create(plan) => named(&plan.settings),
            Plan::Delete(plan) => named(&plan.seen),
            Plan::AddSecret(plan) => self.client_name(&plan.key),
            Plan::DeleteSecret(plan) => self.client_name(&plan.key),
        };
        let pool = self.pool_name(plan.pool()).unwrap_or_else(|| plan.pool().to_string());
        // Of a client that was not described it is not known; then a secret is counted with.
        let described = plan.key().and_then(|key| self.described.get(key)?.value.as_ref());
        let confidential = described.is_none_or(|client| client.secret.is_present());
        let pool = harmless(&pool).into_owned();
        let at = Whereabouts { client, pool, confidential, context: self.context.clone() };
        let findings = self.findings_of(&plan);
        let id = plan.key().map(|key| key.client.to_string());
        let mut review = Review::new(plan, &findings, &at);
        if let Some(why) = self.launch.gate.asks_at(&self.site()) {
            review.ask_for_name(&at.client, &why);
        }
        // A name that shows nothing cannot be typed.
        if let (Some(confirm), Some(id)) = (&mut review.confirm, id)
            && confirm.shown().is_empty()
        {
            confirm.expected = id;
        }
        review
    }

    /// Opens the review of a plan that no form leads to.
    pub(in crate::app) fn open_review(&mut self, plan: Plan) {
        let review = self.review_of(plan);
        self.show_review(review);
    }

    /// Opens a review that no form leads to.
    pub(in crate::app) fn show_review(&mut self, review: Review) {
        self.editing = Some(Editing { form: None, stage: Stage::Review(Box::new(review)) });
    }

    /// Opens the review of a change to a client's secrets. With a reason the client's name must be typed.
    pub(in crate::app) fn review_secret(&mut self, plan: Plan, lead: Vec<String>, typed: Option<&str>) {
        let mut review = self.review_of(plan);
        review.lead = lead;
        if let Some(why) = typed.filter(|_| review.confirm.is_none())
            && let Some(key) = review.plan.key()
        {
            let name = self.client_name(key);
            review.ask_for_name(&name, why);
        }
        self.editing = Some(Editing { form: None, stage: Stage::Review(Box::new(review)) });
    }

    /// The client's name, as far as it is known.
    pub(in crate::app) fn client_name(&self, key: &ClientKey) -> String {
        let described = self.described.get(key).and_then(|known| known.value.as_ref());
        let listed = self.clients.get(&key.pool).map(|clients| clients.listing.rows()).unwrap_or_default();
        let row = listed.iter().find(|row| row.key == *key).map(|row| row.name.clone());
        row.or_else(|| described.map(|client| client.name().to_owned()))
            .unwrap_or_else(|| key.client.to_string())
    }

    pub(in crate::app) fn pool_name(&self, pool: &PoolId) -> Option<String> {
        self.pools.rows().iter().find(|row| row.id == *pool).map(|row| row.name.clone())
    }

    /// What the journal notes beside a write.
    pub(in crate::app) fn note_for(&self, pool: &PoolId) -> Note {
        Note { pool_name: self.pool_name(pool), account: self.account.clone(), ..Note::default() }
    }

    /// What the pool has, for the last check before the request.
    pub(in crate::app) fn owned_around(&self, pool: &PoolId) -> Around {
        let described = self.described_pools.get(pool).and_then(|known| known.value.clone());
        let parts = self.pool_parts.get(pool).and_then(|known| known.value.as_ref());
        Around {
            pool: described,
            providers: parts.and_then(|parts| parts.providers.clone().ok()),
            servers: parts.and_then(|parts| parts.servers.clone().ok()),
            mappings: parts.and_then(|parts| parts.mappings.clone().ok()),
            ..Around::default()
        }
    }

    /// Says whether the change goes on.
    pub(super) fn review_key(&mut self, editing: &mut Editing, key: KeyEvent) -> bool {
        let Stage::Review(review) = &mut editing.stage else { return true };
        match key.code {
            KeyCode::Esc => {
                editing.stage = Stage::Form;
                return editing.form.is_some();
            }
            KeyCode::Enter => {
                self.say_yes(editing);
                return true;
            }
            KeyCode::Down => review.offset += 1,
            KeyCode::Up => review.offset = review.offset.saturating_sub(1),
            KeyCode::PageDown => review.offset += 10,
            KeyCode::PageUp => review.offset = review.offset.saturating_sub(10),
            KeyCode::F(number) if review.confirm.is_some() && review.has_parts() => match number {
                2 => review.toggle(Part::Request),
                3 => review.toggle(Part::Command),
                4 => review.toggle(Part::Unchanged),
                _ => {}
            },
            KeyCode::Char('y')
                if key.modifiers.contains(KeyModifiers::CONTROL)
                    && review.confirm.is_some()
                    && review.has_parts() =>
            {
                self.copy_text("the aws command", review.command.clone());
            }
            _ => {
                if let Some(confirm) = &mut review.confirm {
                    edit_line(&mut confirm.editor, key);
                    // What is typed shows how much of the name is right; nothing else is to be read now.
                    self.message = None;
                } else if !key.modifiers.contains(KeyModifiers::CONTROL) {
                    self.open_part(review, key.code);
                }
            }
        }
        true
    }

    fn open_part(&mut self, review: &mut Review, key: KeyCode) {
        match key {
            KeyCode::Char('r') => review.toggle(Part::Request),
            KeyCode::Char('a') => review.toggle(Part::Command),
            KeyCode::Char('u') => review.toggle(Part::Unchanged),
            KeyCode::Char('j') => review.offset += 1,
            KeyCode::Char('k') => review.offset = review.offset.saturating_sub(1),
            KeyCode::Char('y') => {
                self.copy_text("the aws command", review.command.clone());
            }
            _ => {}
        }
    }

    /// The one place in which the dashboard asks for a single write.
    fn say_yes(&mut self, editing: &mut Editing) {
        let Stage::Review(review) = &editing.stage else { return };
        if self.is_read_only() {
            return;
        }
        if !review.does_anything() {
            self.tell("There is nothing to write.");
            return;
        }
        if self.link != super::super::Link::Up {
            self.tell("There is no connection at the moment; Enter again once there is.");
            return;
        }
        if review.confirm.as_ref().is_some_and(|confirm| !confirm.is_given()) {
            self.tell("Type the client's name, whole and as it is shown, and then Enter.");
            return;
        }
        self.begin_writing(editing);
    }
}
