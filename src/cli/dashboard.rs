//! Starts the dashboard.

use std::process::ExitCode;
use std::sync::Arc;

use super::{Global, fail, status};
use crate::app::Launch;
use crate::cognito::Embedded;
use crate::sandbox::{Options, Sandbox, World};
use crate::shell;
use crate::tasks::{Endpoint, MakeEmbedded, Place};
use crate::ui::Theme;

/// Opens the dashboard, at a client or pool where one is named.
pub(super) fn run(reference: Option<&str>, global: &Global) -> ExitCode {
    let open = match reference.map(crate::client::reference::parse).transpose() {
        Ok(open) => open,
        Err(error) => return fail(status::USAGE, &error.to_string()),
    };
    let keymap = match super::keymap(global) {
        Ok(keymap) => keymap,
        Err(why) => return fail(status::USAGE, &why),
    };
    let place = Place { profile: global.profile.clone(), region: global.region.clone() };
    let launch = Launch {
        place,
        sandbox: global.sandbox,
        endpoint: global.endpoint_url.clone(),
        read_only: global.read_only,
        open,
    };
    let colourless = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let theme = if colourless { Theme::mono() } else { Theme::colours() };
    match shell::run(launch, keymap, endpoint(global), theme) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {
            let why =
                format!("{error}. The dashboard needs one; `cognitui --help` lists commands that do not");
            fail(status::USAGE, &why)
        }
        Err(error) => fail(status::FAILED, &format!("the terminal failed: {error}")),
    }
}

/// What to talk to: the embedded Cognito, another endpoint, or the service's own.
fn endpoint(global: &Global) -> Endpoint {
    let embedded = global.sandbox.then(|| {
        let make = || {
            let sandbox = Sandbox::new(World::default_world(), Options::default());
            Embedded {
                http_client: sandbox.http_client(),
                region: sandbox.region(),
                account: sandbox.account(),
            }
        };
        Arc::new(make) as MakeEmbedded
    });
    Endpoint { url: global.endpoint_url.clone(), embedded, budgets: None }
}
