//! Sending: the only place where the gateway's writes are called.

use std::future::Future;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value as Json};
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::{AppClient, ClientKey, PoolId, SecretDescriptor};
use crate::cognito::{CognitoError, Departure, ErrorKind, Gateway};

use super::gate::Pass;
use super::stop::{Phase, Stop};
use super::{Patience, Reason};

/// Replaces a client's settings.
pub(super) async fn update(
    _: Pass,
    gateway: Gateway,
    key: &ClientKey,
    document: Map<String, Json>,
) -> Result<AppClient, CognitoError> {
    gateway.update_document(key, document).await
}

/// Makes a client. Its secret is not kept: whoever needs it asks for it by the client's id.
pub(super) async fn create(
    _: Pass,
    gateway: Gateway,
    pool: &PoolId,
    document: Map<String, Json>,
) -> Result<AppClient, CognitoError> {
    gateway.create_document(pool, document).await.map(|(client, _secret)| client)
}

/// Deletes a client.
pub(super) async fn delete(_: Pass, gateway: Gateway, key: &ClientKey) -> Result<(), CognitoError> {
    gateway.delete(key).await
}

/// Adds a secret.
pub(super) async fn add_secret(
    _: Pass,
    gateway: Gateway,
    key: &ClientKey,
    chosen: Option<SecretString>,
) -> Result<(SecretDescriptor, Option<SecretString>), CognitoError> {
    gateway.add_secret(key, chosen).await
}

/// Retires a secret.
pub(super) async fn delete_secret(
    _: Pass,
    gateway: Gateway,
    key: &ClientKey,
    secret: &str,
) -> Result<(), CognitoError> {
    gateway.delete_secret(key, secret).await
}

/// What came of sending.
pub(super) enum Sent<T> {
    /// The service carried it out.
    Answered(T),
    /// The answer is missing.
    InDoubt(CognitoError),
    /// Nothing was carried out.
    Refused(Reason, CognitoError),
    /// The one who asked has left, and the service had not taken it yet.
    Stopped,
    /// What it is based on is no longer so; it was not sent again.
    Moved,
}

/// How long a request may wait for its turn after a look, however little patience there is: less would keep
/// it for ever where turns are rare.
const TURN: Duration = Duration::from_millis(500);

/// What came of one request.
enum One<T> {
    /// It has left, and this came back.
    Answered(T),
    /// It was asked to stop and has not left.
    Stopped,
    /// It waited too long for its turn and has not left.
    Late,
}

/// What stands between two attempts.
pub(super) struct Between {
    pub(super) stop: Stop,
    pub(super) patience: Patience,
    /// When the patience with refusals ends.
    pub(super) until: Instant,
}

impl Between {
    /// Sends, and sends again what the service refused to begin with, as long as `is_unmoved` finds the
    /// ground as it was. Before the first attempt that is asked too when `stale` says so. Asked to stop, it
    /// keeps a request that has not left, and lets one that has come to its end.
    pub(super) async fn attempts<T, S, M>(
        &mut self,
        gateway: &Gateway,
        stale: bool,
        mut send: impl FnMut(Gateway) -> S,
        mut is_unmoved: impl FnMut() -> M,
    ) -> Sent<T>
    where
        S: Future<Output = Result<T, CognitoError>>,
        M: Future<Output = Result<bool, CognitoError>>,
    {
        let mut pause = self.patience.pause;
        let mut look = stale;
        loop {
            if self.stop.is_asked() {
                return Sent::Stopped;
            }
            if look {
                let unmoved = tokio::select! {
                    unmoved = is_unmoved() => unmoved,
                    () = self.stop.asked() => return Sent::Stopped,
                };
                match unmoved {
                    Ok(true) => {}
                    Ok(false) => return Sent::Moved,
                    Err(error) => return Sent::Refused(Reason::Look, error),
                }
            }
            let departure = Departure::default();
            let error = match self.one(&departure, send(gateway.departing(&departure))).await {
                One::Answered(Ok(answer)) => return Sent::Answered(answer),
                One::Answered(Err(error)) => error,
                One::Stopped => return Sent::Stopped,
                One::Late if Instant::now() > self.until => {
                    let operation = "the request".to_owned();
                    return Sent::Refused(Reason::Busy, CognitoError::Throttled { operation });
                }
                // What was seen is no longer fresh: from the look on, again.
                One::Late => {
                    look = true;
                    continue;
                }
            };
            match error.kind() {
                ErrorKind::Ambiguous => return Sent::InDoubt(error),
                ErrorKind::Concurrent => self.stop.tell(Phase::Concurrent),
                ErrorKind::Throttled => self.stop.tell(Phase::Throttled),
                _ => return Sent::Refused(Reason::Service, error),
            }
            let next = Instant::now() + pause;
            if next > self.until {
                return Sent::Refused(Reason::Busy, error);
            }
            tracing::debug!(kind = ?error.kind(), ?pause, "refused for now");
            tokio::select! {
                () = sleep_until(next) => {}
                () = self.stop.asked() => return Sent::Stopped,
            }
            pause = (pause * 2).min(self.patience.longest_pause);
            look = true;
        }
    }

    /// One request, which is kept while it waits for its turn when it is asked to stop, or when what was
    /// seen before gets old.
    async fn one<T>(&mut self, departure: &Departure, request: impl Future<Output = T>) -> One<T> {
        let mut request = std::pin::pin!(request);
        tokio::select! {
            biased;
            answer = &mut request => return One::Answered(answer),
            () = departure.left() => {}
            () = self.stop.asked() => {
                if departure.keep() {
                    return One::Stopped;
                }
            }
            () = sleep(self.patience.stale.max(TURN)) => {
                if departure.keep() {
                    return One::Late;
                }
            }
        }
        self.stop.tell(Phase::Sent);
        One::Answered(request.await)
    }
}

/// Asks until there is an answer, or one that asking again will not change, or the patience ends.
pub(super) async fn insist<T, F>(patience: &Patience, mut ask: impl FnMut() -> F) -> Result<T, CognitoError>
where
    F: Future<Output = Result<T, CognitoError>>,
{
    let until = Instant::now() + patience.look;
    let mut pause = patience.pause;
    loop {
        match ask().await {
            Err(error) if error.is_transient() && Instant::now() + pause <= until => {
                sleep(pause).await;
                pause = (pause * 2).min(patience.longest_pause);
            }
            answer => return answer,
        }
    }
}
