//! Gets the dashboard ready: what to open, over what, with which keys.

use std::sync::{Arc, OnceLock};

use super::error::CliError;
use super::{Global, Start, connect};
use crate::app::Launch;
use crate::cognito::{Embedded, check_endpoint};
use crate::local::clipboard::Surroundings;
use crate::local::{Clipboard, Config, Journal};
use crate::sandbox::{Options, Sandbox, World};
use crate::tasks::write::{Desk, WriteGate};
use crate::tasks::{Endpoint, MakeEmbedded, Place};

/// Why nothing is written, to follow "because".
pub(super) const READ_ONLY: &str = "this session was started with --read-only";

/// The dashboard's start, at a client where one is named; or what is wrong with what was asked for.
pub(super) fn prepare(reference: Option<&str>, global: &Global) -> Result<Start, String> {
    let open =
        reference.map(crate::client::reference::parse).transpose().map_err(|error| error.to_string())?;
    if let Some(Err(bad)) = global.endpoint_url.as_deref().map(check_endpoint) {
        return Err(CliError::from(bad).to_string());
    }
    let config = super::config(global)?;
    let gate = gate(global, &config);
    let (place, beside) = places(global)?;
    let launch = Launch {
        place,
        beside,
        sandbox: global.sandbox,
        endpoint: global.endpoint_url.clone(),
        gate: gate.clone(),
        audit: super::standing(global, config.audit.clone())?,
        snapshot: config.snapshot.clone(),
        open,
    };
    let colourless = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let clipboard = Clipboard::new(config.clipboard.clone(), Surroundings::here()).shared();
    let endpoint = Endpoint { clipboard, ..endpoint(global, gate) };
    Ok(Start { launch, keymap: super::keymap(&config)?, endpoint, colourless })
}

/// Where to begin, and the other places that were named. Of all regions the configured one comes first.
fn places(global: &Global) -> Result<(Place, Vec<Place>), String> {
    // The configuration is read here only where it decides which regions there are.
    let everywhere = connect::is_everywhere(global);
    let named =
        if everywhere { connect::block_on(connect::places(global)) } else { connect::named_places(global) };
    let mut named = named.map_err(|error| error.to_string())?;
    if everywhere {
        let profile = named.first().and_then(|place| place.profile.clone());
        return Ok((Place { profile, region: None }, named));
    }
    let first = named.remove(0);
    Ok((first, named))
}

/// Whether this session may write.
pub(super) fn gate(global: &Global, config: &Config) -> WriteGate {
    if global.read_only { WriteGate::read_only(READ_ONLY) } else { WriteGate::Guarded(config.guards.clone()) }
}

/// What to talk to: the embedded Cognito, another endpoint, or the service's own.
pub(super) fn endpoint(global: &Global, gate: WriteGate) -> Endpoint {
    let embedded = global.sandbox.then(|| {
        // One for the whole run: what was changed is still so after another region was looked at.
        let sandbox = OnceLock::new();
        let make = move || {
            let sandbox = sandbox.get_or_init(|| Sandbox::new(World::default_world(), Options::default()));
            Embedded {
                http_client: sandbox.http_client(),
                region: sandbox.region(),
                account: sandbox.account(),
            }
        };
        Arc::new(make) as MakeEmbedded
    });
    // Without a home folder there is no journal, and so nothing is written; everything else works.
    let desk = Journal::in_state_folder().ok().map(|journal| {
        let desk = Desk::new(journal, gate);
        // What is written to it is gone with this process, so the next start must not speak of it.
        let world = || format!("{}-{}", std::process::id(), jiff::Timestamp::now().as_nanosecond());
        if global.sandbox { desk.in_world(world()) } else { desk }
    });
    Endpoint { url: global.endpoint_url.clone(), embedded, desk, ..Endpoint::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(profile: Option<&str>, region: Option<&str>) -> (Place, Vec<Place>) {
        let [profile, region] = [profile, region].map(|word| word.map(str::to_owned));
        places(&Global { profile, region, ..Global::default() }).unwrap()
    }

    #[test]
    fn it_begins_at_the_first_place_and_knows_the_others() {
        let (first, beside) = begin(Some("a,b"), Some("eu-west-1"));
        assert_eq!((first.profile.as_deref(), first.region.as_deref()), (Some("a"), Some("eu-west-1")));
        assert_eq!(beside.len(), 1);
        assert_eq!(beside[0].profile.as_deref(), Some("b"));
        assert_eq!(begin(None, None), (Place::default(), Vec::new()));
    }

    #[test]
    fn of_all_regions_it_begins_at_the_configured_one() {
        let (first, beside) = begin(Some("a"), Some("all"));
        assert_eq!((first.profile.as_deref(), first.region), (Some("a"), None));
        assert!(beside.len() > 30 && beside.iter().all(|place| place.region.is_some()));
    }
}
