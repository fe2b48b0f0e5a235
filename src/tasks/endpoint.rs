//! What connections lead to: the service, another endpoint, or the sandbox in this process.

use std::sync::Arc;

use crate::cognito::{Budgets, CognitoError, Embedded, Gateway, Target};
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
        let budgets = self.budgets.clone().unwrap_or_else(|| usual_budgets(self));
        let target =
            Target { profile: place.profile, region: place.region, endpoint: self.url.clone(), embedded };
        Gateway::connect(&target, budgets).await
    }
}

/// The service's own quotas, except where an emulator answers, in this process or on this machine: whether it
/// has them is found out.
fn usual_budgets(endpoint: &Endpoint) -> Budgets {
    let host = endpoint.url.as_deref().and_then(|url| url::Url::parse(url).ok());
    let here = host.is_some_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")));
    if here || endpoint.embedded.is_some() { Budgets::unproven(LOCAL_CONCURRENCY) } else { Budgets::aws() }
}
