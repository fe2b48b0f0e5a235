//! The dashboard's edge: event loop, terminal guard, signals, log.
