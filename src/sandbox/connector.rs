//! The sandbox as the SDK's HTTP client.

use std::{io, time::Duration};

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;

use super::{Exchange, Response, Sandbox};

impl Sandbox {
    /// The sandbox as the SDK's HTTP client: everything above the connection is the SDK's own. Latency is
    /// waited for on the runtime's clock.
    pub fn http_client(&self) -> SharedHttpClient {
        SharedHttpClient::new(InMemory(self.clone()))
    }
}

#[derive(Debug)]
struct InMemory(Sandbox);

impl HttpClient for InMemory {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let patience = settings.read_timeout().or(settings.connect_timeout()).unwrap_or_default();
        SharedHttpConnector::new(Connection { sandbox: self.0.clone(), patience })
    }
}

#[derive(Debug)]
struct Connection {
    sandbox: Sandbox,
    /// How long a time-out takes to be one.
    patience: Duration,
}

impl HttpConnector for Connection {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (sandbox, patience) = (self.sandbox.clone(), self.patience);
        HttpConnectorFuture::new(async move {
            let latency = sandbox.latency();
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            let Some(body) = request.body().bytes() else {
                return Err(ConnectorError::user("the sandbox takes bodies that are in memory only".into()));
            };
            let sandbox = sandbox.signed_for(request.headers().get("authorization"));
            match sandbox.exchange(request.headers().get("x-amz-target"), body, sandbox.now()) {
                Exchange::Answered(response) => into_sdk(response),
                Exchange::Dropped => Err(ConnectorError::io(
                    io::Error::new(io::ErrorKind::ConnectionReset, "connection closed before the answer")
                        .into(),
                )),
                Exchange::TimedOut => {
                    tokio::time::sleep(patience).await;
                    Err(ConnectorError::timeout(
                        io::Error::new(io::ErrorKind::TimedOut, "no answer in time").into(),
                    ))
                }
                Exchange::Silent => std::future::pending().await,
            }
        })
    }
}

fn into_sdk(response: Response) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(response.status).map_err(|error| ConnectorError::user(error.into()))?;
    let mut answer = HttpResponse::new(status, SdkBody::from(response.body));
    for (name, value) in response.headers {
        answer.headers_mut().insert(name, value);
    }
    Ok(answer)
}
