//! Whose credentials these are.

use std::time::Duration;

use super::Gateway;

/// The answer decorates the header; nobody waits for it longer than this.
const PATIENCE: Duration = Duration::from_secs(10);

impl Gateway {
    /// The account that the credentials belong to, as STS tells it. None over an endpoint that is not the
    /// service's own, where it would be another's, and where STS cannot be asked: pools name the account
    /// too, once one is described.
    pub async fn account(&self) -> Option<String> {
        let config = self.sts_config()?;
        let asked = aws_sdk_sts::Client::new(config).get_caller_identity().send();
        tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()?.account
    }
}
