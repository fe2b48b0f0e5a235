//! What went wrong, in a person's words, and what to do about it.

use thiserror::Error;

/// Everything a call can end in beside an answer. `Display` says what happened; [`CognitoError::next_step`]
/// says what to do. Neither ever carries a body or a secret.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CognitoError {
    /// No source of credentials had any.
    #[error("No AWS credentials were found for the profile {profile}{}", suffix(detail))]
    NoCredentials {
        /// The profile that was asked.
        profile: String,
        /// What the sources said, where that helps.
        detail: String,
    },
    /// The credentials were good once.
    #[error("The AWS session of the profile {profile} has expired")]
    CredentialsExpired {
        /// The profile.
        profile: String,
        /// True for IAM Identity Center profiles, which are renewed by a login.
        sso: bool,
    },
    /// The named profile does not exist.
    #[error("There is no AWS profile called {profile}")]
    UnknownProfile {
        /// The name that was looked for.
        profile: String,
    },
    /// A file of the AWS configuration is there and cannot be understood.
    #[error("The AWS configuration cannot be read: {}", unended(cause))]
    BrokenConfiguration {
        /// Where and why.
        cause: String,
    },
    /// What was given as the endpoint is no URL of one.
    #[error("{url:?} is not the URL of an endpoint: {cause}")]
    BadEndpoint {
        /// What was given.
        url: String,
        /// What is wrong with it.
        cause: &'static str,
    },
    /// Neither flag, environment, configuration nor instance metadata names a region.
    #[error("No AWS region is set for the profile {profile}")]
    NoRegion {
        /// The profile that was asked.
        profile: String,
    },
    /// IAM, or a rule of the pool, denies this one operation.
    #[error("{operation} is not allowed{}", on(resource.as_deref()))]
    AccessDenied {
        /// The API operation.
        operation: String,
        /// The resource, where the service named one.
        resource: Option<String>,
    },
    /// The service does not accept the key or the signature.
    #[error("The service does not accept these credentials: {}", unended(message))]
    InvalidSignature {
        /// The service's words.
        message: String,
    },
    /// The pool or client is not there (any more).
    #[error("Not found: {}", unended(message))]
    NotFound {
        /// The service's words.
        message: String,
    },
    /// The service asked to slow down, and the retries did not help.
    #[error("Cognito is throttling {operation}")]
    Throttled {
        /// The API operation.
        operation: String,
    },
    /// A hard quota is reached; waiting does not help.
    #[error("A Cognito quota is reached: {}", unended(message))]
    LimitExceeded {
        /// The service's words.
        message: String,
    },
    /// Another change to the pool is under way.
    #[error("Somebody else is changing this pool at the moment: {}", unended(message))]
    Concurrent {
        /// The service's words.
        message: String,
    },
    /// The service refused what was sent.
    #[error("{operation} was refused: {}", unended(message))]
    Invalid {
        /// The API operation.
        operation: String,
        /// The service's error code.
        code: String,
        /// The service's words.
        message: String,
    },
    /// The service answered that it failed.
    #[error("{place} failed to answer {operation} (HTTP {status})")]
    Unavailable {
        /// The API operation.
        operation: String,
        /// Where the request went.
        place: String,
        /// The HTTP status.
        status: u16,
    },
    /// No connection, or it broke.
    #[error("{place} cannot be reached: {cause}")]
    Unreachable {
        /// Where the request went.
        place: String,
        /// Name resolution, refused, TLS, closed.
        cause: String,
    },
    /// No answer in time.
    #[error("{place} did not answer {operation} in time")]
    TimedOut {
        /// The API operation, or what else was waited for.
        operation: String,
        /// Where the request went.
        place: String,
    },
    /// An answer that is not Cognito's.
    #[error("The answer of {place} to {operation} cannot be read: {cause}")]
    Garbled {
        /// The API operation.
        operation: String,
        /// Where the request went.
        place: String,
        /// What is wrong with the answer, without quoting it.
        cause: String,
    },
    /// This endpoint does not know the operation.
    #[error("{operation} is not available on {place}")]
    Unsupported {
        /// The API operation.
        operation: String,
        /// Where the request went.
        place: String,
    },
    /// A write was sent and nobody knows whether it was carried out.
    #[error("It is not known whether {operation} was carried out: {cause}")]
    Ambiguous {
        /// The API operation.
        operation: String,
        /// Why the answer is missing.
        cause: String,
    },
    /// Anything else.
    #[error("{operation} failed: {}", unended(message))]
    Other {
        /// The API operation, or what else was attempted.
        operation: String,
        /// The service's or the SDK's words.
        message: String,
    },
}

/// The variants of [`CognitoError`] without what they carry: for exit codes, badges and tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is described where it is carried, in CognitoError")]
pub enum ErrorKind {
    NoCredentials,
    CredentialsExpired,
    UnknownProfile,
    BrokenConfiguration,
    BadEndpoint,
    NoRegion,
    AccessDenied,
    InvalidSignature,
    NotFound,
    Throttled,
    LimitExceeded,
    Concurrent,
    Invalid,
    Unavailable,
    Unreachable,
    TimedOut,
    Garbled,
    Unsupported,
    Ambiguous,
    Other,
}

impl CognitoError {
    /// Which variant this is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoCredentials { .. } => ErrorKind::NoCredentials,
            Self::CredentialsExpired { .. } => ErrorKind::CredentialsExpired,
            Self::UnknownProfile { .. } => ErrorKind::UnknownProfile,
            Self::BrokenConfiguration { .. } => ErrorKind::BrokenConfiguration,
            Self::BadEndpoint { .. } => ErrorKind::BadEndpoint,
            Self::NoRegion { .. } => ErrorKind::NoRegion,
            Self::AccessDenied { .. } => ErrorKind::AccessDenied,
            Self::InvalidSignature { .. } => ErrorKind::InvalidSignature,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Throttled { .. } => ErrorKind::Throttled,
            Self::LimitExceeded { .. } => ErrorKind::LimitExceeded,
            Self::Concurrent { .. } => ErrorKind::Concurrent,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::Unavailable { .. } => ErrorKind::Unavailable,
            Self::Unreachable { .. } => ErrorKind::Unreachable,
            Self::TimedOut { .. } => ErrorKind::TimedOut,
            Self::Garbled { .. } => ErrorKind::Garbled,
            Self::Unsupported { .. } => ErrorKind::Unsupported,
            Self::Ambiguous { .. } => ErrorKind::Ambiguous,
            Self::Other { .. } => ErrorKind::Other,
        }
    }

    /// What a person can do now: one sentence, a command where there is one.
    pub fn next_step(&self) -> String {
        match self {
            Self::NoCredentials { profile, .. } => format!(
                "Run `aws configure --profile {profile}` or `aws sso login --profile {profile}`, choose another profile, or start with --sandbox."
            ),
            Self::CredentialsExpired { profile, sso: true } => {
                format!("Run `aws sso login --profile {profile}`, then refresh.")
            }
            Self::CredentialsExpired { profile, sso: false } => {
                format!("Renew the temporary credentials of {profile} (`aws sso login --profile {profile}` where it signs in that way), then refresh.")
            }
            Self::UnknownProfile { .. } => {
                "`aws configure list-profiles` shows the ones there are; choose one of them.".to_owned()
            }
            Self::BrokenConfiguration { .. } => {
                "Correct that line, or name another file with AWS_CONFIG_FILE (AWS_SHARED_CREDENTIALS_FILE for credentials).".to_owned()
            }
            Self::BadEndpoint { .. } => {
                "Give the whole URL in --endpoint-url (or AWS_ENDPOINT_URL), as in http://127.0.0.1:4566.".to_owned()
            }
            Self::NoRegion { profile } => format!(
                "Choose a region here, give --region, set AWS_REGION, or run `aws configure set region REGION --profile {profile}`."
            ),
            Self::AccessDenied { operation, resource } => format!(
                "Ask for the IAM permission cognito-idp:{operation}{}; everything else keeps working.",
                on(resource.as_deref())
            ),
            Self::InvalidSignature { .. } => {
                "Check the access key, that the clock of this machine is right, and that the region belongs to the account's partition.".to_owned()
            }
            Self::NotFound { .. } => "It may have been deleted or live in another region: refresh the list.".to_owned(),
            Self::Throttled { .. } => {
                "Requests are already being slowed down; wait a moment and refresh. Other tools share this quota.".to_owned()
            }
            Self::LimitExceeded { .. } => {
                "Delete what is no longer used, or ask for a higher quota in Service Quotas where it is adjustable.".to_owned()
            }
            Self::Concurrent { .. } => "Wait a few seconds and try again.".to_owned(),
            Self::Invalid { .. } => "Correct the value that the service names and send it again.".to_owned(),
            Self::Unavailable { .. } => "Usually this passes: refresh in a moment.".to_owned(),
            Self::Unreachable { .. } => {
                "Check the network, a proxy or VPN, the region's name and --endpoint-url, then refresh.".to_owned()
            }
            Self::TimedOut { .. } => "Check the network, then refresh.".to_owned(),
            Self::Garbled { .. } => {
                "Check that the endpoint is a Cognito and that no proxy or login page answers in its place.".to_owned()
            }
            Self::Unsupported { .. } => "Nothing is wrong on your side; this endpoint lacks the feature.".to_owned(),
            Self::Ambiguous { .. } => {
                "Look at the current state first (refresh) before sending it again.".to_owned()
            }
            Self::Other { .. } => "Refresh; if it comes back, look into the log file.".to_owned(),
        }
    }

    /// True when asking again later can succeed without anyone changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Throttled
                | ErrorKind::Concurrent
                | ErrorKind::Unavailable
                | ErrorKind::Unreachable
                | ErrorKind::TimedOut
        )
    }
}

/// The service's words without their full stop: whoever shows an error ends the sentence.
fn unended(message: &str) -> &str {
    message.trim_end_matches('.')
}

fn suffix(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(": {detail}") }
}

fn on(resource: Option<&str>) -> String {
    resource.map(|resource| format!(" on {resource}")).unwrap_or_default()
}
