//! A command's way to Cognito: the same as the dashboard's.

use std::future::Future;

use super::error::CliError;
use super::{Global, dashboard};
use crate::app::contexts::ContextChoice;
use crate::client::Reference;
use crate::cognito::{CognitoError, Gateway, configured_region};
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

/// Runs a command's work to its end, on this thread: it starts at once.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    run_on(tokio::runtime::Builder::new_current_thread(), work)
}

/// The same for a command that reads many clients: connections have threads of their own, so that an answer
/// does not wait until the one before it is taken in.
pub(super) fn block_on_many<T>(work: impl Future<Output = Result<T, CliError>>) -> Result<T, CliError> {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    threads.worker_threads(2);
    run_on(threads, work)
}

fn run_on<T>(
    mut runtime: tokio::runtime::Builder,
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    let runtime = runtime.enable_all().build();
    let runtime =
        runtime.map_err(|error| CliError::Machine(format!("no runtime can be started: {error}")))?;
    let result = runtime.block_on(work);
    // A look at the host's name or a file that still goes on is nobody's any more.
    runtime.shutdown_background();
    result
}

/// Connects to the one place that the options and the reference lead to.
pub(super) async fn connect(global: &Global, reference: Option<&Reference>) -> Result<Connected, CliError> {
    connect_at(global, place(global, reference)?).await
}

/// Connects to a place.
pub(super) async fn connect_at(global: &Global, place: Place) -> Result<Connected, CliError> {
    let (endpoint, gate) = endpoint(global)?;
    let gateway = endpoint.connect(place).await?;
    Ok(Connected { gateway, desk: endpoint.desk, gate })
}

/// A place of several, by its name, and the way to it or why there is none.
pub(super) struct Reached {
    /// `profile/region`, as far as they were named.
    pub(super) name: String,
    /// The same as it was named.
    pub(super) place: Place,
    /// The way to it.
    pub(super) gateway: Result<Gateway, CognitoError>,
}

/// A place as it was named: `profile/region`, as far as it was.
pub(super) fn name_of(place: &Place) -> String {
    [&place.profile, &place.region].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("/")
}

/// Connects to every place that the options name: profiles and regions by commas, `all` for every region.
/// One that cannot be connected to leaves the others as they are.
pub(super) async fn connect_all(global: &Global) -> Result<Vec<Reached>, CliError> {
    let (endpoint, _) = endpoint(global)?;
    let connections = places(global).await?.into_iter().map(|place| {
        let endpoint = &endpoint;
        async move {
            Reached { name: name_of(&place), gateway: endpoint.connect(place.clone()).await, place }
        }
    });
    Ok(futures_util::future::join_all(connections).await)
}

/// Every profile in every region that was named. `all` are the regions in which a profile's credentials hold:
/// those of the partition that it is configured for.
pub(super) async fn places(global: &Global) -> Result<Vec<Place>, CliError> {
    if !is_everywhere(global) {
        return named_places(global);
    }
    let mut all = Vec::new();
    for profile in listed("profile", global.profile.as_ref())? {
        let configured = if global.sandbox { None } else { configured_region(profile.as_deref()).await };
        let regions = ContextChoice::regions_beside(configured.as_deref());
        all.extend(
            regions.into_iter().map(|region| Place { profile: profile.clone(), region: Some(region) }),
        );
    }
    Ok(all)
}

/// True where every region is meant.
pub(super) fn is_everywhere(global: &Global) -> bool {
    global.region.as_deref() == Some("all")
}

/// Every profile in every region, each named one by one.
pub(super) fn named_places(global: &Global) -> Result<Vec<Place>, CliError> {
    let profiles = listed("profile", global.profile.as_ref())?;
    let regions = listed("region", global.region.as_ref())?;
    let pairs = profiles.iter().flat_map(|profile| regions.iter().map(move |region| (profile, region)));
    Ok(pairs.map(|(profile, region)| Place { profile: profile.clone(), region: region.clone() }).collect())
}

/// The names of a list; one that is none where the option was not given.
fn listed(option: &str, text: Option<&String>) -> Result<Vec<Option<String>>, CliError> {
    let Some(text) = text else { return Ok(vec![None]) };
    let words: Vec<_> = text.split(',').map(str::trim).map(|word| Some(word.to_owned())).collect();
    if words.iter().flatten().any(String::is_empty) {
        return Err(CliError::Usage(format!("--{option} has an empty name in its list")));
    }
    Ok(words)
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
    if let (Some(named), Some(option)) = (&profile, &global.profile)
        && named != option
    {
        return Err(CliError::Usage(format!(
            "the reference names the profile {named} and --profile {option}"
        )));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn named(profile: Option<&str>, region: Option<&str>) -> Global {
        Global { profile: profile.map(str::to_owned), region: region.map(str::to_owned), ..Global::default() }
    }

    #[test]
    fn several_places_are_every_profile_in_every_region() {
        let places = |global: &Global| block_on(places(global));
        let all = places(&named(Some("a,b"), Some("eu-west-1, us-west-2"))).unwrap();
        assert_eq!(all.len(), 4);
        assert_eq!(all[3].profile.as_deref(), Some("b"));
        assert_eq!(all[3].region.as_deref(), Some("us-west-2"));
        assert!(places(&named(None, Some("all"))).unwrap().len() > 30);
        assert_eq!(places(&Global::default()).unwrap(), [Place::default()]);
        assert!(places(&named(Some("a,,b"), None)).is_err());
    }

    #[test]
    fn a_command_for_one_place_takes_no_list() {
        assert!(place(&named(Some("a,b"), None), None).is_err());
        let reference =
            crate::client::reference::parse("prod:us-west-2_abc123/3ho4ek12345678909nh3fmhpko").unwrap();
        let place = place(&named(None, Some("eu-west-1")), Some(&reference)).unwrap();
        assert!(super::place(&named(Some("dev"), None), Some(&reference)).is_err());
        assert_eq!((place.profile.as_deref(), place.region.as_deref()), (Some("prod"), Some("us-west-2")));
    }
}
