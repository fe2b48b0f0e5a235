//! The gateway: one connection, shared by everything that calls Cognito.

use std::fmt;
use std::sync::Arc;

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::retry::RetryConfig;
use tokio::sync::watch;

use super::classify::Subject;
use super::connect::{Connection, connect};
use super::pacing::{Category, Charge, Pacer};
use super::redact::Fingerprinter;
use super::wire::{Exchange, Reply};
use super::{Budgets, CognitoError, Context, Departure, Lane, Target, Traffic};
use crate::client::{ClientKey, PoolId};

/// A connection to one account and region. Cloning is cheap; clones share budgets and connections.
#[derive(Clone)]
pub struct Gateway {
    shared: Arc<Shared>,
    /// What stands before its writes.
    departure: Option<Departure>,
}

struct Shared {
    client: Client,
    http: SharedHttpClient,
    context: Context,
    pacer: Pacer,
    budgets: Budgets,
    fingerprints: Fingerprinter,
    sts: Option<aws_config::SdkConfig>,
}

impl Gateway {
    /// Reads the AWS configuration, finds region and credentials and keeps them. No request is sent to
    /// Cognito. Where nothing is configured this ends within a second with
    /// [`CognitoError::NoRegion`] or [`CognitoError::NoCredentials`].
    pub async fn connect(target: &Target, budgets: Budgets) -> Result<Self, CognitoError> {
        Self::connect_within(target, |_| budgets).await
    }

    /// The same with budgets that depend on where the configuration leads.
    ///
    /// # Errors
    /// As with [`Self::connect`].
    pub async fn connect_within(
        target: &Target,
        budgets: impl FnOnce(&Context) -> Budgets,
    ) -> Result<Self, CognitoError> {
        let Connection { client, http, context, quota, sts } = connect(target).await?;
        let budgets = budgets(&context);
        let fingerprints = Fingerprinter::of_process().map_err(|error| CognitoError::Other {
            operation: "Drawing a random key".to_owned(),
            message: error.to_string(),
        })?;
        let pacer = match quota {
            Some(quota) => Pacer::of(quota, budgets.clone()),
            None => Pacer::new(budgets.clone()),
        };
        let shared = Arc::new(Shared { client, http, context, pacer, budgets, fingerprints, sts });
        Ok(Self { shared, departure: None })
    }

    /// The same connection for one write, which can be kept here until the moment it leaves.
    #[must_use]
    pub fn departing(&self, departure: &Departure) -> Self {
        Self { shared: Arc::clone(&self.shared), departure: Some(departure.clone()) }
    }

    /// What this is connected to.
    pub fn context(&self) -> &Context {
        &self.shared.context
    }

    /// The rates that requests keep to.
    pub fn budgets(&self) -> &Budgets {
        &self.shared.budgets
    }

    /// Watches requests in flight, waiting and throttled.
    pub fn traffic(&self) -> watch::Receiver<Traffic> {
        self.shared.pacer.traffic()
    }

    pub(super) fn http(&self) -> &SharedHttpClient {
        &self.shared.http
    }

    pub(super) fn sdk(&self) -> &Client {
        &self.shared.client
    }

    pub(super) fn sts_config(&self) -> Option<&aws_config::SdkConfig> {
        self.shared.sts.as_ref()
    }

    pub(super) fn fingerprints(&self) -> &Fingerprinter {
        &self.shared.fingerprints
    }

    /// Prepares a read.
    pub(super) fn read(
        &self,
        lane: Lane,
        operation: &'static str,
        category: Category,
        on: On<'_>,
    ) -> Call<'_> {
        self.call(lane, operation, category, on, false)
    }

    /// Prepares a write. A person has decided on it, so it goes in the foreground.
    pub(super) fn write(&self, operation: &'static str, on: On<'_>) -> Call<'_> {
        self.call(Lane::Foreground, operation, Category::ClientUpdate, on, true)
    }

    fn call(
        &self,
        lane: Lane,
        operation: &'static str,
        category: Category,
        on: On<'_>,
        write: bool,
    ) -> Call<'_> {
        let (pool, resource) = match on {
            On::Account => (None, None),
            On::Pool(pool) => (Some(pool.clone()), Some(format!("pool {pool}"))),
            On::Client(key) => (Some(key.pool.clone()), Some(format!("client {key}"))),
        };
        // Only operations below a pool have the cap for each pool.
        let pool = pool.filter(|_| category != Category::PoolRead);
        let charge = Charge { category, operation, pool };
        let departure = self.departure.clone().filter(|_| write);
        let Shared { http, pacer, .. } = &*self.shared;
        let exchange = Exchange::new(http.clone(), pacer.clone(), lane, charge, departure);
        let subject = Subject { context: &self.shared.context, operation, resource, write };
        Call { exchange, subject }
    }
}

impl fmt::Debug for Gateway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gateway").field("context", &self.shared.context).finish_non_exhaustive()
    }
}

/// What an operation is about.
#[derive(Clone, Copy)]
pub(super) enum On<'a> {
    Account,
    Pool(&'a PoolId),
    Client(&'a ClientKey),
}

/// One call on its way: its own connector below the SDK, and its subject for errors.
pub(super) struct Call<'a> {
    exchange: Exchange,
    subject: Subject<'a>,
}

impl Call<'_> {
    /// What this call changes in the SDK's configuration: its connector, and for a write no retries,
    /// because none of Cognito's writes has an idempotency token.
    pub(super) fn config(&self) -> config::Builder {
        let config = config::Builder::new().http_client(self.exchange.clone());
        if self.subject.write { config.retry_config(RetryConfig::disabled()) } else { config }
    }

    /// The call's output, and the answer it was read from.
    pub(super) fn finish<T, E>(&self, result: Result<T, SdkError<E>>) -> Result<(T, Reply), CognitoError>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let reply = self.exchange.take_reply();
        match (result, reply) {
            (Ok(output), Some(reply)) => match reply.fault() {
                None => Ok((output, reply)),
                Some(cause) => Err(self.garbled(cause)),
            },
            (Ok(_), None) => Err(self.garbled("it is empty".to_owned())),
            (Err(error), reply) => Err(self.failed(&error, reply.as_ref())),
        }
    }

    /// The same for an operation whose output says nothing, and whose answer may be empty.
    pub(super) fn finish_empty<T, E>(&self, result: Result<T, SdkError<E>>) -> Result<(), CognitoError>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let reply = self.exchange.take_reply();
        result.map_err(|error| self.failed(&error, reply.as_ref()))?;
        match reply.filter(|reply| !reply.is_empty()).and_then(|reply| reply.fault()) {
            // A login page in front of the service says "200 OK" to everything.
            Some(cause) => Err(self.garbled(cause)),
            None => Ok(()),
        }
    }

    fn failed<E>(&self, error: &SdkError<E>, reply: Option<&Reply>) -> CognitoError
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let error = self.subject.error(error, reply);
        tracing::debug!(operation = self.subject.operation, kind = ?error.kind(), "failed");
        error
    }

    /// The error for an answer that cannot be read.
    pub(super) fn garbled(&self, cause: String) -> CognitoError {
        self.subject.garbled(cause)
    }
}
