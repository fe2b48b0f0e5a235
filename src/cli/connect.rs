//! A command's way to Cognito: the same as the dashboard's.

use std::future::Future;

use super::error::CliError;
use super::{Global, dashboard};
use crate::client::Reference;
use crate::cognito::Gateway;
use crate::tasks::write::{Desk, WriteGate};
use crate::tasks::{Endpoint, Place};

/// What a command works with once it is connected.
pub(super) struct Connected {
    /// The way to the service.
    pub(super) gateway: Gateway,
    /// What writes share; none without a home folder.
    pub(super) desk: Option<Desk>,
    /// Whether, and where, it may write.
    pub(super) gate: WriteGate,
}

/// Runs a command's work to its end, on this thread.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| CliError::Machine(format!("no runtime can be started: {error}")))?;
    let result = runtime.block_on(work);
    // A look at the host's name or a file that still goes on is nobody's any more.
    runtime.shutdown_background();
    result
}

/// Connects to the one place that the options and the reference lead to.
pub(super) async fn connect(global: &Global, reference: Option<&Reference>) -> Result<Connected, CliError> {
    let (endpoint, gate) = endpoint(global)?;
    let gateway = endpoint.connect(place(global, reference)?).await?;
    Ok(Connected { gateway, desk: endpoint.desk, gate })
}

/// What stands behind every connection of this run.
pub(super) fn endpoint(global: &Global) -> Result<(Endpoint, WriteGate), CliError> {
    let config = super::config(global).map_err(CliError::Usage)?;
    let gate = dashboard::gate(global, &config);
    Ok((dashboard::endpoint(global, gate.clone()), gate))
}

/// The place that the options name, where the reference does not name another itself.
pub(super) fn place(global: &Global, reference: Option<&Reference>) -> Result<Place, CliError> {
    let profile = reference.and_then(Reference::profile).map(str::to_owned);
    // A pool's id holds its region, so that is where it is.
    let region = reference.and_then(Reference::region).map(str::to_owned);
    let place = Place {
        profile: profile.or_else(|| global.profile.clone()),
        region: region.or_else(|| global.region.clone()),
    };
    for (option, value) in [("--profile", &place.profile), ("--region", &place.region)] {
        if value.as_ref().is_some_and(|value| value.contains(',')) {
            return Err(CliError::Usage(format!("this command takes one {option}, not a list")));
        }
    }
    Ok(place)
}
