//! Identifiers as the service writes them.

use std::fmt;

/// A user pool's id, `<region>_<suffix>`. Emulators use other suffixes and prefixes, so nothing is
/// assumed beyond what [`PoolId::region`] says it found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PoolId(String);

impl PoolId {
    /// Takes the id as the service wrote it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as the service writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The region that the id names, where its prefix looks like one (`eu-west-1_Ab12Cd34E`).
    pub fn region(&self) -> Option<&str> {
        let (region, suffix) = self.0.split_once('_')?;
        if suffix.is_empty() || !suffix.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let mut parts = region.split('-');
        let looks_right =
            parts.next().is_some_and(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_lowercase()))
                && parts.clone().count() >= 2
                && parts.next_back().is_some_and(|p| p.parse::<u8>().is_ok());
        looks_right.then_some(region)
    }
}

impl fmt::Display for PoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An app client's id, in practice 26 characters of `[a-z0-9]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(String);

impl ClientId {
    /// Takes the id as the service wrote it.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as the service writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a client lives: client ids are only asked for together with their pool's.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientKey {
    /// The user pool.
    pub pool: PoolId,
    /// The client in it.
    pub client: ClientId,
}

impl ClientKey {
    /// A key from the two ids.
    pub fn new(pool: impl Into<String>, client: impl Into<String>) -> Self {
        Self { pool: PoolId::new(pool), client: ClientId::new(client) }
    }
}

impl fmt::Display for ClientKey {
    /// `pool/client`, the import id of Terraform and Pulumi.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.pool, self.client)
    }
}

#[cfg(test)]
mod tests {
    use super::PoolId;

    #[test]
    fn a_region_is_read_only_from_what_looks_like_one() {
        assert_eq!(PoolId::new("eu-west-1_Ab12Cd34E").region(), Some("eu-west-1"));
        assert_eq!(PoolId::new("us-gov-west-1_x").region(), Some("us-gov-west-1"));
        assert_eq!(PoolId::new("local_3xYz").region(), None);
        assert_eq!(PoolId::new("nothing").region(), None);
        assert_eq!(PoolId::new("eu-west-1_").region(), None);
        assert_eq!(PoolId::new("eu-west-1_Ab12Cd34E web").region(), None);
    }
}
