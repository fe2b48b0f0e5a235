//! Endpoints that answer as a test wants: one below the SDK's connector, one on a loopback socket.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use cognitui::cognito::{Budgets, Embedded, Gateway, Target, http_client};
use cognitui::sandbox::{Options, Sandbox, World};
use serde_json::{Value, json};

/// What an endpoint does with a request.
#[derive(Clone)]
pub(crate) enum Answer {
    /// Status and JSON body.
    Json(u16, Value),
    /// Status, content type and body.
    Raw(u16, &'static str, String),
    /// Closes the connection without a word.
    Close,
    /// The head of an answer and a part of its body, then the connection closes.
    BreakOff(String),
    /// Keeps the connection open and says nothing.
    Silence,
}

impl Answer {
    /// A refusal in the service's words.
    pub(crate) fn error(code: &str, message: &str) -> Self {
        Self::Json(400, json!({ "__type": code, "message": message }))
    }
}

/// A request as the endpoint saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) operation: String,
    pub(crate) body: Value,
    pub(crate) content_length: usize,
    pub(crate) signed: bool,
}

type Script = Arc<dyn Fn(&Seen) -> Answer + Send + Sync>;
type Log = Arc<Mutex<Vec<Seen>>>;

/// A gateway over a script, without sockets, and the requests that arrive.
pub(crate) async fn scripted(script: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> (Gateway, Log) {
    let log = Log::default();
    let client = SharedHttpClient::new(InMemory { script: Arc::new(script), log: Arc::clone(&log) });
    (embedded(client, None, Budgets::unlimited(8)).await, log)
}

/// A gateway with the real connector over a loopback server, and the requests that arrive.
pub(crate) async fn loopback(
    script: impl Fn(&Seen) -> Answer + Send + Sync + 'static,
) -> (Gateway, Log, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let (url, log, arrivals) = serve(Arc::new(script));
    (real(&url).await, log, arrivals)
}

/// A gateway with the real connector.
pub(crate) async fn real(url: &str) -> Gateway {
    embedded(http_client(), Some(url.to_owned()), Budgets::unlimited(8)).await
}

/// A gateway over the sandbox and its built-in world.
pub(crate) async fn sandboxed() -> (Gateway, Sandbox) {
    sandboxed_with(Options::default(), Budgets::unlimited(8)).await
}

/// The same with other manners.
pub(crate) async fn sandboxed_with(options: Options, budgets: Budgets) -> (Gateway, Sandbox) {
    let sandbox = Sandbox::new(World::default_world(), options);
    (embedded(sandbox.http_client(), None, budgets).await, sandbox)
}

async fn embedded(http_client: SharedHttpClient, endpoint: Option<String>, budgets: Budgets) -> Gateway {
    let embedded = Embedded { http_client, region: "eu-west-1".to_owned(), account: "test".to_owned() };
    let target = Target { endpoint, embedded: Some(embedded), ..Target::default() };
    Gateway::connect(&target, budgets).await.unwrap()
}

struct InMemory {
    script: Script,
    log: Log,
}

impl fmt::Debug for InMemory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InMemory")
    }
}

impl HttpClient for InMemory {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(Self { script: Arc::clone(&self.script), log: Arc::clone(&self.log) })
    }
}

impl HttpConnector for InMemory {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = request.body().bytes().unwrap();
        let header = |name| request.headers().get(name).unwrap_or_default();
        let seen = seen(header("x-amz-target"), header("authorization"), header("content-length"), body);
        let answer = (self.script)(&seen);
        self.log.lock().unwrap().push(seen);
        HttpConnectorFuture::new(async move {
            let broken =
                || ConnectorError::io(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into());
            let (status, content_type, body) = match answer {
                Answer::Json(status, body) => (status, "application/x-amz-json-1.1", body.to_string()),
                Answer::Raw(status, content_type, body) => (status, content_type, body),
                Answer::Close | Answer::BreakOff(_) => return Err(broken()),
                Answer::Silence => std::future::pending().await,
            };
            let mut response = HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body));
            response.headers_mut().insert("content-type", content_type);
            Ok(response)
        })
    }
}

fn seen(target: &str, authorization: &str, content_length: &str, body: &[u8]) -> Seen {
    Seen {
        operation: target.rsplit('.').next().unwrap_or_default().to_owned(),
        // The token endpoint takes a form.
        body: serde_json::from_slice(body).unwrap_or_default(),
        content_length: content_length.parse().unwrap(),
        signed: authorization.starts_with("AWS4-HMAC-SHA256"),
    }
}

/// Serves a script on a free loopback port for as long as the process lives: a thread for each
/// connection, which ends with it.
fn serve(script: Script) -> (String, Log, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let log = Log::default();
    let (arrived, arrivals) = tokio::sync::mpsc::unbounded_channel();
    let seen = Arc::clone(&log);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (script, log, arrived) = (Arc::clone(&script), Arc::clone(&seen), arrived.clone());
            std::thread::spawn(move || {
                // A connection that breaks ends its thread, which is what it is for.
                let _ = connection(stream.unwrap(), &script, &log, &arrived);
            });
        }
    });
    (url, log, arrivals)
}

fn connection(
    stream: TcpStream,
    script: &Script,
    log: &Log,
    arrived: &tokio::sync::mpsc::UnboundedSender<()>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    loop {
        let (mut target, mut authorization, mut length) = (String::new(), String::new(), String::new());
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(": ") else { continue };
            match name.to_ascii_lowercase().as_str() {
                "x-amz-target" => value.clone_into(&mut target),
                "authorization" => value.clone_into(&mut authorization),
                "content-length" => value.clone_into(&mut length),
                _ => {}
            }
        }
        let Ok(size) = length.parse() else { return Ok(()) };
        let mut body = vec![0; size];
        reader.read_exact(&mut body)?;
        let seen = seen(&target, &authorization, &length, &body);
        let answer = script(&seen);
        log.lock().unwrap().push(seen);
        let _ = arrived.send(());
        let (status, content_type, body) = match answer {
            Answer::Json(status, body) => (status, "application/x-amz-json-1.1", body.to_string()),
            Answer::Raw(status, content_type, body) => (status, content_type, body),
            Answer::Close => return Ok(()),
            Answer::BreakOff(part) => {
                write!(writer, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{part}", part.len() + 100)?;
                return Ok(());
            }
            Answer::Silence => {
                // Until the other side has had enough.
                let _ = reader.read_line(&mut String::new());
                return Ok(());
            }
        };
        let length = body.len();
        // In one piece: many small ones would each wait for the other side to acknowledge the last.
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n"
        );
        writer.write_all((head + &body).as_bytes())?;
    }
}
