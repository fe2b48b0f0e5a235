//! What goes back over the wire: answers and the service's errors.

use serde::Serialize;

/// The content type of the service's JSON protocol.
const AWS_JSON: &str = "application/x-amz-json-1.1";

/// An HTTP answer, independent of what carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names (lower case) and values.
    pub headers: Vec<(&'static str, String)>,
    /// The body, complete.
    pub body: Vec<u8>,
}

impl Response {
    /// A successful answer in the service's JSON.
    pub(super) fn json(body: Vec<u8>) -> Self {
        Self { status: 200, headers: vec![("content-type", AWS_JSON.to_owned())], body }
    }

    /// An answer in another format.
    pub(super) fn other(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body: body.into() }
    }

    /// The same answer with the id that the service gives to every request.
    #[must_use]
    pub(super) fn with_request_id(mut self, id: String) -> Self {
        self.headers.push(("x-amzn-requestid", id));
        self
    }

    /// A header's value, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
    }
}

/// A refusal as the service words it. Exceptions carry no field name, only a code and a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(super) struct ServiceError {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl ServiceError {
    /// An exception of HTTP status 400, which is what nearly all of them are, throttling included.
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, code, message: message.into() }
    }

    pub(super) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    pub(super) fn invalid_oauth_flow(message: impl Into<String>) -> Self {
        Self::new("InvalidOAuthFlowException", message)
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Self::new("ResourceNotFoundException", message)
    }

    pub(super) fn limit_exceeded(message: impl Into<String>) -> Self {
        Self::new("LimitExceededException", message)
    }

    pub(super) fn throttled() -> Self {
        Self::new("TooManyRequestsException", "Rate exceeded")
    }

    /// The only exception of HTTP status 500.
    pub(super) fn internal() -> Self {
        Self {
            status: 500,
            code: "InternalErrorException",
            message: "Something went wrong inside the service.".to_owned(),
        }
    }

    pub(super) fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Body<'a> {
            #[serde(rename = "__type")]
            code: &'a str,
            message: &'a str,
        }
        let body = serde_json::to_vec(&Body { code: self.code, message: &self.message }).unwrap_or_default();
        Response {
            status: self.status,
            headers: vec![
                ("content-type", AWS_JSON.to_owned()),
                ("x-amzn-errortype", format!("{}:", self.code)),
            ],
            body,
        }
    }
}

/// An operation's answer: its body, or the refusal.
pub(super) type Answer = Result<Vec<u8>, ServiceError>;

/// Writes an answer's body.
pub(super) fn body(value: &impl Serialize) -> Answer {
    serde_json::to_vec(value).map_err(|_| ServiceError::internal())
}
