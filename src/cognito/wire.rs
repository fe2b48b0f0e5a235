//! One call's way over the wire: paced, bounded in time, and with the answer's bytes kept.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::Departure;
use super::pacing::{Charge, Lane, Pacer};

/// How long one attempt may take from its start to the last byte of the answer. Waiting for a turn does
/// not count.
pub(super) const ATTEMPT: Duration = Duration::from_secs(10);
/// Attempts of a read, so that a read ends within thirty seconds on the wire.
pub(super) const ATTEMPTS: u32 = 3;

/// One call: what it is counted against, and what came back last.
///
/// The SDK sends every attempt of the call through this connector. Pacing here, and not around the
/// call, counts retries too and counts each request when it really leaves, after credentials were
/// renewed and the request signed.
#[derive(Clone)]
pub(super) struct Exchange(Arc<Shared>);

struct Shared {
    http: SharedHttpClient,
    pacer: Pacer,
    lane: Lane,
    charge: Charge,
    departure: Option<Departure>,
    reply: Mutex<Option<Reply>>,
}

/// An answer's status and bytes.
pub(super) struct Reply {
    /// The HTTP status.
    pub(super) status: u16,
    /// The service's error code, from the header or the body.
    pub(super) code: Option<String>,
    /// True when the body is a web page, whatever its status and content type say.
    pub(super) page: bool,
    body: Zeroizing<Vec<u8>>,
}

impl Exchange {
    /// With a departure, the request may be kept until the moment it leaves.
    pub(super) fn new(
        http: SharedHttpClient,
        pacer: Pacer,
        lane: Lane,
        charge: Charge,
        departure: Option<Departure>,
    ) -> Self {
        Self(Arc::new(Shared { http, pacer, lane, charge, departure, reply: Mutex::new(None) }))
    }

    /// The API operation's name.
    pub(super) fn operation(&self) -> &'static str {
        self.0.charge.operation
    }

    /// The last answer; the bytes are overwritten when it is dropped.
    pub(super) fn take_reply(&self) -> Option<Reply> {
        self.0.reply.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    async fn attempt(
        self,
        connector: SharedHttpConnector,
        request: HttpRequest,
    ) -> Result<HttpResponse, ConnectorError> {
        let shared = &self.0;
        let mut permit = shared.pacer.acquire(shared.lane, &shared.charge).await;
        if shared.departure.as_ref().is_some_and(|departure| !departure.leave()) {
            return Err(ConnectorError::user("it was kept before it left".into()));
        }
        permit.sent();
        drop(self.take_reply());
        let answer = tokio::time::timeout(ATTEMPT, async {
            let mut response = connector.call(request).await?;
            let body = std::mem::replace(response.body_mut(), SdkBody::taken());
            let bytes = ByteStream::new(body)
                .collect()
                .await
                .map_err(|error| ConnectorError::io(error.into()))?
                .into_bytes();
            Ok((response, bytes))
        })
        .await;
        let (mut response, bytes) = match answer {
            Ok(answer) => answer?,
            Err(elapsed) => return Err(ConnectorError::timeout(elapsed.into())),
        };
        let reply = Reply::read(&response, &bytes);
        tracing::debug!(operation = self.operation(), status = reply.status, code = reply.code, "answered");
        if reply.is_throttled() {
            permit.throttled();
        }
        *shared.reply.lock().unwrap_or_else(PoisonError::into_inner) = Some(reply);
        *response.body_mut() = SdkBody::from(bytes);
        let is_waited_for = permit.is_waited_for();
        drop(permit);
        if is_waited_for {
            // Whoever gets the place is signed and ready, and leaves before this answer is understood.
            tokio::task::yield_now().await;
        }
        Ok(response)
    }
}

impl HttpClient for Exchange {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.0.http.http_connector(settings, components);
        SharedHttpConnector::new(Attempts { exchange: self.clone(), inner })
    }
}

#[derive(Debug)]
struct Attempts {
    exchange: Exchange,
    inner: SharedHttpConnector,
}

impl HttpConnector for Attempts {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.exchange.clone().attempt(self.inner.clone(), request))
    }
}

impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("charge", &self.0.charge).finish_non_exhaustive()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

impl Reply {
    fn read(response: &HttpResponse, bytes: &[u8]) -> Self {
        let status = response.status().as_u16();
        let code = if (200..300).contains(&status) { None } else { error_code(response, bytes) };
        Self { status, code, page: looks_like_a_page(bytes), body: Zeroizing::new(bytes.to_vec()) }
    }

    fn is_throttled(&self) -> bool {
        const THROTTLES: [&str; 6] = [
            "TooManyRequestsException",
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "RequestLimitExceeded",
            "SlowDown",
        ];
        self.status == 429 || self.code.as_deref().is_some_and(|code| THROTTLES.contains(&code))
    }

    /// The member `name` of the answer, an object, with everything in it.
    pub(super) fn document(&self, name: &str) -> Result<Map<String, Value>, String> {
        if self.page {
            return Err("it is a web page, not JSON".to_owned());
        }
        let answer: Value = serde_json::from_slice(&self.body).map_err(|error| not_json(&error))?;
        let Value::Object(mut answer) = answer else { return Err("it is not a JSON object".to_owned()) };
        match answer.shift_remove(name) {
            Some(Value::Object(document)) => Ok(document),
            _ => Err(format!("the member {name} is missing")),
        }
    }

    /// True when the answer has no body.
    pub(super) fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// What is wrong with the answer as a whole, if anything: not JSON, or not an object.
    pub(super) fn fault(&self) -> Option<String> {
        if self.page {
            return Some("it is a web page, not JSON".to_owned());
        }
        match serde_json::from_slice::<IgnoredAny>(&self.body) {
            Ok(_) if self.body.trim_ascii_start().starts_with(b"{") => None,
            Ok(_) => Some("it is not a JSON object".to_owned()),
            Err(error) => Some(not_json(&error)),
        }
    }
}

/// Where the JSON ends to be JSON. The parser's own text is left out: it may quote a value.
fn not_json(error: &serde_json::Error) -> String {
    format!("it is not JSON (line {}, column {})", error.line(), error.column())
}

/// The error code as the service writes it, without the namespace before `#` and the URL after `:`.
fn error_code(response: &HttpResponse, bytes: &[u8]) -> Option<String> {
    let header = response.headers().get("x-amzn-errortype").map(str::to_owned);
    let code = header.or_else(|| {
        let body: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
        ["__type", "code", "Code"].iter().find_map(|member| body.get(*member)?.as_str().map(str::to_owned))
    })?;
    let code = code.split(':').next().unwrap_or_default();
    let code = code.rsplit('#').next().unwrap_or_default().trim();
    (!code.is_empty()).then(|| code.to_owned())
}

fn looks_like_a_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    start.first() == Some(&b'<')
}

/// Which failures the SDK's standard retries must leave alone, although they look transient to it.
#[derive(Debug)]
pub(super) struct NotAgain;

impl ClassifyRetry for NotAgain {
    /// A reached quota is listed among the SDK's throttling codes, but waiting does not lift it. And an
    /// endpoint that answers with a web page and status 500 or 501 lacks the operation.
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(response) = context.response() else { return RetryAction::NoActionIndicated };
        let bytes = response.body().bytes().unwrap_or_default();
        let status = response.status().as_u16();
        let lacking = status == 501 || (status == 500 && looks_like_a_page(bytes));
        if lacking || error_code(response, bytes).as_deref() == Some("LimitExceededException") {
            return RetryAction::RetryForbidden;
        }
        RetryAction::NoActionIndicated
    }

    fn name(&self) -> &'static str {
        "not again"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}
