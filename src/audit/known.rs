//! What may have been read, and what a rule needs.

/// Something that another call of the service tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Known<T> {
    /// It was read.
    Read(T),
    /// It was asked for and not got; why, safe to show.
    Failed(String),
    /// Nobody asked.
    #[default]
    NotAsked,
}

impl<T> Known<T> {
    /// What was read, or why it was not.
    pub(super) fn get(&self) -> Result<&T, Option<&str>> {
        match self {
            Self::Read(value) => Ok(value),
            Self::Failed(why) => Err(Some(why)),
            Self::NotAsked => Err(None),
        }
    }
}

impl<T> From<T> for Known<T> {
    fn from(value: T) -> Self {
        Self::Read(value)
    }
}

/// What a rule may need to know beside a client's own settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A way to the service.
    Connection,
    /// The list of pools.
    Pools,
    /// The list of a pool's clients.
    Clients,
    /// Clients that were left to read when reading stopped.
    Rest,
    /// The client itself.
    Client,
    /// A setting in a form that this version understands.
    Form,
    /// The pool.
    Pool,
    /// The pool's identity providers.
    Providers,
    /// What the identity providers fill in.
    Mappings,
    /// The pool's resource servers.
    Servers,
    /// When the client's secrets were made.
    Secrets,
    /// Which kind of sign-in pages the pool's domain has, and whether the client has a style for them.
    Pages,
}

impl Need {
    /// What it is, to follow "needs" or to stand before "could not be read".
    pub fn words(self) -> &'static str {
        match self {
            Self::Connection => "a connection",
            Self::Pools => "the list of pools",
            Self::Clients => "the list of the pool's clients",
            Self::Rest => "the rest of the clients",
            Self::Client => "the client's settings",
            Self::Form => "a setting in a form that this version knows",
            Self::Pool => "the pool's description",
            Self::Providers => "the pool's identity providers",
            Self::Mappings => "what identity providers fill in",
            Self::Servers => "the pool's resource servers",
            Self::Secrets => "the dates of the client's secrets",
            Self::Pages => "the sign-in pages' style",
        }
    }

    /// The call that tells it; empty where that is none of the service's.
    pub fn call(self) -> &'static str {
        match self {
            Self::Connection | Self::Rest => "",
            Self::Pools => "ListUserPools",
            Self::Clients => "ListUserPoolClients",
            Self::Client | Self::Form => "DescribeUserPoolClient",
            Self::Pool => "DescribeUserPool",
            Self::Providers => "ListIdentityProviders",
            Self::Mappings => "DescribeIdentityProvider",
            Self::Servers => "ListResourceServers",
            Self::Secrets => "ListUserPoolClientSecrets",
            Self::Pages => "DescribeManagedLoginBrandingByClient",
        }
    }
}
