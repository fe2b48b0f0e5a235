//! Secrets that were added in this session. The service told each of them once, and the value waits behind
//! the dashboard: until it is copied or shown, nobody else has it, and it is gone with the program.

use super::App;
use crate::client::ClientKey;
use crate::client::text::harmless;
use crate::tasks::write::{Named, Plan, RotationNote, RotationStep, Site, WriteOutcome};
use crate::tasks::{ClientPart, Failure, Task, Which};

/// A secret that was added in this session.
#[derive(Clone, Debug)]
pub(super) struct Added {
    /// Its client.
    pub(super) key: ClientKey,
    /// The client's name.
    pub(super) name: String,
    /// Its id.
    pub(super) id: String,
    /// Where, as the journal writes it; none where the dashboard was elsewhere when the answer came.
    site: Option<Site>,
    /// It was copied or shown.
    taken: bool,
}

impl App {
    /// Remembers a secret that a write has added, where the answer told it. `site` is where the client is.
    pub(super) fn secret_added(&mut self, outcome: &WriteOutcome, site: Option<Site>) {
        let WriteOutcome::Applied(applied) = outcome else { return };
        let Some(new) = applied.secret.as_ref().filter(|new| new.held) else { return };
        let id = new.descriptor.id.clone();
        if let Some(known) = self.added.iter_mut().find(|one| one.id == id && one.key == applied.key) {
            known.site = known.site.take().or(site);
            return;
        }
        let name = match &applied.client {
            Some(client) => client.name().to_owned(),
            None => self.client_name(&applied.key),
        };
        self.added.push(Added { key: applied.key.clone(), name, id, site, taken: false });
    }

    /// What is retired or deleted is nobody's loss any more.
    pub(super) fn secret_gone(&mut self, plan: &Plan) {
        match plan {
            Plan::DeleteSecret(plan) => {
                self.added.retain(|one| one.key != plan.key || one.id != plan.secret);
            }
            Plan::Delete(plan) => self.added.retain(|one| one.key != plan.key),
            Plan::Update(_) | Plan::Create(_) | Plan::AddSecret(_) => {}
        }
    }

    /// A secret was copied or shown: where it is one that was added here, somebody has it now.
    pub(super) fn secret_taken(&mut self, key: &ClientKey, which: &Which) {
        let (Which::Added(id) | Which::Asked(id)) = which else { return };
        let Some(one) = self.added.iter_mut().find(|one| one.id == *id && one.key == *key) else { return };
        if std::mem::replace(&mut one.taken, true) {
            return;
        }
        let (name, site) = (one.name.clone(), one.site.clone());
        if let Some(site) = site {
            self.note_rotation(site, key, &name, id, RotationStep::Copied);
        }
    }

    /// Has a step written down, so that the rotation goes on from there.
    pub(super) fn note_rotation(
        &mut self,
        site: Site,
        key: &ClientKey,
        name: &str,
        secret: &str,
        step: RotationStep,
    ) {
        self.rotation_stepped(key, secret, step);
        let note = RotationNote {
            site,
            pool: Named::new(key.pool.as_str(), self.pool_name(&key.pool).as_deref()),
            client: Named::new(key.client.as_str(), Some(name)),
            secret: secret.to_owned(),
            step,
        };
        self.ask(Task::NoteRotation(Box::new(note)));
    }

    /// The step is on the disk, or is known in this run alone.
    pub(super) fn rotation_noted(&mut self, noted: Result<(), Failure>) {
        match noted {
            // What was read of the journal meanwhile may be older than this.
            Ok(()) => self.read_rotations(),
            Err(failure) => self.complain(&failure),
        }
    }

    /// True while the value of a secret is kept behind the dashboard.
    pub(super) fn holds_secret(&self, key: &ClientKey, id: &str) -> bool {
        self.added.iter().any(|one| one.id == id && one.key == *key)
    }

    /// True where nobody has the value of a secret but this program.
    pub(super) fn alone_has_secret(&self, key: &ClientKey, id: &str) -> bool {
        self.untaken().any(|one| one.id == id && one.key == *key)
    }

    /// The secrets that nobody has but this program.
    pub(super) fn untaken(&self) -> impl Iterator<Item = &Added> {
        self.added.iter().filter(|one| !one.taken)
    }

    /// What leaving would lose of secrets, in words; none where nothing would be lost.
    pub fn secrets_at_stake(&self) -> Option<String> {
        let adding = self.is_adding_secret();
        let names: Vec<_> = self.untaken().map(|one| harmless(&one.name)).collect();
        match names.as_slice() {
            [] if adding => Some("a new secret is on its way, which the service tells once".to_owned()),
            [] => None,
            [name] => Some(format!("the new secret of {name} was not copied, and nobody else has it")),
            names => Some(format!(
                "the new secrets of {} were not copied, and nobody else has them",
                names.join(", ")
            )),
        }
    }

    /// What to say when the program has ended and a secret went with it, a line each.
    pub fn lost_secrets(&self) -> Vec<String> {
        let real = |one: &&Added| one.site.as_ref().is_none_or(|site| !site.sandbox);
        let line = |one: &Added| {
            let text = format!(
                "The new secret of {} was not copied, and nobody has it now. Retire it and add another: cognitui \
                 secret {} --retire {}",
                one.name, one.key, one.id
            );
            harmless(&text).into_owned()
        };
        self.untaken().filter(real).map(line).collect()
    }

    /// Copies a secret that was added in this session.
    pub(super) fn copy_added(&mut self, key: &ClientKey, id: &str) {
        let name = self.added.iter().find(|one| one.id == id && one.key == *key).map(|one| one.name.clone());
        self.copy_of(
            "the new secret",
            key,
            &name.unwrap_or_default(),
            ClientPart::AddedSecret(id.to_owned()),
        );
    }
}
