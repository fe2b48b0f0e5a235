//! The sandbox on a loopback address, for other tools.

use std::{convert::Infallible, future::Future, io, net::SocketAddr, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Request, body::Bytes, body::Incoming, header::HeaderValue, http, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::Instant,
};

use super::{Exchange, Response, Sandbox, token};

/// The largest body that is read. The service's own requests stay far below.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How long to wait after a connection could not be accepted.
const PAUSE: Duration = Duration::from_millis(10);

/// By how much a timer is late on the average: it counts whole milliseconds and so does the system's wait below
/// it, each rounded up.
const ROUNDING: Duration = Duration::from_micros(1500);

/// Why the sandbox cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address can be reached from other machines.
    #[error(
        "{0} can be reached from other machines and the sandbox asks nobody for a password; \
         listen on 127.0.0.1 or [::1]"
    )]
    NotLoopback(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another port, or 0 for any free one")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The listener's own address cannot be read.
    #[error("the listening socket is unusable: {0}; start the sandbox again")]
    Listener(#[from] io::Error),
}

/// Listens on a loopback address; port 0 is any free one.
///
/// # Errors
/// When the address is not a loopback address, or cannot be listened on.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    refuse_far(address)?;
    TcpListener::bind(address).await.map_err(|source| ServeError::Bind { address, source })
}

/// Answers on a listener until `shutdown` completes; open connections are closed then.
///
/// # Errors
/// When the listener is not on a loopback address.
pub async fn serve(
    listener: TcpListener,
    sandbox: Sandbox,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    refuse_far(listener.local_addr()?)?;
    let mut connections = JoinSet::new();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => return Ok(()),
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(answer_all(stream, sandbox.clone()));
                }
                // A peer that left while it was accepted, or no descriptors for a moment: let connections end.
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
        }
    }
}

fn refuse_far(address: SocketAddr) -> Result<(), ServeError> {
    if address.ip().is_loopback() { Ok(()) } else { Err(ServeError::NotLoopback(address)) }
}

/// Serves one connection. What goes wrong on it is the peer's loss and nobody else's.
async fn answer_all(stream: TcpStream, sandbox: Sandbox) {
    // Answers are small and wanted at once.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, sandbox.clone()));
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// An error here closes the connection without an answer.
async fn answer(
    request: Request<Incoming>,
    sandbox: Sandbox,
) -> Result<http::Response<Full<Bytes>>, io::Error> {
    let began = Instant::now();
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MOST_BYTES).collect().await else {
        return Err(io::Error::other("the body is too large or broken off"));
    };
    let body = body.to_bytes();
    let latency = sandbox.latency();
    if !latency.is_zero() {
        tokio::time::sleep_until(began + latency.saturating_sub(ROUNDING)).await;
    }
    if head.method != http::Method::POST {
        let hint = "This is a Cognito sandbox. Point a tool's endpoint URL at it.\n";
        return Ok(into_http(Response::other(405, "text/plain", hint)));
    }
    if head.uri.path() == token::PATH {
        let authorization = head.headers.get("authorization").and_then(|value| value.to_str().ok());
        return Ok(into_http(sandbox.token(authorization, &body, sandbox.now())));
    }
    let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let signed = head.headers.get("authorization").and_then(|header| header.to_str().ok());
    match sandbox.signed_for(signed).exchange(target, &body, sandbox.now()) {
        Exchange::Answered(response) => Ok(into_http(response)),
        Exchange::Dropped => Err(io::Error::other("dropped on purpose")),
        // Over a real connection both are the same: the peer's own time-out ends the wait.
        Exchange::TimedOut | Exchange::Silent => {
            let never: Infallible = std::future::pending().await;
            match never {}
        }
    }
}

fn into_http(response: Response) -> http::Response<Full<Bytes>> {
    let mut answer = http::Response::new(Full::new(Bytes::from(response.body)));
    if let Ok(status) = http::StatusCode::from_u16(response.status) {
        *answer.status_mut() = status;
    }
    for (name, value) in response.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::{ServeError, bind, serve};
    use crate::sandbox::{Options, Sandbox, World};

    #[tokio::test]
    async fn only_this_machine_is_served() {
        let error = bind("0.0.0.0:0".parse().unwrap()).await.unwrap_err();
        assert!(matches!(error, ServeError::NotLoopback(_)));
        assert!(error.to_string().contains("127.0.0.1"));
    }

    #[tokio::test]
    async fn serving_ends_when_it_is_told_to() {
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let sandbox = Sandbox::new(World::default_world(), Options::default());
        serve(listener, sandbox, std::future::ready(())).await.unwrap();
    }
}
