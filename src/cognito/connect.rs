//! Reading the AWS configuration, once.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::environment::EnvironmentVariableRegionProvider;
use aws_config::imds;
use aws_config::imds::region::ImdsRegionProvider;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::{self, ProvideCredentials, SharedCredentialsProvider, future};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{Builder, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::service_config::ServiceConfigKey;

use super::classify::credentials_error;
use super::endpoint::{check_endpoint, http_client};
use super::pacing::Quota;
use super::profiles::what_is_wrong;
use super::wire::{ATTEMPTS, NotAgain};
use super::{CognitoError, Context, Embedded, ErrorKind, Target, quoted};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(3);
/// How long configured sources of credentials (a login service, a role chain, a process) may take.
const CREDENTIALS: Duration = Duration::from_secs(30);
/// Instance metadata answers within milliseconds or not at all: it is one hop away.
const METADATA: Duration = Duration::from_millis(400);

/// A client for the target, the HTTP client below it, and what it is connected to.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) http: SharedHttpClient,
    pub(super) context: Context,
    /// Whose quota requests count against, where others may connect to the same.
    pub(super) quota: Option<Quota>,
    /// For asking STS whose credentials these are, where STS is AWS's own.
    pub(super) sts: Option<SdkConfig>,
}

/// Connects to `target`: to the embedded service where there is one, else by the AWS conventions.
pub(super) async fn connect(target: &Target) -> Result<Connection, CognitoError> {
    match &target.embedded {
        Some(embedded) => Ok(connect_embedded(target, embedded)),
        None => connect_aws(target).await,
    }
}

fn connect_embedded(target: &Target, embedded: &Embedded) -> Connection {
    // Whoever embeds a service checks no signature; the SDK only needs something to sign with.
    let credentials = Credentials::new("AKIASANDBOX", "sandbox", None, None, "embedded");
    let region = target.region.clone().unwrap_or_else(|| embedded.region.clone());
    let config = aws_sdk_cognitoidentityprovider::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.clone()))
        .credentials_provider(credentials);
    let config = match &target.endpoint {
        Some(url) => config.endpoint_url(url),
        None => config,
    };
    Connection {
        client: client(config, &embedded.http_client),
        http: embedded.http_client.clone(),
        context: Context {
            profile: target.profile.clone().unwrap_or_else(|| embedded.account.clone()),
            region,
            endpoint: target.endpoint.clone(),
            sandbox: true,
        },
        quota: None,
        sts: None,
    }
}

async fn connect_aws(target: &Target) -> Result<Connection, CognitoError> {
    target.endpoint.as_deref().map_or(Ok(()), check_endpoint)?;
    let http = http_client();
    let profile = profile_name(target);
    let metadata = metadata_client(&http);
    let named = named(target).await;
    let Some(region) = region(target, named.as_ref(), &http, &metadata).await else {
        return Err(explained(target, CognitoError::NoRegion { profile }).await);
    };
    let source = credentials_source(named.as_ref(), &http, &metadata, &region).await;
    let first =
        tokio::time::timeout(CREDENTIALS, source.provide_credentials()).await.map_err(|_elapsed| {
            CognitoError::TimedOut {
                operation: "the credentials".to_owned(),
                place: format!("The profile {profile}"),
            }
        })?;
    let first = match first {
        Ok(first) => first,
        Err(error) => return Err(explained(target, credentials_error(&error, &profile)).await),
    };
    let owner =
        first.account_id().map_or_else(|| first.access_key_id(), |account| account.as_str()).to_owned();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http.clone())
        .region(region.clone())
        .credentials_provider(Primed { first: Mutex::new(Some(first)), source });
    if let Some(named) = named {
        loader = loader.profile_name(named.name).profile_files(named.files);
    }
    if let Some(url) = &target.endpoint {
        loader = loader.endpoint_url(url);
    }
    let config = loader.load().await;
    let endpoint = endpoint(&config);
    endpoint.as_deref().map_or(Ok(()), check_endpoint)?;
    tracing::info!(profile, %region, endpoint, "connected");
    Ok(Connection {
        client: client(Builder::from(&config), &http),
        sts: target.endpoint.is_none().then_some(config),
        http,
        quota: Some(Quota { owner, region: region.to_string(), endpoint: endpoint.clone() }),
        context: Context { profile, region: region.to_string(), endpoint, sandbox: false },
    })
}

/// The SDK's client with this program's retries and time-outs. Bodies here are a few kilobytes and
/// bounded by [`super::wire::ATTEMPT`], so the SDK's watch over stalled streams is off: it would mistake
/// waiting for a turn for a stall.
fn client(config: Builder, http: &SharedHttpClient) -> Client {
    let config = config
        .http_client(http.clone())
        .retry_config(RetryConfig::standard().with_max_attempts(ATTEMPTS))
        .retry_classifier(NotAgain)
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT).build())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
    Client::from_conf(config.build())
}

/// Why there is no region, or no credentials: where a profile that was named is nowhere, or the files
/// cannot be understood, that is what has to be said.
async fn explained(target: &Target, error: CognitoError) -> CognitoError {
    let found_nothing = matches!(
        error.kind(),
        ErrorKind::NoRegion | ErrorKind::NoCredentials | ErrorKind::UnknownProfile | ErrorKind::Other
    );
    if !found_nothing {
        return error;
    }
    let named = target.profile.clone().or_else(|| std::env::var("AWS_PROFILE").ok());
    what_is_wrong(named.as_deref().filter(|name| !name.is_empty())).await.unwrap_or(error)
}

/// The profile's name for messages: the one named by the person, by the environment, or the default.
fn profile_name(target: &Target) -> String {
    let named = target.profile.clone().or_else(|| std::env::var("AWS_PROFILE").ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "default".to_owned())
}

/// Instance metadata with little patience: on anything but an EC2 instance its address leads nowhere,
/// and the SDK's defaults would wait for several seconds.
fn metadata_client(http: &SharedHttpClient) -> imds::Client {
    let config = ProviderConfig::without_region().with_http_client(http.clone());
    imds::Client::builder()
        .configure(&config)
        .max_attempts(1)
        .connect_timeout(METADATA)
        .read_timeout(METADATA)
        .operation_attempt_timeout(METADATA)
        .operation_timeout(METADATA)
        .build()
}

/// A profile as the SDK takes it.
struct Named {
    name: String,
    files: EnvConfigFiles,
}

/// The profile that the person named.
async fn named(target: &Target) -> Option<Named> {
    let name = target.profile.clone()?;
    let renamed = if quoted::is_plain(&name) { None } else { quoted::renamed().await };
    Some(match renamed {
        Some(renamed) => Named { name: quoted::taken(&name), files: renamed.files },
        None => Named { name, files: EnvConfigFiles::default() },
    })
}

/// The region: flag, environment, profile, instance metadata.
async fn region(
    target: &Target,
    named: Option<&Named>,
    http: &SharedHttpClient,
    metadata: &imds::Client,
) -> Option<Region> {
    if let Some(region) = &target.region {
        return Some(Region::new(region.clone()));
    }
    let config = ProviderConfig::without_region().with_http_client(http.clone());
    let mut profile = ProfileFileRegionProvider::builder().configure(&config);
    if let Some(Named { name, files }) = named {
        profile = profile.profile_name(name).profile_files(files.clone());
    }
    let instance = ImdsRegionProvider::builder().configure(&config).imds_client(metadata.clone()).build();
    let configured =
        RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new()).or_else(profile.build());
    configured.or_else(instance).region().await.filter(|region| !region.as_ref().is_empty())
}

/// Where credentials come from. A profile named by the person is asked itself, past the environment's
/// keys, as the AWS CLI does it.
async fn credentials_source(
    named: Option<&Named>,
    http: &SharedHttpClient,
    metadata: &imds::Client,
    region: &Region,
) -> SharedCredentialsProvider {
    let config =
        ProviderConfig::without_region().with_region(Some(region.clone())).with_http_client(http.clone());
    if let Some(Named { name, files }) = named {
        let source = ProfileFileCredentialsProvider::builder().configure(&config);
        let source = source.profile_name(name).profile_files(files.clone());
        return SharedCredentialsProvider::new(source.build());
    }
    let source = DefaultCredentialsChain::builder()
        .configure(config)
        .region(region.clone())
        .imds_client(metadata.clone())
        .build()
        .await;
    SharedCredentialsProvider::new(source)
}

/// The endpoint that the SDK's own client will use, by the same rules: a URL for this service before one
/// for all, the environment before the profile.
fn endpoint(config: &SdkConfig) -> Option<String> {
    if config.get_origin("endpoint_url").is_client_config() {
        return config.endpoint_url().map(str::to_owned);
    }
    let key = ServiceConfigKey::builder()
        .service_id("Cognito Identity Provider")
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    let own = config.service_config().and_then(|settings| settings.load_config(key));
    own.or_else(|| config.endpoint_url().map(str::to_owned))
}

/// Hands out the credentials that connecting has already fetched before asking their source again, so
/// that a credential process or a login service is asked once.
#[derive(Debug)]
struct Primed {
    first: Mutex<Option<Credentials>>,
    source: SharedCredentialsProvider,
}

impl ProvideCredentials for Primed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let fresh = first.filter(|credentials| credentials.expiry().is_none_or(|at| at > SystemTime::now()));
        match fresh {
            Some(credentials) => future::ProvideCredentials::ready(provider::Result::Ok(credentials)),
            None => self.source.provide_credentials(),
        }
    }
}
