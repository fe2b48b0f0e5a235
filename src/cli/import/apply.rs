//! Makes clients as files have them, by the one way that everything is written.

use super::super::error::CliError;
use super::super::output::say;
use super::super::resolve::Found;
use super::super::set;
use super::place::Places;
use super::{Checked, ImportArgs, State, is_news};
use crate::app::review::change_words;
use crate::client::change::{Change, Compare, diff};
use crate::client::field::{Life, Value};
use crate::client::rules::Operation;
use crate::client::settings::put;
use crate::client::text::harmless;
use crate::client::{AppClient, FIELDS, Settings, Surroundings, field};
use crate::cognito::Gateway;
use crate::export::from::Imported;
use crate::tasks::write::{CreatePlan, Meanwhile, Note, Plan, UpdatePlan, Writer};

/// A write that is decided on, with what asks for its name to be typed.
struct Ready {
    name: String,
    guarded: Option<String>,
    writer: Writer,
    plan: Plan,
}

/// Plans everything, asks, and writes one client after the other.
pub(super) async fn apply(args: &ImportArgs, places: &Places, checked: &[Checked]) -> Result<(), CliError> {
    no_twins(checked)?;
    let (mut ready, mut refused) = (Vec::new(), Vec::new());
    for one in checked {
        match planned(args, places, one).await {
            Ok(plan) => ready.extend(plan),
            // All that is wrong is told at once.
            Err(CliError::Refused(why)) if checked.len() > 1 => refused.push(why),
            Err(error) => return Err(error),
        }
    }
    refused.dedup();
    match refused.len() {
        0 => {}
        1 => return Err(CliError::Refused(refused.remove(0))),
        several => {
            for why in &refused {
                say(&format!("! {why}"));
            }
            return Err(CliError::Refused(format!("nothing is written, for {several} reasons above")));
        }
    }
    if ready.is_empty() {
        say("There is nothing to write.");
        return Ok(());
    }
    let question = match ready.len() {
        1 => "Write this? [y/N] ".to_owned(),
        several => format!("Write these {several} clients? [y/N] "),
    };
    // One answer is for all; a guarded place wants each name.
    let mut question = Some(question.as_str());
    for one in &ready {
        let ask = if one.guarded.is_some() { None } else { question.take() };
        args.consent.agree(&one.name, one.guarded.as_deref(), ask)?;
    }
    let all = ready.len();
    for (at, one) in ready.into_iter().enumerate() {
        if all > 1 {
            say(&format!("{}:", harmless(&one.name)));
        }
        let is_new = matches!(one.plan, Plan::Create(_));
        let ended = set::end(one.writer.run(one.plan).await);
        if ended.is_err() && at > 0 {
            say(&format!("{at} of {all} clients are written; the others are as they were."));
        }
        if let (Some(client), true) = (ended?, is_new) {
            say(&format!("It is {}.", client.key));
        }
    }
    Ok(())
}

/// Two clients of the files cannot both be the same one.
fn no_twins(checked: &[Checked]) -> Result<(), CliError> {
    for (at, one) in checked.iter().enumerate() {
        let twin = checked[..at].iter().find(|other| other.key().is_some() && other.key() == one.key());
        if let Some(twin) = twin {
            return Err(CliError::Usage(format!(
                "{} and {} are the same client; nothing is written",
                harmless(&twin.stands()),
                harmless(&one.stands())
            )));
        }
    }
    Ok(())
}

/// The write for one client, told; none where there is nothing to do.
async fn planned(args: &ImportArgs, places: &Places, one: &Checked) -> Result<Option<Ready>, CliError> {
    let pool = match &one.state {
        State::Live { client, .. } => client.key.pool.clone(),
        State::Missing { pool, .. } => pool.clone(),
        State::Unclear { .. } => return Ok(None),
    };
    // A resource that may be there several times, or not at all, says nothing of the client that is live.
    if let (State::Live { client, .. }, Some(open)) = (&one.state, one.imported.existence()) {
        say(&format!("! {}: it stays as it is live, since {open}.", harmless(&named(client, one))));
        return Ok(None);
    }
    let (Some(gateway), Some(desk)) = (places.reached(&pool), &places.desk) else {
        return Err(CliError::Machine(
            "there is no home folder for the journal, so nothing is written".to_owned(),
        ));
    };
    let around = set::around(gateway, &pool).await;
    let account = around.pool.as_ref().and_then(|pool| pool.account()).map(str::to_owned);
    let writer = Writer::new(gateway.clone(), desk.clone());
    let site = writer.site(account.as_deref());
    if let Some(why) = places.gate.closed_at(&site) {
        return Err(CliError::Refused(format!("nothing is written because {why}")));
    }
    let note = Note { pool_name: one.pool_name.clone(), account, ..Note::default() };
    let guarded = places.gate.asks_at(&site);
    let (name, plan) = if let State::Live { client, .. } = &one.state {
        let wanted = wanted(&client.settings, &one.imported, args.reset);
        let changes = diff(&client.settings, &wanted, Compare::ByEffect);
        tell_kept(one, &wanted);
        if changes.is_empty() {
            return Ok(None);
        }
        let warnings =
            set::judge(client, &wanted, &around, &site.region).map_err(|error| whose(one, error))?;
        let found = Found { key: client.key.clone(), pool_name: one.pool_name.clone() };
        set::tell_plan(client, &found, one.pool_name.as_deref(), &changes, &warnings);
        let plan = UpdatePlan {
            meanwhile: Meanwhile::Merge,
            note,
            around,
            ..UpdatePlan::new(client.key.clone(), client.settings.clone(), wanted)
        };
        (client.name().to_owned(), Plan::Update(plan))
    } else {
        let settings = new(one)?;
        let surroundings = Surroundings {
            operation: Operation::Create,
            region: Some(&site.region),
            pool: around.pool.as_ref(),
            providers: around.providers.as_deref(),
            servers: around.servers.as_deref(),
            mappings: around.mappings.as_deref(),
            ..Surroundings::default()
        };
        let warnings = set::allowed(&settings, &surroundings).map_err(|error| whose(one, error))?;
        tell_new(one, gateway, &settings);
        for warning in warnings {
            say(&format!("! {}", harmless(&warning.message)));
        }
        let plan = CreatePlan { pool, settings, secret: None, around, note };
        (one.imported.name().unwrap_or_default().to_owned(), Plan::Create(plan))
    };
    Ok(Some(Ready { name, guarded, writer, plan }))
}

/// A refusal with the client that it is about.
fn whose(one: &Checked, error: CliError) -> CliError {
    match error {
        CliError::Refused(why) => CliError::Refused(format!("{}: {why}", harmless(&one.stands()))),
        other => other,
    }
}

/// The client as the file has it. What the file leaves to its tool stays as it is live; so does what a
/// program leaves out or a state does not know, unless that counts as its default, and what only the service knows.
fn wanted(live: &Settings, imported: &Imported, reset: bool) -> Settings {
    let (unsaid, kept) = (imported.unsaid(reset), imported.kept());
    let said = unsaid.completed(&kept, live);
    let mut wanted = live.clone();
    let is_open = |field: &'static field::Field| {
        let mut open = imported.unresolved.iter().filter_map(|open| open.field);
        open.any(|open| open == field || same_token(open, field))
    };
    for field in FIELDS.iter().filter(|field| field.life == Life::Mutable) {
        let told = said.get(field);
        if is_open(field) || imported.managed && field == field::CLIENT_NAME {
            continue;
        }
        // A unit alone would give the live number another length.
        let is_alone = FIELDS.iter().any(|other| same_token(other, field) && said.get(other).is_none());
        let says = told.is_some() && !(field.kind == field::Kind::Unit && is_alone);
        if says || !unsaid.may_be_anything(field) {
            // What was read fits its row; what does not stays as it is.
            let _ = wanted.set(field, told);
        }
    }
    let mut document = wanted.into_document();
    for (path, json) in imported.settings.unknown_paths() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        put(&mut document, &path, json.clone());
    }
    Settings::from_wire(document)
}

/// True for a duration and the unit that it is counted in.
fn same_token(one: &field::Field, other: &field::Field) -> bool {
    use field::{Kind, UnitSource};

    let counted = |duration: &field::Field, unit: &field::Field| matches!(duration.kind, Kind::Duration { unit: UnitSource::Member { path, .. }, .. } if path == unit.path);
    counted(one, other) || counted(other, one)
}

/// The settings of a client that is made.
fn new(one: &Checked) -> Result<Settings, CliError> {
    let refuse = |why: String| Err(CliError::Refused(format!("{}: {why}", harmless(&one.stands()))));
    if one.imported.managed {
        return refuse("another AWS service makes this client".to_owned());
    }
    // A client that is made without something that its file says would be another one.
    if let Some(open) = one.imported.unresolved.iter().find(|open| open.field != Some(field::USER_POOL_ID)) {
        return refuse(format!("it is not made because {open}"));
    }
    let mut settings = one.imported.settings.clone();
    if one.imported.secret == Some(true) {
        // A switch fits its row.
        let _ = settings.set(field::GENERATE_SECRET, Some(Value::Switch(true)));
    }
    Ok(settings)
}

fn tell_new(one: &Checked, gateway: &Gateway, settings: &Settings) {
    let State::Missing { pool, was } = &one.state else { return };
    let region = &gateway.context().region;
    say(&format!("{}: a new client in {pool} ({region}):", harmless(&one.title())));
    if let Some(was) = was {
        say(&format!("! It gets another id than {was}, and another secret."));
    }
    let shown = |change: &&Change| {
        change.subject.field().is_none_or(|field| field.ops.create && field != field::USER_POOL_ID)
    };
    for change in diff(&Settings::default(), settings, Compare::ByText).iter().filter(shown) {
        for line in change_words(change) {
            say(&format!("  {}", harmless(&line)));
        }
    }
}

/// Says which settings differ and stay as they are.
fn tell_kept(one: &Checked, wanted: &Settings) {
    let State::Live { client, columns, comparison } = &one.state else { return };
    let mut kept = Vec::new();
    for row in comparison.rows().filter(|row| is_news(row, columns)) {
        let changed = match row.subject.field() {
            Some(field) => !wanted.same(&client.settings, field) || field.life == Life::Secret,
            None => true,
        };
        if !changed {
            kept.push(row.label.clone());
        }
    }
    if !kept.is_empty() {
        say(&format!(
            "! {}: these stay as they are live, since the file does not say them literally: {}.",
            harmless(&named(client, one)),
            kept.join(", ")
        ));
    }
    if comparison
        .rows()
        .any(|row| row.differs() && row.subject.field().is_some_and(|field| field.life == Life::Secret))
    {
        say(&format!(
            "! {}: whether it has a secret is chosen once, and stays.",
            harmless(&named(client, one))
        ));
    }
}

fn named(client: &AppClient, one: &Checked) -> String {
    match &one.pool_name {
        Some(pool) => format!("{pool}/{}", client.name()),
        None => client.name().to_owned(),
    }
}
