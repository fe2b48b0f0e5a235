//! `cognitui import FILE…`: clients in other tools' files, checked against what is live, or made so.

mod apply;
mod place;
mod print;

use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use super::agree::Consent;
use super::connect::block_on;
use super::error::CliError;
use super::output::{Format, PLAIN, say};
use super::{Global, dashboard, status};
use crate::client::compare::{Column, Comparison, Medium, Row, Secrets};
use crate::client::snapshot::{DATES, MANIFEST};
use crate::client::text::harmless;
use crate::client::{AppClient, ClientKey, PoolId, field};
use crate::export::ADOPTION;
use crate::export::from::{self, Imported, LONGEST, READERS};
use crate::local;

use place::Places;

/// The arguments of `cognitui import`.
#[derive(Clone, Debug, clap::Args)]
#[command(after_help = kinds())]
pub(super) struct ImportArgs {
    /// The files; - is standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The pool of clients whose file has a reference in its place: its id or its whole name.
    #[arg(long, value_name = "POOL")]
    pool: Option<String>,
    /// Show equal settings and clients too.
    #[arg(long)]
    all: bool,
    /// Make the clients as the files have them: plan, confirm, write, verify.
    #[arg(long)]
    apply: bool,
    /// Take what a file leaves out for its default; otherwise it is not compared, and stays as it is.
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    consent: Consent,
}

/// What can be read, from the table.
fn kinds() -> String {
    let kinds: Vec<String> = READERS.iter().map(|reader| format!("  {}", reader.title)).collect();
    format!(
        "Read are:\n{}\n\nNothing in a file is evaluated: a reference, a function or a variable is shown as it is \
         written. Programs (Java, TypeScript, Python) are not read; give `pulumi stack export` or `cdk synth`.\n\n\
         What a program, a template or a request leaves out stays as it is live, and so does a setting that a state \
         does not know yet; with --reset it counts as its default. A state and what the service answers have \
         everything: nothing in a setting's place is not set.\n\n\
         The ids of a template's clients are read from TEMPLATE.import.json beside it, or from a file of them that is \
         named too; documents that a script names are read from its own folder, and no other.",
        kinds.join("\n")
    )
}

/// A client of a file beside what it stands for.
struct Checked {
    /// The file, as it was named.
    file: String,
    imported: Imported,
    /// The pool's name, where it was looked up.
    pool_name: Option<String>,
    state: State,
}

enum State {
    /// It is there.
    Live { client: Box<AppClient>, columns: Vec<Column>, comparison: Comparison },
    /// It is not there; the file may know the id of one that was.
    Missing { pool: PoolId, was: Option<ClientKey> },
    /// Nobody can tell which client it stands for.
    Unclear { why: String, candidates: Vec<String> },
}

impl Checked {
    fn word(&self) -> &'static str {
        match &self.state {
            State::Live { comparison, .. } if comparison.differing() > 0 => "differs",
            State::Live { columns, .. }
                if self.imported.existence().is_some()
                    || columns.iter().any(|one| !one.unsaid.open.is_empty()) =>
            {
                "open"
            }
            State::Live { .. } => "same",
            State::Missing { .. } => "missing",
            State::Unclear { .. } => "unclear",
        }
    }

    /// What kind of file it is from, where such a file has no place for everything.
    fn medium(&self) -> Option<&'static Medium> {
        match &self.state {
            State::Live { columns, .. } => columns.last()?.unsaid.medium,
            _ => None,
        }
    }

    /// What the live client has and this kind of file has no place for, by the API's names.
    fn kept(&self) -> Vec<String> {
        match &self.state {
            State::Live { client, columns, .. } => columns
                .last()
                .map(|file| file.unsaid.lacking(&file.settings, &client.settings))
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// The client as people call it.
    fn title(&self) -> String {
        let name = match &self.state {
            State::Live { client, .. } => client.name(),
            _ => self.imported.name().unwrap_or(&self.imported.address),
        };
        match (&self.pool_name, &self.imported.pool_name) {
            (Some(pool), _) | (None, Some(pool)) => format!("{pool}/{name}"),
            (None, None) => name.to_owned(),
        }
    }

    /// Where it stands in its file.
    fn stands(&self) -> String {
        format!("{}:{} {}", self.file, self.imported.place.line, self.imported.address)
    }

    fn key(&self) -> Option<&ClientKey> {
        match &self.state {
            State::Live { client, .. } => Some(&client.key),
            State::Missing { was, .. } => was.as_ref(),
            State::Unclear { .. } => None,
        }
    }
}

/// Checks the clients, and makes them so where that is asked for. Gives the exit status.
pub(super) fn run(args: &ImportArgs, global: &Global) -> Result<u8, CliError> {
    global.output.among(PLAIN)?;
    if args.apply && global.read_only {
        return Err(CliError::Refused(format!("nothing is written because {}", dashboard::READ_ONLY)));
    }
    if args.consent.is_given() && !args.apply {
        return Err(CliError::Usage(
            "nothing is written without --apply, so nobody has to be asked".to_owned(),
        ));
    }
    if args.apply && !args.consent.is_given() && !io::stdin().is_terminal() {
        return Err(CliError::Usage("nobody can be asked here; add --yes to write this".to_owned()));
    }
    let clients = read(&args.files)?;
    if clients.is_empty() {
        say("There is no client in what was given.");
        return Ok(0);
    }
    block_on(async {
        let mut places = Places::new(global, args.pool.as_deref()).await?;
        let mut checked = Vec::with_capacity(clients.len());
        for (file, imported) in clients {
            checked.push(check(&mut places, file, imported, args.reset).await?);
        }
        if !args.apply || global.output != Format::Table {
            print::print(&checked, args.all, global.output)?;
        }
        tell_open(&checked);
        say(&print::summary(&checked));
        let unclear = checked.iter().any(|one| matches!(one.state, State::Unclear { .. }));
        if args.apply {
            if unclear {
                print::tell_unclear(&checked);
                return Err(CliError::NotFound("nothing is written while a client is unclear".to_owned()));
            }
            apply::apply(args, &places, &checked).await?;
            return Ok(0);
        }
        let found = checked.iter().any(|one| matches!(one.word(), "differs" | "missing"));
        Ok(match (unclear, found) {
            (true, _) => status::NOT_FOUND,
            (false, true) => status::FOUND,
            (false, false) => 0,
        })
    })
}

/// A file that was named, and its text.
struct Given<'a> {
    path: &'a Path,
    name: String,
    text: String,
}

impl Given<'_> {
    /// The files beside it that say more of its clients; nothing stands beside standard input.
    fn wanted(&self) -> Vec<String> {
        if self.name == "-" { Vec::new() } else { from::wanted(&self.name, &self.text) }
    }
}

/// The clients of all files, each with its file's name.
fn read(files: &[PathBuf]) -> Result<Vec<(String, Imported)>, CliError> {
    let mut given = Vec::new();
    for path in files {
        let file = path.file_name().unwrap_or_default();
        if file == DATES || file == MANIFEST {
            say(&format!("{} is a snapshot's own and holds no client.", harmless(&path.to_string_lossy())));
            continue;
        }
        given.push(Given { path, name: path.to_string_lossy().into_owned(), text: text(path)? });
    }
    let (identifiers, given): (Vec<Given>, Vec<Given>) =
        given.into_iter().partition(|one| from::is_identifiers(&one.text));
    let mut clients = Vec::new();
    for one in &given {
        let wanted = one.wanted();
        let mut beside = local::beside(one.path, &wanted, LONGEST as u64);
        if let Some(own) = identifiers_of(one, &given, &identifiers)? {
            beside = from::Beside::from([(own.name.clone(), own.text.clone())]);
        }
        let name = if one.name == "-" { "" } else { one.name.as_str() };
        let found = from::read_with(name, &one.text, &beside)
            .map_err(|error| CliError::Usage(format!("{}: {error}", harmless(&one.name))))?;
        for note in &found.notes {
            say(&format!("! {}: {}", harmless(&one.name), harmless(note)));
        }
        for missing in wanted.iter().filter(|name| is_document(name) && !beside.contains_key(*name)) {
            let line =
                format!("! {}: {missing} is not beside it, so that its command is not read.", one.name);
            say(&harmless(&line));
        }
        clients.extend(found.clients.into_iter().map(|imported| (one.name.clone(), imported)));
    }
    if let (true, Some(one)) = (given.is_empty(), identifiers.first()) {
        return Err(CliError::Usage(format!(
            "{} has the ids of a template's resources and none of their settings; give the template",
            harmless(&one.name)
        )));
    }
    Ok(clients)
}

/// True for what a script names, rather than the ids that may stand beside a template.
fn is_document(name: &str) -> bool {
    !name.ends_with(ADOPTION)
}

/// The ids that were named for a template: the file that is called after it, or else the only one for the only
/// template.
fn identifiers_of<'a>(
    one: &Given,
    given: &[Given],
    identifiers: &'a [Given],
) -> Result<Option<&'a Given<'a>>, CliError> {
    let is_template = |one: &Given| one.wanted().iter().any(|name| !is_document(name));
    if !is_template(one) {
        return Ok(None);
    }
    let called = |one: &Given, ids: &Given| ids.name == format!("{}{ADOPTION}", one.name);
    if let Some(own) = identifiers.iter().find(|ids| called(one, ids)) {
        return Ok(Some(own));
    }
    let others: Vec<&Given> =
        identifiers.iter().filter(|ids| !given.iter().any(|one| called(one, ids))).collect();
    match (others.as_slice(), given.iter().filter(|one| is_template(one)).count()) {
        ([], _) => Ok(None),
        ([own], 1) => Ok(Some(own)),
        ([first, ..], _) => Err(CliError::Usage(format!(
            "which template {} belongs to cannot be told; give one template and its ids at a time",
            harmless(&first.name)
        ))),
    }
}

/// A file's text; no more of it than can be read is taken in.
fn text(path: &Path) -> Result<String, CliError> {
    let unreadable = |error: io::Error| {
        let name = harmless(&path.to_string_lossy()).into_owned();
        match error.kind() {
            io::ErrorKind::NotFound => CliError::NotFound(format!("there is no file {name}")),
            io::ErrorKind::InvalidData => CliError::Usage(format!("{name} is no text in UTF-8")),
            _ => CliError::Machine(format!("{name} cannot be read: {error}")),
        }
    };
    if path.is_dir() {
        let name = harmless(&path.to_string_lossy()).into_owned();
        return Err(CliError::Usage(format!(
            "{name} is a folder; give its files, or compare a snapshot with `cognitui drift {name}`"
        )));
    }
    let mut text = String::new();
    let most = LONGEST as u64 + 1;
    if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_string(&mut text).map_err(unreadable)?;
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        file.take(most).read_to_string(&mut text).map_err(unreadable)?;
    }
    Ok(text)
}

/// Finds the client that this one stands for, and compares them.
async fn check(
    places: &mut Places,
    file: String,
    imported: Imported,
    reset: bool,
) -> Result<Checked, CliError> {
    let (state, pool_name) = places.find(&imported).await?;
    let state = match state {
        place::Placed::Live(client) => {
            let columns = columns(&client, &imported, pool_name.as_deref(), reset);
            let comparison = Comparison::of(&columns, 0, Secrets::InWords);
            State::Live { client, columns, comparison }
        }
        place::Placed::Missing { pool, was } => State::Missing { pool, was },
        place::Placed::Unclear { why, candidates } => State::Unclear { why, candidates },
    };
    Ok(Checked { file, imported, pool_name, state })
}

/// What is live, and what the file has.
fn columns(client: &AppClient, imported: &Imported, pool: Option<&str>, reset: bool) -> Vec<Column> {
    let pool = pool.map(|pool| format!("{pool}/")).unwrap_or_default();
    let live = Column::of_client(format!("{pool}{} (live)", client.name()), client.clone());
    let mut file = imported.to_column(format!("{} (file)", imported.address), reset);
    let mut given = vec![field::USER_POOL_ID, field::CLIENT_ID];
    if imported.managed {
        // The service that made it chose the name.
        given.push(field::CLIENT_NAME);
    }
    let role = field::ANALYTICS_ROLE_ARN;
    let by_arn = file.settings.raw(field::ANALYTICS_APPLICATION_ARN).is_some();
    if by_arn && client.settings.without_service_role().raw(role).is_none() {
        // The service named its own role, which no file can.
        given.push(role);
    }
    for field in given {
        if file.settings.raw(field).is_none() {
            // What was read fits its row.
            let _ = file.settings.set(field, client.settings.get(field));
        }
    }
    vec![live, file]
}

/// True for a row that is shown: it differs, or the file leaves it to its tool.
fn is_news(row: &Row, columns: &[Column]) -> bool {
    let is_open = |field| columns.iter().any(|one| one.unsaid.is_open(field));
    row.differs() || row.subject.field().is_some_and(is_open)
}

/// What files leave open beside settings, and what they have no place for.
fn tell_open(checked: &[Checked]) {
    for one in checked {
        if let (Some(medium), kept) = (one.medium(), one.kept())
            && !kept.is_empty()
        {
            say(&format!(
                "! {}: {} has no place for this, so it stays as it is live: {}.",
                harmless(&one.title()),
                medium.name,
                harmless(&kept.join("; "))
            ));
        }
        for open in one.imported.unresolved.iter().filter(|open| open.field.is_none()) {
            say(&format!("! {}: {open}", harmless(&one.file)));
        }
    }
}
