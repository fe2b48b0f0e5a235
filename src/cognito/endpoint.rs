//! The HTTP client below the SDK.

use std::sync::{Arc, OnceLock};

use aws_smithy_http_client::{Builder, tls};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

use super::CognitoError;

/// Checks that a person has given the URL of an endpoint, before it is connected to.
///
/// # Errors
/// [`CognitoError::BadEndpoint`] when it is none.
pub fn check_endpoint(url: &str) -> Result<(), CognitoError> {
    let cause = match url::Url::parse(url) {
        Ok(parsed) if !matches!(parsed.scheme(), "http" | "https") => {
            "it begins with neither http:// nor https://"
        }
        Ok(parsed) if parsed.host_str().is_none_or(str::is_empty) => "it names no host",
        Ok(_) => return Ok(()),
        Err(url::ParseError::EmptyHost) => "it names no host",
        Err(url::ParseError::InvalidPort) => "its port is no number up to 65535",
        Err(url::ParseError::RelativeUrlWithoutBase) => "it begins with neither http:// nor https://",
        Err(_) => "its host cannot be understood",
    };
    Err(CognitoError::BadEndpoint { url: url.to_owned(), cause })
}

/// An HTTP client that prepares TLS only when the first https request is made. Reading the system's
/// root certificates takes tens of milliseconds, which a plain-http endpoint, instance metadata or an
/// embedded Cognito never needs to pay for.
pub fn http_client() -> SharedHttpClient {
    SharedHttpClient::new(ByScheme(Arc::new(Clients {
        plain: Builder::new().build_http(),
        tls: OnceLock::new(),
    })))
}

#[derive(Debug)]
struct Clients {
    plain: SharedHttpClient,
    tls: OnceLock<SharedHttpClient>,
}

impl Clients {
    fn tls(&self) -> &SharedHttpClient {
        self.tls.get_or_init(|| {
            let provider = tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring);
            Builder::new().tls_provider(provider).build_https()
        })
    }
}

#[derive(Debug)]
struct ByScheme(Arc<Clients>);

impl HttpClient for ByScheme {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(Choice {
            clients: Arc::clone(&self.0),
            settings: settings.clone(),
            components: components.clone(),
        })
    }
}

/// Chooses when the request, and with it the scheme, is known. The clients keep one connector for each
/// set of time-outs, so asking them anew costs a look into a map and keeps connections alive.
#[derive(Debug)]
struct Choice {
    clients: Arc<Clients>,
    settings: HttpConnectorSettings,
    components: RuntimeComponents,
}

impl HttpConnector for Choice {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let plain = request.uri().starts_with("http://");
        let client = if plain { &self.clients.plain } else { self.clients.tls() };
        client.http_connector(&self.settings, &self.components).call(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_a_whole_url() {
        for url in ["http://127.0.0.1:4566", "https://cognito.example/path", "http://[::1]:9"] {
            assert_eq!(check_endpoint(url), Ok(()), "{url}");
        }
        for (url, words) in [
            ("notaurl", "neither http:// nor https://"),
            ("", "neither http:// nor https://"),
            ("localhost:4566", "neither http:// nor https://"),
            ("127.0.0.1:99", "neither http:// nor https://"),
            ("ftp://x", "neither http:// nor https://"),
            ("http://", "no host"),
            ("http://a:b", "port"),
            ("http://a b", "host"),
        ] {
            let error = check_endpoint(url).unwrap_err();
            assert!(error.to_string().contains(words), "{url}: {error}");
            assert!(error.next_step().contains("--endpoint-url"));
        }
    }
}
