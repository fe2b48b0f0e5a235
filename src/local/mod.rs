//! What is kept on this machine: configuration.

mod config;

pub use config::{Config, ConfigError};
