//! `cognitui audit [REF|POOL…]`: what is wrong with clients.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::connect::{Reached, block_on_many, connect_all};
use super::error::CliError;
use super::output::{Format, print_with, say};
use super::resolve::{self, Nearness};
use super::{Global, status};
use crate::audit::{Report, Severity, places_in_words, render};
use crate::client::text::harmless;
use crate::client::{PoolId, PoolSummary, Reference};
use crate::cognito::{Gateway, Lane};
use crate::tasks::audit::{Evidence, Progress};
use crate::tasks::crawl::{self, Beside, Crawl, Wanted};

/// The arguments of `cognitui audit`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct AuditArgs {
    /// Clients and pools; without any, everything in the context. A pool is named by its id or name, a
    /// client as everywhere.
    #[arg(value_name = "REF|POOL")]
    places: Vec<String>,
    /// Leave with status 1 when something this severe, or worse, is found.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::read(text).ok_or_else(|| "write info, low, medium, high or critical".to_owned())
}

/// How often the progress is told.
const PACE: Duration = Duration::from_millis(200);

/// Reads, judges and prints. Gives the exit status.
pub(super) fn run(args: &AuditArgs, global: &Global) -> Result<u8, CliError> {
    let config = super::config(global).map_err(CliError::Usage)?;
    let standing = super::standing(global, config.audit).map_err(CliError::Usage)?;
    let policy = standing.policy().map_err(|error| CliError::Usage(error.to_string()))?;
    let (report, failure) = block_on_many(async {
        let mut evidence = Evidence::default();
        let (mut about, mut places) = (Vec::new(), Vec::new());
        let reached = connect_all(global).await?;
        let alone = reached.len() == 1;
        let mut crawls = Vec::new();
        for Reached { name, gateway } in reached {
            match gateway {
                Err(error) if alone => return Err(error.into()),
                Err(error) => {
                    say(&harmless(&format!("{name}: {error}. {}", error.next_step())));
                    evidence.unreachable(&name, &error);
                }
                Ok(gateway) => {
                    about.push(place_of(&gateway));
                    let context = gateway.context();
                    places.push((context.profile.clone(), context.region.clone()));
                    if let Some(wanted) = wanted(&gateway, &args.places, alone).await? {
                        let beside = Beside { pools: true, secrets: true, styles: true };
                        crawls.push(Crawl::start(gateway, Lane::Foreground, wanted, beside));
                    }
                }
            }
        }
        if crawls.is_empty() && !args.places.is_empty() && !alone {
            return Err(CliError::NotFound(format!("none of these is in any of the {} places", about.len())));
        }
        read(crawls, &mut evidence).await;
        if let Some(error) = evidence.only_failure() {
            return Err(error.clone().into());
        }
        let failure = evidence.failure().cloned();
        let mut report = evidence.into_report(&policy, jiff::Timestamp::now());
        // Labels are members of a document in some formats, so each stands once.
        let one = (about.len() == 1).then(|| about.swap_remove(0));
        let words = one.unwrap_or_else(|| harmless(&places_in_words(&places)).into_owned());
        report.about = vec![("Context".to_owned(), words)];
        Ok((report, failure))
    })?;
    let format = render::format(global.output.name())
        .ok_or_else(|| global.output.unsupported(render::FORMATS.iter().map(|format| format.name)))?;
    print_with(|out| format.write(&report, out).map(drop))?;
    if global.output != Format::Table {
        tell_gaps(&report);
    }
    let severe = args.fail_on.is_some_and(|least| report.counts().at_least(least) > 0);
    // What was found is found; nothing found is only known when everything was read.
    Ok(if severe { status::FOUND } else { failure.map_or(0, |error| CliError::from(error).status()) })
}

fn place_of(gateway: &Gateway) -> String {
    let context = gateway.context();
    harmless(&format!("{} · {} · {}", context.profile, context.region, context.place())).into_owned()
}

/// What to read of one place: everything, or what was named. Where several places are looked through,
/// what is not in this one may be in another.
pub(super) async fn wanted(
    gateway: &Gateway,
    words: &[String],
    alone: bool,
) -> Result<Option<Wanted>, CliError> {
    if words.is_empty() {
        return Ok(Some(Wanted::All));
    }
    let pools = crawl::pools(gateway, Lane::Foreground).await?;
    let (mut chosen, mut clients) = (Vec::<PoolSummary>::new(), Vec::new());
    for word in words {
        let id = PoolId::new(word.as_str());
        let named: Vec<&PoolSummary> =
            pools.iter().filter(|pool| pool.name == *word || pool.id == id).collect();
        match named.as_slice() {
            [] => {}
            [one] => {
                chosen.push((*one).clone());
                continue;
            }
            several => return Err(resolve::several_pools(several.iter().copied(), word)),
        }
        let reference = super::reference(word)?;
        let elsewhere = reference.region().is_some_and(|region| region != gateway.context().region);
        if elsewhere && !alone {
            continue;
        }
        match find(gateway, &reference).await {
            Ok(key) => clients.push(key),
            Err(CliError::NotFound(_)) if !alone => {}
            Err(CliError::NotFound(what)) if matches!(reference, Reference::Name { .. }) => {
                return Err(CliError::NotFound(format!("{what}, nor a pool of that name")));
            }
            Err(error) => return Err(error),
        }
    }
    match (chosen.is_empty(), clients.is_empty()) {
        (true, true) => Ok(None),
        (false, true) => Ok(Some(Wanted::Pools(chosen))),
        (true, false) => Ok(Some(Wanted::Clients(clients))),
        (false, false) => {
            for pool in chosen {
                let rows = resolve::clients(gateway, &pool.id).await?;
                clients.extend(rows.into_iter().map(|row| row.key));
            }
            clients.sort();
            clients.dedup();
            Ok(Some(Wanted::Clients(clients)))
        }
    }
}

async fn find(gateway: &Gateway, reference: &Reference) -> Result<crate::client::ClientKey, CliError> {
    Ok(resolve::client(gateway, reference, Nearness::Fuzzy).await?.key)
}

/// Takes in what all crawls say, side by side, and tells how far they are where somebody looks.
async fn read(crawls: Vec<Crawl>, evidence: &mut Evidence) {
    let streams = crawls.into_iter().map(|crawl| {
        Box::pin(futures_util::stream::unfold(crawl, |mut crawl| async {
            crawl.next().await.map(|step| (step, crawl))
        }))
    });
    let mut steps = futures_util::stream::select_all(streams);
    let looked_at = io::stderr().is_terminal();
    let (began, mut told) = (Instant::now(), Instant::now());
    while let Some(step) = futures_util::StreamExt::next(&mut steps).await {
        evidence.take(step);
        if looked_at && told.elapsed() >= PACE {
            told = Instant::now();
            let _ = write!(io::stderr(), "\r\u{1b}[K{}", words(evidence.progress(), began.elapsed()));
        }
    }
    if looked_at {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
}

/// Clients to read before their rate says anything about the others: the first come in a burst.
const BASIS: usize = 20;

/// How far it is, and once there is a rate, how long the rest takes at it.
fn words(progress: Progress, took: Duration) -> String {
    let Progress { read, failed, known, .. } = progress;
    let done = read + failed;
    let left = known.saturating_sub(done);
    let so_far = format!("{done} of {known} clients read");
    if done < BASIS {
        return so_far;
    }
    // Nobody reads so many clients that this overflows.
    let rest = took.as_millis() * left as u128 / (done as u128) / 1000 + 1;
    format!("{so_far}, about {rest} s left")
}

fn tell_gaps(report: &Report) {
    if !report.is_complete() {
        say("Not everything could be read; the report says what is missing and why.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_told_once_there_is_a_rate() {
        let at = |read| {
            let progress = Progress { read, failed: 0, known: 100, all_known: true };
            words(progress, Duration::from_secs(4))
        };
        assert_eq!(at(0), "0 of 100 clients read");
        assert_eq!(at(19), "19 of 100 clients read");
        assert_eq!(at(40), "40 of 100 clients read, about 7 s left");
    }
}
