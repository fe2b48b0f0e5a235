//! Which secrets a client has: listing them, adding a second, retiring one. What is written goes the one safe
//! way, so the journal knows where a rotation stands.

use std::io::{self, IsTerminal};

use jiff::Timestamp;
use serde_json::{Value as Json, json};

use super::{Fetched, SecretArgs, public};
use crate::cli::agree::Consent;
use crate::cli::connect::Connected;
use crate::cli::error::CliError;
use crate::cli::output::{Table, say};
use crate::cli::resolve::Found;
use crate::cli::{Global, dashboard};
use crate::client::field::{date, relative};
use crate::client::text::harmless;
use crate::client::{ClientKey, Pool, SecretDescriptor};
use crate::cognito::{Gateway, Lane};
use crate::tasks::write::{
    AddSecretPlan, Applied, DeleteSecretPlan, Desk, History, Named, Note, Plan, RotationNote,
    RotationProgress, RotationStep, Site, WriteOutcome, Writer,
};

/// Secrets that the service keeps of a client at a time.
const MOST: usize = 2;

/// What is known of the client before anything is written.
struct Seen<'a> {
    connected: &'a Connected,
    key: &'a ClientKey,
    /// The client's name.
    name: String,
    pool: Option<Pool>,
    /// The oldest first.
    secrets: Vec<SecretDescriptor>,
    history: Option<History>,
}

/// Whether the arguments allow a write at all, and somebody can be asked where they do not say yes.
pub(super) fn may_ask(args: &SecretArgs, global: &Global) -> Result<(), CliError> {
    if global.read_only {
        return Err(CliError::Refused(format!("nothing is written because {}", dashboard::READ_ONLY)));
    }
    let asks = args.retire.is_some() && !args.consent.is_given();
    if asks && !io::stdin().is_terminal() {
        return Err(CliError::Usage("nobody can be asked here; add --yes to retire it".to_owned()));
    }
    Ok(())
}

/// The ids and ages, and what is next.
pub(super) async fn list(connected: &Connected, found: &Found, global: &Global) -> Result<String, CliError> {
    let seen = see(connected, found).await?;
    let mut table = Table::new(&["id", "added", "age", "with"]);
    let now = Timestamp::now();
    let here = seen.added_here();
    for secret in &seen.secrets {
        let with = if here.contains(&secret.id) { "cognitui" } else { "" };
        table.row([
            secret.id.clone(),
            secret.created.map(date).unwrap_or_default(),
            secret.created.map(|created| relative(created, now)).unwrap_or_default(),
            with.to_owned(),
        ]);
    }
    let rows: Vec<Json> = seen.secrets.iter().map(document).collect();
    let text = table.render(global.output, || json!({ "ClientSecrets": rows }))?;
    seen.say_next();
    Ok(text)
}

/// A secret that was added, on its way to where it was asked for.
pub(super) struct Added {
    pub(super) fetched: Fetched,
    /// Its id.
    id: String,
    /// What the journal is told of it, and where that is.
    noted: Option<(Desk, RotationNote)>,
}

impl Added {
    /// Writes down what became of it, so that the rotation goes on from there.
    pub(super) fn note(&self, step: RotationStep) {
        let Some((desk, note)) = &self.noted else { return };
        if let Err(error) = desk.journal().note_rotation(RotationNote { step, ..note.clone() }) {
            say(&format!("What became of it is not in the journal: {error}."));
        }
    }

    /// It did not arrive where it was asked for.
    pub(super) fn lost(&self, error: &CliError) -> CliError {
        CliError::Machine(format!(
            "{error}. The secret {} was added, and is told once; retire it and add another: cognitui secret {} \
             --retire {0}",
            harmless(&self.id),
            harmless(&self.fetched.key.to_string())
        ))
    }
}

/// Adds a second secret.
pub(super) async fn add(consent: &Consent, connected: &Connected, found: &Found) -> Result<Added, CliError> {
    let seen = see(connected, found).await?;
    if let [old, new, ..] = seen.secrets.as_slice() {
        return Err(CliError::Refused(format!(
            "{} has two secrets, and Cognito keeps no more of a client; nothing is written.\n{}\nRetire one \
             of them first, the old one once everything uses the new one:\n  {}",
            harmless(&seen.name),
            seen.told().join("\n"),
            seen.command_to_retire(old, new)
        )));
    }
    let writer = seen.writer(consent, None)?;
    let plan = AddSecretPlan { key: found.key.clone(), secret: None, note: seen.note(found) };
    let applied = applied(writer.run(Plan::AddSecret(plan)).await)?;
    let unrecorded = applied.unrecorded.clone();
    let Some(new) = applied.secret else { return Err(CliError::Machine(NO_ANSWER.to_owned())) };
    let id = new.descriptor.id.clone();
    let Some(secret) = new.value else {
        return Err(CliError::Machine(format!(
            "the secret {} was added, and the answer that tells it got lost; it is told once. Retire it with \
             --retire {0}, then --rotate again",
            harmless(&id)
        )));
    };
    say(&harmless(&format!("Added a second secret to {}, {id}.", seen.name)));
    say("Both work now. Give the new one to everything that uses this client; then retire the old one:");
    let old = seen.secrets.first();
    say(&format!("  {}", old.map_or_else(String::new, |old| seen.command_to_retire(old, &new.descriptor))));
    say_unrecorded(unrecorded.as_deref());
    let noted = seen.site().zip(connected.desk.clone()).map(|(site, desk)| {
        let pool = Named::new(found.key.pool.as_str(), seen.note(found).pool_name.as_deref());
        let client = Named::new(found.key.client.as_str(), Some(&seen.name));
        (desk, RotationNote { site, pool, client, secret: id.clone(), step: RotationStep::Copied })
    });
    let fetched = Fetched { secret, key: found.key.clone(), pool: seen.pool };
    Ok(Added { fetched, id, noted })
}

/// Retires the secret with this id.
pub(super) async fn retire(
    id: &str,
    consent: &Consent,
    connected: &Connected,
    found: &Found,
) -> Result<(), CliError> {
    let seen = see(connected, found).await?;
    let Some(at) = seen.secrets.iter().position(|secret| secret.id == id) else {
        return Err(CliError::NotFound(format!(
            "{} has no secret {}; it has\n{}",
            harmless(&seen.name),
            harmless(id),
            seen.told().join("\n")
        )));
    };
    if seen.secrets.len() < MOST {
        return Err(CliError::Refused(format!(
            "{} is the only secret of {}: without one the client could not prove itself any more, and Cognito \
             refuses it. --rotate adds another first",
            harmless(id),
            harmless(&seen.name)
        )));
    }
    let newest = at + 1 == seen.secrets.len();
    let (which, warning) = if newest {
        ("newer", "The older one stays. Whatever was given the newer one already stops working at once.")
    } else {
        ("older", "Whatever still uses it cannot get or refresh tokens from that moment on.")
    };
    say(&harmless(&format!("The {which} of two secrets of {} is retired:", seen.name)));
    say(&seen.told()[at]);
    say(warning);
    let writer = seen.writer(consent, Some("It cannot be brought back. Retire it? [y/N] "))?;
    let plan = DeleteSecretPlan { key: found.key.clone(), secret: id.to_owned(), note: seen.note(found) };
    let applied = applied(writer.run(Plan::DeleteSecret(plan)).await)?;
    let left = seen.secrets.iter().find(|secret| secret.id != id);
    let left = left.map_or_else(String::new, |left| format!(" {} is left.", left.id));
    say(&harmless(&format!("Done: {id} is retired.{left}")));
    say_unrecorded(applied.unrecorded.as_deref());
    Ok(())
}

/// Which secret a description has just told, where the journal says that there are two; what others did since
/// it cannot know. Nothing is asked of the service for this.
pub(super) async fn which(connected: &Connected, key: &ClientKey) -> Option<String> {
    let desk = connected.desk.as_ref()?;
    let history = desk.history().await.ok()?;
    let site = Writer::new(connected.gateway.clone(), desk.clone()).site(None);
    let (added, at) = history.rotation(&site, key)?;
    let line = format!(
        "This is the secret that the client's description tells. A second one, {added}, was added with cognitui \
         {}, and none was retired with it since. To see both: {}",
        relative(at, Timestamp::now()),
        command_for(connected, key, "--list")
    );
    Some(harmless(&line).into_owned())
}

/// The command that does something else with the client's secrets.
fn command_for(connected: &Connected, key: &ClientKey, what: &str) -> String {
    let context = connected.gateway.context();
    let profile = if context.profile.is_empty() || context.profile == "default" || context.sandbox {
        String::new()
    } else {
        format!("{}:", context.profile)
    };
    harmless(&format!("cognitui secret {profile}{key} {what}")).into_owned()
}

/// A describe told no secret: a public client, or one whose secrets a describe does not tell.
pub(super) async fn none_told(gateway: &Gateway, key: &ClientKey) -> CliError {
    let listed = gateway.secrets(Lane::Foreground, key).await.unwrap_or_default();
    if listed.is_empty() {
        return public(key);
    }
    CliError::NotFound(format!(
        "{} has secrets, but its description tells none of them: a secret is told when it is added. --list \
         shows their ages, --rotate adds one where there is one, --retire ID makes room",
        harmless(&key.to_string())
    ))
}

const NO_ANSWER: &str = "the service has added a secret and told nothing of it; --list shows what is there";

async fn see<'a>(connected: &'a Connected, found: &'a Found) -> Result<Seen<'a>, CliError> {
    let (gateway, key) = (&connected.gateway, &found.key);
    let (client, secrets, pool) = tokio::join!(
        gateway.client(Lane::Foreground, key),
        gateway.secrets(Lane::Foreground, key),
        gateway.pool(Lane::Foreground, &key.pool),
    );
    let client = client?;
    let mut secrets = match secrets {
        Ok(secrets) => secrets,
        // An endpoint that keeps no list says so; that a client has none is said in any case.
        Err(_) if !client.secret.is_present() => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    if secrets.is_empty() {
        return Err(if client.secret.is_present() {
            CliError::NotFound("the service lists no secret of this client, though its description has one; this endpoint may not keep a list".to_owned())
        } else {
            public(key)
        });
    }
    secrets.sort_by(|one, other| (one.created, &one.id).cmp(&(other.created, &other.id)));
    let history = match &connected.desk {
        Some(desk) => desk.history().await.ok(),
        None => None,
    };
    Ok(Seen { connected, key, name: client.name().to_owned(), pool: pool.ok(), secrets, history })
}

impl Seen<'_> {
    fn account(&self) -> Option<&str> {
        self.pool.as_ref().and_then(Pool::account)
    }

    fn site(&self) -> Option<Site> {
        let desk = self.connected.desk.clone()?;
        Some(Writer::new(self.connected.gateway.clone(), desk).site(self.account()))
    }

    fn note(&self, found: &Found) -> Note {
        let pool_name = self.pool.as_ref().and_then(Pool::name).map(str::to_owned);
        Note {
            pool_name: found.pool_name.clone().or(pool_name),
            account: self.account().map(str::to_owned),
            ..Note::default()
        }
    }

    /// What writes, once a person has agreed to it.
    fn writer(&self, consent: &Consent, question: Option<&str>) -> Result<Writer, CliError> {
        let Connected { gateway, desk, gate } = self.connected;
        let Some(desk) = desk else {
            return Err(CliError::Machine(
                "there is no home folder for the journal, so nothing is written".to_owned(),
            ));
        };
        let writer = Writer::new(gateway.clone(), desk.clone());
        let site = writer.site(self.account());
        if let Some(why) = gate.closed_at(&site) {
            return Err(CliError::Refused(format!("nothing is written because {why}")));
        }
        consent.agree(&self.name, gate.asks_at(&site).as_deref(), question)?;
        Ok(writer)
    }

    /// The secrets that this program added, as the journal has it.
    fn added_here(&self) -> Vec<String> {
        let Some((history, site)) = self.history.as_ref().zip(self.site()) else { return Vec::new() };
        history.secrets_added(&site, self.key).into_iter().flatten().collect()
    }

    /// How far the rotation to this secret is, as the journal has it.
    fn progress(&self, new: &SecretDescriptor) -> RotationProgress {
        let known = self.history.as_ref().zip(self.site());
        let all = known.map(|(history, site)| history.rotations(&site, self.key)).unwrap_or_default();
        all.get(&new.id).copied().unwrap_or_default()
    }

    /// A line for each secret, harmless to print.
    fn told(&self) -> Vec<String> {
        let (now, here) = (Timestamp::now(), self.added_here());
        let line = |secret: &SecretDescriptor| {
            let age = secret.created.map(|created| format!(", added {}", relative(created, now)));
            let with = if here.contains(&secret.id) { " with cognitui" } else { "" };
            harmless(&format!("  {}{}{with}", secret.id, age.unwrap_or_default())).into_owned()
        };
        self.secrets.iter().map(line).collect()
    }

    /// Says where the rotation stands. The list itself is the result and goes to standard output.
    fn say_next(&self) {
        if let [old, new, ..] = self.secrets.as_slice() {
            let progress = self.progress(new);
            say(match (progress.deployed, progress.copied) {
                (true, _) => "Both work. Everything was said to use the new one; retire the old one:",
                (false, true) => {
                    "Both work. The new one was handed out here; once everything uses it, retire the old one:"
                }
                (false, false) => "Both work. Once everything uses the new one, retire the old one:",
            });
            say(&format!("  {}", self.command_to_retire(old, new)));
        } else {
            let begun = self.history.as_ref().zip(self.site());
            let begun = begun.map(|(history, site)| history.secrets_added(&site, self.key));
            if begun.is_some_and(|added| added.contains(&None)) {
                say("An addition was begun here whose end nobody wrote down; what is listed is what counts.");
            }
            say("One secret: no rotation is under way. --rotate adds a second one.");
        }
    }

    /// The command for the older of two.
    fn command_to_retire(&self, old: &SecretDescriptor, new: &SecretDescriptor) -> String {
        let old = if old.created <= new.created { old } else { new };
        command_for(self.connected, self.key, &format!("--retire {}", old.id))
    }
}

/// What the API tells of a secret, under its own names; a date as in every other document.
fn document(secret: &SecretDescriptor) -> Json {
    let mut row = json!({ "ClientSecretId": secret.id });
    if let Some(created) = secret.created {
        row["ClientSecretCreateDate"] = Json::from(created.as_second());
    }
    row
}

fn applied(outcome: WriteOutcome) -> Result<Applied, CliError> {
    match outcome {
        WriteOutcome::Applied(applied) => Ok(*applied),
        other => Err(CliError::not_written(&other)),
    }
}

fn say_unrecorded(why: Option<&str>) {
    if let Some(why) = why {
        say(&format!("Its end is not in the journal: {}", harmless(why)));
    }
}
