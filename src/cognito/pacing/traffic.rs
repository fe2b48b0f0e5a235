//! What the header shows about requests.

/// The state of the requests of one gateway.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traffic {
    /// Requests sent and not answered yet.
    pub in_flight: usize,
    /// Requests that wait for their turn.
    pub waiting: usize,
    /// Requests started within the last second in the category that is nearest to its quota.
    pub started: u32,
    /// That category's quota in requests a second; none where there is no limit.
    pub budget: Option<u32>,
    /// True from the service's first "slow down" until the full rate is reached again.
    pub throttled: bool,
    /// While throttled: the lowest rate in force, in requests a second.
    pub rate: Option<f64>,
}
