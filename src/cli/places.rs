//! Several places of one run: each is reached, told from the others, and read side by side at its own pace.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use super::connect::{Reached, connect_all};
use super::error::CliError;
use super::output::say;
use super::{Global, status};
use crate::client::text::harmless;
use crate::cognito::{Gateway, Lane};

/// A place that can be read.
pub(super) struct At {
    /// `profile/region`, as far as they were named.
    pub(super) name: String,
    /// The way to it.
    pub(super) gateway: Gateway,
    /// Whose it is, where that can be told.
    pub(super) account: Option<String>,
}

impl At {
    /// The region that it is connected to.
    pub(super) fn region(&self) -> &str {
        &self.gateway.context().region
    }
}

/// What went wrong with single places: each is told at once, and the first is the command's exit status.
#[derive(Debug, Default)]
pub(super) struct Troubles(Option<u8>);

impl Troubles {
    /// Tells that a place cannot be read.
    pub(super) fn add(&mut self, name: &str, error: &CliError) {
        self.note(error.status(), &format!("{name}: {error}"));
    }

    /// Tells something else that is missing.
    pub(super) fn note(&mut self, status: u8, line: &str) {
        say(&format!("! {}", harmless(line)));
        self.0.get_or_insert(status);
    }

    /// The exit status; 0 where there was nothing.
    pub(super) fn status(&self) -> u8 {
        self.0.unwrap_or_default()
    }
}

/// The places that the options name. Where there is one alone, that it cannot be reached is an error; of
/// several the others stay. A place that two profiles lead to is read once.
pub(super) async fn reach(global: &Global, troubles: &mut Troubles) -> Result<(Vec<At>, bool), CliError> {
    let reached = connect_all(global).await?;
    let alone = reached.len() == 1;
    let mut open = Vec::new();
    for Reached { name, gateway, .. } in reached {
        match gateway {
            Ok(gateway) => open.push((name, gateway)),
            Err(error) if alone => return Err(error.into()),
            Err(error) => troubles.add(&name, &error.into()),
        }
    }
    let accounts = futures_util::future::join_all(open.iter().map(|(_, gateway)| gateway.account())).await;
    let open = open.into_iter().zip(accounts);
    let open = open.map(|((name, gateway), account)| At { name, gateway, account }).collect();
    let mut places: Vec<At> = Vec::new();
    for at in answering(open, troubles).await {
        if places.iter().any(|other| is_same(other, &at)) {
            say(&harmless(&format!("{} is an account and region that is read already.", at.name)));
        } else if let Some(other) = places.iter().find(|other| !is_apart(other, &at)) {
            let line = format!(
                "{}: it cannot be told whether this is the account of {}. Run it alone, with a folder of its own.",
                at.name, other.name
            );
            troubles.note(status::NOT_ALLOWED, &line);
        } else {
            places.push(at);
        }
    }
    Ok((places, alone))
}

/// Those that answer, where it matters who they are: one that cannot be asked at all is no doubt about the
/// others, and told with the reason.
async fn answering(open: Vec<At>, troubles: &mut Troubles) -> Vec<At> {
    let beside =
        |at: &At| open.iter().filter(|other| !is_apart(other, at) && !is_same(other, at)).count() > 1;
    let doubtful: Vec<bool> = open.iter().map(|at| at.account.is_none() && beside(at)).collect();
    let asked = open.iter().zip(doubtful).map(|(at, doubtful)| async move {
        if doubtful { at.gateway.pools_page(Lane::Foreground, None).await.err() } else { None }
    });
    let failed = futures_util::future::join_all(asked).await;
    let mut answering = Vec::new();
    for (at, failed) in open.into_iter().zip(failed) {
        match failed {
            Some(error) => troubles.add(&at.name, &error.into()),
            None => answering.push(at),
        }
    }
    answering
}

/// Behind another address stands another service, whatever account it says it is.
fn is_same(one: &At, other: &At) -> bool {
    let address = |at: &At| at.gateway.context().endpoint.clone();
    one.region() == other.region()
        && one.account.is_some()
        && one.account == other.account
        && address(one) == address(other)
}

fn is_apart(one: &At, other: &At) -> bool {
    let accounts = one.account.as_ref().zip(other.account.as_ref());
    one.region() != other.region() || accounts.is_some_and(|(one, other)| one != other)
}

/// How far reading is, in all places together; told on standard error where that is a terminal.
#[derive(Debug)]
pub(super) struct Told {
    read: Cell<usize>,
    known: Cell<usize>,
    looked_at: bool,
}

impl Told {
    /// Nothing is read yet.
    pub(super) fn new() -> Self {
        Self { read: Cell::new(0), known: Cell::new(0), looked_at: io::stderr().is_terminal() }
    }

    /// So many more clients are read, and so many more known of.
    pub(super) fn add(&self, read: usize, known: usize) {
        self.read.set(self.read.get() + read);
        self.known.set(self.known.get() + known);
        if self.looked_at {
            let (read, known) = (self.read.get(), self.known.get());
            let _ = write!(io::stderr(), "\r\u{1b}[K{read} of {known} clients read");
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.looked_at {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}

/// Reads several places at the same time, each named. A failure of the only one is the command's; one of
/// several is a line, and the others go on.
pub(super) async fn side_by_side<T>(
    reads: impl IntoIterator<Item = impl Future<Output = (String, Result<T, CliError>)>>,
    alone: bool,
    troubles: &mut Troubles,
) -> Result<Vec<T>, CliError> {
    let mut all = Vec::new();
    for (name, ended) in futures_util::future::join_all(reads).await {
        match ended {
            Ok(ended) => all.push(ended),
            Err(error) if alone => return Err(error),
            Err(error) => troubles.add(&name, &error),
        }
    }
    Ok(all)
}
