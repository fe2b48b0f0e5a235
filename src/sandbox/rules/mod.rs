//! What the service refuses, stated in the sandbox's own words and code.
//!
//! [`shape`] and [`members`] hold what each member may be by itself; the others hold what must fit
//! together: [`tokens`], [`attributes`], [`oauth`] and [`features`].

mod attributes;
mod features;
pub(super) mod members;
mod oauth;
pub(super) mod shape;
mod tokens;

use super::{
    answer::ServiceError,
    store::{Document, Pool, Store},
};

/// A client as it would be after a create or an update, and what it must fit.
pub(super) struct Proposal<'a> {
    /// The settings, complete: what an update keeps is in here already.
    pub(super) settings: &'a Document,
    /// Whether the client has or will have a secret.
    pub(super) has_secret: bool,
    /// Its pool's id.
    pub(super) pool_id: &'a str,
    /// Its pool.
    pub(super) pool: &'a Pool,
    /// The region all is in.
    pub(super) region: &'a str,
}

impl<'a> Proposal<'a> {
    pub(super) fn new(
        store: &'a Store,
        pool_id: &'a str,
        settings: &'a Document,
        has_secret: bool,
    ) -> Result<Self, ServiceError> {
        Ok(Self { settings, has_secret, pool_id, pool: store.pool(pool_id)?, region: &store.region })
    }

    /// Refuses what does not fit together, in the order in which the service looks.
    pub(super) fn check(&self) -> Result<(), ServiceError> {
        features::check(self)?;
        tokens::check(self)?;
        attributes::check(self)?;
        oauth::check(self)
    }
}
