//! `cognitui audit [REF|POOL…]`: what is wrong with clients.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use super::connect::{Reached, block_on_many, connect_all};
use super::error::CliError;
use super::output::{Format, print_with, say};
use super::resolve::{self, Nearness};
use super::{Global, status};
use crate::audit::{Report, Severity, Site, places_in_words, render};
use crate::client::text::harmless;
use crate::client::{PoolId, PoolSummary, Reference};
use crate::cognito::{Gateway, Lane};
use crate::tasks::audit::{Evidence, Progress, site_of};
use crate::tasks::crawl::{self, Beside, Crawl, Step, Wanted};

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
        let Begun { mut places, alone } = begin(args, global).await?;
        read(&mut places).await;
        if let (true, Some(error)) = (alone, places.first().and_then(|place| place.evidence.nothing_known()))
        {
            return Err(error.clone().into());
        }
        let failure = places.iter().find_map(|place| place.evidence.failure()).cloned();
        let about = about(&places);
        let mut report = Evidence::into_report_of(told_apart(places).await, &policy, jiff::Timestamp::now());
        report.about = vec![("Context".to_owned(), about)];
        Ok((report, failure))
    })?;
    let format = render::format(global.output.name())
        .ok_or_else(|| global.output.unsupported(render::FORMATS.iter().map(|format| format.name)))?;
    print_with(|out| format.write(&report, out).map(drop))?;
    if global.output != Format::Table {
        tell_gaps(&report, global.output);
    }
    let severe = args.fail_on.is_some_and(|least| report.counts().at_least(least) > 0);
    // What was found is found; nothing found is only known when everything was read that a rule asks for.
    let failure = failure.filter(|_| !report.is_complete());
    Ok(if severe { status::FOUND } else { failure.map_or(0, |error| CliError::from(error).status()) })
}

/// One place of those that are audited.
struct Audited {
    site: Site,
    /// The way to it, where there is one.
    gateway: Option<Gateway>,
    evidence: Evidence,
    /// What is being read of it; nothing where none of what was named is there.
    crawl: Option<Crawl>,
}

/// All places, and whether there is one alone.
struct Begun {
    places: Vec<Audited>,
    alone: bool,
}

/// Connects to every place and begins to read.
async fn begin(args: &AuditArgs, global: &Global) -> Result<Begun, CliError> {
    let reached = connect_all(global).await?;
    let alone = reached.len() == 1;
    let mut places = Vec::new();
    for Reached { name, place, gateway } in reached {
        let mut evidence = Evidence::default();
        let gateway = match gateway {
            Err(error) if alone => return Err(error.into()),
            Err(error) => {
                say(&harmless(&format!("{name}: {error}. {}", error.next_step())));
                evidence.unreachable(&error);
                let site = Site { profile: place.profile, region: place.region, ..Site::default() };
                places.push(Audited { site, gateway: None, evidence, crawl: None });
                continue;
            }
            Ok(gateway) => gateway,
        };
        let crawl = match wanted(&gateway, &args.places, alone).await {
            Ok(wanted) => wanted.map(|wanted| {
                let beside = Beside { pools: true, secrets: true, styles: true };
                Crawl::start(gateway.clone(), Lane::Foreground, wanted, beside)
            }),
            // One of several that cannot be asked leaves the others as they are.
            Err(CliError::Cognito { source }) if !alone => {
                say(&harmless(&format!("{name}: {source}. {}", source.next_step())));
                evidence.take(Step::Failed(source));
                None
            }
            Err(error) => return Err(error),
        };
        let site = site_of(gateway.context());
        places.push(Audited { site, gateway: Some(gateway), evidence, crawl });
    }
    let idle = places.iter().all(|place| place.crawl.is_none() && place.evidence.failure().is_none());
    if idle && !args.places.is_empty() && !alone {
        return Err(CliError::NotFound(format!("none of these is in any of the {} places", places.len())));
    }
    Ok(Begun { places, alone })
}

/// Where it was looked, in words.
fn about(places: &[Audited]) -> String {
    let reached = places.iter().filter_map(|place| place.gateway.as_ref()).map(Gateway::context);
    let reached: Vec<_> = reached.collect();
    // Labels are members of a document in some formats, so each stands once.
    let words = if let [one] = reached.as_slice() {
        format!("{} · {} · {}", one.profile, one.region, one.place())
    } else {
        let named = reached.iter().map(|context| (context.profile.clone(), context.region.clone()));
        places_in_words(&named.collect::<Vec<_>>())
    };
    harmless(&words).into_owned()
}

/// What was read, each with where it is, told from the others.
async fn told_apart(mut places: Vec<Audited>) -> Vec<Evidence> {
    Site::apart(&mut places.iter_mut().map(|place| &mut place.site).collect::<Vec<_>>());
    let named = places.into_iter().map(|Audited { mut site, gateway, mut evidence, .. }| async move {
        // Pools say whose they are; only where none could be described somebody else is asked.
        if let (None, Some(gateway)) = (evidence.account(), gateway) {
            site.account = gateway.account().await;
        }
        evidence.set_site(site);
        evidence
    });
    futures_util::future::join_all(named).await
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
async fn read(places: &mut [Audited]) {
    let crawls = places.iter_mut().enumerate().filter_map(|(at, place)| Some((at, place.crawl.take()?)));
    let streams = crawls.map(|(at, crawl)| {
        Box::pin(futures_util::stream::unfold(crawl, move |mut crawl| async move {
            crawl.next().await.map(|step| ((at, step), crawl))
        }))
    });
    let mut steps = futures_util::stream::select_all(streams.collect::<Vec<_>>());
    let looked_at = io::stderr().is_terminal();
    let (began, mut told) = (Instant::now(), Instant::now());
    while let Some((at, step)) = futures_util::StreamExt::next(&mut steps).await {
        places[at].evidence.take(step);
        if looked_at && told.elapsed() >= PACE {
            told = Instant::now();
            let _ = write!(io::stderr(), "\r\u{1b}[K{}", words(progress(places), began.elapsed()));
        }
    }
    if looked_at {
        let _ = write!(io::stderr(), "\r\u{1b}[K");
    }
}

/// How far the reading of all places is.
fn progress(places: &[Audited]) -> Progress {
    let mut all = Progress { all_known: true, ..Progress::default() };
    for Progress { read, failed, known, all_known } in places.iter().map(|place| place.evidence.progress()) {
        (all.read, all.failed, all.known) = (all.read + read, all.failed + failed, all.known + known);
        all.all_known &= all_known;
    }
    all
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

fn tell_gaps(report: &Report, format: Format) {
    if report.is_complete() {
        return;
    }
    if format != Format::Csv {
        say("Not everything could be read; the report says what is missing and why.");
        return;
    }
    // Its rows are findings, and have no room for what is missing.
    say("Not everything could be read:");
    let missing = report.gaps.iter().filter(|gap| gap.why.is_some());
    missing.for_each(|gap| say(&render::gap_words(gap)));
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
