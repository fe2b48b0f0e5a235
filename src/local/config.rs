//! The configuration file: `cognitui/config.toml` in the XDG configuration folder.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::Deserialize;
use thiserror::Error;

use super::{ClipboardConfig, Guard};

/// A configuration that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file is there and cannot be read, or was named and is not there.
    #[error("the configuration {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is not what a configuration looks like.
    #[error("the configuration {path} is not understood: {why}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        why: String,
    },
}

/// What a person has set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Keys by the name of their action, in place of the defaults.
    pub keys: BTreeMap<String, Vec<String>>,
    /// Contexts in which nothing is written, or only after a name is typed.
    pub guards: Vec<Guard>,
    /// How text is copied.
    pub clipboard: ClipboardConfig,
    /// The folder of a snapshot that clients on screen are compared with.
    pub snapshot: Option<String>,
    /// What the audit is told; its own room knows what that means.
    pub audit: toml::Table,
}

impl Config {
    /// The folder of the configuration in force: the named file's, or the one in the XDG configuration folder.
    /// None without a home folder.
    pub fn folder(named: Option<&Path>) -> Option<PathBuf> {
        match named {
            Some(path) => Some(path.parent().unwrap_or(Path::new("")).to_owned()),
            None => etcetera::choose_base_strategy().ok().map(|xdg| xdg.config_dir().join("cognitui")),
        }
    }

    /// Reads a named file, or the one in the XDG configuration folder where there is one.
    ///
    /// # Errors
    /// When a named file is missing, or any file cannot be read or understood.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let path = match named {
            Some(path) => path.to_owned(),
            // Without a home folder there is no configuration to miss.
            None => match etcetera::choose_base_strategy() {
                Ok(folders) => folders.config_dir().join("cognitui").join("config.toml"),
                Err(_) => return Ok(Self::default()),
            },
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text)
                .map_err(|error| ConfigError::Malformed { path, why: error.to_string().trim().to_owned() }),
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(ConfigError::Unreadable { path, source }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_named_file_and_a_misspelt_name_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        assert!(matches!(Config::load(Some(&path)), Err(ConfigError::Unreadable { .. })));
        std::fs::write(&path, "[kyes]\nhelp = ['F1']\n").unwrap();
        let error = Config::load(Some(&path)).unwrap_err().to_string();
        assert!(error.contains("kyes"), "{error}");
        std::fs::write(&path, "[keys]\nhelp = ['F1']\n").unwrap();
        assert_eq!(Config::load(Some(&path)).unwrap().keys["help"], ["F1"]);
    }
}
