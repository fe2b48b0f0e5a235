//! What connections lead to: the service, another endpoint, or the sandbox in this process.

use std::sync::Arc;

use crate::cognito::{Budgets, CognitoError, Context, Embedded, Gateway, Target};
use crate::local::Clipboard;

use super::Place;
use super::write::Desk;

/// Requests at once to a service on this machine.
const LOCAL_CONCURRENCY: usize = 16;

/// Makes the embedded service when it is first connected to, behind the first frame.
pub type MakeEmbedded = Arc<dyn Fn() -> Embedded + Send + Sync>;

/// What stands behind every [`Task::Connect`](super::Task::Connect).
#[derive(Clone, Default)]
pub struct Endpoint {
    /// Another endpoint than the service's own.
    pub url: Option<String>,
    /// The embedded service instead of any endpoint.
    pub embedded: Option<MakeEmbedded>,
    /// Rates to keep to; chosen by the endpoint where absent.
    pub budgets: Option<Budgets>,
    /// What writes share. Nothing can be written without one.
    pub desk: Option<Desk>,
    /// Where copies go.
    pub clipboard: Clipboard,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let embedded = self.embedded.is_some();
        f.debug_struct("Endpoint")
            .field("url", &self.url)
            .field("embedded", &embedded)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// Reads the AWS configuration and gets ready to talk to a place.
    ///
    /// # Errors
    /// Without a region, credentials or the profile that was named.
    pub async fn connect(&self, place: Place) -> Result<Gateway, CognitoError> {
        let embedded = match &self.embedded {
            Some(make) => {
                let make = Arc::clone(make);
                let started = tokio::task::spawn_blocking(move || make()).await;
                Some(started.map_err(|error| CognitoError::Other {
                    operation: "Starting the sandbox".to_owned(),
                    message: error.to_string(),
                })?)
            }
            None => None,
        };
        let target =
            Target { profile: place.profile, region: place.region, endpoint: self.url.clone(), embedded };
        let budgets = |context: &Context| self.budgets.clone().unwrap_or_else(|| usual_budgets(context));
        Gateway::connect_within(&target, budgets).await
    }
}

/// The service's own quotas, except where an emulator answers, in this process or on this machine: whether it
/// has them is found out. A profile or the environment can lead there as well as an option.
fn usual_budgets(context: &Context) -> Budgets {
    let host = context.endpoint.as_deref().and_then(|url| url::Url::parse(url).ok());
    let here = host.is_some_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")));
    if here || context.sandbox { Budgets::unproven(LOCAL_CONCURRENCY) } else { Budgets::aws() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_of_this_machine_is_tried_for_quotas_however_one_got_there() {
        let at = |endpoint: Option<&str>, sandbox: bool| {
            let endpoint = endpoint.map(str::to_owned);
            let context =
                Context { profile: "p".to_owned(), region: "eu-west-1".to_owned(), endpoint, sandbox };
            usual_budgets(&context)
        };
        let tried = Budgets::unproven(LOCAL_CONCURRENCY);
        for here in ["http://127.0.0.1:4566", "http://localhost:5000/", "http://[::1]:1"] {
            assert_eq!(at(Some(here), false), tried);
        }
        assert_eq!(at(None, true), tried);
        for there in [None, Some("https://vpce.example"), Some("http://10.0.0.1:4566")] {
            assert_eq!(at(there, false), Budgets::aws());
        }
    }
}
