//! `cognitui export REF… --to FORMAT`: clients as text in other tools' languages.

use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser};

use super::connect::{block_on_many, connect};
use super::error::CliError;
use super::output::{Format, print, say};
use super::snapshot::{Everything, everything_beside};
use super::{Global, audit, resolve};
use crate::client::kind::badge_of_name;
use crate::client::text::harmless;
use crate::client::{ClientKey, PoolId, Reference};
use crate::cognito::Gateway;
use crate::export::{self, Bundle, FORMATS, Layout, Provider, Role, With, Written};
use crate::local::output::{Output, Put, put};
use crate::tasks::crawl::{Beside, PoolFacts, Wanted};

/// The arguments of `cognitui export`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// Clients and pools: a pool by its id or its whole name, a client as everywhere.
    #[arg(value_name = "REF|POOL", required_unless_present = "all", conflicts_with = "all")]
    references: Vec<String>,
    /// Everything in the context.
    #[arg(long)]
    all: bool,
    /// The format to write.
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    to: String,
    /// What comes along with the clients, by commas: pool, idp, resource-servers. Names of what comes along
    /// become references to it.
    #[arg(long, value_name = "PARTS", default_value = "", hide_default_value = true)]
    with: With,
    /// Write to this file instead of standard output; what belongs to it stands beside it and is named after
    /// it.
    #[arg(long, value_name = "FILE", conflicts_with = "directory")]
    out: Option<PathBuf>,
    /// Write into this folder, a file for each pool.
    #[arg(long, short, value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Replace files that are there already.
    #[arg(long)]
    force: bool,
}

/// The words of `--to`, from the table.
fn formats() -> PossibleValuesParser {
    FORMATS.iter().map(|format| PossibleValue::new(format.id).help(format.title)).collect::<Vec<_>>().into()
}

/// Reads the clients and writes them out.
pub(super) fn run(args: &ExportArgs, global: &Global) -> Result<(), CliError> {
    if global.output != Format::Table {
        return Err(CliError::Usage("an export is written in the format of --to; -o has no say".to_owned()));
    }
    let Some(format) = export::by_id(&args.to) else {
        return Err(CliError::Usage(format!("there is no format {}", harmless(&args.to))));
    };
    let file = file(args)?;
    let read = block_on_many(async {
        let gateway =
            connect(&at(global, &args.references), reference(&args.references).as_ref()).await?.gateway;
        let wanted = if args.all {
            Wanted::All
        } else {
            let named = audit::wanted(&gateway, &args.references, true).await?;
            without_twins(named.unwrap_or_else(|| Wanted::Clients(Vec::new())))
        };
        let beside = Beside { pools: true, ..Beside::default() };
        let mut read = everything_beside(gateway.clone(), wanted, beside).await?;
        name_all(&gateway, &mut read).await;
        Ok(read)
    })?;
    let bundle = bundle(&read, args.with);
    let regions = export::parted_by(format, &bundle);
    if !regions.is_empty() && args.directory.is_none() {
        return Err(CliError::Usage(format!(
            "{} is for one region, and these clients are in {}: -d DIR writes a file for each pool",
            format.title,
            harmless(&regions.join(", "))
        )));
    }
    let written = match file.and_then(Path::file_name) {
        Some(name) => export::export_to(format, &bundle, &name.to_string_lossy()),
        None if args.directory.is_some() => export::export(format, &bundle, Layout::Folder),
        None => export::export(format, &bundle, Layout::One),
    };
    deliver(args, file, &written)?;
    if args.with != With::default() && !format.capabilities.surroundings {
        say(&format!("! {} is of clients alone: what --with names is not in it.", format.title));
    }
    for note in &written.notes {
        say(&format!("! {note}"));
    }
    for loss in &written.losses {
        say(&format!("! Not carried: {loss}."));
    }
    tell_around(&read, args.with);
    read.complete()
}

/// Learns the names of all clients of each pool that has one that another service made: what is to fit that
/// one alone has to be held against them. A list that may not be read is left out.
async fn name_all(gateway: &Gateway, read: &mut Everything) {
    let managed = read.clients.iter().filter(|client| badge_of_name(client.name()).is_some());
    let mut pools: Vec<PoolId> = managed.map(|client| client.key.pool.clone()).collect();
    pools.sort_unstable();
    pools.dedup();
    for pool in pools.into_iter().filter(|pool| !read.names.contains_key(pool)).collect::<Vec<_>>() {
        if let Ok(rows) = resolve::clients(gateway, &pool).await {
            read.names.insert(pool, rows.into_iter().map(|row| row.name).collect());
        }
    }
}

/// The first reference that names a client, which also says where to look.
fn reference(words: &[String]) -> Option<Reference> {
    let is_pool =
        |word: &&String| !word.contains(['/', '|']) && PoolId::new(word.as_str()).region().is_some();
    words.iter().filter(|word| !is_pool(word)).find_map(|word| super::reference(word).ok())
}

/// The place, where a pool's id says its region.
fn at(global: &Global, words: &[String]) -> Global {
    let mut global = global.clone();
    if global.region.is_none() {
        global.region = words.iter().find_map(|word| PoolId::new(word.as_str()).region().map(str::to_owned));
    }
    global
}

/// A client or a pool that was named twice is there once.
fn without_twins(wanted: Wanted) -> Wanted {
    match wanted {
        Wanted::Clients(keys) => {
            let mut once: Vec<ClientKey> = Vec::new();
            for key in keys {
                if !once.contains(&key) {
                    once.push(key);
                }
            }
            Wanted::Clients(once)
        }
        Wanted::Pools(mut pools) => {
            pools.sort_by(|one, other| one.id.cmp(&other.id));
            pools.dedup_by(|one, other| one.id == other.id);
            Wanted::Pools(pools)
        }
        Wanted::All => Wanted::All,
    }
}

fn bundle(read: &Everything, with: With) -> Bundle {
    let mut bundle = Bundle::new(&read.clients);
    for facts in &read.facts {
        if let Ok(pool) = &facts.pool {
            let servers = facts.servers.as_deref().unwrap_or_default();
            bundle.surround(pool, &providers(facts), servers, with);
        }
    }
    for pool in &mut bundle.pools {
        pool.names = read.names.get(&pool.id).cloned();
    }
    bundle
}

/// A pool's identity providers, by their names alone where they could not be described.
fn providers(facts: &PoolFacts) -> Vec<Provider> {
    let listed = || facts.providers.iter().flatten().map(Provider::from).collect();
    facts.described.clone().unwrap_or_else(|_| listed())
}

/// Says what should have come along and could not be read.
fn tell_around(read: &Everything, with: With) {
    for facts in &read.facts {
        let (pool, providers, servers) =
            (facts.pool.as_ref().err(), facts.providers.as_ref().err(), facts.servers.as_ref().err());
        let details = facts.described.as_ref().err().filter(|_| providers.is_none());
        for (asked, error, what) in [
            (with != With::default(), pool, "The pool"),
            (with.providers, providers, "The identity providers of"),
            (with.providers, details, "The details of the identity providers of"),
            (with.servers, servers, "The resource servers of"),
        ] {
            if let Some(error) = error.filter(|_| asked) {
                say(&format!("! {what} {} could not be read: {}", facts.id, harmless(&error.to_string())));
            }
        }
    }
}

/// The file to write; none for standard output, which `-` is too, and for a folder.
fn file(args: &ExportArgs) -> Result<Option<&Path>, CliError> {
    let Some(file) = args.out.as_deref().filter(|file| file.as_os_str() != "-") else { return Ok(None) };
    let typed = file.to_string_lossy();
    if typed.ends_with('/') || file.is_dir() || file.file_name().is_none() {
        return Err(CliError::Usage(format!(
            "{} is a folder and --out names a file; -d writes into a folder, a file for each pool",
            harmless(&typed)
        )));
    }
    Ok(Some(file))
}

/// Puts the texts where they were asked for.
fn deliver(args: &ExportArgs, file: Option<&Path>, written: &Written) -> Result<(), CliError> {
    if let Some(folder) = &args.directory {
        let all: Vec<Output> = written.files.iter().map(output).collect();
        return save(&[(format!("{}/", folder.to_string_lossy()), all)], args.force);
    }
    let Some((main, others)) = written.files.split_first() else { return Ok(()) };
    if let Some(file) = file {
        let mut all = vec![(file.to_string_lossy().into_owned(), vec![output(main)])];
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // What the main one names stands beside it.
        all.extend(others.iter().map(|other| {
            let place = folder.join(&other.path);
            (place.to_string_lossy().into_owned(), vec![output(other)])
        }));
        return save(&all, args.force);
    }
    print(&main.text)?;
    for other in others {
        let what = if other.role == Role::Adoption { "what to take over" } else { "what the text uses" };
        say(&format!("{} ({what}) is not printed; --out FILE or -d DIR writes it too.", other.path));
    }
    Ok(())
}

fn output(file: &export::File) -> Output {
    Output { path: file.path.clone(), text: file.text.clone() }
}

/// Writes all of it or, where something is there that may not be replaced, nothing.
fn save(all: &[(String, Vec<Output>)], replace: bool) -> Result<(), CliError> {
    let place = |typed: &str, file: &Output| {
        if typed.ends_with('/') { Path::new(typed).join(&file.path) } else { PathBuf::from(typed) }
    };
    if !replace {
        let paths = all.iter().flat_map(|(typed, files)| files.iter().map(|file| place(typed, file)));
        let there: Vec<PathBuf> = paths.filter(|path| path.symlink_metadata().is_ok()).collect();
        if !there.is_empty() {
            return Err(exists(&there));
        }
    }
    for (typed, files) in all {
        match put(typed, files, replace).map_err(|error| CliError::Machine(error.to_string()))? {
            Put::Written(paths) => {
                for path in paths {
                    say(&harmless(&path.to_string_lossy()));
                }
            }
            Put::Exists(paths) => return Err(exists(&paths)),
        }
    }
    Ok(())
}

fn exists(paths: &[PathBuf]) -> CliError {
    let paths: Vec<String> =
        paths.iter().map(|path| format!("  {}", harmless(&path.to_string_lossy()))).collect();
    CliError::Refused(format!(
        "nothing is written because this is there already; --force replaces it:\n{}",
        paths.join("\n")
    ))
}
