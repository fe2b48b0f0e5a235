//! How much may be asked of the service.

/// The service's quota categories that this program uses, one budget each per account and region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// `UserPoolRead`: listing and describing pools.
    PoolRead,
    /// `UserPoolResourceRead`: identity providers and resource servers.
    ResourceRead,
    /// `UserPoolClientRead`: listing and describing app clients and their secrets.
    ClientRead,
    /// `UserPoolClientUpdate`: everything that changes an app client.
    ClientUpdate,
}

impl Category {
    /// All of them.
    pub(super) const ALL: [Self; 4] =
        [Self::PoolRead, Self::ResourceRead, Self::ClientRead, Self::ClientUpdate];
}

/// The request budget of one account and region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// Requests a second for each category, in the order of [`Category::ALL`]; none is unlimited.
    categories: [Option<u32>; 4],
    /// Requests a second for one operation on one pool; none is unlimited.
    pool: Option<u32>,
    /// Requests in flight at once.
    concurrency: usize,
    /// True where nobody knows yet whether there are any rates.
    unproven: bool,
}

impl Budgets {
    /// Cognito's own quotas: 15 requests a second in each category, 20 for reading resources, and 5 for
    /// one operation on one pool (Service Quotas L-A412573D, L-F122EFFD and their neighbours).
    pub fn aws() -> Self {
        Self {
            categories: [Some(15), Some(20), Some(15), Some(15)],
            pool: Some(5),
            concurrency: 16,
            unproven: false,
        }
    }

    /// For a server that may or may not have the service's quotas, as an emulator on this machine: a few
    /// requests beyond them are tried. Where they are answered there is no rate from then on, and where
    /// they are throttled the service's own hold.
    pub fn unproven(concurrency: usize) -> Self {
        Self { concurrency: concurrency.max(1), unproven: true, ..Self::aws() }
    }

    /// The same once it is known that there are none.
    pub(super) fn proven_unlimited(&self) -> Self {
        Self::unlimited(self.concurrency)
    }

    /// The same once it is known that there are some.
    pub(super) fn proven_limited(&self) -> Self {
        Self { concurrency: self.concurrency, ..Self::aws() }
    }

    /// True while neither is known.
    pub(super) fn is_unproven(&self) -> bool {
        self.unproven
    }

    /// No rate at all: at most `concurrency` requests in flight.
    pub fn unlimited(concurrency: usize) -> Self {
        Self { categories: [None; 4], pool: None, concurrency: concurrency.max(1), unproven: false }
    }

    /// The same rate in requests a second for every category, another for one operation on one pool,
    /// and a cap on requests in flight. Zero counts as one: a budget that never lets anything pass
    /// would only look like a hang.
    pub fn custom(category: u32, pool: u32, concurrency: usize) -> Self {
        Self {
            categories: [Some(category.max(1)); 4],
            pool: Some(pool.max(1)),
            concurrency: concurrency.max(1),
            unproven: false,
        }
    }

    /// Requests a second for a category, as far as that is known.
    pub fn category(&self, category: Category) -> Option<u32> {
        self.categories[category as usize].filter(|_| !self.unproven)
    }

    /// Requests a second for one operation on one pool, as far as that is known.
    pub fn pool(&self) -> Option<u32> {
        self.pool.filter(|_| !self.unproven)
    }

    /// Requests in flight at once.
    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Requests in flight that the background may use: a part is kept back so that slow answers to a
    /// crawl never fill every place.
    pub(super) fn background_concurrency(&self) -> usize {
        (self.concurrency - self.concurrency.div_ceil(4)).max(1)
    }
}
