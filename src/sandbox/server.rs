//! The sandbox on a loopback address, for other tools.
