//! From what the SDK reports to what a person is told.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::result::ConnectorError;

use super::wire::Reply;
use super::{CognitoError, Context};

/// What a call was about, for its error.
pub(super) struct Subject<'a> {
    pub(super) context: &'a Context,
    /// The API operation's name.
    pub(super) operation: &'static str,
    /// The pool, or the pool and client.
    pub(super) resource: Option<String>,
    /// A write whose answer is missing may have been carried out.
    pub(super) write: bool,
}

impl Subject<'_> {
    fn operation(&self) -> String {
        self.operation.to_owned()
    }

    /// An answer that arrived and cannot be read. After a write that means: carried out, probably.
    pub(super) fn garbled(&self, cause: String) -> CognitoError {
        if self.write {
            return self.ambiguous(format!("the answer cannot be read, {cause}"));
        }
        CognitoError::Garbled { operation: self.operation(), place: self.context.place(), cause }
    }

    fn ambiguous(&self, cause: String) -> CognitoError {
        CognitoError::Ambiguous { operation: self.operation(), cause }
    }

    fn unsupported(&self) -> CognitoError {
        CognitoError::Unsupported { operation: self.operation(), place: self.context.place() }
    }

    /// The error of a call that did not end in an answer of its type.
    pub(super) fn error<E>(&self, error: &SdkError<E>, reply: Option<&Reply>) -> CognitoError
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        match error {
            SdkError::TimeoutError(_) => self.timed_out(),
            SdkError::DispatchFailure(failure) => match failure.as_connector_error() {
                Some(error) => self.not_answered(error),
                None => self.before_sending(error),
            },
            SdkError::ResponseError(_) => self.unreadable(reply),
            SdkError::ServiceError(failure) => {
                let message = failure.err().message().unwrap_or_default();
                self.refused(failure.err().code(), message, reply)
            }
            _ => self.before_sending(error),
        }
    }

    fn timed_out(&self) -> CognitoError {
        if self.write {
            return self.ambiguous("no answer arrived in time".to_owned());
        }
        CognitoError::TimedOut { operation: self.operation(), place: self.context.place() }
    }

    /// The connection failed. Only a failure to connect proves that a write never left.
    fn not_answered(&self, error: &ConnectorError) -> CognitoError {
        let connecting = find::<hyper_util::client::legacy::Error>(error)
            .is_some_and(hyper_util::client::legacy::Error::is_connect);
        if let Some(credentials) = find::<CredentialsError>(error) {
            return credentials_error(credentials, &self.context.profile);
        }
        if self.write && !connecting && !error.is_user() {
            return self.ambiguous(if error.is_timeout() {
                "no answer arrived in time".to_owned()
            } else {
                "the connection broke before the answer arrived".to_owned()
            });
        }
        if error.is_timeout() && !connecting {
            return self.timed_out();
        }
        CognitoError::Unreachable { place: self.context.place(), cause: connection_cause(error, connecting) }
    }

    /// Nothing was sent: credentials, or a request that could not be built.
    fn before_sending(&self, error: &(dyn Error + 'static)) -> CognitoError {
        if let Some(credentials) = find::<CredentialsError>(error) {
            return credentials_error(credentials, &self.context.profile);
        }
        CognitoError::Other { operation: self.operation(), message: innermost(error) }
    }

    fn unreadable(&self, reply: Option<&Reply>) -> CognitoError {
        match reply {
            Some(reply) if !(200..300).contains(&reply.status) => self.refused(None, "", Some(reply)),
            Some(reply) => {
                let cause = reply.fault().unwrap_or_else(|| "a member has an unexpected form".to_owned());
                self.garbled(cause)
            }
            None => self.garbled("it broke off".to_owned()),
        }
    }

    /// The service answered with an error.
    fn refused(&self, code: Option<&str>, message: &str, reply: Option<&Reply>) -> CognitoError {
        let status = reply.map_or(0, |reply| reply.status);
        let page = reply.is_some_and(|reply| reply.page);
        let code = code.or_else(|| reply.and_then(|reply| reply.code.as_deref())).unwrap_or_default();
        let message = message.trim();
        let said = || if message.is_empty() { code.to_owned() } else { message.to_owned() };
        match code {
            "TooManyRequestsException"
            | "ThrottlingException"
            | "Throttling"
            | "ThrottledException"
            | "RequestLimitExceeded"
            | "SlowDown" => CognitoError::Throttled { operation: self.operation() },
            "LimitExceededException" => CognitoError::LimitExceeded { message: said() },
            "ConcurrentModificationException" => CognitoError::Concurrent { message: said() },
            "ResourceNotFoundException" => CognitoError::NotFound { message: self.missing(message) },
            "AccessDeniedException" | "AccessDenied" | "NotAuthorizedException" | "UnauthorizedOperation" => {
                CognitoError::AccessDenied {
                    operation: self.operation(),
                    resource: denied_resource(message).or_else(|| self.resource.clone()),
                }
            }
            "ExpiredTokenException" | "ExpiredToken" | "TokenRefreshRequired" | "RequestExpired" => {
                CognitoError::CredentialsExpired { profile: self.context.profile.clone(), sso: false }
            }
            "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "InvalidClientTokenId"
            | "IncompleteSignature"
            | "IncompleteSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "AuthFailure"
            | "OptInRequired" => CognitoError::InvalidSignature { message: said() },
            "UnknownOperationException"
            | "InvalidAction"
            | "UnsupportedOperation"
            | "Unsupported"
            | "NotImplemented"
            | "NotImplementedException"
            | "NotImplementedError" => self.unsupported(),
            _ if status == 501 => self.unsupported(),
            _ if status == 429 => CognitoError::Throttled { operation: self.operation() },
            _ if status == 500 && page && !self.write => self.unsupported(),
            "InternalErrorException"
            | "InternalServerException"
            | "InternalFailure"
            | "ServiceUnavailable"
            | "ServiceUnavailableException" => self.failed(status),
            _ if status >= 500 => self.failed(status),
            "" if page => self.garbled(format!("it is a web page, not JSON (HTTP {status})")),
            "" => self.garbled(format!("it is an error without a code (HTTP {status})")),
            _ => {
                CognitoError::Invalid { operation: self.operation(), code: code.to_owned(), message: said() }
            }
        }
    }

    /// The service failed while at it. It does not say how far it came, so a write is in doubt.
    fn failed(&self, status: u16) -> CognitoError {
        if self.write {
            return self.ambiguous(format!("the service failed on the way (HTTP {status})"));
        }
        CognitoError::Unavailable { operation: self.operation(), place: self.context.place(), status }
    }

    /// What is missing: some endpoints say no more than an id, so the whole name is put before it.
    fn missing(&self, message: &str) -> String {
        match &self.resource {
            Some(resource) if message.is_empty() => resource.clone(),
            Some(resource) if !message.contains(' ') => format!("{resource} ({message})"),
            _ => message.to_owned(),
        }
    }
}

/// What failing to get credentials means.
pub(super) fn credentials_error(error: &CredentialsError, profile: &str) -> CognitoError {
    let profile = profile.to_owned();
    if let Some(broken) = find::<ConnectorError>(error) {
        return CognitoError::Unreachable {
            place: format!("The source of the credentials of the profile {profile}"),
            cause: connection_cause(broken, true),
        };
    }
    let told_lower = chain(error).collect::<Vec<_>>().join(": ").to_lowercase();
    let sso = told_lower.contains("sso");
    let login = sso
        && ["expired", "token", "login", "unauthorized", "cached"]
            .iter()
            .any(|word| told_lower.contains(word));
    if told_lower.contains("was not defined") || told_lower.contains("could not find profile") {
        return CognitoError::UnknownProfile { profile };
    }
    if login || told_lower.contains("expired") {
        return CognitoError::CredentialsExpired { profile, sso };
    }
    match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            CognitoError::NoCredentials { profile, detail: String::new() }
        }
        CredentialsError::ProviderTimedOut(_) => CognitoError::TimedOut {
            operation: "the credentials".to_owned(),
            place: format!("The profile {profile}"),
        },
        _ => CognitoError::NoCredentials { profile, detail: innermost(error) },
    }
}

/// The resource in IAM's sentence `… is not authorized to perform: A on resource: R because …`.
fn denied_resource(message: &str) -> Option<String> {
    let (_, after) = message.split_once("on resource: ")?;
    let resource = after.split_whitespace().next()?.trim_end_matches(['.', ',']);
    (!resource.is_empty() && resource != "*").then(|| resource.to_owned())
}

/// Why there is no connection, in words.
fn connection_cause(error: &ConnectorError, connecting: bool) -> String {
    let told = chain(error).collect::<Vec<_>>().join(": ");
    let lower = told.to_lowercase();
    if lower.contains("dns error")
        || lower.contains("lookup address")
        || lower.contains("name or service not known")
    {
        return "its name is not known (DNS)".to_owned();
    }
    if lower.contains("refused") {
        return "the connection was refused".to_owned();
    }
    if lower.contains("certificate") || lower.contains("tls") || lower.contains("handshake") {
        return format!("no secure connection, {}", innermost(error));
    }
    if connecting && (error.is_timeout() || lower.contains("timed out") || lower.contains("timeout")) {
        return "connecting took too long".to_owned();
    }
    if connecting { innermost(error) } else { "the connection broke before the answer arrived".to_owned() }
}

/// The texts of an error and its sources, outermost first.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = String> + 'a {
    sources(error).map(ToString::to_string)
}

fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().unwrap_or_default()
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    sources(error).find_map(|error| error.downcast_ref())
}

fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
}
