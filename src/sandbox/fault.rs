//! Bad days on demand.

use std::{fmt, str::FromStr};

use super::{
    answer::{Response, ServiceError},
    ids::Rng,
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultKind {
    /// The connection is dropped before the service saw the request.
    Drop,
    /// The request is carried out, and the connection is dropped before its answer: the caller cannot
    /// know whether a write was done.
    ApplyThenDrop,
    /// The connector reports a time-out.
    TimeOut,
    /// No answer ever comes; only the caller's own time-out ends the wait.
    Silence,
    /// HTTP 503 from something in front of the service.
    ServerError,
    /// HTTP 200 with JSON that ends in the middle.
    BrokenJson,
    /// HTTP 200 with a page for people, as a captive portal or a proxy sends it.
    Html,
    /// `TooManyRequestsException`, which is HTTP 400.
    Throttle,
    /// `ExpiredTokenException`.
    ExpiredCredentials,
    /// `AccessDeniedException` in IAM's words.
    AccessDenied,
    /// `ConcurrentModificationException`.
    ConcurrentModification,
    /// `InternalErrorException`, which is HTTP 500.
    InternalError,
}

impl FaultKind {
    /// Every kind with the name it has on the command line.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::Drop, "drop"),
        (Self::ApplyThenDrop, "apply-then-drop"),
        (Self::TimeOut, "time-out"),
        (Self::Silence, "silence"),
        (Self::ServerError, "server-error"),
        (Self::BrokenJson, "broken-json"),
        (Self::Html, "html"),
        (Self::Throttle, "throttle"),
        (Self::ExpiredCredentials, "expired-credentials"),
        (Self::AccessDenied, "access-denied"),
        (Self::ConcurrentModification, "concurrent-modification"),
        (Self::InternalError, "internal-error"),
    ];

    /// The answer that this fault gives in the service's place, for those that do give one. `resource` is
    /// the ARN that the request was about, or `*`.
    pub(super) fn response(self, operation: &str, account: &str, resource: &str) -> Option<Response> {
        let refuse = |code, message: String| Some(ServiceError::new(code, message).into_response());
        match self {
            Self::Drop | Self::ApplyThenDrop | Self::TimeOut | Self::Silence => None,
            Self::ServerError => Some(Response::other(503, "text/plain", "Service Unavailable")),
            Self::BrokenJson => Some(Response::json(br#"{"UserPools":[{"Id":"eu-we"#.to_vec())),
            Self::Html => Some(Response::other(
                200,
                "text/html",
                "<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body></body></html>",
            )),
            Self::Throttle => Some(ServiceError::throttled().into_response()),
            Self::ExpiredCredentials => refuse(
                "ExpiredTokenException",
                "The security token included in the request is expired".to_owned(),
            ),
            Self::AccessDenied => refuse(
                "AccessDeniedException",
                format!(
                    "User: arn:aws:iam::{account}:user/sandbox is not authorized to perform: \
                     cognito-idp:{operation} on resource: {resource} because no identity-based policy \
                     allows the cognito-idp:{operation} action"
                ),
            ),
            Self::ConcurrentModification => refuse(
                "ConcurrentModificationException",
                "Another change of this user pool is in progress.".to_owned(),
            ),
            Self::InternalError => Some(ServiceError::internal().into_response()),
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(kind, _)| kind == self).map_or("?", |(_, name)| *name);
        f.write_str(name)
    }
}

/// A fault that strikes some requests.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// The only operation it strikes, or every one.
    pub operation: Option<String>,
    /// How likely it is for one request, `0.0..=1.0`.
    pub probability: f64,
}

impl Fault {
    /// A fault that strikes every request.
    pub fn always(kind: FaultKind) -> Self {
        Self { kind, operation: None, probability: 1.0 }
    }

    /// A fault that strikes every request for one operation.
    pub fn always_on(kind: FaultKind, operation: impl Into<String>) -> Self {
        Self { kind, operation: Some(operation.into()), probability: 1.0 }
    }

    /// A fault that strikes a share of all requests, `0.0..=1.0`.
    pub fn sometimes(kind: FaultKind, probability: f64) -> Self {
        Self { kind, operation: None, probability }
    }

    /// Decides whether this request is struck. The generator is asked only where chance has a say, so
    /// certain faults do not disturb the others' sequence.
    pub(super) fn strikes(&self, operation: &str, rng: &mut Rng) -> bool {
        if self.operation.as_deref().is_some_and(|only| only != operation) || self.probability <= 0.0 {
            return false;
        }
        self.probability >= 1.0 || rng.fraction() < self.probability
    }
}

/// A fault that cannot be read from the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultParseError {
    /// There is no `=`.
    #[error("a fault is written KIND=PROBABILITY or KIND:OPERATION=PROBABILITY, for example drop=0.1")]
    Shape,
    /// The kind is not one of ours.
    #[error("there is no fault {0:?}; use one of {kinds}", kinds = kinds())]
    Kind(String),
    /// The probability is no number between 0 and 1.
    #[error("{0:?} is not a probability; write a number from 0 to 1")]
    Probability(String),
}

fn kinds() -> String {
    FaultKind::ALL.map(|(_, name)| name).join(", ")
}

impl FromStr for Fault {
    type Err = FaultParseError;

    /// Reads `KIND=PROBABILITY` or `KIND:OPERATION=PROBABILITY`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (what, probability) = text.split_once('=').ok_or(FaultParseError::Shape)?;
        let (kind, operation) = match what.split_once(':') {
            Some((kind, operation)) => (kind, Some(operation.to_owned())),
            None => (what, None),
        };
        let kind = FaultKind::ALL
            .iter()
            .find(|(_, name)| *name == kind)
            .map(|(kind, _)| *kind)
            .ok_or_else(|| FaultParseError::Kind(kind.to_owned()))?;
        let probability = probability
            .parse()
            .ok()
            .filter(|p| (0.0..=1.0).contains(p))
            .ok_or_else(|| FaultParseError::Probability(probability.to_owned()))?;
        Ok(Self { kind, operation, probability })
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, FaultParseError, Rng};

    #[test]
    fn every_kind_is_read_by_its_name() {
        for (kind, name) in FaultKind::ALL {
            assert_eq!(format!("{name}=1").parse(), Ok(Fault::always(kind)));
            assert_eq!(kind.to_string(), name);
        }
        assert_eq!(
            "access-denied:DescribeUserPoolClient=0.5".parse(),
            Ok(Fault {
                kind: FaultKind::AccessDenied,
                operation: Some("DescribeUserPoolClient".to_owned()),
                probability: 0.5
            })
        );
    }

    #[test]
    fn what_cannot_be_read_says_what_to_write() {
        assert_eq!("drop".parse::<Fault>(), Err(FaultParseError::Shape));
        assert!("flood=1".parse::<Fault>().unwrap_err().to_string().contains("apply-then-drop"));
        assert_eq!("drop=2".parse::<Fault>(), Err(FaultParseError::Probability("2".to_owned())));
        assert_eq!("drop=NaN".parse::<Fault>(), Err(FaultParseError::Probability("NaN".to_owned())));
    }

    #[test]
    fn a_share_of_the_requests_is_struck() {
        let fault = Fault::sometimes(FaultKind::Drop, 0.25);
        let mut rng = Rng::new(1);
        let struck = (0..10_000).filter(|_| fault.strikes("ListUserPools", &mut rng)).count();
        assert!((2300..2700).contains(&struck), "{struck} of 10000");
    }
}
