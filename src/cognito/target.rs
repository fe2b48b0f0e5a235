//! Where to connect to, and what was connected to.

use std::fmt;

use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// What the person asked for: any part left out is resolved by the AWS conventions (environment,
/// shared configuration files, instance metadata).
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The profile named by the person. As with the AWS CLI, a profile named this way is asked for
    /// credentials even when the environment has some; leave it out to let `AWS_PROFILE` and the
    /// environment's keys take their usual turns.
    pub profile: Option<String>,
    /// The region named by the person.
    pub region: Option<String>,
    /// The endpoint's URL, where it is not the region's own. `AWS_ENDPOINT_URL` and
    /// `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` count when this is left out.
    pub endpoint: Option<String>,
    /// A Cognito inside this process. No configuration is read and no credentials are needed.
    pub embedded: Option<Embedded>,
}

/// A Cognito inside this process, reached through an HTTP client that never opens a socket.
#[derive(Clone)]
pub struct Embedded {
    /// The HTTP client that answers.
    pub http_client: SharedHttpClient,
    /// The region it plays.
    pub region: String,
    /// What the header shows where a profile's name would stand.
    pub account: String,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedded")
            .field("region", &self.region)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// What a gateway is connected to, for the header and for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The profile's name, `default` where none was named.
    pub profile: String,
    /// The region requests are signed for.
    pub region: String,
    /// The endpoint, where it is not the region's own.
    pub endpoint: Option<String>,
    /// True when the answers come from inside this process.
    pub sandbox: bool,
}

impl Context {
    /// Where requests go, as a person would name it: the custom endpoint's URL or the region's host.
    pub fn place(&self) -> String {
        match &self.endpoint {
            Some(url) => url.clone(),
            None if self.sandbox => "the sandbox".to_owned(),
            None => format!("cognito-idp.{}.amazonaws.com", self.region),
        }
    }
}
