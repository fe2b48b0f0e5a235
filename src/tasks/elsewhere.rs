//! Places beside the one the dashboard is at.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::{Endpoint, Place};
use crate::cognito::{CognitoError, Gateway};

/// Connections to other places, each made when it is first needed and kept. Several tasks that need the
/// same one wait for a single connection; one that failed is tried again by the next task.
#[derive(Clone, Debug, Default)]
pub(super) struct Elsewhere {
    known: Arc<Mutex<HashMap<Place, Arc<OnceCell<Gateway>>>>>,
}

impl Elsewhere {
    /// The way to a place.
    ///
    /// # Errors
    /// Those of [`Endpoint::connect`].
    pub(super) async fn gateway(&self, endpoint: &Endpoint, place: &Place) -> Result<Gateway, CognitoError> {
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(place.clone()).or_default())
        };
        cell.get_or_try_init(|| endpoint.connect(place.clone())).await.cloned()
    }

    /// Lets every connection go, so that the next ones read the AWS configuration anew.
    pub(super) fn forget(&self) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
