//! `cognitui set REF KEY=VALUE…`: the form's way without the form. Look, judge, show, ask, write, verify.

use std::io::{self, IsTerminal};

use serde_json::Value as Json;

use super::agree::Consent;
use super::connect::{Connected, block_on, connect};
use super::error::CliError;
use super::output::{Format, pretty, print, say};
use super::resolve::{self, Found, Nearness};
use super::{Global, dashboard, reference};
use crate::app::review::change_words;
use crate::client::change::{Change, Compare, diff};
use crate::client::kind::badges;
use crate::client::rules::{self, Surroundings};
use crate::client::text::harmless;
use crate::client::{AppClient, Edit, FIELDS, PoolId, Settings};
use crate::cognito::{Gateway, Lane};
use crate::tasks::crawl;
use crate::tasks::write::{
    Applied, Around, Diverged, Meanwhile, Note, Plan, UpdatePlan, WriteOutcome, Writer,
};

/// The arguments of `cognitui set`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct SetArgs {
    /// The client: an import id `pool/client`, a client id, exact names, a URL or a token.
    #[arg(value_name = "REF")]
    reference: String,
    /// What to change: `KEY=VALUE`, `KEY=` for the default, `KEY+=VALUE` and `KEY-=VALUE` for a list's
    /// member. Keys are Terraform's names of the settings.
    #[arg(value_name = "KEY=VALUE", required = true)]
    changes: Vec<String>,
    #[command(flatten)]
    consent: Consent,
}

/// Changes the client.
pub(super) fn run(args: &SetArgs, global: &Global) -> Result<(), CliError> {
    if !matches!(global.output, Format::Table | Format::Json) {
        return Err(CliError::Usage("set prints the client's document with -o json, or nothing".to_owned()));
    }
    let reference = reference(&args.reference)?;
    // What cannot be understood is said before anything is asked of the network.
    Edit::parse(args.changes.iter().map(String::as_str), None)?;
    if global.read_only {
        return Err(CliError::Refused(format!("nothing is written because {}", dashboard::READ_ONLY)));
    }
    if !args.consent.is_given() && !io::stdin().is_terminal() {
        return Err(CliError::Usage("nobody can be asked here; add --yes to write this".to_owned()));
    }
    let after = block_on(async {
        let connected = connect(global, Some(&reference)).await?;
        let found = resolve::client(&connected.gateway, &reference, Nearness::Exact).await?;
        change(args, &connected, &found).await
    })?;
    match (global.output, after) {
        (Format::Json, Some(client)) => print(&pretty(&Json::Object(client.settings.document().clone()))),
        _ => Ok(()),
    }
}

async fn change(args: &SetArgs, connected: &Connected, found: &Found) -> Result<Option<AppClient>, CliError> {
    let Connected { gateway, desk, gate } = connected;
    let client = gateway.client(Lane::Foreground, &found.key).await?;
    let edit = Edit::parse(args.changes.iter().map(String::as_str), Some(&client.settings))?;
    let wanted = edit.apply(&client.settings)?;
    let mut changes = diff(&client.settings, &wanted, Compare::ByEffect);
    if changes.is_empty() {
        changes = diff(&client.settings, &wanted, Compare::ByText);
        // The service writes a lifetime out whether or not it was sent, so how it is written is no change.
        changes.retain(|change| change.subject.field().is_none_or(|field| !field.kind.is_lifetime()));
    }
    if changes.is_empty() {
        say(&format!("{} is already like this; nothing is written.", harmless(client.name())));
        return Ok(Some(client));
    }
    let around = around(gateway, &found.key.pool).await;
    let account = around.pool.as_ref().and_then(|pool| pool.account()).map(str::to_owned);
    let Some(desk) = desk else {
        return Err(CliError::Machine(
            "there is no home folder for the journal, so nothing is written".to_owned(),
        ));
    };
    let writer = Writer::new(gateway.clone(), desk.clone());
    let site = writer.site(account.as_deref());
    if let Some(why) = gate.closed_at(&site) {
        return Err(CliError::Refused(format!("nothing is written because {why}")));
    }
    let warnings = judge(&client, &wanted, &around, &site.region)?;
    let pool_name = found
        .pool_name
        .clone()
        .or_else(|| around.pool.as_ref().and_then(crate::client::Pool::name).map(str::to_owned));
    tell_plan(&client, found, pool_name.as_deref(), &changes, &warnings);
    args.consent.agree(client.name(), gate.asks_at(&site).as_deref(), Some("Write this? [y/N] "))?;
    let plan = UpdatePlan {
        // Somebody else's change to other settings is kept; one to the same is a conflict.
        meanwhile: Meanwhile::Merge,
        note: Note { pool_name, account, ..Note::default() },
        around,
        ..UpdatePlan::new(found.key.clone(), client.settings.clone(), wanted)
    };
    end(writer.run(Plan::Update(plan)).await)
}

/// What the rules need to know of the pool. What may not be read is not judged by.
pub(super) async fn around(gateway: &Gateway, pool: &PoolId) -> Around {
    let facts = crawl::facts(gateway, Lane::Foreground, pool.clone(), false).await;
    Around {
        pool: facts.pool.ok(),
        providers: facts.providers.ok(),
        servers: facts.servers.ok(),
        mappings: facts.mappings.ok(),
        ..Around::default()
    }
}

/// The warnings; or the refusal, before anything is sent.
pub(super) fn judge(
    client: &AppClient,
    wanted: &Settings,
    around: &Around,
    region: &str,
) -> Result<Vec<String>, CliError> {
    let surroundings = Surroundings {
        operation: rules::Operation::Update,
        region: Some(region),
        pool: around.pool.as_ref(),
        providers: around.providers.as_deref(),
        servers: around.servers.as_deref(),
        mappings: around.mappings.as_deref(),
        secret: client.secret.into(),
        stored: Some(&client.settings),
        ..Surroundings::default()
    };
    let warnings = allowed(wanted, &surroundings)?;
    let mut told: Vec<String> =
        badges(&client.settings).iter().map(|badge| badge.meaning().to_owned()).collect();
    told.extend(
        warnings.iter().filter(|finding| !finding.already_there).map(|finding| finding.message.clone()),
    );
    Ok(told)
}

/// What the rules warn of; or the refusal.
pub(super) fn allowed(
    wanted: &Settings,
    surroundings: &Surroundings,
) -> Result<Vec<rules::Finding>, CliError> {
    let findings = rules::check(wanted, surroundings);
    let (refusals, warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(rules::Finding::is_refusal);
    if refusals.is_empty() {
        return Ok(warnings);
    }
    let lines: Vec<String> = refusals
        .iter()
        .map(|finding| format!("  {:?} {}", finding.rule, harmless(&finding.message)))
        .collect();
    Err(CliError::Refused(format!("Cognito would refuse this; nothing is written:\n{}", lines.join("\n"))))
}

pub(super) fn tell_plan(
    client: &AppClient,
    found: &Found,
    pool: Option<&str>,
    changes: &[Change],
    warnings: &[String],
) {
    let pool = pool.unwrap_or(found.key.pool.as_str());
    say(&format!("{} in {} ({}):", harmless(client.name()), harmless(pool), found.key));
    for change in changes {
        for line in change_words(change) {
            say(&format!("  {}", harmless(&line)));
        }
        if let Some(meaning) = &change.meaning {
            say(&format!("    {}", harmless(meaning)));
        }
    }
    for warning in warnings {
        say(&format!("! {}", harmless(warning)));
    }
    let present = FIELDS.iter().filter(|field| field.is_mutable() && client.settings.raw(field).is_some());
    let touched =
        |id: &str| changes.iter().any(|change| change.subject.field().is_some_and(|field| field.id == id));
    let carried = present.filter(|field| !touched(field.id)).count() + client.settings.unknown().len();
    say(&format!("{carried} other settings are sent as they are now."));
}

/// Says what came of the write.
pub(super) fn end(outcome: WriteOutcome) -> Result<Option<AppClient>, CliError> {
    match outcome {
        WriteOutcome::Applied(applied) => {
            tell_applied(&applied);
            Ok(applied.client)
        }
        WriteOutcome::AsWanted(client) => {
            say("The client is already like this; nothing was written.");
            Ok(Some(*client))
        }
        WriteOutcome::Diverged(diverged) => Err(conflict(&diverged)),
        other => Err(CliError::not_written(&other)),
    }
}

fn conflict(diverged: &Diverged) -> CliError {
    let settings: Vec<String> =
        diverged.merge.conflicts.iter().map(|conflict| conflict.subject.label()).collect();
    CliError::Refused(format!(
        "somebody else changed the same settings meanwhile ({}); nothing is written. Look at the client and \
         decide again",
        settings.join(", ")
    ))
}

fn tell_applied(applied: &Applied) {
    say(&match applied.changes.len() {
        1 => "Done: 1 setting changed.".to_owned(),
        n => format!("Done: {n} settings changed."),
    });
    let lines = |changes: &[Change]| -> Vec<String> { changes.iter().flat_map(change_words).collect() };
    let otherwise: Vec<Change> = applied.made_otherwise().cloned().collect();
    for (what, changes) in [
        ("Somebody else had changed this meanwhile; it is kept:", &applied.taken_over),
        ("Cognito made something else of:", &otherwise),
        ("Somebody has changed this right after:", &applied.changed_since),
    ] {
        if !changes.is_empty() {
            say(what);
            for line in lines(changes) {
                say(&format!("  {}", harmless(&line)));
            }
        }
    }
    if !applied.verified {
        say("It could not be looked at afterwards; what Cognito answered is all there is.");
    }
    if let Some(why) = &applied.unrecorded {
        say(&format!("Its end is not in the journal: {}", harmless(why)));
    }
}
