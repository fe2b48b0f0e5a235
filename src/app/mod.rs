//! What the dashboard knows and decides.
