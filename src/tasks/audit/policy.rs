//! Which rules hold: what the configuration says, and the findings that were accepted on the way.

use std::fmt::Write as _;
use std::path::PathBuf;

use thiserror::Error;

use super::super::{Failure, FailureKind};
use super::SuppressOrder;
use crate::audit::policy::PolicyError;
use crate::audit::{Policy, Suppression};
use crate::client::text::harmless;
use crate::local::SuppressionsFile;

/// What the configuration says of audits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// The configured policy.
    pub configured: Policy,
    /// Where accepted findings are kept; none without a configuration folder.
    pub accepted: Option<SuppressionsFile>,
}

/// The file of accepted findings cannot be used.
#[derive(Debug, Error)]
pub enum StandingError {
    /// It is there and cannot be read.
    #[error("{path} cannot be read: {source}", path = .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its text is not what it should be.
    #[error("{path}: {error}", path = .path.display())]
    Mistaken {
        /// The file.
        path: PathBuf,
        /// Every mistake in it.
        error: PolicyError,
    },
}

impl From<StandingError> for Failure {
    fn from(error: StandingError) -> Self {
        let next = "Correct the file, then audit again.".to_owned();
        Self { kind: FailureKind::Passing, what: harmless(&format!("{error}.")).into_owned(), next }
    }
}

impl Standing {
    /// The policy with what was accepted.
    ///
    /// # Errors
    /// When the file of accepted findings cannot be read or understood.
    pub fn policy(&self) -> Result<Policy, StandingError> {
        let mut policy = self.configured.clone();
        if let Some(file) = &self.accepted {
            let path = || file.path().to_owned();
            let text = file.read().map_err(|source| StandingError::Unreadable { path: path(), source })?;
            let accepted = Policy::accepted_in(&text)
                .map_err(|error| StandingError::Mistaken { path: path(), error })?;
            policy.suppressions.extend(accepted);
        }
        Ok(policy)
    }
}

/// Writes down what is accepted. Gives the file.
pub(in crate::tasks) async fn suppress(order: SuppressOrder) -> Result<String, Failure> {
    let SuppressOrder { items, standing } = order;
    let failure =
        |what: String| Failure { kind: FailureKind::Passing, what, next: "Nothing was accepted.".to_owned() };
    let Some(file) = standing.accepted.clone() else {
        return Err(failure("There is no configuration folder to keep it in.".to_owned()));
    };
    let written = tokio::task::spawn_blocking(move || {
        // What is there must be readable first, or nobody would hear of the addition.
        standing.policy().map_err(Failure::from)?;
        let path = file.path().display().to_string();
        let added = file.add(&entries(&items));
        added.map_err(|error| failure(format!("{path} cannot be written: {error}.")))?;
        Ok(path)
    });
    written.await.unwrap_or_else(|_| Err(Failure::broken()))
}

/// Each with a comment that says what it is about.
fn entries(items: &[(Suppression, String)]) -> String {
    let mut text = String::new();
    for (at, (suppression, about)) in items.iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let _ = write!(text, "{gap}# {}\n{}", harmless(about), suppression.to_toml());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::find;
    use crate::audit::policy::Pattern;

    #[test]
    fn what_is_written_is_read_back_and_a_broken_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let standing =
            Standing { accepted: Some(SuppressionsFile::in_folder(folder.path())), ..Standing::default() };
        let one = Suppression {
            rule: find("S13").unwrap(),
            client: Some(Pattern::new("3ho4")),
            pool: Some(Pattern::new("eu-west-1_x")),
            reason: "goes in March \u{202e}\n[audit]".to_owned(),
            expires: None,
        };
        let items = vec![(one.clone(), "customers/web\n[audit]".to_owned())];
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let order = SuppressOrder { items, standing: standing.clone() };
        let path = runtime.block_on(suppress(order.clone())).unwrap();
        assert_eq!(standing.policy().unwrap().suppressions, [one]);
        std::fs::write(&path, "[audit]\ndisable = ['S01']\n").unwrap();
        let failure = runtime.block_on(suppress(order)).unwrap_err();
        assert!(failure.what.contains("audit-suppressions.toml"), "{failure:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "[audit]\ndisable = ['S01']\n");
    }
}
